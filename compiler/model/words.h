/* The words of enums, as model files and printed models write them: one table for all. */
#ifndef TESSC_WORDS_H
#define TESSC_WORDS_H

enum word_set {
    WORDS_NONE,
    WORDS_RESET,      /* enum reset_kind */
    WORDS_SURROGATE,  /* enum surrogate_kind */
    WORDS_WEIGHTS,    /* enum weight_mode */
    WORDS_POOL,       /* enum pool_kind */
    WORDS_SIGNAL,     /* enum signal_kind */
    WORDS_LOSS,       /* enum loss_kind */
    WORDS_FUNCTION,   /* enum loss_function */
    WORDS_SCHEDULE,   /* enum schedule_kind */
    WORDS_POST,       /* enum post_kind */
    WORDS_PRE,        /* enum pre_kind */
    WORDS_BASIS,      /* enum basis_kind */
    WORDS_LOGITS,     /* enum tess_logits */
    WORDS_START,      /* enum tess_start, of the readout's weights */
    WORDS_BIAS_START, /* the same, of its bias */
    WORDS_OPTIMIZER,  /* enum tess_optimizer */
    WORDS_ANNEALING,  /* enum tess_annealing */
    WORDS_FRAMING,    /* enum tess_framing */
    WORDS_CLOCK,      /* enum tess_clock */
    WORDS_UPDATE,     /* enum tess_update */
    WORDS_PIPELINE,   /* enum tess_pipeline */
    WORD_SETS
};

/* The word of a value of the enum. */
const char *word_of(enum word_set set, int value);

/* The value that a word of `length` bytes has; -1 if the enum has no such word. */
int word_value(enum word_set set, const char *word, int length);

#endif
