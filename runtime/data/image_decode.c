#include "image_decode.h"

#include <stdlib.h>
#include <string.h>

#include "blob_open.h"
#include "image_format.h"

#ifdef HAVE_IMAGES
#define DECODER(name) image_decode_##name
#else
#define DECODER(name) NULL
#endif

static const struct format {
    const char *name, *magic;
    size_t magic_size;
    image_decode_fn *decode; /* NULL: this build has not got it */
} formats[] = {
    {"PNG", "\x89PNG\r\n\x1a\n", 8, DECODER(png)},
    {"JPEG", "\xff\xd8\xff", 3, DECODER(jpeg)},
};

bool image_decode(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                  struct tess_error *error)
{
    *image = (struct image){0};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        const struct format *format = &formats[i];
        if (size < format->magic_size || memcmp(bytes, format->magic, format->magic_size) != 0)
            continue;
        if (!format->decode)
            return tess_fail(error, TESS_BAD_DATA, "%s: this build cannot read %s images; configure --with-images",
                             name, format->name);
        if (format->decode(name, bytes, size, image, error))
            return true;
        image_free(image);
        return false;
    }
    return tess_fail(error, TESS_BAD_DATA, "%s: offset 0: expected a PNG or JPEG image", name);
}

bool image_read(const char *path, struct image *image, uint64_t *bytes, uint32_t *crc, struct tess_error *error)
{
    struct blob blob;
    if (!blob_open(&blob, path, error))
        return false;
    unsigned char *all = blob.size < SIZE_MAX ? malloc((size_t)blob.size + 1) : NULL;
    bool good = all ? blob_read(&blob, 0, (size_t)blob.size, all, "a picture", error) : blob_out_of_memory(path, error);
    good = good && image_decode(path, all, (size_t)blob.size, image, error);
    free(all);
    if (good && crc) {
        good = blob_checksum(&blob, crc, NULL, NULL, error);
        *bytes += blob.size;
        if (!good)
            image_free(image);
    }
    blob_close(&blob);
    return good;
}
