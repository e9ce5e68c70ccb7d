/* MNIST and the data sets published in its form (Fashion-MNIST, KMNIST, ...): IDX files,
 * http://yann.lecun.com/exdb/mnist: two zero bytes, the type (8: unsigned bytes), the rank, the sizes as 32-bit
 * big-endian numbers, the elements. Images are [N, H, W], or [N, C, H, W] for those in colour; labels [N]. */
#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob_open.h"
#include "find.h"
#include "inflate.h"
#include "loader.h"
#include "names.h"

enum { TYPE_BYTES = 8, RANK_MAX = 4 };

struct idx {
    struct blob blob;
    int rank;
    uint32_t shape[RANK_MAX];
    uint64_t start; /* offset of the first element */
    uint64_t count; /* product of the sizes */
};

enum { TRAIN, TEST, PARTS };

static const char *const image_files[PARTS] = {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte"};
static const char *const label_files[PARTS] = {"train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"};

struct family {
    struct idx images[PARTS], labels[PARTS];
    int classes;
    char **names;
};

/* ---- Names ---- */

/* Whether what follows a name is made of the words that IDX files end in: idx3ubyte, idx3ubyteidx, idx, bin. */
static bool is_ending(const char *text)
{
    static const char *const words[] = {"idx", "ubyte", "bin", "1", "3", "4"};
    const char *at = text;
    for (size_t i = 0; *at && i < sizeof words / sizeof *words; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0) {
            at += strlen(words[i]);
            i = (size_t)-1;
        }
    return !*at && isalpha((unsigned char)*text);
}

static bool has_stem(const char *entry, const char *stem)
{
    return strncmp(entry, stem, strlen(stem)) == 0 && is_ending(entry + strlen(stem));
}

/* Names of MNIST's files end in -idx3-ubyte, for people also in .idx3-ubyte, -idx3-ubyte.idx or .idx; and t10k, the
 * test set of ten thousand, is called test as well. */
static bool idx_name(const char *entry, const char *name)
{
    char found[NAME_TEXT], stem[NAME_TEXT];
    if (!plain_name(entry, found) || !plain_name(name, stem))
        return false;
    *strstr(stem, "idx") = '\0';
    if (has_stem(found, stem))
        return true;
    static const char ten[] = "t10k", test[] = "test";
    if (strncmp(stem, ten, sizeof ten - 1) != 0)
        return false;
    memcpy(stem, test, sizeof test - 1);
    return has_stem(found, stem);
}

static struct wanted wanted_file(const char *name)
{
    return (struct wanted){.name = name, .match = idx_name};
}

/* ---- Files ---- */

/* There must be as many elements as the header says; of a packed file, that number must be possible. */
static bool check_size(const struct idx *idx, struct tess_error *error)
{
    if (idx->blob.packing != BLOB_PLAIN)
        return blob_can_hold(&idx->blob, idx->start + idx->count, error);
    uint64_t left = idx->blob.size < idx->start ? 0 : idx->blob.size - idx->start;
    return idx->count == left ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: offset %" PRIu64 ": expected %" PRIu64 " elements, as the header says, found %" PRIu64,
                     idx->blob.name, idx->start, idx->count, left);
}

/* Opens an IDX file of unsigned bytes with a rank of `least` to `most`; its sizes must agree with the file's. A
 * packed one is idx_loaded before its elements are read. */
static bool idx_open(struct idx *idx, const char *folder, const char *file, int least, int most, struct taken *taken,
                     struct tess_error *error)
{
    const struct wanted wanted = wanted_file(file);
    char *path = find_path(folder, &wanted, taken, error);
    if (!path)
        return false;
    bool good = blob_open_head(&idx->blob, path, error);
    free(path);
    unsigned char head[4], size[4];
    if (!good || !blob_read(&idx->blob, 0, 4, head, "an IDX header", error))
        return false;
    const char *name = idx->blob.name;
    if (head[0] != 0 || head[1] != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 0: expected an IDX file (two zero bytes), found %02x %02x",
                         name, head[0], head[1]);
    if (head[2] != TYPE_BYTES)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 2: expected unsigned bytes (type 8), found type %d", name,
                         head[2]);
    if (head[3] < least || head[3] > most)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 3: expected rank %d%s, found %d", name, least,
                         most > least ? " or 4" : "", head[3]);
    idx->rank = head[3];
    idx->start = 4 + 4 * (uint64_t)idx->rank;
    uint64_t count = 1;
    for (int i = 0; i < idx->rank; i++) {
        if (!blob_read(&idx->blob, 4 + 4 * (uint64_t)i, 4, size, "an IDX header", error))
            return false;
        idx->shape[i] = (uint32_t)size[0] << 24 | (uint32_t)size[1] << 16 | (uint32_t)size[2] << 8 | size[3];
        if (__builtin_mul_overflow(count, idx->shape[i], &count))
            count = UINT64_MAX - idx->start;
    }
    idx->count = count;
    return check_size(idx, error) &&
           ((idx->shape[0] >= 1 && idx->shape[0] <= INT_MAX) ||
            tess_fail(error, TESS_BAD_DATA, "%s: offset 4: expected 1 to %d samples, found %" PRIu32, name, INT_MAX,
                      idx->shape[0]));
}

