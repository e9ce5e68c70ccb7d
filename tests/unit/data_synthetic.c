/* The data set `synthetic`: the same streams for the same key and no others, classes that differ in their motion and in
 * nothing else, and what is said about inputs that it cannot serve. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/synthetic_stream.h"
#include "tess/data.h"

enum { SIDE = 16, STEPS = 10, AREA = SIDE * SIDE, STREAM = STEPS * 2 * AREA };

static const struct tess_input usual = {.dataset = "synthetic",
                                        .channels = 2,
                                        .height = SIDE,
                                        .width = SIDE,
                                        .steps = STEPS,
                                        .classes = SYNTHETIC_MOTIONS,
                                        .validation_share = 0.1f,
                                        .synthetic_train = 1100,
                                        .synthetic_test = 330};

static struct tess_dataset *open_set(const struct tess_input *input, uint64_t seed)
{
    struct tess_error error = {0};
    struct tess_dataset *set = tess_dataset_open(input, &(struct tess_data_options){.seed = seed}, &error);
    assert_string_equal(error.text, "");
    assert_non_null(set);
    return set;
}

static int32_t read_stream(const struct tess_dataset *set, enum tess_split split, int index,
                           const struct tess_draw *draw, float *frames)
{
    struct tess_error error = {0};
    int32_t label = -1;
    assert_true(tess_dataset_read(set, split, index, draw, frames, &label, &error));
    return label;
}

/* ---- Streams ---- */

static void test_same_key_same_stream(void **state)
{
    (void)state;
    static float first[STREAM], again[STREAM], between[STREAM];
    struct tess_dataset *one = open_set(&usual, 7), *two = open_set(&usual, 7);
    for (int i = 0; i < 22; i++) {
        struct tess_draw draw = {.seed = 7, .epoch = (uint64_t)i % 3};
        int32_t label = read_stream(one, TESS_TRAIN, i, &draw, first);
        read_stream(two, TESS_TEST, i, NULL, between);
        assert_int_equal(read_stream(two, TESS_TRAIN, i, &draw, again), label);
        assert_memory_equal(first, again, sizeof first);
    }
    tess_dataset_close(one);
    tess_dataset_close(two);
}

/* A stream as a number (FNV-1a, 64 bits). */
static uint64_t hash(const float *frames)
{
    const unsigned char *bytes = (const unsigned char *)frames;
    uint64_t value = 0xcbf29ce484222325u;
    for (size_t i = 0; i < STREAM * sizeof *frames; i++)
        value = (value ^ bytes[i]) * 0x100000001b3u;
    return value;
}

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

/* Every epoch brings new training streams; validation and test streams are others, and stay. */
static void test_no_stream_comes_twice(void **state)
{
    (void)state;
    enum { TRAIN = 990, VALIDATION = 110, TEST = 330, EPOCHS = 2, SEEDS = 2 };
    enum { ALL = SEEDS * (EPOCHS * TRAIN + VALIDATION + TEST) };
    static float frames[STREAM];
    static uint64_t seen[ALL];
    int streams = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct tess_dataset *set = open_set(&usual, seed);
        assert_int_equal(tess_dataset_count(set, TESS_TRAIN), TRAIN);
        assert_int_equal(tess_dataset_count(set, TESS_VALIDATION), VALIDATION);
        assert_int_equal(tess_dataset_count(set, TESS_TEST), TEST);
        for (int i = 0; i < EPOCHS * TRAIN; i++) {
            struct tess_draw draw = {.seed = seed, .epoch = (uint64_t)(i / TRAIN)};
            read_stream(set, TESS_TRAIN, i % TRAIN, &draw, frames);
            seen[streams++] = hash(frames);
        }
        for (int i = 0; i < VALIDATION; i++) {
            read_stream(set, TESS_VALIDATION, i, NULL, frames);
            seen[streams++] = hash(frames);
        }
        for (int i = 0; i < TEST; i++) {
            read_stream(set, TESS_TEST, i, NULL, frames);
            seen[streams++] = hash(frames);
        }
        tess_dataset_close(set);
    }
    qsort(seen, ALL, sizeof seen[0], by_value);
    for (int i = 1; i < ALL; i++)
        assert_true(seen[i - 1] != seen[i]);
}

static void test_classes_are_balanced_and_named(void **state)
{
    (void)state;
    static float frames[STREAM];
    struct tess_dataset *set = open_set(&usual, 1);
    for (enum tess_split split = TESS_TRAIN; split < TESS_SPLITS; split++) {
        int count = tess_dataset_count(set, split), seen[SYNTHETIC_MOTIONS] = {0};
        for (int i = 0; i < count; i++) {
            int32_t label = read_stream(set, split, i, NULL, frames);
            assert_in_range(label, 0, SYNTHETIC_MOTIONS - 1);
            seen[label]++;
        }
        for (int c = 0; c < SYNTHETIC_MOTIONS; c++)
            assert_int_equal(seen[c], count / SYNTHETIC_MOTIONS);
    }
    assert_string_equal(tess_dataset_class_name(set, 0), "right");
    assert_string_equal(tess_dataset_class_name(set, SYNTHETIC_MOTIONS - 1), "still");
    assert_string_equal(tess_dataset_fingerprint(set),
                        "synthetic: 11 motions, 1100 training and 330 test streams of 10 frames, seed 1");
    tess_dataset_close(set);
}

