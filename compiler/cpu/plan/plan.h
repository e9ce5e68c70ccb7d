/* The plan: how a CPU runs the program. Operators in order, the layout of every edge between layers, block and tile
 * sizes, the memory map. make.h makes it from the program and a machine's description; the emitters turn it into C and
 * decide nothing. print.h prints it. */
#ifndef TESSC_PLAN_H
#define TESSC_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "program/program.h"
#include "tess/kernel.h"
#include "tess/model.h"
#include "tess/sparse.h"

struct machine;
struct plan;
struct solver; /* solvers.h */

/* How a layer's sums walk its input. */
enum sum_kernel {
    SUM_TAPS,   /* position by position: a list of channels an atom, and each tap of the kernel adds its weight rows */
    SUM_ROWS,   /* neighbours together: forward, three taps of a kernel row from a table of sums over their subsets; in
                   the gradient, runs of three positions from a table of sums of their learning signals. Where the input
                   is real numbers: the sums of a whole row of the output at a time */
    SUM_GENERAL /* the plain way of any layer: no lists, no tables */
};

/* A tile of the gradient: rows of one image, or several whole images, whose learning signals stand in one table. */
struct tile {
    int images, rows;            /* of the layer's input; the chunk has chunk / images * row_tiles tiles */
    int table_rows, table_width; /* positions of an image's part of the table */
    int slots;                   /* table rows a position: atoms of all groups by length of run, or steps; under stream
                                    terms of the rule */
    int plane;                   /* table rows from one slot of a position to its next */
    int longest_run;             /* positions that one table row may be the sum of */
    int row_tiles;               /* of one image; more than one only where images is 1 */
    int capacity;                /* most entries a channel can have in a tile */
};

/* Columns of an output row that a dense sum of real numbers keeps in registers. */
enum { TILE_COLUMNS = 4 };

/* Output rows, or columns, by the taps of theirs that lie inside the map. */
struct border {
    int kinds, *like; /* [kinds] rows that see the border as no row before them does */
    int *kind;        /* [rows of the output] which of those each is like */
};

struct sums {
    enum sum_kernel kernel;
    int blocks;                /* of output channels that go through the lists together: 1 or 2 */
    int sets;                  /* lists of a place and group: its atoms, and the lapses of inverted channels */
    int lists;                 /* places of an image */
    enum tess_stack stack;     /* rows, of spikes: equal subsets on each other that are one table row */
    int table_rows;            /* rows, of spikes: of the table, the last of them zeros */
    int row_stride;            /* rows, of reals: sums of an output row */
    long long worth;           /* additions of an image that composites have to save to be used: -1, however few */
    bool inverts;              /* rows, of spikes: channels that fire nearly everywhere may be listed by their lapses */
    int inversion_least;       /* positions that always fire less lapses: a channel has to have more */
    long long inversion_worth; /* and all of them together, beyond that: otherwise none is inverted */
    struct border rows, columns;
    int always_entries; /* most of a list of inverted channels */
    bool dense;        /* rows, of reals: each pixel is multiplied, as hardly one is zero; otherwise lists tell which */
    int zero_row;      /* what fills lists up to whole fours */
    int row_units;     /* of list entries, from one table row to the next */
    size_t entries;    /* most of an image */
    size_t list_bytes; /* scratch that makes the lists */
    size_t table_bytes;
};

/* The gradient along learning signals, and what a signal and a part's image take, in cycles, against an entry of the
 * gradient's lists and an image of those. */
struct by_signals {
    bool used;   /* the gradient may go along learning signals */
    bool always; /* and does, however many there are */
    struct tess_sparse shape;
    long long of_signal, of_image_signals, of_entry, of_image_entries;
};

