/* The functions of the header. */
#include "mcu/parts.h"

static const struct program *program_of(const struct mcu_plan *plan)
{
    return plan->program;
}

/* A call for every layer that it is for, and one for the readout. $rest: further arguments. */
static void emit_calls(struct writer *w, const struct mcu_plan *plan, const char *what, const char *rest, bool learners)
{
    for (int l = 0; l < program_of(plan)->layers; l++)
        if (!learners || plan->layer[l].learns) {
            bind_text(w, "call", "%s_%s(net%s)", program_of(plan)->model->layer[l].name, what, rest);
            code(w, "$call;");
        }
}

static void emit_init(struct writer *w, const struct mcu_plan *plan)
{
    bind_float(w, "rate", program_of(plan)->model->training.learning_rate);
    comment(w, "What is made from the weights.");
    code(w, "static void renew(struct $net *net)\n"
            "{\n"
            "float *row = net->scratch.weights.row;\n"
            "(void)row;");
    for (int l = 0; l < program_of(plan)->layers; l++)
        if (!plan->layer[l].raw) {
            bind_text(w, "name", "%s", program_of(plan)->model->layer[l].name);
            code(w, "${name}_renew(net, row);");
        }
    code(w, "}\n"
            "\n"
            "const size_t ${net}_bytes = sizeof(struct $net);\n"
            "\n"
            "void ${net}_begin(struct $net *net)\n"
            "{\n"
            "net->step = 0;\n"
            "memset(net->readout_sums, 0, sizeof net->readout_sums);\n"
            "}\n"
            "\n"
            "int ${net}_init(struct $net *net, uint64_t seed)\n"
            "{\n"
            "memset(net, 0, sizeof *net);");
    if (plan->moment2)
        code(w, "net->power1 = 1;\n"
                "net->power2 = 1;");
    code(w, "net->learning_rate = $rate;\n"
            "start(net, seed);\n"
            "renew(net);\n"
            "${net}_begin(net);\n"
            "return products_are_fused();\n"
            "}\n"
            "\n");
}

static void emit_steps(struct writer *w, const struct mcu_plan *plan)
{
    code(w, "void ${net}_step(struct $net *net, const float *frame)\n"
            "{");
    if (plan->keeps_frame)
        code(w, "net->frame = frame;");
    for (int l = 0; l < program_of(plan)->layers; l++) {
        bind_text(w, "name", "%s", program_of(plan)->model->layer[l].name);
        code(w, l ? "${name}_step(net);" : "${name}_step(net, frame);");
    }
    code(w, "readout_step(net);\n"
            "net->step++;\n"
            "}\n"
            "\n"
            "void ${net}_learn(struct $net *net, int label)\n"
            "{");
    emit_calls(w, plan, "learn", ", label", true);
    if (plan->readout_learns)
        code(w, "readout_learn(net, label);");
    code(w, "}\n"
            "\n"
            "void ${net}_update(struct $net *net)\n"
            "{");
    if (!plan->keeps_gradient)
        code(w, "(void)net; /* each step has changed the weights already */");
    else {
        code(w, "float *row = net->scratch.weights.row;\n"
                "(void)row;");
        if (plan->moment2) {
            bind_float(w, "beta1", program_of(plan)->model->training.beta1);
            bind_float(w, "beta2", program_of(plan)->model->training.beta2);
            code(w, "net->power1 *= (double)$beta1;\n"
                    "net->power2 *= (double)$beta2;");
        }
        emit_calls(w, plan, "end", ", row", true);
        if (plan->readout_learns)
            code(w, "readout_end(net);");
    }
    code(w, "}\n"
            "\n");
}

static void emit_results(struct writer *w)
{
    code(w, "const float *${net}_logits(const struct $net *net)\n"
            "{\n"
            "return net->readout_sums;\n"
            "}\n"
            "\n"
            "int ${net}_class(const struct $net *net)\n"
            "{\n"
            "int best = 0;\n"
            "for (int c = 1; c < $classes; c++) {\n"
            "if (net->readout_sums[c] > net->readout_sums[best]) {\n"
            "best = c;\n"
            "}\n"
            "}\n"
            "return best;\n"
            "}\n"
            "\n");
}

