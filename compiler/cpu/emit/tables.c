/* The tables of a generated file: parameters, layers, stages, and the model that ties them together. */
#include <stdio.h>
#include <string.h>

#include "cpu/emit/emitters.h"
#include "cpu/plan/machine.h"
#include "model/datasets.h"
#include "model/words.h"

static void emit_params(struct writer *w, const struct plan *plan)
{
    static const char *const starts[] = {
        [TESS_START_CONSTANT] = "CONSTANT",
        [TESS_START_NORMAL] = "NORMAL",
        [TESS_START_UNIFORM] = "UNIFORM",
        [TESS_START_SIGNS] = "SIGNS",
    };
    code(w, "static const struct tess_param params[] = {");
    for (int i = 0; i < plan->program->params.count; i++) {
        const struct tess_param *param = &plan->param[i];
        const int mark = writer_mark(w);
        const char *shape = "";
        for (int k = 0; k < param->rank; k++)
            shape = arena_format(writer_arena(w), "%s%s%d", shape, k ? ", " : "", param->shape[k]);
        const char *upper = upper_case(w, plan_param_owner(writer_arena(w), plan, i));
        bind_text(w, "param", "%s", param->name);
        bind_text(w, "alias", "%s", param->alias);
        bind_text(w, "up", "%s", upper);
        bind_integer(w, "rank", param->rank);
        bind_text(w, "shape", "%s", shape);
        bind_text(w, "start", "%s", starts[param->start]);
        bind_float(w, "start_scale", param->start_scale);
        bind_text(w, "fill", param->start == TESS_START_SIGNS ? "readout_start" : "NULL");
        bind_text(w, "moment1", param->moment1 == TESS_NO_OFFSET ? "TESS_NO_OFFSET" : "${up}_MOMENT1");
        bind_text(w, "moment2", "%s", param->moment2 == TESS_NO_OFFSET ? "TESS_NO_OFFSET" : "${up}_MOMENT2");
        code(w, "{\n"
                "\"$param\", \"$alias\", $rank, {$shape},\n"
                "${up}_VALUE, ${up}_GRADIENT, $moment1, $moment2, TESS_START_$start, $start_scale, $fill,\n"
                "},");
        writer_release(w, mark);
    }
    code(w, "};\n"
            "\n");
}

static double dense_macs(const struct plan_layer *p)
{
    const double fan_in = p->flat ? shape_size(p->layer->in) : p->layer->in.channels * p->taps;
    return fan_in * shape_size(p->layer->out);
}

static void emit_layers(struct writer *w, const struct plan *plan)
{
    static const char *const logits[] = {
        [TESS_LOGITS_MEAN] = "MEAN", [TESS_LOGITS_ROOT] = "ROOT", [TESS_LOGITS_SUM] = "SUM"};
    code(w, "static const struct tess_layer_info layer_infos[] = {");
    for (int l = 0; l < plan->layers; l++) {
        const struct plan_layer *p = &plan->layer[l];
        const int mark = writer_mark(w);
        bind_text(w, "name", "%s", p->layer->name);
        bind_text(w, "text", "%s", p->layer->text);
        bind_integer(w, "neurons", shape_size(p->layer->out));
        bind_text(w, "macs", "%.0f", dense_macs(p));
        bind_float(w, "threshold", neuron_threshold(p->layer));
        bind_integer(w, "latents", p->layer->latents);
        bind_text(w, "logits", "%s", logits[p->layer->logits]);
        bind_float(w, "times", p->layer->logits_times);
        code(w, "{\"$name\", \"$text\", $neurons, $macs, $threshold, $latents, TESS_LOGITS_$logits, $times},");
        writer_release(w, mark);
    }
    bind_text(w, "macs", "%.0f", (double)plan->model->readout.features * plan->model->input.classes);
    code(w, "{.name = \"readout\", .text = \"readout\", .neurons = $classes, .dense_macs = $macs},\n"
            "};\n"
            "\n");
}

/* What an effect reads or writes, as C has it. */
static void bind_left(struct writer *w, const char *name, unsigned left)
{
    static const char *const names[] = {"TESS_EDGES",   "TESS_SPIKES",    "TESS_CHOICES", "TESS_LISTS",
                                        "TESS_ROWS",    "TESS_MEMBRANES", "TESS_SIGNALS", "TESS_GRADIENTS",
                                        "TESS_WEIGHTS", "TESS_LOGITS"};
    const char *text = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (left >> i & 1)
            text = arena_format(writer_arena(w), "%s%s%s", text, *text ? " | " : "", names[i]);
    bind_text(w, name, "%s", *text ? text : "0");
}

