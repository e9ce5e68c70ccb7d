/* Neurons of a NIR graph. All that do something else than
 *     u[t] = leak v[t-1] + I[t];   fire where u > threshold;   v = 0 after a spike, otherwise u
 * are refused. With Euler's method in steps of dt, tau dv/dt = (v_leak - v) + r I is that with leak = 1 - dt / tau, but
 * for a factor r dt / tau of the current, which goes into the weights. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nir/neurons.h"
#include "support/number.h"

/* Relative differences that come from writing times and resistances as float32. */
static const double close = 1e-5;

/* What a node's parameters come to. */
struct dynamics {
    double leak, gain, threshold;
};

/* The one value that all neurons share. */
static bool read_shared(struct nir_reading *in, const char *name, double *value)
{
    const struct nir_field *field = nir_field(&in->node->fields, name);
    const int64_t count = field ? nir_count(field) : 0;
    if (count < 1)
        return nir_problem(in, "expected numbers '%s', found none", name);
    *value = nir_number(field, 0);
    for (int64_t i = 0; i < count; i++)
        if (!isfinite(nir_number(field, i)))
            return nir_problem(in, "expected finite numbers '%s', found others", name);
    for (int64_t i = 1; i < count; i++)
        if (nir_number(field, i) != *value)
            return nir_problem(in, "'%s' differs between neurons, %g and %g: the neurons of a layer are all alike here",
                               name, *value, nir_number(field, i));
    return true;
}

/* A value that has to be zero, if it is given. */
static bool check_zero(struct nir_reading *in, const char *name)
{
    double value = 0;
    if (!nir_field(&in->node->fields, name))
        return true;
    return read_shared(in, name, &value) &&
           (value == 0 || nir_problem(in, "'%s' is %g: it can be 0 alone here", name, value));
}

/* 1 - dt / tau, as the number that somebody may have meant: exactly what the metadata say, if that gives the same tau;
 * or else the shortest decimal within float32's rounding. */
static double leak_of(const struct nir_reading *in, double tau)
{
    const struct nir_field *said = nir_field(&in->node->metadata, "leak");
    const double leak = 1 - in->dt / tau;
    if (said && nir_count(said) == 1 && (float)(in->dt / fmax(1 - nir_number(said, 0), 0x1p-26)) == (float)tau)
        return nir_number(said, 0);
    for (int digits = 1; digits < 9; digits++) {
        char text[NUMBER_TEXT];
        snprintf(text, sizeof text, "%.*g", digits, leak);
        if (fabs(strtod(text, NULL) - leak) <= 2e-7 * fmax(1 - leak, 0x1p-26) + 1e-8)
            return strtod(text, NULL);
    }
    return leak;
}

static bool read_time(struct nir_reading *in, const char *name, double *tau)
{
    if (!read_shared(in, name, tau))
        return false;
    if (*tau < in->dt * (1 - close))
        return nir_problem(in, "'%s' is %g s, less than the time step of %g s (--dt): the membrane would swing", name,
                           *tau, in->dt);
    *tau = fmax(*tau, in->dt);
    return true;
}

static double near_one(double gain)
{
    return fabs(gain - 1) <= close ? 1 : gain;
}

/* ---- What becomes of them ---- */

static void multiply(struct nir_reading *in, struct nir_layer *layer, double gain)
{
    const size_t outputs = (size_t)layer->out.channels;
    const size_t count = outputs * (size_t)(layer->in.channels * layer->kernel_height * layer->kernel_width);
    float *weight = ARENA_ARRAY(in->arena, float, count), *bias = ARENA_ARRAY(in->arena, float, outputs);
    for (size_t i = 0; i < count; i++)
        weight[i] = (float)((double)layer->tensors.weight[i] * gain);
    for (size_t i = 0; layer->tensors.bias && i < outputs; i++)
        bias[i] = (float)((double)layer->tensors.bias[i] * gain);
    layer->tensors.weight = weight;
    layer->tensors.bias = layer->tensors.bias ? bias : NULL;
    nir_remark(in, "its currents are multiplied by %g: the weights before it are, instead", gain);
}

