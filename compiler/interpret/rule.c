/* Rules of any equations: what the neuron's and the input's factors of their products are at each step. */
#include <string.h>

#include "equation/evaluate.h"
#include "interpret/reference.h"

/* What rules are given, by name; 0 for what is not of the side that is computed. */
enum given_value { GIVEN_M, GIVEN_PSI, GIVEN_FIRE, GIVEN_U, GIVEN_DELTA, GIVEN_X, GIVENS };

static int given_index(const struct equations *e, int symbol)
{
    static const char *const names[GIVENS] = {"m", "psi", "fire", "u", "delta", "x"};
    int index = 0;
    while (index < GIVENS && (e->symbol[symbol].kind != SYMBOL_INPUT || strcmp(e->symbol[symbol].name, names[index])))
        index++;
    return index;
}

void rule_prepare(struct reference_rule *rule, const struct layer *layer)
{
    if (!layer->rule.use.unproved && !layer->use.unproved)
        return;
    rule->e = layer->rule.use.equations;
    rule->products = layer->rule.products.count;
    rule->product = layer->rule.products.product;
}

/* A step of one side: traces are carried on in given. */
static void evaluate(const struct equations *e, const double *values, double *given, double *value)
{
    for (int s = 0; s < e->symbols; s++) {
        const int index = given_index(e, s);
        if (index < GIVENS)
            given[s] = values[index];
    }
    equations_evaluate(e, given, value);
    for (int s = 0; s < e->symbols; s++)
        if (e->symbol[s].kind == SYMBOL_STATE)
            given[s] = value[e->symbol[s].next];
}

void rule_inputs(const struct tess_run *run, const struct reference_layer *at, int image, double *scratch)
{
    const struct reference_rule *rule = &at->rule;
    const struct equations *e = rule->e;
    double *given = scratch, *value = scratch + e->symbols;

    for (int j = 0; j < shape_size(at->in.shape); j++) {
        memset(given, 0, (size_t)e->symbols * sizeof *given);
        for (int t = 0; t < run_steps(run).end; t++) {
            const double values[GIVENS] = {[GIVEN_X] = map_at(run, &at->in, image, t)[j]};
            evaluate(e, values, given, value);
            for (int k = 0; k < rule->products; k++)
                map_at(run, &rule->pre[k], image, t)[j] = value[rule->product[k].input];
        }
    }
}

/* Steps without a learning signal have m and delta 0; traces begin with the sample, also where the engine runs a step
 * at a time. */
void rule_neurons(const struct tess_run *run, const struct reference_layer *at, int image, double *scratch)
{
    const struct reference *reference = run_reference(run);
    const struct reference_rule *rule = &at->rule;
    const struct equations *e = rule->e;
    const int unsupervised = reference->steps - reference->supervised;
    double *given = scratch, *value = scratch + e->symbols;

    for (int i = 0; i < shape_size(at->layer->out); i++) {
        memset(given, 0, (size_t)e->symbols * sizeof *given);
        for (int t = 0; t < run_steps(run).end; t++) {
            const int step = t - unsupervised;
            const double values[GIVENS] = {
                [GIVEN_M] = step < 0 ? 0 : map_at(run, &at->m, image, step)[i],
                [GIVEN_PSI] = map_at(run, &at->psi, image, t)[i],
                [GIVEN_FIRE] = map_at(run, &at->s, image, t)[i],
                [GIVEN_U] = map_at(run, &at->u, image, t)[i],
                [GIVEN_DELTA] = step < 0 ? 0 : map_at(run, &at->error, image, step)[i],
            };
            evaluate(e, values, given, value);
            for (int k = 0; step >= 0 && k < rule->products; k++)
                map_at(run, &rule->post[k], image, step)[i] = value[rule->product[k].neuron];
        }
    }
}
