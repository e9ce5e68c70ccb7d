/* Derivatives of neurons against finite differences. The neurons run for some steps with smooth steps in the place of
 * spikes: the integral of psi, whose derivative psi is. What is held keeps the value that it has without differences.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "equation/differentiate.h"
#include "equation/evaluate.h"
#include "equations.h"

enum { STEPS = 6 };

struct run {
    const struct equations *e;
    int fire, nodes; /* of the neuron alone, without adjoints */
    double *given;   /* [symbols], states as they begin */
    double current[STEPS], signal[STEPS];
    double *held;  /* [STEPS][nodes] of a run without differences */
    double *value; /* [STEPS][nodes of e] */
};

/* Evaluates the nodes first .. last - 1 of a step. */
static void evaluate_smoothly(const struct run *run, int step, int first, int last, const double *given, bool hold)
{
    double *value = run->value + step * run->e->nodes;
    for (int i = first; i < last; i++) {
        const enum node_operation operation = run->e->node[i].operation;
        value[i] =
            operation == OP_STEP ? evaluate_smooth_step(run->e, i, value) : evaluate_node(run->e, i, given, value);
        if (operation == OP_HELD && hold)
            value[i] = run->held[step * run->nodes + i];
        else if (operation == OP_HELD)
            run->held[step * run->nodes + i] = value[i];
    }
}

/* The loss: the spikes weighted by the signal, and a number of each state at the end. */
static double loss_of(const struct run *run, bool hold)
{
    double given[32], loss = 0;
    memcpy(given, run->given, sizeof *given * (size_t)run->e->symbols);
    for (int t = 0; t < STEPS; t++) {
        const double *value = run->value + t * run->e->nodes;
        given[symbol_called(run->e, "current")] = run->current[t];
        evaluate_smoothly(run, t, 0, run->nodes, given, hold);
        loss += run->signal[t] * value[run->fire];
        for (int s = 0; s < run->e->symbols; s++)
            if (run->e->symbol[s].kind == SYMBOL_STATE)
                given[s] = value[run->e->symbol[s].next];
    }
    for (int s = 0; s < run->e->symbols; s++)
        loss += run->e->symbol[s].kind == SYMBOL_STATE ? (0.3 + 0.1 * s) * given[s] : 0;
    return loss;
}

/* Goes back through the steps: of_current [STEPS], total [symbols] of states at the beginning and trained parameters.
 */
static void go_back(const struct run *run, const struct adjoints *adjoints, int symbols, double *of_current,
                    double *total)
{
    double given[32] = {0};
    for (int s = 0; s < symbols; s++)
        if (adjoints->next[s] >= 0)
            given[adjoints->next[s]] = 0.3 + 0.1 * s;
    for (int t = STEPS - 1; t >= 0; t--) {
        const double *value = run->value + t * run->e->nodes;
        given[adjoints->fire] = run->signal[t];
        evaluate_smoothly(run, t, run->nodes, run->e->nodes, given, false);
        for (int s = 0; s < symbols; s++) {
            const double adjoint = adjoints->of[s] < 0 ? 0 : value[adjoints->of[s]];
            if (run->e->symbol[s].kind == SYMBOL_INPUT)
                of_current[t] = adjoint;
            else if (run->e->symbol[s].kind == SYMBOL_TRAINED)
                total[s] += adjoint;
            else if (run->e->symbol[s].kind == SYMBOL_STATE)
                total[s] = given[adjoints->next[s]] = adjoint;
        }
    }
}

/* The derivative by a number that the loss depends on, by a central difference. */
static double difference(const struct run *run, double *number)
{
    const double at = *number, small = 1e-6;
    *number = at + small;
    const double above = loss_of(run, true);
    *number = at - small;
    const double below = loss_of(run, true);
    *number = at;
    return (above - below) / (2 * small);
}

static void assert_near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-6 * (1 + fabs(b))))
        fail_msg("derivative %.9g, by differences %.9g", a, b);
}

static void check_neuron(const char *text)
{
    struct test_equations t = read_equations(text);
    diagnostics_print(t.diagnostics, stderr);
    assert_non_null(t.e);
    const int symbols = t.e->symbols, nodes = t.e->nodes;
    const struct surrogate_shape psi = {SHAPE_TRIANGLE, 0.3f, 1};
    const struct adjoints adjoints = equations_differentiate(t.e, &psi, true);
    assert_true(t.e->symbols <= 32);
    struct run run = {.e = t.e, .fire = t.e->fire, .nodes = nodes};
    run.given = ARENA_ARRAY(t.arena, double, 32);
    run.held = ARENA_ARRAY(t.arena, double, STEPS *nodes);
    run.value = ARENA_ARRAY(t.arena, double, STEPS *t.e->nodes);
    for (int s = 0; s < symbols; s++)
        run.given[s] = t.e->symbol[s].kind == SYMBOL_STATE ? 0.11 * (s + 1) : (double)t.e->symbol[s].value;
    for (int step = 0; step < STEPS; step++) {
        run.current[step] = 0.35 + 0.4 * cos(2.3 * step);
        run.signal[step] = sin(1.7 * step + 0.4);
    }
    double of_current[STEPS] = {0}, total[32] = {0};
    bool moves = false;
    loss_of(&run, false);
    /* The derivatives are parts of the same table; those of a difference run would be of another point. */
    double *value = ARENA_ARRAY(t.arena, double, STEPS *t.e->nodes);
    go_back(&run, &adjoints, symbols, of_current, total);
    run.value = value;
    for (int step = 0; step < STEPS; step++) {
        assert_near(of_current[step], difference(&run, &run.current[step]));
        moves |= fabs(of_current[step]) > 0.01;
    }
    assert_true(moves);
    for (int s = 0; s < symbols; s++)
        if (t.e->symbol[s].kind == SYMBOL_STATE || t.e->symbol[s].kind == SYMBOL_TRAINED)
            assert_near(total[s], difference(&run, &run.given[s]));
    arena_destroy(t.arena);
}

