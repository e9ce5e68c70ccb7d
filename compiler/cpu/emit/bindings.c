/* The names that templates use, bound from the plan. */
#include <string.h>

#include "cpu/emit/parts.h"
#include "tess/kernel.h"

enum {
    FEW_VALUES = 16,   /* of a table that stands in one line */
    LAYER_SECTIONS = 2 /* sections around the code of a layer: its own, and what all share */
};

void bind_own(struct writer *w, const struct plan_layer *p, const char *name, const char *suffix, long long value,
              const char *what)
{
    if (writer_sections(w) == LAYER_SECTIONS)
        bind_extent(w, name, arena_format(writer_arena(w), "%s_%s", upper_case(w, p->layer->name), suffix), value,
                    what);
    else
        bind_integer(w, name, value);
}

void bind_plan(struct writer *w, const struct plan *plan)
{
    bind_text(w, "model", "%s", plan->model->name);
    if (plan_is_stream(plan))
        bind_integer(w, "steps", plan->steps);
    else
        bind_extent(w, "steps", "STEPS", plan->steps, "time steps");
    bind_extent(w, "all_steps", "STEPS", plan->program->all_steps, "time steps");
    bind_extent(w, "chunk", "CHUNK", plan->chunk, "images that go through the network together");
    bind_extent(w, "groups", "GROUPS", plan->groups, "of steps: the spikes of each are a byte a neuron");
    if (plan->group_steps == plan->steps)
        bind_text(w, "group_steps", "$steps");
    else
        bind_extent(w, "group_steps", "GROUP_STEPS", plan->group_steps, "steps of a group; the last may have fewer");
    bind_integer(w, "atoms", plan->atoms);
    bind_extent(w, "composites", "COMPOSITES", plan->atoms - plan->group_steps, "sets of several steps added at once");
    bind_extent(w, "classes", "CLASSES", plan->model->input.classes, "");
    bind_extent(w, "layers", "LAYERS", plan->layers, "without the readout");
    /* The first of the steps at hand that may have a signal; under stream, which of all steps it is, the run tells. */
    bind_integer(w, "from", plan_is_stream(plan) ? 0 : plan->model->supervised_from);
    bind_integer(w, "first_step", plan->model->supervised_from);
    bind_integer(w, "supervised", plan->program->all_steps - plan->model->supervised_from);
}

void bind_vectors(struct writer *w, int lanes)
{
    bind_integer(w, "lanes", lanes);
    bind_text(w, "f", "tess_fx%d", lanes);
    bind_text(w, "i", "tess_ix%d", lanes);
    bind_text(w, "d", "tess_dx%d", lanes);
    bind_text(w, "b", "tess_bx%d", lanes);
    bind_text(w, "h", "tess_hx%d", lanes);
}

void bind_loss(struct writer *w, enum loss_function function, float smoothing)
{
    const bool squared = function == LOSS_SQUARED_ERROR;
    bind_float(w, "smoothing_share", smoothing);
    bind_text(w, "smoothing", "%s", smoothing != 0 || squared ? ", $smoothing_share" : "");
    bind_text(w, "loss_of", "%s",
              squared          ? "tess_squared_error"
              : smoothing != 0 ? "tess_smoothed_cross_entropy"
                               : "tess_cross_entropy");
    bind_text(w, "loss_name", "%s", squared ? "squared error" : "cross entropy");
    bind_text(w, "predicted", "%s", squared ? "logits" : "softmax");
}

/* The constant of a buffer of the arena. */
static void bind_buffer(struct writer *w, const char *name, const char *buffer)
{
    bind_text(w, name, "%s", upper_case(w, buffer));
}

/* Where there are two tiles, that of single steps has numbers of its own. */
static void bind_of_tile(struct writer *w, const struct plan_layer *p, const struct tile *tile, const char *name,
                         const char *suffix, long long value, const char *what)
{
    bind_own(w, p, name, tile == &p->step_tile ? arena_format(writer_arena(w), "STEP_%s", suffix) : suffix, value,
             what);
}

