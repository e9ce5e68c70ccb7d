/* What the learning signal, the surrogate derivative and time make of one neuron position: m[t], psi[t], delta[t]. */
#include "cpu/emit/parts.h"

/* The zone of every pooled row or column; 0 for the rest of an odd map, which is not pooled and gets no signal. */
static void emit_zones(struct writer *w, const char *name, const struct grid_axis *axis, int length, int window)
{
    const int count = (length + window - 1) / window;
    int *zones = ARENA_ARRAY(writer_arena(w), int, count);
    for (int k = 0; k < count; k++)
        zones[k] = k < axis->length ? axis->zone_of[k] : 0;
    emit_table(w, name, zones, count);
}

void emit_zone_positions(struct writer *w, const struct plan_layer *p)
{
    if (!p->flat && p->program->grid_y.zones > 1)
        emit_zones(w, "zone_rows", &p->program->grid_y, p->layer->out.height, p->layer->pool_height);
    if (!p->flat && p->program->grid_x.zones > 1)
        emit_zones(w, "zone_columns", &p->program->grid_x, p->layer->out.width, p->layer->pool_width);
}

/* m[t] of a position: its zone's signal, where a max pool routes it here. */
static void emit_signal_here(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const int from = plan_is_stream(plan) ? 0 : plan->model->supervised_from; /* before it stream has a signal of 0 */
    if (p->flat) {
        code(w, "const $f *zone = $at($f, ${up}_SIGNAL) + ((size_t)$own * $blocks + block) * $steps;");
    } else {
        bind_text(w, "zone_row", "%s", p->program->grid_y.zones > 1 ? "zone_rows[y / $pool_height] * $zones_x" : "0");
        bind_text(w, "zone_column", "%s", p->program->grid_x.zones > 1 ? "zone_columns[x / $pool_width]" : "0");
        code(w, "const $f *zone = $at($f, ${up}_SIGNAL) + (((size_t)$own * $blocks + block) * $zones +\n"
                "    $zone_row + $zone_column) * $steps;");
    }
    const bool cut_y = layer->pooled.height * layer->pool_height != layer->out.height;
    const bool cut_x = layer->pooled.width * layer->pool_width != layer->out.width;
    if (cut_y || cut_x) {
        bind_text(w, "cut", "%s%s%s", cut_y ? "y < $pooled_height * $pool_height" : "", cut_y && cut_x ? " && " : "",
                  cut_x ? "x < $pooled_width * $pool_width" : "");
        code(w, "const $i pooled = ($i){0} - ($cut); /* the rest of an odd map is not pooled */");
    }
    if (layer->pool == POOL_MAX)
        for (int g = from / plan->group_steps; g < plan->groups; g++) {
            bind_integer(w, "g", g);
            code(w, "const $i route$g = __builtin_convertvector(\n"
                    "    *(const $b *)($at(uint8_t, ${up}_ROUTE) +\n"
                    "                  (((size_t)$g * $part + $own) * $positions + y * $width + x) * $padded + block * "
                    "$lanes), $i);");
        }
    comment(w, layer->pool == POOL_MAX ? "m[t] = dloss/dspike: the zone's signal, where the pool sends it here."
                                       : "m[t] = dloss/dspike: the zone's signal.");
    code(w, "$f m[$steps];");
    for (int t = 0; t < plan->steps; t++) {
        bind_integer(w, "t", t);
        bind_integer(w, "g", t / plan->group_steps);
        bind_integer(w, "bit", t % plan->group_steps);
        if (t < from)
            code(w, "m[$t] = ($f){0};");
        else if (layer->pool == POOL_MAX)
            code(w, "m[$t] = ($f)(($i)zone[$t] & ((route$g & 1 << $bit) != 0));");
        else
            code(w, "m[$t] = zone[$t];");
        if ((cut_y || cut_x) && t >= from)
            code(w, "m[$t] = ($f)(($i)m[$t] & pooled);");
    }
}

static void emit_surrogate(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct surrogate *s = &p->layer->surrogate;
    bind_float(w, "psi_height", s->height);
    bind_float(w, "psi_inverse_width", 1.0f / s->width);
    bind_float(w, "psi_slope", s->slope);
    comment(w, s->kind == SURROGATE_FAST_SIGMOID ? "psi(u) = $psi_height / ($psi_slope |u - $threshold| + 1)^2"
               : s->width == 1.0f                ? "psi(u) = $psi_height max(0, 1 - |u - $threshold|)"
                                  : "psi(u) = $psi_height max(0, 1 - $psi_inverse_width |u - $threshold|)");
    code(w, "$f psi[$steps];");
    if (s->kind == SURROGATE_FAST_SIGMOID) {
        for_steps(w, plan->steps,
                  "psi[$t] = ($f)(($i)(u[$t] - $threshold) & 0x7fffffff) * $psi_slope + 1.0f;\n"
                  "psi[$t] = $psi_height / (psi[$t] * psi[$t]);");
        return;
    }
    for_steps(w, plan->steps,
              s->width == 1.0f ? "psi[$t] = 1.0f - ($f)(($i)(u[$t] - $threshold) & 0x7fffffff);\n"
                                 "psi[$t] = ($f)(($i)psi[$t] & (psi[$t] > 0.0f)) * $psi_height;"
                               : "psi[$t] = 1.0f - ($f)(($i)(u[$t] - $threshold) & 0x7fffffff) * $psi_inverse_width;\n"
                                 "psi[$t] = ($f)(($i)psi[$t] & (psi[$t] > 0.0f)) * $psi_height;");
}

/* What the membrane potential is worth, through all steps to come; what a reset subtracts counts as a constant. */
static void emit_delta(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool to_zero = p->layer->neuron.reset == RESET_ZERO;
    comment(w, to_zero ? "delta[t] = m[t] psi[t] + $leak (1 - s[t]) delta[t+1]"
                       : "delta[t] = m[t] psi[t] + $leak delta[t+1]");
    code(w, "$f delta[$steps];\n"
            "{\n"
            "$f later = {0};");
    for_steps_back(w, plan->steps,
                   to_zero ? "later = m[$t] * psi[$t] + ($f)(($i)($leak * later) & ~(u[$t] > $threshold));\n"
                             "delta[$t] = later;"
                           : "later = m[$t] * psi[$t] + $leak * later;\n"
                             "delta[$t] = later;");
    code(w, "}");
}

void emit_position(struct writer *w, const struct plan *plan, const struct plan_layer *p, bool learning)
{
    emit_signal_here(w, plan, p);
    emit_surrogate(w, plan, p);
    const bool read = !learning || p->layer->bias || p->layer->rule.signal.reach == REACH_TIME ||
                      (p->layer->rule.use.unproved && rule_reads(&p->layer->rule, "delta"));
    if (plan_differentiates(p) && read)
        emit_adjoints(w, plan, p, learning);
    else if (p->layer->rule.signal.reach == REACH_TIME)
        emit_delta(w, plan, p);
}
