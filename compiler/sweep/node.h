/* A YAML file as a tree whose nodes know their places: libyaml's events, with spans for diagnostics. */
#ifndef TESSC_NODE_H
#define TESSC_NODE_H

#include "syntax/diagnostics.h"

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    struct span span; /* of a list or a mapping: its first character */
    const char *text; /* NODE_TEXT: without quotes */
    bool quoted;
    int count;                  /* of values */
    struct node **key, **value; /* key: of a NODE_MAP, each a NODE_TEXT */
};

/* The one document of a file. NULL with errors reported if it is no YAML, holds more than one document, aliases, or
 * keys that are no text, or is nested deeper than any sweep. Keys that come twice are reported too. All in the arena.
 */
struct node *node_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics);

/* Reports that a name is there twice, and where it is first. */
void node_twice(struct diagnostics *diagnostics, const char *name, struct span second, struct span first);

/* Nothing was written: an empty value, null or ~. */
bool node_is_empty(const struct node *node);

/* The value of a key; NULL if the mapping does not have it. */
const struct node *node_find(const struct node *map, const char *key);

#endif
