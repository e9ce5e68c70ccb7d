/* Lanes, edges, the grids of the learning signals; chunk and tiles. */
#include "cpu/plan/parts.h"
#include "tess/engine.h"
#include "tess/kernel.h"

enum { MEMBRANES_PER_TABLE = 8 }; /* bytes of a chunk's membranes for each byte of tables that it makes */

static size_t edge_bytes(const struct plan *plan, const struct edge *edge, int stride)
{
    const size_t values = (size_t)(edge->shape.height * edge->shape.width) * (size_t)stride;
    return edge->kind == EDGE_COUNTS ? values * sizeof(uint16_t) * (size_t)plan->steps : values * (size_t)plan->groups;
}

static void make_layer(struct arena *arena, struct plan *plan, int index)
{
    struct plan_layer *p = &plan->layer[index];
    const struct program_layer *own = p->program = &plan->program->layer[index];
    const struct layer *layer = p->layer = own->layer;
    p->index = index;
    p->flat = own->flat;
    p->taps = own->taps;
    p->list_channels = own->inputs;
    p->positions = own->positions;
    p->lanes = own->lanes;
    p->padded = own->padded;
    p->blocks = p->padded / p->lanes;
    p->in = own->in;
    p->out = own->out;
    p->in_stride = index ? plan->layer[index - 1].out_stride : p->in.shape.channels;
    p->out_stride = p->padded;
    p->out_bytes = edge_bytes(plan, &p->out, p->out_stride);
    p->in_buffer = index ? plan->layer[index - 1].out_buffer : NULL;
    p->out_buffer = arena_format(arena, "%s_output", layer->name);
    p->tap_stride = p->list_channels + 1;
    p->input_rows = p->taps * p->tap_stride;
}

/* What the way back keeps of an image: the membranes of all layers, what they gave, where their pools send signals. */
static size_t kept_bytes(const struct plan *plan)
{
    size_t bytes = 1;
    for (int i = 0; i < plan->layers; i++) {
        const struct plan_layer *p = &plan->layer[i];
        const size_t neurons = (size_t)p->positions * (size_t)p->padded;
        bytes += neurons * (size_t)plan->steps * sizeof(float) + p->out_bytes;
        bytes += p->layer->pool == POOL_MAX ? neurons * (size_t)plan->groups : 0;
    }
    return bytes;
}

/* At most 32; at least one; a multiple of four where there are that many. */
static int images_within(size_t bytes, size_t of_image)
{
    const int images = smaller(32, (int)(bytes / of_image));
    return images < 4 ? larger(1, images) : images / 4 * 4;
}

/* What the largest layer's membranes of a chunk may take. The gradient reads what the sums have left, so it should
 * still be in a cache, but each chunk makes the tables of the sums anew: large tables want large chunks. */
static size_t membrane_bytes(const struct plan *plan)
{
    const size_t least = plan->machine->fold.cached_membrane_bytes, most = plan->machine->fold.membrane_bytes;
    size_t tables = 0;
    for (int i = 0; i < plan->layers; i++) {
        const struct sums *sums = &plan->layer[i].sums; /* a table serves sums->blocks of the layer's blocks */
        tables += sums->table_bytes * (size_t)plan->layer[i].blocks / (size_t)larger(1, sums->blocks);
    }
    const size_t bytes = tables * MEMBRANES_PER_TABLE;
    return bytes < least ? least : bytes > most ? most : bytes;
}

/* What the sums of one image leave for the gradient: membranes, or what they are made of anew. */
static size_t past_bytes(const struct plan *plan, const struct plan_layer *p)
{
    const int values = plan_keeps_current(plan, p) ? 1 : plan->steps;
    return (size_t)p->positions * (size_t)p->padded * (size_t)values * sizeof(float);
}

/* Images in a chunk: what the membrane history of the largest layer allows, or of all layers where it is kept for the
 * way back. */
static int chunk_of_state(const struct plan *plan)
{
    if (plan_is_backward(plan))
        return images_within(plan->machine->fold.kept_bytes, kept_bytes(plan));
    size_t most = 1;
    for (int i = 0; i < plan->layers; i++) {
        const size_t bytes = past_bytes(plan, &plan->layer[i]);
        most = bytes > most ? bytes : most;
    }
    int images = 4;
    while (images < SMALL_BATCH && (size_t)images * 2 * most <= membrane_bytes(plan))
        images *= 2;
    while (images < 32 && (size_t)images * 2 * most <= plan->machine->fold.cached_membrane_bytes)
        images *= 2; /* tables have earned their cost with a small batch */
    return images;
}

/* So many images, but no more than have room where samples are read to. Under stream the gradient's order has them. */
static int choose_chunk(const struct plan *plan)
{
    if (plan_is_stream(plan))
        return plan->program->chunk;
    const size_t most = plan->machine->fold.input_bytes / (tess_input_count(&plan->model->input) * sizeof(float));
    int images = chunk_of_state(plan);
    while (images > 1 && (size_t)images > most)
        images = images > 8 ? images / 8 * 4 : images / 2; /* from a multiple of four to another one */
    return images;
}

/* A layer with a local signal can learn from a part of the chunk before it goes on with the next: its membranes are
 * read again while a cache has them. Tables of sums and of learning signals serve whole parts. */
static int choose_part(const struct plan *plan, const struct plan_layer *p)
{
    const size_t bytes = past_bytes(plan, p);
    int part = plan->chunk;
    if (plan_is_backward(plan) || plan_is_stream(plan))
        return part;
    while (part > larger(p->tile.images, p->step_tile.images) && (size_t)part * bytes > plan->machine->fold.part_bytes)
        part /= 2;
    return part;
}

