#include "support/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whole numbers that have fewer digits than an exponent would take. */
static bool write_whole(double value, char *text)
{
    if (fabs(value) >= 1e7 || value != floor(value))
        return false;
    snprintf(text, NUMBER_TEXT, "%.0f", value);
    return true;
}

const char *number_of_double(double value, char *text)
{
    if (write_whole(value, text))
        return text;
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, NUMBER_TEXT, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return text;
}

const char *number_of_float(float value, char *text)
{
    if (write_whole((double)value, text))
        return text;
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

int number_decimals(double value)
{
    enum { FEWEST = 2, MOST = 7 };
    int count = FEWEST;
    for (double scaled = value; value > 0 && scaled < 0.1 && count < MOST; scaled *= 10)
        count++;
    return count;
}
