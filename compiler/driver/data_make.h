/* tessc data make: small synthetic sets in the layouts of the publishers, for tests and for people without the data.
 * Pictures are blocks of colour that a class shares, moved and noisy; events come from the moving shapes of the data
 * set `synthetic`, a motion a class. The same seed makes the same bytes. */
#ifndef TESSC_DATA_MAKE_H
#define TESSC_DATA_MAKE_H

#include "driver/data_set.h"

typedef bool make_fn(const struct data_options *options, const struct data_set *set, struct tess_error *error);
make_fn make_cifar, make_idx, make_nmnist, make_gesture, make_cifar10_dvs;

/* Bytes that grow. When memory runs out they stop doing so, and saving them fails. */
struct bytes {
    unsigned char *at; /* malloc'ed */
    size_t size, room;
    bool lost;
};

void put_bytes(struct bytes *bytes, const void *from, size_t size);
void put_text(struct bytes *bytes, const char *text);
void put_little(struct bytes *bytes, uint64_t value, int size);
void put_big(struct bytes *bytes, uint64_t value, int size);

/* Writes FOLDER/NAME, whose folders are made, through a temporary name. The bytes are freed whether it succeeds or not.
 */
bool save(struct arena *arena, struct bytes *bytes, const char *folder, const char *name, struct tess_error *error);

/* Test samples that go with the training samples asked for: a fifth, but one a class. */
int test_samples(const struct data_options *options, int classes);

#endif
