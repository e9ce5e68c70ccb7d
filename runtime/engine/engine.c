#include "tess/engine.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "memory.h"
#include "order.h"
#include "tess/random.h"

struct phase {
    const struct tess_stage *stage;
    int stages;
    double *seconds; /* [threads][stages] */
};

struct tess_engine {
    const struct tess_model *model;
    struct tess_pool *pool;
    struct memory arena, taps, scratch, chunk;
    size_t scratch_bytes; /* of one worker */
    float *input;
    int32_t *label;
    struct phase phase[TESS_PHASES];
    struct needs needs;
    struct order order;     /* of the phase being run */
    struct tess_loop *loop; /* [order_most] its tasks as loops */
    struct tess_run run;
};

size_t tess_param_count(const struct tess_param *param)
{
    size_t count = 1;
    for (int i = 0; i < param->rank; i++)
        count *= (size_t)param->shape[i];
    return count;
}

size_t tess_input_count(const struct tess_input *input)
{
    size_t frames = input->is_static ? 1 : (size_t)input->steps;
    return frames * (size_t)input->channels * (size_t)input->height * (size_t)input->width;
}

static size_t whole_lines(size_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

enum { CHUNK_BUFFERS = 6 }; /* input, labels, logits, local losses, spikes, the layers' logits */

/* Sizes of the buffers of one chunk; returns their sum. */
static size_t chunk_sizes(const struct tess_model *model, size_t size[CHUNK_BUFFERS])
{
    const size_t chunk = (size_t)model->chunk, layers = (size_t)model->layers;
    size_t total = 0;
    size[0] = whole_lines(chunk * tess_input_count(&model->input) * sizeof(float));
    size[1] = whole_lines(chunk * sizeof(int32_t));
    size[2] = whole_lines(chunk * (size_t)model->input.classes * sizeof(float));
    size[3] = whole_lines(chunk * layers * sizeof(float));
    size[4] = whole_lines(chunk * layers * sizeof(uint32_t));
    size[5] = model->local_loss ? whole_lines(chunk * layers * (size_t)model->input.classes * sizeof(float)) : 0;
    for (int i = 0; i < CHUNK_BUFFERS; i++)
        total += size[i];
    return total;
}

static size_t whole_scratch(const struct tess_model *model)
{
    return (model->scratch_bytes + MEMORY_ALIGNMENT - 1) / MEMORY_ALIGNMENT * MEMORY_ALIGNMENT;
}

size_t tess_chunk_bytes(const struct tess_model *model)
{
    size_t size[CHUNK_BUFFERS];
    return memory_size(chunk_sizes(model, size));
}

size_t tess_engine_bytes(const struct tess_model *model, int threads, bool taps)
{
    return memory_size(model->arena_bytes) + memory_size(whole_scratch(model) * (size_t)threads) +
           (taps ? memory_size(model->tap_bytes) : 0) + tess_chunk_bytes(model);
}

/* The buffers of one chunk, one after the other in one block. */
static bool take_chunk(struct tess_engine *engine)
{
    size_t size[CHUNK_BUFFERS], total = chunk_sizes(engine->model, size);
    unsigned char *at[CHUNK_BUFFERS];
    engine->chunk = memory_alloc(total);
    if (!engine->chunk.bytes)
        return false;
    total = 0;
    for (int i = 0; i < CHUNK_BUFFERS; total += size[i++])
        at[i] = engine->chunk.bytes + total;
    engine->input = (float *)(void *)at[0];
    engine->label = (int32_t *)(void *)at[1];
    engine->run.input = engine->input;
    engine->run.label = engine->label;
    engine->run.logits = (float *)(void *)at[2];
    engine->run.local_loss = (float *)(void *)at[3];
    engine->run.spikes = (uint32_t *)(void *)at[4];
    engine->run.layer_logits = (float *)(void *)at[5];
    return true;
}

static bool take_phases(struct tess_engine *engine, int threads)
{
    const struct tess_model *model = engine->model;
    for (int i = 0; i < TESS_PHASES; i++) {
        struct phase *phase = &engine->phase[i];
        phase->stage = order_stages(model, (enum tess_phase)i, &phase->stages);
        phase->seconds = calloc((size_t)(phase->stages * threads) + 1, sizeof *phase->seconds);
        if (!phase->seconds)
            return false;
    }
    const size_t most = (size_t)order_most(model);
    engine->order = (struct order){.model = model, .needs = &engine->needs, .overlapped = threads > 1};
    engine->order.task = malloc((most + 1) * sizeof *engine->order.task);
    engine->loop = malloc((most + 1) * sizeof *engine->loop);
    return engine->order.task && engine->loop;
}

static bool take_memory(struct tess_engine *engine, int threads, bool taps)
{
    const struct tess_model *model = engine->model;
    engine->scratch_bytes = whole_scratch(model);
    engine->arena = memory_alloc(model->arena_bytes);
    engine->scratch = memory_alloc(engine->scratch_bytes * (size_t)threads);
    if (taps)
        engine->taps = memory_alloc(model->tap_bytes);
    engine->run.arena = engine->run.lists = engine->run.part = engine->arena.bytes;
    engine->run.taps = engine->taps.bytes;
    return engine->arena.bytes && engine->scratch.bytes && (!taps || engine->taps.bytes) && take_chunk(engine) &&
           take_phases(engine, threads);
}

/* All stages but the exits. */
static void need_all(struct tess_engine *engine)
{
    for (int phase = 0; phase < TESS_PHASES; phase++)
        engine->needs.highest[phase] = engine->model->layers;
    engine->needs.logits[engine->model->layers] = true;
}

struct tess_engine *tess_engine_open(const struct tess_model *model, int threads, bool taps, struct tess_error *error)
{
    if (model->version != TESS_MODEL_VERSION) {
        tess_fail(error, TESS_FAILED, "%s: made for version %d of the trainers' interface, libtess has version %d",
                  model->name, model->version, TESS_MODEL_VERSION);
        return NULL;
    }
    struct tess_engine *engine = calloc(1, sizeof *engine);
    if (engine) {
        engine->model = engine->run.model = model;
        need_all(engine);
    }
    const bool taken = engine && take_memory(engine, threads, taps);
    if (taken)
        engine->pool = tess_pool_start(threads);
    if (taken && engine->pool)
        return engine;
    if (taken)
        tess_fail(error, TESS_FAILED, "cannot start %d threads", threads);
    else
        tess_fail(error, TESS_FAILED,
                  "not enough memory: the model asks for %zu MiB with %d thread%s, %zu MiB of them for the input of %d "
                  "sample%s at a time and %zu MiB a thread",
                  tess_engine_bytes(model, threads, taps) >> 20, threads, threads == 1 ? "" : "s",
                  tess_chunk_bytes(model) >> 20, model->chunk, model->chunk == 1 ? "" : "s",
                  model->scratch_bytes >> 20);
    tess_engine_close(engine);
    return NULL;
}

void tess_engine_close(struct tess_engine *engine)
{
    if (!engine)
        return;
    tess_pool_stop(engine->pool);
    memory_free(&engine->arena);
    memory_free(&engine->taps);
    memory_free(&engine->scratch);
    memory_free(&engine->chunk);
    for (int i = 0; i < TESS_PHASES; i++)
        free(engine->phase[i].seconds);
    free(engine->order.task);
    free(engine->loop);
    free(engine);
}

struct tess_run *tess_engine_run(struct tess_engine *engine)
{
    return &engine->run;
}

float *tess_engine_input(struct tess_engine *engine)
{
    return engine->input;
}

int32_t *tess_engine_label(struct tess_engine *engine)
{
    return engine->label;
}

struct tess_pool *tess_engine_pool(struct tess_engine *engine)
{
    return engine->pool;
}

float *tess_engine_array(struct tess_engine *engine, size_t offset)
{
    return (float *)(void *)(engine->run.arena + offset);
}

/* Parameters are filled in parts, every element from a stream of its own. */
enum { PART = 4096 };

struct initialisation {
    const struct tess_param *param;
    uint64_t index;
    uint64_t seed;
    float *value;
    size_t count;
};

static void initialise_part(void *context, int item, int worker)
{
    const struct initialisation *task = context;
    const size_t begin = (size_t)item * PART, end = begin + PART < task->count ? begin + PART : task->count;
    const double scale = (double)task->param->start_scale;
    const bool uniform = task->param->start == TESS_START_UNIFORM;
    (void)worker;
    for (size_t i = begin; i < end; i++) {
        struct tess_random random = tess_random_stream(task->seed, TESS_RANDOM_WEIGHTS, task->index, i);
        task->value[i] =
            (float)(scale * (uniform ? 2 * tess_random_uniform(&random) - 1 : tess_random_normal(&random)));
    }
}

static void initialise_value(struct tess_engine *engine, int index, uint64_t seed)
{
    const struct tess_param *param = &engine->model->param[index];
    const size_t count = tess_param_count(param);
    float *value = tess_engine_array(engine, param->value);
    if (param->start == TESS_START_SIGNS) {
        param->fill(engine->model, value);
    } else if (param->start == TESS_START_CONSTANT) {
        for (size_t i = 0; i < count; i++)
            value[i] = param->start_scale;
    } else {
        struct initialisation task = {param, (uint64_t)index, seed, value, count};
        tess_pool_run(engine->pool, (int)((count + PART - 1) / PART), initialise_part, &task);
    }
}

void tess_engine_initialise(struct tess_engine *engine, uint64_t seed)
{
    for (int p = 0; p < engine->model->params; p++) {
        const struct tess_param *param = &engine->model->param[p];
        const size_t count = tess_param_count(param);
        initialise_value(engine, p, seed);
        const size_t moment[2] = {param->moment1, param->moment2};
        for (int i = 0; i < 2; i++)
            if (moment[i] != TESS_NO_OFFSET)
                memset(tess_engine_array(engine, moment[i]), 0, count * sizeof(float));
    }
}

/* An item of a task. The stage's items before those of the task's images are other tasks'. */
static void run_task(void *context, int index, int item, int worker)
{
    struct tess_engine *engine = context;
    const struct task *task = &engine->order.task[index];
    const struct tess_stage *stage = task->stage;
    struct phase *phase = &engine->phase[engine->order.phase];
    const double start = clock_seconds();
    struct tess_run run = engine->run;
    run.stage = stage;
    run.from = task->from;
    run.to = task->to;
    if (task->slot) {
        run.part += engine->model->part_bytes;
        run.lists += engine->order.phase == TESS_EVALUATION ? engine->model->list_bytes : 0;
    }
    const int before = stage->images ? task->from / stage->images * stage->blocks : 0;
    stage->run(&run, before + item, engine->scratch.bytes + engine->scratch_bytes * (size_t)worker);
    phase->seconds[worker * phase->stages + task->index] += clock_seconds() - start;
}

static bool has_to_wait(const void *context, int index, int earlier)
{
    const struct tess_engine *engine = context;
    return order_after(&engine->order, index, earlier);
}

/* Runs the tasks that stand in the order. */
static void run_tasks(struct tess_engine *engine)
{
    struct order *order = &engine->order;
    for (int i = 0; i < order->tasks; i++)
        engine->loop[i] = (struct tess_loop){.items = task_items(&order->task[i])};
    tess_pool_run_loops(engine->pool, engine->loop, order->tasks, run_task, has_to_wait, engine);
}

void tess_engine_stage(struct tess_engine *engine, enum tess_phase phase, int index)
{
    engine->order.phase = phase;
    engine->order.tasks = 1;
    engine->order.task[0] = (struct task){&engine->phase[phase].stage[index], index, 0, engine->run.count, 0};
    run_tasks(engine);
}

void tess_engine_ask(struct tess_engine *engine, const bool *logits)
{
    for (int layer = 0; layer <= engine->model->layers; layer++) {
        engine->needs.logits[layer] = logits[layer];
        if (logits[layer])
            engine->needs.highest[TESS_EVALUATION] = layer;
    }
}

void tess_engine_train_to(struct tess_engine *engine, int highest)
{
    engine->needs.highest[TESS_TRAINING] = engine->needs.highest[TESS_UPDATE] = highest;
}

int tess_engine_repeats(const struct tess_engine *engine, enum tess_phase phase)
{
    const bool of_steps = phase == TESS_TRAINING || phase == TESS_EVALUATION;
    return engine->model->stepwise && of_steps ? engine->model->input.steps : 1;
}

static void list_phase(struct tess_engine *engine, enum tess_phase phase)
{
    engine->order.phase = phase;
    order_list(&engine->order, engine->run.count);
}

void tess_engine_step_update(struct tess_engine *engine)
{
    const struct tess_model *model = engine->model;
    if (model->training.update != TESS_UPDATE_STEP || engine->run.step < model->supervised_from)
        return;
    list_phase(engine, TESS_UPDATE);
    run_tasks(engine);
}

void tess_engine_phase(struct tess_engine *engine, enum tess_phase phase)
{
    const int repeats = tess_engine_repeats(engine, phase);
    const bool by_step = engine->model->training.update == TESS_UPDATE_STEP;
    if (by_step && phase == TESS_UPDATE)
        return;
    list_phase(engine, phase);
    for (engine->run.step = 0; engine->run.step < repeats; engine->run.step++) {
        run_tasks(engine);
        if (by_step && phase == TESS_TRAINING) {
            tess_engine_step_update(engine);
            list_phase(engine, phase);
        }
    }
    engine->run.step = 0;
}

int tess_engine_undivided(const struct tess_engine *engine)
{
    int images = engine->model->chunk;
    for (int p = 0; p < TESS_PHASES; p++)
        for (int i = 0; i < engine->phase[p].stages; i++) {
            const int part = engine->phase[p].stage[i].part;
            images = part && part < images ? part : images;
        }
    return images;
}

const struct tess_stage *tess_engine_stages(const struct tess_engine *engine, enum tess_phase phase, int *count)
{
    *count = engine->phase[phase].stages;
    return engine->phase[phase].stage;
}

double tess_engine_seconds(const struct tess_engine *engine, enum tess_phase phase, int index)
{
    const struct phase *of = &engine->phase[phase];
    double sum = 0;
    for (int worker = 0; worker < tess_pool_threads(engine->pool); worker++)
        sum += of->seconds[worker * of->stages + index];
    return sum;
}

void tess_engine_clear_seconds(struct tess_engine *engine)
{
    for (int i = 0; i < TESS_PHASES; i++)
        memset(engine->phase[i].seconds, 0,
               (size_t)(engine->phase[i].stages * tess_pool_threads(engine->pool)) * sizeof(double));
}
