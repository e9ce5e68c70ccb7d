/* The learning signal m, what each spike is worth: an error of the classes, by the signal's source, projected back by
 * the layer's own matrix B. A local one compares the layer's own spikes, pooled to a small grid and projected on B,
 * with the label. What comes from above is made in backward.c. */
#include <string.h>

#include "interpret/reference.h"

static double target_of(int classes, int class, int label, double smoothing)
{
    return (1 - smoothing) * (class == label) + smoothing / classes;
}

static double squared_error(int classes, const double *logits, int label, double smoothing, int batch, double *error)
{
    double loss = 0;

    for (int c = 0; c < classes; c++) {
        double distance = logits[c] - target_of(classes, c, label, smoothing);
        error[c] = distance / batch;
        loss += distance * distance / 2;
    }
    return loss;
}

static double cross_entropy(int classes, const double *logits, int label, double smoothing, int batch, double *error)
{
    double largest = logits[0], sum = 0, loss = 0;

    for (int c = 1; c < classes; c++)
        largest = logits[c] > largest ? logits[c] : largest;
    for (int c = 0; c < classes; c++) {
        error[c] = real_exp(logits[c] - largest);
        sum += error[c];
    }
    for (int c = 0; c < classes; c++) {
        double target = target_of(classes, c, label, smoothing);
        error[c] = (error[c] / sum - target) / batch;
        loss += target * (real_log(sum) - (logits[c] - largest));
    }
    return loss;
}

double step_loss(enum loss_function function, int classes, const double *logits, int label, double smoothing, int batch,
                 double *error)
{
    return (function == LOSS_SQUARED_ERROR ? squared_error : cross_entropy)(classes, logits, label, smoothing, batch,
                                                                            error);
}

/* The block output as adaptive pooling sees it: [channels][height][width] with strides. A linear layer is one row of
 * features. */
struct pooled {
    int channels, height, width;
    int channel_stride, row_stride, column_stride;
    int grid_height, grid_width;
};

static struct pooled pooled_of(const struct layer *layer)
{
    const struct shape *shape = &layer->pooled;

    if (layer->kind == LAYER_LINEAR)
        return (struct pooled){1, 1, shape->channels, 0, 0, 1, 1, layer->latents};
    return (struct pooled){shape->channels, shape->height,      shape->width,     1, shape->width * shape->channels,
                           shape->channels, layer->grid_height, layer->grid_width};
}

/* The positions that latent i averages: in each direction window k of n cells over `length` positions is
 * floor(k length / n) .. ceil((k + 1) length / n) - 1, which repeats positions where n is the larger. Latents are in
 * (channel, y, x) order. */
struct window {
    int channel, top, bottom, left, right;
    double area;
};

static int window_start(int k, int cells, int length)
{
    return (int)((int64_t)k * length / cells);
}

static int window_end(int k, int cells, int length)
{
    return (int)(((int64_t)(k + 1) * length + cells - 1) / cells);
}

static struct window window_of(const struct pooled *map, int latent)
{
    int cells = map->grid_height * map->grid_width;
    int row = latent % cells / map->grid_width, column = latent % cells % map->grid_width;
    struct window window = {
        .channel = latent / cells,
        .top = window_start(row, map->grid_height, map->height),
        .bottom = window_end(row, map->grid_height, map->height),
        .left = window_start(column, map->grid_width, map->width),
        .right = window_end(column, map->grid_width, map->width),
    };

    window.area = (double)((window.bottom - window.top) * (window.right - window.left));
    return window;
}

static int position(const struct pooled *map, int channel, int y, int x)
{
    return channel * map->channel_stride + y * map->row_stride + x * map->column_stride;
}

static void adaptive_pool(const struct layer *layer, const double *p, double *latent)
{
    struct pooled map = pooled_of(layer);

    for (int i = 0; i < layer->latents; i++) {
        struct window window = window_of(&map, i);
        double sum = 0;
        for (int y = window.top; y < window.bottom; y++)
            for (int x = window.left; x < window.right; x++)
                sum += p[position(&map, window.channel, y, x)];
        latent[i] = sum / window.area;
    }
}

/* Windows overlap where the grid does not divide the map: contributions add up. What a latent is worth is shared among
 * the positions that it is a mean of; what is no gradient of means goes to all of them as it is. */
static void adaptive_pool_adjoint(const struct layer *layer, const double *latent, double *mp)
{
    struct pooled map = pooled_of(layer);

    memset(mp, 0, (size_t)shape_size(layer->pooled) * sizeof *mp);
    for (int i = 0; i < layer->latents; i++) {
        struct window window = window_of(&map, i);
        for (int y = window.top; y < window.bottom; y++)
            for (int x = window.left; x < window.right; x++)
                mp[position(&map, window.channel, y, x)] += latent[i] * signal_share(layer, window.area);
    }
}

/* What a spike at (channel, y, x) adds to the logit of a class, but for the factor: its share in each latent that
 * averages it. The cells whose windows hold position y are floor(y n / length) .. ceil((y + 1) n / length) - 1: the
 * windows' formula, with cells and positions exchanged. */