/* What the program says of the layer is found there; what emitters ask for all the time stands here again. */
struct plan_layer {
    const struct program_layer *program;
    const struct layer *layer;
    int index, taps, list_channels, positions; /* list_channels: lists of the gradient, one an input of a tap */
    bool flat;
    struct edge in, out;
    int in_stride, out_stride;   /* channels padded to whole lanes: elements from one position of an edge to the next */
    size_t out_bytes;            /* of an image: bits a byte a neuron and group of steps, [group][image][y][x][channel],
                                    bit t % group_steps; counts uint16 [image][t][y][x][channel] */
    int lanes, blocks, padded;   /* padded = lanes * blocks >= output channels */
    int input_rows;              /* weight rows of the forward sum: taps * (channels + 1), or features + 1 */
    int tap_stride;              /* weight rows from one tap to the next */
    int part;                    /* images of a chunk that its membrane history has room for at a time */
    int list_pieces;             /* items that share the making of an image's lists: its tiles, where images are few */
    const struct solver *solver; /* of the sums */
    const struct solver *gradient, *way_back; /* way_back: where a signal goes down to a layer */
    struct sums sums;
    const char *in_buffer, *out_buffer;    /* buffers of the edges; the first layer's input has none */
    struct tile tile;                      /* where time patterns are in use, or nothing is to choose */
    struct tile step_tile;                 /* where the single steps alone are */
    struct by_signals by_signals;          /* where it is used */
    size_t tap_psi, tap_signal, tap_delta; /* in the taps: float32 like membrane; delta with REACH_TIME alone */
    size_t tap_membrane;                   /* where plan_keeps_current */
    size_t tap_gradient;                   /* stream: a chunk's dW[t], [block][input][lane], the bias as a last input */
};

enum operator_kind {
    OPERATOR_BASIS,          /* unpack the signs of B */
    OPERATOR_STATISTICS,     /* centred weights: mean and maximum of the whole tensor */
    OPERATOR_WEIGHTS,        /* effective weights from raw ones */
    OPERATOR_INVERT,         /* choose channels to list by their lapses */
    OPERATOR_ATOMS,          /* choose time patterns */
    OPERATOR_LISTS,          /* spikes to lists: for the forward sum, and with local signals for the gradient too */
    OPERATOR_FORWARD,        /* sums, membrane, spikes */
    OPERATOR_POOL,           /* pooled edge (evaluation) */
    OPERATOR_EXIT,           /* evaluation, where they are asked for: the logits of the local loss */
    OPERATOR_SIGNAL,         /* the learning signal by B; before the readout also the pooled edge, the local loss */
    OPERATOR_TRACES,         /* stream: traces of the input, and the gradient's lists */
    OPERATOR_CHOOSE,         /* whether the gradient goes along learning signals or along spikes */
    OPERATOR_GRADIENT_LISTS, /* signals from above: the gradient's lists, when the way back comes to the layer */
    OPERATOR_GRADIENT,
    OPERATOR_ERRORS,         /* signals from above: what the layer passes down, as lists */
    OPERATOR_INPUT_GRADIENT, /* the transposed sum: errors to the learning signal of the layer below */
    OPERATOR_UPDATE,         /* gradient of raw parameters, optimizer, effective weights unless they are centred */
    OPERATOR_READOUT,        /* logits, error */
    OPERATOR_READOUT_GRADIENT,
    OPERATOR_READOUT_INPUT_GRADIENT, /* the last layer's learning signal */
    OPERATOR_READOUT_UPDATE,
    OPERATOR_READOUT_WEIGHTS, /* the layout the logits use */
    OPERATOR_KINDS
};

/* One stage of the trainer: items = blocks * ceil(count / images), as struct tess_stage has it. */
struct items {
    int blocks, images; /* 0 images: they do not count */
};

struct plan_operator {
    enum operator_kind kind;
    int layer; /* model->layers: the readout */
    struct items items;
    int part;   /* images that it takes together with its neighbours of the same layer; 0: the chunk */
    bool alone; /* no other stage runs beside it; otherwise its row's effect says which may */
};

