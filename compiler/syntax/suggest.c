#include "syntax/suggest.h"

const char *suggestion_text(struct arena *arena, const struct tess_suggestion *suggestion)
{
    return arena_format(arena, "; did you mean '%s'?", suggestion->best);
}
