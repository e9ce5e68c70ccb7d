/* The forward sums of inputs that are not spikes: the frames of a data set, and counts from average pools. */
#include "cpu/emit/parts.h"

/* Every pixel with every tap: a few columns of the row at a time in registers. The window is what the row sees. */
static void emit_dense_row(struct writer *w, const struct plan_layer *p)
{
    bind_own(w, p, "window_width", "WINDOW_WIDTH", p->sums.row_stride + p->layer->kernel_width - 1,
             "columns that a row's sums see");
    bind_integer(w, "columns", TILE_COLUMNS);
    comment(w, "$name: W x[t] of one output row, $columns columns at a time, from a window of the pixels that they "
               "see. Beyond the map are zeros.");
    code(w,
         "static inline void ${name}_row_sums(const struct tess_run *run, int n, int y, const $d *weight, $d *sums)\n"
         "{\n"
         "TESS_EXACT_PRODUCTS\n"
         "double *window = (double *)(sums + $in_steps * $row_stride); /* [row][channel][column] */\n"
         "memset(window, 0, sizeof *window * $kernel_height * $in_channels * $window_width);\n"
         "for (int t = 0; t < $in_steps; t++, sums += $row_stride) {\n"
         "const float *frame = run->input$frame + ((size_t)n * $frames + t) * $in_size;\n"
         "for (int row = 0; row < $kernel_height; row++) {\n"
         "const int from_y = y + row - $pad;\n"
         "for (int c = 0; c < $in_channels && from_y >= 0 && from_y < $in_height; c++) {\n"
         "double *to = window + (row * $in_channels + c) * $window_width + $pad;\n"
         "for (int x = 0; x < $in_width; x++) {\n"
         "to[x] = (double)frame[(c * $in_height + from_y) * $in_width + x];\n"
         "}\n"
         "}\n"
         "}\n"
         "for (int x = 0; x < $row_stride; x += $columns) {");
    for (int k = 0; k < TILE_COLUMNS; k++) {
        bind_integer(w, "k", k);
        code(w, "$d sum$k = {0};");
    }
    code(w, "for (int row = 0; row < $kernel_height; row++) {\n"
            "for (int column = 0; column < $kernel_width; column++) {\n"
            "const $d *tap = weight + (row * $kernel_width + column) * $tap_stride;\n"
            "for (int c = 0; c < $in_channels; c++) {\n"
            "const double *pixel = window + (row * $in_channels + c) * $window_width + x + column;");
    for (int k = 0; k < TILE_COLUMNS; k++) {
        bind_integer(w, "k", k);
        code(w, "sum$k += tap[c] * pixel[$k];");
    }
    code(w, "}\n"
            "}\n"
            "}");
    for (int k = 0; k < TILE_COLUMNS; k++) {
        bind_integer(w, "k", k);
        code(w, "sums[x + $k] = sum$k;");
    }
    code(w, "}\n"
            "}\n"
            "}\n"
            "\n");
}

