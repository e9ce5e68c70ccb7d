#include "model/command_line.h"

#include <string.h>

#include "model/parameters.h"
#include "model/unknown.h"

/* The setting of a path inside a layer, "kernel" or "neuron.leak". */
static enum setting_id setting_in_layer(struct arena *arena, enum setting_id kind, const char *path)
{
    enum setting_id id = setting_of_path(arena_format(arena, "%s.%s", settings[kind].path, path));
    if (id == SETTINGS)
        id = setting_of_path(path);
    if (id == SETTINGS)
        id = setting_of_path(arena_format(arena, "learn.%s", path));
    return id != SETTINGS && (setting_is_inside(kind, id) || setting_is_in_layered(id)) ? id : SETTINGS;
}

static bool belongs_to_layer(enum setting_id id)
{
    if (id == SET_READOUT) /* there is one alone: its settings have their own paths */
        return true;
    while (setting_parent(id) != SETTINGS)
        id = setting_parent(id);
    return id == SET_CONV || id == SET_LINEAR || id == SET_NETWORK;
}

/* Offers what could be said of a layer: "conv1.pad", "conv1.neuron.leak", "conv1.psi". */
static void offer_layer(struct arena *arena, struct tess_suggestion *near, enum setting_id kind, const char *name)
{
    tess_suggestion_offer(near, name);
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        const char *dot = strchr(settings[id].path, '.');
        if (dot && setting_in_layer(arena, kind, dot + 1) == id)
            tess_suggestion_offer(near, arena_format(arena, "%s%s", name, dot));
        else if (setting_in_layer(arena, kind, settings[id].path) == id)
            tess_suggestion_offer(near, arena_format(arena, "%s.%s", name, settings[id].path));
    }
}

/* What the words before the last one name, a layer or a setting: "conv2." of "conv2.threshold". */
static enum setting_id owner_of_path(struct reader *reader, const char *path, const char **prefix)
{
    const struct sheet *sheet = reader->sheet;
    struct arena *arena = reader->arena;
    const char *dot = strrchr(path, '.');
    *prefix = dot ? arena_copy(arena, path, (size_t)(dot - path) + 1) : "";
    for (int i = 0; i < sheet->layers; i++)
        if (!strcmp(*prefix, arena_format(arena, "%s.", sheet_layer_name(arena, sheet, i))))
            return sheet->layer[i]->kind;
    return dot ? setting_of_path(arena_copy(arena, path, (size_t)(dot - path))) : SETTINGS;
}

/* "neuron.jump" of the definitions that are chosen for all layers. */
static void offer_parameters(struct reader *reader, struct tess_suggestion *near)
{
    static const enum setting_id owners[] = {SET_NEURON, SET_LEARN};
    for (int i = 0; i < 2; i++) {
        const struct defined *defined = reader->sheet->values.of[owners[i]].defined;
        const struct equations *e = defined ? defined->equations : NULL;
        for (int s = 0; e && s < e->symbols; s++)
            if (definition_parameter(defined, e->symbol[s].name) == s)
                tess_suggestion_offer(
                    near, arena_format(reader->arena, "%s.%s", settings[owners[i]].path, e->symbol[s].name));
    }
}

static void report_unknown_path(struct reader *reader, struct span span, const char *path)
{
    const struct sheet *sheet = reader->sheet;
    struct arena *arena = reader->arena;
    struct tess_suggestion near = tess_suggestion_for(path);
    for (enum setting_id id = 0; id < SETTINGS; id++)
        if (!belongs_to_layer(id))
            tess_suggestion_offer(&near, settings[id].path);
    for (int i = 0; i < sheet->layers; i++)
        offer_layer(arena, &near, sheet->layer[i]->kind, sheet_layer_name(arena, sheet, i));
    offer_parameters(reader, &near);
    const char *prefix;
    const enum setting_id owner = owner_of_path(reader, path, &prefix);
    diagnose_error(reader->diagnostics, span, "unknown setting '%s'%s", path,
                   unknown_path(arena, owner, prefix, &near));
}

