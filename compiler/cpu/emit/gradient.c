/* The weight gradient, folded: with r[s] = d[s] + lambda r[s+1], the sum over t of d[t] outer q[t] is the sum over s of
 * r[s] outer x[s], so that one outer product a step, with the spikes themselves on its right side, serves all terms. */
#include "cpu/emit/emitters.h"
#include "tess/kernel.h"

static void emit_term_comment(struct writer *w, const struct term *term, const char *trace, const char *input)
{
    static const char *const posts[] = {[POST_SURROGATE] = "m[t] psi[t]",
                                        [POST_TRACE] = "m[t] h[t-1], h[t] = $post h[t-1] + psi[t],",
                                        [POST_MEMBRANE] = "delta[t]"};
    bind_text(w, "post_name", "%s", posts[term->post]);
    bind_text(w, "pre_name", "%s", term->pre == PRE_TRACE ? trace : input);
    comment(w, term->coefficient == 1.0f ? "$post_name outer $pre_name" : "$coefficient $post_name outer $pre_name");
}

/* m[t] times what a term takes from the neuron. */
static const char *const products[] = {
    [POST_SURROGATE] = "m[$t] * psi[$t]", [POST_TRACE] = "m[$t] * h", [POST_MEMBRANE] = "delta[$t]"};

/* As a factor, or alone. */
static void bind_product(struct writer *w, enum post_kind post, bool alone)
{
    bind_text(w, "product", alone || post == POST_MEMBRANE ? "%s" : "(%s)", products[post]);
}

/* The rule's terms for one position: d[s], what x[s] is multiplied by. */
static void emit_terms(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct rule *rule = &p->layer->rule;
    code(w, "memset(d, 0, sizeof *d * $steps);");
    for (int k = 0; k < rule->terms; k++) {
        const struct term *term = &rule->term[k];
        const int mark = writer_mark(w);
        bind_integer(w, "k", k);
        bind_float(w, "coefficient", term->coefficient);
        bind_float(w, "post", term->post_decay);
        bind_float(w, "pre", term->pre_decay);
        bind_product(w, term->post, term->coefficient == 1.0f);
        bind_text(w, "target", "%s", term->pre == PRE_TRACE ? "r$k[$t] =" : "d[$t] +=");
        emit_term_comment(w, term, "q[t] = $pre q[t-1] + x[t], folded: r[s] = (...)[s] + $pre r[s+1]", "x[t]");
        code(w, "{");
        if (term->pre == PRE_TRACE)
            code(w, "$f r$k[$steps];");
        if (term->post == POST_TRACE)
            code(w, "$f h = {0}; /* h[t-1]: before this step's psi */");
        bind_text(w, "factor", "%s", term->coefficient == 1.0f ? "" : "$coefficient * ");
        for_steps(w, plan->steps,
                  term->post == POST_TRACE ? "$target $factor$product;\n"
                                             "h = $post * h + psi[$t];"
                                           : "$target $factor$product;");
        if (term->pre == PRE_TRACE) {
            code(w, "$f later = {0};");
            for_steps_back(w, plan->steps,
                           "later = r$k[$t] + $pre * later;\n"
                           "d[$t] += later;");
        }
        code(w, "}");
        writer_release(w, mark);
    }
}

/* The rule's terms for a static input x: q[t] = x (1 + lambda + ... + lambda^t), so the whole gradient is one outer
 * product of x. */
static void emit_static_terms(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct rule *rule = &p->layer->rule;
    code(w, "d[0] = ($f){0};");
    for (int k = 0; k < rule->terms; k++) {
        const struct term *term = &rule->term[k];
        const int mark = writer_mark(w);
        bind_float(w, "post", term->post_decay);
        bind_float(w, "pre", term->pre_decay);
        bind_float(w, "coefficient", term->coefficient);
        emit_term_comment(w, term,
                          term->pre_decay == 1 ? "q[t] = q[t-1] + x = x (t + 1)"
                                               : "q[t] = $pre q[t-1] + x = x (1 - $pre^(t+1)) / (1 - $pre)",
                          "x");
        if (term->post == POST_TRACE)
            code(w, "{\n"
                    "$f h = {0}; /* h[t-1]: before this step's psi */");
        double trace = 0;
        for (int t = 0; t < plan->steps; t++) { /* every step has a weight of its own */
            trace = term->pre == PRE_TRACE ? (double)term->pre_decay * trace + 1 : 1;
            bind_integer(w, "t", t);
            const float weight = (float)((double)term->coefficient * trace);
            bind_float(w, "weight", weight);
            bind_product(w, term->post, weight == 1.0f);
            code(w, weight == 1.0f ? "d[0] += $product;" : "d[0] += $weight * $product;");
            if (term->post == POST_TRACE)
                code(w, "h = $post * h + psi[$t];");
        }
        if (term->post == POST_TRACE)
            code(w, "}");
        writer_release(w, mark);
    }
}

