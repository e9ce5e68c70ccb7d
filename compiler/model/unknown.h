/* What to say of a word that is no setting at its place: the nearest word there, the same word elsewhere, what other
 * frameworks mean by it. Each returns text in the arena that goes behind "unknown setting 'treshold'": "; did you mean
 * 'threshold'?", or "" where nothing is known of the word. */
#ifndef TESSC_UNKNOWN_H
#define TESSC_UNKNOWN_H

#include "model/sheet.h"
#include "syntax/diagnostics.h"
#include "syntax/suggest.h"

/* Before an error about an unknown word: where other frameworks have the word, the advice tells how it is written here,
 * and what was said of a dot in it or of the character behind it, as in "nn.Conv2d(1, 12, 3)", is taken back. False: no
 * error is needed, since the word has a dot, and what was said of that is enough. */
bool unknown_replaces(struct diagnostics *diagnostics, const struct atom *word);

/* A word of a file inside a setting (SETTINGS: outside of all blocks); `near`: of the words that may stand there. */
const char *unknown_word(struct arena *arena, const struct sheet *sheet, enum setting_id owner,
                         const struct tess_suggestion *near);

/* Where a layer of a network should stand. */
const char *unknown_layer(struct arena *arena, const struct tess_suggestion *near);

/* A path of -D; `near`: of all paths. `prefix` ("conv2.", "") names the place that `owner` stands for. */
const char *unknown_path(struct arena *arena, enum setting_id owner, const char *prefix,
                         const struct tess_suggestion *near);

#endif
