#include "confusion.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/durable.h"
#include "tess/record.h"

/* ---- The file ---------------------------------------------------------------------------------------------------- */

void csv_text(FILE *file, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, file);
        return;
    }
    fputc('"', file);
    for (; *text; text++)
        fputs(*text == '"' ? "\"\"" : (char[]){*text, 0}, file);
    fputc('"', file);
}

static const char heading_end[] = " label";

bool confusion_write(const char *path, const char *samples, const struct class_names *names, const uint32_t *count,
                     struct tess_error *error)
{
    struct durable out;
    if (!durable_open(&out, path, error))
        return false;
    fprintf(out.file, "%s%s", samples, heading_end);
    for (int c = 0; c < names->classes; c++) {
        fputc(',', out.file);
        csv_text(out.file, names->name[c]);
    }
    fputc('\n', out.file);
    for (int label = 0; label < names->classes; label++) {
        csv_text(out.file, names->name[label]);
        for (int c = 0; c < names->classes; c++)
            fprintf(out.file, ",%" PRIu32, *count++);
        fputc('\n', out.file);
    }
    return durable_close(&out, error);
}

/* One field, unquoted in place; *at moves behind the comma or the end of the line after it, which *end is. NULL where a
 * quote does not end, or something follows it. */
static char *next_field(char **at, char *end)
{
    char *field = *at, *to = field, *from = field;
    const bool quoted = *from == '"';
    for (from += quoted; *from && (quoted || !strchr(",\n", *from)); from++) {
        if (quoted && *from == '"' && *++from != '"')
            break;
        *to++ = *from;
    }
    *end = *from;
    if (*end != ',' && *end != '\n')
        return NULL;
    *at = from + 1;
    *to = 0;
    return field;
}

static int count_fields(const char *line)
{
    int fields = 1;
    for (bool quoted = false; *line && (quoted || *line != '\n'); line++) {
        quoted ^= *line == '"';
        fields += !quoted && *line == ',';
    }
    return fields;
}

static bool read_heading(struct confusion *confusion, char **at)
{
    char end;
    char *first = next_field(at, &end), *tail = first ? strstr(first, heading_end) : NULL;
    if (!tail || strcmp(tail, heading_end) != 0 || end != ',')
        return false;
    *tail = 0;
    confusion->samples = first;
    for (int c = 0; c < confusion->classes; c++)
        if (!(confusion->name[c] = next_field(at, &end)) || (end == '\n') != (c + 1 == confusion->classes))
            return false;
    return true;
}

static bool read_row(struct confusion *confusion, int label, char **at)
{
    char end;
    char *name = next_field(at, &end);
    if (!name || strcmp(name, confusion->name[label]) != 0 || end != ',')
        return false;
    for (int c = 0; c < confusion->classes; c++) {
        char *field = next_field(at, &end), *rest;
        if (!field || (end == '\n') != (c + 1 == confusion->classes))
            return false;
        const unsigned long count = strtoul(field, &rest, 10);
        if (rest == field || *rest || *field == '-' || count > UINT32_MAX)
            return false;
        confusion->count[label * confusion->classes + c] = (uint32_t)count;
    }
    return true;
}

bool confusion_read(struct confusion *confusion, const char *path, struct tess_error *error)
{
    *confusion = (struct confusion){0};
    if (access(path, F_OK) != 0)
        return true;
    char *at = confusion->text = record_text(path, false, error);
    if (!at)
        return false;
    const int classes = count_fields(at) - 1;
    const size_t room = (size_t)classes + 1;
    confusion->name = calloc(room, sizeof *confusion->name);
    confusion->count = calloc(room * room, sizeof *confusion->count);
    if (!confusion->name || !confusion->count)
        return tess_fail(error, TESS_FAILED, "out of memory");
    confusion->classes = classes;
    bool good = classes > 0 && read_heading(confusion, &at);
    char *line = good ? at : confusion->text;
    for (int label = 0; good && label < classes; label++) {
        line = at;
        good = read_row(confusion, label, &at);
    }
    return (good && !*at) ||
           tess_fail(error, TESS_BAD_DATA, "%s: offset %td: expected a row of a confusion matrix, %d numbers", path,
                     (good ? at : line) - confusion->text, classes);
}

void confusion_free(struct confusion *confusion)
{
    free(confusion->text);
    free(confusion->name);
    free(confusion->count);
    *confusion = (struct confusion){0};
}

void confusion_json(FILE *file, const uint32_t *count, int classes)
{
    fputs(count ? "[" : "null", file);
    for (int label = 0; count && label < classes; label++)
        for (int c = 0; c < classes; c++)
            fprintf(file, "%s%" PRIu32 "%s", c ? "," : label ? ",[" : "[", *count++, c + 1 < classes ? "" : "]");
    fputs(count ? "]" : "", file);
}

/* ---- For people -------------------------------------------------------------------------------------------------- */

int confusion_mistakes(const uint32_t *count, int classes, struct mistake *mistake, int most)
{
    int found = 0;
    for (int label = 0; label < classes; label++)
        for (int c = 0; c < classes; c++) {
            const struct mistake here = {label, c, count[label * classes + c]};
            int place = found;
            if (label == c || here.count == 0)
                continue;
            while (place > 0 && mistake[place - 1].count < here.count)
                place--;
            if (place == most)
                continue;
            found += found < most;
            memmove(mistake + place + 1, mistake + place, sizeof *mistake * (size_t)(found - 1 - place));
            mistake[place] = here;
        }
    return found;
}

static int digits(uint32_t number)
{
    return snprintf(NULL, 0, "%" PRIu32, number);
}

static void print_mistakes(FILE *file, const struct class_names *names, const uint32_t *count)
{
    enum { MOST = 10 };
    struct mistake mistake[MOST];
    const int found = confusion_mistakes(count, names->classes, mistake, MOST);
    fputs(found ? "most frequent mistakes\n" : "no mistakes\n", file);
    for (int i = 0; i < found; i++)
        fprintf(file, "  %6" PRIu32 " of %s taken for %s\n", mistake[i].count, names->name[mistake[i].label],
                names->name[mistake[i].predicted]);
}

void confusion_print(FILE *file, const struct class_names *names, const uint32_t *count)
{
    enum { LINE = 80, NAME = 20 };
    const int classes = names->classes;
    int width = digits((uint32_t)classes);
    for (int i = 0; i < classes * classes; i++)
        width = digits(count[i]) > width ? digits(count[i]) : width;
    if (2 + NAME + 4 + classes * (width + 1) > LINE) {
        print_mistakes(file, names, count);
        return;
    }
    fprintf(file, "confusion matrix: a row a class of the data, a column a predicted one\n  %-*s    ", NAME, "");
    for (int c = 0; c < classes; c++)
        fprintf(file, " %*d", width, c);
    fputc('\n', file);
    for (int label = 0; label < classes; label++) {
        fprintf(file, "  %-*s %3d", NAME, names->name[label], label);
        for (int c = 0; c < classes; c++)
            fprintf(file, " %*" PRIu32, width, *count++);
        fputc('\n', file);
    }
}
