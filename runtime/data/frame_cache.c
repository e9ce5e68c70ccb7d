#include "frame_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "tess/cache.h"
#include "tess/file.h"

enum { KEY_SIZE = 512, COUNTS = 'c', REALS = 'r', LEVEL = 1 };

/* The file: this header, an entry a sample, then their packed numbers in the order in which they were written. Byte
 * order and layout are the machine's own. */
struct header {
    char magic[8];
    uint64_t count, size; /* samples, numbers in each */
    char key[KEY_SIZE];
};

struct entry {
    uint64_t offset;
    uint32_t packed;   /* bytes; 0: not there */
    uint32_t checksum; /* CRC-32 of them */
};

struct frame_cache {
    int file;
    bool writing;
    struct header header;
    struct entry *entry;
    int missing;  /* samples that are not there yet */
    uint64_t end; /* of what has been given away */
    pthread_mutex_t lock;
    char path[PATH_MAX], part[PATH_MAX];
};

static const char magic[8] = "TESSFRM1";

/* ---- Files ---- */

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static bool find_paths(struct frame_cache *cache, const char *name)
{
    char folder[PATH_MAX], *caches = tess_cache_folder(NULL);
    int length = caches ? snprintf(folder, sizeof folder, "%s/frames", caches) : -1;
    free(caches);
    if (length < 0 || (size_t)length >= sizeof folder)
        return false;
    mkdir(folder, 0700);
    length = snprintf(cache->path, sizeof cache->path, "%s/%s-%016" PRIx64, folder, name, hash_of(cache->header.key));
    if (length < 0 || (size_t)length >= sizeof cache->path)
        return false;
    length = snprintf(cache->part, sizeof cache->part, "%s.part", cache->path);
    return length > 0 && (size_t)length < sizeof cache->part;
}

static bool read_at(int file, void *to, size_t size, uint64_t offset)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = pread(file, (char *)to + done, size - done, (off_t)(offset + done));
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool write_at(int file, const void *from, size_t size, uint64_t offset)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = pwrite(file, (const char *)from + done, size - done, (off_t)(offset + done));
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static size_t entries_size(const struct frame_cache *cache)
{
    return (size_t)cache->header.count * sizeof *cache->entry;
}

/* ---- Opening ---- */

/* A finished cache, with the very key. */
static bool open_finished(struct frame_cache *cache)
{
    struct header found;
    const char *other;
    cache->file = tess_file_descriptor(cache->path, &other);
    if (cache->file < 0)
        return false;
    if (read_at(cache->file, &found, sizeof found, 0) && memcmp(&found, &cache->header, sizeof found) == 0 &&
        read_at(cache->file, cache->entry, entries_size(cache), sizeof found))
        return true;
    close(cache->file);
    return false;
}

/* The lock goes with the process, however it ends. Between opening and locking, another one may have given the file its
 * name: then what was locked is no .part any more. */
