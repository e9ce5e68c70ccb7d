#include "notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 8, REST_ROOM = 32 };

static bool add(struct notes *notes, bool warning, struct tess_error *error, const char *format, va_list arguments)
{
    char *text = NULL;
    if (!notes || notes->count == NOTES_MAX)
        return true;
    if (vasprintf(&text, format, arguments) < 0)
        return tess_fail(error, TESS_FAILED, "a note: out of memory");
    notes->warning[notes->count] = warning;
    notes->text[notes->count++] = text;
    return true;
}

bool note_add(struct notes *notes, struct tess_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const bool good = add(notes, false, error, format, arguments);
    va_end(arguments);
    return good;
}

bool note_warn(struct notes *notes, struct tess_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const bool good = add(notes, true, error, format, arguments);
    va_end(arguments);
    return good;
}

void notes_free(struct notes *notes)
{
    for (int i = 0; i < notes->count; i++)
        free(notes->text[i]);
    *notes = (struct notes){0};
}

void word_add(struct word_list *list, const char *word)
{
    const size_t used = strlen(list->text);
    list->count++;
    if (list->shown == WORDS_MAX || list->shown + 1 < list->count ||
        used + strlen(word) + 2 + REST_ROOM > sizeof list->text)
        return;
    snprintf(list->text + used, sizeof list->text - used, "%s%s", used ? ", " : "", word);
    list->shown++;
}

const char *word_list_text(struct word_list *list)
{
    const size_t used = strlen(list->text);
    if (list->shown < list->count)
        snprintf(list->text + used, sizeof list->text - used, "%s%d more", used ? " and " : "",
                 list->count - list->shown);
    return list->text;
}
