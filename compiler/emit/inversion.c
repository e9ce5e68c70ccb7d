/* Channels that fire nearly everywhere in an image, and are listed by their silences: the stage that chooses them, what
 * becomes of their rows in the tables of sums, and what they would give if they always fired. */
#include "emit/internal.h"
#include "tess/kernel.h"

void emit_invert(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    if (!p->sums.inverts)
        return;
    bind_integer(w, "least", p->sums.inversion_least);
    bind_integer(w, "worth", p->sums.inversion_worth);
    comment(w, "$name: channels that fire nearly everywhere in an image are listed by their silences.");
    code(w, "static void ${name}_invert(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "const struct tess_map map = {$in_channels, $in_stride, $in_height, $in_width};\n"
            "const struct tess_kernel_row kernel = {$kernel_width, $pad, $width, $zero_row};");
    emit_table(w, "column", p->sums.column, p->sums.columns);
    code(w,
         "const uint8_t *words = TESS_ARENA(uint8_t, $in_edge) + (size_t)item * $in_map * $in_stride;\n"
         "uint8_t *flip = TESS_ARENA(uint8_t, ${up}_FLIP) + (size_t)item * $groups * $in_stride;\n"
         "uint64_t *inverted = TESS_ARENA(uint64_t, ${up}_INVERTED) + item * $inverted_sets;\n"
         "const uint32_t count = tess_invert(words, $chunk * $in_map * $in_stride, &map, $steps, $group_steps,\n"
         "                                   $least, $worth, scratch, flip, inverted);\n"
         "const struct tess_inversion inversion = {inverted, count};\n"
         "TESS_ARENA(uint32_t, ${up}_INVERSIONS)[item] = count;\n"
         "tess_always_lists(&map, &kernel, &inversion, column, $columns,\n"
         "                  TESS_ARENA(uint16_t, ${up}_ALWAYS_FOURS) + item * $columns,\n"
         "                  TESS_ARENA(uint16_t, ${up}_ALWAYS) + item * $columns * $always_entries, $always_entries);\n"
         "}\n"
         "\n");
}

/* Changes the sign of a channel's rows, span by span of every row of the kernel. */
static void emit_negation(struct writer *w, const struct plan_layer *p)
{
    const int width = p->layer->kernel_width;
    code(w, "for (int row = 0; row < $kernel_height; row++) {\n"
            "$i *sums = table + row * $row_stride;");
    for (int first = 0; first < width; first += TESS_SPAN) {
        const int taps = width - first < TESS_SPAN ? width - first : TESS_SPAN;
        bind_integer(w, "rest", (long long)((1 << TESS_SPAN) - 1) * p->layer->in.channels);
        bind_integer(w, "subsets", (1 << taps) - 1);
        if (first > 0)
            code(w, "sums += $rest; /* the next span */");
        code(w, "for (int s = c * $subsets; s < (c + 1) * $subsets; s++) {\n"
                "sums[s] = -sums[s];\n"
                "}");
    }
    code(w, "}");
}

void emit_turn(struct writer *w, const struct plan_layer *p)
{
    if (!p->sums.inverts)
        return;
    comment(w,
            "$name: the table's rows of channels that image n has inverted are negative. Turns those that were not, "
            "or no longer are; always[kind of column][row of the kernel] is what inverted channels would give if they "
            "always fired.");
    code(w, "static inline void ${name}_turn(const struct tess_run *run, int first, int n, $i *table, $i *always)\n"
            "{\n"
            "const uint64_t *after = TESS_ARENA(uint64_t, ${up}_INVERTED) + n * $inverted_sets;\n"
            "const uint64_t *before = n > first ? after - $inverted_sets : after + $sets; /* at first, none */\n"
            "for (int k = 0; k < $sets; k++) {\n"
            "for (uint64_t rest = before[k] ^ after[k]; rest; rest &= rest - 1) {\n"
            "const int c = k * 64 + __builtin_ctzll(rest);");
    emit_negation(w, p);
    code(w, "}\n"
            "}\n"
            "const uint16_t *fours = TESS_ARENA(uint16_t, ${up}_ALWAYS_FOURS) + n * $columns;\n"
            "const uint16_t *list = TESS_ARENA(uint16_t, ${up}_ALWAYS) + n * $columns * $always_entries;\n"
            "for (int k = 0; k < $columns; k++, list += $always_entries) {\n"
            "for (int row = 0; row < $kernel_height; row++, always++) {\n"
            "const $i *rows = table + row * $row_stride;\n"
            "const uint16_t *entry = list;\n"
            "$i sum = {0};\n"
            "TESS_GATHER(sum, rows, entry, fours[k]);\n"
            "*always = -sum;\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

void emit_always_rows(struct writer *w, const struct plan_layer *p)
{
    if (!p->sums.inverts)
        return;
    comment(w, "$name: what a channel of image n that always fires adds to the gradient over some rows of the map. It "
               "stands in the table, behind the slots, as if it were one more position of the tile's image `own`.");
    code(w, "static inline void ${name}_always_rows(const struct tess_run *run, int n, int own, int rows, $f *table)\n"
            "{\n"
            "const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, ${up}_ATOMS);\n"
            "$f *always = table + $always_first + own * $always_rows;\n"
            "if (TESS_ARENA(uint32_t, ${up}_INVERSIONS)[n] == 0) {\n"
            "return;\n"
            "}\n"
            "for (int tap = 0; tap < $taps; tap++) {\n"
            "const int back = ($kernel_height - 1 - tap / $kernel_width) * $pitch + $kernel_width - 1 - tap % "
            "$kernel_width;\n"
            "$f sum = {0};\n"
            "for (int g = 0; g < $groups; g++) {\n"
            "const int full = $full;\n"
            "for (int j = 0; j < atoms[g].covers[full]; j++) {\n"
            "const $f *d = table + (g * $atoms + atoms[g].cover[full][j]) * $plane + own * $table_positions + back;\n"
            "for (int y = 0; y < rows; y++, d += $pitch) {\n"
            "$f of_row = {0};\n"
            "for (int x = 0; x < $in_width; x += 3) { /* runs of three, and what is left */\n"
            "const int longer = $in_width - x < 3 ? $in_width - x - 1 : 2;\n"
            "of_row += d[longer * $list_slots * $plane + x];\n"
            "}\n"
            "sum += of_row;\n"
            "}\n"
            "}\n"
            "}\n"
            "always[back] = sum;\n"
            "}\n"
            "}\n"
            "\n");
}
