/* MODEL bench: how fast training and evaluation are, stage by stage, after the network has begun to learn (a network as
 * initialised hardly spikes, and is faster). Images a second are by the clock on the wall, and so are stages: each
 * thread times what it runs, and these times are added up over the threads. CPU time, which other programs on the same
 * machine hardly change, is that of training and of evaluation as a whole. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "engine/batch.h"
#include "engine/clock.h"
#include "engine/weights.h"
#include "report/progress.h"

struct spent {
    double wall, cpu; /* seconds */
};

struct bench {
    const struct tess_model *model;
    const struct options *options;
    struct tess_error *error;
    struct tess_engine *engine;
    struct tess_dataset *set;
    struct prediction prediction;
    bool logits[TESS_MOST_LAYERS + 1]; /* that evaluation is asked for */
    struct tally tally;
    int32_t *order;
    int samples, batch;
    int64_t step; /* next one */
    double powers[2];
    double *step_seconds; /* [steps] */
    struct spent training, evaluation;
    int64_t trained, evaluated; /* images */
    enum tess_split evaluated_on;
    struct progress progress;
};

static struct spent now(void)
{
    return (struct spent){clock_seconds(), clock_cpu_seconds()};
}

static struct spent since(struct spent start)
{
    return (struct spent){clock_seconds() - start.wall, clock_cpu_seconds() - start.cpu};
}

/* One training step; epochs follow on each other. Returns what it took in *spent. */
static bool step(struct bench *b, struct spent *spent)
{
    const int64_t steps = (b->samples + b->batch - 1) / b->batch;
    const uint64_t seed = b->model->training.seed, epoch = (uint64_t)(b->step / steps);
    const int first = (int)(b->step % steps) * b->batch;
    const int size = b->samples - first < b->batch ? b->samples - first : b->batch;
    const struct tess_draw draw = {seed, epoch};
    const struct feed feed = {
        .set = b->set, .split = TESS_TRAIN, .draw = b->options->no_augment ? NULL : &draw, .order = b->order};
    if (first == 0)
        shuffle(b->order, b->samples, seed, epoch);
    const struct spent start = now();
    const struct batch_rate rate = {(double)b->model->training.learning_rate, b->powers};
    if (!batch_train(b->engine, &feed, first, size, &b->tally, &rate, b->error))
        return false;
    *spent = since(start);
    b->step++;
    b->trained += size;
    progress_show(&b->progress,
                  &(struct progress_view){b->step, tally_loss(&b->tally, b->tally.way),
                                          tally_accuracy(&b->tally, b->tally.way), (double)__builtin_nan("")});
    return true;
}

static void clear_seconds(struct bench *b)
{
    tess_engine_clear_seconds(b->engine);
    tally_clear(&b->tally);
    b->trained = 0;
}

static bool measure_training(struct bench *b)
{
    const struct options *options = b->options;
    struct spent spent;
    const struct progress_task task = {.name = "bench", .unit = "steps", .total = options->warm_steps + options->steps};
    progress_begin(&b->progress, &task);
    for (int i = 0; i < options->warm_steps; i++)
        if (!step(b, &spent))
            return false;
    clear_seconds(b);
    for (int i = 0; i < options->steps; i++) {
        if (!step(b, &spent))
            return false;
        b->step_seconds[i] = spent.wall;
        b->training.wall += spent.wall;
        b->training.cpu += spent.cpu;
    }
    progress_end(&b->progress);
    return true;
}