/* Does an operator of the kind run beside others? */
static bool has_effect(const struct plan *plan, int kind)
{
    for (int phase = 0; phase < PHASES; phase++)
        for (int i = 0; i < plan->operators[phase]; i++)
            if ((int)plan->operator_list[phase][i].kind == kind && !plan->operator_list[phase][i].alone)
                return true;
    return false;
}

/* What stages read and write of what they leave for each other. */
static void emit_effects(struct writer *w, const struct plan *plan)
{
    code(w, "/* What stages read and write of what they leave for each other. */");
    for (int kind = 0; kind < OPERATOR_KINDS; kind++) {
        const struct tess_effect *effect = &operator_rows[kind].effect;
        if (!has_effect(plan, kind))
            continue;
        const int mark = writer_mark(w);
        bind_text(w, "effect", "%s", operator_rows[kind].effect_name);
        bind_left(w, "reads", effect->reads);
        bind_left(w, "writes", effect->writes);
        bind_text(w, "turn", "%s%s", effect->first ? ", .first = true" : "", effect->late ? ", .late = true" : "");
        code(w, "static const struct tess_effect ${effect}_effect = {\n"
                ".reads = $reads,\n"
                ".writes = $writes$turn,\n"
                "};");
        writer_release(w, mark);
    }
    code(w, "");
}

static void emit_stages(struct writer *w, const struct plan *plan, enum phase phase)
{
    bind_text(w, "phase", "%s", phase_name(phase));
    code(w, "static const struct tess_stage ${phase}_stages[] = {");
    for (int i = 0; i < plan->operators[phase]; i++) {
        const struct plan_operator *op = &plan->operator_list[phase][i];
        const struct operator_row *row = &operator_rows[op->kind];
        const int mark = writer_mark(w);
        bind_text(w, "name", "%s", op->layer < plan->layers ? plan->layer[op->layer].layer->name : "readout");
        bind_text(w, "operator", "%s", row->name);
        bind_text(w, "variant", "%s", operator_variant(plan, op->kind, phase));
        bind_integer(w, "layer", op->layer);
        bind_integer(w, "blocks", op->items.blocks);
        bind_integer(w, "images", op->items.images);
        bind_integer(w, "part", op->part);
        bind_text(w, "exit", "%s", row->on_demand ? "true" : "false");
        if (op->alone)
            bind_text(w, "effect", "NULL");
        else
            bind_text(w, "effect", "&%s_effect", row->effect_name);
        code(w, "{\"$name $operator\", $layer, ${name}_$operator$variant, $blocks, $images, $part, $effect, $exit},");
        writer_release(w, mark);
    }
    code(w, "};\n"
            "\n");
}

/* A piece of the source, at most `length` bytes, as a string literal; returns how many it took. A compiler need not
 * take literals of more than 4095 characters (C11, 5.2.4.1). */
static size_t emit_source_piece(struct writer *w, const char *source, size_t length)
{
    char text[2048];
    size_t n = 0, taken = 0;
    for (; taken < length && n + 8 < sizeof text; taken++) {
        if (source[taken] == '"' || source[taken] == '\\')
            text[n++] = '\\';
        text[n++] = source[taken];
    }
    text[n] = '\0';
    const int mark = writer_mark(w);
    const bool ends = taken == length;
    bind_text(w, "text", "%s", text);
    bind_text(w, "end", "%s%s", ends ? "\\n" : "", ends && !source[taken + (source[taken] == '\n')] ? "\";" : "\"");
    code(w, "    \"$text$end");
    writer_release(w, mark);
    return taken;
}

/* The resolved model file as a C string: a line a literal, or several of lines that are too long for one. */
static void emit_source(struct writer *w, const char *source)
{
    code(w, "static const char source[] =");
    while (*source) {
        size_t length = strcspn(source, "\n");
        do {
            const size_t taken = emit_source_piece(w, source, length);
            source += taken;
            length -= taken;
        } while (length > 0);
        source += *source == '\n';
    }
    code(w, "\n");
}

/* Left out where they are what a struct of zeros says: events in the order of the file, no size. */
static void emit_camera(struct writer *w, const struct tess_input *input)
{
    static const char *const clocks[] = {[TESS_CLOCK_AS_IS] = "TESS_CLOCK_AS_IS",
                                         [TESS_CLOCK_SORT] = "TESS_CLOCK_SORT",
                                         [TESS_CLOCK_LAST_RESET] = "TESS_CLOCK_LAST_RESET"};
    bind_text(w, "clock", "%s", clocks[input->clock]);
    bind_integer(w, "sensor_width", input->sensor_width);
    bind_integer(w, "sensor_height", input->sensor_height);
    if (input->clock != TESS_CLOCK_AS_IS)
        code(w, ".clock = $clock,");
    if (input->sensor_width)
        code(w, ".sensor_width = $sensor_width, .sensor_height = $sensor_height,");
}

