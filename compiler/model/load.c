#include "model/load.h"

#include <string.h>
#include <sys/stat.h>

#include "model/checks.h"
#include "model/read.h"
#include "model/resolve.h"
#include "model/unknown.h"

/* Each variant is a whole model to check. */
enum { MAX_EXTENDS = 16, MAX_VARIANTS = 256, MAX_NAME = 100 /* names of files are made from it */ };

struct loader {
    struct reader reader;
    struct stat open[MAX_EXTENDS]; /* files that are being read, the outermost first */
    int depth;
};

typedef void statement_fn(struct loader *loader, const struct statement *statement);

static void skip_statement(struct loader *loader, const struct statement *statement)
{
    (void)loader, (void)statement;
}

static void check_length(struct loader *loader, const struct atom *name)
{
    if (strlen(name->text) > MAX_NAME)
        diagnose_error(loader->reader.diagnostics, name->span, "a name has at most %d characters", MAX_NAME);
}

/* model NAME */
static void read_model(struct loader *loader, const struct statement *statement)
{
    struct sheet *sheet = loader->reader.sheet;
    struct diagnostics *diagnostics = loader->reader.diagnostics;
    const struct atom *name = statement->atoms->next;
    if (!name || name->kind != ATOM_WORD || name->next || statement->block) {
        diagnose_error(diagnostics, statement->span, "expected 'model NAME' with a name of letters, digits and '_'");
        return;
    }
    if (sheet->name && sheet->name_span.source == name->span.source) {
        diagnose_error(diagnostics, name->span, "the model has a name already");
        diagnose_note(diagnostics, sheet->name_span, "first named here");
        return;
    }
    check_length(loader, name);
    sheet->name = name->text;
    sheet->name_span = name->span;
}

static void read_any_block(struct loader *loader, const struct statement *statement, enum setting_id id, bool override)
{
    struct reader *reader = &loader->reader;
    if (id == SET_NETWORK) {
        read_network(reader, statement, override);
        return;
    }
    struct cursor cursor = {.arena = reader->arena, .diagnostics = reader->diagnostics, .at = statement->atoms};
    cursor_next(&cursor);
    read_setting(reader, &reader->sheet->values, id, &cursor, statement->block);
}

static void mark_block(struct loader *loader, const struct statement *statement, enum setting_id id)
{
    loader->reader.sheet->block[id] = statement->atoms->span;
    loader->reader.sheet->block_generation[id] = loader->reader.generation;
}

/* neuron ..., learn ...: a block that was not there before. */
static void read_new_block(struct loader *loader, const struct statement *statement)
{
    struct sheet *sheet = loader->reader.sheet;
    const char *name = statement->atoms->text;
    enum setting_id id = setting_of_path(name);
    if (sheet->block[id].source) {
        bool same = sheet->block_generation[id] == loader->reader.generation;
        diagnose_error(loader->reader.diagnostics, statement->atoms->span,
                       same ? "a second '%s' in this file" : "'%s' is defined already; 'override %s' changes it", name,
                       name);
        diagnose_note(loader->reader.diagnostics, sheet->block[id], same ? "the first is here" : "first defined here");
        if (same)
            return;
    }
    read_any_block(loader, statement, id, false);
    mark_block(loader, statement, id);
}

static bool is_block_word(const struct atom *atom)
{
    enum setting_id id = atom->kind == ATOM_WORD ? setting_of_path(atom->text) : SETTINGS;
    return id != SETTINGS && setting_takes_block(id) && id != SET_CONV && id != SET_LINEAR;
}

static void report_unknown_block(struct loader *loader, const struct atom *word, bool top)
{
    static const char *const others[] = {"tess", "model", "extends", "override", "variant"};
    struct tess_suggestion near = tess_suggestion_for(word->text);
    for (enum setting_id id = 0; id < SETTINGS; id++)
        if (setting_takes_block(id) && id != SET_CONV && id != SET_LINEAR && id != SET_LEARN_SIGNAL)
            tess_suggestion_offer(&near, settings[id].path);
    for (size_t i = 0; top && i < sizeof others / sizeof *others; i++)
        tess_suggestion_offer(&near, others[i]);
    static const char blocks[] = "input, neuron, weights, network, learn, predict, train, expect";
    const char *advice = unknown_word(loader->reader.arena, loader->reader.sheet, SETTINGS, &near);
    if (!*advice)
        advice = arena_format(loader->reader.arena, "; known: %s%s%s", top ? "tess, model, extends, " : "", blocks,
                              top ? ", override, variant" : "");
    if (unknown_replaces(loader->reader.diagnostics, word))
        diagnose_error(loader->reader.diagnostics, word->span, "unknown word '%s'%s", word->text, advice);
}

