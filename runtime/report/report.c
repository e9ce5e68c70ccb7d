#include "tess/report.h"

#include <stdlib.h>
#include <string.h>

#include "files/durable.h"
#include "html.h"
#include "report_confusion.h"
#include "tess/record.h"

static const char readout[] = "readout"; /* the last of the layers */

/* What a page is made from. */
struct page {
    FILE *out;
    struct record record;
    struct confusion confusion;
    int layers;         /* the readout not among them */
    const char **layer; /* [layers] */
    double *value;      /* [layers + 3][rows]: one column of metrics after the other */
    struct series *series;
};

static void style(FILE *out)
{
    fputs("<style>\n:root{color-scheme:light dark;--ground:#fff;--text:#1b1b1b;--dim:#666;--line:#ddd}\n"
          "@media (prefers-color-scheme:dark){:root{--ground:#16181c;--text:#e6e6e6;--dim:#9a9a9a;--line:#34373d}}\n"
          "body{background:var(--ground);color:var(--text);font:15px/1.5 system-ui,sans-serif;max-width:1180px;"
          "margin:2em auto;padding:0 1.2em}\nh1{font-size:1.6em;margin:0}\nh2{font-size:1.15em;margin:2em 0 .6em}\n"
          ".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:1.8em 2em}\n"
          "table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n.wide{overflow-x:auto}\n"
          "th,td{text-align:left;padding:.25em .9em .25em 0;border-bottom:1px solid var(--line);vertical-align:top}\n"
          "th{color:var(--dim);font-weight:500}\n.number{text-align:right}\n.result{font-size:1.15em}\n"
          ".dim{color:var(--dim)}\npre{overflow-x:auto;font-size:.85em}\nsummary{cursor:pointer}\n",
          out);
    html_chart_styles(out);
    report_confusion_styles(out);
    fputs("</style>\n", out);
}

/* ---- What the run came to ---------------------------------------------------------------------------------------- */

static double cell(const struct page *page, int row, const char *column)
{
    return record_cell(&page->record, row, record_column(&page->record, column, ""));
}

static bool is_there(double value)
{
    return __builtin_isfinite(value);
}

/* Loss or accuracy that choices go by: of validation; without it, of training. */
static double judged(const struct page *page, int row, const char *what)
{
    const double value = record_cell(&page->record, row, record_column(&page->record, "validation_", what));
    return is_there(value) ? value : cell(page, row, what);
}

/* The epoch that best.safetensors is of: the highest accuracy; of equal ones the lowest loss, of those the first. */
static int best_row(const struct page *page)
{
    int best = 0;
    for (int row = 1; row < page->record.rows; row++) {
        const double accuracy = judged(page, row, "accuracy"), highest = judged(page, best, "accuracy");
        if (accuracy > highest || (accuracy >= highest && judged(page, row, "loss") < judged(page, best, "loss")))
            best = row;
    }
    return best;
}

static void write_accuracies(const struct page *page, const char *which, int row)
{
    static const struct {
        const char *column, *name;
    } part[] = {{"test_accuracy", "test"}, {"validation_accuracy", "validation"}, {"accuracy", "training"}};
    fprintf(page->out, "<p class=\"result\">%s epoch, %.0f: ", which, cell(page, row, "epoch"));
    for (size_t i = 0, written = 0; i < sizeof part / sizeof *part; i++) {
        const double value = cell(page, row, part[i].column);
        if (is_there(value))
            fprintf(page->out, "%s%s accuracy <b>%.2f %%</b>", written++ ? ", " : "", part[i].name, 100 * value);
    }
    fputs("</p>\n", page->out);
}

static void write_head(const struct page *page)
{
    const struct record *record = &page->record;
    const char *model = record_fact(record, NULL, "model"), *epochs = record_fact(record, "settings", "epochs");
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n<title>",
          page->out);
    html_text(page->out, model ? model : "run");
    fputs("</title>\n", page->out);
    style(page->out);
    fputs("</head>\n<body>\n<h1>", page->out);
    html_text(page->out, model ? model : "run");
    fputs("</h1>\n", page->out);
    fprintf(page->out, "<p class=\"dim\">%d of ", record->rows);
    html_text(page->out, epochs ? epochs : "?");
    fputs(" epochs", page->out);
    if (record->rows > 0)
        fprintf(page->out, ", %.0f updates", cell(page, record->rows - 1, "updates"));
    fputs("</p>\n", page->out);
    if (record->rows > 0) {
        write_accuracies(page, "Best", best_row(page));
        write_accuracies(page, "Last", record->rows - 1);
    } else {
        fputs("<p>No epoch is finished yet.</p>\n", page->out);
    }
}

/* ---- Charts ------------------------------------------------------------------------------------------------------ */

/* Copies a column of metrics, times `factor`, to the page's series number `index`. */
static void take_numbered(const struct page *page, int index, int column, const char *name, double factor)
{
    double *value = page->value + (size_t)index * (size_t)page->record.rows;
    for (int row = 0; row < page->record.rows; row++)
        value[row] = factor * record_cell(&page->record, row, column);
    page->series[index] = (struct series){name, value};
}

