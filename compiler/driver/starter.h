/* The model that `tessc new` begins with. */
#ifndef TESSC_STARTER_H
#define TESSC_STARTER_H

#include "support/arena.h"
#include "tess/survey.h"

/* A model's name from the path of its data: the last part, without .npz or .nir, in small letters, digits and
 * underlines. */
const char *starter_name(struct arena *arena, const char *path);

/* The text of a model file for data that was looked at; `data` is its path, for the comments. What can be measured is
 * measured (shape, classes, normalisation); what cannot be is chosen by the sizes of map and data set, as the comments
 * say. */
const char *starter_text(struct arena *arena, const char *name, const char *data, const struct tess_survey *survey);

#endif