/* What a kind of operator is. Those of the readout are given NULL for the layer. */
struct operator_row {
    const char *name;          /* in the printed plan and in the names of stages */
    const char *effect_name;   /* in generated code; NULL: it always runs alone */
    struct tess_effect effect; /* on what operators leave for each other */
    struct items (*items)(const struct plan *plan, const struct plan_layer *p);
    bool (*needed)(const struct plan *plan, const struct plan_layer *p, enum phase phase); /* NULL: always */
    size_t (*scratch)(const struct plan *plan, const struct plan_layer *p); /* bytes a worker needs; NULL: none */
    bool in_parts;  /* takes the images of a chunk in parts, where the layer does */
    bool on_demand; /* runs where somebody asks for what it makes: struct tess_stage's exit */
};
extern const struct operator_row operator_rows[OPERATOR_KINDS];

/* How long what a buffer holds is needed, and by that how code reaches it: what has two slots, used in turns, lies in
 * one of those that the run names. */
enum lifetime {
    LASTING,  /* from chunk to chunk */
    OF_CHUNK, /* one place for the chunk */
    OF_PART,  /* of a part of the chunk, until the layer has learnt from it: slots of plan->part_bytes */
    OF_LISTS  /* lists of the sums: slots of plan->list_bytes in evaluation, otherwise of plan->part_bytes */
};

struct buffer {
    const char *name; /* "conv2_membrane": whose, and what */
    const char *type; /* of an element, as C has it */
    enum lifetime lifetime;
    size_t offset, bytes;
    bool shared; /* lies where layers use the same place one after the other; of two slots this is the first */
};

struct plan_readout {
    int lanes, blocks, padded; /* along classes */
    int feature_items;         /* items of the gradient: feature ranges */
};

struct plan {
    const struct program *program;
    const struct model *model; /* the program's */
    const struct machine *machine;
    const char *schedule_reason;
    int steps;               /* that a layer runs at a time: the program's */
    int groups, group_steps; /* time patterns: groups of steps; the last may be shorter */
    int atoms;               /* accumulators of a group: its steps and the composites */
    int chunk;
    size_t lasting_bytes; /* of the arena: what outlives a chunk */
    size_t arena_bytes, scratch_bytes, tap_bytes;
    size_t list_bytes, part_bytes; /* from one slot to the other, as struct tess_model has them; 0: there is but one */

    int layers;
    struct plan_layer *layer;
    struct plan_readout readout;
    struct tess_param *param; /* the program's, with their places */
    int buffers;
    struct buffer *buffer;

    int operators[PHASES];
    struct plan_operator *operator_list[PHASES];
};

/* Signals are known after the readout: each layer is trained on the way back from it, and what its neurons did is kept
 * for the chunk until then. */
static inline bool plan_is_backward(const struct plan *plan)
{
    return program_is_backward(plan->program);
}

/* And come from above. */
static inline bool plan_goes_down(const struct plan *plan)
{
    return program_goes_down(plan->program);
}

/* The general gradient has in view so many rows of the output: those that see one row of the input. */
static inline int plan_view_rows(const struct plan_layer *p)
{
    return p->flat ? 1 : p->layer->kernel_height;
}

/* The layer's sums and gradient read its input as it is, not lists of it. */
static inline bool plan_is_general(const struct plan_layer *p)
{
    return p->sums.kernel == SUM_GENERAL;
}

/* Stages run once a time step; layers carry membranes and traces from one to the next. */
static inline bool plan_is_stream(const struct plan *plan)
{
    return program_is_stream(plan->program);
}

/* Slots of the gradient's table for a group of steps: its atoms, and composites in runs of each further length. */
static inline int plan_group_slots(const struct plan *plan, const struct plan_layer *p)
{
    return plan->atoms + (p->tile.longest_run - 1) * (plan->atoms - plan->group_steps);
}

/* Lists of a channel in the gradient: spikes, and lapses where there may be any. */
static inline int plan_kinds(const struct plan_layer *p)
{
    return p->sums.inverts ? 2 : 1;
}

