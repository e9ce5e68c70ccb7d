/* The generated file from top to bottom. */
#include "cpu/emit/emit.h"

#include <stdio.h>

#include "cpu/emit/emitters.h"
#include "model/words.h"
#include "support/version.h"
#include "tess/engine.h"

static void emit_layer_table(struct writer *w, const struct plan *plan)
{
    code(w, " *\n"
            " *   layer       what                                     in            out           parameters  signal");
    for (int l = 0; l < plan->layers; l++) {
        const struct plan_layer *p = &plan->layer[l];
        const struct layer *layer = p->layer;
        char in[32], out[32], signal[32];
        snprintf(in, sizeof in, "%dx%dx%d", layer->in.channels, layer->in.height, layer->in.width);
        snprintf(out, sizeof out, "%dx%dx%d", layer->pooled.channels, layer->pooled.height, layer->pooled.width);
        size_t parameters = tess_param_count(&plan->param[p->program->params.weight]);
        parameters += p->program->params.gain >= 0 ? tess_param_count(&plan->param[p->program->params.gain]) : 0;
        parameters += p->program->params.bias >= 0 ? tess_param_count(&plan->param[p->program->params.bias]) : 0;
        parameters += (size_t)(p->program->params.trained_count * layer->out.channels);
        const int mark = writer_mark(w);
        if (signal_goes_down(layer->rule.signal))
            snprintf(signal, sizeof signal, "from above");
        else if (layer->rule.signal.projection == PROJECTION_ALL)
            snprintf(signal, sizeof signal, "the same for all");
        else
            snprintf(signal, sizeof signal, "%d latents", layer->latents);
        bind_text(w, "line", "%-11s %-40s %-13s %-13s %10zu  %s", layer->name, layer->text, in, out, parameters,
                  signal);
        code(w, " *   $line");
        writer_release(w, mark);
    }
    bind_integer(w, "features", plan->model->readout.features);
    bind_integer(w, "readout_parameters", (long long)(plan->model->readout.features + 1) * plan->model->input.classes);
    code(w, " *   readout     linear, $features features to $classes classes: $readout_parameters parameters");
}

static void emit_header(struct writer *w, const struct plan *plan)
{
    bind_text(w, "generator", "tessc " TESSC_VERSION);
    bind_text(w, "dataset", "%s", plan->model->input.dataset);
    bind_text(w, "rule", "%s", plan->layers ? plan->layer[0].layer->rule.name : "tess");
    bind_text(w, "schedule", "%s", word_of(WORDS_SCHEDULE, (int)plan->program->schedule));
    bind_integer(w, "arena", (long long)plan->arena_bytes);
    bind_text(w, "way_back", "%s", plan_is_backward(plan) ? ", and then back" : "");
    code(w, "/* $model: a spiking network for $dataset, trained with the rule '$rule' over $all_steps steps.\n"
            " * Written by $generator; do not edit, change the model file. It belongs to whoever generated it.");
    emit_layer_table(w, plan);
    if (plan_is_stream(plan))
        code(w, " *\n"
                " * Schedule $schedule: $chunk images go through the network at a time, step by step, each step "
                "through all "
                "layers.\n"
                " * Layers carry membranes and traces to the next step: memory does not depend on how many there are.\n"
                " * Memory: $arena bytes. */");
    else
        code(
            w,
            " *\n"
            " * Schedule $schedule: $chunk images go through the network at a time, layer by layer, each layer running "
            "all its\n"
            " * steps at once$way_back. Spikes are bits, a byte a neuron and $group_steps steps. Memory: $arena bytes. "
            "*/");
    bool by_signals = false, by_equations = false;
    for (int l = 0; l < plan->layers; l++) {
        by_signals |= plan->layer[l].by_signals.used;
        by_equations |= plan->layer[l].layer->use.unproved || plan->layer[l].layer->rule.use.unproved;
    }
    code(w, "#include <stdio.h>");
    if (by_equations)
        code(w, "#include <string.h>");
    code(w, "\n");
    if (by_equations)
        code(w, "#include \"tess/elementwise.h\"");
    code(w, "#include \"tess/kernel.h\"");
    if (by_signals)
        code(w, "#include \"tess/sparse.h\"");
    code(w, "\n");
}

