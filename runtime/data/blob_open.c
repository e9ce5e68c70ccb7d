#include "blob_open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inflate.h"

static bool open_gzip(struct blob *blob, const char *path, bool *missing, struct tess_error *error)
{
    if (!blob_open_file(blob, path, missing, error))
        return false;
    blob->packing = BLOB_GZIP;
    if (blob_unpack_head(blob, error))
        return true;
    blob_close(blob);
    return false;
}

bool blob_open_head(struct blob *blob, const char *path, struct tess_error *error)
{
    size_t length = strlen(path);
    if (length > 3 && strcmp(path + length - 3, ".gz") == 0)
        return open_gzip(blob, path, NULL, error);
    bool missing = false;
    if (blob_open_file(blob, path, &missing, error))
        return true;
    if (!missing)
        return false;
    const size_t size = length + sizeof ".gz";
    char *packed = malloc(size);
    if (!packed)
        return blob_out_of_memory(path, error);
    snprintf(packed, size, "%s.gz", path);
    bool packed_missing = false;
    bool good = open_gzip(blob, packed, &packed_missing, error);
    if (packed_missing)
        tess_fail(error, TESS_BAD_DATA, "%s: no such file (nor with .gz added)", path);
    free(packed);
    return good;
}

bool blob_open(struct blob *blob, const char *path, struct tess_error *error)
{
    if (!blob_open_head(blob, path, error))
        return false;
    if (blob_unpack(blob, BLOB_UNPACKED_MAX, error))
        return true;
    blob_close(blob);
    return false;
}
