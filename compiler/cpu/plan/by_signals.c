/* The gradient along learning signals: its shape, and what tells whether it is worth while. */
#include "cpu/plan/parts.h"
#include "tess/sparse.h"

/* Cycles of a core of the machine in docs/performance.md: an addition of a table row, a looking up with six steps to a
 * pattern and with fewer, a signal's table, an entry of a list, and a position of a plane that is expanded. */
static const double row_cycles = 0.95, six_cycles = 2.4, five_cycles = 1.6, signal_cycles = 25, entry_cycles = 6,
                    expand_cycles = 1.5;

/* Of an output position, beyond its learning signals: the rows of the table; and of 16 inputs by 16 outputs and tap,
 * turning their sums. */
static const double table_cycles = 45, turn_cycles = 90;

static int strip_images(const struct plan *plan, const struct plan_layer *p)
{
    const size_t image = (size_t)tess_plane_positions(&p->by_signals.shape) * TESS_PLANE * sizeof(int32_t);
    int images = 1;
    while (images * 2 <= p->part && (size_t)images * 2 * image <= plan->machine->fold.pattern_bytes)
        images *= 2;
    return images;
}

void plan_by_signals(const struct plan *plan, struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    struct by_signals *own = &p->by_signals;
    if (!p->by_signals.used)
        return;
    own->shape = (struct tess_sparse){.channels = layer->in.channels,
                                      .height = layer->in.height,
                                      .width = layer->in.width,
                                      .pad = layer->pad,
                                      .kernel_height = layer->kernel_height,
                                      .kernel_width = layer->kernel_width,
                                      .lanes = p->lanes,
                                      .steps = plan->group_steps,
                                      .images = p->part,
                                      .most = p->part * p->positions};
    own->shape.strip = strip_images(plan, p);
    const double planes = ceiling(layer->in.channels, TESS_PLANE), blocks = p->blocks, taps = p->taps;
    const double look_up = plan->group_steps > TESS_TABLE_STEPS ? six_cycles : five_cycles;
    const double positions = tess_plane_positions(&own->shape) * plan->groups;
    own->of_signal = (long long)(planes * taps * look_up + signal_cycles);
    own->of_entry = (long long)(blocks * taps * row_cycles + entry_cycles);
    own->of_image_signals =
        (long long)(blocks * planes * (positions * expand_cycles + plan->groups * taps * turn_cycles / p->part));
    own->of_image_entries = (long long)(blocks * p->positions * table_cycles * plan->groups);
}
