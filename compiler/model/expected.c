#include "model/expected.h"

const char *expected_range(struct arena *arena, enum setting_id id)
{
    const struct setting *setting = &settings[id];
    enum range range = setting->range;
    if (setting->low >= setting->high)
        return "";
    static const char *const formats[] = {
        [RANGE_CLOSED] = " from %.10g to %.10g",
        [RANGE_ABOVE] = " above %.10g and not above %.10g",
        [RANGE_BELOW] = " from %.10g on and below %.10g",
        [RANGE_OPEN] = " above %.10g and below %.10g",
    };
    const char *format = formats[range];
    return arena_format(arena, format, setting->low, setting->high);
}

const char *expected_choices(struct arena *arena, const char *choices)
{
    const char *text = "", *at, *after;
    int length, next_length;
    for (int i = 0; (at = choice_at(choices, i, &length)); i++) {
        after = choice_at(choices, i + 1, &next_length);
        const char *joint = i == 0 ? "" : after ? ", " : " or ";
        text = arena_format(arena, "%s%s%.*s", text, joint, length, at);
    }
    return text;
}

const char *expected_value(struct arena *arena, enum setting_id id)
{
    const struct setting *setting = &settings[id];
    const char *range = expected_range(arena, id);
    const char *choices = setting->choices ? expected_choices(arena, setting->choices) : "";
    switch (setting->type) {
    case TYPE_GROUP:
        return "settings";
    case TYPE_REAL:
        return arena_format(arena, "a number%s", range);
    case TYPE_INTEGER:
        return arena_format(arena, "a whole number%s", range);
    case TYPE_FLAG:
        return "on or off";
    case TYPE_CHOICE:
    case TYPE_BARE_CHOICE:
        return choices;
    case TYPE_SIZE:
        return arena_format(arena, "a size such as 3x3, each number%s", range);
    case TYPE_INPUT_SIZE:
        return arena_format(arena, "a size such as 3x32x32, each number%s", range);
    case TYPE_SIZE_OR_WORD:
        return arena_format(arena, "a size such as 2x2 or %s", choices);
    case TYPE_REAL_OR_WORD:
        return arena_format(arena, "a number%s, or %s", range, choices);
    case TYPE_REALS:
        return arena_format(arena, "numbers%s", range);
    case TYPE_REALS_OR_FILE:
        return "numbers, or the name of a file in quotes";
    case TYPE_LAYERS:
        return "names of layers, or readout";
    case TYPE_SOURCES:
        return arena_format(arena, "a layer, 'sum of' several, %s", choices);
    }
    return "";
}