/* Where a part has few images, their lists are made tile by tile, so that all threads have work. Only sums over
 * neighbours make their lists row by row. */
static int choose_list_pieces(const struct plan *plan, const struct plan_layer *p)
{
    const bool by_rows = p->in.kind == EDGE_BITS && p->sums.kernel == SUM_ROWS && !plan_is_stream(plan);
    return by_rows && p->part / p->tile.images < FEWEST_ITEMS ? p->tile.row_tiles : 1;
}

/* Rows of one image, or several whole images of a small map: those whose table fits the machine's cache, or under
 * stream the gradient's stretch. */
static void cut_tile(const struct plan *plan, const struct plan_layer *p, int most_images, struct tile *tile)
{
    const int height = p->flat ? 1 : p->layer->in.height, beyond = p->flat ? 0 : p->layer->kernel_height - 1;
    const size_t row_bytes = (size_t)(tile->table_width * tile->slots * p->lanes) * sizeof(float);
    const int rows = (int)(plan->machine->fold.table_bytes / row_bytes) - beyond;
    tile->images = 1;
    if (plan_is_stream(plan)) {
        tile->images = p->program->stretch.images;
        tile->rows = p->program->stretch.rows;
    } else if (rows >= height) {
        const int images = (int)(plan->machine->fold.table_bytes / (row_bytes * (size_t)(height + beyond)));
        tile->rows = height;
        while (tile->images * 2 <= smaller(images, most_images) && plan->chunk % (tile->images * 2) == 0)
            tile->images *= 2;
    } else {
        tile->rows = ceiling(height, ceiling(height, larger(1, rows)));
    }
    tile->row_tiles = ceiling(height, tile->rows);
}

/* slots and longest_run have to be there. */
static void make_tile(const struct plan *plan, const struct plan_layer *p, int most_images, struct tile *tile)
{
    const struct layer *layer = p->layer;
    const int width = p->flat ? 1 : layer->in.width;
    const int values =
        plan_is_stream(plan) ? rule_parts(&layer->rule) : p->in.steps; /* of a position and channel in lists */
    tile->table_width = width + (p->flat ? 0 : layer->kernel_width - 1);
    cut_tile(plan, p, most_images, tile);
    tile->table_rows = tile->rows + (p->flat ? 0 : layer->kernel_height - 1);
    tile->plane = (tile->images * tile->table_rows * tile->table_width) | 1; /* odd: slots meet in no set of a cache */
    tile->capacity = tile->images * tile->rows * width * values;
}

/* Entries of both kinds of a channel, and one for a channel that always fires. It is inverted where over all groups of
 * steps it lapses at fewer positions than not. Of these it lists the steps at which it fires, less than all, and takes
 * away all: fewer than twice as many entries as a group has steps, which is no more than a channel has that fires all
 * the time. That is so where tiles are whole images and groups equally long; otherwise all lapses may fall together. */
static int inverted_capacity(const struct plan *plan, const struct tile *tile)
{
    const bool spread = tile->row_tiles == 1 && plan->steps % plan->group_steps == 0;
    return (spread ? 1 : 2) * tile->capacity + tile->images;
}

/* The general solver has single steps alone, and of a tile the stretch whose terms are added up together. */
static void choose_stretch(const struct plan *plan, struct plan_layer *p)
{
    p->tile =
        (struct tile){.longest_run = 1, .slots = plan_is_stream(plan) ? rule_parts(&p->layer->rule) : p->in.steps};
    make_tile(plan, p, plan->chunk, &p->tile);
    p->step_tile = p->tile;
}

static void choose_tiles(const struct plan *plan, struct plan_layer *p)
{
    const bool patterns = p->in.kind == EDGE_BITS && !plan_is_stream(plan);
    p->tile.longest_run = patterns && p->sums.kernel == SUM_ROWS ? TESS_RUN : 1;
    p->tile.slots = patterns               ? plan->groups * plan_group_slots(plan, p)
                    : plan_is_stream(plan) ? rule_parts(&p->layer->rule)
                                           : p->in.steps;
    make_tile(plan, p, plan->chunk, &p->tile);
    if (p->sums.inverts)
        p->tile.capacity = inverted_capacity(plan, &p->tile);
    p->step_tile = (struct tile){.longest_run = 1, .slots = plan->groups * plan->group_steps};
    make_tile(plan, p, p->tile.images, &p->step_tile);
}

void plan_geometry(struct arena *arena, struct plan *plan)
{
    plan->layers = plan->program->layers;
    plan->layer = ARENA_ARRAY(arena, struct plan_layer, plan->layers);
    for (int i = 0; i < plan->layers; i++)
        make_layer(arena, plan, i);

    struct plan_readout *readout = &plan->readout;
    readout->lanes = plan->machine->widest_lanes; /* its work is shared by image and by feature, not by block */
    while (readout->lanes > 4 && readout->lanes / 2 >= plan->model->input.classes)
        readout->lanes /= 2;
    readout->blocks = ceiling(plan->model->input.classes, readout->lanes);
    readout->padded = readout->blocks * readout->lanes;
    readout->feature_items = smaller(8, plan->model->readout.features);
}

void plan_tiles(struct plan *plan)
{
    plan->chunk = choose_chunk(plan);
    for (int i = 0; i < plan->layers; i++) {
        struct plan_layer *p = &plan->layer[i];
        if (plan_is_general(p))
            choose_stretch(plan, p);
        else
            choose_tiles(plan, p);
        p->part = choose_part(plan, p);
        p->list_pieces = choose_list_pieces(plan, p);
        plan_by_signals(plan, p);
    }
}
