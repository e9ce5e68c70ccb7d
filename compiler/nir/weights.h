/* Weights in use: what layers multiply their inputs by, once standardization, centring and gains are folded in. */
#ifndef TESSC_NIR_WEIGHTS_H
#define TESSC_NIR_WEIGHTS_H

#include "model/model.h"
#include "support/arena.h"
#include "tess/error.h"

/* Of a layer or the readout, float32 in PyTorch's layout: weight [out][in][kernel height][kernel width] or [out][in],
 * bias [out], NULL where there is none. */
struct nir_tensors {
    const float *weight, *bias;
};

/* Everything in the arena. */
struct nir_weights {
    const struct nir_tensors *layer;                 /* [model->layers] */
    struct nir_tensors readout;                      /* always with a bias */
    const char *class_names, *inputs, *predict_from; /* of the file's metadata (docs/runs.md); NULL: not there */
};

/* Reads a weights file of the model and folds it: to the bits what a trainer (tess/kernel.h, generated code) makes of
 * it. False with *error: TESS_BAD_DATA where the file is damaged or another model's. */
bool nir_weights_read(struct arena *arena, const struct model *model, const char *path, struct nir_weights *weights,
                      struct tess_error *error);

/* Writes a weights file for a model whose weights are all raw. */
bool nir_weights_write(struct arena *arena, const struct model *model, const struct nir_weights *weights,
                       const char *path, struct tess_error *error);

#endif
