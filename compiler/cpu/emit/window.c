/* The table of a convolution's sums: a row of weights for every subset of a patch row's taps, and for equal subsets on
 * each other. kernel.h says how it is laid out. */
#include "cpu/emit/parts.h"
#include "tess/kernel.h"

bool next_patch(const struct plan_layer *p, struct table_patch *patch)
{
    const struct layer *layer = p->layer;
    if (patch->rows > 0) {
        patch->base += patch->rows * tess_row_pitch(layer->in.channels);
        patch->left += TESS_SPAN;
    }
    if (patch->left >= layer->kernel_width) {
        patch->left = 0;
        patch->top += TESS_SPAN;
    }
    if (patch->top >= layer->kernel_height)
        return false;
    patch->height = layer->kernel_height - patch->top < TESS_SPAN ? layer->kernel_height - patch->top : TESS_SPAN;
    patch->width = layer->kernel_width - patch->left < TESS_SPAN ? layer->kernel_width - patch->left : TESS_SPAN;
    patch->rows = tess_patch_rows(patch->height, patch->width, p->sums.stack);
    return true;
}

/* Sums of one patch row's taps over every subset: each adds its lowest tap to what is left without it. */
static void emit_row_subsets(struct writer *w, const struct table_patch *patch)
{
    code(w, "for (int row = 0; row < $patch_height; row++) {\n"
            "const $i *tap = weight + (($top + row) * $kernel_width + $left) * $tap_stride + c;\n"
            "$i *sum = sums + row * $subsets * $row_pitch;");
    for (int subset = 1; subset < 1 << patch->width; subset++) {
        const int rest = subset & (subset - 1), lowest = __builtin_ctz((unsigned)subset);
        bind_integer(w, "subset", subset - 1);
        bind_integer(w, "rest", rest - 1);
        bind_integer(w, "offset", lowest);
        bind_integer(w, "single", subset - rest - 1);
        code(w, rest ? "sum[$subset * $row_pitch] = sum[$rest * $row_pitch] + sum[$single * $row_pitch];"
                     : "sum[$subset * $row_pitch] = tap[$offset * $tap_stride];");
    }
    code(w, "}");
}

/* Sums of equal subsets on each other. */
static void emit_stacks(struct writer *w, const struct plan_layer *p, const struct table_patch *patch)
{
    if (p->sums.stack == TESS_STACK_NONE || patch->height == 1)
        return;
    code(w, "for (int s = 0; s < $subsets; s++) {\n"
            "$i *sum = sums + s * $row_pitch;");
    const bool three = patch->height == TESS_SPAN;
    if (p->sums.stack == TESS_STACK_PAIRS && three) {
        code(w, "const $i upper = sum[0] + sum[$subsets * $row_pitch];\n"
                "sum[3 * $subsets * $row_pitch] = upper + sum[2 * $subsets * $row_pitch];\n"
                "sum[4 * $subsets * $row_pitch] = upper;\n"
                "sum[5 * $subsets * $row_pitch] = sum[$subsets * $row_pitch] + sum[2 * $subsets * $row_pitch];");
    } else {
        code(w, three ? "sum[3 * $subsets * $row_pitch] = sum[0] + sum[$subsets * $row_pitch] + sum[2 * $subsets * "
                        "$row_pitch];"
                      : "sum[2 * $subsets * $row_pitch] = sum[0] + sum[$subsets * $row_pitch];");
    }
    code(w, "}");
}

void bind_window(struct writer *w, const struct plan_layer *p)
{
    static const char *const stacks[] = {[TESS_STACK_NONE] = "TESS_STACK_NONE",
                                         [TESS_STACK_ALL] = "TESS_STACK_ALL",
                                         [TESS_STACK_PAIRS] = "TESS_STACK_PAIRS"};
    bind_text(w, "stack", "%s", stacks[p->sums.stack]);
    bind_text(w, "window", "{$kernel_height, $kernel_width, $pad, $width, $stack, $zero_row, $row_units}");
}

void emit_window_table(struct writer *w, const struct plan_layer *p)
{
    comment(w, p->sums.stack == TESS_STACK_NONE
                   ? "$name: sums of weight rows over every subset of neighbouring taps."
                   : "$name: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each "
                     "other.");
    code(w, "static inline void ${name}_table(const $i *weight, $i *table)\n"
            "{\n"
            "for (int c = 0; c < $in_channels; c++) {");
    struct table_patch patch = {0};
    while (next_patch(p, &patch)) {
        bind_integer(w, "base", patch.base);
        bind_integer(w, "top", patch.top);
        bind_integer(w, "left", patch.left);
        bind_integer(w, "patch_height", patch.height);
        bind_integer(w, "subsets", (1 << patch.width) - 1);
        bind_integer(w, "bottom", patch.top + patch.height - 1);
        bind_integer(w, "right", patch.left + patch.width - 1);
        code(w, "{ /* the patch of taps ($top, $left) to ($bottom, $right) */\n"
                "$i *sums = table + $base + c;");
        emit_row_subsets(w, &patch);
        emit_stacks(w, p, &patch);
        code(w, "}");
    }
    code(w, "}\n"
            "table[$zero_row] = ($i){0};\n"
            "}\n"
            "\n");
}
