#include "tess/samples.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "blob_open.h"
#include "clips.h"
#include "image_decode.h"
#include "normalize.h"
#include "npy.h"
#include "zip.h"

struct tess_samples {
    const struct tess_input *input;
    char *path;
    enum { ARRAY, PICTURE, RECORDING } kind;
    bool numbered;
    int count;
    struct npy array; /* ARRAY */
    struct clip clip; /* RECORDING: all of it */
    char *remark;     /* NULL: there is none */
    struct tess_scale scale;
    float divisor; /* of its values, before they are normalised */
    char converted[TESS_SCALE_NOTE];
};

static int frame_count(const struct tess_input *input)
{
    return input->is_static ? 1 : input->steps;
}

static int64_t sample_size(const struct tess_input *input)
{
    return (int64_t)frame_count(input) * input->channels * input->height * input->width;
}

/* Whether the last axes of the array are the model's input, of which `skip` leading ones may be left out. */
static bool fits(const struct npy *array, const struct tess_input *input, int skip, bool *numbered)
{
    const int64_t whole[] = {input->steps, input->channels, input->height, input->width};
    int rank = 4 - skip;
    *numbered = array->rank == rank + 1;
    if (array->rank != rank && !*numbered)
        return false;
    for (int i = 0; i < rank; i++)
        if (array->shape[array->rank - rank + i] != whole[skip + i])
            return false;
    return true;
}

static bool check_array(struct tess_samples *samples, struct tess_error *error)
{
    const struct npy *array = &samples->array;
    const struct tess_input *input = samples->input;
    bool good = fits(array, input, input->is_static ? 1 : 0, &samples->numbered) ||
                (input->is_static && input->channels == 1 && fits(array, input, 2, &samples->numbered));
    char steps[16] = "", found[NPY_SHAPE_TEXT];
    if (!input->is_static)
        snprintf(steps, sizeof steps, "%d, ", input->steps);
    if (!good)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected an array [%s%d, %d, %d], or several in one, found %s",
                         samples->path, array->header, steps, input->channels, input->height, input->width,
                         npy_shape_text(array, found));
    int64_t count = samples->numbered ? array->shape[0] : 1;
    samples->count = (int)count;
    return (count > 0 && count <= INT_MAX) ||
           tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected 1 to %d samples, found %" PRId64,
                     samples->path, array->header, INT_MAX, count);
}

static bool open_recording(struct tess_samples *samples, struct tess_error *error)
{
    struct recording recording;
    struct loss loss;
    samples->kind = RECORDING;
    samples->clip.path = samples->path;
    if (!recording_open(&recording, samples->path, samples->input, error))
        return false;
    bool good = clip_survey(&samples->clip, &recording, samples->input, &loss, error);
    recording_close(&recording);
    return good && (loss_text(&loss, samples->path, samples->input, &samples->remark) ||
                    blob_out_of_memory(samples->path, error));
}

/* A file, or an array in an archive. */
static bool open_blob(struct blob *blob, const char *path, struct tess_error *error)
{
    char *archive, *member;
    if (tess_samples_is_archive(path))
        return tess_samples_archive(path, NULL, NULL, error) &&
               tess_fail(error, TESS_BAD_DATA, "%s: expected one of its arrays: %s/NAME", path, path);
    if (!archive_split(path, &archive, &member))
        return blob_open_head(blob, path, error);
    const bool good =
        archive && member ? blob_open_member(blob, archive, member, error) : blob_out_of_memory(path, error);
    free(archive);
    free(member);
    return good;
}

/* What is no array is taken for a picture, or a recording where the model cuts events into frames; and so told what
 * those are when it is none of them either. */
static bool open_file(struct tess_samples *samples, struct tess_error *error)
{
    struct blob blob;
    unsigned char head[6];
    if (!open_blob(&blob, samples->path, error))
        return false;
    bool array = blob.size >= sizeof head && blob_read(&blob, 0, sizeof head, head, "a file", error) &&
                 memcmp(head, "\x93NUMPY", sizeof head) == 0;
    if (array)
        return npy_open(&samples->array, blob, error) && check_array(samples, error) &&
               npy_load(&samples->array, error);
    blob_close(&blob);
    samples->kind = PICTURE;
    samples->count = 1;
    const struct tess_input *input = samples->input;
    if (!input->is_static && input->framing != TESS_FRAMES_NONE)
        return open_recording(samples, error);
    if (!input->is_static)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset 0: expected a .npy file, as the model takes a frame at every step", samples->path);
    return input->channels == 1 || input->channels == 3 ||
           tess_fail(error, TESS_BAD_DATA, "%s: offset 0: expected a .npy file, as the model takes %d channels",
                     samples->path, input->channels);
}

