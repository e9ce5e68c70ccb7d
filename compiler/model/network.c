#include <stdlib.h>
#include <string.h>

#include "model/foreign.h"
#include "model/read.h"
#include "model/unknown.h"

static struct cursor statement_cursor(struct reader *reader, const struct statement *statement)
{
    struct cursor cursor = {.arena = reader->arena, .diagnostics = reader->diagnostics, .at = statement->atoms};
    cursor_next(&cursor);
    return cursor;
}

static bool is_readout(const struct statement *statement)
{
    return !strcmp(statement->atoms->text, settings[SET_READOUT].path);
}

static void read_layer(struct reader *reader, const struct statement *statement, enum setting_id kind)
{
    struct sheet *sheet = reader->sheet;
    if (sheet->has_readout) {
        diagnose_error(reader->diagnostics, statement->span, "a layer behind the readout");
        diagnose_note(reader->diagnostics, sheet->readout, "the readout is the last layer");
        return;
    }
    if (sheet->layers == MAX_LAYERS) {
        diagnose_error(reader->diagnostics, statement->span, "more than %d layers", MAX_LAYERS);
        return;
    }
    struct layer_sheet *layer = ARENA_NEW(reader->arena, struct layer_sheet);
    layer->kind = kind;
    layer->span = statement->span;
    struct cursor cursor = statement_cursor(reader, statement);
    read_setting(reader, &layer->values, kind, &cursor, statement->block);
    sheet->layer[sheet->layers++] = layer;
}

static void read_readout(struct reader *reader, const struct statement *statement)
{
    struct sheet *sheet = reader->sheet;
    struct cursor cursor = statement_cursor(reader, statement);
    read_settings(reader, &sheet->values, SET_READOUT, &cursor, statement->block);
    if (sheet->has_readout) {
        diagnose_error(reader->diagnostics, statement->span, "a second readout");
        diagnose_note(reader->diagnostics, sheet->readout, "the first is here");
    }
    sheet->has_readout = true;
    sheet->readout = statement->span;
}

static void read_layers(struct reader *reader, const struct block *block);

static void read_repeat(struct reader *reader, const struct statement *statement)
{
    const struct atom *count = statement->atoms->next;
    char *end = NULL;
    long times = count && count->kind == ATOM_NUMBER ? strtol(count->text, &end, 10) : 0;
    if (!end || *end || times < 1 || times > MAX_LAYERS || count->next || !statement->block) {
        diagnose_error(reader->diagnostics, statement->span, "expected 'repeat N { ... }' with N from 1 to %d",
                       MAX_LAYERS);
        return;
    }
    /* One round with an error, or one that adds nothing, is enough: nested repeats multiply. */
    int errors = diagnostics_errors(reader->diagnostics);
    for (long i = 0; i < times && diagnostics_errors(reader->diagnostics) == errors; i++) {
        int layers = reader->sheet->layers;
        read_layers(reader, statement->block);
        if (reader->sheet->layers == layers && diagnostics_errors(reader->diagnostics) == errors)
            diagnose_error(reader->diagnostics, statement->span, "nothing to repeat");
    }
}

static void report_unknown_layer(struct reader *reader, const struct atom *word)
{
    static const char *const known[] = {"conv", "linear", "readout", "repeat", "maxpool", "avgpool"};
    struct tess_suggestion near = tess_suggestion_for(word->text);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        tess_suggestion_offer(&near, known[i]);
    if (!unknown_replaces(reader->diagnostics, word))
        return;
    if (near.best && near.distance == 0)
        diagnose_error(reader->diagnostics, word->span, "'%s' stands behind the conv that it pools", word->text);
    else
        diagnose_error(reader->diagnostics, word->span, "unknown layer '%s'%s", word->text,
                       unknown_layer(reader->arena, &near));
}

