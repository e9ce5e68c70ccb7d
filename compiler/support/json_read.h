/* Reading JSON text (RFC 8259) where a few members of it are wanted: values are places in the text. */
#ifndef TESSC_JSON_READ_H
#define TESSC_JSON_READ_H

#include <stddef.h>

#include "support/arena.h"

/* The value of an object's member, or of an array's element; NULL where there is none, `value` is of another kind or
 * NULL, or the text before it is malformed. */
const char *json_member(const char *value, const char *name);
const char *json_element(const char *value, int index);

/* A string with its escapes resolved, UTF-8, in the arena; NULL where the value is no string. */
const char *json_string(struct arena *arena, const char *value);

#endif
