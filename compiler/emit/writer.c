#include "emit/writer.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/number.h"

enum { INDENT = 4, WIDTH = 110, LINE_BYTES = 4096 };

struct binding {
    const char *name, *value;
};

struct writer {
    struct arena *arena;
    char *text;
    size_t length, capacity;
    int depth;
    int bindings, most_bindings;
    struct binding *binding;
};

struct writer *writer_create(struct arena *arena)
{
    struct writer *w = ARENA_NEW(arena, struct writer);
    w->arena = arena;
    w->capacity = 1 << 16;
    w->text = arena_alloc(arena, w->capacity);
    return w;
}

struct arena *writer_arena(const struct writer *w)
{
    return w->arena;
}

static void append(struct writer *w, const char *text, size_t length)
{
    if (w->length + length + 1 > w->capacity) {
        while (w->length + length + 1 > w->capacity)
            w->capacity *= 2;
        char *grown = arena_alloc(w->arena, w->capacity);
        memcpy(grown, w->text, w->length);
        w->text = grown;
    }
    memcpy(w->text + w->length, text, length);
    w->length += length;
    w->text[w->length] = '\0';
}

char *writer_text(struct writer *w)
{
    return w->text;
}

int writer_mark(const struct writer *w)
{
    return w->bindings;
}

void writer_release(struct writer *w, int mark)
{
    w->bindings = mark;
}

static void defect(const char *what, const char *name)
{
    fprintf(stderr, "tessc: internal error: %s '%s' in a template\n", what, name);
    abort();
}

static void bind(struct writer *w, const char *name, const char *value)
{
    if (w->bindings == w->most_bindings) {
        const int most = w->most_bindings * 2 + 64;
        struct binding *grown = ARENA_ARRAY(w->arena, struct binding, most);
        if (w->bindings)
            memcpy(grown, w->binding, sizeof *grown * (size_t)w->bindings);
        w->binding = grown;
        w->most_bindings = most;
    }
    w->binding[w->bindings++] = (struct binding){name, value};
}

void bind_integer(struct writer *w, const char *name, long long value)
{
    bind(w, name, arena_format(w->arena, "%lld", value));
}

void bind_float(struct writer *w, const char *name, float value)
{
    char text[NUMBER_TEXT];
    bind(w, name, arena_format(w->arena, "%s", number_c_float(value, text)));
}

void bind_text(struct writer *w, const char *name, const char *format, ...)
{
    char text[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bind(w, name, arena_copy(w->arena, text, strlen(text)));
}

static const char *look_up(const struct writer *w, const char *name, size_t length)
{
    for (int i = w->bindings - 1; i >= 0; i--)
        if (strlen(w->binding[i].name) == length && !memcmp(w->binding[i].name, name, length))
            return w->binding[i].value;
    char copy[64];
    snprintf(copy, sizeof copy, "%.*s", (int)length, name);
    defect("unbound name", copy);
    return NULL;
}

static bool name_character(char c)
{
    return islower((unsigned char)c) || isdigit((unsigned char)c) || c == '_';
}

/* Appends a template to line (of LINE_BYTES, `length` used) with its names replaced, and those in their values too;
 * returns the new length. */
static size_t expand(const struct writer *w, const char *from, const char *end, char *line, size_t length)
{
    while (from < end) {
        if (*from == '$') {
            const bool braced = from[1] == '{';
            const char *name = from + 1 + braced, *after = name;
            while (after < end && name_character(*after))
                after++;
            const char *value = look_up(w, name, (size_t)(after - name));
            length = expand(w, value, value + strlen(value), line, length);
            from = after + braced;
        } else {
            if (length + 1 == LINE_BYTES)
                defect("too long a line at", from);
            line[length++] = *from++;
        }
    }
    line[length] = '\0';
    return length;
}

/* How many braces a line opens less those it closes; *lowest is the least sum on the way. */
static int brace_balance(const char *line, int *lowest)
{
    int balance = 0;
    char quote = 0;
    *lowest = 0;
    for (const char *c = line; *c; c++) {
        if (quote) {
            if (*c == '\\' && c[1])
                c++;
            else if (*c == quote)
                quote = 0;
        } else if (*c == '"' || *c == '\'') {
            quote = *c;
        } else if (*c == '/' && c[1] == '*') {
            break;
        } else if (*c == '{') {
            balance++;
        } else if (*c == '}') {
            balance--;
            *lowest = balance < *lowest ? balance : *lowest;
        }
    }
    return balance;
}

/* Shapes of one leave factors that say nothing: takes every " * 1" and " / 1" out of a line. */
static void drop_unit_factors(char *line)
{
    for (char *at = strchr(line, ' '); at; at = strchr(at, ' ')) {
        if ((at[1] != '*' && at[1] != '/') || at[2] != ' ' || at[3] != '1') {
            at++;
            continue;
        }
        char *after = at + 4;
        if (isalnum((unsigned char)*after) || *after == '.')
            at = after;
        else
            memmove(at, after, strlen(after) + 1);
    }
}

/* Writes one line at the present depth. A template's own leading spaces are kept: they mark continuations. */
static void write_line(struct writer *w, const char *line)
{
    int lowest;
    const int balance = brace_balance(line, &lowest);
    w->depth += lowest;
    if (*line)
        for (int i = 0; i < w->depth * INDENT; i++)
            append(w, " ", 1);
    append(w, line, strlen(line));
    append(w, "\n", 1);
    w->depth += balance - lowest;
}

void code(struct writer *w, const char *text)
{
    char line[LINE_BYTES];
    while (*text) {
        const char *end = strchr(text, '\n');
        if (!end)
            end = text + strlen(text);
        expand(w, text, end, line, 0);
        drop_unit_factors(line);
        write_line(w, line);
        text = *end ? end + 1 : end;
    }
}

/* For people: 0.5f is 0.5 in a comment. */
static void drop_float_suffixes(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != 'f' || from == text || !isdigit((unsigned char)from[-1]) || isalnum((unsigned char)from[1]))
            *to++ = *from;
    *to = '\0';
}

