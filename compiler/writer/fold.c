#include "writer/fold.h"

#include <ctype.h>
#include <string.h>

/* A block of lines, and names that are declared in it. */
struct scope {
    int first, end; /* behind its first brace, and the line of its last one */
    int known;      /* names that were known outside */
    int names, room;
    const char **name;
};

/* A loop that is being folded: its last brace is line `end`. */
struct fold {
    int end;
    bool braces;      /* its body stays a block, for its declarations or for a condition */
    const char *last; /* what its only trip ends with, or NULL */
    int known;        /* names that were known outside */
};

enum { DEEPEST = 64 };

struct folding {
    struct arena *arena;
    struct knowns *knowns;
    const struct c_lines *from;
    struct c_lines to;
    int depth;
    int scopes, folds;
    struct scope scope[DEEPEST];
    struct fold fold[DEEPEST];
};

int brace_balance(const char *line, int *lowest)
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

void add_line(struct arena *arena, struct c_lines *lines, struct c_line line)
{
    if (lines->count == lines->room) {
        const int room = lines->room * 2 + 64;
        struct c_line *grown = ARENA_ARRAY(arena, struct c_line, room);
        if (lines->count)
            memcpy(grown, lines->line, sizeof *grown * (size_t)lines->count);
        lines->line = grown;
        lines->room = room;
    }
    lines->line[lines->count++] = line;
}

/* ---- Blocks ------------------------------------------------------------------------------------------------------ */

static int balance_of(const struct c_line *line, int *lowest)
{
    *lowest = 0;
    return line->comment || line->fixed ? 0 : brace_balance(line->text, lowest);
}

/* The line that closes what line `open` opens. */
static int end_of(const struct c_lines *lines, int open)
{
    int lowest, depth = balance_of(&lines->line[open], &lowest);
    depth -= lowest;
    for (int i = open + 1; i < lines->count; i++) {
        const int balance = balance_of(&lines->line[i], &lowest);
        if (depth + lowest <= 0)
            return i;
        depth += balance;
    }
    return lines->count;
}

static bool starts_with(const char *text, const char *start)
{
    return !strncmp(text, start, strlen(start));
}

/* Does the body of a loop leave it, or go on to its next trip? Loops within it have their own. */
static bool jumps(const struct c_lines *lines, int first, int end)
{
    for (int i = first; i < end; i++) {
        const char *text = lines->line[i].text;
        if (lines->line[i].comment)
            continue;
        if (starts_with(text, "for ") || starts_with(text, "while ") || starts_with(text, "do "))
            i = end_of(lines, i);
        else if (starts_with(text, "continue;") || starts_with(text, "break;"))
            return true;
    }
    return false;
}

/* ---- Declarations ------------------------------------------------------------------------------------------------ */

static size_t word_length(const char *at)
{
    size_t length = 0;
    while (isalnum((unsigned char)at[length]) || at[length] == '_')
        length++;
    return length;
}

static void add_name(struct arena *arena, struct scope *scope, const char *name, size_t length)
{
    if (scope->names == scope->room) {
        const int room = scope->room * 2 + 16;
        const char **grown = ARENA_ARRAY(arena, const char *, room);
        if (scope->names)
            memcpy(grown, scope->name, sizeof *grown * (size_t)scope->names);
        scope->name = grown;
        scope->room = room;
    }
    scope->name[scope->names++] = arena_copy(arena, name, length);
}