/* Of what a save holds, and how weights change: other networks have another one. FNV-1a. */
static unsigned fingerprint(struct arena *arena, const struct mcu_plan *plan)
{
    const char *text =
        arena_format(arena, "%s %d", program_of(plan)->model->name, (int)program_of(plan)->model->training.optimizer);
    unsigned hash = 2166136261u;
    for (int i = 0; i < plan->saved; i++)
        text = arena_format(arena, "%s %s %s", text, plan->member[i].name,
                            plan->member[i].extents ? plan->member[i].extents : "");
    for (const char *c = text; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    return hash;
}

static void emit_save_format(struct writer *w, const struct mcu_plan *plan)
{
    bind_text(w, "fingerprint", "0x%08xu", fingerprint(writer_arena(w), plan));
    bind_text(w, "behind", "%s", plan->member[plan->saved].name);
    comment(w, "A save: these numbers, then the members of struct $net in front of $behind as they lie in memory.");
    code(w, "enum { SAVE_FORMAT, SAVE_NETWORK, SAVE_BYTES, SAVE_CHECKSUM, SAVE_NUMBERS };\n"
            "static const uint32_t save_format = 0x31534554u, save_network = $fingerprint; /* \"TES1\" */\n"
            "enum { saved_bytes = offsetof(struct $net, $behind) };\n"
            "\n");
    comment(w, "CRC-32 of more bytes, the polynomial that zip and Ethernet have.");
    code(w, "static uint32_t checksum(uint32_t crc, const void *from, size_t bytes)\n"
            "{\n"
            "const uint8_t *byte = from;\n"
            "for (size_t i = 0; i < bytes; i++) {\n"
            "crc ^= byte[i];\n"
            "for (int k = 0; k < 8; k++) {\n"
            "crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);\n"
            "}\n"
            "}\n"
            "return crc;\n"
            "}\n"
            "\n");
}

static void emit_save(struct writer *w)
{
    code(w, "size_t ${net}_save(const struct $net *net, void *to, size_t room)\n"
            "{\n"
            "uint32_t number[SAVE_NUMBERS] = {save_format, save_network, saved_bytes, 0};\n"
            "if (!to) {\n"
            "return sizeof number + saved_bytes;\n"
            "}\n"
            "if (room < sizeof number + saved_bytes) {\n"
            "return 0;\n"
            "}\n"
            "number[SAVE_CHECKSUM] = checksum(checksum(0xffffffffu, number, sizeof number), net, saved_bytes);\n"
            "memcpy(to, number, sizeof number);\n"
            "memcpy((uint8_t *)to + sizeof number, net, saved_bytes);\n"
            "return sizeof number + saved_bytes;\n"
            "}\n"
            "\n");
}

static void emit_load(struct writer *w)
{
    code(w, "int ${net}_load(struct $net *net, const void *from, size_t bytes)\n"
            "{\n"
            "uint32_t number[SAVE_NUMBERS], found;\n"
            "if (bytes < sizeof number + saved_bytes) {\n"
            "return ${net}_cut_off;\n"
            "}\n"
            "memcpy(number, from, sizeof number);\n"
            "if (number[SAVE_FORMAT] != save_format || number[SAVE_NETWORK] != save_network || number[SAVE_BYTES] != "
            "saved_bytes) {\n"
            "return ${net}_another;\n"
            "}\n"
            "found = number[SAVE_CHECKSUM];\n"
            "number[SAVE_CHECKSUM] = 0;\n"
            "const uint8_t *saved = (const uint8_t *)from + sizeof number;\n"
            "if (checksum(checksum(0xffffffffu, number, sizeof number), saved, saved_bytes) != found) {\n"
            "return ${net}_damaged;\n"
            "}\n"
            "memset(net, 0, sizeof *net);\n"
            "memcpy(net, saved, saved_bytes);\n"
            "renew(net);\n"
            "${net}_begin(net);\n"
            "return ${net}_loaded;\n"
            "}\n");
}

void mcu_emit_interface(struct writer *w, const struct mcu_plan *plan)
{
    emit_init(w, plan);
    emit_steps(w, plan);
    emit_results(w);
    emit_save_format(w, plan);
    emit_save(w);
    emit_load(w);
}
