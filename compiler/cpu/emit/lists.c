/* Input lists: what the forward sum and the gradient walk along. */
#include "cpu/emit/emitters.h"

void emit_atoms(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    bind_integer(w, "worth", p->sums.worth);
    bind_text(w, "all_full", p->sums.inverts ? "$at(uint8_t, ${up}_FULL)" : "NULL");
    comment(w, "$name: the time patterns worth a sum of their own, by their number in the chunk's first image.");
    code(w, "static void ${name}_atoms(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "(void)item;\n"
            "(void)scratch;\n"
            "const struct tess_map map = {$in_channels, $in_stride, $in_height, $in_width};\n"
            "tess_patterns_choose($at(uint8_t, $in_edge), $chunk * $in_map * $in_stride, &map, $all_full,\n"
            "                     $groups, $group_steps, $composites, $worth,\n"
            "                     $at(struct tess_atoms, ${up}_ATOMS));");
    if (p->sums.inverts)
        code(w, "if (!$at(struct tess_atoms, ${up}_ATOMS)->patterns) { /* single steps are listed as they are */\n"
                "memset($at(uint64_t, ${up}_INVERTED), 0, sizeof(uint64_t) * $chunk * $inverted_sets);\n"
                "memset($at(uint32_t, ${up}_INVERSIONS), 0, sizeof(uint32_t) * $chunk);\n"
                "memset($at(uint16_t, ${up}_ALWAYS_FOURS), 0, sizeof(uint16_t) * $chunk * $always_lists);\n"
                "}");
    code(w, "}\n"
            "\n");
}

/* The call that makes the forward lists of image n, by the kind of the input edge. */
static const char *const forward_lists[] = {
    [EDGE_BITS] =
        "tess_forward_lists(words + (size_t)n * $in_map * $in_stride, $chunk * $in_map * $in_stride, $groups,\n"
        "                   &map, $flat, $at(struct tess_atoms, ${up}_ATOMS), $listed, $zero_row,\n"
        "                   $at(uint32_t, ${up}_BEGIN) + $own * $lists * $groups,\n"
        "                   $at(uint16_t, ${up}_FOURS) + $own * $lists * $groups * $listed,\n"
        "                   $at(uint16_t, ${up}_ENTRIES) + (size_t)$own * $entry_count, scratch);\n",
    [EDGE_REALS] = "tess_forward_values(frames + (size_t)n * $frames * $in_size, $in_steps, &map, $flat,\n"
                   "                    $at(uint32_t, ${up}_BEGIN) + $own * ($in_positions * $in_steps + 1),\n"
                   "                    $at(struct tess_value, ${up}_ENTRIES) + (size_t)$own * $entry_count);\n",
    [EDGE_COUNTS] =
        "tess_forward_counts(counts + (size_t)n * $in_steps * $in_map * $in_stride, $in_steps, &map, $flat,\n"
        "                    $at(uint32_t, ${up}_BEGIN) + $own * ($in_positions * $in_steps + 1),\n"
        "                    $at(struct tess_value, ${up}_ENTRIES) + (size_t)$own * $entry_count);\n",
};

/* The same for sums of whole rows of real numbers. */
static const char row_values[] =
    "tess_row_values(frames + (size_t)n * $frames * $in_size, $in_steps, &map,\n"
    "                $at(uint32_t, ${up}_BEGIN) + $own * ($in_height * $in_steps + 1),\n"
    "                $at(struct tess_spot, ${up}_ENTRIES) + (size_t)$own * $entry_count);\n";