static void emit_input(struct writer *w, const struct tess_input *input)
{
    static const char *const framings[] = {[TESS_FRAMES_NONE] = "TESS_FRAMES_NONE",
                                           [TESS_FRAMES_BY_TIME] = "TESS_FRAMES_BY_TIME",
                                           [TESS_FRAMES_BY_COUNT] = "TESS_FRAMES_BY_COUNT"};
    bind_text(w, "dataset", "%s", input->dataset);
    bind_integer(w, "in_channels", input->channels);
    bind_integer(w, "in_height", input->height);
    bind_integer(w, "in_width", input->width);
    bind_text(w, "static", "%s", input->is_static ? "true" : "false");
    bind_text(w, "framing", "%s", framings[input->framing]);
    bind_float(w, "frame_ms", input->frame_ms);
    bind_text(w, "antialias", "%s", input->antialias ? "true" : "false");
    bind_float(w, "window_ms", input->window_ms);
    bind_integer(w, "crop", input->crop_pad);
    bind_float(w, "flip", input->flip_probability);
    bind_float(w, "cutout", input->cutout_probability);
    bind_text(w, "validation", "%s",
              input->validation == TESS_VALIDATE_ON_TEST ? "TESS_VALIDATE_ON_TEST" : "TESS_VALIDATE_SHARE");
    bind_float(w, "share", input->validation_share);
    bind_text(w, "shuffle", "%s", input->shuffle_frames ? "true" : "false");
    bind_integer(w, "synthetic_train", input->synthetic_train);
    bind_integer(w, "synthetic_test", input->synthetic_test);
    code(w, ".input = {\n"
            ".dataset = \"$dataset\", .channels = $in_channels, .height = $in_height, .width = $in_width,\n"
            ".steps = $all_steps, .is_static = $static, .classes = $classes,\n"
            ".framing = $framing, .frame_ms = $frame_ms,");
    emit_camera(w, input);
    if (input->pipeline == TESS_PIPELINE_PUBLISHED)
        code(w, ".pipeline = TESS_PIPELINE_PUBLISHED, .antialias = $antialias,");
    if (dataset_takes(input, "window"))
        code(w, ".window_ms = $window_ms,");
    if (input->normalize) {
        code(w, ".normalize = true,\n"
                ".mean = {");
        list_floats(w, input->mean, input->channels);
        code(w, "},\n"
                ".deviation = {");
        list_floats(w, input->deviation, input->channels);
        code(w, "},");
    }
    code(w, ".crop_pad = $crop, .flip_probability = $flip, .cutout_probability = $cutout,\n"
            ".validation = $validation, .validation_share = $share, .shuffle_frames = $shuffle,\n"
            ".synthetic_train = $synthetic_train, .synthetic_test = $synthetic_test,\n"
            "},");
}

static void emit_training(struct writer *w, const struct tess_training *t)
{
    static const char *const optimizers[] = {[TESS_SGD] = "TESS_SGD",
                                             [TESS_NESTEROV] = "TESS_NESTEROV",
                                             [TESS_ADAM] = "TESS_ADAM",
                                             [TESS_ADAMW] = "TESS_ADAMW"};
    static const char *const annealings[] = {[TESS_ANNEAL_OFF] = "TESS_ANNEAL_OFF",
                                             [TESS_ANNEAL_LINEAR] = "TESS_ANNEAL_LINEAR",
                                             [TESS_ANNEAL_COSINE] = "TESS_ANNEAL_COSINE"};
    bind_integer(w, "epochs", t->epochs);
    bind_integer(w, "batch", t->batch);
    bind_integer(w, "seed", (long long)t->seed);
    bind_text(w, "optimizer", "%s", optimizers[t->optimizer]);
    bind_float(w, "rate", t->learning_rate);
    bind_float(w, "momentum", t->momentum);
    bind_float(w, "beta1", t->beta1);
    bind_float(w, "beta2", t->beta2);
    bind_float(w, "epsilon", t->epsilon);
    bind_text(w, "plateau", "%s", t->plateau ? "true" : "false");
    bind_float(w, "factor", t->plateau_factor);
    bind_integer(w, "patience", t->plateau_patience);
    bind_float(w, "plateau_threshold", t->plateau_threshold);
    bind_float(w, "least", t->minimum_learning_rate);
    bind_text(w, "annealing", "%s", annealings[t->annealing]);
    bind_float(w, "annealed", t->annealed_learning_rate);
    code(w, ".training = {\n"
            ".epochs = $epochs, .batch = $batch, .seed = $seed,\n"
            ".optimizer = $optimizer, .learning_rate = $rate, .momentum = $momentum,\n"
            ".beta1 = $beta1, .beta2 = $beta2, .epsilon = $epsilon,\n"
            ".plateau = $plateau, .plateau_factor = $factor, .plateau_patience = $patience,\n"
            ".plateau_threshold = $plateau_threshold, .minimum_learning_rate = $least,\n"
            ".annealing = $annealing, .annealed_learning_rate = $annealed,");
    bind_float(w, "decay", t->weight_decay);
    bind_float(w, "warmup", t->warmup);
    if (t->weight_decay != 0)
        code(w, ".weight_decay = $decay,");
    if (t->warmup > 0)
        code(w, ".warmup = $warmup,");
    if (t->update != TESS_UPDATE_BATCH)
        code(w, t->update == TESS_UPDATE_STEP ? ".update = TESS_UPDATE_STEP," : ".update = TESS_UPDATE_SAMPLE,");
    code(w, "},");
}

