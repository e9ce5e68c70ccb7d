/* What is known of where text is shown. */
#ifndef TESS_REPORT_TERMINAL_H
#define TESS_REPORT_TERMINAL_H

#include <stdbool.h>

/* Columns of the terminal that a descriptor leads to. Elsewhere what the environment variable COLUMNS says, or 80. */
int terminal_columns(int descriptor);

/* Does the locale (LC_ALL, LC_CTYPE, LANG, in this order) name UTF-8? */
bool terminal_is_utf8(void);

#endif
