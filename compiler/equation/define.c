#include "equation/define.h"

#include <string.h>

#include "equation/build.h"
#include "equation/nodes.h"
#include "syntax/suggest.h"

const struct given given_to_neurons[] = {{"current", OF_NEURON}, {NULL, 0}};
const struct given given_to_rules[] = {
    {"m", OF_NEURON},     {"psi", OF_NEURON}, {"fire", OF_NEURON},   {"u", OF_NEURON},
    {"delta", OF_NEURON}, {"x", OF_INPUT},    {"reward", OF_SAMPLE}, {NULL, 0}};

/* ---- Declarations: all names are known before the first statement is read ---- */

/* parameter NAME VALUE [trained] ... */
static void declare_parameters(struct reader *r, const struct statement *statement)
{
    const struct atom *atom = statement->atoms->next;
    if (!atom)
        diagnose_error(r->diagnostics, statement->span,
                       "expected 'parameter NAME VALUE', such as 'parameter leak 0.9'");
    while (atom) {
        const struct atom *word = atom, *value = atom->next;
        if (word->kind != ATOM_WORD || !value || value->kind != ATOM_NUMBER) {
            diagnose_error(r->diagnostics, word->span, "expected 'NAME VALUE', such as 'leak 0.9'");
            return;
        }
        const bool trained = value->next && value->next->kind == ATOM_WORD && !strcmp(value->next->text, "trained");
        atom = trained ? value->next->next : value->next;
        if (trained && r->e->kind == DEFINITION_RULE)
            diagnose_error(r->diagnostics, value->next->span, "the parameters of a rule are not trained");
        float number;
        struct name *name = names_add(r, NAME_PARAMETER, word->text, word->span, statement);
        if (!build_float(r, value->text, value->span, &number) || !name)
            continue;
        name->owner = trained ? OF_NEURON : OF_LAYER;
        name->symbol = equations_add_symbol(r->e, trained ? SYMBOL_TRAINED : SYMBOL_PARAMETER, word->text, word->span,
                                            name->owner);
        r->e->symbol[name->symbol].value = number;
    }
}

/* state NAME ... */
static void declare_states(struct reader *r, const struct statement *statement)
{
    if (!statement->atoms->next)
        diagnose_error(r->diagnostics, statement->span, "expected 'state NAME', such as 'state v'");
    for (const struct atom *atom = statement->atoms->next; atom; atom = atom->next) {
        if (atom->kind != ATOM_WORD) {
            diagnose_error(r->diagnostics, atom->span, "expected the name of a state; all are 0 when a sample begins");
            continue;
        }
        struct name *name = names_add(r, NAME_STATE, atom->text, atom->span, statement);
        if (!name)
            continue;
        name->owner = OF_NEURON;
        name->symbol = equations_add_symbol(r->e, SYMBOL_STATE, atom->text, atom->span, OF_NEURON);
    }
}

/* trace NAME = ... */
static void declare_trace(struct reader *r, const struct statement *statement)
{
    const struct atom *atom = statement->atoms->next;
    if (!atom || atom->kind != ATOM_WORD || atom->next || !statement->equals)
        diagnose_error(r->diagnostics, statement->span,
                       "expected 'trace NAME = EXPRESSION', such as 'trace q = 0.5 * q + x'");
    else
        names_add(r, NAME_TRACE, atom->text, atom->span, statement);
}

/* signal WORD ...: what the words mean is not known here. */
static void declare_signal(struct reader *r, const struct statement *statement)
{
    const struct atom *words = statement->atoms->next;
    if (!words)
        diagnose_error(r->diagnostics, statement->span, "expected a signal, such as 'signal local'");
    else if (r->e->signal) {
        diagnose_error(r->diagnostics, statement->span, "a second signal");
        diagnose_note(r->diagnostics, r->e->signal->span, "the first is here");
    } else
        r->e->signal = words;
}

/* NAME = ...; a state may be written again and again. */
static void declare_local(struct reader *r, const struct statement *statement)
{
    const struct atom *atom = statement->atoms;
    const struct name *known = names_find(r, atom->text);
    if (!known || known->kind != NAME_STATE)
        names_add(r, NAME_LOCAL, atom->text, atom->span, statement);
}

/* ---- Statements, in order ---- */

static void begin_declared(struct reader *r, const struct statement *statement)
{
    for (int i = 0; i < r->names; i++) {
        struct name *name = &r->name[i];
        if (name->statement == statement && name->symbol >= 0)
            name->node = r->e->symbol[name->symbol].node;
        else if (name->statement == statement)
            name->failed = true;
    }
}

static void read_nothing(struct reader *r, const struct statement *statement)
{
    (void)r, (void)statement;
}

static void read_trace(struct reader *r, const struct statement *statement)
{
    const struct atom *atom = statement->atoms->next;
    struct name *name = atom && statement->equals ? names_find(r, atom->text) : NULL;
    if (!name || name->statement != statement)
        return;
    name->owner = names_owner(r, statement->equals);
    name->symbol = equations_add_symbol(r->e, SYMBOL_STATE, name->text, name->span, name->owner);
    name->node = r->e->symbol[name->symbol].node;
    const int node = build_number(r, statement->equals);
    if (node < 0) {
        name->failed = true;
        return;
    }
    name->node = r->e->symbol[name->symbol].next = node;
    equations_add_local(r->e, name->text, name->span, node);
}

