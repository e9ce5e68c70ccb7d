#include "mcu/mcu.h"

#include <string.h>

#include "mcu/budget.h"
#include "mcu/emit.h"
#include "mcu/explain.h"

static bool refuse(struct diagnostics *diagnostics, struct span span, const char *what)
{
    diagnose_error(diagnostics, span, "target mcu cannot write this model: %s", what);
    return false;
}

/* The model's name becomes that of a struct and of a file. */
static bool is_word_of_c(const char *name)
{
    static const char *const words[] = {
        "auto",     "break",  "case",     "char",   "const",  "continue", "default",   "do",     "double",  "else",
        "enum",     "extern", "float",    "for",    "goto",   "if",       "inline",    "int",    "long",    "register",
        "restrict", "return", "short",    "signed", "sizeof", "static",   "struct",    "switch", "typedef", "union",
        "unsigned", "void",   "volatile", "while",  "_Bool",  "_Complex", "_Imaginary"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(name, words[i]))
            return true;
    return false;
}

/* Neurons and rules by their equations are not written yet. */
static bool accepts_use(const struct layer *layer, const struct use *use, struct diagnostics *diagnostics)
{
    if (!use->unproved)
        return true;
    diagnose_error(diagnostics, use->of->span, "target mcu cannot write %s '%s' of %s: %s",
                   use == &layer->use ? "neuron" : "rule", use->of->name, layer->name, use->unproved);
    if (use->unproved_at.source)
        diagnose_note(diagnostics, use->unproved_at, "here");
    return false;
}

static bool accepts(const struct model *model, const struct target_options *options, struct span model_span,
                    struct diagnostics *diagnostics)
{
    for (int l = 0; l < model->layers; l++)
        if (!accepts_use(&model->layer[l], &model->layer[l].rule.use, diagnostics) ||
            !accepts_use(&model->layer[l], &model->layer[l].use, diagnostics))
            return false;
    if (model_rule(model)->signal_kind != SIGNAL_LOCAL)
        return refuse(diagnostics, model_span,
                      "its layers do not learn by themselves; it needs signals that each layer makes of its own spikes, "
                      "'signal local', as 'learn tess' has them");
    if (model->layer[0].normal)
        return refuse(diagnostics, model_span, "its matrices B are no signs, 'basis normal'");
    if (model->schedule == SCHEDULE_FOLD)
        return refuse(diagnostics, model_span, "it runs step by step: 'schedule stream' instead of fold");
    if (model->readout.loss == LOSS_SUM)
        return refuse(diagnostics, model_span,
                      "its readout learns from the loss of the sum, 'readout loss sum'; it needs 'loss each step'");
    if (strcmp(model->predict_from, "readout") != 0)
        return refuse(diagnostics, model_span, "it does not predict from the readout");
    if (is_word_of_c(model->name))
        return refuse(diagnostics, model_span, "its name is a word of C, which names the struct of its state");
    if (strcmp(options->kernel ? options->kernel : "auto", "auto") != 0)
        return refuse(diagnostics, model_span, "it has no kernels to choose from");
    struct arena *arena = arena_create();
    const bool holds = mcu_budget_holds(arena, model, options->budget, model_span, diagnostics);
    arena_destroy(arena);
    return holds;
}

static const void *plan(struct arena *arena, const struct model *model, const struct target_options *options)
{
    (void)options;
    return mcu_plan_make(arena, model);
}

static struct files write(struct arena *arena, const void *plan)
{
    const struct mcu_plan *own = plan;
    struct file *file = ARENA_ARRAY(arena, struct file, 2);
    const char *name = own->program->model->name;
    file[0] = (struct file){arena_format(arena, "%s.c", name), mcu_emit_code(arena, own)};
    file[1] = (struct file){arena_format(arena, "%s.h", name), mcu_emit_header(arena, own)};
    return (struct files){2, file};
}

const struct target target_mcu = {
    .name = "mcu",
    .accepts = accepts,
    .plan = plan,
    .print = mcu_print,
    .explain = mcu_explain,
    .write = write,
    .build_flags = NULL, /* no trainer: it is for a program of the user's */
};
