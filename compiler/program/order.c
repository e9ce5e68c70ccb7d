#include "program/order.h"

#include "program/costs.h"
#include "tess/engine.h"

enum { WIDEST = 16, NARROWEST = 4, FEWEST_BLOCKS = 2, MOST_IMAGES = 32 };

/* Floats: of what a chunk carries from step to step, of its samples, and of a stretch's learning signals. */
static const size_t carried_floats = 1 << 24, input_floats = 1 << 26, stretch_floats = 122880;

int order_lanes(int channels)
{
    int lanes = WIDEST;
    while (lanes > NARROWEST && (channels + lanes - 1) / lanes < FEWEST_BLOCKS)
        lanes /= 2;
    return lanes;
}

/* At most 32; at least one; a multiple of four where there are that many. */
static int images_within(size_t floats, size_t of_image)
{
    const size_t most = floats / of_image;
    const int images = most < MOST_IMAGES ? (int)most : MOST_IMAGES;
    return images < 1 ? 1 : images < 4 ? images : images / 4 * 4;
}

static int chunk_of(const struct program *program)
{
    size_t carried = 0;
    for (int l = 0; l < program->layers; l++)
        carried += carried_values(&program->layer[l]);
    const size_t most = input_floats / tess_input_count(&program->model->input);
    int images = images_within(carried_floats, carried);
    while (images > 1 && (size_t)images > most)
        images = images > 8 ? images / 8 * 4 : images / 2; /* from a multiple of four to another one */
    return images;
}

/* Of a position there is a signal a term of the rule and lane, and beyond the map as many as the kernel sees there. */
static struct stretch stretch_of(const struct program_layer *p, int chunk)
{
    const struct layer *layer = p->layer;
    const int height = p->flat ? 1 : layer->in.height, beyond = p->flat ? 0 : layer->kernel_height - 1;
    const int width = p->flat ? 1 : layer->in.width + layer->kernel_width - 1;
    const size_t of_row = (size_t)(width * rule_parts(&layer->rule) * p->lanes);
    const int rows = (int)(stretch_floats / of_row) - beyond;
    if (rows < height) {
        const int least = rows < 1 ? 1 : rows, pieces = (height + least - 1) / least;
        return (struct stretch){.images = 1, .rows = (height + pieces - 1) / pieces};
    }
    const int room = (int)(stretch_floats / (of_row * (size_t)(height + beyond)));
    struct stretch stretch = {.images = 1, .rows = height};
    while (stretch.images * 2 <= room && stretch.images * 2 <= chunk && chunk % (stretch.images * 2) == 0)
        stretch.images *= 2;
    return stretch;
}

void program_order(struct program *program)
{
    if (!program_is_stream(program))
        return;
    program->chunk = chunk_of(program);
    for (int l = 0; l < program->layers; l++)
        program->layer[l].stretch = stretch_of(&program->layer[l], program->chunk);
}
