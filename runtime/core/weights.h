/* An engine's parameters in files. */
#ifndef TESS_CORE_WEIGHTS_H
#define TESS_CORE_WEIGHTS_H

#include "tess/engine.h"
#include "tess/safetensors.h"

/* A parameter as a tensor of a file; the name is the parameter's. */
struct tess_tensor weights_tensor(struct tess_engine *engine, const struct tess_param *param);

/* Fails with TESS_FAILED, naming parameter and element, where one is not finite. */
bool weights_check(struct tess_engine *engine, struct tess_error *error);

/* Writes all parameters, and the names of the classes (class_names.h; one a line) with them. The file depends on
 * nothing but the model, their values and these names. */
bool weights_write(struct tess_engine *engine, const char *class_names, const char *path, struct tess_error *error);

/* Reads all parameters; every one must be there, in its shape. `prepare` is still to be run. */
bool weights_read(struct tess_engine *engine, const char *path, struct tess_error *error);

/* The same as the start of a training: readout.* keep their initial values where the file has none of their shape (a
 * note on stderr says so), so that a network can learn other classes. */
bool weights_init(struct tess_engine *engine, const char *path, struct tess_error *error);

#endif