void bind_tile(struct writer *w, const struct plan_layer *p, const struct tile *tile)
{
    bind_of_tile(w, p, tile, "slots", "SLOTS", tile->slots, "of the gradient's table: one a step or set of steps");
    bind_of_tile(w, p, tile, "plane", "PLANE", tile->plane, "rows of the table a slot");
    bind_of_tile(w, p, tile, "tile_images", "TILE_IMAGES", tile->images, "images in a tile");
    bind_of_tile(w, p, tile, "tile_rows", "TILE_ROWS", tile->rows, "rows of the map in a tile");
    bind_of_tile(w, p, tile, "row_tiles", "ROW_TILES", tile->row_tiles, "tiles of an image");
    bind_of_tile(w, p, tile, "capacity", "LIST_CAPACITY", tile->capacity, "entries of a gradient list");
    bind_of_tile(w, p, tile, "table_rows", "TABLE_ROWS", tile->table_rows, "rows of the table an image");
    bind_of_tile(w, p, tile, "pitch", "TABLE_PITCH", tile->table_width, "its columns");
    bind_of_tile(w, p, tile, "tile_entries", "TILE_CAPACITY", (long long)p->list_channels * tile->capacity,
                 "entries of all lists of a tile");
    bind_of_tile(w, p, tile, "table_positions", "TABLE_POSITIONS", tile->table_rows * tile->table_width,
                 "TABLE_ROWS * TABLE_PITCH");
    const int height = p->layer->in.height, list_rows = p->flat ? height : tile->rows;
    bind_of_tile(w, p, tile, "list_rows", "LIST_ROWS", list_rows, "rows of the map that a tile lists");
    /* Of those from `row` on. */
    bind_text(w, "rows_of_tile", "%s",
              height % list_rows == 0 ? "$list_rows"
              : list_rows > height    ? "$in_height"
                                      : "row + $list_rows < $in_height ? $list_rows : $in_height - row");
}

/* Channels that are listed by their lapses. */
static void bind_inversion(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int last = plan->steps - (plan->groups - 1) * plan->group_steps; /* steps of the last group */
    bind_integer(w, "kinds", plan_kinds(p));
    bind_own(w, p, "inverted_sets", "INVERTED_SETS", 2 * TESS_SET_WORDS(p->layer->in.channels),
             "words of 64 channels: inverted, and of those that are listed");
    bind_integer(w, "full_steps", (1 << plan->group_steps) - 1);
    bind_integer(w, "last_steps", (1 << last) - 1);
    bind_text(w, "full", last == plan->group_steps ? "$full_steps" : "(g < $groups - 1 ? $full_steps : $last_steps)");
    bind_own(w, p, "row_kinds", "ROW_KINDS", p->sums.rows.kinds,
             "of output rows, by what of their window is beyond the map");
    bind_own(w, p, "column_kinds", "COLUMN_KINDS", p->sums.columns.kinds, "");
    bind_own(w, p, "always_lists", "ALWAYS_LISTS", p->layer->kernel_height * p->sums.columns.kinds,
             "KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels");
    bind_own(w, p, "always_entries", "ALWAYS_ROOM", p->sums.always_entries, "entries of such a list");
    bind_own(w, p, "always_first", "ALWAYS_FIRST", (long long)p->tile.slots * p->tile.plane,
             "row of the table at which sums of inverted channels begin");
    bind_own(w, p, "always_rows", "ALWAYS_ROWS", p->sums.inverts ? plan_always_rows(p) : 0, "of an image");
}

