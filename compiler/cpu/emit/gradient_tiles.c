/* Tiles of the gradient: their tables cleared and filled, then walked along the lists of the input. */
#include "cpu/emit/parts.h"
#include "tess/kernel.h"

/* How far before its end a list is asked for, two cache lines of it. */
enum { LISTS_AHEAD = 4, CACHE_LINE = 64 };

/* Whether there are two tables to choose from: with time patterns and runs, and of single steps. */
bool has_two_tables(const struct plan *plan, const struct plan_layer *p)
{
    return p->in.kind == EDGE_BITS && p->sums.kernel != SUM_GENERAL && plan_has_patterns(plan);
}

/* Whether the lists of the two are so unlike that their reader has to know which it walks along. */
bool told_of_patterns(const struct plan *plan, const struct plan_layer *p)
{
    return has_two_tables(plan, p) && (p->sums.inverts || p->step_tile.capacity != p->tile.capacity);
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
    const bool told = told_of_patterns(plan, p);
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
    code(w, "const uint32_t *length = $at(uint32_t, ${up}_LENGTHS) + tile * $list_lengths;\n"
            "const $entry *list = $at($entry, ${up}_ROWS) + (size_t)tile * $list_channels * $most;");
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
    if (p->sums.inverts)
        code(w, "}");
    else if (p->list_channels > 1)
        code(w, "list += $from_list_to_list;");
    code(w, "}\n"
            "}\n"
            "\n");
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
        bind_text(w, "first_image", tile->images == 1 ? "n" : "first");
        code(w, tile->images == 1 ? "for (int n = run->from; n < run->to; n++) {"
                                  : "for (int first = run->from; first < run->to; first += $tile_images) {\n"
                                    "for (int n = first; n < first + $tile_images && n < run->to; n++) {");
        bind_text(w, "of_tile", tile->images == 1 ? "0" : "(n - first)");
        code(w, "for (int y = 0; y < $height; y++) {\n"
                "$f *row = table + ($of_tile * $table_rows + y + $row_shift) * $pitch;\n"
                "${name}_row(run, block, n, y, row$more);\n"
                "}");
        if (inverts)
            code(w, "${name}_always_rows(run, n, $of_tile, $in_height, table);");
        if (tile->images > 1)
            code(w, "}");
        code(w, "${name}_accumulate(run, $own_tile, table, sum$patterns);\n"
                "}");
    }
    writer_release(w, mark);
}

/* Zeros beyond the map, where no learning signal is written: the columns beside it and, where the table holds whole
 * images, the rows above and below. Steps beyond the last leave slots unused, which are cleared with the rest: sums of
 * whatever lay there might be slow. */
void emit_clear(struct writer *w, const struct plan *plan, const struct plan_layer *p, const struct tile *tile)
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
