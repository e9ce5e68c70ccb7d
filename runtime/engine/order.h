/* The order in which an engine runs the stages of a phase: each on the parts of the chunk that it takes, and what it
 * has to wait for. */
#ifndef TESS_ENGINE_ORDER_H
#define TESS_ENGINE_ORDER_H

#include "tess/engine.h"

/* A stage on some images of the chunk. */
struct task {
    const struct tess_stage *stage;
    int index;    /* of the stage in its phase */
    int from, to; /* images */
    int slot;     /* of the two that parts take in turns; 0 where they do not overlap */
};

/* What a run needs of a phase's stages. */
struct needs {
    bool logits[TESS_MOST_LAYERS + 1]; /* evaluation: of which layers, the readout the last; others have no exit */
    int highest[TESS_PHASES];          /* layer that runs */
};

struct order {
    const struct tess_model *model;
    const struct needs *needs; /* NULL: every stage but the exits */
    enum tess_phase phase;
    bool overlapped; /* parts use both slots, as there are workers to run one beside the other */
    int tasks;
    struct task *task;
    struct task put_off; /* while the list is made: a late one, if it has a stage */
};

/* The stages of a phase, and their number. */
const struct tess_stage *order_stages(const struct tess_model *model, enum tess_phase phase, int *count);

/* Most tasks of a phase. */
int order_most(const struct tess_model *model);

/* Lists the tasks of the phase, set beforehand like model, overlapped and room for order_most tasks, for a chunk of
 * `count` images. */
void order_list(struct order *order, int count);

/* Whether a task has to wait for the end of an earlier one of the list. */
bool order_after(const struct order *order, int task, int earlier);

/* Items of a task. */
int task_items(const struct task *task);

#endif