static bool begin(struct frame_cache *cache)
{
    struct stat locked, named;
    cache->file = open(cache->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (cache->file < 0)
        return false;
    if (flock(cache->file, LOCK_EX | LOCK_NB) == 0 && fstat(cache->file, &locked) == 0 &&
        stat(cache->part, &named) == 0 && locked.st_ino == named.st_ino && locked.st_dev == named.st_dev &&
        ftruncate(cache->file, 0) == 0) {
        cache->writing = true;
        cache->missing = (int)cache->header.count;
        cache->end = sizeof cache->header + entries_size(cache);
        memset(cache->entry, 0, entries_size(cache));
        return true;
    }
    close(cache->file);
    return false;
}

struct frame_cache *frame_cache_open(const char *name, const char *key, int count, size_t size)
{
    struct frame_cache *cache = calloc(1, sizeof *cache);
    if (!cache || count < 1 || strlen(key) >= KEY_SIZE) {
        free(cache);
        return NULL;
    }
    memcpy(cache->header.magic, magic, sizeof magic);
    cache->header.count = (uint64_t)count;
    cache->header.size = size;
    memcpy(cache->header.key, key, strlen(key));
    cache->entry = calloc((size_t)count, sizeof *cache->entry);
    if (cache->entry && find_paths(cache, name) && (open_finished(cache) || begin(cache))) {
        pthread_mutex_init(&cache->lock, NULL);
        return cache;
    }
    free(cache->entry);
    free(cache);
    return NULL;
}

/* Ends the writing: what is there serves this run, if it can, and is not kept. */
static void give_up(struct frame_cache *cache)
{
    if (cache->writing)
        unlink(cache->part);
    cache->writing = false;
}

void frame_cache_close(struct frame_cache *cache)
{
    if (!cache)
        return;
    give_up(cache);
    close(cache->file);
    pthread_mutex_destroy(&cache->lock);
    free(cache->entry);
    free(cache);
}

/* ---- Packing ---- */

/* Numbers of events fit into bytes, which pack well; a byte tells which it is. */
static size_t encode(const float *frames, size_t size, unsigned char *bytes)
{
    bytes[0] = COUNTS;
    for (size_t i = 0; i < size; i++) {
        if (!(frames[i] >= 0 && frames[i] <= UINT8_MAX) || frames[i] != (float)(uint8_t)frames[i]) {
            bytes[0] = REALS;
            memcpy(bytes + 1, frames, size * sizeof *frames);
            return 1 + size * sizeof *frames;
        }
        bytes[1 + i] = (uint8_t)frames[i];
    }
    return 1 + size;
}

static bool decode(const unsigned char *bytes, size_t length, float *frames, size_t size)
{
    if (length == 1 + size && bytes[0] == COUNTS)
        for (size_t i = 0; i < size; i++)
            frames[i] = bytes[1 + i];
    else if (length == 1 + size * sizeof *frames && bytes[0] == REALS)
        memcpy(frames, bytes + 1, size * sizeof *frames);
    else
        return false;
    return true;
}

bool frame_cache_read(struct frame_cache *cache, int index, float *frames)
{
    const size_t size = (size_t)cache->header.size, most = 1 + size * sizeof *frames;
    pthread_mutex_lock(&cache->lock);
    const struct entry entry = cache->entry[index];
    pthread_mutex_unlock(&cache->lock);
    if (entry.packed == 0 || entry.packed > compressBound((uLong)most))
        return false;
    unsigned char *packed = malloc(entry.packed), *bytes = malloc(most);
    uLongf length = (uLongf)most;
    bool good = packed && bytes && read_at(cache->file, packed, entry.packed, entry.offset) &&
                crc32(0, packed, entry.packed) == entry.checksum &&
                uncompress(bytes, &length, packed, entry.packed) == Z_OK && decode(bytes, length, frames, size);
    free(bytes);
    free(packed);
    return good;
}

/* Header and entries, then the name: a file of that name is whole. */
static void finish(struct frame_cache *cache)
{
    if (write_at(cache->file, cache->entry, entries_size(cache), sizeof cache->header) &&
        write_at(cache->file, &cache->header, sizeof cache->header, 0) && fsync(cache->file) == 0 &&
        rename(cache->part, cache->path) == 0)
        cache->writing = false;
    else
        give_up(cache);
}

/* Writes what was packed to a place of its own, and enters it. */
static void keep(struct frame_cache *cache, int index, const unsigned char *packed, size_t size)
{
    struct entry entry = {.packed = (uint32_t)size, .checksum = (uint32_t)crc32(0, packed, (uInt)size)};
    pthread_mutex_lock(&cache->lock);
    entry.offset = cache->end;
    cache->end += size;
    pthread_mutex_unlock(&cache->lock);
    bool good = write_at(cache->file, packed, size, entry.offset);
    pthread_mutex_lock(&cache->lock);
    if (!good) {
        give_up(cache);
    } else if (cache->writing && cache->entry[index].packed == 0) {
        cache->entry[index] = entry;
        if (--cache->missing == 0)
            finish(cache);
    }
    pthread_mutex_unlock(&cache->lock);
}

void frame_cache_write(struct frame_cache *cache, int index, const float *frames)
{
    const size_t size = (size_t)cache->header.size;
    pthread_mutex_lock(&cache->lock);
    bool wanted = cache->writing && cache->entry[index].packed == 0;
    pthread_mutex_unlock(&cache->lock);
    if (!wanted)
        return;
    unsigned char *bytes = malloc(1 + size * sizeof *frames);
    size_t length = bytes ? encode(frames, size, bytes) : 0;
    uLongf packed_size = compressBound((uLong)length);
    unsigned char *packed = malloc(packed_size);
    if (bytes && packed && packed_size <= UINT32_MAX &&
        compress2(packed, &packed_size, bytes, (uLong)length, LEVEL) == Z_OK)
        keep(cache, index, packed, packed_size);
    free(packed);
    free(bytes);
}
