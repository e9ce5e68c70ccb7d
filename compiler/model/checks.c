#include "model/checks.h"

#include <math.h>
#include <string.h>

#include "model/datasets.h"

/* What the file itself says of layers' signals that the rule's has not. */
static bool check_silent_signals(struct resolver *resolver, const struct check *check)
{
    static const enum setting_id ids[] = {SET_CONV_SIGNAL_GRID, SET_LINEAR_SIGNAL_BINS, SET_LEARN_SIGNAL_BASIS,
                                          SET_LEARN_SIGNAL_LOGITS, SET_LEARN_SIGNAL_LOGITS_TIMES};
    struct value rule = resolved_value(resolver, NULL, SET_LEARN);
    bool passes = true;
    const struct signal signal = model_rule(resolver->model)->signal;
    const size_t used = signal_is_own(signal)                   ? sizeof ids / sizeof *ids
                        : signal.projection == PROJECTION_BASIS ? sizeof ids / sizeof *ids - 2
                                                                : 0;
    for (int i = 0; i < resolver->sheet->layers; i++)
        for (size_t k = used; k < sizeof ids / sizeof *ids; k++) {
            const struct value *said = &resolver->sheet->layer[i]->values.of[ids[k]];
            if (!said->set || said->generation < rule.generation)
                continue;
            REPORT(resolver, check, said->span,
                   used ? "%s has no effect: with learn %s layers have no logits"
                        : "%s has no effect: the signal of learn %s does not come from the layer",
                   settings[ids[k]].path, chosen_rule(resolver).name);
            passes = false;
            break;
        }
    return passes;
}

/* Signals from above come back from the readout's loss: what else was said of a loss in the same place has no effect.
 */
static bool check_silent_loss(struct resolver *resolver, const struct check *check)
{
    static const struct {
        enum setting_id signal, readout;
    } pairs[] = {{SET_LEARN_SIGNAL_LOSS_OF, SET_READOUT_LOSS},
                 {SET_LEARN_SIGNAL_LOSS_SMOOTHING, SET_READOUT_LOSS_SMOOTHING}};
    bool passes = true;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct value signal = resolved_value(resolver, NULL, pairs[i].signal);
        struct value readout = resolved_value(resolver, NULL, pairs[i].readout);
        if (signal_is_own(model_rule(resolver->model)->signal) || !signal.set || !readout.set ||
            signal.generation < readout.generation)
            continue;
        REPORT(resolver, check, signal.span, "%s has no effect: the signal comes from the readout, which has its own",
               settings[pairs[i].signal].path);
        diagnose_note(resolver->diagnostics, readout.span, "%s is set here", settings[pairs[i].readout].path);
        passes = false;
    }
    return passes;
}

static bool check_silent_setting(struct resolver *resolver, const struct check *check)
{
    static const struct {
        enum setting_id alpha, lambda;
    } pairs[] = {{SET_LEARN_ALPHA_PRE, SET_LEARN_LAMBDA_PRE}, {SET_LEARN_ALPHA_POST, SET_LEARN_LAMBDA_POST}};
    bool passes = check_silent_signals(resolver, check);
    passes &= check_silent_loss(resolver, check);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct value alpha = resolved_value(resolver, NULL, pairs[i].alpha);
        struct value lambda = resolved_value(resolver, NULL, pairs[i].lambda);
        /* Where a file or variant switches off a term of what it extends, the trace stays behind with good reason. */
        if (alpha.real != 0 || !lambda.set || lambda.generation < alpha.generation)
            continue;
        REPORT(resolver, check, lambda.span, "%s has no effect", settings[pairs[i].lambda].path);
        diagnose_note(resolver->diagnostics, alpha.span, "its term has weight 0");
        passes = false;
    }
    return passes;
}

/* What a layer has in place of the model's value: its own, or a choice of its own that the value did not belong to.
 * NULL: it uses the model's. */
static const struct value *in_place_of(const struct resolver *resolver, const struct layer_sheet *layer,
                                       enum setting_id id)
{
    struct value used = resolved_value(resolver, layer, id);
    if (layer->values.of[id].set)
        return &layer->values.of[id];
    return used.set ? NULL : &layer->values.of[setting_parent(id)];
}

