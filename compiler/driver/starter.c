#include "driver/starter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tess/data_sets.h"
#include "tess/text.h"

/* ---- Names ---- */

enum { NAME_MAX_LENGTH = 60 };

static bool ends_in(const char *text, size_t length, const char *ending)
{
    const size_t size = strlen(ending);
    return length > size && memcmp(text + length - size, ending, size) == 0;
}

const char *starter_name(struct arena *arena, const char *path)
{
    static const char instead[] = "model";
    char name[NAME_MAX_LENGTH + sizeof instead + 1] = "";
    size_t used = 0;
    char *real = realpath(path, NULL); /* so that "." has a name too */
    const char *slash = real ? strrchr(real, '/') : NULL, *last = slash ? slash + 1 : path;
    size_t length = strlen(last);
    if (ends_in(last, length, ".npz") || ends_in(last, length, ".nir"))
        length -= 4;
    if (length == 0 || !isalpha((unsigned char)last[0]))
        used = (size_t)snprintf(name, sizeof name, "%s", instead);
    for (size_t i = 0; i < length && used < NAME_MAX_LENGTH; i++) {
        const unsigned char byte = (unsigned char)last[i];
        const bool fits = byte < 128 && isalnum(byte);
        if (!fits && (used == 0 || name[used - 1] == '_'))
            continue;
        if (i == 0 && used > 0 && fits)
            name[used++] = '_';
        name[used++] = fits ? (char)tolower(byte) : '_';
    }
    while (used > 0 && name[used - 1] == '_')
        used--;
    free(real);
    return arena_copy(arena, name, used);
}

/* ---- What was found ---- */

static const char *kind_of_data(const struct tess_input *input)
{
    if (input->framing != TESS_FRAMES_NONE)
        return "a folder of recordings a class";
    return tess_data_set_named(input->dataset)->text;
}

enum { COMMENT_WIDTH = 110 };

/* "# 10 classes: airplane, automobile, ...": as many names as fit on a line. */
static void put_classes(FILE *out, const struct tess_survey *survey)
{
    const int classes = survey->input.classes;
    int used = fprintf(out, "# %d classes: ", classes);
    for (int c = 0; c < classes; c++) {
        char *name = tess_name(tess_dataset_class_name(survey->set, c));
        const bool fits = name && used + (int)strlen(name) + 7 <= COMMENT_WIDTH;
        used += fits ? fprintf(out, "%s%s", name, c + 1 < classes ? ", " : "") : fprintf(out, "...");
        free(name);
        if (!fits)
            break;
    }
    fputc('\n', out);
}

static void put_findings(FILE *out, const char *data, const struct tess_survey *survey)
{
    const struct tess_dataset *set = survey->set;
    fputs("# A start, made by `tessc new` from what it found in ", out);
    tess_name_print(out, data);
    fprintf(out, ":\n# %s", kind_of_data(&survey->input));
    if (survey->note[0])
        fprintf(out, "; %s", survey->note);
    fprintf(out, ".\n# %d samples train, %d validate, %d test.\n", tess_dataset_count(set, TESS_TRAIN),
            tess_dataset_count(set, TESS_VALIDATION), tess_dataset_count(set, TESS_TEST));
    put_classes(out, survey);
    const char *note;
    bool warning;
    for (int i = 0; (note = tess_dataset_note(set, i, &warning)); i++) {
        fputs(warning ? "# Warning: " : "# Note: ", out);
        tess_text_print(out, note);
        fputs(".\n", out);
    }
}

/* ---- Input ---- */

static void put_numbers(FILE *out, const char *name, const float *number, int count)
{
    fprintf(out, "%s", name);
    for (int i = 0; i < count; i++)
        fprintf(out, " %.4g", (double)number[i]);
}

static int shorter_side(const struct tess_input *input)
{
    return input->height < input->width ? input->height : input->width;
}

static bool is_single_number(const struct tess_input *input)
{
    return input->channels == 1 && input->height == 1 && input->width == 1;
}

/* A fourteenth of the shorter side, 2 pixels of 28: what hand or camera shift a thing by. 0 on maps of a few pixels. */
static int crop_pad(const struct tess_input *input)
{
    return (shorter_side(input) + 6) / 14;
}

/* No flips: they would spoil letters and digits, and gain nothing on CIFAR in so few epochs (docs/results.md). */
static void put_augment(FILE *out, const struct tess_input *input)
{
    if (input->is_static && crop_pad(input) > 0)
        fprintf(out,
                "    augment   crop pad %d  # add `, flip p 0.5` where left and right make no difference (not for "
                "letters, digits)\n",
                crop_pad(input));
}

static void put_frames(FILE *out, const struct tess_input *input)
{
    fprintf(out, "    frames    %d", input->steps);
    if (input->framing == TESS_FRAMES_BY_TIME)
        fprintf(out, " of %g ms  # the longest recording fits; `frames %d by count` cuts each into equal parts",
                (double)input->frame_ms, input->steps);
    else if (input->framing == TESS_FRAMES_BY_COUNT)
        fprintf(out, " by count  # the lengths differ too much for frames of one duration (`%d of 100 ms`)",
                input->steps);
    fputc('\n', out);
}