/* One table row an atom: the sum of d over its steps. */
static void emit_pattern_table(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int composites = plan->atoms - plan->group_steps;
    for (int g = 0; g < plan->groups; g++)
        for (int t = 0; t < plan->group_steps && g * plan->group_steps + t < plan->steps; t++) {
            bind_integer(w, "slot", g * plan_group_slots(plan, p) + t);
            bind_integer(w, "t", g * plan->group_steps + t);
            code(w, "slot[$slot * $plane] = d[$t];");
        }
    if (!composites)
        return;
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "for (int k = 0; k < $composites; k++) {\n"
            "$f sum = {0};");
    const bool tail = plan->groups * plan->group_steps != plan->steps;
    for (int t = 0; t < plan->group_steps; t++) {
        bind_integer(w, "t", t);
        if (tail)
            code(w, "if (g * $group_steps + $t < $steps) {");
        code(w, "sum += ($f)(($i)d[g * $group_steps + $t] & holds[g][k][$t]);");
        if (tail)
            code(w, "}");
    }
    code(w, "slot[(g * $group_slots + $group_steps + k) * $plane] = sum;\n"
            "}\n"
            "}");
}

void emit_neuron_taps(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "tap_psi", (long long)p->tap_psi);
    bind_integer(w, "tap_signal", (long long)p->tap_signal);
    bind_integer(w, "tap_delta", (long long)p->tap_delta);
    code(w, "if (run->taps) { /* a probe looks on */\n"
            "const size_t tap = (((size_t)block * $chunk + n) * $positions + y * $width + x) * $steps;");
    for_steps(w, plan->steps,
              "TESS_TAP($f, $tap_psi)[tap + $t] = psi[$t];\n"
              "TESS_TAP($f, $tap_signal)[tap + $t] = m[$t];");
    if (p->layer->rule.signal.reach == REACH_TIME)
        for_steps(w, plan->steps, "TESS_TAP($f, $tap_delta)[tap + $t] = delta[$t];");
    bind_integer(w, "tap_membrane", (long long)p->tap_membrane);
    if (plan_keeps_current(plan, p) && !plan_copies_u(plan, p))
        for_steps(w, plan->steps, "TESS_TAP($f, $tap_membrane)[tap + $t] = u[$t];");
    code(w, "}");
}

void emit_bias_sum(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    code(w, "{\n"
            "$f sum = {0};");
    for_steps(w, plan->steps, plan_has_delta(p) ? "sum += delta[$t];" : "sum += m[$t] * psi[$t];");
    code(w, "$bias_sum += sum;\n"
            "}");
}

/* The sums of a composite's row with those of the positions to the right, made when these are there. Beyond the map are
 * zeros. */
static void emit_runs(struct writer *w, const struct plan_layer *p)
{
    const int shift = p->layer->kernel_width - 1 - p->layer->pad;
    bind_integer(w, "one_short", 1 - shift);
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "for (int k = 0; k < $composites; k++) {\n"
            "$f *one = slot + (g * $group_slots + $group_steps + k) * $plane;\n"
            "$f *two = one + $composites * $plane, *three = two + $composites * $plane;");
    code(w, shift < 1 ? "if (x > 0) {\n"
                        "two[-1] = one[-1] + one[0];\n"
                        "}"
                      : "two[-1] = one[-1] + one[0];");
    code(w, shift < 2 ? "if (x > $one_short) {\n"
                        "three[-2] = two[-2] + one[0];\n"
                        "}"
                      : "three[-2] = two[-2] + one[0];");
    code(w, "if (x == $width - 1) { /* nothing follows */\n"
            "two[0] = three[0] = one[0];");
    code(w, p->layer->out.width > 1 || shift > 0 ? "three[-1] = two[-1];\n"
                                                   "}\n"
                                                   "}\n"
                                                   "}"
                                                 : "}\n"
                                                   "}\n"
                                                   "}");
}

