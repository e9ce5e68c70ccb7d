#include "hints.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "found_layers.h"

/* What is taken as a fault. Rates are spikes a neuron and step. */
static const double silent_rate = 1e-4, saturated_rate = 0.95;
/* Logits that differ by less leave the softmax at 1 / classes, whatever B pool(o) is; those of a layer that learns
 * begin near one half and grow to a few. */
static const double faint_spread = 0.2, wanted_spread = 2;
static const double faint_rate = 1e-3; /* a layer that fires less has little to scale up */
/* A one-hot softmax silences what it is made from, so that its spread tells too little: no more than `moderate_times`
 * of root is then advised. */
static const double sharp_spread = 10, very_sharp_spread = 30, moderate_times = 8;
static const double clear_margin = 0.02; /* of accuracy */
static const int clear_epochs = 3;

/* ---- What was seen ----------------------------------------------------------------------------------------------- */

static bool is_silent(const struct finding *found, int layer)
{
    return found_rate(found, layer) < silent_rate;
}

static bool is_saturated(const struct finding *found, int layer)
{
    return found_rate(found, layer) > saturated_rate;
}

/* The loss of logits that say nothing: ln C, whatever the smoothing of labels. */
static double blank_loss(const struct finding *found)
{
    return log(found->facts->model->input.classes);
}

/* Logits that are the same for all classes, whatever the layer does: no scale of them tells the classes apart. */
static bool is_blind(const struct finding *found, int layer)
{
    return found_rate(found, layer) > faint_rate && !(tally_spread(found->facts->training, layer) > 0);
}

/* Local logits that cannot move the softmax: with a spread r no image's loss is under ln(1 + (C - 1) exp(-r)). */
static bool is_faint(const struct finding *found, int layer)
{
    const struct tally *tally = found->facts->training;
    const double blank = blank_loss(found), spread = tally_spread(tally, layer);
    const double least = log(1 + (found->facts->model->input.classes - 1) * exp(-spread));
    const bool stays = fabs(tally_local_loss(tally, layer) / blank - 1) < 0.01;
    return found_rate(found, layer) > faint_rate && spread > 0 &&
           (least > 0.95 * blank || (stays && spread < faint_spread));
}

/* Local logits with which the softmax is one-hot, and too often of the wrong class. */
static bool is_sharp(const struct finding *found, int layer)
{
    const struct tally *tally = found->facts->training;
    const double spread = tally_spread(tally, layer), share = tally_local_loss(tally, layer) / blank_loss(found);
    return (spread > sharp_spread && share > 1.25) || (spread > very_sharp_spread && share > 0.5);
}

/* Layers with local logits that are trained. What lies above a layer that never or always fires sees nothing, and says
 * nothing about its logits. */
static bool find_logits(struct finding *found, layer_test *is_so)
{
    const int trained = prediction_trained(found->facts->prediction);
    int dead = 0;
    if (!found->facts->model->local_loss)
        return false;
    while (dead < trained && !is_silent(found, dead) && !is_saturated(found, dead))
        dead++;
    found_layers(found, is_so);
    for (int layer = dead; layer < found->facts->model->layers; layer++) {
        found->layers -= found->layer[layer];
        found->layer[layer] = false;
    }
    return found->layers > 0;
}

/* By a twentieth of what there is to know above guessing, or half as often again where there are many classes. */
static bool guesses(const struct finding *found)
{
    const double chance = 1.0 / found->facts->model->input.classes;
    return tally_accuracy(found->facts->training, found->facts->way) < fmin(1.5 * chance, chance + 0.05 * (1 - chance));
}

static bool sees_no_rate(struct finding *found)
{
    return found->facts->epochs > 0 && !(found->facts->learning_rate > 0);
}

static bool sees_long_warmup(struct finding *found)
{
    const struct hint_facts *facts = found->facts;
    return facts->schedule_from_options && facts->epochs > 0 && facts->learning_rate > 0 &&
           facts->warmup > (double)facts->epochs;
}

static bool is_dead(const struct finding *found, int layer)
{
    return is_silent(found, layer) || is_saturated(found, layer);
}

static bool sees_lost_events(struct finding *found)
{
    const bool stalls = guesses(found) || found->facts->bad_epochs >= 3;
    return found->facts->lost > 0.1 && stalls && found_layers(found, is_dead);
}

static bool sees_blind_logits(struct finding *found)
{
    return find_logits(found, is_blind);
}

static bool sees_faint_logits(struct finding *found)
{
    return find_logits(found, is_faint);
}

static bool sees_sharp_logits(struct finding *found)
{
    return find_logits(found, is_sharp);
}

