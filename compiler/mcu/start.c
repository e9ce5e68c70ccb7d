/* Constants, and how weights start. */
#include "mcu/parts.h"

#include "support/number.h"

enum { BYTES_IN_LINE = 16 };

/* Rows of packed bits, from words of 64. */
static void emit_bits(struct writer *w, const uint64_t *words, int rows, int row_words, int row_bytes)
{
    struct arena *arena = writer_arena(w);
    for (int r = 0; r < rows; r++)
        for (int first = 0; first < row_bytes; first += BYTES_IN_LINE) {
            const char *line = "";
            for (int i = first; i < row_bytes && i < first + BYTES_IN_LINE; i++)
                line = arena_format(arena, "%s%s0x%02x,", line, i > first ? " " : "",
                                    (unsigned)(words[r * row_words + i / 8] >> (i % 8 * 8) & 255));
            code(w, line);
        }
}

static void emit_pairs(struct writer *w, const char *name, const int *first, const int *last, int count)
{
    struct arena *arena = writer_arena(w);
    const char *line = "";
    bind_text(w, "pairs", "%s", name);
    bind_integer(w, "count", count);
    for (int i = 0; i < count; i++)
        line = arena_format(arena, "%s%s{%d, %d}", line, i ? ", " : "", first[i], last[i]);
    bind_text(w, "line", "%s", line);
    code(w, "static const uint16_t ${name}_$pairs[$count][2] = {$line};");
}

static void emit_zone_of(struct writer *w, const char *name, const struct grid_axis *axis)
{
    bind_text(w, "axis", "%s", name);
    bind_integer(w, "count", axis->length);
    code(w, "static const uint16_t ${name}_${axis}_zone[$count] = {");
    list_integers(w, axis->zone_of, axis->length);
    code(w, "};");
}

static void emit_worth(struct writer *w, const struct program_layer *p)
{
    float *worth = ARENA_ARRAY(writer_arena(w), float, p->cells);
    for (int cell = 0; cell < p->cells; cell++) {
        const int y = cell / p->grid_x.cells, x = cell % p->grid_x.cells;
        const double area = (double)(p->grid_y.last[y] - p->grid_y.first[y]) * (p->grid_x.last[x] - p->grid_x.first[x]);
        worth[cell] =
            (float)((double)p->out.scale * (double)p->layer->logits_times / (area * logits_divisor(p->layer)));
    }
    bind_integer(w, "count", p->cells);
    code(w, "static const float ${name}_worth[$count] = {");
    list_floats(w, worth, p->cells);
    code(w, "};");
}

static void emit_grid(struct writer *w, const struct mcu_layer *m)
{
    const struct program_layer *p = m->program;
    if (p->flat) {
        comment(w, "$name: bins of the signal, features first .. last - 1.");
        emit_pairs(w, "bins", p->grid_x.first, p->grid_x.last, p->grid_x.cells);
        return;
    }
    comment(w, "$name: windows of the signal's grid, rows and columns first .. last - 1 of the pooled map.");
    emit_pairs(w, "rows", p->grid_y.first, p->grid_y.last, p->grid_y.cells);
    emit_pairs(w, "columns", p->grid_x.first, p->grid_x.last, p->grid_x.cells);
    if (!m->learns)
        return;
    comment(w, "$name: what a unit of signal is worth in each window; the zones of pooled rows and columns, those that "
               "lie in the same windows.");
    emit_worth(w, p);
    emit_zone_of(w, "row", &p->grid_y);
    emit_zone_of(w, "column", &p->grid_x);
    if (p->grid_y.zones == p->grid_y.cells && p->grid_x.zones == p->grid_x.cells)
        return;
    emit_pairs(w, "zone_rows", p->grid_y.zone_first, p->grid_y.zone_last, p->grid_y.zones);
    emit_pairs(w, "zone_columns", p->grid_x.zone_first, p->grid_x.zone_last, p->grid_x.zones);
}

static void emit_layer_constants(struct writer *w, const struct mcu_plan *plan, int l)
{
    const struct mcu_layer *m = &plan->layer[l];
    const struct program_layer *p = m->program;
    const bool starts = plan->program->model->readout.start == TESS_START_SIGNS && l == plan->program->layers - 1;
    const int bytes = (p->layer->latents + 7) / 8;
    mcu_bind_layer(w, plan, m);
    bind_integer(w, "bytes", bytes);
    if (mcu_has_signs(plan, l)) {
        comment(w, "Where the matrix B of $name is positive: a bit a latent, $bytes bytes for each class.");
        code(w, "static const uint8_t ${name}_positive[$classes * $bytes] = {");
        emit_bits(w, p->positive, plan->classes, p->basis_words, bytes);
        code(w, "};\n"
                "\n");
    }
    if (!m->learns && !starts)
        return;
    if (m->learns) {
        comment(w, "Latents of $name that can learn: not those where all classes have the same sign.");
        code(w, "static const uint8_t ${name}_alive[$bytes] = {");
        emit_bits(w, p->alive, 1, (p->layer->latents + 63) / 64, bytes);
        code(w, "};\n"
                "\n");
    }
    emit_grid(w, m);
    code(w, "\n");
}