/* ---- Statistics ---- */

enum { SAMPLES = 400 }; /* streams of a class, which leave about 1 % to chance in numbers of events */

/* Counts events, and pairs of events `later` frames apart at every displacement of up to one pixel. */
struct statistics {
    double on, off;
    double pairs[3][3]; /* [y + 1][x + 1] */
};

/* Adds up one stream: pixels of columns first .. last, displacements over the torus. */
static void gather(const float *frames, int later, int first, int last, struct statistics *sum)
{
    for (int t = 0; t < STEPS; t++) {
        const float *now = frames + t * 2 * AREA;
        for (int p = 0; p < AREA; p++) {
            sum->on += (double)now[p];
            sum->off += (double)now[AREA + p];
        }
        for (int p = 0; t + later < STEPS && p < AREA; p++) {
            const float *then = now + later * 2 * AREA;
            int y = p / SIDE, x = p % SIDE;
            if (x < first || x > last || now[p] == 0)
                continue;
            for (int d = 0; d < 9; d++) {
                int row = (y + d / 3 - 1 + SIDE) % SIDE, column = (x + d % 3 - 1 + SIDE) % SIDE;
                sum->pairs[d / 3][d % 3] += (double)(now[p] * then[row * SIDE + column]);
            }
        }
    }
}

static void statistics_of(int motion, int later, int first, int last, bool shuffled, struct statistics *sum)
{
    static float frames[STREAM];
    struct tess_input input = usual;
    input.shuffle_frames = shuffled;
    struct tess_dataset *set = open_set(&input, 3);
    memset(sum, 0, sizeof *sum);
    for (int i = 0; i < SAMPLES; i++) {
        struct tess_draw draw = {.seed = 3, .epoch = (uint64_t)(i / 90)};
        assert_int_equal(read_stream(set, TESS_TRAIN, i % 90 * SYNTHETIC_MOTIONS + motion, &draw, frames), motion);
        gather(frames, later, first, last, sum);
    }
    tess_dataset_close(set);
}

static bool near(double value, double expected, double share)
{
    return value > expected * (1 - share) && value < expected * (1 + share);
}

/* Neither the number of events nor anything else in single frames tells the class: pairs of events in neighbouring
 * pixels of one frame are equally many in all classes, whatever the direction. */
static void test_single_frames_are_alike(void **state)
{
    (void)state;
    struct statistics of[SYNTHETIC_MOTIONS], mean = {0};
    for (int c = 0; c < SYNTHETIC_MOTIONS; c++) {
        statistics_of(c, 0, 0, SIDE - 1, false, &of[c]);
        mean.on += of[c].on / SYNTHETIC_MOTIONS;
        mean.off += of[c].off / SYNTHETIC_MOTIONS;
        for (int d = 0; d < 9; d++)
            mean.pairs[d / 3][d % 3] += of[c].pairs[d / 3][d % 3] / SYNTHETIC_MOTIONS;
    }
    assert_true(near(mean.on, mean.off, 0.01));
    for (int c = 0; c < SYNTHETIC_MOTIONS; c++) {
        assert_true(near(of[c].on, mean.on, 0.02));
        assert_true(near(of[c].off, mean.off, 0.02));
        for (int d = 0; d < 9; d++)
            assert_true(near(of[c].pairs[d / 3][d % 3], mean.pairs[d / 3][d % 3], 0.08));
    }
}

/* The displacement at which most events of the next frame are found; its lead over the mean of all nine. */
static double displacement(const struct statistics *sum, int *x, int *y)
{
    double best = 0, mean = 0;
    for (int d = 0; d < 9; d++) {
        mean += sum->pairs[d / 3][d % 3] / 9;
        if (sum->pairs[d / 3][d % 3] > best) {
            best = sum->pairs[d / 3][d % 3];
            *x = d % 3 - 1;
            *y = d / 3 - 1;
        }
    }
    return best / mean;
}

static void test_motions_are_what_they_are_called(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int x, y; /* the displacement from frame to frame, y down */
    } drift[] = {{"right", 1, 0},     {"left", -1, 0},     {"down", 0, 1},       {"up", 0, -1},  {"down-right", 1, 1},
                 {"up-left", -1, -1}, {"up-right", 1, -1}, {"down-left", -1, 1}, {"still", 0, 0}};
    int found = 0;
    for (int c = 0; c < SYNTHETIC_MOTIONS; c++)
        for (size_t i = 0; i < sizeof drift / sizeof drift[0]; i++) {
            if (strcmp(synthetic_motion_name[c], drift[i].name) != 0)
                continue;
            struct statistics sum;
            int x = 2, y = 2;
            statistics_of(c, 1, 0, SIDE - 1, false, &sum);
            assert_true(displacement(&sum, &x, &y) > 2.5);
            assert_int_equal(x, drift[i].x);
            assert_int_equal(y, drift[i].y);
            found++;
        }
    assert_int_equal(found, sizeof drift / sizeof drift[0]);
}

