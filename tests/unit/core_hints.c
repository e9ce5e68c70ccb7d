/* When hints are told, and of which layers: with tallies made up by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/hints.h"

enum { LAYERS = 5, STEPS = 2, NEURONS = 100, CLASSES = 10, IMAGES = 1000 };

static struct tess_layer_info layers[LAYERS + 1];
static const struct tess_param gains[] = {
    {.name = "conv1.weight"}, {.name = "conv12.gain", .start_scale = 7}, {.name = "conv2.gain", .start_scale = 0.5f}};
static struct tess_model model = {.layers = LAYERS,
                                  .layer = layers,
                                  .local_loss = true,
                                  .params = 3,
                                  .param = gains,
                                  .input = {.classes = CLASSES, .steps = STEPS}};

/* What a run is at the end of an epoch; `told` is what the hints then say. */
static struct tally training, validation;
static struct prediction prediction;
static struct hints hints;
static struct hint_facts facts;
static char *told;

static void tell(void)
{
    size_t size;
    free(told);
    FILE *out = open_memstream(&told, &size);
    assert_non_null(out);
    hints_tell(&hints, &facts, out);
    assert_int_equal(fclose(out), 0);
}

static void assert_told(const char *text)
{
    if (!strstr(told, text))
        fail_msg("expected '%s' in '%s'", text, told);
}

static void set_layer(int layer, double rate, double loss, double spread)
{
    training.spikes[layer] = (uint64_t)(rate * IMAGES * STEPS * NEURONS + 0.5);
    training.local_loss[layer] = loss * IMAGES;
    training.spread[layer] = spread * IMAGES;
}

static void set_accuracy(struct tally *tally, int way, double accuracy)
{
    tally->correct[way] = (int64_t)(accuracy * IMAGES + 0.5);
}

/* Everything well: layers that fire, losses well under ln 10 = 2.303, the readout the best. */
static void begin(const char *from)
{
    static const char *const name[] = {"conv1", "conv2", "conv3", "conv4", "conv5", "readout"};
    struct tess_error error = {TESS_OK, ""};
    bool logits[TESS_MOST_LAYERS + 1];
    for (int i = 0; i <= LAYERS; i++)
        layers[i] = (struct tess_layer_info){.name = name[i],
                                             .neurons = NEURONS,
                                             .threshold = 0.5f,
                                             .latents = 256,
                                             .logits = TESS_LOGITS_ROOT,
                                             .logits_times = 4};
    assert_true(prediction_read(&prediction, &model, from, "from", TESS_USAGE, &error));
    prediction_wants(&prediction, &model, true, logits);
    struct tally *const tally[] = {&training, &validation};
    for (int i = 0; i < 2; i++) {
        tally_close(tally[i]);
        assert_true(tally_open(tally[i], &model, &prediction, logits));
        tally[i]->images = IMAGES;
        for (int way = 0; way < LAYERS + 2; way++)
            set_accuracy(tally[i], way, way < LAYERS ? 0.5 : 0.6);
    }
    for (int layer = 0; layer < LAYERS; layer++)
        set_layer(layer, 0.1, 1.5, 2);
    hints = (struct hints){0};
    facts = (struct hint_facts){.model = &model,
                                .prediction = &prediction,
                                .way = prediction_way(&prediction),
                                .training = &training,
                                .judged = &validation,
                                .judged_name = "validation",
                                .epochs = 10,
                                .learning_rate = 1e-3};
}

static void check_nothing(void **state)
{
    (void)state;
    begin("readout");
    for (int epoch = 0; epoch < 10; epoch++) {
        tell();
        assert_string_equal(told, "");
    }
    set_accuracy(&training, LAYERS, 0.1); /* nothing is learned, and no layer says why */
    tell();
    assert_string_equal(told, "");
}

static void check_faint(void **state)
{
    (void)state;
    begin("readout");
    for (int layer = 0; layer < LAYERS; layer++)
        layers[layer].logits = TESS_LOGITS_MEAN, layers[layer].logits_times = 1;
    set_layer(1, 0.1, 2.30, 0.03125);
    set_layer(2, 0.1, 2.29, 0.03125);
    set_layer(3, 0.1, 2.31, 0.03125);
    tell(); /* root times 2 / 0.03125 / 256 * 16 = 4 */
    assert_told("hint: conv2 to conv4 have local losses of 2.290 to 2.310 (ln 10 = 2.303 is that of guessing), and "
                "their local logits differ by 0.031 between classes");
    assert_told("`logits mean`, which divides them by their number of latents, is what the published code computes");
    assert_told("try `learn { signal local { logits root times 4 } }` (-D learn.signal.logits=root "
                "-D learn.signal.logits.times=4)\n");
    tell();
    assert_string_equal(told, "");

    begin("readout"); /* one layer of another kind: its setting is its own; a better layer is named too */
    layers[3].logits_times = 0.125f;
    set_layer(3, 0.1, 2.30, 0.125);
    set_accuracy(&validation, 1, 0.7);
    tell();
    assert_told("hint: conv4 has a local loss of 2.300 ");
    assert_told("try `conv4 signal logits root times 2` (-D conv4.signal.logits=root -D conv4.signal.logits.times=2), "
                "or `predict from conv2`, which is not so (-D predict.from=conv2)\n");
    assert_null(strstr(told, "published"));

    /* Logits of a good size whose loss is that of guessing, and small ones whose layer hardly fires, are no such case.
     */
    begin("readout");
    set_layer(0, 0.1, 2.30, 0.5);
    set_layer(4, 0.0005, 2.30, 0.001);
    tell();
    assert_string_equal(told, "");

    begin("conv2 only"); /* what is not trained has no say */
    set_layer(3, 0.1, 2.30, 0.03);
    tell();
    assert_string_equal(told, "");
}

