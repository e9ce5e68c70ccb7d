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
