/* Neurons of any equations, a time step at a time: forward, and the adjoints on the way back. Those that are proved to
 * be leaky integrate and fire have loops of their own in forward.c and backward.c, which say what they compute. */
#include <string.h>

#include "equation/bind.h"
#include "equation/evaluate.h"
#include "equation/nodes.h"
#include "interpret/reference.h"
#include "model/neurons.h"

static void list_symbols(struct reference_neuron *n)
{
    const struct equations *e = n->e;
    n->state = ARENA_ARRAY(e->arena, int, e->symbols + 1);
    n->trained = ARENA_ARRAY(e->arena, int, e->symbols + 1);
    for (int s = 0; s < e->symbols; s++) {
        if (e->symbol[s].kind == SYMBOL_STATE)
            n->state[n->states++] = s;
        if (e->symbol[s].kind == SYMBOL_TRAINED)
            n->trained[n->trained_count++] = s;
        if (e->symbol[s].kind == SYMBOL_INPUT)
            n->current = s; /* a neuron is given nothing else */
    }
}

void neuron_prepare(struct reference_neuron *n, const struct layer *layer)
{
    if (!layer->use.unproved && !layer->rule.use.unproved)
        return;
    struct equations *e = n->e = equations_copy(layer->use.equations);
    const struct surrogate_shape shape = neuron_shape(layer);
    const struct node step = e->node[e->fire];
    list_symbols(n);
    n->u = neuron_potential(e);
    n->psi = node_psi(e, step.operand[0], shape.shape, node_number(e, shape.height), node_number(e, shape.width));
    n->forward = e->nodes;
    n->adjoints = equations_differentiate(e, &shape, layer->rule.signal.reach == REACH_TIME);
}

/* What a neuron is given at a step. */
static void load(const struct tess_run *run, const struct reference_layer *at, int image, int t, int i, double *given)
{
    const struct reference_neuron *n = &at->neuron;
    const struct reference *reference = run_reference(run);
    const int outputs = at->layer->out.channels;

    given[n->current] = map_at(run, &n->currents, image, t)[i];
    for (int k = 0; k < n->states; k++)
        given[n->state[k]] = t > 0 ? map_at(run, &n->carried[k], image, t - 1)[i] : 0;
    for (int k = 0; k < n->trained_count; k++)
        given[n->trained[k]] = run_floats(run, reference->param[at->trained + k].value)[i % outputs];
}

uint32_t neuron_forward(const struct tess_run *run, const struct reference_layer *at, int image, double *scratch)
{
    const struct reference_neuron *n = &at->neuron;
    const struct equations *e = n->e;
    double *given = scratch, *value = scratch + e->symbols;
    const struct span_of_steps steps = run_steps(run);
    int size = shape_size(at->layer->out);
    uint32_t spikes = earlier_spikes(run, at, image, steps.first);

    memset(given, 0, (size_t)e->symbols * sizeof *given);
    for (int t = steps.first; t < steps.end; t++) {
        weighted_sums(run, at, map_at(run, &at->in, image, t), map_at(run, &n->currents, image, t));
        for (int i = 0; i < size; i++) {
            load(run, at, image, t, i, given);
            for (int node = 0; node < n->forward; node++)
                value[node] = evaluate_node(e, node, given, value);
            map_at(run, &at->u, image, t)[i] = value[n->u];
            map_at(run, &at->s, image, t)[i] = value[e->fire];
            map_at(run, &at->psi, image, t)[i] = value[n->psi];
            for (int k = 0; k < n->states; k++)
                map_at(run, &n->carried[k], image, t)[i] = value[e->symbol[n->state[k]].next];
            spikes += value[e->fire] > 0;
        }
    }
    return spikes;
}

/* One neuron, from the last supervised step to the first. */
static void back_through_steps(const struct tess_run *run, const struct reference_layer *at, int image, int i,
                               double *given, double *value)
{
    const struct reference *reference = run_reference(run);
    const struct reference_neuron *n = &at->neuron;
    const struct span_of_steps steps = run_steps(run);
    const int outputs = at->layer->out.channels, unsupervised = reference->steps - reference->supervised;
    double *share = run_reals(run, n->share) + image * n->trained_count * outputs;

    for (int k = 0; k < n->states; k++)
        given[n->adjoints.next[n->state[k]]] = 0;
    for (int step = steps.supervised - 1; step >= steps.before; step--) {
        load(run, at, image, unsupervised + step, i, given);
        given[n->adjoints.fire] = map_at(run, &at->m, image, step)[i];
        equations_evaluate(n->e, given, value);
        map_at(run, &at->error, image, step)[i] = value[n->adjoints.of[n->current]];
        for (int k = 0; k < n->states; k++)
            given[n->adjoints.next[n->state[k]]] = value[n->adjoints.of[n->state[k]]];
        for (int k = 0; k < n->trained_count; k++)
            share[k * outputs + i % outputs] += value[n->adjoints.of[n->trained[k]]];
    }
}

void neuron_backward(const struct tess_run *run, const struct reference_layer *at, int image, double *scratch)
{
    const struct reference_neuron *n = &at->neuron;
    const size_t shares = (size_t)(n->trained_count * at->layer->out.channels);

    memset(run_reals(run, n->share) + (size_t)image * shares, 0, shares * sizeof(double));
    memset(scratch, 0, (size_t)n->e->symbols * sizeof *scratch);
    for (int i = 0; i < shape_size(at->layer->out); i++)
        back_through_steps(run, at, image, i, scratch, scratch + n->e->symbols);
}
