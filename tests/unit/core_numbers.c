/* Random numbers, elementary functions, errors, checksums and numbers as text. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/feed.h"
#include "engine/tally.h"
#include "files/checksum.h"
#include "files/json.h"
#include "tess/error.h"
#include "tess/kernel.h"
#include "tess/math.h"
#include "tess/random.h"

static const long double pi = 3.141592653589793238462643383279502884L;

/* Distance in units of the last place of the right answer. */
static double units(double found, long double right)
{
    const double rounded = fabs((double)right);
    const double unit = nextafter(rounded, INFINITY) - rounded;
    return (double)(fabsl((long double)found - right) / (long double)unit);
}

static void check_exp_and_log(void **state)
{
    struct tess_random random = tess_random_stream(1, TESS_RANDOM_SYNTHETIC, 0, 0);
    double exp_error = 0, log_error = 0;
    (void)state;
    for (int i = 0; i < 300000; i++) {
        const double wide = 1400 * tess_random_uniform(&random) - 700, near = 4 * tess_random_uniform(&random) - 2;
        exp_error = fmax(exp_error, units(tess_exp(wide), expl((long double)wide)));
        exp_error = fmax(exp_error, units(tess_exp(near), expl((long double)near)));
        const double large = exp(wide), around_one = 0.5 + tess_random_uniform(&random);
        log_error = fmax(log_error, units(tess_log(large), logl((long double)large)));
        log_error = fmax(log_error, units(tess_log(around_one), logl((long double)around_one)));
    }
    assert_true(exp_error <= 1);
    assert_true(log_error <= 1);
}

static void check_special_values(void **state)
{
    (void)state;
    assert_true(tess_exp(0) == 1 && tess_exp(-INFINITY) == 0 && tess_exp(-800) == 0);
    assert_true(isinf(tess_exp(710)) && isinf(tess_exp(INFINITY)) && isnan(tess_exp(NAN)));
    assert_true(units(tess_exp(709.78), expl(709.78L)) < 4000 && units(tess_exp(-744), expl(-744)) <= 1);
    assert_true(tess_log(1) == 0 && isinf(tess_log(0)) && tess_log(0) < 0 && isnan(tess_log(-1)));
    assert_true(isinf(tess_log(INFINITY)) && isnan(tess_log(NAN)));
    assert_true(units(tess_log(5e-324), logl((long double)5e-324)) <= 1);
    assert_true(tess_cos_2pi(0) == 1 && tess_cos_2pi(0.5) == -1 && tess_cos_2pi(0.25) == 0 && tess_cos_2pi(-3) == 1);
    assert_true(tess_sin_2pi(0) == 0 && tess_sin_2pi(0.25) == 1 && tess_sin_2pi(-0.25) == -1);
    assert_true(units(tess_sin_2pi(1e-20), 2 * pi * 1e-20L) <= 2);
}

/* The angle is reduced exactly first, so that the reference is not the less exact one near zeros. */
static void check_circle(void **state)
{
    struct tess_random random = tess_random_stream(2, TESS_RANDOM_SYNTHETIC, 0, 0);
    double error = 0;
    (void)state;
    for (int i = 0; i < 300000; i++) {
        const double u = 4 * tess_random_uniform(&random) - 2, eighth = floor(8 * u + 0.5), rest = u - eighth / 8;
        const long double base = pi * (long double)eighth / 4, step = 2 * pi * (long double)rest;
        const bool on_axis = fmod(eighth, 2) == 0;
        const long double c = on_axis ? roundl(cosl(base)) : cosl(base), s = on_axis ? roundl(sinl(base)) : sinl(base);
        error = fmax(error, units(tess_cos_2pi(u), c * cosl(step) - s * sinl(step)));
        error = fmax(error, units(tess_sin_2pi(u), s * cosl(step) + c * sinl(step)));
    }
    assert_true(error <= 2);
}

