#include "tess/data.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "augment.h"
#include "coverage.h"
#include "loader.h"
#include "normalize.h"
#include "tess/text.h"

enum { NUMBER_TEXT = 12 };

struct tess_dataset {
    const struct loader *loader;
    struct stored stored;
    char *folder; /* options->folder; NULL: there is none */
    uint64_t seed;
    int count[TESS_SPLITS];
    int *order; /* stored training samples: first those that train, then those that validate; NULL: 0, 1, 2, ... */
    int validation_first;        /* place in that order */
    char (*number)[NUMBER_TEXT]; /* [classes]: names of classes that have no other */
    char fingerprint[256];
};

static bool out_of_memory(const struct tess_dataset *set, struct tess_error *error)
{
    return tess_fail(error, TESS_FAILED, "data set %s: out of memory", set->loader->about.name);
}

/* ---- Splits ---- */

/* How many of n samples validate: the share, to the nearest whole number. */
static int share_of(int n, float share)
{
    return (int)((double)n * (double)share + 0.5);
}

/* Samples in the order of their files, dealt: the first of each class, the second of each, and so on. `first` and
 * `dealt` have room for the classes and for the samples. */
static void deal_by_class(int *samples, int count, const int32_t *labels, int classes, int *first, int *dealt)
{
    memset(first, 0, (size_t)classes * sizeof *first);
    for (int i = 0; i < count; i++)
        first[labels[samples[i]]]++;
    for (int c = 0, before = 0; c < classes; c++) {
        const int of_class = first[c];
        first[c] = before;
        before += of_class;
    }
    for (int i = 0; i < count; i++)
        dealt[first[labels[samples[i]]]++] = samples[i]; /* class by class; now first[c] is the end of class c */
    for (int rank = 0, i = 0; i < count; rank++)
        for (int c = 0; c < classes; c++)
            if ((c > 0 ? first[c - 1] : 0) + rank < first[c])
                samples[i++] = dealt[(c > 0 ? first[c - 1] : 0) + rank];
}

/* The last share of each class validates, dealt as the classes are in files; the others stay in file order. `labels`
 * are those of the stored samples. */
static bool split_by_class(struct tess_dataset *set, const int32_t *labels, struct tess_error *error)
{
    const struct stored *stored = &set->stored;
    int n = stored->count[TESS_TRAIN], classes = stored->input->classes, train = 0, validation = 0;
    int *left = calloc((size_t)classes, sizeof *left); /* samples of the class that still train */
    int *dealt = malloc((size_t)n * sizeof *dealt);
    set->order = malloc((size_t)n * sizeof *set->order);
    bool good = left && dealt && set->order;
    for (int i = 0; good && i < n; i++)
        left[labels[i]]++;
    for (int c = 0; good && c < classes; c++)
        left[c] -= share_of(left[c], stored->input->validation_share);
    for (int i = 0; good && i < n; i++) {
        if (left[labels[i]]-- > 0)
            set->order[train++] = i;
        else
            dealt[validation++] = i;
    }
    if (good && validation > 0) {
        memcpy(set->order + train, dealt, (size_t)validation * sizeof *dealt);
        deal_by_class(set->order + train, validation, labels, classes, left, dealt);
    }
    set->count[TESS_TRAIN] = set->validation_first = train;
    set->count[TESS_VALIDATION] = validation;
    free(left);
    free(dealt);
    return good || out_of_memory(set, error);
}

static bool split(struct tess_dataset *set, const struct tess_data_options *options, const int32_t *labels,
                  struct tess_error *error)
{
    struct stored *stored = &set->stored;
    const struct tess_input *input = stored->input;
    const int samples = stored->count[TESS_TRAIN];
    set->count[TESS_TRAIN] = set->validation_first = samples;
    set->count[TESS_TEST] = stored->count[TESS_TEST];
    if (options->test_limit > 0 && options->test_limit < set->count[TESS_TEST])
        set->count[TESS_TEST] = options->test_limit;
    if (input->validation == TESS_VALIDATE_ON_TEST) {
        set->count[TESS_VALIDATION] = set->count[TESS_TEST];
        if (stored->count[TESS_VALIDATION] > 0 &&
            !note_add(&stored->notes, error,
                      "%s: %d validation samples are not used: the model validates on the test set", options->folder,
                      stored->count[TESS_VALIDATION]))
            return false;
    } else if (stored->count[TESS_VALIDATION] > 0) {
        set->count[TESS_VALIDATION] = stored->count[TESS_VALIDATION];
    } else if (stored->split_by_class) {
        if (!split_by_class(set, labels, error))
            return false;
    } else {
        set->count[TESS_VALIDATION] = share_of(samples, input->validation_share);
        set->count[TESS_TRAIN] = set->validation_first = samples - set->count[TESS_VALIDATION];
    }
    if (options->train_limit > 0 && options->train_limit < set->count[TESS_TRAIN])
        set->count[TESS_TRAIN] = options->train_limit;
    return set->count[TESS_TRAIN] > 0 ||
           tess_fail(error, TESS_BAD_DATA, "data set %s: no training samples are left of %d after validation took %d",
                     set->loader->about.name, samples, set->count[TESS_VALIDATION]);
}

