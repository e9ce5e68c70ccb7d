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

static double supervised_steps(const struct model *model)
{
    return model->input.steps - model->supervised_from;
}

double forward_macs(const struct model *model, int layer)
{
    const double steps = model->input.steps;
    if (layer == model->layers)
        return readout_macs(model) * steps;
    return layer_macs(&model->layer[layer]) * (layer == 0 && model->input.is_static ? 1 : steps);
}

double gradient_macs(const struct model *model, int layer)
{
    const bool learns = layer == model->layers ? model->readout.learns : model->layer[layer].learns;
    return learns ? forward_macs(model, layer) : 0;
}

double signal_macs(const struct model *model, int layer)
{
    return 2.0 * model->layer[layer].latents * model->input.classes * supervised_steps(model);
}

double back_macs(const struct model *model, int layer)
{
    return (layer == model->layers ? readout_macs(model) : layer_macs(&model->layer[layer])) * supervised_steps(model);
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
