/* The program: what is computed, whatever the machine. Operations in their order, what flows along the edges between
 * layers, the grids of the learning signals, the matrices B, the trained tensors. make.h makes it from the resolved
 * model; a target plans how, in what memory and by which kernels it is computed. The order of every sum of floats
 * belongs to the program too: docs/architecture.md states it. */
#ifndef TESSC_PROGRAM_H
#define TESSC_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"
#include "model/params.h"

/* What flows along an edge. */
enum edge_kind {
    EDGE_REALS, /* float32 frames as the data set gives them [C][H][W] */
    EDGE_BITS,  /* spikes: 0 or 1 */
    EDGE_COUNTS /* spikes after average pooling: how many of a window, times `scale` */
};

struct edge {
    enum edge_kind kind;
    struct shape shape;
    int largest; /* largest value in units of scale: 1 for bits, the pooling window for counts; 0 for reals */
    float scale; /* what one count is worth */
    int steps;   /* distinct frames: those that a layer runs at a time, or 1 for a static input */
};

/* One axis of the adaptive pooling of the learning signal: windows of cells, and zones of positions that lie in the
 * same windows. A zone is a cell when the grid divides the map; windows that overlap give more zones than cells, a grid
 * larger than the map, which repeats its positions, gives fewer. */
struct grid_axis {
    int cells, length;
    int *first, *last; /* [cells] window first .. last - 1 */
    int zones;
    int *zone_of;                /* [length] */
    int *zone_first, *zone_last; /* [zones] cells zone_first .. zone_last - 1 */
};

/* Stream: what the gradient adds up in partial sums of its own, images of a chunk or rows of one. */
struct stretch {
    int images, rows; /* of the layer's input; more than one image only where the rows are all */
};

/* How a layer's output positions see its input: at stride_y * y - pad_top begin the rows that output row y sees, and
 * columns likewise; beyond the map are zeros. A fully connected layer sees all of the map from its one position. */
struct window {
    int height, width; /* taps */
    int stride_y, stride_x;
    int pad_top, pad_left;
};

struct program_layer {
    const struct layer *layer;
    int index;
    bool flat;  /* fully connected: the positions of the input are joined to one */
    int taps;   /* of the kernel; 1 when flat */
    int inputs; /* of a tap: input channels, or features when flat */
    struct window window;
    int positions; /* of the output before pooling */
    int lanes;     /* output channels stand in blocks of so many */
    int padded;    /* whole blocks of lanes, >= output channels */
    struct stretch stretch;
    struct edge in, out;
    struct grid_axis grid_y, grid_x;
    bool uniform; /* all windows have the same area */
    int cells, zones;
    struct param_places params;
    int basis_layer;    /* whose table of signs begins as this layer's would: they share it */
    int basis_words;    /* of a row of the own table: 64 latents each */
    uint64_t *positive; /* [classes][basis_words] the table, a bit a latent; NULL: another layer's, or no signs */
    bool zero_latent;   /* latent 0 is 0 for every class, not a sign */
    uint64_t *alive;    /* [words] a bit a latent */
};

/* What is done in a phase, to a layer or to the readout. */
enum operation {
    OPERATION_BASIS,          /* the matrix B, and what else never changes */
    OPERATION_WEIGHTS,        /* weights in use from the trained ones */
    OPERATION_FORWARD,        /* sums, membrane, spikes */
    OPERATION_POOL,           /* the pooled edge */
    OPERATION_EXIT,           /* evaluation, where somebody asks for them: the logits of the local loss */
    OPERATION_SIGNAL,         /* the learning signal by B; before the readout also the pooled edge, the local loss */
    OPERATION_TRACES,         /* stream: traces of the input */
    OPERATION_GRADIENT,       /* of the weights in use, added to the batch's */
    OPERATION_ERRORS,         /* signals from above: what the layer passes down */
    OPERATION_INPUT_GRADIENT, /* the transposed sum: errors to the learning signal of the layer below */
    OPERATION_UPDATE,         /* gradient of the trained tensors, optimizer */
    OPERATION_READOUT,        /* logits, loss, error */
    OPERATION_READOUT_GRADIENT,
    OPERATION_READOUT_INPUT_GRADIENT, /* the last layer's learning signal */
    OPERATION_READOUT_UPDATE,
    OPERATION_READOUT_WEIGHTS,
    OPERATIONS
};

/* Once, a chunk of training images, a batch, a chunk of evaluation images. */
enum phase { PHASE_PREPARE, PHASE_TRAIN, PHASE_UPDATE, PHASE_EVALUATE, PHASES };

struct program_operation {
    enum operation kind;
    int layer; /* program->layers: the readout */
};

struct program {
    const struct model *model;
    enum schedule_kind schedule; /* fold: a layer runs all its steps before the next one; stream: all layers step by
                                    step, and the operations of training and evaluation are those of one step */
    int all_steps;               /* T */
    int steps;                   /* that a layer runs at a time: T, or 1 under stream */
    int chunk;                   /* stream: images that go through the network together */
    int layers;
    struct program_layer *layer;
    struct params params;
    int operations[PHASES];
    struct program_operation *operation[PHASES];
};

/* Signals are known once the readout has run: layers are trained after it, from the last to the first, and what their
 * neurons did is kept until then. */
static inline bool program_is_backward(const struct program *program)
{
    return signal_is_late(model_rule(program->model)->signal);
}

/* And come from above: each layer passes on to the one below what its inputs are worth. */
static inline bool program_goes_down(const struct program *program)
{
    return signal_goes_down(model_rule(program->model)->signal);
}

/* Operations run once a time step; layers carry membranes and traces from one to the next. */
static inline bool program_is_stream(const struct program *program)
{
    return program->schedule == SCHEDULE_STREAM;
}

/* As printed plans have them. */
const char *edge_kind_name(enum edge_kind kind);
const char *phase_name(enum phase phase);

#endif
