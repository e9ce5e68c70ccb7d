#include "tess/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tess/text.h"

/* Copies text as tess_text_print writes it. What does not fit ends in "...". */
static void copy_plain(char *to, size_t size, const char *text, bool whole)
{
    static const char cut[] = "...";
    size_t used = 0, safe = 0; /* safe: so much leaves room for the dots */
    while (*text) {
        const int length = tess_character(text);
        const size_t bytes = length ? (size_t)length : 4;
        if (used + bytes >= size)
            break;
        if (length)
            memcpy(to + used, text, bytes);
        else
            snprintf(to + used, size - used, "\\x%02x", (unsigned char)*text);
        used += bytes;
        if (used + sizeof cut <= size)
            safe = used;
        text += length ? length : 1;
    }
    if (*text || !whole)
        memcpy(to + safe, cut, sizeof cut);
    else
        to[used] = '\0';
}

bool tess_fail(struct tess_error *error, enum tess_exit code, const char *format, ...)
{
    if (error->code != TESS_OK)
        return false;
    error->code = code;
    char text[TESS_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    copy_plain(error->text, sizeof error->text, text, length >= 0 && (size_t)length < sizeof text);
    return false;
}
