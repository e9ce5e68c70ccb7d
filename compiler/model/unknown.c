#include "model/unknown.h"

#include <string.h>

#include "model/foreign.h"

enum { MOST_LISTED = 4 };

static bool is_layer_kind(enum setting_id id)
{
    return id == SET_CONV || id == SET_LINEAR;
}

/* May it be written inside `owner`, at whatever depth? */
static bool is_in_reach(enum setting_id owner, enum setting_id id)
{
    return owner != SETTINGS && (setting_is_inside(owner, id) || (is_layer_kind(owner) && setting_is_in_layered(id)));
}

/* Of what layers have of their own, logits and bases are written in their signal. */
static bool is_of_signal(enum setting_id id)
{
    return setting_is_layered(id) && setting_parent(id) == SET_LEARN_SIGNAL;
}

/* "psi height", "signal logits times": how a file writes it inside `owner`. */
static const char *words_inside(struct arena *arena, enum setting_id owner, enum setting_id id)
{
    const bool in_layer = is_layer_kind(owner);
    const char *words = setting_phrase(id);
    enum setting_id top = id;
    while (!setting_is_child(owner, top) && setting_parent(top) != SETTINGS && !(in_layer && is_of_signal(top))) {
        top = setting_parent(top);
        words = arena_format(arena, "%s %s", setting_phrase(top), words);
    }
    return in_layer && is_of_signal(top) ? arena_format(arena, "signal %s", words) : words;
}

/* "learn.psi.height" as a path behind a layer's name is "psi.height". */
static const char *path_inside(enum setting_id owner, enum setting_id id)
{
    const char *path = settings[id].path;
    if (owner == SETTINGS)
        return path;
    if (setting_is_inside(owner, id))
        return path + strlen(settings[owner].path) + 1;
    return strncmp(path, "learn.", 6) == 0 ? path + 6 : path;
}

/* The settings of this name, in reach of `owner` or not: "'a' or 'b'", "a, b". NULL: there are none. */
static const char *list_named(struct arena *arena, const char *word, enum setting_id owner, bool in_reach,
                              const char *prefix)
{
    const char *list = NULL;
    int listed = 0;
    for (enum setting_id id = 0; id < SETTINGS && listed < MOST_LISTED; id++) {
        if (strcmp(setting_phrase(id), word) != 0 || is_in_reach(owner, id) != in_reach)
            continue;
        const char *name = !in_reach ? settings[id].path
                           : prefix  ? arena_format(arena, "'%s%s'", prefix, path_inside(owner, id))
                                     : arena_format(arena, "'%s'", words_inside(arena, owner, id));
        list = list ? arena_format(arena, "%s%s%s", list, in_reach ? " or " : ", ", name) : name;
        listed++;
    }
    return list;
}

static const char *elsewhere(struct arena *arena, const char *word, enum setting_id owner)
{
    const char *list = list_named(arena, word, owner, false, NULL);
    return list ? arena_format(arena, "; there is %s", list) : "";
}

/* A slip of one letter is nearer than a word of another framework, and that is nearer than what two slips make. */
static bool is_slip(const struct tess_suggestion *near)
{
    return near->best && near->distance <= 1;
}

/* "nesterov" in train: what may stand behind a setting, without the setting. */
static const char *choice_of_child(struct arena *arena, const char *word, enum setting_id owner)
{
    for (enum setting_id id = 0; id < SETTINGS; id++)
        if (owner != SETTINGS && setting_is_child(owner, id) && settings[id].type == TYPE_CHOICE &&
            choice_index(settings[id].choices, word) >= 0)
            return arena_format(arena, "; write '%s %s'", setting_phrase(id), word);
    return NULL;
}

