/* The resolved model: what a model file means, with every name looked up, every shape worked out and every default
 * filled in. The plan, the interpreter and the reports read it; nothing writes to it after model_resolve. */
#ifndef TESSC_MODEL_H
#define TESSC_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "equation/products.h"
#include "model/definitions.h"
#include "support/arena.h"
#include "tess/input.h"
#include "tess/model.h"

enum reset_kind { RESET_SUBTRACT, RESET_ZERO /* hard: to zero */ };

enum surrogate_kind {
    SURROGATE_TRIANGLE,    /* height * max(0, 1 - |u - threshold| / width) */
    SURROGATE_FAST_SIGMOID /* height / (slope * |u - threshold| + 1)^2 */
};

/* What neurons and rules are is what their equations say (struct use). Those that are what the next two structs can say
 * are found by proof, whatever they are called (lif.h, rule_terms.h); the others have a reason why not.
 *
 * A leaky integrate-and-fire neuron (semantics: u[t] = leak * v[t-1] + current; fires if u > threshold, strictly). */
struct neuron {
    float leak;      /* 0 .. 1, the factor that the membrane keeps a step */
    float threshold; /* > 0 */
    enum reset_kind reset;
    float reset_amount; /* RESET_SUBTRACT: what a spike takes off; by default the threshold */
};

struct surrogate {
    enum surrogate_kind kind;
    float height, width, slope;
};

enum weight_mode {
    WEIGHTS_STANDARDIZE, /* gain * (W - mean) / sqrt(unbiased variance * fan_in + 1e-4), per output channel */
    WEIGHTS_CENTER,      /* (W - mean of the output channel) / (max W - mean W); the statistics are constants */
    WEIGHTS_RAW
};

enum layer_kind { LAYER_CONV, LAYER_LINEAR };
enum pool_kind { POOL_NONE, POOL_MAX, POOL_AVG };

struct shape {
    int channels, height, width;
};

/* A learning rule is a learning signal m, which says what a spike is worth, and a list of terms:
 * dW[t] += coefficient * (m * post) outer pre. */
enum signal_source {                /* an error e of each class at a step, divided by the batch */
                     SOURCE_SPIKES, /* softmax(z) - y of the layer's own logits z = factor * B pool(o) */
                     SOURCE_ERROR,  /* d loss / d logits of the readout */
                     SOURCE_LABEL,  /* -1 for the label, otherwise 0 */
                     SOURCE_REWARD, /* the same for one class: -1 where the readout's logits of the step name the label,
                                       otherwise 1 */
                     SOURCE_CONSTANT /* -1: a reward at every step */
};
enum signal_projection {
    PROJECTION_WEIGHTS, /* by those above: the layer above passes on m psi, or delta (see POST_MEMBRANE) */
    PROJECTION_BASIS,   /* m = B' e, handed back through the windows of the grid: struct basis */
    PROJECTION_ALL      /* m = e, the same for every output */
};
enum signal_reach {
    REACH_LAYER, /* made for this layer alone */
    REACH_STEP,  /* carried back through the layers within the same step */
    REACH_TIME   /* carried back through layers and time */
};
struct signal {
    enum signal_source source;
    enum signal_projection projection;
    enum signal_reach reach;
};
/* As model files write it: signal_named says which values a word stands for. */
enum signal_kind {
    SIGNAL_LOCAL,
    SIGNAL_LAYERS,
    SIGNAL_TIME,
    SIGNAL_ERROR,
    SIGNAL_LABEL,
    SIGNAL_REWARD,
    SIGNAL_CONSTANT
};
struct signal signal_named(enum signal_kind kind);

