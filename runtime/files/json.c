#include "json.h"

#include <stdlib.h>

#include "tess/text.h"

void json_text(FILE *file, const char *text)
{
    tess_json_print(file, text);
}

void json_name(FILE *file, const char *name)
{
    char *plain = tess_name(name);
    if (plain)
        json_text(file, plain);
    else
        fputs("null", file);
    free(plain);
}

void json_number(FILE *file, double value)
{
    if (!__builtin_isfinite(value)) {
        fputs("null", file);
        return;
    }
    char text[40];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fputs(text, file);
}

void json_float(FILE *file, float value)
{
    char text[40];
    int digits = 6;
    if (!__builtin_isfinite(value)) {
        fputs("null", file);
        return;
    }
    do
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
    while (strtof(text, NULL) != value && ++digits <= 9);
    fputs(text, file);
}

void json_floats(FILE *file, const float *values, int count)
{
    fputc('[', file);
    for (int i = 0; i < count; i++) {
        fputs(i ? "," : "", file);
        json_float(file, values[i]);
    }
    fputc(']', file);
}
