/* Loops of the forward sums: over images and positions, over the taps of a kernel. */
#include "cpu/emit/parts.h"

void emit_position_loop(struct writer *w, const char *image, const char *row)
{
    code(w, "for (int n = first; n < last; n++) {");
    if (image)
        code(w, image);
    code(w, "for (int y = 0; y < $height; y++) {");
    if (row)
        code(w, row);
    code(w, "for (int x = 0; x < $width; x++) {\n"
            "const size_t at = (size_t)n * $positions + y * $width + x;");
}

/* Loops over the kernel's taps inside the map; p is the position read, w the tap's weight rows. */
void emit_tap_loop(struct writer *w, const struct plan_layer *p)
{
    if (p->taps == 1 && (p->flat || p->layer->pad == 0)) {
        code(w, p->flat ? "{\nconst int p = 0;" : "{\nconst int p = y * $in_width + x;");
        code(w, "const $w *rows = weight;");
        return;
    }
    code(w, "for (int tap = 0; tap < $taps; tap++) {\n"
            "const int from_y = y + tap / $kernel_width - $pad, from_x = x + tap % $kernel_width - $pad;\n"
            "if (from_y < 0 || from_y >= $in_height || from_x < 0 || from_x >= $in_width) {\n"
            "continue;\n"
            "}\n"
            "const int p = from_y * $in_width + from_x;\n"
            "const $w *rows = weight + tap * $tap_stride;");
}
