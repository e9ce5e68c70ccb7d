/* The names that templates use, bound from the plan. */
#include <ctype.h>
#include <string.h>

#include "cpu/emit/parts.h"
#include "tess/kernel.h"

void bind_plan(struct writer *w, const struct plan *plan)
{
    bind_text(w, "model", "%s", plan->model->name);
    bind_integer(w, "steps", plan->steps);
    bind_integer(w, "all_steps", plan->program->all_steps);
    bind_integer(w, "chunk", plan->chunk);
    bind_integer(w, "groups", plan->groups);
    bind_integer(w, "group_steps", plan->group_steps);
    bind_integer(w, "atoms", plan->atoms);
    bind_integer(w, "composites", plan->atoms - plan->group_steps);
    bind_integer(w, "classes", plan->model->input.classes);
    bind_integer(w, "layers", plan->layers);
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

const char *upper_case(struct writer *w, const char *name)
{
    char *upper = arena_copy(writer_arena(w), name, strlen(name));
    for (char *c = upper; *c; c++)
        *c = *c == '.' ? '_' : (char)toupper((unsigned char)*c);
    return upper;
}

/* The constant of a buffer of the arena. */
static void bind_buffer(struct writer *w, const char *name, const char *buffer)
{
    bind_text(w, name, "%s", upper_case(w, buffer));
}

void bind_tile(struct writer *w, const struct plan_layer *p, const struct tile *tile)
{
    bind_integer(w, "slots", tile->slots);
    bind_integer(w, "plane", tile->plane);
    bind_integer(w, "tile_images", tile->images);
    bind_integer(w, "tile_rows", tile->rows);
    bind_integer(w, "row_tiles", tile->row_tiles);
    bind_integer(w, "capacity", tile->capacity);
    bind_integer(w, "table_rows", tile->table_rows);
    bind_integer(w, "pitch", tile->table_width);
    bind_integer(w, "tile_entries", (long long)p->list_channels * tile->capacity);
    bind_integer(w, "table_positions", tile->table_rows * tile->table_width);
    bind_integer(w, "list_rows", p->flat ? p->layer->in.height : tile->rows);
}

/* Channels that are listed by their lapses. */
static void bind_inversion(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int last = plan->steps - (plan->groups - 1) * plan->group_steps; /* steps of the last group */
    bind_integer(w, "kinds", plan_kinds(p));
    bind_integer(w, "inverted_sets", 2 * TESS_SET_WORDS(p->layer->in.channels));
    bind_integer(w, "full_steps", (1 << plan->group_steps) - 1);
    bind_integer(w, "last_steps", (1 << last) - 1);
    bind_text(w, "full", last == plan->group_steps ? "$full_steps" : "(g < $groups - 1 ? $full_steps : $last_steps)");
    bind_integer(w, "row_kinds", p->sums.rows.kinds);
    bind_integer(w, "column_kinds", p->sums.columns.kinds);
    bind_integer(w, "always_lists", p->layer->kernel_height * p->sums.columns.kinds);
    bind_integer(w, "always_entries", p->sums.always_entries);
    bind_integer(w, "always_first", (long long)p->tile.slots * p->tile.plane);
    bind_integer(w, "always_rows", p->sums.inverts ? plan_always_rows(p) : 0);
}

static void bind_input(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const bool many = !plan->model->input.is_static;
    bind_integer(w, "frames", many ? plan->program->all_steps : 1);
    bind_text(w, "frame", "%s", many && plan_is_stream(plan) ? " + (size_t)run->step * $in_size" : "");
    bind_integer(w, "in_channels", layer->in.channels);
    bind_integer(w, "in_height", layer->in.height);
    bind_integer(w, "in_width", layer->in.width);
    bind_integer(w, "in_size", shape_size(layer->in));
    bind_integer(w, "in_map", layer->in.height * layer->in.width);
    bind_integer(w, "in_positions", p->flat ? 1 : layer->in.height * layer->in.width);
    bind_integer(w, "in_stride", p->in_stride);
    bind_integer(w, "in_steps", p->in.steps);
    bind_float(w, "in_scale", p->in.scale);
    bind_buffer(w, "in_edge", p->in_buffer ? p->in_buffer : "");
    const long long values = (long long)shape_size(layer->in) * p->in.steps;
    bind_integer(w, "entry_count", p->in.kind == EDGE_BITS ? (long long)p->sums.entries : values);
    bind_integer(w, "lists", p->sums.lists);
    bind_integer(w, "group_slots", plan_group_slots(plan, p));
    bind_integer(w, "sets", p->sums.sets);
    bind_integer(w, "row_stride", p->sums.row_stride);
    bind_integer(w, "sums_rows", p->sums.table_rows);
    bind_text(w, "flat", "%s", p->flat ? "true" : "false");
    bind_integer(w, "kernel_height", p->flat ? 1 : layer->kernel_height);
    bind_integer(w, "kernel_width", p->flat ? 1 : layer->kernel_width);
    bind_integer(w, "pad", p->flat ? 0 : layer->pad);
    bind_integer(w, "column_stride", p->program->window.stride_x);
    bind_text(w, "table_column", "%s", p->program->window.stride_x == 1 ? "x" : "x * $column_stride");
    bind_integer(w, "taps", p->taps);
    bind_integer(w, "tap_stride", p->tap_stride);
    bind_integer(w, "input_rows", p->input_rows);
    bind_integer(w, "fan_in", plan_fan_in(p));
    bind_integer(w, "zero_row", p->sums.zero_row);
    bind_integer(w, "row_pitch", tess_row_pitch(layer->in.channels));
    if (p->in.kind == EDGE_BITS) {
        bind_integer(w, "row_units", p->sums.row_units);
        bind_integer(w, "unit", p->lanes * (int)sizeof(int32_t) / p->sums.row_units);
    }
    bind_integer(w, "list_channels", p->list_channels);
    bind_integer(w, "list_lengths", p->list_channels * plan_kinds(p));
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
    bind_integer(w, "part", p->part);
    bind_integer(w, "part_positions", (long long)p->part * p->positions);
    bind_integer(w, "part_items", items);
    bind_text(w, "own", whole ? "n" : p->part == 1 ? "0" : "(n %% $part)");
    bind_text(w, "own_place", whole ? "at" : "at %% $part_positions");
    bind_text(w, "own_item", whole ? "item" : items == 1 ? "0" : "(item %% $part_items)");
    bind_text(w, "own_tile", whole ? "first / $tile_images" : items == 1 ? "0" : "first / $tile_images %% $part_items");
}

static void bind_output(struct writer *w, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    bind_integer(w, "channels", layer->out.channels);
    bind_integer(w, "height", layer->out.height);
    bind_integer(w, "width", layer->out.width);
    bind_integer(w, "positions", p->positions);
    bind_integer(w, "blocks", p->blocks);
    bind_integer(w, "padded", p->padded);
    bind_integer(w, "pool_height", layer->pool_height);
    bind_integer(w, "pool_width", layer->pool_width);
    bind_integer(w, "pooled_height", layer->pooled.height);
    bind_integer(w, "pooled_width", layer->pooled.width);
    bind_integer(w, "pooled_positions", layer->pooled.height * layer->pooled.width);
    bind_buffer(w, "out_edge", p->out_buffer);
    bind_integer(w, "cells", p->program->cells);
    bind_integer(w, "zones", p->program->zones);
    bind_integer(w, "zones_x", p->program->grid_x.zones);
    bind_integer(w, "latents", layer->latents);
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
    bind_part(w, plan, p);
    if (p->layer->pool == POOL_NONE)
        bind_buffer(w, "spikes", p->out_buffer);
    else
        bind_text(w, "spikes", "%s_SPIKES", upper);
}

void for_steps(struct writer *w, int steps, const char *body)
{
    const int mark = writer_mark(w);
    if (steps > UNROLLED_STEPS) {
        bind_integer(w, "count", steps);
        code(w, "for (int t = 0; t < $count; t++) {");
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
        bind_integer(w, "from_last", steps - 1);
        code(w, "for (int t = $from_last; t >= 0; t--) {");
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
    bind_text(w, "table", "%s", name);
    bind_integer(w, "count", count);
    code(w, "static const int $table[$count] = {");
    list_integers(w, values, count);
    code(w, "};");
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