/* The labels of all stored training samples, malloc'ed. */
static int32_t *read_labels(const struct tess_dataset *set, struct tess_error *error)
{
    const int count = set->stored.count[TESS_TRAIN];
    int32_t *labels = malloc(((size_t)count + 1) * sizeof *labels);
    bool good = labels || out_of_memory(set, error);
    for (int i = 0; good && i < count; i++)
        good = set->loader->label(&set->stored, TESS_TRAIN, i, &labels[i], error);
    if (good)
        return labels;
    free(labels);
    return NULL;
}

/* Notes which classes have no samples. */
static bool note_coverage(struct tess_dataset *set, const int32_t *labels, struct tess_error *error)
{
    struct coverage coverage;
    bool good = coverage_open(&coverage, set->stored.input->classes) || out_of_memory(set, error);
    coverage.own_labels = set->loader->own_labels;
    for (int i = 0; good && i < set->stored.count[TESS_TRAIN]; i++)
        coverage.stored[labels[i]]++;
    for (int i = 0; good && i < set->count[TESS_TRAIN]; i++)
        coverage.training[labels[set->order ? set->order[i] : i]]++;
    for (int i = 0; good && i < set->count[TESS_TEST]; i++) {
        int32_t label;
        good = set->loader->label(&set->stored, TESS_TEST, i, &label, error);
        if (good)
            coverage.test[label]++;
    }
    good = good && coverage_note(&coverage, set->stored.class_name, &set->stored.notes, error);
    coverage_close(&coverage);
    return good;
}

/* ---- Opening ---- */

static const struct loader *find_loader(const struct tess_input *input, struct tess_error *error)
{
    const struct loader *loader;
    char known[256] = "";
    for (int i = 0; (loader = loader_at(i)); i++) {
        const size_t used = strlen(known);
        if (strcmp(loader->about.name, input->dataset) == 0)
            return loader;
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", loader->about.name);
    }
    tess_fail(error, TESS_BAD_DATA, "no data set is called %s; there are %s", input->dataset, known);
    return NULL;
}

static bool check_form(const struct tess_data_set *about, const struct tess_input *input, struct tess_error *error)
{
    return (about->form & (input->is_static ? TESS_DATA_IMAGES : TESS_DATA_FRAMES)) ||
           tess_fail(error, TESS_BAD_DATA, "data set %s has %s, but the model expects %s", about->name,
                     input->is_static ? "a frame at every step" : "one image a sample",
                     input->is_static ? "one image, shown at every step" : "a frame at every step");
}

static bool check_folder(const struct tess_data_set *about, const struct tess_data_options *options,
                         struct tess_error *error)
{
    return !about->needs_folder || (options->folder && options->folder[0]) ||
           tess_fail(error, TESS_BAD_DATA, "data set %s needs its files: --data FOLDER", about->name);
}

/* Of data sets whose samples all have one shape. */
static bool check_shape(const struct tess_data_set *about, const struct tess_input *input, struct tess_error *error)
{
    return about->height == 0 ||
           (input->channels == about->channels && input->height == about->height && input->width == about->width &&
            input->classes == about->classes) ||
           tess_fail(error, TESS_BAD_DATA,
                     "data set %s has input %dx%dx%d and %d classes, but the model expects %dx%dx%d and %d",
                     about->name, about->channels, about->height, about->width, about->classes, input->channels,
                     input->height, input->width, input->classes);
}

/* What open needs after the loader has the files. */
static bool finish(struct tess_dataset *set, const struct tess_data_options *options, struct tess_error *error)
{
    int classes = set->stored.input->classes;
    set->seed = options->seed;
    set->folder = options->folder ? strdup(options->folder) : NULL;
    if (options->folder && !set->folder)
        return out_of_memory(set, error);
    snprintf(set->fingerprint, sizeof set->fingerprint, "%s: %s", set->loader->about.name, set->stored.fingerprint);
    set->number = malloc((size_t)classes * sizeof *set->number);
    if (!set->number)
        return out_of_memory(set, error);
    for (int c = 0; c < classes; c++)
        snprintf(set->number[c], NUMBER_TEXT, "%d", c);
    int32_t *labels = read_labels(set, error);
    const bool good = labels && split(set, options, labels, error) && note_coverage(set, labels, error);
    free(labels);
    return good;
}

