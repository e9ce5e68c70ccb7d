#include "npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inflate.h"

static uint64_t little_endian(const unsigned char *p, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)p[i] << (8 * i);
    return value;
}

static uint64_t big_endian(const unsigned char *p, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | p[i];
    return value;
}

/* ---- The header: a Python dictionary such as
 *      {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }                                             ---- */

enum { SHORT_TEXT = 32 };

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

/* A short quoted string of printable ASCII, which messages may repeat, into text[SHORT_TEXT]. */
static bool quoted(struct cursor *cursor, char *text)
{
    skip_blanks(cursor);
    char quote = *cursor->at;
    if (quote != '\'' && quote != '"')
        return false;
    const char *end = strchr(cursor->at + 1, quote);
    size_t length = end ? (size_t)(end - cursor->at - 1) : SHORT_TEXT;
    if (length >= SHORT_TEXT)
        return false;
    for (size_t i = 0; i < length; i++) {
        text[i] = cursor->at[1 + i];
        if (text[i] < ' ' || text[i] > '~')
            return false;
    }
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
    if (*cursor->at == 'L') /* Python 2 wrote long numbers so */
        cursor->at++;
    return true;
}

/* A structured type is a list of fields, or a tuple: the name of the first, for the advice. */
static bool refuse_structure(struct cursor *cursor, struct tess_error *error)
{
    struct cursor field = *cursor;
    char name[SHORT_TEXT];
    field.at += strcspn(field.at, "'\"");
    return tess_fail(error, TESS_BAD_DATA,
                     "%s: offset %" PRIu64 ": expected numbers, found a structured type; in NumPy, a = a['%s'] takes a "
                     "field of it",
                     cursor->blob->name, cursor->start + (uint64_t)(cursor->at - cursor->text),
                     quoted(&field, name) ? name : "FIELD");
}

static bool parse_descr(struct cursor *cursor, struct npy *array, struct tess_error *error)
{
    char name[SHORT_TEXT];
    skip_blanks(cursor);
    const char *start = cursor->at;
    if (*start == '[' || *start == '(')
        return refuse_structure(cursor, error);
    if (!quoted(cursor, name))
        return expected(cursor, "a type", error);
    array->type = npy_type_find(name, &array->big_endian);
    return array->type ||
           npy_type_refuse(name, cursor->blob->name, cursor->start + (uint64_t)(start - cursor->text), error);
}