/* The call that adds rows `row` .. `row + rows - 1` of image n to the gradient lists of its tile. */
static const char *const gradient_lists[] = {
    [EDGE_BITS] =
        "const struct tess_map part = {$in_channels, $in_stride, rows, $in_width};\n"
        "tess_gradient_lists(words + ((size_t)n * $in_map + row * $in_width) * $in_stride,\n"
        "                    $chunk * $in_map * $in_stride, $groups, &part, $flat,\n"
        "                    $at(struct tess_atoms, ${up}_ATOMS), $listed,\n"
        "                    &table, lengths, $at(uint32_t, ${up}_ROWS) + tile * $tile_entries, $capacity);\n",
    [EDGE_REALS] =
        "tess_gradient_values(frames + (size_t)n * $in_steps * $in_size, $in_steps, &map, $flat, row, rows,\n"
        "                     &table, lengths,\n"
        "                     $at(struct tess_value, ${up}_ROWS) + tile * $tile_entries, $capacity);\n",
    [EDGE_COUNTS] =
        "tess_gradient_counts(counts + (size_t)n * $in_steps * $in_map * $in_stride, $in_steps, &map, $flat,\n"
        "                     $in_scale, row, rows, &table, lengths,\n"
        "                     $at(struct tess_value, ${up}_ROWS) + tile * $tile_entries, $capacity);\n",
};

static const char *const inputs[] = {
    [EDGE_BITS] = "const uint8_t *words = $at(uint8_t, $in_edge);\n",
    [EDGE_REALS] = "const float *frames = run->input$frame;\n",
    [EDGE_COUNTS] = "const uint16_t *counts = $at(uint16_t, $in_edge);\n",
};

/* A loop over the tiles that an item lists, of an image or of as many as a tile has. */
static void emit_tile_loop(struct writer *w, const struct plan_layer *p, const struct tile *tile, const char *wanted)
{
    bind_tile(w, p, tile);
    bind_text(w, "wanted", "%s", wanted);
    bind_text(w, "first_row", p->list_pieces > 1 ? "piece * $list_rows" : "0");
    bind_text(w, "next_row", p->list_pieces > 1 ? "$pieces * $list_rows" : "$list_rows");
    code(w, "for (int row = $first_row; ${wanted}row < $in_height; row += $next_row) {\n"
            "const size_t tile = (size_t)($own_item * $row_tiles + row / $list_rows);\n"
            "uint32_t *lengths = $at(uint32_t, ${up}_LENGTHS) + tile * $list_lengths;");
}

/* The lists of image n for the gradient, a tile after the other. */
static void emit_gradient_rows(struct writer *w, const struct plan_layer *p, const struct tile *tile,
                               const char *wanted)
{
    const int mark = writer_mark(w), braces = open_braces(w);
    emit_tile_loop(w, p, tile, wanted);
    code(w, "const int rows = $rows_of_tile;\n"
            "const struct tess_table table = {n % $tile_images * ${table_positions}, $pitch, $plane};");
    code(w, gradient_lists[p->in.kind]);
    close_to(w, braces);
    writer_release(w, mark);
}

/* What is read once for every block of outputs is moved together first. */
static void emit_packed_tiles(struct writer *w, const struct plan_layer *p, const struct tile *tile, const char *wanted)
{
    const int mark = writer_mark(w), braces = open_braces(w);
    emit_tile_loop(w, p, tile, wanted);
    bind_text(w, "list_kinds", tile == &p->tile ? "$kinds" : "1");
    code(w, "tess_pack_lists(lengths, $list_channels, $list_kinds,\n"
            "                $at(uint32_t, ${up}_ROWS) + tile * $tile_entries, $capacity);");
    close_to(w, braces);
    writer_release(w, mark);
}

typedef void emit_tiles_fn(struct writer *w, const struct plan_layer *p, const struct tile *tile, const char *wanted);

/* Both ways to cut the map into tiles, that of time patterns and that of single steps, where there is a choice. */
static void emit_either_tiles(struct writer *w, const struct plan *plan, const struct plan_layer *p,
                              emit_tiles_fn *emit_tiles_of)
{
    if (p->in.kind == EDGE_BITS && plan_has_patterns(plan)) {
        emit_tiles_of(w, p, &p->tile, "gradient && atoms->patterns && ");
        emit_tiles_of(w, p, &p->step_tile, "gradient && !atoms->patterns && ");
    } else {
        emit_tiles_of(w, p, &p->tile, "gradient && ");
    }
}

