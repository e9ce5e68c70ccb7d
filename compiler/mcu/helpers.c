/* Functions that generated code calls. They compute what libtess computes, bit for bit (runtime/tess/math.h, weights.h,
 * update.h, learning_signal.h; runtime/kernels/random.c), in C that needs no library. */
#include "mcu/parts.h"

enum need {
    ALWAYS = 1 << 0,
    LOCAL = 1 << 1,    /* a layer learns */
    ERRORS = 1 << 2,   /* a layer or the readout learns */
    STANDARD = 1 << 3, /* a layer has standardised weights */
    BACKWARD = 1 << 4, /* and learns */
    CENTRED = 1 << 5,  /* a layer has centred weights */
    FIXED = 1 << 6,    /* a layer has integer weights */
    ROOT = 1 << 7,     /* square roots of double */
    ADAM = 1 << 8,
    MOMENTUM = 1 << 9,
    PLAIN = 1 << 10,
    SMOOTH = 1 << 11, /* label smoothing */
    SHARP = 1 << 12,  /* losses without it */
    RANDOM = 1 << 13, /* weights that start at random */
    NORMAL = 1 << 14,
    UNIFORM = 1 << 15,
    DECAY = 1 << 16, /* weight decay, or an optimizer that might have it */
    SUMS = 1 << 17,  /* sums of double in eight lanes */
    BITS = 1 << 18
};

struct helper {
    unsigned needed; /* by any of these */
    const char *about, *text;
};

