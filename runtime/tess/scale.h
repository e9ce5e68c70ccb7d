/* What numbers samples are made of before they are normalised. Weights learned on one scale tell nothing on another, so
 * they carry this with them. */
#ifndef TESS_SCALE_H
#define TESS_SCALE_H

#include <stdint.h>

#include "tess/error.h"

enum tess_scale_kind {
    TESS_SCALE_UNKNOWN, /* weights that do not say it */
    TESS_SCALE_BYTES,   /* pixels of 0 to 255, divided by 255 */
    TESS_SCALE_NUMBERS, /* an array's numbers as they are */
    TESS_SCALE_COUNTS   /* events a pixel and frame */
};

struct tess_scale {
    enum tess_scale_kind kind;
    bool whole;         /* NUMBERS: all of them are whole */
    double least, most; /* NUMBERS: the range that was seen; inverted (least > most) where nothing was */
};

/* Numbers of which none has been seen yet; and more of them. What is not finite is left out. */
struct tess_scale tess_scale_of_none(void);
void tess_scale_add(struct tess_scale *scale, const float *values, int64_t count);

/* As text and back: "bytes / 255", "event counts", "whole numbers 0 to 255", "numbers -1.5 to 2"; the ranges in digits
 * that are exact for float32. Reading fails (false) on any other text. */
enum { TESS_SCALE_TEXT = 96 };
const char *tess_scale_text(const struct tess_scale *scale, char text[TESS_SCALE_TEXT]);
bool tess_scale_parse(struct tess_scale *scale, const char *text);

/* What samples of this kind are divided by where nothing else is known: 255 for bytes, otherwise 1. */
float tess_scale_own_divisor(const struct tess_scale *scale);

/* What the values of `given` are to be divided by so that they are on the scale of `trained`, into *divisor. Bytes and
 * numbers that are certainly bytes, or certainly bytes divided by 255, become each other. False where it is not certain
 * what they mean: *error (TESS_BAD_DATA) then says what `name` holds and what the weights were trained on. `samples`:
 * of so many samples `given` is the range; that of one may be any part of the range of training. */
bool tess_scale_fit(const struct tess_scale *trained, const struct tess_scale *given, int samples, const char *name,
                    float *divisor, struct tess_error *error);

/* Whether both are numbers that are not to be converted, and those of `given` can hardly be on the scale of `trained`:
 * their whole range is a fiftieth of it or less (a two hundredth where both are whole numbers; a twentieth for
 * fractions where training had whole numbers of 0 to 255); they go a quarter of it below zero (of their own largest
 * number where training had 0 to 255) where training saw nothing negative; or none is negative where training went a
 * quarter of its range below zero. */
bool tess_scale_is_odd(const struct tess_scale *trained, const struct tess_scale *given);

/* What was converted, in a line without a new line's character: "whole numbers 0 to 209 are divided by 255, as the
 * weights were trained on bytes / 255". */
enum { TESS_SCALE_NOTE = 256 };
const char *tess_scale_note(const struct tess_scale *trained, const struct tess_scale *given, float divisor,
                            char note[TESS_SCALE_NOTE]);

#endif
