/* Inside the interpreter: where everything lies in the run's arena, and what the stages call. */
#ifndef TESSC_INTERPRET_REFERENCE_H
#define TESSC_INTERPRET_REFERENCE_H

#include "equation/differentiate.h"
#include "model/model.h"
#include "tess/model.h"

/* Activity over time, double [image][step][y][x][channel]. Steps are counted from the first one that is kept. */
struct map {
    size_t offset; /* bytes into the arena */
    int steps;
    struct shape shape;
};

/* Stages of a layer or the readout. */
enum layer_stage { STAGE_FORWARD, STAGE_SIGNAL, STAGE_GRADIENT, LAYER_STAGES };

/* What one term of the rule keeps. A trace is there only if the term has one. */
struct reference_term {
    struct map post_trace; /* h[t], after the step */
    struct map pre_trace;  /* q[t] */
    struct map product;    /* supervised steps: coefficient * m * post */
};

/* A neuron by its equations. e NULL: it is leaky integrate and fire, and its rule a sum of terms, which have loops of
 * their own. */
struct reference_neuron {
    struct equations *e; /* with the nodes of psi and of the adjoints behind those of a step */
    int forward;         /* nodes of a step and of psi */
    int u, psi;          /* nodes */
    int current;         /* symbol */
    int states, *state;  /* symbols */
    int trained_count, *trained;
    struct adjoints adjoints;
    struct map currents;
    struct map *carried; /* [states] what a step leaves to the next one */
    size_t share;        /* double [image][trained][out channels]: d loss / d trained, of all steps */
};

/* A rule by its equations: dW[t] is the sum over products of post[t] outer pre[t]. */
struct reference_rule {
    const struct equations *e;
    int products;
    const struct product *product;
    struct map *post; /* [products] supervised steps */
    struct map *pre;  /* [products] all steps */
};

struct reference_layer {
    const struct layer *layer;
    int index;
    struct reference_neuron neuron;
    struct reference_rule rule; /* e NULL: term */
    struct map in;              /* one step if the input is static */
    struct map u, s, psi, p;    /* all steps; without pooling p is s */
    struct map mp, m;           /* supervised steps: d loss / d p, d loss / d s */
    struct map error;           /* supervised steps: m psi; through time: delta, d loss / d u */
    struct reference_term term[RULE_MAX_TERMS];

    int rows;         /* weights of one output channel: kernel height * kernel width * input channels, in this order */
    size_t effective; /* double [rows][out channels] */
    size_t gradient;  /* double [rows + 1 + trained][out channels], with respect to the effective weight; last rows:
                         bias,  trained parameters of the neuron */
    size_t divisor;   /* double, WEIGHTS_CENTER: max W - mean W */

    /* Signals of REACH_LAYER alone; basis, logits and loss of SOURCE_SPIKES. */
    size_t basis;  /* double [classes][latents], for the probe */
    size_t logits; /* double [image][supervised step][classes] */
    size_t loss;   /* double [image][supervised step] */
    size_t errors; /* double [image][supervised step][classes]: e of the signal's source */

    int weight, gain, bias;  /* indices of parameters; -1: none */
    int trained;             /* of the neuron's first trained parameter */
    size_t tap_dw;           /* taps: double [supervised step][rows + 1][out channels] */
    int stage[LAYER_STAGES]; /* indices in the list of train stages */
};

struct reference_readout {
    int features;
    struct map in;
    size_t logits;   /* double [image][step][classes] */
    int losses;      /* supervised steps, or one: of the sum */
    size_t loss;     /* double [image][losses] */
    size_t error;    /* double [image][supervised step][classes] */
    size_t gradient; /* double [classes][features + 1]; last: bias */
    int weight, bias;
    int stage[LAYER_STAGES];
};

struct reference {
    const struct model *model;
    int steps, supervised; /* T, and how many of the last steps have a learning signal */
    bool stepwise;         /* stages run a step at a time, for the weights change from step to step */
    int classes;
    int layers;
    struct map input; /* the chunk's input as double */
    struct reference_layer *layer;
    struct reference_readout readout;
    struct tess_param *param;
    const bool *learns; /* [params] */
    int params;
    int chunk;
    size_t arena_bytes, tap_bytes, scratch_bytes;
};

/* layout.c: sizes, offsets and parameters of everything. */
struct reference *reference_create(struct arena *arena, const struct model *model);

/* views.c: one view a tensor; the list of train stages is complete. */
struct tess_view *reference_views(struct arena *arena, const struct reference *reference, int *views);

/* Stages; tess_stage_fn. Items are images (input, forward, signal, exit), weight rows and the bias (gradient), output
 * channels or classes (update, weights), layers (statistics, basis). */
