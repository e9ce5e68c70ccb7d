/* An engine's parameters in files. */
#ifndef TESS_CORE_WEIGHTS_H
#define TESS_CORE_WEIGHTS_H

#include "tess/engine.h"
#include "tess/safetensors.h"
#include "tess/scale.h"

/* A parameter as a tensor of a file; the name is the parameter's. */
struct tess_tensor weights_tensor(struct tess_engine *engine, const struct tess_param *param);

/* Fails with TESS_FAILED, naming parameter and element, where one is not finite. */
bool weights_check(struct tess_engine *engine, struct tess_error *error);

/* Writes all parameters, and with them the names of the classes (class_names.h; one a line) and what the inputs were
 * (tess_scale_text). The file depends on nothing but the model, their values and these. */
bool weights_write(struct tess_engine *engine, const char *class_names, const struct tess_scale *inputs,
                   const char *path, struct tess_error *error);

/* What the inputs of a weights file were; TESS_SCALE_UNKNOWN where it does not say. */
bool weights_scale(const char *path, struct tess_scale *inputs, struct tess_error *error);

/* Reads all parameters; every one must be there, in its shape. `prepare` is still to be run. */
bool weights_read(struct tess_engine *engine, const char *path, struct tess_error *error);

/* The same as the start of a training: readout.* keep their initial values where the file has none of their shape (a
 * note on stderr says so), so that a network can learn other classes. */
bool weights_init(struct tess_engine *engine, const char *path, struct tess_error *error);

#endif
