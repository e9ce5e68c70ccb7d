#include "support/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "support/number.h"
#include "tess/text.h"

struct yaml_out {
    yaml_emitter_t emitter;
    bool failed;
};

static void emit(struct yaml_out *out, yaml_event_t *event)
{
    if (!yaml_emitter_emit(&out->emitter, event))
        out->failed = true;
}

static void scalar(struct yaml_out *out, const char *text, yaml_scalar_style_t style)
{
    yaml_event_t event;
    yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, (int)strlen(text), 1, 1, style);
    emit(out, &event);
}

static void key_scalar(struct yaml_out *out, const char *key)
{
    if (key)
        scalar(out, key, YAML_PLAIN_SCALAR_STYLE);
}

struct yaml_out *yaml_out_open(FILE *file)
{
    struct yaml_out *out = calloc(1, sizeof *out);
    if (!out || !yaml_emitter_initialize(&out->emitter)) {
        fputs("tessc: out of memory\n", stderr);
        exit(1);
    }
    yaml_emitter_set_output_file(&out->emitter, file);
    yaml_emitter_set_width(&out->emitter, 118);
    yaml_emitter_set_unicode(&out->emitter, 1);
    yaml_event_t event;
    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(out, &event);
    yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
    emit(out, &event);
    return out;
}

bool yaml_out_close(struct yaml_out *out)
{
    yaml_event_t event;
    yaml_document_end_event_initialize(&event, 1);
    emit(out, &event);
    yaml_stream_end_event_initialize(&event);
    emit(out, &event);
    yaml_emitter_flush(&out->emitter);
    yaml_emitter_delete(&out->emitter);
    bool written = !out->failed;
    free(out);
    return written;
}

static void map(struct yaml_out *out, const char *key, yaml_mapping_style_t style)
{
    key_scalar(out, key);
    yaml_event_t event;
    yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, style);
    emit(out, &event);
}

void yaml_map(struct yaml_out *out, const char *key)
{
    map(out, key, YAML_BLOCK_MAPPING_STYLE);
}

void yaml_flow_map(struct yaml_out *out, const char *key)
{
    map(out, key, YAML_FLOW_MAPPING_STYLE);
}

void yaml_end_map(struct yaml_out *out)
{
    yaml_event_t event;
    yaml_mapping_end_event_initialize(&event);
    emit(out, &event);
}

static void list(struct yaml_out *out, const char *key, yaml_sequence_style_t style)
{
    key_scalar(out, key);
    yaml_event_t event;
    yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style);
    emit(out, &event);
}

void yaml_list(struct yaml_out *out, const char *key)
{
    list(out, key, YAML_BLOCK_SEQUENCE_STYLE);
}

void yaml_flow_list(struct yaml_out *out, const char *key)
{
    list(out, key, YAML_FLOW_SEQUENCE_STYLE);
}

void yaml_end_list(struct yaml_out *out)
{
    yaml_event_t event;
    yaml_sequence_end_event_initialize(&event);
    emit(out, &event);
}

/* Text that a YAML reader would take for a number or a truth value is quoted. */
static bool needs_quotes(const char *text)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "~", ""};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(text, words[i]))
            return true;
    char *end;
    strtod(text, &end);
    return *end == '\0';
}

static bool is_plain(const char *text)
{
    for (int length; *text; text += length)
        if ((length = tess_character(text)) == 0 && *text != '\n' && *text != '\t')
            return false;
        else
            length = length ? length : 1;
    return true;
}

/* Bytes that are no UTF-8 would be an error of the emitter. */
void yaml_text(struct yaml_out *out, const char *key, const char *text)
{
    char *name = is_plain(text) ? NULL : tess_name(text);
    const char *written = name ? name : text;
    key_scalar(out, key);
    scalar(out, written, needs_quotes(written) ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE);
    free(name);
}

void yaml_integer(struct yaml_out *out, const char *key, long long value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", value);
    key_scalar(out, key);
    scalar(out, text, YAML_PLAIN_SCALAR_STYLE);
}

void yaml_real(struct yaml_out *out, const char *key, double value)
{
    char text[NUMBER_TEXT];
    key_scalar(out, key);
    scalar(out, number_of_double(value, text), YAML_PLAIN_SCALAR_STYLE);
}

void yaml_float(struct yaml_out *out, const char *key, float value)
{
    char text[NUMBER_TEXT];
    key_scalar(out, key);
    scalar(out, number_of_float(value, text), YAML_PLAIN_SCALAR_STYLE);
}

void yaml_boolean(struct yaml_out *out, const char *key, bool value)
{
    key_scalar(out, key);
    scalar(out, value ? "true" : "false", YAML_PLAIN_SCALAR_STYLE);
}
