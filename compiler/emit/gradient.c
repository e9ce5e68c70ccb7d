/* The weight gradient, folded: with r[s] = d[s] + lambda r[s+1], the sum over t of d[t] outer q[t] is the sum over s of
 * r[s] outer x[s], so that one outer product a step, with the spikes themselves on its right side, serves all terms. */
#include "emit/internal.h"
#include "tess/kernel.h"

static void emit_term_comment(struct writer *w, const struct term *term, const char *trace, const char *input)
{
    static const char *const posts[] = {[POST_SURROGATE] = "m[t] psi[t]",
                                        [POST_TRACE] = "m[t] h[t-1], h[t] = $post h[t-1] + psi[t],",
                                        [POST_MEMBRANE] = "delta[t]"};
    bind_text(w, "post_name", "%s", posts[term->post]);
    bind_text(w, "pre_name", "%s", term->pre == PRE_TRACE ? trace : input);
    comment(w, "$coefficient $post_name outer $pre_name");
}

/* m[t] times what a term takes from the neuron. */
static const char *const products[] = {
    [POST_SURROGATE] = "(m[$t] * psi[$t])", [POST_TRACE] = "(m[$t] * h)", [POST_MEMBRANE] = "delta[$t]"};

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
        bind_text(w, "product", "%s", products[term->post]);
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
        bind_text(w, "product", "%s", products[term->post]);
        emit_term_comment(w, term,
                          term->pre_decay == 1 ? "q[t] = q[t-1] + x = x (t + 1)"
                                               : "q[t] = $pre q[t-1] + x = x (1 - $pre^(t+1)) / (1 - $pre)",
                          "x");
        code(w, term->post == POST_TRACE ? "{\n$f h = {0}; /* h[t-1]: before this step's psi */" : "{");
        double trace = 0;
        for (int t = 0; t < plan->steps; t++) { /* every step has a weight of its own */
            trace = term->pre == PRE_TRACE ? (double)term->pre_decay * trace + 1 : 1;
            bind_integer(w, "t", t);
            bind_float(w, "weight", (float)((double)term->coefficient * trace));
            code(w, term->post == POST_TRACE ? "d[0] += $weight * $product;\n"
                                               "h = $post * h + psi[$t];"
                                             : "d[0] += $weight * $product;");
        }
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
    code(w, "if (run->taps) {\n"
            "const size_t at = (((size_t)block * $chunk + n) * $positions + y * $width + x) * $steps;");
    for_steps(w, plan->steps,
              "TESS_TAP($f, $tap_psi)[at + $t] = psi[$t];\n"
              "TESS_TAP($f, $tap_signal)[at + $t] = m[$t];");
    if (p->layer->rule.signal == SIGNAL_TIME)
        for_steps(w, plan->steps, "TESS_TAP($f, $tap_delta)[at + $t] = delta[$t];");
    bind_integer(w, "tap_membrane", (long long)p->tap_membrane);
    if (plan_keeps_current(plan, p))
        for_steps(w, plan->steps, "TESS_TAP($f, $tap_membrane)[at + $t] = u[$t];");
    code(w, "}");
}

