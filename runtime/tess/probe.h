/* Looking inside an engine: tensors by name, and a command that runs given inputs and writes every tensor to files. */
#ifndef TESS_PROBE_H
#define TESS_PROBE_H

#include <stddef.h>

#include "tess/model.h"

/* The shape a view has in files: its own, the image axis as long as the batch; without the image axis where only the
 * mean over images is kept. Writes the rank to *rank and returns the number of elements. */
size_t tess_view_shape(const struct tess_view *view, int batch, int64_t shape[TESS_VIEW_RANK], int *rank);

/* Does it hold something new at the present step? Always, but in stepwise models: from its first step on where it has a
 * step axis, otherwise at the last step, when it is whole. */
bool tess_view_holds(const struct tess_view *view, const struct tess_run *run);

/* Copies what the view holds of the present chunk into values, the whole batch's tensor as tess_view_shape has it:
 * images run->first .. run->first + run->count - 1, and where the view has a step axis those of the present step; views
 * without an image axis as a whole. Means over images, and sums over chunks, are added up chunk after chunk (the first
 * one overwrites). */
void tess_view_read(const struct tess_view *view, const struct tess_run *run, double *values);

/* The way back: overwrites the engine's tensor with the chunk's part of values, at the present step. Not for means and
 * sums. */
void tess_view_write(const struct tess_view *view, const struct tess_run *run, const double *values);

/* MODEL probe --case DIR --out DIR [--threads N] [--force DIR]
 *
 * Reads parameters from DIR/init.*.npy and batches from DIR/b{0,1,2}.{x,y}.npy (.npy.gz works as well; batches end
 * where a file is missing), makes one update a batch with the model's optimizer, evaluates b3.x if there is one, and
 * writes to --out, as .npy: every view of batch 0; gradients (b{n}.grad.*), parameters (after{n}.*), summed logits and
 * their loss of every batch; eval.logits_sum. With --force, as soon as a layer's output L{l}.p of batch 0 was made (and
 * read) it is replaced by DIR/L{l}.p.npy, so that what follows sees spikes known from elsewhere; so are its membrane
 * L{l}.u and spikes L{l}.s where DIR has them. Returns an exit code. */
struct tess_probe_options {
    const char *case_folder, *out_folder;
    const char *force_folder; /* NULL: nothing is replaced */
    int threads;
};
int tess_probe(const struct tess_model *model, const struct tess_probe_options *options);

#endif
