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
enum signal_kind {
    SIGNAL_LOCAL,  /* B^T (softmax(B pool(o)) - y), made in the layer itself */
    SIGNAL_LAYERS, /* the readout's error, carried back through the layers within the same step: the layer above passes
                      on m psi */
    SIGNAL_TIME    /* carried back through layers and time: the layer above passes on delta (see POST_MEMBRANE) */
};
enum loss_kind {
    LOSS_STEPS, /* cross entropy of every supervised step's logits */
    LOSS_SUM    /* one cross entropy, of the logits summed over all steps */
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
    const char *name; /* "tess", "s_tllr", "bptt", or of a definition */
    enum signal_kind signal;
    enum loss_kind loss; /* SIGNAL_LOCAL: of each layer, LOSS_STEPS; otherwise the readout's, which comes back */
    float smoothing;     /* label smoothing of that loss, 0 <= smoothing < 1 */
    int terms;           /* where use.unproved is NULL; otherwise 0 */
    struct term term[RULE_MAX_TERMS];
    struct use use;
    struct products products; /* what the rule's weight is, nodes of use.equations */
};

/* The fixed matrix B of local learning signals: basis_signs says what it is. */
enum basis_kind { BASIS_SQUARE_WAVE, BASIS_WALSH, BASIS_RANDOM };
struct basis {
    enum basis_kind kind;
    const float *frequencies; /* [classes], BASIS_SQUARE_WAVE */
    uint64_t seed;            /* BASIS_RANDOM */
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

    /* SIGNAL_LOCAL alone, otherwise 0. Adaptive average pooling of the learning signal; linear: 1 x bins over the
     * features. Latents: conv: pooled channels * grid_height * grid_width; linear: bins. */
    int grid_height, grid_width;
    int latents;
    struct basis basis;
    const int8_t *sign; /* [classes][latents], B: basis_signs */
    const bool *dead;   /* [latents] all classes have the same sign: its signal is exactly zero */
    enum tess_logits logits;
    float logits_times; /* > 0 */
    struct rule rule;
};

struct readout {
    int features;          /* of the last block, flattened in (channel, y, x) order */
    enum tess_start start; /* of its weights: TESS_START_NORMAL, or TESS_START_SIGNS, with SIGNAL_LOCAL: its logits are
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
    struct tess_training training;
};

/* The matrix B of a layer: sign [classes][latents], -1, 0 or 1, of latents in (channel, y, x) order, `cells` of them
 * (y, x) a channel; a linear layer's are channels of one cell. dead [latents] is set where all classes agree: no
 * gradient can pass there.
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
void basis_signs(const struct basis *basis, int classes, int channels, int cells, int8_t *sign, bool *dead);

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

/* All layers of a model learn by one rule. */
static inline const struct rule *model_rule(const struct model *model)
{
    return &model->layer[0].rule;
}

/* Number of elements of a shape. */
static inline int shape_size(struct shape shape)
{
    return shape.channels * shape.height * shape.width;
}

#endif
