/* Pictures, PNG and JPEG, in a folder a class (class_folders.h). They are decoded when they are asked for. */
#include "pictures.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

#include "blob.h"
#include "class_folders.h"
#include "image_decode.h"

/* Every picture is decoded once before training starts: damage shows now and not an hour later. The first damaged one
 * is told, and how many others there are. The names of the classes are part of the fingerprint: they give the order. */
static bool check_all(struct stored *stored, struct tess_error *error)
{
    const struct class_folders *folder = stored->self;
    struct tess_error first = {TESS_OK, ""};
    uint32_t crc = 0;
    uint64_t bytes = 0;
    int count = 0, bad = 0;
    for (int c = 0; c < folder->classes; c++)
        crc = (uint32_t)crc32(crc, (const unsigned char *)folder->name[c], (uInt)strlen(folder->name[c]) + 1);
    for (int split = 0; split < TESS_SPLITS; split++)
        for (int i = 0; i < stored->count[split]; i++) {
            struct image image;
            struct tess_error found = {TESS_OK, ""};
            if (image_read(folder->file[split][i].path, &image, &bytes, &crc, &found)) {
                image_free(&image);
                count++;
                continue;
            }
            if (found.code != TESS_BAD_DATA)
                return tess_fail(error, found.code, "%s", found.text);
            first = bad++ ? first : found;
        }
    if (bad == 1)
        return tess_fail(error, first.code, "%s", first.text);
    if (bad > 1)
        return tess_fail(error, first.code, "%s (and %d more file%s that cannot be read)", first.text, bad - 1,
                         bad == 2 ? "" : "s");
    snprintf(stored->fingerprint, sizeof stored->fingerprint, "%d files, %" PRIu64 " bytes, crc32 %08" PRIx32, count,
             bytes, crc);
    return true;
}

static void pictures_close(struct stored *stored)
{
    class_folders_free(stored->self);
    free(stored->self);
}

static bool pictures_open(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    int channels = stored->input->channels;
    if (channels != 1 && channels != 3)
        return tess_fail(error, TESS_BAD_DATA,
                         "data set folder has pictures of 1 channel (grey) or 3, but the model expects %d", channels);
    struct class_folders *folder = calloc(1, sizeof *folder);
    if (!folder)
        return blob_out_of_memory(options->folder, error);
    stored->self = folder;
    stored->white = 255;
    stored->split_by_class = true;
    bool good =
        class_folders_open(folder, options->folder, NULL, stored->input->classes, "pictures", &stored->notes, error);
    memcpy(stored->count, folder->count, sizeof stored->count);
    stored->class_name = (const char *const *)folder->name;
    good = good && check_all(stored, error);
    if (!good)
        pictures_close(stored);
    return good;
}

static bool pictures_read(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                          float *frames, int32_t *label, struct tess_error *error)
{
    (void)draw;
    const struct class_folders *folder = stored->self;
    const struct class_file *picture = &folder->file[split][index];
    const struct tess_input *input = stored->input;
    struct image image;
    if (!image_read(picture->path, &image, NULL, NULL, error))
        return false;
    *label = picture->label;
    bool good = image_resample(&image, input->channels, input->height, input->width, frames, error);
    image_free(&image);
    return good;
}

static bool pictures_label(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                           struct tess_error *error)
{
    const struct class_folders *folder = stored->self;
    (void)error;
    *label = folder->file[split][index].label;
    return true;
}

static const char *pictures_file(const struct stored *stored, enum tess_split split, int index)
{
    const struct class_folders *folder = stored->self;
    return folder->file[split][index].path;
}

/* ---- Pictures that no model was written for ---- */

/* Larger ones are shrunk: a network of the usual make would take hours for them. At most so many are looked at. */
enum { SIDE_MAX = 48, LOOK_MAX = 1000 };

struct sizes {
    int count;
    int width[LOOK_MAX], height[LOOK_MAX];
    bool colour;
};

static bool has_colour(const struct image *image)
{
    const size_t size = (size_t)image->width * (size_t)image->height * 3;
    for (size_t i = 0; i < size; i += 3)
        if (image->pixels[i] != image->pixels[i + 1] || image->pixels[i] != image->pixels[i + 2])
            return true;
    return false;
}

static bool look_at(const struct class_folders *folder, struct sizes *sizes, struct tess_error *error)
{
    const int count = folder->count[TESS_TRAIN];
    sizes->count = count < LOOK_MAX ? count : LOOK_MAX;
    for (int i = 0; i < sizes->count; i++) {
        struct image image;
        const int index = (int)((int64_t)i * count / sizes->count);
        if (!image_read(folder->file[TESS_TRAIN][index].path, &image, NULL, NULL, error))
            return false;
        sizes->width[i] = image.width;
        sizes->height[i] = image.height;
        sizes->colour = sizes->colour || has_colour(&image);
        image_free(&image);
    }
    return true;
}

static int by_size(const void *a, const void *b)
{
    const int *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

enum { RANGE_TEXT = 32 };

/* "20 to 48", or "28" where all are alike, of sizes in order. */
static const char *range_text(const int *size, int last, char text[RANGE_TEXT])
{
    if (size[0] == size[last])
        snprintf(text, RANGE_TEXT, "%d", size[0]);
    else
        snprintf(text, RANGE_TEXT, "%d to %d", size[0], size[last]);
    return text;
}

/* The median of the pictures' sizes, shrunk if need be. */
static void choose_size(struct sizes *sizes, struct tess_input *input, char note[TESS_NOTE])
{
    qsort(sizes->width, (size_t)sizes->count, sizeof *sizes->width, by_size);
    qsort(sizes->height, (size_t)sizes->count, sizeof *sizes->height, by_size);
    const int last = sizes->count - 1, width = sizes->width[last / 2], height = sizes->height[last / 2];
    const int longer = width > height ? width : height;
    const double scale = longer > SIDE_MAX ? (double)SIDE_MAX / longer : 1;
    input->width = (int)(width * scale + 0.5) > 0 ? (int)(width * scale + 0.5) : 1;
    input->height = (int)(height * scale + 0.5) > 0 ? (int)(height * scale + 0.5) : 1;
    input->channels = sizes->colour ? 3 : 1;
    char wide[RANGE_TEXT], high[RANGE_TEXT];
    const bool differ = sizes->width[0] < sizes->width[last] || sizes->height[0] < sizes->height[last];
    snprintf(note, TESS_NOTE, "pictures in %s, %s pixels wide and %s high%s", sizes->colour ? "colour" : "grey",
             range_text(sizes->width, last, wide), range_text(sizes->height, last, high),
             differ      ? ", stretched to one size"
             : scale < 1 ? ", shrunk to be learned in reasonable time"
                         : "");
}

static bool pictures_recognize(const char *path, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                               struct tess_error *error)
{
    struct stat status;
    struct class_folders folder = {0};
    struct sizes sizes = {0};
    *mine = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    if (!*mine)
        return true;
    if (!class_folders_count(path, &input->classes, error))
        return false;
    *mine = input->classes > 0;
    if (!*mine)
        return true;
    input->is_static = true;
    bool good = class_folders_open(&folder, path, NULL, input->classes, "pictures", NULL, error) &&
                look_at(&folder, &sizes, error);
    class_folders_free(&folder);
    if (good)
        choose_size(&sizes, input, note);
    return good;
}

const struct loader pictures_loader = {
    .about = {.name = "folder", .form = TESS_DATA_IMAGES, .needs_folder = true},
    .open = pictures_open,
    .read = pictures_read,
    .label = pictures_label,
    .file = pictures_file,
    .close = pictures_close,
    .recognize = pictures_recognize,
};