/* The rows that an item lists, of the map and of the output: all of the image, or those of one tile. A window that ends
 * below its output row has to wait for rows of the map, and one that begins above it needs some of the tile before. */
static void emit_listed_rows(struct writer *w, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const int below = layer->kernel_height - 1 - layer->pad;
    bind_integer(w, "below", below);
    bind_integer(w, "last_row",
                 layer->out.height + below > layer->in.height ? layer->out.height + below : layer->in.height);
    bind_integer(w, "row_entries", (long long)p->sums.entries / layer->out.height);
    if (p->list_pieces == 1) {
        code(w, "uint32_t used = 0;\n"
                "for (int y = -$pad; y < $last_row; y++) {");
        return;
    }
    code(w, "const int from = piece * $list_rows, to = piece + 1 < $pieces ? from + $list_rows : $last_row;\n"
            "uint32_t used = (uint32_t)from * $row_entries;\n"
            "for (int y = from - $pad; y < to + $below && y < $last_row; y++) {");
}

/* The gradient's lists of one row of the map. */
static void emit_run_lists(struct writer *w, const struct plan_layer *p)
{
    code(w, "if (gradient$if_patterns$if_in_tile) {\n"
            "uint32_t *lengths = $at(uint32_t, ${up}_LENGTHS) + tile * $list_lengths;\n"
            "uint32_t *rows = $at(uint32_t, ${up}_ROWS) + tile * $tile_entries;");
    if (p->sums.inverts)
        code(w, "if ($first_of_tile) {\n"
                "tess_always_rows(&map, &inversion, $always_first + n % $tile_images * $always_rows, lengths, rows,\n"
                "                 $capacity);\n"
                "}");
    code(w, p->sums.inverts
                ? "tess_run_lists(holders, &map, $atoms, $group_steps, atoms[g].cover[$full], atoms[g].covers[$full],\n"
                  "               &table, g * $group_slots, lengths, rows, $capacity);\n"
                  "}"
                : "tess_run_lists(holders, &map, $atoms, $group_steps, NULL, 0, &table, g * $group_slots, lengths,\n"
                  "               rows, $capacity);\n"
                  "}");
}

/* The lists of the output row whose window ends with map row y. */
static void emit_window_lists(struct writer *w, const struct plan_layer *p, bool both)
{
    if (both)
        code(w, "if (forward) {");
    code(w, "tess_find_subsets(inside ? holders : NULL, &map, &window, $listed,\n"
            "                  ring + (y + $pad) % $kernel_height * $subset_bytes);\n"
            "const int output = y - $below;");
    code(w, p->list_pieces > 1 ? "if (output >= from && output < to && output < $height) {"
                               : "if (output >= 0 && output < $height) {");
    code(w, "const size_t list = (size_t)$own * $lists + output * $row_lists;\n"
            "used = tess_window_lists(ring, $subset_bytes, output, &map, &window, $groups, $listed,\n"
            "                         $at(uint32_t, ${up}_BEGIN) + list * $groups + g,\n"
            "                         $at(uint16_t, ${up}_FOURS) + (list * $groups + g) * $listed,\n"
            "                         $at(uint16_t, ${up}_ENTRIES) + (size_t)$own * $entry_count, used);\n"
            "}");
    if (both)
        code(w, "}");
}

