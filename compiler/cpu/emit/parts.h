/* Parts that several emitters write: bindings, loops, neurons, tables, tiles. */
#ifndef TESSC_EMIT_PARTS_H
#define TESSC_EMIT_PARTS_H

#include "cpu/plan/plan.h"
#include "writer/writer.h"

/* Up to this many steps, code for single steps is written out; above, it is a loop. */
enum { UNROLLED_STEPS = 8 };

/* Buffers of the arena are named constants: "conv2.weight" becomes CONV2_WEIGHT, in upper [size]. */
const char *upper_case(struct writer *w, const char *name);

/* Binds what the templates of a layer's operators use: $name, $f $i $b (vector types), shapes, steps, blocks, ... */
void bind_plan(struct writer *w, const struct plan *plan);
void bind_vectors(struct writer *w, int lanes);
void bind_layer(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* From here on, words that only this house has are explained where they first occur. */
void emit_glossary(struct writer *w);

/* Binds what comments say that functions cost: $cost_forward, $cost_gradient, ... And $cost: nothing, until somebody
 * binds what the next function costs. */
void bind_costs(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void bind_readout_costs(struct writer *w, const struct plan *plan);

/* Binds a number of a layer, in its section as the constant NAME_SUFFIX: `what` says what it counts. */
void bind_own(struct writer *w, const struct plan_layer *p, const char *name, const char *suffix, long long value,
              const char *what);

/* Writes body once a step with $t bound: to 0, 1, ... steps-1, or to a loop's variable when there are many. */
void for_steps(struct writer *w, int steps, const char *body);

/* The same, from the last step to the first. */
void for_steps_back(struct writer *w, int steps, const char *body);

/* static const int NAME[count] = { ... }; */
void emit_table(struct writer *w, const char *name, const int *values, int count);

/* For one position of a layer's output, given n, block, y, x and its membranes u[step]: m[$steps] and psi[$steps], and
 * delta[$steps] where it is more than m psi. For the gradient (`learning`) it is there if it is read, and trained
 * parameters get their shares. The tables that it looks up stand at the top of the function. */
void emit_zone_positions(struct writer *w, const struct plan_layer *p);
void emit_position(struct writer *w, const struct plan *plan, const struct plan_layer *p, bool learning);

/* Neurons that are written by their equations, where what they got is kept: ${name}_replay makes u[t] of it, as
 * emit_replayed has it; and where these are differentiated, the states before every step, from which emit_adjoints
 * makes delta[$steps] and, if asked to, adds to shares[k] what trained parameter k is worth. */
void emit_replay(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_replayed(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_kept(struct writer *w, const struct plan *plan, const struct plan_layer *p); /* u[] of image n, of a chunk */
void emit_adjoints(struct writer *w, const struct plan *plan, const struct plan_layer *p, bool shares);

/* Arguments, or parameters, of sums that a gradient has beside the weights': of the bias and of trained parameters of
 * the neurons, each where the layer has it. */
const char *own_sums(struct writer *w, const struct plan_layer *p, const char *of_bias, const char *of_trained);

/* shares[] of a row of the output, and the row's into the batch's, of_trained[]. Nothing where there are none. */
void emit_shares_begin(struct writer *w, const struct plan_layer *p);
void emit_shares_end(struct writer *w, const struct plan_layer *p);

/* of_trained[]: where the gradients of trained parameters are added up, a pointer each. */
void emit_of_trained(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* Parts of the forward sum that inputs of all kinds share: loops over images and positions (`image` runs before an
 * image's rows, `row` before a row's positions; NULL: nothing) and over the taps inside the map; the neuron's
 * constants, what the step before left under stream, one step of it, and where its membrane and spikes go. */
void emit_position_loop(struct writer *w, const char *image, const char *row);
void emit_tap_loop(struct writer *w, const struct plan_layer *p);
float neuron_threshold(const struct layer *layer); /* what generated code compares u with */
/* The neuron's states, 0: those of two blocks, of which the second begins with "twin_", or of one; how they are handed
 * to a function: "&v", "v". */
void emit_states(struct writer *w, const struct plan_layer *p, bool two);
const char *states_argument(struct writer *w, const struct plan_layer *p, const char *states);
void emit_neuron_constants(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_carried(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_step(struct writer *w, const struct plan_layer *p, const char *current);
void emit_membrane_store(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *step);
void emit_spike_store(struct writer *w);
void comment_neuron(struct writer *w, const struct plan_layer *p); /* its equation */

/* Parts of the forward stage: its bindings ($images, $items, $w, ...), its beginning up to `last`, its end behind the
 * loops over images and positions; ${name}_fire, the neurons of one block and position through the steps of a group. */
void bind_forward(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_forward_start(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_forward_end(struct writer *w, const struct plan *plan);
void emit_fire(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* What follows in the loop over positions where the input is not spikes: emit_sum writes `sum` of step $step, then the
 * neurons. */
void emit_value_neurons(struct writer *w, const struct plan *plan, const struct plan_layer *p,
                        void (*emit_sum)(struct writer *w, const struct plan_layer *p));

/* Sums of inputs that are not spikes: the function that makes those of a row, and the body of the forward stage. */
void emit_row_sums_of_reals(struct writer *w, const struct plan_layer *p);
void emit_value_sums(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* ${name}_row: the learning signal of one output row, as rows of the gradient's table, $plane from slot to slot; a slot
 * a step (or atom) under fold, a slot a term of the rule under stream. And under stream, dW[t] into the gradient of the
 * batch, or all of it where each step has its update; a probe gets a copy. */
void emit_learning_row(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_stream_row(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_stream_sum(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* Stream: what each term of the rule multiplies, the input or its trace, of image n to `plane` [term][channel][y][x];
 * where the input is not floats, they go behind the terms. */
void emit_planes(struct writer *w, const struct plan_layer *p);

/* The same by the equations of a rule that is no sum of known terms: what each of its products multiplies, and into
 * slots what it takes from the neuron. */
void emit_rule_planes(struct writer *w, const struct plan_layer *p);
void emit_rule_slots(struct writer *w, const struct plan_layer *p);

/* What the transposed sum binds, the vectors of the layer below among it. */
void bind_below(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* Parts of the gradient that both schedules have. */
void emit_neuron_taps(struct writer *w, const struct plan *plan, const struct plan_layer *p); /* psi, m */
void emit_bias_sum(struct writer *w, const struct plan *plan, const struct plan_layer *p);    /* into row_bias */
void emit_accumulate(struct writer *w, const struct plan *plan, const struct plan_layer *p);  /* lists times table */
/* The loop over tiles that calls ${name}_row (with the arguments `more`) and ${name}_accumulate (with `patterns`). */
void emit_tiles(struct writer *w, const struct plan_layer *p, const struct tile *tile, const char *more,
                const char *patterns);

/* Zeros in the table beyond the map. */
void emit_clear(struct writer *w, const struct plan *plan, const struct plan_layer *p, const struct tile *tile);

/* Are there two tables to choose from, with time patterns and runs, and of single steps? And are the lists of the two
 * so unlike that their reader has to know which it walks along? */
bool has_two_tables(const struct plan *plan, const struct plan_layer *p);
bool told_of_patterns(const struct plan *plan, const struct plan_layer *p);

/* What the gradient's tables and lists count by; bind_layer binds that of p->tile. */
void bind_tile(struct writer *w, const struct plan_layer *p, const struct tile *tile);

/* A layer's input, and the images of a tile, first .. last - 1. */
void emit_input_lookup(struct writer *w, const struct plan_layer *p);

/* A patch of a convolution's window in the table of sums: next_patch goes from one to the next, beginning with all
 * zeros, and returns false after the last. */
struct table_patch {
    int top, left, height, width; /* its taps */
    int base, rows;               /* its first table row, and rows of a channel */
};
bool next_patch(const struct plan_layer *p, struct table_patch *patch);

/* ${name}_table, which makes the table of sums, and $window, a struct tess_window. */
void emit_window_table(struct writer *w, const struct plan_layer *p);
void bind_window(struct writer *w, const struct plan_layer *p);

/* Inverted channels: ${name}_always sums what they would give to an image if they always fired, ${name}_always_rows
 * does so for the gradient. Nothing where no channel can be inverted. */
void emit_always(struct writer *w, const struct plan_layer *p);
void emit_always_rows(struct writer *w, const struct plan_layer *p);

/* The gradient along learning signals: its shape, and in lists what is to be made for it or for the one along spikes.
 * emit_by_signals writes ${name}_by_signals. Nothing where the gradient always goes along spikes. */
void emit_by_signals_shape(struct writer *w, const struct plan_layer *p);
void emit_either_gradient(struct writer *w, const struct plan_layer *p);
void emit_by_signals_planes(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_by_signals(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_choose(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* Composites of `atoms` as lane masks, holds[group][composite][step]. */
void emit_holds(struct writer *w);

/* A layer's signs: $table, the layer that has them, $all_words of a row, $zero_latent; and the windows of its grid,
 * rows_from, rows_to, columns_from, columns_to, as tables. */
void bind_signs(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_windows(struct writer *w, const struct plan_layer *p);

void emit_late_start(struct writer *w, const struct plan *plan);

/* Of a layer of either kind, NAME_errors: the local loss of every step and its error a class, (softmax - onehot) /
 * batch. */
void emit_errors(struct writer *w);

/* The same where the error has another source; the readout's own, which is there already, writes nothing. And what the
 * projection of an error by B reads: $errors, a pointer to those of image n, $error_stride from step to step. */
void emit_signal_source(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void bind_signal_source(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* NAME_signal of a layer without logits, behind the functions of its source and projection; projection: its call. */
void emit_sourced_signal(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *projection);
void emit_exit(struct writer *w, const struct plan *plan);
void emit_linear_signal(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_pooling(struct writer *w, const struct plan *plan, const struct plan_layer *p);
void emit_readout_input_gradient(struct writer *w, const struct plan *plan);
void emit_readout_update(struct writer *w, const struct plan *plan);

/* At the beginning of a stage that only learning needs: with factor 0, of the learning rate, it does nothing unless a
 * probe looks on. */
void emit_frozen(struct writer *w, float factor);

/* The names `sum` and `bias` of a block's gradient of the batch, which is 0 where the batch begins. */
void emit_batch_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* Binds $loss_of, the function, $smoothing, an argument of it where it has one, and for comments $loss_name and
 * $predicted, what the target is taken from. */
void bind_loss(struct writer *w, enum loss_function function, float smoothing);

#endif
