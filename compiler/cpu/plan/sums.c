/* Kernels of the sums over spikes, by layer. */
#include "cpu/plan/parts.h"
#include "tess/kernel.h"

/* In additions of a weight row. */
enum { LEAVE_LIST = 12, JOIN_STEP = 2, MAKE_ROWS = 10, LEAVE_SECOND = 1 };

/* Additions of a weight row that one of a table row takes where the table is larger than the cache. */
enum { FAR_ROW = 4 };

enum { FILL = TESS_FOUR - 1, LARGEST_ENTRY = 65535 };

/* Bytes that processors multiply an index by for nothing, and with which an entry reaches far enough for most tables.
 */
enum { ENTRY_UNIT = 8 };

/* Table rows of a channel. */
static int rows_of_channel(const struct layer *layer, enum tess_stack stack)
{
    int rows = 0;
    for (int top = 0; top < layer->kernel_height; top += TESS_SPAN)
        for (int left = 0; left < layer->kernel_width; left += TESS_SPAN)
            rows += tess_patch_rows(smaller(layer->kernel_height - top, TESS_SPAN),
                                    smaller(layer->kernel_width - left, TESS_SPAN), stack);
    return rows;
}

static struct sums sums_of_taps(const struct plan *plan, const struct plan_layer *p)
{
    const size_t features = (size_t)shape_size(p->layer->in), slots = (size_t)(plan->groups * plan->atoms);
    const size_t listed = (size_t)p->list_channels; /* of the one position of a fully connected layer, or of any */
    const int lists = p->flat ? 1 : p->layer->in.height * p->layer->in.width;
    return (struct sums){.kernel = SUM_TAPS,
                         .blocks = 1,
                         .sets = plan->atoms,
                         .lists = lists,
                         .zero_row = p->tap_stride - 1,
                         .row_units = 1,
                         .entries = features * (size_t)plan->steps + (size_t)lists * slots * FILL,
                         .list_bytes = (slots * (listed + 1) + (size_t)p->layer->in.channels) * sizeof(uint16_t)};
}

static struct sums sums_of_rows(const struct plan *plan, const struct plan_layer *p, int blocks, enum tess_stack stack)
{
    const struct layer *layer = p->layer;
    const int row_bytes = p->lanes * (int)sizeof(int32_t), eights = row_bytes / ENTRY_UNIT;
    const int table_rows = tess_row_pitch(layer->in.channels) * rows_of_channel(layer, stack) + 1;
    return (struct sums){.kernel = SUM_ROWS,
                         .blocks = blocks,
                         .sets = plan->atoms,
                         .lists = layer->out.height * layer->out.width,
                         .stack = stack,
                         .table_rows = table_rows,
                         .zero_row = table_rows - 1,
                         .row_units = eights > 0 && (table_rows - 1) * eights <= LARGEST_ENTRY ? eights : 1,
                         .table_bytes = (size_t)(blocks * table_rows * row_bytes)};
}

/* Room for the lists of an image, and for making them. */
static void size_row_lists(const struct plan *plan, const struct plan_layer *p, struct sums *sums)
{
    const struct layer *layer = p->layer;
    const size_t channels = (size_t)layer->in.channels, sets = (size_t)sums->sets, groups = (size_t)plan->groups;
    const size_t patch_rows = (size_t)(ceiling(layer->kernel_width, TESS_SPAN) * layer->kernel_height);
    const size_t holders = TESS_HOLDERS(channels, (size_t)layer->in.width, sets) * sizeof(uint64_t);
    const size_t subsets = TESS_SUBSETS(channels, (size_t)layer->kernel_width, (size_t)layer->out.width, sets);
    const size_t of_row =
        (size_t)layer->out.width * groups * sets * (channels * patch_rows + TESS_FOUR) + TESS_LIST_ROOM;
    sums->entries = (size_t)layer->out.height * of_row;
    sums->list_bytes = groups * (size_t)layer->kernel_height * subsets + holders;
}

/* What composites cost beside the additions that they save, in units of one: leaving a list of their own at every place
 * of a sum, joining what they gathered to their steps, and making their rows of the gradient's table. An addition saved
 * is saved by every tap of the sum, where a row of taps shares it, and of the gradient. */