static const struct helper helpers[] = {
    {ALWAYS, "Were products fused into sums? Then the numbers are others than those of a host.",
     "static int products_are_fused(void)\n"
     "{\n"
     "volatile float a = 1.0f + 1.0f / 4096, b = -(1.0f + 1.0f / 2048);\n"
     "const float x = a, y = b;\n"
     "return x * x + y != 0;\n"
     "}\n"},
    {BITS, "Bit i of packed bits.",
     "static int bit(const uint8_t *bits, int i)\n"
     "{\n"
     "return bits[i >> 3] >> (i & 7) & 1;\n"
     "}\n"},
    {ALWAYS, NULL,
     "static float magnitude(float x)\n"
     "{\n"
     "return x < 0 ? -x : x;\n"
     "}\n"},
    {ERRORS, "2^k, k = -1022 .. 1023.",
     "static double power_of_two(int k)\n"
     "{\n"
     "const uint64_t bits = (uint64_t)(k + 1023) << 52;\n"
     "double value;\n"
     "memcpy(&value, &bits, sizeof value);\n"
     "return value;\n"
     "}\n"},
    {ERRORS,
     "e^x for x <= 0: x = k ln2 + r with |r| <= ln2 / 2, e^x = 2^k e^r, e^r by its Taylor series. ln2 comes in two "
     "parts, the first short enough for k times it to be exact; what rounding r loses is added back.",
     "static double exponential(double x)\n"
     "{\n"
     "if (!(x >= -745.2)) {\n"
     "return x < 0 ? 0 : x;\n"
     "}\n"
     "const int k = (int)(x * 0x1.71547652b82fep0 + (x < 0 ? -0.5 : 0.5));\n"
     "const double high = x - k * 0x1.62e42fee00000p-1, low = k * 0x1.a39ef35793c76p-33;\n"
     "const double r = high - low, lost = (high - r) - low;\n"
     "static const double factorial[] = {479001600.0, 39916800.0, 3628800.0, 362880.0, 40320.0, 5040.0,\n"
     "                                   720.0, 120.0, 24.0, 6.0};\n"
     "double series = 1.0 / 6227020800.0;\n"
     "for (int n = 0; n < 10; n++) {\n"
     "series = series * r + 1.0 / factorial[n];\n"
     "}\n"
     "series = series * r + 0.5;\n"
     "const double value = 1 + (r + (lost + r * r * series));\n"
     "return value * power_of_two(k / 2) * power_of_two(k - k / 2);\n"
     "}\n"},
    {SHARP, "Softmax cross entropy of logits: error = (softmax - onehot) / batch.",
     "static void cross_entropy(const float *logits, int label, float *error)\n"
     "{\n"
     "double largest = (double)logits[0], sum = 0;\n"
     "for (int c = 1; c < $classes; c++) {\n"
     "largest = (double)logits[c] > largest ? (double)logits[c] : largest;\n"
     "}\n"
     "for (int c = 0; c < $classes; c++) {\n"
     "sum += exponential((double)logits[c] - largest);\n"
     "}\n"
     "for (int c = 0; c < $classes; c++) {\n"
     "error[c] = (float)((exponential((double)logits[c] - largest) / sum - (c == label)) / $batch);\n"
     "}\n"
     "}\n"},
    {SMOOTH,
     "Softmax cross entropy of logits with smoothed labels: error = (softmax - target) / batch, the target smoothing / "
     "classes for every class, and 1 - smoothing more for the label.",
     "static void smoothed_cross_entropy(const float *logits, int label, float smoothing, float *error)\n"
     "{\n"
     "const double share = (double)smoothing / $classes, rest = 1 - (double)smoothing;\n"
     "double largest = (double)logits[0], sum = 0;\n"
     "for (int c = 1; c < $classes; c++) {\n"
     "largest = (double)logits[c] > largest ? (double)logits[c] : largest;\n"
     "}\n"
     "for (int c = 0; c < $classes; c++) {\n"
     "sum += exponential((double)logits[c] - largest);\n"
     "}\n"
     "for (int c = 0; c < $classes; c++) {\n"
     "error[c] = (float)((exponential((double)logits[c] - largest) / sum - (rest * (c == label) + share)) / $batch);\n"
     "}\n"
     "}\n"},
    {ROOT | ADAM | NORMAL,
     "The square root of a normal number, correctly rounded: mantissa and root digit by digit, one digit more than it "
     "has; a root is never half way between two numbers.",
     "static double square_root(double x)\n"
     "{\n"
     "uint64_t bits, root = 0, rest = 0;\n"
     "memcpy(&bits, &x, sizeof bits);\n"
     "if (bits == 0) {\n"
     "return 0;\n"
     "}\n"
     "int exponent = (int)(bits >> 52) - 1023;\n"
     "uint64_t mantissa = (bits & 0xfffffffffffffu) | (uint64_t)1 << 52;\n"
     "if (exponent & 1) {\n"
     "mantissa <<= 1;\n"
     "exponent--;\n"
     "}\n"
     "for (int digit = 26; digit > -28; digit--) { /* two bits of the mantissa give one of the root */\n"
     "rest = rest << 2 | (digit >= 0 ? mantissa >> (2 * digit) & 3 : 0);\n"
     "const uint64_t trial = root << 2 | 1;\n"
     "root <<= 1;\n"
     "if (rest >= trial) {\n"
     "rest -= trial;\n"
     "root |= 1;\n"
     "}\n"
     "}\n"
     "bits = ((uint64_t)(exponent / 2 + 1023) << 52) + (((root >> 1) + (root & 1)) & 0xfffffffffffffu);\n"
     "if ((root >> 1) + (root & 1) == (uint64_t)1 << 53) { /* rounded up to the next power of two */\n"
     "bits += (uint64_t)1 << 52;\n"
     "}\n"
     "memcpy(&x, &bits, sizeof x);\n"
     "return x;\n"
     "}\n"},
    {ADAM, "The same of a float.",
     "static float square_root_of_float(float x)\n"
     "{\n"
     "uint32_t bits, root = 0, rest = 0;\n"
     "memcpy(&bits, &x, sizeof bits);\n"
     "if (bits == 0) {\n"
     "return 0;\n"
     "}\n"
     "int exponent = (int)(bits >> 23) - 127;\n"
     "uint32_t mantissa = (bits & 0x7fffffu) | (uint32_t)1 << 23;\n"
     "if (exponent & 1) {\n"
     "mantissa <<= 1;\n"
     "exponent--;\n"
     "}\n"
     "mantissa <<= 7; /* 31 or 32 bits, of which the root takes two at a time from the top */\n"
     "for (int digit = 0; digit < 25; digit++, mantissa <<= 2) {\n"
     "rest = rest << 2 | mantissa >> 30;\n"
     "const uint32_t trial = root << 2 | 1;\n"
     "root <<= 1;\n"
     "if (rest >= trial) {\n"
     "rest -= trial;\n"
     "root |= 1;\n"
     "}\n"
     "}\n"
     "bits = ((uint32_t)(exponent / 2 + 127) << 23) + (((root >> 1) + (root & 1)) & 0x7fffffu);\n"
     "if ((root >> 1) + (root & 1) == (uint32_t)1 << 24) {\n"
     "bits += (uint32_t)1 << 23;\n"
     "}\n"
     "memcpy(&x, &bits, sizeof x);\n"
     "return x;\n"
     "}\n"},
    {SUMS, "Sums run in eight lanes, element k in lane k mod 8, and are joined in this order.",
     "static double join(const double *lane)\n"
     "{\n"
     "return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));\n"
     "}\n"},
    {STANDARD | CENTRED, NULL,
     "static double sum_of(const float *x, int n)\n"
     "{\n"
     "double lane[8] = {0};\n"
     "for (int k = 0; k < n; k++) {\n"
     "lane[k & 7] += (double)x[k];\n"
     "}\n"
     "return join(lane);\n"
     "}\n"},
    {STANDARD, "Sum of (x - mean) * (y - y_mean).",
     "static double sum_centred(const float *x, double mean, const float *y, double y_mean, int n)\n"
     "{\n"
     "double lane[8] = {0};\n"
     "for (int k = 0; k < n; k++) {\n"
     "lane[k & 7] += ((double)x[k] - mean) * ((double)y[k] - y_mean);\n"
     "}\n"
     "return join(lane);\n"
     "}\n"},
    {STANDARD, "sqrt(v n + 1e-4) of a channel's n weights, v their unbiased variance.",
     "static double divisor_of(const float *weight, double mean, int n)\n"
     "{\n"
     "const double variance = sum_centred(weight, mean, weight, mean, n) / (n > 1 ? n - 1 : 1);\n"
     "return square_root(variance * n + 1e-4);\n"
     "}\n"},
    {STANDARD, "Weight standardisation: gain (W - mean) / sqrt(v n + 1e-4).",
     "static void standardize(const float *weight, int n, float gain, float *in_use)\n"
     "{\n"
     "const double mean = sum_of(weight, n) / n;\n"
     "const double factor = (double)gain / divisor_of(weight, mean, n);\n"
     "for (int k = 0; k < n; k++) {\n"
     "in_use[k] = (float)(((double)weight[k] - mean) * factor);\n"
     "}\n"
     "}\n"},
    {BACKWARD,
     "From the gradient G of a channel's weights in use, in place, to that of the raw ones; returns the gain's: d gain "
     "= sum(G z) / D, dz = gain (G/D - sum(G z) z n / ((n-1) D^3)), dW = dz - mean(dz), z = W - mean.",
     "static float standardize_backward(const float *weight, int n, float gain, float *gradient)\n"
     "{\n"
     "const double weight_mean = sum_of(weight, n) / n, divisor = divisor_of(weight, weight_mean, n);\n"
     "const double along = sum_centred(weight, weight_mean, gradient, 0, n);\n"
     "const double mean = sum_of(gradient, n) / n, scale = (double)gain / divisor;\n"
     "const double pull = n > 1 ? along * n / ((n - 1) * divisor * divisor) : 0;\n"
     "for (int k = 0; k < n; k++) {\n"
     "gradient[k] = (float)(scale * ((double)gradient[k] - mean - pull * ((double)weight[k] - weight_mean)));\n"
     "}\n"
     "return (float)(along / divisor);\n"
     "}\n"},
    {FIXED,
     "A channel's n weights as integers: sums of them are exact in any order. The unit is the largest power of two "
     "with "
     "which no sum of |weight| times the largest input reaches 2^31, which is returned.",
     "static float fixed_point(const float *weight, int n, int largest, int32_t *fixed)\n"
     "{\n"
     "double lane[8] = {0};\n"
     "for (int k = 0; k < n; k++) {\n"
     "lane[k & 7] += (double)magnitude(weight[k]);\n"
     "}\n"
     "const double bound = join(lane) * largest, limit = 2147483647.0 - (double)n * largest;\n"
     "float unit = 1;\n"
     "while (unit < 0x1p60f && (double)unit * 2 * bound < limit) {\n"
     "unit *= 2;\n"
     "}\n"
     "while (unit > 0x1p-60f && (double)unit * bound >= limit) {\n"
     "unit /= 2;\n"
     "}\n"
     "for (int k = 0; k < n; k++) {\n"
     "const float x = weight[k] * unit;\n"
     "fixed[k] = (int32_t)(x < 0 ? (double)x - 0.5 : (double)x + 0.5);\n"
     "}\n"
     "return unit;\n"
     "}\n"},
    {ADAM,
     "Adam on n numbers: p -= rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon). Moments below 1e-30 "
     "become zero.",
     "static void adam(const struct $net *net, float rate, int n, float *value, const float *gradient, float "
     "*moment1,\n"
     "                 float *moment2)\n"
     "{\n"
     "const float beta1 = $beta1, beta2 = $beta2, epsilon = $epsilon, decay = $decay;\n"
     "const float step = (float)((double)rate / (1 - net->power1)), share = rate * decay;\n"
     "const float correction = (float)square_root(1 - net->power2);\n"
     "const float rest1 = (float)(1 - (double)beta1), rest2 = (float)(1 - (double)beta2);\n"
     "for (int i = 0; i < n; i++) {\n"
     "const float g = $adam_decayed;\n"
     "float m = beta1 * moment1[i] + rest1 * g;\n"
     "float v = beta2 * moment2[i] + rest2 * (g * g);\n"
     "m = magnitude(m) < 1e-30f ? 0 : m;\n"
     "v = v < 1e-30f ? 0 : v;\n"
     "moment1[i] = m;\n"
     "moment2[i] = v;\n"
     "const float way = step * (m / (square_root_of_float(v) / correction + epsilon));\n"
     "value[i] -= $adam_way;\n"
     "}\n"
     "(void)share;\n"
     "}\n"},
    {MOMENTUM, "Stochastic gradient descent with a momentum on n numbers: b = momentum b + g; p -= rate $momentum_way.",
     "static void descend(float rate, int n, float *value, const float *gradient, float *moment1)\n"
     "{\n"
     "const float momentum = $momentum, decay = $decay;\n"
     "for (int i = 0; i < n; i++) {\n"
     "const float g = $sgd_decayed;\n"
     "float b = momentum * moment1[i] + g;\n"
     "b = magnitude(b) < 1e-30f ? 0 : b;\n"
     "moment1[i] = b;\n"
     "value[i] -= rate * $momentum_way;\n"
     "}\n"
     "(void)decay;\n"
     "}\n"},
    {PLAIN, "Stochastic gradient descent on n numbers: p -= rate g.",
     "static void descend(float rate, int n, float *value, const float *gradient)\n"
     "{\n"
     "const float decay = $decay;\n"
     "for (int i = 0; i < n; i++) {\n"
     "const float g = $sgd_decayed;\n"
     "value[i] -= rate * (magnitude(g) < 1e-30f ? 0 : g);\n"
     "}\n"
     "(void)decay;\n"
     "}\n"},
    {RANDOM,
     "The upper half of a product, and Philox4x64-10: J. K. Salmon et al., \"Parallel random numbers: as easy as "
     "1, 2, 3\", SC 2011. out: the first two numbers of the stream of one element of a tensor.",
     "static uint64_t upper_half(uint64_t a, uint64_t b)\n"
     "{\n"
     "const uint64_t a0 = a & 0xffffffffu, a1 = a >> 32, b0 = b & 0xffffffffu, b1 = b >> 32;\n"
     "const uint64_t middle = a1 * b0 + (a0 * b0 >> 32), other = a0 * b1 + (middle & 0xffffffffu);\n"
     "return a1 * b1 + (middle >> 32) + (other >> 32);\n"
     "}\n"
     "\n"
     "static void random_numbers(uint64_t seed, uint64_t tensor, uint64_t element, uint64_t *out)\n"
     "{\n"
     "uint64_t key0 = seed, key1 = 1, x0 = tensor, x1 = element, x2 = 0, x3 = 0;\n"
     "for (int round = 0; round < 10; round++) {\n"
     "const uint64_t factor0 = 0xd2e7470ee14c6c93u, factor1 = 0xca5a826395121157u;\n"
     "const uint64_t high0 = upper_half(x0, factor0), low0 = x0 * factor0;\n"
     "const uint64_t high1 = upper_half(x2, factor1), low1 = x2 * factor1;\n"
     "x0 = high1 ^ x1 ^ key0;\n"
     "x1 = low1;\n"
     "x2 = high0 ^ x3 ^ key1;\n"
     "x3 = low0;\n"
     "key0 += 0x9e3779b97f4a7c15u;\n"
     "key1 += 0xbb67ae8584caa73bu;\n"
     "}\n"
     "out[0] = x0;\n"
     "out[1] = x1;\n"
     "}\n"},
    {RANDOM, "[0, 1), 53 bits.",
     "static double uniform(uint64_t bits)\n"
     "{\n"
     "return (double)(bits >> 11) * 0x1p-53;\n"
     "}\n"},
    {NORMAL,
     "Natural logarithm of 0 < x <= 1: x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), and by s = f / (2 + f) the "
     "series of 2 artanh(s), in a form that keeps f apart.",
     "static double logarithm(double x)\n"
     "{\n"
     "uint64_t bits;\n"
     "memcpy(&bits, &x, sizeof bits);\n"
     "int k = (int)(bits >> 52) - 1023;\n"
     "bits = (bits & 0xfffffffffffffu) | (uint64_t)1023 << 52;\n"
     "memcpy(&x, &bits, sizeof x);\n"
     "if (x > 0x1.6a09e667f3bcdp0) {\n"
     "x *= 0.5;\n"
     "k++;\n"
     "}\n"
     "const double f = x - 1, s = f / (2 + f), z = s * s, half = 0.5 * f * f;\n"
     "double series = 2.0 / 25;\n"
     "for (int n = 23; n >= 3; n -= 2) {\n"
     "series = series * z + 2.0 / n;\n"
     "}\n"
     "const double rest = s * (half + series * z);\n"
     "return k * 0x1.62e42fee00000p-1 - ((half - (rest + k * 0x1.a39ef35793c76p-33)) - f);\n"
     "}\n"},
    {NORMAL,
     "cos(2 pi u), 0 <= u < 1: u loses its quarters, exactly; what is left is at most pi / 4, where the Taylor series "
     "of "
     "cosine and sine are short.",
     "static double cosine_of_turn(double u)\n"
     "{\n"
     "static const double sine[] = {1307674368000.0, 6227020800.0, 39916800.0, 362880.0, 5040.0, 120.0, 6.0};\n"
     "static const double cosine[] = {20922789888000.0, 87178291200.0, 479001600.0, 3628800.0, 40320.0, 720.0, 24.0};\n"
     "const int quarter = (int)(4 * u + 0.5), place = quarter & 3;\n"
     "const double a = (u - 0.25 * quarter) * 0x1.921fb54442d18p+2, z = a * a;\n"
     "double value, series;\n"
     "if (place & 1) {\n"
     "series = 1.0 / 355687428096000.0;\n"
     "for (int n = 0; n < 7; n++) {\n"
     "series = n & 1 ? series * z + 1.0 / sine[n] : series * z - 1.0 / sine[n];\n"
     "}\n"
     "value = -(a + a * (z * series));\n"
     "} else {\n"
     "series = 1.0 / cosine[0];\n"
     "for (int n = 1; n < 7; n++) {\n"
     "series = n & 1 ? series * z - 1.0 / cosine[n] : series * z + 1.0 / cosine[n];\n"
     "}\n"
     "value = 1 - (0.5 * z - z * z * series);\n"
     "}\n"
     "return place & 2 ? -value : value;\n"
     "}\n"},
    {NORMAL,
     "Weights that start normal with a standard deviation; a tensor's and an element's number choose the stream.",
     "static void start_normal(uint64_t seed, int tensor, double deviation, float *value, int count)\n"
     "{\n"
     "for (int i = 0; i < count; i++) {\n"
     "uint64_t bits[2];\n"
     "random_numbers(seed, (uint64_t)tensor, (uint64_t)i, bits);\n"
     "const double radius = square_root(-2 * logarithm(1 - uniform(bits[0])));\n"
     "value[i] = (float)(deviation * (radius * cosine_of_turn(uniform(bits[1]))));\n"
     "}\n"
     "}\n"},
    {UNIFORM, "Weights that start uniform up to a largest magnitude.",
     "static void start_uniform(uint64_t seed, int tensor, double largest, float *value, int count)\n"
     "{\n"
     "for (int i = 0; i < count; i++) {\n"
     "uint64_t bits[2];\n"
     "random_numbers(seed, (uint64_t)tensor, (uint64_t)i, bits);\n"
     "value[i] = (float)(largest * (2 * uniform(bits[0]) - 1));\n"
     "}\n"
     "}\n"},
};

