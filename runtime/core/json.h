/* Writing JSON text. */
#ifndef TESS_CORE_JSON_H
#define TESS_CORE_JSON_H

#include <stdio.h>

/* A string with its quotes; control characters, quotes and backslashes escaped. It is a YAML string as well. */
void json_text(FILE *file, const char *text);

/* The shortest of the usual forms that reads back the same; null where a number is not finite. */
void json_number(FILE *file, double value);
void json_float(FILE *file, float value);

#endif
