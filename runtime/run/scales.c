#include "scales.h"

#include <math.h>
#include <stdio.h>

#include "engine/feed.h"
#include "engine/weights.h"
#include "tess/engine.h"
#include "tess/text.h"

bool scales_fit(struct tess_dataset *set, enum tess_split split, const char *weights, struct tess_error *error)
{
    char note[TESS_SCALE_NOTE], name[32];
    struct tess_scale trained;
    const struct tess_scale given = tess_dataset_scale(set, split);
    const float own = tess_scale_own_divisor(&given);
    float divisor;
    snprintf(name, sizeof name, "%s samples", split_name(split));
    if (!weights_scale(weights, &trained, error) ||
        !tess_scale_fit(&trained, &given, tess_dataset_count(set, split), name, &divisor, error))
        return false;
    if (divisor < own || divisor > own) {
        tess_message("note: %s: %s\n", name, tess_scale_note(&trained, &given, divisor, note));
        tess_dataset_divide(set, divisor);
    }
    return true;
}

/* Whether values of one scale can stand beside those of another as they are. */
static bool agree(const struct tess_scale *a, const struct tess_scale *b)
{
    struct tess_error unused = {TESS_OK, ""};
    const float own = tess_scale_own_divisor(b);
    float divisor;
    return tess_scale_fit(a, b, 2, "", &divisor, &unused) && divisor >= own && divisor <= own;
}

bool scales_compare_init(const struct tess_dataset *set, const char *weights, struct tess_error *error)
{
    char before[TESS_SCALE_TEXT], now[TESS_SCALE_TEXT];
    struct tess_scale trained;
    const struct tess_scale given = tess_dataset_scale(set, TESS_TRAIN);
    if (!weights_scale(weights, &trained, error))
        return false;
    if (!agree(&trained, &given))
        tess_message("note: %s was trained on %s, the training samples here are %s\n", weights,
                     tess_scale_text(&trained, before), tess_scale_text(&given, now));
    return true;
}

void scales_compare_test(const struct tess_dataset *set)
{
    char train_text[TESS_SCALE_TEXT], test_text[TESS_SCALE_TEXT];
    const struct tess_scale train = tess_dataset_scale(set, TESS_TRAIN), test = tess_dataset_scale(set, TESS_TEST);
    if (!agree(&train, &test))
        fprintf(stderr, "warning: the test samples are %s, but those of training are %s\n",
                tess_scale_text(&test, test_text), tess_scale_text(&train, train_text));
}

/* ---- After normalisation ---- */

enum { IMAGES = 256, CLIPS = 32 };

/* Where values are still what weights of the usual size can work with. Counts of events are few or many with the length
 * of a frame and the speed of what moves: theirs may go five times as far. */
static const double mean_limit = 2, deviation_least = 0.1, deviation_most = 4, size_least = 0.01, size_most = 10,
                    for_events = 5;

struct moments {
    double sum[TESS_MAX_CHANNELS], square[TESS_MAX_CHANNELS];
    double count; /* a channel */
};

static void add_sample(struct moments *moments, const struct tess_input *input, const float *frames)
{
    const int frame_count = input->is_static ? 1 : input->steps;
    const int64_t map = (int64_t)input->height * input->width;
    for (int64_t m = 0; m < (int64_t)frame_count * input->channels; m++)
        for (int64_t i = 0; i < map; i++) {
            const double x = (double)frames[m * map + i];
            moments->sum[m % input->channels] += x;
            moments->square[m % input->channels] += x * x;
        }
    moments->count += (double)frame_count * (double)map;
}

/* What is watched: a split, or a file of samples. */
struct watched {
    const struct tess_dataset *set;
    enum tess_split split;
    const struct tess_samples *file;
    int count;
    struct tess_scale scale;
    const char *name;
};

static bool read_watched(const struct watched *watched, int index, float *frames)
{
    int32_t label;
    struct tess_error unused = {TESS_OK, ""};
    return watched->file ? tess_samples_read(watched->file, index, frames, &unused)
                         : tess_dataset_read(watched->set, watched->split, index, NULL, frames, &label, &unused);
}

