/* Samples without labels from files of the user's own, in the form that a model was trained on: what prediction reads.
 *
 * A PNG or JPEG file is one sample of an image model, stretched to its input. A .npy file (or .npy.gz) holds one sample
 * or, with one axis more, any number: [C, H, W] or [N, C, H, W] for images ([H, W], [N, H, W] where there is one
 * channel), [T, C, H, W] or [N, T, C, H, W] for events. So does a member of a .npz archive, whose path is
 * ARCHIVE.npz/NAME, with .npy or without. A recording of an event camera is one sample of a model that cuts events into
 * frames. Unsigned bytes of images are pixels, 0 .. 255; other values are taken as they are. */
#ifndef TESS_SAMPLES_H
#define TESS_SAMPLES_H

#include "tess/error.h"
#include "tess/input.h"
#include "tess/scale.h"

struct tess_samples;

/* Is this a .npz archive, whose members are to be opened one by one? */
bool tess_samples_is_archive(const char *path);

/* Calls `each` with the path, ARCHIVE.npz/NAME.npy, of every array of a .npz archive that holds samples: those called x
 * or x_..., or else the only one that there is. `each` may be NULL. TESS_BAD_DATA where there is no such array; false
 * also where `each`, having filled in *error, returned it. */
typedef bool tess_path_fn(void *context, const char *path, struct tess_error *error);
bool tess_samples_archive(const char *path, tess_path_fn *each, void *context, struct tess_error *error);

/* Opens a file and checks what can be checked without decoding it; its first bytes say which kind it is. Its values are
 * brought to the scale that the weights were trained on (of kind TESS_SCALE_UNKNOWN: they are left as they are). NULL
 * with *error (TESS_BAD_DATA: file, offset, what was expected) when it is missing, of no known kind, of a shape that
 * the model does not take or on a scale of which it is not certain how to convert it. The caller closes it; `input`
 * must outlive it. */
struct tess_samples *tess_samples_open(const struct tess_input *input, const struct tess_scale *trained,
                                       const char *path, struct tess_error *error);
void tess_samples_close(struct tess_samples *samples);

int tess_samples_count(const struct tess_samples *samples);

/* Whether the file has an axis of samples: then they have numbers, even if there is but one. */
bool tess_samples_numbered(const struct tess_samples *samples);

/* What a person should know of how the file was read, a line without its end: events that no frame holds, as the clock
 * goes back. NULL: nothing. */
const char *tess_samples_remark(const struct tess_samples *samples);

/* What was converted, for a note (tess_scale_note), and what values are divided by for it; NULL: nothing. */
const char *tess_samples_converted(const struct tess_samples *samples, float *divisor);

/* What the values of the file are, before any conversion. */
const struct tess_scale *tess_samples_scale(const struct tess_samples *samples);

/* Reads sample `index` into `frames`, float32 [S][C][H][W] with S = 1 for a static input and T otherwise, normalised.
 * All values are finite. Thread-safe. False with *error on a failure. */
bool tess_samples_read(const struct tess_samples *samples, int index, float *frames, struct tess_error *error);

#endif
