#include "driver/data_make.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "driver/files.h"
#include "tess/file.h"

void put_bytes(struct bytes *bytes, const void *from, size_t size)
{
    if (bytes->room - bytes->size < size) {
        size_t room = 2 * (bytes->size + size) + 4096;
        unsigned char *more = bytes->lost ? NULL : realloc(bytes->at, room);
        bytes->lost = !more;
        if (bytes->lost)
            return;
        bytes->at = more;
        bytes->room = room;
    }
    memcpy(bytes->at + bytes->size, from, size);
    bytes->size += size;
}

void put_text(struct bytes *bytes, const char *text)
{
    put_bytes(bytes, text, strlen(text));
}

void put_little(struct bytes *bytes, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        put_bytes(bytes, &(unsigned char){(unsigned char)(value >> (8 * i))}, 1);
}

void put_big(struct bytes *bytes, uint64_t value, int size)
{
    for (int i = size - 1; i >= 0; i--)
        put_bytes(bytes, &(unsigned char){(unsigned char)(value >> (8 * i))}, 1);
}

static bool write_all(const char *path, const struct bytes *bytes)
{
    unlink(path); /* left by a process that is no more, or a pipe or link of others */
    FILE *file = fopen(path, "wbx");
    if (!file)
        return false;
    bool good = fwrite(bytes->at, 1, bytes->size, file) == bytes->size;
    return fclose(file) == 0 && good;
}

bool save(struct arena *arena, struct bytes *bytes, const char *folder, const char *name, struct tess_error *error)
{
    const char *path = arena_format(arena, "%s/%s", folder, name), *temporary = arena_format(arena, "%s.tmp", path);
    const char *slash = strrchr(path, '/'), *obstacle = tess_file_obstacle(path);
    bool good = !bytes->lost || tess_fail(error, TESS_FAILED, "%s: out of memory", path);
    if (good && obstacle)
        good = tess_fail(error, TESS_IO, "%s: expected a file, found %s", path, obstacle);
    good = good && (folder_make(arena, arena_copy(arena, path, (size_t)(slash - path))) ||
                    tess_fail(error, TESS_IO, "%s: cannot write", path));
    if (good && (!write_all(temporary, bytes) || rename(temporary, path) != 0)) {
        good = tess_fail(error, TESS_IO, "%s: cannot write: %s", path, strerror(errno));
        unlink(temporary);
    }
    free(bytes->at);
    *bytes = (struct bytes){0};
    return good;
}

int test_samples(const struct data_options *options, int classes)
{
    int share = options->samples / 5;
    return share > classes ? share : classes;
}