/* The layer that knows clearly more than what is predicted from: by more than two standard errors, were the accuracies
 * of samples apart; -1: none does. */
static int better_layer(const struct hint_facts *facts)
{
    const struct tally *tally = facts->judged;
    const int best = tally_best(tally, false);
    if (facts->prediction->best || best < 0 || best == facts->way)
        return -1;
    const double p = tally_accuracy(tally, best), q = tally_accuracy(tally, facts->way);
    const double margin = fmax(clear_margin, 2 * sqrt((p * (1 - p) + q * (1 - q)) / (double)tally->images));
    return p - q > margin ? best : -1;
}

static bool sees_better_layer(struct finding *found)
{
    found->best = better_layer(found->facts);
    return found->best >= 0 && found->hints->behind >= clear_epochs;
}

static bool sees_saturated(struct finding *found)
{
    return found_layers(found, is_saturated);
}

static bool sees_silent(struct finding *found)
{
    return found_layers(found, is_silent);
}

/* ---- What is said about it --------------------------------------------------------------------------------------- */

static void say_no_rate(const struct finding *found, FILE *out)
{
    (void)found;
    fputs("the learning rate is 0, with which nothing is learned", out);
}

static void cure_no_rate(const struct finding *found, FILE *out)
{
    (void)found;
    fputs("`train { optimizer adam lr 1e-3 }` (-D train.optimizer.lr=1e-3, or --lr 1e-3)", out);
}

static void say_long_warmup(const struct finding *found, FILE *out)
{
    const struct hint_facts *facts = found->facts;
    fprintf(out,
            "a warm-up of %g epochs does not end before the run of %" PRId64 " does: the learning rate never "
            "gets past %.2g of %g",
            facts->warmup, facts->epochs, facts->learning_rate * (double)facts->epochs / facts->warmup,
            facts->learning_rate);
}

static void cure_long_warmup(const struct finding *found, FILE *out)
{
    const double some = (double)found->facts->epochs / 10;
    fprintf(out, "`train { warmup %g epochs }` (-D train.warmup=%g, or --warmup %g), or more --epochs", some, some,
            some);
}

static void say_lost_events(const struct finding *found, FILE *out)
{
    fprintf(out, "%.1f %% of the recordings' events are in no frame, because of their time stamps",
            100 * found->facts->lost);
}

static void cure_lost_events(const struct finding *found, FILE *out)
{
    const char *clock = found->facts->model->input.clock == TESS_CLOCK_SORT ? "last_reset" : "sort";
    fprintf(out, "`input { clock %s }` (-D input.clock=%s); the warnings above say which recordings they are of", clock,
            clock);
}

static void say_logits(const struct finding *found, const char *spreads, const char *what, FILE *out)
{
    const int classes = found->facts->model->input.classes;
    const bool one = found->layers == 1;
    found_put_layers(found, found->lowest, out);
    fprintf(out, "%s of ", one ? " has a local loss" : " have local losses");
    found_put_range(found, tally_local_loss, "%.3f", out);
    fprintf(out, " (ln %d = %.3f is that of guessing), and %s local logits differ by ", classes, blank_loss(found),
            one ? "its" : "their");
    found_put_range(found, tally_spread, spreads, out);
    fprintf(out, " between classes, %s", what);
}

static void say_blind_logits(const struct finding *found, FILE *out)
{
    const bool one = found->layers == 1;
    found_put_layers(found, found->lowest, out);
    fprintf(out, "%s for all classes, whatever %s: nothing teaches %s",
            one ? " has the same local logits" : " have the same local logits", one ? "it does" : "they do",
            one ? "it" : "them");
}

/* The basis of the layer, and more latents, of which linear layers have bins and convolutions cells. */
static void cure_blind_logits(const struct finding *found, FILE *out)
{
    const char *name = found_info(found, found->lowest)->name;
    fprintf(out, "`%s signal basis walsh` (-D %s.signal.basis=walsh)", name, name);
    if (found_info(found, found->lowest)->latents < found->facts->model->input.classes)
        fputs(" and more latents, by `signal bins N` of a linear layer or a finer `signal grid` of a convolution", out);
    if (found->layers > 1) {
        fputs(", and likewise for ", out);
        found_put_layers(found, found_next(found, found->lowest), out);
    }
}

static void say_faint_logits(const struct finding *found, FILE *out)
{
    const struct tess_layer_info *lowest = found_info(found, found->lowest);
    say_logits(found, "%.3f", "too little for the softmax to leave 1 / classes, whatever the layer does", out);
    if (lowest->logits == TESS_LOGITS_MEAN)
        fputs(" (`logits mean`, which divides them by their number of latents, is what the published code computes)",
              out);
}

