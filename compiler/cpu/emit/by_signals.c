/* The gradient along learning signals, the choice between it and the one along spikes, and the planes it reads. */
#include "cpu/emit/parts.h"
#include "tess/sparse.h"

static void bind_by_signals(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int last = plan->steps - (plan->groups - 1) * plan->group_steps; /* steps of the last group */
    const size_t bytes = tess_sparse_bytes(&p->by_signals.shape);
    bind_own(w, p, "plane_bytes", "PLANES_BYTES", (long long)tess_planes_bytes(&p->by_signals.shape),
             "of an image's input, as the gradient along learning signals looks it up");
    bind_integer(w, "gathered_bytes", (long long)bytes);
    bind_integer(w, "group_signals", (long long)plan->group_steps * p->lanes);
    if (last == plan->group_steps)
        bind_text(w, "own_steps", "$group_steps");
    else
        bind_text(w, "own_steps", "(g < $groups - 1 ? $group_steps : %d)", last);
}

void emit_by_signals_shape(struct writer *w, const struct plan_layer *p)
{
    if (!p->by_signals.used)
        return;
    const struct tess_sparse *s = &p->by_signals.shape;
    bind_integer(w, "strip", s->strip);
    bind_integer(w, "most", s->most);
    comment(w, "$name: its gradient along learning signals.");
    code(w, "static const struct tess_sparse ${name}_sparse = {\n"
            ".channels = $in_channels, .height = $in_height, .width = $in_width, .pad = $pad,\n"
            ".kernel_height = $kernel_height, .kernel_width = $kernel_width, .lanes = $lanes, .steps = $group_steps,\n"
            ".strip = $strip, .images = $part, .most = $most,\n"
            "};\n"
            "\n");
}

/* Says what a batch's images need: lists, or planes, or for the first of them both. */
void emit_either_gradient(struct writer *w, const struct plan_layer *p)
{
    if (!p->by_signals.used)
        return;
    code(w, "const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */\n"
            "const bool by_signals = *$at(uint32_t, ${up}_BY_SIGNALS);");
    code(w, p->list_pieces > 1 ? "const bool planes = gradient && (undecided || by_signals) && piece == 0;"
                               : "const bool planes = gradient && (undecided || by_signals);");
    code(w, "gradient = gradient && (undecided || !by_signals);");
}

void emit_by_signals_planes(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (!p->by_signals.used)
        return;
    bind_by_signals(w, plan, p);
    code(w, "for (int g = 0; planes && g < $groups; g++) {\n"
            "tess_pack_planes(&${name}_sparse, words + ((size_t)g * $chunk + n) * $in_map * $in_stride, $in_stride,\n"
            "                 $at(uint8_t, ${up}_PLANES) + (size_t)(g * $part + $own) * $plane_bytes);\n"
            "}");
}

/* Every position of the block's output: its learning signals d. */
static void emit_positions(struct writer *w, const struct plan_layer *p)
{
    code(w, "for (int y = 0; y < $height; y++) {");
    if (p->layer->bias)
        code(w, "$f row_bias = {0};");
    emit_shares_begin(w, p);
    code(w, "for (int x = 0; x < $width; x++) {\n"
            "$f d[$steps];\n"
            "${name}_learning(run, block, n, y, x, d$sums);");
}

void emit_choose(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (!p->by_signals.used)
        return;
    bind_by_signals(w, plan, p);
    bind_text(w, "sums", "%s", own_sums(w, p, "&row_bias", "shares"));
    bind_integer(w, "image_lists", (long long)p->tile.row_tiles * p->list_channels * plan_kinds(p));
    bind_integer(w, "of_signal", p->by_signals.of_signal);
    bind_integer(w, "of_entry", p->by_signals.of_entry);
    bind_integer(w, "of_image_signals", p->by_signals.of_image_signals);
    bind_integer(w, "of_image_entries", p->by_signals.of_image_entries);
    comment(w, "$name: whether the gradient goes along learning signals or along spikes, by the number of signals in a "
               "batch's first image, that of spikes in its first lists, and what one takes.");
    code(w, "static void ${name}_choose(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "(void)item;\n"
            "(void)scratch;\n"
            "if (run->first + run->from > 0) {\n"
            "return;\n"
            "}\n"
            "uint32_t *by_signals = $at(uint32_t, ${up}_BY_SIGNALS);");
    if (p->by_signals.always) {
        code(w, "*by_signals = 1;\n"
                "}\n"
                "\n");
        return;
    }
    code(w, "*by_signals = 0;\n"
            "if (!$at(struct tess_atoms, ${up}_ATOMS)->patterns) { /* few spikes */\n"
            "return;\n"
            "}\n"
            "const int n = run->from;\n"
            "const uint64_t images = (uint64_t)(run->to - n < $tile_images ? run->to - n : $tile_images);\n"
            "uint64_t signals = 0, entries = 0;\n"
            "for (int block = 0; block < $blocks; block++) {");
    emit_positions(w, p);
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "signals += (uint64_t)tess_count_signals((const float *)d + g * $group_signals, $own_steps, $lanes);");
    close_to(w, 1);
    code(w, "for (int k = 0; k < $image_lists; k++) { /* of `images` images */\n"
            "entries += $at(uint32_t, ${up}_LENGTHS)[k];\n"
            "}\n"
            "const uint64_t along_signals = signals * $of_signal + $of_image_signals;\n"
            "*by_signals = images * along_signals < entries * $of_entry + images * $of_image_entries;\n"
            "}\n"
            "\n");
}

void emit_by_signals(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (!p->by_signals.used)
        return;
    bind_by_signals(w, plan, p);
    bind_text(w, "sums_parameters", "%s", own_sums(w, p, "$f *bias", "$f *const *of_trained"));
    bind_text(w, "sums", "%s", own_sums(w, p, "&row_bias", "shares"));
    comment(w, "$name: the gradient of one block of output channels along those learning signals that are not "
               "zero.$cost_gradient");
    code(w, "static void ${name}_by_signals(const struct tess_run *run, int block, void *scratch, $f "
            "*sum$sums_parameters)\n"
            "{\n"
            "for (int g = 0; g < $groups; g++) {\n"
            "tess_sparse_begin(&${name}_sparse, (char *)scratch + (size_t)g * $gathered_bytes);\n"
            "}\n"
            "for (int n = run->from; n < run->to; n++) {");
    emit_positions(w, p);
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "tess_sparse_append(&${name}_sparse, (char *)scratch + (size_t)g * $gathered_bytes, n - run->from, y, x,\n"
            "                   (const float *)d + g * $group_signals, $own_steps);\n"
            "}\n"
            "}");
    if (p->layer->bias)
        code(w, "*bias += row_bias;");
    emit_shares_end(w, p);
    close_to(w, 1);
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "tess_sparse_add(&${name}_sparse, (char *)scratch + (size_t)g * $gathered_bytes, run->to - run->from,\n"
            "                $at(uint8_t, ${up}_PLANES) + (size_t)g * $part * $plane_bytes, (float *)sum);\n"
            "}\n"
            "}\n"
            "\n");
}
