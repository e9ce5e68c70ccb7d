/* RAW of Prophesee: a header (prophesee.h), then words, little-endian, whose highest four bits say what they are.
 *
 * EVT 2.0 (https://docs.prophesee.ai/stable/data/encoding_formats/evt2.html), 32 bits:
 *
 *     0, 1   an event, OFF or ON: time 6 bits (27..22), column 11 (21..11), row 11 (10..0)
 *     8      bits 33 to 6 of the time of what follows, microseconds (27..0)
 *
 * EVT 2.1 (evt21.html), 64 bits: the same in the upper half, and 32 bits in the lower one of which bit i is an event at
 * column + i. Where the header says `endianness=legacy` (IMX636) the upper half comes first in the file.
 *
 * EVT 3.0 (evt3.html), 16 bits, each of which changes one thing:
 *
 *     0      row (10..0)
 *     2      an event at a column (10..0), with its polarity (11)
 *     3      the column (10..0) and polarity (11) of the vectors that follow
 *     4, 5   a vector of 12 or 8 columns, bit i an event at column + i; the next one starts behind them
 *     6, 8   bits 11 to 0, bits 23 to 12 of the time
 *
 * External triggers (10), extensions (14) and what continues them (7, 15) are skipped; other words are reserved. Events
 * before the first of each of the words that their time, row or column comes from are left out and counted: a recording
 * may begin anywhere in a camera's stream. */
#include <inttypes.h>
#include <string.h>

#include "bytes.h"
#include "event_decode.h"
#include "event_format.h"
#include "prophesee.h"

/* What words are. Of EVT 3.0 there are more. */
enum { CD_OFF = 0, CD_ON = 1, TIME_HIGH = 8, TRIGGER = 10, OTHERS = 14, CONTINUED = 15 };
enum { ADDRESS_Y = 0, ADDRESS_X = 2, BASE_X = 3, VECTOR_12 = 4, VECTOR_8 = 5, TIME_LOW = 6, CONTINUED_4 = 7 };

/* What words so far have told. */
enum { TOLD_HIGH = 1, TOLD_LOW = 2, TOLD_ROW = 4, TOLD_BASE = 8, TOLD_EVENT = TOLD_HIGH | TOLD_LOW | TOLD_ROW };

enum { COORDINATE = 0x7ff, VECTOR_32 = 32, EVT2_SIZE = 4, EVT21_SIZE = 8, EVT3_SIZE = 2 };

/* Bits of the clocks, and of what words other than TIME_HIGH tell of it. */
enum { EVT2_CLOCK = 34, EVT2_LOW = 6, EVT3_CLOCK = 24, EVT3_LOW = 12 };

/* ---- Opening ---- */

static bool is_encoded(const struct recording *recording, const char *encoding)
{
    struct prophesee_header header;
    struct tess_error ignored = {TESS_OK, ""};
    return prophesee_read(recording, &header, &ignored) && strcmp(header.encoding, encoding) == 0;
}

static bool evt2_claims(const struct recording *recording)
{
    return is_encoded(recording, "EVT2");
}

static bool evt21_claims(const struct recording *recording)
{
    return is_encoded(recording, "EVT21");
}

static bool evt3_claims(const struct recording *recording)
{
    return is_encoded(recording, "EVT3");
}

static bool evt_open(struct recording *recording, struct tess_error *error)
{
    struct prophesee_header header;
    if (!prophesee_read(recording, &header, error) || !prophesee_agrees(recording, &header, error))
        return false;
    bool legacy = strcmp(header.endianness, "legacy") == 0;
    if (header.endianness[0] && strcmp(header.endianness, "little") != 0 &&
        !(legacy && recording->format == &evt21_format))
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected %s of endianness little%s, found %s",
                         recording->blob.name, header.encoding_at, header.encoding,
                         recording->format == &evt21_format ? " or legacy" : "", header.endianness);
    recording->halves_swapped = legacy;
    recording->start = header.end;
    return header.width == 0 || header.height == 0 ||
           recording_sensor(recording, header.width, header.height, header.width_at, error);
}

/* ---- Words ---- */

/* Sets the upper part of the time to `high`, what is above `low` bits of a clock. */
static void set_high(struct event_place *place, uint32_t high, int low, int clock)
{
    place->evt.high = place_extend(place, (int64_t)high << low, clock);
    place->evt.told |= TOLD_HIGH;
}

/* Whether the words that `valid` events take their time and place from have come; if not these are left out. */
static bool is_told(struct event_reader *reader, unsigned words, uint32_t valid)
{
    if ((reader->place.evt.told & words) == words)
        return true;
    reader->unplaced += (uint64_t)__builtin_popcount(valid);
    return false;
}

static bool bad_word(const struct event_reader *reader, uint64_t offset, unsigned type, struct tess_error *error)
{
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a word of %s, found one of type %u",
                     reader->recording->blob.name, offset, reader->recording->format->name, type);
}

/* The events of a vector: bit i of `valid` is one at column x + i. */
static bool put_vector(struct event_reader *reader, struct event event, uint32_t valid, uint64_t offset,
                       struct tess_error *error)
{
    const uint32_t x = event.x;
    for (uint32_t i = 0; valid >> i; i++) {
        event.x = (uint16_t)(x + i);
        if ((valid >> i & 1) && !reader_put(reader, event, offset, error))
            return false;
        if (i == VECTOR_32 - 1)
            break;
    }
    return true;
}

