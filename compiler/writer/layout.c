#include "writer/layout.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { DEEPEST = 64, CODE_WIDTH = 120, FARTHEST = 60 };

/* A place where a line may end, and where its rest would begin. */
struct place {
    size_t at; /* behind it; 0: none */
    int depth; /* brackets around it */
    int rank;  /* 2: behind a comma; 0: within a product */
    int column;
};

/* What is known on the way through a line. */
struct way {
    int depth;
    int column[DEEPEST]; /* where what is in brackets of that depth stands */
};

/* Without line ends, which a template has where it was broken by hand. */
static char *joined(struct arena *arena, const char *text)
{
    char *line = arena_copy(arena, text, strlen(text)), *to = line;
    for (const char *from = text; *from; from++) {
        if (*from != '\n') {
            *to++ = *from;
            continue;
        }
        from += strspn(from, " \n") - 1;
        if (to > line && to[-1] != '(' && to[-1] != '[' && from[1] != '[')
            *to++ = ' ';
    }
    *to = '\0';
    return line;
}

/* Behind a string or a character that begins here. */
static const char *behind_quoted(const char *at)
{
    const char quote = *at++;
    while (*at && *at != quote)
        at += *at == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : at;
}

static bool is_operator(const char *at)
{
    static const char *const operators[] = {
        " = ", " + ", " - ", " && ", " || ", " += ", " | ", " & ", " ? ", " < ", " * "};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (!strncmp(at, operators[i], strlen(operators[i])))
            return true;
    return false;
}

static void follow_bracket(struct way *way, char c, int column)
{
    if (strchr("([{", c) && way->depth + 1 < DEEPEST)
        way->column[++way->depth] = column + 1;
    else if (strchr(")]}", c) && way->depth > 0)
        way->depth--;
}

/* Brackets count first, then what the place is behind, then how much fits. */
static bool is_better(struct place place, struct place best)
{
    if (!best.at || place.depth != best.depth)
        return !best.at || place.depth < best.depth;
    return place.rank >= best.rank;
}

/* The best place to break a line of which `room` characters fit; it begins in column `start`, and what
 * follows in no more brackets in column `rest`. */
static struct place best_place(const char *line, int start, int room, int rest)
{
    struct way way = {.column = {rest}};
    struct place best = {0};
    for (const char *at = line; *at && at - line < room;) {
        const bool comma = *at == ',' && at[1] == ' ', sign = *at == ' ' && is_operator(at);
        const int column = start + (int)(at - line);
        if (comma || sign) {
            const size_t length = comma ? 2 : 1 + strcspn(at + 1, " ") + 1;
            const size_t after = (size_t)(at - line) + length;
            /* Behind `=` only where that is enough. */
            const bool enough = !sign || !strchr("=", at[strcspn(at + 1, " ")]) ||
                                way.column[0] + (int)strlen(line + after) <= CODE_WIDTH;
            const struct place place = {after, enough ? way.depth : DEEPEST, comma ? 2 : at[1] != '*',
                                        way.column[way.depth]};
            if ((int)place.at - 1 <= room && is_better(place, best))
                best = place;
            if (way.depth == 0 && sign && at[1] == '=' && column < FARTHEST)
                way.column[0] = column + 3;
        }
        if (*at == '"' || *at == '\'') {
            at = behind_quoted(at);
            continue;
        }
        follow_bracket(&way, *at, column);
        at++;
    }
    return best;
}

static const char *spaces(struct arena *arena, int count)
{
    return arena_format(arena, "%*s", count, "");
}

const char *laid_out(struct arena *arena, int depth, const char *text)
{
    const char *line = joined(arena, text), *out = "", *comment = strstr(line, " /*");
    const int indent = depth * INDENT;
    int start = indent, rest = indent + INDENT;
    if (!*line)
        return "\n";
    if (comment && comment > line && indent + (int)strlen(line) > CODE_WIDTH && !comment[strcspn(comment, "\"")]) {
        out = arena_format(arena, "%s%s\n", spaces(arena, indent), comment + 1);
        line = arena_copy(arena, line, (size_t)(comment - line));
    }
    while (start + (int)strlen(line) > CODE_WIDTH) {
        const struct place place = best_place(line, start, CODE_WIDTH - start, rest);
        if (!place.at)
            break;
        out = arena_format(arena, "%s%s%.*s\n", out, spaces(arena, start), (int)place.at - 1, line);
        line += place.at;
        start = rest = place.column;
    }
    return arena_format(arena, "%s%s%s\n", out, spaces(arena, start), line);
}