/* All lists of image n, for sums over neighbours: row by row, both kinds from the same sets of channels. */
static void emit_neighbour_lists(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool both = !plan_is_stream(plan);
    bind_text(w, "row_lists", "$width");
    bind_text(w, "if_in_tile", p->list_pieces > 1 ? " && y >= from && y < to" : "");
    bind_text(w, "first_of_tile", plan->groups > 1 ? "g == 0 && y %% $list_rows == 0" : "y %% $list_rows == 0");
    bind_text(w, "own_full", p->sums.inverts ? "atoms->patterns ? full + g * $in_stride : NULL" : "NULL");
    bind_window(w, p);
    const struct layer *layer = p->layer;
    const int subsets = TESS_SUBSETS(layer->in.channels, layer->kernel_width, layer->out.width, p->sums.sets);
    bind_own(w, p, "subset_bytes", "SUBSET_BYTES", subsets, "what is noted of a row of the map");
    bind_integer(w, "ring_bytes", (long long)plan->groups * layer->kernel_height * subsets);
    code(w, "const struct tess_window window = $window;\n"
            "uint64_t *holders = (uint64_t *)((uint8_t *)scratch + $ring_bytes); /* of one row of the map */");
    if (p->sums.inverts)
        code(w, "const struct tess_inversion inversion = {$at(uint64_t, ${up}_INVERTED) + n * $inverted_sets,\n"
                "                                         $at(uint32_t, ${up}_INVERSIONS)[n]};\n"
                "const uint8_t *full = $at(uint8_t, ${up}_FULL) + (size_t)n * $groups * $in_stride;");
    emit_listed_rows(w, p);
    if (both)
        code(w,
             "const size_t tile = (size_t)($own_item * $row_tiles + y / $list_rows);\n"
             "const struct tess_table table = {n % $tile_images * $table_positions + y % $list_rows * $pitch, $pitch, "
             "$plane};");
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "uint8_t *ring = (uint8_t *)scratch + g * $kernel_height * $subset_bytes; /* the window's rows in turn */\n"
            "const bool inside = y >= 0 && y < $in_height;\n"
            "if (inside) {\n"
            "tess_find_holders(words + (((size_t)g * $chunk + n) * $in_map + y * $in_width) * $in_stride, &map,\n"
            "                  $own_full, atoms + g, $listed, holders);");
    if (both)
        emit_run_lists(w, p);
    code(w, "}");
    emit_window_lists(w, p, both);
    code(w, "}\n"
            "}");
    if (both && plan_has_patterns(plan))
        emit_gradient_rows(w, p, &p->step_tile, "gradient && !atoms->patterns && ");
}

static void emit_ordinary_lists(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool whole_rows = p->in.kind == EDGE_REALS && p->sums.kernel == SUM_ROWS;
    const char *const forward = whole_rows ? row_values : forward_lists[p->in.kind];
    if (plan_is_stream(plan)) {
        code(w, forward);
        return;
    }
    code(w, "if (forward) {");
    code(w, forward);
    code(w, "}");
    emit_either_tiles(w, plan, p, emit_gradient_rows);
}

static void emit_lists_variant(struct writer *w, const char *name, const char *wanted)
{
    bind_text(w, "variant", "%s", name);
    bind_text(w, "wanted", "%s", wanted);
    code(w, "static void ${name}_$variant(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "${name}_lists(run, item, scratch, $wanted);\n"
            "}\n"
            "\n");
}

void emit_input_lookup(struct writer *w, const struct plan_layer *p)
{
    code(w, "const struct tess_map map = {$in_channels, $in_stride, $in_height, $in_width};");
    code(w, inputs[p->in.kind]);
    code(w, "const int first = item * $tile_images;\n"
            "const int last = first + $tile_images < run->count ? first + $tile_images : run->count;");
}

static const char clear_lengths[] = "memset($at(uint32_t, ${up}_LENGTHS) + $own_item * $all_tiles * $list_lengths, 0,\n"
                                    "       sizeof(uint32_t) * $all_tiles * $list_lengths);";

/* The same for the tile that an item lists. */
static const char clear_piece[] =
    "memset($at(uint32_t, ${up}_LENGTHS) + ($own_item * $all_tiles + piece) * $list_lengths, 0,\n"
    "       sizeof(uint32_t) * $list_lengths);";