static bool parse_order(struct cursor *cursor, struct npy *array, struct tess_error *error)
{
    array->columns_first = accept(cursor, "True");
    return array->columns_first || accept(cursor, "False") || expected(cursor, "fortran_order True or False", error);
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
        char name[SHORT_TEXT] = "";
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
    if (head[6] < 1 || head[6] > 3 || head[7] != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 6: expected .npy format version 1.0 to 3.0, found %d.%d",
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

/* Compared by division: the product may not fit. */
static bool check_size(const struct npy *array, uint64_t bytes, struct tess_error *error)
{
    uint64_t left = bytes < array->start ? 0 : bytes - array->start, size = (uint64_t)array->type->size;
    return (left % size == 0 && left / size == (uint64_t)array->count) ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: offset %" PRIu64 ": expected %" PRId64 " elements of %d byte%s, found %" PRIu64 " bytes",
                     array->blob.name, array->start, array->count, array->type->size, size == 1 ? "" : "s", left);
}

/* What its header wants, in bytes. */
static uint64_t whole_size(const struct npy *array)
{
    uint64_t bytes;
    if (__builtin_mul_overflow((uint64_t)array->count, (uint64_t)array->type->size, &bytes) ||
        __builtin_add_overflow(bytes, array->start, &bytes))
        return UINT64_MAX;
    return bytes;
}

bool npy_open(struct npy *array, struct blob blob, struct tess_error *error)
{
    *array = (struct npy){.blob = blob};
    bool good = read_header(array, error);
    if (good && blob.packing == BLOB_PLAIN)
        good = check_size(array, blob.size, error);
    else if (good && blob.is_member)
        good = check_size(array, blob.stated, error);
    good = good && blob_can_hold(&blob, whole_size(array), error);
    if (!good)
        npy_close(array);
    return good;
}

/* ---- Columns first ---- */

/* The axes along which an array really extends, last one first; and how far apart neighbours lie when rows come first.
 */
struct odometer {
    int rank;
    int64_t extent[TESS_ARRAY_MAX_RANK], stride[TESS_ARRAY_MAX_RANK], index[TESS_ARRAY_MAX_RANK];
    int64_t place;
};

/* Columns first, the first axis moves fastest. */
static void advance(struct odometer *o)
{
    for (int i = 0; i < o->rank; i++) {
        o->place += o->stride[i];
        if (++o->index[i] < o->extent[i])
            return;
        o->place -= o->stride[i] * o->extent[i];
        o->index[i] = 0;
    }
}

/* Lists the axes longer than 1, the first one first. */
static struct odometer odometer_of(const struct npy *array)
{
    struct odometer o = {.rank = 0};
    int64_t stride = array->count;
    for (int i = 0; i < array->rank; i++) {
        stride /= array->shape[i] ? array->shape[i] : 1;
        if (array->shape[i] == 1)
            continue;
        o.extent[o.rank] = array->shape[i];
        o.stride[o.rank++] = stride;
    }
    return o;
}

/* Samples lie all over an array that was stored columns first: it is kept in memory, rows first. */
static bool put_rows_first(struct npy *array, struct tess_error *error)
{
    unsigned char piece[8192];
    struct odometer o = odometer_of(array);
    const size_t size = (size_t)array->type->size;
    const int64_t most = (int64_t)(sizeof piece / size);
    if (o.rank < 2 || array->count == 0)
        return true;
    unsigned char *bytes = malloc((size_t)whole_size(array));
    bool good = bytes ? blob_read(&array->blob, 0, (size_t)array->start, bytes, "a .npy header", error)
                      : blob_out_of_memory(array->blob.name, error);
    for (int64_t first = 0; good && first < array->count; first += most) {
        int64_t n = array->count - first < most ? array->count - first : most;
        good = blob_read(&array->blob, array->start + (uint64_t)first * size, (size_t)n * size, piece, "array elements",
                         error);
        for (int64_t i = 0; good && i < n; i++, advance(&o))
            memcpy(bytes + array->start + (size_t)o.place * size, piece + (size_t)i * size, size);
    }
    if (good)
        blob_replace(&array->blob, bytes, whole_size(array));
    else
        free(bytes);
    return good;
}

/* ---- Elements ---- */

bool npy_load(struct npy *array, struct tess_error *error)
{
    return blob_unpack(&array->blob, whole_size(array), error) && check_size(array, array->blob.size, error) &&
           (!array->columns_first || put_rows_first(array, error));
}

bool npy_read(const struct npy *array, int64_t first, int64_t count, float *values, struct tess_error *error)
{
    unsigned char piece[8192];
    const struct npy_type *type = array->type;
    const int size = type->size;
    int64_t most = (int64_t)sizeof piece / size;
    while (count > 0) {
        int64_t n = count < most ? count : most;
        if (!blob_read(&array->blob, array->start + (uint64_t)(first * size), (size_t)(n * size), piece,
                       "array elements", error))
            return false;
        for (int64_t i = 0; i < n; i++) {
            const unsigned char *element = piece + i * size;
            values[i] = type->value(array->big_endian ? big_endian(element, size) : little_endian(element, size));
        }
        first += n;
        values += n;
        count -= n;
    }
    return true;
}

uint64_t npy_offset(const struct npy *array, int64_t index)
{
    int64_t place = index;
    if (array->columns_first) {
        const struct odometer o = odometer_of(array);
        int64_t step = 1;
        place = 0;
        for (int i = 0; i < o.rank; i++) {
            place += index / o.stride[i] % o.extent[i] * step;
            step *= o.extent[i];
        }
    }
    return array->start + (uint64_t)place * (uint64_t)array->type->size;
}

float npy_white(const struct npy *array, bool images)
{
    return images && strcmp(array->type->code, "u1") == 0 ? 255.0f : 1.0f;
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
