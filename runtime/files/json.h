/* Writing JSON text. */
#ifndef TESS_FILES_JSON_H
#define TESS_FILES_JSON_H

#include <stdio.h>

/* A string with its quotes; control characters, quotes and backslashes escaped. It is a YAML string as well. */
void json_text(FILE *file, const char *text);

/* The same for the name of a file, which comes back as tess/text.h says. Out of memory: null. */
void json_name(FILE *file, const char *name);

/* The shortest of the usual forms that reads back the same; null where a number is not finite. */
void json_number(FILE *file, double value);
void json_float(FILE *file, float value);

/* A list of numbers, "[1,0.5]". */
void json_floats(FILE *file, const float *values, int count);

#endif