static long long worth_of(const struct plan *plan, const struct plan_layer *p, const struct sums *sums,
                          enum preference patterns)
{
    if (patterns == ALWAYS)
        return -1;
    if (patterns == NEVER)
        return INT64_MAX;
    const bool rows = sums->kernel == SUM_ROWS;
    const double places = rows ? 1 : p->taps;
    const double taps = p->taps * (rows ? 1.25 : 2);
    const double of_position = places * LEAVE_LIST / sums->blocks + JOIN_STEP * plan->group_steps + MAKE_ROWS;
    return (long long)((plan->atoms - plan->group_steps) * plan->groups * p->positions * of_position / taps);
}

/* inputs, outputs: rows (or columns) of either map; kernel: taps. */
static struct border sort_border(struct arena *arena, int inputs, int outputs, int kernel, int pad)
{
    struct border border = {.like = ARENA_ARRAY(arena, int, outputs), .kind = ARENA_ARRAY(arena, int, outputs)};
    for (int x = 0; x < outputs; x++) {
        int kind = 0;
        for (; kind < border.kinds; kind++) {
            const int like = border.like[kind];
            if (larger(0, pad - x) == larger(0, pad - like) &&
                larger(0, x - pad + kernel - inputs) == larger(0, like - pad + kernel - inputs))
                break;
        }
        if (kind == border.kinds)
            border.like[border.kinds++] = x;
        border.kind[x] = kind;
    }
    return border;
}

/* What inverting costs beside the additions that it saves, in positions saved. A channel of its own: what it would give
 * if it always fired. All together: a list of lapses at every place, and a second list of every channel in the
 * gradient. */
static void choose_inversion(struct arena *arena, const struct plan *plan, struct plan_layer *p,
                             enum preference patterns)
{
    struct sums *sums = &p->sums;
    sums->inverts = sums->kernel == SUM_ROWS && patterns != NEVER && plan_has_patterns(plan) && !plan_is_stream(plan);
    if (!sums->inverts)
        return;
    sums->sets++;
    const struct layer *layer = p->layer;
    sums->rows = sort_border(arena, layer->in.height, layer->out.height, layer->kernel_height, layer->pad);
    sums->columns = sort_border(arena, layer->in.width, layer->out.width, layer->kernel_width, layer->pad);
    sums->always_entries = layer->in.channels * ceiling(layer->kernel_width, TESS_SPAN) + TESS_FOUR;
    sums->inversion_least = layer->kernel_height * sums->columns.kinds / 2;
    sums->inversion_worth = patterns == ALWAYS ? -1 : layer->in.channels * LEAVE_SECOND;
}

/* The largest tables of some blocks within a limit; without joined rows, whatever their size. */
static struct sums largest_table(const struct plan *plan, const struct plan_layer *p, int blocks, size_t limit)
{
    enum tess_stack stack = TESS_STACK_PAIRS;
    struct sums sums = sums_of_rows(plan, p, blocks, stack);
    while (stack > TESS_STACK_NONE && (sums.table_bytes > limit || sums.zero_row > LARGEST_ENTRY))
        sums = sums_of_rows(plan, p, blocks, --stack);
    return sums;
}

/* Two blocks at once halve what walking the lists costs beside the additions, where both tables are small and enough
 * blocks are left to share among threads. */
static void size_rows(const struct plan *plan, struct plan_layer *p)
{
    const size_t limit = plan->machine->fold.twin_bytes;
    const struct sums two = largest_table(plan, p, 2, limit);
    const bool together = p->blocks % 2 == 0 && p->blocks / 2 >= plan->machine->fold.fewest_blocks;
    p->sums = together && two.table_bytes <= limit ? two : largest_table(plan, p, 1, plan->machine->fold.sums_bytes);
}

static void size_taps(const struct plan *plan, struct plan_layer *p)
{
    p->sums = sums_of_taps(plan, p);
}

static void size_values(const struct plan *plan, struct plan_layer *p)
{
    (void)plan;
    p->sums = (struct sums){.kernel = SUM_TAPS};
}

/* columns: of an output row; window: numbers of the copy of what it sees. */
static void size_rows_of_reals(struct plan_layer *p, bool dense, int columns, int window)
{
    const int vectors = (p->in.steps * columns + p->input_rows) * p->lanes;
    p->sums = (struct sums){.kernel = SUM_ROWS,
                            .dense = dense,
                            .row_stride = columns,
                            .table_bytes = (size_t)(vectors + window) * sizeof(double)};
}