static void take_column(const struct page *page, int index, const char *column, const char *name, double factor)
{
    take_numbered(page, index, record_column(&page->record, column, ""), name, factor);
}

/* A chart of a column that each layer has: "conv1.rate". */
static void chart_layers(const struct page *page, const struct chart *chart, const char *suffix, double factor)
{
    struct chart whole = *chart;
    for (int i = 0; i < page->layers; i++)
        take_numbered(page, i, record_column(&page->record, page->layer[i], suffix), page->layer[i], factor);
    whole.series_count = page->layers;
    html_chart(page->out, &whole);
}

/* What each layer, and the readout, knows: of validation samples, or else of those that there are. */
static void chart_accuracies(const struct page *page, const struct chart *chart)
{
    static const struct {
        const char *suffix, *title;
    } kind[] = {{"validation_accuracy", "Accuracy of each layer by itself, validation"},
                {"test_accuracy", "Accuracy of each layer by itself, test"},
                {"accuracy", "Accuracy of each layer by itself, training"}};
    struct chart whole = *chart;
    char column[200];
    size_t k = 0;
    for (; k < 2; k++) {
        snprintf(column, sizeof column, "%s.%s", page->layers ? page->layer[0] : readout, kind[k].suffix);
        if (is_there(cell(page, 0, column)))
            break;
    }
    for (int i = 0; i <= page->layers; i++) {
        const char *name = i < page->layers ? page->layer[i] : readout;
        snprintf(column, sizeof column, "%s.%s", name, kind[k].suffix);
        take_column(page, i, column, name, 100);
    }
    whole.title = kind[k].title;
    whole.series_count = page->layers + 1;
    html_chart(page->out, &whole);
}

static void write_charts(const struct page *page, const double *epoch)
{
    struct chart chart = {.title = "Loss", .unit = "", .x = epoch, .count = page->record.rows, .series = page->series};
    fputs("<h2>Curves</h2>\n<div class=\"charts\">\n", page->out);
    chart.series_count = 3;
    take_column(page, 0, "loss", "training", 1);
    take_column(page, 1, "validation_loss", "validation", 1);
    take_column(page, 2, "test_loss", "test", 1);
    html_chart(page->out, &chart);
    chart.title = "Accuracy";
    chart.unit = " %";
    take_column(page, 0, "accuracy", "training", 100);
    take_column(page, 1, "validation_accuracy", "validation", 100);
    take_column(page, 2, "test_accuracy", "test", 100);
    html_chart(page->out, &chart);
    chart_accuracies(page, &chart);
    chart.title = "Spikes a neuron and step";
    chart_layers(page, &chart, ".rate", 100);
    chart.title = "Local loss";
    chart.unit = "";
    chart_layers(page, &chart, ".local_loss", 1);
    chart.title = "Learning rate";
    chart.logarithmic = true;
    chart.series_count = 1;
    take_column(page, 0, "learning_rate", "learning rate", 1);
    html_chart(page->out, &chart);
    fputs("</div>\n", page->out);
}

/* ---- Tables ------------------------------------------------------------------------------------------------------ */

static void write_cell(FILE *out, const char *class, const char *text)
{
    fprintf(out, "<td%s%s%s>", *class ? " class=\"" : "", class, *class ? "\"" : "");
    html_text(out, text ? text : "");
    fputs("</td>", out);
}

static void write_number(FILE *out, double value, const char *format)
{
    char text[400] = ""; /* the largest numbers have 309 digits */
    if (is_there(value))
        snprintf(text, sizeof text, format, value);
    write_cell(out, "number", text);
}

static void write_layer_end(const struct page *page, const char *name)
{
    static const struct {
        const char *suffix, *format;
        double factor;
    } part[] = {{".rate", "%.2f %%", 100},
                {".local_loss", "%.4f", 1},
                {".validation_accuracy", "%.2f %%", 100},
                {".test_accuracy", "%.2f %%", 100}};
    const struct record *record = &page->record;
    const int last = record->rows - 1;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const int column = record_column(record, name, part[i].suffix);
        write_number(page->out,
                     last < 0 ? (double)__builtin_nan("") : part[i].factor * record_cell(record, last, column),
                     part[i].format);
    }
    fputs("</tr>\n", page->out);
}