/* override BLOCK { ... } */
static void read_override(struct loader *loader, const struct statement *statement)
{
    struct sheet *sheet = loader->reader.sheet;
    const struct atom *word = statement->atoms->next;
    if (!word || !is_block_word(word)) {
        if (word)
            report_unknown_block(loader, word, false);
        else
            diagnose_error(loader->reader.diagnostics, statement->span, "expected 'override BLOCK { ... }'");
        return;
    }
    enum setting_id id = setting_of_path(word->text);
    struct statement inner = *statement;
    inner.atoms = statement->atoms->next;
    if (!sheet->block[id].source)
        diagnose_error(loader->reader.diagnostics, word->span, "no '%s' to override", word->text);
    else if (sheet->block_generation[id] == loader->reader.generation) {
        diagnose_error(loader->reader.diagnostics, word->span, "a second '%s' in this file", word->text);
        diagnose_note(loader->reader.diagnostics, sheet->block[id], "the first is here");
        return;
    }
    const int changes = loader->reader.changes;
    loader->reader.same = (struct span){0};
    read_any_block(loader, &inner, id, true);
    mark_block(loader, &inner, id);
    if (loader->reader.changes == changes && !diagnostics_errors(loader->reader.diagnostics))
        check_override(loader->reader.diagnostics, span_join(statement->atoms->span, word->span), loader->reader.same);
}

/* variant NAME { ... } is kept for when it is asked for. */
static void read_variant(struct loader *loader, const struct statement *statement)
{
    struct diagnostics *diagnostics = loader->reader.diagnostics;
    const struct atom *name = statement->atoms->next;
    if (!name || name->kind != ATOM_WORD || name->next || !statement->block) {
        diagnose_error(diagnostics, statement->span, "expected 'variant NAME { ... }'");
        return;
    }
    check_length(loader, name);
    struct variant **end = &loader->reader.sheet->variants;
    for (int count = 0; *end; end = &(*end)->next) {
        if (++count == MAX_VARIANTS) {
            diagnose_error(diagnostics, name->span, "more than %d variants", MAX_VARIANTS);
            return;
        }
        if (!strcmp((*end)->name, name->text)) {
            diagnose_error(diagnostics, name->span, "a second variant '%s'", name->text);
            diagnose_note(diagnostics, (*end)->span, "first defined here");
            return;
        }
    }
    *end = ARENA_NEW(loader->reader.arena, struct variant);
    **end = (struct variant){.name = name->text, .span = name->span, .block = statement->block};
    for (const struct statement *inner = statement->block->first; inner; inner = inner->next)
        if (!is_block_word(inner->atoms))
            report_unknown_block(loader, inner->atoms, false);
}

static const struct {
    const char *word;
    statement_fn *read;
} top_level[] = {
    {"tess", skip_statement}, /* has been looked at: it comes first */
    {"extends", skip_statement}, {"model", read_model}, {"override", read_override}, {"variant", read_variant},
};

static void read_top_level(struct loader *loader, const struct statement *statement)
{
    for (size_t i = 0; i < sizeof top_level / sizeof *top_level; i++)
        if (!strcmp(statement->atoms->text, top_level[i].word)) {
            top_level[i].read(loader, statement);
            return;
        }
    if (is_block_word(statement->atoms))
        read_new_block(loader, statement);
    else
        report_unknown_block(loader, statement->atoms, true);
}

