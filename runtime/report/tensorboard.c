#include "tensorboard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "event_file.h"

/* Fields of Summary and Summary.Value, HistogramProto, SummaryMetadata and its PluginData. */
enum {
    SUMMARY_VALUE = 1,
    VALUE_TAG = 1,
    VALUE_NUMBER = 2,
    VALUE_HISTOGRAM = 5,
    VALUE_METADATA = 9,
    HISTOGRAM_LEAST = 1,
    HISTOGRAM_MOST = 2,
    HISTOGRAM_COUNT = 3,
    HISTOGRAM_SUM = 4,
    HISTOGRAM_SQUARES = 5,
    HISTOGRAM_LIMITS = 6,
    HISTOGRAM_BUCKETS = 7,
    METADATA_PLUGIN = 1,
    PLUGIN_NAME = 1,
    PLUGIN_CONTENT = 2
};

/* Of HParamsPluginData, Experiment, HParamInfo, MetricInfo, MetricName, SessionStartInfo and SessionEndInfo, an entry
 * of a map, and google.protobuf.Value. */
enum {
    DATA_EXPERIMENT = 2,
    DATA_START = 3,
    DATA_END = 4,
    EXPERIMENT_CREATED = 3,
    EXPERIMENT_HPARAM = 4,
    EXPERIMENT_METRIC = 5,
    INFO_NAME = 1,
    INFO_TYPE = 4,
    METRIC_NAME = 1,
    METRIC_TAG = 2,
    START_HPARAM = 1,
    START_TIME = 5,
    END_STATUS = 1,
    END_TIME = 2,
    ENTRY_KEY = 1,
    ENTRY_VALUE = 2,
    GOOGLE_NUMBER = 2,
    GOOGLE_TEXT = 3,
    TYPE_TEXT = 1,
    TYPE_NUMBER = 3,
    STATUS_SUCCESS = 1
};

