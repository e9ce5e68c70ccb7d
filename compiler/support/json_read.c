#include "support/json_read.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 64 };

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* Behind the string that begins at a quote; NULL where it does not end. */
static const char *skip_string(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1])
            at++;
    return *at ? at + 1 : NULL;
}

/* Behind a value; NULL where it does not end. Brackets within brackets are only counted. */
static const char *skip_value(const char *at)
{
    int depth = 0;
    do {
        at = skip_space(at);
        if (*at == '"') {
            at = skip_string(at);
        } else if (*at == '{' || *at == '[') {
            depth++;
            at++;
        } else if (*at == '}' || *at == ']') {
            depth--;
            at++;
        } else {
            const size_t length = depth ? strcspn(at, "{}[]\"") : strcspn(at, ",}] \t\r\n");
            at = length ? at + length : NULL;
        }
    } while (at && depth > 0 && depth < MOST_DEPTH);
    return depth == 0 ? at : NULL;
}

/* Behind a comma; NULL at the end. */
static const char *next_item(const char *at)
{
    at = at ? skip_space(at) : NULL;
    return at && *at == ',' ? skip_space(at + 1) : NULL;
}

const char *json_member(const char *value, const char *name)
{
    const size_t length = strlen(name);
    if (!value || *(value = skip_space(value)) != '{')
        return NULL;
    for (const char *at = skip_space(value + 1); at && *at == '"'; at = next_item(skip_value(at))) {
        const char *key = at + 1, *end = skip_string(at);
        if (!end || *(at = skip_space(end)) != ':')
            return NULL;
        at = skip_space(at + 1);
        if ((size_t)(end - 1 - key) == length && memcmp(key, name, length) == 0)
            return at;
    }
    return NULL;
}

const char *json_element(const char *value, int index)
{
    if (!value || *(value = skip_space(value)) != '[')
        return NULL;
    const char *at = skip_space(value + 1);
    if (*at == ']')
        return NULL;
    while (at && index-- > 0)
        at = next_item(skip_value(at));
    return at;
}

static char *put_character(char *to, unsigned code)
{
    static const unsigned char first[] = {0, 0xc0, 0xe0, 0xf0};
    const int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    *to++ = (char)(first[more] | code >> (6 * more));
    for (int i = more - 1; i >= 0; i--)
        *to++ = (char)(0x80 | (code >> (6 * i) & 0x3f));
    return to;
}

/* Four hexadecimal digits behind \u; false where there are others. */
static bool read_code(const char *at, unsigned *code)
{
    char digits[5] = {0};
    if (strspn(at, "0123456789abcdefABCDEF") < 4)
        return false;
    memcpy(digits, at, 4);
    *code = (unsigned)strtoul(digits, NULL, 16);
    return true;
}

const char *json_string(struct arena *arena, const char *value)
{
    static const char escapes[] = "nrtbf", meaning[] = "\n\r\t\b\f";
    const char *end = value && *value == '"' ? skip_string(value) : NULL;
    if (!end)
        return NULL;
    char *text = arena_copy(arena, value, (size_t)(end - value)), *to = text;
    for (const char *at = value + 1; at < end - 1; at++) {
        unsigned code, low;
        if (*at != '\\') {
            *to++ = *at;
        } else if (*++at != 'u') {
            const char *found = strchr(escapes, *at);
            *to++ = found ? meaning[found - escapes] : *at;
        } else {
            if (!read_code(at + 1, &code))
                return NULL;
            at += 4;
            if (code >> 10 == 0x36 && at[1] == '\\' && at[2] == 'u' && read_code(at + 3, &low) && low >> 10 == 0x37) {
                code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
                at += 6;
            }
            to = put_character(to, code);
        }
    }
    *to = 0;
    return text;
}
