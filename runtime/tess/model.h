/* The contract between an engine and libtess.
 *
 * An engine is a generated C file or the compiler's interpreter. It exports one `struct tess_model`: what the model is,
 * where its parameters live, and the stages that train and evaluate it. libtess owns main, data, loops, threads and
 * files; an engine owns the mathematics. Neither allocates after start: libtess gives the engine one arena, whose size
 * the engine states.
 *
 * One training batch:
 *
 *     run->batch = number of images in it
 *     for each chunk of at most model->chunk images:
 *         run->first, run->count, input, label say which
 *         all `train` stages in order
 *     all `update` stages in order
 *
 * Where a model is `stepwise`, the stages of a chunk run once a time step: all of them at step 0, then all at step 1.
 * What a layer carries from one step to the next lies in the arena, and nothing in it grows with the number of steps.
 * Where it updates each step, all `update` stages follow those of a supervised step, with the gradient of that step.
 *
 * The engine's gradients add up over the chunks; its first `train` chunk of a batch (run->first == 0) starts from zero.
 * `prepare` runs after parameters were initialised or loaded, before anything else; `update` includes what `prepare`
 * does. Evaluation runs the `evaluate` stages a chunk; those that are a layer's `exit` only where its logits are asked
 * for.
 *
 * A stage is a loop over independent items. libtess may run items in any order on any thread: results are the same
 * bits. */
#ifndef TESS_MODEL_H
#define TESS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tess/input.h"

enum { TESS_MODEL_VERSION = 16 };

/* A network has no more layers than this. */
enum { TESS_MOST_LAYERS = 256 };

enum tess_start {
    TESS_START_CONSTANT,
    TESS_START_NORMAL,
    TESS_START_UNIFORM,
    TESS_START_SIGNS /* the readout's weights: its logits are those that the last layer has by itself */
};

struct tess_model;
struct tess_stage;

/* One trained tensor. value, gradient and moments are byte offsets into the arena of float32 arrays in PyTorch's
 * layout (conv [out, in, kh, kw], linear [out, in]), shape's product elements each. `gradient` holds the whole batch's
 * gradient after the update stages. moment2 is TESS_NO_OFFSET for optimizers that have one moment (or none), both are
 * for constants, which no update changes. */
struct tess_param {
    const char *name;  /* "conv1.weight", "conv1.gain", "readout.bias" */
    const char *alias; /* "L0.w", "L0.gain", "out.b": its name in golden cases */
    int rank;
    int shape[4];
    size_t value, gradient, moment1, moment2;
    enum tess_start start;
    float start_scale; /* the constant, the standard deviation, or the largest magnitude; SIGNS: 0 */
    void (*fill)(const struct tess_model *model, float *value); /* SIGNS: writes value [shape]; otherwise NULL */
};

#define TESS_NO_OFFSET ((size_t)-1)

/* What a stage sees. Pointers stay valid for the whole chunk; sizes are in the model. */
struct tess_run {
    const struct tess_model *model;
    const struct tess_stage *stage; /* the one being run: engines whose stages share code find their layer here */
    unsigned char *arena;           /* model->arena_bytes, aligned to 64, zeroed at start */
    unsigned char *lists, *part;    /* arena, or that many bytes on: see struct tess_effect */
    unsigned char *taps;            /* NULL, or model->tap_bytes for what only a probe wants, aligned to 64, zeroed */
    const float *input;             /* [count][S][C][H][W], S = 1 for a static input, T otherwise */
    const int32_t *label;           /* [count], 0 .. classes-1; not read by evaluate stages */
    int first;                      /* index of the chunk's first image in the batch */
    int count;                      /* images in this chunk: 1 .. model->chunk */
    int from, to;                   /* those of the chunk that the stage is about: from .. to - 1 */
    int batch;                      /* images in the batch: means are over these */
    int step;                       /* stepwise models, train and evaluate stages: 0 .. T-1; otherwise 0 */
    float learning_rate;            /* update stages */
    double power1, power2;          /* update stages: beta1^n and beta2^n of this update, n = 1 for the first */
    float *logits;                  /* out: [count][classes], readout summed over all T steps */
    float *layer_logits; /* out, train stages and exits, only if model->local_loss: [count][layers][classes], those of
                            the local loss summed over the supervised steps */
    float *local_loss;   /* out, train stages: [count][layers], mean over supervised steps of the local loss; only if
                            model->local_loss */
    uint32_t *spikes;    /* out: [count][layers], number of spikes over all steps (before pooling) */
};

/* Runs item 0 .. items-1 of a stage. `scratch` is the worker's own memory, model->scratch_bytes, aligned to
 * 128: its vectors of 16 double are as long. */
typedef void tess_stage_fn(const struct tess_run *run, int item, void *scratch);

