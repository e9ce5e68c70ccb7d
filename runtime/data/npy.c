#include "npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Elements: little-endian on every machine ---- */

static uint64_t little_endian(const unsigned char *p, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)p[i] << (8 * i);
    return value;
}

static float value_f4(const unsigned char *p)
{
    uint32_t bits = (uint32_t)little_endian(p, 4);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float value_f8(const unsigned char *p)
{
    uint64_t bits = little_endian(p, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return (float)value;
}

static float value_u1(const unsigned char *p)
{
    return p[0];
}

static float value_i1(const unsigned char *p)
{
    return (int8_t)p[0];
}

static float value_u2(const unsigned char *p)
{
    return (float)little_endian(p, 2);
}

static float value_i2(const unsigned char *p)
{
    return (int16_t)little_endian(p, 2);
}

static float value_u4(const unsigned char *p)
{
    return (float)little_endian(p, 4);
}

static float value_i4(const unsigned char *p)
{
    return (float)(int32_t)little_endian(p, 4);
}

static float value_i8(const unsigned char *p)
{
    return (float)(int64_t)little_endian(p, 8);
}

static const struct npy_type types[] = {
    {"<f4", 4, false, value_f4}, {"<f8", 8, false, value_f8}, {"|u1", 1, true, value_u1}, {"|i1", 1, true, value_i1},
    {"<u2", 2, true, value_u2},  {"<i2", 2, true, value_i2},  {"<u4", 4, true, value_u4}, {"<i4", 4, true, value_i4},
    {"<i8", 8, true, value_i8},  {"|b1", 1, true, value_u1},
};

/* ---- The header: a Python dictionary such as
 *      {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }                                             ---- */

struct cursor {
    const struct blob *blob;
    const char *text, *at; /* text ends with a NUL that is not part of it */
    uint64_t start;        /* offset in the blob of text[0] */
};

static bool expected(const struct cursor *cursor, const char *what, struct tess_error *error)
{
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected %s in the .npy header", cursor->blob->name,
                     cursor->start + (uint64_t)(cursor->at - cursor->text), what);
}

static void skip_blanks(struct cursor *cursor)
{
    cursor->at += strspn(cursor->at, " \n");
}

/* Skips blanks and then `text`, if it stands there. */
static bool accept(struct cursor *cursor, const char *text)
{
    skip_blanks(cursor);
    size_t length = strlen(text);
    if (strncmp(cursor->at, text, length) != 0)
        return false;
    cursor->at += length;
    return true;
}

/* A short quoted string, into text[16]. */
static bool quoted(struct cursor *cursor, char *text)
{
    skip_blanks(cursor);
    char quote = *cursor->at;
    if (quote != '\'' && quote != '"')
        return false;
    const char *end = strchr(cursor->at + 1, quote);
    size_t length = end ? (size_t)(end - cursor->at - 1) : 16;
    if (length >= 16)
        return false;
    memcpy(text, cursor->at + 1, length);
    text[length] = '\0';
    cursor->at = end + 1;
    return true;
}

static bool dimension(struct cursor *cursor, int64_t *value)
{
    skip_blanks(cursor);
    size_t digits = strspn(cursor->at, "0123456789");
    if (digits < 1 || digits > 18)
        return false;
    *value = 0;
    for (; digits > 0; digits--)
        *value = *value * 10 + (*cursor->at++ - '0');
    return true;
}

static bool parse_descr(struct cursor *cursor, struct npy *array, struct tess_error *error)
{
    char name[16];
    const char *start = cursor->at;
    if (quoted(cursor, name))
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
            if (strcmp(types[i].name, name) == 0) {
                array->type = &types[i];
                return true;
            }
    cursor->at = start;
    return expected(cursor, "a type <f4 <f8 |u1 |i1 <u2 <i2 <u4 <i4 <i8 or |b1", error);
}

static bool parse_order(struct cursor *cursor, struct npy *array, struct tess_error *error)
{
    (void)array;
    return accept(cursor, "False") || expected(cursor, "fortran_order False (rows first)", error);
}

static bool parse_shape(struct cursor *cursor, struct npy *array, struct tess_error *error)
{
    array->rank = 0;
    array->count = 1;
    if (!accept(cursor, "("))
        return expected(cursor, "a shape", error);
    while (!accept(cursor, ")")) {
        int64_t extent;
        if (array->rank == TESS_ARRAY_MAX_RANK || !dimension(cursor, &extent))
            return expected(cursor, "a shape of at most 8 whole numbers", error);
        if (__builtin_mul_overflow(array->count, extent, &array->count))
            return expected(cursor, "a shape with fewer than 2^63 elements", error);
        array->shape[array->rank++] = extent;
        skip_blanks(cursor);
        if (*cursor->at != ')' && !accept(cursor, ","))
            return expected(cursor, "a comma", error);
    }
    return true;
}

static const struct key {
    const char *name;
    bool (*parse)(struct cursor *, struct npy *, struct tess_error *);
} keys[] = {{"descr", parse_descr}, {"fortran_order", parse_order}, {"shape", parse_shape}};

enum { KEYS = sizeof keys / sizeof keys[0] };

static bool parse_header(struct cursor *cursor, struct npy *array, struct tess_error *error)
{
    bool seen[KEYS] = {false};
    if (!accept(cursor, "{"))
        return expected(cursor, "'{'", error);
    while (!accept(cursor, "}")) {
        char name[16] = "";
        bool string = quoted(cursor, name);
        size_t k = 0;
        while (k < KEYS && strcmp(keys[k].name, name) != 0)
            k++;
        if (!string || k == KEYS || seen[k] || !accept(cursor, ":"))
            return expected(cursor, "'descr', 'fortran_order' and 'shape', once each,", error);
        seen[k] = true;
        if (!keys[k].parse(cursor, array, error))
            return false;
        skip_blanks(cursor);
        if (*cursor->at != '}' && !accept(cursor, ","))
            return expected(cursor, "a comma", error);
    }
    for (size_t k = 0; k < KEYS; k++)
        if (!seen[k])
            return expected(cursor, "'descr', 'fortran_order' and 'shape'", error);
    skip_blanks(cursor);
    return *cursor->at == '\0' || expected(cursor, "nothing more", error);
}

/* Magic, version and the header's length, then the header. */
static bool read_header(struct npy *array, struct tess_error *error)
{
    const struct blob *blob = &array->blob;
    unsigned char head[12];
    if (!blob_read(blob, 0, 10, head, "a .npy header", error))
        return false;
    if (memcmp(head, "\x93NUMPY", 6) != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 0: expected a .npy file (it starts with \\x93NUMPY)",
                         blob->name);
    if ((head[6] != 1 && head[6] != 2) || head[7] != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 6: expected .npy format version 1.0 or 2.0, found %d.%d",
                         blob->name, head[6], head[7]);
    uint64_t prefix = head[6] == 1 ? 10 : 12;
    if (!blob_read(blob, 0, prefix, head, "a .npy header", error))
        return false;
    uint64_t length = little_endian(head + 8, head[6] == 1 ? 2 : 4);
    if (length > UINT16_MAX)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 8: expected a header of at most 65535 bytes, found %" PRIu64,
                         blob->name, length);
    char *text = calloc(1, length + 1);
    if (!text)
        return blob_out_of_memory(blob->name, error);
    bool good = blob_read(blob, prefix, length, text, "the .npy header", error);
    if (good) {
        struct cursor cursor = {blob, text, text, prefix};
        good = parse_header(&cursor, array, error);
        if (good && cursor.at != text + length) /* a NUL within */
            good = expected(&cursor, "printable text", error);
    }
    free(text);
    array->header = prefix;
    array->start = prefix + length;
    return good;
}

