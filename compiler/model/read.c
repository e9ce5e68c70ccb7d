#include "model/read.h"

#include <string.h>

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

/* The child of `parent` that the word at the cursor names; SETTINGS if none. */
static enum setting_id named_child(enum setting_id parent, const struct cursor *cursor)
{
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        if (!setting_is_child(parent, id))
            continue;
        if (first_word_is(setting_phrase(id), cursor->at->text))
            return id;
        if (settings[id].type == TYPE_BARE_CHOICE && value_may_start(cursor, id))
            return id;
    }
    return SETTINGS;
}

/* The innermost open setting that knows the word; those inside it are closed. */
static enum setting_id find_named(struct open_settings *open, const struct cursor *cursor)
{
    if (cursor->at->kind == ATOM_WORD)
        for (int i = open->count; i-- > 0;) {
            enum setting_id id = named_child(open->id[i], cursor);
            if (id == SETTINGS)
                continue;
            open->count = i + 1;
            return id;
        }
    return SETTINGS;
}

/* "neuron 'lif'", "'train'": the place of a setting in a message. */
static const char *owner_text(struct reader *reader, const struct values *values, enum setting_id owner)
{
    const struct value *value = &values->of[owner];
    int length;
    if (settings[owner].type == TYPE_CHOICE && value->set && value->choice >= 0) {
        const char *choice = choice_at(settings[owner].choices, value->choice, &length);
        return arena_format(reader->arena, "%s '%.*s'", settings[owner].path, length, choice);
    }
    return arena_format(reader->arena, "'%s'", settings[owner].path);
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
static void skip_unknown(struct cursor *cursor, struct open_settings *open)
{
    do
        cursor_next(cursor);
    while (cursor->at && find_named(open, cursor) == SETTINGS);
}

static void skip_to_known(struct cursor *cursor, struct open_settings *open)
{
    if (cursor->at && find_named(open, cursor) == SETTINGS)
        skip_unknown(cursor, open);
}

/* A new choice starts anew: what belonged to the one before does not carry over. */
static void forget_children(struct reader *reader, struct values *values, enum setting_id id)
{
    for (enum setting_id child = id + 1; child < SETTINGS && setting_is_inside(id, child); child++)
        if (values->of[child].generation != reader->generation)
            values->of[child] = (struct value){0};
}

static void store(struct reader *reader, struct values *values, enum setting_id id, struct value *value)
{
    struct value *old = &values->of[id];
    if (old->set && old->generation == reader->generation) {
        diagnose_error(reader->diagnostics, value->span, "%s is set twice", settings[id].path);
        diagnose_note(reader->diagnostics, old->span, "first set here");
        return;
    }
    if (old->set &&
        (old->choice != value->choice || (settings[id].type == TYPE_FLAG && old->integer != value->integer) ||
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
static bool value_left_out(enum setting_id id, const struct cursor *cursor, const struct block *block)
{
    if (settings[id].type == TYPE_GROUP)
        return true;
    if (settings[id].type == TYPE_FLAG || !setting_has_children(id))
        return false;
    if (!cursor->at)
        return block && setting_takes_block(id);
    return cursor->at->kind == ATOM_WORD && named_child(id, cursor) != SETTINGS;
}

static bool read_own_value(struct reader *reader, struct values *values, enum setting_id id, struct cursor *cursor,
                           const struct block *block)
{
    if (value_left_out(id, cursor, block))
        return true;
    struct span start = cursor->last ? cursor->last->span : cursor->at ? cursor->at->span : (struct span){0};
    struct value value = {0};
    if (settings[id].type == TYPE_BARE_CHOICE || setting_phrase(id)[0] == '\0')
        start = cursor->at->span;
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

static void read_rest(struct reader *reader, struct values *values, struct open_settings *open, struct cursor *cursor,
                      const struct block *block)
{
    while (cursor->at && !diagnostics_full(reader->diagnostics)) {
        enum setting_id id = find_named(open, cursor);
        if (id == SETTINGS) {
            report_unknown(reader, values, open, cursor);
            skip_unknown(cursor, open);
            continue;
        }
        if (settings[id].type != TYPE_BARE_CHOICE) {
            cursor_next(cursor);
            if (!read_phrase(reader, id, cursor)) {
                skip_to_known(cursor, open);
                continue;
            }
        }
        bool understood = read_own_value(reader, values, id, cursor, block);
        if (understood)
            read_places(reader, values, id, cursor);
        if (setting_has_children(id))
            open_push(open, id);
        if (!understood)
            skip_to_known(cursor, open);
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
        skip_to_known(cursor, &open);
    }
    read_settings(reader, values, id, cursor, block);
}
