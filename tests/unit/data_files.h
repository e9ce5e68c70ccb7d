/* Files for the tests of the data sets: each test works in a folder of its own, which is removed afterwards, so that
 * messages hold relative names only. */
#ifndef TESTS_DATA_FILES_H
#define TESTS_DATA_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tess/array.h"
#include "tess/data.h"

/* cmocka fixtures: make a temporary folder and work in it; go back and remove it. */
int enter_folder(void **state);
int leave_folder(void **state);

/* Bytes that grow. */
struct buffer {
    unsigned char *bytes;
    size_t size, room;
};
void put(struct buffer *buffer, const void *bytes, size_t size);
void put_byte(struct buffer *buffer, int byte);
void put_little(struct buffer *buffer, uint64_t value, int bytes);
void put_big(struct buffer *buffer, uint64_t value, int bytes);
void release(struct buffer *buffer);

/* Write a whole file; the tests fail when that fails. */
void write_file(const char *path, const void *bytes, size_t size);
void write_text(const char *path, const char *text);
void write_gz(const char *path, const void *bytes, size_t size);
void make_folder(const char *path);

/* Reads a whole file. */
void read_file(const char *path, struct buffer *buffer);

/* A .npy file of `type` ("<f4") with the given shape as Python writes it ("(3, 4)"). */
void put_npy(struct buffer *buffer, const char *type, const char *shape, const void *elements, size_t size);

/* Appends a member to a zip archive that is being made; finish_zip adds the directory. */
struct zip {
    struct buffer file, directory;
    int entries;
    bool zip64; /* all sizes and offsets stand in zip64 records, and a data descriptor follows each member */
};
void put_member(struct zip *zip, const char *name, const void *bytes, size_t size, bool deflated);
void finish_zip(struct zip *zip, const char *comment);

/* A .npy file must read; or must not, with code TESS_BAD_DATA and exactly this message. */
void read_good(const char *path, struct tess_array *array);
void read_bad(const char *path, const char *message);

/* The array that most of these tests write, and what checks that it was read, and frees it. */
extern const float three[3];
void put_three(struct buffer *file);
void check_three(struct tess_array *array);

/* The data set must open; fails the test with its message otherwise. */
struct tess_dataset *open_good(const struct tess_input *input, const struct tess_data_options *options);

/* Opening must fail, with code TESS_BAD_DATA and exactly this message. */
void open_bad(const struct tess_input *input, const char *folder, const char *message);

/* Pseudo-random bytes that are the same in every run. */
uint32_t next_random(uint32_t *state);

/* How many mutations of a file to try: `usual`, or what TESS_MUTATIONS in the environment says. */
int mutation_count(int usual);

/* Makes `to`, whose bytes are replaced, of the file: a byte of it is changed, or up to four times one is, a stretch is
 * taken out, repeated or overwritten, or the rest cut off. The file is not empty. */
void mutate(const struct buffer *file, uint32_t *random, struct buffer *to);

#endif
