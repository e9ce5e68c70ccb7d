#include "class_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tess/safetensors.h"
#include "tess/text.h"

/* Points names->name to the lines of names->text; the number of lines. */
static int cut(struct class_names *names)
{
    int found = 0;
    for (char *line = names->cut; line; found++) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        if (found < names->classes)
            names->name[found] = line;
        line = end;
    }
    return found;
}

/* Takes over text, a name a line. */
static bool take(struct class_names *names, char *text, int classes, struct tess_error *error)
{
    *names = (struct class_names){.classes = classes, .text = text};
    names->name = calloc((size_t)classes, sizeof *names->name);
    names->cut = text ? strdup(text) : NULL;
    if (text && names->name && names->cut)
        return true;
    class_names_close(names);
    return tess_fail(error, TESS_FAILED, "out of memory");
}

/* The names one a line, each as it can be printed, malloc'ed; numbers where there is no data set. */
static char *list(const struct tess_dataset *set, int classes)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (int c = 0; c < classes; c++) {
        fputs(c ? "\n" : "", out);
        if (set)
            tess_name_print(out, tess_dataset_class_name(set, c));
        else
            fprintf(out, "%d", c);
    }
    const bool good = !ferror(out);
    if (fclose(out) == 0 && good)
        return text;
    free(text);
    return NULL;
}

/* Text of a weights file, a name a line, as it can be printed; malloc'ed. Names that were written by a run are so
 * already. */
static char *printable(const char *stored)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    char *copy = strdup(stored), *rest = copy;
    const bool good = out && copy;
    for (char *line; good && (line = strsep(&rest, "\n"));) {
        tess_text_print(out, line);
        fputs(rest ? "\n" : "", out);
    }
    free(copy);
    if ((!out || fclose(out) == 0) && good)
        return text;
    free(text);
    return NULL;
}

bool class_names_of_data(struct class_names *names, const struct tess_dataset *set, int classes,
                         struct tess_error *error)
{
    if (!take(names, list(set, classes), classes, error))
        return false;
    cut(names);
    return true;
}

bool class_names_of_weights(struct class_names *names, const char *path, int classes, struct tess_error *error)
{
    struct tess_tensors *file = tess_tensors_open(path, error);
    *names = (struct class_names){0};
    if (!file)
        return false;
    const char *stored = tess_tensors_metadata(file, "class_names");
    bool good = take(names, stored ? printable(stored) : list(NULL, classes), classes, error);
    const int found = good ? cut(names) : 0;
    names->numbers = !stored;
    if (good && found != classes) {
        good = tess_fail(error, TESS_BAD_DATA, "%s: expected %d class names in its metadata, found %d", path, classes,
                         found);
        class_names_close(names);
    }
    tess_tensors_close(file);
    return good;
}

void class_names_close(struct class_names *names)
{
    free(names->text);
    free(names->cut);
    free(names->name);
    *names = (struct class_names){0};
}

bool class_names_are_numbers(const struct class_names *names)
{
    for (int c = 0; c < names->classes; c++) {
        char number[16];
        snprintf(number, sizeof number, "%d", c);
        if (strcmp(names->name[c], number) != 0)
            return false;
    }
    return true;
}

int class_names_differ(const struct class_names *a, const struct class_names *b)
{
    for (int c = 0; c < a->classes && c < b->classes; c++)
        if (strcmp(a->name[c], b->name[c]) != 0)
            return c;
    return -1;
}