/* A word of EVT 2.0, or the upper half of one of EVT 2.1 with the events that `valid` says. */
static bool take_evt2(struct event_reader *reader, uint32_t word, uint32_t valid, uint64_t offset,
                      struct tess_error *error)
{
    struct event_place *place = &reader->place;
    switch (word >> 28) {
    case CD_OFF:
    case CD_ON:
        if (!is_told(reader, TOLD_HIGH, valid))
            return true;
        return put_vector(reader,
                          (struct event){.time = place->evt.high + (word >> 22 & 0x3f),
                                         .x = word >> 11 & COORDINATE,
                                         .y = word & COORDINATE,
                                         .polarity = (uint16_t)(word >> 28)},
                          valid, offset, error);
    case TIME_HIGH:
        set_high(place, word & 0xfffffff, EVT2_LOW, EVT2_CLOCK);
        return true;
    case TRIGGER:
    case OTHERS:
    case CONTINUED:
        return true;
    default:
        return bad_word(reader, offset, word >> 28, error);
    }
}

/* The events of a vector of EVT 3.0; the next one starts `columns` further on. */
static bool take_vector(struct event_reader *reader, uint32_t valid, int columns, uint64_t offset,
                        struct tess_error *error)
{
    struct event_place *place = &reader->place;
    const uint16_t x = place->evt.x;
    place->evt.x = (uint16_t)(x + columns);
    if (!is_told(reader, TOLD_EVENT | TOLD_BASE, valid))
        return true;
    return put_vector(
        reader,
        (struct event){
            .time = place->evt.high + place->evt.low, .x = x, .y = place->evt.y, .polarity = place->evt.polarity},
        valid, offset, error);
}

static bool take_evt3(struct event_reader *reader, uint32_t word, uint64_t offset, struct tess_error *error)
{
    struct event_place *place = &reader->place;
    switch (word >> 12) {
    case ADDRESS_Y:
        place->evt.y = word & COORDINATE;
        place->evt.told |= TOLD_ROW;
        return true;
    case ADDRESS_X:
        if (!is_told(reader, TOLD_EVENT, 1))
            return true;
        return reader_put(reader,
                          (struct event){.time = place->evt.high + place->evt.low,
                                         .x = word & COORDINATE,
                                         .y = place->evt.y,
                                         .polarity = word >> 11 & 1},
                          offset, error);
    case BASE_X:
        place->evt.x = word & COORDINATE;
        place->evt.polarity = word >> 11 & 1;
        place->evt.told |= TOLD_BASE;
        return true;
    case VECTOR_12:
        return take_vector(reader, word & 0xfff, 12, offset, error);
    case VECTOR_8:
        return take_vector(reader, word & 0xff, 8, offset, error);
    case TIME_LOW:
        place->evt.low = word & 0xfff;
        place->evt.told |= TOLD_LOW;
        return true;
    case TIME_HIGH:
        set_high(place, word & 0xfff, EVT3_LOW, EVT3_CLOCK);
        return true;
    case CONTINUED_4:
    case TRIGGER:
    case OTHERS:
    case CONTINUED:
        return true;
    default:
        return bad_word(reader, offset, word >> 12, error);
    }
}

/* ---- Reading ---- */

static bool take_evt2_raw(struct event_reader *reader, const unsigned char *raw, uint64_t offset,
                          struct tess_error *error)
{
    return take_evt2(reader, little32(raw), 1, offset, error);
}

static bool take_evt21_raw(struct event_reader *reader, const unsigned char *raw, uint64_t offset,
                           struct tess_error *error)
{
    const bool swapped = reader->recording->halves_swapped;
    return take_evt2(reader, little32(raw + (swapped ? 0 : 4)), little32(raw + (swapped ? 4 : 0)), offset, error);
}

static bool take_evt3_raw(struct event_reader *reader, const unsigned char *raw, uint64_t offset,
                          struct tess_error *error)
{
    return take_evt3(reader, (uint32_t)raw[0] | (uint32_t)raw[1] << 8, offset, error);
}

typedef bool take_fn(struct event_reader *reader, const unsigned char *raw, uint64_t offset, struct tess_error *error);

/* Words of `size` bytes that hold `events` events at most, so many that a batch has room for all of them; more where
 * they hold none. */
static bool next_words(struct event_reader *reader, int size, int events, take_fn *take, struct tess_error *error)
{
    size_t count;
    do {
        uint64_t offset = reader->place.offset;
        if (!reader_raw(reader, size, EVENT_BATCH / events, reader->recording->end, &count, error))
            return false;
        for (size_t i = 0; i < count; i++, offset += (uint64_t)size)
            if (!take(reader, reader->bytes + i * (size_t)size, offset, error))
                return false;
        reader->place.offset = offset;
    } while (reader->count == 0 && count > 0);
    return true;
}

static bool evt2_next(struct event_reader *reader, struct tess_error *error)
{
    return next_words(reader, EVT2_SIZE, 1, take_evt2_raw, error);
}

static bool evt21_next(struct event_reader *reader, struct tess_error *error)
{
    return next_words(reader, EVT21_SIZE, VECTOR_32, take_evt21_raw, error);
}

static bool evt3_next(struct event_reader *reader, struct tess_error *error)
{
    return next_words(reader, EVT3_SIZE, 12, take_evt3_raw, error);
}

const struct event_format evt2_format = {
    .name = "Prophesee EVT 2.0",
    .magic = "% ",
    .suffix = ".raw",
    .claims = evt2_claims,
    .open = evt_open,
    .next = evt2_next,
};

const struct event_format evt21_format = {
    .name = "Prophesee EVT 2.1",
    .magic = "% ",
    .suffix = ".raw",
    .claims = evt21_claims,
    .open = evt_open,
    .next = evt21_next,
};

const struct event_format evt3_format = {
    .name = "Prophesee EVT 3.0",
    .magic = "% ",
    .suffix = ".raw",
    .claims = evt3_claims,
    .open = evt_open,
    .next = evt3_next,
};