/* What stages leave for each other in a chunk, or in an update. */
enum tess_left {
    TESS_EDGES = 1 << 0,     /* spikes from one layer to the next */
    TESS_SPIKES = 1 << 1,    /* those of a layer before they are pooled */
    TESS_CHOICES = 1 << 2,   /* how a layer goes about the chunk: time patterns, inverted channels, kinds of gradient */
    TESS_LISTS = 1 << 3,     /* of a layer's input for its sums; in evaluation, where slots are apart, at run->lists */
    TESS_ROWS = 1 << 4,      /* of a layer's input for its gradient; with the next two in training at run->part */
    TESS_MEMBRANES = 1 << 5, /* of a layer's neurons */
    TESS_SIGNALS = 1 << 6,   /* learning signals */
    TESS_GRADIENTS = 1 << 7, /* of a layer: added up over parts and chunks */
    TESS_WEIGHTS = 1 << 8,   /* of a layer: parameters, and what is made from them for a batch */
    TESS_LOGITS = 1 << 9,
    TESS_BY_IMAGE = TESS_EDGES | TESS_SPIKES,                     /* each image of a layer has its own */
    TESS_BY_LAYER = TESS_CHOICES | TESS_GRADIENTS | TESS_WEIGHTS, /* each layer has its own */
    TESS_OF_PART = TESS_ROWS | TESS_MEMBRANES | TESS_SIGNALS
};

/* What a stage does to those, by which libtess knows what it has to wait for. Evaluation leaves nothing TESS_OF_PART.
 * Parts of a chunk take turns in two slots, of lists in evaluation (model->list_bytes apart) and of what a part leaves
 * in training (model->part_bytes apart), so that the next part, or the next layer, can begin before the last is done.
 */
struct tess_effect {
    unsigned reads, writes; /* of enum tess_left */
    bool first;             /* runs with a chunk's first part alone */
    bool late; /* where slots are apart: after the stages of the next part, for nothing else waits for it */
};

/* A stage has blocks * ceil(count / images) items a chunk; images = 0: blocks items, whatever the count.
 * Item i is block i % blocks of image group i / blocks.
 *
 * Consecutive stages of a layer with the same `part` > 0 run together on that many images of the chunk, then on the
 * next ones: what one leaves for the other need not last longer, and may still be in a cache. A part is whole groups of
 * images. part = 0: all images of the chunk at once.
 *
 * Stages run one after the other as far as their effects ask for it, with effect = NULL strictly so.
 *
 * An exit is a stage of evaluation that makes a layer's logits, for which no other stage waits. */
struct tess_stage {
    const char *name; /* "conv2 forward" */
    int layer;        /* 0 .. layers-1; layers for the readout; -1 for none: what per-layer times are booked on */
    tess_stage_fn *run;
    int blocks;
    int images;
    int part;
    const struct tess_effect *effect;
    bool exit;
};

/* How elements of a view are stored. */
enum tess_store {
    TESS_STORE_F32,
    TESS_STORE_F64,
    TESS_STORE_I8,
    TESS_STORE_U16,
    TESS_STORE_I32,
    TESS_STORE_STEP_BITS /* bytes; the time axis is the bit (see struct tess_view) */
};

enum tess_view_axis {
    TESS_AXIS_PLAIN,
    TESS_AXIS_TIME,
    TESS_AXIS_IMAGE,
    TESS_AXIS_CHANNEL,
    TESS_AXIS_STEP /* stepwise models: the engine has the present step alone, index run->step - first_step */
};

enum { TESS_VIEW_RANK = 5 };

/* One tensor of the engine as a probe sees it. A probe reads views in the first batch; those called "b0.X" in every
 * batch n, as "b{n}.X". Axes are in the golden files' order (u: [T, B, C, H, W]). Element
 * (i0, i1, ...) is read from
 *     base + offset + size of the store * sum over axes of position(axis, i)
 * where position is i * stride, but for two kinds of axis: a channel axis with lanes L > 0 sits at
 * (i / L) * stride + i % L, and the time axis of TESS_STORE_STEP_BITS sits at (i / bits) * stride and is bit i % bits
 * of that byte. The value is multiplied by `factor` and, if scale != TESS_NO_OFFSET, by the float32 scale[channel] in
 * the arena. */