static void bind_input(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const bool many = !plan->model->input.is_static;
    bind_integer(w, "frames", many ? plan->program->all_steps : 1);
    bind_text(w, "frame", "%s", many && plan_is_stream(plan) ? " + (size_t)run->step * $in_size" : "");
    bind_own(w, p, "in_channels", "IN_CHANNELS", layer->in.channels, "of the input");
    bind_own(w, p, "in_height", "IN_HEIGHT", layer->in.height, "");
    bind_own(w, p, "in_width", "IN_WIDTH", layer->in.width, "");
    bind_own(w, p, "in_size", "IN_SIZE", shape_size(layer->in), "IN_CHANNELS * IN_HEIGHT * IN_WIDTH");
    bind_own(w, p, "in_map", "IN_POSITIONS", layer->in.height * layer->in.width, "IN_HEIGHT * IN_WIDTH");
    bind_text(w, "in_positions", "%s", p->flat ? "1" : "$in_map");
    bind_own(w, p, "in_stride", "IN_PADDED", p->in_stride, "IN_CHANNELS in whole blocks of lanes");
    bind_integer(w, "in_steps", p->in.steps);
    bind_float(w, "in_scale", p->in.scale);
    bind_buffer(w, "in_edge", p->in_buffer ? p->in_buffer : "");
    const long long values = (long long)shape_size(layer->in) * p->in.steps;
    bind_own(w, p, "entry_count", "LIST_ROOM", p->in.kind == EDGE_BITS ? (long long)p->sums.entries : values,
             "entries of the sums' lists that an image has room for");
    bind_own(w, p, "lists", "LISTS", p->sums.lists, "of an image and group of steps, for the sums");
    bind_own(w, p, "group_slots", "GROUP_SLOTS", plan_group_slots(plan, p),
             "of the gradient's table: slots a group of steps");
    bind_own(w, p, "sets", "SETS", p->sums.sets, "lists of a position: one a step, composite or lapses");
    bind_own(w, p, "row_stride", "ROW_SUMS", p->sums.row_stride, "columns of a row's sums");
    bind_own(w, p, "sums_rows", "SUM_ROWS", p->sums.table_rows, "rows of the table of sums");
    bind_text(w, "flat", "%s", p->flat ? "true" : "false");
    bind_own(w, p, "kernel_height", "KERNEL_HEIGHT", p->flat ? 1 : layer->kernel_height, "");
    bind_own(w, p, "kernel_width", "KERNEL_WIDTH", p->flat ? 1 : layer->kernel_width, "");
    bind_own(w, p, "pad", "PAD", p->flat ? 0 : layer->pad, "rows and columns of zeros around the input");
    bind_integer(w, "column_stride", p->program->window.stride_x);
    bind_text(w, "table_column", "%s", p->program->window.stride_x == 1 ? "x" : "x * $column_stride");
    bind_own(w, p, "taps", "TAPS", p->taps, "KERNEL_HEIGHT * KERNEL_WIDTH");
    bind_own(w, p, "tap_stride", "TAP_ROWS", p->tap_stride,
             "rows of weights a tap: one an input channel, and one of zeros");
    bind_own(w, p, "input_rows", "WEIGHT_ROWS", p->input_rows, "rows of weights a block of output channels");
    bind_own(w, p, "fan_in", "FAN_IN", plan_fan_in(p), "inputs of a neuron");
    bind_own(w, p, "zero_row", "ZERO_ROW", p->sums.zero_row, "of weights or sums: fills lists up to fours");
    bind_own(w, p, "row_pitch", "SUM_PITCH", tess_row_pitch(layer->in.channels),
             "rows of that table from one sum to the next");
    if (p->in.kind == EDGE_BITS) {
        bind_integer(w, "row_units", p->sums.row_units);
        bind_integer(w, "unit", p->lanes * (int)sizeof(int32_t) / p->sums.row_units);
    }
    bind_own(w, p, "list_channels", "LIST_CHANNELS", p->list_channels, "that have lists in the gradient");
    bind_own(w, p, "list_lengths", "LENGTHS_OF_TILE", p->list_channels * plan_kinds(p), "lists of a tile");
    bind_inversion(w, plan, p);
    bind_tile(w, p, &p->tile);
    bind_integer(w, "pieces", p->list_pieces);
}

/* Lists and membranes have room for a part of the chunk: which image of it is image n, and which of its tiles are those
 * of a list's item or of the images from `first` on. */
static void bind_part(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool whole = p->part == plan->chunk;
    const int items = p->part / p->tile.images;
    if (whole)
        bind_text(w, "part", "$chunk");
    else
        bind_own(w, p, "part", "PART", p->part, "images between whose sums and gradient a cache keeps what is needed");
    bind_text(w, "part_positions", "%s", "$part * $positions");
    bind_integer(w, "part_items", items);
    bind_text(w, "own", whole ? "n" : p->part == 1 ? "0" : "(n %% $part)");
    bind_text(w, "own_place", whole ? "at" : "at %% ($part_positions)");
    bind_text(w, "own_item", whole ? "item" : items == 1 ? "0" : "(item %% $part_items)");
    bind_text(w, "own_tile",
              whole        ? "$first_image / $tile_images"
              : items == 1 ? "0"
                           : "$first_image / $tile_images %% $part_items");
}

