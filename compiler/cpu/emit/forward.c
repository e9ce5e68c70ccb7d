/* The forward sum of a layer over all steps, and the membrane that integrates it. */
#include "cpu/emit/emitters.h"
#include "tess/kernel.h"

/* Adds what the lists of one place name to the accumulators, one an atom. */
static void emit_gather(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *rows)
{
    bind_text(w, "rows", "%s", rows);
    code(w, "const uint16_t *entry = entries + (size_t)$own * $entry_count + begin[list];\n"
            "const uint16_t *four = fours + list * $listed;");
    for (int a = 0; a < plan->atoms; a++) {
        bind_integer(w, "a", a);
        if (a == plan->group_steps)
            code(w, "if (patterns) {");
        code(w, p->sums.blocks > 1
                    ? "TESS_GATHER_TWO(sum$a, twin$a, $rows, $rows + $sums_rows, $unit, entry, four[$a]);"
                    : "TESS_GATHER(sum$a, $rows, $unit, entry, four[$a]);");
    }
    if (p->sums.inverts)
        code(w, p->sums.blocks > 1
                    ? "TESS_GATHER_TWO(lapses, twin_lapses, $rows, $rows + $sums_rows, $unit, entry, four[$atoms]);"
                    : "TESS_GATHER(lapses, $rows, $unit, entry, four[$atoms]);");
    if (plan_has_patterns(plan))
        code(w, "}");
}

static void emit_tap_sums(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int braces = open_braces(w);
    emit_tap_loop(w, p);
    code(w, "const size_t list = ((size_t)$own * $lists + p) * $groups + g;");
    emit_gather(w, plan, p, "rows");
    close_to(w, braces);
}

static void emit_row_sums(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    code(w, "const size_t list = ((size_t)$own * $lists + y * $width + x) * $groups + g;");
    emit_gather(w, plan, p, "table");
}

/* Accumulators of atoms, and what comes to all steps (if not NULL), into sums of steps, which then go through the
 * neurons. */
static void emit_group_end(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *sum,
                           const char *all, const char *v, const char *block)
{
    bind_text(w, "all", "%s", all ? all : "");
    bind_text(w, "sum", "%s", sum);
    bind_text(w, "v", "%s", states_argument(w, p, v));
    bind_text(w, "block_index", "%s", block);
    if (plan_has_patterns(plan))
        code(w, "if (patterns) {");
    for (int k = plan->group_steps; k < plan->atoms; k++)
        for (int t = 0; t < plan->group_steps; t++) {
            bind_integer(w, "t", t);
            bind_integer(w, "a", k);
            bind_integer(w, "k", k - plan->group_steps);
            code(w, "${sum}$t += ${sum}$a & holds[g][$k][$t];");
        }
    if (plan_has_patterns(plan))
        code(w, "}");
    if (all)
        code(w, "const $i ${sum}_all = $all;");
    for (int t = 0; all && t < plan->group_steps; t++) {
        bind_integer(w, "t", t);
        code(w, "${sum}$t += ${sum}_all;");
    }
    const char *sums = "";
    for (int t = 0; t < plan->group_steps; t++)
        sums = arena_format(writer_arena(w), "%s%s%s%d", sums, t ? ", " : "", sum, t);
    bind_text(w, "sums", "%s", sums);
    code(w, "const $i of_${sum}[$group_steps] = {$sums};\n"
            "${name}_fire(run, $block_index, at, g, $v, of_${sum}$train_argument);");
}

/* Sums of one group of steps from time patterns: an accumulator an atom. */
static void emit_pattern_sums(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    static void (*const emitters[])(struct writer *, const struct plan *, const struct plan_layer *) = {
        [SUM_TAPS] = emit_tap_sums, [SUM_ROWS] = emit_row_sums};
    for (int a = 0; a < plan->atoms; a++) {
        bind_integer(w, "a", a);
        code(w, p->sums.blocks > 1 ? "$i sum$a = {0}, twin$a = {0};" : "$i sum$a = {0};");
    }
    if (p->sums.inverts)
        code(w, p->sums.blocks > 1 ? "$i lapses = {0}, twin_lapses = {0}; /* of inverted channels */"
                                   : "$i lapses = {0}; /* of inverted channels */");
    emitters[p->sums.kernel](w, plan, p);
    emit_group_end(w, plan, p, "sum", p->sums.inverts ? "always[row_kind[y]][column_kind[x]] - lapses" : NULL, "v",
                   "block");
    if (p->sums.blocks > 1)
        emit_group_end(w, plan, p, "twin",
                       p->sums.inverts ? "twin_always[row_kind[y]][column_kind[x]] - twin_lapses" : NULL, "twin_v",
                       "block + 1");
}

