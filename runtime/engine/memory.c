#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static const size_t huge = (size_t)2 << 20;
/* From this size on memory comes in huge pages: what is read here and there in it would miss in the first table of
 * translations, which knows 64 to 96 pages of 4 KB. */
static const size_t worth_huge = (size_t)256 << 10;

/* Maps more than asked for and gives back what lies before and after the aligned part. */
static unsigned char *map_aligned(size_t size)
{
    unsigned char *start = mmap(NULL, size + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        return NULL;
    const size_t before = (huge - (uintptr_t)start % huge) % huge;
    if (before > 0)
        munmap(start, before);
    if (before < huge)
        munmap(start + before + size, huge - before);
#ifdef MADV_HUGEPAGE
    madvise(start + before, size, MADV_HUGEPAGE); /* a wish: without huge pages all works, a little slower */
#endif
    return start + before;
}

size_t memory_size(size_t size)
{
    return size > SIZE_MAX / 2  ? size
           : size >= worth_huge ? (size + huge - 1) / huge * huge
                                : (size / MEMORY_ALIGNMENT + 1) * MEMORY_ALIGNMENT;
}

struct memory memory_alloc(size_t size)
{
    struct memory memory = {.size = memory_size(size), .mapped = size >= worth_huge};
    if (size > SIZE_MAX / 2)
        return memory;
    if (memory.mapped) {
        memory.bytes = map_aligned(memory.size);
    } else {
        memory.bytes = aligned_alloc(MEMORY_ALIGNMENT, memory.size);
        if (memory.bytes)
            memset(memory.bytes, 0, memory.size);
    }
    return memory;
}

void memory_free(struct memory *memory)
{
    if (!memory->mapped)
        free(memory->bytes);
    else if (memory->bytes)
        munmap(memory->bytes, memory->size);
    *memory = (struct memory){0};
}
