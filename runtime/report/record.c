#include "tess/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files/durable.h"
#include "tess/file.h"

static const char *const file_name[] = {"run.yaml", "metrics.csv", "resolved.tess"};

/* ---- Files ------------------------------------------------------------------------------------------------------- */

char *record_text(const char *path, bool may_be_missing, struct tess_error *error)
{
    const char *found;
    FILE *file = tess_file_open(path, "rb", &found);
    const int reason = errno;
    size_t size = 0, room = 1 << 16;
    char *text = malloc(room);
    bool good = text || tess_fail(error, TESS_FAILED, "out of memory");
    if (found)
        good = tess_fail(error, TESS_BAD_DATA, "%s: expected a file, found %s", path, found);
    else if (!file && !(may_be_missing && reason == ENOENT))
        good = tess_fail(error, TESS_BAD_DATA, "%s: cannot read: %s", path, strerror(reason));
    while (good && file && !feof(file) && !ferror(file)) {
        if (size + 1 == room) {
            char *more = realloc(text, 2 * room);
            good = more || tess_fail(error, TESS_FAILED, "out of memory");
            text = more ? more : text;
            room = more ? 2 * room : room;
        }
        size += good ? fread(text + size, 1, room - 1 - size, file) : 0;
    }
    if (good && file && ferror(file))
        good = io_fail(error, path, "read");
    if (file)
        fclose(file);
    if (good) {
        text[size] = 0;
        const size_t length = strlen(text);
        good = length == size ||
               tess_fail(error, TESS_BAD_DATA, "%s: offset %zu: expected text, found a zero byte", path, length);
    }
    if (good)
        return text;
    free(text);
    return NULL;
}

/* ---- run.yaml: the subset that run_report.c writes --------------------------------------------------------------- */

