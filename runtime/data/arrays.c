/* Data of one's own as NumPy arrays: x_train, y_train, x_test and y_test, as .npy (or .npy.gz) files in a folder or as
 * members of one .npz. x is [N, C, H, W] for images ([N, H, W] where there is one channel) and [N, T, C, H, W] for
 * events; y is [N], whole numbers from 0. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob_open.h"
#include "loader.h"
#include "names.h"
#include "npy.h"
#include "zip.h"

enum { TRAIN, TEST, PARTS };

static const char *const x_files[PARTS] = {"x_train.npy", "x_test.npy"};
static const char *const y_files[PARTS] = {"y_train.npy", "y_test.npy"};

struct arrays {
    struct npy x[PARTS], y[PARTS];
    int classes;
    int64_t sample; /* elements a sample */
    char **names;
};

static bool open_array(struct npy *array, const char *folder, const char *file, struct tess_error *error)
{
    struct blob blob;
    size_t length = strlen(folder);
    if (length > 4 && strcmp(folder + length - 4, ".npz") == 0)
        return blob_open_member(&blob, folder, file, error) && npy_open(array, blob, error);
    char *path = blob_path(folder, file);
    if (!path)
        return blob_out_of_memory(folder, error);
    bool good = blob_open_head(&blob, path, error) && npy_open(array, blob, error);
    free(path);
    return good;
}

/* x must be [N] and then the shape of the model's input. */
static bool check_x(const struct npy *x, const struct tess_input *input, struct tess_error *error)
{
    const int64_t whole[] = {input->steps, input->channels, input->height, input->width};
    int skip = input->is_static ? 1 : 0;
    if (input->is_static && input->channels == 1 && x->rank == 3)
        skip = 2;
    bool same = x->rank == 5 - skip;
    for (int i = skip; same && i < 4; i++)
        same = x->shape[1 + i - skip] == whole[i];
    char found[NPY_SHAPE_TEXT], steps[16] = "";
    if (!input->is_static)
        snprintf(steps, sizeof steps, "%d, ", input->steps);
    if (!same)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected an array [N, %s%d, %d, %d], as the model says, found %s",
                         x->blob.name, x->header, steps, input->channels, input->height, input->width,
                         npy_shape_text(x, found));
    if (x->shape[0] < 1 || x->shape[0] > INT_MAX)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected 1 to %d samples, found %" PRId64,
                         x->blob.name, x->header, INT_MAX, x->shape[0]);
    return true;
}

static bool check_y(const struct npy *y, const struct npy *x, struct tess_error *error)
{
    char found[NPY_SHAPE_TEXT];
    return (y->rank == 1 && y->shape[0] == x->shape[0]) ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: offset %" PRIu64 ": expected labels [%" PRId64 "], one a sample, found %s", y->blob.name,
                     y->header, x->shape[0], npy_shape_text(y, found));
}

static bool read_label(const struct arrays *arrays, const struct npy *y, int64_t index, int32_t *label,
                       struct tess_error *error)
{
    float value;
    if (!npy_read(y, index, 1, &value, error))
        return false;
    if (!(value >= 0 && value < (float)arrays->classes) || value != (float)(int32_t)value)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a label of 0 to %d, found %g",
                         y->blob.name, npy_offset(y, index), arrays->classes - 1, (double)value);
    *label = (int32_t)value;
    return true;
}

/* Elements first .. first+count-1 of x, which were read into `values`. */
static bool check_finite(const struct npy *x, int64_t first, int64_t count, const float *values, int64_t sample,
                         struct tess_error *error)
{
    for (int64_t i = 0; !x->type->integer && i < count; i++)
        if (!__builtin_isfinite(values[i]))
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: offset %" PRIu64 ": expected a finite float32 number, found %g in sample %" PRId64,
                             x->blob.name, npy_offset(x, first + i), (double)values[i], (first + i) / sample);
    return true;
}

/* Looks at every number once before training starts: what is wrong shows now and not an hour later. *scale gets what
 * they are; pixels need no looking at. */
static bool check_all(const struct arrays *arrays, const struct npy *x, const struct npy *y, bool pixels,
                      struct tess_scale *scale, struct tess_error *error)
{
    enum { PIECE = 1024 };
    float values[PIECE];
    int32_t label;
    *scale = pixels ? (struct tess_scale){.kind = TESS_SCALE_BYTES} : tess_scale_of_none();
    for (int64_t first = 0; !pixels && first < x->count; first += PIECE) {
        const int64_t count = x->count - first < PIECE ? x->count - first : PIECE;
        if (!npy_read(x, first, count, values, error) || !check_finite(x, first, count, values, arrays->sample, error))
            return false;
        tess_scale_add(scale, values, count);
    }
    for (int64_t i = 0; i < y->count; i++)
        if (!read_label(arrays, y, i, &label, error))
            return false;
    return true;
}

static bool open_part(struct arrays *arrays, struct stored *stored, int part, const char *folder, uint32_t *crc,
                      struct tess_error *error)
{
    struct npy *x = &arrays->x[part], *y = &arrays->y[part];
    if (!open_array(x, folder, x_files[part], error) || !check_x(x, stored->input, error) ||
        !open_array(y, folder, y_files[part], error) || !check_y(y, x, error))
        return false;
    const enum tess_split split = part == TRAIN ? TESS_TRAIN : TESS_TEST;
    stored->count[split] = (int)x->shape[0];
    arrays->sample = x->count / x->shape[0];
    return npy_load(x, error) && npy_load(y, error) &&
           check_all(arrays, x, y, npy_white(x, stored->input->is_static) > 1, &stored->scale[split], error) &&
           blob_checksum(&x->blob, crc, NULL, NULL, error) && blob_checksum(&y->blob, crc, NULL, NULL, error);
}