static double logit_share(const struct pooled *map, const int8_t *sign, int channel, int y, int x)
{
    int bottom = window_end(y, map->height, map->grid_height), right = window_end(x, map->width, map->grid_width);
    double share = 0;

    for (int row = window_start(y, map->height, map->grid_height); row < bottom; row++)
        for (int column = window_start(x, map->width, map->grid_width); column < right; column++) {
            int latent = (channel * map->grid_height + row) * map->grid_width + column;
            share += sign[latent] / window_of(map, latent).area;
        }
    return share;
}

void readout_of_signs(const struct tess_model *model, float *value)
{
    const struct reference *reference = model->self;
    const struct layer *layer = reference->layer[reference->layers - 1].layer;
    const struct pooled map = pooled_of(layer);
    double factor = (double)layer->logits_times / logits_divisor(layer);

    for (int c = 0; c < reference->classes; c++)
        for (int channel = 0; channel < map.channels; channel++)
            for (int y = 0; y < map.height; y++)
                for (int x = 0; x < map.width; x++)
                    *value++ = (float)(factor * logit_share(&map, layer->sign + (size_t)c * (size_t)layer->latents,
                                                            channel, y, x));
}

/* Adjoint of block pooling: max pooling hands all to the first maximum in row-major order (the top-left neuron of a
 * silent window), average pooling shares evenly; neurons outside every window get nothing. */
static void pool_adjoint(const struct layer *layer, const double *s, const double *mp, double *m)
{
    int channels = layer->out.channels, area = layer->pool_height * layer->pool_width;

    memset(m, 0, (size_t)shape_size(layer->out) * sizeof *m);
    for (int y = 0; y < layer->pooled.height; y++)
        for (int x = 0; x < layer->pooled.width; x++)
            for (int c = 0; c < channels; c++) {
                double signal = mp[(y * layer->pooled.width + x) * channels + c];
                int best = -1;
                for (int i = 0; i < area; i++) {
                    int in_y = y * layer->pool_height + i / layer->pool_width;
                    int in_x = x * layer->pool_width + i % layer->pool_width;
                    int at = (in_y * layer->out.width + in_x) * channels + c;
                    if (layer->pool == POOL_AVG)
                        m[at] = signal / area;
                    else if (best < 0 || s[at] > s[best])
                        best = at;
                }
                if (layer->pool != POOL_AVG)
                    m[best] = signal;
            }
}

/* B' e. Where all classes agree the terms of a cross entropy's error cancel in exact arithmetic; rounding would leave a
 * residue that Adam scales up, so these latents get an exact zero. */
static void latent_signal(const struct reference_layer *at, int classes, const double *error, double *signal)
{
    for (int i = 0; i < at->layer->latents; i++) {
        signal[i] = 0;
        for (int c = 0; c < classes && !at->layer->dead[i]; c++)
            signal[i] += error[c] * basis_at(at->layer, c, i);
    }
}

/* The layer's logits of one image at supervised step number k: B pool(o). latent is room for all latents. */
static double *local_logits(const struct tess_run *run, const struct reference_layer *at, int image, int k,
                            double *latent)
{
    const struct reference *reference = run_reference(run);
    int latents = at->layer->latents, classes = reference->classes, t = reference->steps - reference->supervised + k;
    double times = at->layer->logits_times, divisor = logits_divisor(at->layer);
    double *logits = run_reals(run, at->logits) + (size_t)(image * reference->supervised + k) * (size_t)classes;

    adaptive_pool(at->layer, map_at(run, &at->p, image, t), latent);
    for (int c = 0; c < classes; c++) {
        logits[c] = 0;
        for (int i = 0; i < latents; i++)
            logits[c] += latent[i] * basis_at(at->layer, c, i) * times / divisor;
    }
    return logits;
}

/* By these logits, summed over the supervised steps so far, the layer predicts. */
static void sum_logits(const struct tess_run *run, const struct reference_layer *at, int image)
{
    const struct reference *reference = run_reference(run);
    size_t classes = (size_t)reference->classes, supervised = (size_t)run_steps(run).supervised;
    const double *logits = run_reals(run, at->logits) + (size_t)(image * reference->supervised) * classes;
    float *sums = run->layer_logits + (size_t)(image * run->model->layers + at->index) * classes;

    for (size_t c = 0; c < classes; c++) {
        double sum = 0;
        for (size_t k = 0; k < supervised; k++)
            sum += logits[k * classes + c];
        sums[c] = (float)sum;
    }
}

void stage_exit(const struct tess_run *run, int image, void *scratch)
{
    const struct reference_layer *at = run_layer(run);
    const struct span_of_steps steps = run_steps(run);

    for (int k = steps.before; k < steps.supervised; k++)
        local_logits(run, at, image, k, scratch);
    sum_logits(run, at, image);
}

/* The sources: e of one image at supervised step number k, divided by the batch. latent is room for all latents. */
typedef void source_fn(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *latent,
                       double *error);

static void own_error(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *latent,
                      double *error)
{
    const struct reference *reference = run_reference(run);
    const double *logits = local_logits(run, at, image, k, latent);

    run_reals(run, at->loss)[image * reference->supervised + k] =
        step_loss(at->layer->rule.function, reference->classes, logits, run->label[image], at->layer->rule.smoothing,
                  run->batch, error);
}

