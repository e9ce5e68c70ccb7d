#include "tess/kernel.h"
#include "toy.h"

int toy_poisoned_update, toy_silent, toy_saturated;
float toy_poison;

/* The arena: parameters, gradients, moments, what `prepare` makes of the weights, and a chunk's errors. */
struct arena {
    float weight[TOY_CLASSES][TOY_PIXELS], weight_gradient[TOY_CLASSES][TOY_PIXELS];
    float weight_moment1[TOY_CLASSES][TOY_PIXELS], weight_moment2[TOY_CLASSES][TOY_PIXELS];
    float bias[TOY_CLASSES], bias_gradient[TOY_CLASSES], bias_moment1[TOY_CLASSES], bias_moment2[TOY_CLASSES];
    float gain, gain_gradient, gain_moment1, gain_moment2;
    float effective[TOY_CLASSES][TOY_PIXELS]; /* gain * weight */
    float error[TOY_CHUNK][TOY_CLASSES];
    int updates;
};

static struct arena *arena_of(const struct tess_run *run)
{
    return TESS_ARENA(struct arena, 0);
}

static void prepare(const struct tess_run *run, int c, void *scratch)
{
    struct arena *a = arena_of(run);
    (void)scratch;
    for (int i = 0; i < TOY_PIXELS; i++)
        a->effective[c][i] = a->gain * a->weight[c][i];
}

/* Item: an image. Spikes: pixels above one half. */
static void look(const struct tess_run *run, int image, void *scratch)
{
    const float *pixel = run->input + image * TOY_PIXELS;
    (void)scratch;
    run->spikes[image] = 0;
    for (int i = 0; i < TOY_PIXELS; i++)
        run->spikes[image] += pixel[i] > 0.5f && !toy_silent;
    if (toy_saturated)
        run->spikes[image] = TOY_PIXELS * (uint32_t)run->model->input.steps;
}

/* What the layer predicts by itself: how bright the pixels of each class are. */
static void look_exit(const struct tess_run *run, int image, void *scratch)
{
    float *logits = run->layer_logits + image * TOY_CLASSES;
    (void)scratch;
    for (int c = 0; c < TOY_CLASSES; c++) {
        logits[c] = 0;
        for (int i = c; i < TOY_PIXELS; i += TOY_CLASSES)
            logits[c] += run->input[image * TOY_PIXELS + i];
    }
}

static void train_look(const struct tess_run *run, int image, void *scratch)
{
    look(run, image, scratch);
    look_exit(run, image, scratch);
}

/* Item: a group of two images. */
static void forward(const struct tess_run *run, int item, void *scratch)
{
    struct arena *a = arena_of(run);
    float *copy = scratch;
    for (int image = 2 * item; image < 2 * item + 2 && image < run->count; image++) {
        float *logits = run->logits + image * TOY_CLASSES;
        memcpy(copy, run->input + image * TOY_PIXELS, sizeof(float) * TOY_PIXELS);
        for (int c = 0; c < TOY_CLASSES; c++) {
            logits[c] = a->bias[c];
            for (int i = 0; i < TOY_PIXELS; i++)
                logits[c] += a->effective[c][i] * copy[i];
        }
    }
}

static void train_forward(const struct tess_run *run, int item, void *scratch)
{
    struct arena *a = arena_of(run);
    forward(run, item, scratch);
    for (int image = 2 * item; image < 2 * item + 2 && image < run->count; image++)
        run->local_loss[image] = tess_cross_entropy(run->logits + image * TOY_CLASSES, TOY_CLASSES, run->label[image],
                                                    run->batch, a->error[image]);
}

/* Item: a class. */
static void gradient(const struct tess_run *run, int c, void *scratch)
{
    struct arena *a = arena_of(run);
    (void)scratch;
    if (run->first == 0) {
        memset(a->weight_gradient[c], 0, sizeof a->weight_gradient[c]);
        a->bias_gradient[c] = 0;
    }
    for (int image = 0; image < run->count; image++) {
        a->bias_gradient[c] += a->error[image][c];
        for (int i = 0; i < TOY_PIXELS; i++)
            a->weight_gradient[c][i] += a->error[image][c] * run->input[image * TOY_PIXELS + i];
    }
}

