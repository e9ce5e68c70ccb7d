#include "tess/recording.h"

#include "events.h"
#include "timeline.h"

static void count(struct tess_recording *summary, const struct event *event)
{
    summary->columns = event->x < summary->columns ? summary->columns : event->x + 1;
    summary->rows = event->y < summary->rows ? summary->rows : event->y + 1;
    summary->on += event->polarity;
}

static void sum_up(struct tess_recording *summary, const struct timeline *line)
{
    summary->events = line->events;
    summary->first = line->first;
    summary->last = line->last;
    summary->lowest = line->lowest;
    summary->highest = line->highest;
    summary->backward = line->backward;
    summary->resets = line->resets;
    summary->reset = line->first_reset;
    summary->reset_from = line->reset_from;
    summary->reset_to = line->reset_to;
}

bool tess_recording_read(const char *path, int width, int height, struct tess_recording *summary,
                         struct tess_error *error)
{
    const struct tess_input input = {.sensor_width = width, .sensor_height = height};
    struct recording recording;
    struct timeline line = {0};
    if (!recording_open(&recording, path, &input, error))
        return false;
    *summary = (struct tess_recording){
        .format = recording_format(&recording), .width = recording.width, .height = recording.height};
    struct event_reader *reader = event_reader_open(&recording, NULL, error);
    bool good = reader && event_reader_next(reader, error);
    for (; good && reader->count > 0; good = event_reader_next(reader, error))
        for (size_t i = 0; i < reader->count; i++) {
            count(summary, &reader->event[i]);
            timeline_add(&line, reader->event[i].time);
        }
    sum_up(summary, &line);
    summary->unplaced = reader ? reader->unplaced : 0;
    event_reader_close(reader);
    recording_close(&recording);
    return good;
}