enum loss_kind {
    LOSS_STEPS, /* of every supervised step's logits */
    LOSS_SUM    /* one, of the logits summed over all steps */
};
/* With logits z and the target y, 1 for the label and otherwise 0 but for label smoothing. */
enum loss_function {
    LOSS_CROSS_ENTROPY, /* of softmax(z): the error, d loss / d z, is softmax(z) - y */
    LOSS_SQUARED_ERROR  /* half the sum of (z - y)^2: the error is z - y */
};
/* In which order the same numbers are computed. */
enum schedule_kind {
    SCHEDULE_AUTO,  /* the plan chooses */
    SCHEDULE_FOLD,  /* layer by layer, each layer all its steps at once */
    SCHEDULE_STREAM /* step by step, each step through all layers; with local signals */
};
enum post_kind {
    POST_SURROGATE, /* psi[t] */
    POST_TRACE,     /* h[t-1], h[t] = post_decay * h[t-1] + psi[t] */
    POST_MEMBRANE   /* delta[t] in place of m * post, what the membrane potential is worth:
                       delta[t] = m[t] psi[t] + leak * delta[t+1] * (1, or with a reset to zero 1 - s[t]);
                       what a spike subtracts counts as a constant */
};
enum pre_kind {
    PRE_TRACE, /* q[t] = pre_decay * q[t-1] + x[t] */
    PRE_INPUT  /* x[t] */
};

struct term {
    float coefficient; /* never 0: such terms are left out */
    enum post_kind post;
    float post_decay;
    enum pre_kind pre;
    float pre_decay;
};

enum { RULE_MAX_TERMS = 4 };

struct rule {
    const char *name;             /* "tess", "s_tllr", "bptt", or of a definition */
    enum signal_kind signal_kind; /* the word that the signal has in model files */
    struct signal signal;
    enum loss_kind loss;         /* SOURCE_SPIKES: of each layer, LOSS_STEPS; otherwise the readout's */
    enum loss_function function; /* of that loss and the readout's */
    float smoothing;             /* label smoothing of that loss, 0 <= smoothing < 1 */
    int terms;                   /* where use.unproved is NULL; otherwise 0 */
    struct term term[RULE_MAX_TERMS];
    struct use use;
    struct products products; /* what the rule's weight is, nodes of use.equations */
};

/* The fixed matrix B of PROJECTION_BASIS: basis_signs and basis_normal say what it is. */
enum basis_kind { BASIS_SQUARE_WAVE, BASIS_WALSH, BASIS_RANDOM, BASIS_NORMAL };
struct basis {
    enum basis_kind kind;
    const float *frequencies; /* [classes], BASIS_SQUARE_WAVE */
    uint64_t seed;            /* BASIS_RANDOM, BASIS_NORMAL */
};

struct layer {
    const char *name; /* "conv1", "linear2": numbered through the network from 1 */
    const char *text; /* "conv 64 3x3 pad 1, maxpool 2x2": as one would write it */
    enum layer_kind kind;
    struct shape in;     /* linear: the incoming map; its features are flattened in (channel, y, x) order */
    struct shape out;    /* before pooling; linear: features x 1 x 1 */
    struct shape pooled; /* what the next layer sees */
    int kernel_height, kernel_width, pad; /* linear: the whole incoming map, no padding */
    bool bias;                            /* added to the current */
    enum pool_kind pool;
    int pool_height, pool_width; /* window = stride, floor; "all": the whole map; none: 1 x 1 */

    enum weight_mode weights;
    bool gain;            /* only with WEIGHTS_STANDARDIZE: otherwise gain is 1 and not trained */
    float gain_start;     /* of every channel, before training */
    float rate_factor;    /* times the run's learning rate; 0: the layer is frozen, no parameter of it changes */
    bool learns;          /* false: it is not among those of `learn only`; then its rate_factor is 0 */
    struct use use;       /* the neuron's equations */
    struct neuron neuron; /* the same, where use.unproved is NULL */
    struct surrogate surrogate;

    /* Signals of REACH_LAYER alone, otherwise 0. Adaptive average pooling of the learning signal; linear: 1 x bins over
     * the features. Latents: conv: pooled channels * grid_height * grid_width; linear: bins. With PROJECTION_ALL a conv
     * has one window, and a linear layer bins of one feature. */
    int grid_height, grid_width;
    int latents;
    struct basis basis;
    const int8_t *sign;  /* [classes][latents], B: basis_signs; of PROJECTION_ALL all 1 */
    const float *normal; /* the same of BASIS_NORMAL, whose sign is NULL; otherwise NULL */
    const bool *dead;    /* [latents] errors of all classes add up to 0, and B is the same for all: an exact zero */
    enum tess_logits logits;
    float logits_times; /* SOURCE_SPIKES: > 0 */
    struct rule rule;
};

