#include "tess/scale.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tess_scale tess_scale_of_none(void)
{
    return (struct tess_scale){TESS_SCALE_NUMBERS, true, (double)INFINITY, -(double)INFINITY};
}

void tess_scale_add(struct tess_scale *scale, const float *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        const double value = (double)values[i];
        if (!isfinite(values[i]))
            continue;
        scale->least = value < scale->least ? value : scale->least;
        scale->most = value > scale->most ? value : scale->most;
        scale->whole = scale->whole && values[i] == truncf(values[i]);
    }
}

/* ---- Text ---- */

static const char bytes_text[] = "bytes / 255", counts_text[] = "event counts", whole_text[] = "whole numbers ",
                  numbers_text[] = "numbers ";

const char *tess_scale_text(const struct tess_scale *scale, char text[TESS_SCALE_TEXT])
{
    if (scale->kind == TESS_SCALE_BYTES || scale->kind == TESS_SCALE_COUNTS)
        snprintf(text, TESS_SCALE_TEXT, "%s", scale->kind == TESS_SCALE_BYTES ? bytes_text : counts_text);
    else
        snprintf(text, TESS_SCALE_TEXT, "%s%.9g to %.9g", scale->whole ? whole_text : numbers_text, scale->least,
                 scale->most);
    return text;
}

bool tess_scale_parse(struct tess_scale *scale, const char *text)
{
    char again[TESS_SCALE_TEXT], *end;
    *scale =
        (struct tess_scale){.kind = TESS_SCALE_NUMBERS, .whole = !strncmp(text, whole_text, sizeof whole_text - 1)};
    if (!strcmp(text, bytes_text) || !strcmp(text, counts_text)) {
        scale->kind = !strcmp(text, bytes_text) ? TESS_SCALE_BYTES : TESS_SCALE_COUNTS;
        return true;
    }
    if (!scale->whole && strncmp(text, numbers_text, sizeof numbers_text - 1) != 0)
        return false;
    scale->least = strtod(text + (scale->whole ? sizeof whole_text : sizeof numbers_text) - 1, &end);
    if (strncmp(end, " to ", 4) != 0)
        return false;
    scale->most = strtod(end + 4, NULL);
    return isfinite(scale->least) && isfinite(scale->most) && scale->least <= scale->most &&
           !strcmp(tess_scale_text(scale, again), text);
}

/* ---- Which scale ---- */

enum { UNIT, BYTE, OTHER };

/* Numbers of about 0 to 1 in whatever picture; what interpolates overshoots a little. */
static bool within_unit(const struct tess_scale *scale)
{
    return scale->least >= -0.1 && scale->most <= 1.1;
}

static bool only_zeros(const struct tess_scale *scale)
{
    return scale->least >= 0 && scale->most <= 0;
}

/* UNIT: pixels divided by 255, or what else goes from 0 to 1; BYTE: whole numbers of 0 to 255 that reach the upper
 * half.
 */
static int scale_of(const struct tess_scale *scale)
{
    if (scale->kind == TESS_SCALE_BYTES || (within_unit(scale) && scale->most > 0.5))
        return UNIT;
    return scale->whole && scale->least >= 0 && scale->most > 127 && scale->most <= 255 ? BYTE : OTHER;
}

float tess_scale_own_divisor(const struct tess_scale *scale)
{
    return scale->kind == TESS_SCALE_BYTES ? 255 : 1;
}

/* Each: what numbers or bytes are divided by for weights trained on that scale; 0 where it is not certain. */

static float to_unit(const struct tess_scale *given)
{
    if (given->kind == TESS_SCALE_BYTES || scale_of(given) == BYTE)
        return 255;
    return within_unit(given) ? 1 : 0;
}

static float to_byte(const struct tess_scale *given)
{
    if (given->kind == TESS_SCALE_BYTES || scale_of(given) == BYTE || only_zeros(given))
        return 1;
    if (scale_of(given) == UNIT)
        return given->whole ? 0 : 1.0f / 255;
    return given->least >= -25 && given->most <= 280 && (given->whole || given->most > 1.1) ? 1 : 0;
}

