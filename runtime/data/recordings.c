/* Data sets of recordings that are a sample each, in a folder a class (class_folders.h): N-MNIST, CIFAR10-DVS, and
 * recordings of one's own. */
#include <stdlib.h>

#include "class_folders.h"
#include "clips.h"
#include "event_format.h"
#include "names.h"

struct layout {
    const char *name;
    const char *inside, *file;         /* the publisher's folder and what is in it, to find it by; NULL: it has none */
    const char *splits[TESS_SPLITS];   /* its folders for training, validation and test; without `file`: those of
                                          class_folders.h */
    const struct event_format *format; /* NULL: any */
    bool cached;                       /* frames are kept on disk: recordings are long */
};

static const struct layout nmnist = {
    .name = "nmnist",
    .inside = "NMNIST",
    .file = "Train",
    .splits = {"Train", NULL, "Test"},
    .format = &nmnist_format,
};

/* Without folders for training and test: of each class the last tenth, 100 of 1,000, is the test set. */
static const struct layout cifar10_dvs = {
    .name = "cifar10_dvs",
    .inside = "CIFAR10DVS",
    .file = "airplane",
    .splits = {"train", NULL, "test"},
    .format = &aedat2_format,
    .cached = true,
};

static const struct layout folder = {.name = "folder", .cached = true};

static bool add_file(struct clips *clips, const struct layout *layout, enum tess_split split,
                     const struct class_file *file, const struct tess_input *input, struct tess_error *error)
{
    struct clip clip = {.label = file->label};
    struct recording recording;
    struct loss loss;
    clip.path = clips_path(clips, file->path, error);
    if (!clip.path || !recording_open(&recording, clip.path, input, error))
        return false;
    bool good = !layout->format || layout->format == recording.format ||
                tess_fail(error, TESS_BAD_DATA, "%s: offset 0: expected %s, found %s", clip.path, layout->format->name,
                          recording_format(&recording));
    good = good && clip_survey(&clip, &recording, input, &loss, error) && clips_checksum(clips, &recording, error);
    recording_close(&recording);
    return good && clips_add(clips, split, &clip, error) &&
           (losses_add(&clips->losses, &loss, clip.path, input) || blob_out_of_memory(clip.path, error));
}

static bool add_files(struct clips *clips, const struct layout *layout, const char *path, struct source *source,
                      struct tess_error *error)
{
    struct class_folders folders;
    bool good = class_folders_open(&folders, path, layout->file ? layout->splits : NULL, source->input->classes,
                                   "recordings", error);
    for (int split = 0; good && split < TESS_SPLITS; split++)
        for (int i = 0; good && i < folders.count[split]; i++)
            good = add_file(clips, layout, (enum tess_split)split, &folders.file[split][i], source->input, error);
    clips->names = folders.name;
    clips->classes = folders.classes;
    folders.name = NULL;
    class_folders_free(&folders);
    return good;
}

static bool open_layout(const struct layout *layout, struct source *source, const struct tess_data_options *options,
                        struct tess_error *error)
{
    if (!clips_expect(source, layout->name, error))
        return false;
    char *found = NULL;
    if (layout->inside) {
        found = find_folder(options->folder, layout->inside, layout->file, error);
        if (!found)
            return false;
    }
    struct clips *clips = calloc(1, sizeof *clips);
    source->self = clips;
    source->split_by_class = true;
    bool good = clips ? add_files(clips, layout, found ? found : options->folder, source, error)
                      : blob_out_of_memory(options->folder, error);
    free(found);
    if (!clips)
        return false;
    good = good && clips_finish(clips, source, error);
    source->class_name = (const char *const *)clips->names;
    if (good && layout->cached)
        clips_cache(clips, source, layout->name);
    if (!good)
        clips_close(source);
    return good;
}

#define LOADER(layout)                                                                                                 \
    static bool open_##layout(struct source *source, const struct tess_data_options *options,                          \
                              struct tess_error *error)                                                                \
    {                                                                                                                  \
        return open_layout(&layout, source, options, error);                                                           \
    }                                                                                                                  \
    const struct loader layout##_events_loader = {                                                                     \
        .name = #layout,                                                                                               \
        .needs_folder = true,                                                                                          \
        .events = true,                                                                                                \
        .open = open_##layout,                                                                                         \
        .read = clips_read,                                                                                            \
        .label = clips_label,                                                                                          \
        .close = clips_close,                                                                                          \
    }

LOADER(nmnist);
LOADER(cifar10_dvs);
LOADER(folder);