/* Names what tells the lists with time patterns from those of single steps. */
static void emit_atoms_in_use(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool choice = p->in.kind == EDGE_BITS && plan_has_patterns(plan);
    bind_text(w, "listed", choice ? "listed" : "$atoms");
    bind_text(w, "if_patterns", choice ? " && atoms->patterns" : "");
    bind_text(w, "all_tiles", choice && p->step_tile.row_tiles != p->tile.row_tiles ? "tiles" : "$row_tiles");
    if (p->in.kind == EDGE_BITS && (choice || p->sums.kernel == SUM_ROWS))
        code(w, "const struct tess_atoms *atoms = $at(struct tess_atoms, ${up}_ATOMS);");
    if (!choice)
        return;
    code(w, "const int listed = atoms->patterns ? $sets : $group_steps;");
    bind_integer(w, "step_tiles", p->step_tile.row_tiles);
    if (p->step_tile.row_tiles != p->tile.row_tiles)
        code(w, "const int tiles = atoms->patterns ? $row_tiles : $step_tiles;");
}

/* Pixels of a dense sum need lists for the gradient alone. */
static void emit_pixel_lists(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "variant", "%s", plan_is_backward(plan) ? "gradient_lists" : "lists_train");
    comment(w, "$name: its input as lists by channel, for the gradient.$cost_inputs");
    code(w, "static void ${name}_$variant(const struct tess_run *run, int item, void *scratch)\n"
            "{");
    emit_input_lookup(w, p);
    code(w, "(void)scratch;");
    bind_text(w, "all_tiles", "$row_tiles");
    code(w, clear_lengths);
    code(w, "for (int n = first; n < last; n++) {");
    emit_gradient_rows(w, p, &p->tile, "");
    code(w, "}\n"
            "}\n"
            "\n");
}

void emit_lists(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool both = !plan_is_stream(plan); /* under stream what the gradient walks along are not these lists */
    if (p->sums.dense) {
        emit_pixel_lists(w, plan, p);
        return;
    }
    emit_by_signals_shape(w, p);
    comment(w, both ? "$name: its input as lists, by position for the sums and by channel for the gradient.$cost_inputs"
                    : "$name: its input as lists by position, for the sums.$cost_inputs");
    code(w, both
                ? "static inline void ${name}_lists(const struct tess_run *run, int item, void *scratch, bool forward, "
                  "bool gradient)\n"
                  "{"
                : "static void ${name}_lists(const struct tess_run *run, int item, void *scratch)\n"
                  "{");
    if (p->list_pieces > 1)
        code(w, "const int piece = item % $pieces;\n"
                "item /= $pieces;");
    emit_input_lookup(w, p);
    code(w, "(void)scratch;");
    emit_either_gradient(w, p);
    emit_atoms_in_use(w, plan, p);
    if (both) {
        code(w, p->list_pieces > 1 ? "if (gradient && piece < $all_tiles) {" : "if (gradient) {");
        code(w, p->list_pieces > 1 ? clear_piece : clear_lengths);
        code(w, "}");
    }
    code(w, "for (int n = first; n < last; n++) {");
    emit_by_signals_planes(w, plan, p);
    (p->in.kind == EDGE_BITS && p->sums.kernel == SUM_ROWS ? emit_neighbour_lists : emit_ordinary_lists)(w, plan, p);
    code(w, "}");
    if (both && p->in.kind == EDGE_BITS)
        emit_either_tiles(w, plan, p, emit_packed_tiles);
    code(w, "}\n"
            "\n");
    if (!both)
        return;
    emit_lists_variant(w, "lists_train", plan_is_backward(plan) ? "true, false" : "true, true");
    emit_lists_variant(w, "lists_evaluate", "true, false");
    if (plan_is_backward(plan))
        emit_lists_variant(w, "gradient_lists", "false, true");
}
