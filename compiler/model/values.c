#include "model/values.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/definitions.h"
#include "model/expected.h"
#include "model/foreign.h"

const struct atom *cursor_next(struct cursor *cursor)
{
    cursor->last = cursor->at;
    cursor->at = cursor->at->next;
    return cursor->last;
}

bool cursor_at_word(const struct cursor *cursor, const char *word)
{
    return cursor->at && cursor->at->kind == ATOM_WORD && !strcmp(cursor->at->text, word);
}

/* One number where a kernel or a pool, which tend to be square, has two; two where the input has three. */
static const char *size_meant(struct arena *arena, enum setting_id id, const struct atom *found)
{
    const enum setting_type type = settings[id].type;
    const bool whole = found->kind == ATOM_NUMBER && !found->text[strspn(found->text, "0123456789")];
    if (whole && !setting_is_inside(SET_INPUT, id) && (type == TYPE_SIZE || type == TYPE_SIZE_OR_WORD))
        return arena_format(arena, "; did you mean '%sx%s'?", found->text, found->text);
    if (type == TYPE_INPUT_SIZE && found->kind == ATOM_SIZE && found->rank == 2)
        return arena_format(arena, "; did you mean '1x%s', with one channel?", found->text);
    return found->kind == ATOM_WORD ? foreign_name(arena, found->text) : "";
}

static bool fail_expected(struct cursor *cursor, enum setting_id id)
{
    const char *expected = expected_value(cursor->arena, id);
    const char *after = cursor->last ? cursor->last->text : settings[id].path;
    if (cursor->at)
        diagnose_error(cursor->diagnostics, cursor->at->span, "expected %s after '%s', found '%s'%s", expected, after,
                       cursor->at->text, size_meant(cursor->arena, id, cursor->at));
    else if (cursor->last)
        diagnose_error(cursor->diagnostics, cursor->last->span, "expected %s after '%s'", expected, after);
    return false;
}

static bool fail_range(struct cursor *cursor, enum setting_id id, const struct atom *atom)
{
    diagnose_error(cursor->diagnostics, atom->span, "%s is %s; it must be a number%s", settings[id].path, atom->text,
                   expected_range(cursor->arena, id));
    return false;
}

static bool check_range(struct cursor *cursor, enum setting_id id, const struct atom *atom, double number)
{
    const struct setting *setting = &settings[id];
    if (setting->low >= setting->high)
        return true;
    /* Numbers of a model are float32, and so are the ends that they are compared with. */
    const bool single = setting->type == TYPE_REAL || setting->type == TYPE_REALS ||
                        setting->type == TYPE_REAL_OR_WORD || setting->type == TYPE_REALS_OR_FILE;
    const double low = single ? (double)(float)setting->low : setting->low;
    const double high = single ? (double)(float)setting->high : setting->high;
    bool low_ok = setting->range & RANGE_ABOVE ? number > low : number >= low;
    bool high_ok = setting->range & RANGE_BELOW ? number < high : number <= high;
    if (low_ok && high_ok)
        return true;
    return fail_range(cursor, id, atom);
}

/* 0 in any spelling, and no number that is merely too small to be told from it. */
static bool is_written_zero(const char *text)
{
    const char end = text[strspn(text, "+-0.")];
    return !end || end == 'e' || end == 'E';
}

static bool read_float(struct cursor *cursor, enum setting_id id, float *number)
{
    if (!cursor->at || cursor->at->kind != ATOM_NUMBER)
        return fail_expected(cursor, id);
    const struct atom *atom = cursor_next(cursor);
    *number = strtof(atom->text, NULL);
    if (!isfinite(*number)) {
        diagnose_error(cursor->diagnostics, atom->span, "%s is too large for a number", atom->text);
        return false;
    }
    if (!check_range(cursor, id, atom, (double)*number))
        return false;
    if (fabs((double)*number) >= SETTING_TINY || is_written_zero(atom->text))
        return true;
    diagnose_error(cursor->diagnostics, atom->span, "%s is %s; it must be 0, or %g or more in magnitude",
                   settings[id].path, atom->text, SETTING_TINY);
    return false;
}

static bool read_real(struct cursor *cursor, enum setting_id id, struct value *value)
{
    return read_float(cursor, id, &value->real);
}