enum { TAG = 256 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- Scalars and histograms -------------------------------------------------------------------------------------- */

/* "LAYER/NAME", or the name alone. */
static void put_tag(struct proto *value, const char *layer, const char *name)
{
    char tag[TAG];
    snprintf(tag, sizeof tag, layer ? "%s/%s" : "%s%s", layer ? layer : "", name);
    proto_text(value, VALUE_TAG, tag);
}

static void put_scalar(void *summary, const char *layer, const char *name, double number)
{
    struct proto value = {0};
    if (!__builtin_isfinite(number))
        return;
    put_tag(&value, layer, name);
    proto_float(&value, VALUE_NUMBER, (float)number);
    proto_message(summary, SUMMARY_VALUE, &value);
}

/* From the first to the last bin in which there is something: the number of each, and where it ends. */
static void put_buckets(struct proto *message, const struct histogram *histogram)
{
    struct proto limits = {0}, counts = {0};
    int first = 0, last = HISTOGRAM_BINS - 1;
    while (first < last && histogram->bin[first] == 0)
        first++;
    while (last > first && histogram->bin[last] == 0)
        last--;
    for (int i = first; i <= last; i++) {
        const double limit = histogram_limit(histogram, i), count = (double)histogram->bin[i];
        proto_raw(&limits, &limit, sizeof limit);
        proto_raw(&counts, &count, sizeof count);
    }
    proto_message(message, HISTOGRAM_LIMITS, &limits); /* packed numbers are written as a message is */
    proto_message(message, HISTOGRAM_BUCKETS, &counts);
}

static void put_histogram(struct proto *summary, const char *layer, const char *name, const struct histogram *histogram)
{
    struct proto value = {0}, message = {0};
    if (histogram->count == 0)
        return;
    proto_double(&message, HISTOGRAM_LEAST, histogram->least);
    proto_double(&message, HISTOGRAM_MOST, histogram->most);
    proto_double(&message, HISTOGRAM_COUNT, (double)histogram->count);
    proto_double(&message, HISTOGRAM_SUM, histogram->sum);
    proto_double(&message, HISTOGRAM_SQUARES, histogram->squares);
    put_buckets(&message, histogram);
    put_tag(&value, layer, name);
    proto_message(&value, VALUE_HISTOGRAM, &message);
    proto_message(summary, SUMMARY_VALUE, &value);
}

static void put_weights(struct proto *summary, struct tess_engine *engine, const struct tess_param *param)
{
    struct histogram histogram;
    char layer[TAG];
    const char *dot = strchr(param->name, '.');
    histogram_of(&histogram, tess_engine_array(engine, param->value), tess_param_count(param));
    snprintf(layer, sizeof layer, "%.*s", dot ? (int)(dot - param->name) : 0, param->name);
    put_histogram(summary, dot ? layer : NULL, dot ? dot + 1 : param->name, &histogram);
}

/* ---- Hyperparameters --------------------------------------------------------------------------------------------- */

static const char *const optimizer_name[] = {
    [TESS_SGD] = "sgd", [TESS_NESTEROV] = "nesterov", [TESS_ADAM] = "adam", [TESS_ADAMW] = "adamw"};

/* A text, or where that is NULL a number. */
struct hyperparameter {
    const char *name, *text;
    double number;
};

enum { HYPERPARAMETERS = 15 };

struct hyperparameters {
    struct hyperparameter list[HYPERPARAMETERS];
    char seed[24], from[PREDICTION_TEXT];
};

static void list_hyperparameters(struct hyperparameters *all, const struct tensorboard_run *run)
{
    const struct tess_model *model = run->model;
    const struct settings *settings = run->settings;
    snprintf(all->seed, sizeof all->seed, "%" PRIu64, settings->seed); /* a double has not all its digits */
    prediction_write(run->prediction, model, all->from);
    const struct hyperparameter list[HYPERPARAMETERS] = {{"model", model->name, 0},
                                                         {"dataset", model->input.dataset, 0},
                                                         {"schedule", model->schedule, 0},
                                                         {"optimizer", optimizer_name[model->training.optimizer], 0},
                                                         {"predict_from", all->from, 0},
                                                         {"augment", settings->augment ? "true" : "false", 0},
                                                         {"seed", all->seed, 0},
                                                         {"learning_rate", NULL, settings->learning_rate},
                                                         {"weight_decay", NULL, (double)model->training.weight_decay},
                                                         {"warmup", NULL, settings->warmup},
                                                         {"batch", NULL, (double)settings->batch},
                                                         {"steps", NULL, (double)model->input.steps},
                                                         {"layers", NULL, (double)model->layers},
                                                         {"training_samples", NULL, (double)run->training_samples},
                                                         {"test_samples", NULL, (double)run->test_samples}};
    memcpy(all->list, list, sizeof list);
}

static void put_plugin_data(struct proto *summary, const char *tag, int field, struct proto *content)
{
    struct proto data = {0}, plugin = {0}, metadata = {0}, value = {0};
    proto_message(&data, field, content);
    proto_text(&plugin, PLUGIN_NAME, "hparams");
    proto_message(&plugin, PLUGIN_CONTENT, &data);
    proto_message(&metadata, METADATA_PLUGIN, &plugin);
    proto_text(&value, VALUE_TAG, tag);
    proto_message(&value, VALUE_METADATA, &metadata);
    proto_message(summary, SUMMARY_VALUE, &value);
}

/* What hyperparameters and metrics there are. */
static void put_experiment(struct proto *summary, const struct hyperparameters *all, double time)
{
    static const char *const metric[] = {"loss", "accuracy", "validation_accuracy", "test_accuracy"};
    struct proto experiment = {0};
    proto_double(&experiment, EXPERIMENT_CREATED, time);
    for (int i = 0; i < HYPERPARAMETERS; i++) {
        struct proto info = {0};
        proto_text(&info, INFO_NAME, all->list[i].name);
        proto_whole(&info, INFO_TYPE, all->list[i].text ? TYPE_TEXT : TYPE_NUMBER);
        proto_message(&experiment, EXPERIMENT_HPARAM, &info);
    }
    for (size_t i = 0; i < sizeof metric / sizeof *metric; i++) {
        struct proto name = {0}, info = {0};
        proto_text(&name, METRIC_TAG, metric[i]);
        proto_message(&info, METRIC_NAME, &name);
        proto_message(&experiment, EXPERIMENT_METRIC, &info);
    }
    put_plugin_data(summary, "_hparams_/experiment", DATA_EXPERIMENT, &experiment);
}

static void put_session(struct proto *summary, const struct hyperparameters *all, double time)
{
    struct proto start = {0};
    for (int i = 0; i < HYPERPARAMETERS; i++) {
        struct proto value = {0}, entry = {0};
        if (all->list[i].text)
            proto_text(&value, GOOGLE_TEXT, all->list[i].text);
        else
            proto_double(&value, GOOGLE_NUMBER, all->list[i].number);
        proto_text(&entry, ENTRY_KEY, all->list[i].name);
        proto_message(&entry, ENTRY_VALUE, &value);
        proto_message(&start, START_HPARAM, &entry);
    }
    proto_double(&start, START_TIME, time);
    put_plugin_data(summary, "_hparams_/session_start_info", DATA_START, &start);
}

/* ---- The run ----------------------------------------------------------------------------------------------------- */

bool tensorboard_start(const char *path, const struct tensorboard_run *run, struct tess_error *error)
{
    struct proto records = {0}, experiment = {0}, session = {0};
    struct hyperparameters all;
    const double time = now();
    list_hyperparameters(&all, run);
    put_experiment(&experiment, &all, time);
    put_session(&session, &all, time);
    event_put_version(&records, time);
    event_put_summary(&records, time, 0, &experiment);
    event_put_summary(&records, time, 0, &session);
    return event_file_append(path, &records, error);
}

bool tensorboard_epoch(const char *path, struct tess_engine *engine, const struct epoch_row *row,
                       const struct tally *rates, struct tess_error *error)
{
    const struct tess_model *model = tess_engine_run(engine)->model;
    struct proto records = {0}, summary = {0};
    put_scalar(&summary, NULL, "learning_rate", (double)row->learning_rate);
    metrics_each(model, row, put_scalar, &summary);
    for (int layer = 0; layer < model->layers; layer++)
        put_histogram(&summary, model->layer[layer].name, "rates", &rates->rates[layer]);
    for (int i = 0; i < model->params; i++)
        put_weights(&summary, engine, &model->param[i]);
    event_put_summary(&records, now(), row->epoch, &summary);
    return event_file_append(path, &records, error);
}

/* Later than the last epoch, so that a run that is resumed for more epochs loses it. */
bool tensorboard_end(const char *path, int64_t epochs, struct tess_error *error)
{
    struct proto records = {0}, summary = {0}, end = {0};
    const double time = now();
    proto_whole(&end, END_STATUS, STATUS_SUCCESS);
    proto_double(&end, END_TIME, time);
    put_plugin_data(&summary, "_hparams_/session_end_info", DATA_END, &end);
    event_put_summary(&records, time, epochs + 1, &summary);
    return event_file_append(path, &records, error);
}