static unsigned needs_of_layer(const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    unsigned needs = 0;
    if (m->learns)
        needs |= LOCAL | ERRORS | BITS | (layer->rule.smoothing != 0 ? SMOOTH : SHARP);
    if (layer->weights == WEIGHTS_STANDARDIZE)
        needs |= STANDARD | ROOT | SUMS | (m->learns ? BACKWARD : 0);
    if (layer->weights == WEIGHTS_CENTER)
        needs |= CENTRED | SUMS;
    if (m->program->in.kind != EDGE_REALS)
        needs |= FIXED | SUMS;
    if (m->program->in.kind == EDGE_BITS || m->program->out.kind == EDGE_BITS)
        needs |= BITS;
    return needs;
}

static unsigned needs_of_optimizer(const struct mcu_plan *plan)
{
    bool learns = plan->readout_learns;
    for (int l = 0; l < plan->program->layers; l++)
        learns |= plan->layer[l].learns;
    return !learns ? 0 : plan->moment2 ? ADAM : plan->moment1 ? MOMENTUM : PLAIN;
}

static unsigned needs_of(const struct mcu_plan *plan)
{
    const struct program *program = plan->program;
    unsigned needs = ALWAYS | needs_of_optimizer(plan);
    for (int l = 0; l < program->layers; l++)
        needs |= needs_of_layer(&plan->layer[l]);
    if (plan->readout_learns)
        needs |= ERRORS | (program->model->readout.smoothing != 0 ? SMOOTH : SHARP);
    if (program->model->readout.start == TESS_START_SIGNS)
        needs |= BITS;
    for (int i = 0; i < program->params.count; i++) {
        const enum tess_start start = program->params.param[i].start;
        needs |= start == TESS_START_NORMAL ? NORMAL | RANDOM : start == TESS_START_UNIFORM ? UNIFORM | RANDOM : 0;
    }
    return needs;
}