static void readout_error(const struct tess_run *run, const struct reference_layer *at, int image, int k,
                          double *latent, double *error)
{
    const struct reference *reference = run_reference(run);
    const size_t classes = (size_t)reference->classes;

    (void)at;
    (void)latent;
    memcpy(error, run_reals(run, reference->readout.error) + (size_t)(image * reference->supervised + k) * classes,
           classes * sizeof *error);
}

/* One class alone has an error, which every output gets where B is the same for all. */
static void label_error(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *latent,
                        double *error)
{
    const int classes = run_reference(run)->classes;

    (void)at;
    (void)k;
    (void)latent;
    for (int c = 0; c < classes; c++)
        error[c] = c == run->label[image] ? -1.0 / run->batch : 0;
}

static void reward_error(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *latent,
                         double *error)
{
    const struct reference *reference = run_reference(run);
    const int classes = reference->classes, t = reference->steps - reference->supervised + k;
    const double *logits =
        run_reals(run, reference->readout.logits) + (size_t)((image * reference->steps + t) * classes);
    int named = 0;

    for (int c = 1; c < classes; c++)
        named = logits[c] > logits[named] ? c : named;
    label_error(run, at, image, k, latent, error);
    if (named != run->label[image])
        error[run->label[image]] = 1.0 / run->batch;
}

static source_fn *const sources[] = {[SOURCE_SPIKES] = own_error,
                                     [SOURCE_ERROR] = readout_error,
                                     [SOURCE_LABEL] = label_error,
                                     [SOURCE_REWARD] = reward_error,
                                     [SOURCE_CONSTANT] = label_error};

/* The projections: d loss / d p of one image at supervised step number k. */
static void by_basis(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *latent,
                     double *mp)
{
    const struct reference *reference = run_reference(run);
    const size_t classes = (size_t)reference->classes;
    double *error = run_reals(run, at->errors) + (size_t)(image * reference->supervised + k) * classes;

    sources[at->layer->rule.signal.source](run, at, image, k, latent, error);
    latent_signal(at, reference->classes, error, latent);
    adaptive_pool_adjoint(at->layer, latent, mp);
}

static void by_weights(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *latent,
                       double *mp)
{
    (void)latent;
    signal_from_above(run, at, image, k, mp);
}

static source_fn *const projections[] = {
    [PROJECTION_WEIGHTS] = by_weights, [PROJECTION_BASIS] = by_basis, [PROJECTION_ALL] = by_basis};

/* The mean of the layer's own loss over the steps so far. */
static double own_loss(const struct tess_run *run, const struct reference_layer *at, int image)
{
    const struct reference *reference = run_reference(run);
    const int supervised = run_steps(run).supervised;
    double loss = 0;

    for (int k = 0; k < supervised; k++)
        loss += run_reals(run, at->loss)[image * reference->supervised + k];
    return loss / reference->supervised;
}

/* The left factors of the outer products: coefficient times the error, m[t] psi[t] or delta[t], or times m[t] h[t-1],
 * h[-1] = 0. */
static void term_products(const struct tess_run *run, const struct reference_layer *at, int image, int k, int t)
{
    const struct rule *rule = &at->layer->rule;
    const double *m = map_at(run, &at->m, image, k), *error = map_at(run, &at->error, image, k);
    int size = shape_size(at->m.shape);

    for (int n = 0; !at->rule.e && n < rule->terms; n++) {
        double coefficient = rule->term[n].coefficient, *product = map_at(run, &at->term[n].product, image, k);
        bool trace = rule->term[n].post == POST_TRACE;
        const double *post = trace && t > 0 ? map_at(run, &at->term[n].post_trace, image, t - 1) : NULL;
        for (int i = 0; i < size; i++)
            product[i] = coefficient * (!trace ? error[i] : post ? m[i] * post[i] : 0);
    }
}

void stage_signal(const struct tess_run *run, int image, void *scratch)
{
    const struct reference *reference = run_reference(run);
    const struct reference_layer *at = run_layer(run);
    const struct signal signal = at->layer->rule.signal;
    const struct span_of_steps steps = run_steps(run);
    int unsupervised = reference->steps - reference->supervised;

    for (int k = steps.before; k < steps.supervised; k++) {
        double *mp = map_at(run, &at->mp, image, k);
        projections[signal.projection](run, at, image, k, scratch, mp);
        pool_adjoint(at->layer, map_at(run, &at->s, image, unsupervised + k), mp, map_at(run, &at->m, image, k));
    }
    if (at->neuron.e)
        neuron_backward(run, at, image, scratch);
    else
        membrane_error(run, at, image);
    if (at->rule.e)
        rule_neurons(run, at, image, scratch);
    for (int k = steps.before; k < steps.supervised; k++)
        term_products(run, at, image, k, unsupervised + k);
    if (signal_is_own(signal))
        sum_logits(run, at, image);
    run->local_loss[image * run->model->layers + at->index] =
        signal_is_own(signal) ? (float)own_loss(run, at, image) : 0;
}