/* A character below U+10000 as UTF-8, which is never longer than its escape. Returns its end. */
static char *put_character(char *to, unsigned code)
{
    if (code < 0x80) {
        *to++ = (char)code;
        return to;
    }
    if (code < 0x800) {
        *to++ = (char)(0xc0 | code >> 6);
    } else {
        *to++ = (char)(0xe0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (code & 0x3f));
    return to;
}

/* A double-quoted text of json_text, in place; returns what follows it, or NULL where it does not end. */
static char *unquote(char *text)
{
    char *to = text;
    for (char *at = text + 1; *at; at++) {
        if (*at == '"') {
            *to = 0;
            return at + 1;
        }
        if (*at == '\\' && at[1] == 'u' && strspn(at + 2, "0123456789abcdef") >= 4) {
            const char digits[] = {at[2], at[3], at[4], at[5], 0};
            to = put_character(to, (unsigned)strtoul(digits, NULL, 16));
            at += 5;
        } else {
            at += *at == '\\';
            *to++ = *at;
        }
    }
    return NULL;
}

/* One line, "  - key: value", whose end has been cut off. NULL: good; otherwise where something else was expected. */
static const char *read_fact(char *line, const char **section, struct fact *fact)
{
    char *at = line + strspn(line, " ");
    *fact = (struct fact){.first = strncmp(at, "- ", 2) == 0};
    at += fact->first ? 2 : 0;
    char *colon = strchr(at, ':');
    if (!colon || colon == at || (colon[1] && colon[1] != ' '))
        return at;
    *colon = 0;
    char *value = colon + 1 + strspn(colon + 1, " ");
    const bool quoted = *value == '"', none = *value == 0 || strcmp(value, "null") == 0;
    const char *end = quoted ? unquote(value) : "";
    if (!end || *end)
        return value;
    fact->value = none ? NULL : value;
    if (at != line) {
        fact->section = *section;
        fact->key = at;
        return *section ? NULL : line;
    }
    *section = at;
    if (quoted || *value)
        fact->key = at;
    else
        fact->section = at;
    return NULL;
}

static int count_lines(const char *text)
{
    int lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

static bool read_facts(struct record *record, const char *path, struct tess_error *error)
{
    char *text = record->text[RECORD_FACTS], *line = text;
    const char *section = NULL;
    record->fact = calloc((size_t)count_lines(text) + 1, sizeof *record->fact);
    if (!record->fact)
        return tess_fail(error, TESS_FAILED, "out of memory");
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        const char *wrong = read_fact(line, &section, &record->fact[record->facts++]);
        if (wrong)
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %td: expected 'name: value'", path, wrong - text);
    }
    return true;
}

const char *record_fact(const struct record *record, const char *section, const char *key)
{
    for (int i = 0; i < record->facts; i++) {
        const struct fact *fact = &record->fact[i];
        const bool same = section ? fact->section && strcmp(fact->section, section) == 0 : !fact->section;
        if (same && fact->key && strcmp(fact->key, key) == 0)
            return fact->value;
    }
    return NULL;
}

/* ---- metrics.csv ------------------------------------------------------------------------------------------------- */

static bool read_head(struct record *record, char *line)
{
    int columns = 1;
    for (const char *at = line; *at; at++)
        columns += *at == ',';
    record->column = calloc((size_t)columns, sizeof *record->column);
    if (!record->column)
        return false;
    for (char *name; (name = strsep(&line, ","));)
        record->column[record->columns++] = name;
    return true;
}

/* NULL: good; otherwise where something else was expected. */
static const char *read_row(const struct record *record, char *line, double *cell)
{
    for (int i = 0; i < record->columns; i++) {
        char *end = line;
        cell[i] = strtod(line, &end);
        if (end == line)
            cell[i] = (double)__builtin_nan("");
        if (*end != (i + 1 < record->columns ? ',' : 0))
            return end;
        line = end + 1;
    }
    return NULL;
}

static bool read_metrics(struct record *record, const char *path, struct tess_error *error)
{
    char *text = record->text[RECORD_METRICS], *line = strchr(text, '\n');
    if (!*text)
        return true;
    if (!line)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 0: expected a line of column names", path);
    *line++ = 0;
    if (!read_head(record, text))
        return tess_fail(error, TESS_FAILED, "out of memory");
    record->cell = calloc((size_t)count_lines(line) * (size_t)record->columns + 1, sizeof *record->cell);
    if (!record->cell)
        return tess_fail(error, TESS_FAILED, "out of memory");
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        const char *wrong = read_row(record, line, record->cell + (size_t)record->rows * (size_t)record->columns);
        if (wrong)
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %td: expected a row of %d numbers", path, wrong - text,
                             record->columns);
        record->rows++;
    }
    return true;
}

int record_column(const struct record *record, const char *name, const char *suffix)
{
    const size_t length = strlen(name);
    for (int i = 0; i < record->columns; i++)
        if (strncmp(record->column[i], name, length) == 0 && strcmp(record->column[i] + length, suffix) == 0)
            return i;
    return -1;
}

double record_cell(const struct record *record, int row, int column)
{
    return column < 0 ? (double)__builtin_nan("")
                      : record->cell[(size_t)row * (size_t)record->columns + (size_t)column];
}

/* ---- All of it --------------------------------------------------------------------------------------------------- */

bool record_open(struct record *record, const char *folder, struct tess_error *error)
{
    bool good = true;
    *record = (struct record){0};
    for (int i = 0; good && i < 3; i++) {
        char *path = path_join(folder, file_name[i], error);
        record->text[i] = path ? record_text(path, i == RECORD_METRICS, error) : NULL;
        good = record->text[i] != NULL;
        if (good && i == RECORD_FACTS)
            good = read_facts(record, path, error);
        if (good && i == RECORD_METRICS)
            good = read_metrics(record, path, error);
        free(path);
    }
    return good;
}

void record_close(struct record *record)
{
    for (int i = 0; i < 3; i++)
        free(record->text[i]);
    free(record->fact);
    free(record->column);
    free(record->cell);
    *record = (struct record){0};
}
