#include "model/settings.h"

#include <string.h>

#include "model/model.h"
#include "tess/data_sets.h"

/* Largest magnitudes that the compiler takes; they keep every product of sizes inside 64 bits. */
#define MANY 1e9
#define WIDE 65536.0
#define SIDE 4096.0
/* Magnitudes of real numbers; they keep every product and quotient of a few inside the normal numbers of float32. */
#define LARGE_REAL 1e6
#define SMALL_REAL 1e-6
#define TINY_REAL  SETTING_TINY

/* "cifar10|cifar100|...": the data sets by their numbers. */
#define OR_DATA_SET(name) "|" #name
#define DATA_SETS         (&TESS_DATA_SETS(OR_DATA_SET)[1])

/* What goes with some data sets: each names such settings itself (tess/data_sets.h). */
#define DATA_SET_SAYS "as the data set says"

/* Where values are kept: in struct model, in struct layer, as an enum with words in either; or nowhere as they are, as
 * resolving does more with them than store them. */
#define FIELD_AT(of, type, member, key, words)                                                                         \
    {                                                                                                                  \
        of, offsetof(struct type, member), sizeof((struct type *)NULL)->member, words, key                             \
    }
#define MODEL(member, key)             FIELD_AT(FIELD_OF_MODEL, model, member, key, WORDS_NONE)
#define MODEL_WORD(member, key, words) FIELD_AT(FIELD_OF_MODEL, model, member, key, words)
#define LAYER(member, key)             FIELD_AT(FIELD_OF_LAYER, layer, member, key, WORDS_NONE)
#define LAYER_WORD(member, key, words) FIELD_AT(FIELD_OF_LAYER, layer, member, key, words)
#define NOWHERE                                                                                                        \
    {                                                                                                                  \
        FIELD_NOWHERE, 0, 0, WORDS_NONE, NULL                                                                          \
    }

