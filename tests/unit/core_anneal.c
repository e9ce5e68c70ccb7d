/* Annealing against PyTorch's LinearLR and CosineAnnealingLR (lr 1e-3, eta_min 1e-5, 8 updates). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tess/anneal.h"

static const struct {
    int64_t done;
    double linear, cosine;
} trace[] = {
    {0, 1e-3, 1e-3},
    {1, 8.7625e-4, 9.62320368e-4},
    {2, 7.525e-4, 8.55017857e-4},
    {3, 6.2875e-4, 6.94428299e-4},
    {4, 5.05e-4, 5.05e-4},
    {7, 1.3375e-4, 4.76796319e-5},
    {8, 1e-5, 1e-5},
    {9, 1e-5, 1e-5},
};

static void check_trace(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof trace / sizeof *trace; i++) {
        const double linear = tess_annealed(TESS_ANNEAL_LINEAR, 1e-3, 1e-5, trace[i].done, 8);
        const double cosine = tess_annealed(TESS_ANNEAL_COSINE, 1e-3, 1e-5, trace[i].done, 8);
        assert_true(fabs(linear - trace[i].linear) < 1e-12);
        assert_true(fabs(cosine - trace[i].cosine) < 1e-12);
        assert_true(tess_annealed(TESS_ANNEAL_OFF, 1e-3, 1e-5, trace[i].done, 8) == 1e-3);
    }
}

/* A run without updates, and one whose rate rises. */
static void check_ends(void **state)
{
    (void)state;
    assert_true(tess_annealed(TESS_ANNEAL_COSINE, 1e-3, 0, 0, 0) == 0);
    assert_true(tess_annealed(TESS_ANNEAL_LINEAR, 0, 1, 1, 4) == 0.25);
}

/* 2.5 epochs of 3 updates are 8: the first has an eighth of the rate, the eighth all of it. */
static void check_warmup(void **state)
{
    (void)state;
    assert_int_equal(tess_warmup_updates(2.5, 3), 8);
    assert_int_equal(tess_warmup_updates(1, 40), 40);
    assert_int_equal(tess_warmup_updates(0.01, 7), 1);
    assert_int_equal(tess_warmup_updates(0, 7), 0);
    for (int64_t done = 0; done < 8; done++)
        assert_true(fabs(tess_warmed(1e-3, done, 8) - 1e-3 * (double)(done + 1) / 8) < 1e-18);
    assert_true(tess_warmed(1e-3, 7, 8) == 1e-3 && tess_warmed(1e-3, 8, 8) == 1e-3);
    assert_true(tess_warmed(1e-3, 0, 0) == 1e-3 && tess_warmed(1e-3, 0, 1) == 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_trace), cmocka_unit_test(check_ends),
                                       cmocka_unit_test(check_warmup)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
