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

/* The text goes into the arena in its own length: most files are far from the longest. */
static struct source *keep_text(struct arena *arena, FILE *file, const char *path, char *text, const char **error)
{
    size_t length;
    if (!read_all(file, text, SOURCE_MAX_BYTES + 1, &length)) {
        *error = arena_format(arena, "cannot read: %s", strerror(errno));
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
