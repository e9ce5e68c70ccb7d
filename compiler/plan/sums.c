/* Kernels of the sums over spikes, by layer. */
#include "plan/parts.h"
#include "tess/kernel.h"

/* In additions of a weight row. */
enum { LEAVE_LIST = 12, JOIN_STEP = 2, MAKE_ROWS = 10, LEAVE_SECOND = 1 };

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
                          enum sum_kernel kernel)
{
    if (kernel >= SUM_PATTERNS)
        return -1;
    if (kernel == SUM_STEPS)
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
static void choose_inversion(struct arena *arena, const struct plan *plan, struct plan_layer *p, enum sum_kernel kernel)
{
    struct sums *sums = &p->sums;
    sums->inverts = sums->kernel == SUM_ROWS && kernel != SUM_STEPS && plan_has_patterns(plan) && !plan_is_stream(plan);
    if (!sums->inverts)
        return;
    sums->sets++;
    const struct layer *layer = p->layer;
    sums->rows = sort_border(arena, layer->in.height, layer->out.height, layer->kernel_height, layer->pad);
    sums->columns = sort_border(arena, layer->in.width, layer->out.width, layer->kernel_width, layer->pad);
    sums->always_entries = layer->in.channels * ceiling(layer->kernel_width, TESS_SPAN) + TESS_FOUR;
    sums->by_signals = (kernel == SUM_CHOSEN || kernel == SUM_SIGNALS) && layer->rule.signal == SIGNAL_LOCAL;
    sums->always_by_signals = sums->by_signals && kernel == SUM_SIGNALS;
    sums->inversion_least = layer->kernel_height * sums->columns.kinds / 2;
    sums->inversion_worth = kernel >= SUM_PATTERNS ? -1 : layer->in.channels * LEAVE_SECOND;
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

/* Rows need fewer additions, but have to have neighbours to join and tables that stay in the cache. Two blocks at once
 * halve what walking the lists costs beside the additions, where both tables are small and enough blocks are left to
 * share among threads. */
static struct sums choose_sums(const struct plan *plan, const struct plan_layer *p, enum sum_kernel kernel)
{
    const int patches = ceiling(p->layer->kernel_height, TESS_SPAN) * ceiling(p->layer->kernel_width, TESS_SPAN);
    if (p->flat || p->layer->kernel_width == 1 || patches > TESS_PATCHES || kernel == SUM_TAPS)
        return sums_of_taps(plan, p);
    const size_t limit = plan->machine->sums_bytes;
    const struct sums one = largest_table(plan, p, 1, limit);
    if (one.zero_row > LARGEST_ENTRY || (one.table_bytes > limit && kernel != SUM_ROWS))
        return sums_of_taps(plan, p);
    const struct sums two = largest_table(plan, p, 2, plan->machine->twin_bytes);
    return p->blocks % 2 == 0 && p->blocks / 2 >= plan->machine->fewest_blocks &&
                   two.table_bytes <= plan->machine->twin_bytes
               ? two
               : one;
}

/* Sums of real numbers. An image or a normalised frame has hardly a zero: it is convolved as it is, a few columns of an
 * output row at a time, from a padded copy of the pixels they see. A frame of events has few values: each is scattered
 * over the columns that see it. */
static struct sums sums_of_reals(const struct plan *plan, const struct plan_layer *p, enum sum_kernel kernel)
{
    const struct layer *layer = p->layer;
    const struct tess_input *input = &plan->model->input;
    if (p->flat || kernel == SUM_TAPS)
        return (struct sums){.kernel = SUM_TAPS};
    const bool dense = input->is_static || input->normalize;
    const int seen = layer->in.width + layer->kernel_width - 1;
    const int columns = dense ? ceiling(layer->out.width, TILE_COLUMNS) * TILE_COLUMNS : seen;
    const int window = dense ? layer->kernel_height * layer->in.channels * (columns + layer->kernel_width - 1) : 0;
    return (struct sums){.kernel = SUM_ROWS,
                         .dense = dense,
                         .row_stride = columns,
                         .table_bytes =
                             (size_t)((p->in.steps * columns + p->input_rows) * p->lanes + window) * sizeof(double)};
}

/* The general solver: what fires in an image, for the windows of a block that see it. */
static struct sums sums_in_general(const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const size_t lists = (size_t)(plan->groups * layer->in.height * layer->in.width);
    const size_t entries = p->in.kind == EDGE_BITS ? lists * (size_t)(layer->in.channels + 1) : 0;
    return (struct sums){.kernel = SUM_GENERAL, .blocks = 1, .row_units = 1, .list_bytes = entries * sizeof(uint32_t)};
}

void plan_sums(struct arena *arena, struct plan *plan, enum sum_kernel kernel)
{
    for (int l = 0; l < plan->layers; l++) {
        struct plan_layer *p = &plan->layer[l];
        if (kernel == SUM_GENERAL) {
            p->sums = sums_in_general(plan, p);
        } else if (p->in.kind == EDGE_BITS) {
            p->sums = choose_sums(plan, p, kernel);
            p->sums.worth = worth_of(plan, p, &p->sums, kernel);
            choose_inversion(arena, plan, p, kernel);
            if (p->sums.kernel == SUM_ROWS)
                size_row_lists(plan, p, &p->sums);
        } else if (p->in.kind == EDGE_REALS) {
            p->sums = sums_of_reals(plan, p, kernel);
        }
    }
}
