#include "flat.h"

#include "bytes.h"

/* Whether `size` bytes lie at `position`. */
static bool holds(const struct flat *flat, size_t position, size_t size)
{
    return position <= flat->size && flat->size - position >= size;
}

bool flat_root(const struct flat *flat, size_t *table)
{
    if (!holds(flat, 0, 4))
        return false;
    *table = little32(flat->bytes);
    return holds(flat, *table, 4);
}

/* A table starts with how far before it its list of fields is: the list's size and the table's, then a place within the
 * table for each field, 16 bits each. */
bool flat_field(const struct flat *flat, size_t table, int field, size_t size, size_t *position)
{
    *position = 0;
    int64_t list = (int64_t)table - (int32_t)little32(flat->bytes + table);
    if (list < 0 || !holds(flat, (size_t)list, 4))
        return false;
    const unsigned char *fields = flat->bytes + list;
    size_t length = (size_t)(fields[0] | fields[1] << 8), entry = 4 + 2 * (size_t)field;
    if (!holds(flat, (size_t)list, length))
        return false;
    if (entry + 2 > length)
        return true;
    size_t place = (size_t)(fields[entry] | fields[entry + 1] << 8);
    if (place == 0)
        return true;
    *position = table + place;
    return holds(flat, *position, size);
}

bool flat_vector(const struct flat *flat, size_t position, size_t size, size_t *first, uint32_t *count)
{
    size_t vector = position + little32(flat->bytes + position);
    if (!holds(flat, vector, 4))
        return false;
    *count = little32(flat->bytes + vector);
    *first = vector + 4;
    return *count <= (flat->size - *first) / size;
}
