#include "header.h"

#include <stdlib.h>
#include <string.h>

#include "tensor.h"

enum { TEXT_OFFSET = 8 };

struct cursor {
    const char *path;
    char *text;
    size_t at, size;
    struct tess_error *error;
};

static bool fail_expected(const struct cursor *in, const char *expected)
{
    const unsigned char found = in->at < in->size ? (unsigned char)in->text[in->at] : 0;
    const size_t offset = in->at + TEXT_OFFSET;
    if (in->at >= in->size)
        return tess_fail(in->error, TESS_BAD_DATA, "%s: offset %zu: expected %s, found the end of the header", in->path,
                         offset, expected);
    if (found > 0x20 && found < 0x7f)
        return tess_fail(in->error, TESS_BAD_DATA, "%s: offset %zu: expected %s, found '%c'", in->path, offset,
                         expected, found);
    return tess_fail(in->error, TESS_BAD_DATA, "%s: offset %zu: expected %s, found byte 0x%02x", in->path, offset,
                     expected, found);
}

static void skip_space(struct cursor *in)
{
    while (in->at < in->size && memchr(" \t\r\n", in->text[in->at], 4))
        in->at++;
}

/* Takes the character if it comes next. */
static bool take(struct cursor *in, char wanted)
{
    skip_space(in);
    if (in->at >= in->size || in->text[in->at] != wanted)
        return false;
    in->at++;
    return true;
}

static bool expect(struct cursor *in, char wanted)
{
    const char text[] = {'\'', wanted, '\'', 0};
    return take(in, wanted) || fail_expected(in, text);
}

static bool parse_number(struct cursor *in, uint64_t *number)
{
    skip_space(in);
    const size_t start = in->at;
    *number = 0;
    for (; in->at < in->size && in->text[in->at] >= '0' && in->text[in->at] <= '9'; in->at++)
        if (*number > (INT64_MAX - 9) / 10)
            return fail_expected(in, "a smaller number");
        else
            *number = *number * 10 + (uint64_t)(in->text[in->at] - '0');
    return in->at > start || fail_expected(in, "a number");
}

static bool parse_hex(struct cursor *in, uint32_t *code)
{
    *code = 0;
    for (int digit = 0; digit < 4; digit++, in->at++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF";
        const char *found = in->at < in->size && in->text[in->at] ? strchr(digits, in->text[in->at]) : NULL;
        if (!found)
            return fail_expected(in, "four hexadecimal digits");
        *code = *code << 4 | (uint32_t)((found - digits) % 16);
    }
    return true;
}

