/* What the tests of equations share. */
#ifndef TEST_EQUATIONS_H
#define TEST_EQUATIONS_H

#include "equation/define.h"
#include "syntax/tree.h"

struct test_equations {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct equations *e; /* of the first definition; NULL: errors */
};

/* Parses a text of one definition and reads it. */
static inline struct test_equations read_equations(const char *text)
{
    struct test_equations t = {.arena = arena_create()};
    t.diagnostics = diagnostics_create(t.arena);
    const struct block *tree = syntax_parse(t.arena, source_of_text(t.arena, "a", text), t.diagnostics);
    if (tree && !diagnostics_errors(t.diagnostics)) {
        const bool rule = !strcmp(tree->first->atoms->next->text, "rule");
        t.e = equations_define(t.arena, tree->first, rule ? given_to_rules : given_to_neurons, t.diagnostics);
    }
    return t;
}

static inline int symbol_called(const struct equations *e, const char *name)
{
    for (int s = 0; s < e->symbols; s++)
        if (!strcmp(e->symbol[s].name, name))
            return s;
    return -1;
}

#endif