static void check_sharp(void **state)
{
    (void)state;
    begin("readout");
    for (int layer = 0; layer < LAYERS; layer++)
        layers[layer].logits_times = 64;
    set_layer(0, 0.1, 3.5, 16);
    tell(); /* 64 * 2 / 16 */
    assert_told("hint: conv1 has a local loss of 3.500 ");
    assert_told("differ by 16 between classes, so much that");
    assert_told("try `learn { signal local { logits root times 8 } }`");
    begin("readout");
    set_layer(2, 0.1, 1.3, 45); /* not far above guessing, but one-hot */
    tell();
    assert_told("hint: conv3 has a local loss of 1.300 ");
    begin("readout");
    set_layer(2, 0.1, 0.05, 45); /* one-hot and right */
    set_layer(3, 0.1, 2.8, 12);  /* not yet far from guessing */
    tell();
    assert_string_equal(told, "");
}

/* Logits that are equal for all classes: no scale of them is advised. */
static void check_blind(void **state)
{
    (void)state;
    begin("readout");
    layers[2].latents = 1;
    set_layer(2, 0.1, 2.303, 0);
    tell();
    assert_string_equal(told,
                        "hint: conv3 has the same local logits for all classes, whatever it does: nothing teaches it; "
                        "try `conv3 signal basis walsh` (-D conv3.signal.basis=walsh) and more latents, by `signal "
                        "bins N` of a linear layer or a finer `signal grid` of a convolution\n");
}

/* The first layer's own scale is not the model's. */
static void check_own_first(void **state)
{
    (void)state;
    begin("readout");
    layers[0].logits_times = 0.01f;
    set_layer(0, 0.1, 2.303, 0.001);
    tell();
    assert_told("try `conv1 signal logits root times ");
}

/* A threshold or a gain far from the language's own is the cause, and the other no cure. */
static void check_far(void **state)
{
    static const struct tess_param near[] = {{.name = "conv1.gain", .start_scale = 1}};
    static const struct tess_param far[] = {{.name = "conv1.gain", .start_scale = 0.001f}};
    (void)state;
    begin("readout");
    model.params = 1;
    model.param = far;
    set_layer(0, 0, 2.303, 0);
    tell();
    assert_told("try `conv1 { weights { gain start 1 } }` (-D conv1.weights.gain.start=1), or input");
    begin("readout");
    model.params = 1;
    model.param = near;
    layers[0].threshold = 50;
    set_layer(0, 0, 2.303, 0);
    tell();
    assert_told("try `conv1 { neuron { threshold 0.6 } }` (-D conv1.neuron.threshold=0.6), or input");
    model.param = gains;
    model.params = sizeof gains / sizeof *gains;
}

static void check_dead(void **state)
{
    (void)state;
    begin("readout");
    set_layer(1, 0.00009, 2.303, 0.001);
    set_layer(3, 0, 2.303, 0);
    set_layer(4, 0.002, 2.303, 0.001); /* sees nothing: nothing is said of its logits */
    tell();
    assert_told("hint: conv2 fires at 0.009 % of its neurons and steps: almost nothing gets past it; the same holds of "
                "conv4 above it; try `conv2 { neuron { threshold 0.25 } }` (-D conv2.neuron.threshold=0.25) or `conv2 "
                "{ weights { gain start 1 } }` (-D conv2.weights.gain.start=1)");
    assert_int_equal(strchr(told, '\n') - told + 1, strlen(told));
    set_accuracy(&training, LAYERS, 0.11);
    set_layer(0, 0.96, 1.5, 2);
    tell();
    assert_told("hint: conv1 fires at 96.000 % of its neurons and steps: it says almost nothing; a training accuracy "
                "of 11.00 % is that of guessing; try `conv1 { neuron { threshold 1 } }` "
                "(-D conv1.neuron.threshold=1), or a reset by more\n");

    begin("readout"); /* at rates of one per cent layers are not silent, at 0.9 not saturated */
    set_layer(1, 0.01, 1.5, 2);
    set_layer(2, 0.00011, 1.5, 2);
    set_layer(3, 0.9, 1.5, 2);
    tell();
    assert_string_equal(told, "");
}

