/* Writing JSON text. */
#ifndef TESSC_JSON_H
#define TESSC_JSON_H

#include <stdio.h>

/* A string with its quotes; control characters, quotes and backslashes escaped. */
void json_put_text(FILE *file, const char *text);

#endif
