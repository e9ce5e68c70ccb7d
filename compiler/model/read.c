#include "model/read.h"

#include <string.h>

#include "model/parameters.h"
#include "model/unknown.h"

enum { MAX_NESTED_SETTINGS = 8 };

/* Settings that are open on a line, the innermost last: in `alpha pre 1 post 2` that is learn, alpha. */
struct open_settings {
    enum setting_id id[MAX_NESTED_SETTINGS];
    int count;
    bool inside; /* the first is not named on this line, but what the line's block belongs to */
};

static bool first_word_is(const char *phrase, const char *word)
{
    size_t length = strcspn(phrase, " ");
    return length > 0 && strlen(word) == length && !strncmp(phrase, word, length);
}

/* The definition that an open setting was chosen to be; NULL: none. */
static const struct defined *definition_at(const struct reader *reader, const struct values *values, enum setting_id id)
{
    return id == SET_NEURON || id == SET_LEARN ? parameters_owner(values, &reader->sheet->values, id) : NULL;
}

/* Settings that belong to the parameters of the built-in neurons and rules. */
static bool is_parameter(enum setting_id parent, enum setting_id id)
{
    return parent == SET_NEURON || id == SET_LEARN_ALPHA || id == SET_LEARN_LAMBDA;
}

/* The child of `parent` that the word at the cursor names; SETTINGS if none. */
static enum setting_id named_child(enum setting_id parent, const struct cursor *cursor, bool defined)
{
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        if (!setting_is_child(parent, id) || (defined && is_parameter(parent, id)))
            continue;
        if (first_word_is(setting_phrase(id), cursor->at->text))
            return id;
        if (settings[id].type == TYPE_BARE_CHOICE && value_may_start(cursor, id))
            return id;
    }
    return SETTINGS;
}

/* What the word at the cursor is in the innermost open setting that knows it: a setting, or a parameter of the
 * definition that the setting was chosen to be. */
struct named {
    enum setting_id id; /* SETTINGS: no setting */
    const struct defined *defined;
    enum setting_id of; /* of the definition */
};

static bool is_known(struct named named)
{
    return named.id != SETTINGS || named.defined;
}

/* Settings inside the one that knows the word are closed. */
static struct named find_named(const struct reader *reader, const struct values *values, struct open_settings *open,
                               const struct cursor *cursor)
{
    for (int i = cursor->at->kind == ATOM_WORD ? open->count : 0; i-- > 0;) {
        const struct defined *defined = definition_at(reader, values, open->id[i]);
        struct named named = {.id = SETTINGS, .of = open->id[i]};
        if (defined && definition_parameter(defined, cursor->at->text) >= 0 && cursor->at->next &&
            (defined->equations || cursor->at->next->kind == ATOM_NUMBER))
            named.defined = defined;
        else
            named.id = named_child(open->id[i], cursor, defined);
        if (!is_known(named))
            continue;
        open->count = i + 1;
        return named;
    }
    return (struct named){.id = SETTINGS};
}

/* "neuron 'lif'", "'train'": the place of a setting in a message. */
static const char *owner_text(struct reader *reader, const struct values *values, enum setting_id owner)
{
    const struct value *value = &values->of[owner];
    int length;
    if (value->set && value->defined)
        return arena_format(reader->arena, "%s '%s'", settings[owner].path, value->defined->name);
    if (settings[owner].type == TYPE_CHOICE && value->set && value->choice >= 0) {
        const char *choice = choice_at(settings[owner].choices, value->choice, &length);
        return arena_format(reader->arena, "%s '%.*s'", settings[owner].path, length, choice);
    }
    return arena_format(reader->arena, "'%s'", settings[owner].path);
}

/* `neuron adaptive { jmup 0.1 }` */
static void report_no_parameter(struct reader *reader, const struct defined *defined, enum setting_id of,
                                const struct atom *word)
{
    struct tess_suggestion near = tess_suggestion_for(word->text);
    const struct equations *e = defined->equations;
    for (int s = 0; e && s < e->symbols; s++)
        if (definition_parameter(defined, e->symbol[s].name) >= 0)
            tess_suggestion_offer(&near, e->symbol[s].name);
    for (enum setting_id id = 0; id < SETTINGS; id++)
        if (setting_is_child(of, id) && !is_parameter(of, id))
            tess_suggestion_offer(&near, setting_phrase(id));
    const char *names = definition_parameters(reader->arena, defined);
    const char *advice = near.best ? suggestion_text(reader->arena, &near)
                         : *names  ? arena_format(reader->arena, "; its parameters: %s", names)
                                   : "; it has no parameters";
    diagnose_error(reader->diagnostics, word->span, "%s '%s' has no parameter '%s'%s", settings[of].path, defined->name,
                   word->text, advice);
    diagnose_note(reader->diagnostics, defined->span, "it is defined here");
}