/* Behind a word that a declaration may begin with, its type; NULL if it is none. */
static const char *behind_type(const char *text)
{
    static const char *const words[] = {"static ", "const ", "struct ", "unsigned "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (starts_with(text, words[i])) {
            text += strlen(words[i]);
            i = (size_t)-1;
        }
    const size_t length = word_length(text);
    const char *after = text + length + strspn(text + length, " *");
    if (!length || after == text + length || starts_with(text, "return ") || starts_with(text, "for ") ||
        starts_with(text, "if ") || starts_with(text, "else ") || starts_with(text, "while "))
        return NULL;
    return word_length(after) ? after : NULL;
}

/* Declarators of one line: names behind the type and behind commas that are in no brackets. */
static void add_declared(struct arena *arena, struct scope *scope, const char *text)
{
    const char *at = behind_type(text);
    if (!at || !strchr("=;[,", at[word_length(at) + strspn(at + word_length(at), " ")]))
        return;
    add_name(arena, scope, at, word_length(at));
    int depth = 0;
    for (; *at && *at != ';'; at++) {
        depth += (strchr("([{", *at) != NULL) - (strchr(")]}", *at) != NULL);
        if (depth || *at != ',')
            continue;
        const char *name = at + 1 + strspn(at + 1, " *\n");
        if (word_length(name))
            add_name(arena, scope, name, word_length(name));
    }
}

/* What is declared in a block itself, not in blocks within it. */
static void add_declarations(struct arena *arena, struct scope *scope, const struct c_lines *lines, int first, int end)
{
    int depth = 0, lowest;
    for (int i = first; i < end; i++) {
        if (lines->line[i].comment)
            continue;
        if (depth == 0)
            add_declared(arena, scope, lines->line[i].text);
        depth += balance_of(&lines->line[i], &lowest);
    }
}

static bool declares(const struct scope *scope, const char *name)
{
    for (int i = 0; i < scope->names; i++)
        if (!strcmp(scope->name[i], name))
            return true;
    return false;
}

/* Is a name declared in a block, in blocks within it or by loops? Lines first .. end - 1 do not count. */
static bool declared_around(struct folding *f, const struct scope *scope, const char *name, int first, int end)
{
    for (int i = scope->first; i < scope->end; i++) {
        const char *text = f->from->line[i].text;
        struct scope line = {0};
        if (f->from->line[i].comment || (i >= first && i < end))
            continue;
        add_declared(f->arena, &line, starts_with(text, "for (") ? text + strlen("for (") : text);
        if (declares(&line, name))
            return true;
    }
    return false;
}

/* May a loop's declarations stand in the block around it? */
static bool fits_scope(struct folding *f, int first, int end)
{
    const struct scope *around = &f->scope[f->scopes - 1];
    struct scope body = {0};
    add_declarations(f->arena, &body, f->from, first, end);
    for (int i = 0; i < body.names; i++)
        if (declares(around, body.name[i]) || declared_around(f, around, body.name[i], first, end))
            return false;
    return true;
}

static void open_scope(struct folding *f, int first, int end)
{
    struct scope *scope = &f->scope[f->scopes++];
    *scope = (struct scope){.first = first, .end = end, .known = f->knowns->count};
}

/* The parameters of a function belong to the block of its body. */
static void add_parameters(struct folding *f, struct scope *scope, const char *header)
{
    for (const char *at = strchr(header, '('); at && *at; at++)
        if (strchr(",)[", *at)) {
            const char *name = at;
            while (name > header && word_length(name - 1))
                name--;
            add_name(f->arena, scope, name, (size_t)(at - name));
        }
}

/* ---- Loops of one trip ------------------------------------------------------------------------------------------- */

struct loop {
    const char *variable, *first, *condition, *step; /* for (int variable = first; condition; step) */
    const char *more;                                /* in step, behind a comma */
    const char *comment;
};

static const char *piece_until(struct arena *arena, const char **at, char end)
{
    const char *from = *at;
    int depth = 0;
    while (**at && (depth || **at != end)) {
        depth += (**at == '(') - (**at == ')');
        ++*at;
    }
    const char *piece = arena_copy(arena, from, (size_t)(*at - from));
    *at += **at == end;
    *at += strspn(*at, " \n");
    return piece;
}

static bool read_loop(struct folding *f, const char *text, struct loop *loop)
{
    if (!starts_with(text, "for (int "))
        return false;
    const char *at = text + strlen("for (int ");
    const size_t length = word_length(at);
    loop->variable = arena_copy(f->arena, at, length);
    at += length;
    if (!starts_with(at, " = "))
        return false;
    at += 3;
    loop->first = simplified(f->arena, f->knowns, piece_until(f->arena, &at, ';'));
    loop->condition = simplified(f->arena, f->knowns, piece_until(f->arena, &at, ';'));
    loop->step = simplified(f->arena, f->knowns, piece_until(f->arena, &at, ')'));
    const char *comma = strchr(loop->step, ',');
    loop->more = comma ? comma + 2 : NULL;
    if (comma)
        loop->step = arena_copy(f->arena, loop->step, (size_t)(comma - loop->step));
    loop->comment = strstr(at, "/*");
    return true;
}

/* How far a trip takes the variable: `v++` or `v += 4`, and nothing else. */
static bool read_step(struct folding *f, const struct loop *loop, long long *step)
{
    const char *at = loop->step + strlen(loop->variable);
    *step = 1;
    if (!starts_with(loop->step, loop->variable))
        return false;
    if (!strcmp(at, "++"))
        return true;
    return starts_with(at, " += ") && value_of(f->arena, f->knowns, at + 4, step);
}

static bool mentions(const char *text, const char *name)
{
    const size_t length = strlen(name);
    for (const char *at = strstr(text, name); at; at = strstr(at + 1, name))
        if ((at == text || !word_length(at - 1)) && word_length(at) == length)
            return true;
    return false;
}

/* Is the loop's one trip `first`? What its condition asks besides goes to *rest, "" for nothing. */
static bool has_one_trip(struct folding *f, const struct loop *loop, long long *first, const char **rest)
{
    long long step, bound = 0;
    bool bounded = false;
    *rest = "";
    if (!value_of(f->arena, f->knowns, loop->first, first) || !read_step(f, loop, &step))
        return false;
    for (const char *at = loop->condition; *at;) {
        const char *and = strstr(at, " && ");
        const char *part = arena_copy(f->arena, at, and? (size_t)(and-at) : strlen(at));
        at += strlen(part) + (and? 4 : 0);
        const size_t length = strlen(loop->variable);
        if (starts_with(part, loop->variable) && starts_with(part + length, " < ")) {
            long long value;
            if (!value_of(f->arena, f->knowns, part + length + 3, &value))
                return false;
            bound = bounded && bound < value ? bound : value;
            bounded = true;
        } else if (mentions(part, loop->variable) || strstr(part, "||")) {
            return false;
        } else {
            *rest = **rest ? arena_format(f->arena, "%s && %s", *rest, part) : part;
        }
    }
    return bounded && *first < bound && *first + step >= bound;
}

/* A loop's first line without conditions that say what another has said. */
static const char *without_repeats(struct folding *f, const char *text)
{
    struct loop loop;
    const char *condition = "";
    if (!read_loop(f, text, &loop) || !strstr(loop.condition, " && "))
        return text;
    for (const char *at = loop.condition; *at;) {
        const char *and = strstr(at, " && ");
        const char *part = arena_copy(f->arena, at, and? (size_t)(and-at) : strlen(at));
        at += strlen(part) + (and? 4 : 0);
        if (!strstr(arena_format(f->arena, "&& %s &&", condition), arena_format(f->arena, "&& %s &&", part)))
            condition = arena_format(f->arena, "%s%s%s", condition, *condition ? " && " : "", part);
    }
    return arena_format(f->arena, "for (int %s = %s; %s; %s%s%s) {%s%s", loop.variable, loop.first, condition,
                        loop.step, loop.more ? ", " : "", loop.more ? loop.more : "", loop.comment ? " " : "",
                        loop.comment ? loop.comment : "");
}

/* ---- Lines ------------------------------------------------------------------------------------------------------- */

static void put(struct folding *f, const char *text)
{
    int lowest;
    const int balance = brace_balance(text, &lowest);
    add_line(f->arena, &f->to, (struct c_line){.text = text, .depth = f->depth + lowest});
    f->depth += balance;
}

/* Is a variable read when a loop has ended: in lines behind it, or because a loop is around it? */
static bool is_read_after(const struct folding *f, int end, const char *statement)
{
    char name[64];
    const size_t length = word_length(statement);
    if (f->scopes > 1 || length >= sizeof name)
        return true;
    memcpy(name, statement, length);
    name[length] = '\0';
    for (int i = end; i < f->from->count; i++)
        if (mentions(f->from->line[i].text, name))
            return true;
    return false;
}

static bool begin_fold(struct folding *f, int line)
{
    struct loop loop;
    long long first;
    const char *rest, *text = f->from->line[line].text;
    const int end = end_of(f->from, line);
    if (!f->scopes || f->folds == DEEPEST || !read_loop(f, text, &loop) || !has_one_trip(f, &loop, &first, &rest) ||
        jumps(f->from, line + 1, end))
        return false;
    struct fold *fold = &f->fold[f->folds++];
    *fold = (struct fold){.end = end, .known = f->knowns->count};
    if (loop.more && is_read_after(f, end, loop.more))
        fold->last = arena_format(f->arena, "%s;", loop.more);
    if (loop.comment)
        put(f, loop.comment);
    fold->braces = *rest || !fits_scope(f, line + 1, end);
    if (fold->braces) {
        put(f, *rest ? arena_format(f->arena, "if (%s) {", rest) : "{");
        open_scope(f, line + 1, end);
    }
    know(f->arena, f->knowns, loop.variable, first, true);
    return true;
}

static void end_fold(struct folding *f)
{
    struct fold *fold = &f->fold[--f->folds];
    if (fold->last)
        put(f, simplified(f->arena, f->knowns, fold->last));
    f->knowns->count = fold->known;
    if (fold->braces)
        put(f, "}");
}

/* `size_t name`, wherever it stands in a piece of a file: one function's names have one type. */
static void know_sizes(struct folding *f)
{
    for (int i = 0; i < f->from->count; i++)
        for (const char *at = strstr(f->from->line[i].text, "size_t "); at; at = strstr(at + 1, "size_t "))
            know_wide(f->arena, f->knowns, arena_copy(f->arena, at + 7, word_length(at + 7)));
}

/* `const int a = 0, b = c * d;` without constants of zero, which are known from here on; NULL if nothing is left. */
static const char *without_zeros(struct folding *f, const char *text)
{
    static const char type[] = "const int ";
    const char *kept = "", *at = text + strlen(type);
    if (!starts_with(text, type) || !f->scopes || strchr(text, '(') || strchr(text, '{') || strstr(text, "/*"))
        return text;
    while (*at) {
        const size_t length = strcspn(at, ",;"), name = word_length(at);
        const char *declarator = arena_copy(f->arena, at, length);
        if (!strcmp(declarator + name, " = 0"))
            know(f->arena, f->knowns, arena_copy(f->arena, at, name), 0, true);
        else
            kept = arena_format(f->arena, "%s%s%s", kept, *kept ? ", " : type, declarator);
        at += length + (at[length] == ',' ? 2 : 1);
    }
    return *kept ? arena_format(f->arena, "%s;", kept) : NULL;
}

static void close_scopes(struct folding *f, int line)
{
    while (f->scopes && f->scope[f->scopes - 1].end <= line)
        f->knowns->count = f->scope[--f->scopes].known;
}

static void fold_line(struct folding *f, int i)
{
    const struct c_line *line = &f->from->line[i];
    int lowest;
    close_scopes(f, i);
    if (f->folds && f->fold[f->folds - 1].end == i) {
        end_fold(f);
        return;
    }
    if (line->comment || line->fixed) {
        add_line(
            f->arena, &f->to,
            (struct c_line){.text = line->text, .comment = line->comment, .fixed = line->fixed, .depth = f->depth});
        return;
    }
    if (begin_fold(f, i))
        return;
    const char *text = without_zeros(f, simplified(f->arena, f->knowns, without_repeats(f, line->text)));
    if (text)
        put(f, text);
    if (balance_of(line, &lowest) > lowest && f->scopes < DEEPEST) {
        open_scope(f, i + 1, end_of(f->from, i));
        if (f->scopes == 1 && i > 0)
            add_parameters(f, &f->scope[0], f->from->line[i - 1].text);
    }
}

struct c_lines folded(struct arena *arena, struct knowns *knowns, const struct c_lines *lines)
{
    struct folding f = {.arena = arena, .knowns = knowns, .from = lines};
    const int known = knowns->count;
    knowns->wide_count = 0;
    know_sizes(&f);
    for (int i = 0; i < lines->count; i++)
        fold_line(&f, i);
    knowns->count = known;
    return f.to;
}