/* What the values of the file are; an array's numbers are all looked at. */
static bool measure(const struct tess_samples *samples, struct tess_scale *scale, struct tess_error *error)
{
    enum { PIECE = 1024 };
    const struct npy *array = &samples->array;
    float values[PIECE];
    *scale = (struct tess_scale){.kind = TESS_SCALE_BYTES};
    if (samples->kind == RECORDING && clip_white(samples->input) <= 1)
        scale->kind = TESS_SCALE_COUNTS;
    if (samples->kind != ARRAY || npy_white(array, samples->input->is_static) > 1)
        return true;
    *scale = tess_scale_of_none();
    for (int64_t first = 0; first < array->count; first += PIECE) {
        const int64_t count = array->count - first < PIECE ? array->count - first : PIECE;
        if (!npy_read(array, first, count, values, error))
            return false;
        tess_scale_add(scale, values, count);
    }
    return true;
}

static bool fit_scale(struct tess_samples *samples, const struct tess_scale *trained, struct tess_error *error)
{
    const struct tess_scale *given = &samples->scale;
    if (!measure(samples, &samples->scale, error) ||
        !tess_scale_fit(trained, given, samples->count, samples->path, &samples->divisor, error))
        return false;
    const float own = tess_scale_own_divisor(given);
    if (samples->divisor < own || samples->divisor > own)
        tess_scale_note(trained, given, samples->divisor, samples->converted);
    return true;
}

struct tess_samples *tess_samples_open(const struct tess_input *input, const struct tess_scale *trained,
                                       const char *path, struct tess_error *error)
{
    struct tess_samples *samples = calloc(1, sizeof *samples);
    if (!samples || !(samples->path = strdup(path))) {
        free(samples);
        blob_out_of_memory(path, error);
        return NULL;
    }
    samples->input = input;
    if (open_file(samples, error) && fit_scale(samples, trained, error))
        return samples;
    tess_samples_close(samples);
    return NULL;
}

void tess_samples_close(struct tess_samples *samples)
{
    if (!samples)
        return;
    npy_close(&samples->array);
    free(samples->remark);
    free(samples->path);
    free(samples);
}

int tess_samples_count(const struct tess_samples *samples)
{
    return samples->count;
}

bool tess_samples_numbered(const struct tess_samples *samples)
{
    return samples->numbered;
}

const char *tess_samples_remark(const struct tess_samples *samples)
{
    return samples->remark;
}

const char *tess_samples_converted(const struct tess_samples *samples, float *divisor)
{
    *divisor = samples->divisor;
    return samples->converted[0] ? samples->converted : NULL;
}

const struct tess_scale *tess_samples_scale(const struct tess_samples *samples)
{
    return &samples->scale;
}

static bool check_finite(const struct tess_samples *samples, int index, const float *frames, struct tess_error *error)
{
    int64_t size = sample_size(samples->input);
    for (int64_t i = 0; i < size; i++)
        if (!__builtin_isfinite(frames[i]))
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: offset %" PRIu64 ": expected a finite float32 number, found %g in sample %d",
                             samples->path, npy_offset(&samples->array, index * size + i), (double)frames[i], index);
    return true;
}

bool tess_samples_read(const struct tess_samples *samples, int index, float *frames, struct tess_error *error)
{
    const struct tess_input *input = samples->input;
    int64_t size = sample_size(input);
    if (samples->kind == RECORDING) {
        if (!clip_frames(&samples->clip, input, false, frames, error))
            return false;
    } else if (samples->kind == PICTURE) {
        struct image image;
        if (!image_read(samples->path, &image, NULL, NULL, error))
            return false;
        bool good = image_resample(&image, input->channels, input->height, input->width, frames, error);
        image_free(&image);
        if (!good)
            return false;
    } else {
        if (!npy_read(&samples->array, index * size, size, frames, error) ||
            !check_finite(samples, index, frames, error))
            return false;
    }
    normalize(input, frame_count(input), samples->divisor, frames);
    return samples->kind != ARRAY || check_finite(samples, index, frames, error);
}
