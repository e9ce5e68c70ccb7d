/* The order of a phase's tasks where parts of a chunk overlap, and which of them have to wait for which. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/order.h"

enum { MOST = 32, CHUNK = 6 };

static void nothing(const struct tess_run *run, int item, void *scratch)
{
    (void)run;
    (void)item;
    (void)scratch;
}

static const struct tess_effect invert = {.reads = TESS_EDGES, .writes = TESS_CHOICES};
static const struct tess_effect lists = {.reads = TESS_EDGES | TESS_CHOICES, .writes = TESS_LISTS | TESS_ROWS};
static const struct tess_effect sums = {.reads = TESS_CHOICES | TESS_LISTS,
                                        .writes = TESS_EDGES | TESS_SPIKES | TESS_MEMBRANES};
static const struct tess_effect signal = {.reads = TESS_SPIKES | TESS_EDGES, .writes = TESS_EDGES | TESS_SIGNALS};
static const struct tess_effect choose = {.reads = TESS_CHOICES | TESS_OF_PART, .writes = TESS_CHOICES, .first = true};
static const struct tess_effect gradient = {
    .reads = TESS_CHOICES | TESS_OF_PART, .writes = TESS_GRADIENTS, .late = true};
static const struct tess_effect update = {.reads = TESS_GRADIENTS, .writes = TESS_GRADIENTS | TESS_WEIGHTS};

/* The first layer goes in parts of two images, the second takes the chunk. */
static const struct tess_stage train[] = {
    {"l1", 0, nothing, 1, 1, 2, &lists, false},    {"f1", 0, nothing, 3, 2, 2, &sums, false},
    {"s1", 0, nothing, 1, 1, 2, &signal, false},   {"c1", 0, nothing, 1, 0, 2, &choose, false},
    {"g1", 0, nothing, 4, 0, 2, &gradient, false}, {"i2", 1, nothing, 1, 1, 0, &invert, false},
    {"l2", 1, nothing, 1, 1, 0, &lists, false},    {"f2", 1, nothing, 2, 1, 0, &sums, false},
    {"s2", 1, nothing, 1, 1, 0, &signal, false},   {"g2", 1, nothing, 2, 0, 0, &gradient, false},
};
static const struct tess_stage updates[] = {{"u1", 0, nothing, 2, 0, 0, &update, false},
                                            {"u2", 1, nothing, 2, 0, 0, &update, false}};
static const struct tess_stage evaluate[] = {{"l1", 0, nothing, 1, 1, 2, &lists, false},
                                             {"f1", 0, nothing, 3, 2, 2, &sums, false},
                                             {"other", 1, nothing, 1, 1, 0, NULL, false}};

static struct tess_model model = {
    .list_bytes = 64,
    .part_bytes = 64,
    .chunk = CHUNK,
    .train_stages = sizeof train / sizeof *train,
    .train = train,
    .update_stages = sizeof updates / sizeof *updates,
    .update = updates,
    .evaluate_stages = sizeof evaluate / sizeof *evaluate,
    .evaluate = evaluate,
};
static struct task task[MOST];
static struct order order = {.model = &model, .task = task};

static const char *list(enum tess_phase phase, bool overlapped, int count)
{
    static char story[512];
    size_t length = 0;
    order.phase = phase;
    order.overlapped = overlapped;
    assert_true(order_most(&model) <= MOST);
    order_list(&order, count);
    assert_true(order.tasks <= order_most(&model));
    for (int i = 0; i < order.tasks; i++)
        length += (size_t)snprintf(story + length, sizeof story - length, "%s:%d-%d/%d ", task[i].stage->name,
                                   task[i].from, task[i].to, task[i].slot);
    return story;
}

static int find(const char *name, int from)
{
    for (int i = 0; i < order.tasks; i++)
        if (!strcmp(task[i].stage->name, name) && task[i].from == from)
            return i;
    fail_msg("no task %s from %d", name, from);
    return -1;
}

static bool waits(const char *name, int from, const char *earlier, int earlier_from)
{
    const int second = find(name, from), first = find(earlier, earlier_from);
    assert_true(first < second);
    return order_after(&order, second, first);
}

