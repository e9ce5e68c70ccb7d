/* What other frameworks call things: PyTorch, Keras, snnTorch, SpikingJelly, Norse. For whoever writes such a word in a
 * model file the table says what exists here, or what comes nearest; docs/language.md lists the same rows. */
#ifndef TESSC_FOREIGN_H
#define TESSC_FOREIGN_H

#include "support/arena.h"
#include "syntax/suggest.h"

struct foreign {
    const char *names; /* "batchnorm|layernorm": small letters, no '_', '-' or dimensions: batch_norm, BatchNorm2d */
    const char *what;  /* what it is that the language does not have; NULL: it has it, under another name */
    const char *here;  /* how it is written, or what comes nearest, 'words of a file' in quotes; NULL: nothing does */
};

extern const struct foreign foreigns[];
extern const int foreign_count;

/* The row of a word, however it is spelt; NULL: there is none. */
const struct foreign *foreign_named(const char *word);

/* What to say behind "unknown setting 'stride'": "; ..."; empty where there is no row. In the arena. */
const char *foreign_advice(struct arena *arena, const char *word);

/* The same of words alone that have another name here. */
const char *foreign_name(struct arena *arena, const char *word);

/* Of a word that is none of a setting's choices: the same, or else the nearest choice, "; did you mean 'adam'?". */
const char *foreign_choice(struct arena *arena, const struct tess_suggestion *near);

#endif
