/* MODEL eval: loss and accuracy of given weights on a split, by class, with every layer's spike rate, and on
 * request every layer's own accuracy. */
#include <inttypes.h>
#include <stdio.h>

#include "batch.h"
#include "class_names.h"
#include "commands.h"
#include "progress.h"
#include "scales.h"
#include "tess/text.h"
#include "weights.h"

struct evaluator {
    struct tess_engine *engine;
    struct tess_dataset *set;
    struct prediction prediction;
    struct tally tally;
    struct class_names names; /* in the data */
    struct progress progress;
};

static bool show(void *context, int images)
{
    struct evaluator *e = context;
    if (images > 0)
        progress_show(&e->progress,
                      &(struct progress_view){images, tally_loss(&e->tally, e->tally.way),
                                              tally_accuracy(&e->tally, e->tally.way), (double)__builtin_nan("")});
    return true;
}

/* Every layer's own prediction, and the readout's. */
static void print_layers(const struct tally *tally, const struct tess_model *model)
{
    puts("accuracy of each layer's own prediction");
    for (int way = 0; way <= model->layers; way++)
        if (tally->counts[way])
            printf("  %-20s %6.2f %% (%" PRId64 ")\n", way_name(model, way), 100 * tally_accuracy(tally, way),
                   tally->correct[way]);
}

static void print_results(const struct evaluator *e, const struct tess_model *model, const struct options *options)
{
    const struct tally *tally = &e->tally;
    const char *split = split_name(options->split);
    const int classes = model->input.classes, way = tally->way;
    printf("%s loss %.6f\n", split, tally_loss(tally, way));
    printf("%s accuracy %.2f %% (%" PRId64 " of %" PRId64 ")\n", split, 100 * tally_accuracy(tally, way),
           tally->correct[way], tally->images);
    if (way != model->layers) {
        char from[PREDICTION_TEXT];
        prediction_write(&e->prediction, model, from);
        printf("predicted from %s\n", from);
    }
    for (int c = 0; c < classes; c++)
        if (tally->class_images[c] > 0)
            printf("  %-20s %6.2f %% of %" PRId64 "\n", e->names.name[c],
                   100 * (double)tally->class_correct[way * classes + c] / (double)tally->class_images[c],
                   tally->class_images[c]);
    if (options->layers)
        print_layers(tally, model);
    puts("spikes a neuron and step");
    for (int layer = 0; layer < model->layers && layer <= tally->highest; layer++)
        printf("  %-20s %6.4f\n", model->layer[layer].name, tally_rate(tally, model, layer));
}

/* Chooses what is predicted from and what has to be computed for it. */
static bool open_prediction(struct evaluator *e, const struct tess_model *model, const struct options *options,
                            struct tess_error *error)
{
    bool logits[TESS_MOST_LAYERS + 1];
    int trained;
    if (!weights_prediction(&e->prediction, &trained, model, options->from, options->weights, error))
        return false;
    if (options->layers && !model->local_loss)
        fputs("note: no layer has a local signal to predict by: the readout alone can\n", stderr);
    e->prediction.only = false; /* which is about training */
    prediction_wants(&e->prediction, model, options->layers, logits);
    for (int way = trained + 1; way <= model->layers; way++)
        logits[way] &= e->prediction.from[way];
    tess_engine_ask(e->engine, logits);
    return tally_open(&e->tally, model, &e->prediction, logits) || tess_fail(error, TESS_FAILED, "out of memory");
}

/* Weights that call a class otherwise than the data may have been trained on other data, or in another order. */
static bool compare_names(struct evaluator *e, const char *weights, struct tess_error *error)
{
    const int classes = tess_engine_run(e->engine)->model->input.classes;
    struct class_names trained;
    const bool good = class_names_of_weights(&trained, weights, classes, error) &&
                      class_names_of_data(&e->names, e->set, classes, error);
    const int class = good && !trained.numbers ? class_names_differ(&trained, &e->names) : -1;
    if (class >= 0)
        tess_message("note: class %d is called %s in the data, but %s in %s\n", class, e->names.name[class],
                     trained.name[class], weights);
    class_names_close(&trained);
    return good;
}

static bool run(struct evaluator *e, const struct tess_model *model, const struct options *options,
                struct tess_error *error)
{
    const struct tess_data_options data = {.folder = options->data,
                                           .train_limit = options->train_limit > 0 ? options->train_limit : 0,
                                           .test_limit = options->test_limit > 0 ? options->test_limit : 0,
                                           .seed = options->seeded ? options->seed : model->training.seed};
    e->engine = tess_engine_open(model, options_threads(options), false, error);
    if (!e->engine || !weights_read(e->engine, options->weights, error) || !open_prediction(e, model, options, error))
        return false;
    tess_engine_phase(e->engine, TESS_PREPARE);
    e->set = tess_dataset_open(&model->input, &data, error);
    if (!e->set)
        return false;
    tess_dataset_tell(e->set, false);
    if (!compare_names(e, options->weights, error) || !scales_fit(e->set, options->split, options->weights, error))
        return false;
    const struct evaluation evaluation = {.set = e->set, .split = options->split, .go_on = show, .context = e};
    if (evaluation_size(&evaluation) == 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: no %s samples", model->input.dataset, split_name(options->split));
    scales_watch(e->set, options->split, &model->input, tess_engine_input(e->engine));
    const struct progress_task task = {.name = split_name(options->split), .total = evaluation_size(&evaluation)};
    progress_open(&e->progress, PROGRESS_AUTO);
    progress_begin(&e->progress, &task);
    const bool good = evaluate(e->engine, &evaluation, &e->tally, error);
    progress_end(&e->progress);
    if (good)
        print_results(e, model, options);
    return good;
}

bool command_eval(const struct tess_model *model, const struct options *options, struct tess_error *error)
{
    struct evaluator evaluator = {0};
    if (!options->weights)
        return tess_fail(error, TESS_USAGE, "eval needs --weights FILE");
    const bool good = run(&evaluator, model, options, error);
    tess_engine_close(evaluator.engine);
    tess_dataset_close(evaluator.set);
    tally_close(&evaluator.tally);
    class_names_close(&evaluator.names);
    return good;
}
