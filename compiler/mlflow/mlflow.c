#include "mlflow/mlflow.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "mlflow/http.h"
#include "support/json.h"
#include "support/json_read.h"
#include "tess/record.h"

/* MLflow takes up to 1000 metrics, 100 parameters and 100 tags in a request of log-batch, 1000 of all; of a parameter
 * up to 500 characters by every version. */
enum { METRICS_A_REQUEST = 800, LONGEST_PARAMETER = 500, MOST_PARAMETERS = 100 };

struct session {
    struct arena *arena;
    struct http_server server;
    const struct mlflow_export *export;
    struct record record;
    const char *identity;   /* of the run: tessc.run */
    const char *run;        /* MLflow's */
    int64_t started, ended; /* milliseconds since 1970 */
    int known;              /* epochs that MLflow has */
    struct tess_error *error;
};

/* ---- Requests ---------------------------------------------------------------------------------------------------- */

/* A body under construction; out of memory is found by close_body. */
struct body {
    FILE *file;
    char *text;
    size_t size;
};

static bool open_body(struct session *s, struct body *body)
{
    *body = (struct body){0};
    body->file = open_memstream(&body->text, &body->size);
    return body->file || tess_fail(s->error, TESS_FAILED, "out of memory");
}

static bool call(struct session *s, const char *method, const char *name, const char *body, struct http_answer *answer)
{
    const char *path = arena_format(s->arena, "/api/2.0/mlflow/%s", name);
    return http_request(s->arena, &s->server, method, path, body, answer, s->error);
}

/* Another status than 200: with MLflow's own message where it sent one. */
static bool fail_answer(struct session *s, const char *name, const struct http_answer *answer)
{
    const char *message = json_string(s->arena, json_member(answer->body, "message"));
    return tess_fail(s->error, TESS_FAILED, "%s: %.*s: answered with status %d%s%s", s->export->url,
                     (int)strcspn(name, "?"), name, answer->status, message ? ": " : "", message ? message : "");
}

/* Sends the body, which is freed; *answer is one of status 200. */
static bool post(struct session *s, const char *name, struct body *body, struct http_answer *answer)
{
    const bool whole = fclose(body->file) == 0;
    bool good = whole || tess_fail(s->error, TESS_FAILED, "out of memory");
    good = good && call(s, "POST", name, body->text, answer) && (answer->status == 200 || fail_answer(s, name, answer));
    free(body->text);
    return good;
}

/* A string that has to be in an answer. */
static const char *wanted(struct session *s, const char *name, const char *value)
{
    const char *text = json_string(s->arena, value);
    if (!text || !*text)
        tess_fail(s->error, TESS_FAILED, "%s: %.*s: expected an answer of MLflow's, found something else",
                  s->export->url, (int)strcspn(name, "?"), name);
    return text && *text ? text : NULL;
}

/* ,"NAME":"TEXT", without the comma where it is the first */
static void put_text(FILE *out, const char *before, const char *name, const char *text)
{
    fprintf(out, "%s\"%s\":", before, name);
    json_put_text(out, text);
}

static void put_pair(FILE *out, const char *before, const char *key, const char *value)
{
    fputs(before, out);
    put_text(out, "{", "key", key);
    put_text(out, ",", "value", value);
    fputc('}', out);
}

/* ---- The run that is exported ------------------------------------------------------------------------------------ */

static const char *fact_of(const struct session *s, const char *section, const char *key)
{
    const char *value = record_fact(&s->record, section, key);
    return value ? value : "";
}

/* "2025-01-31T12:00:00Z" as milliseconds; 0 where it is none. */
static int64_t milliseconds(const char *text)
{
    struct tm parts = {0};
    const int found = sscanf(text, "%d-%d-%dT%d:%d:%dZ", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour,
                             &parts.tm_min, &parts.tm_sec);
    parts.tm_year -= 1900;
    parts.tm_mon--;
    return found == 6 ? (int64_t)timegm(&parts) * 1000 : 0;
}

static uint64_t hash_word(uint64_t hash, const char *word)
{
    for (const char *at = word ? word : ""; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
    return (hash ^ 0xff) * UINT64_C(1099511628211);
}

/* FNV-1a of what run.yaml said at the start of the run. */
static const char *identity_of(const struct session *s)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int i = 0; i < s->record.facts; i++) {
        const struct fact *fact = &s->record.fact[i];
        if (fact->section && strcmp(fact->section, "resumed") == 0)
            break;
        hash = hash_word(hash_word(hash_word(hash, fact->section), fact->key), fact->value);
    }
    return arena_format(s->arena, "%016" PRIx64, hash);
}

