/* Options of `train` for whoever starts trainers. */
#ifndef TESS_TRAIN_OPTIONS_H
#define TESS_TRAIN_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "tess/error.h"

/* Reads `count` words as the options of train that one may give to many runs: all but --data, --out, --resume, --seed
 * and --help. Writes those that decide what comes out to `deciding` (if it is not NULL), in one order and spelling,
 * " --epochs 5 --batch 8". False with *error (TESS_USAGE) where the trainer would refuse them. */
bool tess_train_options(int count, char **words, FILE *deciding, struct tess_error *error);

/* The epochs that such words ask for; -1: none, or the trainer would refuse them. */
int tess_train_epochs(int count, char **words);

#endif