/* What follows \u, as UTF-8 at *out. Characters beyond the first plane are written as a pair of surrogates. */
static bool parse_unicode(struct cursor *in, char **out)
{
    uint32_t code, low;
    if (!parse_hex(in, &code))
        return false;
    if (code >= 0xd800 && code < 0xdc00) {
        if (in->size - in->at < 6 || memcmp(in->text + in->at, "\\u", 2) != 0)
            return fail_expected(in, "the second half of a surrogate pair");
        in->at += 2;
        if (!parse_hex(in, &low))
            return false;
        if (low < 0xdc00 || low > 0xdfff)
            return fail_expected(in, "the second half of a surrogate pair before this");
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (code == 0 || (code >= 0xdc00 && code < 0xe000))
        return fail_expected(in, "a character that may stand alone before this");
    const int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    *(*out)++ = (char)(lead[more] | code >> 6 * more);
    for (int i = more - 1; i >= 0; i--)
        *(*out)++ = (char)(0x80 | (code >> 6 * i & 0x3f));
    return true;
}

/* A string, decoded in place: it only ever gets shorter. */
static bool parse_string(struct cursor *in, const char **text)
{
    if (!expect(in, '"'))
        return false;
    char *out = in->text + in->at;
    *text = out;
    while (in->at < in->size && in->text[in->at] != '"') {
        char c = in->text[in->at];
        if ((unsigned char)c < 0x20)
            return fail_expected(in, "a closing '\"'");
        in->at++;
        if (c != '\\') {
            *out++ = c;
            continue;
        }
        static const char escapes[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
        c = in->at < in->size ? in->text[in->at] : 0;
        const char *escape = c ? strchr(escapes, c) : NULL;
        if (!escape && c != 'u')
            return fail_expected(in, "an escape of JSON");
        in->at++;
        if (escape)
            *out++ = meaning[escape - escapes];
        else if (!parse_unicode(in, &out))
            return false;
    }
    if (in->at >= in->size)
        return fail_expected(in, "a closing '\"'");
    in->at++;
    *out = 0;
    return true;
}

/* Room for one more element; zeroed. */
static void *grow(const struct cursor *in, void **array, size_t *count, size_t size)
{
    if ((*count & (*count - 1)) == 0) {
        void *larger = realloc(*array, (*count ? 2 * *count : 1) * size);
        if (!larger) {
            tess_fail(in->error, TESS_FAILED, "%s: out of memory", in->path);
            return NULL;
        }
        *array = larger;
    }
    void *element = (char *)*array + (*count)++ * size;
    memset(element, 0, size);
    return element;
}

static bool parse_metadata(struct cursor *in, struct header *header)
{
    if (!expect(in, '{'))
        return false;
    if (take(in, '}'))
        return true;
    do {
        void *array = header->metadata;
        struct stored_metadata *entry = grow(in, &array, &header->entries, sizeof *entry);
        header->metadata = array;
        if (!entry || !parse_string(in, &entry->key) || !expect(in, ':'))
            return false;
        skip_space(in);
        entry->offset = in->at + 1 + TEXT_OFFSET;
        if (!parse_string(in, &entry->value))
            return false;
    } while (take(in, ','));
    return expect(in, '}');
}

static bool parse_type(struct cursor *in, struct stored_tensor *stored)
{
    skip_space(in);
    const size_t start = in->at;
    if (!parse_string(in, &stored->type_name))
        return false;
    for (int i = 0; i < tensor_types; i++)
        if (strcmp(stored->type_name, tensor_type[i].name) == 0) {
            stored->tensor.type = i < (int)TESS_OTHER_TYPE ? (enum tess_type)i : TESS_OTHER_TYPE;
            stored->type_name = tensor_type[i].name;
            return true;
        }
    return tess_fail(in->error, TESS_BAD_DATA, "%s: offset %zu: expected a type of tensor, found \"%s\"", in->path,
                     start + TEXT_OFFSET, stored->type_name);
}

static bool parse_shape(struct cursor *in, struct stored_tensor *stored)
{
    if (!expect(in, '['))
        return false;
    if (take(in, ']'))
        return true;
    do {
        uint64_t extent;
        if (stored->tensor.rank == TESS_TENSOR_RANK)
            return fail_expected(in, "at most 8 dimensions before this");
        if (!parse_number(in, &extent))
            return false;
        stored->tensor.shape[stored->tensor.rank++] = (int64_t)extent;
    } while (take(in, ','));
    return expect(in, ']');
}

static bool parse_place(struct cursor *in, struct stored_tensor *stored)
{
    return expect(in, '[') && parse_number(in, &stored->begin) && expect(in, ',') && parse_number(in, &stored->end) &&
           expect(in, ']');
}

static int type_bytes(const char *name)
{
    int i = 0;
    while (strcmp(tensor_type[i].name, name) != 0)
        i++;
    return tensor_type[i].bytes;
}

static bool parse_tensor(struct cursor *in, struct stored_tensor *stored)
{
    static const struct {
        const char *key;
        bool (*parse)(struct cursor *, struct stored_tensor *);
    } field[] = {{"dtype", parse_type}, {"shape", parse_shape}, {"data_offsets", parse_place}};
    enum { FIELDS = 3 };
    bool seen[FIELDS] = {false};
    if (!expect(in, '{'))
        return false;
    for (int fields = 0; fields < FIELDS; fields++) {
        const char *key;
        int i = 0;
        if ((fields > 0 && !expect(in, ',')) || !parse_string(in, &key))
            return false;
        while (i < FIELDS && (seen[i] || strcmp(key, field[i].key) != 0))
            i++;
        if (i == FIELDS)
            return fail_expected(in, "dtype, shape and data_offsets, each once, before this");
        seen[i] = true;
        if (!expect(in, ':') || !field[i].parse(in, stored))
            return false;
    }
    uint64_t bytes;
    if (!tensor_size(stored->tensor.rank, stored->tensor.shape, type_bytes(stored->type_name), &bytes) ||
        stored->end < stored->begin || stored->end - stored->begin != bytes)
        return fail_expected(in, "data_offsets that agree with shape and dtype before this");
    return expect(in, '}');
}

static int by_place(const void *a, const void *b)
{
    const struct stored_tensor *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct stored_tensor *)a)->tensor.name, ((const struct stored_tensor *)b)->tensor.name);
}