/* Data come first, thresholds last. */
static void check_order(void **state)
{
    (void)state;
    begin("readout");
    set_accuracy(&training, LAYERS, 0.1);
    set_layer(0, 0.1, 2.303, 0.001);
    set_layer(1, 0.97, 2.303, 0.001);
    set_layer(2, 0, 2.303, 0);
    facts.lost = 0.125;
    tell();
    const char *const line[] = {"hint: 12.5 % of the recordings' events are in no frame",
                                "hint: conv1 has a local loss", "hint: conv2 fires at 97.000 %",
                                "hint: conv3 fires at 0.000 %"};
    const char *at = told;
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        assert_memory_equal(at, line[i], strlen(line[i]));
        at = strchr(at, '\n') + 1;
    }
    assert_string_equal(at, "");
    begin("readout"); /* lost events alone, and a network that learns in spite of them, are told by the data alone */
    set_layer(2, 0, 2.303, 0);
    facts.lost = 0.125;
    tell();
    assert_null(strstr(told, "in no frame"));
}

static void check_better_layer(void **state)
{
    (void)state;
    begin("readout");
    set_accuracy(&validation, 2, 0.65); /* two standard errors are 0.043 */
    for (int epoch = 0; epoch < 2; epoch++) {
        tell();
        assert_string_equal(told, "");
    }
    set_accuracy(&validation, 2, 0.62); /* not clearly: it counts from the beginning */
    tell();
    set_accuracy(&validation, 2, 0.65);
    tell();
    tell();
    assert_string_equal(told, "");
    set_accuracy(&validation, 3, 0.66);
    tell();
    assert_told(
        "hint: conv4 alone knows more than the readout: validation accuracy 66.00 % against 60.00 %, and so for "
        "3 epochs; try `predict from best` or `predict from conv4` (-D predict.from=conv4; --from conv4 of "
        "train, eval and predict)\n");
    tell();
    assert_string_equal(told, "");

    begin("readout");
    facts.judged = &training;
    facts.judged_name = "training";
    set_accuracy(&training, 0, 0.9);
    for (int epoch = 0; epoch < 3; epoch++)
        tell();
    assert_told("training accuracy 90.00 % against 60.00 %, and so for 3 epochs; try `predict from conv1` (-D");

    static const char *const settled[] = {"best", "conv1"};
    for (int i = 0; i < 2; i++) {
        begin(settled[i]);
        set_accuracy(&validation, 0, 0.9);
        for (int epoch = 0; epoch < 4; epoch++)
            tell();
        assert_string_equal(told, "");
    }
}

static void check_start(void **state)
{
    (void)state;
    begin("readout");
    facts.training = facts.judged = NULL;
    facts.warmup = 20; /* the model's own, of which the compiler has warned */
    tell();
    assert_string_equal(told, "");
    facts.schedule_from_options = true;
    facts.warmup = 10;
    tell();
    assert_string_equal(told, "");
    facts.warmup = 20;
    tell();
    assert_string_equal(told, "hint: a warm-up of 20 epochs does not end before the run of 10 does: the learning rate "
                              "never gets past 0.0005 of 0.001; try `train { warmup 1 epochs }` (-D train.warmup=1, or "
                              "--warmup 1), or more --epochs\n");
    facts.learning_rate = 0;
    tell();
    assert_string_equal(told,
                        "hint: the learning rate is 0, with which nothing is learned; try `train { optimizer adam "
                        "lr 1e-3 }` (-D train.optimizer.lr=1e-3, or --lr 1e-3)\n");
    begin("readout");
    facts.training = facts.judged = NULL;
    facts.learning_rate = 0;
    facts.epochs = 0;
    tell();
    assert_string_equal(told, "");
}

/* Signals from above have no logits of layers; there are rates all the same. */
static void check_without_local_losses(void **state)
{
    (void)state;
    begin("readout");
    static struct tess_model above;
    bool logits[TESS_MOST_LAYERS + 1];
    above = model;
    above.local_loss = false;
    facts.model = &above;
    prediction_wants(&prediction, &above, true, logits);
    tally_close(&training);
    assert_true(tally_open(&training, &above, &prediction, logits));
    training.images = IMAGES;
    set_accuracy(&training, LAYERS, 0.6);
    facts.judged = &training;
    for (int layer = 0; layer < LAYERS; layer++)
        training.spikes[layer] = IMAGES;
    training.spikes[4] = 0;
    tell();
    assert_told(
        "hint: conv5 fires at 0.000 % of its neurons and steps: almost nothing gets past it; try `conv5 { neuron { "
        "threshold 0.25 } }` (-D conv5.neuron.threshold=0.25)\n");
}

static int finish(void **state)
{
    (void)state;
    tally_close(&training);
    tally_close(&validation);
    free(told);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_nothing),
        cmocka_unit_test(check_faint),
        cmocka_unit_test(check_sharp),
        cmocka_unit_test(check_dead),
        cmocka_unit_test(check_blind),
        cmocka_unit_test(check_own_first),
        cmocka_unit_test(check_far),
        cmocka_unit_test(check_order),
        cmocka_unit_test(check_better_layer),
        cmocka_unit_test(check_start),
        cmocka_unit_test(check_without_local_losses),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