static void bind_output(struct writer *w, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    bind_own(w, p, "channels", "CHANNELS", layer->out.channels, "of the output");
    bind_own(w, p, "height", "HEIGHT", layer->out.height, "");
    bind_own(w, p, "width", "WIDTH", layer->out.width, "");
    bind_own(w, p, "positions", "POSITIONS", p->positions, "HEIGHT * WIDTH");
    bind_own(w, p, "blocks", "BLOCKS", p->blocks, "of LANES output channels");
    bind_own(w, p, "padded", "PADDED", p->padded, "BLOCKS * LANES: CHANNELS in whole blocks");
    bind_own(w, p, "pool_height", "POOL_HEIGHT", layer->pool_height, "");
    bind_own(w, p, "pool_width", "POOL_WIDTH", layer->pool_width, "");
    bind_own(w, p, "pooled_height", "POOLED_HEIGHT", layer->pooled.height, "");
    bind_own(w, p, "pooled_width", "POOLED_WIDTH", layer->pooled.width, "");
    bind_own(w, p, "pooled_positions", "POOLED_POSITIONS", layer->pooled.height * layer->pooled.width,
             "POOLED_HEIGHT * POOLED_WIDTH");
    bind_buffer(w, "out_edge", p->out_buffer);
    bind_own(w, p, "cells", "CELLS", p->program->cells, "windows of the signal grid");
    bind_own(w, p, "zones", "ZONES", p->program->zones, "sets of positions that lie in the same windows");
    bind_own(w, p, "zones_x", "ZONE_COLUMNS", p->program->grid_x.zones, "of the zones of a row");
    bind_own(w, p, "latents", "BINS", layer->latents, "latents, means of neighbouring neurons");
    bind_text(w, "history", plan_differentiates(p) ? "${up}_CURRENTS" : "${up}_MEMBRANE"); /* of all steps */
    bind_float(w, "leak", layer->neuron.leak);
    bind_float(w, "threshold", neuron_threshold(layer));
    bind_integer(w, "states", layer_states(layer) ? layer_states(layer) : 1);
    bind_float(w, "reset", layer->neuron.reset_amount);
}

void bind_layer(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_plan(w, plan);
    bind_vectors(w, p->lanes);
    bind_integer(w, "layer", p->index);
    const char *upper = upper_case(w, p->layer->name);
    bind_text(w, "name", "%s", p->layer->name);
    bind_text(w, "up", "%s", upper);
    bind_text(w, "text", "%s", p->layer->text);
    bind_input(w, plan, p);
    bind_output(w, p);
    bind_own(w, p, "lanes", "LANES", p->lanes, "output channels in a vector");
    bind_part(w, plan, p);
    bind_costs(w, plan, p);
    if (p->layer->pool == POOL_NONE)
        bind_buffer(w, "spikes", p->out_buffer);
    else
        bind_text(w, "spikes", "%s_SPIKES", upper);
}

void for_steps(struct writer *w, int steps, const char *body)
{
    const int mark = writer_mark(w);
    if (steps > UNROLLED_STEPS) {
        code(w, "for (int t = 0; t < $steps; t++) {");
        bind_text(w, "t", "t");
        code(w, body);
        code(w, "}");
    } else {
        for (int t = 0; t < steps; t++) {
            bind_integer(w, "t", t);
            code(w, body);
        }
    }
    writer_release(w, mark);
}

void for_steps_back(struct writer *w, int steps, const char *body)
{
    const int mark = writer_mark(w);
    if (steps > UNROLLED_STEPS) {
        code(w, "for (int t = $steps - 1; t >= 0; t--) {");
        bind_text(w, "t", "t");
        code(w, body);
        code(w, "}");
    } else {
        for (int t = steps - 1; t >= 0; t--) {
            bind_integer(w, "t", t);
            code(w, body);
        }
    }
    writer_release(w, mark);
}

void emit_table(struct writer *w, const char *name, const int *values, int count)
{
    const int mark = writer_mark(w);
    const char *few = "";
    for (int k = 0; k < count && count <= FEW_VALUES; k++)
        few = arena_format(writer_arena(w), "%s%s%d", few, k ? ", " : "", values[k]);
    bind_text(w, "table", "%s", name);
    bind_integer(w, "count", count);
    bind_text(w, "few", "%s", few);
    if (count <= FEW_VALUES) {
        code(w, "static const int $table[$count] = {$few};");
    } else {
        code(w, "static const int $table[$count] = {");
        list_integers(w, values, count);
        code(w, "};");
    }
    writer_release(w, mark);
}

void emit_holds(struct writer *w)
{
    code(w, "$i holds[$groups][$composites][$group_steps]; /* all ones where the composite has the step */\n"
            "for (int g = 0; g < $groups; g++) {\n"
            "for (int k = 0; k < $composites; k++) {\n"
            "for (int t = 0; t < $group_steps; t++) {\n"
            "holds[g][k][t] = ($i){0} - (atoms[g].mask[$group_steps + k] >> t & 1);\n"
            "}\n"
            "}\n"
            "}");
}
