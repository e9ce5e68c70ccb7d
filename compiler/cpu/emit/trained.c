/* Gradients of trained parameters of neurons, which are added up beside the weights'. */
#include "cpu/emit/parts.h"

const char *own_sums(struct writer *w, const struct plan_layer *p, const char *of_bias, const char *of_trained)
{
    const char *bias = p->layer->bias ? arena_format(writer_arena(w), ", %s", of_bias) : "";
    const bool trained = p->program->params.trained_count > 0;
    return trained ? arena_format(writer_arena(w), "%s, %s", bias, of_trained) : bias;
}

void emit_shares_begin(struct writer *w, const struct plan_layer *p)
{
    bind_integer(w, "trained", p->program->params.trained_count);
    if (p->program->params.trained_count)
        code(w, "$f shares[$trained] = {{0}}; /* of the gradients of trained parameters */");
}

void emit_shares_end(struct writer *w, const struct plan_layer *p)
{
    for (int k = 0; k < p->program->params.trained_count; k++) {
        bind_integer(w, "k", k);
        code(w, "*of_trained[$k] += shares[$k];");
    }
}

void emit_of_trained(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct param_places *own = &p->program->params;
    const char *sums = "";
    for (int k = 0; k < own->trained_count; k++)
        sums = arena_format(writer_arena(w), "%s%s$at($f, %s_GRADIENT) + block", sums, k ? ", " : "",
                            upper_case(w, plan_param_owner(writer_arena(w), plan, own->trained + k)));
    bind_text(w, "trained_sums", "%s", sums);
    if (own->trained_count)
        code(w, "$f *const of_trained[] = {$trained_sums};");
}