/* A value of the model's neuron, weights, psi, basis or logits that every layer has its own of. Not where layers were
 * given theirs later, by a file that extends this one or by an option: then it stays behind with good reason. */
static bool is_unused(struct resolver *resolver, enum setting_id id, const struct value **instead)
{
    const struct sheet *sheet = resolver->sheet;
    const struct value *value = &sheet->values.of[id];
    const bool chosen = settings[id].type == TYPE_CHOICE && !strchr(settings[id].choices, '|'); /* of one: no choice */
    if (!value->set || chosen || !setting_is_in_layered(id) || sheet->layers == 0)
        return false;
    for (int i = sheet->layers; i-- > 0;) {
        *instead = in_place_of(resolver, sheet->layer[i], id);
        if (!*instead || (*instead)->generation > value->generation)
            return false;
    }
    return true;
}

static bool check_unused(struct resolver *resolver, const struct check *check)
{
    enum setting_id reported = SETTINGS;
    const struct value *instead = NULL;
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        const bool inside = reported != SETTINGS && setting_parent(id) == reported; /* has been said */
        if (inside || !is_unused(resolver, id, &instead))
            continue;
        reported = id;
        REPORT(resolver, check, resolver->sheet->values.of[id].span, "%s has no effect: every layer has its own",
               settings[id].path);
        diagnose_note(resolver->diagnostics, instead->span, "%s's is here", resolver->model->layer[0].name);
    }
    return reported == SETTINGS;
}

static bool check_crop(struct resolver *resolver, const struct check *check)
{
    const struct tess_input *input = &resolver->model->input;
    if (input->crop_pad < input->height && input->crop_pad < input->width)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_INPUT_CROP_PAD),
           "with pad %d some crops of %dx%d show nothing of the sample", input->crop_pad, input->height, input->width);
    return false;
}

static bool check_synthetic_setting(struct resolver *resolver, const struct check *check)
{
    static const enum setting_id only[] = {SET_INPUT_TRAIN, SET_INPUT_TEST};
    bool passes = true;
    for (size_t i = 0; i < sizeof only / sizeof *only; i++) {
        struct value value = resolved_value(resolver, NULL, only[i]);
        if (!value.set || dataset_takes(&resolver->model->input, setting_phrase(only[i])))
            continue;
        REPORT(resolver, check, value.span, "%s is for data set %s alone", settings[only[i]].path,
               datasets_that_take(resolver->arena, setting_phrase(only[i])));
        passes = false;
    }
    return passes;
}

static bool check_framing(struct resolver *resolver, const struct check *check)
{
    const struct tess_input *input = &resolver->model->input;
    const bool by_time = input->framing == TESS_FRAMES_BY_TIME;
    if (input->framing == TESS_FRAMES_NONE || dataset_is_recorded(input))
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, by_time ? SET_INPUT_FRAMES_OF : SET_INPUT_FRAMES_BY),
           "frames of data set %s are made already: they are not cut %s", input->dataset,
           by_time ? "by time" : "by count");
    return false;
}

static bool check_shuffle(struct resolver *resolver, const struct check *check)
{
    if (!resolver->model->input.shuffle_frames || !resolver->model->input.is_static)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_INPUT_SHUFFLE_FRAMES),
           "a static image has no frames to shuffle");
    return false;
}

static bool check_augment_events(struct resolver *resolver, const struct check *check)
{
    const struct tess_input *input = &resolver->model->input;
    if (input->is_static || input->cutout_probability == 0)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_INPUT_CUTOUT_P), "cutout is for images, not for events");
    return false;
}

/* sin(0 i) is 0: a row of zeros. */
static bool are_apart(struct resolver *resolver, const struct check *check, const float *frequencies, struct span span)
{
    for (int c = 0; c < resolver->model->input.classes; c++) {
        if (frequencies[c] == 0) {
            REPORT(resolver, check, span, "class %d has frequency 0: its square wave is 0 everywhere", c);
            return false;
        }
        for (int other = 0; other < c; other++)
            if (frequencies[c] == frequencies[other]) {
                REPORT(resolver, check, span,
                       "classes %d and %d have the same frequency: the learning signal cannot tell them apart", other,
                       c);
                return false;
            }
    }
    return true;
}

