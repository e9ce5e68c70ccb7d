#include "equation/names.h"

#include <string.h>

#include "equation/operations.h"
#include "syntax/suggest.h"

struct name *names_find(struct reader *r, const char *text)
{
    for (int i = 0; i < r->names; i++)
        if (!strcmp(r->name[i].text, text))
            return &r->name[i];
    return NULL;
}

/* Words of the language of definitions. */
static bool is_reserved(const char *text)
{
    static const char *const words[] = {"define", "parameter", "trained",      "state", "trace",
                                        "before", "triangle",  "fast_sigmoid", "signal"};
    int operands = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i], text))
            return true;
    return operation_of_text(text, &operands) != NODE_OPERATIONS;
}

static const char *const kinds[] = {[NAME_GIVEN] = "comes from outside",
                                    [NAME_PARAMETER] = "is a parameter",
                                    [NAME_STATE] = "is a state",
                                    [NAME_TRACE] = "is a trace",
                                    [NAME_LOCAL] = "is written already"};

struct name *names_add(struct reader *r, enum name_kind kind, const char *text, struct span span,
                       const struct statement *statement)
{
    struct name *known = names_find(r, text);
    if (strlen(text) > MAX_NAME_LENGTH) {
        diagnose_error(r->diagnostics, span, "a name has at most %d characters", MAX_NAME_LENGTH);
    } else if (is_reserved(text)) {
        diagnose_error(r->diagnostics, span, "'%s' is a word of the language: it cannot be a name", text);
    } else if (known) {
        diagnose_error(r->diagnostics, span, "'%s' %s: it cannot be made a second time", text, kinds[known->kind]);
        if (known->statement)
            diagnose_note(r->diagnostics, known->span, "the first is here");
    } else if (r->names == MAX_NAMES) {
        if (!r->full)
            diagnose_error(r->diagnostics, span, "a definition has at most %d names", MAX_NAMES);
        r->full = true;
    } else {
        struct name *name = &r->name[r->names++];
        *name =
            (struct name){.kind = kind, .text = text, .span = span, .statement = statement, .symbol = -1, .node = -1};
        return name;
    }
    return NULL;
}

const char *names_suggestion(struct reader *r, const char *text)
{
    if (strlen(text) > MAX_NAME_LENGTH)
        return "";
    struct tess_suggestion near = tess_suggestion_for(text);
    for (int i = 0; i < r->names; i++)
        tess_suggestion_offer(&near, r->name[i].text);
    return near.best ? suggestion_text(r->arena, &near) : "";
}

/* Marks the names in an expression; returns whether any is new. */
static bool reach(struct reader *r, const struct expression *expression)
{
    bool more = false;
    struct name *name = expression->kind == EXPRESSION_NAME ? names_find(r, expression->text) : NULL;
    if (name && !name->reached)
        more = name->reached = true;
    for (const struct expression *operand = expression->first; operand; operand = operand->next)
        more |= reach(r, operand);
    return more;
}

/* Does the statement of one name need another one, perhaps by way of others? */
static bool needs(struct reader *r, const struct name *name, const struct name *other)
{
    for (int i = 0; i < r->names; i++)
        r->name[i].reached = &r->name[i] == name;
    for (bool more = true; more && !other->reached;) {
        more = false;
        for (int i = 0; i < r->names; i++)
            if (r->name[i].reached && r->name[i].statement && r->name[i].statement->equals)
                more |= reach(r, r->name[i].statement->equals);
    }
    return other->reached;
}

static struct name *name_of_statement(struct reader *r)
{
    for (int i = 0; i < r->names; i++)
        if (r->name[i].statement == r->statement)
            return &r->name[i];
    return NULL;
}

static void report_too_early(struct reader *r, struct name *name, struct span span)
{
    struct name *here = name_of_statement(r);
    if (name->statement == r->statement) {
        diagnose_error(r->diagnostics, span, "'%s' is read before it exists; what a step leaves to the next one is %s",
                       name->text, r->e->kind == DEFINITION_NEURON ? "a state" : "a trace");
        return;
    }
    if (here && name->kind != NAME_STATE && name->kind != NAME_PARAMETER && needs(r, name, here))
        diagnose_error(r->diagnostics, span, "'%s' and '%s' need each other", here->text, name->text);
    else
        diagnose_error(r->diagnostics, span, "'%s' is read before it exists", name->text);
    diagnose_note(r->diagnostics, name->span, "it is made here");
}

struct name *names_meaning(struct reader *r, const char *text, struct span span)
{
    int operands = 0;
    struct name *name = names_find(r, text);
    if (!name && operation_of_text(text, &operands) != NODE_OPERATIONS) {
        diagnose_error(r->diagnostics, span, "'%s' is a function: its values follow in parentheses", text);
        return NULL;
    }
    if (!name) {
        if (strlen(text) > MAX_NAME_LENGTH)
            diagnose_error(r->diagnostics, span, "a name has at most %d characters", MAX_NAME_LENGTH);
        else
            diagnose_error(r->diagnostics, span, "unknown name '%s'%s", text, names_suggestion(r, text));
        return NULL;
    }
    name->read = true;
    if (name->failed)
        return NULL;
    if (name->node < 0) {
        report_too_early(r, name, span);
        return NULL;
    }
    return name;
}

int names_owner(struct reader *r, const struct expression *expression)
{
    const struct name *name = expression->kind == EXPRESSION_NAME ? names_find(r, expression->text) : NULL;
    int owner = name && name->node >= 0 ? name->owner : OF_LAYER;
    for (const struct expression *operand = expression->first; operand; operand = operand->next)
        owner |= names_owner(r, operand);
    return owner;
}
