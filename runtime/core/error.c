#include "tess/error.h"

#include <stdarg.h>
#include <stdio.h>

bool tess_fail(struct tess_error *error, enum tess_exit code, const char *format, ...)
{
    if (error->code != TESS_OK)
        return false;
    error->code = code;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return false;
}