const struct setting settings[SETTINGS] = {
    [SET_INPUT] = {"input", NULL, TYPE_INPUT_SIZE, NULL, 1, SIDE, 0, NULL, NULL, NULL, "required",
                   "one frame: channels x height x width", NOWHERE},
    [SET_INPUT_DATASET] = {"input.dataset", NULL, TYPE_CHOICE, NULL, 0, 0, 0, DATA_SETS, NULL, NULL, "required",
                           "where samples come from", NOWHERE},
    [SET_INPUT_PIPELINE] =
        {"input.dataset.pipeline", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "paper|published", DATA_SET_SAYS, "paper", NULL,
         "from files to samples: as the paper describes, or what the published code does, its defects "
         "included",
         MODEL_WORD(input.pipeline, "pipeline", WORDS_PIPELINE)},
    [SET_INPUT_ANTIALIAS] = {"input.dataset.pipeline.antialias", NULL, TYPE_FLAG, NULL, 0, 0, 0, NULL, "published",
                             "on", NULL, "dvs_gesture: off resizes training frames as torchvision did before 0.17",
                             MODEL(input.antialias, "antialias")},
    [SET_INPUT_WINDOW] = {"input.dataset.window", NULL, TYPE_REAL, "ms", 1e-3, 1e6, 0, NULL, DATA_SET_SAYS, "1575",
                          NULL, "training recordings are cut into samples of this length",
                          MODEL(input.window_ms, "window_ms")},
    [SET_INPUT_CLASSES] = {"input.classes", NULL, TYPE_INTEGER, NULL, 2, 4096, 0, NULL, NULL, NULL, "the data set's",
                           "number of classes", NOWHERE},
    [SET_INPUT_PRESENT] = {"input.present", NULL, TYPE_INTEGER, "steps", 1, 1000, 0, NULL, NULL, NULL,
                           "this or frames is required", "a static image, the same at every one of so many time steps",
                           NOWHERE},
    [SET_INPUT_FRAMES] = {"input.frames", NULL, TYPE_INTEGER, NULL, 1, 1000, 0, NULL, NULL, NULL,
                          "this or present is required", "event data: so many frames, one a time step", NOWHERE},
    [SET_INPUT_FRAMES_OF] = {"input.frames.of", NULL, TYPE_REAL, "ms", 1e-3, 1e6, 0, NULL, NULL, NULL,
                             "frames as the data set has them", "cut events into frames of this length", NOWHERE},
    [SET_INPUT_FRAMES_BY] = {"input.frames.by", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "count", NULL, NULL,
                             "frames as the data set has them", "cut events into frames of equally many events",
                             NOWHERE},
    [SET_INPUT_CLOCK] = {"input.clock", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "as_is|sort|last_reset", NULL, NULL,
                         "sort for frames by time as the paper has them, otherwise as_is",
                         "a recording whose time stamps go back: events in the order of the file, or of their time "
                         "stamps, or only those after the clock's last reset",
                         MODEL_WORD(input.clock, "clock", WORDS_CLOCK)},
    [SET_INPUT_SENSOR] = {"input.sensor", NULL, TYPE_SIZE, NULL, 1, SIDE, 0, NULL, NULL, NULL, "what recordings say",
                          "width x height of the camera, where recordings do not say", NOWHERE},
    [SET_INPUT_AUGMENT] = {"input.augment", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                           "random changes to training samples", NOWHERE},
    [SET_INPUT_CROP] = {"input.augment.crop", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL, "crop at random",
                        NOWHERE},
    [SET_INPUT_CROP_PAD] = {"input.augment.crop.pad", NULL, TYPE_INTEGER, NULL, 0, 64, 0, NULL, NULL, "0", NULL,
                            "zeros added on every side before the crop; 0: no crop", MODEL(input.crop_pad, "crop_pad")},
    [SET_INPUT_FLIP] = {"input.augment.flip", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                        "mirror left to right", NOWHERE},
    [SET_INPUT_FLIP_P] = {"input.augment.flip.p", NULL, TYPE_REAL, NULL, 0, 1, 0, NULL, NULL, "0", NULL,
                          "probability of a flip", MODEL(input.flip_probability, "flip_probability")},
    [SET_INPUT_CUTOUT] = {"input.augment.cutout", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                          "erase a random rectangle", NOWHERE},
    [SET_INPUT_CUTOUT_P] = {"input.augment.cutout.p", NULL, TYPE_REAL, NULL, 0, 1, 0, NULL, NULL, "0", NULL,
                            "probability of a cutout", MODEL(input.cutout_probability, "cutout_probability")},
    [SET_INPUT_NORMALIZE] = {"input.normalize", NULL, TYPE_FLAG, NULL, 0, 0, 0, NULL, NULL, "off", NULL,
                             "x becomes (x - mean) / std, of 16 channels at most; pixels are divided by 255 before",
                             NOWHERE},
    [SET_INPUT_MEAN] = {"input.normalize.mean", NULL, TYPE_REALS, NULL, -1e6, 1e6, 0, NULL, "on", NULL, "required",
                        "one number a channel", NOWHERE},
    [SET_INPUT_STD] = {"input.normalize.std", NULL, TYPE_REALS, NULL, SMALL_REAL, LARGE_REAL, 0, NULL, "on", NULL,
                       "required", "one number a channel", NOWHERE},
    [SET_INPUT_TRAIN] = {"input.train", NULL, TYPE_INTEGER, "samples", 1, MANY, 0, NULL, NULL, "5500", NULL,
                         "synthetic: training samples an epoch", MODEL(input.synthetic_train, "synthetic_train")},
    [SET_INPUT_TEST] = {"input.test", NULL, TYPE_INTEGER, "samples", 1, MANY, 0, NULL, NULL, "1100", NULL,
                        "synthetic: test samples", MODEL(input.synthetic_test, "synthetic_test")},
    [SET_INPUT_SHUFFLE_FRAMES] = {"input.shuffle_frames", "shuffle frames", TYPE_FLAG, NULL, 0, 0, 0, NULL, NULL, "off",
                                  NULL, "control experiment: the frames of every sample in a random order",
                                  MODEL(input.shuffle_frames, "shuffle_frames")},
    [SET_NEURON] = {"neuron", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "lif", NULL, "lif", NULL,
                    "leaky integrate and fire: u[t] = leak v[t-1] + current; a spike where u > threshold", NOWHERE},
    [SET_NEURON_LEAK] = {"neuron.leak", NULL, TYPE_REAL, NULL, 0, 1, 0, NULL, NULL, "0.5", NULL,
                         "the share of the membrane potential that is left after a step", LAYER(neuron.leak, "leak")},
    [SET_NEURON_THRESHOLD] = {"neuron.threshold", NULL, TYPE_REAL, NULL, SMALL_REAL, LARGE_REAL, 0, NULL, NULL, "0.6",
                              NULL, "a spike where u > threshold; u = threshold does not fire",
                              LAYER(neuron.threshold, "threshold")},
    [SET_NEURON_RESET] = {"neuron.reset", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "subtract|zero", NULL, "subtract", NULL,
                          "after a spike: subtract an amount (soft reset) or set to zero (hard reset)",
                          LAYER_WORD(neuron.reset, "reset", WORDS_RESET)},
    [SET_NEURON_RESET_AMOUNT] = {"neuron.reset.amount", "", TYPE_REAL, NULL, 0, LARGE_REAL, 0, NULL, "subtract", NULL,
                                 "the threshold", "what a spike subtracts; the published code: 1.0",
                                 LAYER(neuron.reset_amount, "amount")},
    [SET_WEIGHTS] = {"weights", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                     "how the weights in use come from the trained ones", NOWHERE},
    [SET_WEIGHTS_MODE] = {"weights.mode", "", TYPE_BARE_CHOICE, NULL, 0, 0, 0, "standardize|center|raw", NULL,
                          "standardize", NULL,
                          "standardize: gain (w - mean) / sqrt(variance * fan_in + 1e-4) of each output channel; "
                          "center: (w - mean) / (largest w - mean of all w); raw: as they are",
                          LAYER_WORD(weights, "weights", WORDS_WEIGHTS)},
    [SET_WEIGHTS_GAIN] = {"weights.gain", NULL, TYPE_FLAG, NULL, 0, 0, 0, NULL, NULL, NULL,
                          "on with standardize, otherwise off", "a trained factor per output channel",
                          LAYER(gain, "gain")},
    [SET_WEIGHTS_GAIN_START] = {"weights.gain.start", NULL, TYPE_REAL, NULL, SMALL_REAL, LARGE_REAL, 0, NULL, "on", "1",
                                NULL, "what every channel's gain is before training", LAYER(gain_start, "gain_start")},
    [SET_WEIGHTS_BIAS] = {"weights.bias", NULL, TYPE_FLAG, NULL, 0, 0, 0, NULL, NULL, "off", NULL,
                          "a trained current per output channel", LAYER(bias, "bias")},
    [SET_NETWORK] = {"network", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, "required",
                     "layers from the input on, then readout; repeat N { ... } repeats layers", NOWHERE},
    [SET_CONV] = {"conv", NULL, TYPE_INTEGER, NULL, 1, WIDE, 0, NULL, NULL, NULL, "required",
                  "convolution of stride 1: output channels", NOWHERE},
    [SET_CONV_KERNEL] = {"conv.kernel", "", TYPE_SIZE, NULL, 1, 31, 0, NULL, NULL, NULL, "required",
                         "height x width of the kernel", NOWHERE},
    [SET_CONV_PAD] = {"conv.pad", NULL, TYPE_INTEGER, NULL, 0, 30, 0, NULL, NULL, "0", NULL,
                      "zeros added on every side", LAYER(pad, "pad")},
    [SET_CONV_MAXPOOL] = {"conv.maxpool", NULL, TYPE_SIZE, NULL, 1, SIDE, 0, NULL, NULL, NULL, "none",
                          "maximum of windows that do not overlap; an incomplete last one is dropped", NOWHERE},
    [SET_CONV_AVGPOOL] = {"conv.avgpool", NULL, TYPE_SIZE_OR_WORD, NULL, 1, SIDE, 0, "all", NULL, NULL, "none",
                          "mean of windows that do not overlap; all: of the whole map", NOWHERE},
    [SET_CONV_SIGNAL] = {"conv.signal", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                         "the layer's learning signal; may hold a basis and logits of its own", NOWHERE},
    [SET_CONV_SIGNAL_GRID] = {"conv.signal.grid", NULL, TYPE_SIZE, NULL, 1, SIDE, 0, NULL, NULL, NULL,
                              "2x2, or the map where that is smaller",
                              "the signal sees means over a grid of windows of the pooled map", NOWHERE},
    [SET_CONV_LR] = {"conv.lr", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL, "the layer's learning rate",
                     NOWHERE},
    [SET_CONV_LR_TIMES] = {"conv.lr.times", NULL, TYPE_REAL, NULL, 0, 1e6, 0, NULL, NULL, "1", NULL,
                           "the run's learning rate times this; 0: the layer stays as it is",
                           LAYER(rate_factor, "rate_factor")},
    [SET_LINEAR] = {"linear", NULL, TYPE_INTEGER, NULL, 1, WIDE, 0, NULL, NULL, NULL, "required",
                    "fully connected: output features; a map is flattened in (channel, y, x) order", NOWHERE},
    [SET_LINEAR_SIGNAL] = {"linear.signal", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                           "the layer's learning signal; may hold a basis and logits of its own", NOWHERE},
    [SET_LINEAR_SIGNAL_BINS] = {"linear.signal.bins", NULL, TYPE_INTEGER, NULL, 1, WIDE, 0, NULL, NULL, NULL,
                                "as many as features", "the signal sees means over so many windows of the features",
                                NOWHERE},
    [SET_LINEAR_LR] = {"linear.lr", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                       "the layer's learning rate", NOWHERE},
    [SET_LINEAR_LR_TIMES] = {"linear.lr.times", NULL, TYPE_REAL, NULL, 0, 1e6, 0, NULL, NULL, "1", NULL,
                             "the run's learning rate times this; 0: the layer stays as it is",
                             LAYER(rate_factor, "rate_factor")},
    [SET_READOUT] = {"readout", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, "required",
                     "linear, without neurons: a logit per class and step; prediction: the largest sum over the steps",
                     NOWHERE},
    [SET_READOUT_BIAS] = {"readout.bias", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "zero|uniform", NULL, NULL,
                          "uniform with learn bptt, otherwise zero",
                          "how its bias starts: uniform: between -1 / sqrt(features) and 1 / sqrt(features)",
                          MODEL_WORD(readout.bias_start, "bias", WORDS_BIAS_START)},
    [SET_READOUT_START] = {"readout.start", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "signs|normal", NULL, NULL,
                           "signs with learn tess, otherwise normal",
                           "how its weights start: signs, with local signals: so that its logits are the last layer's "
                           "own, plus its bias; normal: at random",
                           MODEL_WORD(readout.start, "start", WORDS_START)},
    [SET_READOUT_LOSS] = {"readout.loss", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "each step|sum", NULL, NULL,
                          "what learn.signal.loss.of is",
                          "the readout learns from one loss a time step, or from one of the logits' sum over all "
                          "steps; layers with local signals keep theirs",
                          MODEL_WORD(readout.loss, "loss", WORDS_LOSS)},
    [SET_READOUT_LOSS_SMOOTHING] = {"readout.loss.smoothing", NULL, TYPE_REAL, NULL, 0, 1, RANGE_BELOW, NULL, NULL,
                                    NULL, "what learn.signal.loss.smoothing is", "label smoothing of its loss",
                                    MODEL(readout.smoothing, "smoothing")},
    [SET_READOUT_LR] = {"readout.lr", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                        "the readout's learning rate", NOWHERE},
    [SET_READOUT_LR_TIMES] = {"readout.lr.times", NULL, TYPE_REAL, NULL, 0, 1e6, 0, NULL, NULL, "1", NULL,
                              "the run's learning rate times this; 0: the readout stays as it is",
                              MODEL(readout.rate_factor, "rate_factor")},
    [SET_LEARN] = {"learn", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "tess|s_tllr|bptt", NULL, "tess", NULL,
                   "tess, s_tllr: dW[t] += alpha_pre (m psi) trace(x) + alpha_post (m trace(psi)) x; bptt: dW[t] += "
                   "delta x, delta[t] = m psi + leak delta[t+1]",
                   NOWHERE},
    [SET_LEARN_LAMBDA] = {"learn.lambda", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, "tess|s_tllr", NULL, NULL,
                          "decay of the traces; 1: they keep everything", NOWHERE},
    [SET_LEARN_LAMBDA_PRE] = {"learn.lambda.pre", NULL, TYPE_REAL, NULL, 0, 1, 0, NULL, NULL, "0.5", NULL,
                              "of the trace of the inputs, q[t] = lambda_pre q[t-1] + x[t]", NOWHERE},
    [SET_LEARN_LAMBDA_POST] = {"learn.lambda.post", NULL, TYPE_REAL, NULL, 0, 1, 0, NULL, NULL, "0.2", NULL,
                               "of the trace of psi, h[t] = lambda_post h[t-1] + psi[t]; used one step later", NOWHERE},
    [SET_LEARN_ALPHA] = {"learn.alpha", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, "tess|s_tllr", NULL, NULL,
                         "weight of the terms; 0 leaves a term out", NOWHERE},
    [SET_LEARN_ALPHA_PRE] = {"learn.alpha.pre", NULL, TYPE_REAL, NULL, -1e6, 1e6, 0, NULL, NULL, "1", NULL,
                             "of the causal term: psi now, inputs before", NOWHERE},
    [SET_LEARN_ALPHA_POST] = {"learn.alpha.post", NULL, TYPE_REAL, NULL, -1e6, 1e6, 0, NULL, NULL, "1", NULL,
                              "of the other term: psi before, inputs now", NOWHERE},
    [SET_LEARN_PSI] = {"learn.psi", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "triangle|fast_sigmoid", NULL, "triangle", NULL,
                       "secondary activation, d = |u - threshold|: height max(0, 1 - d / width), or height / (slope d "
                       "+ 1)^2",
                       LAYER_WORD(surrogate.kind, "kind", WORDS_SURROGATE)},
    [SET_LEARN_PSI_HEIGHT] = {"learn.psi.height", NULL, TYPE_REAL, NULL, SMALL_REAL, LARGE_REAL, 0, NULL, NULL, NULL,
                              "0.3 for triangle, 1 for fast_sigmoid", "largest value",
                              LAYER(surrogate.height, "height")},
    [SET_LEARN_PSI_WIDTH] = {"learn.psi.width", NULL, TYPE_REAL, NULL, SMALL_REAL, LARGE_REAL, 0, NULL, "triangle", "1",
                             NULL, "distance from the threshold at which the triangle ends",
                             LAYER(surrogate.width, "width")},
    [SET_LEARN_PSI_SLOPE] = {"learn.psi.slope", NULL, TYPE_REAL, NULL, SMALL_REAL, LARGE_REAL, 0, NULL, "fast_sigmoid",
                             "100", NULL, "steepness", LAYER(surrogate.slope, "slope")},
    [SET_LEARN_SIGNAL] = {"learn.signal", NULL, TYPE_CHOICE, NULL, 0, 0, 0,
                          "local|through layers|through layers and time|error|label|reward|constant", NULL, NULL,
                          "what the rule has",
                          "learning signal m; tess: local, made in each layer from its own spikes, m = B^T (softmax(B "
                          "pool(o)) - y); s_tllr: the readout's error, through layers within a step; bptt: through "
                          "layers and time; for rules of one's own also error: B^T times the readout's error; label: "
                          "-B^T y; reward: -1 where the readout's logits of the step name the label, otherwise 1; "
                          "constant: -1",
                          NOWHERE},
    [SET_LEARN_SIGNAL_BASIS] = {"learn.signal.basis", NULL, TYPE_CHOICE, NULL, 0, 0, 0,
                                "square_wave|frequencies|walsh|random|normal", "local|error|label", NULL,
                                "square_wave; with signal error or label normal",
                                "B, a row of signs for each class: sign(sin(f_c i)), with f evenly spaced or listed; "
                                "rows of Walsh-Hadamard matrices; random signs; normally distributed numbers; layers "
                                "may have their own",
                                NOWHERE},
    [SET_LEARN_SIGNAL_BASIS_LOW] = {"learn.signal.basis.low", "", TYPE_REAL, NULL, 0, 1e6, 0, NULL, "square_wave", "50",
                                    NULL, "frequency of class 0", NOWHERE},
    [SET_LEARN_SIGNAL_BASIS_TO] = {"learn.signal.basis.to", NULL, TYPE_REAL, NULL, 0, 1e6, 0, NULL, "square_wave",
                                   "512", NULL, "frequency of the last class", NOWHERE},
    [SET_LEARN_SIGNAL_BASIS_FILE] = {"learn.signal.basis.file", "", TYPE_REALS_OR_FILE, NULL, -1e6, 1e6, 0, NULL,
                                     "frequencies", NULL, "required",
                                     "a number a class, or a file of them: text or .npy of float32", NOWHERE},
    [SET_LEARN_SIGNAL_BASIS_SEED] = {"learn.signal.basis.seed", "", TYPE_INTEGER, NULL, 0, 9e18, 0, NULL,
                                     "random|normal", "1", NULL, "of the random signs or numbers", NOWHERE},
    [SET_LEARN_SIGNAL_LOGITS] = {"learn.signal.logits", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "mean|root|sum", "local",
                                 "root", NULL,
                                 "logits z = B pool(o) of a layer: the sum over its latents, divided by their number "
                                 "(mean), by the square root of that (root) or by nothing (sum); layers may have "
                                 "their own",
                                 LAYER_WORD(logits, "of", WORDS_LOGITS)},
    [SET_LEARN_SIGNAL_LOGITS_TIMES] = {"learn.signal.logits.times", NULL, TYPE_REAL, NULL, 1e-6, 1e6, 0, NULL, NULL,
                                       NULL, "1; 5 where no kind of logits is named", "what z is multiplied by",
                                       LAYER(logits_times, "times")},
    [SET_LEARN_SIGNAL_LOSS] =
        {"learn.signal.loss", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "cross_entropy|squared_error", NULL, "cross_entropy",
         NULL,
         "loss of the readout, and of each layer with a local signal; with logits z and the target "
         "y, 1 for the label and otherwise 0: cross entropy of softmax(z), whose error is "
         "softmax(z) - y; or half the sum of (z - y)^2, whose error is z - y",
         LAYER_WORD(rule.function, "loss_function", WORDS_FUNCTION)},
    [SET_LEARN_SIGNAL_LOSS_OF] = {"learn.signal.loss.of", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "each step|sum", NULL, NULL,
                                  "sum with learn bptt, otherwise each step",
                                  "one loss a time step, or one of the logits' sum over all steps",
                                  LAYER_WORD(rule.loss, "loss", WORDS_LOSS)},
    [SET_LEARN_SIGNAL_LOSS_SMOOTHING] = {"learn.signal.loss.smoothing", NULL, TYPE_REAL, NULL, 0, 1, RANGE_BELOW, NULL,
                                         NULL, "0", NULL,
                                         "label smoothing s: the target is 1 - s + s / classes for the label, s / "
                                         "classes for the others",
                                         LAYER(rule.smoothing, "smoothing")},
    [SET_LEARN_SIGNAL_FROM] = {"learn.signal.from", "from step", TYPE_INTEGER, NULL, 0, 999, 0, NULL,
                               "local|through layers|error|label|reward|constant", "0", NULL,
                               "first time step that has a learning signal; a loss of the sum is of all steps, and its "
                               "gradient goes into these",
                               MODEL(supervised_from, "supervised_from")},
    [SET_LEARN_SCHEDULE] =
        {"learn.schedule", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "auto|fold|stream", NULL, "auto", NULL,
         "fold: layer by layer, all steps at once; stream, with signals that do not go through time: "
         "step by step, with memory that does not depend on their number; auto: fold, unless its "
         "memory gets large",
         MODEL_WORD(schedule, "schedule", WORDS_SCHEDULE)},
    [SET_LEARN_ONLY] = {"learn.only", NULL, TYPE_LAYERS, NULL, 0, 0, 0, NULL, NULL, NULL, "all layers",
                        "these layers learn, or the readout; the others are constants: no parameter of them changes, "
                        "and the optimizer keeps nothing for them",
                        NOWHERE},
    [SET_PREDICT] = {"predict", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                     "by which logits, summed over the steps, a sample's class is told", NOWHERE},
    [SET_PREDICT_FROM] = {"predict.from", NULL, TYPE_SOURCES, NULL, 0, 0, 0, "readout|best", NULL, "readout", NULL,
                          "the readout's, those of a layer's local loss, their sum over several, or best: of the "
                          "readout or one layer, whichever validation favours after each epoch",
                          NOWHERE},
    [SET_PREDICT_ONLY] = {"predict.from.only", NULL, TYPE_FLAG, NULL, 0, 0, 0, NULL, NULL, "off", NULL,
                          "what lies above is not trained", NOWHERE},
    [SET_TRAIN] = {"train", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                   "defaults of the trainer; its options change them without compiling again", NOWHERE},
    [SET_TRAIN_BATCH] = {"train.batch", NULL, TYPE_INTEGER, NULL, 1, 1e6, 0, NULL, NULL, "128", NULL,
                         "samples an update", MODEL(training.batch, "batch")},
    [SET_TRAIN_EPOCHS] = {"train.epochs", NULL, TYPE_INTEGER, NULL, 0, 1e6, 0, NULL, NULL, "100", NULL,
                          "passes over the training samples", MODEL(training.epochs, "epochs")},
    [SET_TRAIN_SEED] = {"train.seed", NULL, TYPE_INTEGER, NULL, 0, 9e18, 0, NULL, NULL, "1", NULL,
                        "of all random numbers", MODEL(training.seed, "seed")},
    [SET_TRAIN_OPTIMIZER] = {"train.optimizer", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "adam|sgd|nesterov|adamw", NULL,
                             "adam", NULL, "how gradients become updates (PyTorch's definitions)",
                             MODEL_WORD(training.optimizer, "optimizer", WORDS_OPTIMIZER)},
    [SET_TRAIN_LR] = {"train.optimizer.lr", NULL, TYPE_REAL, NULL, 0, 1e6, 0, NULL, NULL, "1e-3", NULL, "learning rate",
                      MODEL(training.learning_rate, "learning_rate")},
    [SET_TRAIN_MOMENTUM] = {"train.optimizer.momentum", NULL, TYPE_REAL, NULL, 0, 1, RANGE_BELOW, NULL, "sgd|nesterov",
                            NULL, "0 for sgd, 0.9 for nesterov", "momentum", MODEL(training.momentum, "momentum")},
    [SET_TRAIN_BETA1] = {"train.optimizer.beta1", NULL, TYPE_REAL, NULL, 0, 1, RANGE_BELOW, NULL, "adam|adamw", "0.9",
                         NULL, "decay of the first moment", MODEL(training.beta1, "beta1")},
    [SET_TRAIN_BETA2] = {"train.optimizer.beta2", NULL, TYPE_REAL, NULL, 0, 1, RANGE_BELOW, NULL, "adam|adamw", "0.999",
                         NULL, "decay of the second moment", MODEL(training.beta2, "beta2")},
    [SET_TRAIN_EPSILON] = {"train.optimizer.epsilon", NULL, TYPE_REAL, NULL, TINY_REAL, 1, 0, NULL, "adam|adamw",
                           "1e-8", NULL, "added to the root of the second moment", MODEL(training.epsilon, "epsilon")},
    [SET_TRAIN_WEIGHT_DECAY] = {"train.optimizer.weight_decay", NULL, TYPE_REAL, NULL, 0, 1e6, 0, NULL, NULL, NULL,
                                "0.01 for adamw, otherwise 0",
                                "of all parameters; adamw: every update takes lr times this share of them away; "
                                "otherwise this times the parameter joins its gradient",
                                MODEL(training.weight_decay, "weight_decay")},
    [SET_TRAIN_UPDATE] = {"train.update", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "each batch|each sample|each step", NULL,
                          "each batch", NULL,
                          "when the weights change; each sample and each step take one sample at a time; each step, "
                          "with local signals and plain SGD: dW[t] goes into them at once",
                          MODEL_WORD(training.update, "update", WORDS_UPDATE)},
    [SET_TRAIN_WARMUP] = {"train.warmup", NULL, TYPE_REAL, "epochs", 0, 1e6, 0, NULL, NULL, "0", NULL,
                          "the learning rate rises with every update of the first epochs, along a line from 0",
                          MODEL(training.warmup, "warmup_epochs")},
    [SET_TRAIN_PLATEAU] = {"train.plateau", NULL, TYPE_FLAG, NULL, 0, 0, 0, NULL, NULL, "off", NULL,
                           "lower the learning rate when the loss stops falling (PyTorch's ReduceLROnPlateau)",
                           MODEL(training.plateau, "plateau")},
    [SET_TRAIN_PLATEAU_ON] = {"train.plateau.on", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "validation loss|test loss", "on",
                              "validation loss", NULL, "the loss that is watched; test loss goes with validate on test",
                              NOWHERE},
    [SET_TRAIN_PLATEAU_FACTOR] = {"train.plateau.factor", NULL, TYPE_REAL, NULL, SMALL_REAL, 1, RANGE_BELOW, NULL, "on",
                                  "0.5", NULL, "what the learning rate is multiplied by",
                                  MODEL(training.plateau_factor, "plateau_factor")},
    [SET_TRAIN_PLATEAU_PATIENCE] = {"train.plateau.patience", NULL, TYPE_INTEGER, NULL, 0, 1e6, 0, NULL, "on", "5",
                                    NULL, "epochs without improvement that are tolerated",
                                    MODEL(training.plateau_patience, "plateau_patience")},
    [SET_TRAIN_PLATEAU_THRESHOLD] = {"train.plateau.threshold", NULL, TYPE_REAL, NULL, 0, 1, RANGE_BELOW, NULL, "on",
                                     "1e-4", NULL, "an improvement is a loss under best * (1 - threshold)",
                                     MODEL(training.plateau_threshold, "plateau_threshold")},
    [SET_TRAIN_PLATEAU_MINIMUM] = {"train.plateau.minimum", NULL, TYPE_REAL, NULL, 0, 1e6, 0, NULL, "on", "0", NULL,
                                   "the learning rate does not fall below this",
                                   MODEL(training.minimum_learning_rate, "minimum_learning_rate")},
    [SET_TRAIN_ANNEAL] = {"train.anneal", NULL, TYPE_CHOICE, NULL, 0, 0, 0, "off|linear|cosine", NULL, "off", NULL,
                          "lower the learning rate with every update, along a line or half a cosine, to the run's end",
                          MODEL_WORD(training.annealing, "annealing", WORDS_ANNEALING)},
    [SET_TRAIN_ANNEAL_TO] = {"train.anneal.to", NULL, TYPE_REAL, NULL, 0, 1e6, 0, NULL, "linear|cosine", "0", NULL,
                             "the learning rate at the end",
                             MODEL(training.annealed_learning_rate, "annealed_learning_rate")},
    [SET_TRAIN_VALIDATE] = {"train.validate", NULL, TYPE_REAL_OR_WORD, NULL, 0, 0.9, 0, "on test", NULL, NULL,
                            "0.1; on test with plateau on test loss",
                            "share of the training samples, the last ones, that validate; or the test set", NOWHERE},
    [SET_EXPECT] = {"expect", NULL, TYPE_GROUP, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                    "what the model must come to; checked", NOWHERE},
    [SET_EXPECT_PARAMETERS] = {"expect.parameters", NULL, TYPE_INTEGER, NULL, 0, 9e18, 0, NULL, NULL, NULL,
                               "not checked", "trained numbers", NOWHERE},
    [SET_EXPECT_CLASSES] = {"expect.classes", NULL, TYPE_INTEGER, NULL, 0, MANY, 0, NULL, NULL, NULL, "not checked",
                            "classes", NOWHERE},
    [SET_EXPECT_LAYERS] = {"expect.layers", NULL, TYPE_INTEGER, NULL, 0, MANY, 0, NULL, NULL, NULL, "not checked",
                           "layers without the readout", NOWHERE},
    [SET_EXPECT_STEPS] = {"expect.steps", NULL, TYPE_INTEGER, NULL, 0, MANY, 0, NULL, NULL, NULL, "not checked",
                          "time steps", NOWHERE},
};