/* Known answers of NumPy's Philox(key=[0, 0]), whose counter is raised by one before use. */
static void check_philox(void **state)
{
    static const uint64_t zero[4] = {0x02f4ba6408e4d89bu, 0x3dd62b0b9ca8c5b2u, 0x1c8667a55d902e79u,
                                     0x907d7a052fd5b4dcu};
    struct tess_random random = tess_random_stream(0, 0, 1, 0);
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(tess_random_bits(&random), zero[i]);
    assert_int_equal(random.drawn, 4);
    struct tess_random same = tess_random_stream(0, 0, 1, 0), other = tess_random_stream(0, 0, 1, 1);
    assert_int_equal(tess_random_bits(&same), zero[0]);
    assert_int_not_equal(tess_random_bits(&other), zero[0]);
}

static void check_distributions(void **state)
{
    enum { DRAWS = 200000 };
    struct tess_random random = tess_random_stream(3, TESS_RANDOM_WEIGHTS, 0, 0);
    double sum = 0, squares = 0, fourth = 0, uniform = 0;
    int count[7] = {0};
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        const double normal = tess_random_normal(&random), u = tess_random_uniform(&random);
        assert_true(u >= 0 && u < 1);
        uniform += u;
        sum += normal;
        squares += normal * normal;
        fourth += normal * normal * normal * normal;
        count[tess_random_below(&random, 7)]++;
    }
    assert_true(fabs(uniform / DRAWS - 0.5) < 0.003);
    assert_true(fabs(sum / DRAWS) < 0.01 && fabs(squares / DRAWS - 1) < 0.015 && fabs(fourth / DRAWS - 3) < 0.1);
    for (int i = 0; i < 7; i++)
        assert_true(abs(count[i] - DRAWS / 7) < 800);
    for (int i = 0; i < 100; i++)
        assert_int_equal(tess_random_below(&random, 1), 0);
}

static void check_shuffle(void **state)
{
    int32_t order[100], again[100], next[100], seen[100] = {0};
    (void)state;
    shuffle(order, 100, 5, 0);
    shuffle(again, 100, 5, 0);
    shuffle(next, 100, 5, 1);
    for (int i = 0; i < 100; i++)
        seen[order[i]]++;
    for (int i = 0; i < 100; i++)
        assert_int_equal(seen[i], 1);
    assert_memory_equal(order, again, sizeof order);
    assert_memory_not_equal(order, next, sizeof order);
}

static void check_errors(void **state)
{
    struct tess_error error = {TESS_OK, ""};
    char longer[2 * TESS_ERROR_TEXT];
    (void)state;
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    assert_false(tess_fail(&error, TESS_BAD_DATA, "offset %d: %s", 7, longer));
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_memory_equal(error.text, "offset 7: xxx", 13);
    assert_int_equal(strlen(error.text), sizeof error.text - 1);
    assert_string_equal(error.text + strlen(error.text) - 4, "x..."); /* what is cut says so */
    assert_false(tess_fail(&error, TESS_IO, "a later one"));
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_memory_equal(error.text, "offset 7", 8);

    error.code = TESS_OK;
    assert_false(tess_fail(&error, TESS_IO, "%s: %s", "s\xe4t\x1b", "gr\xc3\xb6\xc3\x9f\x65\xe2\x82"));
    assert_string_equal(error.text, "s\\xe4t\\x1b: gr\xc3\xb6\xc3\x9f\x65\\xe2\\x82");

    memset(longer, '\n', 3000); /* escapes are not cut in two, nor characters */
    for (int cut = 0; cut < 8; cut++) {
        error.code = TESS_OK;
        assert_false(tess_fail(&error, TESS_IO, "%.*s%s", cut, "abcdefgh", longer));
        const size_t length = strlen(error.text);
        assert_in_range(length, sizeof error.text - 8, sizeof error.text - 1);
        assert_string_equal(error.text + length - 3, "...");
        assert_memory_equal(error.text + length - 7, "\\x0a", 4);
    }
}