static bool check_frequencies(struct resolver *resolver, const struct check *check)
{
    const struct model *model = resolver->model;
    bool passes = true;
    if (model_rule(model)->signal.projection != PROJECTION_BASIS)
        return true;
    for (int l = 0; l < model->layers; l++) {
        const struct basis *basis = &model->layer[l].basis;
        const float *frequencies = basis->frequencies;
        const struct layer_sheet *sheet = resolver->sheet->layer[l];
        bool seen = !frequencies;                                  /* layers that share a basis share the array */
        passes &= frequencies || basis->kind != BASIS_SQUARE_WAVE; /* otherwise it has been told */
        for (int before = 0; before < l && !seen; before++)
            seen = model->layer[before].basis.frequencies == frequencies;
        if (!seen)
            passes &= are_apart(resolver, check, frequencies,
                                setting_span(resolver, sheet->values.of[SET_LEARN_SIGNAL_BASIS].set ? sheet : NULL,
                                             SET_LEARN_SIGNAL_BASIS));
    }
    return passes;
}

/* Standardized weights of one output channel have mean 0 and norm 1 (docs/forward.md), so that n inputs of 0 or 1
 * give at most sqrt(n) / 2, and a potential of at most that / (1 - leak). */
static bool check_threshold(struct resolver *resolver, const struct check *check)
{
    bool passes = true;
    for (int i = 1; i < resolver->model->layers; i++) {
        const struct layer *layer = &resolver->model->layer[i];
        double inputs = (double)layer->in.channels * layer->kernel_height * layer->kernel_width;
        double current = sqrt(inputs) / 2 * (double)layer->gain_start, leak = (double)layer->neuron.leak;
        double steps = resolver->model->input.steps;
        double most = leak < 1 ? current * (1 - pow(leak, steps)) / (1 - leak) : current * steps;
        if (layer->weights != WEIGHTS_STANDARDIZE || layer->bias || most >= (double)layer->neuron.threshold)
            continue;
        REPORT(resolver, check, setting_span(resolver, resolver->sheet->layer[i], SET_NEURON_THRESHOLD),
               "%s cannot fire before its gain has grown: its threshold is %g, its potential at most %.3g", layer->name,
               (double)layer->neuron.threshold, most);
        passes = false;
    }
    return passes;
}

/* "0, 6, 53 and 26 more" */
static const char *list_text(struct arena *arena, const int *numbers, int count)
{
    enum { SHOWN = 8 };
    const char *text = "";
    for (int i = 0; i < count && i < SHOWN; i++)
        text = arena_format(arena, "%s%s%d", text, i ? ", " : "", numbers[i]);
    return count > SHOWN ? arena_format(arena, "%s and %d more", text, count - SHOWN) : text;
}

/* Adaptive pooling to more windows than there are positions repeats values: latents that can only say the same. */
static bool check_grid(struct resolver *resolver, const struct check *check)
{
    bool passes = true;
    for (int i = 0; i < resolver->model->layers; i++) {
        const struct layer *layer = &resolver->model->layer[i];
        const struct shape map = layer->pooled;
        const bool conv = layer->kind == LAYER_CONV;
        if (conv ? layer->grid_height <= map.height && layer->grid_width <= map.width : layer->latents <= map.channels)
            continue;
        struct span span =
            setting_span(resolver, resolver->sheet->layer[i], conv ? SET_CONV_SIGNAL_GRID : SET_LINEAR_SIGNAL_BINS);
        if (conv)
            REPORT(resolver, check, span, "the signal grid of %s, %dx%d, is larger than its map of %dx%d", layer->name,
                   layer->grid_height, layer->grid_width, map.height, map.width);
        else
            REPORT(resolver, check, span, "%s has %d signal bins over %d features", layer->name, layer->latents,
                   map.channels);
        passes = false;
    }
    return passes;
}

