#include "decoding.h"

#include <stdlib.h>
#include <string.h>

const struct tess_input *told;

struct event *decode(const char *path, size_t *count, struct recording *recording)
{
    struct tess_error error = {0};
    struct event *all = NULL;
    *count = 0;
    if (!recording_open(recording, path, told, &error))
        fail_msg("%s", error.text);
    struct event_reader *reader = event_reader_open(recording, NULL, &error);
    assert_non_null(reader);
    do {
        if (!event_reader_next(reader, &error))
            fail_msg("%s", error.text);
        all = realloc(all, (*count + reader->count + 1) * sizeof *all);
        memcpy(all + *count, reader->event, reader->count * sizeof *all);
        *count += reader->count;
    } while (reader->count > 0);
    event_reader_close(reader);
    recording_close(recording);
    return all;
}

void check_event(const struct event *event, int64_t time, int x, int y, int polarity)
{
    assert_int_equal(event->time, time);
    assert_int_equal(event->x, x);
    assert_int_equal(event->y, y);
    assert_int_equal(event->polarity, polarity);
}

void decode_bad(const char *path, const char *message)
{
    struct tess_error error = {0};
    struct recording recording;
    bool good = recording_open(&recording, path, told, &error);
    if (good) {
        struct event_reader *reader = event_reader_open(&recording, NULL, &error);
        while (good && reader->count + reader->place.offset < recording.blob.size + 1) {
            good = event_reader_next(reader, &error);
            if (good && reader->count == 0)
                break;
        }
        event_reader_close(reader);
        recording_close(&recording);
    }
    assert_string_equal(error.text, message);
    assert_int_equal(error.code, TESS_BAD_DATA);
}
