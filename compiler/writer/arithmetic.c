#include "writer/arithmetic.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct reader {
    struct arena *arena;
    const struct knowns *knowns;
    const char *at;
};

/* What was read of an expression, as it is to be written. */
struct piece {
    const char *text;
    size_t first;     /* where its leftmost operand stands */
    bool whole;       /* one operand, without an operator beside it */
    bool known;       /* its value is */
    bool changed;     /* not as it was read */
    bool sum;         /* an expression, with or without operators */
    bool product;     /* operators that are `*`, `/` and `%` alone */
    bool wide;        /* of type size_t */
    bool lost;        /* that was, before something was left out */
    const char *bare; /* an expression in brackets: what it is without them */
    long long value;
};

static struct piece read_sum(struct reader *r);
static const char *read_bracketed(struct reader *r, char close, struct piece *inside);

/* ---- Names ------------------------------------------------------------------------------------------------------- */

void know(struct arena *arena, struct knowns *knowns, const char *name, long long value, bool replaced)
{
    if (knowns->count == knowns->room) {
        const int room = knowns->room * 2 + 32;
        struct known *grown = ARENA_ARRAY(arena, struct known, room);
        if (knowns->count)
            memcpy(grown, knowns->known, sizeof *grown * (size_t)knowns->count);
        knowns->known = grown;
        knowns->room = room;
    }
    knowns->known[knowns->count++] = (struct known){name, value, replaced};
}

void know_wide(struct arena *arena, struct knowns *knowns, const char *name)
{
    if (knowns->wide_count == knowns->wide_room) {
        const int room = knowns->wide_room * 2 + 32;
        const char **grown = ARENA_ARRAY(arena, const char *, room);
        if (knowns->wide_count)
            memcpy(grown, knowns->wide, sizeof *grown * (size_t)knowns->wide_count);
        knowns->wide = grown;
        knowns->wide_room = room;
    }
    knowns->wide[knowns->wide_count++] = name;
}

static const struct known *find_known(const struct knowns *knowns, const char *name)
{
    for (int i = knowns->count - 1; i >= 0; i--)
        if (!strcmp(knowns->known[i].name, name))
            return &knowns->known[i];
    return NULL;
}

static bool is_wide(const struct knowns *knowns, const char *name)
{
    for (int i = 0; i < knowns->wide_count; i++)
        if (!strcmp(knowns->wide[i], name))
            return true;
    return false;
}

/* ---- Operands ---------------------------------------------------------------------------------------------------- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static struct piece opaque(const char *text)
{
    return (struct piece){.text = text, .whole = true};
}

static struct piece number(struct reader *r, long long value)
{
    return (struct piece){
        .text = arena_format(r->arena, "%lld", value), .whole = true, .known = true, .changed = true, .value = value};
}

/* Is a sign that stands here the exponent's, of a number that begins at `from`? */
static bool is_exponent_sign(const char *from, const char *at)
{
    const bool hexadecimal = from[0] == '0' && (from[1] == 'x' || from[1] == 'X');
    return (*at == '+' || *at == '-') && at > from && strchr(hexadecimal ? "pP" : "eE", at[-1]);
}

static struct piece read_number(struct reader *r)
{
    const char *from = r->at;
    bool digits = true;
    while (is_word(*r->at) || *r->at == '.' || is_exponent_sign(from, r->at))
        digits &= isdigit((unsigned char)*r->at++) != 0;
    struct piece piece = opaque(arena_copy(r->arena, from, (size_t)(r->at - from)));
    if (digits && r->at - from < 18) {
        piece.known = true;
        sscanf(piece.text, "%lld", &piece.value);
    }
    return piece;
}

static struct piece read_name(struct reader *r)
{
    const char *from = r->at;
    while (is_word(*r->at))
        r->at++;
    struct piece piece = opaque(arena_copy(r->arena, from, (size_t)(r->at - from)));
    const struct known *known = find_known(r->knowns, piece.text);
    if (known && known->replaced)
        return number(r, known->value);
    piece.known = known != NULL;
    piece.value = known ? known->value : 0;
    piece.wide = is_wide(r->knowns, piece.text);
    return piece;
}

/* A string or a character. */
static const char *read_quoted(struct reader *r)
{
    const char *from = r->at, quote = *r->at++;
    while (*r->at && *r->at != quote)
        r->at += *r->at == '\\' && r->at[1] ? 2 : 1;
    r->at += *r->at == quote;
    return arena_copy(r->arena, from, (size_t)(r->at - from));
}

/* Does an operand begin here? */
static bool starts_operand(const char *at)
{
    return is_word(*at) || *at == '(' || *at == '"' || *at == '\'' || *at == '~' || (*at == '!' && at[1] != '=') ||
           (*at == '-' && at[1] != '=' && at[1] != '>') || (*at == '+' && at[1] == '+') ||
           (*at == '*' && at[1] != '=') || (*at == '&' && at[1] != '&' && at[1] != ' ' && at[1] != '=');
}

