/* What is said of a word that is not known: "did you mean". */
#ifndef TESSC_SUGGEST_H
#define TESSC_SUGGEST_H

#include "support/arena.h"
#include "tess/suggest.h"

/* "; did you mean 'leak'?", in the arena; there has to be a best one. */
const char *suggestion_text(struct arena *arena, const struct tess_suggestion *suggestion);

#endif
