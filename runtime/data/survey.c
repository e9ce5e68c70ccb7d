#include "tess/survey.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "loader.h"

/* What a model file can say. */
enum { CLASSES_MAX = 4096, EXTENT_MAX = 4096, STEPS_MAX = 1000, SAMPLES_MAX = 10000 };
static const double mean_max = 1e6, deviation_least = 1e-6;

static bool recognize(struct tess_survey *survey, const char *folder, struct tess_error *error)
{
    struct stat status;
    if (stat(folder, &status) != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected a folder of data: %s", folder, strerror(errno));
    const struct loader *loader;
    for (int i = 0; (loader = loader_at(i)); i++) {
        bool mine = false;
        if (!loader->recognize)
            continue;
        const struct tess_data_set *about = &loader->about;
        survey->input = (struct tess_input){.dataset = about->name,
                                            .channels = about->channels,
                                            .height = about->height,
                                            .width = about->width,
                                            .classes = about->classes,
                                            .is_static = about->form == TESS_DATA_IMAGES,
                                            .steps = 1,
                                            .validation_share = 0.1f};
        survey->note[0] = '\0';
        if (!loader->recognize(folder, &survey->input, &mine, survey->note, error))
            return false;
        if (mine)
            return true;
    }
    return tess_fail(
        error, TESS_BAD_DATA,
        "%s: expected folders of PNG or JPEG pictures, or of recordings of events, one a class, or IDX files "
        "(train-images-idx3-ubyte), or CIFAR's binary files (data_batch_1.bin, train.bin), or arrays "
        "(x_train.npy)",
        folder);
}

static bool check_limits(const struct tess_input *input, const char *folder, struct tess_error *error)
{
    const struct {
        const char *what;
        int found, low, high;
    } limit[] = {
        {"classes", input->classes, 2, CLASSES_MAX}, {"channels", input->channels, 1, EXTENT_MAX},
        {"rows", input->height, 1, EXTENT_MAX},      {"columns", input->width, 1, EXTENT_MAX},
        {"time steps", input->steps, 1, STEPS_MAX},
    };
    for (size_t i = 0; i < sizeof limit / sizeof *limit; i++)
        if (limit[i].found < limit[i].low || limit[i].found > limit[i].high)
            return tess_fail(error, TESS_BAD_DATA, "%s: expected %d to %d %s, found %d", folder, limit[i].low,
                             limit[i].high, limit[i].what, limit[i].found);
    return true;
}

/* Sums of x and of x^2 by channel over the frames of a sample. */
static void add_sample(const struct tess_input *input, const float *frames, double *sum, double *square)
{
    const int frame_count = input->is_static ? 1 : input->steps;
    const int64_t map = (int64_t)input->height * input->width;
    for (int64_t m = 0; m < (int64_t)frame_count * input->channels; m++)
        for (int64_t i = 0; i < map; i++) {
            const double x = (double)frames[m * map + i];
            sum[m % input->channels] += x;
            square[m % input->channels] += x * x;
        }
}

static bool set_normalisation(struct tess_survey *survey, const char *folder, const double *sum, const double *square,
                              struct tess_error *error)
{
    struct tess_input *input = &survey->input;
    const double count =
        (double)survey->measured * (input->is_static ? 1 : input->steps) * input->height * input->width;
    for (int c = 0; c < input->channels; c++) {
        const double mean = input->is_static ? sum[c] / count : 0, variance = square[c] / count - mean * mean;
        if (!(fabs(mean) <= mean_max && variance <= mean_max * mean_max))
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: expected values with mean and deviation of at most %g, found channel %d with mean %g",
                             folder, mean_max, c, mean);
        /* what is left of equal numbers after rounding is no deviation */
        const bool flat = variance <= 1e-12 * square[c] / count;
        if (!flat && sqrt(variance) < deviation_least)
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: expected values with a deviation of at least %g, found channel %d with %.4g: "
                             "x = x / %.4g makes such numbers",
                             folder, deviation_least, c, sqrt(variance), sqrt(variance));
        input->mean[c] = (float)mean;
        input->deviation[c] = flat ? 1 : (float)sqrt(variance);
    }
    input->normalize = true;
    return true;
}

static bool measure(struct tess_survey *survey, const char *folder, struct tess_error *error)
{
    const struct tess_input *input = &survey->input;
    const int count = tess_dataset_count(survey->set, TESS_TRAIN);
    const size_t size = (size_t)(input->is_static ? 1 : input->steps) * (size_t)input->channels *
                        (size_t)input->height * (size_t)input->width;
    double sum[TESS_MAX_CHANNELS] = {0}, square[TESS_MAX_CHANNELS] = {0};
    float *frames = malloc(size * sizeof *frames);
    bool good = frames || tess_fail(error, TESS_FAILED, "out of memory");
    survey->measured = count < SAMPLES_MAX ? count : SAMPLES_MAX;
    for (int i = 0; good && i < survey->measured; i++) {
        int32_t label;
        const int index = (int)((int64_t)i * count / survey->measured);
        good = tess_dataset_read(survey->set, TESS_TRAIN, index, NULL, frames, &label, error);
        if (good)
            add_sample(input, frames, sum, square);
    }
    free(frames);
    return good && set_normalisation(survey, folder, sum, square, error);
}

bool tess_survey_open(struct tess_survey *survey, const char *folder, struct tess_error *error)
{
    const struct tess_data_options options = {.folder = folder};
    *survey = (struct tess_survey){0};
    if (!recognize(survey, folder, error) || !check_limits(&survey->input, folder, error))
        return false;
    survey->set = tess_dataset_open(&survey->input, &options, error);
    if (survey->set && (survey->input.channels > TESS_MAX_CHANNELS || measure(survey, folder, error)))
        return true;
    tess_survey_close(survey);
    return false;
}

void tess_survey_close(struct tess_survey *survey)
{
    tess_dataset_close(survey->set);
    survey->set = NULL;
}
