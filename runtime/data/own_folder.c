/* The data set `folder`: pictures or recordings of one's own, in a folder a class. */
#include "loader.h"
#include "pictures.h"
#include "recordings.h"

/* What the loaders of both kinds provide. */
static const struct loader *kind_of(const struct stored *stored)
{
    return stored->input->is_static ? &pictures_loader : &recordings_loader;
}

static bool folder_open(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    return kind_of(stored)->open(stored, options, error);
}

static bool folder_read(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                        float *frames, int32_t *label, struct tess_error *error)
{
    return kind_of(stored)->read(stored, split, index, draw, frames, label, error);
}

static bool folder_label(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                         struct tess_error *error)
{
    return kind_of(stored)->label(stored, split, index, label, error);
}

static const char *folder_file(const struct stored *stored, enum tess_split split, int index)
{
    return kind_of(stored)->file(stored, split, index);
}

static void folder_close(struct stored *stored)
{
    kind_of(stored)->close(stored);
}

/* Recordings are asked first: pictures take any folder of folders for their own. */
static bool folder_recognize(const char *folder, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                             struct tess_error *error)
{
    const struct tess_input known = *input;
    if (!recordings_loader.recognize(folder, input, mine, note, error))
        return false;
    if (*mine)
        return true;
    *input = known;
    return pictures_loader.recognize(folder, input, mine, note, error);
}

const struct loader folder_loader = {
    .about = {.name = "folder",
              .text = "a folder of pictures a class",
              .form = TESS_DATA_IMAGES | TESS_DATA_FRAMES | TESS_DATA_RECORDED,
              .needs_folder = true},
    .open = folder_open,
    .read = folder_read,
    .label = folder_label,
    .file = folder_file,
    .close = folder_close,
    .recognize = folder_recognize,
};
