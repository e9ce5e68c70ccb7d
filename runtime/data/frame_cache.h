/* Frames of recordings, kept on disk so that events are decoded, counted and resized once and not in every epoch and
 * run.
 *
 * A cache is one file in $XDG_CACHE_HOME/tessc/frames (~/.cache/tessc/frames), called after what decides its content.
 * The first run that reads the data writes it beside, under a name that ends in .part, and gives it its name when every
 * sample is in it; a run that ends before leaves no cache, and one that is killed a .part that the next run starts
 * anew. While one run writes, others go without. The folder may be removed at any time.
 *
 * Everything here may fail quietly: without a cache, or with a damaged one, frames are made from the recordings. */
#ifndef TESS_DATA_FRAME_CACHE_H
#define TESS_DATA_FRAME_CACHE_H

#include <stdbool.h>
#include <stddef.h>

struct frame_cache;

/* Opens or begins the cache of `count` samples of `size` numbers each. `key`, one line, must say all that decides what
 * they are: checksums of the files, every setting. `name` goes into the file's name. NULL: no cache. */
struct frame_cache *frame_cache_open(const char *name, const char *key, int count, size_t size);

/* Reads a sample; false where it is not there. Thread-safe. */
bool frame_cache_read(struct frame_cache *cache, int index, float *frames);

/* Keeps a sample that is not there; the last one finishes the cache. Thread-safe. */
void frame_cache_write(struct frame_cache *cache, int index, const float *frames);

void frame_cache_close(struct frame_cache *cache); /* NULL is left alone */

#endif
