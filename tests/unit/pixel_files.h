/* Samples whose pixels tell which file, sample and place they are of. */
#ifndef TESTS_PIXEL_FILES_H
#define TESTS_PIXEL_FILES_H

#include "data_files.h"

/* Appends the pixels of sample i of file f. */
void put_pixels(struct buffer *file, int f, int i, int pixels);

/* Reads a sample and compares it with what stands in file f as number i, scaled as pixels are. */
void check_pixels(const struct tess_dataset *set, enum tess_split split, int index, int f, int i, int pixels,
                  int label);

#endif