/* A channel is dead if all latents of its windows are: no learning signal ever reaches it. That latent 0 of square
 * waves is dead cannot be helped, sin(0) being 0 for every class: the first bin of a linear layer is not told of alone.
 */
static bool check_dead_latents(struct resolver *resolver, const struct check *check)
{
    const struct model *model = resolver->model;
    bool passes = true;
    if (model_rule(model)->signal.projection != PROJECTION_BASIS)
        return true;
    for (int l = 0; l < model->layers; l++) {
        const struct layer *layer = &model->layer[l];
        int cells = layer_cells(layer), channels = layer->latents / cells, count = 0;
        int *numbers = ARENA_ARRAY(resolver->arena, int, channels);
        for (int c = 0; c < channels; c++) {
            bool alive = false;
            for (int i = 0; i < cells; i++)
                alive |= !layer->dead[c * cells + i];
            if (!alive)
                numbers[count++] = c;
        }
        const bool first_bin = layer->basis.kind == BASIS_SQUARE_WAVE && layer->kind == LAYER_LINEAR;
        if (count == 0 || (first_bin && channels > 1 && count == 1 && numbers[0] == 0))
            continue;
        REPORT(resolver, check, resolver->sheet->layer[l]->span, "no learning signal reaches %d of %d %s of %s: %s",
               count, channels, layer->kind == LAYER_CONV ? "channels" : "bins", layer->name,
               list_text(resolver->arena, numbers, count));
        passes = false;
    }
    return passes;
}

/* Lists of spikes number a layer's inputs in 16 bits, one number being kept for the row that adds nothing. */
static bool check_wide_input(struct resolver *resolver, const struct check *check)
{
    enum { MOST_INPUTS = UINT16_MAX };
    const struct model *model = resolver->model;
    bool passes = true;
    for (int l = 0; l < model->layers; l++) {
        const struct layer *layer = &model->layer[l];
        const int inputs = layer->kind == LAYER_CONV ? layer->in.channels : shape_size(layer->in);
        if (inputs <= MOST_INPUTS)
            continue;
        REPORT(resolver, check, resolver->sheet->layer[l]->span, "%s reads %d %s; it can be at most %d", layer->name,
               inputs, layer->kind == LAYER_CONV ? "channels" : "features", MOST_INPUTS);
        passes = false;
    }
    return passes;
}

/* An expectation that the command line may have changed is only warned about. */
static bool check_expectations(struct resolver *resolver, const struct check *check)
{
    const struct model *model = resolver->model;
    const struct {
        enum setting_id id;
        long long found;
    } rows[] = {
        {SET_EXPECT_PARAMETERS, model_parameters(model)},
        {SET_EXPECT_CLASSES, model->input.classes},
        {SET_EXPECT_LAYERS, model->layers},
        {SET_EXPECT_STEPS, model->input.steps},
    };
    bool passes = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct value value = resolved_value(resolver, NULL, rows[i].id);
        if (!value.set || value.integer == (unsigned long long)rows[i].found)
            continue;
        diagnose_named(resolver->diagnostics, check->name,
                       resolver->sheet->redefined ? SEVERITY_WARNING : check->severity, value.span,
                       "expected %llu %s, but the model has %lld", value.integer, setting_phrase(rows[i].id),
                       rows[i].found);
        passes = false;
    }
    return passes;
}