static bool open_parts(struct arrays *arrays, struct stored *stored, const char *folder, struct tess_error *error)
{
    uint32_t crc = 0;
    uint64_t bytes = 0;
    for (int part = 0; part < PARTS; part++) {
        if (!open_part(arrays, stored, part, folder, &crc, error))
            return false;
        bytes += arrays->x[part].blob.size + arrays->y[part].blob.size;
    }
    if (arrays->x[TRAIN].type != arrays->x[TEST].type)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected elements of type %s, as in the training set, found %s",
                         arrays->x[TEST].blob.name, arrays->x[TEST].header, arrays->x[TRAIN].type->name,
                         arrays->x[TEST].type->name);
    stored->white = npy_white(&arrays->x[TRAIN], stored->input->is_static);
    snprintf(stored->fingerprint, sizeof stored->fingerprint, "4 arrays, %" PRIu64 " bytes, crc32 %08" PRIx32, bytes,
             crc);
    return names_read(folder, "class_names.txt", arrays->classes, &arrays->names, error);
}

static void arrays_close(struct stored *stored)
{
    struct arrays *arrays = stored->self;
    for (int part = 0; part < PARTS; part++) {
        npy_close(&arrays->x[part]);
        npy_close(&arrays->y[part]);
    }
    names_free(arrays->names, arrays->classes);
    free(arrays);
}

static bool arrays_open(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    struct arrays *arrays = calloc(1, sizeof *arrays);
    if (!arrays)
        return blob_out_of_memory(options->folder, error);
    arrays->classes = stored->input->classes;
    stored->self = arrays;
    bool good = open_parts(arrays, stored, options->folder, error);
    stored->class_name = (const char *const *)arrays->names;
    if (!good)
        arrays_close(stored);
    return good;
}

static bool arrays_read(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                        float *frames, int32_t *label, struct tess_error *error)
{
    (void)draw;
    const struct arrays *arrays = stored->self;
    int part = split == TESS_TEST ? TEST : TRAIN;
    const struct npy *x = &arrays->x[part];
    int64_t first = index * arrays->sample;
    if (!npy_read(x, first, arrays->sample, frames, error))
        return false;
    return check_finite(x, first, arrays->sample, frames, arrays->sample, error) &&
           read_label(arrays, &arrays->y[part], index, label, error);
}

static bool arrays_label(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                         struct tess_error *error)
{
    const struct arrays *arrays = stored->self;
    return read_label(arrays, &arrays->y[split == TESS_TEST ? TEST : TRAIN], index, label, error);
}

/* The shape that x says, [N, H, W], [N, C, H, W] or [N, T, C, H, W]. */
static bool take_shape(const struct npy *x, struct tess_input *input, struct tess_error *error)
{
    char found[NPY_SHAPE_TEXT];
    int64_t last = x->rank > 0 ? x->shape[x->rank - 1] : 0;
    if (x->rank < 3 || x->rank > 5)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64
                         ": expected an array [N, H, W], [N, C, H, W] or [N, T, C, H, W] of images or events, found %s",
                         x->blob.name, x->header, npy_shape_text(x, found));
    if (x->rank >= 4 && (last == 1 || last == 3) && x->shape[x->rank - 2] > 4 && x->shape[x->rank - 3] > 4)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected channels before height and width, found %s: "
                         "numpy.moveaxis(x, -1, -3) puts them there",
                         x->blob.name, x->header, npy_shape_text(x, found));
    int *extent[] = {&input->width, &input->height, &input->channels, &input->steps};
    input->channels = 1;
    for (int i = 0; i < x->rank - 1; i++)
        *extent[i] = x->shape[x->rank - 1 - i] > INT_MAX ? INT_MAX : (int)x->shape[x->rank - 1 - i];
    input->is_static = x->rank < 5;
    return true;
}

/* Raises *classes to one more than the highest label. */
static bool count_classes(const struct npy *y, int *classes, struct tess_error *error)
{
    struct arrays any = {.classes = INT_MAX / 2};
    int32_t label;
    for (int64_t i = 0; i < y->count; i++) {
        if (!read_label(&any, y, i, &label, error))
            return false;
        *classes = label >= *classes ? label + 1 : *classes;
    }
    return true;
}

static bool arrays_recognize(const char *folder, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                             struct tess_error *error)
{
    (void)note;
    struct npy x = {0}, y = {0};
    size_t length = strlen(folder);
    *mine = length > 4 && strcmp(folder + length - 4, ".npz") == 0;
    if (!*mine && !folder_holds(folder, x_files[TRAIN], mine, error))
        return false;
    if (!*mine)
        return true;
    bool good = true;
    for (int part = 0; good && part < PARTS; part++) {
        good = open_array(&x, folder, x_files[part], error) && (part != TRAIN || take_shape(&x, input, error)) &&
               open_array(&y, folder, y_files[part], error) && check_y(&y, &x, error) && npy_load(&y, error) &&
               count_classes(&y, &input->classes, error);
        npy_close(&x);
        npy_close(&y);
    }
    return good;
}

const struct loader arrays_loader = {
    .about = {.name = "arrays",
              .text = "NumPy arrays",
              .form = TESS_DATA_IMAGES | TESS_DATA_FRAMES,
              .needs_folder = true},
    .own_labels = true,
    .open = arrays_open,
    .read = arrays_read,
    .label = arrays_label,
    .close = arrays_close,
    .recognize = arrays_recognize,
};
