#include "writer/writer.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/number.h"
#include "writer/extents.h"
#include "writer/fold.h"
#include "writer/layout.h"
#include "writer/words.h"

struct binding {
    const char *name, *value;
    const char *number; /* in comments, if a constant stands for it; otherwise NULL */
};

/* Text that grows: no line of C is cut, however long the model makes it. Starts as all zeros. */
struct text {
    char *at; /* in the arena, ended by a zero once something was added */
    size_t length, room;
};

struct writer {
    struct arena *arena;
    struct text text;           /* what was written so far */
    struct text line, expanded; /* at hand */
    struct text statement;      /* that has begun */
    struct c_lines piece;       /* of the file, up to an empty line between functions and tables: not yet written */
    struct knowns knowns;
    struct extents extents;
    struct glossary glossary;
    bool numbers; /* in place of the constants that name them */
    int depth;
    bool in_comment; /* of lines of a template, not of comment() */
    int bindings, most_bindings;
    struct binding *binding;
    int buffers;
    const struct writer_buffer *buffer;
};

struct writer *writer_create(struct arena *arena)
{
    struct writer *w = ARENA_NEW(arena, struct writer);
    w->arena = arena;
    return w;
}

struct arena *writer_arena(const struct writer *w)
{
    return w->arena;
}

static void append(struct arena *arena, struct text *text, const char *from, size_t length)
{
    if (text->length + length + 1 > text->room) {
        const size_t room = 2 * (text->length + length) + 256;
        char *grown = arena_alloc(arena, room);
        if (text->length)
            memcpy(grown, text->at, text->length);
        text->at = grown;
        text->room = room;
    }
    memcpy(text->at + text->length, from, length);
    text->length += length;
    text->at[text->length] = '\0';
}