static bool is_fire(const struct reader *r, const char *text)
{
    return r->e->kind == DEFINITION_NEURON && !strcmp(text, "fire");
}

static void read_fire(struct reader *r, const struct expression *equals, int node)
{
    if (equals->kind == EXPRESSION_CALL && !strcmp(equals->text, "step"))
        r->e->fire = node;
    else
        diagnose_error(r->diagnostics, equals->span, "a step makes 'fire': write 'fire = step(x)', 1 where x > 0");
}

static void add_term(struct reader *r, int node, struct span span)
{
    struct summand *more = ARENA_ARRAY(r->arena, struct summand, r->e->terms + 1);
    if (r->e->terms)
        memcpy(more, r->e->term, sizeof *more * (size_t)r->e->terms);
    more[r->e->terms++] = (struct summand){node, span};
    r->e->term = more;
}

/* The sum that an expression is; each part is a node already, but perhaps for its sign. */
static void add_terms(struct reader *r, const struct expression *expression, bool negative)
{
    const struct expression *first = expression->first;
    const bool sum = expression->kind == EXPRESSION_CALL && !strcmp(expression->text, "+");
    const bool difference = expression->kind == EXPRESSION_CALL && !strcmp(expression->text, "-");
    if ((sum || difference) && first->next) {
        add_terms(r, first, negative);
        add_terms(r, first->next, difference ? !negative : negative);
    } else if (difference) {
        add_terms(r, first, !negative);
    } else {
        const int node = build_number(r, expression);
        if (node >= 0)
            add_term(r, negative ? node_apply(r->e, OP_NEGATE, node, -1, -1, expression->span) : node,
                     expression->span);
    }
}

static void read_local(struct reader *r, const struct statement *statement)
{
    struct name *name = names_find(r, statement->atoms->text);
    if (!name || (name->kind != NAME_STATE && name->statement != statement))
        return;
    if (name->kind == NAME_STATE && name->node < 0 && !name->failed) {
        diagnose_error(r->diagnostics, statement->atoms->span, "'%s' is written before it exists", name->text);
        diagnose_note(r->diagnostics, name->span, "it is made here");
    }
    const int node = build_number(r, statement->equals);
    name->written = true;
    if (is_fire(r, name->text))
        read_fire(r, statement->equals, node);
    if (node < 0) {
        name->failed = true;
        return;
    }
    name->node = node;
    if (name->kind == NAME_STATE)
        r->e->symbol[name->symbol].next = node;
    else
        name->owner = r->e->node[node].owner;
    equations_add_local(r->e, name->text, name->span, node);
    if (r->e->kind == DEFINITION_RULE && !strcmp(name->text, "weight")) {
        r->e->weight = node;
        add_terms(r, statement->equals, false);
    }
}

/* ---- All statements ---- */

enum { IN_NEURON = 1 << DEFINITION_NEURON, IN_RULE = 1 << DEFINITION_RULE };

static const struct {
    const char *word;
    int where;
    const char *elsewhere; /* what there is in the other definition */
    bool equals;
    void (*declare)(struct reader *r, const struct statement *statement);
    void (*read)(struct reader *r, const struct statement *statement);
} statements[] = {
    {"parameter", IN_NEURON | IN_RULE, "", false, declare_parameters, begin_declared},
    {"state", IN_NEURON, "a rule has no states; write 'trace NAME = EXPRESSION'", false, declare_states,
     begin_declared},
    {"trace", IN_RULE, "a neuron has no traces; write 'state NAME' and 'NAME = EXPRESSION'", true, declare_trace,
     read_trace},
    {"signal", IN_RULE, "a neuron has no signal", false, declare_signal, read_nothing},
    {"", IN_NEURON | IN_RULE, "", true, declare_local, read_local}, /* NAME = EXPRESSION */
};
enum { STATEMENTS = sizeof statements / sizeof *statements, LOCAL = STATEMENTS - 1 };

static int kind_of(const struct statement *statement)
{
    int kind = 0;
    while (kind < LOCAL && strcmp(statements[kind].word, statement->atoms->text) != 0)
        kind++;
    return kind;
}

static void report_no_statement(struct reader *r, const struct statement *statement)
{
    const struct atom *word = statement->atoms;
    struct tess_suggestion near = tess_suggestion_for(word->text);
    for (int i = 0; i < LOCAL; i++)
        tess_suggestion_offer(&near, statements[i].word);
    if (word->next && statement->equals)
        diagnose_error(r->diagnostics, word->next->span, "one name stands before '='%s",
                       near.best ? suggestion_text(r->arena, &near) : "");
    else
        diagnose_error(r->diagnostics, word->span, "expected a statement of a %s%s",
                       r->e->kind == DEFINITION_NEURON
                           ? "neuron: 'parameter NAME VALUE', 'state NAME', 'NAME = EXPRESSION'"
                           : "rule: 'parameter NAME VALUE', 'trace NAME = EXPRESSION', "
                             "'NAME = EXPRESSION', 'signal local'",
                       near.best ? suggestion_text(r->arena, &near) : "");
}

