/* Writing YAML: a thin layer over libyaml's emitter. Every printed form of a stage (tree, model, plan) goes through it.
 *
 * Within a mapping every value is preceded by its key; pass key NULL inside a sequence. */
#ifndef TESSC_YAML_H
#define TESSC_YAML_H

#include <stdbool.h>
#include <stdio.h>

struct yaml_out;

struct yaml_out *yaml_out_open(FILE *file);
/* Finishes the document; false if anything could not be written. */
bool yaml_out_close(struct yaml_out *out);

void yaml_map(struct yaml_out *out, const char *key);      /* block style, until yaml_end_map */
void yaml_flow_map(struct yaml_out *out, const char *key); /* { a: 1, b: 2 }, until yaml_end_map */
void yaml_end_map(struct yaml_out *out);
void yaml_list(struct yaml_out *out, const char *key);      /* block style, until yaml_end_list */
void yaml_flow_list(struct yaml_out *out, const char *key); /* [1, 2] */
void yaml_end_list(struct yaml_out *out);

void yaml_text(struct yaml_out *out, const char *key, const char *text);
void yaml_integer(struct yaml_out *out, const char *key, long long value);
void yaml_real(struct yaml_out *out, const char *key, double value); /* shortest text that reads back the same */
void yaml_float(struct yaml_out *out, const char *key, float value); /* the same for float32 */
void yaml_boolean(struct yaml_out *out, const char *key, bool value);

#endif