static void read_layers(struct reader *reader, const struct block *block)
{
    for (const struct statement *statement = block->first; statement; statement = statement->next) {
        const char *word = statement->atoms->text;
        if (!strcmp(word, "conv"))
            read_layer(reader, statement, SET_CONV);
        else if (!strcmp(word, "linear"))
            read_layer(reader, statement, SET_LINEAR);
        else if (is_readout(statement))
            read_readout(reader, statement);
        else if (!strcmp(word, "repeat"))
            read_repeat(reader, statement);
        else
            report_unknown_layer(reader, statement->atoms);
    }
}

static struct layer_sheet *find_layer(struct reader *reader, const char *name)
{
    for (int i = 0; i < reader->sheet->layers; i++)
        if (!strcmp(name, sheet_layer_name(reader->arena, reader->sheet, i)))
            return reader->sheet->layer[i];
    return NULL;
}

static void report_no_layer(struct reader *reader, const struct atom *word)
{
    struct tess_suggestion near = tess_suggestion_for(word->text);
    for (int i = 0; i < reader->sheet->layers; i++)
        tess_suggestion_offer(&near, sheet_layer_name(reader->arena, reader->sheet, i));
    const char *advice = foreign_choice(reader->arena, &near);
    diagnose_error(reader->diagnostics, word->span, "no layer '%s' to change%s", word->text,
                   *advice ? advice
                           : "; an override of the network names layers (conv1, linear2 ...) or defines them all anew");
}

/* `conv2 conv 64`: the name says the kind. */
static void skip_kind(struct reader *reader, struct cursor *cursor, const struct layer_sheet *layer)
{
    const char *kind = settings[layer->kind].path;
    if (!cursor_at_word(cursor, kind))
        return;
    const char *name = cursor->last->text;
    const struct atom *word = cursor_next(cursor), *number = word->next;
    diagnose_error(reader->diagnostics, word->span, "'%s' is in the layer's name already: write '%s %s'", kind, name,
                   number && number->kind == ATOM_NUMBER ? number->text : "N");
}

/* Changes layers that are there: `conv2 maxpool 2x2`, `readout bias uniform`. */
static void change_layers(struct reader *reader, const struct block *block)
{
    for (const struct statement *statement = block->first; statement; statement = statement->next) {
        struct layer_sheet *layer = find_layer(reader, statement->atoms->text);
        if (is_readout(statement)) {
            struct cursor cursor = statement_cursor(reader, statement);
            read_settings(reader, &reader->sheet->values, SET_READOUT, &cursor, statement->block);
            continue;
        }
        if (!layer) {
            report_no_layer(reader, statement->atoms);
            continue;
        }
        struct cursor cursor = statement_cursor(reader, statement);
        skip_kind(reader, &cursor, layer);
        if (value_may_start(&cursor, layer->kind))
            read_setting(reader, &layer->values, layer->kind, &cursor, statement->block);
        else
            read_settings(reader, &layer->values, layer->kind, &cursor, statement->block);
    }
}

/* Does an override that begins so change layers, instead of listing them anew? */
static bool changes_network(struct reader *reader, const struct statement *first)
{
    if (is_readout(first))
        return first->atoms->next || first->block;
    return find_layer(reader, first->atoms->text);
}

void read_network(struct reader *reader, const struct statement *statement, bool override)
{
    struct sheet *sheet = reader->sheet;
    const struct block *block = statement->block;
    if (statement->atoms->next || !block) {
        diagnose_error(reader->diagnostics, statement->span, "expected 'network { ... }'");
        return;
    }
    if (override && block->first && changes_network(reader, block->first)) {
        change_layers(reader, block);
        return;
    }
    sheet->layers = 0;
    for (enum setting_id id = SET_READOUT; id < SETTINGS; id++)
        if (id == SET_READOUT || setting_is_inside(SET_READOUT, id))
            sheet->values.of[id] = (struct value){0};
    sheet->has_readout = false;
    reader->changes++;
    read_layers(reader, block);
}
