/* The learning signal m = B' e of a convolutional layer, and of local ones e = softmax(B pool(o)) - y. */
#include "cpu/emit/emitters.h"

void emit_windows(struct writer *w, const struct plan_layer *p)
{
    emit_table(w, "rows_from", p->program->grid_y.first, p->program->grid_y.cells);
    emit_table(w, "rows_to", p->program->grid_y.last, p->program->grid_y.cells);
    emit_table(w, "columns_from", p->program->grid_x.first, p->program->grid_x.cells);
    emit_table(w, "columns_to", p->program->grid_x.last, p->program->grid_x.cells);
}

/* Latents of image n: [t][cell][channel], activity summed over the cell's window; a mean where windows differ in size.
 */
static void emit_latents(struct writer *w, const struct plan_layer *p)
{
    const bool counts = p->out.kind == EDGE_COUNTS;
    comment(w, "Latents: the pooled spikes of image n summed over the windows of the signal grid.$cost_pooled");
    code(w, "static void ${name}_latents(const struct tess_run *run, int n, $f *latent)\n"
            "{");
    emit_windows(w, p);
    code(w, "for (int cell = 0; cell < $cells; cell++) {\n"
            "const int cy = cell / $grid_x, cx = cell % $grid_x;");
    if (!p->program->uniform)
        code(w, "const $f share = ($f){0} + 1.0f / (float)((rows_to[cy] - rows_from[cy]) * (columns_to[cx] - "
                "columns_from[cx]));");
    code(w, "for (int block = 0; block < $blocks; block++) {\n"
            "$i count[$steps] = {{0}};\n"
            "for (int y = rows_from[cy]; y < rows_to[cy]; y++) {\n"
            "for (int x = columns_from[cx]; x < columns_to[cx]; x++) {");
    if (counts)
        code(w, "const uint16_t *p = $at(uint16_t, $out_edge) +\n"
                "                    ((size_t)n * $steps * $pooled_positions + y * $pooled_width + x) * $padded;\n"
                "for (int t = 0; t < $steps; t++) {\n"
                "count[t] += __builtin_convertvector(*(const $h *)(p + (size_t)t * $pooled_positions * $padded + block "
                "* $lanes), $i);\n"
                "}");
    else
        code(w,
             "const uint8_t *p = $at(uint8_t, $out_edge) +\n"
             "                   ((size_t)n * $pooled_positions + y * $pooled_width + x) * $padded + block * $lanes;\n"
             "for (int g = 0; g < $groups; g++) {\n"
             "const $i word = __builtin_convertvector(*(const $b *)(p + (size_t)g * $chunk * $pooled_positions * "
             "$padded), $i);\n"
             "for (int t = 0; t < $group_steps && g * $group_steps + t < $steps; t++) {\n"
             "count[g * $group_steps + t] += word >> t & 1;\n"
             "}\n"
             "}");
    code(w, "}\n"
            "}\n"
            "for (int t = 0; t < $steps; t++) {");
    code(w, p->program->uniform
                ? "latent[(t * $cells + cell) * $blocks + block] = __builtin_convertvector(count[t], $f);"
                : "latent[(t * $cells + cell) * $blocks + block] = __builtin_convertvector(count[t], $f) * share;");
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

static void emit_logits(struct writer *w)
{
    comment(w, "Logits B pool(o) of every step.$cost_half_signal");
    code(w, "static void ${name}_logits(const struct tess_run *run, const $f *latent, float *logit)\n"
            "{\n"
            "const $f *sign = $at($f, ${up}_SIGNS);\n"
            "for (int c = 0; c < $classes; c++, sign += $cells * $blocks) {\n"
            "for (int t = $from; t < $steps; t++) {\n"
            "$f lanes = {0};\n"
            "for (int k = 0; k < $cells * $blocks; k++) {\n"
            "lanes += sign[k] * latent[t * $cells * $blocks + k];\n"
            "}\n"
            "float total = 0;\n"
            "for (int k = 0; k < $lanes; k++) {\n"
            "total += lanes[k];\n"
            "}\n"
            "logit[t * $classes + c] = total * $logit_scale;\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

static void emit_zone_tables(struct writer *w, const struct plan_layer *p)
{
    emit_table(w, "zone_rows_from", p->program->grid_y.zone_first, p->program->grid_y.zones);
    emit_table(w, "zone_rows_to", p->program->grid_y.zone_last, p->program->grid_y.zones);
    emit_table(w, "zone_columns_from", p->program->grid_x.zone_first, p->program->grid_x.zones);
    emit_table(w, "zone_columns_to", p->program->grid_x.zone_last, p->program->grid_x.zones);
}

/* Is every zone one cell? Not where windows overlap (more zones), nor where the grid is larger than the map (fewer). */
static bool zones_are_cells(const struct plan_layer *p)
{
    return p->program->grid_y.zones == p->program->grid_y.cells && p->program->grid_x.zones == p->program->grid_x.cells;
}

/* dloss/dspike: one vector a zone of the map, step and block; the same for every position in the zone. */
static void emit_back_projection(struct writer *w, const struct plan_layer *p)
{
    const bool direct = zones_are_cells(p);
    comment(w, "m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents "
               "(where all classes have the same sign) are exactly zero.$cost_half_signal");
    code(w, "static void ${name}_project(const struct tess_run *run, int n, void *scratch)\n"
            "{");
    if (p->part == 1)
        code(w, "(void)n; /* the signals are those of one image */");
    if (!direct)
        emit_zone_tables(w, p);
    code(w, "const $f *sign = $at($f, ${up}_SIGNS), *gate = $at($f, ${up}_GATES);\n"
            "const float *error = $errors;\n"
            "for (int block = 0; block < $blocks; block++) {\n"
            "$f *signal = $at($f, ${up}_SIGNAL) + ((size_t)$own * $blocks + block) * $zones * $steps;");
    code(w, direct ? "$f *cell_signal = signal;\n"
                     "(void)scratch;"
                   : "$f *cell_signal = scratch;");
    code(w, "for (int cell = 0; cell < $cells; cell++) {\n"
            "$f sum[$steps] = {{0}};\n"
            "for (int c = 0; c < $classes; c++) {\n"
            "const $f s = sign[(c * $cells + cell) * $blocks + block];\n"
            "for (int t = $from; t < $steps; t++) {\n"
            "sum[t] += s * error[t * $error_stride + c];\n"
            "}\n"
            "}\n"
            "for (int t = 0; t < $steps; t++) {\n"
            "cell_signal[cell * $steps + t] = sum[t] * gate[cell * $blocks + block];\n"
            "}\n"
            "}");
    if (!direct)
        code(w, "for (int zone = 0; zone < $zones; zone++) {\n"
                "const int zy = zone / $zones_x, zx = zone % $zones_x;\n"
                "for (int t = 0; t < $steps; t++) {\n"
                "$f sum = {0};\n"
                "for (int cy = zone_rows_from[zy]; cy < zone_rows_to[zy]; cy++) {\n"
                "for (int cx = zone_columns_from[zx]; cx < zone_columns_to[zx]; cx++) {\n"
                "sum += cell_signal[(cy * $grid_x + cx) * $steps + t];\n"
                "}\n"
                "}\n"
                "signal[zone * $steps + t] = sum;\n"
                "}\n"
                "}");
    code(w, "}\n"
            "}\n"
            "\n");
}

/* What a unit of the latents is worth in the logits: the factor of these / (window * pooling window), as far as the
 * latents do not hold it already. */
static float logit_scale(const struct plan_layer *p)
{
    double scale = (double)p->out.scale * (double)p->layer->logits_times / logits_divisor(p->layer);
    if (p->program->uniform)
        scale /= (double)(p->program->grid_y.last[0] - p->program->grid_y.first[0]) *
                 (p->program->grid_x.last[0] - p->program->grid_x.first[0]);
    return (float)scale;
}

/* Which of the logits at hand are supervised, and where they are summed. */
static void bind_logits(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int late = plan_is_stream(plan) ? 0 : plan->model->supervised_from;
    bind_integer(w, "supervised_here", plan->steps - late);
    bind_text(w, "supervised_logits", late ? "logit + %d" : "logit", late * plan->model->input.classes);
    bind_text(w, "summed_before", "%s", plan_is_stream(plan) ? "run->step > $first_step" : "false");
    bind_text(w, "latent", "%s", p->flat ? "float" : "$f");
    bind_text(w, "latent_vectors", "%s", p->flat ? "$latents" : "$cells * $blocks");
}

void emit_signal(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    emit_pooling(w, plan, p);
    if (plan_goes_down(plan))
        return;
    bind_signal_source(w, plan, p);
    bind_integer(w, "grid_x", p->program->grid_x.cells);
    bind_float(w, "logit_scale", logit_scale(p));
    bind_float(w, "logit_divisor", (float)(logits_divisor(p->layer) / (double)p->layer->logits_times));
    bind_text(w, "loss_before", "%s",
              plan_is_stream(plan) ? "(run->step > $first_step ? run->local_loss[n * $layers + $layer] : 0) + " : "");
    bind_loss(w, p->layer->rule.function, p->layer->rule.smoothing);
    bind_logits(w, plan, p);
    if (!p->flat && !signal_is_own(p->layer->rule.signal)) {
        emit_signal_source(w, plan, p);
        emit_back_projection(w, p);
        emit_sourced_signal(w, plan, p, "${name}_project(run, n, scratch);");
        return;
    }
    if (p->flat) {
        emit_linear_signal(w, plan, p);
        return;
    }
    emit_latents(w, p);
    emit_logits(w);
    emit_errors(w);
    emit_back_projection(w, p);
    comment(w, "$name: pooled spikes, latents, the local loss and its learning signal of image n.$cost_signal");
    code(w, "static void ${name}_signal(const struct tess_run *run, int n, void *scratch)\n"
            "{\n"
            "${name}_pooling(run, n, true);");
    emit_late_start(w, plan);
    code(w, "$f *latent = $at($f, ${up}_LATENTS) + (size_t)$own * $steps * $cells * $blocks;\n"
            "float *logit = $at(float, ${up}_LOGITS) + $own * $steps * $classes;\n"
            "${name}_latents(run, n, latent);\n"
            "${name}_logits(run, latent, logit);\n"
            "${name}_errors(run, n, logit);\n"
            "${name}_project(run, n, scratch);\n"
            "}\n"
            "\n");
    emit_exit(w, plan);
}
