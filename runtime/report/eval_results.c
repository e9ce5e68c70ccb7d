#include "eval_results.h"

#include <inttypes.h>

#include "confusion.h"
#include "files/json.h"

/* Every layer's own prediction, and the readout's. */
static void print_layers(const struct tally *tally, const struct tess_model *model, FILE *file)
{
    fputs("accuracy of each layer's own prediction\n", file);
    for (int way = 0; way <= model->layers; way++)
        if (tally->counts[way])
            fprintf(file, "  %-20s %6.2f %% (%" PRId64 ")\n", way_name(model, way), 100 * tally_accuracy(tally, way),
                    tally->correct[way]);
}

/* The share of a class's samples that are predicted right; NaN where it has none. */
static double class_accuracy(const struct tally *tally, int class)
{
    const int64_t correct = tally->class_correct[tally->way * tally->classes + class];
    return tally->class_images[class] > 0 ? (double)correct / (double)tally->class_images[class]
                                          : (double)__builtin_nan("");
}

void eval_results_print(const struct eval_results *results, FILE *file)
{
    const struct tally *tally = results->tally;
    const struct tess_model *model = results->model;
    const int way = tally->way;
    const uint32_t *confusion = tally_confusion(tally, way);
    fprintf(file, "%s loss %.6f\n", results->split, tally_loss(tally, way));
    fprintf(file, "%s accuracy %.2f %% (%" PRId64 " of %" PRId64 ")\n", results->split,
            100 * tally_accuracy(tally, way), tally->correct[way], tally->images);
    if (way != model->layers) {
        char from[PREDICTION_TEXT];
        prediction_write(results->prediction, model, from);
        fprintf(file, "predicted from %s\n", from);
    }
    for (int c = 0; c < tally->classes; c++)
        if (tally->class_images[c] > 0)
            fprintf(file, "  %-20s %6.2f %% of %" PRId64 "\n", results->names->name[c], 100 * class_accuracy(tally, c),
                    tally->class_images[c]);
    if (confusion)
        confusion_print(file, results->names, confusion);
    if (results->layers)
        print_layers(tally, model, file);
    fputs("spikes a neuron and step\n", file);
    for (int layer = 0; layer < model->layers && layer <= tally->highest; layer++)
        fprintf(file, "  %-20s %6.4f\n", model->layer[layer].name, tally_rate(tally, model, layer));
}

/* The layers, and the readout at the end: spike rates, and the accuracies that were asked for. */
static void write_layers(const struct eval_results *results, FILE *file)
{
    const struct tess_model *model = results->model;
    for (int way = 0; way <= model->layers; way++) {
        fputs(way ? ",{\"name\":" : "{\"name\":", file);
        json_text(file, way_name(model, way));
        if (way < model->layers) {
            fputs(",\"rate\":", file);
            json_number(file, tally_rate(results->tally, model, way));
        }
        if (results->layers) {
            fputs(",\"accuracy\":", file);
            json_number(file, tally_accuracy(results->tally, way));
        }
        fputc('}', file);
    }
}

void eval_results_json(const struct eval_results *results, FILE *file)
{
    const struct tally *tally = results->tally;
    char from[PREDICTION_TEXT];
    prediction_write(results->prediction, results->model, from);
    fprintf(file, "{\"split\":\"%s\",\"samples\":%" PRId64 ",\"correct\":%" PRId64 ",\"accuracy\":", results->split,
            tally->images, tally->correct[tally->way]);
    json_number(file, tally_accuracy(tally, tally->way));
    fputs(",\"loss\":", file);
    json_number(file, tally_loss(tally, tally->way));
    fputs(",\"predicted_from\":", file);
    json_text(file, from);
    fputs(",\"classes\":[", file);
    for (int c = 0; c < tally->classes; c++) {
        fputs(c ? "," : "", file);
        json_text(file, results->names->name[c]);
    }
    fputs("],\"class_accuracy\":[", file);
    for (int c = 0; c < tally->classes; c++) {
        fputs(c ? "," : "", file);
        json_number(file, class_accuracy(tally, c));
    }
    fputs("],\"confusion\":", file);
    confusion_json(file, tally_confusion(tally, tally->way), tally->classes);
    fputs(",\"layers\":[", file);
    write_layers(results, file);
    fputs("]}\n", file);
}
