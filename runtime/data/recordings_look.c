#include "recordings_look.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "class_folders.h"
#include "clips.h"

/* Larger sensors are shrunk: a network of the usual make would take hours for them. At most so many recordings are
 * looked at, and where the longest is more than so many times as long as the median their lengths have little to say.
 */
enum { CHANNELS = 2, SIDE_MAX = 48, LOOK_MAX = 100, FRAMES = 10, LONGER = 2, MILLISECOND = 1000 };

struct findings {
    int count;
    int width[LOOK_MAX], height[LOOK_MAX];
    int64_t length[LOOK_MAX]; /* microseconds (timeline_length) */
    int backward;             /* recordings whose clock goes back */
};

static int by_size(const void *a, const void *b)
{
    const int *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static int by_length(const void *a, const void *b)
{
    const int64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static bool look_at(const char *path, const struct tess_input *input, struct findings *findings,
                    struct tess_error *error)
{
    struct clip clip = {.path = path};
    struct recording recording;
    struct loss loss = {.events = 0};
    if (!recording_open(&recording, path, input, error))
        return false;
    const bool good = clip_survey(&clip, &recording, input, &loss, error);
    recording_close(&recording);
    findings->width[findings->count] = clip.width;
    findings->height[findings->count] = clip.height;
    findings->length[findings->count++] = timeline_length(&loss.line);
    findings->backward += loss.line.resets > 0;
    return good;
}

/* Up to LOOK_MAX recordings of the training set, evenly spread. */
static bool look_inside(const struct class_folders *folders, const struct tess_input *input, struct findings *findings,
                        struct tess_error *error)
{
    const int count = folders->count[TESS_TRAIN], looks = count < LOOK_MAX ? count : LOOK_MAX;
    bool good = true;
    for (int i = 0; good && i < looks; i++)
        good = look_at(folders->file[TESS_TRAIN][(int64_t)i * count / looks].path, input, findings, error);
    qsort(findings->width, (size_t)findings->count, sizeof *findings->width, by_size);
    qsort(findings->height, (size_t)findings->count, sizeof *findings->height, by_size);
    qsort(findings->length, (size_t)findings->count, sizeof *findings->length, by_length);
    return good;
}

static void choose(const struct findings *findings, struct tess_input *input, char note[TESS_NOTE])
{
    const int last = findings->count - 1, width = findings->width[last / 2], height = findings->height[last / 2];
    const int longer = width > height ? width : height;
    const double scale = longer > SIDE_MAX ? (double)SIDE_MAX / longer : 1;
    const int64_t longest = findings->length[last], frame = longest / FRAMES / MILLISECOND + 1;
    input->channels = CHANNELS;
    input->width = (int)(width * scale + 0.5) > 0 ? (int)(width * scale + 0.5) : 1;
    input->height = (int)(height * scale + 0.5) > 0 ? (int)(height * scale + 0.5) : 1;
    input->is_static = false;
    input->steps = FRAMES;
    const bool by_time = longest <= LONGER * findings->length[last / 2] && longest >= FRAMES * MILLISECOND;
    input->framing = by_time ? TESS_FRAMES_BY_TIME : TESS_FRAMES_BY_COUNT;
    input->frame_ms = by_time ? (float)frame : 0;
    input->clock = by_time ? TESS_CLOCK_SORT : TESS_CLOCK_AS_IS; /* what a model says that does not say it */
    char clock[80] = "";
    if (findings->backward > 0)
        snprintf(clock, sizeof clock, "; the clock of %d goes back, where `clock %s` is the default",
                 findings->backward, by_time ? "sort" : "as_is");
    snprintf(note, TESS_NOTE, "sensors of %d x %d pixels%s, recordings of %.4g to %.4g s%s", width, height,
             scale < 1 ? ", shrunk to be learned in reasonable time" : "", (double)findings->length[0] / 1e6,
             (double)longest / 1e6, clock);
}

/* Whether the first file of a class can be opened as a recording. */
static bool holds_recordings(const struct class_folders *folders, const struct tess_input *input)
{
    for (int i = 0; i < folders->classes && i < folders->count[TESS_TRAIN]; i++) {
        struct recording recording;
        struct tess_error ignored = {TESS_OK, ""};
        if (recording_open(&recording, folders->file[TESS_TRAIN][i].path, input, &ignored)) {
            recording_close(&recording);
            return true;
        }
    }
    return false;
}

bool recordings_recognize(const char *path, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                          struct tess_error *error)
{
    struct stat status;
    struct class_folders folders = {0};
    struct tess_error ignored = {TESS_OK, ""};
    *mine = false;
    /* what is wrong with the folders the loader of pictures tells, which is asked next */
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode) || !class_folders_count(path, &input->classes, &ignored) ||
        input->classes == 0)
        return true;
    bool good = true;
    if (class_folders_open(&folders, path, NULL, input->classes, "recordings", NULL, &ignored) &&
        holds_recordings(&folders, input)) {
        struct findings *findings = calloc(1, sizeof *findings);
        *mine = true;
        good = findings ? look_inside(&folders, input, findings, error) : blob_out_of_memory(path, error);
        if (good)
            choose(findings, input, note);
        free(findings);
    }
    class_folders_free(&folders);
    return good;
}