void emit_fire(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool tail = plan->groups * plan->group_steps != plan->steps;
    comment_neuron(w, p);
    const bool stateless = p->layer->use.unproved && layer_states(p->layer) == 0 && !plan_is_stream(plan);
    bind_text(w, "taken", "%s", stateless ? "(void)left;" : p->layer->use.unproved ? "$f *v = left;" : "$f v = *left;");
    bind_text(w, "by_address", "%s",
              stateless ? "" : " /* vectors go by address: how they go by value depends on the machine's width */");
    code(w, "static inline void ${name}_fire(const struct tess_run *run, int block, size_t at, int g, $f *left, const "
            "$i *sum$train_parameter)\n"
            "{\n"
            "$taken$by_address\n"
            "$f *u_out = $at($f, $history) + ((size_t)block * $part_positions + $own_place) * $steps;\n"
            "const $f scale = $at($f, ${up}_SCALE)[block];");
    emit_neuron_constants(w, plan, p);
    emit_carried(w, plan, p);
    code(w, "$i word = {0};");
    for (int t = 0; t < plan->group_steps; t++) {
        bind_integer(w, "t", t);
        if (tail)
            code(w, "if (g * $group_steps + $t < $steps) {");
        emit_step(w, p, "__builtin_convertvector(sum[$t], $f) * scale");
        code(w, "word |= fired & (1 << $t);");
        emit_membrane_store(w, plan, p, "g * $group_steps + $t");
        if (tail)
            code(w, "}");
    }
    emit_spike_store(w);
    if (!p->layer->use.unproved)
        code(w, "*left = v;");
    code(w, "}\n"
            "\n");
}

/* What inverted channels of image n would give. */
static const char always_one[] = "${name}_always(run, n, table, always);";
static const char always_two[] = "${name}_always(run, n, table, always);\n"
                                 "${name}_always(run, n, table + $sums_rows, twin_always);";

static void emit_patterns(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "listed", plan_has_patterns(plan) ? "(size_t)listed" : "$atoms");
    if (plan_has_patterns(plan))
        code(w, "const struct tess_atoms *atoms = $at(struct tess_atoms, ${up}_ATOMS);");
    code(w, "const $i *weight = $at($i, ${up}_EFFECTIVE) + block * $input_rows;\n"
            "const uint32_t *begin = $at(uint32_t, ${up}_BEGIN);\n"
            "const uint16_t *fours = $at(uint16_t, ${up}_FOURS);\n"
            "const uint16_t *entries = $at(uint16_t, ${up}_ENTRIES);");
    if (plan_has_patterns(plan)) {
        code(w, "const bool patterns = atoms->patterns;\n"
                "const int listed = patterns ? $sets : $group_steps;");
        emit_holds(w);
    }
    if (p->sums.kernel == SUM_ROWS)
        code(w, p->sums.blocks > 1 ? "$i *table = scratch;\n"
                                     "${name}_table(weight, table);\n"
                                     "${name}_table(weight + $input_rows, table + $sums_rows);"
                                   : "$i *table = scratch;\n"
                                     "${name}_table(weight, table);");
    const bool two = p->sums.blocks > 1;
    if (p->sums.inverts) {
        emit_table(w, "row_kind", p->sums.rows.kind, p->layer->out.height);
        emit_table(w, "column_kind", p->sums.columns.kind, p->layer->out.width);
        code(w, two ? "$i always[$row_kinds][$column_kinds], twin_always[$row_kinds][$column_kinds];"
                    : "$i always[$row_kinds][$column_kinds];");
    }
    emit_position_loop(w, !p->sums.inverts ? NULL : two ? always_two : always_one, NULL);
    emit_states(w, p, two);
    code(w, "for (int g = 0; g < $groups; g++) {");
    emit_pattern_sums(w, plan, p);
    code(w, "}");
}

void emit_forward_end(struct writer *w, const struct plan *plan)
{
    close_to(w, 0);
    code(w, "\n");
    if (plan_is_stream(plan))
        return;
    code(w, "static void ${name}_forward_train(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "${name}_forward(run, item, scratch, true);\n"
            "}\n"
            "\n"
            "static void ${name}_forward_evaluate(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "${name}_forward(run, item, scratch, false);\n"
            "}\n"
            "\n");
}

void bind_forward(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct items *items = &plan_find(plan, PHASE_TRAIN, OPERATOR_FORWARD, p->index)->items;
    bind_integer(w, "images", items->images);
    bind_integer(w, "items", items->blocks);
    bind_text(w, "w", "%s", p->in.kind == EDGE_REALS ? "$f" : "$i");
    /* Only training keeps membranes, but where the next step needs them. */
    bind_text(w, "train_parameter", "%s", plan_is_stream(plan) ? "" : ",\n                               bool train");
    bind_text(w, "train_argument", "%s", plan_is_stream(plan) ? "" : ", train");
}

void emit_forward_start(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "cost", "%s", "$cost_forward");
    if (p->in.kind == EDGE_BITS)
        comment(w, "$name: sums over all steps, then the neurons.$cost");
    else
        comment_neuron(w, p);
    code(w,
         plan_is_stream(plan)
             ? "static void ${name}_forward(const struct tess_run *run, int item, void *scratch)\n"
               "{"
             : "static inline void ${name}_forward(const struct tess_run *run, int item, void *scratch, bool train)\n"
               "{");
    code(w, p->sums.blocks > 1 ? "const int block = item % $items * 2, first = item / $items * $images;"
                               : "const int block = item % $items, first = item / $items * $images;");
    code(w, "const int last = first + $images < run->count ? first + $images : run->count;");
}

void emit_forward(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_forward(w, plan, p);
    if (p->in.kind == EDGE_BITS && p->sums.kernel == SUM_ROWS)
        emit_window_table(w, p);
    emit_always(w, p);
    if (p->in.kind == EDGE_BITS)
        emit_fire(w, plan, p);
    emit_row_sums_of_reals(w, p);
    emit_forward_start(w, plan, p);
    if (p->sums.kernel != SUM_ROWS)
        code(w, "(void)scratch;");
    if (p->in.kind == EDGE_BITS)
        emit_patterns(w, plan, p);
    else
        emit_value_sums(w, plan, p);
    emit_forward_end(w, plan);
}