void emit_bias_sum(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    code(w, "{\n"
            "$f sum = {0};");
    for_steps(w, plan->steps, p->layer->rule.signal == SIGNAL_TIME ? "sum += delta[$t];" : "sum += m[$t] * psi[$t];");
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

/* Whether there are two tables to choose from: with time patterns and runs, and of single steps. */
static bool has_choice(const struct plan *plan, const struct plan_layer *p)
{
    return p->in.kind == EDGE_BITS && plan_has_patterns(plan);
}

/* Whether the lists of the two are so unlike that their reader has to know which it walks along. */
static bool is_told_of_patterns(const struct plan *plan, const struct plan_layer *p)
{
    return has_choice(plan, p) && (p->sums.inverts || p->step_tile.capacity != p->tile.capacity);
}

/* How far before a position is reached its membranes are asked for. */
enum { POSITIONS_AHEAD = 3 };

/* And a list of the gradient, two cache lines of it. */
enum { LISTS_AHEAD = 4, CACHE_LINE = 64 };

/* The membranes of a neuron that gets the same current at every step, as the forward sum had them. */
static void emit_membranes(struct writer *w, const struct plan_layer *p)
{
    comment(w, "$name: u[t] of a neuron from its current, as when it fired.");
    code(w, "TESS_INLINE void ${name}_membranes(const struct tess_run *run, int block, const $f *its_current, $f "
            "*membrane)\n"
            "{\n"
            "const $f current = *its_current;");
    emit_neuron_constants(w, p);
    code(w, p->layer->bias ? "$f v = {0};"
                           : "(void)run;\n"
                             "(void)block;\n"
                             "$f v = {0};");
    code(w, "for (int t = 0; t < $steps; t++) {");
    emit_step(w, p, "current");
    code(w, "membrane[t] = u;\n"
            "}\n"
            "}\n"
            "\n");
}

/* What the gradient knows of one output position's neurons: u[t]. */
static void emit_past(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "neuron", "(((size_t)block * $part + $own) * $positions + y * $width + x)");
    if (!plan_keeps_current(plan, p)) {
        code(w, "const $f *u = TESS_PART($f, ${up}_MEMBRANE) +\n"
                "              $neuron * $steps;\n"
                "for (int t = 0; t < $steps; t++) { /* membranes have gone to a far cache */\n"
                "__builtin_prefetch(u + $ahead + t);\n"
                "}");
        return;
    }
    code(w, "const $f *current = TESS_PART($f, ${up}_CURRENT) + $neuron;\n"
            "$f u[$steps];\n"
            "${name}_membranes(run, block, current, u);");
}

/* What the spikes of every step are to be multiplied by at one output position: d[s]. */
static void emit_learning(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "ahead", POSITIONS_AHEAD * plan->steps);
    bind_text(w, "bias_parameter", "%s", p->layer->bias ? ", $f *row_bias" : "");
    bind_text(w, "bias_sum", "*row_bias");
    comment(w,
            "$name: the learning signal of one output position in all its steps, as what the input is multiplied by.");
    code(w, "TESS_INLINE void ${name}_learning(const struct tess_run *run, int block, int n, int y, int x, $f "
            "*d$bias_parameter)\n"
            "{");
    emit_zone_positions(w, p);
    emit_past(w, plan, p);
    emit_position(w, plan, p);
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
    const bool bits = p->in.kind == EDGE_BITS, choice = has_choice(plan, p);
    bind_integer(w, "shift", p->flat ? 0 : p->layer->kernel_width - 1 - p->layer->pad);
    bind_text(w, "bias_parameter", "%s", p->layer->bias ? ", $f *bias" : "");
    bind_text(w, "holds_parameter", "%s",
              choice
                  ? ", bool patterns,\n                              const $i holds[$groups][$composites][$group_steps]"
                  : "");
    comment(w, "$name: the learning signal of one output row in all its steps, as rows of the gradient's table.");
    code(w, "$inline void ${name}_row(const struct tess_run *run, int block, int n, int y, $f "
            "*row$bias_parameter$holds_parameter)\n"
            "{");
    if (p->layer->bias)
        code(w, "$f row_bias = {0}; /* a sum of row sums rounds less than one of all positions */");
    bind_integer(w, "terms", !bits && p->in.steps == 1 ? 1 : plan->steps);
    code(w, "for (int x = 0; x < $width; x++) {\n"
            "$f *slot = row + x + $shift;\n"
            "$f d[$terms];");
    code(w, p->layer->bias ? "${name}_learning(run, block, n, y, x, d, &row_bias);"
                           : "${name}_learning(run, block, n, y, x, d);");
    if (choice)
        code(w, "if (!patterns) {");
    if (choice || !bits)
        for_steps(w, p->in.steps, choice ? "slot[$t * $step_plane] = d[$t];" : "slot[$t * $plane] = d[$t];");
    if (choice)
        code(w, "continue;\n"
                "}");
    if (bits)
        emit_pattern_table(w, plan, p);
    if (p->tile.longest_run > 1)
        emit_runs(w, p);
    code(w, p->layer->bias ? "}\n"
                             "*bias += row_bias;\n"
                             "}\n"
                             "\n"
                           : "}\n"
                             "}\n"
                             "\n");
}