/* A scene that turns clockwise goes up at its left and down at its right. */
static void test_turns(void **state)
{
    (void)state;
    for (int c = 0; c < SYNTHETIC_MOTIONS; c++) {
        bool clockwise = strcmp(synthetic_motion_name[c], "clockwise") == 0;
        if (!clockwise && strcmp(synthetic_motion_name[c], "counter-clockwise") != 0)
            continue;
        struct statistics left, right;
        statistics_of(c, 1, 0, 4, false, &left);
        statistics_of(c, 1, SIDE - 5, SIDE - 1, false, &right);
        double up_left = left.pairs[0][1] / left.pairs[2][1], up_right = right.pairs[0][1] / right.pairs[2][1];
        assert_true(clockwise ? up_left > 2 && up_right < 0.5 : up_left < 0.5 && up_right > 2);
    }
}

/* In shuffled order, little is left: opposite motions are equal, and no displacement leads by far. */
static void test_shuffled_order_hides_the_motion(void **state)
{
    (void)state;
    for (int c = 0; c < SYNTHETIC_MOTIONS - 1; c++) {
        struct statistics sum;
        int x, y;
        statistics_of(c, 1, 0, SIDE - 1, true, &sum);
        assert_true(displacement(&sum, &x, &y) < 1.6);
        for (int d = 0; d < 4; d++)
            assert_true(near(sum.pairs[d / 3][d % 3], sum.pairs[2 - d / 3][2 - d % 3], 0.1));
    }
}

/* ---- Sizes ---- */

static void stream_of(const struct synthetic_size *size, int motion, float *frames)
{
    struct tess_random random = tess_random_stream(1, TESS_RANDOM_SYNTHETIC, 0, 5);
    assert_true(synthetic_stream(size, motion, &random, frames));
}

static void test_sizes(void **state)
{
    (void)state;
    static const struct synthetic_size sizes[] = {
        {1, 8, 8, 1}, {2, 8, 128, 3}, {2, 128, 8, 3}, {2, 128, 128, 2}, {2, 33, 47, 40}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t count = (size_t)(sizes[i].steps * sizes[i].channels * sizes[i].height * sizes[i].width);
        float *frames = malloc((count + 1) * sizeof *frames);
        assert_non_null(frames);
        for (int c = 0; c < SYNTHETIC_MOTIONS; c++) {
            double events = 0;
            frames[count] = -1;
            stream_of(&sizes[i], c, frames);
            for (size_t k = 0; k < count; k++) {
                assert_true(frames[k] >= 0 && frames[k] == (float)(int)frames[k]);
                events += (double)frames[k];
            }
            assert_true(frames[count] == -1);
            double per_pixel = events / ((double)count / sizes[i].channels);
            assert_true(per_pixel > 0.02 && per_pixel < 0.4);
        }
        free(frames);
    }
}

static void test_one_channel_is_the_sum_of_two(void **state)
{
    (void)state;
    static float two[STREAM], one[STREAM / 2];
    const struct synthetic_size with = {2, SIDE, SIDE, STEPS}, without = {1, SIDE, SIDE, STEPS};
    stream_of(&with, 3, two);
    stream_of(&without, 3, one);
    for (int t = 0; t < STEPS; t++)
        for (int p = 0; p < AREA; p++)
            assert_true(one[t * AREA + p] == two[t * 2 * AREA + p] + two[(t * 2 + 1) * AREA + p]);
}

/* ---- What it cannot serve ---- */

static void refused(struct tess_input input, const char *message)
{
    struct tess_error error = {0};
    assert_null(tess_dataset_open(&input, &(struct tess_data_options){.seed = 1}, &error));
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_string_equal(error.text, message);
}

static void test_refusals(void **state)
{
    (void)state;
    struct tess_input input = usual;
    input.channels = 3;
    refused(input, "data set synthetic: expected 1 channel (events) or 2 (ON and OFF events), the model has 3");
    input = usual;
    input.height = 7;
    refused(input, "data set synthetic: expected 8 to 128 pixels a side, the model has 7x16");
    input = usual;
    input.width = 129;
    refused(input, "data set synthetic: expected 8 to 128 pixels a side, the model has 16x129");
    input = usual;
    input.classes = 12;
    refused(input, "data set synthetic: expected 2 to 11 classes, the model has 12");
    input = usual;
    input.synthetic_test = 0;
    refused(input, "data set synthetic: expected at least 1 training and 1 test sample, the model has 1100 and 0");
    input = usual;
    input.is_static = true;
    refused(input,
            "data set synthetic has a frame at every step, but the model expects one image, shown at every step");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_key_same_stream),
        cmocka_unit_test(test_no_stream_comes_twice),
        cmocka_unit_test(test_classes_are_balanced_and_named),
        cmocka_unit_test(test_single_frames_are_alike),
        cmocka_unit_test(test_motions_are_what_they_are_called),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_shuffled_order_hides_the_motion),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_one_channel_is_the_sum_of_two),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
