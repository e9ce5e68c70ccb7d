/* Pictures, PNG and JPEG, in a folder a class (class_folders.h). They are decoded when they are asked for. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "class_folders.h"
#include "image.h"

/* Every picture is decoded once before training starts: damage shows now and not an hour later. */
static bool check_all(struct source *source, struct tess_error *error)
{
    const struct class_folders *folder = source->self;
    uint32_t crc = 0;
    uint64_t bytes = 0;
    int count = 0;
    for (int split = 0; split < TESS_SPLITS; split++)
        for (int i = 0; i < source->count[split]; i++) {
            struct image image;
            if (!image_read(folder->file[split][i].path, &image, &bytes, &crc, error))
                return false;
            image_free(&image);
            count++;
        }
    snprintf(source->fingerprint, sizeof source->fingerprint, "%d files, %" PRIu64 " bytes, crc32 %08" PRIx32, count,
             bytes, crc);
    return true;
}

static void folder_close(struct source *source)
{
    class_folders_free(source->self);
    free(source->self);
}

static bool folder_open(struct source *source, const struct tess_data_options *options, struct tess_error *error)
{
    int channels = source->input->channels;
    if (channels != 1 && channels != 3)
        return tess_fail(error, TESS_BAD_DATA,
                         "data set folder has pictures of 1 channel (grey) or 3, but the model expects %d", channels);
    struct class_folders *folder = calloc(1, sizeof *folder);
    if (!folder)
        return blob_out_of_memory(options->folder, error);
    source->self = folder;
    source->white = 255;
    source->split_by_class = true;
    bool good =
        class_folders_open(folder, options->folder, class_folder_splits, source->input->classes, "pictures", error);
    memcpy(source->count, folder->count, sizeof source->count);
    source->class_name = (const char *const *)folder->name;
    good = good && check_all(source, error);
    if (!good)
        folder_close(source);
    return good;
}

static bool folder_read(const struct source *source, enum tess_split split, int index, const struct tess_draw *draw,
                        float *frames, int32_t *label, struct tess_error *error)
{
    (void)draw;
    const struct class_folders *folder = source->self;
    const struct class_file *picture = &folder->file[split][index];
    const struct tess_input *input = source->input;
    struct image image;
    if (!image_read(picture->path, &image, NULL, NULL, error))
        return false;
    *label = picture->label;
    bool good = image_resample(&image, input->channels, input->height, input->width, frames, error);
    image_free(&image);
    return good;
}

static int32_t folder_label(const struct source *source, int index)
{
    const struct class_folders *folder = source->self;
    return folder->file[TESS_TRAIN][index].label;
}

const struct loader folder_loader = {
    .name = "folder",
    .needs_folder = true,
    .images = true,
    .open = folder_open,
    .read = folder_read,
    .label = folder_label,
    .close = folder_close,
};