/* The tensors fill the data: no gaps, no overlaps, nothing behind them; no name twice. */
static bool check_places(struct cursor *in, struct header *header, uint64_t data)
{
    uint64_t end = 0;
    if (header->tensors > 0)
        qsort(header->tensor, header->tensors, sizeof *header->tensor, by_place);
    for (size_t i = 0; i < header->tensors; i++) {
        const struct stored_tensor *stored = &header->tensor[i];
        if (stored->begin != end)
            return tess_fail(in->error, TESS_BAD_DATA,
                             "%s: offset %d: expected tensors without gaps, found '%s' at %llu where %llu bytes are "
                             "taken",
                             in->path, TEXT_OFFSET, stored->tensor.name, (unsigned long long)stored->begin,
                             (unsigned long long)end);
        end = stored->end;
    }
    if (end != data)
        return tess_fail(in->error, TESS_BAD_DATA, "%s: offset %zu: expected %llu bytes of tensors, found %llu",
                         in->path, in->size + TEXT_OFFSET, (unsigned long long)end, (unsigned long long)data);
    if (header->tensors > 0)
        qsort(header->tensor, header->tensors, sizeof *header->tensor, by_name);
    for (size_t i = 1; i < header->tensors; i++)
        if (by_name(&header->tensor[i - 1], &header->tensor[i]) == 0)
            return tess_fail(in->error, TESS_BAD_DATA, "%s: offset %d: expected different names, found '%s' twice",
                             in->path, TEXT_OFFSET, header->tensor[i].tensor.name);
    return true;
}

static bool parse_members(struct cursor *in, struct header *header)
{
    if (!expect(in, '{'))
        return false;
    if (take(in, '}'))
        return true;
    bool described = false;
    do {
        const char *name;
        if (!parse_string(in, &name) || !expect(in, ':'))
            return false;
        if (strcmp(name, "__metadata__") == 0) {
            if (described)
                return fail_expected(in, "__metadata__ only once before this");
            described = true;
            if (!parse_metadata(in, header))
                return false;
            continue;
        }
        void *array = header->tensor;
        struct stored_tensor *stored = grow(in, &array, &header->tensors, sizeof *stored);
        header->tensor = array;
        if (!stored)
            return false;
        stored->tensor.name = name;
        if (!parse_tensor(in, stored))
            return false;
    } while (take(in, ','));
    return expect(in, '}');
}

bool header_parse(struct header *header, const char *path, char *text, size_t size, uint64_t data,
                  struct tess_error *error)
{
    struct cursor in = {.path = path, .text = text, .size = size, .error = error};
    *header = (struct header){.text = text};
    if (!parse_members(&in, header))
        return false;
    skip_space(&in);
    if (in.at < in.size)
        return fail_expected(&in, "the end of the header");
    return check_places(&in, header, data);
}

void header_release(struct header *header)
{
    free(header->text);
    free(header->tensor);
    free(header->metadata);
    *header = (struct header){0};
}
