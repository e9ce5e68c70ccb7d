/* Data sets of recordings that are a sample each, in a folder a class (class_folders.h): N-MNIST, CIFAR10-DVS, and
 * recordings of one's own. */
#include <stdlib.h>
#include <string.h>

#include "class_folders.h"
#include "clips.h"
#include "event_format.h"
#include "find.h"
#include "recordings.h"
#include "recordings_look.h"

enum { FORMATS_MAX = 2 };

struct layout {
    const char *name;
    const char *inside;                             /* the publisher's folder; NULL: there is no publisher */
    struct wanted marker;                           /* what is in it, to find it by */
    const char *splits[TESS_SPLITS];                /* what its folders for training and test are called */
    const struct event_format *format[FORMATS_MAX]; /* the publisher's and one that others offer; NULL: any */
    bool cached;                                    /* frames are kept on disk: recordings are long */
};

/* Train, in whatever way it is written. */
static bool is_training(const char *entry, const char *name)
{
    (void)name;
    return same_name(entry, "train") || same_name(entry, "training");
}

static const struct layout nmnist = {
    .name = "nmnist",
    .inside = "NMNIST",
    .marker = {.name = "Train", .match = is_training, .folder = true},
    .splits = {"Train", NULL, "Test"},
    .format = {&nmnist_format},
};

/* Without folders for training and test: of each class the last tenth, 100 of 1,000, is the test set. Tonic offers the
 * same recordings as AEDAT 4. */
static const struct layout cifar10_dvs = {
    .name = "cifar10_dvs",
    .inside = "CIFAR10DVS",
    .marker = {.name = "airplane", .match = same_name, .folder = true},
    .splits = {"train", NULL, "test"},
    .format = {&aedat2_format, &aedat4_format},
    .cached = true,
};

static const struct layout folder = {.name = "folder", .cached = true};

static bool check_format(const struct layout *layout, const struct recording *recording, const char *path,
                         struct tess_error *error)
{
    for (int i = 0; i < FORMATS_MAX; i++)
        if (!layout->format[0] || layout->format[i] == recording->format)
            return true;
    return tess_fail(error, TESS_BAD_DATA, "%s: offset 0: expected %s, found %s", path, layout->format[0]->name,
                     recording_format(recording));
}

/* Adds a recording; *others counts those that are not in the publisher's format. */
static bool add_file(struct stored *stored, const struct layout *layout, enum tess_split split,
                     const struct class_file *file, int *others, struct tess_error *error)
{
    const struct tess_input *input = stored->input;
    struct clips *clips = stored->self;
    struct clip clip = {.label = file->label};
    struct recording recording;
    struct loss loss;
    clip.path = clips_path(clips, file->path, error);
    if (!clip.path || !recording_open(&recording, clip.path, input, error))
        return false;
    bool good = check_format(layout, &recording, clip.path, error) &&
                clip_survey(&clip, &recording, input, &loss, error) && clips_checksum(clips, &recording, error);
    *others += layout->format[0] && layout->format[0] != recording.format;
    recording_close(&recording);
    return good && clips_add(clips, split, &clip, error) &&
           losses_add(&clips->losses, &loss, clip.path, input, &stored->notes, error);
}

static bool add_files(struct stored *stored, const struct layout *layout, const char *path, struct tess_error *error)
{
    struct clips *clips = stored->self;
    struct class_folders folders;
    int others = 0;
    bool good = class_folders_open(&folders, path, layout->inside ? layout->splits : NULL, stored->input->classes,
                                   "recordings", &stored->notes, error);
    for (int split = 0; good && split < TESS_SPLITS; split++)
        for (int i = 0; good && i < folders.count[split]; i++)
            good = add_file(stored, layout, (enum tess_split)split, &folders.file[split][i], &others, error);
    if (good && others > 0)
        good = note_add(&stored->notes, error, "%s: took %d recordings in %s, where the publisher's are in %s", path,
                        others, layout->format[1]->name, layout->format[0]->name);
    clips->names = folders.name;
    clips->classes = folders.classes;
    folders.name = NULL;
    class_folders_free(&folders);
    return good;
}

static bool open_layout(const struct layout *layout, struct stored *stored, const struct tess_data_options *options,
                        struct tess_error *error)
{
    if (!clips_expect(stored, layout->name, error))
        return false;
    char *found = NULL;
    struct taken taken = {0};
    if (layout->inside) {
        found = find_folder(options->folder, layout->inside, &layout->marker, &taken, error);
        if (!found)
            return false;
    }
    struct clips *clips = calloc(1, sizeof *clips);
    stored->self = clips;
    stored->split_by_class = true;
    bool good = clips ? add_files(stored, layout, found ? found : options->folder, error)
                      : blob_out_of_memory(options->folder, error);
    good = good && taken_note(&taken, options->folder, &stored->notes, error);
    free(found);
    if (!clips)
        return false;
    good = good && clips_finish(clips, stored, error);
    stored->class_name = (const char *const *)clips->names;
    if (good && layout->cached)
        clips_cache(clips, stored, layout->name);
    if (!good)
        clips_close(stored);
    return good;
}

static bool open_nmnist(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    return open_layout(&nmnist, stored, options, error);
}

static bool open_cifar10_dvs(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    return open_layout(&cifar10_dvs, stored, options, error);
}

static bool open_folder(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    return open_layout(&folder, stored, options, error);
}

#define READS .read = clips_read, .label = clips_label, .file = clips_file, .close = clips_close

const struct loader nmnist_loader = {
    .about = {.name = "nmnist",
              .text = "N-MNIST",
              .channels = 2,
              .classes = 10,
              .form = TESS_DATA_FRAMES | TESS_DATA_RECORDED,
              .train = 60000,
              .needs_folder = true},
    .open = open_nmnist,
    READS,
};

const struct loader cifar10_dvs_loader = {
    .about = {.name = "cifar10_dvs",
              .text = "CIFAR10-DVS",
              .channels = 2,
              .classes = 10,
              .form = TESS_DATA_FRAMES | TESS_DATA_RECORDED,
              .train = 9000,
              .needs_folder = true,
              .settings = "pipeline"},
    .open = open_cifar10_dvs,
    READS,
};

const struct loader recordings_loader = {
    .about = {.name = "folder", .form = TESS_DATA_FRAMES | TESS_DATA_RECORDED, .needs_folder = true},
    .open = open_folder,
    READS,
    .recognize = recordings_recognize,
};