static void report_unknown(struct reader *reader, const struct values *values, const struct open_settings *open,
                           const struct cursor *cursor)
{
    const struct atom *atom = cursor->at;
    const char *owner = owner_text(reader, values, open->id[0]);
    if (atom->kind != ATOM_WORD) {
        const char *after = cursor->last ? cursor->last->text : settings[open->id[0]].path;
        const bool counts = open->id[0] == SET_READOUT && atom->kind == ATOM_NUMBER;
        diagnose_error(reader->diagnostics, atom->span, "unexpected '%s' after '%s'%s", atom->text, after,
                       counts ? "; the readout has a logit for each of the input's classes" : "");
        return;
    }
    const struct defined *defined = definition_at(reader, values, open->id[0]);
    if (defined && open->count == 1) {
        report_no_parameter(reader, defined, open->id[0], atom);
        return;
    }
    struct tess_suggestion near = tess_suggestion_for(atom->text);
    for (enum setting_id id = 0; id < SETTINGS; id++)
        for (int i = 0; i < open->count; i++)
            if (setting_is_child(open->id[i], id))
                tess_suggestion_offer(&near, setting_phrase(id));
    if (unknown_replaces(reader->diagnostics, atom))
        diagnose_error(reader->diagnostics, atom->span, "unknown setting '%s' in %s%s", atom->text, owner,
                       unknown_word(reader->arena, reader->sheet, open->id[0], &near));
}

/* Words are skipped until one is known again, so that one mistake is one error. */
static void skip_unknown(const struct reader *reader, const struct values *values, struct cursor *cursor,
                         struct open_settings *open)
{
    do
        cursor_next(cursor);
    while (cursor->at && !is_known(find_named(reader, values, open, cursor)));
}

static void skip_to_known(const struct reader *reader, const struct values *values, struct cursor *cursor,
                          struct open_settings *open)
{
    if (cursor->at && !is_known(find_named(reader, values, open, cursor)))
        skip_unknown(reader, values, cursor, open);
}

/* A new choice starts anew: what belonged to the one before does not carry over. */
static void forget_children(struct reader *reader, struct values *values, enum setting_id id)
{
    for (enum setting_id child = id + 1; child < SETTINGS && setting_is_inside(id, child); child++)
        if (values->of[child].generation != reader->generation)
            values->of[child] = (struct value){0};
    parameters_forget(reader->arena, values, id, reader->generation);
}

static void store(struct reader *reader, struct values *values, enum setting_id id, struct value *value)
{
    struct value *old = &values->of[id];
    if (old->set && old->generation == reader->generation) {
        diagnose_error(reader->diagnostics, value->span, "%s is set twice", settings[id].path);
        diagnose_note(reader->diagnostics, old->span, "first set here");
        return;
    }
    if (old->set && (old->choice != value->choice || old->defined != value->defined ||
                     (settings[id].type == TYPE_FLAG && old->integer != value->integer) ||
                     (settings[id].type == TYPE_SOURCES && !value_equals(old, value))))
        forget_children(reader, values, id);
    value->set = true;
    value->generation = reader->generation;
    if (value_equals(old, value))
        reader->same = old->span;
    else
        reader->changes++;
    *old = *value;
}

/* `psi height 0.4` and `learn { ... }` name a setting without its value: only what is inside it changes. */
static bool value_left_out(const struct reader *reader, const struct values *values, enum setting_id id,
                           const struct cursor *cursor, const struct block *block)
{
    if (settings[id].type == TYPE_GROUP)
        return true;
    if (settings[id].type == TYPE_FLAG || !setting_has_children(id))
        return false;
    if (!cursor->at)
        return block && setting_takes_block(id);
    struct open_settings open = {.id = {id}, .count = 1};
    return is_known(find_named(reader, values, &open, cursor));
}

static bool read_own_value(struct reader *reader, struct values *values, enum setting_id id, struct cursor *cursor,
                           const struct block *block)
{
    if (value_left_out(reader, values, id, cursor, block))
        return true;
    struct span start = cursor->last ? cursor->last->span : cursor->at ? cursor->at->span : (struct span){0};
    struct value value = {0};
    if (settings[id].type == TYPE_BARE_CHOICE || setting_phrase(id)[0] == '\0')
        start = cursor->at->span;
    cursor->defined = reader->sheet->defined;
    if (!value_read(cursor, id, &value))
        return false;
    value.span = span_join(start, cursor->last->span);
    store(reader, values, id, &value);
    return true;
}