/* Walks along one list for the taps first .. last - 1 of the kernel, all at once in registers. */
static void emit_walk(struct writer *w, const struct plan_layer *p, bool patterns, int first, int last)
{
    const int kernel_width = p->flat ? 1 : p->layer->kernel_width;
    code(w, "for (uint32_t k = 0; k < $its_length;) {\n"
            "const uint32_t end = k + TESS_SEGMENT < $its_length ? k + TESS_SEGMENT : $its_length;");
    for (int tap = first; tap < last; tap++) {
        bind_integer(w, "tap", tap);
        code(w, "$f g$tap = {0};");
    }
    code(w, "TESS_ROLLED\n"
            "for (; k < end; k++) {");
    code(w, patterns ? "const $f *d = table + list[k];"
                     : "const $f *d = table + list[k].row;\n"
                       "const float x = list[k].amount.real;");
    for (int tap = first; tap < last; tap++) {
        const int back_y = p->tile.table_rows - p->tile.rows - tap / kernel_width;
        const int back_x = kernel_width - 1 - tap % kernel_width;
        bind_integer(w, "tap", tap);
        bind_integer(w, "offset", back_y * p->tile.table_width + back_x);
        code(w, patterns ? "g$tap += d[$offset];" : "g$tap += d[$offset] * x;");
    }
    code(w, "}");
    for (int tap = first; tap < last; tap++) {
        bind_integer(w, "tap", tap);
        code(w, "sum[$tap] += ${signed}g$tap;");
    }
    code(w, "}");
}

/* Adds the table rows a tile's lists name, all taps of a few kernel rows at once in registers. */
void emit_accumulate(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool patterns = p->in.kind == EDGE_BITS && !plan_is_stream(plan);
    const int kernel_width = p->flat ? 1 : p->layer->kernel_width;
    const int tap_rows = p->taps <= 9 ? p->taps / kernel_width : 1;
    const bool told = is_told_of_patterns(plan, p);
    bind_text(w, "entry", "%s", patterns ? "uint32_t" : "struct tess_value");
    bind_text(w, "patterns_parameter", told ? ",\n                                     bool patterns" : "");
    comment(w, patterns
                   ? "$name: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position."
                   : "$name: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position.");
    code(w, "$inline void ${name}_accumulate(const struct tess_run *run, int tile, const $f *table, "
            "$f *sum$patterns_parameter)\n"
            "{");
    if (told)
        code(w, "const int capacity = patterns ? $capacity : $step_capacity;");
    if (p->sums.inverts)
        code(w, "const int kinds = patterns ? $kinds : 1;");
    bind_text(w, "its_length", p->sums.inverts ? "*length" : "length[c]");
    bind_text(w, "signed", p->sums.inverts ? "sign * " : "");
    code(w, "const uint32_t *length = TESS_PART(uint32_t, ${up}_LENGTHS) + tile * $list_lengths;\n"
            "const $entry *list = TESS_PART($entry, ${up}_ROWS) + (size_t)tile * $list_channels * $most;");
    bind_text(w, "from_list_to_list", patterns ? "$its_length" : "$most");
    code(w, p->sums.inverts ? "for (int c = 0; c < $list_channels; c++, sum += $taps) {\n"
                              "for (int kind = 0; kind < kinds; kind++, list += $from_list_to_list, length++) {\n"
                              "const float sign = kind == 0 ? 1.0f : -1.0f; /* lapses are taken away */"
                            : "for (int c = 0; c < $list_channels; c++, sum += $taps) {");
    if (!patterns) {
        bind_integer(w, "lists_ahead", LISTS_AHEAD);
        bind_integer(w, "line_entries", CACHE_LINE / sizeof(struct tess_value));
        code(w, "__builtin_prefetch(list + $lists_ahead * $most); /* lists lie apart, and each begins anew */\n"
                "__builtin_prefetch(list + $lists_ahead * $most + $line_entries);");
    }
    for (int first = 0; first < p->taps; first += tap_rows * kernel_width)
        emit_walk(w, p, patterns, first, first + tap_rows * kernel_width);
    code(w, p->sums.inverts ? "}" : "list += $from_list_to_list;");
    code(w, "}\n"
            "}\n"
            "\n");
}

