#include "model/load.h"

#include <string.h>
#include <sys/stat.h>

#include "model/checks.h"
#include "model/command_line.h"
#include "model/read.h"
#include "model/resolve.h"
#include "model/unknown.h"

/* Each variant is a whole model to check. */
enum { MAX_EXTENDS = 16, MAX_VARIANTS = 256, MAX_NAME = 100 /* names of files are made from it */ };

struct loader {
    struct reader reader;
    bool whole;                    /* the file that is read has no errors of syntax */
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
    static const char *const others[] = {"tess", "model", "extends", "define", "override", "variant"};
    struct tess_suggestion near = tess_suggestion_for(word->text);
    for (enum setting_id id = 0; id < SETTINGS; id++)
        if (setting_takes_block(id) && id != SET_CONV && id != SET_LINEAR && id != SET_LEARN_SIGNAL)
            tess_suggestion_offer(&near, settings[id].path);
    for (size_t i = 0; top && i < sizeof others / sizeof *others; i++)
        tess_suggestion_offer(&near, others[i]);
    static const char blocks[] = "input, neuron, weights, network, learn, predict, train, expect";
    const char *advice = unknown_word(loader->reader.arena, loader->reader.sheet, SETTINGS, &near);
    if (!*advice)
        advice = arena_format(loader->reader.arena, "; known: %s%s%s", top ? "tess, model, extends, define, " : "",
                              blocks, top ? ", override, variant" : "");
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

/* The words of a rule's signal are those of learn.signal. */
static void check_signal(struct loader *loader, const struct defined *defined)
{
    const struct atom *words = defined->equations ? defined->equations->signal : NULL;
    struct cursor cursor = {.arena = loader->reader.arena, .diagnostics = loader->reader.diagnostics, .at = words};
    struct value value = {0};
    if (words && value_read(&cursor, SET_LEARN_SIGNAL, &value) && cursor.at)
        diagnose_error(loader->reader.diagnostics, cursor.at->span, "unexpected '%s' after '%s'", cursor.at->text,
                       cursor.last->text);
}

/* define neuron NAME { ... }, define rule NAME { ... } */
static void read_definition(struct loader *loader, const struct statement *statement)
{
    struct sheet *sheet = loader->reader.sheet;
    struct diagnostics *diagnostics = loader->reader.diagnostics;
    const struct defined *before = sheet->defined, *defined;
    sheet->defined = definitions_add(sheet->defined, loader->reader.arena, statement, loader->whole, diagnostics);
    defined = sheet->defined;
    if (defined == before)
        return;
    const enum setting_id of = defined->kind == DEFINITION_NEURON ? SET_NEURON : SET_LEARN;
    if (choice_index(settings[of].choices, defined->name) >= 0)
        diagnose_error(diagnostics, defined->span, "'%s' is built in: a definition has another name", defined->name);
    for (enum setting_id id = 0; id < SETTINGS; id++)
        if (setting_is_child(of, id) && !strcmp(setting_phrase(id), defined->name))
            diagnose_error(diagnostics, defined->span, "'%s' is a setting of '%s': a definition has another name",
                           defined->name, settings[of].path);
        else if (setting_parent(id) == SET_LEARN && of == SET_LEARN && id != SET_LEARN_ALPHA &&
                 id != SET_LEARN_LAMBDA && defined->equations && definition_parameter(defined, setting_phrase(id)) >= 0)
            diagnose_error(diagnostics,
                           defined->equations->symbol[definition_parameter(defined, setting_phrase(id))].span,
                           "'%s' is a setting of 'learn': a parameter has another name", setting_phrase(id));
    check_signal(loader, defined);
}

static bool is_word(const struct statement *statement, const char *word)
{
    return !strcmp(statement->atoms->text, word);
}

static bool chooses(const struct statement *statement)
{
    const struct atom *word = is_word(statement, "override") ? statement->atoms->next : statement->atoms;
    return word && (!strcmp(word->text, settings[SET_NEURON].path) || !strcmp(word->text, settings[SET_LEARN].path));
}

/* What the words in a layer's block mean depends on the neuron that is chosen for all layers: definitions are read
 * first, then what chooses one of them, then all else. */
static int turn_of(const struct statement *statement)
{
    return is_word(statement, "define") ? 0 : chooses(statement) ? 1 : 2;
}
enum { TURNS = 3 };

static const struct {
    const char *word;
    statement_fn *read;
} top_level[] = {
    {"define", read_definition}, {"tess", skip_statement}, /* has been looked at: it comes first */
    {"extends", skip_statement}, {"model", read_model},    {"override", read_override}, {"variant", read_variant},
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
    const int errors = diagnostics_errors(reader->diagnostics);
    struct block *tree = syntax_parse(reader->arena, source, reader->diagnostics);
    const bool whole = diagnostics_errors(reader->diagnostics) == errors;
    if (tree) {
        check_version(loader, source, tree);
        load_extended(loader, tree);
        reader->generation++;
        loader->whole = whole;
        for (int turn = 0; turn < TURNS; turn++) {
            const struct statement *statement = tree->first;
            for (; statement && !diagnostics_full(reader->diagnostics); statement = statement->next)
                if (turn_of(statement) == turn)
                    read_top_level(loader, statement);
        }
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
        for (int turn = 1; turn < TURNS; turn++)
            for (const struct statement *inner = variant->block->first; inner; inner = inner->next)
                if (is_block_word(inner->atoms) && turn_of(inner) == turn)
                    read_any_block(loader, inner, setting_of_path(inner->atoms->text), true);
        return;
    }
    if (near.best)
        diagnose_error(loader->reader.diagnostics, (struct span){0}, "no variant '%s'; did you mean '%s'?", name,
                       near.best);
    else
        diagnose_error(loader->reader.diagnostics, (struct span){0}, "no variant '%s'", name);
}

struct sheet *sheet_load(struct arena *arena, const char *path, const struct model_options *options,
                         struct diagnostics *diagnostics)
{
    struct loader loader = {.reader = {.arena = arena, .diagnostics = diagnostics}};
    loader.reader.sheet = ARENA_NEW(arena, struct sheet);
    loader.reader.sheet->defined = definitions_of_presets(arena);
    if (!load_file(&loader, path, NULL))
        return NULL;
    if (options->variant)
        apply_variant(&loader, options->variant);
    for (int i = 0; i < options->defines; i++)
        apply_define(&loader.reader, options->define[i]);
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
    loader.reader.sheet->defined = definitions_of_presets(arena);
    if (source->length > SOURCE_MAX_BYTES)
        diagnose_error(diagnostics, (struct span){0}, "%s: text is too long: %d bytes are the most", name,
                       SOURCE_MAX_BYTES);
    else
        load_source(&loader, source);
    if (!loader.reader.sheet->name && !diagnostics_errors(diagnostics))
        diagnose_error(diagnostics, (struct span){source, 0, 0}, "no 'model NAME' in this text");
    return diagnostics_errors(diagnostics) ? NULL : model_resolve(arena, loader.reader.sheet, diagnostics);
}