/* A range of no name: values may lie outside, but not by orders of magnitude, and fractions of one are no whole
 * numbers.
 */
static float to_range(const struct tess_scale *trained, const struct tess_scale *given)
{
    const double span = trained->most > trained->least ? trained->most - trained->least : 1;
    if (given->kind == TESS_SCALE_BYTES)
        return 0;
    if (trained->whole && !given->whole && given->least >= -1.1 && given->most <= 1.1 &&
        (trained->least < -1.1 || trained->most > 1.1))
        return 0;
    return given->least >= trained->least - 10 * span && given->most <= trained->most + 10 * span ? 1 : 0;
}

/* The range of `given` cannot be less than this part of the range of training. */
static double least_part(const struct tess_scale *trained, const struct tess_scale *given)
{
    if (scale_of(trained) == BYTE && !given->whole)
        return 1.0 / 20;
    return trained->whole && given->whole ? 1.0 / 200 : 1.0 / 50;
}

bool tess_scale_is_odd(const struct tess_scale *trained, const struct tess_scale *given)
{
    if (trained->kind != TESS_SCALE_NUMBERS || given->kind != TESS_SCALE_NUMBERS || scale_of(trained) == UNIT)
        return false;
    const bool bytes = scale_of(trained) == BYTE;
    if (bytes && scale_of(given) == UNIT)
        return false; /* converted */
    const double span = trained->most - trained->least, found = given->most - given->least;
    const bool small = found > 0 && found <= least_part(trained, given) * span;
    const bool below = trained->least >= 0 && 4 * given->least < -(bytes ? given->most : span);
    const bool above = 4 * trained->least < -span && given->least >= 0 && found > 0;
    return small || below || above;
}

/* Events: counts, or arrays of frames. */
static float to_counts(const struct tess_scale *trained, const struct tess_scale *given)
{
    const struct tess_scale *numbers = trained->kind == TESS_SCALE_NUMBERS ? trained : given;
    if (trained->kind == given->kind)
        return 1;
    if (numbers->kind != TESS_SCALE_NUMBERS || numbers->least < 0)
        return 0;
    return numbers == given || numbers->whole || numbers->most > 1 ? 1 : 0;
}

static float divisor_of(const struct tess_scale *trained, const struct tess_scale *given)
{
    if (trained->kind == TESS_SCALE_UNKNOWN || given->kind == TESS_SCALE_UNKNOWN)
        return tess_scale_own_divisor(given);
    if (trained->kind == TESS_SCALE_COUNTS || given->kind == TESS_SCALE_COUNTS)
        return to_counts(trained, given);
    if (given->kind == TESS_SCALE_NUMBERS && given->least > given->most)
        return 1; /* nothing in it is a number: that is told where it is read */
    const int scale = scale_of(trained);
    return scale == UNIT ? to_unit(given) : scale == BYTE ? to_byte(given) : to_range(trained, given);
}

bool tess_scale_fit(const struct tess_scale *trained, const struct tess_scale *given, int samples, const char *name,
                    float *divisor, struct tess_error *error)
{
    char before[TESS_SCALE_TEXT], now[TESS_SCALE_TEXT];
    *divisor = divisor_of(trained, given);
    if (samples > 1 && tess_scale_is_odd(trained, given))
        *divisor = 0;
    return *divisor > 0 ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: expected values on the scale of training, %s, found %s: how these are to be converted is not "
                     "certain",
                     name, tess_scale_text(trained, before),
                     given->kind == TESS_SCALE_BYTES ? "bytes" : tess_scale_text(given, now));
}

const char *tess_scale_note(const struct tess_scale *trained, const struct tess_scale *given, float divisor,
                            char note[TESS_SCALE_NOTE])
{
    char before[TESS_SCALE_TEXT], now[TESS_SCALE_TEXT];
    snprintf(note, TESS_SCALE_NOTE, "%s are %s, as the weights were trained on %s",
             given->kind == TESS_SCALE_BYTES ? "bytes" : tess_scale_text(given, now),
             divisor > 1   ? "divided by 255"
             : divisor < 1 ? "multiplied by 255"
                           : "taken as they are, not divided by 255",
             tess_scale_text(trained, before));
    return note;
}