/* What stands between two expressions, up to `close`: a comment whole, spaces, other operators. */
static const char *read_between(struct reader *r, char close)
{
    const char *from = r->at, *comment = from[0] == '/' && from[1] == '*' ? strstr(from, "*/") : NULL;
    if (comment)
        r->at = comment + 2;
    else
        do
            r->at++;
        while (*r->at && *r->at != close && !starts_operand(r->at) && *r->at != '/');
    return arena_copy(r->arena, from, (size_t)(r->at - from));
}

static bool ends_in(const char *text, const char *end)
{
    const size_t length = strlen(text), needed = strlen(end);
    return length >= needed && !strcmp(text + length - needed, end);
}

/* Everything up to a bracket that closes, or the end: expressions, and what stands between them. What is one expression
 * is told as it is. */
static struct piece read_until(struct reader *r, char close)
{
    struct piece all = {.text = ""}, one = all;
    int pieces = 0;
    for (; *r->at && *r->at != close; pieces++) {
        if (*r->at == '(' && (ends_in(all.text, "if ") || ends_in(all.text, "while "))) /* brackets that have to stay */
            one = opaque(read_bracketed(r, ')', &one));
        else
            one = starts_operand(r->at) ? read_sum(r) : opaque(read_between(r, close));
        all.changed |= one.changed;
        all.text = *all.text ? arena_format(r->arena, "%s%s", all.text, one.text) : one.text;
    }
    return pieces == 1 ? one : all;
}

/* From one bracket to the other; *inside is what stands between. */
static const char *read_bracketed(struct reader *r, char close, struct piece *inside)
{
    const char open = *r->at++;
    *inside = read_until(r, close);
    r->at += *r->at == close;
    return arena_format(r->arena, "%c%s%c", open, inside->text, close);
}

static struct piece read_operand(struct reader *r);

/* What stands in brackets: a cast, where an operand follows at once, or a part of an expression, whose brackets go
 * where nothing is left for them to hold together. */
static struct piece read_group(struct reader *r)
{
    struct piece inside;
    const char *text = read_bracketed(r, ')', &inside);
    if (*r->at == '{' || (starts_operand(r->at) && *r->at != '-' && *r->at != '*' && *r->at != '&') ||
        (*r->at == '&' && is_word(r->at[1]))) {
        struct piece cast = *r->at == '{' ? opaque(read_bracketed(r, '}', &inside)) : read_operand(r);
        const bool to_size = !strcmp(text, "(size_t)");
        cast.text = arena_format(r->arena, "%s%s", text, cast.text);
        cast.first = 0;
        cast.whole = true;
        cast.known &= to_size;
        cast.bare = NULL;
        cast.wide = to_size;
        cast.lost = false;
        return cast;
    }
    if (inside.whole && inside.changed)
        return inside;
    inside.bare = inside.sum ? inside.text : NULL;
    inside.text = text;
    inside.first++;
    inside.whole = true;
    return inside;
}

/* What follows an operand and belongs to it: calls, elements, members. */
static void read_postfix(struct reader *r, struct piece *piece)
{
    for (;;) {
        struct piece inside = {.text = ""};
        const char *more = NULL;
        if (*r->at == '(' || *r->at == '[') {
            more = read_bracketed(r, *r->at == '(' ? ')' : ']', &inside);
        } else if (*r->at == '.' || (*r->at == '-' && r->at[1] == '>')) {
            const char *from = r->at;
            r->at += *r->at == '.' ? 1 : 2;
            while (is_word(*r->at))
                r->at++;
            more = arena_copy(r->arena, from, (size_t)(r->at - from));
        } else if ((*r->at == '+' && r->at[1] == '+') || (*r->at == '-' && r->at[1] == '-')) {
            more = arena_copy(r->arena, r->at, 2);
            r->at += 2;
        } else {
            return;
        }
        *piece = (struct piece){.text = arena_format(r->arena, "%s%s", piece->text, more),
                                .whole = true,
                                .changed = piece->changed || inside.changed};
    }
}

/* An operator before its operand, with what follows. */
static struct piece read_prefixed(struct reader *r, int length)
{
    const char *prefix = arena_copy(r->arena, r->at, (size_t)length);
    r->at += length;
    if (!starts_operand(r->at))
        return opaque(prefix);
    struct piece piece = read_operand(r);
    if (piece.known && piece.value == 0 && !strcmp(prefix, "-"))
        return number(r, 0);
    piece.text = arena_format(r->arena, "%s%s", prefix, piece.text);
    piece.first = 0;
    piece.known = false;
    piece.bare = NULL;
    return piece;
}

