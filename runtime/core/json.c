#include "json.h"

#include <stdlib.h>

void json_text(FILE *file, const char *text)
{
    fputc('"', file);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at == '"' || *at == '\\')
            fprintf(file, "\\%c", *at);
        else if (*at < 0x20 || *at == 0x7f)
            fprintf(file, "\\u%04x", *at);
        else
            fputc(*at, file);
    }
    fputc('"', file);
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
