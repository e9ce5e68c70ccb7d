/* Augmentation: what each operation may do to a sample, and that it depends on the sample's key alone. */
#include "data_files.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/augment.h"

enum { HEIGHT = 7, WIDTH = 9, CHANNELS = 2, FRAMES = 3, MAP = HEIGHT * WIDTH, SAMPLE = FRAMES * CHANNELS * MAP };

static const struct tess_input plain = {.channels = CHANNELS, .height = HEIGHT, .width = WIDTH};

/* Every element has a value of its own, none is zero. */
static void fill(float *frames)
{
    for (int i = 0; i < SAMPLE; i++)
        frames[i] = (float)(i + 1);
}

/* The sample moved by (down, right) over a zero border. */
static void moved(const float *from, int down, int right, float *to)
{
    for (int m = 0; m < FRAMES * CHANNELS; m++)
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                int sy = y + down, sx = x + right;
                bool inside = sy >= 0 && sy < HEIGHT && sx >= 0 && sx < WIDTH;
                to[m * MAP + y * WIDTH + x] = inside ? from[m * MAP + sy * WIDTH + sx] : 0.0f;
            }
}

/* Augments sample number `sample` of epoch 0. */
static void run(const struct tess_input *input, uint64_t sample, float white, float *frames)
{
    struct tess_random random = tess_random_stream(5, TESS_RANDOM_AUGMENT, 0, sample);
    augment(input, FRAMES, white, &random, frames);
}

static void test_nothing_asked_nothing_done(void **state)
{
    (void)state;
    float before[SAMPLE], after[SAMPLE];
    fill(before);
    fill(after);
    run(&plain, 1, 255, after);
    assert_memory_equal(before, after, sizeof before);
}

/* Every crop is one of the (2 pad + 1)^2 moves, the same in all frames and channels; all of them come, about as often.
 */
static void crops(int pad)
{
    enum { DRAWS = 4000 };
    struct tess_input input = plain;
    input.crop_pad = pad;
    int places = 2 * pad + 1;
    int *seen = calloc((size_t)(places * places), sizeof *seen);
    for (int s = 0; s < DRAWS; s++) {
        float before[SAMPLE], after[SAMPLE], expected[SAMPLE];
        int found = -1;
        fill(before);
        fill(after);
        run(&input, (uint64_t)s, 255, after);
        for (int p = 0; found < 0 && p < places * places; p++) {
            moved(before, p / places - pad, p % places - pad, expected);
            if (memcmp(expected, after, sizeof after) == 0)
                found = p;
        }
        assert_true(found >= 0);
        seen[found]++;
    }
    double mean = (double)DRAWS / (places * places);
    for (int p = 0; pad < HEIGHT && p < places * places; p++)
        assert_true(fabs(seen[p] - mean) < 5 * sqrt(mean));
    free(seen);
}

static void test_crop(void **state)
{
    (void)state;
    crops(1);
    crops(4);
    crops(12); /* a border larger than the map: some crops see nothing of it */
}

static void test_flip(void **state)
{
    (void)state;
    enum { DRAWS = 2000 };
    struct tess_input input = plain;
    input.flip_probability = 0.25f;
    int flipped = 0;
    for (int s = 0; s < DRAWS; s++) {
        float before[SAMPLE], after[SAMPLE];
        fill(before);
        fill(after);
        run(&input, (uint64_t)s, 255, after);
        if (memcmp(before, after, sizeof after) == 0)
            continue;
        flipped++;
        for (int i = 0; i < SAMPLE; i++)
            assert_true(after[i] == before[i - i % WIDTH + WIDTH - 1 - i % WIDTH]);
    }
    assert_true(abs(flipped - DRAWS / 4) < 100);
}

/* The bounding box of what was cut out of map m, as {top, left, bottom, right}; false when nothing was. */
static bool patch(const float *before, const float *after, int m, int width, int height, int *box)
{
    bool any = false;
    for (int i = 0; i < width * height; i++) {
        int y = i / width, x = i % width;
        if (before[m * width * height + i] == after[m * width * height + i])
            continue;
        if (!any)
            memcpy(box, (int[]){y, x, y, x}, 4 * sizeof *box);
        any = true;
        box[1] = x < box[1] ? x : box[1];
        box[2] = y;
        box[3] = x > box[3] ? x : box[3];
    }
    return any;
}

/* Cutout on 3 x 32 x 32: one full rectangle of one colour (a byte a channel), with the area and the aspect that the
 * published pipeline allows, as often as asked. */
