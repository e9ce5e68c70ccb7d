/* Equations: what is read, what is wrong with it, simplification, C, parameters, equality, products. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "equation/bind.h"
#include "equation/evaluate.h"
#include "equation/print.h"
#include "equation/products.h"
#include "equation/same.h"
#include "equations.h"

static const struct spelling scalars = {.type = "float", .condition = "int"};
static const struct spelling vectors = {.type = "tess_fx16", .condition = "tess_ix16", .suffix = "fx16"};

/* Values as C, in which symbols have their own names. */
static const char *print_targets(struct equations *e, struct spelling spelling, const struct target *target,
                                 int targets)
{
    const char **symbol = ARENA_ARRAY(e->arena, const char *, e->symbols);
    for (int s = 0; s < e->symbols; s++)
        symbol[s] = e->symbol[s].name;
    spelling.symbol = symbol;
    return equations_print(e->arena, e, &spelling, target, targets);
}

static void assert_printed(const char *expression, struct spelling spelling, const char *expected)
{
    char text[600];
    snprintf(text, sizeof text, "define rule r { parameter k 2\n weight = %s }", expression);
    struct test_equations t = read_equations(text);
    diagnostics_print(t.diagnostics, stderr);
    assert_non_null(t.e);
    const struct target target = {t.e->weight, "w", false};
    const char *printed = print_targets(t.e, spelling, &target, 1);
    if (strcmp(printed, expected) != 0)
        fail_msg("%s is printed as\n%sinstead of\n%s", expression, printed, expected);
    arena_destroy(t.arena);
}

