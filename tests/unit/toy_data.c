#include <stdlib.h>
#include <time.h>

#include "tess/data.h"
#include "tess/random.h"
#include "toy.h"

int toy_broken_sample = -1, toy_infinite_sample = -1, toy_delay = 0;
int toy_validation = TOY_VALIDATION;
const char *toy_fingerprint = "toy data 1";

struct tess_dataset {
    int count[TESS_SPLITS];
};

struct tess_dataset *tess_dataset_open(const struct tess_input *input, const struct tess_data_options *options,
                                       struct tess_error *error)
{
    struct tess_dataset *set = malloc(sizeof *set);
    (void)input;
    if (!set) {
        tess_fail(error, TESS_FAILED, "out of memory");
        return NULL;
    }
    set->count[TESS_TRAIN] = options->train_limit ? options->train_limit : TOY_TRAIN;
    set->count[TESS_VALIDATION] = toy_validation;
    set->count[TESS_TEST] = options->test_limit ? options->test_limit : TOY_TEST;
    return set;
}

void tess_dataset_close(struct tess_dataset *set)
{
    free(set);
}

int tess_dataset_count(const struct tess_dataset *set, enum tess_split split)
{
    return set->count[split];
}

const char *tess_dataset_class_name(const struct tess_dataset *set, int label)
{
    static const char *const name[] = {"north", "south", "west"};
    (void)set;
    return name[label];
}

const char *tess_dataset_fingerprint(const struct tess_dataset *set)
{
    (void)set;
    return toy_fingerprint;
}

struct tess_scale tess_dataset_scale(const struct tess_dataset *set, enum tess_split split)
{
    (void)set, (void)split;
    return (struct tess_scale){.kind = TESS_SCALE_NUMBERS, .least = -6, .most = 6.5};
}

void tess_dataset_divide(struct tess_dataset *set, float divisor)
{
    (void)set, (void)divisor;
}

void tess_dataset_tell(const struct tess_dataset *set, bool quiet)
{
    (void)set, (void)quiet;
}

const char *tess_dataset_file(const struct tess_dataset *set, enum tess_split split, int index)
{
    (void)set, (void)split, (void)index;
    return NULL;
}

/* Class c lights up pixels c, c + 3, ... under much noise; augmentation adds more of it. */
bool tess_dataset_read(const struct tess_dataset *set, enum tess_split split, int index, const struct tess_draw *draw,
                       float *frames, int32_t *label, struct tess_error *error)
{
    struct tess_random random = tess_random_stream(split, TESS_RANDOM_SYNTHETIC, 0, (uint64_t)index);
    (void)set;
    if (toy_delay) {
        const struct timespec pause = {0, 1000L * toy_delay};
        nanosleep(&pause, NULL);
    }
    if (split == TESS_TRAIN && index == toy_broken_sample)
        return tess_fail(error, TESS_BAD_DATA, "toy: offset %d: expected a sample", index);
    *label = (int32_t)tess_random_below(&random, TOY_CLASSES);
    for (int i = 0; i < TOY_PIXELS; i++)
        frames[i] = (float)(i % 3 == *label) + (float)tess_random_normal(&random);
    if (draw) {
        struct tess_random more = tess_random_stream(draw->seed, TESS_RANDOM_AUGMENT, draw->epoch, (uint64_t)index);
        for (int i = 0; i < TOY_PIXELS; i++)
            frames[i] += 0.1f * (float)tess_random_normal(&more);
    }
    if (split == TESS_TRAIN && index == toy_infinite_sample)
        frames[3] = __builtin_inff();
    return true;
}

float tess_dataset_lost(const struct tess_dataset *set)
{
    (void)set;
    return 0;
}