/* Every file begins with `tess 1`, so that later versions of the language can tell. */
static void check_version(struct loader *loader, const struct source *source, const struct block *tree)
{
    const struct statement *first = tree->first;
    struct diagnostics *diagnostics = loader->reader.diagnostics;
    if (!first || strcmp(first->atoms->text, "tess") != 0) {
        struct span span = first ? first->span : (struct span){source, 0, 0};
        diagnose_error(diagnostics, span, "%s: a model file begins with 'tess 1'",
                       first ? "not a model file" : "nothing in this file");
        return;
    }
    const struct atom *version = first->atoms->next;
    if (!version || version->next || strcmp(version->text, "1") != 0)
        diagnose_error(diagnostics, version ? version->span : first->span,
                       "this compiler reads version 1 of the language: expected 'tess 1'");
    for (const struct statement *other = first->next; other; other = other->next)
        if (!strcmp(other->atoms->text, "tess"))
            diagnose_error(diagnostics, other->span, "'tess' stands in the first line alone");
}

static bool load_file(struct loader *loader, const char *path, const struct atom *from);

/* Reads what the file extends, before the file itself. */
static void load_extended(struct loader *loader, const struct block *tree)
{
    struct diagnostics *diagnostics = loader->reader.diagnostics;
    const struct statement *found = NULL;
    for (const struct statement *statement = tree->first; statement; statement = statement->next) {
        if (strcmp(statement->atoms->text, "extends") != 0)
            continue;
        const struct atom *name = statement->atoms->next;
        if (!name || name->kind != ATOM_TEXT || name->next || statement->block) {
            diagnose_error(diagnostics, statement->span, "expected 'extends \"FILE\"'");
        } else if (found) {
            diagnose_error(diagnostics, statement->span, "a second 'extends'");
            diagnose_note(diagnostics, found->span, "the first is here");
        } else {
            found = statement;
            const char *own = name->span.source->name, *slash = strrchr(own, '/');
            const char *path = name->text;
            if (slash && path[0] != '/')
                path = arena_format(loader->reader.arena, "%.*s/%s", (int)(slash - own), own, path);
            load_file(loader, path, name);
        }
    }
}

/* Is this file being read already, further out? */
static bool is_open(struct loader *loader, const char *path)
{
    struct stat *status = &loader->open[loader->depth];
    if (stat(path, status) != 0)
        memset(status, 0, sizeof *status); /* opening it will tell why */
    else
        for (int i = 0; i < loader->depth; i++)
            if (loader->open[i].st_dev == status->st_dev && loader->open[i].st_ino == status->st_ino)
                return true;
    return false;
}

static void load_source(struct loader *loader, const struct source *source)
{
    struct reader *reader = &loader->reader;
    loader->depth++;
    struct block *tree = syntax_parse(reader->arena, source, reader->diagnostics);
    if (tree) {
        check_version(loader, source, tree);
        load_extended(loader, tree);
        reader->generation++;
        const struct statement *statement = tree->first;
        for (; statement && !diagnostics_full(reader->diagnostics); statement = statement->next)
            read_top_level(loader, statement);
    }
    loader->depth--;
}

static bool load_file(struct loader *loader, const char *path, const struct atom *from)
{
    struct reader *reader = &loader->reader;
    const struct span place = from ? from->span : span_of_file(reader->arena, path);
    if (loader->depth == MAX_EXTENDS || is_open(loader, path)) {
        diagnose_error(reader->diagnostics, place,
                       loader->depth == MAX_EXTENDS ? "files extend each other more than %d deep"
                                                    : "a cycle: this file is being read already",
                       MAX_EXTENDS);
        return false;
    }
    const char *error;
    struct source *source = source_read(reader->arena, path, &error);
    if (!source) {
        if (from)
            diagnose_error(reader->diagnostics, place, "%s: %s", path, error);
        else
            diagnose_error(reader->diagnostics, place, "%s", error);
        return false;
    }
    load_source(loader, source);
    return true;
}

static void apply_variant(struct loader *loader, const char *name)
{
    struct tess_suggestion near = tess_suggestion_for(name);
    for (const struct variant *variant = loader->reader.sheet->variants; variant; variant = variant->next) {
        tess_suggestion_offer(&near, variant->name);
        if (strcmp(variant->name, name) != 0)
            continue;
        loader->reader.generation++;
        for (const struct statement *inner = variant->block->first; inner; inner = inner->next)
            if (is_block_word(inner->atoms))
                read_any_block(loader, inner, setting_of_path(inner->atoms->text), true);
        return;
    }
    if (near.best)
        diagnose_error(loader->reader.diagnostics, (struct span){0}, "no variant '%s'; did you mean '%s'?", name,
                       near.best);
    else
        diagnose_error(loader->reader.diagnostics, (struct span){0}, "no variant '%s'", name);
}

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
static enum setting_id owner_of_path(struct loader *loader, const char *path, const char **prefix)
{
    const struct sheet *sheet = loader->reader.sheet;
    struct arena *arena = loader->reader.arena;
    const char *dot = strrchr(path, '.');
    *prefix = dot ? arena_copy(arena, path, (size_t)(dot - path) + 1) : "";
    for (int i = 0; i < sheet->layers; i++)
        if (!strcmp(*prefix, arena_format(arena, "%s.", sheet_layer_name(arena, sheet, i))))
            return sheet->layer[i]->kind;
    return dot ? setting_of_path(arena_copy(arena, path, (size_t)(dot - path))) : SETTINGS;
}