static bool read_integer(struct cursor *cursor, enum setting_id id, struct value *value)
{
    if (!cursor->at || cursor->at->kind != ATOM_NUMBER)
        return fail_expected(cursor, id);
    const struct atom *atom = cursor_next(cursor);
    const struct setting *setting = &settings[id];
    const char *digits = atom->text + strspn(atom->text, "+-");
    if (digits[strspn(digits, "0123456789")]) {
        diagnose_error(cursor->diagnostics, atom->span, "%s is %s; it must be a whole number", settings[id].path,
                       atom->text);
        return false;
    }
    /* Compared as double first: what does not fit into 64 bits is out of every range. */
    if (!check_range(cursor, id, atom, strtod(atom->text, NULL)))
        return false;
    value->integer = strtoull(atom->text, NULL, 10);
    /* Then as an integer: the double next to 9e18 is 1024 away. */
    if (setting->high > setting->low && *atom->text != '-' && value->integer > (unsigned long long)setting->high)
        return fail_range(cursor, id, atom);
    return true;
}

static bool has_child(enum setting_id id, const char *name)
{
    for (enum setting_id child = id + 1; child < SETTINGS && setting_is_inside(id, child); child++)
        if (!strcmp(setting_phrase(child), name))
            return true;
    return false;
}

/* `plateau on validation loss`: this "on" is a setting of plateau's and not its value, as in `plateau on factor 0.5`.
 */
static bool is_child_on(enum setting_id id, const struct atom *on)
{
    return on->next && has_child(id, on->text) && !(on->next->kind == ATOM_WORD && has_child(id, on->next->text));
}

static bool read_flag(struct cursor *cursor, enum setting_id id, struct value *value)
{
    value->integer = !cursor_at_word(cursor, "off");
    if (!value->integer || (cursor_at_word(cursor, "on") && !is_child_on(id, cursor->at)))
        cursor_next(cursor);
    return true;
}

/* Does the cursor stand at all words of a choice? Counts them. */
static int matches_choice(const struct cursor *cursor, const char *choice, int length)
{
    int words = 0;
    for (const struct atom *atom = cursor->at; length > 0; atom = atom->next, words++) {
        int word = (int)strcspn(choice, " |");
        if (word > length)
            word = length;
        if (!atom || atom->kind != ATOM_WORD || (int)strlen(atom->text) != word ||
            strncmp(atom->text, choice, (size_t)word) != 0)
            return 0;
        length -= word + 1;
        choice += word + 1;
    }
    return words;
}

static int match_choices(const struct cursor *cursor, const char *choices, int *words)
{
    const char *at;
    int length, longest = -1;
    *words = 0;
    for (int i = 0; (at = choice_at(choices, i, &length)); i++) {
        int matched = matches_choice(cursor, at, length);
        if (matched <= *words)
            continue;
        *words = matched;
        longest = i;
    }
    return longest;
}

/* The definitions that a setting can be, from the first of the kind on. */
static const struct defined *definitions_for(const struct cursor *cursor, enum setting_id id)
{
    return id == SET_NEURON  ? definitions_first(cursor->defined, DEFINITION_NEURON)
           : id == SET_LEARN ? definitions_first(cursor->defined, DEFINITION_RULE)
                             : NULL;
}

static bool read_choice(struct cursor *cursor, enum setting_id id, struct value *value)
{
    int words;
    value->choice = match_choices(cursor, settings[id].choices, &words);
    if (value->choice >= 0) {
        while (words--)
            cursor_next(cursor);
        return true;
    }
    if (!cursor->at || cursor->at->kind != ATOM_WORD)
        return fail_expected(cursor, id);
    const struct defined *first = definitions_for(cursor, id);
    value->defined = first ? definitions_find(first, first->kind, cursor->at->text) : NULL;
    if (value->defined) {
        cursor_next(cursor);
        return true;
    }
    const struct atom *atom = cursor_next(cursor);
    struct tess_suggestion near = tess_suggestion_for(atom->text);
    const char *at;
    int length;
    for (int i = 0; (at = choice_at(settings[id].choices, i, &length)); i++)
        tess_suggestion_offer(&near, arena_copy(cursor->arena, at, (size_t)length));
    for (const struct defined *d = first; d; d = definitions_first(d->next, d->kind))
        tess_suggestion_offer(&near, d->name);
    const char *advice = foreign_choice(cursor->arena, &near);
    if (*advice || strchr(atom->text, '.'))
        diagnostics_withdraw(cursor->diagnostics, atom->span);
    diagnose_error(cursor->diagnostics, atom->span, "unknown %s '%s'%s%s%s", settings[id].path, atom->text,
                   *advice ? advice : "; known: ", *advice ? "" : expected_choices(cursor->arena, settings[id].choices),
                   *advice || !first ? "" : definitions_names(cursor->arena, first));
    return false;
}

