#include "coverage.h"

#include <stdio.h>
#include <stdlib.h>

bool coverage_open(struct coverage *coverage, int classes)
{
    *coverage = (struct coverage){.classes = classes};
    coverage->stored = calloc(3 * (size_t)classes, sizeof *coverage->stored);
    if (!coverage->stored)
        return false;
    coverage->training = coverage->stored + classes;
    coverage->test = coverage->training + classes;
    return true;
}

void coverage_close(struct coverage *coverage)
{
    free(coverage->stored);
    *coverage = (struct coverage){0};
}

/* Why a class has no samples, the first that fits. */
enum lack { LACK_ALL, LACK_TRAINING, LACK_LEFT, LACK_TEST, LACKS, LACK_NONE = LACKS };

static enum lack lack_of(const struct coverage *coverage, int class)
{
    if (coverage->stored[class] == 0)
        return coverage->test[class] == 0 ? LACK_ALL : LACK_TRAINING;
    if (coverage->training[class] == 0)
        return LACK_LEFT;
    return coverage->test[class] == 0 ? LACK_TEST : LACK_NONE;
}

/* Whether the classes that have samples are 1, 2, ... to the last one. */
static bool begins_at_one(const struct coverage *coverage)
{
    bool good = coverage->classes > 2 && lack_of(coverage, 0) == LACK_ALL;
    for (int c = 1; c < coverage->classes; c++)
        good = good && lack_of(coverage, c) != LACK_ALL;
    return good;
}

static bool note_lack(const struct coverage *coverage, enum lack lack, const char *const *names, struct notes *notes,
                      struct tess_error *error)
{
    static const char *const texts[LACKS] = {
        [LACK_ALL] = "no samples at all",
        [LACK_TRAINING] = "no training samples",
        [LACK_LEFT] = "validation (the last samples of the files) or --train-limit leaves no training samples",
        [LACK_TEST] = "no test samples",
    };
    struct word_list classes = {0};
    for (int c = 0; c < coverage->classes; c++) {
        char number[12];
        snprintf(number, sizeof number, "%d", c);
        if (lack_of(coverage, c) == lack)
            word_add(&classes, names ? names[c] : number);
    }
    if (classes.count == 0)
        return true;
    const int left = coverage->classes - classes.count;
    char advice[160] = "";
    const bool advise = lack == LACK_ALL && coverage->own_labels;
    if (advise && begins_at_one(coverage))
        snprintf(advice, sizeof advice, "; the labels begin at 1: take 1 from each of them, and %d classes will do",
                 left);
    else if (advise)
        snprintf(advice, sizeof advice, "; with labels from 0 on without gaps %d classes will do", left);
    return note_add(notes, error, "%s for %d of %d classes: %s%s", texts[lack], classes.count, coverage->classes,
                    word_list_text(&classes), advice);
}

bool coverage_note(const struct coverage *coverage, const char *const *names, struct notes *notes,
                   struct tess_error *error)
{
    bool good = true;
    for (enum lack lack = LACK_ALL; good && lack < LACKS; lack++)
        good = note_lack(coverage, lack, names, notes, error);
    return good;
}