tess_stage_fn stage_input, stage_forward, stage_signal, stage_exit, stage_gradient;
tess_stage_fn stage_readout_forward, stage_readout_signal, stage_readout_gradient;
tess_stage_fn stage_basis, stage_statistics, stage_weights, stage_update, stage_readout_update;

/* sums.c: the weighted sum W * x (+ bias) of all neurons at one step, into current. */
void weighted_sums(const struct tess_run *run, const struct reference_layer *at, const double *x, double *current);

/* sums.c: spikes of the steps before `end`, of an image. */
uint32_t earlier_spikes(const struct tess_run *run, const struct reference_layer *at, int image, int end);

/* neuron.c: what is known of a layer's equations before there is room for anything; u, s and psi of all steps,
 * returning the number of spikes; the layer's error of all supervised steps from m. scratch: symbols and nodes of the
 * equations. */
void neuron_prepare(struct reference_neuron *n, const struct layer *layer);
uint32_t neuron_forward(const struct tess_run *run, const struct reference_layer *at, int image, double *scratch);
void neuron_backward(const struct tess_run *run, const struct reference_layer *at, int image, double *scratch);

/* rule.c: the same for rules: the input's factors of the products, after the forward pass; the neurons', after the
 * error is known. */
void rule_prepare(struct reference_rule *rule, const struct layer *layer);
void rule_inputs(const struct tess_run *run, const struct reference_layer *at, int image, double *scratch);
void rule_neurons(const struct tess_run *run, const struct reference_layer *at, int image, double *scratch);

/* signal.c: the loss of one sample's logits with the target 1 - smoothing for the label and smoothing / classes for
 * all; error receives d loss / d logits of the mean over the batch. */
double step_loss(enum loss_function function, int classes, const double *logits, int label, double smoothing, int batch,
                 double *error);

/* signal.c: struct tess_param's fill for a readout that starts with the logits of the last layer. */
void readout_of_signs(const struct tess_model *model, float *value);

/* backward.c: d loss / d p of one image at supervised step number k, from what the readout or the layer above is worth;
 * and the layer's error of all supervised steps from m. */
void signal_from_above(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *mp);
void membrane_error(const struct tess_run *run, const struct reference_layer *at, int image);

/* optimize.c: stores the gradient of one element of a parameter and takes the optimizer's step, with the run's rate
 * times factor. */
void optimize(const struct tess_run *run, const struct tess_param *param, size_t element, double factor,
              double gradient);

/* real.c: exp and log that give the same bits everywhere (the C library's differ between systems). */
double real_exp(double x); /* x <= 0 */
double real_log(double x); /* x > 0, normal */

static inline const struct reference *run_reference(const struct tess_run *run)
{
    return run->model->self;
}

static inline const struct reference_layer *run_layer(const struct tess_run *run)
{
    return &run_reference(run)->layer[run->stage->layer];
}

/* The steps that a stage is about: all, or where the engine runs stepwise the present one, from first to end - 1; and
 * how many of the steps up to the last of them have a learning signal, `before` without those that it is about. */
struct span_of_steps {
    int first, end, before, supervised;
};

static inline struct span_of_steps run_steps(const struct tess_run *run)
{
    const struct reference *reference = run_reference(run);
    const int unsupervised = reference->steps - reference->supervised;
    const int first = reference->stepwise ? run->step : 0, end = reference->stepwise ? run->step + 1 : reference->steps;
    return (struct span_of_steps){first, end, first > unsupervised ? first - unsupervised : 0,
                                  end > unsupervised ? end - unsupervised : 0};
}

static inline double *run_reals(const struct tess_run *run, size_t offset)
{
    return (double *)(void *)(run->arena + offset);
}

static inline float *run_floats(const struct tess_run *run, size_t offset)
{
    return (float *)(void *)(run->arena + offset);
}

/* The position of the input that output position (y, x) sees through tap (row, column) of the kernel; -1: none, it lies
 * beyond the map, where zeros are. */
static inline int input_position(const struct layer *layer, int y, int x, int row, int column)
{
    const int in_y = y + row - layer->pad, in_x = x + column - layer->pad;
    return in_y < 0 || in_y >= layer->in.height || in_x < 0 || in_x >= layer->in.width ? -1
                                                                                       : in_y * layer->in.width + in_x;
}

/* Values of one image at one step: [y][x][channel]. A map of one step serves every step. */
static inline double *map_at(const struct tess_run *run, const struct map *map, int image, int step)
{
    size_t size = (size_t)shape_size(map->shape), at = map->steps == 1 ? 0 : (size_t)step;
    return run_reals(run, map->offset) + ((size_t)image * (size_t)map->steps + at) * size;
}

#endif
