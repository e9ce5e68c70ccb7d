/* Seeded mutations of files, through the front end or the reader of sweeps, whichever it is linked with:
 *
 *     mutate COUNT SEED FILE...
 *
 * The same numbers give the same texts. The working directory is written to. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/front.h"
#include "model/settings.h"

enum { MAX_TEXT = 1 << 16 };

struct text {
    size_t length;
    uint8_t byte[MAX_TEXT];
};

struct corpus {
    int count;
    char **path;
};

/* splitmix64 (Steele, Lea and Flood, 2014). */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(next(state) % limit) : 0;
}

static void read_text(const struct corpus *corpus, uint64_t *state, struct text *text)
{
    const char *path = corpus->path[below(state, (size_t)corpus->count)];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    text->length = fread(text->byte, 1, MAX_TEXT, file);
    fclose(file);
}

/* Replaces `gone` bytes at `at` by others, as far as there is room. */
static void splice(struct text *text, size_t at, size_t gone, const void *bytes, size_t count)
{
    if (at > text->length)
        at = text->length;
    if (gone > text->length - at)
        gone = text->length - at;
    if (text->length - gone + count > MAX_TEXT)
        return;
    memmove(text->byte + at + count, text->byte + at + gone, text->length - at - gone);
    memcpy(text->byte + at, bytes, count);
    text->length += count - gone;
}

static void change_byte(const struct corpus *corpus, uint64_t *state, struct text *text)
{
    (void)corpus;
    const uint8_t byte = (uint8_t)next(state);
    splice(text, below(state, text->length), below(state, 2), &byte, 1);
}

static void drop_range(const struct corpus *corpus, uint64_t *state, struct text *text)
{
    (void)corpus;
    splice(text, below(state, text->length), below(state, 40), "", 0);
}

static void insert_word(const struct corpus *corpus, uint64_t *state, struct text *text)
{
    static const char *const others[] = {
        "{",        "}",       ";",       "\n",       ",",      "#",      "\"",   "0",
        "1e-30",    "1e30",    "-1",      "3x3",      "1x",     "_",      "4096", "999999999999",
        "override", "variant", "extends", "repeat 3", "expect", "tess 1", "{ }",  "on",
        "off",      "all",     "nan",     "0x10",     "[",      "]",      ": ",   "- ",
        "~",        "&a ",     "*a",      "|\n  ",    "rows: ", "cells: "};
    (void)corpus;
    const size_t other = sizeof others / sizeof *others, choice = below(state, other + 2 * SETTINGS);
    const char *word = choice < other ? others[choice] : setting_phrase((enum setting_id)((choice - other) / 2));
    char spaced[80];
    const int length = snprintf(spaced, sizeof spaced, below(state, 4) ? " %s " : "%s", word);
    splice(text, below(state, text->length), below(state, 4), spaced, (size_t)length);
}

/* Puts lines of another file in. */
static void cross(const struct corpus *corpus, uint64_t *state, struct text *text)
{
    static struct text other;
    read_text(corpus, state, &other);
    const size_t from = below(state, other.length), count = below(state, other.length - from + 1);
    splice(text, below(state, text->length), below(state, 100), other.byte + from, count);
}

int main(int argc, char **argv)
{
    static void (*const mutations[])(const struct corpus *, uint64_t *,
                                     struct text *) = {change_byte, drop_range, insert_word, insert_word, cross};
    static struct text text;
    if (argc < 4) {
        fputs("usage: mutate COUNT SEED FILE...\n", stderr);
        return 2;
    }
    const long count = strtol(argv[1], NULL, 10), seed = strtol(argv[2], NULL, 10);
    const struct corpus corpus = {argc - 3, argv + 3};
    for (long i = 0; i < count; i++) {
        uint64_t state = (uint64_t)seed * 1000003u + (uint64_t)i;
        read_text(&corpus, &state, &text);
        for (size_t rounds = 1 + below(&state, 4); rounds > 0; rounds--)
            mutations[below(&state, sizeof mutations / sizeof *mutations)](&corpus, &state, &text);
        LLVMFuzzerTestOneInput(text.byte, text.length);
    }
    printf("%ld passed, 0 failed\n", count);
    return 0;
}
