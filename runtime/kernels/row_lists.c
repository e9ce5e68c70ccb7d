/* Spikes as lists for sums over neighbours: a row at a time, from the sets of channels that hold each atom. */
#include "row_sets.h"

enum { WORD = 64 };

static const struct row_sets *row_sets(void)
{
    const struct row_sets *wide = row_sets_wide();
    return wide ? wide : &row_sets_plain;
}

void tess_find_holders(const uint8_t *words, const struct tess_map *map, const uint8_t *full,
                       const struct tess_atoms *atoms, int count, uint64_t *holders)
{
    const int column = count * TESS_SET_WORDS(map->channels);
    row_sets()->find(words, map, full, atoms, count, holders);
    memset(holders + (size_t)(map->width * column), 0, sizeof *holders * (size_t)column);
}

/* The table row before those that patch row `row` begins with the subsets of its taps, or -1 where it began above:
 * kernel.h says where each lies. */
static int before_begun(int height, int subsets, enum tess_stack stack, int row, bool upper_alike, bool lower_alike)
{
    const bool three = height == TESS_SPAN, pairs = stack == TESS_STACK_PAIRS && three;
    const bool all = stack && (three ? upper_alike && lower_alike : height == 2 && upper_alike);
    const bool upper = pairs && upper_alike && !all, lower = pairs && lower_alike && !all;
    if (row == 1 ? all || upper : row == 2 && (all || lower))
        return -1;
    if (row == 0 && all)
        return height * subsets;
    if (row == 0 && upper)
        return (height + 1) * subsets;
    if (row == 1 && lower)
        return (height + 2) * subsets;
    return row * subsets;
}

static void list_begun(struct patch *patch, int width, enum tess_stack stack)
{
    const int subsets = (1 << width) - 1;
    memset(patch->begun, 0, sizeof patch->begun);
    for (int r = 0; r < patch->height; r++)
        for (int alike = 0; alike < RELATIONS; alike += UPPER_ALIKE) {
            const int before = before_begun(patch->height, subsets, stack, r, alike & UPPER_ALIKE, alike & LOWER_ALIKE);
            for (int subset = 1; before >= 0 && subset <= subsets; subset++)
                patch->begun[r][alike + subset] = (uint8_t)(before + subset);
        }
}

/* Cuts a window. Returns how many patches it has. */
static int cut_window(const struct tess_window *window, int channels, struct patch *patch)
{
    int count = 0, base = 0;
    for (int top = 0; top < window->height; top += TESS_SPAN)
        for (int left = 0; left < window->width; left += TESS_SPAN, count++) {
            const int height = window->height - top < TESS_SPAN ? window->height - top : TESS_SPAN;
            const int width = window->width - left < TESS_SPAN ? window->width - left : TESS_SPAN;
            patch[count].height = height;
            patch[count].base = base;
            patch[count].step = window->units;
            patch[count].pitch = tess_row_pitch(channels) * window->units;
            base += tess_patch_rows(height, width, window->stack) * patch[count].pitch;
            list_begun(patch + count, width, window->stack);
        }
    return count;
}

void tess_find_subsets(const uint64_t *holders, const struct tess_map *map, const struct tess_window *window, int count,
                       uint8_t *subsets)
{
    const int column = count * TESS_SET_WORDS(map->channels);
    if (!holders) {
        memset(subsets, 0, (size_t)TESS_SUBSETS(map->channels, window->width, window->outputs, count));
        return;
    }
    for (int x = 0; x < window->outputs; x++)
        for (int left = 0; left < window->width; left += TESS_SPAN, subsets += column * WORD) {
            const uint64_t *found[TESS_SPAN];
            for (int j = 0; j < TESS_SPAN; j++) {
                const int from = x - window->pad + left + j;
                const bool inside = left + j < window->width && from >= 0 && from < map->width;
                found[j] = holders + (size_t)((inside ? from : map->width) * column);
            }
            row_sets()->subsets(found, column, subsets);
        }
}

uint32_t tess_window_lists(const uint8_t *subsets, size_t pitch, int y, const struct tess_map *map,
                           const struct tess_window *window, int groups, int count, uint32_t *begin, uint16_t *fours,
                           uint16_t *entries, uint32_t used)
{
    const int words = TESS_SET_WORDS(map->channels), spans = (window->width + TESS_SPAN - 1) / TESS_SPAN;
    const size_t of_span = (size_t)(count * words * WORD);
    struct patch patch[TESS_PATCHES];
    const int patches = cut_window(window, map->channels, patch);
    uint16_t *next = entries + used;
    for (int x = 0; x < window->outputs; x++, fours += groups * count) {
        for (int i = 0; i < patches; i++)
            for (int r = 0; r < patch[i].height; r++) {
                const size_t row = (size_t)((y + i / spans * TESS_SPAN + r) % window->height);
                patch[i].found[r] = subsets + row * pitch + (size_t)(x * spans + i % spans) * of_span;
            }
        begin[x * groups] = (uint32_t)(next - entries);
        next = row_sets()->list(next, patch, patches, words, count, window->zero_row * window->units, fours);
    }
    return (uint32_t)(next - entries);
}

/* Of one row of the window and span: the table rows of the inverted channels for those taps that see the map. */
static uint16_t *append_always(uint16_t *entries, const struct patch *patch, int row, int subset, int channels,
                               const struct tess_inversion *inversion)
{
    const int begun = patch->begun[row][subset];
    for (int k = 0; begun && k < TESS_SET_WORDS(channels); k++)
        for (uint64_t rest = inversion->channels[k]; rest; rest &= rest - 1) {
            const int c = k * WORD + __builtin_ctzll(rest);
            *entries++ = (uint16_t)(patch->base + (begun - 1) * patch->pitch + c * patch->step);
        }
    return entries;
}

