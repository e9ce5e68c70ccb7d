#include "mcu/budget.h"

#include <stdlib.h>
#include <string.h>

enum { POINTER = 4 };

struct budget {
    size_t ram, flash; /* 0: any */
};

/* A number of bytes with its unit, up to a comma or the end. NULL: it is none, or nothing at all. */
static const char *read_bytes(const char *text, size_t *bytes)
{
    static const struct {
        const char *unit;
        int shift;
    } units[] = {{"KiB", 10}, {"MiB", 20}, {"B", 0}, {"", 0}};
    char *end;
    if (*text < '0' || *text > '9')
        return NULL;
    const unsigned long number = strtoul(text, &end, 10);
    const size_t length = strcspn(end, ",");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].unit) == length && !strncmp(end, units[i].unit, length) && number > 0 &&
            number <= 1ul << (40 - units[i].shift)) {
            *bytes = (size_t)number << units[i].shift;
            return end + length;
        }
    return NULL;
}

static bool read_budget(const char *text, struct budget *budget)
{
    while (text && *text) {
        const bool ram = !strncmp(text, "ram=", 4), flash = !strncmp(text, "flash=", 6);
        text = ram ? read_bytes(text + 4, &budget->ram) : flash ? read_bytes(text + 6, &budget->flash) : NULL;
        if (text && *text == ',' && text[1])
            text++;
        else if (text && *text)
            return false;
    }
    return text && (budget->ram || budget->flash);
}

static size_t constants_of(const struct mcu_plan *plan)
{
    size_t bytes = 0;
    for (int i = 0; i < plan->constants; i++)
        bytes += plan->constant[i].bytes;
    return bytes;
}

static size_t state_of_layer(const struct mcu_plan *plan, int layer)
{
    size_t bytes = 0;
    for (int i = 0; i < plan->members; i++)
        if (plan->member[i].layer == layer)
            bytes += plan->member[i].bytes ? plan->member[i].bytes : POINTER;
    return bytes;
}

/* ---- What would take less ---- */

static void each_step(struct model *model)
{
    model->training.update = TESS_UPDATE_STEP;
    model->training.optimizer = TESS_SGD;
    model->training.momentum = 0;
}

static void no_post_trace(struct model *model)
{
    for (int l = 0; l < model->layers; l++) {
        struct rule *rule = &model->layer[l].rule;
        int kept = 0;
        for (int k = 0; k < rule->terms; k++)
            if (rule->term[k].post != POST_TRACE)
                rule->term[kept++] = rule->term[k];
        rule->terms = kept;
    }
}

static void only_readout(struct model *model)
{
    for (int l = 0; l < model->layers; l++)
        model->layer[l].learns = false;
}

static void each_step_no_post_trace(struct model *model)
{
    each_step(model);
    no_post_trace(model);
}

static void each_step_only_readout(struct model *model)
{
    each_step(model);
    only_readout(model);
}

static const struct {
    const char *settings;
    void (*apply)(struct model *model);
} smaller[] = {
    {"alpha post 0", no_post_trace},
    {"update each step, optimizer sgd", each_step},
    {"update each step, optimizer sgd, alpha post 0", each_step_no_post_trace},
    {"learn { only readout }", only_readout},
    {"learn { only readout }, update each step, optimizer sgd", each_step_only_readout},
};

static void suggest(struct arena *arena, const struct model *model, size_t state, size_t ram, struct span span,
                    struct diagnostics *diagnostics)
{
    bool fits = false;
    size_t last = state;
    for (size_t i = 0; i < sizeof smaller / sizeof *smaller; i++) {
        struct model other = *model;
        other.layer = ARENA_ARRAY(arena, struct layer, model->layers);
        memcpy(other.layer, model->layer, sizeof *other.layer * (size_t)model->layers);
        smaller[i].apply(&other);
        const size_t bytes = mcu_state_bytes(mcu_plan_make(arena, &other), POINTER);
        if (bytes >= state || bytes == last)
            continue;
        last = bytes;
        fits |= bytes <= ram;
        diagnose_note(diagnostics, span, "with %s: %zu bytes, which %s", smaller[i].settings, bytes,
                      bytes <= ram ? "fit" : "are still too many");
    }
    if (!fits)
        diagnose_note(diagnostics, span, "fewer channels, or a smaller input, take less of everything");
}

static bool state_fits(struct arena *arena, const struct model *model, const struct mcu_plan *plan, size_t ram,
                       struct span span, struct diagnostics *diagnostics)
{
    const size_t state = mcu_state_bytes(plan, POINTER);
    if (!ram || state <= ram)
        return true;
    diagnose_error(diagnostics, span, "the state takes %zu bytes, and the budget has %zu bytes of RAM", state, ram);
    for (int l = -1; l <= model->layers; l++)
        diagnose_note(diagnostics, span, "%s takes %zu",
                      l < 0                  ? "what layers share"
                      : l == model->layers ? "readout"
                                           : model->layer[l].name,
                      state_of_layer(plan, l));
    suggest(arena, model, state, ram, span, diagnostics);
    return false;
}

bool mcu_budget_holds(struct arena *arena, const struct model *model, const char *text, struct span span,
                      struct diagnostics *diagnostics)
{
    struct budget budget = {0};
    if (!text)
        return true;
    if (!read_budget(text, &budget)) {
        diagnose_error(diagnostics, span, "expected a budget such as 'ram=64KiB,flash=1MiB', found '%s'", text);
        return false;
    }
    const struct mcu_plan *plan = mcu_plan_make(arena, model);
    const size_t constants = constants_of(plan);
    const bool fits = !budget.flash || constants <= budget.flash;
    if (!fits)
        diagnose_error(diagnostics, span, "the constants take %zu bytes, and the budget has %zu bytes of flash",
                       constants, budget.flash);
    return state_fits(arena, model, plan, budget.ram, span, diagnostics) && fits;
}
