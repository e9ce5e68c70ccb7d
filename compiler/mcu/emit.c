/* NAME.c: helpers, constants, layer by layer what it does and learns, the functions of the header. */
#include "mcu/emit.h"

#include "mcu/parts.h"
#include "support/version.h"

static void emit_layer(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    const int mark = writer_mark(w);
    mcu_bind_layer(w, plan, m);
    code(w, "/* ---- $name: $text ---- */\n"
            "\n");
    mcu_emit_forward(w, plan, m);
    mcu_emit_weights(w, plan, m);
    if (m->learns) {
        mcu_emit_update(w, plan, m);
        mcu_emit_signal(w, plan, m);
        mcu_emit_gradient(w, plan, m);
    }
    writer_release(w, mark);
}

char *mcu_emit_code(struct arena *arena, const struct mcu_plan *plan)
{
    struct writer *w = writer_create(arena);
    mcu_bind_plan(w, plan);
    bind_text(w, "generator", "tessc " TESSC_VERSION);
    code(w,
         "/* $net: see $net.h. Written by $generator; do not edit, change the model file. It belongs to whoever\n"
         " * generated it.\n"
         " *\n"
         " * Every sum of floats has the order of the program, so that the bits are those of a host that trains with\n"
         " * schedule stream: compile with -ffp-contract=off and never with -ffast-math. */\n"
         "#include \"$net.h\"\n"
         "\n"
         "#include <string.h>\n"
         "\n"
         "#ifdef __FAST_MATH__\n"
         "#error \"$net: -ffast-math changes what is computed\"\n"
         "#endif\n"
         "#ifdef __clang__\n"
         "#pragma STDC FP_CONTRACT OFF\n"
         "#endif\n"
         "\n");
    mcu_emit_helpers(w, plan);
    mcu_emit_constants(w, plan);
    for (int l = 0; l < plan->program->layers; l++)
        emit_layer(w, plan, &plan->layer[l]);
    code(w, "/* ---- readout ---- */\n"
            "\n");
    const int mark = writer_mark(w);
    mcu_emit_readout(w, plan);
    writer_release(w, mark);
    code(w, "/* ---- $net ---- */\n"
            "\n");
    mcu_emit_start(w, plan);
    mcu_emit_interface(w, plan);
    return writer_text(w);
}