/* How far before a position is reached its membranes are asked for. */
enum { POSITIONS_AHEAD = 3 };

/* The membranes of a neuron that gets the same current at every step, as the forward sum had them. */
static void emit_membranes(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    comment(w, "$name: u[t] of a neuron from its current, as when it fired.");
    code(w, "TESS_INLINE void ${name}_membranes(const struct tess_run *run, int block, const $f *its_current, $f "
            "*membrane)\n"
            "{\n"
            "const $f current = *its_current;");
    emit_neuron_constants(w, plan, p);
    if (!p->layer->bias)
        code(w, "(void)run;\n"
                "(void)block;");
    emit_states(w, p, false);
    code(w, "for (int t = 0; t < $steps; t++) {");
    emit_step(w, p, "current");
    code(w, "membrane[t] = u;\n"
            "}\n"
            "}\n"
            "\n");
}

/* Are the neurons written by their equations, and u[t] made anew from what they got? */
static bool is_replayed(const struct plan *plan, const struct plan_layer *p)
{
    return plan_differentiates(p) || (p->layer->use.unproved && plan_keeps_current(plan, p));
}

/* What the gradient knows of one output position's neurons: u[t]. */
static void emit_past(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (is_replayed(plan, p)) {
        emit_replayed(w, plan, p);
        return;
    }
    bind_text(w, "neuron", "(((size_t)block * $part + $own) * $positions + y * $width + x)");
    if (!plan_keeps_current(plan, p)) {
        code(w, "const $f *u = $at($f, ${up}_MEMBRANE) +\n"
                "              $neuron * $steps;\n"
                "for (int t = 0; t < $steps; t++) { /* membranes have gone to a far cache */\n"
                "__builtin_prefetch(u + $ahead + t);\n"
                "}");
        return;
    }
    code(w, "const $f *current = $at($f, ${up}_CURRENT) + $neuron;\n"
            "$f u[$steps];\n"
            "${name}_membranes(run, block, current, u);");
}

/* What the spikes of every step are to be multiplied by at one output position: d[s]. */
static void emit_learning(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "ahead", POSITIONS_AHEAD * plan->steps);
    bind_text(w, "sums_parameters", "%s", own_sums(w, p, "$f *row_bias", "$f *shares"));
    bind_text(w, "bias_sum", "*row_bias");
    comment(w,
            "$name: the learning signal of one output position in all its steps, as what the input is multiplied by.");
    code(w, "TESS_INLINE void ${name}_learning(const struct tess_run *run, int block, int n, int y, int x, $f "
            "*d$sums_parameters)\n"
            "{");
    emit_zone_positions(w, p);
    emit_past(w, plan, p);
    emit_position(w, plan, p, true);
    emit_neuron_taps(w, plan, p);
    if (p->layer->bias)
        emit_bias_sum(w, plan, p);
    if (p->in.kind != EDGE_BITS && p->in.steps == 1 && plan->steps > 1)
        emit_static_terms(w, plan, p);
    else
        emit_terms(w, plan, p);
    code(w, "}\n"
            "\n");
}

/* Fills the table rows of one row of the layer's output. */
static void emit_row(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool choice = has_two_tables(plan, p), bits = p->in.kind == EDGE_BITS && p->sums.kernel != SUM_GENERAL;
    bind_integer(w, "shift", p->flat ? 0 : p->layer->kernel_width - 1 - p->layer->pad);
    bind_text(w, "sums_parameters", "%s", own_sums(w, p, "$f *bias", "$f *const *of_trained"));
    bind_text(w, "sums", "%s", own_sums(w, p, "&row_bias", "shares"));
    bind_text(w, "holds_parameter", "%s",
              choice
                  ? ", bool patterns,\n                              const $i holds[$groups][$composites][$group_steps]"
                  : "");
    comment(w, "$name: the learning signal of one output row in all its steps, as rows of the gradient's table.");
    code(w, "$inline void ${name}_row(const struct tess_run *run, int block, int n, int y, $f "
            "*row$sums_parameters$holds_parameter)\n"
            "{");
    if (p->layer->bias)
        code(w, "$f row_bias = {0}; /* a sum of row sums rounds less than one of all positions */");
    emit_shares_begin(w, p);
    bind_integer(w, "terms", p->in.kind != EDGE_BITS && p->in.steps == 1 ? 1 : plan->steps);
    code(w, "for (int x = 0; x < $width; x++) {\n"
            "$f *slot = row + $table_column + $shift;\n"
            "$f d[$terms];\n"
            "${name}_learning(run, block, n, y, x, d$sums);");
    if (choice)
        code(w, "if (!patterns) {");
    if (choice || !bits)
        for_steps(w, p->in.steps, choice ? "slot[$t * $step_plane] = d[$t];" : "slot[$t * $plane] = d[$t];");
    if (choice)
        code(w, "} else {");
    if (bits)
        emit_pattern_table(w, plan, p);
    if (p->tile.longest_run > 1)
        emit_runs(w, p);
    if (choice)
        code(w, "}");
    code(w, p->layer->bias ? "}\n"
                             "*bias += row_bias;"
                           : "}");
    emit_shares_end(w, p);
    code(w, "}\n"
            "\n");
}

