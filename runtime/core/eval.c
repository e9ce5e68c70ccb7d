/* MODEL eval: loss and accuracy of given weights on a split, by class and with every layer's spike rate. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "batch.h"
#include "class_names.h"
#include "commands.h"
#include "progress.h"
#include "tess/text.h"
#include "weights.h"

struct evaluator {
    struct tess_engine *engine;
    struct tess_dataset *set;
    struct tally tally;
    struct class_names names; /* in the data */
    int64_t *counts;          /* [2 * classes]: right ones, all */
    struct progress progress;
};

static bool show(void *context, int images)
{
    struct evaluator *e = context;
    if (images > 0)
        progress_show(&e->progress, images, tally_loss(&e->tally), tally_accuracy(&e->tally));
    return true;
}

static void print_results(const struct evaluator *e, const struct tess_model *model, enum tess_split split)
{
    const int classes = model->input.classes;
    printf("%s loss %.6f\n", split_name(split), tally_loss(&e->tally));
    printf("%s accuracy %.2f %% (%" PRId64 " of %" PRId64 ")\n", split_name(split), 100 * tally_accuracy(&e->tally),
           e->tally.correct, e->tally.images);
    for (int c = 0; c < classes; c++)
        if (e->counts[classes + c] > 0)
            printf("  %-20s %6.2f %% of %" PRId64 "\n", e->names.name[c],
                   100 * (double)e->counts[c] / (double)e->counts[classes + c], e->counts[classes + c]);
    puts("spikes a neuron and step");
    for (int layer = 0; layer < model->layers; layer++)
        printf("  %-20s %6.4f\n", model->layer[layer].name, tally_rate(&e->tally, model, layer));
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
    const int classes = model->input.classes;
    e->engine = tess_engine_open(model, options_threads(options), false, error);
    e->counts = calloc(2 * (size_t)classes, sizeof *e->counts);
    if (!e->engine || !weights_read(e->engine, options->weights, error))
        return false;
    if (!e->counts || !tally_open(&e->tally, model))
        return tess_fail(error, TESS_FAILED, "out of memory");
    tess_engine_phase(e->engine, TESS_PREPARE);
    e->set = tess_dataset_open(&model->input, &data, error);
    if (!e->set || !compare_names(e, options->weights, error))
        return false;
    const struct evaluation evaluation = {.set = e->set,
                                          .split = options->split,
                                          .go_on = show,
                                          .context = e,
                                          .correct = e->counts,
                                          .count = e->counts + classes};
    if (evaluation_size(&evaluation) == 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: no %s samples", model->input.dataset, split_name(options->split));
    progress_open(&e->progress);
    progress_begin(&e->progress, 0, evaluation_size(&evaluation), "%s", split_name(options->split));
    const bool good = evaluate(e->engine, &evaluation, &e->tally, error);
    progress_end(&e->progress);
    if (good)
        print_results(e, model, options->split);
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
    free(evaluator.counts);
    return good;
}
