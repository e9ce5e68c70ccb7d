/* Text of others, such as the names of files and classes or what a file holds, as everybody can read it: valid UTF-8
 * (RFC 3629) without control characters. A byte that belongs to no character, and every byte of a control character
 * (U+0000 to U+001F, U+007F to U+009F, the separators U+2028 and U+2029), is written \xHH with two small hexadecimal
 * digits. In a name a backslash before an x is written \x5c, so that two names never look alike and the bytes come back
 * if every \xHH is read as the byte that it names. */
#ifndef TESS_TEXT_H
#define TESS_TEXT_H

#include <stdio.h>

/* Bytes of the character at `text` if it may stand as it is; 0: its first byte is written \xHH. */
int tess_character(const char *text);

/* Writes a name. */
void tess_name_print(FILE *out, const char *name);

/* Writes text in which names may stand that were written like that before: its backslashes stay. */
void tess_text_print(FILE *out, const char *text);

/* The same into memory, malloc'ed; NULL: out of memory. */
char *tess_name(const char *name);

/* A string of JSON, with its quotes. It is a double-quoted scalar of YAML too. Control characters are \u escapes; bytes
 * that belong to no character are \xHH, as above. */
void tess_json_print(FILE *out, const char *text);

/* Print as tess_text_print does, what printf makes of a format whose last character may end the line; the second one to
 * stderr. */
void tess_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tess_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