static bool read_size_of_rank(struct cursor *cursor, enum setting_id id, struct value *value, int rank)
{
    if (cursor->at && cursor->at->kind == ATOM_SIZE && cursor->at->rank == 0) {
        cursor_next(cursor);
        return false; /* reported by the parser */
    }
    if (!cursor->at || cursor->at->kind != ATOM_SIZE || cursor->at->rank != rank)
        return fail_expected(cursor, id);
    const struct atom *atom = cursor_next(cursor);
    for (int i = 0; i < rank; i++) {
        value->size[i] = atom->size[i];
        if (!check_range(cursor, id, atom, atom->size[i]))
            return false;
    }
    return true;
}

static bool read_size(struct cursor *cursor, enum setting_id id, struct value *value)
{
    return read_size_of_rank(cursor, id, value, 2);
}

static bool read_input_size(struct cursor *cursor, enum setting_id id, struct value *value)
{
    return read_size_of_rank(cursor, id, value, 3);
}

static bool read_size_or_word(struct cursor *cursor, enum setting_id id, struct value *value)
{
    if (cursor->at && cursor->at->kind == ATOM_WORD)
        return read_choice(cursor, id, value);
    return read_size(cursor, id, value);
}

static bool read_real_or_word(struct cursor *cursor, enum setting_id id, struct value *value)
{
    if (cursor->at && cursor->at->kind == ATOM_WORD)
        return read_choice(cursor, id, value);
    return read_real(cursor, id, value);
}

static bool read_reals(struct cursor *cursor, enum setting_id id, struct value *value)
{
    int count = 0;
    for (const struct atom *atom = cursor->at; atom && atom->kind == ATOM_NUMBER; atom = atom->next)
        count++;
    if (count == 0)
        return fail_expected(cursor, id);
    value->reals = ARENA_ARRAY(cursor->arena, float, count);
    for (value->count = 0; value->count < count; value->count++)
        if (!read_float(cursor, id, &value->reals[value->count]))
            return false;
    return true;
}

/* File names are relative to the file that they stand in. */
static bool read_reals_or_file(struct cursor *cursor, enum setting_id id, struct value *value)
{
    if (!cursor->at || cursor->at->kind != ATOM_TEXT)
        return read_reals(cursor, id, value);
    const struct atom *atom = cursor_next(cursor);
    const char *slash = cursor->command_line ? NULL : strrchr(atom->span.source->name, '/');
    if (!slash || atom->text[0] == '/')
        value->file = atom->text;
    else
        value->file = arena_format(cursor->arena, "%.*s/%s", (int)(slash - atom->span.source->name),
                                   atom->span.source->name, atom->text);
    return true;
}

static bool at_source(const struct cursor *cursor)
{
    return cursor->at && cursor->at->kind == ATOM_WORD && !cursor_at_word(cursor, setting_phrase(SET_PREDICT_ONLY));
}

/* `sum of` has been read: names up to the end, or to `only`. Which layers there are is known later. */
static bool read_sum(struct cursor *cursor, enum setting_id id, struct value *value)
{
    const struct atom *of = cursor->last;
    value->sources = cursor->at;
    for (; at_source(cursor); value->count++)
        cursor_next(cursor);
    if (value->count == 0)
        return fail_expected(cursor, id);
    if (value->count == 1)
        diagnose_error(cursor->diagnostics, span_join(of->span, cursor->last->span),
                       "a sum is of two at least: for one write 'from %s'", cursor->last->text);
    return value->count > 1;
}

static bool read_sources(struct cursor *cursor, enum setting_id id, struct value *value)
{
    int words;
    if (!at_source(cursor))
        return fail_expected(cursor, id);
    value->choice = match_choices(cursor, settings[id].choices, &words);
    const bool sum = value->choice < 0 && cursor_at_word(cursor, "sum");
    value->sources = value->choice < 0 ? cursor->at : NULL;
    value->count = value->choice < 0;
    const struct atom *first = cursor_next(cursor);
    if (sum && cursor_at_word(cursor, "of")) {
        cursor_next(cursor);
        value->count = 0;
        return read_sum(cursor, id, value);
    }
    if (!at_source(cursor))
        return true;
    diagnose_error(cursor->diagnostics, cursor->at->span,
                   "unexpected '%s' after '%s'; 'from sum of' predicts from several", cursor->at->text, first->text);
    while (at_source(cursor))
        cursor_next(cursor);
    return false;
}

