/* Large blocks of zeroed memory that live as long as the program: the engine's arena and the workers' scratch. */
#ifndef TESS_CORE_MEMORY_H
#define TESS_CORE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

struct memory {
    unsigned char *bytes; /* aligned to 128, from 2 MiB on to 2 MiB (huge pages, where the system has them) */
    size_t size;
    bool mapped;
};

/* Returns bytes = NULL when there is not enough; size 0 gives a valid pointer. Free with memory_free. */
struct memory memory_alloc(size_t size);
void memory_free(struct memory *memory);

#endif
