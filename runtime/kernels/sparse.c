/* The weight gradient along learning signals: what is gathered, and the way through it. */
#include "sparse_walk.h"

/* What a block gathers: the loops that fit this machine, patterns of a strip, sums [lanes][taps][TESS_PLANE] with
 * room for TESS_PLANE lanes, how many signals each lane has, and of each strip, and the signals [lanes][most]. */
struct gathered {
    const struct sparse_walk **walk;
    pattern_row *patterns;
    plane_row *sums;
    uint32_t *lengths, *of_strips;
    struct tess_sparse_signal *signals;
};

/* Where these begin, in bytes. */
struct layout {
    size_t patterns, sums, lengths, signals, end;
};

enum { LINE = 64 };

static size_t whole_lines(size_t bytes)
{
    return (bytes + LINE - 1) / LINE * LINE;
}

static int taps_of(const struct tess_sparse *s)
{
    return s->kernel_height * s->kernel_width;
}

static struct layout lay_out(const struct tess_sparse *s)
{
    const size_t lanes = (size_t)s->lanes, strips = (size_t)((s->images + s->strip - 1) / s->strip);
    struct layout at = {.patterns = LINE};
    at.sums = at.patterns + (size_t)(s->strip * tess_plane_positions(s)) * sizeof(pattern_row);
    at.lengths = at.sums + (size_t)(TESS_PLANE * taps_of(s)) * sizeof(plane_row);
    at.signals = at.lengths + whole_lines((strips + 1) * lanes * sizeof(uint32_t));
    at.end = at.signals + lanes * (size_t)s->most * sizeof(struct tess_sparse_signal);
    return at;
}

static struct gathered find_parts(const struct tess_sparse *s, void *memory)
{
    const struct layout at = lay_out(s);
    char *begin = memory;
    struct gathered g = {.walk = memory,
                         .patterns = (void *)(begin + at.patterns),
                         .sums = (void *)(begin + at.sums),
                         .lengths = (void *)(begin + at.lengths),
                         .signals = (void *)(begin + at.signals)};
    g.of_strips = g.lengths + s->lanes;
    return g;
}

size_t tess_sparse_bytes(const struct tess_sparse *s)
{
    return lay_out(s).end;
}

static const struct sparse_walk *best_walk(void)
{
    const struct sparse_walk *walk = sparse_walk_avx512();
    walk = walk ? walk : sparse_walk_avx2();
    return walk ? walk : &sparse_walk_plain;
}

void tess_pack_planes(const struct tess_sparse *s, const uint8_t *words, int stride, uint8_t *planes)
{
    const int pitch = tess_plane_pitch(s), positions = tess_plane_positions(s);
    memset(planes, 0, tess_planes_bytes(s));
    for (int y = 0; y < s->height; y++)
        for (int x = 0; x < s->width; x++, words += stride) {
            uint8_t *to = planes + (size_t)((y + s->pad) * pitch + x + s->pad) * TESS_PLANE;
            for (int c = 0; c < s->channels; c += TESS_PLANE, to += (size_t)positions * TESS_PLANE)
                memcpy(to, words + c, s->channels - c < TESS_PLANE ? (size_t)(s->channels - c) : TESS_PLANE);
        }
}

int tess_count_signals(const float *d, int steps, int lanes)
{
    float magnitude[TESS_PLANE] = {0};
    int count = 0;
    for (int t = 0; t < steps; t++)
        for (int lane = 0; lane < lanes; lane++)
            magnitude[lane] += __builtin_fabsf(d[t * lanes + lane]);
    for (int lane = 0; lane < lanes; lane++)
        count += magnitude[lane] != 0;
    return count;
}

void tess_sparse_begin(const struct tess_sparse *s, void *gathered)
{
    const struct layout at = lay_out(s);
    const struct gathered g = find_parts(s, gathered);
    *g.walk = best_walk();
    memset(g.lengths, 0, at.signals - at.lengths);
}

void tess_sparse_append(const struct tess_sparse *s, void *gathered, int image, int y, int x, const float *d, int steps)
{
    const struct gathered g = find_parts(s, gathered);
    const int at = image % s->strip * tess_plane_positions(s) + y * tess_plane_pitch(s) + x;
    (*g.walk)->append(d, steps, s->lanes, (uint32_t)at, (size_t)s->most, g.signals, g.lengths,
                      g.of_strips + image / s->strip * s->lanes);
}

/* Adds a strip's signals of one lane, a few taps at a time. */
static void add_lane(const struct tess_sparse *s, const struct gathered *g, int lane,
                     const struct tess_sparse_signal *signals, uint32_t count)
{
    struct sparse_taps taps = {.pitch = tess_plane_pitch(s), .stride = s->kernel_width};
    plane_row *sums = g->sums + lane * taps_of(s);
    for (uint32_t from = 0; from < count; from += TESS_SEGMENT) {
        const uint32_t some = count - from < TESS_SEGMENT ? count - from : TESS_SEGMENT;
        for (int y = 0; y < s->kernel_height; y += SPARSE_SPAN)
            for (int x = 0; x < s->kernel_width; x += SPARSE_SPAN) {
                taps.rows = s->kernel_height - y < SPARSE_SPAN ? s->kernel_height - y : SPARSE_SPAN;
                taps.columns = s->kernel_width - x < SPARSE_SPAN ? s->kernel_width - x : SPARSE_SPAN;
                (*g->walk)->add(signals + from, some, (const pattern_row *)g->patterns + y * taps.pitch + x, &taps,
                                s->steps > TESS_TABLE_STEPS, sums + y * taps.stride + x);
            }
    }
}

/* Asks for what is needed at the end of a plane. */
static void prefetch(const float *sums, size_t count)
{
    for (size_t k = 0; k < count; k += LINE / sizeof *sums)
        __builtin_prefetch(sums + k, 1);
}

void tess_sparse_add(const struct tess_sparse *s, void *gathered, int images, const uint8_t *planes, float *sums)
{
    const int positions = tess_plane_positions(s), taps = taps_of(s);
    const size_t plane_bytes = (size_t)positions * TESS_PLANE, image_bytes = tess_planes_bytes(s);
    const struct gathered g = find_parts(s, gathered);
    const struct sparse_walk *walk = *g.walk;
    for (int c = 0; c < s->channels; c += TESS_PLANE, planes += plane_bytes) {
        uint32_t done[TESS_PLANE] = {0};
        memset(g.sums, 0, (size_t)(TESS_PLANE * taps) * sizeof *g.sums);
        prefetch(sums + (size_t)c * (size_t)(taps * s->lanes), (size_t)(TESS_PLANE * taps * s->lanes));
        for (int first = 0; first < images; first += s->strip) {
            for (int n = first; n < first + s->strip && n < images; n++)
                walk->expand(planes + (size_t)n * image_bytes, positions, g.patterns + (n - first) * positions);
            const uint32_t *lengths = g.of_strips + first / s->strip * s->lanes;
            for (int lane = 0; lane < s->lanes; lane++) {
                add_lane(s, &g, lane, g.signals + (size_t)lane * (size_t)s->most + done[lane], lengths[lane]);
                done[lane] += lengths[lane];
            }
        }
        walk->turn(g.sums, s->channels - c < TESS_PLANE ? s->channels - c : TESS_PLANE, taps, s->lanes,
                   sums + (size_t)c * (size_t)(taps * s->lanes));
    }
}