static void say_sharp_logits(const struct finding *found, FILE *out)
{
    say_logits(found, "%.0f", "so much that the softmax is sure of one class, right or wrong", out);
}

/* The X of `logits root times X` that would have made the spread a good one, by this layer. */
static double wanted_times(const struct finding *found, int layer)
{
    const struct tess_layer_info *of = found_info(found, layer);
    const double d = of->latents;
    const double divisor[] = {[TESS_LOGITS_MEAN] = d, [TESS_LOGITS_ROOT] = sqrt(d), [TESS_LOGITS_SUM] = 1};
    const double now = (double)of->logits_times / divisor[of->logits];
    return now * wanted_spread / fmax(tally_spread(found->facts->training, layer), 1e-6) * sqrt(d);
}

/* One for all layers found: the power of two nearest to their geometric mean. */
static double advised_times(const struct finding *found)
{
    double sum = 0;
    for (int layer = found->lowest; layer >= 0; layer = found_next(found, layer))
        sum += log2(wanted_times(found, layer));
    return exp2(fmin(fmax(round(sum / found->layers), -10), 19));
}

/* Where layers differ some have settings of their own, and which ones is not known here: the model's may not reach the
 * layers found. */
static bool layers_differ(const struct finding *found)
{
    const struct tess_layer_info *first = found_info(found, 0);
    for (int layer = 1; layer < found->facts->model->layers; layer++) {
        const struct tess_layer_info *of = found_info(found, layer);
        if (of->logits != first->logits || of->logits_times < first->logits_times ||
            of->logits_times > first->logits_times)
            return true;
    }
    return false;
}

static void cure_logits(const struct finding *found, double times, FILE *out)
{
    const char *name = found_info(found, found->lowest)->name;
    if (!layers_differ(found)) {
        fprintf(out,
                "`learn { signal local { logits root times %g } }` (-D learn.signal.logits=root "
                "-D learn.signal.logits.times=%g)",
                times, times);
        return;
    }
    fprintf(out, "`%s signal logits root times %g` (-D %s.signal.logits=root -D %s.signal.logits.times=%g)", name,
            times, name, name, times);
    if (found->layers > 1) {
        fputs(", and likewise for ", out);
        found_put_layers(found, found_next(found, found->lowest), out);
    }
}

/* Or what the layers do not spoil: one that knows more all the same. */
static void cure_faint_logits(const struct finding *found, FILE *out)
{
    const int better = better_layer(found->facts);
    cure_logits(found, advised_times(found), out);
    if (better >= 0 && !found->layer[better])
        fprintf(out, ", or `predict from %s`, which is not so (-D predict.from=%s)", found_info(found, better)->name,
                found_info(found, better)->name);
}

static void cure_sharp_logits(const struct finding *found, FILE *out)
{
    cure_logits(found, fmin(advised_times(found), moderate_times), out);
}

static void say_better_layer(const struct finding *found, FILE *out)
{
    const struct hint_facts *facts = found->facts;
    fprintf(out, "%s alone knows more than %s%s: %s accuracy %.2f %% against %.2f %%, and so for %d epochs",
            way_name(facts->model, found->best), facts->way == facts->model->layers ? "the " : "",
            way_name(facts->model, facts->way), facts->judged_name, 100 * tally_accuracy(facts->judged, found->best),
            100 * tally_accuracy(facts->judged, facts->way), clear_epochs);
}

static void cure_better_layer(const struct finding *found, FILE *out)
{
    const char *name = found_info(found, found->best)->name;
    if (found->facts->judged != found->facts->training)
        fprintf(out,
                "`predict from best` or `predict from %s` (-D predict.from=%s; --from %s of train, eval and "
                "predict)",
                name, name, name);
    else
        fprintf(out, "`predict from %s` (-D predict.from=%s; --from %s of train, eval and predict)", name, name, name);
}

/* The lowest of the layers found is the cause. */
static void say_dead(const struct finding *found, const char *then, FILE *out)
{
    const int next = found_next(found, found->lowest);
    const double accuracy = tally_accuracy(found->facts->training, found->facts->way);
    fprintf(out, "%s fires at %.3f %% of its neurons and steps: %s", found_info(found, found->lowest)->name,
            100 * found_rate(found, found->lowest), then);
    if (next >= 0) {
        fputs("; the same holds of ", out);
        found_put_layers(found, next, out);
        fputs(" above it", out);
    }
    if (guesses(found))
        fprintf(out, "; a training accuracy of %.2f %% is that of guessing", 100 * accuracy);
}

static void say_saturated(const struct finding *found, FILE *out)
{
    say_dead(found, "it says almost nothing", out);
}

