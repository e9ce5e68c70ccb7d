/* The front end under arbitrary text, for libFuzzer and for the seeded mutations of mutate.c. */
#ifndef TEST_FUZZ_FRONT_H
#define TEST_FUZZ_FRONT_H

#include <stddef.h>
#include <stdint.h>

/* Reads the text as a model file and as one to format, and aborts with a message if something that holds of every text
 * does not. Writes fuzzed.tess, formatted.tess and resolved.tess to the working directory. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *text, size_t length);

#endif
