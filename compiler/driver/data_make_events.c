/* Synthetic recordings in the layouts of N-MNIST, DVS Gesture and CIFAR10-DVS. */
#include <stdlib.h>

#include "driver/data_make.h"
#include "tess/random.h"

struct moment {
    int64_t time; /* microseconds */
    int x, y, on;
};

/* A source of streams: the data set `synthetic`. */
struct streams {
    struct tess_input input;
    struct tess_dataset *set;
    float *frames;
    int64_t frame;         /* microseconds that a frame lasts */
    struct moment *moment; /* of the stream read last */
    int count, room;
    uint64_t seed;
};

enum { MOMENTS_EPOCH = 3 };

static bool open_streams(struct streams *streams, const struct data_options *options, const struct data_set *set,
                         int steps, int64_t frame, int test, struct tess_error *error)
{
    *streams = (struct streams){.input = {.dataset = "synthetic",
                                          .channels = 2,
                                          .height = set->input.height,
                                          .width = set->input.width,
                                          .steps = steps,
                                          .classes = set->input.classes,
                                          .synthetic_train = options->samples,
                                          .synthetic_test = test},
                                .frame = frame,
                                .seed = options->seed};
    const struct tess_data_options data = {.seed = options->seed};
    streams->set = tess_dataset_open(&streams->input, &data, error);
    size_t size = (size_t)steps * 2 * (size_t)set->input.height * (size_t)set->input.width;
    streams->frames = ARENA_ARRAY(options->arena, float, (int)size);
    return streams->set != NULL;
}

static int by_time(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->y != b->y)
        return a->y - b->y;
    return a->x != b->x ? a->x - b->x : a->on - b->on;
}

/* Makes room for the events of the frames; false when out of memory. */
static bool make_room(struct streams *streams, int pixels)
{
    double sum = 1;
    for (int i = 0; i < pixels; i++)
        sum += (double)streams->frames[i];
    if ((int)sum <= streams->room)
        return true;
    struct moment *more = realloc(streams->moment, (size_t)sum * sizeof *more);
    if (!more)
        return false;
    streams->moment = more;
    streams->room = (int)sum;
    return true;
}

/* Reads a stream and spreads the events of its frames over the time that each lasts. */
static bool read_stream(struct streams *streams, enum tess_split split, int index, int32_t *label,
                        struct tess_error *error)
{
    const uint64_t key = ((uint64_t)split << 32) + (uint64_t)index;
    struct tess_random random = tess_random_stream(streams->seed, TESS_RANDOM_SYNTHETIC, MOMENTS_EPOCH, key);
    const int width = streams->input.width, area = streams->input.height * width;
    const int pixels = streams->input.steps * 2 * area;
    if (!tess_dataset_read(streams->set, split, index, NULL, streams->frames, label, error))
        return false;
    if (!make_room(streams, pixels))
        return tess_fail(error, TESS_FAILED, "out of memory");
    streams->count = 0;
    for (int i = 0; i < pixels; i++)
        for (int n = 0; n < (int)streams->frames[i]; n++)
            streams->moment[streams->count++] = (struct moment){
                .time = i / (2 * area) * streams->frame + (int64_t)tess_random_below(&random, (uint32_t)streams->frame),
                .x = i % width,
                .y = i % area / width,
                .on = i / area % 2 == 0};
    qsort(streams->moment, (size_t)streams->count, sizeof *streams->moment, by_time);
    return true;
}

static void close_streams(struct streams *streams)
{
    tess_dataset_close(streams->set);
    free(streams->moment);
}

/* ---- N-MNIST ---- */

static bool make_digits(const struct data_options *options, const struct data_set *set, struct streams *streams,
                        enum tess_split split, struct tess_error *error)
{
    const char *folder = arena_format(options->arena, "%s/%s", options->out, set->folder);
    for (int i = 0; i < tess_dataset_count(streams->set, split); i++) {
        struct bytes bytes = {0};
        int32_t label;
        if (!read_stream(streams, split, i, &label, error))
            return false;
        for (int k = 0; k < streams->count; k++) {
            const struct moment *moment = &streams->moment[k];
            put_big(&bytes, (uint64_t)moment->x, 1);
            put_big(&bytes, (uint64_t)moment->y, 1);
            put_big(&bytes, (uint64_t)moment->on << 23 | (uint64_t)moment->time, 3);
        }
        const char *name =
            arena_format(options->arena, "%s/%d/%05d.bin", split == TESS_TRAIN ? "Train" : "Test", label, i + 1);
        if (!save(options->arena, &bytes, folder, name, error))
            return false;
    }
    return true;
}

bool make_nmnist(const struct data_options *options, const struct data_set *set, struct tess_error *error)
{
    enum { STEPS = 10, FRAME = 31000 };
    struct data_options whole = *options;
    struct streams streams;
    int classes = set->input.classes;
    whole.samples = options->samples < classes ? classes : options->samples;
    bool good = open_streams(&streams, &whole, set, STEPS, FRAME, test_samples(options, classes), error) &&
                make_digits(&whole, set, &streams, TESS_TRAIN, error) &&
                make_digits(&whole, set, &streams, TESS_TEST, error);
    close_streams(&streams);
    return good;
}

/* ---- DVS Gesture ---- */

