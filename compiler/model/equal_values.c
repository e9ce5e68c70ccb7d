/* Do two values of a setting say the same? */
#include <string.h>

#include "model/values.h"

static bool same_sources(const struct value *a, const struct value *b)
{
    const struct atom *one = a->sources, *other = b->sources;
    if (!one || !other)
        return false;
    for (int i = 0; i < a->count; i++, one = one->next, other = other->next)
        if (strcmp(one->text, other->text) != 0)
            return false;
    return true;
}

bool value_equals(const struct value *a, const struct value *b)
{
    if (a->set != b->set || a->real != b->real || a->integer != b->integer || a->choice != b->choice ||
        a->defined != b->defined || a->count != b->count || memcmp(a->size, b->size, sizeof a->size) != 0)
        return false;
    if (a->file || b->file)
        return a->file && b->file && !strcmp(a->file, b->file);
    if (a->sources || b->sources)
        return same_sources(a, b);
    for (int i = 0; i < a->count; i++)
        if (a->reals[i] != b->reals[i])
            return false;
    return true;
}
