/* Runs the toy model's trainer as a process of its own, in a folder that is removed afterwards. */
#ifndef TOY_RUN_H
#define TOY_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#include "toy.h"

/* Group set-up and tear-down: enters and removes the folder. toy_clean empties it between tests. */
int toy_enter(void **state);
int toy_leave(void **state);
int toy_clean(void **state);

/* Where its streams go (`out` and `err` in the folder, unless a test says otherwise) and the model's text. */
extern const char *toy_out, *toy_err, *toy_source;

/* Starts "toy ARGUMENTS", split at spaces. */
pid_t toy_start(const char *arguments);

/* Waits for it: its exit code, or 256 + the signal that ended it. */
int toy_wait(pid_t process);

/* Both, and fails unless the exit code is the expected one. */
void toy_run(int expected, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As toy_run with no file larger than `bytes`: a full disk. */
void toy_run_limited(int expected, unsigned long bytes, const char *arguments);

/* A file as text; malloc'ed, *size (if not NULL) its length. Fails where there is none. */
char *toy_read(const char *path, size_t *size);

void toy_assert_same(const char *path, const char *other); /* same bytes */
void toy_assert_holds(const char *path, const char *text); /* text occurs in the file */
bool toy_exists(const char *path);

#endif