static void emit_gradient_start(struct writer *w, const struct plan_layer *p)
{
    comment(w, "$name: the gradient of one block of output channels over the chunk.");
    code(w, "static void ${name}_gradient(const struct tess_run *run, int block, void *scratch)\n"
            "{\n"
            "$f *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */\n"
            "$f *sum = TESS_ARENA($f, ${up}_WEIGHT_GRADIENT) + (size_t)block * $fan_in;");
    if (p->layer->bias)
        code(w, "$f *bias = TESS_ARENA($f, ${up}_BIAS_GRADIENT) + block;");
    emit_frozen(w, p->layer->rate_factor);
    code(w, "if (run->first + run->from == 0) {\n"
            "memset(sum, 0, sizeof *sum * $fan_in);");
    if (p->layer->bias)
        code(w, "*bias = ($f){0};");
    code(w, "}");
}

/* Table rows above the map. */
static int rows_above(const struct plan_layer *p)
{
    return p->flat ? 0 : p->layer->kernel_height - 1 - p->layer->pad;
}

void emit_tiles(struct writer *w, const struct plan_layer *p, const struct tile *tile, const char *more,
                const char *patterns)
{
    const int mark = writer_mark(w);
    bind_tile(w, p, tile);
    bind_text(w, "more", "%s", more);
    bind_text(w, "patterns", "%s", patterns);
    bind_integer(w, "kept_rows", tile->table_rows - tile->rows);
    bind_integer(w, "row_shift", rows_above(p));
    const bool inverts = p->sums.inverts && tile == &p->tile;
    if (tile->row_tiles > 1) {
        code(w,
             "for (int n = run->from; n < run->to; n++) {\n"
             "for (int tile = 0; tile < $row_tiles; tile++) {\n"
             "const int kept = tile ? $kept_rows : 0; /* rows of the tile above that this one reads too */\n"
             "for (int s = 0; s < $slots; s++) {\n"
             "memmove(table + s * $plane, table + s * $plane + $tile_rows * $pitch, sizeof *table * kept * $pitch);\n"
             "}\n"
             "for (int row = kept; row < $table_rows; row++) {\n"
             "const int y = tile * $tile_rows + row - $row_shift;\n"
             "if (y >= 0 && y < $height) {\n"
             "${name}_row(run, block, n, y, table + row * $pitch$more);\n"
             "} else {\n"
             "for (int s = 0; s < $slots; s++) {\n"
             "memset(table + s * $plane + row * $pitch, 0, sizeof *table * $pitch);\n"
             "}\n"
             "}\n"
             "}");
        if (inverts)
            code(
                w,
                "const int rows = (tile + 1) * $tile_rows < $in_height ? $tile_rows : $in_height - tile * $tile_rows;\n"
                "${name}_always_rows(run, n, 0, rows, table);");
        code(w, "${name}_accumulate(run, $own * $row_tiles + tile, table, sum$patterns);\n"
                "}\n"
                "}");
    } else {
        code(w, "for (int first = run->from; first < run->to; first += $tile_images) {\n"
                "for (int n = first; n < first + $tile_images && n < run->to; n++) {\n"
                "for (int y = 0; y < $height; y++) {\n"
                "$f *row = table + ((n - first) * $table_rows + y + $row_shift) * $pitch;\n"
                "${name}_row(run, block, n, y, row$more);\n"
                "}");
        if (inverts)
            code(w, "${name}_always_rows(run, n, n - first, $in_height, table);");
        code(w, "}\n"
                "${name}_accumulate(run, $own_tile, table, sum$patterns);\n"
                "}");
    }
    writer_release(w, mark);
}

