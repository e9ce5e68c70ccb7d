#include "feed.h"

#include <pthread.h>

#include "tess/random.h"

const char *split_name(enum tess_split split)
{
    static const char *const name[TESS_SPLITS] = {"training", "validation", "test"};
    return name[split];
}

/* R. A. Fisher, F. Yates, 1938. */
void shuffle(int32_t *order, int count, uint64_t seed, uint64_t epoch)
{
    struct tess_random random = tess_random_stream(seed, TESS_RANDOM_SHUFFLE, epoch, 0);
    for (int i = 0; i < count; i++)
        order[i] = i;
    for (int i = count - 1; i > 0; i--) {
        const uint32_t j = tess_random_below(&random, (uint32_t)i + 1);
        const int32_t moved = order[i];
        order[i] = order[j];
        order[j] = moved;
    }
}

struct reading {
    const struct feed *feed;
    float *input;
    int32_t *label;
    size_t sample_size;
    int first;
    pthread_mutex_t lock;
    int failed; /* lowest item that failed; -1: none */
    struct tess_error error;
};

static bool check_finite(const struct feed *feed, int index, const float *frames, size_t count,
                         struct tess_error *error)
{
    float sum = 0; /* of zeros, unless a value is infinite or not a number */
    for (size_t i = 0; i < count; i++)
        sum += frames[i] * 0;
    if (sum == 0)
        return true;
    size_t i = 0;
    while (__builtin_isfinite(frames[i]))
        i++;
    return tess_fail(error, TESS_BAD_DATA, "%s sample %d: expected finite numbers, found %g at element %zu",
                     split_name(feed->split), index, (double)frames[i], i);
}

static void read_sample(void *context, int item, int worker)
{
    struct reading *reading = context;
    const struct feed *feed = reading->feed;
    struct tess_error error = {TESS_OK, ""};
    const int place = reading->first + item, index = feed->order ? feed->order[place] : place;
    float *frames = reading->input + reading->sample_size * (size_t)item;
    (void)worker;
    if (tess_dataset_read(feed->set, feed->split, index, feed->draw, frames, &reading->label[item], &error) &&
        check_finite(feed, index, frames, reading->sample_size, &error))
        return;
    pthread_mutex_lock(&reading->lock);
    if (reading->failed < 0 || item < reading->failed) {
        reading->failed = item;
        reading->error = error;
    }
    pthread_mutex_unlock(&reading->lock);
}

bool feed_chunk(const struct feed *feed, struct tess_engine *engine, int first, int count, struct tess_error *error)
{
    struct tess_run *run = tess_engine_run(engine);
    struct reading reading = {.feed = feed,
                              .input = tess_engine_input(engine),
                              .label = tess_engine_label(engine),
                              .sample_size = tess_input_count(&run->model->input),
                              .first = first,
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .failed = -1};
    run->count = count;
    tess_pool_run(tess_engine_pool(engine), count, read_sample, &reading);
    pthread_mutex_destroy(&reading.lock);
    if (reading.failed < 0)
        return true;
    return tess_fail(error, reading.error.code, "%s", reading.error.text);
}
