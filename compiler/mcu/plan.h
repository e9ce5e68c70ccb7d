/* How a microcontroller runs the program: step by step, in one struct whose members are planned here, with constants
 * beside it. Nothing in it depends on the number of steps. The header, the C, what `tessc explain` tells and what a
 * budget is held against all read this plan. */
#ifndef TESSC_MCU_PLAN_H
#define TESSC_MCU_PLAN_H

#include "program/program.h"
#include "support/arena.h"

/* What a member of the struct, or a constant, is for. */
enum mcu_kind {
    MCU_WEIGHTS,   /* trained tensors */
    MCU_IN_USE,    /* weights as the sums take them */
    MCU_GRADIENTS, /* of a batch */
    MCU_MOMENTS,   /* of the optimizer */
    MCU_MEMBRANES,
    MCU_TRACES,
    MCU_SPIKES,  /* what flows along the edges, after pooling */
    MCU_SCRATCH, /* what lasts for a moment, one layer's at a time */
    MCU_OTHER,   /* counters, logits, padding */
    MCU_SIGNS,   /* constants: the matrices B */
    MCU_TABLES,  /* constants: windows of the signal grids */
    MCU_KINDS
};

/* A member of the struct: an array unless `count` is 0. */
struct mcu_member {
    const char *name, *type;
    const char *extents; /* "8 * 2 * 3 * 3"; NULL: not an array */
    size_t bytes;
    enum mcu_kind kind;
    int layer;           /* program->layers: the readout; -1: of all together */
    const char *comment; /* what it is; NULL: nothing to say */
};

/* What lasts for a moment, a struct of the union `scratch`. */
struct mcu_scratch {
    const char *name;
    int members;
    struct mcu_member *member;
    size_t bytes;
};

struct mcu_layer {
    const struct program_layer *program;
    int fan_in;                /* weights of an output channel */
    int kernel, inputs;        /* taps of a channel's weights, flat or not; values of the layer's input */
    int neurons, outputs;      /* before and after pooling */
    bool learns;               /* false: a constant, or frozen: no gradient, no traces */
    bool raw;                  /* real inputs and raw weights: the sums take the trained tensor itself */
    int trace[RULE_MAX_TERMS]; /* of the input: terms with the same decay share that of the first; -1: none */
};

struct mcu_plan {
    const struct program *program;
    struct mcu_layer *layer; /* [program->layers] */
    int classes, features;   /* features of the readout */
    int most_row;            /* the largest fan_in of a layer */
    bool readout_learns;
    bool moment1, moment2; /* what the optimizer keeps */
    bool keeps_gradient;   /* not where the weights change each step */
    bool keeps_frame;      /* the rule takes the frame itself after the step */
    int batch;             /* what errors are divided by */
    int saved;             /* the first so many members are what NAME_save writes */
    int members;
    struct mcu_member *member;
    int scratches;
    struct mcu_scratch *scratch;
    size_t scratch_bytes; /* of the union */
    int constants;
    struct mcu_member *constant;
};

/* Bytes of the struct, and of what NAME_save writes of it, on a machine whose pointers have so many bytes. */
size_t mcu_state_bytes(const struct mcu_plan *plan, size_t pointer);
size_t mcu_saved_bytes(const struct mcu_plan *plan);

/* Of a model that the target accepts. Never fails; lives in the arena. */
const struct mcu_plan *mcu_plan_make(struct arena *arena, const struct model *model);

/* Is the layer's table of signs its own? Then it is one of the constants. */
bool mcu_has_signs(const struct mcu_plan *plan, int layer);

#endif