static void test_cutout(void **state)
{
    (void)state;
    enum { SIDE = 32, PIXELS = SIDE * SIDE, DRAWS = 2000 };
    const struct tess_input input = {.channels = 3, .height = SIDE, .width = SIDE, .cutout_probability = 0.5f};
    static float before[3 * PIXELS], after[3 * PIXELS];
    int cut = 0;
    double area = 0;
    for (int s = 0; s < DRAWS; s++) {
        struct tess_random random = tess_random_stream(5, TESS_RANDOM_AUGMENT, 2, (uint64_t)s);
        int box[4] = {0}, same[4];
        for (int i = 0; i < 3 * PIXELS; i++)
            before[i] = after[i] = 1000.0f; /* no colour is that */
        augment(&input, 1, 255, &random, after);
        if (!patch(before, after, 0, SIDE, SIDE, box))
            continue;
        cut++;
        int h = box[2] - box[0] + 1, w = box[3] - box[1] + 1;
        area += h * w;
        /* w = int(sqrt(s / r)): before cutting to whole pixels, w h was s and h / w was r */
        assert_true(w * h <= 0.4 * PIXELS && (w + 1) * (h + 1) > 0.02 * PIXELS);
        assert_true(h < 2.5 * (w + 1) && h + 1 > 0.4 * w);
        for (int c = 0; c < 3; c++) {
            float colour = after[c * PIXELS + box[0] * SIDE + box[1]];
            assert_true(colour >= 0 && colour <= 255 && colour == floorf(colour));
            assert_true(patch(before, after, c, SIDE, SIDE, same));
            assert_memory_equal(box, same, sizeof box);
            for (int y = box[0]; y <= box[2]; y++)
                for (int x = box[1]; x <= box[3]; x++)
                    assert_true(after[c * PIXELS + y * SIDE + x] == colour);
        }
    }
    assert_true(abs(cut - DRAWS / 2) < 120);
    assert_true(fabs(area / cut - 0.21 * PIXELS) < 0.03 * PIXELS); /* the mean of U(.02, .4), less what int() cuts */
}

/* Maps on which hardly any rectangle fits are left whole, within bounded time. */
static void test_cutout_on_a_line(void **state)
{
    (void)state;
    enum { LONG = 10000 };
    const struct tess_input input = {.channels = 1, .height = 1, .width = LONG, .cutout_probability = 1};
    static float before[LONG], after[LONG];
    struct tess_random random = tess_random_stream(5, TESS_RANDOM_AUGMENT, 0, 0);
    augment(&input, 1, 255, &random, after);
    assert_memory_equal(before, after, sizeof before);
}

/* All at once: crop, cutout and flip are drawn in this order, so each alone shows in the result. */
static void test_order(void **state)
{
    (void)state;
    struct tess_input all = plain, crop_only = plain;
    all.crop_pad = crop_only.crop_pad = 2;
    all.flip_probability = 1;
    all.cutout_probability = 1e-30f; /* drawn, never done */
    for (int s = 0; s < 100; s++) {
        float both[SAMPLE], one[SAMPLE];
        fill(both);
        fill(one);
        run(&all, (uint64_t)s, 255, both);
        run(&crop_only, (uint64_t)s, 255, one);
        for (int i = 0; i < SAMPLE; i++)
            assert_true(both[i] == one[i - i % WIDTH + WIDTH - 1 - i % WIDTH]);
    }
}

/* Frames change places as wholes; all orders of three come, about as often. */
static void test_shuffle(void **state)
{
    (void)state;
    enum { DRAWS = 3000, SIZE = CHANNELS * MAP };
    int seen[FRAMES * FRAMES * FRAMES] = {0}, orders = 0;
    for (int s = 0; s < DRAWS; s++) {
        float before[SAMPLE], after[SAMPLE];
        struct tess_random random = tess_random_stream(5, TESS_RANDOM_FRAMES, 0, (uint64_t)s);
        fill(before);
        fill(after);
        shuffle_frames(&plain, FRAMES, &random, after);
        int order = 0, sum = 0;
        for (int f = 0; f < FRAMES; f++) {
            int from = (int)(after[f * SIZE] - 1) / SIZE;
            assert_memory_equal(after + f * SIZE, before + from * SIZE, SIZE * sizeof(float));
            order = order * FRAMES + from;
            sum |= 1 << from;
        }
        assert_int_equal(sum, 7);
        seen[order]++;
    }
    for (int i = 0; i < FRAMES * FRAMES * FRAMES; i++)
        if (seen[i] > 0) {
            orders++;
            assert_true(abs(seen[i] - DRAWS / 6) < 110);
        }
    assert_int_equal(orders, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_asked_nothing_done),
        cmocka_unit_test(test_crop),
        cmocka_unit_test(test_flip),
        cmocka_unit_test(test_cutout),
        cmocka_unit_test(test_cutout_on_a_line),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_shuffle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
