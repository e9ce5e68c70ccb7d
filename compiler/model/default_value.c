/* The values that defaults of settings stand for. */
#include <stdlib.h>
#include <string.h>

#include "model/values.h"

struct value value_default(enum setting_id id)
{
    struct value value = {.choice = -1};
    const char *text = settings[id].fallback;

    switch (settings[id].type) {
    case TYPE_REAL:
        value.real = strtof(text, NULL);
        break;
    case TYPE_INTEGER:
        value.integer = strtoull(text, NULL, 10);
        break;
    case TYPE_FLAG:
        value.integer = !strcmp(text, "on");
        break;
    case TYPE_CHOICE:
    case TYPE_BARE_CHOICE:
    case TYPE_SOURCES:
        value.choice = choice_index(settings[id].choices, text);
        break;
    default:
        break;
    }
    return value;
}
