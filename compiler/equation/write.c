#include "equation/write.h"

#include <string.h>

/* How strongly operators bind; a sign stands in parentheses of its own wherever it is an operand. */
enum { BINDS_COMPARISON = 1, BINDS_SUM, BINDS_PRODUCT, BINDS_SIGN = 1, BINDS_MOST = 4 };

static bool is_operator(const struct expression *e)
{
    return e->kind == EXPRESSION_CALL && strchr("+-*/<>=!", e->text[0]);
}

static int binding(const struct expression *e)
{
    if (!is_operator(e))
        return BINDS_MOST;
    if (!e->first->next)
        return BINDS_SIGN;
    return strchr("+-", e->text[0]) ? BINDS_SUM : strchr("*/", e->text[0]) ? BINDS_PRODUCT : BINDS_COMPARISON;
}

static void write_expression(FILE *file, const struct expression *e);

/* An operand of something that binds so strongly. */
static void write_operand(FILE *file, const struct expression *e, int least)
{
    const bool enclosed = binding(e) < least;
    fputs(enclosed ? "(" : "", file);
    write_expression(file, e);
    fputs(enclosed ? ")" : "", file);
}

static void write_call(FILE *file, const struct expression *e)
{
    fprintf(file, "%s(", e->text);
    for (const struct expression *operand = e->first; operand; operand = operand->next) {
        write_expression(file, operand);
        fputs(operand->next ? ", " : "", file);
    }
    fputs(")", file);
}

/* Operators of one strength are applied from the left; a comparison is no operand of another one. */
static void write_expression(FILE *file, const struct expression *e)
{
    if (e->kind != EXPRESSION_CALL) {
        fputs(e->text, file);
    } else if (!is_operator(e)) {
        write_call(file, e);
    } else if (!e->first->next) {
        fputs(e->text, file);
        write_operand(file, e->first, BINDS_MOST);
    } else {
        write_operand(file, e->first, binding(e) == BINDS_COMPARISON ? BINDS_SUM : binding(e));
        fprintf(file, " %s ", e->text);
        write_operand(file, e->first->next, binding(e) + 1);
    }
}

/* `parameter leak 0.9, threshold 0.6` and `state v, a` list names. */
static void write_words(FILE *file, const struct statement *statement)
{
    const bool lists = !strcmp(statement->atoms->text, "parameter") || !strcmp(statement->atoms->text, "state");
    for (const struct atom *atom = statement->atoms; atom; atom = atom->next) {
        const struct atom *next = atom->next;
        const bool ends = next && atom != statement->atoms && next->kind == ATOM_WORD && strcmp(next->text, "trained");
        fprintf(file, "%s%s", atom->text, lists && ends ? ", " : next ? " " : "");
    }
}

void definition_write(FILE *file, const struct statement *definition)
{
    write_words(file, definition);
    fputs(" {\n", file);
    for (const struct statement *s = definition->block->first; s; s = s->next) {
        fputs("    ", file);
        write_words(file, s);
        if (s->equals) {
            fputs(" = ", file);
            write_expression(file, s->equals);
        }
        fputs("\n", file);
    }
    fputs("}\n", file);
}