/* A gradient comes after the stages of the next part, be it of the next layer; slots are taken in turns. */
static void check_overlapped(void **state)
{
    (void)state;
    assert_string_equal(list(TESS_TRAINING, true, CHUNK), "l1:0-2/0 f1:0-2/0 s1:0-2/0 c1:0-2/0 "
                                                          "l1:2-4/1 f1:2-4/1 s1:2-4/1 g1:0-2/0 "
                                                          "l1:4-6/0 f1:4-6/0 s1:4-6/0 g1:2-4/1 "
                                                          "i2:0-6/1 l2:0-6/1 f2:0-6/1 s2:0-6/1 g1:4-6/0 g2:0-6/1 ");
    assert_string_equal(list(TESS_TRAINING, true, 3), "l1:0-2/0 f1:0-2/0 s1:0-2/0 c1:0-2/0 "
                                                      "l1:2-3/1 f1:2-3/1 s1:2-3/1 g1:0-2/0 "
                                                      "i2:0-3/0 l2:0-3/0 f2:0-3/0 s2:0-3/0 g1:2-3/1 g2:0-3/0 ");
}

static void check_in_turn(void **state)
{
    static const char *const expected = "l1:0-2/0 f1:0-2/0 s1:0-2/0 c1:0-2/0 g1:0-2/0 l1:2-3/0 f1:2-3/0 s1:2-3/0 "
                                        "g1:2-3/0 i2:0-3/0 l2:0-3/0 f2:0-3/0 s2:0-3/0 g2:0-3/0 ";
    (void)state;
    assert_string_equal(list(TESS_TRAINING, false, 3), expected);
}

/* With one slot nothing is put off, and a part's lists wait for the gradient before. */
static void check_one_slot(void **state)
{
    (void)state;
    model.part_bytes = 0;
    assert_non_null(strstr(list(TESS_TRAINING, true, 3), "c1:0-2/0 g1:0-2/0 l1:2-3/1"));
    assert_true(waits("l1", 2, "g1", 0));
    assert_true(waits("f1", 2, "g1", 0));
    model.part_bytes = 64;
}

static void check_items(void **state)
{
    (void)state;
    list(TESS_TRAINING, true, 3);
    assert_int_equal(task_items(&task[find("l1", 0)]), 2);
    assert_int_equal(task_items(&task[find("l1", 2)]), 1);
    assert_int_equal(task_items(&task[find("f1", 0)]), 3);
    assert_int_equal(task_items(&task[find("g1", 0)]), 4);
    assert_int_equal(task_items(&task[find("f2", 0)]), 6);
}

static void check_waiting(void **state)
{
    (void)state;
    list(TESS_TRAINING, true, CHUNK);
    assert_true(waits("f1", 0, "l1", 0)); /* its lists */
    assert_true(waits("s1", 0, "f1", 0)); /* its spikes */
    assert_true(waits("l1", 2, "f1", 0)); /* lists have one slot */
    assert_true(waits("l1", 2, "c1", 0)); /* what was chosen */
    assert_true(waits("g1", 0, "s1", 0)); /* its signals */
    assert_true(waits("g1", 2, "g1", 0)); /* added up in order */
    assert_true(waits("l1", 4, "g1", 0)); /* the slot of its rows */
    assert_true(waits("i2", 0, "s1", 4)); /* what the layer before fires */
    assert_true(waits("l2", 0, "i2", 0));
    assert_true(waits("l2", 0, "g1", 2));  /* the slot again */
    assert_false(waits("l1", 2, "s1", 0)); /* other images */
    assert_false(waits("g1", 0, "f1", 2)); /* the other slot */
    assert_false(waits("g1", 0, "s1", 2));
    assert_false(waits("l1", 4, "s1", 2));
    assert_false(waits("g1", 4, "s2", 0)); /* another layer's, in the other slot */
    assert_false(waits("g1", 4, "i2", 0));
    assert_false(waits("g2", 0, "g1", 4));
}

static void check_updates(void **state)
{
    (void)state;
    assert_string_equal(list(TESS_UPDATE, true, 4), "u1:0-4/0 u2:0-4/1 ");
    assert_false(waits("u2", 0, "u1", 0));
}

