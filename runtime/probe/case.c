#include "case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool out_of_memory(struct tess_error *error)
{
    return tess_fail(error, TESS_FAILED, "out of memory");
}

/* FOLDER/NAME and an ending, malloc'ed; NULL: out of memory. */
static char *path_of(const char *folder, const char *name, const char *end)
{
    const size_t size = strlen(folder) + strlen(name) + strlen(end) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s%s", folder, name, end);
    return path;
}

static bool is_there(const char *folder, const char *name, const char *end)
{
    char *path = path_of(folder, name, end);
    const bool there = path && access(path, R_OK) == 0;
    free(path);
    return there;
}

bool case_has(const char *folder, const char *name)
{
    return is_there(folder, name, ".npy") || is_there(folder, name, ".npy.gz");
}

bool case_read(const char *folder, const char *name, size_t count, struct tess_array *array, struct tess_error *error)
{
    char *path = path_of(folder, name, ".npy");
    bool good = path ? tess_array_read(path, array, error) : out_of_memory(error);
    if (good && count > 0 && (size_t)array->count != count) {
        good = tess_fail(error, TESS_BAD_DATA, "%s: expected %zu elements, found %lld", path, count,
                         (long long)array->count);
        tess_array_free(array);
    }
    free(path);
    return good;
}

bool case_write(const char *folder, const char *name, int rank, const int64_t *shape, const float *values,
                struct tess_error *error)
{
    char *path = path_of(folder, name, ".npy");
    const bool good = path ? tess_array_write(path, rank, shape, values, error) : out_of_memory(error);
    free(path);
    return good;
}

bool case_write_reals(const char *folder, const char *name, int rank, const int64_t *shape, const double *values,
                      struct tess_error *error)
{
    size_t count = 1;

    for (int i = 0; i < rank; i++)
        count *= (size_t)shape[i];
    float *narrow = malloc(count * sizeof *narrow);
    if (!narrow)
        return out_of_memory(error);
    for (size_t i = 0; i < count; i++)
        narrow[i] = (float)values[i];
    bool good = case_write(folder, name, rank, shape, narrow, error);
    free(narrow);
    return good;
}

/* Whether the array is [B, ...] of a static input or [T, B, ...] of frames; B goes to *images. */
static bool is_input(const struct tess_input *input, const struct tess_array *array, int *images)
{
    int axis = input->is_static ? 0 : 1;
    size_t frame = (size_t)input->channels * (size_t)input->height * (size_t)input->width;

    if (array->rank <= axis || array->shape[axis] < 1 || array->shape[axis] > INT32_MAX)
        return false;
    if (!input->is_static && array->shape[0] != input->steps)
        return false;
    *images = (int)array->shape[axis];
    return (size_t)array->count == (size_t)*images * frame * (input->is_static ? 1 : (size_t)input->steps);
}

/* From [T, B, ...] as files have it to [B][T][...] as engines want it. */
static void by_image(const struct tess_input *input, const struct tess_array *array, struct batch *batch)
{
    size_t frames = input->is_static ? 1 : (size_t)input->steps, images = (size_t)batch->size;
    size_t frame = (size_t)array->count / frames / images;

    for (size_t t = 0; t < frames; t++)
        for (size_t image = 0; image < images; image++)
            memcpy(batch->input + (image * frames + t) * frame, array->values + (t * images + image) * frame,
                   frame * sizeof(float));
}

static bool read_input(const char *folder, const char *name, const struct tess_input *input, struct batch *batch,
                       struct tess_error *error)
{
    struct tess_array array;

    if (!case_read(folder, name, 0, &array, error))
        return false;
    if (!is_input(input, &array, &batch->size)) {
        tess_array_free(&array);
        return tess_fail(error, TESS_BAD_DATA, "%s/%s.npy: expected an array %s[images] x %d x %d x %d", folder, name,
                         input->is_static ? "" : "[steps] x ", input->channels, input->height, input->width);
    }
    batch->input = malloc((size_t)array.count * sizeof *batch->input);
    batch->label = calloc((size_t)batch->size, sizeof *batch->label);
    bool good = batch->input && batch->label;
    if (good)
        by_image(input, &array, batch);
    tess_array_free(&array);
    return good ? true : out_of_memory(error);
}

static bool read_labels(const char *folder, const char *name, int classes, struct batch *batch,
                        struct tess_error *error)
{
    struct tess_array array;
    bool good = true;

    if (!case_read(folder, name, (size_t)batch->size, &array, error))
        return false;
    for (int i = 0; i < batch->size && good; i++) {
        good = array.values[i] >= 0 && array.values[i] < (float)classes;
        batch->label[i] = good ? (int32_t)array.values[i] : 0;
    }
    tess_array_free(&array);
    return good ? true
                : tess_fail(error, TESS_BAD_DATA, "%s/%s.npy: expected labels 0 to %d", folder, name, classes - 1);
}

bool case_read_batch(const char *folder, const struct tess_input *input, int number, bool labels, struct batch *batch,
                     struct tess_error *error)
{
    char x[16], y[16];

    *batch = (struct batch){.number = number};
    snprintf(x, sizeof x, "b%d.x", number);
    snprintf(y, sizeof y, "b%d.y", number);
    if (read_input(folder, x, input, batch, error) && (!labels || read_labels(folder, y, input->classes, batch, error)))
        return true;
    case_free_batch(batch);
    return false;
}

void case_free_batch(struct batch *batch)
{
    free(batch->input);
    free(batch->label);
    *batch = (struct batch){0};
}
