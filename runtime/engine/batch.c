#include "batch.h"

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static bool fail_not_finite(const char *layer, struct tess_error *error)
{
    if (layer)
        return tess_fail(error, TESS_FAILED, "the local loss of %s is not a finite number", layer);
    return tess_fail(error, TESS_FAILED, "the loss is not a finite number");
}

/* Forward and gradients, chunk after chunk. */
static bool batch_gradients(struct tess_engine *engine, const struct feed *feed, int first, int size,
                            struct tally *tally, struct tess_error *error)
{
    struct tess_run *run = tess_engine_run(engine);
    const int chunk = run->model->chunk;
    run->batch = size;
    for (int done = 0; done < size; done += chunk) {
        const char *layer;
        run->first = done;
        if (!feed_chunk(feed, engine, first + done, smaller(chunk, size - done), error))
            return false;
        tess_engine_phase(engine, TESS_TRAINING);
        if (!tally_chunk(tally, run, true, &layer))
            return fail_not_finite(layer, error);
    }
    return true;
}

bool batch_train(struct tess_engine *engine, const struct feed *feed, int first, int size, struct tally *tally,
                 const struct batch_rate *rate, struct tess_error *error)
{
    struct tess_run *run = tess_engine_run(engine);
    double *powers = rate->powers;
    run->learning_rate = (float)rate->learning_rate;
    if (!batch_gradients(engine, feed, first, size, tally, error))
        return false;
    powers[0] *= (double)run->model->training.beta1;
    powers[1] *= (double)run->model->training.beta2;
    run->power1 = powers[0];
    run->power2 = powers[1];
    tess_engine_phase(engine, TESS_UPDATE);
    return true;
}

int evaluation_size(const struct evaluation *evaluation)
{
    const int count = tess_dataset_count(evaluation->set, evaluation->split);
    return evaluation->limit > 0 ? smaller(evaluation->limit, count) : count;
}

bool evaluate(struct tess_engine *engine, const struct evaluation *evaluation, struct tally *tally,
              struct tess_error *error)
{
    struct tess_run *run = tess_engine_run(engine);
    const struct feed feed = {.set = evaluation->set, .split = evaluation->split};
    const int size = evaluation_size(evaluation), chunk = run->model->chunk;
    tally_clear(tally);
    run->batch = size;
    for (int done = 0; done < size; done += chunk) {
        const char *layer;
        if (evaluation->go_on && !evaluation->go_on(evaluation->context, done))
            return true;
        run->first = done;
        if (!feed_chunk(&feed, engine, done, smaller(chunk, size - done), error))
            return false;
        tess_engine_phase(engine, TESS_EVALUATION);
        if (!tally_chunk(tally, run, false, &layer))
            return fail_not_finite(layer, error);
        if (evaluation->each)
            evaluation->each(evaluation->context, run);
    }
    return true;
}
