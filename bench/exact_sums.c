/* How exact are sums of weights? Weights as int32 fixed point, as the generated code has them, against float32 added in
 * list order, both measured against double precision: standardised weights of a layer, its inputs spiking at random.
 *
 *   clang -O2 -std=c11 -ffp-contract=off -Iruntime bench/exact_sums.c runtime/kernels/random.c -o exact_sums &&
 * ./exact_sums
 *
 * Prints, for each fan-in and rate, the largest and the root-mean-square error of both over 2000 sums. */
#include <stdio.h>
#include <stdlib.h>

#include "tess/kernel.h"
#include "tess/random.h"

enum { LARGEST_FAN_IN = 4608, CHANNELS = 20, TRIALS = 100 };

struct error {
    double largest, squares;
};

static void note(struct error *error, double difference)
{
    const double size = __builtin_fabs(difference);
    error->largest = size > error->largest ? size : error->largest;
    error->squares += difference * difference;
}

static void measure(int fan_in, double rate)
{
    static float raw[LARGEST_FAN_IN], effective[LARGEST_FAN_IN];
    struct error fixed = {0}, floating = {0};
    struct tess_random random = tess_random_stream(1, TESS_RANDOM_WEIGHTS, (uint64_t)fan_in, (uint64_t)(rate * 1000));
    for (int channel = 0; channel < CHANNELS; channel++) {
        for (int k = 0; k < fan_in; k++)
            raw[k] = (float)tess_random_normal(&random);
        tess_standardize(raw, fan_in, 1.0f, effective);
        const float unit = tess_fixed_point(effective, fan_in, 1);
        for (int trial = 0; trial < TRIALS; trial++) {
            double exact = 0;
            float sum = 0;
            int32_t whole = 0;
            for (int k = 0; k < fan_in; k++)
                if (tess_random_uniform(&random) < rate) {
                    exact += (double)effective[k];
                    sum += effective[k];
                    whole += tess_round(effective[k] * unit);
                }
            note(&fixed, (double)((float)whole * (1 / unit)) - exact);
            note(&floating, (double)sum - exact);
        }
    }
    const double count = CHANNELS * TRIALS;
    printf("%7d %5.2f   %9.2e %9.2e   %9.2e %9.2e\n", fan_in, rate, fixed.largest,
           __builtin_sqrt(fixed.squares / count), floating.largest, __builtin_sqrt(floating.squares / count));
}

int main(void)
{
    static const int fan_ins[] = {27, 576, 1152, 2304, 4608};
    static const double rates[] = {0.05, 0.2, 0.5};
    printf("                int32 fixed point       float32 in list order\n");
    printf(" fan-in  rate     largest       rms     largest       rms\n");
    for (size_t f = 0; f < sizeof fan_ins / sizeof *fan_ins; f++)
        for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
            measure(fan_ins[f], rates[r]);
    return 0;
}
