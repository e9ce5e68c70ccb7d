/* Pooling of spikes, and their number. */
#include "cpu/emit/parts.h"

/* Max pooling of spikes is OR, a byte for all steps of a group. The signal goes back to the first neuron of a window
 * that fired, or to the top-left one if none did: route has a bit for each step that a neuron gets it. */
static void emit_max_pool(struct writer *w, const struct plan_layer *p)
{
    const int window = p->layer->pool_height * p->layer->pool_width;
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "const uint8_t *from = $at(uint8_t, ${up}_SPIKES) + ((size_t)g * $chunk + n) * $positions * $padded;\n"
            "uint8_t *to = $at(uint8_t, $out_edge) + ((size_t)g * $chunk + n) * $pooled_positions * $padded;\n"
            "uint8_t *route = $at(uint8_t, ${up}_ROUTE) + ((size_t)g * $part + $own) * $positions * $padded;\n"
            "for (int y = 0; y < $pooled_height; y++) {\n"
            "for (int x = 0; x < $pooled_width; x++) {\n"
            "const size_t at = (size_t)(y * $pool_height * $width + x * $pool_width) * $padded;\n"
            "uint8_t *pooled = to + (size_t)(y * $pooled_width + x) * $padded;\n"
            "for (int c = 0; c < $padded; c += $lanes) {");
    bind_text(w, "word", "*(const $b *)(from + at + c + ($row * $width + $column) * $padded)");
    for (int k = 0; k < window; k++) {
        bind_integer(w, "row", k / p->layer->pool_width);
        bind_integer(w, "column", k % p->layer->pool_width);
        bind_integer(w, "k", k);
        code(w, "const $b word$k = $word;");
        if (k == 0)
            code(w, "$b any = word0;");
        else
            code(w, "const $b first$k = word$k & ~any;\n"
                    "any |= word$k;");
    }
    code(w, "*($b *)(pooled + c) = any;\n"
            "if (train) {");
    for (int k = 0; k < window; k++) {
        bind_integer(w, "row", k / p->layer->pool_width);
        bind_integer(w, "column", k % p->layer->pool_width);
        bind_integer(w, "k", k);
        code(w, k == 0 ? "*($b *)(route + at + c) = word0 | ~any;"
                       : "*($b *)(route + at + c + ($row * $width + $column) * $padded) = first$k;");
    }
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "}");
}

/* Average pooling counts the spikes of a window; the factor 1 / window stays in the next layer's scale. */
static void emit_avg_pool(struct writer *w)
{
    code(w, "uint16_t *to = $at(uint16_t, $out_edge) + (size_t)n * $steps * $pooled_positions * $padded;\n"
            "for (int t = 0; t < $steps; t++) {\n"
            "const uint8_t *from = $at(uint8_t, ${up}_SPIKES) +\n"
            "                      ((size_t)(t / $group_steps) * $chunk + n) * $positions * $padded;\n"
            "for (int y = 0; y < $pooled_height; y++) {\n"
            "for (int x = 0; x < $pooled_width; x++) {\n"
            "uint16_t *pooled = to + ((size_t)t * $pooled_positions + y * $pooled_width + x) * $padded;\n"
            "for (int c = 0; c < $padded; c += $lanes) {\n"
            "$h count = {0};\n"
            "for (int k = 0; k < $pool_height * $pool_width; k++) {\n"
            "const int at = (y * $pool_height + k / $pool_width) * $width + x * $pool_width + k % $pool_width;\n"
            "const $b word = *(const $b *)(from + (size_t)at * $padded + c);\n"
            "count += __builtin_convertvector(word >> (uint8_t)(t % $group_steps) & 1, $h);\n"
            "}\n"
            "*($h *)(pooled + c) = count;\n"
            "}\n"
            "}\n"
            "}\n"
            "}");
}

void emit_pooling(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "spikes_before", "%s",
              plan_is_stream(plan) ? "run->step > 0 ? run->spikes[n * $layers + $layer] : 0" : "0");
    comment(w, "$name: spikes of image n counted and pooled.$cost_neurons");
    code(w, "static inline void ${name}_pooling(const struct tess_run *run, int n, bool train)\n"
            "{\n"
            "uint32_t spikes = $spikes_before;\n"
            "for (int g = 0; g < $groups; g++) {\n"
            "spikes += tess_count_spikes($at(uint8_t, $spikes) + ((size_t)g * $chunk + n) * $positions * $padded,\n"
            "                            $positions * $padded);\n"
            "}\n"
            "run->spikes[n * $layers + $layer] = spikes;\n"
            "(void)train;");
    const int mark = writer_mark(w);
    if (p->layer->pool == POOL_MAX)
        emit_max_pool(w, p);
    else if (p->layer->pool == POOL_AVG)
        emit_avg_pool(w);
    writer_release(w, mark);
    code(w, "}\n"
            "\n"
            "static void ${name}_pool(const struct tess_run *run, int n, void *scratch)\n"
            "{\n"
            "(void)scratch;\n"
            "${name}_pooling(run, n, false);\n"
            "}\n"
            "\n");
    if (plan_is_backward(plan))
        code(w, "static void ${name}_pool_train(const struct tess_run *run, int n, void *scratch)\n"
                "{\n"
                "(void)scratch;\n"
                "${name}_pooling(run, n, true);\n"
                "}\n"
                "\n");
}