static struct piece read_operand(struct reader *r)
{
    struct piece piece;
    if (!strncmp(r->at, "sizeof ", 7))
        return read_prefixed(r, 7);
    if (strchr("-*~!&+", *r->at))
        return read_prefixed(r, r->at[1] == *r->at ? 2 : 1);
    if (*r->at == '"' || *r->at == '\'')
        return opaque(read_quoted(r));
    if (*r->at == '(')
        piece = read_group(r);
    else
        piece = isdigit((unsigned char)*r->at) ? read_number(r) : read_name(r);
    read_postfix(r, &piece);
    return piece;
}

/* ---- Products and sums ------------------------------------------------------------------------------------------- */

/* The operator of `operators` that follows, with the spaces around it, in *text; 0 if none does. */
static char read_operator(struct reader *r, const char *operators, const char **text)
{
    const char *at = r->at + strspn(r->at, " \n");
    const char sign = *at;
    if (!sign || !strchr(operators, sign) || at[1] == '=' || at[1] == '>' || (sign == '/' && at[1] == '*') ||
        ((sign == '+' || sign == '-') && at[1] == sign))
        return 0;
    const char *after = at + 1 + strspn(at + 1, " \n");
    if (!starts_operand(after))
        return 0;
    *text = arena_copy(r->arena, r->at, (size_t)(after - r->at));
    r->at = after;
    return sign;
}

/* One of two that is left, the other said nothing. */
static struct piece left_alone(struct piece kept, struct piece dropped)
{
    kept.changed = true;
    kept.lost |= (dropped.wide || dropped.lost) && !kept.wide;
    return kept;
}

static struct piece joined(struct reader *r, struct piece left, const char *sign, struct piece right)
{
    return (struct piece){.text = arena_format(r->arena, "%s%s%s", left.text, sign, right.text),
                          .first = left.first,
                          .changed = left.changed || right.changed,
                          .known = left.known && right.known,
                          .wide = left.wide || right.wide,
                          .lost = (left.lost || right.lost) && !(left.wide || right.wide)};
}

static bool is(struct piece piece, long long value)
{
    return piece.known && piece.value == value;
}

static bool has_effect(struct piece piece)
{
    return strstr(piece.text, "++") || strstr(piece.text, "--");
}

static struct piece combined(struct reader *r, struct piece left, char sign, const char *text, struct piece right)
{
    struct piece zero = number(r, 0);
    if (sign == '*' && is(right, 1))
        return left_alone(left, right);
    if (sign == '*' && is(left, 1))
        return left_alone(right, left);
    if (sign == '/' && is(right, 1))
        return left_alone(left, right);
    if ((is(left, 0) || (sign == '*' && is(right, 0)) || (sign == '%' && is(right, 1))) && !has_effect(left) &&
        !has_effect(right))
        return left_alone(left_alone(zero, left), right);
    struct piece product = joined(r, left, text, right);
    product.product = true;
    if (product.lost) { /* what was multiplied as size_t still is */
        product.text =
            arena_format(r->arena, "%.*s(size_t)%s", (int)product.first, product.text, product.text + product.first);
        product.wide = true;
        product.lost = false;
    }
    if (product.known && sign != '*' && right.value == 0)
        product.known = false;
    else if (product.known)
        product.value = sign == '*'   ? left.value * right.value
                        : sign == '/' ? left.value / right.value
                                      : left.value % right.value;
    return product;
}

static struct piece without_brackets(struct piece piece)
{
    piece.text = piece.bare;
    piece.bare = NULL;
    piece.first--;
    piece.whole = false;
    return piece;
}

static struct piece read_product(struct reader *r)
{
    struct piece product = read_operand(r);
    const char *text;
    if (product.bare && product.product && product.changed) /* brackets around a first factor hold nothing together */
        product = without_brackets(product);
    for (char sign = read_operator(r, "*/%", &text); sign; sign = read_operator(r, "*/%", &text))
        product = combined(r, product, sign, text, read_operand(r));
    return product;
}

static struct piece read_sum(struct reader *r)
{
    struct piece sum = read_product(r);
    const char *text;
    if (sum.bare && sum.changed) /* nor do those around all that is left of a product */
        sum = without_brackets(sum);
    for (char sign = read_operator(r, "+-", &text); sign; sign = read_operator(r, "+-", &text)) {
        const struct piece term = read_product(r);
        if (is(term, 0)) {
            sum = left_alone(sum, term);
        } else if (is(sum, 0) && sign == '+') {
            sum = left_alone(term, sum);
        } else {
            const long long value = sign == '+' ? sum.value + term.value : sum.value - term.value;
            sum = joined(r, sum, text, term);
            sum.value = value;
        }
    }
    sum.sum = true;
    return sum;
}

const char *simplified(struct arena *arena, const struct knowns *knowns, const char *line)
{
    struct reader r = {arena, knowns, line};
    return read_until(&r, '\0').text;
}

bool value_of(struct arena *arena, const struct knowns *knowns, const char *text, long long *value)
{
    struct reader r = {arena, knowns, text};
    const struct piece piece = read_until(&r, '\0');
    *value = piece.value;
    return piece.known;
}