bool npy_open(struct npy *array, struct blob blob, struct tess_error *error)
{
    *array = (struct npy){.blob = blob};
    bool good = read_header(array, error);
    if (good) {
        /* compared by division: the product may not fit */
        uint64_t left = blob.size - array->start, size = (uint64_t)array->type->size;
        if (left % size != 0 || left / size != (uint64_t)array->count)
            good = tess_fail(
                error, TESS_BAD_DATA,
                "%s: offset %" PRIu64 ": expected %" PRId64 " elements of %d byte%s, found %" PRIu64 " bytes",
                blob.name, array->start, array->count, array->type->size, array->type->size == 1 ? "" : "s", left);
    }
    if (!good)
        npy_close(array);
    return good;
}

bool npy_read(const struct npy *array, int64_t first, int64_t count, float *values, struct tess_error *error)
{
    unsigned char piece[8192];
    int size = array->type->size;
    int64_t most = (int64_t)sizeof piece / size;
    while (count > 0) {
        int64_t n = count < most ? count : most;
        if (!blob_read(&array->blob, npy_offset(array, first), (size_t)(n * size), piece, "array elements", error))
            return false;
        for (int64_t i = 0; i < n; i++)
            values[i] = array->type->value(piece + i * size);
        first += n;
        values += n;
        count -= n;
    }
    return true;
}

uint64_t npy_offset(const struct npy *array, int64_t index)
{
    return array->start + (uint64_t)index * (uint64_t)array->type->size;
}

float npy_white(const struct npy *array, bool images)
{
    return images && strcmp(array->type->name, "|u1") == 0 ? 255.0f : 1.0f;
}

const char *npy_shape_text(const struct npy *array, char text[NPY_SHAPE_TEXT])
{
    size_t used = (size_t)snprintf(text, NPY_SHAPE_TEXT, "[");
    for (int i = 0; i < array->rank && used < NPY_SHAPE_TEXT; i++)
        used += (size_t)snprintf(text + used, NPY_SHAPE_TEXT - used, "%s%" PRId64, i ? ", " : "", array->shape[i]);
    if (used < NPY_SHAPE_TEXT)
        snprintf(text + used, NPY_SHAPE_TEXT - used, "]");
    return text;
}

void npy_close(struct npy *array)
{
    blob_close(&array->blob);
}