/* Unpacks, where it is packed, what was found to be what is wanted. */
static bool idx_load(struct idx *idx, struct tess_error *error)
{
    return blob_unpack(&idx->blob, idx->start + idx->count, error) && check_size(idx, error);
}

static bool check_shape(const struct idx *images, const struct tess_input *input, struct tess_error *error)
{
    uint32_t channels = images->rank == 4 ? images->shape[1] : 1;
    const uint32_t *map = images->shape + images->rank - 2;
    return (channels == (uint32_t)input->channels && map[0] == (uint32_t)input->height &&
            map[1] == (uint32_t)input->width) ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: offset 8: expected images of %dx%dx%d, as the model says, found %" PRIu32 "x%" PRIu32
                     "x%" PRIu32,
                     images->blob.name, input->channels, input->height, input->width, channels, map[0], map[1]);
}

static bool label_good(const struct family *family, const struct idx *labels, uint64_t offset, int label,
                       struct tess_error *error)
{
    return label < family->classes ||
           tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a label of 0 to %d, found %d",
                     labels->blob.name, offset, family->classes - 1, label);
}

static bool check_count(const struct idx *labels, const struct idx *images, struct tess_error *error)
{
    return labels->shape[0] == images->shape[0] ||
           tess_fail(error, TESS_BAD_DATA, "%s: offset 4: expected %" PRIu32 " labels, one an image, found %" PRIu32,
                     labels->blob.name, images->shape[0], labels->shape[0]);
}

struct piece_context {
    const struct family *family;
    const struct idx *labels;
};

static bool check_labels(void *context, uint64_t offset, const unsigned char *bytes, size_t size,
                         struct tess_error *error)
{
    const struct piece_context *piece = context;
    for (size_t i = 0; i < size; i++)
        if (offset + i >= piece->labels->start &&
            !label_good(piece->family, piece->labels, offset + i, bytes[i], error))
            return false;
    return true;
}

static bool open_part(struct family *family, struct stored *stored, int part, const char *folder, uint32_t *crc,
                      struct taken *taken, struct tess_error *error)
{
    struct idx *images = &family->images[part], *labels = &family->labels[part];
    struct piece_context context = {family, labels};
    if (!idx_open(images, folder, image_files[part], 3, 4, taken, error) ||
        !check_shape(images, stored->input, error) || !idx_open(labels, folder, label_files[part], 1, 1, taken, error))
        return false;
    if (!check_count(labels, images, error))
        return false;
    stored->count[part == TRAIN ? TESS_TRAIN : TESS_TEST] = (int)images->shape[0];
    return idx_load(images, error) && idx_load(labels, error) && blob_checksum(&images->blob, crc, NULL, NULL, error) &&
           blob_checksum(&labels->blob, crc, check_labels, &context, error);
}

static bool open_parts(struct family *family, struct stored *stored, const char *folder, struct taken *taken,
                       struct tess_error *error)
{
    uint32_t crc = 0;
    uint64_t bytes = 0;
    for (int part = 0; part < PARTS; part++) {
        if (!open_part(family, stored, part, folder, &crc, taken, error))
            return false;
        bytes += family->images[part].blob.size + family->labels[part].blob.size;
    }
    snprintf(stored->fingerprint, sizeof stored->fingerprint, "4 files, %" PRIu64 " bytes, crc32 %08" PRIx32, bytes,
             crc);
    return names_read(folder, "class_names.txt", family->classes, &family->names, error);
}

static void family_close(struct stored *stored)
{
    struct family *family = stored->self;
    for (int part = 0; part < PARTS; part++) {
        blob_close(&family->images[part].blob);
        blob_close(&family->labels[part].blob);
    }
    names_free(family->names, family->classes);
    free(family);
}

/* The folder with the files: the given one, `mnist` in it, or as torchvision keeps them `raw` in one of these. Where
 * there are none, the given one. */
static char *find_files(const char *folder, const struct wanted *first, struct taken *taken, struct tess_error *error)
{
    const struct wanted raw = {"raw", same_name, true, first}, inside = {"mnist", same_name, true, &raw};
    char *found = find_folder(folder, "mnist", first, taken, error), *outer = NULL, *inner = NULL;
    if (!found || strcmp(found, folder) != 0)
        return found;
    if (!find_entry(folder, first, NULL, &inner, error)) {
        free(found);
        return NULL;
    }
    const bool here = inner != NULL;
    free(inner);
    inner = NULL;
    const bool good = here || (find_entry(folder, &inside, taken, &outer, error) &&
                               find_entry(outer ? outer : folder, &raw, taken, &inner, error));
    free(outer);
    if (inner && taken && strcmp(strrchr(inner, '/'), "/raw") == 0)
        word_add(&taken->entries, "raw");
    if (good && !inner)
        return found;
    free(found);
    return inner;
}

