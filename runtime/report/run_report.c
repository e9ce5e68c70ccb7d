/* Written by hand: it is flat, and a trainer depends on no YAML library. */
#include "run_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "files/durable.h"
#include "files/json.h"
#include "tess/build.h"
#include "tess/engine.h"
#include "tess/file.h"

/* NULL: null. `write` is json_text, or json_name for the name of a file. */
static void entry(FILE *out, const char *key, const char *value, void (*write)(FILE *, const char *))
{
    fprintf(out, "%s: ", key);
    if (value)
        write(out, value);
    else
        fputs("null", out);
    fputc('\n', out);
}

static void text(FILE *out, const char *key, const char *value)
{
    entry(out, key, value, json_text);
}

static void name(FILE *out, const char *key, const char *value)
{
    entry(out, key, value, json_name);
}

/* The first "model name" of /proc/cpuinfo; "unknown" where there is none. */
static void write_processor(FILE *out)
{
    char *line = NULL;
    size_t room = 0;
    const char *found = "unknown";
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && getline(&line, &room, file) > 0) {
        const char *value = strchr(line, ':');
        if (!value || strncmp(line, "model name", 10) != 0)
            continue;
        line[strcspn(line, "\n")] = 0;
        found = value + 1 + strspn(value + 1, " \t");
        break;
    }
    text(out, "processor", found);
    free(line);
    if (file)
        fclose(file);
}

static void write_machine(FILE *out)
{
    struct utsname machine;
    write_processor(out);
    fprintf(out, "cpus: %ld\n", sysconf(_SC_NPROCESSORS_ONLN));
    if (uname(&machine) == 0) {
        text(out, "system", machine.sysname);
        text(out, "system_release", machine.release);
        text(out, "machine", machine.machine);
    }
}

static void write_time(FILE *out, const char *key)
{
    char now[32] = "unknown";
    const time_t seconds = time(NULL);
    struct tm parts;
    if (gmtime_r(&seconds, &parts))
        strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &parts);
    text(out, key, now);
}

static void write_names(FILE *out, const struct class_names *names)
{
    fputs("  classes: [", out);
    for (int c = 0; c < names->classes; c++) {
        fputs(c ? ", " : "", out);
        json_text(out, names->name[c]);
    }
    fputs("]\n", out);
}

static void write_settings(FILE *out, const struct settings *settings)
{
    fputs("settings:\n", out);
    fprintf(out, "  epochs: %" PRId64 "\n  batch: %" PRId64 "\n  learning_rate: ", settings->epochs, settings->batch);
    json_float(out, (float)settings->learning_rate);
    fprintf(out, "\n  seed: %" PRIu64 "\n  warmup: ", settings->seed);
    json_float(out, (float)settings->warmup);
    fprintf(out, "\n  augment: %s\n", settings->augment ? "true" : "false");
    fprintf(out, "  train_limit: %" PRId64 "\n  test_limit: %" PRId64 "\n", settings->train_limit,
            settings->test_limit);
}

/* Parameters of a layer: their names begin with its own. */
static size_t count_parameters(const struct tess_model *model, const char *layer)
{
    const size_t length = strlen(layer);
    size_t count = 0;
    for (int i = 0; i < model->params; i++)
        if (strncmp(model->param[i].name, layer, length) == 0 && model->param[i].name[length] == '.')
            count += tess_param_count(&model->param[i]);
    return count;
}

static void write_layers(FILE *out, const struct tess_model *model)
{
    fputs("layers:\n", out);
    for (int i = 0; i <= model->layers; i++) {
        const struct tess_layer_info *layer = &model->layer[i];
        text(out, "  - name", layer->name);
        text(out, "    what", layer->text);
        fprintf(out, "    neurons: %" PRIu32 "\n    parameters: %zu\n    dense_operations: %.0f\n", layer->neurons,
                count_parameters(model, layer->name), layer->dense_macs);
    }
}

bool run_report_write(const struct run_folder *folder, const struct tess_model *model, const struct run_report *report,
                      struct tess_error *error)
{
    struct durable out;
    if (!durable_open(&out, folder->file[FILE_REPORT], error))
        return false;
    text(out.file, "model", model->name);
    text(out.file, "generator", model->generator);
    text(out.file, "engine", model->engine);
    text(out.file, "schedule", model->schedule);
    text(out.file, "compiler", model->compiler);
    text(out.file, "flags", model->flags);
    text(out.file, "runtime", "libtess " TESS_VERSION);
    text(out.file, "runtime_compiler", TESS_COMPILER);
    text(out.file, "runtime_flags", TESS_FLAGS);
    write_machine(out.file);
    fprintf(out.file, "threads: %d\n", report->threads);
    write_settings(out.file, report->settings);
    text(out.file, "predict_from", report->predict_from);
    name(out.file, "init", report->init);
    fputs("data:\n", out.file);
    text(out.file, "  name", model->input.dataset);
    name(out.file, "  folder", report->data);
    text(out.file, "  fingerprint", report->fingerprint);
    write_names(out.file, report->names);
    fprintf(out.file, "  training: %d\n  validation: %d\n  test: %d\n", report->samples[0], report->samples[1],
            report->samples[2]);
    fputs("  validation_share: ", out.file);
    json_float(out.file, model->input.validation_share);
    fputc('\n', out.file);
    text(out.file, "  validate_on", model->input.validation == TESS_VALIDATE_ON_TEST ? "test" : "training share");
    write_layers(out.file, model);
    write_time(out.file, "started");
    fputs("resumed:\n", out.file);
    return durable_close(&out, error);
}

/* Copies a file's bytes; false where it cannot be opened or read. What was asked for is writing, whichever half of it
 * fails. */
static bool copy_file(const char *path, FILE *out, struct tess_error *error)
{
    char bytes[4096];
    const char *found;
    FILE *in = tess_file_open(path, "rb", &found);
    if (!in)
        return found ? tess_fail(error, TESS_IO, "%s: expected a file, found %s", path, found)
                     : io_fail(error, path, "write");
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, in)) > 0;)
        fwrite(bytes, 1, got, out);
    const bool good = !ferror(in) || io_fail(error, path, "write");
    fclose(in);
    return good;
}

bool run_report_resumed(const struct run_folder *folder, int64_t updates, struct tess_error *error)
{
    const char *path = folder->file[FILE_REPORT];
    struct durable out;
    if (!durable_open(&out, path, error))
        return false;
    if (!copy_file(path, out.file, error)) {
        durable_abandon(&out);
        return false;
    }
    fprintf(out.file, "  - updates: %" PRId64 "\n", updates);
    write_time(out.file, "    time");
    return durable_close(&out, error);
}
