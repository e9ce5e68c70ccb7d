/* MODEL eval: loss and accuracy of given weights on a split, by class, with every layer's spike rate; on request every
 * layer's own accuracy, and label, class and logits of every sample. */
#include <stdio.h>

#include "commands.h"
#include "engine/batch.h"
#include "engine/weights.h"
#include "report/eval_results.h"
#include "report/predictions.h"
#include "report/progress.h"
#include "scales.h"
#include "tess/text.h"

struct evaluator {
    struct tess_engine *engine;
    struct tess_dataset *set;
    enum tess_split split;
    struct prediction prediction;
    struct tally tally;
    struct class_names names; /* in the data */
    struct predictions predictions;
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

/* Passes on what a chunk came to. */
static void add_chunk(void *context, const struct tess_run *run)
{
    struct evaluator *e = context;
    for (int image = 0; image < run->count; image++)
        predictions_add(&e->predictions, tess_dataset_file(e->set, e->split, (int)e->predictions.samples),
                        run->label[image], prediction_logits(&e->prediction, run, image, e->tally.sum));
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
    return (tally_open(&e->tally, model, &e->prediction, logits) && tally_confuse(&e->tally)) ||
           tess_fail(error, TESS_FAILED, "out of memory");
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

static bool open_data(struct evaluator *e, const struct tess_model *model, const struct options *options,
                      struct tess_error *error)
{
    const struct tess_data_options data = {.folder = options->data,
                                           .train_limit = options->train_limit > 0 ? options->train_limit : 0,
                                           .test_limit = options->test_limit > 0 ? options->test_limit : 0,
                                           .seed = options->seeded ? options->seed : model->training.seed};
    e->set = tess_dataset_open(&model->input, &data, error);
    if (!e->set)
        return false;
    tess_dataset_tell(e->set, false);
    if (!compare_names(e, options->weights, error) || !scales_fit(e->set, options->split, options->weights, error))
        return false;
    if (tess_dataset_count(e->set, options->split) == 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: no %s samples", model->input.dataset, split_name(options->split));
    scales_watch(e->set, options->split, &model->input, tess_engine_input(e->engine));
    return true;
}

/* Samples go to the file of --predictions, or else, with --json, to stdout: then no bar gets between their lines. */
static bool pass(struct evaluator *e, const struct options *options, struct tess_error *error)
{
    const bool each = options->predictions || options->json, quiet = options->json && !options->predictions;
    const struct evaluation evaluation = {.set = e->set,
                                          .split = options->split,
                                          .go_on = quiet ? NULL : show,
                                          .each = each ? add_chunk : NULL,
                                          .context = e};
    const struct progress_task task = {.name = split_name(options->split), .total = evaluation_size(&evaluation)};
    const bool files = tess_dataset_file(e->set, options->split, 0);
    e->split = options->split;
    if (each && !predictions_open(&e->predictions, options->predictions, &e->names, files, error))
        return false;
    if (!quiet)
        progress_begin(&e->progress, &task);
    const bool good = evaluate(e->engine, &evaluation, &e->tally, error);
    if (!quiet)
        progress_end(&e->progress);
    return predictions_close(&e->predictions, good, error);
}

static bool run(struct evaluator *e, const struct tess_model *model, const struct options *options,
                struct tess_error *error)
{
    e->engine = tess_engine_open(model, options_threads(options), false, error);
    if (!e->engine || !weights_read(e->engine, options->weights, error) || !open_prediction(e, model, options, error))
        return false;
    tess_engine_phase(e->engine, TESS_PREPARE);
    progress_open(&e->progress, PROGRESS_AUTO);
    if (!open_data(e, model, options, error) || !pass(e, options, error))
        return false;
    const struct eval_results results = {.model = model,
                                         .split = split_name(options->split),
                                         .tally = &e->tally,
                                         .prediction = &e->prediction,
                                         .names = &e->names,
                                         .layers = options->layers};
    (options->json ? eval_results_json : eval_results_print)(&results, stdout);
    return true;
}

bool command_eval(const struct tess_model *model, const struct options *options, struct tess_error *error)
{
    struct evaluator evaluator = {0};
    if (!options->weights)
        return tess_fail(error, TESS_USAGE, "eval needs --weights FILE");
    if (options->predictions && !predictions_check(options->predictions, error))
        return false;
    const bool good = run(&evaluator, model, options, error);
    tess_engine_close(evaluator.engine);
    tess_dataset_close(evaluator.set);
    tally_close(&evaluator.tally);
    class_names_close(&evaluator.names);
    return good;
}
