#include "model/fields.h"

#include <stdint.h>
#include <string.h>

#include "support/number.h"

static const void *at(const void *of, enum setting_id id)
{
    return (const char *)of + settings[id].field.offset;
}

static bool is_choice(enum setting_id id)
{
    return settings[id].type == TYPE_CHOICE || settings[id].type == TYPE_BARE_CHOICE;
}

static float real_at(const void *of, enum setting_id id)
{
    return *(const float *)at(of, id);
}

static bool flag_at(const void *of, enum setting_id id)
{
    return *(const bool *)at(of, id);
}

static const char *word_at(const void *of, enum setting_id id)
{
    return word_of(settings[id].field.words, *(const int *)at(of, id));
}

static unsigned long long integer_at(const void *of, enum setting_id id)
{
    return settings[id].field.size == sizeof(uint64_t) ? *(const uint64_t *)at(of, id)
                                                       : (unsigned long long)*(const int *)at(of, id);
}

int field_choice(enum setting_id id, int choice)
{
    int length;
    const char *word = choice_at(settings[id].choices, choice, &length);
    return word_value(settings[id].field.words, word, length);
}

void field_store(void *of, enum setting_id id, const struct value *value)
{
    void *to = (char *)of + settings[id].field.offset;
    if (is_choice(id))
        *(int *)to = field_choice(id, value->choice);
    else if (settings[id].type == TYPE_REAL)
        *(float *)to = value->real;
    else if (settings[id].type == TYPE_FLAG)
        *(bool *)to = value->integer;
    else if (settings[id].field.size == sizeof(uint64_t))
        *(uint64_t *)to = value->integer;
    else
        *(int *)to = (int)value->integer;
}

bool field_applies(const void *of, enum setting_id id)
{
    const enum setting_id parent = setting_parent(id);
    if (parent == SETTINGS || settings[parent].field.of != settings[id].field.of)
        return true;
    const int choice = is_choice(parent) ? choice_index(settings[parent].choices, word_at(of, parent))
                       : settings[parent].type == TYPE_FLAG ? flag_at(of, parent)
                                                            : 0;
    return setting_goes_with(id, choice) && field_applies(of, parent);
}

bool field_is_default(const void *of, enum setting_id id)
{
    const struct value value = value_default(id);
    if (is_choice(id))
        return *(const int *)at(of, id) == field_choice(id, value.choice);
    if (settings[id].type == TYPE_REAL)
        return real_at(of, id) == value.real;
    return (settings[id].type == TYPE_FLAG ? flag_at(of, id) : integer_at(of, id)) == value.integer;
}

static bool field_agrees(const void *a, const void *b, enum setting_id id)
{
    if (settings[id].type == TYPE_REAL)
        return real_at(a, id) == real_at(b, id);
    return !memcmp(at(a, id), at(b, id), settings[id].field.size);
}

bool fields_agree(const void *a, const void *b, enum setting_id outer)
{
    for (enum setting_id id = outer; id < SETTINGS && (id == outer || setting_is_inside(outer, id)); id++)
        if (settings[id].field.of != FIELD_NOWHERE && !field_agrees(a, b, id))
            return false;
    return true;
}

static void write_value(FILE *file, const void *of, enum setting_id id)
{
    char text[NUMBER_TEXT];
    if (is_choice(id))
        fputs(word_at(of, id), file);
    else if (settings[id].type == TYPE_REAL)
        fputs(number_of_float(real_at(of, id), text), file);
    else if (settings[id].type == TYPE_FLAG)
        fputs(flag_at(of, id) ? "on" : "off", file);
    else
        fprintf(file, "%llu", integer_at(of, id));
}

void field_write(FILE *file, const char *between, const void *of, enum setting_id id)
{
    const char *phrase = setting_phrase(id);
    const bool bare = !*phrase || settings[id].type == TYPE_BARE_CHOICE;
    fprintf(file, "%s%s%s", between, bare ? "" : phrase, bare ? "" : " ");
    write_value(file, of, id);
    if (settings[id].unit)
        fprintf(file, " %s", settings[id].unit);
}

void fields_write(FILE *file, const char *between, const void *of, enum setting_id first, enum setting_id last)
{
    for (enum setting_id id = first; id <= last; id++)
        if (settings[id].field.of != FIELD_NOWHERE && field_applies(of, id))
            field_write(file, between, of, id);
}

void field_print(struct yaml_out *out, const void *of, enum setting_id id)
{
    const char *key = settings[id].field.key;
    if (is_choice(id))
        yaml_text(out, key, word_at(of, id));
    else if (settings[id].type == TYPE_REAL)
        yaml_float(out, key, real_at(of, id));
    else if (settings[id].type == TYPE_FLAG)
        yaml_boolean(out, key, flag_at(of, id));
    else
        yaml_integer(out, key, (long long)integer_at(of, id));
}

void fields_print(struct yaml_out *out, const void *of, enum setting_id first, enum setting_id last)
{
    for (enum setting_id id = first; id <= last; id++)
        if (settings[id].field.of != FIELD_NOWHERE && field_applies(of, id))
            field_print(out, of, id);
}
