#include <ctype.h>
#include <string.h>

#include "cpu/emit/parts.h"

const char *upper_case(struct writer *w, const char *name)
{
    char *upper = arena_copy(writer_arena(w), name, strlen(name));
    for (char *c = upper; *c; c++)
        *c = *c == '.' ? '_' : (char)toupper((unsigned char)*c);
    return upper;
}