const struct check checks[] = {
    {"empty-rule", SEVERITY_ERROR, "at least one term of the rule has a weight", NULL, check_rule},
    {"no-learner", SEVERITY_WARNING, "a layer or the readout learns", NULL, check_learners},
    {"rule-signal", SEVERITY_ERROR, "a rule has its own signal", NULL, check_rule_signal},
    {"local-loss", SEVERITY_ERROR, "local signals have a loss of each step", NULL, check_local_loss},
    {"stream-signal", SEVERITY_ERROR, "what runs step by step has local signals", NULL, check_stream},
    {"start-signs", SEVERITY_ERROR, "a readout that starts as signs has a last layer with a local signal", NULL,
     check_start},
    {"late-signal", SEVERITY_ERROR, "the learning signal starts before the last step ends", NULL, check_late_signal},
    {"single-step", SEVERITY_WARNING, "terms that look at earlier steps have earlier steps", "late-signal",
     check_single_step},
    {"silent-setting", SEVERITY_WARNING, "no trace, grid or logits are described that the rule does not use",
     "empty-rule", check_silent_setting},
    {"unused-setting", SEVERITY_WARNING, "every setting for all layers is used by one", NULL, check_unused},
    {"idle-schedule", SEVERITY_WARNING, "the learning rate can fall as it is told to", NULL, check_schedule},
    {"long-warmup", SEVERITY_WARNING, "the learning rate's warm-up ends before the run does", NULL, check_warmup},
    {"blank-crop", SEVERITY_WARNING, "every crop shows a part of the sample", NULL, check_crop},
    {"synthetic-setting", SEVERITY_WARNING, "settings of data set synthetic are used with it", NULL,
     check_synthetic_setting},
    {"idle-framing", SEVERITY_WARNING, "only recordings are cut into frames", NULL, check_framing},
    {"shuffle-static", SEVERITY_ERROR, "only frames are shuffled", NULL, check_shuffle},
    {"augment-events", SEVERITY_ERROR, "augmentation fits the kind of data", NULL, check_augment_events},
    {"wide-input", SEVERITY_ERROR, "every layer's inputs can be numbered in 16 bits", NULL, check_wide_input},
    {"equal-frequencies", SEVERITY_ERROR, "every class has a frequency of its own, other than 0", NULL,
     check_frequencies},
    {"unreachable-threshold", SEVERITY_WARNING, "every layer can fire as it is initialised", NULL, check_threshold},
    {"grid-larger-than-map", SEVERITY_WARNING, "no signal grid is larger than its map", NULL, check_grid},
    {"dead-latent", SEVERITY_WARNING, "every channel gets a learning signal", "equal-frequencies", check_dead_latents},
    {"idle-override", SEVERITY_WARNING, "every override changes something", NULL, NULL},
    {"idle-variant", SEVERITY_WARNING, "every variant changes something", NULL, NULL},
    {"same-variant", SEVERITY_WARNING, "no two variants come to the same", NULL, NULL},
    {"expect", SEVERITY_ERROR, "the model is what the file expects", NULL, check_expectations},
};
const int check_count = sizeof checks / sizeof *checks;

const struct check *check_named(const char *name)
{
    for (int i = 0; i < check_count; i++)
        if (!strcmp(checks[i].name, name))
            return &checks[i];
    return NULL;
}

void check_override(struct diagnostics *diagnostics, struct span override, struct span same)
{
    const struct check *check = check_named("idle-override");
    diagnose_named(diagnostics, check->name, check->severity, override, "this override changes nothing");
    if (same.source)
        diagnose_note(diagnostics, same, "the same is said here");
}

static bool same_model(const struct model *a, const struct model *b)
{
    return a && b && !strcmp(a->source, b->source);
}

void check_variants(struct diagnostics *diagnostics, const struct model *base, const struct varied *varied, int count)
{
    const struct check *idle = check_named("idle-variant"), *same = check_named("same-variant");
    for (int i = 0; i < count; i++) {
        const struct variant *variant = varied[i].variant;
        if (same_model(base, varied[i].model)) {
            diagnose_named(diagnostics, idle->name, idle->severity, variant->span, "variant '%s' changes nothing",
                           variant->name);
            continue;
        }
        for (int other = 0; other < i; other++)
            if (same_model(varied[other].model, varied[i].model)) {
                diagnose_named(diagnostics, same->name, same->severity, variant->span,
                               "variant '%s' comes to the same as '%s'", variant->name, varied[other].variant->name);
                diagnose_note(diagnostics, varied[other].variant->span, "which is here");
                break;
            }
    }
}

void run_checks(struct resolver *resolver)
{
    bool passed[sizeof checks / sizeof *checks] = {false};
    for (int i = 0; i < check_count; i++) {
        const struct check *needed = checks[i].needs ? check_named(checks[i].needs) : NULL;
        if (checks[i].passes && (!needed || passed[needed - checks]))
            passed[i] = checks[i].passes(resolver, &checks[i]);
    }
}