void emit_batch_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    code(w, "$f *sum = $at($f, ${up}_WEIGHT_GRADIENT) + (size_t)block * $fan_in;");
    if (p->layer->bias)
        code(w, "$f *bias = $at($f, ${up}_BIAS_GRADIENT) + block;");
    emit_of_trained(w, plan, p);
    emit_frozen(w, p->layer->rate_factor);
    code(w, "if (run->first + run->from == 0) {\n"
            "memset(sum, 0, sizeof *sum * $fan_in);");
    if (p->layer->bias)
        code(w, "*bias = ($f){0};");
    for (int k = 0; k < p->program->params.trained_count; k++) {
        bind_integer(w, "k", k);
        code(w, "*of_trained[$k] = ($f){0};");
    }
    code(w, "}");
}

static void emit_gradient_start(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    comment(w, "$name: the gradient of one block of output channels over the chunk.$cost_gradient");
    code(w, "static void ${name}_gradient(const struct tess_run *run, int block, void *scratch)\n"
            "{\n"
            "$f *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */");
    emit_batch_gradient(w, plan, p);
}

/* The loop over tiles where time patterns are not worth their cost. */
static void emit_step_tiles(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int mark = writer_mark(w);
    bind_tile(w, p, &p->step_tile);
    code(w, "const struct tess_atoms *atoms = $at(struct tess_atoms, ${up}_ATOMS);\n"
            "if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */");
    emit_clear(w, plan, p, &p->step_tile);
    emit_tiles(w, p, &p->step_tile,
               arena_format(writer_arena(w), "%s, false, NULL", own_sums(w, p, "bias", "of_trained")),
               told_of_patterns(plan, p) ? ", false" : "");
    code(w, "return;\n"
            "}");
    writer_release(w, mark);
}

void emit_learning_row(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "inline", has_two_tables(plan, p) ? "TESS_INLINE" : "static inline");
    if (is_replayed(plan, p))
        emit_replay(w, plan, p);
    else if (plan_keeps_current(plan, p))
        emit_membranes(w, plan, p);
    emit_learning(w, plan, p);
    emit_row(w, plan, p);
}

void emit_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool choice = has_two_tables(plan, p);
    bind_text(w, "most", told_of_patterns(plan, p) ? "capacity" : "$capacity");
    bind_integer(w, "step_plane", p->step_tile.plane);
    bind_integer(w, "step_capacity", p->step_tile.capacity);
    emit_learning_row(w, plan, p);
    emit_choose(w, plan, p);
    emit_by_signals(w, plan, p);
    emit_always_rows(w, p);
    emit_accumulate(w, plan, p);
    emit_gradient_start(w, plan, p);
    if (p->by_signals.used) {
        bind_text(w, "its_sums", "%s", own_sums(w, p, "bias", "of_trained"));
        code(w, "if (*$at(uint32_t, ${up}_BY_SIGNALS)) {\n"
                "${name}_by_signals(run, block, scratch, sum$its_sums);\n"
                "return;\n"
                "}");
    }
    if (choice) {
        emit_step_tiles(w, plan, p);
        emit_holds(w);
    }
    emit_clear(w, plan, p, &p->tile);
    emit_tiles(
        w, p, &p->tile,
        arena_format(writer_arena(w), "%s%s", own_sums(w, p, "bias", "of_trained"), choice ? ", true, holds" : ""),
        told_of_patterns(plan, p) ? ", true" : "");
    code(w, "}\n"
            "\n");
}