static void write_layers(const struct page *page)
{
    const char *name = NULL;
    fputs(
        "<h2>Layers</h2>\n<div class=\"wide\"><table>\n<tr><th>layer</th><th>what</th><th class=\"number\">neurons</th>"
        "<th class=\"number\">parameters</th><th class=\"number\">dense operations a step</th>"
        "<th class=\"number\">spikes at the end</th><th class=\"number\">local loss at the end</th>"
        "<th class=\"number\">validation accuracy by itself</th><th class=\"number\">test accuracy by "
        "itself</th></tr>\n",
        page->out);
    for (int i = 0; i < page->record.facts; i++) {
        const struct fact *fact = &page->record.fact[i];
        if (!fact->section || !fact->key || strcmp(fact->section, "layers") != 0)
            continue;
        if (fact->first) {
            if (name)
                write_layer_end(page, name);
            name = fact->value ? fact->value : "";
            fputs("<tr>", page->out);
        }
        write_cell(page->out, fact->first || strcmp(fact->key, "what") == 0 ? "" : "number", fact->value);
    }
    if (name)
        write_layer_end(page, name);
    fputs("</table></div>\n", page->out);
}

static void write_facts(const struct page *page)
{
    fputs("<h2>The run</h2>\n<div class=\"wide\"><table>\n", page->out);
    for (int i = 0; i < page->record.facts; i++) {
        const struct fact *fact = &page->record.fact[i];
        if (!fact->key || (fact->section && strcmp(fact->section, "layers") == 0))
            continue;
        fputs("<tr><th>", page->out);
        if (fact->section) {
            html_text(page->out, fact->section);
            fputs(": ", page->out);
        }
        html_text(page->out, fact->key);
        fputs("</th>", page->out);
        write_cell(page->out, "", fact->value ? fact->value : "none");
        fputs("</tr>\n", page->out);
    }
    fputs("</table></div>\n", page->out);
}

/* Every row of metrics.csv. */
static void write_epochs(const struct page *page)
{
    const struct record *record = &page->record;
    if (record->rows == 0)
        return;
    fputs("<h2>Epochs</h2>\n<details><summary>all numbers</summary>\n<div class=\"wide\"><table>\n<tr>", page->out);
    for (int i = 0; i < record->columns; i++) {
        fputs("<th class=\"number\">", page->out);
        html_text(page->out, record->column[i]);
        fputs("</th>", page->out);
    }
    fputs("</tr>\n", page->out);
    for (int row = 0; row < record->rows; row++) {
        fputs("<tr>", page->out);
        for (int i = 0; i < record->columns; i++)
            write_number(page->out, record_cell(record, row, i), "%.6g");
        fputs("</tr>\n", page->out);
    }
    fputs("</table></div>\n</details>\n", page->out);
}

/* ---- The page ---------------------------------------------------------------------------------------------------- */

/* The layers are those that metrics has a rate of. */
static bool find_layers(struct page *page, struct tess_error *error)
{
    const struct record *record = &page->record;
    page->layer = calloc((size_t)record->columns + 1, sizeof *page->layer);
    if (!page->layer)
        return tess_fail(error, TESS_FAILED, "out of memory");
    for (int i = 0; i < record->facts; i++) {
        const struct fact *fact = &record->fact[i];
        if (!fact->first || !fact->section || strcmp(fact->section, "layers") != 0 || !fact->value)
            continue;
        if (page->layers < record->columns && record_column(record, fact->value, ".rate") >= 0)
            page->layer[page->layers++] = fact->value;
    }
    const size_t most = (size_t)page->layers + 3;
    page->value = calloc(most * (size_t)record->rows + 1, sizeof *page->value);
    page->series = calloc(most, sizeof *page->series);
    return (page->value && page->series) || tess_fail(error, TESS_FAILED, "out of memory");
}

static bool write_page(struct page *page, struct tess_error *error)
{
    const int rows = page->record.rows;
    double *epoch = calloc((size_t)rows + 1, sizeof *epoch);
    if (!epoch)
        return tess_fail(error, TESS_FAILED, "out of memory");
    for (int row = 0; row < rows; row++)
        epoch[row] = cell(page, row, "epoch");
    write_head(page);
    if (rows > 0)
        write_charts(page, epoch);
    write_layers(page);
    report_confusion(page->out, &page->confusion);
    write_facts(page);
    write_epochs(page);
    fputs("<h2>The model</h2>\n<details><summary>resolved.tess</summary>\n<pre>", page->out);
    html_text(page->out, page->record.text[RECORD_SOURCE]);
    fputs("</pre>\n</details>\n</body>\n</html>\n", page->out);
    free(epoch);
    return true;
}

bool tess_report_write(const char *folder, struct tess_error *error)
{
    struct page page = {0};
    struct durable out = {0};
    char *path = path_join(folder, "report.html", error), *confusion = path_join(folder, "confusion.csv", error);
    bool good = path && confusion && record_open(&page.record, folder, error) &&
                confusion_read(&page.confusion, confusion, error) && find_layers(&page, error) &&
                durable_open(&out, path, error);
    if (good) {
        page.out = out.file;
        good = write_page(&page, error);
        if (good)
            good = durable_close(&out, error);
        else
            durable_abandon(&out);
    }
    record_close(&page.record);
    confusion_free(&page.confusion);
    free(page.layer);
    free(page.value);
    free(page.series);
    free(path);
    free(confusion);
    return good;
}
