/* Clips: stretches of event recordings, each a sample with a label. What all data sets of recordings share. */
#ifndef TESS_DATA_CLIPS_H
#define TESS_DATA_CLIPS_H

#include "events.h"
#include "loader.h"
#include "loss.h"

struct clip {
    const char *path; /* of the recording; owned by the clips */
    int32_t label;
    int width, height;        /* of the sensor */
    struct event_place place; /* where to start reading */
    uint64_t skip;            /* events there that lie before the clip, on another clock */
    bool sort;                /* events are to be taken in the order of their time stamps */
    int64_t from, to;         /* microseconds: the events of from .. to-1 */
    int64_t start, last;      /* time at which frames start, and of the latest event */
    uint64_t events;          /* how many there are */
};

/* The clips of a data set: a loader's `self`. */
struct clips {
    struct clip *clip[TESS_SPLITS];
    int count[TESS_SPLITS], room[TESS_SPLITS];
    char **path; /* owned: [paths] */
    int paths, path_room;
    char **names; /* of classes, owned; NULL: there are none, or they are not owned */
    int classes;
    struct losses losses;
    struct frame_cache *cache; /* NULL: there is none */
    uint64_t bytes;            /* of all files */
    uint32_t crc;
};

/* Keeps a copy of a path: valid as long as the clips are. NULL with *error when out of memory. */
const char *clips_path(struct clips *clips, const char *path, struct tess_error *error);

bool clips_add(struct clips *clips, enum tess_split split, const struct clip *clip, struct tess_error *error);

/* Continues the checksum over a recording's bytes. */
bool clips_checksum(struct clips *clips, const struct recording *recording, struct tess_error *error);

/* Sets its counts and fingerprint, and adds to its notes what was lost, when all clips are in. */
bool clips_finish(struct clips *clips, struct stored *stored, struct tess_error *error);

/* The time of an event as the model's pipeline takes it: the published one of DVS Gesture knows whole milliseconds. */
int64_t clip_time(const struct tess_input *input, const struct event *event);

/* Makes a clip of a whole recording, whose path is set: goes through all events for their number, times and, where the
 * file does not say, the sensor's size; *loss is what its clock costs. Fails where there are no events. */
bool clip_survey(struct clip *clip, const struct recording *recording, const struct tess_input *input,
                 struct loss *loss, struct tess_error *error);

/* Whether the clip's events have to be sorted: by count, what is in a frame depends on their order. */
bool clip_sorts(const struct tess_input *input, const struct timeline *line);

/* Frames [T][C][H][W] of a clip, of a training sample or another one. */
bool clip_frames(const struct clip *clip, const struct tess_input *input, bool training, float *frames,
                 struct tess_error *error);

/* What the values of its frames are divided by: 255 for pixels, otherwise 1. */
float clip_white(const struct tess_input *input);

/* Fails with TESS_BAD_DATA unless the model has 1 or 2 channels and says how to cut events into frames. */
bool clips_expect(const struct stored *stored, const char *name, struct tess_error *error);

/* Keeps frames on disk from now on (frame_cache.h): for recordings that take longer to decode than to read back. After
 * clips_finish. */
void clips_cache(struct clips *clips, const struct stored *stored, const char *name);

/* For struct loader. */
bool clips_read(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                float *frames, int32_t *label, struct tess_error *error);
bool clips_label(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                 struct tess_error *error);
const char *clips_file(const struct stored *stored, enum tess_split split, int index);
void clips_close(struct stored *stored);

#endif