static bool open_run(struct session *s)
{
    struct stat status;
    if (!record_open(&s->record, s->export->folder, s->error))
        return false;
    s->identity = identity_of(s);
    s->started = milliseconds(fact_of(s, NULL, "started"));
    const char *metrics = arena_format(s->arena, "%s/metrics.csv", s->export->folder);
    s->ended = stat(metrics, &status) == 0 ? (int64_t)status.st_mtime * 1000 : s->started;
    return s->record.rows > 0 || tess_fail(s->error, TESS_BAD_DATA, "%s: no epoch has ended yet", s->export->folder);
}

/* ---- MLflow's experiment and run --------------------------------------------------------------------------------- */

/* Bytes that are no letters, digits or -._~ as %XX. */
static const char *escaped(struct arena *arena, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    char *copy = arena_alloc(arena, 3 * strlen(text) + 1), *to = copy;
    for (; *text; text++) {
        if (strchr(plain, *text))
            *to++ = *text;
        else
            to += sprintf(to, "%%%02X", (unsigned char)*text);
    }
    *to = 0;
    return copy;
}

/* Its id; it is made if there is none. */
static const char *find_experiment(struct session *s, const char *name)
{
    const char *find = arena_format(s->arena, "experiments/get-by-name?experiment_name=%s", escaped(s->arena, name));
    struct http_answer answer;
    struct body body;
    if (!call(s, "GET", find, NULL, &answer))
        return NULL;
    if (answer.status == 200)
        return wanted(s, find, json_member(json_member(answer.body, "experiment"), "experiment_id"));
    const char *code = json_string(s->arena, json_member(answer.body, "error_code"));
    if (answer.status != 404 || !code || strcmp(code, "RESOURCE_DOES_NOT_EXIST") != 0) {
        fail_answer(s, find, &answer);
        return NULL;
    }
    if (!open_body(s, &body))
        return NULL;
    put_text(body.file, "{", "name", name);
    fputc('}', body.file);
    return post(s, "experiments/create", &body, &answer)
               ? wanted(s, "experiments/create", json_member(answer.body, "experiment_id"))
               : NULL;
}

/* Looks for the run by its tag: s->run stays NULL where there is none. */
static bool find_run(struct session *s, const char *experiment)
{
    struct http_answer answer;
    struct body body;
    if (!open_body(s, &body))
        return false;
    fputs("{\"experiment_ids\":[", body.file);
    json_put_text(body.file, experiment);
    fprintf(body.file, "],\"filter\":\"tags.`tessc.run` = '%s'\",\"max_results\":1}", s->identity);
    if (!post(s, "runs/search", &body, &answer))
        return false;
    const char *run = json_element(json_member(answer.body, "runs"), 0);
    if (!run)
        return true;
    s->run = wanted(s, "runs/search", json_member(json_member(run, "info"), "run_id"));
    const char *tags = json_member(json_member(run, "data"), "tags");
    for (int i = 0; json_element(tags, i); i++) {
        const char *tag = json_element(tags, i), *key = json_string(s->arena, json_member(tag, "key"));
        const char *value = json_string(s->arena, json_member(tag, "value"));
        if (key && value && strcmp(key, "tessc.epochs") == 0)
            s->known = atoi(value);
    }
    return s->run;
}