static bool measure(const struct watched *watched, const struct tess_input *input, float *frames,
                    struct moments *moments)
{
    const int count = watched->count, most = input->is_static ? IMAGES : CLIPS;
    const int measured = count < most ? count : most;
    bool good = true;
    for (int i = 0; good && i < measured; i++) {
        good = read_watched(watched, (int)((int64_t)i * count / measured), frames);
        if (good)
            add_sample(moments, input, frames);
    }
    return good;
}

static void warn(const struct watched *watched, const struct tess_input *input, int channel, double mean,
                 double deviation)
{
    char text[TESS_SCALE_TEXT];
    const double model_mean = input->normalize ? (double)input->mean[channel] : 0;
    const double model_deviation = input->normalize ? (double)input->deviation[channel] : 1;
    tess_message("warning: %s (%s) have mean %.4g and deviation %.4g in channel %d; ", watched->name,
                 tess_scale_text(&watched->scale, text), mean * model_deviation + model_mean,
                 deviation * model_deviation, channel);
    if (input->normalize)
        fprintf(stderr, "the model expects %.4g and %.4g (normalize), and gets %.4g and %.4g where 0 and 1 are right\n",
                model_mean, model_deviation, mean, deviation);
    else
        fputs("the model does not normalize them, and expects values of about 1 in size\n", stderr);
}

static bool is_far(const struct tess_input *input, double wide, double mean, double deviation)
{
    const double size = sqrt(mean * mean + deviation * deviation);
    if (!isfinite(size))
        return false; /* training tells where */
    if (input->normalize)
        return fabs(mean) > wide * mean_limit || deviation > wide * deviation_most ||
               (deviation > 0 && wide * deviation < deviation_least);
    return input->is_static && (size > size_most || (size > 0 && size < size_least));
}

/* Whether there was something to warn about. One sample may be dark or bright: it may go as far as events. */
static bool watch(const struct watched *watched, const struct tess_input *input, float *frames)
{
    struct moments moments = {.count = 0};
    const double wide = input->is_static && watched->count > 1 ? 1 : for_events;
    if (input->channels > TESS_MAX_CHANNELS || !measure(watched, input, frames, &moments))
        return false;
    for (int c = 0; moments.count > 0 && c < input->channels; c++) {
        const double mean = moments.sum[c] / moments.count;
        const double variance = moments.square[c] / moments.count - mean * mean;
        const bool flat = variance <= 1e-9 * moments.square[c] / moments.count; /* what rounding leaves */
        const double deviation = flat ? 0 : sqrt(variance);
        if (is_far(input, wide, mean, deviation)) {
            warn(watched, input, c, mean, deviation);
            return true;
        }
    }
    return false;
}

void scales_watch(const struct tess_dataset *set, enum tess_split split, const struct tess_input *input, float *frames)
{
    char name[32];
    snprintf(name, sizeof name, "%s samples", split_name(split));
    watch(&(struct watched){.set = set,
                            .split = split,
                            .count = tess_dataset_count(set, split),
                            .scale = tess_dataset_scale(set, split),
                            .name = name},
          input, frames);
}

bool scales_watch_file(const struct tess_samples *file, const char *path, const struct tess_scale *trained,
                       const struct tess_input *input, float *frames)
{
    char before[TESS_SCALE_TEXT], now[TESS_SCALE_TEXT];
    const struct tess_scale *scale = tess_samples_scale(file);
    const int count = tess_samples_count(file);
    if (scale->kind != TESS_SCALE_NUMBERS)
        return false;
    if (!tess_scale_is_odd(trained, scale))
        return watch(&(struct watched){.file = file, .count = count, .scale = *scale, .name = path}, input, frames);
    tess_message("warning: %s: expected values on the scale of training, %s, found %s\n", path,
                 tess_scale_text(trained, before), tess_scale_text(scale, now));
    return true;
}
