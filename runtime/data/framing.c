#include "framing.h"

#include <string.h>

int64_t microseconds(float ms)
{
    return (int64_t)((double)ms * 1000 + 0.5);
}

bool framer_open(struct framer *framer, int sensor_height, int sensor_width)
{
    size_t frame = (size_t)framer->channels * (size_t)framer->height * (size_t)framer->width;
    memset(framer->to, 0, (size_t)framer->frames * frame * sizeof *framer->to);
    return shares_make(sensor_height, framer->height, &framer->down) &&
           shares_make(sensor_width, framer->width, &framer->across);
}

void framer_free(struct framer *framer)
{
    shares_free(&framer->down);
    shares_free(&framer->across);
}

/* The frame that an event belongs to, -1: none. */
static int64_t frame_of(const struct framer *framer, const struct event *event)
{
    int64_t last = framer->frames - 1;
    if (framer->by == TESS_FRAMES_BY_COUNT) {
        uint64_t i = framer->each > 0 ? framer->seen / framer->each : (uint64_t)last;
        return i < (uint64_t)last ? (int64_t)i : last;
    }
    if (event->time < framer->start)
        return -1;
    int64_t i = (event->time - framer->start) / framer->length;
    return i <= last ? i : -1;
}

void framer_add(struct framer *framer, const struct event *event)
{
    int64_t frame = frame_of(framer, event);
    framer->seen++;
    if (frame < 0)
        return;
    ptrdiff_t width = framer->width, size = framer->height * width;
    int channel = framer->channels == 2 ? event->polarity : 0;
    float *map = framer->to + (frame * framer->channels + channel) * size;
    const struct share *down = &framer->down.input[event->y], *across = &framer->across.input[event->x];
    const float *row_weight = framer->down.weight + (ptrdiff_t)event->y * framer->down.room;
    const float *column_weight = framer->across.weight + (ptrdiff_t)event->x * framer->across.room;
    for (int i = 0; i < down->count; i++) {
        float *row = map + (down->first + i) * width + across->first;
        for (int k = 0; k < across->count; k++)
            row[k] += row_weight[i] * column_weight[k];
    }
}
