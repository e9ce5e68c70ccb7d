#include "program/costs.h"

double layer_macs(const struct layer *layer)
{
    return (double)layer->in.channels * layer->kernel_height * layer->kernel_width * shape_size(layer->out);
}

double readout_macs(const struct model *model)
{
    return (double)model->readout.features * model->input.classes;
}

double upper_macs(const struct model *model)
{
    double macs = readout_macs(model);
    for (int i = 1; i < model->layers; i++)
        macs += layer_macs(&model->layer[i]);
    return macs;
}

double neuron_steps(const struct model *model)
{
    double neurons = 0;
    for (int i = 0; i < model->layers; i++)
        neurons += shape_size(model->layer[i].out);
    return neurons * model->input.steps;
}

size_t carried_values(const struct program_layer *p)
{
    const struct rule *rule = &p->layer->rule;
    const size_t all = (size_t)p->positions * (size_t)p->padded;
    size_t values = all;
    if (p->layer->use.unproved)
        values += (size_t)layer_states(p->layer) * all;
    values += (size_t)rule_traces(rule, OF_NEURON) * all;
    values += (size_t)(rule_traces(rule, OF_INPUT) * shape_size(p->layer->in));
    for (int k = 0; k < rule->terms; k++) {
        values += rule->term[k].post == POST_TRACE ? all : 0;
        values += rule->term[k].pre == PRE_TRACE ? (size_t)shape_size(p->layer->in) : 0;
    }
    return values;
}
