#include "clips.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame_cache.h"
#include "framing.h"
#include "names.h"
#include "published.h"

enum { MILLISECOND = 1000 };

/* Makes room for one element more in a list that doubles; false when there is no memory. */
static bool grow(void **list, int count, int *room, size_t size)
{
    if (count < *room)
        return true;
    int wanted = *room ? 2 * *room : 64;
    void *more = *room > INT_MAX / 4 ? NULL : realloc(*list, (size_t)wanted * size);
    if (!more)
        return false;
    *list = more;
    *room = wanted;
    return true;
}

const char *clips_path(struct clips *clips, const char *path, struct tess_error *error)
{
    void *list = clips->path;
    char *copy = grow(&list, clips->paths, &clips->path_room, sizeof *clips->path) ? strdup(path) : NULL;
    clips->path = list;
    if (!copy) {
        blob_out_of_memory(path, error);
        return NULL;
    }
    return clips->path[clips->paths++] = copy;
}

bool clips_add(struct clips *clips, enum tess_split split, const struct clip *clip, struct tess_error *error)
{
    void *list = clips->clip[split];
    bool good = grow(&list, clips->count[split], &clips->room[split], sizeof *clip);
    clips->clip[split] = list;
    if (!good)
        return blob_out_of_memory(clip->path, error);
    clips->clip[split][clips->count[split]++] = *clip;
    return true;
}

bool clips_checksum(struct clips *clips, const struct recording *recording, struct tess_error *error)
{
    clips->bytes += recording->blob.size;
    return blob_checksum(&recording->blob, &clips->crc, NULL, NULL, error);
}

bool clips_finish(struct clips *clips, struct stored *stored, struct tess_error *error)
{
    memcpy(stored->count, clips->count, sizeof stored->count);
    stored->white = clip_white(stored->input);
    snprintf(stored->fingerprint, sizeof stored->fingerprint, "%d recordings, %" PRIu64 " bytes, crc32 %08" PRIx32,
             clips->paths, clips->bytes, clips->crc);
    stored->lost = clips->losses.all > 0 ? (float)clips->losses.lost / (float)clips->losses.all : 0;
    return losses_finish(&clips->losses, stored->input, &stored->notes, error);
}

float clip_white(const struct tess_input *input)
{
    const struct published *published = published_of(input);
    return published ? published->white : 1;
}

int64_t clip_time(const struct tess_input *input, const struct event *event)
{
    return input->pipeline == TESS_PIPELINE_PUBLISHED ? event->time - event->time % MILLISECOND : event->time;
}

bool clips_expect(const struct stored *stored, const char *name, struct tess_error *error)
{
    const struct tess_input *input = stored->input;
    if (input->channels < 1 || input->channels > 2)
        return tess_fail(error, TESS_BAD_DATA,
                         "data set %s: expected 1 channel (events) or 2 (OFF and ON events), the model has %d", name,
                         input->channels);
    if (input->channels != 2 && input->pipeline == TESS_PIPELINE_PUBLISHED)
        return tess_fail(error, TESS_BAD_DATA, "data set %s, as published, has 2 channels, the model has %d", name,
                         input->channels);
    if (input->framing == TESS_FRAMES_BY_TIME && microseconds(input->frame_ms) < 1)
        return tess_fail(error, TESS_BAD_DATA, "data set %s: expected frames of at least 0.001 ms, the model has %g",
                         name, (double)input->frame_ms);
    return input->framing != TESS_FRAMES_NONE ||
           tess_fail(error, TESS_BAD_DATA,
                     "data set %s: expected a model that cuts events into frames: 'frames N of X ms' or 'by count'",
                     name);
}

bool clip_sorts(const struct tess_input *input, const struct timeline *line)
{
    return input->clock == TESS_CLOCK_SORT && input->framing == TESS_FRAMES_BY_COUNT && line->backward > 0;
}

/* Whether a time is later than the clip's last frame. */
static bool is_behind(const struct clip *clip, const struct tess_input *input, int64_t time)
{
    return input->framing == TESS_FRAMES_BY_TIME && time >= clip->start + input->steps * microseconds(input->frame_ms);
}

/* Adds an event, number `number` of the reader's batch. */
static void survey_event(struct clip *clip, const struct event_reader *reader, size_t number,
                         const struct tess_input *input, struct loss *loss)
{
    const struct event *event = &reader->event[number];
    const int64_t time = clip_time(input, event);
    if (timeline_add(&loss->line, time) && input->clock == TESS_CLOCK_LAST_RESET) {
        loss->reset += clip->events;
        clip->place = reader->before;
        clip->skip = number;
        clip->events = 0;
    }
    if (clip->events == 0)
        clip->start = clip->last = time;
    if (input->clock != TESS_CLOCK_AS_IS && time < clip->start)
        clip->start = time;
    if (input->clock == TESS_CLOCK_AS_IS || time > clip->last)
        clip->last = time;
    clip->events++;
    loss->behind += is_behind(clip, input, time);
    clip->width = event->x < clip->width ? clip->width : event->x + 1;
    clip->height = event->y < clip->height ? clip->height : event->y + 1;
}