struct tess_dataset *tess_dataset_open(const struct tess_input *input, const struct tess_data_options *options,
                                       struct tess_error *error)
{
    const struct loader *loader = find_loader(input, error);
    if (!loader || !check_form(&loader->about, input, error) || !check_folder(&loader->about, options, error) ||
        !check_shape(&loader->about, input, error))
        return NULL;
    struct tess_dataset *set = calloc(1, sizeof *set);
    if (!set) {
        tess_fail(error, TESS_FAILED, "data set %s: out of memory", loader->about.name);
        return NULL;
    }
    set->loader = loader;
    set->stored.input = input;
    if (!loader->open(&set->stored, options, error)) {
        notes_free(&set->stored.notes);
        free(set);
        return NULL;
    }
    if (!finish(set, options, error)) {
        tess_dataset_close(set);
        return NULL;
    }
    return set;
}

void tess_dataset_close(struct tess_dataset *set)
{
    if (!set)
        return;
    set->loader->close(&set->stored);
    notes_free(&set->stored.notes);
    free(set->folder);
    free(set->order);
    free(set->number);
    free(set);
}

/* ---- Reading ---- */

int tess_dataset_count(const struct tess_dataset *set, enum tess_split split)
{
    return set->count[split];
}

const char *tess_dataset_class_name(const struct tess_dataset *set, int label)
{
    return set->stored.class_name ? set->stored.class_name[label] : set->number[label];
}

const char *tess_dataset_fingerprint(const struct tess_dataset *set)
{
    return set->fingerprint;
}

float tess_dataset_lost(const struct tess_dataset *set)
{
    return set->stored.lost;
}

const char *tess_dataset_note(const struct tess_dataset *set, int index, bool *warning)
{
    const struct notes *notes = &set->stored.notes;
    if (index >= notes->count)
        return NULL;
    *warning = notes->warning[index];
    return notes->text[index];
}

void tess_dataset_tell(const struct tess_dataset *set, bool quiet)
{
    const char *note;
    bool warning;
    for (int i = 0; (note = tess_dataset_note(set, i, &warning)); i++)
        if (warning || !quiet)
            tess_message("%s: %s\n", warning ? "warning" : "note", note);
}

struct tess_scale tess_dataset_scale(const struct tess_dataset *set, enum tess_split split)
{
    const struct stored *stored = &set->stored;
    const bool test =
        split == TESS_TEST || (split == TESS_VALIDATION && stored->input->validation == TESS_VALIDATE_ON_TEST);
    struct tess_scale scale = stored->scale[test ? TESS_TEST : TESS_TRAIN];
    if (scale.kind == TESS_SCALE_UNKNOWN)
        scale.kind = stored->white > 1 ? TESS_SCALE_BYTES : TESS_SCALE_COUNTS;
    return scale;
}

void tess_dataset_divide(struct tess_dataset *set, float divisor)
{
    set->stored.white = divisor;
}

/* Where sample `index` of a split is stored: rewrites both. */
static void locate(const struct tess_dataset *set, enum tess_split *split, int *index)
{
    if (*split == TESS_VALIDATION && set->stored.input->validation == TESS_VALIDATE_ON_TEST) {
        *split = TESS_TEST;
    } else if (*split == TESS_VALIDATION && set->stored.count[TESS_VALIDATION] == 0) {
        *split = TESS_TRAIN;
        *index += set->validation_first;
    }
    if (*split == TESS_TRAIN && set->order)
        *index = set->order[*index];
}

const char *tess_dataset_file(const struct tess_dataset *set, enum tess_split split, int index)
{
    if (!set->loader->file)
        return NULL;
    locate(set, &split, &index);
    const char *path = set->loader->file(&set->stored, split, index);
    const size_t length = set->folder ? strlen(set->folder) : 0;
    if (length == 0 || strncmp(path, set->folder, length) != 0)
        return path;
    return path + length + strspn(path + length, "/");
}

bool tess_dataset_read(const struct tess_dataset *set, enum tess_split split, int index, const struct tess_draw *draw,
                       float *frames, int32_t *label, struct tess_error *error)
{
    const struct tess_input *input = set->stored.input;
    int frame_count = input->is_static ? 1 : input->steps;
    if (index < 0 || index >= set->count[split])
        return tess_fail(error, TESS_FAILED, "data set %s: there is no sample %d of %d", set->loader->about.name, index,
                         set->count[split]);
    const struct tess_draw *made = split == TESS_TRAIN ? draw : NULL;
    locate(set, &split, &index);
    if (!set->loader->read(&set->stored, split, index, made, frames, label, error))
        return false;
    if (made) {
        struct tess_random random = tess_random_stream(made->seed, TESS_RANDOM_AUGMENT, made->epoch, (uint64_t)index);
        augment(input, frame_count, set->stored.white, &random, frames);
    }
    if (input->shuffle_frames && !input->is_static) {
        /* test samples have numbers of their own, so that their orders are not those of the training set */
        uint64_t sample = (uint64_t)index + ((uint64_t)split << 32);
        struct tess_random random =
            tess_random_stream(made ? made->seed : set->seed, TESS_RANDOM_FRAMES, made ? made->epoch : 0, sample);
        shuffle_frames(input, frame_count, &random, frames);
    }
    normalize(input, frame_count, set->stored.white, frames);
    return true;
}
