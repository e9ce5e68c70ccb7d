/* Reading a sweep's mappings by tables of their keys: what the files that do it share. Within compiler/sweep. */
#ifndef TESSC_SWEEP_READER_H
#define TESSC_SWEEP_READER_H

#include "sweep/node.h"
#include "sweep/sweep.h"

struct sweep_reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const char *folder; /* of the sweep file, with its slash; "" if it is the current one */
    struct sweep *sweep;
    struct sweep_settings *settings; /* where the settings at hand go */
};

struct sweep_field {
    const char *name;
    void (*read)(struct sweep_reader *reader, const struct node *value);
};

/* Reads a mapping's values in the order of the fields. Keys without a field are errors, with a suggestion. */
void sweep_read_fields(struct sweep_reader *reader, const struct node *map, const struct sweep_field *fields,
                       int count);

/* Reports a word that is not one of the known ones: `names`, NULL at the end. */
void sweep_unknown(struct sweep_reader *reader, struct span span, const char *what, const char *word,
                   const char *const *names);

/* Expects a text that says something, a list or a mapping: false, with an error that says `what`, if it is not. */
bool sweep_expect(struct sweep_reader *reader, const struct node *node, enum node_kind kind, const char *what);

/* model, variant, data, set, options */
enum { SWEEP_SETTING_FIELDS = 5 };
extern const struct sweep_field sweep_setting_fields[SWEEP_SETTING_FIELDS];

/* The settings of a row, a column or a cell: a mapping, the path of a model file alone, or nothing. */
void sweep_read_settings(struct sweep_reader *reader, const struct node *node, struct sweep_settings *settings);

/* What `over` says, and of `base` what `over` does not say. */
struct sweep_settings sweep_merge(struct arena *arena, const struct sweep_settings *base,
                                  const struct sweep_settings *over);

/* Of lines.c: rows and columns, and what is said by row and column once these have been read. */
void sweep_read_rows(struct sweep_reader *reader, const struct node *value);
void sweep_read_columns(struct sweep_reader *reader, const struct node *value);
void sweep_read_cells(struct sweep_reader *reader, const struct node *value);
void sweep_read_expected(struct sweep_reader *reader, const struct node *value);

/* Of cells.c: makes the cells, once rows, columns and seeds have been read, if they are not there yet. */
void sweep_make_cells(struct sweep_reader *reader);

#endif