struct readout {
    int features;          /* of the last block, flattened in (channel, y, x) order */
    enum tess_start start; /* of its weights: TESS_START_NORMAL, or TESS_START_SIGNS, with SOURCE_SPIKES: its logits are
                              then those of the last layer, z = factor * B pool(o), see logits_divisor */
    enum tess_start bias_start;
    float bias_scale; /* TESS_START_UNIFORM: 1 / sqrt(features), PyTorch's default for a linear layer */
    enum loss_kind loss;
    float smoothing;   /* label smoothing of its loss */
    float rate_factor; /* as a layer's */
    bool learns;
};

struct model {
    const char *name;
    const char *source; /* the resolved model written as one model file: what resolved.tess holds */
    struct tess_input input;
    int layers;
    struct layer *layer;
    struct readout readout;

    int supervised_from; /* first step with a learning signal, in every layer and the readout */
    enum schedule_kind schedule;
    const char *learn_only;   /* "conv3, readout": as one would write it; NULL: all layers learn */
    const char *predict_from; /* "sum of conv4 conv5 only": as one would write it */
    int trained; /* layers, from the first on, that training runs; the readout counts. With "only" up to the highest
                    named */
    struct tess_training training;
};

/* The matrix B of a layer: sign [classes][latents], -1, 0 or 1, of latents in (channel, y, x) order, `cells` of them
 * (y, x) a channel; a linear layer's are channels of one cell.
 *
 * Square waves: sign[c][i] = sign(sin(fl32(frequencies[c] * i))); the sine is taken of the float32 product, exactly. It
 * is 0 for i = 0 alone, as no frequency is.
 *
 * Walsh: let n be the smallest power of two above the number of classes and not below 4, and H[r][j] = (-1)^ones(r & j)
 * the Sylvester-Hadamard matrix. Places count the latents cell by cell, so that a cell's channels stand together:
 * place k = (i mod cells) * channels + i / cells. Then
 *     sign[c][i] = flip(c) * H[n - 1 - c][(k + 1) * 2331 mod n] * H[s(c)][k / n]
 *     flip(c) = -1 where c mod 4 = 0, otherwise 1
 *     s(c) = the upper half of the 64-bit product (c + 1) * 0x9e3779b97f4a7c15; where c mod 4 = 3, instead
 *            s(c - 1) xor s(c - 2) xor s(c - 3)
 * and of two classes the second has the first one's row with all signs changed.
 *   - A block of n places has every column of H once, and no class the row of ones. So over a block rows are orthogonal
 *     and half of each is positive: over the latents where n divides their number, in every cell where it divides that
 *     of the channels. s gives each class signs from block to block, so that cells differ in what they tell classes by.
 *   - The product of the signs of classes 4q to 4q + 3 is -1 everywhere: from four classes on no latent is dead. Three
 *     orthogonal rows leave a quarter dead.
 *   - 2331 takes the first columns of every n in an order in which few depend on those before: rows are told apart even
 *     where there are hardly more latents than log2(n).
 *
 * Random: sign[c][i] = 1 where bit i mod 64 of the i / 64th number drawn from tess_random_stream(seed,
 * TESS_RANDOM_BASIS, c, 0), tess/random.h, is set, otherwise -1. */
void basis_signs(const struct basis *basis, int classes, int channels, int cells, int8_t *sign);

/* BASIS_NORMAL: normal [classes][latents], latent by latent the numbers drawn by tess_random_normal from
 * tess_random_stream(seed, TESS_RANDOM_BASIS, class, 0), rounded to float32. */
void basis_normal(const struct basis *basis, int classes, int latents, float *normal);

/* B at a class and latent of a layer with PROJECTION_BASIS or PROJECTION_ALL. */
static inline double basis_at(const struct layer *layer, int class, int latent)
{
    const size_t at = (size_t) class * (size_t)layer->latents + (size_t)latent;
    return layer->sign ? (double)layer->sign[at] : (double)layer->normal[at];
}

