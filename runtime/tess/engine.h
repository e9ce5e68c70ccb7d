/* An engine at work: a model with its arena, its threads and the buffers of one chunk. */
#ifndef TESS_ENGINE_H
#define TESS_ENGINE_H

#include "tess/error.h"
#include "tess/model.h"
#include "tess/parallel.h"

enum tess_phase { TESS_PREPARE, TESS_TRAINING, TESS_UPDATE, TESS_EVALUATION, TESS_PHASES };

struct tess_engine;

/* Takes the memory that the model asks for (with `taps` also what only probes want) and starts the threads. All
 * parameters and moments are zero. NULL with *error (TESS_FAILED) when memory or threads are lacking or the model was
 * made for another version of libtess. Closed with tess_engine_close; NULL is let pass. */
struct tess_engine *tess_engine_open(const struct tess_model *model, int threads, bool taps, struct tess_error *error);
void tess_engine_close(struct tess_engine *engine);

/* What an engine takes, in bytes: in all, and of that for the input and the results of a chunk. Of the model it reads
 * input, layers, chunk, arena_bytes, scratch_bytes and, with `taps`, tap_bytes. */
size_t tess_engine_bytes(const struct tess_model *model, int threads, bool taps);
size_t tess_chunk_bytes(const struct tess_model *model);

/* The run that all stages see. input, label, logits, local_loss and spikes have room for model->chunk images; input and
 * label point to the next two. The caller sets first, count, batch and, before updates, learning_rate and powers. */
struct tess_run *tess_engine_run(struct tess_engine *engine);
float *tess_engine_input(struct tess_engine *engine);   /* [chunk][S][C][H][W] */
int32_t *tess_engine_label(struct tess_engine *engine); /* [chunk] */
struct tess_pool *tess_engine_pool(struct tess_engine *engine);

/* A float32 array of the arena by its offset: a parameter's value, gradient or moment. */
float *tess_engine_array(struct tess_engine *engine, size_t offset);
size_t tess_param_count(const struct tess_param *param); /* elements: the product of its shape */
size_t tess_input_count(const struct tess_input *input); /* floats of one sample: S C H W, S = 1 when static */

/* Initial parameters, a pure function of the seed; moments zero. `prepare` is still to be run. */
void tess_engine_initialise(struct tess_engine *engine, uint64_t seed);

/* Runs the stages of a phase that are needed in order over the present chunk (run->count images), as often as
 * tess_engine_repeats. Models that update each step do so in training, at run->learning_rate: their phase of updates
 * does nothing. */
void tess_engine_phase(struct tess_engine *engine, enum tess_phase phase);

/* What follows on the train stages of run->step where those were run one by one: the update of a model that updates
 * each step; otherwise nothing. */
void tess_engine_step_update(struct tess_engine *engine);

/* Whose logits evaluation makes: [layers + 1] layers, the readout the last; in a new engine the readout's alone. What
 * lies above the highest of them does not run: its logits and spikes are not to be read. */
void tess_engine_ask(struct tess_engine *engine, const bool *logits);

/* The highest layer that is trained, `layers` for the readout, as in a new engine: training and updates leave what lies
 * above as it is. */
void tess_engine_train_to(struct tess_engine *engine, int highest);

/* How often the stages of a phase run in a chunk: T times in training and evaluation of stepwise models, otherwise
 * once. */
int tess_engine_repeats(const struct tess_engine *engine, enum tess_phase phase);

/* One stage alone, over the whole chunk: index in its phase. The caller sets run->step, and the chunk has at most
 * tess_engine_undivided images. */
void tess_engine_stage(struct tess_engine *engine, enum tess_phase phase, int index);

/* How large a chunk can be and no stage yet takes it in parts. */
int tess_engine_undivided(const struct tess_engine *engine);

/* The stages of a phase, and their number. */
const struct tess_stage *tess_engine_stages(const struct tess_engine *engine, enum tess_phase phase, int *count);

/* The seconds that workers, all together, have spent on a stage since the start or since they were cleared. */
double tess_engine_seconds(const struct tess_engine *engine, enum tess_phase phase, int index);
void tess_engine_clear_seconds(struct tess_engine *engine);

#endif