static void clear(struct arena *arena, struct text *text)
{
    text->length = 0;
    append(arena, text, "", 0);
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

static void bind(struct writer *w, const char *name, const char *value, const char *number)
{
    if (w->bindings == w->most_bindings) {
        const int most = w->most_bindings * 2 + 64;
        struct binding *grown = ARENA_ARRAY(w->arena, struct binding, most);
        if (w->bindings)
            memcpy(grown, w->binding, sizeof *grown * (size_t)w->bindings);
        w->binding = grown;
        w->most_bindings = most;
    }
    w->binding[w->bindings++] = (struct binding){name, value, number};
}

void bind_integer(struct writer *w, const char *name, long long value)
{
    bind(w, name, arena_format(w->arena, "%lld", value), NULL);
}

void bind_float(struct writer *w, const char *name, float value)
{
    char text[NUMBER_TEXT];
    bind(w, name, arena_format(w->arena, "%s", number_c_float(value, text)), NULL);
}

void bind_text(struct writer *w, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    bind(w, name, arena_format_list(w->arena, format, arguments), NULL);
    va_end(arguments);
}

void bind_buffers(struct writer *w, const struct writer_buffer *buffer, int buffers)
{
    w->buffer = buffer;
    w->buffers = buffers;
}

static const char *look_up(const struct writer *w, const char *name, size_t length)
{
    for (int i = w->bindings - 1; i >= 0; i--)
        if (strlen(w->binding[i].name) == length && !memcmp(w->binding[i].name, name, length))
            return w->numbers && w->binding[i].number ? w->binding[i].number : w->binding[i].value;
    defect("unbound name", arena_copy(w->arena, name, length));
    return NULL;
}

static bool name_character(char c)
{
    return islower((unsigned char)c) || isdigit((unsigned char)c) || c == '_';
}

static void expand(const struct writer *w, const char *from, const char *end, struct text *line);

/* Up to a character of a template, as C. */
static char *expanded_until(const struct writer *w, const char **from, const char *end, char last)
{
    struct text text = {0};
    const char *after = memchr(*from, last, (size_t)(end - *from));
    if (!after)
        defect("unfinished", "$at(");
    expand(w, *from, after, &text);
    append(w->arena, &text, "", 0);
    *from = after + 1;
    return text.at;
}

static bool has_type(const struct writer_buffer *buffer, const char *type)
{
    if (!strcmp(buffer->type, type))
        return true;
    return !strncmp(type, "tess_fx", 7) ? !strcmp(buffer->type, "float")
                                        : !strncmp(type, "tess_ix", 7) && !strcmp(buffer->type, "int32_t");
}

/* What follows $at( in a template: TYPE, NAME). Returns what comes after it. */
static const char *expand_buffer(const struct writer *w, const char *from, const char *end, struct text *line)
{
    const char *type = expanded_until(w, &from, end, ',');
    const char *name = expanded_until(w, &from, end, ')') + 1; /* behind a space */
    const struct writer_buffer *buffer = w->buffer, *after = w->buffer + w->buffers;
    while (buffer < after && strcmp(buffer->name, name) != 0)
        buffer++;
    if (buffer == after)
        defect("no buffer", name);
    if (!has_type(buffer, type))
        defect(type, name);
    const char *access = arena_format(w->arena, "%s(%s, %s)", buffer->accessor, type, name);
    append(w->arena, line, access, strlen(access));
    return from;
}

/* Appends a template to a text with its names replaced, and those in their values too. */
static void expand(const struct writer *w, const char *from, const char *end, struct text *line)
{
    while (from < end) {
        const char *dollar = memchr(from, '$', (size_t)(end - from));
        append(w->arena, line, from, (size_t)((dollar ? dollar : end) - from));
        if (!dollar)
            return;
        const bool braced = dollar[1] == '{';
        const char *name = dollar + 1 + braced, *after = name;
        while (after < end && name_character(*after))
            after++;
        if (end - name > 3 && !strncmp(name, "at(", 3)) {
            from = expand_buffer(w, name + 3, end, line);
            continue;
        }
        const char *value = look_up(w, name, (size_t)(after - name));
        expand(w, value, value + strlen(value), line);
        from = after + braced;
    }
}

static void write_comment(struct writer *w, const char *text, int depth);
static void write_piece(struct writer *w);

void writer_glossary(struct writer *w, const struct writer_word *word, int words)
{
    write_piece(w);
    w->glossary = (struct glossary){words, word, ARENA_ARRAY(w->arena, bool, words)};
}

/* Writes what was gathered, its loops of one trip folded. */
static void write_piece(struct writer *w)
{
    const char *meanings = new_meanings(w->arena, &w->glossary, &w->piece);
    if (*meanings) {
        write_comment(w, meanings, 0);
        append(w->arena, &w->text, "\n", 1);
    }
    const struct c_lines lines = folded(w->arena, &w->knowns, &w->piece);
    for (int i = 0; i < lines.count; i++) {
        const struct c_line *line = &lines.line[i];
        const char *text = line->text;
        if (line->comment) {
            write_comment(w, text, line->depth);
            continue;
        }
        if (!line->fixed)
            extents_use(&w->extents, text);
        text = line->fixed ? arena_format(w->arena, "%s\n", text) : laid_out(w->arena, line->depth, text);
        append(w->arena, &w->text, text, strlen(text));
    }
    w->piece.count = 0;
}

char *writer_text(struct writer *w)
{
    write_piece(w);
    append(w->arena, &w->text, "", 0);
    return w->text.at;
}

void writer_begin_section(struct writer *w)
{
    write_piece(w);
    if (w->extents.sections == MOST_SECTIONS)
        defect("too many sections", "");
    w->extents.section[w->extents.sections].first = w->extents.count;
    w->extents.section[w->extents.sections++].at = w->text.length;
}

void writer_end_section(struct writer *w, const char *title)
{
    write_piece(w);
    const struct text old = w->text;
    const char *text = extents_enum(w->arena, &w->extents, title);
    const size_t at = w->extents.section[w->extents.sections].at;
    if (!*text)
        return;
    w->text = (struct text){0};
    append(w->arena, &w->text, old.at, at);
    append(w->arena, &w->text, text, strlen(text));
    append(w->arena, &w->text, old.at + at, old.length - at);
}

int writer_sections(const struct writer *w)
{
    return w->extents.sections;
}

void bind_extent(struct writer *w, const char *name, const char *constant, long long value, const char *what)
{
    if (value < 0 || !w->extents.sections) {
        bind_integer(w, name, value);
        return;
    }
    bind(w, name, constant, arena_format(w->arena, "%lld", value));
    for (int i = 0; i < w->buffers; i++)
        if (!strcmp(w->buffer[i].name, constant))
            defect("two meanings of", constant);
    if (extents_add(w->arena, &w->extents, (struct extent){.constant = constant, .what = what, .value = value}))
        know(w->arena, &w->knowns, constant, value, false);
}

/* How many round brackets a line opens less those it closes. */
static int bracket_balance(const char *line)
{
    int balance = 0;
    char quote = 0;
    for (const char *c = line; *c && (quote || c[0] != '/' || c[1] != '*'); c++) {
        if (quote && *c == '\\' && c[1])
            c++;
        else if (quote)
            quote = *c == quote ? 0 : quote;
        else if (*c == '"' || *c == '\'')
            quote = *c;
        else
            balance += (*c == '(') - (*c == ')');
    }
    return balance;
}

/* Does a statement go on in the next line? Outside of functions only brackets tell. */
static bool goes_on(const struct writer *w)
{
    const char *text = w->statement.at, *comment = strstr(text, " /*");
    size_t length = comment ? (size_t)(comment - text) : strlen(text);
    if (bracket_balance(text) > 0)
        return true;
    if (w->depth == 0 || length == 0)
        return false;
    return !strchr(";{},:/", text[length - 1]) && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != length;
}

/* A line as it is: of a comment over several lines, a string, a line of the preprocessor. */
static bool is_fixed(struct writer *w, const char *line)
{
    const bool inside = w->in_comment;
    if (!inside && strncmp(line, "/*", 2) != 0)
        return *line == '#' || line[strspn(line, " ")] == '"';
    w->in_comment = !strstr(line, "*/");
    return true;
}

/* Takes one line of a template, its names replaced. */
static void take_line(struct writer *w, const char *line)
{
    int lowest;
    if (!w->statement.length && is_fixed(w, line)) {
        add_line(w->arena, &w->piece, (struct c_line){.text = arena_copy(w->arena, line, strlen(line)), .fixed = true});
        return;
    }
    if (w->statement.length)
        append(w->arena, &w->statement, "\n", 1);
    append(w->arena, &w->statement, line, strlen(line));
    if (goes_on(w))
        return;
    w->depth += brace_balance(w->statement.at, &lowest);
    add_line(w->arena, &w->piece, (struct c_line){.text = arena_copy(w->arena, w->statement.at, w->statement.length)});
    clear(w->arena, &w->statement);
    if (w->depth == 0 && !*line)
        write_piece(w);
}

void code(struct writer *w, const char *text)
{
    while (*text) {
        const char *end = strchr(text, '\n');
        if (!end)
            end = text + strlen(text);
        clear(w->arena, &w->line);
        expand(w, text, end, &w->line);
        take_line(w, w->line.at);
        text = *end ? end + 1 : end;
    }
}

int open_braces(const struct writer *w)
{
    return w->depth;
}

void close_to(struct writer *w, int braces)
{
    while (w->depth > braces)
        code(w, "}");
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
    clear(w->arena, &w->expanded);
    w->numbers = true;
    expand(w, text, text + strlen(text), &w->expanded);
    w->numbers = false;
    drop_float_suffixes(w->expanded.at);
    const size_t length = strlen(w->expanded.at);
    add_line(w->arena, &w->piece,
             (struct c_line){.text = arena_copy(w->arena, w->expanded.at, length), .comment = true});
}

/* Begins the line at hand anew. */
static void start_line(struct writer *w, const char *text)
{
    w->line.length = 0;
    append(w->arena, &w->line, text, strlen(text));
}

/* Does so much text more, with what goes around it, still fit the line at hand, which is so many braces deep? */
static bool fits(const struct writer *w, size_t more, int depth)
{
    return w->line.length + more <= (size_t)(WIDTH - depth * INDENT);
}

static void end_line(struct writer *w, int depth)
{
    const char *line = arena_format(w->arena, "%*s%s\n", depth * INDENT, "", w->line.at);
    append(w->arena, &w->text, line, strlen(line));
}

static void write_comment(struct writer *w, const char *text, int depth)
{
    start_line(w, "/*");
    for (const char *word = text, *end; *word; word = end + strspn(end, " ")) {
        const bool ended = *word == '\n';
        word += ended;
        end = word + strcspn(word, " \n");
        if (ended || !fits(w, (size_t)(end - word) + 4, depth)) {
            end_line(w, depth);
            start_line(w, " *");
        }
        append(w->arena, &w->line, " ", 1);
        append(w->arena, &w->line, word, (size_t)(end - word));
    }
    append(w->arena, &w->line, " */", 3);
    end_line(w, depth);
}

/* Takes an item of a list, as many to a line as fit. */
static void list_item(struct writer *w, const char *item)
{
    if (w->line.length && !fits(w, strlen(item) + 2, w->depth)) {
        take_line(w, w->line.at);
        start_line(w, "");
    }
    append(w->arena, &w->line, " ", w->line.length ? 1 : 0);
    append(w->arena, &w->line, item, strlen(item));
    append(w->arena, &w->line, ",", 1);
}

static void end_list(struct writer *w)
{
    if (w->line.length)
        take_line(w, w->line.at);
}

void list_integers(struct writer *w, const int *values, int count)
{
    char item[32];
    start_line(w, "");
    for (int i = 0; i < count; i++) {
        snprintf(item, sizeof item, "%d", values[i]);
        list_item(w, item);
    }
    end_list(w);
}

void list_words(struct writer *w, const uint64_t *values, int count)
{
    char item[32];
    start_line(w, "");
    for (int i = 0; i < count; i++) {
        snprintf(item, sizeof item, "0x%016" PRIx64, values[i]);
        list_item(w, item);
    }
    end_list(w);
}

void list_floats(struct writer *w, const float *values, int count)
{
    char item[NUMBER_TEXT];
    start_line(w, "");
    for (int i = 0; i < count; i++)
        list_item(w, number_c_float(values[i], item));
    end_list(w);
}