/* Have they the same kind, frequencies and seed? frequencies: [classes] of both */
bool same_basis(const struct basis *a, const struct basis *b, int classes);

/* frequencies [classes], float32 steps from low to high, both ends exact: PyTorch's scalar symmetric formula. */
void square_wave_frequencies(int classes, float low, float high, float *frequencies);

/* Cells of a layer's signal grid, of which each channel has its latents; of a linear layer 1. */
static inline int layer_cells(const struct layer *layer)
{
    return layer->kind == LAYER_CONV ? layer->grid_height * layer->grid_width : 1;
}

/* What the sums B pool(o) of a layer are divided by before logits_times multiplies them: d, sqrt(d) or 1. The factor
 * times / divisor stands in both directions, as m is the gradient of the layer's own cross entropy:
 *     z = factor * B pool(o),    dloss/dpool(o) = factor * B' (softmax(z) - y) */
double logits_divisor(const struct layer *layer);

/* What a latent's share of B' e is multiplied by for an output position in its window, of `area` positions: of logits
 * that are sums of means factor / area, otherwise 1. */
double signal_share(const struct layer *layer, double area);

/* Has a layer logits of its own, by which it learns and may predict? */
static inline bool signal_is_own(struct signal signal)
{
    return signal.source == SOURCE_SPIKES;
}

/* Is it known only once the readout has run? */
static inline bool signal_is_late(struct signal signal)
{
    return signal.source == SOURCE_ERROR || signal.source == SOURCE_REWARD;
}

/* Does a layer pass on to the one below what its inputs are worth? */
static inline bool signal_goes_down(struct signal signal)
{
    return signal.projection == PROJECTION_WEIGHTS;
}

/* Parameters of a layer's neuron that are trained, one a channel each. */
int layer_trained(const struct layer *layer);

/* Is every layer what struct neuron and struct rule can say? Otherwise the first that is not, and its use that is not.
 */
const struct layer *unproved_layer(const struct model *model, const struct use **use);

/* States that a layer's neuron carries from step to step. */
int layer_states(const struct layer *layer);

/* By what the current enters the argument of the step that makes `fire`, within a step: the derivative, where it is a
 * constant; NAN where it depends on something. */
float current_factor(const struct equations *e);

/* Is what a neuron's definition calls u, if anything, the argument of the step that makes `fire`? */
bool layer_compares_u(const struct layer *layer);

/* Have two layers the same neuron with the same parameters? */
bool same_use(const struct use *a, const struct use *b);

/* Numbers of trained values. */
long long layer_parameters(const struct layer *layer);
long long model_parameters(const struct model *model);

/* The parts that a rule's dW is a sum of: its terms, or the products of its equations. */
static inline int rule_parts(const struct rule *rule)
{
    return rule->use.unproved ? rule->products.count : rule->terms;
}

/* Is a symbol of a rule a trace that OF_NEURON or OF_INPUT carries? And how many it carries where the rule runs by its
 * equations; otherwise 0. */
bool rule_keeps(const struct equations *e, int symbol, int owner);
int rule_traces(const struct rule *rule, int owner);

/* Does a rule that runs by its equations read a value that it is given? */
bool rule_reads(const struct rule *rule, const char *name);

/* Is the rule of any layer one that runs by its equations? */
bool model_has_open_rule(const struct model *model);

/* All layers of a model learn by one rule. */
static inline const struct rule *model_rule(const struct model *model)
{
    return &model->layer[0].rule;
}

/* Is the signal of a step known when the step has run through all layers? Not where it goes through time, nor where it
 * comes from the loss of the logits' sum. */
static inline bool model_can_stream(const struct model *model)
{
    const struct signal signal = model_rule(model)->signal;
    return signal.reach != REACH_TIME && (signal.source != SOURCE_ERROR || model->readout.loss == LOSS_STEPS);
}

/* Number of elements of a shape. */
static inline int shape_size(struct shape shape)
{
    return shape.channels * shape.height * shape.width;
}

#endif
