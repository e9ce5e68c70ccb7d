#include "syntax/expression.h"

struct expression *expression_leaf(struct arena *arena, enum expression_kind kind, const struct atom *atom)
{
    struct expression *expression = ARENA_NEW(arena, struct expression);
    *expression =
        (struct expression){.kind = kind, .span = atom->span, .word = atom->span, .text = atom->text, .depth = 1};
    return expression;
}

struct expression *expression_call(struct arena *arena, const char *text, struct span word, struct span span,
                                   struct expression *operands)
{
    struct expression *call = ARENA_NEW(arena, struct expression);
    *call = (struct expression){
        .kind = EXPRESSION_CALL, .span = span, .word = word, .text = text, .first = operands, .depth = 1};
    for (const struct expression *operand = operands; operand; operand = operand->next)
        call->depth = operand->depth >= call->depth ? operand->depth + 1 : call->depth;
    return call;
}

void expression_too_deep(struct diagnostics *diagnostics, struct span word)
{
    diagnose_error(diagnostics, word, "an expression nested more than %d deep; give a part of it a name of its own",
                   EXPRESSION_MAX_DEPTH);
}
