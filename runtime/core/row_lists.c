/* Spikes as lists for sums over neighbours: a map row at a time, from the sets of channels that hold each atom. */
#include "core/row_sets.h"

enum { WORD = 64 };

static const struct row_sets *row_sets(void)
{
    const struct row_sets *wide = row_sets_wide();
    return wide ? wide : &row_sets_plain;
}

static bool inverts_any(const struct tess_inversion *inversion)
{
    return inversion && inversion->count > 0;
}

void tess_find_holders(const uint8_t *words, const struct tess_map *map, const uint8_t *flip,
                       const struct tess_atoms *atoms, int atoms_count, uint64_t *holders)
{
    const int set = TESS_SET_WORDS(map->channels);
    row_sets()->find(words, map, flip, atoms, atoms_count, holders);
    memset(holders + (size_t)(map->width * atoms_count * set), 0, sizeof *holders * (size_t)set);
}

/* Fills a list up to whole fours. Writes four entries, wanted or not: a loop of none to three is a branch missed. */
static uint16_t *close_list(uint16_t *begin, uint16_t *end, int zero_row, uint16_t *fours)
{
    for (int i = 0; i < TESS_FOUR; i++)
        end[i] = (uint16_t)zero_row;
    *fours = (uint16_t)((end - begin + TESS_FOUR - 1) / TESS_FOUR);
    return begin + *fours * TESS_FOUR;
}

/* What the lists of one map row and atom are made from. */
struct columns {
    const struct row_sets *sets;
    const struct tess_map *map;
    const struct tess_kernel_row *kernel;
    const uint64_t *first, *none; /* the set of channels of column 0, and what a tap beyond the map finds */
    size_t stride;                /* from one column's set to the next */
};

/* Appends the entries of one list: span by span, the channels that some tap finds. */
static uint16_t *append_spans(uint16_t *entries, const struct columns *columns, int output)
{
    const struct tess_map *map = columns->map;
    const struct tess_kernel_row *kernel = columns->kernel;
    for (int tap = 0, base = 0; tap < kernel->width; tap += TESS_SPAN) {
        const int width = kernel->width - tap < TESS_SPAN ? kernel->width - tap : TESS_SPAN;
        const uint64_t *found[TESS_SPAN];
        for (int j = 0; j < TESS_SPAN; j++) {
            const int from = output - kernel->pad + tap + j;
            const bool inside = j < width && from >= 0 && from < map->width;
            found[j] = inside ? columns->first + (size_t)from * columns->stride : columns->none;
        }
        entries = columns->sets->append(entries, found, TESS_SET_WORDS(map->channels), (1 << width) - 1, base);
        base += ((1 << width) - 1) * map->channels;
    }
    return entries;
}

uint32_t tess_row_lists(const uint64_t *holders, const struct tess_map *map, const struct tess_kernel_row *kernel,
                        int groups, int atoms_count, uint32_t *begin, uint16_t *fours, uint16_t *entries, uint32_t used)
{
    const int set = TESS_SET_WORDS(map->channels);
    struct columns columns = {.sets = row_sets(), .map = map, .kernel = kernel, .stride = (size_t)(atoms_count * set)};
    columns.none = holders + (size_t)map->width * columns.stride;
    uint16_t *next = entries + used;
    for (int x = 0; x < kernel->outputs; x++) {
        begin[x * groups] = (uint32_t)(next - entries);
        for (int a = 0; a < atoms_count; a++) {
            columns.first = holders + (size_t)(a * set);
            uint16_t *end = append_spans(next, &columns, x);
            next = close_list(next, end, kernel->zero_row, fours + (size_t)(x * groups) * (size_t)atoms_count + a);
        }
    }
    return (uint32_t)(next - entries);
}

void tess_always_lists(const struct tess_map *map, const struct tess_kernel_row *kernel,
                       const struct tess_inversion *inversion, const int *column, int columns_count, uint16_t *fours,
                       uint16_t *entries, int capacity)
{
    const struct columns columns = {.sets = row_sets(),
                                    .map = map,
                                    .kernel = kernel,
                                    .first = inversion->channels,
                                    .none = inversion->channels + TESS_SET_WORDS(map->channels)};
    for (int k = 0; k < columns_count; k++, entries += capacity) {
        uint16_t *end = append_spans(entries, &columns, column[k]);
        close_list(entries, end, kernel->zero_row, fours + k);
    }
}

/* The lists of 64 channels, of one kind each or of two. */
struct channel_lists {
    uint32_t *lengths, *entries;
    size_t capacity;
    unsigned shift;    /* log2 of the kinds */
    uint64_t inverted; /* channels whose second list it is */
};

/* Runs of one position or two that end at the column before, or go on to three: appended to their channels' lists. The
 * table row of the position before this one is `before`. */
static void append_runs(uint64_t one, uint64_t two, uint64_t here, uint32_t before, uint32_t pair,
                        const struct channel_lists *lists)
{
    for (uint64_t ended = two | (one & ~here); ended; ended &= ended - 1) {
        const int channel = __builtin_ctzll(ended);
        const size_t list = ((size_t)channel << lists->shift) + (lists->inverted >> channel & 1);
        const uint32_t longer = (uint32_t)(two >> channel & 1), longest = longer & (uint32_t)(here >> channel & 1);
        lists->entries[list * lists->capacity + lists->lengths[list]++] = before - longer + (longer + longest) * pair;
    }
}

void tess_run_lists(const uint64_t *holders, const struct tess_map *map, const struct tess_inversion *inversion,
                    int atoms_count, int longer, const struct tess_table *table, int slot, uint32_t *lengths,
                    uint32_t *entries, int capacity)
{
    const int set = TESS_SET_WORDS(map->channels), all = atoms_count * set;
    const unsigned shift = inversion ? 1 : 0;
    const uint32_t pair = (uint32_t)(longer * table->plane);
    for (int k = 0; k < all; k++) {
        const size_t first = (size_t)(k % set * WORD) << shift;
        const struct channel_lists lists = {.lengths = lengths + first,
                                            .entries = entries + first * (size_t)capacity,
                                            .capacity = (size_t)capacity,
                                            .shift = shift,
                                            .inverted = inverts_any(inversion) ? inversion->channels[k % set] : 0};
        uint32_t at = (uint32_t)(table->first + (slot + k / set) * table->plane); /* table row of this column */
        uint64_t one = 0, two = 0; /* runs that end at the column before and may go on */
        for (int x = 0; x < map->width; x++, at++) {
            const uint64_t here = holders[(size_t)x * (size_t)all + (size_t)k];
            append_runs(one, two, here, at - 1, pair, &lists);
            const uint64_t begun = here & ~(one | two);
            two = one & here;
            one = begun;
        }
        append_runs(one, two, 0, at - 1, pair, &lists);
    }
}

void tess_always_rows(const struct tess_map *map, const struct tess_inversion *inversion, uint32_t row,
                      uint32_t *lengths, uint32_t *entries, int capacity)
{
    for (int k = 0; inverts_any(inversion) && k < TESS_SET_WORDS(map->channels); k++)
        for (uint64_t rest = inversion->channels[k]; rest; rest &= rest - 1) {
            const size_t list = (size_t)(k * WORD + __builtin_ctzll(rest)) * 2;
            entries[list * (size_t)capacity + lengths[list]++] = row;
        }
}
