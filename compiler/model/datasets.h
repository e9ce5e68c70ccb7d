/* Data sets of models: what is known of them stands with the loaders of libtess (tess/data_sets.h), which tessc links
 * as trainers do. A choice of input.dataset is the number of a data set. */
#ifndef TESSC_DATASETS_H
#define TESSC_DATASETS_H

#include "support/arena.h"
#include "tess/data_sets.h"
#include "tess/input.h"

/* Does the data set of an input take a setting: "window"? False where it has none. */
bool dataset_takes(const struct tess_input *input, const char *setting);

/* Are its events single ones with a time, that need cutting into frames? */
bool dataset_is_recorded(const struct tess_input *input);

/* The names of the data sets that take a setting: "cifar10, cifar100". */
const char *datasets_that_take(struct arena *arena, const char *setting);

/* Training samples of an epoch before any are set aside; 0 where that depends on the files. */
int dataset_samples(const struct tess_input *input);

#endif