/* Table rows from the first tap's to the last's: what a channel that always fires takes of the gradient's table. */
static inline int plan_always_rows(const struct plan_layer *p)
{
    return (p->layer->kernel_height - 1) * p->tile.table_width + p->layer->kernel_width;
}

/* Table rows that come after the slots: for every image of the tile those of such a channel. */
static inline int plan_rows_after(const struct plan_layer *p)
{
    return p->sums.inverts ? p->tile.images * plan_always_rows(p) : 0;
}

/* Weights of an output channel. */
static inline int plan_fan_in(const struct plan_layer *p)
{
    return p->list_channels * p->taps;
}

/* Elements from one lane's weights to the next, where a block's are turned: an odd number of cache lines, so that the
 * lanes lie in different sets. */
static inline int plan_weight_stride(const struct plan_layer *p)
{
    return (plan_fan_in(p) / 32 * 2 + 3) * 16;
}

/* Stream, and the readout learns from the loss of the sum: it waits for the last step with the sum of its inputs over
 * the steps that have a signal, for the loss's error is that of all of them. */
static inline bool plan_sums_features(const struct plan *plan)
{
    return plan_is_stream(plan) && plan->model->readout.loss == LOSS_SUM;
}

/* Stream: dW of a step goes into the weights before the next step. */
static inline bool plan_updates_each_step(const struct plan *plan)
{
    return plan->model->training.update == TESS_UPDATE_STEP;
}

/* The input is the same at every step, and so is the current of a neuron, by which the gradient makes its membrane
 * anew: one number for T. */
static inline bool plan_keeps_current(const struct plan *plan, const struct plan_layer *p)
{
    return !plan_is_stream(plan) && !plan_is_backward(plan) && p->in.kind == EDGE_REALS && p->in.steps == 1 &&
           plan->steps > 1;
}

/* What a layer's currents are worth, delta, comes from the adjoints of its neurons' equations: where these are not
 * proved to be leaky integrate and fire, and delta is more than m psi of the step. */
static inline bool plan_differentiates(const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const bool asked = layer->bias || (signal_goes_down(layer->rule.signal) && p->index > 0) ||
                       (layer->rule.use.unproved && rule_reads(&layer->rule, "delta"));
    return layer->use.unproved &&
           (layer->rule.signal.reach == REACH_TIME || (asked && current_factor(layer->use.equations) != 1));
}

/* Is delta more than m psi of the step? */
static inline bool plan_has_delta(const struct plan_layer *p)
{
    return p->layer->rule.signal.reach == REACH_TIME || plan_differentiates(p);
}

/* A probe's u is a copy that the neurons make of it, for what is kept is something else: currents, or the argument of
 * the step that makes a spike. */
static inline bool plan_copies_u(const struct plan *plan, const struct plan_layer *p)
{
    return p->layer->use.unproved &&
           (plan_keeps_current(plan, p) || plan_differentiates(p) || !layer_compares_u(p->layer));
}

/* Spikes of several steps may be joined to patterns: whether it pays is decided chunk by chunk. */
static inline bool plan_has_patterns(const struct plan *plan)
{
    return plan->atoms > plan->group_steps;
}

/* Values of a layer's error lists at one position and group: channels, each with group_steps numbers. */
static inline size_t error_values(const struct plan *plan, const struct plan_layer *p)
{
    return (size_t)p->layer->out.channels * (size_t)plan->group_steps;
}

/* The first operator of a kind in a phase, of a layer or (plan->layers) of the readout; NULL: there is none. */
const struct plan_operator *plan_find(const struct plan *plan, enum phase phase, enum operator_kind kind, int layer);

/* Whether the layer's sums are preceded by an operator that makes lists. */
bool plan_has_lists(const struct plan *plan, const struct plan_layer *p, enum phase phase);

/* What the buffers of a parameter are called: "conv1_weight", "conv1_neuron_leak"; no two are the same in capitals. */
const char *plan_param_owner(struct arena *arena, const struct plan *plan, int index);

#endif