static void size_pixels(const struct plan *plan, struct plan_layer *p)
{
    (void)plan;
    const struct layer *layer = p->layer;
    const int columns = ceiling(layer->out.width, TILE_COLUMNS) * TILE_COLUMNS;
    size_rows_of_reals(p, true, columns,
                       layer->kernel_height * layer->in.channels * (columns + layer->kernel_width - 1));
}

static void size_spots(const struct plan *plan, struct plan_layer *p)
{
    (void)plan;
    size_rows_of_reals(p, false, p->layer->in.width + p->layer->kernel_width - 1, 0);
}

/* What fires in an image, for the windows of a block that see it. */
static void size_general(const struct plan *plan, struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const size_t lists = (size_t)(plan->groups * layer->in.height * layer->in.width);
    const size_t entries = p->in.kind == EDGE_BITS ? lists * (size_t)(layer->in.channels + 1) : 0;
    p->sums =
        (struct sums){.kernel = SUM_GENERAL, .blocks = 1, .row_units = 1, .list_bytes = entries * sizeof(uint32_t)};
}

/* ---- Where each fits, and what it costs ------------------------------------------------------------------------ */

static bool of_bits(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return p->in.kind == EDGE_BITS;
}

static bool of_values(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return p->in.kind != EDGE_BITS;
}

/* Neighbours to join, and a table whose rows an entry reaches. */
static bool of_neighbours(const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const int patches = ceiling(layer->kernel_height, TESS_SPAN) * ceiling(layer->kernel_width, TESS_SPAN);
    return p->in.kind == EDGE_BITS && !p->flat && layer->kernel_width > 1 && patches <= TESS_PATCHES &&
           largest_table(plan, p, 1, plan->machine->fold.sums_bytes).zero_row <= LARGEST_ENTRY;
}

/* An image or a normalised frame has hardly a zero: it is convolved as it is, a few columns of an output row at a time,
 * from a padded copy of the pixels they see. */
static bool of_pixels(const struct plan *plan, const struct plan_layer *p)
{
    const struct tess_input *input = &plan->model->input;
    return p->in.kind == EDGE_REALS && !p->flat && (input->is_static || input->normalize);
}

/* A frame of events has few values: each is scattered over the columns that see it. */
static bool of_spots(const struct plan *plan, const struct plan_layer *p)
{
    return p->in.kind == EDGE_REALS && !p->flat && !of_pixels(plan, p);
}

static double one_a_tap(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return p->taps;
}

/* One row of a table serves several taps of a row; from beyond the cache it takes longer than they do. */
static double one_a_span(const struct plan *plan, const struct plan_layer *p)
{
    const size_t limit = plan->machine->fold.sums_bytes;
    const double rows = p->layer->kernel_height * ceiling(p->layer->kernel_width, TESS_SPAN);
    return largest_table(plan, p, 1, limit).table_bytes > limit ? rows * FAR_ROW : rows;
}

/* Weights of a row's taps are read once for several columns. */
static double one_a_row(const struct plan *plan, const struct plan_layer *p)
{
    return one_a_tap(plan, p) / 2;
}

/* Every step of a spike's byte is looked at. */
static double one_a_tap_and_step(const struct plan *plan, const struct plan_layer *p)
{
    return one_a_tap(plan, p) * (1 + plan->group_steps);
}

static const struct solver solvers[] = {
    {"rows", of_neighbours, one_a_span, size_rows, place_position_lists},
    {"taps", of_bits, one_a_tap, size_taps, place_position_lists},
    {"rows", of_pixels, one_a_row, size_pixels, NULL},
    {"rows", of_spots, one_a_row, size_spots, place_spot_lists},
    {"taps", of_values, one_a_tap, size_values, place_value_lists},
    {"general", NULL, one_a_tap_and_step, size_general, NULL},
};

void plan_sums(struct arena *arena, struct plan *plan, const struct policy *policy)
{
    for (int l = 0; l < plan->layers; l++) {
        struct plan_layer *p = &plan->layer[l];
        p->solver = choose_solver(solvers, sizeof solvers / sizeof *solvers, plan, p, policy->solver);
        p->solver->size(plan, p);
        if (p->in.kind == EDGE_BITS && !plan_is_general(p)) {
            p->sums.worth = worth_of(plan, p, &p->sums, policy->patterns);
            choose_inversion(arena, plan, p, policy->patterns);
            if (p->sums.kernel == SUM_ROWS)
                size_row_lists(plan, p, &p->sums);
        }
    }
}
