#include "model/definitions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "equation/define.h"
#include "model/presets.h"

/* What a model file's definitions are given; a reward is none of it yet. */
static const struct given given_to_neuron[] = {{"current", OF_NEURON}, {NULL, 0}};
static const struct given given_to_rule[] = {{"m", OF_NEURON}, {"psi", OF_NEURON},   {"fire", OF_NEURON},
                                             {"u", OF_NEURON}, {"delta", OF_NEURON}, {"x", OF_INPUT},
                                             {NULL, 0}};

const struct defined *definitions_find(const struct defined *list, enum definition kind, const char *name)
{
    while (list && (list->kind != kind || strcmp(list->name, name) != 0))
        list = list->next;
    return list;
}

const struct defined *definitions_first(const struct defined *list, enum definition kind)
{
    while (list && list->kind != kind)
        list = list->next;
    return list;
}

const char *definitions_names(struct arena *arena, const struct defined *first)
{
    const char *text = "";
    for (const struct defined *at = first; at; at = definitions_first(at->next, at->kind))
        if (!at->preset && definitions_find(first, at->kind, at->name) == at)
            text = arena_format(arena, "%s, %s", text, at->name);
    return text;
}

static bool is_head(const struct statement *statement)
{
    const struct atom *kind = statement->atoms->next, *name = kind ? kind->next : NULL;
    return name && name->kind == ATOM_WORD && (!strcmp(kind->text, "neuron") || !strcmp(kind->text, "rule"));
}

const struct defined *definitions_add(const struct defined *list, struct arena *arena,
                                      const struct statement *statement, bool whole, struct diagnostics *diagnostics)
{
    const bool neuron = is_head(statement) && !strcmp(statement->atoms->next->text, "neuron");
    const struct equations *equations = NULL;
    if (whole)
        equations = equations_define(arena, statement, neuron ? given_to_neuron : given_to_rule, diagnostics);
    if (!is_head(statement))
        return list;
    const struct atom *name = statement->atoms->next->next;
    struct defined *defined = ARENA_NEW(arena, struct defined);
    *defined = (struct defined){.kind = neuron ? DEFINITION_NEURON : DEFINITION_RULE,
                                .name = name->text,
                                .span = name->span,
                                .statement = statement,
                                .equations = equations,
                                .next = list};
    const struct defined *known = definitions_find(list, defined->kind, name->text);
    if (known && !known->preset) {
        diagnose_error(diagnostics, name->span, "%s '%s' is defined already", neuron ? "neuron" : "rule", name->text);
        diagnose_note(diagnostics, known->span, "first defined here");
    }
    return defined;
}

const struct defined *definitions_of_presets(struct arena *arena)
{
    const struct defined *list = NULL;
    struct diagnostics *diagnostics = diagnostics_create(arena);
    for (int i = 0; i < preset_file_count; i++) {
        const char *name = arena_format(arena, "%s.tess", preset_files[i].name);
        const struct block *tree = syntax_parse(arena, source_of_text(arena, name, preset_files[i].text), diagnostics);
        const struct statement *statement = tree ? tree->first->next : NULL; /* the first is `tess 1` */
        for (; statement; statement = statement->next) {
            struct defined *defined = (struct defined *)definitions_add(list, arena, statement, true, diagnostics);
            defined->preset = true;
            list = defined;
        }
    }
    if (diagnostics_errors(diagnostics)) { /* tests/presets.sh */
        diagnostics_print(diagnostics, stderr);
        abort();
    }
    return list;
}

static bool is_parameter(const struct symbol *symbol)
{
    return symbol->kind == SYMBOL_PARAMETER || symbol->kind == SYMBOL_TRAINED;
}

int definition_parameter(const struct defined *defined, const char *name)
{
    const struct equations *e = defined->equations;
    for (int s = 0; e && s < e->symbols; s++)
        if (is_parameter(&e->symbol[s]) && !strcmp(e->symbol[s].name, name))
            return s;
    return e ? -1 : 0;
}

const char *definition_parameters(struct arena *arena, const struct defined *defined)
{
    const struct equations *e = defined->equations;
    const char *text = "";
    for (int s = 0; e && s < e->symbols; s++)
        if (is_parameter(&e->symbol[s]))
            text = arena_format(arena, "%s%s%s", text, *text ? ", " : "", e->symbol[s].name);
    return text;
}
