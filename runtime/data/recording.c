#include "tess/recording.h"

#include "events.h"

static void count(struct tess_recording *summary, const struct event *event)
{
    if (summary->events == 0)
        summary->first = summary->last = event->time;
    summary->backward += event->time < summary->last;
    summary->last = event->time;
    summary->columns = event->x < summary->columns ? summary->columns : event->x + 1;
    summary->rows = event->y < summary->rows ? summary->rows : event->y + 1;
    summary->on += event->polarity;
    summary->events++;
}

bool tess_recording_read(const char *path, struct tess_recording *summary, struct tess_error *error)
{
    struct recording recording;
    if (!recording_open(&recording, path, error))
        return false;
    *summary = (struct tess_recording){
        .format = recording_format(&recording), .width = recording.width, .height = recording.height};
    struct event_reader *reader = event_reader_open(&recording, NULL, error);
    bool good = reader && event_reader_next(reader, error);
    for (; good && reader->count > 0; good = event_reader_next(reader, error))
        for (size_t i = 0; i < reader->count; i++)
            count(summary, &reader->event[i]);
    event_reader_close(reader);
    recording_close(&recording);
    return good;
}
