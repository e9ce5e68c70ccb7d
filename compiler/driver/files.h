/* Files of the driver's own: written whole or not at all. */
#ifndef TESSC_FILES_H
#define TESSC_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "program/target.h"
#include "support/arena.h"
#include "tess/error.h"

/* False with a message on stderr where a pipe, device or directory stands at the path. */
bool file_may_be_written(const char *path);

/* Writes text to a temporary name beside path, then renames it. False with a message on stderr. */
bool file_write(struct arena *arena, const char *path, const char *text);

/* The same for bytes. */
bool file_write_bytes(struct arena *arena, const char *path, const void *bytes, size_t size);

/* A whole file, in the arena. NULL with *error: TESS_BAD_DATA where it is missing or no file, TESS_IO. */
const void *file_read(struct arena *arena, const char *path, size_t *size, struct tess_error *error);

/* Writes files that belong together to a folder: all of them, or none, so that none is there where one could not be
 * written. False with a message on stderr. */
bool files_write(struct arena *arena, const char *folder, const struct files *files);

/* file_write for a file that must not be there yet. */
bool file_write_new(struct arena *arena, const char *path, const char *text);

/* Makes a folder and those above it, where they are missing. False with a message on stderr. */
bool folder_make(struct arena *arena, const char *path);

/* The name under which a file is written until it is whole: PATH.HOST.PROCESS.tmp. Those that processes of this machine
 * have left behind, which are no more, are removed. */
const char *file_temporary(struct arena *arena, const char *path);

/* The folder that a file lies in; "." for one without a slash. */
const char *folder_of(struct arena *arena, const char *path);

/* A new name is on the disk once its folder is. False with errno. */
bool folder_flush(struct arena *arena, const char *path_of_file);

/* The same path so that no program takes it for an option. */
const char *plain_path(struct arena *arena, const char *path);

bool file_exists(const char *path);

/* FNV-1a, 64 bits, continued from `hash`; HASH_START starts one. */
#define HASH_START 14695981039346656037u
unsigned long long hash_bytes(unsigned long long hash, const void *bytes, size_t length);
unsigned long long hash_text(unsigned long long hash, const char *text);

#endif
