#include "model/words.h"

#include <string.h>

#include "model/model.h"

enum { MOST_WORDS = 7 };

static const char *const words[WORD_SETS][MOST_WORDS] = {
    [WORDS_RESET] = {[RESET_SUBTRACT] = "subtract", [RESET_ZERO] = "zero"},
    [WORDS_SURROGATE] = {[SURROGATE_TRIANGLE] = "triangle", [SURROGATE_FAST_SIGMOID] = "fast_sigmoid"},
    [WORDS_WEIGHTS] = {[WEIGHTS_STANDARDIZE] = "standardize", [WEIGHTS_CENTER] = "center", [WEIGHTS_RAW] = "raw"},
    [WORDS_POOL] = {[POOL_NONE] = "none", [POOL_MAX] = "max", [POOL_AVG] = "avg"},
    [WORDS_SIGNAL] = {[SIGNAL_LOCAL] = "local",
                      [SIGNAL_LAYERS] = "through layers",
                      [SIGNAL_TIME] = "through layers and time",
                      [SIGNAL_ERROR] = "error",
                      [SIGNAL_LABEL] = "label",
                      [SIGNAL_REWARD] = "reward",
                      [SIGNAL_CONSTANT] = "constant"},
    [WORDS_LOSS] = {[LOSS_STEPS] = "each step", [LOSS_SUM] = "sum"},
    [WORDS_FUNCTION] = {[LOSS_CROSS_ENTROPY] = "cross_entropy", [LOSS_SQUARED_ERROR] = "squared_error"},
    [WORDS_SCHEDULE] = {[SCHEDULE_AUTO] = "auto", [SCHEDULE_FOLD] = "fold", [SCHEDULE_STREAM] = "stream"},
    [WORDS_POST] = {[POST_SURROGATE] = "psi", [POST_TRACE] = "trace", [POST_MEMBRANE] = "membrane"},
    [WORDS_PRE] = {[PRE_TRACE] = "trace", [PRE_INPUT] = "input"},
    [WORDS_BASIS] = {[BASIS_SQUARE_WAVE] = "square_wave",
                     [BASIS_WALSH] = "walsh",
                     [BASIS_RANDOM] = "random",
                     [BASIS_NORMAL] = "normal"},
    [WORDS_LOGITS] = {[TESS_LOGITS_MEAN] = "mean", [TESS_LOGITS_ROOT] = "root", [TESS_LOGITS_SUM] = "sum"},
    [WORDS_START] = {[TESS_START_SIGNS] = "signs", [TESS_START_NORMAL] = "normal"},
    [WORDS_BIAS_START] = {[TESS_START_CONSTANT] = "zero", [TESS_START_UNIFORM] = "uniform"},
    [WORDS_OPTIMIZER] =
        {[TESS_SGD] = "sgd", [TESS_NESTEROV] = "nesterov", [TESS_ADAM] = "adam", [TESS_ADAMW] = "adamw"},
    [WORDS_ANNEALING] = {[TESS_ANNEAL_OFF] = "off", [TESS_ANNEAL_LINEAR] = "linear", [TESS_ANNEAL_COSINE] = "cosine"},
    [WORDS_FRAMING] = {[TESS_FRAMES_NONE] = "none", [TESS_FRAMES_BY_TIME] = "time", [TESS_FRAMES_BY_COUNT] = "count"},
    [WORDS_CLOCK] = {[TESS_CLOCK_AS_IS] = "as_is", [TESS_CLOCK_SORT] = "sort", [TESS_CLOCK_LAST_RESET] = "last_reset"},
    [WORDS_UPDATE] =
        {[TESS_UPDATE_BATCH] = "each batch", [TESS_UPDATE_SAMPLE] = "each sample", [TESS_UPDATE_STEP] = "each step"},
    [WORDS_PIPELINE] = {[TESS_PIPELINE_PAPER] = "paper", [TESS_PIPELINE_PUBLISHED] = "published"},
};

const char *word_of(enum word_set set, int value)
{
    return words[set][value];
}

int word_value(enum word_set set, const char *word, int length)
{
    for (int value = 0; value < MOST_WORDS; value++) {
        const char *known = words[set][value];
        if (known && (int)strlen(known) == length && !strncmp(known, word, (size_t)length))
            return value;
    }
    return -1;
}