/* A word that names no setting beside this one. */
static bool at_layer(const struct cursor *cursor, enum setting_id id)
{
    if (!cursor->at || cursor->at->kind != ATOM_WORD)
        return false;
    for (enum setting_id other = 0; other < SETTINGS; other++) {
        const char *phrase = setting_phrase(other);
        const size_t length = strcspn(phrase, " ");
        if (setting_is_child(setting_parent(id), other) && strlen(cursor->at->text) == length &&
            !strncmp(cursor->at->text, phrase, length))
            return false;
    }
    return true;
}

/* Which layers there are is known later. */
static bool read_layers(struct cursor *cursor, enum setting_id id, struct value *value)
{
    value->sources = cursor->at;
    for (; at_layer(cursor, id); value->count++)
        cursor_next(cursor);
    return value->count > 0 || fail_expected(cursor, id);
}

static bool read_nothing(struct cursor *cursor, enum setting_id id, struct value *value)
{
    (void)cursor, (void)id, (void)value;
    return true;
}

typedef bool read_fn(struct cursor *cursor, enum setting_id id, struct value *value);

static read_fn *const readers[] = {
    [TYPE_GROUP] = read_nothing,
    [TYPE_REAL] = read_real,
    [TYPE_INTEGER] = read_integer,
    [TYPE_FLAG] = read_flag,
    [TYPE_CHOICE] = read_choice,
    [TYPE_BARE_CHOICE] = read_choice,
    [TYPE_SIZE] = read_size,
    [TYPE_INPUT_SIZE] = read_input_size,
    [TYPE_SIZE_OR_WORD] = read_size_or_word,
    [TYPE_REAL_OR_WORD] = read_real_or_word,
    [TYPE_REALS] = read_reals,
    [TYPE_REALS_OR_FILE] = read_reals_or_file,
    [TYPE_SOURCES] = read_sources,
    [TYPE_LAYERS] = read_layers,
};

/* "6 steps", "1 step", "0.5 epochs": the unit is part of the value. */
static bool read_unit(struct cursor *cursor, enum setting_id id, const struct value *value)
{
    const char *unit = settings[id].unit;
    if (!unit || cursor_at_word(cursor, unit)) {
        if (unit)
            cursor_next(cursor);
        return true;
    }
    const size_t singular = strlen(unit) - 1;
    const bool one = value->integer == 1 || (value->real == 1 && strcmp(unit, "ms") != 0);
    if (one && cursor->at && cursor->at->kind == ATOM_WORD && strlen(cursor->at->text) == singular &&
        !strncmp(cursor->at->text, unit, singular)) {
        cursor_next(cursor);
        return true;
    }
    if (cursor->command_line && !cursor->at)
        return true;
    const struct atom *place = cursor->at ? cursor->at : cursor->last;
    diagnose_error(cursor->diagnostics, place->span, "%s is in %s: write '%s %s'", settings[id].path, unit,
                   cursor->last->text, unit);
    return false;
}

bool value_read(struct cursor *cursor, enum setting_id id, struct value *value)
{
    value->choice = -1;
    return readers[settings[id].type](cursor, id, value) && read_unit(cursor, id, value);
}

bool value_may_start(const struct cursor *cursor, enum setting_id id)
{
    int words;
    if (!cursor->at)
        return false;
    switch (settings[id].type) {
    case TYPE_REAL:
    case TYPE_INTEGER:
    case TYPE_REALS:
        return cursor->at->kind == ATOM_NUMBER;
    case TYPE_REALS_OR_FILE:
        return cursor->at->kind == ATOM_NUMBER || cursor->at->kind == ATOM_TEXT;
    case TYPE_SIZE:
    case TYPE_INPUT_SIZE:
        return cursor->at->kind == ATOM_SIZE;
    case TYPE_BARE_CHOICE:
        return match_choices(cursor, settings[id].choices, &words) >= 0;
    default:
        return false;
    }
}