/* Parentheses are there where the value needs them, in the order that was written. */
static void scalars_are_printed_as_c(void **state)
{
    (void)state;
    static const char *const forms[][2] = {
        {"m + x * u - psi", "w = m + x * u - psi;\n"},
        {"m + (x - u)", "w = m + (x - u);\n"},
        {"(m + x) - u", "w = m + x - u;\n"},
        {"m - (x + u)", "w = m - (x + u);\n"},
        {"m * (x * u)", "w = m * (x * u);\n"},
        {"m / (x * u) / psi", "w = m / (x * u) / psi;\n"},
        {"m * x / u", "w = m * x / u;\n"},
        {"-(m + x)", "w = -(m + x);\n"},
        {"-m * x", "w = -m * x;\n"},
        {"-(m * x)", "w = -(m * x);\n"},
        {"m - -3", "w = m + 3.0f;\n"},
        {"m * -3", "w = m * -3.0f;\n"},
        {"-3 - m", "w = -3.0f - m;\n"},
        {"1e-8 * m + 0.1 * x + 1e20", "w = 1e-08f * m + 0.1f * x + 1e+20f;\n"},
        {"select(m > x, u, psi) + 1", "w = (m > x ? u : psi) + 1.0f;\n"},
        {"select(m + 1 == x, u + 1, select(u != 1, psi, 2))",
         "w = m + 1.0f == x ? u + 1.0f : (u != 1.0f ? psi : 2.0f);\n"},
        {"min(m, x) * max(u, 1)", "w = (m < x ? m : x) * (u > 1.0f ? u : 1.0f);\n"},
        {"min(m + 1, x)", "const float t1_ = m + 1.0f;\nw = t1_ < x ? t1_ : x;\n"},
        {"abs(m - x) + sqrt(u) + exp(-psi)",
         "w = __builtin_fabsf(m - x) + __builtin_sqrtf(u) + (float)tess_exp((double)-psi);\n"},
        {"(m + x) * (m + x)", "const float t1_ = m + x;\nw = t1_ * t1_;\n"},
        {"(m + x) * (x + m)", "const float t1_ = m + x;\nw = t1_ * t1_;\n"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_printed(forms[i][0], scalars, forms[i][1]);
}

static void vectors_are_printed_as_c(void **state)
{
    (void)state;
    static const char *const forms[][2] = {
        {"2 * m + x", "w = 2.0f * m + x;\n"},
        {"2", "w = (tess_fx16){0} + 2.0f;\n"},
        {"0", "w = (tess_fx16){0};\n"},
        {"select(m > x, u, 0)", "w = (tess_fx16)((tess_ix16)u & (m > x));\n"},
        {"select(m > x, 0, u)", "w = (tess_fx16)((tess_ix16)u & ~(m > x));\n"},
        {"select(m > x, u, 3)",
         "const tess_ix16 t1_ = m > x;\n"
         "w = (tess_fx16)(((tess_ix16)u & t1_) | ((tess_ix16)((tess_fx16){0} + 3.0f) & ~t1_));\n"},
        {"max(m, 0) * u", "w = (tess_fx16)((tess_ix16)m & (m > 0.0f)) * u;\n"},
        {"abs(m - x)", "w = (tess_fx16)((tess_ix16)(m - x) & 0x7fffffff);\n"},
        {"sqrt(m) + exp(x + 1)", "const tess_fx16 t1_ = x + 1.0f;\nw = tess_sqrt_fx16(m) + tess_exp_fx16(t1_);\n"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_printed(forms[i][0], vectors, forms[i][1]);
}

static const char adaptive[] = "define neuron adaptive {\n"
                               "    parameter leak 0.9, threshold 0.6, decay 0.95, jump 0.2\n"
                               "    state v, a\n"
                               "    u    = leak * v + current\n"
                               "    fire = step(u - (threshold + jump * a))\n"
                               "    v    = u - threshold * held(fire)\n"
                               "    a    = decay * a + fire\n"
                               "}\n";

/* States are written over; what others still read is computed before. */
static void a_neuron_is_printed_as_a_step(void **state)
{
    (void)state;
    struct test_equations t = read_equations(adaptive);
    const int v = symbol_called(t.e, "v"), a = symbol_called(t.e, "a");
    const struct target step[] = {
        {t.e->symbol[a].next, "a", false}, {t.e->symbol[v].next, "v", false}, {t.e->fire, "spike", true}};
    assert_string_equal(print_targets(t.e, scalars, step, 3),
                        "const float u_ = leak * v + current;\n"
                        "const float fire_ = (float)(u_ > threshold + jump * a);\n"
                        "a = decay * a + fire_;\n"
                        "v = u_ - threshold * fire_;\n"
                        "const float spike = fire_;\n");
    assert_string_equal(print_targets(t.e, vectors, step + 2, 1),
                        "const tess_fx16 spike = (tess_fx16)((tess_ix16)((tess_fx16){0} + 1.0f) & "
                        "(leak * v + current > threshold + jump * a));\n");
    arena_destroy(t.arena);
    t = read_equations("define neuron swap { state v, w\n k = v\n v = w\n w = k + 0\n fire = step(current + v) }");
    const struct target swap[] = {{t.e->symbol[symbol_called(t.e, "v")].next, "v", false},
                                  {t.e->symbol[symbol_called(t.e, "w")].next, "w", false},
                                  {t.e->fire, "f", false}};
    assert_string_equal(print_targets(t.e, scalars, swap, 3), "const float v_ = v;\n"
                                                              "const float fire_ = (float)(current + w > 0.0f);\n"
                                                              "v = w;\nw = v_;\nf = fire_;\n");
    arena_destroy(t.arena);
}

/* As the generated program would: in float32, and nothing else is left out. */
static void expressions_are_simplified(void **state)
{
    (void)state;
    static const char *const forms[][2] = {
        {"0.1 + 0.2", "w = 0.3f;\n"}, /* in float32, 0.1 + 0.2 is 0.3 */
        {"16777216 + 1", "w = 16777216.0f;\n"},
        {"m * 1 + 0", "w = m;\n"},
        {"1 * m / 1 - 0", "w = m;\n"},
        {"0 + m * -1", "w = -m;\n"},
        {"--m", "w = m;\n"},
        {"m - -x", "w = m + x;\n"},
        {"m + -x", "w = m - x;\n"},
        {"min(m, m) + select(m > 1, x, x)", "w = m + x;\n"},
        {"select(1 < 2, m, x)", "w = m;\n"},
        {"sqrt(4) + abs(-2) + exp(0) + min(1, 2) * max(3, 4)", "w = 9.0f;\n"},
        {"0 * m", "w = 0.0f * m;\n"}, /* not a number if m is none */
        {"m - m", "w = m - m;\n"},
        {"m + 1 + 1", "w = m + 1.0f + 1.0f;\n"}, /* another order would be other bits */
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_printed(forms[i][0], scalars, forms[i][1]);
}

static void values_are_those_of_a_step(void **state)
{
    (void)state;
    struct test_equations t = read_equations(adaptive);
    const int v = symbol_called(t.e, "v"), a = symbol_called(t.e, "a");
    double given[16], *value = ARENA_ARRAY(t.arena, double, t.e->nodes);
    for (int s = 0; s < t.e->symbols; s++)
        given[s] = (double)t.e->symbol[s].value;
    given[v] = 0.5;
    given[a] = 0.25;
    given[symbol_called(t.e, "current")] = 0.375;
    equations_evaluate(t.e, given, value);
    const double leak = 0.9f, threshold = 0.6f, decay = 0.95f;
    assert_true(value[t.e->fire] == 1);
    assert_true(value[t.e->symbol[v].next] == leak * 0.5 + 0.375 - threshold);
    assert_true(value[t.e->symbol[a].next] == decay * 0.25 + 1);
    given[a] = 2; /* the threshold is 1 now */
    equations_evaluate(t.e, given, value);
    assert_true(value[t.e->fire] == 0);
    assert_true(value[t.e->symbol[v].next] == leak * 0.5 + 0.375);
    arena_destroy(t.arena);
}

/* before(h) is what the step before left, h what this step makes of it. */
static void values_know_whose_and_when_they_are(void **state)
{
    (void)state;
    struct test_equations t = read_equations("define rule r { parameter p 2\n trace q = 0.5 * q + x\n"
                                             "trace h = 0.2 * h + psi\n gain = p * 3\n late = before(h) * 2\n"
                                             "weight = reward * h * q }");
    static const struct {
        const char *name;
        int owner;
        enum when when;
    } expected[] = {{"q", OF_INPUT, WHEN_NOW},
                    {"h", OF_NEURON, WHEN_NOW},
                    {"gain", OF_LAYER, WHEN_ALWAYS},
                    {"late", OF_NEURON, WHEN_BEFORE},
                    {"weight", OF_SYNAPSE | OF_SAMPLE, WHEN_NOW}};
    assert_int_equal(t.e->locals, 5);
    for (int i = 0; i < 5; i++) {
        assert_string_equal(t.e->local[i].name, expected[i].name);
        assert_int_equal(t.e->node[t.e->local[i].node].owner, expected[i].owner);
        assert_int_equal(t.e->node[t.e->local[i].node].when, expected[i].when);
    }
    arena_destroy(t.arena);
}

/* What is wrong is said with its place, all of it at once. */
static void errors_have_their_places(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reports; /* LINE:COLUMN text, a line each */
    } cases[] = {
        {"define neuron n { state v\n v = 0.9 * w + current\n fire = step(v - thresold)\n parameter threshold 1 }",
         "2:12 unknown name 'w'\n3:18 unknown name 'thresold'; did you mean 'threshold'?\n"},
        {"define neuron n {\n a = b + current\n b = 2 * a\n fire = step(a) }", "2:6 'a' and 'b' need each other\n"},
        {"define neuron n {\n a = c + current\n b = 2 * a\n c = b\n fire = step(b) }",
         "2:6 'a' and 'c' need each other\n"},
        {"define neuron n {\n a = b\n b = current\n fire = step(b) }", "2:6 'b' is read before it exists\n"},
        {"define neuron n {\n v = v + current\n fire = step(1) }",
         "2:6 'v' is read before it exists; what a step leaves to the next one is a state\n"
         "3:14 'step' means nothing here: this is a constant\n"},
        {"define neuron n { state v\n v = current / (2 - 2)\n a = 1\n a = 2\n fire = step(v) }",
         "2:6 division by zero\n4:2 'a' is written already: it cannot be made a second time\n"},
        {"define neuron n { state v, w\n fire = step(v) + 1\n fire2 = step(v) }",
         "1:25 state 'v' is never written\n1:28 state 'w' is never written\n"
         "2:9 a step makes 'fire': write 'fire = step(x)', 1 where x > 0\n"},
        {"define neuron n {\n fire = step(current)\n a = step(current - 1)\n b = held(2) }",
         "3:6 a step that does not make 'fire' needs a shape of its own: step(x, triangle(0.3, 1))\n"
         "4:6 'held' means nothing here: this is a constant already\n"},
        {"define neuron n {\n a = min(current)\n b = sin(a)\n c = select(a, 1, 2)\n d = (a > 1) + 1\n fire = step(a) }",
         "2:6 'min' takes 2 values, found 1\n"
         "3:6 unknown function 'sin'; did you mean 'min'?\n"},
        {"define rule r {\n trace q = held(q) + step(x)\n state v\n weight = before(m) }",
         "2:12 'held' means nothing in a rule: nothing goes back through it\n"
         "2:22 'step' means nothing in a rule, which has no spikes; select(x > 0, 1, 0) is 1 where x > 0\n"
         "3:2 a rule has no states; write 'trace NAME = EXPRESSION'\n"
         "4:18 'm' is no trace: what it was in the step before is not known\n"},
        {"define rule r {\n a = 1e39\n b = 1e30 * 1e30\n c = sqrt(0 - 1)\n m = 2 }",
         "1:13 rule 'r' changes no weight: 'weight = EXPRESSION' is missing\n"
         "2:6 expected a number that float32 holds: 0, or from 1e-30 to 3.4e38 in magnitude\n"
         "3:6 the value of these numbers is not a finite float32\n"
         "4:6 the value of these numbers is not a finite float32\n"
         "5:2 'm' comes from outside: it cannot be made a second time\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct test_equations t = read_equations(cases[i].text);
        char reports[2000] = "";
        size_t length = 0;
        for (const struct diagnostic *d = diagnostics_sorted(t.diagnostics); d; d = d->next) {
            const struct place place = source_place(d->span);
            length += (size_t)snprintf(reports + length, sizeof reports - length, "%d:%d %s\n", place.line,
                                       place.column, d->text);
        }
        assert_string_equal(reports, cases[i].reports);
        assert_null(t.e);
        arena_destroy(t.arena);
    }
}

/* head, then part a number of times, then tail. */
static char *repeated(const char *head, const char *part, int times, const char *tail)
{
    char *text = malloc(strlen(head) + strlen(part) * (size_t)times + strlen(tail) + 1), *to = text;
    to += sprintf(to, "%s", head);
    for (int i = 0; i < times; i++)
        to += sprintf(to, "%s", part);
    strcpy(to, tail);
    return text;
}

static void hostile_expressions_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *part;
        int times;
        const char *tail, *report;
    } cases[] = {
        {"(", 10000, "current", "an expression nested more than 200 deep; give a part of it a name of its own"},
        {"-", 10000, "current", "an expression nested more than 200 deep; give a part of it a name of its own"},
        {"abs(", 10000, "current", "an expression nested more than 200 deep; give a part of it a name of its own"},
        {"current + ", 100000, "1", "an expression nested more than 200 deep; give a part of it a name of its own"},
        {"min(", 1, "1", "'(' without its ')'"},
        {"a", 1000000, "", "a name has at most 100 characters"},
        {"u\n a = a + current * 3.5 + u\n a = a * ", 4000, "u", "a definition has at most 4096 operations"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *body = repeated("define neuron n { state a\n u = current\n fire = step(u)\n a = ", cases[i].part,
                              cases[i].times, cases[i].tail);
        char *text = repeated(body, "\n}", 1, "");
        const clock_t begin = clock();
        struct test_equations t = read_equations(text);
        assert_true(clock() - begin < 5 * CLOCKS_PER_SEC); /* a twentieth of it, but for a busy machine */
        const struct diagnostic *d = diagnostics_sorted(t.diagnostics);
        assert_non_null(d);
        assert_string_equal(d->text, cases[i].report);
        assert_null(t.e);
        arena_destroy(t.arena);
        free(text);
        free(body);
    }
    struct test_equations t = read_equations("define neuron n { fire = step(" /* as deep as it may be */
                                             "------------------------------------------------------------------------"
                                             "------------------------------------------------------------------------"
                                             "------------------------------------------------------current) }");
    assert_non_null(t.e);
    arena_destroy(t.arena);
}

static void parameters_become_numbers(void **state)
{
    (void)state;
    struct test_equations t = read_equations("define neuron n { parameter tau 2, size 1\n parameter gain 3 trained\n"
                                             "state v\n v = (1 - 1 / tau) * v + gain * size * current\n"
                                             "fire = step(v - size, triangle(size, tau)) }");
    float value[] = {0, 4, 1, 5, 0}; /* current, tau, size, gain, v */
    assert_int_equal(symbol_called(t.e, "tau"), 1);
    struct equations *bound = equations_bind(t.e, value, t.e->span, t.diagnostics);
    assert_non_null(bound);
    const int v = symbol_called(bound, "v");
    const struct target target = {bound->symbol[v].next, "v", false};
    assert_string_equal(print_targets(bound, scalars, &target, 1), "v = 0.75f * v + gain * current;\n");
    assert_true(bound->node[bound->node[bound->fire].operand[2]].number == 4);
    value[1] = 0; /* 1 / tau */
    assert_null(equations_bind(t.e, value, t.e->span, t.diagnostics));
    value[1] = 2;
    value[2] = -1; /* a triangle of this height */
    assert_null(equations_bind(t.e, value, t.e->span, t.diagnostics));
    const struct diagnostic *report = diagnostics_sorted(t.diagnostics);
    assert_string_equal(report->text, "with these parameters 'n' cannot be computed: division by zero");
    assert_string_equal(report->next->text,
                        "with these parameters 'n' cannot be computed: the numbers of a shape are larger than 0");
    assert_null(report->next->next);
    arena_destroy(t.arena);
}

static bool are_same(const char *a, const char *b)
{
    struct test_equations of_a = read_equations(a), of_b = read_equations(b);
    assert_non_null(of_a.e);
    assert_non_null(of_b.e);
    const bool same = equations_same(of_a.e, of_b.e, NULL);
    assert_int_equal(equations_same(of_b.e, of_a.e, NULL), same);
    arena_destroy(of_a.arena);
    arena_destroy(of_b.arena);
    return same;
}

static void names_and_order_do_not_matter(void **state)
{
    (void)state;
    assert_true(are_same(adaptive, "define neuron other { state b, w\n parameter th 0.6, d 0.95, k 0.2, l 0.9\n"
                                   "h = th + b * k\n m = current + w * l\n fire = step(m - h)\n b = d * b + fire\n"
                                   "lost = held(fire) * th\n w = m - lost }"));
    assert_false(are_same(adaptive, "define neuron other { state b, w\n parameter th 0.6, d 0.95, k 0.2, l 0.9\n"
                                    "h = th + b * k\n m = current + w * l\n fire = step(m - h)\n b = d * b + fire\n"
                                    "lost = fire * th\n w = m - lost }")); /* not held */
    assert_false(are_same(adaptive, "define neuron other { state b, w\n parameter th 0.6, d 0.94, k 0.2, l 0.9\n"
                                    "h = th + b * k\n m = current + w * l\n fire = step(m - h)\n b = d * b + fire\n"
                                    "lost = held(fire) * th\n w = m - lost }")); /* another number */
    assert_false(are_same(adaptive, "define neuron other { state b, w\n parameter th 0.6, d 0.95, k 0.2, l 0.9\n"
                                    "fire = step(current + w * l - (th + b * k))\n b = d * b + fire\n"
                                    "w = current + w * l - (held(fire) * th + 0 * b) }")); /* another formula */
    assert_true(are_same("define rule a { trace q = 0.5 * q + x\n trace h = 0.2 * h + psi\n"
                         "weight = m * psi * q + m * before(h) * x }",
                         "define rule b { trace g = psi + g * 0.2\n s = before(g) * m * x\n trace r = x + r * 0.5\n"
                         "weight = s + psi * m * r }"));
    assert_false(are_same("define rule a { trace q = 0.5 * q + x\n weight = m * q }",
                          "define rule b { trace q = 0.5 * q + x\n weight = m * before(q) }"));
    /* two states that are alike until they are told apart by what they carry on */
    assert_true(are_same("define neuron a { state p, q\n p = q + 1\n q = p * 2\n fire = step(q - p + current) }",
                         "define neuron b { state q, p\n p = 1 + q\n q = 2 * p\n fire = step(q - p + current) }"));
    assert_false(are_same("define neuron a { state p, q\n k = p\n p = q\n q = k + current\n fire = step(p) }",
                          "define neuron b { state p, q\n k = p\n p = q\n q = k + current\n fire = step(q) }"));
}

static void assert_products(const char *weight, const char *expected)
{
    char text[600], found[2000] = "";
    snprintf(text, sizeof text,
             "define rule r { parameter k 2\n trace q = 0.5 * q + x\n trace h = 0.2 * h + psi\n"
             "trace e = 0.9 * e + psi * x\n weight = %s }",
             weight);
    struct test_equations t = read_equations(text);
    diagnostics_print(t.diagnostics, stderr);
    assert_non_null(t.e);
    struct products products;
    if (equations_products(t.e, t.diagnostics, &products))
        for (int i = 0; i < products.count; i++) {
            const struct target both[] = {{products.product[i].neuron, "n", false},
                                          {products.product[i].input, "i", false}};
            strncat(found, print_targets(t.e, scalars, both, 2), sizeof found - strlen(found) - 1);
        }
    for (const struct diagnostic *d = diagnostics_sorted(t.diagnostics); d; d = d->next) {
        const size_t length = strlen(found);
        snprintf(found + length, sizeof found - length, "%.*s: %s\n", (int)d->span.length,
                 d->span.source->text + d->span.offset, strchr(d->text, ':') ? strchr(d->text, ':') + 2 : d->text);
    }
    assert_string_equal(found, expected);
    arena_destroy(t.arena);
}

static void weights_are_sums_of_products(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"k * m * psi * q + 3 * m * before(h) * x", "n = k * m * psi;\ni = 0.5f * q + x;\nn = 3.0f * m * h;\ni = x;\n"},
        {"-(m * x) - (x + x * u) * psi / 2", "n = -m - (1.0f + u) * psi / 2.0f;\ni = x;\n"},
        {"(m + x) * (u - x)", "n = m * u;\ni = 1.0f;\nn = u - m;\ni = x;\nn = -1.0f;\ni = x * x;\n"},
        {"select(u > 1, m * x, x * x * psi)",
         "n = u > 1.0f ? m : 0.0f;\ni = x;\nn = u > 1.0f ? 0.0f : psi;\ni = x * x;\n"},
        {"select(x > 1, m * x, u)", "n = m;\ni = x > 1.0f ? x : 0.0f;\nn = u;\ni = x > 1.0f ? 0.0f : 1.0f;\n"},
        {"m * x + exp(u * x)", "exp(u * x): exp of both cannot be taken apart\n"},
        {"m * e + m / (x + u) + m * x", "m * e: it has a trace of both\nm / (x + u): it is divided by a sum of both\n"},
        {"select(x > u, m, x) - max(x, u)",
         "select(x > u, m, x): select decides by both\nmax(x, u): max of both cannot be taken apart\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_products(cases[i][0], cases[i][1]);
    static const char too_many[] = "(x + u) * (exp(x) + u) * (sqrt(x) + u) * (abs(x) + u) * (max(x, 1) + u) * "
                                   "(min(x, 1) + u) * (max(x, 2) + u)";
    char expected[300];
    snprintf(expected, sizeof expected, "%s: this term is a sum of more than 64 products\n", too_many);
    assert_products(too_many, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_are_printed_as_c),      cmocka_unit_test(vectors_are_printed_as_c),
        cmocka_unit_test(a_neuron_is_printed_as_a_step), cmocka_unit_test(expressions_are_simplified),
        cmocka_unit_test(values_are_those_of_a_step),    cmocka_unit_test(values_know_whose_and_when_they_are),
        cmocka_unit_test(errors_have_their_places),      cmocka_unit_test(hostile_expressions_are_errors),
        cmocka_unit_test(parameters_become_numbers),     cmocka_unit_test(names_and_order_do_not_matter),
        cmocka_unit_test(weights_are_sums_of_products),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
