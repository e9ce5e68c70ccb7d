/* NAME.h: what a program that embeds the network reads. */
#include "mcu/emit.h"
#include "mcu/parts.h"

#include <ctype.h>
#include <string.h>

static const char *const titles[MCU_KINDS] = {
    [MCU_WEIGHTS] = "Weights.",
    [MCU_IN_USE] = "Weights as the sums take them.",
    [MCU_GRADIENTS] = "Gradients of the batch.",
    [MCU_MOMENTS] = "The optimizer's moments.",
};

static void emit_member(struct writer *w, const struct mcu_member *member)
{
    const int mark = writer_mark(w);
    const bool pointer = member->type[strlen(member->type) - 1] == '*';
    bind_text(w, "type", "%s%s", member->type, pointer ? "" : " ");
    bind_text(w, "member", "%s", member->name);
    bind_text(w, "extents", "%s", member->extents ? member->extents : "");
    bind_text(w, "array", "%s", member->extents ? "[$extents]" : "");
    bind_text(w, "about", "%s", member->comment ? member->comment : "");
    bind_text(w, "remark", "%s", member->comment ? " /* $about */" : "");
    code(w, "$type$member$array;$remark");
    writer_release(w, mark);
}

static void emit_scratch(struct writer *w, const struct mcu_plan *plan)
{
    code(w, "union { /* what lasts for a moment, one layer's at a time */");
    for (int s = 0; s < plan->scratches; s++) {
        code(w, "struct {");
        for (int i = 0; i < plan->scratch[s].members; i++)
            emit_member(w, &plan->scratch[s].member[i]);
        bind_text(w, "scratch_name", "%s", plan->scratch[s].name);
        code(w, "} $scratch_name;");
    }
    code(w, "} scratch;");
}

static void emit_struct(struct writer *w, const struct mcu_plan *plan)
{
    bind_integer(w, "bytes", (long long)mcu_state_bytes(plan, 4));
    comment(w, "The network: all of its state, $bytes bytes where pointers have four. It is made by ${net}_init, and "
               "anywhere that the program likes: static, in a pool, several of them. Maps are [channel][row][column]. "
               "Nothing in it but learning_rate is to be written by hand.");
    code(w, "struct $net {");
    for (int i = 0; i < plan->members; i++) {
        const struct mcu_member *member = &plan->member[i];
        if (titles[member->kind] && (i == 0 || plan->member[i - 1].kind != member->kind))
            comment(w, titles[member->kind]);
        if (member->kind == MCU_SCRATCH)
            emit_scratch(w, plan);
        else
            emit_member(w, member);
    }
    code(w, "};\n"
            "\n");
}

static void emit_title(struct writer *w, const struct mcu_plan *plan)
{
    const struct model *model = plan->program->model;
    static const char *const updates[] = {[TESS_UPDATE_BATCH] = "${net}_update is called after $batch samples",
                                          [TESS_UPDATE_SAMPLE] = "${net}_update is called after each sample",
                                          [TESS_UPDATE_STEP] = "each step that is learnt from changes the weights"};
    bind_text(w, "rule", "%s", model_rule(model)->name);
    bind_integer(w, "inputs",
                 shape_size((struct shape){model->input.channels, model->input.height, model->input.width}));
    bind_text(w, "shape", "%dx%dx%d", model->input.channels, model->input.height, model->input.width);
    bind_integer(w, "steps", model->input.steps);
    bind_integer(w, "from_step", model->supervised_from);
    bind_text(w, "updates", "%s", updates[model->training.update]);
    code(w, "/* $net: a spiking network that learns where it runs, by the rule '$rule'.\n"
            " * Written by tessc; do not edit, change the model file. It belongs to whoever generated it.\n"
            " *");
    for (int l = 0; l < model->layers; l++) {
        const struct layer *layer = &model->layer[l];
        bind_text(w, "row", "%-10s  %-40s %6d neurons  %7d weights%s", layer->name, layer->text, shape_size(layer->out),
                  layer->out.channels * plan->layer[l].fan_in, plan->layer[l].learns ? "" : ", constant");
        code(w, " *   $row");
    }
    bind_text(w, "row", "%-10s  %-40s %6d classes  %7d weights%s", "readout", "linear", plan->classes,
              plan->classes * (plan->features + 1), plan->readout_learns ? "" : ", constant");
    code(w,
         " *   $row\n"
         " *\n"
         " * C99 without a library: <stdint.h>, <stddef.h> and three functions of <string.h>. No memory is allocated,\n"
         " * nothing depends on how many steps there are, and no variable is global, so that one program can have\n"
         " * several networks, and one network several instances.\n"
         " *\n"
         " *     static struct $net net;\n"
         " *     ${net}_init(&net, 1);\n"
         " *     for each sample:\n"
         " *         ${net}_begin(&net);\n"
         " *         for each of its steps:          $steps as the model was written\n"
         " *             ${net}_step(&net, frame);\n"
         " *             ${net}_learn(&net, label);  only to learn; a host does from step $from_step on\n"
         " *         ${net}_update(&net);            only to learn\n"
         " *     ${net}_class(&net)                  the answer, at any step\n"
         " *\n"
         " * How weights change: $updates. */");
}

