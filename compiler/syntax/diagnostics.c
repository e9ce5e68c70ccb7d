#include "syntax/diagnostics.h"

#include <stdlib.h>
#include <string.h>

#include "tess/text.h"

/* A file that is wrong in more places than this is probably not a model file. */
enum { MAX_REPORTS = 100 };

struct choice {
    const char *name;
    enum severity severity;
    struct choice *next;
};

struct diagnostics {
    struct arena *arena;
    struct diagnostic *first, **end;
    struct diagnostic *last; /* what notes are added to */
    struct choice *choices;
    int count, errors, warnings;
    bool warnings_are_errors;
};

struct diagnostics *diagnostics_create(struct arena *arena)
{
    struct diagnostics *diagnostics = ARENA_NEW(arena, struct diagnostics);
    diagnostics->arena = arena;
    diagnostics->end = &diagnostics->first;
    return diagnostics;
}

struct diagnostics *diagnostics_like(struct arena *arena, const struct diagnostics *other)
{
    struct diagnostics *diagnostics = diagnostics_create(arena);
    diagnostics->choices = other->choices;
    diagnostics->warnings_are_errors = other->warnings_are_errors;
    return diagnostics;
}

static bool same_span(struct span a, struct span b)
{
    if (a.offset != b.offset || a.length != b.length)
        return false;
    return a.source == b.source || (a.source && b.source && !strcmp(a.source->name, b.source->name));
}

static bool already_reported(const struct diagnostics *diagnostics, struct span span, const char *text)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next)
        if (same_span(d->span, span) && !strcmp(d->text, text))
            return true;
    return false;
}

static enum severity chosen_severity(const struct diagnostics *diagnostics, const char *name, enum severity severity)
{
    for (const struct choice *choice = name ? diagnostics->choices : NULL; choice; choice = choice->next)
        if (!strcmp(choice->name, name))
            return choice->severity;
    if (severity == SEVERITY_WARNING && diagnostics->warnings_are_errors)
        return SEVERITY_ERROR;
    return severity;
}