static void check_checksum(void **state)
{
    struct checksum sum;
    (void)state;
    assert_int_equal(checksum_of("123456789", 9), 0x995dc9bbdf1939fau);
    checksum_start(&sum);
    checksum_add(&sum, "1", 1);
    checksum_add(&sum, "2345678", 7);
    checksum_add(&sum, "9", 1);
    assert_int_equal(checksum_value(&sum), 0x995dc9bbdf1939fau);
}

static void assert_text(const char *expected, void (*write)(FILE *))
{
    char text[200] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    write(out);
    fclose(out);
    assert_string_equal(text, expected);
}

static void write_examples(FILE *out)
{
    json_text(out, "a \"b\" \\ \n \x7f \xc3\xa9");
    fputc(' ', out);
    json_number(out, 0.1);
    fputc(' ', out);
    json_number(out, 1.0 / 3);
    fputc(' ', out);
    json_number(out, (double)NAN);
    fputc(' ', out);
    json_float(out, 0.001f);
    fputc(' ', out);
    json_float(out, 1.0f / 3);
    fputc(' ', out);
    json_float(out, INFINITY);
}

static void check_json(void **state)
{
    (void)state;
    assert_text("\"a \\\"b\\\" \\\\ \\u000a \\u007f \xc3\xa9\" 0.1 0.3333333333333333 null 0.001 0.33333334 null",
                write_examples);
}

static void check_scores(void **state)
{
    static const float tie[] = {1, 3, 3, 2}, large[] = {1000, 0}, even[] = {5, 5, 5, 5};
    (void)state;
    assert_int_equal(predicted_class(tie, 4), 1);
    assert_int_equal(predicted_class(even, 4), 0);
    assert_true(cross_entropy(large, 2, 0) == 0 && cross_entropy(large, 2, 1) == 1000);
    assert_true(fabs(cross_entropy(even, 4, 2) - log(4)) < 1e-15);
}

/* Label smoothing by its definition: target q, loss -sum q log p, error (p - q) / batch; without it, the bits of the
 * plain one. */
static void check_smoothing(void **state)
{
    enum { CLASSES = 5, BATCH = 3 };
    static const float logits[CLASSES] = {0.5f, -2.25f, 3.0f, 0.0f, 1.75f}, smoothings[] = {0, 0.1f, 0.5f, 0.99f};
    float error[CLASSES], plain[CLASSES];
    (void)state;
    for (int label = 0; label < CLASSES; label++)
        for (size_t i = 0; i < sizeof smoothings / sizeof *smoothings; i++) {
            const double smoothing = (double)smoothings[i];
            double sum = 0, expected = 0;
            for (int c = 0; c < CLASSES; c++)
                sum += exp((double)logits[c]);
            const float loss = tess_smoothed_cross_entropy(logits, CLASSES, label, smoothings[i], BATCH, error);
            for (int c = 0; c < CLASSES; c++) {
                const double p = exp((double)logits[c]) / sum;
                const double target = (c == label ? 1 - smoothing : 0) + smoothing / CLASSES;
                expected -= target * log(p);
                assert_true(fabs((double)error[c] - (p - target) / BATCH) < 1e-7);
            }
            assert_true(fabs((double)loss - expected) < 1e-6);
        }
    const float loss = tess_cross_entropy(logits, CLASSES, 1, BATCH, plain);
    assert_true(tess_smoothed_cross_entropy(logits, CLASSES, 1, 0, BATCH, error) == loss);
    assert_memory_equal(error, plain, sizeof plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_exp_and_log), cmocka_unit_test(check_special_values), cmocka_unit_test(check_circle),
        cmocka_unit_test(check_philox),      cmocka_unit_test(check_distributions),  cmocka_unit_test(check_shuffle),
        cmocka_unit_test(check_errors),      cmocka_unit_test(check_checksum),       cmocka_unit_test(check_json),
        cmocka_unit_test(check_scores),      cmocka_unit_test(check_smoothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
