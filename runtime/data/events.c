#include "events.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "blob_open.h"
#include "event_format.h"

static const struct event_format *const formats[] = {&aedat2_format, &aedat3_format, &aedat4_format, &evt2_format,
                                                     &evt21_format,  &evt3_format,   &dat_format,    &nmnist_format};

enum { FORMATS = sizeof formats / sizeof formats[0], MAGIC_MAX = 32 };

/* ---- Opening ---- */

static bool ends_in(const char *name, const char *suffix)
{
    size_t length = strlen(name), tail = strlen(suffix);
    return length >= tail && strcmp(name + length - tail, suffix) == 0;
}

static const struct event_format *find_format(const struct recording *recording, const char *path,
                                              struct tess_error *error)
{
    const struct blob *blob = &recording->blob;
    unsigned char head[MAGIC_MAX] = {0};
    size_t size = blob->size < MAGIC_MAX ? (size_t)blob->size : MAGIC_MAX;
    if (!blob_read(blob, 0, size, head, "a header", error))
        return NULL;
    for (size_t i = 0; i < FORMATS; i++) {
        const char *magic = formats[i]->magic;
        if ((magic ? memcmp(head, magic, strlen(magic)) == 0 : ends_in(path, formats[i]->suffix)) &&
            (!formats[i]->claims || formats[i]->claims(recording)))
            return formats[i];
    }
    tess_fail(error, TESS_BAD_DATA,
              "%s: offset 0: expected a recording of events: AEDAT 2.0, 3.1 or 4, Prophesee RAW or DAT, or N-MNIST's "
              ".bin",
              blob->name);
    return NULL;
}

bool recording_open(struct recording *recording, const char *path, const struct tess_input *input,
                    struct tess_error *error)
{
    *recording = (struct recording){0};
    if (!blob_open(&recording->blob, path, error))
        return false;
    recording->end = recording->blob.size;
    if (input && input->sensor_width > 0) {
        recording->sensor_told = true;
        recording->width = input->sensor_width;
        recording->height = input->sensor_height;
    }
    recording->format = find_format(recording, path, error);
    if (recording->format && recording->format->open(recording, error))
        return true;
    blob_close(&recording->blob);
    return false;
}

void recording_close(struct recording *recording)
{
    blob_close(&recording->blob);
}

const char *recording_format(const struct recording *recording)
{
    return recording->format->name;
}

/* ---- Reading ---- */

struct event_reader *event_reader_open(const struct recording *recording, const struct event_place *place,
                                       struct tess_error *error)
{
    struct event_reader *reader = malloc(sizeof *reader);
    if (!reader) {
        blob_out_of_memory(recording->blob.name, error);
        return NULL;
    }
    reader->recording = recording;
    reader->place = place ? *place : (struct event_place){.offset = recording->start, .packet_end = recording->start};
    reader->before = reader->place;
    reader->count = 0;
    reader->unplaced = 0;
    reader->bytes = NULL;
    reader->size = reader->room = 0;
    reader->unpacked = 0;
    return reader;
}

bool event_reader_next(struct event_reader *reader, struct tess_error *error)
{
    reader->before = reader->place;
    reader->count = 0;
    return reader->recording->format->next(reader, error);
}

void event_reader_close(struct event_reader *reader)
{
    if (reader)
        free(reader->bytes);
    free(reader);
}
