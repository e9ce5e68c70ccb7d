/* Kernels of the sums over spikes, by layer. */
#include "plan/internal.h"
#include "tess/kernel.h"

/* In additions of a weight row. */
enum { LEAVE_LIST = 12, JOIN_STEP = 2, MAKE_ROWS = 10, LEAVE_SECOND = 3 };

enum { FILL = TESS_FOUR - 1, LARGEST_ENTRY = 65535, SUBSETS = (1 << TESS_SPAN) - 1 };

/* Table rows of a channel and kernel row: the subsets of each span's taps. */
static int subset_rows(int kernel_width)
{
    return kernel_width / TESS_SPAN * SUBSETS + (1 << kernel_width % TESS_SPAN) - 1;
}

static struct sums sums_of_taps(const struct plan *plan, const struct plan_layer *p)
{
    const size_t features = (size_t)shape_size(p->layer->in), slots = (size_t)(plan->groups * plan->atoms);
    const size_t listed = (size_t)p->list_channels; /* of the one position of a fully connected layer, or of any */
    const int lists = p->flat ? 1 : p->layer->in.height * p->layer->in.width;
    return (struct sums){.kernel = SUM_TAPS,
                         .blocks = 1,
                         .slots = (int)slots,
                         .lists = lists,
                         .zero_row = p->tap_stride - 1,
                         .entries = features * (size_t)plan->steps + (size_t)lists * slots * FILL,
                         .list_bytes = (slots * (listed + 1) + (size_t)p->layer->in.channels) * sizeof(uint16_t)};
}

static struct sums sums_of_rows(const struct plan *plan, const struct plan_layer *p, int blocks)
{
    const struct layer *layer = p->layer;
    const size_t channels = (size_t)layer->in.channels, slots = (size_t)(plan->groups * plan->atoms);
    const int spans = ceiling(layer->kernel_width, TESS_SPAN), rows = subset_rows(layer->kernel_width);
    const int lists = layer->in.height * layer->out.width;
    const size_t sets = (size_t)(layer->in.width * plan->atoms + 1);
    const int stride = layer->in.channels * rows + 1;
    return (struct sums){.kernel = SUM_ROWS,
                         .blocks = blocks,
                         .slots = (int)slots,
                         .lists = lists,
                         .row_stride = stride,
                         .zero_row = stride - 1,
                         .entries = (size_t)lists * slots * (channels * (size_t)spans + TESS_FOUR),
                         .list_bytes = sets * TESS_SET_WORDS(channels) * sizeof(uint64_t),
                         .table_bytes = (size_t)(blocks * layer->kernel_height * stride * p->lanes) * sizeof(int32_t)};
}

/* What composites cost beside the additions that they save, in units of one: leaving a list of their own at every place
 * of a sum, joining what they gathered to their steps, and making their rows of the gradient's table. An addition saved
 * is saved by every tap of the sum, where a row of taps shares it, and of the gradient. */
static long long worth_of(const struct plan *plan, const struct plan_layer *p, const struct sums *sums,
                          enum sum_kernel kernel)
{
    if (kernel == SUM_PATTERNS)
        return -1;
    if (kernel == SUM_STEPS)
        return INT64_MAX;
    const bool rows = sums->kernel == SUM_ROWS;
    const double places = rows ? p->layer->kernel_height : p->taps;
    const double taps = p->taps * (rows ? 1.25 : 2);
    const double of_position = places * LEAVE_LIST / sums->blocks + JOIN_STEP * plan->group_steps + MAKE_ROWS;
    return (long long)((plan->atoms - plan->group_steps) * plan->groups * p->positions * of_position / taps);
}

/* Output columns by the taps of theirs that lie inside the map. */
static void sort_columns(struct arena *arena, const struct layer *layer, struct sums *sums)
{
    const int outputs = layer->out.width;
    sums->column = ARENA_ARRAY(arena, int, outputs);
    sums->column_kind = ARENA_ARRAY(arena, int, outputs);
    for (int x = 0; x < outputs; x++) {
        int kind = 0;
        for (; kind < sums->columns; kind++) {
            const int like = sums->column[kind];
            if (larger(0, layer->pad - x) == larger(0, layer->pad - like) &&
                larger(0, x - layer->pad + layer->kernel_width - layer->in.width) ==
                    larger(0, like - layer->pad + layer->kernel_width - layer->in.width))
                break;
        }
        if (kind == sums->columns)
            sums->column[sums->columns++] = x;
        sums->column_kind[x] = kind;
    }
}

/* What silences cost beside the additions that they save, in positions saved. A channel of its own: its rows of the
 * table that change sign every other image, and those of what it would give if it always fired. All together: a second
 * list of every channel in the gradient. */
static void choose_inversion(struct arena *arena, const struct plan *plan, struct plan_layer *p, enum sum_kernel kernel)
{
    struct sums *sums = &p->sums;
    sums->inverts = sums->kernel == SUM_ROWS && kernel != SUM_STEPS && plan_has_patterns(plan) && !plan_is_stream(plan);
    if (!sums->inverts)
        return;
    sort_columns(arena, p->layer, sums);
    sums->always_entries = p->layer->in.channels * ceiling(p->layer->kernel_width, TESS_SPAN) + TESS_FOUR;
    const bool always = kernel == SUM_PATTERNS;
    const int rows = p->layer->kernel_height * (sums->columns + subset_rows(p->layer->kernel_width));
    sums->inversion_least = always ? 0 : rows * 2 / 5;
    sums->inversion_worth = always ? -1 : p->layer->in.channels * LEAVE_SECOND;
}

/* Rows need fewer additions, but have to have neighbours to join and tables that stay in the cache. Two blocks at once
 * halve what walking the lists costs beside the additions, where both tables are small and enough blocks are left to
 * share among threads. */
static struct sums choose_sums(const struct plan *plan, const struct plan_layer *p, enum sum_kernel kernel)
{
    if (p->flat || p->layer->kernel_width == 1 || kernel == SUM_TAPS)
        return sums_of_taps(plan, p);
    const size_t limit = plan->target->sums_bytes;
    const struct sums two = sums_of_rows(plan, p, 2), one = sums_of_rows(plan, p, 1);
    if (one.zero_row > LARGEST_ENTRY || (one.table_bytes > limit && kernel != SUM_ROWS))
        return sums_of_taps(plan, p);
    return p->blocks % 2 == 0 && p->blocks / 2 >= plan->target->fewest_blocks &&
                   two.table_bytes <= plan->target->twin_bytes
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
                         .table_bytes = (size_t)(p->in.steps * columns * p->lanes + window) * sizeof(double)};
}

void plan_sums(struct arena *arena, struct plan *plan, enum sum_kernel kernel)
{
    for (int l = 0; l < plan->layers; l++) {
        struct plan_layer *p = &plan->layer[l];
        if (p->in.kind == EDGE_BITS) {
            p->sums = choose_sums(plan, p, kernel);
            p->sums.worth = worth_of(plan, p, &p->sums, kernel);
            choose_inversion(arena, plan, p, kernel);
        } else if (p->in.kind == EDGE_REALS) {
            p->sums = sums_of_reals(plan, p, kernel);
        }
    }
}

const char *sum_kernel_name(enum sum_kernel kernel)
{
    static const char *const names[] = {[SUM_CHOSEN] = "auto",
                                        [SUM_TAPS] = "taps",
                                        [SUM_ROWS] = "rows",
                                        [SUM_STEPS] = "steps",
                                        [SUM_PATTERNS] = "patterns"};
    return names[kernel];
}
