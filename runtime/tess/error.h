/* Errors as values: whoever finds one fills it in, one place prints it and chooses the exit code. */
#ifndef TESS_ERROR_H
#define TESS_ERROR_H

#include <stdbool.h>

/* The exit codes of every tess program (the BSD sysexits where one fits). */
enum tess_exit {
    TESS_OK = 0,
    TESS_FAILED = 1,      /* failed while running: numbers went wrong, a check failed */
    TESS_USAGE = 2,       /* the command line is wrong */
    TESS_BAD_MODEL = 65,  /* a model or sweep file is wrong */
    TESS_BAD_DATA = 66,   /* data missing or corrupt */
    TESS_IO = 74,         /* cannot read or write */
    TESS_INTERRUPTED = 75 /* stopped by a signal, checkpoint written: resume me */
};

enum { TESS_ERROR_TEXT = 8192 }; /* two of the longest paths; what is longer still ends in "..." */

struct tess_error {
    enum tess_exit code;
    char text[TESS_ERROR_TEXT]; /* one line, no newline: "FILE: offset N: expected ..., found ..." */
};

/* Fills in *error (unless it already holds one: the first error wins) and returns false, so that a failing function
 * can end in `return tess_fail(error, ...)`. Whatever names and texts it was given, the line can be printed: see
 * tess/text.h. */
bool tess_fail(struct tess_error *error, enum tess_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