static void emit_model(struct writer *w, const struct plan *plan)
{
    bind_integer(w, "params", plan->program->params.count);
    bind_text(w, "local_loss", "%s", signal_is_own(model_rule(plan->model)->signal) ? "true" : "false");
    bind_text(w, "predict_from", "%s", plan->model->predict_from);
    bind_text(w, "target", "%s", plan->machine->name);
    bind_text(w, "schedule", "%s", word_of(WORDS_SCHEDULE, (int)plan->program->schedule));
    bind_integer(w, "arena", (long long)plan->arena_bytes);
    bind_integer(w, "scratch", (long long)plan->scratch_bytes);
    bind_integer(w, "tap_bytes", (long long)plan->tap_bytes);
    code(w, "static const struct tess_model model = {\n"
            ".version = TESS_MODEL_VERSION,\n"
            ".name = \"$model\", .generator = \"$generator\", .engine = \"$target\", .schedule = \"$schedule\",\n"
            ".compiler = TESS_COMPILER, .flags = TESS_FLAGS, .source = source,");
    emit_input(w, &plan->model->input);
    emit_training(w, &plan->model->training);
    code(w, ".layers = $layers, .layer = layer_infos, .supervised_from = $first_step, .local_loss = $local_loss,\n"
            ".predict_from = \"$predict_from\",\n"
            ".params = $params, .param = params,\n"
            ".arena_bytes = $arena, .scratch_bytes = $scratch, .tap_bytes = $tap_bytes, .chunk = $chunk,");
    if (plan->part_bytes) {
        bind_integer(w, "list_bytes", (long long)plan->list_bytes);
        bind_integer(w, "part_bytes", (long long)plan->part_bytes);
        code(w, ".list_bytes = $list_bytes, .part_bytes = $part_bytes,");
    }
    if (plan_is_stream(plan))
        code(w, ".stepwise = true,");
    for (int phase = 0; phase < PHASES; phase++) {
        bind_text(w, "phase", "%s", phase_name((enum phase)phase));
        bind_integer(w, "count", plan->operators[phase]);
        code(w, ".${phase}_stages = $count, .$phase = ${phase}_stages,");
    }
    code(w, ".views = sizeof views / sizeof *views, .view = views,\n"
            "};\n"
            "\n");
}

void emit_tables(struct writer *w, const struct plan *plan)
{
    bind_plan(w, plan);
    emit_params(w, plan);
    emit_layers(w, plan);
    emit_effects(w, plan);
    for (int phase = 0; phase < PHASES; phase++) {
        const int mark = writer_mark(w);
        emit_stages(w, plan, (enum phase)phase);
        writer_release(w, mark);
    }
    emit_views(w, plan);
    const int mark = writer_mark(w);
    emit_source(w, plan->model->source);
    writer_release(w, mark);
    emit_model(w, plan);
    code(w, "int main(int argc, char **argv)\n"
            "{\n"
            "if (tess_products_are_fused()) {\n"
            "fputs(\"$model: this compiler fuses products into sums: build with -ffp-contract=off\\n\", stderr);\n"
            "return TESS_FAILED;\n"
            "}\n"
            "return tess_main(&model, argc, argv);\n"
            "}");
}
