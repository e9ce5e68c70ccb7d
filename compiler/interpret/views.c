/* Every tensor of the engine as a probe sees it, under the names and axes of the golden files. */
#include "interpret/reference.h"

struct view_list {
    struct arena *arena;
    const struct reference *reference;
    struct tess_view *view;
    int views;
};

enum { VIEWS_A_LAYER = 15, VIEWS_READOUT = 2 };

static struct tess_view *add(struct view_list *list, const char *name, int stage, size_t offset)
{
    struct tess_view *view = &list->view[list->views++];

    *view = (struct tess_view){
        .name = name, .stage = stage, .store = TESS_STORE_F64, .offset = offset, .factor = 1, .scale = TESS_NO_OFFSET};
    return view;
}

static void axis(struct tess_view *view, enum tess_view_axis kind, int extent, size_t stride)
{
    view->dimension[view->rank++] = (struct tess_view_dimension){kind, extent, (int64_t)stride, 0};
}

/* [T, B, C, H, W] */
static void add_map(struct view_list *list, const char *name, int stage, const struct map *map)
{
    struct tess_view *view = add(list, name, stage, map->offset);
    size_t channels = (size_t)map->shape.channels, row = channels * (size_t)map->shape.width;
    size_t step = (size_t)shape_size(map->shape);

    axis(view, TESS_AXIS_TIME, map->steps, step);
    axis(view, TESS_AXIS_IMAGE, list->reference->chunk, step * (size_t)map->steps);
    axis(view, TESS_AXIS_CHANNEL, map->shape.channels, 1);
    axis(view, TESS_AXIS_PLAIN, map->shape.height, row);
    axis(view, TESS_AXIS_PLAIN, map->shape.width, channels);
}

/* [T, B, count] of per-image vectors; count 1 with mean: a loss, averaged over images. */
static void add_vectors(struct view_list *list, const char *name, int stage, size_t offset, int steps, int count,
                        bool mean)
{
    struct tess_view *view = add(list, name, stage, offset);

    axis(view, TESS_AXIS_TIME, steps, (size_t)count);
    axis(view, TESS_AXIS_IMAGE, list->reference->chunk, (size_t)count * (size_t)steps);
    if (!mean)
        axis(view, TESS_AXIS_PLAIN, count, 1);
    view->mean_images = mean;
}

/* [out, in, kh, kw] of weights stored as [rows][out], with a time axis before it if steps > 0. */
static struct tess_view *add_weights(struct view_list *list, const char *name, int stage, size_t offset,
                                     const struct reference_layer *at, int steps)
{
    const struct layer *layer = at->layer;
    struct tess_view *view = add(list, name, stage, offset);
    size_t outputs = (size_t)layer->out.channels, tap = outputs * (size_t)layer->in.channels;

    if (steps > 0)
        axis(view, TESS_AXIS_TIME, steps, outputs * ((size_t)at->rows + 1));
    axis(view, TESS_AXIS_PLAIN, layer->out.channels, 1);
    axis(view, TESS_AXIS_PLAIN, layer->in.channels, outputs);
    axis(view, TESS_AXIS_PLAIN, layer->kernel_height, tap * (size_t)layer->kernel_width);
    axis(view, TESS_AXIS_PLAIN, layer->kernel_width, tap);
    return view;
}

static const char *named(struct view_list *list, const struct reference_layer *at, const char *format)
{
    return arena_format(list->arena, format, at->index);
}

/* The traces of the first term that has one. */
static void trace_views(struct view_list *list, const struct reference_layer *at, int stage)
{
    const struct rule *rule = &at->layer->rule;
    const struct map *post = NULL, *pre = NULL;

    for (int k = rule->terms - 1; k >= 0; k--) {
        if (rule->term[k].post == POST_TRACE)
            post = &at->term[k].post_trace;
        if (rule->term[k].pre == PRE_TRACE)
            pre = &at->term[k].pre_trace;
    }
    if (pre)
        add_map(list, named(list, at, "L%d.q"), stage, pre);
    if (post)
        add_map(list, named(list, at, "L%d.h"), stage, post);
}

static void gradient_views(struct view_list *list, const struct reference_layer *at, int stage)
{
    size_t outputs = (size_t)at->layer->out.channels;
    struct tess_view *dw =
        add_weights(list, named(list, at, "L%d.dw"), stage, at->tap_dw, at, list->reference->supervised);

    dw->in_taps = true;
    add_weights(list, named(list, at, "b0.gradeff.L%d.w"), stage, at->gradient, at, 0);
    if (at->bias < 0)
        return;
    struct tess_view *db =
        add(list, named(list, at, "L%d.db"), stage, at->tap_dw + (size_t)at->rows * outputs * sizeof(double));
    db->in_taps = true;
    axis(db, TESS_AXIS_TIME, list->reference->supervised, outputs * ((size_t)at->rows + 1));
    axis(db, TESS_AXIS_PLAIN, at->layer->out.channels, 1);
}

static void local_views(struct view_list *list, const struct reference_layer *at, int signal)
{
    const struct reference *reference = list->reference;

    add_vectors(list, named(list, at, "L%d.lsg_logits"), signal, at->logits, reference->supervised, reference->classes,
                false);
    add_vectors(list, named(list, at, "L%d.lsg_loss"), signal, at->loss, reference->supervised, 1, true);
    struct tess_view *basis = add(list, named(list, at, "L%d.basis"), signal, at->basis);
    basis->factor = (double)at->layer->logits_times / logits_divisor(at->layer);
    axis(basis, TESS_AXIS_PLAIN, reference->classes, (size_t)at->layer->latents);
    axis(basis, TESS_AXIS_PLAIN, at->layer->latents, 1);
}

static void layer_views(struct view_list *list, const struct reference_layer *at)
{
    int forward = at->stage[STAGE_FORWARD], signal = at->stage[STAGE_SIGNAL];

    add_map(list, named(list, at, "L%d.u"), forward, &at->u);
    add_map(list, named(list, at, "L%d.s"), forward, &at->s);
    add_map(list, named(list, at, "L%d.psi"), forward, &at->psi);
    add_map(list, named(list, at, "L%d.p"), forward, &at->p);
    trace_views(list, at, forward);
    add_weights(list, named(list, at, "L%d.weff"), forward, at->effective, at, 0);

    add_map(list, named(list, at, "L%d.mp"), signal, &at->mp);
    add_map(list, named(list, at, "L%d.m"), signal, &at->m);
    if (at->layer->rule.signal.reach == REACH_TIME)
        add_map(list, named(list, at, "L%d.di"), signal, &at->error);
    if (signal_is_own(at->layer->rule.signal))
        local_views(list, at, signal);
    gradient_views(list, at, at->stage[STAGE_GRADIENT]);
}

struct tess_view *reference_views(struct arena *arena, const struct reference *reference, int *views)
{
    struct view_list list = {arena, reference, NULL, 0};
    const int *readout = reference->readout.stage;

    list.view = ARENA_ARRAY(arena, struct tess_view, reference->layers * VIEWS_A_LAYER + VIEWS_READOUT);
    for (int i = 0; i < reference->layers; i++)
        layer_views(&list, &reference->layer[i]);
    add_vectors(&list, "out.logits", readout[STAGE_FORWARD], reference->readout.logits, reference->steps,
                reference->classes, false);
    add_vectors(&list, "b0.loss_steps", readout[STAGE_SIGNAL], reference->readout.loss, reference->readout.losses, 1,
                true);
    *views = list.views;
    return list.view;
}
