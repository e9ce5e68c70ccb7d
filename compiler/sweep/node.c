#include "sweep/node.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { DEEPEST = 16, MOST_VALUES = 1000 };

struct reading {
    struct arena *arena;
    const struct source *source;
    struct diagnostics *diagnostics;
    yaml_parser_t parser;
    size_t characters, offset; /* of the mark that was looked for last: most come in order */
    bool failed;
};

/* libyaml counts characters; spans count bytes. */
static uint32_t mark_offset(struct reading *reading, size_t characters)
{
    const struct source *source = reading->source;
    if (characters < reading->characters)
        reading->characters = reading->offset = 0;
    while (reading->characters < characters && reading->offset < source->length) {
        reading->offset++;
        while (reading->offset < source->length && ((unsigned char)source->text[reading->offset] & 0xC0) == 0x80)
            reading->offset++;
        reading->characters++;
    }
    return (uint32_t)reading->offset;
}

static struct span span_from(struct reading *reading, const yaml_mark_t *start, uint32_t length)
{
    return (struct span){reading->source, mark_offset(reading, start->index), length};
}

static void fail(struct reading *reading, struct span span, const char *text)
{
    if (!reading->failed)
        diagnose_error(reading->diagnostics, span, "%s", text);
    reading->failed = true;
}

/* What libyaml has against the file. Bytes that are no text have an offset, everything else has a mark. */
static void fail_syntax(struct reading *reading)
{
    const yaml_parser_t *parser = &reading->parser;
    struct span span = {reading->source, (uint32_t)parser->problem_offset, 1};
    if (parser->error != YAML_READER_ERROR)
        span = span_from(reading, &parser->problem_mark, 1);
    const char *problem = parser->problem ? parser->problem : "out of memory";
    fail(reading, span,
         arena_format(reading->arena, "not YAML: %s%s%s", problem, parser->context ? ", " : "",
                      parser->context ? parser->context : ""));
}

static bool next_event(struct reading *reading, yaml_event_t *event)
{
    if (reading->failed)
        return false;
    if (yaml_parser_parse(&reading->parser, event))
        return true;
    fail_syntax(reading);
    return false;
}

static struct node *read_node(struct reading *reading, const yaml_event_t *event, int depth);

static struct node *read_text(struct reading *reading, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    struct node *node = ARENA_NEW(reading->arena, struct node);
    node->kind = NODE_TEXT;
    node->text = arena_copy(reading->arena, text, strlen(text));
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->span = span_from(reading, &event->start_mark, 1);
    const uint32_t end = mark_offset(reading, event->end_mark.index);
    if (end > node->span.offset)
        node->span.length = end - node->span.offset;
    if (event->data.scalar.length != strlen(text))
        fail(reading, node->span, "a zero byte has no place in a text");
    return node;
}

static void append(struct arena *arena, struct node *node, struct node *key, struct node *value, int *room)
{
    if (node->count == *room) {
        struct node **keys = ARENA_ARRAY(arena, struct node *, *room * 2 + 8);
        struct node **values = ARENA_ARRAY(arena, struct node *, *room * 2 + 8);
        if (node->count > 0) {
            memcpy(keys, node->key, sizeof *keys * (size_t)node->count);
            memcpy(values, node->value, sizeof *values * (size_t)node->count);
        }
        node->key = keys;
        node->value = values;
        *room = *room * 2 + 8;
    }
    node->key[node->count] = key;
    node->value[node->count++] = value;
}

/* A key that comes twice is told and kept: there may be more to tell. */
static void check_key(struct reading *reading, const struct node *node, const struct node *key)
{
    if (key->kind != NODE_TEXT) {
        fail(reading, key->span, "expected a name before the colon");
        return;
    }
    for (int i = 0; i < node->count; i++)
        if (!strcmp(node->key[i]->text, key->text)) {
            node_twice(reading->diagnostics, key->text, key->span, node->key[i]->span);
            return;
        }
}

/* The next node, or NULL at the end of what it would be in. */
static struct node *read_next(struct reading *reading, int depth)
{
    yaml_event_t event;
    if (!next_event(reading, &event))
        return NULL;
    struct node *node = read_node(reading, &event, depth);
    yaml_event_delete(&event);
    return node;
}

static struct node *read_collection(struct reading *reading, const yaml_event_t *event, enum node_kind kind, int depth)
{
    struct node *node = ARENA_NEW(reading->arena, struct node), *first;
    int room = 0;
    node->kind = kind;
    node->span = span_from(reading, &event->start_mark, 1);
    if (depth == DEEPEST)
        fail(reading, node->span, "nested deeper than any sweep");
    while ((first = read_next(reading, depth + 1))) {
        if (node->count == MOST_VALUES)
            fail(reading, first->span, "more values in one place than any sweep has");
        if (kind == NODE_MAP)
            check_key(reading, node, first);
        struct node *value = kind == NODE_MAP ? read_next(reading, depth + 1) : first;
        if (reading->failed)
            break;
        append(reading->arena, node, first, value, &room);
    }
    return node;
}

static struct node *read_node(struct reading *reading, const yaml_event_t *event, int depth)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_text(reading, event);
    case YAML_SEQUENCE_START_EVENT:
        return read_collection(reading, event, NODE_LIST, depth);
    case YAML_MAPPING_START_EVENT:
        return read_collection(reading, event, NODE_MAP, depth);
    case YAML_ALIAS_EVENT:
        fail(reading, span_from(reading, &event->start_mark, 1), "a sweep has no aliases: write the value out");
        return NULL;
    default:
        return NULL; /* an end */
    }
}

/* Skips events up to the start of a document; false if there is none. */
static bool find_document(struct reading *reading, struct span *span)
{
    yaml_event_type_t type = YAML_NO_EVENT;
    yaml_event_t event;
    while (type != YAML_DOCUMENT_START_EVENT && type != YAML_STREAM_END_EVENT && next_event(reading, &event)) {
        type = event.type;
        *span = span_from(reading, &event.start_mark, 1);
        yaml_event_delete(&event);
    }
    return !reading->failed && type == YAML_DOCUMENT_START_EVENT;
}

static struct node *read_document(struct reading *reading)
{
    struct span span = {reading->source, 0, 1};
    struct node *root = find_document(reading, &span) ? read_next(reading, 0) : NULL;
    if (!root)
        fail(reading, span, "the file is empty: expected the rows of a sweep");
    if (find_document(reading, &span))
        fail(reading, span, "a second document: a file holds one sweep");
    return reading->failed ? NULL : root;
}

struct node *node_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics)
{
    struct reading reading = {.arena = arena, .source = source, .diagnostics = diagnostics};
    if (!yaml_parser_initialize(&reading.parser)) {
        fputs("tessc: out of memory\n", stderr);
        exit(1);
    }
    yaml_parser_set_encoding(&reading.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reading.parser, (const unsigned char *)source->text, source->length);
    struct node *root = read_document(&reading);
    yaml_parser_delete(&reading.parser);
    return root;
}

void node_twice(struct diagnostics *diagnostics, const char *name, struct span second, struct span first)
{
    diagnose_error(diagnostics, second, "'%s' is there twice", name);
    diagnose_note(diagnostics, first, "here it is first");
}

bool node_is_empty(const struct node *node)
{
    return node->kind == NODE_TEXT && !node->quoted &&
           (!*node->text || !strcmp(node->text, "~") || !strcmp(node->text, "null"));
}

const struct node *node_find(const struct node *map, const char *key)
{
    for (int i = 0; i < map->count; i++)
        if (!strcmp(map->key[i]->text, key))
            return map->value[i];
    return NULL;
}