/* Is this a statement that may stand here? */
static bool stands_here(struct reader *r, const struct statement *statement, bool report)
{
    const int kind = kind_of(statement);
    const bool here = statements[kind].where & 1 << r->e->kind;
    const bool good = here && !statement->block && statements[kind].equals == (statement->equals != NULL) &&
                      (kind != LOCAL || !statement->atoms->next);
    if (!good && report && !here)
        diagnose_error(r->diagnostics, statement->atoms->span, "%s", statements[kind].elsewhere);
    else if (!good && report && statement->block)
        diagnose_error(r->diagnostics, statement->block->span, "no block stands in a definition");
    else if (!good && report)
        report_no_statement(r, statement);
    return good;
}

static void read_statements(struct reader *r, const struct block *block)
{
    for (const struct statement *s = block->first; s && !r->full && !diagnostics_full(r->diagnostics); s = s->next)
        if (stands_here(r, s, true))
            statements[kind_of(s)].declare(r, s);
    for (const struct statement *s = block->first; s && !r->full && !diagnostics_full(r->diagnostics); s = s->next)
        if (stands_here(r, s, false)) {
            r->statement = s;
            statements[kind_of(s)].read(r, s);
        }
}

/* ---- What a definition as a whole has to have ---- */

static void check_neuron(struct reader *r, bool good)
{
    const struct equations *e = r->e;
    const struct name *fire = names_find(r, "fire");
    if (!fire || fire->kind != NAME_LOCAL)
        diagnose_error(r->diagnostics, e->span, "neuron '%s' never fires: 'fire = step(x)' is missing", e->name);
    for (int i = 0; i < e->nodes; i++)
        if (e->node[i].operation == OP_STEP && e->node[i].shape == SHAPE_OF_RULE && e->fire >= 0 && i != e->fire)
            diagnose_error(r->diagnostics, e->node[i].span,
                           "a step that does not make 'fire' needs a shape of its own: step(x, triangle(0.3, 1))");
    for (int i = 0; i < r->names; i++) {
        const struct name *name = &r->name[i];
        if (name->kind == NAME_STATE && !name->written)
            diagnose_error(r->diagnostics, name->span, "state '%s' is never written", name->text);
        else if (name->kind == NAME_GIVEN && !name->read && good) /* what failed may have been to read it */
            diagnose_error(r->diagnostics, e->span, "neuron '%s' never reads '%s'", e->name, name->text);
    }
}

static void check_rule(struct reader *r, bool good)
{
    (void)good;
    const struct name *weight = names_find(r, "weight");
    if (!weight || weight->kind != NAME_LOCAL)
        diagnose_error(r->diagnostics, r->e->span, "rule '%s' changes no weight: 'weight = EXPRESSION' is missing",
                       r->e->name);
}

static void add_given(struct reader *r, const struct given *given)
{
    for (; given->name; given++) {
        struct name *name = names_add(r, NAME_GIVEN, given->name, r->e->span, NULL);
        if (!name)
            continue;
        name->owner = given->owner;
        name->symbol = equations_add_symbol(r->e, SYMBOL_INPUT, given->name, (struct span){0}, given->owner);
        name->node = r->e->symbol[name->symbol].node;
    }
}

static bool read_head(const struct statement *statement, struct diagnostics *diagnostics, enum definition *kind)
{
    const struct atom *word = statement->atoms->next, *name = word ? word->next : NULL;
    if (!word || !name || name->kind != ATOM_WORD || name->next || statement->equals || !statement->block ||
        (strcmp(word->text, "neuron") != 0 && strcmp(word->text, "rule") != 0)) {
        diagnose_error(diagnostics, statement->span,
                       "expected 'define neuron NAME { ... }' or 'define rule NAME { ... }'");
        return false;
    }
    if (strlen(name->text) > MAX_NAME_LENGTH) {
        diagnose_error(diagnostics, name->span, "a name has at most %d characters", MAX_NAME_LENGTH);
        return false;
    }
    *kind = strcmp(word->text, "neuron") ? DEFINITION_RULE : DEFINITION_NEURON;
    return true;
}

struct equations *equations_define(struct arena *arena, const struct statement *statement, const struct given *given,
                                   struct diagnostics *diagnostics)
{
    const int errors = diagnostics_errors(diagnostics);
    enum definition kind;
    if (!read_head(statement, diagnostics, &kind))
        return NULL;
    struct reader *r = ARENA_NEW(arena, struct reader);
    const struct atom *name = statement->atoms->next->next;
    *r = (struct reader){.arena = arena, .diagnostics = diagnostics};
    r->e = equations_create(arena, kind, name->text, name->span);
    add_given(r, given);
    read_statements(r, statement->block);
    if (!r->full)
        (kind == DEFINITION_NEURON ? check_neuron : check_rule)(r, diagnostics_errors(diagnostics) == errors);
    return diagnostics_errors(diagnostics) == errors ? r->e : NULL;
}
