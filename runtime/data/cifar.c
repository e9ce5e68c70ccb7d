/* CIFAR-10 and CIFAR-100, the binary versions of https://www.cs.toronto.edu/~kriz/cifar.html: records of a label (for
 * CIFAR-100 a coarse and a fine one; the fine one counts) and 3072 pixels, 3 x 32 x 32 in the order of [C][H][W].
 * Records are read when they are asked for, so that memory does not grow with the data. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "blob_open.h"
#include "find.h"
#include "loader.h"
#include "names.h"

enum { CHANNELS = 3, SIDE = 32, PIXELS = CHANNELS * SIDE * SIDE, FILES_MAX = 6, LABELS_MAX = 2 };

/* One publisher's layout; the last file is the test set. */
struct layout {
    const char *folder, *names;
    const char *file[FILES_MAX];
    int files;
    int labels;              /* bytes before the pixels; the last one is the class */
    int classes[LABELS_MAX]; /* how many values each may have */
};

static const struct layout cifar10 = {
    .folder = "cifar-10-batches-bin",
    .names = "batches.meta.txt",
    .file = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
             "test_batch.bin"},
    .files = 6,
    .labels = 1,
    .classes = {10},
};

static const struct layout cifar100 = {
    .folder = "cifar-100-binary",
    .names = "fine_label_names.txt",
    .file = {"train.bin", "test.bin"},
    .files = 2,
    .labels = 2,
    .classes = {20, 100},
};

struct cifar {
    const struct layout *layout;
    struct blob file[FILES_MAX];
    int count[FILES_MAX]; /* records */
    char **names;         /* NULL: the folder has none */
};

static int record_size(const struct layout *layout)
{
    return layout->labels + PIXELS;
}

static bool label_good(const struct cifar *cifar, const struct blob *file, uint64_t offset, int which, int label,
                       struct tess_error *error)
{
    int classes = cifar->layout->classes[which];
    return label < classes ||
           tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a label of 0 to %d, found %d", file->name,
                     offset, classes - 1, label);
}

struct piece_context {
    const struct cifar *cifar;
    const struct blob *file;
};

/* Checks the labels that fall into one piece of a file. */
static bool check_labels(void *context, uint64_t offset, const unsigned char *bytes, size_t size,
                         struct tess_error *error)
{
    const struct piece_context *piece = context;
    const struct layout *layout = piece->cifar->layout;
    uint64_t record = (uint64_t)record_size(layout), end = offset + size;
    for (uint64_t start = offset / record * record; start < end; start += record)
        for (int i = 0; i < layout->labels; i++) {
            uint64_t at = start + (uint64_t)i;
            if (at >= offset && at < end && !label_good(piece->cifar, piece->file, at, i, bytes[at - offset], error))
                return false;
        }
    return true;
}

static struct wanted wanted_file(const struct layout *layout, int i)
{
    return (struct wanted){.name = layout->file[i], .match = same_name};
}

/* Opens file number i, whose size must be whole records. */
static bool open_file(struct cifar *cifar, const char *folder, int i, struct taken *taken, struct tess_error *error)
{
    const struct wanted wanted = wanted_file(cifar->layout, i);
    char *path = find_path(folder, &wanted, taken, error);
    if (!path)
        return false;
    struct blob *file = &cifar->file[i];
    bool good = blob_open(file, path, error);
    free(path);
    if (!good)
        return false;
    uint64_t record = (uint64_t)record_size(cifar->layout), rest = file->size % record;
    if (file->size == 0 || rest != 0)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected a record of %" PRIu64 " bytes, found %" PRIu64, file->name,
                         file->size - rest, record, rest);
    if (file->size / record > INT_MAX / FILES_MAX)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected at most %d records, found %" PRIu64, file->name,
                         INT_MAX / FILES_MAX, file->size / record);
    cifar->count[i] = (int)(file->size / record);
    return true;
}

static bool open_files(struct cifar *cifar, struct stored *stored, const char *folder, struct taken *taken,
                       struct tess_error *error)
{
    const struct layout *layout = cifar->layout;
    uint32_t crc = 0;
    uint64_t bytes = 0;
    for (int i = 0; i < layout->files; i++) {
        struct piece_context context = {cifar, &cifar->file[i]};
        if (!open_file(cifar, folder, i, taken, error) ||
            !blob_checksum(&cifar->file[i], &crc, check_labels, &context, error))
            return false;
        stored->count[i + 1 < layout->files ? TESS_TRAIN : TESS_TEST] += cifar->count[i];
        bytes += cifar->file[i].size;
    }
    snprintf(stored->fingerprint, sizeof stored->fingerprint, "%d files, %" PRIu64 " bytes, crc32 %08" PRIx32,
             layout->files, bytes, crc);
    return names_read(folder, layout->names, layout->classes[layout->labels - 1], &cifar->names, error);
}

