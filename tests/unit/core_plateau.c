/* The learning-rate schedule against a trace of PyTorch's ReduceLROnPlateau(factor 0.5, patience 5, threshold 1e-4). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tess/plateau.h"

static const struct tess_plateau start = {
    .factor = 0.5, .threshold = 1e-4, .patience = 5, .learning_rate = 1e-3, .best = INFINITY};

/* Loss of an epoch; rate and bad epochs after it. The run of equal losses is the sixth bad epoch, 0.339452 is better
 * than 0.339794, 0.348848 is worse. */
static const struct {
    double loss, learning_rate;
    int bad;
} trace[] = {
    {0.513199, 1e-3, 0},   {0.434414, 1e-3, 0},   {0.367723, 1e-3, 0},   {0.350684, 1e-3, 0},   {0.377195, 1e-3, 1},
    {0.374494, 1e-3, 2},   {0.339794, 1e-3, 0},   {0.344041, 1e-3, 1},   {0.339452, 1e-3, 0},   {0.361395, 1e-3, 1},
    {0.348879, 1e-3, 2},   {0.3488476, 1e-3, 3},  {0.3488476, 1e-3, 4},  {0.3488476, 1e-3, 5},  {0.3488476, 5e-4, 0},
    {0.3488476, 5e-4, 1},  {0.3488476, 5e-4, 2},  {0.3488476, 5e-4, 3},  {0.3488476, 5e-4, 4},  {0.36649, 5e-4, 5},
    {0.345949, 2.5e-4, 0}, {0.346944, 2.5e-4, 1}, {0.363714, 2.5e-4, 2}, {0.332593, 2.5e-4, 0}, {0.319712, 2.5e-4, 0},
    {0.3579, 2.5e-4, 1},   {0.336589, 2.5e-4, 2}, {0.311593, 2.5e-4, 0}, {0.333719, 2.5e-4, 1},
};

static void check_trace(void **state)
{
    struct tess_plateau plateau = start;
    double rate = start.learning_rate;
    (void)state;
    for (size_t i = 0; i < sizeof trace / sizeof *trace; i++) {
        const bool lowered = tess_plateau_step(&plateau, trace[i].loss);
        assert_true(plateau.learning_rate == trace[i].learning_rate);
        assert_int_equal(plateau.bad, trace[i].bad);
        assert_int_equal(lowered, plateau.learning_rate < rate);
        rate = plateau.learning_rate;
    }
    assert_true(plateau.best == 0.311593);
}

/* An epoch is good only below best * (1 - threshold), and only then is best moved. */
static void check_threshold(void **state)
{
    struct tess_plateau plateau = start;
    (void)state;
    tess_plateau_step(&plateau, 1);
    tess_plateau_step(&plateau, 0.99995);
    assert_int_equal(plateau.bad, 1);
    assert_true(plateau.best == 1);
    tess_plateau_step(&plateau, 0.99989);
    assert_int_equal(plateau.bad, 0);
    assert_true(plateau.best == 0.99989);
    tess_plateau_step(&plateau, NAN);
    assert_int_equal(plateau.bad, 1);
}

static void check_minimum(void **state)
{
    struct tess_plateau plateau = start;
    (void)state;
    plateau.patience = 0;
    plateau.minimum = 4e-4;
    tess_plateau_step(&plateau, 1);
    assert_true(tess_plateau_step(&plateau, 2) && plateau.learning_rate == 5e-4);
    assert_true(tess_plateau_step(&plateau, 2) && plateau.learning_rate == 4e-4);
    assert_true(!tess_plateau_step(&plateau, 2) && plateau.learning_rate == 4e-4);
    plateau.minimum = 0;
    plateau.learning_rate = 1.5e-8;
    assert_true(!tess_plateau_step(&plateau, 2) && plateau.learning_rate == 1.5e-8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_trace), cmocka_unit_test(check_threshold),
                                       cmocka_unit_test(check_minimum)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