static void emit_functions(struct writer *w)
{
    comment(w, "sizeof(struct $net).");
    code(w, "extern const size_t ${net}_bytes;\n"
            "\n");
    comment(w,
            "Weights as a trainer on a host starts with for this seed; the optimizer has seen nothing. Not 0: the "
            "compiler has fused products into sums (-ffp-contract=off keeps it from that). The network then works, but "
            "its bits are not those of a host.");
    code(w, "int ${net}_init(struct $net *net, uint64_t seed);\n"
            "\n");
    comment(w, "A new sample: membranes and traces start from nothing.");
    code(w, "void ${net}_begin(struct $net *net);\n"
            "\n");
    comment(w, "A time step. frame: $inputs values, $shape as [channel][row][column], scaled as in training; it has to "
               "stay as it is until ${net}_learn has returned.");
    code(w, "void ${net}_step(struct $net *net, const float *frame);\n"
            "\n");
    comment(w, "The step just made was one of class label, 0 to the number of classes - 1: the layers learn from it.");
    code(w, "void ${net}_learn(struct $net *net, int label);\n"
            "\n");
    comment(w, "What was learnt changes the weights: $updates.");
    code(w, "void ${net}_update(struct $net *net);\n"
            "\n");
    comment(w, "Logits of the $classes classes, summed over the steps of this sample, and the class whose sum is "
               "largest.");
    code(w, "const float *${net}_logits(const struct $net *net);\n"
            "int ${net}_class(const struct $net *net);\n"
            "\n");
    comment(w,
            "Writes the weights and what the optimizer keeps of them, with a checksum, and returns how many bytes that "
            "took; 0 if there is not enough room. With NULL for `to`, how many it will take.");
    code(w, "size_t ${net}_save(const struct $net *net, void *to, size_t room);\n"
            "\n");
    comment(w,
            "Reads what ${net}_save has written on a machine with the same order of bytes; the network is then at the "
            "beginning of a sample. It need not have been made by ${net}_init. Where the bytes are too few, another "
            "network's, or damaged, says so and leaves it as it was.");
    code(w, "enum { ${net}_loaded, ${net}_cut_off, ${net}_another, ${net}_damaged };\n"
            "int ${net}_load(struct $net *net, const void *from, size_t bytes);\n"
            "\n");
}

char *mcu_emit_header(struct arena *arena, const struct mcu_plan *plan)
{
    struct writer *w = writer_create(arena);
    mcu_bind_plan(w, plan);
    char *guard = arena_format(arena, "%s_H", plan->program->model->name);
    for (char *c = guard; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    bind_text(w, "guard", "%s", guard);
    emit_title(w, plan);
    code(w, "#ifndef $guard\n"
            "#define $guard\n"
            "\n"
            "#include <stddef.h>\n"
            "#include <stdint.h>\n"
            "\n"
            "#ifdef __cplusplus\n"
            "extern \"C\" {\n"
            "#endif\n"
            "\n");
    emit_struct(w, plan);
    emit_functions(w);
    code(w, "#ifdef __cplusplus\n"
            "}\n"
            "#endif\n"
            "\n"
            "#endif");
    return writer_text(w);
}
