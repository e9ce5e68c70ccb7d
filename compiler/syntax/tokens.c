#include "syntax/tokens.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *span_text(const struct parse *parse, struct span span)
{
    return arena_copy(parse->arena, parse->source->text + span.offset, span.length);
}

static struct atom *new_atom(struct parse *parse, enum atom_kind kind, struct span span, const char *text)
{
    struct atom *atom = ARENA_NEW(parse->arena, struct atom);
    *atom = (struct atom){.kind = kind, .span = span, .text = text};
    return atom;
}

struct atom *parse_word(struct parse *parse, struct span span)
{
    return new_atom(parse, ATOM_WORD, span, span_text(parse, span));
}

struct atom *parse_number(struct parse *parse, struct span span)
{
    char *text = arena_copy(parse->arena, parse->source->text + span.offset, span.length);
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != '_')
            *to++ = *from;
    *to = '\0';
    return new_atom(parse, ATOM_NUMBER, span, text);
}

struct atom *parse_size(struct parse *parse, struct span span)
{
    struct atom *atom = new_atom(parse, ATOM_SIZE, span, span_text(parse, span));
    for (const char *at = atom->text; *at;) {
        char *end;
        errno = 0;
        long extent = strtol(at, &end, 10);
        if (*end == '_' || errno || extent > INT_MAX || atom->rank == SIZE_MAX_RANK) {
            const char *what = *end == '_'                   ? "numbers in a size have no '_'"
                               : atom->rank == SIZE_MAX_RANK ? "a size has at most three numbers"
                                                             : "number too large in a size";
            diagnose_error(parse->diagnostics, span, "%s", what);
            atom->rank = 0;
            break;
        }
        atom->size[atom->rank++] = (int)extent;
        at = *end ? end + 1 : end;
    }
    return atom;
}

struct atom *parse_text(struct parse *parse, struct span span)
{
    const char *text = parse->source->text + span.offset;
    size_t closing = span.length > 1 && text[span.length - 1] == '"';
    return new_atom(parse, ATOM_TEXT, span, arena_copy(parse->arena, text + 1, span.length - 1 - closing));
}

/* Characters that other languages put between words and their values. */
static const struct {
    char character;
    const char *advice;
} elsewhere[] = {
    {'(', "; words and values stand without parentheses, as in 'conv 64 5x5'"},
    {'=', "; a value stands behind its word, as in 'leak 0.5'"},
    {':', "; a value stands behind its word, as in 'leak 0.5'"},
    {'[', "; numbers of a list stand one behind the other, as in 'mean 0.5 0.4 0.3'"},
    {'\'', "; words stand without quotes, texts in double ones"},
};

void parse_unexpected(struct parse *parse, struct span span)
{
    const char *text = span_text(parse, span), *advice = "";
    if (parse->told)
        return;
    parse->told = true;
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (*text == elsewhere[i].character)
            advice = elsewhere[i].advice;
    if (span.length > 1 || (*text > ' ' && *text < 127))
        diagnose_error(parse->diagnostics, span, "unexpected character '%s'%s", text, advice);
    else
        diagnose_error(parse->diagnostics, span, "unexpected byte 0x%02x", (unsigned char)*text);
}

bool parse_open(struct parse *parse, struct span span)
{
    if (parse->depth == MAX_DEPTH) {
        diagnose_error(parse->diagnostics, span, "blocks nested more than %d deep", MAX_DEPTH);
        parse->stopped = true;
        return false;
    }
    parse->open[parse->depth++] = span;
    return true;
}

void parse_close(struct parse *parse)
{
    parse->unmatched = parse->depth == 0;
    if (parse->depth > 0)
        parse->depth--;
}
