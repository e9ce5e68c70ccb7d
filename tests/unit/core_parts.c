/* The order in which an engine runs stages that take the images of a chunk in parts, and the memory they get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tess/engine.h"

static char story[512];

static void note(const struct tess_run *run, int item)
{
    const size_t length = strlen(story);
    snprintf(story + length, sizeof story - length, "%s%d:%d-%d ", run->stage->name, item, run->from, run->to);
}

static void stage(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    note(run, item);
}

static atomic_int misaligned;

/* Vectors of 16 double are 128 bytes, and those of a worker's scratch have to be aligned. */
static void look_at_scratch(const struct tess_run *run, int item, void *scratch)
{
    (void)run;
    (void)item;
    usleep(100); /* so that the other workers get an item */
    if ((uintptr_t)scratch % 128)
        atomic_fetch_add(&misaligned, 1);
}

/* Two layers; b, c and d of the second go in parts of two images, b in groups of one, c a block at a time. */
static const struct tess_stage train[] = {
    {"a", 0, stage, 1, 2, 0, NULL, false}, {"b", 1, stage, 1, 1, 2, NULL, false}, {"c", 1, stage, 2, 0, 2, NULL, false},
    {"d", 1, stage, 2, 2, 2, NULL, false}, {"e", 2, stage, 1, 0, 2, NULL, false}, {"f", 2, stage, 1, 0, 0, NULL, false},
};
static const struct tess_layer_info layers[] = {{.name = "one"}, {.name = "two"}, {.name = "readout"}};
static const struct tess_model model = {
    .version = TESS_MODEL_VERSION,
    .name = "parts",
    .input = {.channels = 1, .height = 1, .width = 1, .classes = 2, .steps = 1, .is_static = true},
    .layers = 2,
    .layer = layers,
    .arena_bytes = 64,
    .scratch_bytes = 64,
    .chunk = 8,
    .train_stages = sizeof train / sizeof *train,
    .train = train,
};

static const struct tess_stage look[] = {{"look", 0, look_at_scratch, 64, 0, 0, NULL, false}};

static void check_scratch(void **state)
{
    struct tess_error error = {0};
    struct tess_model odd = model;
    (void)state;
    odd.update_stages = 1;
    odd.update = look;
    for (odd.scratch_bytes = 64; odd.scratch_bytes <= 192; odd.scratch_bytes += 32) {
        struct tess_engine *engine = tess_engine_open(&odd, 4, false, &error);
        assert_non_null(engine);
        tess_engine_phase(engine, TESS_UPDATE);
        tess_engine_close(engine);
    }
    assert_int_equal(misaligned, 0);
}

static const char *run(int count)
{
    struct tess_error error = {0};
    struct tess_engine *engine = tess_engine_open(&model, 1, false, &error);
    assert_non_null(engine);
    tess_engine_run(engine)->count = count;
    story[0] = '\0';
    tess_engine_phase(engine, TESS_TRAINING);
    assert_int_equal(tess_engine_undivided(engine), 2);
    tess_engine_close(engine);
    return story;
}

static void check_parts(void **state)
{
    (void)state;
    assert_string_equal(run(5), "a0:0-5 a1:0-5 a2:0-5 "
                                "b0:0-2 b1:0-2 c0:0-2 c1:0-2 d0:0-2 d1:0-2 "
                                "b2:2-4 b3:2-4 c0:2-4 c1:2-4 d2:2-4 d3:2-4 "
                                "b4:4-5 c0:4-5 c1:4-5 d4:4-5 d5:4-5 "
                                "e0:0-2 e0:2-4 e0:4-5 f0:0-5 ");
}

static void check_one_part(void **state)
{
    (void)state;
    assert_string_equal(run(1), "a0:0-1 b0:0-1 c0:0-1 c1:0-1 d0:0-1 d1:0-1 e0:0-1 f0:0-1 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_parts), cmocka_unit_test(check_one_part),
                                       cmocka_unit_test(check_scratch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