/* Zeros beyond the map, where no learning signal is written: the columns beside it and, where the table holds whole
 * images, the rows above and below. Steps beyond the last leave slots unused, which are cleared with the rest: sums of
 * whatever lay there might be slow. */
static void emit_clear(struct writer *w, const struct plan *plan, const struct plan_layer *p, const struct tile *tile)
{
    const int beside = p->flat ? 0 : p->layer->kernel_width - 1 - p->layer->pad, above = rows_above(p);
    const bool all = p->in.kind == EDGE_BITS && plan->groups * plan->group_steps != plan->steps;
    if (all) {
        code(w, "memset(table, 0, sizeof *table * $plane * $slots);");
        return;
    }
    if (beside == 0 && above == 0)
        return;
    bind_integer(w, "beside", beside);
    bind_integer(w, "above", above);
    bind_integer(w, "all_rows", tile->images * tile->table_rows);
    code(w, "for (int s = 0; s < $slots; s++) { /* zeros beyond the map */\n"
            "$f *row = table + s * $plane;\n"
            "TESS_ROLLED\n"
            "for (int y = 0; y < $all_rows; y++, row += $pitch) {");
    if (tile->row_tiles == 1 && above > 0)
        code(w, "if (y % $table_rows < $above || y % $table_rows >= $above + $height) {\n"
                "memset(row, 0, sizeof *row * $pitch);\n"
                "}");
    if (beside > 0)
        code(w, "for (int x = 0; x < $beside; x++) {\n"
                "row[x] = row[$beside + $width + x] = ($f){0};\n"
                "}");
    code(w, "}\n"
            "}");
}

/* The loop over tiles where time patterns are not worth their cost. */
static void emit_step_tiles(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int mark = writer_mark(w);
    bind_tile(w, p, &p->step_tile);
    code(w, "const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, ${up}_ATOMS);\n"
            "if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */");
    emit_clear(w, plan, p, &p->step_tile);
    emit_tiles(w, p, &p->step_tile, p->layer->bias ? ", bias, false, NULL" : ", false, NULL",
               is_told_of_patterns(plan, p) ? ", false" : "");
    code(w, "return;\n"
            "}");
    writer_release(w, mark);
}

void emit_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (plan_is_stream(plan))
        return;
    const bool choice = has_choice(plan, p);
    bind_text(w, "inline", choice ? "TESS_INLINE" : "static inline");
    bind_text(w, "most", is_told_of_patterns(plan, p) ? "capacity" : "$capacity");
    bind_integer(w, "step_plane", p->step_tile.plane);
    bind_integer(w, "step_capacity", p->step_tile.capacity);
    if (plan_keeps_current(plan, p))
        emit_membranes(w, p);
    emit_learning(w, plan, p);
    emit_row(w, plan, p);
    emit_choose(w, plan, p);
    emit_by_signals(w, plan, p);
    emit_always_rows(w, p);
    emit_accumulate(w, plan, p);
    emit_gradient_start(w, p);
    if (p->sums.by_signals) {
        bind_text(w, "its_bias", p->layer->bias ? ", bias" : "");
        code(w, "if (*TESS_ARENA(uint32_t, ${up}_BY_SIGNALS)) {\n"
                "${name}_by_signals(run, block, scratch, sum$its_bias);\n"
                "return;\n"
                "}");
    }
    if (choice) {
        emit_step_tiles(w, plan, p);
        emit_holds(w);
    }
    emit_clear(w, plan, p, &p->tile);
    emit_tiles(w, p, &p->tile,
               arena_format(writer_arena(w), "%s%s", p->layer->bias ? ", bias" : "", choice ? ", true, holds" : ""),
               is_told_of_patterns(plan, p) ? ", true" : "");
    code(w, "}\n"
            "\n");
}
