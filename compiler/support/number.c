#include "support/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *number_of_double(double value, char *text)
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, NUMBER_TEXT, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return text;
}

const char *number_of_float(float value, char *text)
{
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(text, NUMBER_TEXT, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    return text;
}

const char *number_c_float(float value, char *text)
{
    number_of_float(value, text);
    if (!strpbrk(text, ".en"))
        strcat(text, ".0");
    strcat(text, "f");
    return text;
}