static const char *const neurons[] = {
    /* LIF, soft reset, with and without the derivative of the reset; trained leak (PLIF) */
    "define neuron lif { parameter leak 0.9 trained, threshold 0.6 trained\n state v\n u = leak * v + current\n"
    "fire = step(u - threshold, triangle(0.5, 1))\n v = u - threshold * held(fire) }",
    "define neuron lif { parameter leak 0.9 trained, threshold 0.6\n state v\n u = leak * v + current\n"
    "fire = step(u - threshold, fast_sigmoid(1, 4))\n v = u - threshold * fire }",
    /* hard reset, written in both ways */
    "define neuron hard { parameter leak 0.8\n state v\n v = leak * v + current\n"
    "fire = step(v - 0.6, triangle(0.5, 1))\n v = v * (1 - held(fire)) }",
    "define neuron hard { parameter leak 0.8\n state v\n u = leak * v + current\n"
    "fire = step(u - 0.6, triangle(0.5, 1))\n v = select(u > 0.6, 0, u) }",
    /* current-based LIF (two states) */
    "define neuron cuba { parameter fall 0.7 trained, leak 0.9\n state i, v\n i = fall * i + current\n"
    "v = leak * v + (1 - leak) * i\n fire = step(v - 0.3, triangle(1, 0.5))\n v = v - 0.3 * held(fire) }",
    /* adaptive LIF */
    "define neuron adaptive { parameter leak 0.9, threshold 0.6, decay 0.95, jump 0.2 trained\n state v, a\n"
    "u = leak * v + current\n fire = step(u - (threshold + jump * a), triangle(0.5, 1))\n"
    "v = u - threshold * held(fire)\n a = decay * a + fire }",
    /* quadratic integrate and fire */
    "define neuron quadratic { parameter rate 0.3 trained, rest -0.2, critical 0.4\n state v\n"
    "u = v + rate * (v - rest) * (v - critical) + current\n fire = step(u - 1, triangle(0.5, 1))\n"
    "v = select(u - 1 > 0, rest, u) }",
    /* everything else that has a derivative */
    "define neuron odd { parameter p 0.7 trained, q 1.3 trained\n state v, w\n"
    "u = p * v / (1 + exp(-(q * current))) + max(current, 0.2) - min(w, q * v)\n"
    "k = step(u - 0.5, fast_sigmoid(1, 2))\n w = sqrt(1 + u * u) - abs(u - 0.4) / (q + v * v) + k\n"
    "fire = step(w - p, triangle(0.5, 2))\n v = select(u < 0.5, u * w, p * u) - held(w) * 0.1 }",
};

static void derivatives_agree_with_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof neurons / sizeof *neurons; i++)
        check_neuron(neurons[i]);
}

/* delta[t] = m psi + leak delta[t+1], the reset held: what is carried back is leak delta. */
static void a_lif_neuron_has_the_known_derivative(void **state)
{
    (void)state;
    struct test_equations t = read_equations("define neuron lif { state v\n u = 0.9 * v + current\n"
                                             "fire = step(u - 0.6)\n v = u - 0.6 * held(fire) }");
    const struct surrogate_shape psi = {SHAPE_TRIANGLE, 0.5f, 1};
    const int v = symbol_called(t.e, "v"), current = symbol_called(t.e, "current");
    const struct adjoints adjoints = equations_differentiate(t.e, &psi, true);
    double *given = ARENA_ARRAY(t.arena, double, t.e->symbols), *value = ARENA_ARRAY(t.arena, double, t.e->nodes);
    given[v] = 0.5;
    given[current] = 0.375;
    given[adjoints.fire] = 3;
    given[adjoints.next[v]] = 0.25;
    equations_evaluate(t.e, given, value);
    const double u = 0.9f * 0.5 + 0.375, delta = 3 * 0.5 * (1 - fabs(u - 0.6f)) + 0.25;
    assert_true(value[t.e->fire] == 1);
    assert_true(fabs(value[adjoints.of[current]] - delta) < 1e-12);
    assert_true(fabs(value[adjoints.of[v]] - 0.9f * delta) < 1e-12);
    arena_destroy(t.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivatives_agree_with_differences),
        cmocka_unit_test(a_lif_neuron_has_the_known_derivative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
