/* The settings of a row, a column or a cell, and how one goes over another. */
#include <string.h>

#include "sweep/reader.h"
#include "syntax/suggest.h"
#include "tess/train_options.h"

bool sweep_expect(struct sweep_reader *reader, const struct node *node, enum node_kind kind, const char *what)
{
    if (node->kind == kind && (kind != NODE_TEXT || !node_is_empty(node)))
        return true;
    diagnose_error(reader->diagnostics, node->span, "expected %s", what);
    return false;
}

void sweep_unknown(struct sweep_reader *reader, struct span span, const char *what, const char *word,
                   const char *const *names)
{
    struct tess_suggestion near = tess_suggestion_for(word);
    const char *known = "";
    for (int i = 0; names[i]; i++) {
        tess_suggestion_offer(&near, names[i]);
        known = arena_format(reader->arena, "%s%s%s", known, i ? ", " : "; known: ", names[i]);
    }
    if (near.best)
        diagnose_error(reader->diagnostics, span, "unknown %s '%s'; did you mean '%s'?", what, word, near.best);
    else
        diagnose_error(reader->diagnostics, span, "unknown %s '%s'%s", what, word, known);
}

static bool has_field(const struct sweep_field *fields, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(fields[i].name, name))
            return true;
    return false;
}

void sweep_read_fields(struct sweep_reader *reader, const struct node *map, const struct sweep_field *fields, int count)
{
    const char **names = ARENA_ARRAY(reader->arena, const char *, count + 1);
    for (int i = 0; i < count; i++)
        names[i] = fields[i].name;
    for (int i = 0; i < map->count && !diagnostics_full(reader->diagnostics); i++)
        if (!has_field(fields, count, map->key[i]->text))
            sweep_unknown(reader, map->key[i]->span, "key", map->key[i]->text, names);
    for (int i = 0; i < count; i++) {
        const struct node *value = node_find(map, fields[i].name);
        if (value)
            fields[i].read(reader, value);
    }
}

/* ---- One setting each ---- */

static void read_model(struct sweep_reader *reader, const struct node *value)
{
    if (!sweep_expect(reader, value, NODE_TEXT, "the path of a model file"))
        return;
    const char *folder = *value->text == '/' ? "" : reader->folder;
    const char *path = arena_format(reader->arena, "%s%s", folder, value->text);
    reader->settings->model = (struct sweep_text){path, value->span};
}

static void read_variant(struct sweep_reader *reader, const struct node *value)
{
    if (sweep_expect(reader, value, NODE_TEXT, "the name of a variant"))
        reader->settings->variant = (struct sweep_text){value->text, value->span};
}

static void read_data(struct sweep_reader *reader, const struct node *value)
{
    if (sweep_expect(reader, value, NODE_TEXT, "a folder below --data-root"))
        reader->settings->data = (struct sweep_text){value->text, value->span};
}

static void add_pair(struct sweep_pairs *pairs, const struct node *key, const char *value)
{
    pairs->pair[pairs->count++] = (struct sweep_pair){key->text, value, key->span};
}

static void read_set(struct sweep_reader *reader, const struct node *value)
{
    struct sweep_pairs *set = &reader->settings->set;
    if (!sweep_expect(reader, value, NODE_MAP, "settings of the model: { learn.alpha.post: -1 }"))
        return;
    set->pair = ARENA_ARRAY(reader->arena, struct sweep_pair, value->count);
    for (int i = 0; i < value->count; i++)
        if (sweep_expect(reader, value->value[i], NODE_TEXT, "the setting's value"))
            add_pair(set, value->key[i], value->value[i]->text);
}

/* One option as the trainer would read it. */
static void check_option(struct sweep_reader *reader, const struct node *key, const char *value)
{
    struct tess_error error = {TESS_OK, ""};
    char *words[] = {arena_format(reader->arena, "--%s", key->text), (char *)value};
    if (!tess_train_options(value ? 2 : 1, words, NULL, &error))
        diagnose_error(reader->diagnostics, key->span, "%s", error.text);
}

/* epochs: 5 is --epochs 5; no-augment: true is --no-augment. */
static void read_options(struct sweep_reader *reader, const struct node *value)
{
    struct sweep_pairs *options = &reader->settings->options;
    if (!sweep_expect(reader, value, NODE_MAP, "options of the trainer: { epochs: 5 }"))
        return;
    options->pair = ARENA_ARRAY(reader->arena, struct sweep_pair, value->count);
    for (int i = 0; i < value->count; i++) {
        const struct node *word = value->value[i];
        if (!sweep_expect(reader, word, NODE_TEXT, "the option's value, or true"))
            continue;
        const char *text = !word->quoted && !strcmp(word->text, "true") ? NULL : word->text;
        check_option(reader, value->key[i], text);
        add_pair(options, value->key[i], text);
    }
}

const struct sweep_field sweep_setting_fields[SWEEP_SETTING_FIELDS] = {
    {"model", read_model}, {"variant", read_variant}, {"data", read_data}, {"set", read_set}, {"options", read_options},
};

void sweep_read_settings(struct sweep_reader *reader, const struct node *node, struct sweep_settings *settings)
{
    reader->settings = settings;
    if (node_is_empty(node))
        return;
    if (node->kind == NODE_TEXT)
        read_model(reader, node);
    else if (sweep_expect(reader, node, NODE_MAP, "settings, or the path of a model file"))
        sweep_read_fields(reader, node, sweep_setting_fields, SWEEP_SETTING_FIELDS);
}

/* ---- Merging ---- */

static struct sweep_text merge_text(struct sweep_text base, struct sweep_text over)
{
    return over.text ? over : base;
}

static bool has_pair(const struct sweep_pairs *pairs, const char *name)
{
    for (int i = 0; i < pairs->count; i++)
        if (!strcmp(pairs->pair[i].name, name))
            return true;
    return false;
}

static struct sweep_pairs merge_pairs(struct arena *arena, const struct sweep_pairs *base,
                                      const struct sweep_pairs *over)
{
    struct sweep_pairs all = {0, ARENA_ARRAY(arena, struct sweep_pair, base->count + over->count)};
    for (int i = 0; i < base->count; i++)
        if (!has_pair(over, base->pair[i].name))
            all.pair[all.count++] = base->pair[i];
    for (int i = 0; i < over->count; i++)
        all.pair[all.count++] = over->pair[i];
    return all;
}

struct sweep_settings sweep_merge(struct arena *arena, const struct sweep_settings *base,
                                  const struct sweep_settings *over)
{
    return (struct sweep_settings){.model = merge_text(base->model, over->model),
                                   .variant = merge_text(base->variant, over->variant),
                                   .data = merge_text(base->data, over->data),
                                   .set = merge_pairs(arena, &base->set, &over->set),
                                   .options = merge_pairs(arena, &base->options, &over->options)};
}