/* Few values: each goes to the columns that see it, which start left of the map where a padded kernel does. */
static void emit_scattered_row(struct writer *w, const struct plan_layer *p)
{
    const int width = p->layer->kernel_width;
    comment(w, "$name: W x[t] of one output row in all steps: each value of the rows that it sees goes to the columns "
               "that see it.");
    code(w,
         "static inline void ${name}_row_sums(const struct tess_run *run, int n, int y, const $d *weight, $d *sums)\n"
         "{");
    if (p->part == 1)
        code(w, "(void)n; /* the lists are those of one image */");
    code(w, "const uint32_t *begin = $at(uint32_t, ${up}_BEGIN) + $own * ($in_height * $in_steps + 1);\n"
            "const struct tess_spot *spots = $at(struct tess_spot, ${up}_ENTRIES) + (size_t)$own * $entry_count;\n"
            "memset(sums, 0, sizeof *sums * $in_steps * $row_stride);\n"
            "for (int row = 0; row < $kernel_height; row++) {\n"
            "const int from_y = y + row - $pad;\n"
            "for (int t = 0; from_y >= 0 && from_y < $in_height && t < $in_steps; t++) {\n"
            "const uint32_t *list = begin + t * $in_height + from_y;\n"
            "for (uint32_t k = list[0]; k < list[1]; k++) {\n"
            "const $d *tap = weight + row * $kernel_width * $tap_stride + spots[k].channel;\n"
            "const double x = (double)spots[k].amount;\n"
            "$d *sum = sums + t * $row_stride + spots[k].column;");
    for (int k = 0; k < width; k++) {
        bind_integer(w, "k", k);
        bind_integer(w, "column", width - 1 - k);
        code(w, "sum[$column] += tap[$k * $tap_stride] * x;");
    }
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

/* The sum of one step: exact integers for counts, double precision rounded once for reals. */
static void emit_value_sum(struct writer *w, const struct plan_layer *p)
{
    const bool counts = p->in.kind == EDGE_COUNTS;
    if (p->sums.kernel == SUM_ROWS) {
        bind_integer(w, "margin", p->sums.dense ? 0 : p->layer->kernel_width - 1 - p->layer->pad);
        code(w, "const $d sum = sums[$step * $row_stride + x + $margin];");
        return;
    }
    code(w, counts ? "$i sum = {0};" : "$d sum = {0};");
    const int braces = open_braces(w);
    emit_tap_loop(w, p);
    code(w,
         "const uint32_t *list = begin + (size_t)$own * ($in_positions * $in_steps + 1) + $step * $in_positions + p;\n"
         "for (uint32_t k = list[0]; k < list[1]; k++) {\n"
         "const struct tess_value *value = entries + (size_t)$own * $entry_count + k;");
    code(w, counts ? "sum += rows[value->row] * value->amount.count;"
                   : "sum += __builtin_convertvector(rows[value->row], $d) * (double)value->amount.real;");
    close_to(w, braces);
}

void emit_row_sums_of_reals(struct writer *w, const struct plan_layer *p)
{
    if (p->in.kind == EDGE_REALS && p->sums.kernel == SUM_ROWS)
        (p->sums.dense ? emit_dense_row : emit_scattered_row)(w, p);
}

void emit_value_sums(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool counts = p->in.kind == EDGE_COUNTS;
    code(w, p->sums.kernel == SUM_ROWS
                ? "const $w *rows = $at($w, ${up}_EFFECTIVE) + block * $input_rows;\n"
                  "$d *weight = scratch, *sums = weight + $input_rows; /* widened once, not at every column */\n"
                  "for (int k = 0; k < $input_rows; k++) {\n"
                  "weight[k] = __builtin_convertvector(rows[k], $d);\n"
                  "}"
                : "const $w *weight = $at($w, ${up}_EFFECTIVE) + block * $input_rows;\n"
                  "const uint32_t *begin = $at(uint32_t, ${up}_BEGIN);\n"
                  "const struct tess_value *entries = $at(struct tess_value, ${up}_ENTRIES);");
    if (counts)
        code(w, "const $f scale = $at($f, ${up}_SCALE)[block];");
    emit_neuron_constants(w, plan, p);
    emit_position_loop(w, NULL, p->sums.kernel == SUM_ROWS ? "${name}_row_sums(run, n, y, weight, sums);" : NULL);
    emit_value_neurons(w, plan, p, emit_value_sum);
}

void emit_value_neurons(struct writer *w, const struct plan *plan, const struct plan_layer *p,
                        void (*emit_sum)(struct writer *w, const struct plan_layer *p))
{
    const bool counts = p->in.kind == EDGE_COUNTS, is_static = p->in.steps == 1 && plan->steps > 1;
    const bool keeps_current = plan_keeps_current(plan, p);
    if (!keeps_current)
        code(w, "$f *u_out = $at($f, $history) + ((size_t)block * $part_positions + $own_place) * $steps;");
    emit_states(w, p, false);
    emit_carried(w, plan, p);
    if (is_static) {
        bind_text(w, "step", "0");
        comment(w, "The image is the same at every step: one sum serves them all.");
        emit_sum(w, p);
        code(w, "const $f current = __builtin_convertvector(sum, $f);");
    }
    if (keeps_current)
        code(w, "if (train) { /* and one the gradient */\n"
                "$at($f, ${up}_CURRENT)[(size_t)block * $part_positions + $own_place] = current;\n"
                "}");
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "$i word = {0};\n"
            "for (int t = g * $group_steps; t < (g + 1) * $group_steps && t < $steps; t++) {");
    if (!is_static) {
        bind_text(w, "step", "t");
        emit_sum(w, p);
        if (!counts)
            code(w, "const $f current = __builtin_convertvector(sum, $f);");
    }
    emit_step(w, p, counts ? "__builtin_convertvector(sum, $f) * scale" : "current");
    code(w, "word |= fired & (1 << (t - g * $group_steps));");
    emit_membrane_store(w, plan, p, "t");
    code(w, "}");
    emit_spike_store(w);
    code(w, "}");
}
