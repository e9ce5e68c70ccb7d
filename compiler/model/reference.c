#include "model/reference.h"

#include <string.h>

#include "model/checks.h"
#include "model/foreign.h"
#include "model/values.h"

/* How a file writes it: "pad N", "from step N", "kernel" only by its place. */
static const char *written(struct arena *arena, enum setting_id id)
{
    static const char *const values[] = {
        [TYPE_GROUP] = "",
        [TYPE_REAL] = "X",
        [TYPE_INTEGER] = "N",
        [TYPE_FLAG] = "[on|off]",
        [TYPE_SIZE] = "HxW",
        [TYPE_INPUT_SIZE] = "CxHxW",
        [TYPE_SIZE_OR_WORD] = "HxW",
        [TYPE_REAL_OR_WORD] = "X",
        [TYPE_REALS] = "X ...",
        [TYPE_REALS_OR_FILE] = "X ... | \"FILE\"",
        [TYPE_SOURCES] = "LAYER | sum of LAYER LAYER ...",
        [TYPE_LAYERS] = "LAYER, LAYER ...",
    };
    const struct setting *setting = &settings[id];
    const char *value = setting->type == TYPE_CHOICE || setting->type == TYPE_BARE_CHOICE ? "" : values[setting->type];
    if (setting->choices) {
        const char *at;
        int length;
        for (int i = 0; (at = choice_at(setting->choices, i, &length)); i++)
            value = arena_format(arena, "%s%s%.*s", value, *value ? " | " : "", length, at);
    }
    if (id == SET_INPUT_SENSOR)
        value = "WxH"; /* as makers of cameras write it */
    const char *phrase = setting_phrase(id);
    const char *text = arena_format(arena, "%s%s%s", phrase, *phrase && *value ? " " : "", value);
    return setting->unit ? arena_format(arena, "%s %s", text, setting->unit) : text;
}

static const char *range(struct arena *arena, const struct setting *setting)
{
    if (setting->low >= setting->high)
        return "";
    const char *low = setting->range & RANGE_ABOVE ? "> " : "";
    const char *high = setting->range & RANGE_BELOW ? "< " : "";
    return arena_format(arena, "%s%.10g to %s%.10g", low, setting->low, high, setting->high);
}

struct reference_row reference_row(struct arena *arena, enum setting_id id)
{
    const struct setting *setting = &settings[id];
    const char *fallback = setting->fallback ? setting->fallback : setting->otherwise;
    return (struct reference_row){.path = setting->path,
                                  .written = written(arena, id),
                                  .range = range(arena, setting),
                                  .fallback = fallback ? fallback : "",
                                  .literal = setting->fallback != NULL,
                                  .meaning = setting->description};
}

/* A bar would end the cell. */
static const char *cell(struct arena *arena, const char *text)
{
    char *escaped = ARENA_ARRAY(arena, char, 2 * (int)strlen(text) + 1), *to = escaped;
    for (; *text; *to++ = *text++)
        if (*text == '|')
            *to++ = '\\';
    return escaped;
}

static void print_setting(struct arena *arena, FILE *file, enum setting_id id)
{
    const struct reference_row row = reference_row(arena, id);
    const char *quote = row.literal ? "`" : "";
    fprintf(file, "| `%s` | `%s` | %s | %s%s%s | %s |\n", row.path, cell(arena, row.written), row.range, quote,
            row.fallback, quote, cell(arena, row.meaning));
}

/* Words between '|' as a list in a cell. */
static void print_names(FILE *file, const char *names)
{
    const char *at;
    int length;
    for (int i = 0; (at = choice_at(names, i, &length)); i++)
        fprintf(file, "%s%.*s", i ? ", " : "| ", length, at);
}

/* Text of a message: 'words of a file' stand in backticks here. */
static void print_text(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            fputc('\\', file);
        fputc(*text == '\'' ? '`' : *text, file);
    }
}

static void print_foreigners(FILE *file)
{
    fputs(
        "\n### What the language does not have\n\n"
        "Words of PyTorch, Keras, snnTorch, SpikingJelly and Norse, without capitals, `_` and dimensions (`Conv2d` is "
        "`conv`). A file that\nuses one gets the same answer.\n\n"
        "| word elsewhere | not in the language | nearest |\n| --- | --- | --- |\n",
        file);
    for (int i = 0; i < foreign_count; i++)
        if (foreigns[i].what) {
            print_names(file, foreigns[i].names);
            fprintf(file, " | %s | ", foreigns[i].what);
            print_text(file, foreigns[i].here ? foreigns[i].here : "nothing");
            fputs(" |\n", file);
        }
    fputs("\n### What has another name here\n\n| word elsewhere | here |\n| --- | --- |\n", file);
    for (int i = 0; i < foreign_count; i++)
        if (!foreigns[i].what) {
            print_names(file, foreigns[i].names);
            fputs(" | ", file);
            print_text(file, foreigns[i].here);
            fputs(" |\n", file);
        }
}

void reference_print(struct arena *arena, FILE *file)
{
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        if (setting_parent(id) == SETTINGS)
            fprintf(file,
                    "%s### %s\n\n| path | written | range | default | meaning |\n| --- | --- | --- | --- | --- |\n",
                    id ? "\n" : "", settings[id].path);
        print_setting(arena, file, id);
    }
    fprintf(file,
            "\n### Checks\n\n| name | severity | a model that passes can say | needs |\n| --- | --- | --- | --- |\n");
    for (int i = 0; i < check_count; i++)
        fprintf(file, "| `%s` | %s | %s | %s |\n", checks[i].name,
                checks[i].severity == SEVERITY_ERROR ? "error" : "warning", checks[i].statement,
                checks[i].needs ? checks[i].needs : "");
    print_foreigners(file);
}