void tess_always_lists(const struct tess_map *map, const struct tess_window *window,
                       const struct tess_inversion *inversion, const int *column, int columns, uint16_t *fours,
                       uint16_t *entries, int capacity)
{
    const int spans = (window->width + TESS_SPAN - 1) / TESS_SPAN;
    struct patch patch[TESS_PATCHES];
    cut_window(window, map->channels, patch);
    for (int row = 0; row < window->height; row++)
        for (int k = 0; k < columns; k++, entries += capacity, fours++) {
            uint16_t *end = entries;
            for (int span = 0; span < spans; span++) {
                int subset = 0;
                for (int j = 0; j < TESS_SPAN && span * TESS_SPAN + j < window->width; j++) {
                    const int from = column[k] - window->pad + span * TESS_SPAN + j;
                    subset |= (from >= 0 && from < map->width) << j;
                }
                end = append_always(end, patch + row / TESS_SPAN * spans + span, row % TESS_SPAN, subset, map->channels,
                                    inversion);
            }
            close_list(entries, end, window->zero_row * window->units, fours);
        }
}

/* The lists of one kind of 64 channels. */
struct channel_lists {
    uint32_t *lengths, *entries; /* of channel 0: where its list begins */
    size_t capacity;             /* entries to the next channel's list */
    unsigned shift;              /* log2 of the kinds: lengths to the next channel's */
    bool down;                   /* the list grows towards lower addresses */
};

static inline void append_row(const struct channel_lists *lists, size_t channel, uint32_t row)
{
    uint32_t *list = lists->entries + channel * lists->capacity;
    const size_t length = lists->lengths[channel << lists->shift]++;
    *(lists->down ? list - length : list + length) = row;
}

/* Runs of one position or two that end at the column before, or go on to three: appended to their channels' lists. The
 * table row of the position before this one is `before`. */
static void append_runs(uint64_t one, uint64_t two, uint64_t here, uint32_t before, uint32_t pair,
                        const struct channel_lists *lists)
{
    for (uint64_t ended = two | (one & ~here); ended; ended &= ended - 1) {
        const int channel = __builtin_ctzll(ended);
        const uint32_t longer = (uint32_t)(two >> channel & 1), longest = longer & (uint32_t)(here >> channel & 1);
        append_row(lists, (size_t)channel, before - longer + (longer + longest) * pair);
    }
}

/* The positions of one map row at which each of 64 channels holds a single step. */
static void list_positions(const uint64_t *holders, size_t column, int width, uint32_t at,
                           const struct channel_lists *lists)
{
    for (int x = 0; x < width; x++, at++, holders += column)
        for (uint64_t here = *holders; here; here &= here - 1)
            append_row(lists, (size_t)__builtin_ctzll(here), at);
}

/* The runs of 64 channels over one map row. holders: of column 0; at: the table row of column 0; pair: table rows to
 * those of runs of two, and on to those of three. */
static void list_runs(const uint64_t *holders, size_t column, int width, uint32_t at, uint32_t pair,
                      const struct channel_lists *lists)
{
    uint64_t one = 0, two = 0; /* runs that end at the column before and may go on */
    for (int x = 0; x < width; x++, at++, holders += column) {
        const uint64_t here = *holders;
        append_runs(one, two, here, at - 1, pair, lists);
        const uint64_t begun = here & ~(one | two);
        two = one & here;
        one = begun;
    }
    append_runs(one, two, 0, at - 1, pair, lists);
}

void tess_run_lists(const uint64_t *holders, const struct tess_map *map, int count, int steps, const uint8_t *all,
                    int lapses, const struct tess_table *table, int slot, uint32_t *lengths, uint32_t *entries,
                    int capacity)
{
    const int set = TESS_SET_WORDS(map->channels);
    const unsigned shift = all ? 1 : 0;
    const size_t column = (size_t)((count + (all ? 1 : 0)) * set);
    const uint32_t pair = (uint32_t)((count - steps) * table->plane);
    for (int a = 0; a < count + lapses; a++) { /* atoms, and then what lapses take away */
        const int atom = a < count ? a : all[a - count], from = a < count ? a : count;
        const uint32_t at = (uint32_t)(table->first + (slot + atom) * table->plane);
        for (int k = 0; k < set; k++) {
            const size_t channel = (size_t)k * WORD, past = channel * (size_t)capacity;
            const bool down = a >= count;
            const struct channel_lists lists = {.lengths = lengths + (channel << shift) + down,
                                                .entries = entries + past + (down ? capacity - 1 : 0),
                                                .capacity = (size_t)capacity,
                                                .shift = shift,
                                                .down = down};
            if (atom < steps)
                list_positions(holders + from * set + k, column, map->width, at, &lists);
            else
                list_runs(holders + from * set + k, column, map->width, at, pair, &lists);
        }
    }
}

void tess_always_rows(const struct tess_map *map, const struct tess_inversion *inversion, uint32_t row,
                      uint32_t *lengths, uint32_t *entries, int capacity)
{
    for (int k = 0; inversion->count > 0 && k < TESS_SET_WORDS(map->channels); k++)
        for (uint64_t rest = inversion->channels[k]; rest; rest &= rest - 1) {
            const size_t channel = (size_t)(k * WORD + __builtin_ctzll(rest));
            entries[channel * (size_t)capacity + lengths[channel * 2]++] = row;
        }
}
