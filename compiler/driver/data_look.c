/* tessc data info, verify, show. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/data_set.h"
#include "driver/driver.h"
#include "tess/array.h"
#include "tess/recording.h"

static const char *const split_names[TESS_SPLITS] = {"training", "validation", "test"};

static struct tess_dataset *open_set(const struct data_options *options, const struct tess_input *input,
                                     struct tess_error *error)
{
    const struct tess_data_options data = {.folder = options->data, .seed = options->seed};
    struct tess_dataset *set = tess_dataset_open(input, &data, error);
    if (set)
        tess_dataset_tell(set, false);
    return set;
}

/* A class's name as it can be printed, in the arena. */
static const char *class_name(const struct data_options *options, const struct tess_dataset *set, int label)
{
    char *name = tess_name(tess_dataset_class_name(set, label));
    const char *copy = name ? arena_copy(options->arena, name, strlen(name)) : "";
    free(name);
    return copy;
}

static size_t sample_size(const struct tess_input *input)
{
    size_t frames = input->is_static ? 1 : (size_t)input->steps;
    return frames * (size_t)input->channels * (size_t)input->height * (size_t)input->width;
}

enum tess_exit data_info(const struct data_options *options, const struct tess_input *input)
{
    struct tess_error error = {TESS_OK, ""};
    struct tess_dataset *set = open_set(options, input, &error);
    if (!set)
        return print_error(&error);
    printf("%s\n", tess_dataset_fingerprint(set));
    if (input->is_static)
        printf("an image of %dx%dx%d a sample\n", input->channels, input->height, input->width);
    else
        printf("%d frames of %dx%dx%d a sample\n", input->steps, input->channels, input->height, input->width);
    for (int split = 0; split < TESS_SPLITS; split++)
        printf("%-10s %7d samples\n", split_names[split], tess_dataset_count(set, (enum tess_split)split));
    printf("%d classes:", input->classes);
    for (int c = 0; c < input->classes; c++)
        printf("%s %s", c ? "," : "", class_name(options, set, c));
    printf("\n");
    tess_dataset_close(set);
    return finish_output(true);
}

/* Reads all samples of a split and counts those of each class. */
static bool tally(const struct tess_dataset *set, enum tess_split split, float *frames, int *count,
                  struct tess_error *error)
{
    for (int i = 0; i < tess_dataset_count(set, split); i++) {
        int32_t label;
        if (!tess_dataset_read(set, split, i, NULL, frames, &label, error))
            return false;
        count[label]++;
    }
    return true;
}

static void print_tally(const struct data_options *options, const struct tess_dataset *set, int classes,
                        const int *count)
{
    printf("%-28s %10s %10s %10s\n", "class", split_names[0], split_names[1], split_names[2]);
    for (int c = 0; c < classes; c++)
        printf("%-28s %10d %10d %10d\n", class_name(options, set, c), count[c], count[classes + c],
               count[2 * classes + c]);
    printf("%-28s %10d %10d %10d\n", "all", tess_dataset_count(set, TESS_TRAIN),
           tess_dataset_count(set, TESS_VALIDATION), tess_dataset_count(set, TESS_TEST));
    printf("%s: every sample was read\n", tess_dataset_fingerprint(set));
}

enum tess_exit data_verify(const struct data_options *options, const struct tess_input *input)
{
    struct tess_error error = {TESS_OK, ""};
    struct tess_dataset *set = open_set(options, input, &error);
    if (!set)
        return print_error(&error);
    float *frames = malloc(sample_size(input) * sizeof *frames);
    int *count = calloc((size_t)input->classes * TESS_SPLITS, sizeof *count);
    bool good = (frames && count) || tess_fail(&error, TESS_FAILED, "out of memory");
    for (int split = 0; good && split < TESS_SPLITS; split++)
        good = tally(set, (enum tess_split)split, frames, count + split * input->classes, &error);
    if (good)
        print_tally(options, set, input->classes, count);
    free(count);
    free(frames);
    tess_dataset_close(set);
    return good ? finish_output(true) : print_error(&error);
}

static bool ends_in(const char *path, const char *suffix)
{
    size_t length = strlen(path), tail = strlen(suffix);
    return length > tail && strcmp(path + length - tail, suffix) == 0;
}

/* .npy holds what the model gets; a picture needs values that are not normalised. */
static bool write_sample(const char *path, const struct tess_input *input, const float *frames,
                         struct tess_error *error)
{
    if (!ends_in(path, ".npy"))
        return picture_write(path, input, frames, error);
    const int64_t shape[] = {input->is_static ? 1 : input->steps, input->channels, input->height, input->width};
    return tess_array_write(path, 4, shape, frames, error);
}

enum tess_exit data_show(const struct data_options *options, const struct tess_input *input)
{
    struct tess_error error = {TESS_OK, ""};
    struct tess_input seen = *input;
    int32_t label = 0;
    seen.normalize = input->normalize && options->out && ends_in(options->out, ".npy");
    struct tess_dataset *set = open_set(options, &seen, &error);
    if (!set)
        return print_error(&error);
    float *frames = malloc(sample_size(input) * sizeof *frames);
    bool good = frames || tess_fail(&error, TESS_FAILED, "out of memory");
    good = good && (options->sample < tess_dataset_count(set, options->split) ||
                    tess_fail(&error, TESS_BAD_DATA, "there is no %s sample %d of %d", split_names[options->split],
                              options->sample, tess_dataset_count(set, options->split)));
    good = good && tess_dataset_read(set, options->split, options->sample, NULL, frames, &label, &error);
    if (good) {
        printf("%s sample %d: %s\n", split_names[options->split], options->sample, class_name(options, set, label));
        if (options->out)
            good = write_sample(options->out, input, frames, &error);
        else
            picture_print(input, frames);
    }
    free(frames);
    tess_dataset_close(set);
    return good ? finish_output(true) : print_error(&error);
}

enum tess_exit data_recording(const struct data_options *options, const char *path)
{
    struct tess_error error = {TESS_OK, ""};
    struct tess_recording found;
    if (!tess_recording_read(path, options->sensor_width, options->sensor_height, &found, &error))
        return print_error(&error);
    tess_print(stdout, "%s: %s, ", path, found.format);
    if (found.width > 0)
        printf("sensor %d x %d, ", found.width, found.height);
    printf("%" PRIu64 " events (%" PRIu64 " ON, %" PRIu64 " OFF) in columns 0 to %d, rows 0 to %d, at %" PRId64
           " to %" PRId64 " us, %" PRIu64 " out of order, %.6f s in all\n",
           found.events, found.on, found.events - found.on, found.columns ? found.columns - 1 : 0,
           found.rows ? found.rows - 1 : 0, found.first, found.last, found.backward,
           (double)(found.highest - found.lowest) / 1e6);
    if (found.events == 0)
        tess_print(stdout, "warning: %s: there are no events in it: is this its format, and its order of bytes?\n",
                   path);
    if (found.unplaced > 0)
        tess_print(stdout,
                   "warning: %s: %" PRIu64 " event%s left out: nothing before %s in the file tells their time or "
                   "place\n",
                   path, found.unplaced, found.unplaced > 1 ? "s are" : " is", found.unplaced > 1 ? "them" : "it");
    if (found.resets > 0)
        tess_print(stdout,
                   "warning: %s: the clock goes back by more than 10 ms %" PRIu64 " time%s, first at event %" PRIu64
                   " from %" PRId64 " to %" PRId64 " us: what frames by time hold is said by a model's 'clock'\n",
                   path, found.resets, found.resets > 1 ? "s" : "", found.reset, found.reset_from, found.reset_to);
    return finish_output(true);
}