static bool is_prefix(const char *prefix, const char *path)
{
    while (*prefix && *prefix == *path)
        prefix++, path++;
    return !*prefix && *path == '.';
}

enum setting_id setting_parent(enum setting_id id)
{
    if (strchr(settings[id].path, '.'))
        for (int i = (int)id - 1; i >= 0; i--) /* parents stand before their children, the nearest last */
            if (is_prefix(settings[i].path, settings[id].path))
                return (enum setting_id)i;
    return SETTINGS;
}

bool setting_is_inside(enum setting_id outer, enum setting_id id)
{
    return is_prefix(settings[outer].path, settings[id].path);
}

/* Does a layer's own one stand in its `signal`? */
static bool is_layered_signal(enum setting_id id)
{
    return id == SET_LEARN_SIGNAL_BASIS || id == SET_LEARN_SIGNAL_LOGITS;
}

bool setting_is_layered(enum setting_id id)
{
    return id == SET_NEURON || id == SET_WEIGHTS || id == SET_LEARN_PSI || is_layered_signal(id);
}

bool setting_is_in_layered(enum setting_id id)
{
    while (id != SETTINGS && !setting_is_layered(id))
        id = setting_parent(id);
    return id != SETTINGS;
}

bool setting_is_child(enum setting_id parent, enum setting_id id)
{
    if (is_layered_signal(id) && (parent == SET_CONV_SIGNAL || parent == SET_LINEAR_SIGNAL))
        return true;
    if (!is_layered_signal(id) && setting_is_layered(id) && (parent == SET_CONV || parent == SET_LINEAR))
        return true;
    /* Asked for every word and every setting: the paths tell without a search for the parent. */
    return setting_is_inside(parent, id) && !strchr(settings[id].path + strlen(settings[parent].path) + 1, '.');
}

