/* Statements into settings, by the table. */
#ifndef TESSC_READ_H
#define TESSC_READ_H

#include "model/sheet.h"

struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct sheet *sheet;
    int generation;   /* counts files, variants and -D options: see struct value */
    int changes;      /* counts values that were not there, or were others */
    struct span same; /* of a value that was written again just as it stood */
};

/* Reads the atoms at the cursor as settings inside `owner`, and then the block (if any) as settings inside the
 * innermost of them that takes one. */
void read_settings(struct reader *reader, struct values *values, enum setting_id owner, struct cursor *cursor,
                   const struct block *block);

/* Reads the value of one setting, whose name the cursor is behind, and whatever belongs to it. */
void read_setting(struct reader *reader, struct values *values, enum setting_id id, struct cursor *cursor,
                  const struct block *block);

/* Reads the parameter of a definition that the cursor stands at, and its number. */
void read_parameter(struct reader *reader, struct values *values, enum setting_id of, struct cursor *cursor);

/* Reads a `network { ... }` block; in an override, layers are either all new or named as they are ("conv2 pad 0"). */
void read_network(struct reader *reader, const struct statement *statement, bool override);

#endif