/* Counts the clip's events before and behind its frames: a second reading, of recordings whose clock goes back. */
static bool count_outside(const struct clip *clip, const struct recording *recording, const struct tess_input *input,
                          struct loss *loss, struct tess_error *error)
{
    struct event_reader *reader = event_reader_open(recording, &clip->place, error);
    bool good = reader && event_reader_next(reader, error);
    size_t skip = (size_t)clip->skip;
    loss->behind = 0;
    for (; good && reader->count > 0; good = event_reader_next(reader, error), skip = 0)
        for (size_t i = skip; i < reader->count; i++) {
            const int64_t time = clip_time(input, &reader->event[i]);
            loss->before += time < clip->start;
            loss->behind += is_behind(clip, input, time);
        }
    event_reader_close(reader);
    return good;
}

bool clip_survey(struct clip *clip, const struct recording *recording, const struct tess_input *input,
                 struct loss *loss, struct tess_error *error)
{
    struct event_reader *reader = event_reader_open(recording, NULL, error);
    if (!reader)
        return false;
    bool good = event_reader_next(reader, error);
    *loss = (struct loss){.reset = 0};
    clip->from = INT64_MIN;
    clip->to = INT64_MAX;
    clip->place = reader->before;
    clip->width = recording->width;
    clip->height = recording->height;
    for (; good && reader->count > 0; good = event_reader_next(reader, error))
        for (size_t i = 0; i < reader->count; i++)
            survey_event(clip, reader, i, input, loss);
    loss->unplaced = reader->unplaced;
    event_reader_close(reader);
    if (!good)
        return false;
    if (clip->events == 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected events%s, found none", recording->blob.name,
                         loss->unplaced > 0 ? " whose time and place are told" : "");
    loss->events = loss->line.events;
    clip->sort = clip_sorts(input, &loss->line);
    return input->framing != TESS_FRAMES_BY_TIME || loss->line.backward == 0 ||
           count_outside(clip, recording, input, loss, error);
}

/* Frames that the published code makes of a stretch of events: only complete ones, but at least one. */
static int complete_frames(const struct clip *clip, const struct tess_input *input, int64_t length)
{
    int64_t complete = (clip->last - clip->start) / length;
    complete = complete < 1 ? 1 : complete;
    return complete < input->steps ? (int)complete : input->steps;
}

/* The events of a clip that are to be sorted. */
struct sorted {
    struct event event;
    uint64_t number; /* in the file: what is at the same time stays in its order */
};

static int by_time(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    if (a->event.time != b->event.time)
        return a->event.time < b->event.time ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

/* Reads the clip's events, into `sorted` ([clip->events]), or where that is NULL into the framer. */
static bool read_events(const struct clip *clip, const struct tess_input *input, struct sorted *sorted,
                        struct framer *framer, struct event_reader *reader, struct tess_error *error)
{
    size_t skip = (size_t)clip->skip;
    for (uint64_t seen = 0; seen < clip->events; skip = 0) {
        if (!event_reader_next(reader, error))
            return false;
        if (reader->count == 0)
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: expected %" PRIu64 " events in a sample, as when it was opened, found %" PRIu64,
                             clip->path, clip->events, seen);
        for (size_t i = skip; i < reader->count && seen < clip->events; i++) {
            struct event event = reader->event[i];
            event.time = clip_time(input, &event);
            bool on_sensor = event.x < clip->width && event.y < clip->height; /* the file may have changed since */
            if (event.time < clip->from || event.time >= clip->to || !on_sensor)
                continue;
            if (sorted)
                sorted[seen] = (struct sorted){event, seen};
            else
                framer_add(framer, &event);
            seen++;
        }
    }
    return true;
}

static bool add_events(const struct clip *clip, const struct tess_input *input, struct framer *framer,
                       struct event_reader *reader, struct tess_error *error)
{
    if (!clip->sort)
        return read_events(clip, input, NULL, framer, reader, error);
    struct sorted *sorted = malloc((size_t)clip->events * sizeof *sorted);
    bool good =
        sorted ? read_events(clip, input, sorted, framer, reader, error) : blob_out_of_memory(clip->path, error);
    if (good)
        qsort(sorted, (size_t)clip->events, sizeof *sorted, by_time);
    for (uint64_t i = 0; good && i < clip->events; i++)
        framer_add(framer, &sorted[i].event);
    free(sorted);
    return good;
}

