/* Channels that fire nearly everywhere in an image, and are listed by their lapses: the stage that chooses them, and
 * what they would give if they always fired. */
#include "cpu/emit/emitters.h"
#include "tess/kernel.h"

void emit_invert(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    bind_window(w, p);
    bind_integer(w, "least", p->sums.inversion_least);
    bind_integer(w, "worth", p->sums.inversion_worth);
    comment(w, "$name: channels that fire nearly everywhere in an image are listed by their lapses.");
    code(w, "static void ${name}_invert(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "const struct tess_map map = {$in_channels, $in_stride, $in_height, $in_width};\n"
            "const struct tess_window window = $window;");
    emit_table(w, "column", p->sums.columns.like, p->sums.columns.kinds);
    code(w, "const uint8_t *words = $at(uint8_t, $in_edge) + (size_t)item * $in_map * $in_stride;\n"
            "uint8_t *full = $at(uint8_t, ${up}_FULL) + (size_t)item * $groups * $in_stride;\n"
            "uint64_t *inverted = $at(uint64_t, ${up}_INVERTED) + item * $inverted_sets;\n"
            "const uint32_t count = tess_invert(words, $chunk * $in_map * $in_stride, &map, $steps, $group_steps,\n"
            "                                   $least, $worth, scratch, full, inverted);\n"
            "const struct tess_inversion inversion = {inverted, count};\n"
            "$at(uint32_t, ${up}_INVERSIONS)[item] = count;\n"
            "tess_always_lists(&map, &window, &inversion, column, $column_kinds,\n"
            "                  $at(uint16_t, ${up}_ALWAYS_FOURS) + item * $always_lists,\n"
            "                  $at(uint16_t, ${up}_ALWAYS) + item * $always_lists * $always_entries,\n"
            "                  $always_entries);\n"
            "}\n"
            "\n");
}

void emit_always(struct writer *w, const struct plan_layer *p)
{
    if (!p->sums.inverts)
        return;
    comment(w, "$name: always[kind of row][kind of column] is what inverted channels of image n would give if they "
               "always fired.");
    code(w, "static inline void ${name}_always(const struct tess_run *run, int n, const $i *table,\n"
            "                               $i always[$row_kinds][$column_kinds])\n"
            "{");
    emit_table(w, "like", p->sums.rows.like, p->sums.rows.kinds);
    code(w, "const uint16_t *fours = $at(uint16_t, ${up}_ALWAYS_FOURS) + n * $always_lists;\n"
            "const uint16_t *list = $at(uint16_t, ${up}_ALWAYS) + n * $always_lists * $always_entries;\n"
            "memset(always, 0, sizeof *always * $row_kinds);\n"
            "for (int row = 0; row < $kernel_height; row++) {\n"
            "for (int k = 0; k < $column_kinds; k++, list += $always_entries) {\n"
            "const uint16_t *entry = list;\n"
            "$i sum = {0};\n"
            "TESS_GATHER(sum, table, $unit, entry, *fours++);\n"
            "for (int kind = 0; kind < $row_kinds; kind++) {\n"
            "const int from = like[kind] + row - $pad;\n"
            "if (from >= 0 && from < $in_height) {\n"
            "always[kind][k] += sum;\n"
            "}\n"
            "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

void emit_always_rows(struct writer *w, const struct plan_layer *p)
{
    if (!p->sums.inverts)
        return;
    bind_integer(w, "reach", TESS_RUN);
    comment(w, "$name: what a channel of image n that always fires adds to the gradient over some rows of the map. It "
               "stands in the table, behind the slots, as if it were one more position of the tile's image `own`.");
    code(w, "static inline void ${name}_always_rows(const struct tess_run *run, int n, int own, int rows, $f *table)\n"
            "{\n"
            "const struct tess_atoms *atoms = $at(struct tess_atoms, ${up}_ATOMS);\n"
            "$f *always = table + $always_first + own * $always_rows;\n"
            "if ($at(uint32_t, ${up}_INVERSIONS)[n] == 0) {\n"
            "return;\n"
            "}\n"
            "memset(always, 0, sizeof *always * $always_rows);\n"
            "for (int g = 0; g < $groups; g++) {\n"
            "const int full = $full;\n"
            "for (int j = 0; j < atoms[g].covers[full]; j++) {\n"
            "const int atom = atoms[g].cover[full][j], reach = atom < $group_steps ? 1 : $reach;\n"
            "const $f *d = table + (g * $group_slots + atom) * $plane + own * $table_positions;\n"
            "for (int y = 0; y < rows + $kernel_height - 1; y++, d += $pitch) {\n"
            "for (int back = 0; back < $kernel_width; back++) {\n"
            "$f of_row = {0};\n"
            "for (int x = 0; x < $in_width; x += reach) { /* runs, and what is left */\n"
            "const int longer = $in_width - x < reach ? $in_width - x - 1 : reach - 1;\n"
            "of_row += d[longer * $composites * $plane + x + back];\n"
            "}\n"
            "for (int k = 0; k < $kernel_height; k++) { /* the rows of the kernel that see it so */\n"
            "if (y >= k && y - k < rows) {\n"
            "always[k * $pitch + back] += of_row;\n"
            "}\n"
            "}\n"
            "}\n"
            "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}