/* Stages of layers that nobody needs are left out, and exits unless they are asked for. */
static void check_needs(void **state)
{
    static const struct tess_effect pool = {.reads = TESS_SPIKES, .writes = TESS_EDGES}, leave = {.reads = TESS_EDGES};
    static const struct tess_stage exits[] = {
        {"f1", 0, nothing, 3, 2, 2, &sums, false}, {"p1", 0, nothing, 1, 1, 0, &pool, false},
        {"x1", 0, nothing, 1, 1, 0, &leave, true}, {"f2", 1, nothing, 3, 2, 0, &sums, false},
        {"x2", 1, nothing, 1, 1, 0, &leave, true}, {"r", 2, nothing, 1, 1, 0, NULL, false}};
    static struct needs needs = {.highest = {2, 2, 2, 2}};
    (void)state;
    model.evaluate = exits;
    model.evaluate_stages = sizeof exits / sizeof *exits;
    assert_string_equal(list(TESS_EVALUATION, false, 2), "f1:0-2/0 p1:0-2/0 f2:0-2/0 r:0-2/0 ");
    order.needs = &needs;
    assert_string_equal(list(TESS_EVALUATION, false, 2), "f1:0-2/0 p1:0-2/0 f2:0-2/0 r:0-2/0 ");
    needs.logits[1] = true;
    assert_string_equal(list(TESS_EVALUATION, false, 2), "f1:0-2/0 p1:0-2/0 f2:0-2/0 x2:0-2/0 r:0-2/0 ");
    needs.logits[0] = true;
    needs.highest[TESS_EVALUATION] = 1;
    assert_string_equal(list(TESS_EVALUATION, true, 4), "f1:0-2/0 f1:2-4/1 p1:0-4/1 x1:0-4/1 f2:0-4/0 x2:0-4/0 ");
    assert_true(waits("x1", 0, "p1", 0));
    assert_true(waits("x1", 0, "f1", 2));
    assert_true(waits("f2", 0, "x1", 0)); /* which may write where the edge lies */
    assert_false(waits("x2", 0, "x1", 0));
    needs.highest[TESS_TRAINING] = needs.highest[TESS_UPDATE] = 0;
    assert_string_equal(list(TESS_UPDATE, true, 4), "u1:0-4/0 ");
    assert_string_equal(list(TESS_TRAINING, true, 3), "l1:0-2/0 f1:0-2/0 s1:0-2/0 c1:0-2/0 "
                                                      "l1:2-3/1 f1:2-3/1 s1:2-3/1 g1:0-2/0 g1:2-3/1 ");
    order.needs = NULL;
    model.evaluate = evaluate;
    model.evaluate_stages = sizeof evaluate / sizeof *evaluate;
}

/* A gradient that was put off comes before a stage without effects: what follows may take the gradient's slot. */
static void check_alone(void **state)
{
    static const struct tess_stage mixed[] = {
        {"l1", 0, nothing, 1, 1, 0, &lists, false},    {"s1", 0, nothing, 1, 1, 0, &signal, false},
        {"g1", 0, nothing, 4, 0, 0, &gradient, false}, {"f2", 1, nothing, 1, 1, 0, NULL, false},
        {"g2", 1, nothing, 2, 0, 0, NULL, false},      {"l3", 2, nothing, 1, 1, 0, &lists, false},
        {"g3", 2, nothing, 2, 0, 0, &gradient, false}};
    (void)state;
    model.train = mixed;
    model.train_stages = sizeof mixed / sizeof *mixed;
    assert_string_equal(list(TESS_TRAINING, true, 4),
                        "l1:0-4/0 s1:0-4/0 g1:0-4/0 f2:0-4/1 g2:0-4/1 l3:0-4/0 g3:0-4/0 ");
    assert_true(waits("f2", 0, "g1", 0));
    assert_true(waits("l3", 0, "g2", 0));
    model.train = train;
    model.train_stages = sizeof train / sizeof *train;
}

/* In evaluation lists have the two slots, and a stage without effects runs alone. */
static void check_evaluation(void **state)
{
    (void)state;
    assert_string_equal(list(TESS_EVALUATION, true, CHUNK), "l1:0-2/0 f1:0-2/0 l1:2-4/1 f1:2-4/1 l1:4-6/0 f1:4-6/0 "
                                                            "other:0-6/1 ");
    assert_false(waits("l1", 2, "f1", 0));
    assert_false(waits("f1", 2, "f1", 0));
    assert_true(waits("l1", 4, "f1", 0));
    assert_true(waits("other", 0, "l1", 0));
    model.list_bytes = 0;
    assert_true(waits("l1", 2, "f1", 0));
    model.list_bytes = 64;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_overlapped), cmocka_unit_test(check_in_turn), cmocka_unit_test(check_one_slot),
        cmocka_unit_test(check_items),      cmocka_unit_test(check_waiting), cmocka_unit_test(check_updates),
        cmocka_unit_test(check_evaluation), cmocka_unit_test(check_needs),   cmocka_unit_test(check_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
