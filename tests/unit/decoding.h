/* Decoding of whole recordings, for the tests of their formats. */
#ifndef TESTS_DECODING_H
#define TESTS_DECODING_H

#include "data_files.h"

#include "data/events.h"

/* What the model tells of the camera; NULL: nothing. */
extern const struct tess_input *told;

/* Decodes a file; fails the test with the message if that fails. The caller frees the events. */
struct event *decode(const char *path, size_t *count, struct recording *recording);

void check_event(const struct event *event, int64_t time, int x, int y, int polarity);

/* Reading must fail with code TESS_BAD_DATA and exactly this message. */
void decode_bad(const char *path, const char *message);

#endif