static void update(const struct tess_run *run, int c, void *scratch)
{
    struct arena *a = arena_of(run);
    tess_adam(run, TOY_PIXELS, a->weight[c], a->weight_gradient[c], a->weight_moment1[c], a->weight_moment2[c]);
    tess_adam(run, 1, &a->bias[c], &a->bias_gradient[c], &a->bias_moment1[c], &a->bias_moment2[c]);
    prepare(run, c, scratch);
}

static void poison(const struct tess_run *run, int item, void *scratch)
{
    struct arena *a = arena_of(run);
    (void)item;
    (void)scratch;
    if (++a->updates == toy_poisoned_update)
        a->weight[1][2] = a->effective[1][2] = toy_poison;
}

#define OF(field) offsetof(struct arena, field)

static const struct tess_param params[] = {
    {"readout.weight",
     "out.w",
     2,
     {TOY_CLASSES, TOY_PIXELS},
     OF(weight),
     OF(weight_gradient),
     OF(weight_moment1),
     OF(weight_moment2),
     TESS_START_NORMAL,
     0.25f,
     NULL},
    {"readout.bias",
     "out.b",
     1,
     {TOY_CLASSES},
     OF(bias),
     OF(bias_gradient),
     OF(bias_moment1),
     OF(bias_moment2),
     TESS_START_CONSTANT,
     0,
     NULL},
    {"eye1.gain",
     "L0.gain",
     1,
     {1},
     OF(gain),
     OF(gain_gradient),
     OF(gain_moment1),
     TESS_NO_OFFSET,
     TESS_START_CONSTANT,
     1.5f,
     NULL},
};

static const struct tess_stage prepare_stages[] = {{"prepare", -1, prepare, TOY_CLASSES, 0, 0, NULL, false}};
static const struct tess_stage train_stages[] = {{"look", 0, train_look, 1, 1, 0, NULL, false},
                                                 {"forward", 1, train_forward, 1, 2, 0, NULL, false},
                                                 {"gradient", 1, gradient, TOY_CLASSES, 0, 0, NULL, false}};
static const struct tess_stage update_stages[] = {{"update", 1, update, TOY_CLASSES, 0, 0, NULL, false},
                                                  {"poison", -1, poison, 1, 0, 0, NULL, false}};
static const struct tess_stage evaluate_stages[] = {{"look", 0, look, 1, 1, 0, NULL, false},
                                                    {"exit", 0, look_exit, 1, 1, 0, NULL, true},
                                                    {"forward", 1, forward, 1, 2, 0, NULL, false}};

static const struct tess_layer_info layers[] = {
    {.name = "eye1", .text = "eye", .neurons = TOY_PIXELS, .threshold = 0.5f, .latents = TOY_PIXELS, .logits_times = 1},
    {.name = "readout", .text = "readout", .dense_macs = 48}};

const struct tess_model toy_model = {.version = TESS_MODEL_VERSION,
                                     .local_loss = true,
                                     .name = "toy",
                                     .generator = "by hand",
                                     .engine = "toy",
                                     .schedule = "fold",
                                     .source = "tess 1\nmodel toy\n",
                                     .input = {.dataset = "toy",
                                               .channels = 1,
                                               .height = 4,
                                               .width = 4,
                                               .steps = 2,
                                               .is_static = true,
                                               .classes = TOY_CLASSES,
                                               .validation_share = 0.2f},
                                     .training = {.epochs = 4,
                                                  .batch = 12,
                                                  .seed = 1,
                                                  .optimizer = TESS_ADAM,
                                                  .learning_rate = 0.01f,
                                                  .beta1 = 0.9f,
                                                  .beta2 = 0.999f,
                                                  .epsilon = 1e-8f,
                                                  .plateau = true,
                                                  .plateau_factor = 0.5f,
                                                  .plateau_patience = 5,
                                                  .plateau_threshold = 1e-4f},
                                     .layers = 1,
                                     .layer = layers,
                                     .params = 3,
                                     .param = params,
                                     .arena_bytes = sizeof(struct arena),
                                     .scratch_bytes = sizeof(float) * TOY_PIXELS,
                                     .chunk = TOY_CHUNK,
                                     .prepare_stages = 1,
                                     .train_stages = 3,
                                     .update_stages = 2,
                                     .evaluate_stages = 3,
                                     .prepare = prepare_stages,
                                     .train = train_stages,
                                     .update = update_stages,
                                     .evaluate = evaluate_stages};