/* By its lifetime: what has slots in turn is reached through the run. */
static void bind_accessors(struct writer *w, const struct plan *plan)
{
    static const char *const accessors[] = {
        [LASTING] = "TESS_ARENA", [OF_CHUNK] = "TESS_ARENA", [OF_PART] = "TESS_PART", [OF_LISTS] = "TESS_LISTS"};
    struct writer_buffer *buffer = ARENA_ARRAY(writer_arena(w), struct writer_buffer, plan->buffers);
    for (int i = 0; i < plan->buffers; i++)
        buffer[i] = (struct writer_buffer){upper_case(w, plan->buffer[i].name), accessors[plan->buffer[i].lifetime],
                                           plan->buffer[i].type};
    bind_buffers(w, buffer, plan->buffers);
}

static void emit_memory_map(struct writer *w, const struct plan *plan)
{
    comment(
        w,
        "The arena, in bytes: what lasts, then what each layer uses while it runs. TESS_ARENA(type, NAME) points to a "
        "buffer; of those that TESS_PART and TESS_LISTS point to there may be two, which parts of a chunk use in "
        "turns.");
    code(w, "enum {");
    for (int i = 0; i < plan->buffers; i++) {
        const int mark = writer_mark(w);
        bind_text(w, "buffer", "%s", upper_case(w, plan->buffer[i].name));
        bind_integer(w, "offset", (long long)plan->buffer[i].offset);
        code(w, "$buffer = $offset,");
        writer_release(w, mark);
    }
    code(w, "};\n"
            "\n");
}

/* One table may serve several layers: those of which it has the first columns. */
static void emit_signs(struct writer *w, const struct plan *plan)
{
    for (int l = 0; l < plan->layers; l++) {
        const struct plan_layer *p = &plan->layer[l];
        if (!p->program->positive)
            continue;
        const int mark = writer_mark(w);
        bind_text(w, "name", "%s", p->layer->name);
        bind_text(w, "basis", "%s", word_of(WORDS_BASIS, (int)p->layer->basis.kind));
        bind_integer(w, "all_words", p->program->basis_words);
        comment(w, "Where the matrix B of $name ($basis) is positive: a bit a latent, for each class.");
        code(w, "static const uint64_t ${name}_positive[$classes * $all_words] = {");
        list_words(w, p->program->positive, plan->model->input.classes * p->program->basis_words);
        code(w, "};\n"
                "\n");
        writer_release(w, mark);
    }
}

static void emit_layer(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int mark = writer_mark(w);
    bind_layer(w, plan, p);
    code(w, "/* ---- $name: $text ---- */\n"
            "\n");
    writer_begin_section(w);
    bind_layer(w, plan, p);
    emit_operators(w, plan, p);
    writer_end_section(w, NULL);
    writer_release(w, mark);
}

char *emit_program(struct arena *arena, const struct plan *plan)
{
    struct writer *w = writer_create(arena);
    bind_plan(w, plan);
    bind_accessors(w, plan);
    emit_header(w, plan);
    writer_begin_section(w);
    bind_plan(w, plan);
    emit_memory_map(w, plan);
    emit_signs(w, plan);
    code(w, "TESS_VECTORS_BEGIN\n"
            "\n");
    emit_glossary(w);
    for (int l = 0; l < plan->layers; l++)
        emit_layer(w, plan, &plan->layer[l]);
    code(w, "/* ---- readout ---- */\n"
            "\n");
    const int mark = writer_mark(w);
    writer_begin_section(w);
    emit_readout(w, plan);
    writer_end_section(w, NULL);
    writer_release(w, mark);
    code(w, "TESS_VECTORS_END\n"
            "\n");
    writer_end_section(w, "What all layers share.");
    emit_tables(w, plan);
    return writer_text(w);
}