static char *format_text(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

static void report(struct diagnostics *diagnostics, const char *name, enum severity severity, struct span span,
                   const char *text)
{
    enum severity own = severity;
    diagnostics->last = NULL;
    severity = chosen_severity(diagnostics, name, severity);
    if (severity == SEVERITY_OFF || already_reported(diagnostics, span, text))
        return;
    diagnostics->errors += severity == SEVERITY_ERROR;
    diagnostics->warnings += severity == SEVERITY_WARNING;
    if (++diagnostics->count > MAX_REPORTS)
        return;
    struct diagnostic *diagnostic = ARENA_NEW(diagnostics->arena, struct diagnostic);
    *diagnostic = (struct diagnostic){.severity = severity, .own = own, .name = name, .span = span, .text = text};
    *diagnostics->end = diagnostics->last = diagnostic;
    diagnostics->end = &diagnostic->next;
}

void diagnose_error(struct diagnostics *diagnostics, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(diagnostics, NULL, SEVERITY_ERROR, span, format_text(diagnostics->arena, format, arguments));
    va_end(arguments);
}

void diagnose_named(struct diagnostics *diagnostics, const char *name, enum severity severity, struct span span,
                    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(diagnostics, name, severity, span, format_text(diagnostics->arena, format, arguments));
    va_end(arguments);
}

void diagnose_note(struct diagnostics *diagnostics, struct span span, const char *format, ...)
{
    if (!diagnostics->last)
        return;
    struct diagnostic *note = ARENA_NEW(diagnostics->arena, struct diagnostic);
    va_list arguments;
    va_start(arguments, format);
    *note = (struct diagnostic){
        .severity = SEVERITY_NOTE, .span = span, .text = format_text(diagnostics->arena, format, arguments)};
    va_end(arguments);
    struct diagnostic **end = &diagnostics->last->notes;
    while (*end)
        end = &(*end)->next;
    *end = note;
}

void diagnostics_withdraw(struct diagnostics *diagnostics, struct span word)
{
    struct diagnostic **at = &diagnostics->first;
    while (*at) {
        const struct span span = (*at)->span;
        if (span.source == word.source && span.offset > word.offset && span.offset <= word.offset + word.length &&
            (*at)->severity == SEVERITY_ERROR)
            *at = (*at)->next;
        else
            at = &(*at)->next;
    }
    diagnostics->end = at;
    diagnostics->last = NULL;
}

void diagnostics_set_severity(struct diagnostics *diagnostics, const char *name, enum severity severity)
{
    struct choice *choice = ARENA_NEW(diagnostics->arena, struct choice);
    *choice = (struct choice){.name = name, .severity = severity, .next = diagnostics->choices};
    diagnostics->choices = choice;
}

void diagnostics_warnings_are_errors(struct diagnostics *diagnostics)
{
    diagnostics->warnings_are_errors = true;
}

bool diagnostics_full(const struct diagnostics *diagnostics)
{
    return diagnostics->count > MAX_REPORTS;
}

int diagnostics_errors(const struct diagnostics *diagnostics)
{
    return diagnostics->errors;
}

int diagnostics_warnings(const struct diagnostics *diagnostics)
{
    return diagnostics->warnings;
}

/* Sources stay in the order in which they were first reported; within one, by place. */
static bool comes_before(const struct diagnostic *a, const struct diagnostic *b)
{
    return a->span.source && a->span.source == b->span.source && a->span.offset < b->span.offset;
}

const struct diagnostic *diagnostics_sorted(struct diagnostics *diagnostics)
{
    struct diagnostic *sorted = NULL;
    for (struct diagnostic *d = diagnostics->first, *next; d; d = next) {
        next = d->next;
        struct diagnostic **at = &sorted;
        while (*at && !comes_before(d, *at))
            at = &(*at)->next;
        d->next = *at;
        *at = d;
    }
    diagnostics->first = sorted;
    diagnostics->end = &diagnostics->first;
    while (*diagnostics->end)
        diagnostics->end = &(*diagnostics->end)->next;
    return sorted;
}

/* The source line, cut to what fits around the span, with a caret under the span's first character. */
static void print_excerpt(FILE *file, struct span span)
{
    enum { BEFORE = 60, WIDTH = 110 };
    struct place place = source_place(span);
    const char *line = span.source->text + place.line_offset;
    uint32_t at =
        span.offset < place.line_offset + place.line_length ? span.offset - place.line_offset : place.line_length;
    uint32_t start = at > BEFORE && place.line_length > WIDTH ? at - BEFORE : 0;
    uint32_t end = place.line_length - start > WIDTH ? start + WIDTH : place.line_length;
    fputs("    ", file);
    for (uint32_t i = start; i < end;) {
        uint32_t length = line[i] == '\t' ? 1 : (uint32_t)tess_character(line + i);
        if (length > 0 && length <= end - i)
            fwrite(line + i, 1, length, file);
        else if (((unsigned char)line[i] & 0xC0) != 0x80)
            fputc('?', file); /* one column, as the caret counts */
        i += length ? length : 1;
    }
    fputs("\n    ", file);
    for (uint32_t i = start; i < at; i++)
        if (((unsigned char)line[i] & 0xC0) != 0x80)
            fputc(line[i] == '\t' ? '\t' : ' ', file);
    fputc('^', file);
    uint32_t under = span.length;
    if (under > end - at)
        under = end > at ? end - at : 0;
    for (uint32_t i = 1; i < under; i++)
        if (((unsigned char)line[at + i] & 0xC0) != 0x80)
            fputc('~', file);
    fputc('\n', file);
}

static const char *const severity_names[] = {"", "note", "warning", "error"};

static void print_one(FILE *file, const struct diagnostic *diagnostic)
{
    struct span span = diagnostic->span;
    bool has_line = span.source && span.source->text;
    if (has_line) {
        struct place place = source_place(span);
        tess_name_print(file, span.source->name);
        fprintf(file, ":%d:%d: ", place.line, place.column);
    } else {
        tess_name_print(file, span.source ? span.source->name : "tessc");
        fputs(": ", file);
    }
    fprintf(file, "%s: ", severity_names[diagnostic->severity]);
    tess_text_print(file, diagnostic->text);
    if (diagnostic->name && diagnostic->own == SEVERITY_WARNING)
        fprintf(file, diagnostic->severity == SEVERITY_ERROR ? " [-Werror=%s]" : " [-W%s]", diagnostic->name);
    fputc('\n', file);
    if (has_line && span.source->length)
        print_excerpt(file, span);
    for (const struct diagnostic *note = diagnostic->notes; note; note = note->next)
        print_one(file, note);
}

void diagnostics_print(struct diagnostics *diagnostics, FILE *file)
{
    for (const struct diagnostic *d = diagnostics_sorted(diagnostics); d; d = d->next)
        print_one(file, d);
    if (diagnostics_full(diagnostics))
        fputs("tessc: there may be more; these are the first\n", file);
}
