/* An engine's parameters in files. */
#ifndef TESS_ENGINE_WEIGHTS_H
#define TESS_ENGINE_WEIGHTS_H

#include "prediction.h"
#include "tess/engine.h"
#include "tess/safetensors.h"
#include "tess/scale.h"

/* A parameter as a tensor of a file; the name is the parameter's. */
struct tess_tensor weights_tensor(struct tess_engine *engine, const struct tess_param *param);

/* Fails with TESS_FAILED, naming parameter and element, where one is not finite. */
bool weights_check(struct tess_engine *engine, struct tess_error *error);

/* What a weights file says beside the weights: the names of the classes (class_names.h; one a line), what is predicted
 * from (settled), and what the inputs were (tess_scale_text). */
struct weights_about {
    const char *class_names;
    const struct prediction *prediction;
    const struct tess_scale *inputs;
};

/* Writes all parameters and what there is to say. The file depends on nothing but the model, their values and that. */
bool weights_write(struct tess_engine *engine, const struct weights_about *about, const char *path,
                   struct tess_error *error);

/* What the inputs of a weights file were; TESS_SCALE_UNKNOWN where it does not say. */
bool weights_scale(const char *path, struct tess_scale *inputs, struct tess_error *error);

/* Reads all parameters; every one must be there, in its shape. `prepare` is still to be run. */
bool weights_read(struct tess_engine *engine, const char *path, struct tess_error *error);

/* What to predict from with the weights in a file: `from` (an option's words; NULL: none) or what the model says, and
 * where that is `best`, what the file says that it came to: TESS_USAGE if it does not say. *trained is the highest
 * layer that the weights were trained to. A note on stderr tells where the file says something else than the model, or
 * the prediction needs what was not trained. */
bool weights_prediction(struct prediction *prediction, int *trained, const struct tess_model *model, const char *from,
                        const char *path, struct tess_error *error);

/* The same as weights_read as the start of a training: readout.* keep their initial values where the file has none of
 * their shape (a note on stderr says so), so that a network can learn other classes. *readout_is_kept: the file's
 * readout was taken. */
bool weights_init(struct tess_engine *engine, const char *path, bool *readout_is_kept, struct tess_error *error);

#endif
