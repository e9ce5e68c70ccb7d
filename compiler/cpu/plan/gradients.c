/* Solvers of the weight gradient, and of the transposed sum that makes the signal of the layer below. What they read
 * depends on how the layer's sums are made: lists of its input are made for both at once. */
#include "cpu/plan/parts.h"
#include "cpu/plan/solvers.h"

static bool walks_lists(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return !plan_is_general(p);
}

/* Learning signals are looked up by the patterns that they meet, which sums over neighbours have; after the readout
 * they come too late. */
static bool may_go_by_signals(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return p->sums.inverts && !signal_is_late(p->layer->rule.signal);
}

static double one_a_tap(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return p->taps;
}

/* Which of two is taken is decided batch by batch, from counts. */
static double fewer_than_one_a_tap(const struct plan *plan, const struct plan_layer *p)
{
    return one_a_tap(plan, p) / 2;
}

/* Every step of a spike's byte is looked at. */
static double one_a_tap_and_step(const struct plan *plan, const struct plan_layer *p)
{
    return one_a_tap(plan, p) * (1 + plan->group_steps);
}

static void go_by_either(const struct plan *plan, struct plan_layer *p)
{
    (void)plan;
    p->by_signals.used = true;
}

static void go_by_signals(const struct plan *plan, struct plan_layer *p)
{
    go_by_either(plan, p);
    p->by_signals.always = true;
}

static const struct solver gradients[] = {
    {"signals or lists", may_go_by_signals, fewer_than_one_a_tap, go_by_either, place_lists_and_planes},
    {"signals", may_go_by_signals, one_a_tap, go_by_signals, place_lists_and_planes},
    {"lists", walks_lists, one_a_tap, NULL, place_gradient_lists},
    {"general", NULL, one_a_tap_and_step, NULL, place_general_gradient},
};

static const struct solver ways_back[] = {
    {"lists", walks_lists, one_a_tap, NULL, place_error_lists},
    {"general", NULL, one_a_tap_and_step, NULL, place_errors},
};

void plan_gradients(struct plan *plan, const struct policy *policy)
{
    static const char *const named[] = {[WHERE_WORTH] = NULL, [NEVER] = "lists", [ALWAYS] = "signals"};
    for (int l = 0; l < plan->layers; l++) {
        struct plan_layer *p = &plan->layer[l];
        p->gradient = choose_solver(gradients, sizeof gradients / sizeof *gradients, plan, p, named[policy->signals]);
        if (p->gradient->size)
            p->gradient->size(plan, p);
        if (plan_goes_down(plan) && l > 0)
            p->way_back = choose_solver(ways_back, sizeof ways_back / sizeof *ways_back, plan, p, policy->solver);
    }
}