/* "conv2" of this network, or a word that begins a layer: what to do with it outside of a network. */
static const char *layer_elsewhere(struct arena *arena, const struct sheet *sheet, const char *word)
{
    for (int i = 0; i < sheet->layers; i++)
        if (!strcmp(word, sheet_layer_name(arena, sheet, i)))
            return arena_format(arena, "; it is a layer: 'override network { %s ... }' changes it", word);
    if (!strcmp(word, "conv") || !strcmp(word, "linear") || !strcmp(word, "readout") || !strcmp(word, "repeat"))
        return "; layers stand in 'network { ... }', each on a line of its own";
    return "";
}

/* The readout has no neurons, and its weights are used as they are. */
static const char *not_of_readout(struct arena *arena, const char *word)
{
    for (enum setting_id id = 0; id < SETTINGS; id++)
        if (!strcmp(setting_phrase(id), word) && setting_is_in_layered(id))
            return arena_format(arena, "; %s: %s is of the layers below",
                                setting_is_inside(SET_WEIGHTS, id) ? "the readout's weights are used as they are"
                                                                   : "the readout has no neurons",
                                settings[id].path);
    return "";
}

bool unknown_replaces(struct diagnostics *diagnostics, const struct atom *word)
{
    const bool is_foreign = foreign_named(word->text) != NULL;
    if (is_foreign)
        diagnostics_withdraw(diagnostics, word->span);
    return is_foreign || !strchr(word->text, '.');
}

const char *unknown_word(struct arena *arena, const struct sheet *sheet, enum setting_id owner,
                         const struct tess_suggestion *near)
{
    if (is_slip(near))
        return suggestion_text(arena, near);
    const char *inside = list_named(arena, near->word, owner, true, NULL);
    if (inside)
        return arena_format(arena, "; write %s", inside);
    const char *choice = choice_of_child(arena, near->word, owner);
    if (choice)
        return choice;
    const char *text = layer_elsewhere(arena, sheet, near->word);
    if (!*text && owner == SET_READOUT)
        text = not_of_readout(arena, near->word);
    if (!*text)
        text = foreign_advice(arena, near->word);
    if (*text)
        return text;
    return near->best ? suggestion_text(arena, near) : elsewhere(arena, near->word, owner);
}

/* "conv3": the number is not written. */
static const char *numbered_layer(struct arena *arena, const char *word)
{
    static const enum setting_id kinds[] = {SET_CONV, SET_LINEAR};
    for (int i = 0; i < 2; i++) {
        const char *kind = settings[kinds[i]].path;
        const size_t length = strlen(kind);
        if (!strncmp(word, kind, length) && word[length] &&
            strspn(word + length, "0123456789") == strlen(word + length))
            return arena_format(arena, "; a layer's number is its place in the network: write '%s'", kind);
    }
    return "";
}

const char *unknown_layer(struct arena *arena, const struct tess_suggestion *near)
{
    const char *text = numbered_layer(arena, near->word);
    if (!*text && is_slip(near))
        text = suggestion_text(arena, near);
    if (!*text)
        text = foreign_advice(arena, near->word);
    if (!*text)
        text = near->best ? suggestion_text(arena, near) : elsewhere(arena, near->word, SETTINGS);
    return *text ? text : "; known: conv, linear, readout, repeat";
}

const char *unknown_path(struct arena *arena, enum setting_id owner, const char *prefix,
                         const struct tess_suggestion *near)
{
    const char *dot = strrchr(near->word, '.'), *word = dot ? dot + 1 : near->word;
    if (is_slip(near))
        return suggestion_text(arena, near);
    if (is_layer_kind(owner) && !strcmp(word, settings[owner].path)) /* conv2.conv=64 */
        return arena_format(arena, "; did you mean '%.*s'?", (int)strlen(prefix) - 1, prefix);
    const char *inside = list_named(arena, word, owner, true, prefix);
    if (inside)
        return arena_format(arena, "; did you mean %s?", inside);
    const char *text = foreign_advice(arena, word);
    if (*text)
        return text;
    const char *same = dot && owner == SETTINGS ? "" : elsewhere(arena, word, owner);
    return near->best && !*same ? suggestion_text(arena, near) : same;
}