/* What our own metadata say of the reset. */
static void read_reset(struct nir_reading *in, struct neuron *neuron)
{
    const char *reset = nir_text(&in->node->metadata, "reset");
    const struct nir_field *amount = nir_field(&in->node->metadata, "reset_amount");
    neuron->reset = RESET_ZERO;
    if (!reset || strcmp(reset, "subtract") != 0)
        return;
    neuron->reset = RESET_SUBTRACT;
    neuron->reset_amount = amount && nir_count(amount) == 1 ? (float)nir_number(amount, 0) : neuron->threshold;
}

/* Neurons behind a pool of spikes, of which the smallest mean or sum that is not 0 makes them fire, and which then are
 * 0 again: they fire where any of the window did, whatever their leak is. */
static bool take_as_max(struct nir_reading *in, struct nir_layer *layer, const struct dynamics *found)
{
    const double least = in->factor != 1 ? 1 : 1.0 / (layer->pool_height * layer->pool_width);
    if (found->threshold < 0 || least * found->gain <= found->threshold)
        return nir_problem(in,
                           "neurons behind a pool, without weights between: layers have weights, unless the neurons "
                           "fire as soon as one of the window does, as a max pool's would");
    layer->pool = POOL_MAX;
    in->factor = 1;
    in->spikes = true;
    return true;
}

static void take(struct nir_reading *in, const struct dynamics *found)
{
    struct nir_network *network = in->network;
    struct nir_layer *layer = network->layers ? &network->layer[network->layers - 1] : NULL;
    if (in->lost)
        return;
    if (layer && layer->has_neurons && layer->pool == POOL_AVG && !in->spikes) {
        take_as_max(in, layer, found);
        return;
    }
    if (!layer || layer->has_neurons) {
        nir_problem(in, "neurons without weights before them: layers have weights here");
        return;
    }
    layer->has_neurons = true;
    in->spikes = true;
    layer->neuron = (struct neuron){.leak = (float)found->leak, .threshold = (float)found->threshold};
    read_reset(in, &layer->neuron);
    if (found->gain != 1)
        multiply(in, layer, found->gain);
    if (!(found->threshold > 0))
        nir_problem(in, "a threshold of %g: it is above 0 here", found->threshold);
}

/* ---- Kinds of neurons ---- */

void nir_read_lif(struct nir_reading *in)
{
    double tau = in->dt, resistance = 1;
    struct dynamics found = {0, 1, 1};
    bool good = read_time(in, "tau", &tau);
    good = read_shared(in, "r", &resistance) && good;
    good = read_shared(in, "v_threshold", &found.threshold) && good;
    good = check_zero(in, "v_leak") && good;
    good = check_zero(in, "v_reset") && good;
    if (!good)
        return;
    found.leak = leak_of(in, tau);
    found.gain = near_one(resistance * in->dt / tau);
    take(in, &found);
}

/* A synapse whose current lasts a single step is none. */
void nir_read_cuba_lif(struct nir_reading *in)
{
    double tau = in->dt, synapse = in->dt, resistance = 1, weight = 1;
    struct dynamics found = {0, 1, 1};
    bool good = read_time(in, "tau_mem", &tau);
    good = read_time(in, "tau_syn", &synapse) && good;
    good = read_shared(in, "r", &resistance) && good;
    good = (!nir_field(&in->node->fields, "w_in") || read_shared(in, "w_in", &weight)) && good;
    good = read_shared(in, "v_threshold", &found.threshold) && good;
    good = check_zero(in, "v_leak") && good;
    good = check_zero(in, "v_reset") && good;
    if (good && fabs(synapse / in->dt - 1) > close)
        good = nir_problem(in, "currents with a time constant (tau_syn) of %g s: here they last one step, of %g s",
                           synapse, in->dt);
    if (!good)
        return;
    found.leak = leak_of(in, tau);
    found.gain = near_one(weight * resistance * in->dt / tau);
    take(in, &found);
}

void nir_read_if(struct nir_reading *in)
{
    double resistance = 1;
    struct dynamics found = {1, 1, 1};
    bool good = read_shared(in, "r", &resistance);
    good = read_shared(in, "v_threshold", &found.threshold) && good;
    good = check_zero(in, "v_reset") && good;
    found.gain = near_one(resistance * in->dt);
    if (good)
        take(in, &found);
}

void nir_read_threshold(struct nir_reading *in)
{
    struct dynamics found = {0, 1, 1};
    if (read_shared(in, "threshold", &found.threshold))
        take(in, &found);
}