void mcu_emit_constants(struct writer *w, const struct mcu_plan *plan)
{
    for (int l = 0; l < plan->program->layers; l++) {
        const int mark = writer_mark(w);
        emit_layer_constants(w, plan, l);
        writer_release(w, mark);
    }
}

/* ---- How weights start ---- */

/* Weights with which the readout's logits are those of the last layer. */
static void emit_signs_start(struct writer *w, const struct mcu_plan *plan)
{
    const struct mcu_layer *m = &plan->layer[plan->program->layers - 1];
    const struct layer *layer = m->program->layer;
    const bool flat = m->program->flat;
    char factor[NUMBER_TEXT];
    bind_text(w, "factor", "%s", number_of_double((double)layer->logits_times / logits_divisor(layer), factor));
    bind_text(w, "zero", "%s", m->program->zero_latent ? "latent == 0 ? 0 : " : "");
    comment(w,
            "readout: the weights to start from, with which its logits are those of $name: for each class and feature "
            "the signs of the windows that hold it, by their sizes.");
    code(w, "static void readout_start(float *weight)\n"
            "{");
    code(w, flat ? "enum { channels = 1, pooled_height = 1, pooled_width = $channels, grid_height = 1, grid_width = "
                   "$latents };\n"
                   "static const uint16_t all_rows[1][2] = {{0, 1}};"
                 : "enum {\n"
                   "channels = $channels, pooled_height = $pooled_height, pooled_width = $pooled_width,\n"
                   "grid_height = $grid_height, grid_width = $grid_width\n"
                   "};");
    bind_text(w, "row_table", "%s", flat ? "all_rows" : "${name}_rows");
    bind_text(w, "column_table", "%s", flat ? "${name}_bins" : "${name}_columns");
    code(w, "for (int class = 0; class < $classes; class++) {\n"
            "for (int i = 0; i < channels * pooled_height * pooled_width; i++) {\n"
            "const int c = i / (pooled_height * pooled_width), y = i / pooled_width % pooled_height, x = i % "
            "pooled_width;\n"
            "double sum = 0;\n"
            "for (int cell = 0; cell < grid_height * grid_width; cell++) {\n"
            "const uint16_t *rows = $row_table[cell / grid_width], *columns = $column_table[cell % grid_width];\n"
            "const int latent = c * grid_height * grid_width + cell;\n"
            "if (y >= rows[0] && y < rows[1] && x >= columns[0] && x < columns[1]) {\n"
            "const double sign = ${zero}bit($signs + class * $row_bytes, latent) ? 1 : -1;\n"
            "sum += sign / ((double)(rows[1] - rows[0]) * (columns[1] - columns[0]));\n"
            "}\n"
            "}\n"
            "*weight++ = (float)($factor * sum);\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

static void emit_param_start(struct writer *w, const struct mcu_plan *plan, int index)
{
    const struct tess_param *param = &plan->program->params.param[index];
    const char *member = plan->member[plan->saved].name;
    for (int i = 0, at = 0; i < plan->saved; i++)
        if (plan->member[i].kind == MCU_WEIGHTS && at++ == index)
            member = plan->member[i].name;
    bind_text(w, "member", "net->%s", member);
    bind_integer(w, "index", index);
    bind_float(w, "start", param->start_scale);
    bind_text(w, "count", "(int)(sizeof $member / sizeof *$member)");
    switch (param->start) {
    case TESS_START_NORMAL:
        code(w, "start_normal(seed, $index, (double)$start, $member, $count);");
        break;
    case TESS_START_UNIFORM:
        code(w, "start_uniform(seed, $index, (double)$start, $member, $count);");
        break;
    case TESS_START_SIGNS:
        code(w, "readout_start($member);");
        break;
    case TESS_START_CONSTANT:
        if (param->start_scale != 0)
            code(w, "for (int i = 0; i < $count; i++) {\n"
                    "$member[i] = $start;\n"
                    "}");
        break;
    }
}

void mcu_emit_start(struct writer *w, const struct mcu_plan *plan)
{
    const struct program *program = plan->program;
    const int mark = writer_mark(w);
    bool random = false;
    mcu_bind_layer(w, plan, &plan->layer[program->layers - 1]);
    if (program->model->readout.start == TESS_START_SIGNS)
        emit_signs_start(w, plan);
    comment(w, "The weights to start from, a pure function of the seed: those of a host's trainer.");
    code(w, "static void start(struct $net *net, uint64_t seed)\n"
            "{");
    for (int i = 0; i < program->params.count; i++) {
        emit_param_start(w, plan, i);
        random |=
            program->params.param[i].start == TESS_START_NORMAL || program->params.param[i].start == TESS_START_UNIFORM;
    }
    if (!random)
        code(w, "(void)seed;");
    code(w, "}\n"
            "\n");
    writer_release(w, mark);
}