/* Packets of polarity events, from `clock` on. */
static void put_packets(struct bytes *bytes, const struct streams *streams, int64_t clock)
{
    enum { POLARITY = 1, EVENT_SIZE = 8, STAMP_OFFSET = 4, PACKET = 4096 };
    for (int first = 0; first < streams->count; first += PACKET) {
        int count = streams->count - first < PACKET ? streams->count - first : PACKET;
        put_little(bytes, POLARITY, 2);
        put_little(bytes, 1, 2);
        put_little(bytes, EVENT_SIZE, 4);
        put_little(bytes, STAMP_OFFSET, 4);
        put_little(bytes, 0, 4);
        for (int i = 0; i < 3; i++) /* capacity, number, valid */
            put_little(bytes, (uint64_t)count, 4);
        for (int k = first; k < first + count; k++) {
            const struct moment *moment = &streams->moment[k];
            put_little(bytes, (uint64_t)(moment->x << 17 | moment->y << 2 | moment->on << 1 | 1), 4);
            put_little(bytes, (uint64_t)(clock + moment->time), 4);
        }
    }
}

/* Fills a recording and its labels with samples first .. end-1, a pause between two. */
static bool fill_user(struct streams *streams, struct arena *arena, enum tess_split split, int first, int end,
                      struct bytes *events, struct bytes *labels, struct tess_error *error)
{
    enum { START = 80000000, PAUSE = 1250000 };
    int64_t clock = START, length = streams->input.steps * streams->frame;
    put_text(events, "#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n");
    put_text(labels, "class,startTime_usec,endTime_usec\n");
    for (int i = first; i < end; i++, clock += length + PAUSE) {
        int32_t label;
        if (!read_stream(streams, split, i, &label, error))
            return false;
        put_packets(events, streams, clock);
        put_text(labels,
                 arena_format(arena, "%d,%lld,%lld\n", label + 1, (long long)clock, (long long)(clock + length)));
    }
    return true;
}

/* A recording for every `classes` samples, and the list of them. */
static bool make_users(const struct data_options *options, const struct data_set *set, struct streams *streams,
                       enum tess_split split, int *user, struct tess_error *error)
{
    struct arena *arena = options->arena;
    const char *folder = arena_format(arena, "%s/%s", options->out, set->folder), *list = "";
    const int count = tess_dataset_count(streams->set, split), classes = set->input.classes;
    for (int first = 0; first < count; first += classes) {
        struct bytes events = {0}, labels = {0};
        const char *stem = arena_format(arena, "user%02d_synthetic", ++*user);
        int end = first + classes < count ? first + classes : count;
        bool good = fill_user(streams, arena, split, first, end, &events, &labels, error);
        good = good && save(arena, &events, folder, arena_format(arena, "%s.aedat", stem), error);
        good = good && save(arena, &labels, folder, arena_format(arena, "%s_labels.csv", stem), error);
        free(events.at);
        free(labels.at);
        if (!good)
            return false;
        list = arena_format(arena, "%s%s.aedat\n", list, stem);
    }
    struct bytes names = {0};
    put_text(&names, list);
    return save(arena, &names, folder, split == TESS_TRAIN ? "trials_to_train.txt" : "trials_to_test.txt", error);
}

bool make_gesture(const struct data_options *options, const struct data_set *set, struct tess_error *error)
{
    enum { STEPS = 22, FRAME = 75000 }; /* a little more than a window of 1.575 s */
    struct streams streams;
    int user = 0;
    bool good = open_streams(&streams, options, set, STEPS, FRAME, test_samples(options, set->input.classes), error) &&
                make_users(options, set, &streams, TESS_TRAIN, &user, error) &&
                make_users(options, set, &streams, TESS_TEST, &user, error);
    close_streams(&streams);
    return good;
}

/* ---- CIFAR10-DVS ---- */

/* Of each class the last tenth, by name, will be the test set. */
bool make_cifar10_dvs(const struct data_options *options, const struct data_set *set, struct tess_error *error)
{
    enum { STEPS = 10, FRAME = 128000, LEAST = 10 /* a class */, FAR_LEFT = 127 };
    static const char *const names[] = {"airplane", "automobile", "bird",  "cat",  "deer",
                                        "dog",      "frog",       "horse", "ship", "truck"};
    const char *folder = arena_format(options->arena, "%s/%s", options->out, set->folder);
    struct data_options whole = *options;
    struct streams streams;
    int classes = set->input.classes, each = (options->samples + classes - 1) / classes;
    whole.samples = classes * (each < LEAST ? LEAST : each);
    bool good = open_streams(&streams, &whole, set, STEPS, FRAME, 1, error);
    for (int i = 0; good && i < whole.samples; i++) {
        struct bytes bytes = {0};
        int32_t label;
        good = read_stream(&streams, TESS_TRAIN, i, &label, error);
        put_text(&bytes, "#!AER-DAT2.0\r\n# AEChip: ch.unizh.ini.jaer.chip.retina.DVS128\r\n");
        for (int k = 0; good && k < streams.count; k++) {
            const struct moment *moment = &streams.moment[k];
            put_big(&bytes, (uint64_t)((FAR_LEFT - moment->x) << 1 | moment->y << 8 | !moment->on), 4);
            put_big(&bytes, (uint64_t)moment->time, 4);
        }
        good = good &&
               save(options->arena, &bytes, folder,
                    arena_format(options->arena, "%s/cifar10_%s_%d.aedat", names[label], names[label], i / classes),
                    error);
    }
    close_streams(&streams);
    return good;
}