static void report_unknown_path(struct loader *loader, struct span span, const char *path)
{
    const struct sheet *sheet = loader->reader.sheet;
    struct arena *arena = loader->reader.arena;
    struct tess_suggestion near = tess_suggestion_for(path);
    for (enum setting_id id = 0; id < SETTINGS; id++)
        if (!belongs_to_layer(id))
            tess_suggestion_offer(&near, settings[id].path);
    for (int i = 0; i < sheet->layers; i++)
        offer_layer(arena, &near, sheet->layer[i]->kind, sheet_layer_name(arena, sheet, i));
    const char *prefix;
    const enum setting_id owner = owner_of_path(loader, path, &prefix);
    diagnose_error(loader->reader.diagnostics, span, "unknown setting '%s'%s", path,
                   unknown_path(arena, owner, prefix, &near));
}

/* Finds the values and the setting that a path names; "conv1.pad" is a layer's. */
static enum setting_id find_path(struct loader *loader, const char *path, struct values **values)
{
    struct sheet *sheet = loader->reader.sheet;
    struct arena *arena = loader->reader.arena;
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

/* -D path=value: read like the same words in a file. */
static void apply_define(struct loader *loader, const char *define)
{
    struct reader *reader = &loader->reader;
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
    enum setting_id id = find_path(loader, name.text, &values);
    if (id == SETTINGS) {
        report_unknown_path(loader, name.span, name.text);
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

struct sheet *sheet_load(struct arena *arena, const char *path, const struct model_options *options,
                         struct diagnostics *diagnostics)
{
    struct loader loader = {.reader = {.arena = arena, .diagnostics = diagnostics}};
    loader.reader.sheet = ARENA_NEW(arena, struct sheet);
    if (!load_file(&loader, path, NULL))
        return NULL;
    if (options->variant)
        apply_variant(&loader, options->variant);
    for (int i = 0; i < options->defines; i++)
        apply_define(&loader, options->define[i]);
    return loader.reader.sheet;
}

struct model *model_load(struct arena *arena, const char *path, const struct model_options *options,
                         struct diagnostics *diagnostics)
{
    struct sheet *sheet = sheet_load(arena, path, options, diagnostics);
    if (!sheet || diagnostics_errors(diagnostics))
        return NULL;
    if (!sheet->name) {
        if (!options->fragment) {
            struct source *file = ARENA_NEW(arena, struct source);
            file->name = path;
            diagnose_error(diagnostics, (struct span){file, 0, 0},
                           "no 'model NAME' in this file: it is meant to be extended by one that has it");
        }
        return NULL;
    }
    return model_resolve(arena, sheet, diagnostics);
}

struct model *model_load_text(struct arena *arena, const char *name, const char *text, struct diagnostics *diagnostics)
{
    struct loader loader = {.reader = {.arena = arena, .diagnostics = diagnostics}};
    const struct source *source = source_of_text(arena, name, text);
    loader.reader.sheet = ARENA_NEW(arena, struct sheet);
    if (source->length > SOURCE_MAX_BYTES)
        diagnose_error(diagnostics, (struct span){0}, "%s: text is too long: %d bytes are the most", name,
                       SOURCE_MAX_BYTES);
    else
        load_source(&loader, source);
    if (!loader.reader.sheet->name && !diagnostics_errors(diagnostics))
        diagnose_error(diagnostics, (struct span){source, 0, 0}, "no 'model NAME' in this text");
    return diagnostics_errors(diagnostics) ? NULL : model_resolve(arena, loader.reader.sheet, diagnostics);
}
