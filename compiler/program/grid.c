/* The grid of windows through which a layer's learning signal sees its pooled spikes. */
#include "program/parts.h"

/* Windows of adaptive pooling, window k of n cells over a length: floor(k length/n) .. ceil((k+1) length/n) - 1, and
 * the zones of positions that lie in the same windows. */
static void make_axis(struct arena *arena, struct grid_axis *axis, int cells, int length)
{
    axis->cells = cells;
    axis->length = length;
    axis->first = ARENA_ARRAY(arena, int, cells);
    axis->last = ARENA_ARRAY(arena, int, cells);
    for (int k = 0; k < cells; k++) {
        axis->first[k] = (int)((int64_t)k * length / cells);
        axis->last[k] = (int)(((int64_t)(k + 1) * length + cells - 1) / cells);
    }
    axis->zone_of = ARENA_ARRAY(arena, int, length);
    axis->zone_first = ARENA_ARRAY(arena, int, length);
    axis->zone_last = ARENA_ARRAY(arena, int, length);
    for (int position = 0; position < length; position++) {
        int first = 0, last = cells;
        while (axis->last[first] <= position)
            first++;
        while (axis->first[last - 1] > position)
            last--;
        const int zone = axis->zones - 1;
        if (zone < 0 || axis->zone_first[zone] != first || axis->zone_last[zone] != last) {
            axis->zone_first[axis->zones] = first;
            axis->zone_last[axis->zones] = last;
            axis->zones++;
        }
        axis->zone_of[position] = axis->zones - 1;
    }
}

static bool uniform_windows(const struct grid_axis *axis)
{
    for (int k = 1; k < axis->cells; k++)
        if (axis->last[k] - axis->first[k] != axis->last[0] - axis->first[0])
            return false;
    return true;
}

void program_grid(struct arena *arena, struct program_layer *p)
{
    const struct layer *layer = p->layer;
    if (signal_goes_down(layer->rule.signal)) { /* every position has a signal of its own */
        make_axis(arena, &p->grid_y, layer->pooled.height, layer->pooled.height);
        make_axis(arena, &p->grid_x, layer->pooled.width, layer->pooled.width);
        p->cells = p->zones = layer->pooled.height * layer->pooled.width;
    } else if (layer->kind == LAYER_LINEAR) { /* bins over the features */
        make_axis(arena, &p->grid_y, 1, 1);
        make_axis(arena, &p->grid_x, layer->latents, layer->out.channels);
        p->cells = p->zones = 1;
    } else {
        make_axis(arena, &p->grid_y, layer->grid_height, layer->pooled.height);
        make_axis(arena, &p->grid_x, layer->grid_width, layer->pooled.width);
        p->cells = p->grid_y.cells * p->grid_x.cells;
        p->zones = p->grid_y.zones * p->grid_x.zones;
    }
    p->uniform = uniform_windows(&p->grid_y) && uniform_windows(&p->grid_x);
}