/* Fills framer->to with the clip's frames. */
static bool fill(const struct clip *clip, const struct tess_input *input, struct framer *framer,
                 struct tess_error *error)
{
    struct recording recording;
    if (!recording_open(&recording, clip->path, input, error))
        return false;
    struct event_reader *reader = event_reader_open(&recording, &clip->place, error);
    bool good = reader && (framer_open(framer, clip->height, clip->width) || blob_out_of_memory(clip->path, error));
    good = good && add_events(clip, input, framer, reader, error);
    framer_free(framer);
    event_reader_close(reader);
    recording_close(&recording);
    return good;
}

/* Counts on the sensor first; each frame is resized when it is whole. */
static bool fill_published(const struct published *published, const struct clip *clip, const struct tess_input *input,
                           bool training, struct framer *framer, struct tess_error *error)
{
    struct counted counted = {.channels = input->channels, .height = clip->height, .width = clip->width};
    size_t large = (size_t)counted.channels * (size_t)counted.height * (size_t)counted.width;
    size_t small = (size_t)input->channels * (size_t)input->height * (size_t)input->width;
    float *frames = framer->to;
    memset(frames, 0, (size_t)framer->frames * small * sizeof *frames);
    if (framer->by == TESS_FRAMES_BY_TIME)
        framer->frames = complete_frames(clip, input, framer->length);
    framer->height = counted.height;
    framer->width = counted.width;
    framer->to = malloc((size_t)framer->frames * large * sizeof *framer->to);
    bool good = framer->to ? fill(clip, input, framer, error) : blob_out_of_memory(clip->path, error);
    for (size_t t = 0; good && t < (size_t)framer->frames; t++) {
        counted.counts = framer->to + t * large;
        good =
            published->resize(input, training, &counted, frames + t * small) || blob_out_of_memory(clip->path, error);
    }
    free(framer->to);
    return good;
}

bool clip_frames(const struct clip *clip, const struct tess_input *input, bool training, float *frames,
                 struct tess_error *error)
{
    const struct published *published = published_of(input);
    struct framer framer = {.by = input->framing,
                            .frames = input->steps,
                            .start = clip->start,
                            .length = microseconds(input->frame_ms),
                            .each = clip->events / (uint64_t)input->steps,
                            .channels = input->channels,
                            .height = input->height,
                            .width = input->width,
                            .to = frames};
    if (published)
        return fill_published(published, clip, input, training, &framer, error);
    return fill(clip, input, &framer, error);
}

/* ---- The cache ---- */

void clips_cache(struct clips *clips, const struct stored *stored, const char *name)
{
    const struct tess_input *input = stored->input;
    char key[480];
    int count = 0;
    for (int split = 0; split < TESS_SPLITS; split++)
        count += clips->count[split];
    snprintf(
        key, sizeof key,
        "%s: %s; %dx%dx%dx%d, framing %d of %a ms, window %a ms, pipeline %d, antialias %d, clock %d, sensor %dx%d; "
        "as of version 3",
        name, stored->fingerprint, input->steps, input->channels, input->height, input->width, (int)input->framing,
        (double)input->frame_ms, (double)input->window_ms, (int)input->pipeline, input->antialias, (int)input->clock,
        input->sensor_width, input->sensor_height);
    clips->cache =
        frame_cache_open(name, key, count,
                         (size_t)input->steps * (size_t)input->channels * (size_t)input->height * (size_t)input->width);
}

/* Number of a sample in the cache: those of all splits, one after the other. */
static int cache_index(const struct clips *clips, enum tess_split split, int index)
{
    for (int before = 0; before < (int)split; before++)
        index += clips->count[before];
    return index;
}

bool clips_read(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                float *frames, int32_t *label, struct tess_error *error)
{
    (void)draw;
    const struct clips *clips = stored->self;
    const struct clip *clip = &clips->clip[split][index];
    const int number = cache_index(clips, split, index);
    *label = clip->label;
    if (clips->cache && frame_cache_read(clips->cache, number, frames))
        return true;
    if (!clip_frames(clip, stored->input, split != TESS_TEST, frames, error))
        return false;
    if (clips->cache)
        frame_cache_write(clips->cache, number, frames);
    return true;
}

bool clips_label(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                 struct tess_error *error)
{
    const struct clips *clips = stored->self;
    (void)error;
    *label = clips->clip[split][index].label;
    return true;
}

const char *clips_file(const struct stored *stored, enum tess_split split, int index)
{
    const struct clips *clips = stored->self;
    return clips->clip[split][index].path;
}

void clips_close(struct stored *stored)
{
    struct clips *clips = stored->self;
    frame_cache_close(clips->cache);
    for (int split = 0; split < TESS_SPLITS; split++)
        free(clips->clip[split]);
    for (int i = 0; i < clips->paths; i++)
        free(clips->path[i]);
    free(clips->path);
    names_free(clips->names, clips->classes);
    free(clips);
}
