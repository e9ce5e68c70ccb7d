#include "syntax/tokens.h"

#include "syntax/expression.h"

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
    if (parse->starts && parse->depth == 0)
        parse->defines = span.length == 6 && !strncmp(parse->source->text + span.offset, "define", 6);
    if (parse->line_starts)
        parse->told = false;
    parse->starts = parse->line_starts = false;
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
struct advice {
    char character;
    const char *text;
};

static const struct advice elsewhere[] = {
    {'(', "; words and values stand without parentheses, as in 'conv 64 5x5'"},
    {'=', "; a value stands behind its word, as in 'leak 0.5'"},
    {':', "; a value stands behind its word, as in 'leak 0.5'"},
    {'[', "; numbers of a list stand one behind the other, as in 'mean 0.5 0.4 0.3'"},
    {'.', "; what belongs to a setting stands in its braces, as in 'learn { alpha post 0.5 }'"},
    {'\'', "; words stand without quotes, texts in double ones"},
};

/* The same of expressions. */
static const struct advice in_expressions[] = {
    {'^', "; there are no powers: write x * x"},
    {'%', "; there are no remainders"},
    {'?', "; write select(condition, a, b)"},
    {'&', "; 'a and b' is select(a, select(b, x, y), y)"},
    {'|', "; 'a or b' is select(a, x, select(b, x, y))"},
    {'!', "; 'not equal' is written '!=', and select(condition, b, a) turns a condition round"},
    {'[', "; a statement speaks of one neuron or synapse and one time step, without indices"},
    {'.', "; a number begins with a digit, as in 0.5"},
};

static void unexpected(struct parse *parse, struct span span, const struct advice *advices, size_t count)
{
    const char *text = span_text(parse, span), *advice = "";
    if (parse->told)
        return;
    parse->told = true;
    for (size_t i = 0; i < count; i++)
        if (*text == advices[i].character)
            advice = advices[i].text;
    if (span.length > 1 || (*text > ' ' && *text < 127))
        diagnose_error(parse->diagnostics, span, "unexpected character '%s'%s", text, advice);
    else
        diagnose_error(parse->diagnostics, span, "unexpected byte 0x%02x", (unsigned char)*text);
}

void parse_unexpected(struct parse *parse, struct span span)
{
    unexpected(parse, span, elsewhere, sizeof elsewhere / sizeof *elsewhere);
}

struct atom *parse_dotted(struct parse *parse, struct span span)
{
    struct atom *atom = parse_word(parse, span);
    const uint32_t before = (uint32_t)strcspn(atom->text, ".");
    parse_unexpected(parse, (struct span){span.source, span.offset + before, 1});
    return atom;
}

void parse_unexpected_operator(struct parse *parse, struct span span)
{
    unexpected(parse, span, in_expressions, sizeof in_expressions / sizeof *in_expressions);
}

bool parse_open(struct parse *parse, struct span span)
{
    if (parse->depth == MAX_DEPTH) {
        diagnose_error(parse->diagnostics, span, "blocks nested more than %d deep", MAX_DEPTH);
        parse->stopped = true;
        return false;
    }
    parse->open[parse->depth++] = span;
    parse->starts = true;
    return true;
}

void parse_close(struct parse *parse)
{
    parse->unmatched = parse->depth == 0;
    if (parse->depth > 0)
        parse->depth--;
}

void parse_end(struct parse *parse)
{
    parse->starts = true;
}

bool parse_equals(struct parse *parse, struct span span)
{
    if (!parse->defines || parse->depth == 0) {
        parse_unexpected(parse, span);
        return false;
    }
    parse->broken = parse->told = false;
    parse->signs = parse->parentheses = 0;
    return true;
}

bool parse_goes_on(const struct parse *parse)
{
    return parse->parentheses > 0 && !parse->broken;
}

static bool too_deep(struct parse *parse, struct span span)
{
    expression_too_deep(parse->diagnostics, span);
    parse->stopped = true;
    return false;
}

bool parse_parenthesis(struct parse *parse, struct span span)
{
    parse->signs = 0;
    if (parse->parentheses == EXPRESSION_MAX_DEPTH)
        return too_deep(parse, span);
    parse->parenthesis[parse->parentheses++] = span;
    return true;
}

void parse_parenthesis_end(struct parse *parse)
{
    parse->signs = 0;
    if (parse->parentheses > 0)
        parse->parentheses--;
}

bool parse_sign(struct parse *parse, struct span span)
{
    return ++parse->signs <= EXPRESSION_MAX_DEPTH || too_deep(parse, span);
}