static void cifar_close(struct stored *stored)
{
    struct cifar *cifar = stored->self;
    for (int i = 0; i < FILES_MAX; i++)
        blob_close(&cifar->file[i]);
    names_free(cifar->names, cifar->layout->classes[cifar->layout->labels - 1]);
    free(cifar);
}

static bool open_layout(const struct layout *layout, struct stored *stored, const struct tess_data_options *options,
                        struct tess_error *error)
{
    const struct wanted first = wanted_file(layout, 0);
    struct taken taken = {0};
    char *folder = find_folder(options->folder, layout->folder, &first, &taken, error);
    if (!folder)
        return false;
    struct cifar *cifar = calloc(1, sizeof *cifar);
    if (!cifar) {
        free(folder);
        return blob_out_of_memory(options->folder, error);
    }
    cifar->layout = layout;
    stored->self = cifar;
    stored->white = 255;
    bool good =
        open_files(cifar, stored, folder, &taken, error) && taken_note(&taken, options->folder, &stored->notes, error);
    stored->class_name = (const char *const *)cifar->names;
    free(folder);
    if (!good)
        cifar_close(stored);
    return good;
}

static bool open_cifar10(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    return open_layout(&cifar10, stored, options, error);
}

static bool open_cifar100(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    return open_layout(&cifar100, stored, options, error);
}

/* The file that holds a sample, and where in it: its label, and behind it its pixels. */
static const struct blob *find_record(const struct cifar *cifar, enum tess_split split, int index, uint64_t *offset)
{
    const struct layout *layout = cifar->layout;
    int i = split == TESS_TEST ? layout->files - 1 : 0;
    for (; index >= cifar->count[i]; i++)
        index -= cifar->count[i];
    *offset = (uint64_t)index * (uint64_t)record_size(layout) + (uint64_t)layout->labels - 1;
    return &cifar->file[i];
}

static bool cifar_read(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                       float *frames, int32_t *label, struct tess_error *error)
{
    (void)draw;
    const struct cifar *cifar = stored->self;
    unsigned char record[1 + PIXELS];
    uint64_t offset;
    const struct blob *file = find_record(cifar, split, index, &offset);
    if (!blob_read(file, offset, sizeof record, record, "a record", error))
        return false;
    *label = record[0];
    for (int p = 0; p < PIXELS; p++)
        frames[p] = record[1 + p];
    return label_good(cifar, file, offset, cifar->layout->labels - 1, *label, error); /* it may have changed since */
}

static bool cifar_label(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                        struct tess_error *error)
{
    const struct cifar *cifar = stored->self;
    unsigned char class;
    uint64_t offset;
    const struct blob *file = find_record(cifar, split, index, &offset);
    if (!blob_read(file, offset, 1, &class, "a label", error))
        return false;
    *label = class;
    return label_good(cifar, file, offset, cifar->layout->labels - 1, class, error);
}

static bool recognize(const struct layout *layout, const char *folder, bool *mine, struct tess_error *error)
{
    const struct wanted first = wanted_file(layout, 0), last = wanted_file(layout, layout->files - 1);
    char *found = find_folder(folder, layout->folder, &first, NULL, error), *one = NULL, *other = NULL;
    bool good = found && find_entry(found, &first, NULL, &one, error) && find_entry(found, &last, NULL, &other, error);
    *mine = one && other;
    free(found);
    free(one);
    free(other);
    return good;
}

static bool recognize_cifar10(const char *folder, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                              struct tess_error *error)
{
    (void)input;
    (void)note;
    return recognize(&cifar10, folder, mine, error);
}

static bool recognize_cifar100(const char *folder, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                               struct tess_error *error)
{
    (void)input;
    (void)note;
    return recognize(&cifar100, folder, mine, error);
}

const struct loader cifar10_loader = {
    .about = {.name = "cifar10",
              .text = "CIFAR-10 (binary version)",
              .channels = CHANNELS,
              .height = SIDE,
              .width = SIDE,
              .classes = 10,
              .form = TESS_DATA_IMAGES,
              .train = 50000,
              .needs_folder = true,
              .settings = "pipeline"},
    .open = open_cifar10,
    .read = cifar_read,
    .label = cifar_label,
    .close = cifar_close,
    .recognize = recognize_cifar10,
};

const struct loader cifar100_loader = {
    .about = {.name = "cifar100",
              .text = "CIFAR-100 (binary version)",
              .channels = CHANNELS,
              .height = SIDE,
              .width = SIDE,
              .classes = 100,
              .form = TESS_DATA_IMAGES,
              .train = 50000,
              .needs_folder = true,
              .settings = "pipeline"},
    .open = open_cifar100,
    .read = cifar_read,
    .label = cifar_label,
    .close = cifar_close,
    .recognize = recognize_cifar100,
};