static void say_silent(const struct finding *found, FILE *out)
{
    say_dead(found, "almost nothing gets past it", out);
}

/* The layer's start of gains; NULL where it has no gain. */
static const struct tess_param *gain_of(const struct finding *found, int layer)
{
    const struct tess_model *model = found->facts->model;
    const char *name = found_info(found, layer)->name;
    const size_t length = strlen(name);
    for (int i = 0; i < model->params; i++)
        if (!strncmp(model->param[i].name, name, length) && !strcmp(model->param[i].name + length, ".gain"))
            return &model->param[i];
    return NULL;
}

/* A threshold and a start of the gains, each left out where it is 0. */
static void cure_dead(const struct finding *found, double threshold, double start, const char *otherwise, FILE *out)
{
    const char *name = found_info(found, found->lowest)->name;
    if (threshold > 0)
        fprintf(out, "`%s { neuron { threshold %g } }` (-D %s.neuron.threshold=%g)", name, threshold, name, threshold);
    if (start > 0)
        fprintf(out, "%s`%s { weights { gain start %g } }` (-D %s.weights.gain.start=%g)", threshold > 0 ? " or " : "",
                name, start, name, start);
    if (!(threshold > 0 || start > 0))
        fprintf(out, "neurons that fire %s", otherwise);
}

/* The language's own threshold and gain are values that layers fire at. Where one of the two is far from them it is the
 * cause, which the other cannot make up for; otherwise half the threshold, twice the gain. */
static void cure_silent(const struct finding *found, FILE *out)
{
    enum { OWN_GAIN = 1 };
    const double own_threshold = 0.6, far = 2;
    const double threshold = (double)found_info(found, found->lowest)->threshold;
    const struct tess_param *gain = gain_of(found, found->lowest);
    const double start = gain ? (double)gain->start_scale : 0;
    if (start > 0 && far * start < OWN_GAIN)
        cure_dead(found, threshold > far * own_threshold ? own_threshold : 0, OWN_GAIN, "sooner", out);
    else if (threshold > far * own_threshold)
        cure_dead(found, own_threshold, 0, "sooner", out);
    else
        cure_dead(found, threshold / 2, 2 * start, "sooner", out);
    if (found->lowest == 0)
        fputs(", or input values that are larger", out);
    if (found->facts->model->local_loss)
        fputs("; where it fell silent while it learned, a smaller `times` of its `logits`", out);
}

static void cure_saturated(const struct finding *found, FILE *out)
{
    const double threshold = (double)found_info(found, found->lowest)->threshold;
    const struct tess_param *gain = gain_of(found, found->lowest);
    const double lifted = threshold < 0.3 ? 0.6 : 2 * threshold;
    cure_dead(found, threshold > 0 ? lifted : 0, gain ? (double)gain->start_scale / 2 : 0, "later", out);
    fputs(", or a reset by more", out);
}

/* ---- The table --------------------------------------------------------------------------------------------------- */

/* Each is told as "hint: what was seen; try SETTING", in this order. */
static const struct hint {
    bool before; /* the first epoch; otherwise at the end of each */
    bool (*sees)(struct finding *found);
    void (*say)(const struct finding *found, FILE *out);
    void (*cure)(const struct finding *found, FILE *out);
} hints_known[] = {
    {true, sees_no_rate, say_no_rate, cure_no_rate},
    {true, sees_long_warmup, say_long_warmup, cure_long_warmup},
    {false, sees_lost_events, say_lost_events, cure_lost_events},
    {false, sees_blind_logits, say_blind_logits, cure_blind_logits},
    {false, sees_faint_logits, say_faint_logits, cure_faint_logits},
    {false, sees_sharp_logits, say_sharp_logits, cure_sharp_logits},
    {false, sees_better_layer, say_better_layer, cure_better_layer},
    {false, sees_saturated, say_saturated, cure_saturated},
    {false, sees_silent, say_silent, cure_silent},
};

void hints_tell(struct hints *hints, const struct hint_facts *facts, FILE *out)
{
    if (facts->training)
        hints->behind = better_layer(facts) < 0 ? 0 : hints->behind + 1;
    for (size_t i = 0; i < sizeof hints_known / sizeof *hints_known; i++) {
        const struct hint *hint = &hints_known[i];
        struct finding found = {.facts = facts, .hints = hints, .lowest = -1, .best = -1};
        if (hint->before != !facts->training || hints->told >> i & 1 || !hint->sees(&found))
            continue;
        hints->told |= (int64_t)1 << i;
        fputs("hint: ", out);
        hint->say(&found, out);
        fputs("; try ", out);
        hint->cure(&found, out);
        fputc('\n', out);
    }
}