bool setting_has_children(enum setting_id id)
{
    return id + 1 < SETTINGS && is_prefix(settings[id].path, settings[id + 1].path);
}

bool setting_takes_block(enum setting_id id)
{
    return id == SET_LEARN_SIGNAL || (setting_parent(id) == SETTINGS && id != SET_READOUT);
}

const char *setting_phrase(enum setting_id id)
{
    const struct setting *setting = &settings[id];
    if (setting->phrase)
        return setting->phrase;
    const char *dot = strrchr(setting->path, '.');
    return dot ? dot + 1 : setting->path;
}

enum setting_id setting_of_path(const char *path)
{
    for (int i = 0; i < SETTINGS; i++)
        if (!strcmp(settings[i].path, path))
            return (enum setting_id)i;
    return SETTINGS;
}

const char *choice_at(const char *choices, int index, int *length)
{
    while (index-- > 0) {
        choices = strchr(choices, '|');
        if (!choices)
            return NULL;
        choices++;
    }
    *length = (int)strcspn(choices, "|");
    return choices;
}

int choice_index(const char *choices, const char *choice)
{
    const char *at;
    int length;
    for (int i = 0; (at = choice_at(choices, i, &length)); i++)
        if ((int)strlen(choice) == length && !strncmp(at, choice, (size_t)length))
            return i;
    return -1;
}

bool setting_goes_with(enum setting_id id, int parent_choice)
{
    if (!settings[id].with)
        return true;
    const struct setting *parent = &settings[setting_parent(id)];
    if (parent->type == TYPE_FLAG)
        return parent_choice == 1;
    if (setting_parent(id) == SET_INPUT_DATASET) {
        const struct tess_data_set *set = tess_data_set(parent_choice);
        return set && tess_data_set_takes(set, setting_phrase(id));
    }
    int length = 0;
    const char *choice = choice_at(parent->choices, parent_choice, &length), *with;
    int with_length;
    for (int i = 0; (with = choice_at(settings[id].with, i, &with_length)); i++)
        if (choice && with_length == length && !strncmp(with, choice, (size_t)length))
            return true;
    return false;
}
