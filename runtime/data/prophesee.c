#include "prophesee.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "event_decode.h"

enum { LINE = 256, SIDE_MAX = 16384 /* of DAT: 14 bits */ };

/* What a header says in a word; longer ones are cut, as none that is known is so long. */
static void take_word(const char *word, char *to, size_t size)
{
    size_t length = strcspn(word, " \t");
    length = length < size ? length : size - 1;
    memcpy(to, word, length);
    to[length] = '\0';
}

static void take_number(struct prophesee_header *header, const char *what, int number, uint64_t at, int *to,
                        uint64_t *to_at)
{
    if (number < 1 || number > SIDE_MAX)
        return;
    if (*to > 0 && *to != number && !header->conflict[0]) {
        snprintf(header->conflict, sizeof header->conflict, "%s %d as at offset %" PRIu64 ", found %d", what, *to,
                 *to_at, number);
        header->conflict_at = at;
    }
    *to = number;
    *to_at = at;
}

static void take_width(struct prophesee_header *header, int number, uint64_t at)
{
    take_number(header, "width", number, at, &header->width, &header->width_at);
}

static void take_height(struct prophesee_header *header, int number, uint64_t at)
{
    take_number(header, "height", number, at, &header->height, &header->height_at);
}

/* Two lines may tell the encoding: then both must tell the same. */
static void take_encoding(struct prophesee_header *header, const char *encoding, uint64_t at)
{
    char word[sizeof header->encoding];
    take_word(encoding[0] ? encoding : "?", word, sizeof word);
    if (header->encoding[0] && strcmp(header->encoding, word) != 0 && !header->conflict[0]) {
        snprintf(header->conflict, sizeof header->conflict, "encoding %s as at offset %" PRIu64 ", found %s",
                 header->encoding, header->encoding_at, word);
        header->conflict_at = at;
    }
    memcpy(header->encoding, word, sizeof word);
    header->encoding_at = at;
}

/* "EVT3;height=720;width=1280;endianness=little" */
static void take_format(struct prophesee_header *header, char *value, uint64_t at)
{
    char *rest = NULL, *part = strtok_r(value, ";", &rest);
    take_encoding(header, part ? part : "?", at);
    while ((part = strtok_r(NULL, ";", &rest))) {
        take_width(header, header_number(part, "width="), at);
        take_height(header, header_number(part, "height="), at);
        if (strncmp(part, "endianness=", 11) == 0)
            take_word(part + 11, header->endianness, sizeof header->endianness);
    }
}

/* "3.0" says the same as EVT3. */
static void take_version(struct prophesee_header *header, const char *value, uint64_t at)
{
    static const struct {
        const char *version, *encoding;
    } versions[] = {{"2.0", "EVT2"}, {"2.1", "EVT21"}, {"3.0", "EVT3"}};
    const char *encoding = value;
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
        if (strcmp(value, versions[i].version) == 0)
            encoding = versions[i].encoding;
    take_encoding(header, encoding, at);
}

/* "1280x720" */
static void take_geometry(struct prophesee_header *header, const char *value, uint64_t at)
{
    const char *cross = strchr(value, 'x');
    take_width(header, header_number(value, ""), at);
    take_height(header, cross ? header_number(cross, "x") : -1, at);
}

static void take_line(struct prophesee_header *header, char *line, uint64_t at)
{
    take_width(header, header_number(line, "% Width "), at);
    take_height(header, header_number(line, "% Height "), at);
    if (strncmp(line, "% format ", 9) == 0)
        take_format(header, line + 9, at);
    else if (strncmp(line, "% evt ", 6) == 0)
        take_version(header, line + 6, at);
    else if (strncmp(line, "% geometry ", 11) == 0)
        take_geometry(header, line + 11, at);
    else if (strncmp(line, "% endianness ", 13) == 0)
        take_word(line + 13, header->endianness, sizeof header->endianness);
}

bool prophesee_read(const struct recording *recording, struct prophesee_header *header, struct tess_error *error)
{
    char line[LINE];
    *header = (struct prophesee_header){.end = 0};
    for (uint64_t at; (at = header->end) < recording->blob.size;) {
        unsigned char first;
        uint64_t offset = at;
        if (!blob_read(&recording->blob, at, 1, &first, "a header", error))
            return false;
        if (first != '%')
            break;
        if (!header_line(recording, &offset, line, sizeof line))
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a header line, found the end",
                             recording->blob.name, at);
        header->end = offset;
        if (strcmp(line, "% end") == 0)
            break;
        take_line(header, line, at);
    }
    return true;
}

bool prophesee_agrees(const struct recording *recording, const struct prophesee_header *header,
                      struct tess_error *error)
{
    return !header->conflict[0] || tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected %s",
                                             recording->blob.name, header->conflict_at, header->conflict);
}
