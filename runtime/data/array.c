#include "tess/array.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blob_open.h"
#include "npy.h"
#include "tess/file.h"
#include "zip.h"

static bool read_all(struct blob blob, struct tess_array *array, struct tess_error *error)
{
    struct npy npy;
    if (!npy_open(&npy, blob, error))
        return false;
    array->rank = npy.rank;
    array->count = npy.count;
    memcpy(array->shape, npy.shape, sizeof array->shape);
    bool good = npy_load(&npy, error);
    if (good) { /* the file holds count elements, of at least a byte each */
        array->values = malloc(npy.count ? (size_t)npy.count * sizeof(float) : 1);
        good = array->values ? npy_read(&npy, 0, npy.count, array->values, error)
                             : blob_out_of_memory(npy.blob.name, error);
    }
    npy_close(&npy);
    if (!good)
        tess_array_free(array);
    return good;
}

bool tess_array_read(const char *path, struct tess_array *array, struct tess_error *error)
{
    struct blob blob;
    *array = (struct tess_array){0};
    return blob_open_head(&blob, path, error) && read_all(blob, array, error);
}

bool tess_array_read_npz(const char *path, const char *name, struct tess_array *array, struct tess_error *error)
{
    *array = (struct tess_array){0};
    size_t length = strlen(name);
    bool plain = length < 4 || strcmp(name + length - 4, ".npy") != 0;
    char *member = malloc(length + 5);
    if (!member)
        return blob_out_of_memory(path, error);
    snprintf(member, length + 5, "%s%s", name, plain ? ".npy" : "");
    struct blob blob;
    bool good = blob_open_member(&blob, path, member, error);
    free(member);
    return good && read_all(blob, array, error);
}

void tess_array_free(struct tess_array *array)
{
    free(array->values);
    *array = (struct tess_array){0};
}

/* ---- Writing ---- */

enum { ALIGN = 64, HEADER_ROOM = 320 };

/* Magic, version 1.0, length, dictionary; padded with blanks so that the elements start at a multiple of 64. */
static size_t make_header(int rank, const int64_t *shape, char *header)
{
    static const char prefix[] = "\x93NUMPY\x01";
    memset(header, ' ', HEADER_ROOM);
    memcpy(header, prefix, sizeof prefix); /* with its NUL: the minor version */
    size_t used = 10;
    used += (size_t)snprintf(header + used, HEADER_ROOM - used, "{'descr': '<f4', 'fortran_order': False, 'shape': (");
    for (int i = 0; i < rank; i++)
        used += (size_t)snprintf(header + used, HEADER_ROOM - used, "%" PRId64 "%s", shape[i],
                                 rank == 1      ? ","
                                 : i + 1 < rank ? ", "
                                                : "");
    used += (size_t)snprintf(header + used, HEADER_ROOM - used, "), }");
    header[used] = ' '; /* over snprintf's NUL */
    size_t size = (used + 1 + ALIGN - 1) / ALIGN * ALIGN;
    header[size - 1] = '\n';
    header[8] = (char)((size - 10) & 0xff);
    header[9] = (char)((size - 10) >> 8);
    return size;
}

static bool write_values(FILE *file, int64_t count, const float *values)
{
    unsigned char piece[4096];
    size_t used = 0;
    for (int64_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        for (int k = 0; k < 4; k++)
            piece[used++] = (unsigned char)(bits >> (8 * k));
        if (used == sizeof piece || i + 1 == count) {
            if (fwrite(piece, 1, used, file) != used)
                return false;
            used = 0;
        }
    }
    return true;
}

bool tess_array_write(const char *path, int rank, const int64_t *shape, const float *values, struct tess_error *error)
{
    char header[HEADER_ROOM];
    size_t header_size = make_header(rank, shape, header);
    int64_t count = 1;
    for (int i = 0; i < rank; i++)
        count *= shape[i];
    const char *obstacle = tess_file_obstacle(path);
    if (obstacle)
        return tess_fail(error, TESS_IO, "%s: expected a file, found %s", path, obstacle);
    size_t room = strlen(path) + 16;
    char *temporary = malloc(room);
    if (!temporary)
        return blob_out_of_memory(path, error);
    snprintf(temporary, room, "%s.tmp", path);
    unlink(temporary); /* left by a process that is no more, or a pipe or link of others */
    FILE *file = fopen(temporary, "wbx");
    bool good = file && fwrite(header, 1, header_size, file) == header_size && write_values(file, count, values);
    int reason = good ? 0 : errno;
    if (file && fclose(file) != 0 && good) {
        good = false;
        reason = errno;
    }
    if (good && rename(temporary, path) != 0) {
        good = false;
        reason = errno;
    }
    if (!good && file)
        unlink(temporary);
    free(temporary);
    return good || tess_fail(error, TESS_IO, "%s: cannot write: %s", path, strerror(reason));
}