static void bind_optimizer(struct writer *w, const struct mcu_plan *plan)
{
    const struct tess_training *t = &plan->program->model->training;
    const bool apart = t->optimizer == TESS_ADAMW, decays = t->weight_decay != 0;
    bind_float(w, "beta1", t->beta1);
    bind_float(w, "beta2", t->beta2);
    bind_float(w, "epsilon", t->epsilon);
    bind_float(w, "decay", t->weight_decay);
    bind_float(w, "momentum", t->momentum);
    bind_text(w, "sgd_decayed", "%s", decays ? "gradient[i] + decay * value[i]" : "gradient[i]");
    bind_text(w, "adam_decayed", "%s", decays && !apart ? "gradient[i] + decay * value[i]" : "gradient[i]");
    bind_text(w, "adam_way", "%s", apart ? "share * value[i] + way" : "way");
    bind_text(w, "momentum_way", "%s", t->optimizer == TESS_NESTEROV ? "(g + momentum * b)" : "b");
}

void mcu_emit_helpers(struct writer *w, const struct mcu_plan *plan)
{
    const unsigned needs = needs_of(plan);
    const int mark = writer_mark(w);
    bind_optimizer(w, plan);
    for (size_t i = 0; i < sizeof helpers / sizeof *helpers; i++) {
        if (!(helpers[i].needed & needs))
            continue;
        if (helpers[i].about)
            comment(w, helpers[i].about);
        code(w, helpers[i].text);
        code(w, "\n");
    }
    writer_release(w, mark);
}