static const char *last_name(struct arena *arena, const char *folder)
{
    size_t end = strlen(folder);
    while (end > 1 && folder[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && folder[start - 1] != '/')
        start--;
    return arena_copy(arena, folder + start, end - start);
}

static bool create_run(struct session *s, const char *experiment)
{
    struct http_answer answer;
    struct body body;
    if (!open_body(s, &body))
        return false;
    put_text(body.file, "{", "experiment_id", experiment);
    put_text(body.file, ",", "run_name", last_name(s->arena, s->export->folder));
    fprintf(body.file, ",\"start_time\":%" PRId64 ",\"tags\":[", s->started);
    put_pair(body.file, "", "tessc.run", s->identity);
    put_pair(body.file, ",", "tessc.generator", fact_of(s, NULL, "generator"));
    put_pair(body.file, ",", "tessc.runtime", fact_of(s, NULL, "runtime"));
    put_pair(body.file, ",", "mlflow.source.name", fact_of(s, NULL, "model"));
    fputs("]}", body.file);
    if (!post(s, "runs/create", &body, &answer))
        return false;
    s->run = wanted(s, "runs/create", json_member(json_member(json_member(answer.body, "run"), "info"), "run_id"));
    return s->run;
}

/* ---- Parameters and metrics -------------------------------------------------------------------------------------- */

/* What is a parameter: of the settings all, which a resumed run keeps, but for its epochs. */
static const char *parameter_name(struct arena *arena, const struct fact *fact)
{
    static const char *const known[] = {"model", "engine", "schedule", "predict_from", "init"};
    static const char *const data[] = {"name", "fingerprint", "training", "validation", "test"};
    if (!fact->key || !fact->value)
        return NULL;
    if (fact->section && strcmp(fact->section, "settings") == 0)
        return strcmp(fact->key, "epochs") == 0 ? NULL : fact->key;
    for (size_t i = 0; !fact->section && i < sizeof known / sizeof *known; i++)
        if (strcmp(fact->key, known[i]) == 0)
            return known[i];
    for (size_t i = 0; fact->section && strcmp(fact->section, "data") == 0 && i < sizeof data / sizeof *data; i++)
        if (strcmp(fact->key, data[i]) == 0)
            return arena_format(arena, "data.%s", data[i]);
    return NULL;
}

static bool open_batch(struct session *s, struct body *body)
{
    if (!open_body(s, body))
        return false;
    put_text(body->file, "{", "run_id", s->run);
    return true;
}

static bool send_parameters(struct session *s)
{
    struct http_answer answer;
    struct body body;
    int count = 0;
    if (!open_batch(s, &body))
        return false;
    fputs(",\"params\":[", body.file);
    for (int i = 0; i < s->record.facts && count < MOST_PARAMETERS; i++) {
        const struct fact *fact = &s->record.fact[i];
        const char *name = parameter_name(s->arena, fact);
        if (name)
            put_pair(body.file, count++ ? "," : "", name,
                     arena_format(s->arena, "%.*s", LONGEST_PARAMETER, fact->value));
    }
    fputs("]}", body.file);
    return post(s, "runs/log-batch", &body, &answer);
}

/* Cells first .. first + count - 1 of the table, row by row, in one request, and up to which epoch all is sent then. */
static bool send_cells(struct session *s, int first, int count)
{
    const struct record *record = &s->record;
    const int columns = record->columns, epoch = record_column(record, "epoch", "");
    struct http_answer answer;
    struct body body;
    const char *comma = "";
    if (!open_batch(s, &body))
        return false;
    fputs(",\"metrics\":[", body.file);
    for (int i = first; i < first + count; i++) {
        const int row = i / columns, column = i % columns;
        const double value = record_cell(record, row, column);
        if (column == epoch || !isfinite(value))
            continue;
        put_text(body.file, comma[0] ? ",{" : "{", "key", record->column[column]);
        fprintf(body.file, ",\"value\":%.17g,\"timestamp\":%" PRId64 ",\"step\":%.0f}", value, s->started,
                record_cell(record, row, epoch));
        comma = ",";
    }
    const int rows = (first + count) / columns;
    const double done = rows > 0 ? record_cell(record, rows - 1, epoch) : 0;
    fputs("],\"tags\":[", body.file);
    put_pair(body.file, "", "tessc.epochs", arena_format(s->arena, "%.0f", done));
    fputs("]}", body.file);
    return post(s, "runs/log-batch", &body, &answer);
}

static bool send_metrics(struct session *s, struct mlflow_result *result)
{
    const struct record *record = &s->record;
    const int epoch = record_column(record, "epoch", ""), last = record->rows * record->columns;
    int row = 0;
    if (epoch < 0)
        return tess_fail(s->error, TESS_BAD_DATA, "%s/metrics.csv: offset 0: expected a column 'epoch'",
                         s->export->folder);
    while (row < record->rows && record_cell(record, row, epoch) <= s->known)
        row++;
    result->epochs = record->rows - row;
    for (int first = row * record->columns; first < last; first += METRICS_A_REQUEST)
        if (!send_cells(s, first, last - first < METRICS_A_REQUEST ? last - first : METRICS_A_REQUEST))
            return false;
    return true;
}

static bool finish_run(struct session *s)
{
    struct http_answer answer;
    struct body body;
    if (!open_batch(s, &body))
        return false;
    fprintf(body.file, ",\"status\":\"FINISHED\",\"end_time\":%" PRId64 "}", s->ended);
    return post(s, "runs/update", &body, &answer);
}

static bool send_run(struct session *s, struct mlflow_result *result)
{
    if (!open_run(s))
        return false;
    result->experiment =
        s->export->experiment ? s->export->experiment : arena_format(s->arena, "%s", fact_of(s, NULL, "model"));
    const char *experiment = find_experiment(s, result->experiment);
    if (!experiment || !find_run(s, experiment))
        return false;
    result->found = s->run != NULL;
    if (!s->run && !create_run(s, experiment))
        return false;
    result->run = s->run;
    return send_parameters(s) && send_metrics(s, result) && finish_run(s);
}

bool mlflow_send(struct arena *arena, const struct mlflow_export *export, struct mlflow_result *result,
                 struct tess_error *error)
{
    struct session session = {.arena = arena, .export = export, .error = error};
    *result = (struct mlflow_result){0};
    if (!http_server_read(arena, export->url, &session.server, error))
        return false;
    const bool good = send_run(&session, result);
    record_close(&session.record);
    return good;
}