struct tess_view {
    const char *name; /* "L0.u": its name in golden cases */
    int stage;        /* index of the train stage after which it holds; -1: after the update stages */
    enum tess_store store;
    bool in_taps;     /* offset is into run->taps, not run->arena */
    bool mean_images; /* golden files hold its mean over the images of the batch */
    bool sum_chunks;  /* each chunk has its share: they are added up */
    size_t offset;    /* bytes */
    int rank;
    struct tess_view_dimension {
        enum tess_view_axis axis;
        int extent;     /* of the image axis: model->chunk; only the first run->count hold */
        int64_t stride; /* elements */
        int lanes;      /* channel axis: see above; 0: plain */
    } dimension[TESS_VIEW_RANK];
    int bits;       /* TESS_STORE_STEP_BITS: steps in a byte */
    int first_step; /* of a step axis */
    double factor;
    size_t scale;
};

enum tess_optimizer { TESS_SGD, TESS_NESTEROV, TESS_ADAM, TESS_ADAMW };

/* Does it keep a second moment of each parameter? */
static inline bool tess_has_second_moment(enum tess_optimizer optimizer)
{
    return optimizer == TESS_ADAM || optimizer == TESS_ADAMW;
}

enum tess_annealing { TESS_ANNEAL_OFF, TESS_ANNEAL_LINEAR, TESS_ANNEAL_COSINE };

/* When the weights change. All but BATCH take one sample a batch. STEP, of stepwise models alone: the update stages run
 * after the train stages of each supervised step, with the gradient of that step. */
enum tess_update { TESS_UPDATE_BATCH, TESS_UPDATE_SAMPLE, TESS_UPDATE_STEP };

/* What only the run needs: the model file's defaults, which the trainer's options may change. */
struct tess_training {
    int epochs, batch;
    uint64_t seed;
    enum tess_optimizer optimizer;
    float learning_rate;
    float momentum;              /* nesterov; also sgd, 0: none */
    float beta1, beta2, epsilon; /* adam, adamw */
    float weight_decay;          /* adamw: a share that each update times its rate takes away; otherwise L2's factor */
    float warmup;                /* epochs, also parts of one: the rate rises along a line from 0 */
    bool plateau;                /* halve (x factor) the learning rate when the validation loss stalls */
    float plateau_factor;
    int plateau_patience;
    float plateau_threshold; /* relative */
    float minimum_learning_rate;
    enum tess_annealing annealing; /* of the learning rate over the whole run; goes without plateau */
    float annealed_learning_rate;  /* at its end */
    enum tess_update update;
};

/* By what the sum over the d latents is divided: the local logits are z = times / (d, sqrt(d) or 1) * B pool(o). */
enum tess_logits { TESS_LOGITS_MEAN, TESS_LOGITS_ROOT, TESS_LOGITS_SUM };

struct tess_layer_info {
    const char *name;        /* "conv1" */
    const char *text;        /* "conv 64 3x3 pad 1, maxpool 2x2": for tables */
    uint32_t neurons;        /* C * H * W before pooling */
    double dense_macs;       /* multiply-accumulates of one dense forward step of one image */
    float threshold;         /* of its neurons; 0: they have no threshold by that name, or it is the readout */
    int latents;             /* d of its local logits; 0 where it has none, as the readout */
    enum tess_logits logits; /* where it has latents */
    float logits_times;
};

struct tess_model {
    int version; /* TESS_MODEL_VERSION: libtess refuses another */
    const char *name;
    const char *generator; /* "tessc 0.1.0" */
    const char *engine;    /* "cpu", "interpret" */
    const char *schedule;  /* "fold", "stream" */
    const char *compiler;  /* "clang 18.1.3", "-std=c11 -O3 ...": what compiled the engine (tess/build.h); or NULL */
    const char *flags;
    const char *source; /* the resolved model as text: written to the run directory */

    struct tess_input input;
    struct tess_training training;
    int layers;                          /* without the readout */
    const struct tess_layer_info *layer; /* [layers + 1], the readout last */
    int supervised_from;                 /* first step with a learning signal */
    bool local_loss;                     /* layers have losses, and so logits, of their own */
    const char *predict_from; /* "readout", "conv5 only", "sum of conv4 conv5", "best": docs/language.md; NULL: readout
                               */

    int params;
    const struct tess_param *param;
    size_t arena_bytes, scratch_bytes, tap_bytes;
    size_t list_bytes, part_bytes; /* from one slot to the other; 0: there is but one */
    int chunk;
    bool stepwise; /* train and evaluate stages run once a time step */

    int prepare_stages, train_stages, update_stages, evaluate_stages;
    const struct tess_stage *prepare, *train, *update, *evaluate;

    int views;
    const struct tess_view *view;

    void *self; /* the interpreter's own state; NULL in generated code */
};

/* main() of every trainer: parses the command line and runs train, eval, bench, probe ... Returns the exit code.
 * Where argv[0] is TESS_STARTED_BY_TESSC, hints name tessc in place of the program, which its caller does not know. */
#define TESS_STARTED_BY_TESSC "tessc"
int tess_main(const struct tess_model *model, int argc, char **argv);

#endif
