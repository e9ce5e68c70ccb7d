#include "syntax/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tess/file.h"

static bool read_all(FILE *file, char *text, size_t capacity, size_t *length)
{
    *length = 0;
    while (*length < capacity) {
        size_t got = fread(text + *length, 1, capacity - *length, file);
        if (got == 0)
            break;
        *length += got;
    }
    return !ferror(file);
}

/* Files that are no text, by what they begin with: a picture, weights or an archive where a model file is expected. */
static const struct {
    size_t offset, length;
    const char *bytes, *what;
} not_text[] = {
    {0, 8, "\x89PNG\r\n\x1a\n", "a PNG picture"},
    {0, 3, "\xff\xd8\xff", "a JPEG picture"},
    {0, 4, "PK\3\4", "a zip archive"},
    {0, 2, "\x1f\x8b", "a gzip file"},
    {0, 8, "\x89HDF\r\n\x1a\n", "an HDF5 file"},
    {0, 6, "\x93NUMPY", "a NumPy array"},
    {5, 4, "\0\0\0{", "a safetensors file of weights"}, /* 8 bytes of a length below 16 MB, then JSON */
};

static const char *known_binary(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof not_text / sizeof *not_text; i++)
        if (length >= not_text[i].offset + not_text[i].length &&
            !memcmp(text + not_text[i].offset, not_text[i].bytes, not_text[i].length))
            return not_text[i].what;
    return NULL;
}

/* The text goes into the arena in its own length: most files are far from the longest. */
static struct source *keep_text(struct arena *arena, FILE *file, const char *path, char *text, const char **error)
{
    size_t length;
    if (!read_all(file, text, SOURCE_MAX_BYTES + 1, &length)) {
        *error = arena_format(arena, "cannot read: %s", strerror(errno));
        return NULL;
    }
    const char *binary = known_binary(text, length);
    if (binary) {
        *error = arena_format(arena, "is %s, not a text file", binary);
        return NULL;
    }
    if (length > SOURCE_MAX_BYTES) {
        *error = arena_format(arena, "file is too long: %d bytes are the most", SOURCE_MAX_BYTES);
        return NULL;
    }
    struct source *source =
        source_of_text(arena, arena_copy(arena, path, strlen(path)), arena_copy(arena, text, length));
    source->length = length; /* it may hold NULs */
    return source;
}

struct source *source_read(struct arena *arena, const char *path, const char **error)
{
    const char *found;
    FILE *file = tess_file_open(path, "rb", &found);
    if (!file) {
        *error = found ? arena_format(arena, "is %s, not a file", found)
                       : arena_format(arena, "cannot open: %s", strerror(errno));
        return NULL;
    }
    char *text = malloc(SOURCE_MAX_BYTES + 1);
    struct source *source = text ? keep_text(arena, file, path, text, error) : NULL;
    if (!text)
        *error = "cannot read: out of memory";
    free(text);
    fclose(file);
    return source;
}

struct source *source_of_text(struct arena *arena, const char *name, const char *text)
{
    struct source *source = ARENA_NEW(arena, struct source);
    source->name = name;
    source->text = text;
    source->length = strlen(text);
    return source;
}

/* Bytes 10xxxxxx continue a character of UTF-8. */
static bool starts_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

struct span span_of_file(struct arena *arena, const char *path)
{
    struct source *nameless = ARENA_NEW(arena, struct source);
    nameless->name = path;
    return (struct span){.source = nameless};
}

struct place source_place(struct span span)
{
    const struct source *source = span.source;
    struct place place = {.line = 1, .column = 1};
    uint32_t offset = span.offset < source->length ? span.offset : (uint32_t)source->length;
    for (uint32_t i = 0; i < offset; i++)
        if (source->text[i] == '\n') {
            place.line++;
            place.line_offset = i + 1;
        }
    for (uint32_t i = place.line_offset; i < offset; i++)
        place.column += starts_character(source->text[i]);
    uint32_t end = place.line_offset;
    while (end < source->length && source->text[end] != '\n')
        end++;
    place.line_length = end - place.line_offset;
    return place;
}

struct span span_join(struct span first, struct span last)
{
    first.length = last.offset + last.length - first.offset;
    return first;
}