static bool family_open(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    const struct wanted first = wanted_file(image_files[TRAIN]);
    struct taken taken = {0};
    char *folder = find_files(options->folder, &first, &taken, error);
    if (!folder)
        return false;
    struct family *family = calloc(1, sizeof *family);
    if (!family) {
        free(folder);
        return blob_out_of_memory(options->folder, error);
    }
    family->classes = stored->input->classes;
    stored->self = family;
    stored->white = 255;
    bool good =
        open_parts(family, stored, folder, &taken, error) && taken_note(&taken, options->folder, &stored->notes, error);
    stored->class_name = (const char *const *)family->names;
    free(folder);
    if (!good)
        family_close(stored);
    return good;
}

static bool family_label(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                         struct tess_error *error)
{
    const struct family *family = stored->self;
    const struct idx *labels = &family->labels[split == TESS_TEST ? TEST : TRAIN];
    const uint64_t offset = labels->start + (uint64_t)index;
    unsigned char class;
    if (!blob_read(&labels->blob, offset, 1, &class, "a label", error))
        return false;
    *label = class;
    return label_good(family, labels, offset, class, error); /* it may have changed since it was opened */
}

static bool family_read(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                        float *frames, int32_t *label, struct tess_error *error)
{
    (void)draw;
    const struct family *family = stored->self;
    int part = split == TESS_TEST ? TEST : TRAIN;
    const struct idx *images = &family->images[part];
    const struct tess_input *input = stored->input;
    size_t pixels = (size_t)input->channels * (size_t)input->height * (size_t)input->width;
    uint64_t offset = images->start + (uint64_t)index * pixels;
    unsigned char piece[4096];
    for (size_t done = 0; done < pixels;) {
        size_t size = pixels - done < sizeof piece ? pixels - done : sizeof piece;
        if (!blob_read(&images->blob, offset + done, size, piece, "pixels", error))
            return false;
        for (size_t i = 0; i < size; i++)
            frames[done + i] = piece[i];
        done += size;
    }
    return family_label(stored, split, index, label, error);
}

static bool find_highest(void *context, uint64_t offset, const unsigned char *bytes, size_t size,
                         struct tess_error *error)
{
    struct family *family = context;
    (void)error;
    for (size_t i = 0; i < size; i++)
        if (offset + i >= family->labels[TRAIN].start && bytes[i] >= family->classes)
            family->classes = bytes[i] + 1;
    return true;
}

static bool look_inside(struct family *family, const char *folder, struct tess_input *input, struct tess_error *error)
{
    const struct idx *images = family->images, *labels = family->labels;
    uint32_t crc = 0;
    for (int part = 0; part < PARTS; part++)
        if (!idx_open(&family->images[part], folder, image_files[part], 3, 4, NULL, error) ||
            !idx_open(&family->labels[part], folder, label_files[part], 1, 1, NULL, error) ||
            !check_count(&labels[part], &images[part], error) || !idx_load(&family->labels[part], error) ||
            !blob_checksum(&labels[part].blob, &crc, find_highest, family, error))
            return false;
    const uint32_t *map = images->shape + images->rank - 2;
    input->channels = images->rank == 4 ? (int)(images->shape[1] & INT_MAX) : 1;
    input->height = (int)(map[0] & INT_MAX);
    input->width = (int)(map[1] & INT_MAX);
    input->classes = family->classes;
    input->is_static = true;
    return true;
}

static bool family_recognize(const char *folder, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                             struct tess_error *error)
{
    (void)note;
    const struct wanted first = wanted_file(image_files[TRAIN]);
    struct family family = {.classes = 0};
    char *found = find_files(folder, &first, NULL, error), *images = NULL;
    bool good = found && find_entry(found, &first, NULL, &images, error);
    *mine = images != NULL;
    good = good && (!*mine || look_inside(&family, found, input, error));
    free(images);
    free(found);
    for (int part = 0; part < PARTS; part++) {
        blob_close(&family.images[part].blob);
        blob_close(&family.labels[part].blob);
    }
    return good;
}

const struct loader mnist_loader = {
    .about = {.name = "mnist",
              .text = "MNIST",
              .channels = 1,
              .height = 28,
              .width = 28,
              .classes = 10,
              .form = TESS_DATA_IMAGES,
              .train = 60000,
              .needs_folder = true},
    .open = family_open,
    .read = family_read,
    .label = family_label,
    .close = family_close,
};

const struct loader family_loader = {
    .about = {.name = "family", .text = "IDX files, as MNIST has them", .form = TESS_DATA_IMAGES, .needs_folder = true},
    .own_labels = true,
    .open = family_open,
    .read = family_read,
    .label = family_label,
    .close = family_close,
    .recognize = family_recognize,
};
