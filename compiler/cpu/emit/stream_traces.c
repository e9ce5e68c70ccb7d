/* Schedule stream: what the terms of the rule multiply at one step, the input or its trace, as lists by channel. */
#include "cpu/emit/emitters.h"

void emit_single_steps(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    (void)p;
    comment(w, "$name: of single steps there is one pattern.");
    code(w, "static void ${name}_atoms(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "(void)item;\n"
            "(void)scratch;\n"
            "tess_atoms_choose($at(struct tess_atoms, ${up}_ATOMS), 1, 0);\n"
            "}\n"
            "\n");
}

/* x of image n, float32 [channel][y][x]; what is not yet so goes to the plane behind those of the terms. */
static const char *const step_inputs[] = {
    [EDGE_BITS] = "float *x = plane + $terms * $in_size;\n"
                  "tess_plane_of_bits(words + (size_t)n * $in_map * $in_stride, &map, x);\n",
    [EDGE_REALS] = "const float *x = frames + (size_t)n * $frames * $in_size;\n",
    [EDGE_COUNTS] = "float *x = plane + $terms * $in_size;\n"
                    "tess_plane_of_counts(counts + (size_t)n * $in_map * $in_stride, &map, $in_scale, x);\n",
};

void emit_planes(struct writer *w, const struct plan_layer *p)
{
    code(w, step_inputs[p->in.kind]);
    if (p->layer->rule.use.unproved)
        emit_rule_planes(w, p);
    for (int k = 0; k < p->layer->rule.terms; k++) {
        const struct term *term = &p->layer->rule.term[k];
        bind_integer(w, "k", k);
        bind_float(w, "pre", term->pre_decay);
        if (term->pre == PRE_TRACE)
            comment(w, "q[t] = $pre q[t-1] + x[t]");
        code(w, term->pre == PRE_TRACE ? "tess_trace($at(float, ${up}_Q$k) + (size_t)n * $in_size, x, $in_size, "
                                         "$pre, run->step == 0,\n"
                                         "           plane + $k * $in_size);"
                                       : "memcpy(plane + $k * $in_size, x, sizeof *x * $in_size);");
    }
}

void emit_traces(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "terms", rule_parts(&p->layer->rule));
    comment(w, "$name: what each term of the rule multiplies, the input x[t] or its trace q[t], as lists by channel of "
               "what is not zero.$cost_inputs");
    code(w, "static void ${name}_traces(const struct tess_run *run, int item, void *scratch)\n"
            "{");
    emit_input_lookup(w, p);
    emit_frozen(w, p->layer->rate_factor);
    code(w, "float *plane = scratch; /* [term][channel][y][x] */\n"
            "memset($at(uint32_t, ${up}_LENGTHS) + $own_item * $row_tiles * $list_channels, 0,\n"
            "       sizeof(uint32_t) * $row_tiles * $list_channels);\n"
            "for (int n = first; n < last; n++) {");
    emit_planes(w, p);
    if (plan->model->supervised_from > 0)
        code(w, "if (run->step < $first_step) { /* no signal yet: only the traces go on */\n"
                "continue;\n"
                "}");
    code(w, "for (int row = 0; row < $in_height; row += $list_rows) {\n"
            "const int rows = $rows_of_tile;\n"
            "const size_t tile = (size_t)($own_item * $row_tiles + row / $list_rows);\n"
            "const struct tess_table table = {n % $tile_images * $table_positions, $pitch, $plane};\n"
            "tess_gradient_values(plane, $terms, &map, $flat, row, rows, &table,\n"
            "                     $at(uint32_t, ${up}_LENGTHS) + tile * $list_channels,\n"
            "                     $at(struct tess_value, ${up}_ROWS) + tile * $tile_entries, $capacity);\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}