/* Finds the values and the setting that a path names; "conv1.pad" is a layer's. */
static enum setting_id find_path(struct reader *reader, const char *path, struct values **values)
{
    struct sheet *sheet = reader->sheet;
    struct arena *arena = reader->arena;
    *values = &sheet->values;
    for (int i = 0; i < sheet->layers; i++) {
        const char *name = sheet_layer_name(arena, sheet, i);
        size_t length = strlen(name);
        if (strncmp(path, name, length) != 0 || (path[length] && path[length] != '.'))
            continue;
        enum setting_id kind = sheet->layer[i]->kind;
        *values = &sheet->layer[i]->values;
        return path[length] ? setting_in_layer(arena, kind, path + length + 1) : kind;
    }
    return setting_of_path(path);
}

/* "neuron.jump", "conv1.neuron.jump", "learn.rate": a path to a parameter of the definition in force, which has
 * *values. SETTINGS: it is none. */
static enum setting_id find_parameter(struct reader *reader, const char *path, struct values **values)
{
    static const enum setting_id owners[] = {SET_NEURON, SET_LEARN};
    struct sheet *sheet = reader->sheet;
    struct arena *arena = reader->arena;
    *values = &sheet->values;
    for (int i = 0; i < sheet->layers; i++) {
        const char *prefix = arena_format(arena, "%s.", sheet_layer_name(arena, sheet, i));
        if (strncmp(path, prefix, strlen(prefix)) != 0)
            continue;
        *values = &sheet->layer[i]->values;
        path += strlen(prefix);
        break;
    }
    for (int i = 0; i < 2; i++) {
        const char *prefix = arena_format(arena, "%s.", settings[owners[i]].path);
        const struct defined *defined = parameters_owner(*values, &sheet->values, owners[i]);
        if (!strncmp(path, prefix, strlen(prefix)) && defined &&
            definition_parameter(defined, path + strlen(prefix)) >= 0 &&
            (owners[i] == SET_NEURON || *values == &sheet->values))
            return owners[i];
    }
    return SETTINGS;
}

/* The number of a parameter, in place of its path the last word of it. */
static void define_parameter(struct reader *reader, struct values *values, enum setting_id of, const struct atom *name)
{
    struct atom *word = ARENA_NEW(reader->arena, struct atom);
    *word = *name;
    word->text = strrchr(name->text, '.') + 1;
    word->next = syntax_parse_atoms(reader->arena, name->span.source, name->span.length + 1, reader->diagnostics);
    reader->generation++;
    reader->sheet->redefined = true;
    struct cursor cursor = {.arena = reader->arena, .diagnostics = reader->diagnostics, .at = word};
    read_parameter(reader, values, of, &cursor);
    if (cursor.at)
        diagnose_error(reader->diagnostics, cursor.at->span, "unexpected '%s' after '%s'", cursor.at->text,
                       cursor.last->text);
}

/* -D path=value: read like the same words in a file. */
void apply_define(struct reader *reader, const char *define)
{
    const struct source *source = source_of_text(reader->arena, "command line", define);
    const char *equals = strchr(define, '=');
    if (!equals || source->length > SOURCE_MAX_BYTES) {
        diagnose_error(reader->diagnostics, (struct span){source, 0, (uint32_t)source->length},
                       "expected -D path=value");
        return;
    }
    struct atom name = {.kind = ATOM_WORD, .span = {source, 0, (uint32_t)(equals - define)}};
    name.text = arena_copy(reader->arena, define, name.span.length);
    struct values *values;
    const enum setting_id of = find_parameter(reader, name.text, &values);
    if (of != SETTINGS) {
        define_parameter(reader, values, of, &name);
        return;
    }
    enum setting_id id = find_path(reader, name.text, &values);
    if (id == SETTINGS) {
        report_unknown_path(reader, name.span, name.text);
        return;
    }
    if (values == &reader->sheet->values && belongs_to_layer(id)) {
        diagnose_error(reader->diagnostics, name.span, "%s is a layer's: name the layer, as in conv1.pad", name.text);
        return;
    }
    reader->generation++;
    reader->sheet->redefined = true;
    struct cursor cursor = {.arena = reader->arena,
                            .diagnostics = reader->diagnostics,
                            .at = syntax_parse_atoms(reader->arena, source, name.span.length + 1, reader->diagnostics),
                            .last = &name,
                            .command_line = true};
    read_setting(reader, values, id, &cursor, NULL);
}