/* Evaluates as many images as were trained on, or all that there are. */
static bool measure_evaluation(struct bench *b)
{
    struct tally tally;
    const enum tess_split split = tess_dataset_count(b->set, TESS_TEST) > 0 ? TESS_TEST : TESS_TRAIN;
    const struct evaluation evaluation = {.set = b->set, .split = split, .limit = (int)b->trained};
    if (!tally_open(&tally, b->model, &b->prediction, b->logits))
        return tess_fail(b->error, TESS_FAILED, "out of memory");
    const struct spent start = now();
    const bool good = evaluate(b->engine, &evaluation, &tally, b->error);
    b->evaluation = since(start);
    b->evaluated = tally.images;
    b->evaluated_on = split;
    tally_close(&tally);
    return good;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Milliseconds an image that the stages of a layer took all threads in a phase; layer -1: those that belong to none. */
static double layer_time(struct bench *b, enum tess_phase phase, int layer, double images)
{
    int stages;
    const struct tess_stage *stage = tess_engine_stages(b->engine, phase, &stages);
    double sum = 0;
    for (int i = 0; i < stages; i++)
        if (stage[i].layer == layer)
            sum += tess_engine_seconds(b->engine, phase, i);
    return 1e3 * sum / images;
}

/* Milliseconds an image of all threads that no stage accounts for: reading samples, adding up results, waiting. */
static double time_outside(struct bench *b, const enum tess_phase *phase, int phases, double wall, double images)
{
    double seconds = wall * tess_pool_threads(tess_engine_pool(b->engine));
    for (int p = 0; p < phases; p++) {
        int stages;
        tess_engine_stages(b->engine, phase[p], &stages);
        for (int i = 0; i < stages; i++)
            seconds -= tess_engine_seconds(b->engine, phase[p], i);
    }
    return 1e3 * seconds / images;
}

static void print_layers(struct bench *b)
{
    static const enum tess_phase training[] = {TESS_TRAINING, TESS_UPDATE}, evaluation[] = {TESS_EVALUATION};
    const double trained = (double)b->trained, evaluated = (double)b->evaluated;
    printf("\n%-12s %12s %12s %12s %8s   ms an image, all threads by the clock\n", "layer", "training", "update",
           "evaluation", "rate");
    for (int layer = 0; layer <= b->model->layers + 1; layer++) {
        const bool other = layer > b->model->layers;
        const int number = other ? -1 : layer;
        printf("%-12s %12.4f %12.4f %12.4f", other ? "other" : b->model->layer[layer].name,
               layer_time(b, TESS_TRAINING, number, trained), layer_time(b, TESS_UPDATE, number, trained),
               layer_time(b, TESS_EVALUATION, number, evaluated));
        if (layer < b->model->layers && layer <= b->tally.highest)
            printf(" %8.4f", tally_rate(&b->tally, b->model, layer));
        putchar('\n');
    }
    printf("%-12s %12.4f %12s %12.4f\n", "data, waits", time_outside(b, training, 2, b->training.wall, trained), "",
           time_outside(b, evaluation, 1, b->evaluation.wall, evaluated));
}

static void print_stages(struct bench *b)
{
    static const struct {
        enum tess_phase phase;
        const char *name;
    } phases[] = {{TESS_TRAINING, "training"}, {TESS_UPDATE, "update"}, {TESS_EVALUATION, "evaluation"}};
    for (int p = 0; p < 3; p++) {
        int stages;
        const struct tess_stage *stage = tess_engine_stages(b->engine, phases[p].phase, &stages);
        const double images = (double)(phases[p].phase == TESS_EVALUATION ? b->evaluated : b->trained);
        printf("\nstages of %s, ms an image, all threads by the clock\n", phases[p].name);
        for (int i = 0; i < stages; i++)
            printf("  %-28s %10.4f\n", stage[i].name,
                   1e3 * tess_engine_seconds(b->engine, phases[p].phase, i) / images);
    }
}

static void print_results(struct bench *b)
{
    const int steps = b->options->steps;
    qsort(b->step_seconds, (size_t)steps, sizeof *b->step_seconds, by_size);
    printf("model      %s, engine %s, schedule %s\n", b->model->name, b->model->engine, b->model->schedule);
    printf("threads    %d\n", tess_pool_threads(tess_engine_pool(b->engine)));
    printf("batch      %d, %d steps after %d\n", b->batch, steps, b->options->warm_steps);
    printf("training   %.1f images/s (median step %.1f images/s), %.3f CPU ms an image\n",
           (double)b->trained / b->training.wall, b->batch / b->step_seconds[steps / 2],
           1e3 * b->training.cpu / (double)b->trained);
    printf("evaluation %.1f images/s, %.3f CPU ms an image, %" PRId64 " %s images\n",
           (double)b->evaluated / b->evaluation.wall, 1e3 * b->evaluation.cpu / (double)b->evaluated, b->evaluated,
           split_name(b->evaluated_on));
    print_layers(b);
    print_stages(b);
}

/* Nothing is computed that the prediction does without; the best layer is not looked for. */
static bool open_prediction(struct bench *b)
{
    const char *from = b->options->from ? b->options->from : b->model->predict_from;
    bool trained[TESS_MOST_LAYERS + 1];
    if (!prediction_read(&b->prediction, b->model, from, "--from", TESS_USAGE, b->error))
        return false;
    b->prediction.best = false;
    prediction_wants(&b->prediction, b->model, false, b->logits);
    prediction_wants(&b->prediction, b->model, true, trained);
    tess_engine_ask(b->engine, b->logits);
    tess_engine_train_to(b->engine, prediction_trained(&b->prediction));
    return tally_open(&b->tally, b->model, &b->prediction, trained) ||
           tess_fail(b->error, TESS_FAILED, "out of memory");
}

static bool open_bench(struct bench *b)
{
    const struct options *options = b->options;
    const uint64_t seed = options->seeded ? options->seed : b->model->training.seed;
    const struct tess_data_options data = {.folder = options->data,
                                           .train_limit = options->train_limit > 0 ? options->train_limit : 0,
                                           .test_limit = options->test_limit > 0 ? options->test_limit : 0,
                                           .seed = seed};
    progress_open(&b->progress, PROGRESS_AUTO);
    b->engine = tess_engine_open(b->model, options_threads(options), false, b->error);
    b->set = b->engine ? tess_dataset_open(&b->model->input, &data, b->error) : NULL;
    if (!b->set)
        return false;
    tess_dataset_tell(b->set, false);
    const int batch = options->batch > 0 ? options->batch : b->model->training.batch;
    b->samples = tess_dataset_count(b->set, TESS_TRAIN);
    b->batch = batch < b->samples ? batch : b->samples;
    b->order = malloc(((size_t)b->samples + 1) * sizeof *b->order);
    b->step_seconds = malloc((size_t)options->steps * sizeof *b->step_seconds);
    if (b->samples == 0)
        return tess_fail(b->error, TESS_BAD_DATA, "%s: no training samples", b->model->input.dataset);
    if (!b->order || !b->step_seconds)
        return tess_fail(b->error, TESS_FAILED, "out of memory");
    if (!open_prediction(b))
        return false;
    tess_engine_initialise(b->engine, seed);
    bool is_kept;
    if (options->init && !weights_init(b->engine, options->init, &is_kept, b->error))
        return false;
    tess_engine_phase(b->engine, TESS_PREPARE);
    return true;
}

bool command_bench(const struct tess_model *model, const struct options *options, struct tess_error *error)
{
    struct bench bench = {.model = model, .options = options, .error = error, .powers = {1, 1}};
    const bool good = options_check_batch(options, model, error) && open_bench(&bench) && measure_training(&bench) &&
                      measure_evaluation(&bench);
    progress_end(&bench.progress);
    if (good)
        print_results(&bench);
    tess_engine_close(bench.engine);
    tess_dataset_close(bench.set);
    tally_close(&bench.tally);
    free(bench.order);
    free(bench.step_seconds);
    return good;
}
