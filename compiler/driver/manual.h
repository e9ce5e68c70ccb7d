/* Manual pages in the macros of man(7), as troff and mandoc read them. */
#ifndef TESSC_MANUAL_H
#define TESSC_MANUAL_H

#include <stdio.h>

#include "tess/usage.h"

/* The heading of a page, and the line that says what it is about. */
void roff_title(FILE *out, const char *page, int section, const char *volume, const char *summary);
void roff_heading(FILE *out, const char *title);
void roff_subheading(FILE *out, const char *title);

/* Text: backslashes, hyphens and leading dots stand for themselves; a sentence a line. */
void roff_text(FILE *out, const char *text);
void roff_phrase(FILE *out, const char *phrase); /* as a sentence */
void roff_paragraph(FILE *out, const char *text);

/* An example, in lines as they are. */
void roff_example(FILE *out, const char *text);

/* An entry of a list: what it is about in bold, its argument (NULL: none) in italics; text follows. */
void roff_entry(FILE *out, const char *what, const char *argument);
void roff_option(FILE *out, const struct tess_option *option);

/* Between the two, lists are part of the entry above. */
void roff_begin_inner(FILE *out);
void roff_end_inner(FILE *out);

/* A command of a synopsis: its name, [OPTION]..., its arguments. */
void roff_synopsis(FILE *out, const char *program, const struct tess_command *command);

#endif