/* Values that have no name, only a place behind their parent's: `conv 64 3x3`, `reset subtract 1.0`. */
static void read_places(struct reader *reader, struct values *values, enum setting_id id, struct cursor *cursor)
{
    for (enum setting_id child = id + 1; child < SETTINGS && setting_is_inside(id, child); child++) {
        bool placed =
            setting_parent(child) == id && setting_phrase(child)[0] == '\0' && settings[child].type != TYPE_BARE_CHOICE;
        if (!placed || !cursor->at || !setting_goes_with(child, values->of[id].choice))
            continue;
        if (cursor->at->kind == ATOM_WORD)
            continue;
        const struct atom *start = cursor->at;
        if (!read_own_value(reader, values, child, cursor, NULL) && cursor->at == start)
            cursor_next(cursor);
    }
}

/* Reads the rest of a phrase of several words, whose first has been read: "from step". */
static bool read_phrase(struct reader *reader, enum setting_id id, struct cursor *cursor)
{
    const char *second = strchr(setting_phrase(id), ' ');
    if (!second)
        return true;
    if (cursor_at_word(cursor, second + 1)) {
        cursor_next(cursor);
        return true;
    }
    diagnose_error(reader->diagnostics, cursor->last->span, "expected '%s'", setting_phrase(id));
    return false;
}

static void open_push(struct open_settings *open, enum setting_id id)
{
    if (open->count < MAX_NESTED_SETTINGS)
        open->id[open->count++] = id;
}

static void read_rest(struct reader *reader, struct values *values, struct open_settings *open, struct cursor *cursor,
                      const struct block *block);

static void read_block(struct reader *reader, struct values *values, const struct open_settings *open,
                       const struct block *block)
{
    int at = open->count - 1;
    while (at > 0 && !setting_takes_block(open->id[at]))
        at--;
    if (open->inside && at == 0) {
        struct span brace = {block->span.source, block->span.offset, 1};
        diagnose_error(reader->diagnostics, brace, "no block can follow here");
        return;
    }
    for (const struct statement *statement = block->first; statement; statement = statement->next) {
        struct cursor cursor = {.arena = reader->arena, .diagnostics = reader->diagnostics, .at = statement->atoms};
        struct open_settings inner = {.id = {open->id[at]}, .count = 1, .inside = true};
        read_rest(reader, values, &inner, &cursor, statement->block);
    }
}

void read_parameter(struct reader *reader, struct values *values, enum setting_id of, struct cursor *cursor)
{
    const struct atom *word = cursor_next(cursor);
    const struct value *old = parameter_find(values, of, word->text);
    struct value value = {.set = true, .generation = reader->generation, .choice = -1};
    if (!parameter_read(cursor, of, &value.real))
        return;
    value.span = span_join(word->span, cursor->last->span);
    if (old && old->generation == reader->generation) {
        diagnose_error(reader->diagnostics, value.span, "%s.%s is set twice", settings[of].path, word->text);
        diagnose_note(reader->diagnostics, old->span, "first set here");
        return;
    }
    if (old && old->real == value.real)
        reader->same = old->span;
    else
        reader->changes++;
    parameter_set(reader->arena, values, of, word->text, &value);
}

static void read_rest(struct reader *reader, struct values *values, struct open_settings *open, struct cursor *cursor,
                      const struct block *block)
{
    while (cursor->at && !diagnostics_full(reader->diagnostics)) {
        const struct named named = find_named(reader, values, open, cursor);
        const enum setting_id id = named.id;
        if (named.defined) {
            read_parameter(reader, values, named.of, cursor);
            continue;
        }
        if (id == SETTINGS) {
            report_unknown(reader, values, open, cursor);
            skip_unknown(reader, values, cursor, open);
            continue;
        }
        if (settings[id].type != TYPE_BARE_CHOICE) {
            cursor_next(cursor);
            if (!read_phrase(reader, id, cursor)) {
                skip_to_known(reader, values, cursor, open);
                continue;
            }
        }
        bool understood = read_own_value(reader, values, id, cursor, block);
        if (understood)
            read_places(reader, values, id, cursor);
        if (setting_has_children(id))
            open_push(open, id);
        if (!understood)
            skip_to_known(reader, values, cursor, open);
    }
    if (block)
        read_block(reader, values, open, block);
}

void read_settings(struct reader *reader, struct values *values, enum setting_id owner, struct cursor *cursor,
                   const struct block *block)
{
    struct open_settings open = {.id = {owner}, .count = 1};
    read_rest(reader, values, &open, cursor, block);
}

void read_setting(struct reader *reader, struct values *values, enum setting_id id, struct cursor *cursor,
                  const struct block *block)
{
    if (read_own_value(reader, values, id, cursor, block))
        read_places(reader, values, id, cursor);
    else {
        struct open_settings open = {.id = {id}, .count = 1};
        skip_to_known(reader, values, cursor, &open);
    }
    read_settings(reader, values, id, cursor, block);
}