void comment(struct writer *w, const char *text)
{
    char expanded[LINE_BYTES];
    expand(w, text, text + strlen(text), expanded, 0);
    drop_float_suffixes(expanded);
    char line[LINE_BYTES] = "/*";
    size_t length = 2;
    for (char *word = strtok(expanded, " "); word; word = strtok(NULL, " ")) {
        if (length + strlen(word) + 4 > (size_t)(WIDTH - w->depth * INDENT)) {
            write_line(w, line);
            strcpy(line, " *");
            length = 2;
        }
        length += (size_t)snprintf(line + length, sizeof line - length, " %s", word);
    }
    strcat(line, " */");
    write_line(w, line);
}

/* Writes items, as many to a line as fit. */
struct wrapped {
    struct writer *w;
    char line[LINE_BYTES];
    size_t length;
};

static void wrapped_item(struct wrapped *wrapped, const char *item)
{
    if (wrapped->length && wrapped->length + strlen(item) + 2 > (size_t)(WIDTH - wrapped->w->depth * INDENT)) {
        write_line(wrapped->w, wrapped->line);
        wrapped->length = 0;
    }
    wrapped->length += (size_t)snprintf(wrapped->line + wrapped->length, sizeof wrapped->line - wrapped->length,
                                        "%s%s,", wrapped->length ? " " : "", item);
}

static void wrapped_end(struct wrapped *wrapped)
{
    if (wrapped->length)
        write_line(wrapped->w, wrapped->line);
}

void list_integers(struct writer *w, const int *values, int count)
{
    struct wrapped wrapped = {.w = w};
    char item[32];
    for (int i = 0; i < count; i++) {
        snprintf(item, sizeof item, "%d", values[i]);
        wrapped_item(&wrapped, item);
    }
    wrapped_end(&wrapped);
}

void list_words(struct writer *w, const uint64_t *values, int count)
{
    struct wrapped wrapped = {.w = w};
    char item[32];
    for (int i = 0; i < count; i++) {
        snprintf(item, sizeof item, "0x%016" PRIx64, values[i]);
        wrapped_item(&wrapped, item);
    }
    wrapped_end(&wrapped);
}

void list_floats(struct writer *w, const float *values, int count)
{
    struct wrapped wrapped = {.w = w};
    char item[NUMBER_TEXT];
    for (int i = 0; i < count; i++)
        wrapped_item(&wrapped, number_c_float(values[i], item));
    wrapped_end(&wrapped);
}
