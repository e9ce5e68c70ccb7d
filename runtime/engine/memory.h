/* Large blocks of zeroed memory that live as long as the program: the engine's arena and the workers' scratch. */
#ifndef TESS_ENGINE_MEMORY_H
#define TESS_ENGINE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Two cache lines: the widest vector of generated code, 16 double. */
enum { MEMORY_ALIGNMENT = 128 };

struct memory {
    unsigned char *bytes; /* on MEMORY_ALIGNMENT; from 256 KiB on, whole 2 MiB: huge pages, where there are any */
    size_t size;
    bool mapped;
};

/* Returns bytes = NULL when there is not enough; size 0 gives a valid pointer. Free with memory_free. */
struct memory memory_alloc(size_t size);
void memory_free(struct memory *memory);

/* How much memory_alloc takes for a size. */
size_t memory_size(size_t size);

#endif