static void put_input(FILE *out, const struct tess_survey *survey)
{
    const struct tess_input *input = &survey->input;
    fprintf(out, "input %dx%dx%d {\n", input->channels, input->height, input->width);
    fprintf(out, "    dataset   %s\n    classes   %d\n", input->dataset, input->classes);
    if (input->is_static)
        fputs("    present   4 steps  # the same image at each of them; more cost time and may gain a little\n", out);
    else
        put_frames(out, input);
    put_augment(out, input);
    if (input->normalize) {
        put_numbers(out, "    normalize mean", input->mean, input->channels);
        put_numbers(out, "  std", input->deviation, input->channels);
        fprintf(out, "  # measured on %d training samples\n", survey->measured);
    }
    fputs("}\n\n", out);
}

/* ---- Network ---- */

enum { MAP_AT_THE_END = 8, FEWEST_LAYERS = 2, MOST_CHANNELS = 128, SMALLEST_TO_POOL = 4 };

/* Convolutions, each followed by a pool that halves the map, until it is about 8x8: a readout of some thousand inputs,
 * which still knows where in the image they are. A row of numbers is no map. */
static void put_network(FILE *out, const struct tess_input *input)
{
    int height = input->height, width = input->width, channels = 64;
    fputs("network {  # sized for the input\n", out);
    if (shorter_side(input) == 1) {
        fputs("    linear 256\n    linear 256\n    readout\n}\n\n", out);
        return;
    }
    for (int layer = 0; layer < FEWEST_LAYERS || height > MAP_AT_THE_END || width > MAP_AT_THE_END; layer++) {
        const bool large = height >= MAP_AT_THE_END && width >= MAP_AT_THE_END;
        const int down = height >= SMALLEST_TO_POOL ? 2 : 1, across = width >= SMALLEST_TO_POOL ? 2 : 1;
        fprintf(out, "    conv %d %s", channels, large ? "5x5 pad 2" : "3x3 pad 1");
        if (down * across > 1)
            fprintf(out, ", maxpool %dx%d", down, across);
        height /= down;
        width /= across;
        fprintf(out, "  signal grid %dx%d\n", height < 2 ? 1 : 2, width < 2 ? 1 : 2);
        if (layer > 0 && channels < MOST_CHANNELS)
            channels *= 2;
    }
    fputs("    readout\n}\n\n", out);
}

/* ---- Training ---- */

/* With two classes of unrelated waves half of all latents see both alike and learn nothing. A wave and its opposite,
 * sin(-f i) = -sin(f i), tell them apart everywhere. */
static void put_rule(FILE *out, int classes)
{
    fprintf(out,
            "learn tess {\n"
            "    lambda pre 0.5  post 0.2\n"
            "    alpha  pre 1    post 1\n"
            "    psi    triangle height 0.3 width 1\n"
            "    signal local { basis %s; loss cross_entropy; from step 0 }\n"
            "}\n\n",
            classes == 2 ? "frequencies 50 -50" : "square_wave 50 to 512");
}

enum { SAMPLES_IN_ALL = 75000, FEWEST_EPOCHS = 5, MOST_EPOCHS = 80 };

/* Small sets are seen more often, so that they come to as many updates as large ones. */
static int epochs(int samples)
{
    const int wanted = (SAMPLES_IN_ALL + samples / 2) / samples;
    return wanted < FEWEST_EPOCHS ? FEWEST_EPOCHS : wanted > MOST_EPOCHS ? MOST_EPOCHS : wanted;
}

/* More updates for the same samples, where there are few of them: docs/results.md has what this gains. */
static int batch(int samples)
{
    return samples >= 10000 ? 32 : samples >= 500 ? 16 : samples >= 8 ? 8 : samples;
}

static void put_training(FILE *out, int samples)
{
    fprintf(out,
            "train {\n"
            "    batch %d   epochs %d  # by the number of training samples: small sets more often, in smaller batches\n"
            "    optimizer adam lr 1e-3\n"
            "    anneal    cosine  # down to 0 in the last epoch: the readout settles as the rate falls\n"
            "}\n",
            batch(samples), epochs(samples));
}

const char *starter_text(struct arena *arena, const char *name, const char *data, const struct tess_survey *survey)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs("tess 1\n\n", out);
    put_findings(out, data, survey);
    fprintf(out, "model %s\n\n", name);
    put_input(out, survey);
    fputs("neuron lif { leak 0.5  threshold 0.6  reset subtract }\n", out);
    fputs(is_single_number(&survey->input) ? "weights    { raw  bias }  # a single input has no mean to take away\n\n"
                                           : "weights    { standardize  gain }\n\n",
          out);
    put_network(out, &survey->input);
    put_rule(out, survey->input.classes);
    put_training(out, tess_dataset_count(survey->set, TESS_TRAIN));
    const bool good = !ferror(out);
    const char *kept = fclose(out) == 0 && good ? arena_copy(arena, text, size) : NULL;
    free(text);
    return kept;
}
