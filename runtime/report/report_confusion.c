#include "report_confusion.h"

#include <inttypes.h>

#include "html.h"

enum { SHADES = 5, MOST_CLASSES = 32, MOST_MISTAKES = 30 };

void report_confusion_styles(FILE *out)
{
    static const int percent[SHADES + 1] = {0, 12, 26, 42, 60, 78};
    static const char *const colour[2] = {"#3a86c8", "#d1493f"};
    fputs(".confusion td{text-align:right;padding:.15em .45em;border:1px solid var(--line)}\n"
          ".confusion th{padding:.15em .45em}\n",
          out);
    for (int wrong = 0; wrong < 2; wrong++)
        for (int shade = 1; shade <= SHADES; shade++)
            fprintf(out, ".%s%d{background:color-mix(in srgb,%s %d%%,transparent)}\n", wrong ? "wrong" : "right", shade,
                    colour[wrong], percent[shade]);
}

/* A cell is the darker the larger its share of the row is. */
static void write_cell(FILE *out, uint32_t count, uint64_t row, bool right)
{
    const int shade = count ? 1 + (int)((uint64_t)count * (SHADES - 1) / row) : 0;
    if (!count)
        fputs("<td></td>", out);
    else
        fprintf(out, "<td class=\"%s%d\">%" PRIu32 "</td>", right ? "right" : "wrong", shade, count);
}

static void write_matrix(FILE *out, const struct confusion *confusion)
{
    const uint32_t *count = confusion->count;
    fputs("<p class=\"dim\">A row a class of the data, a column a predicted one.</p>\n<div class=\"wide\">"
          "<table class=\"confusion\">\n<tr><th></th>",
          out);
    for (int c = 0; c < confusion->classes; c++) {
        fputs("<th class=\"number\">", out);
        html_text(out, confusion->name[c]);
        fputs("</th>", out);
    }
    fputs("</tr>\n", out);
    for (int label = 0; label < confusion->classes; label++, count += confusion->classes) {
        uint64_t row = 0;
        for (int c = 0; c < confusion->classes; c++)
            row += count[c];
        fputs("<tr><th>", out);
        html_text(out, confusion->name[label]);
        fputs("</th>", out);
        for (int c = 0; c < confusion->classes; c++)
            write_cell(out, count[c], row, c == label);
        fputs("</tr>\n", out);
    }
    fputs("</table></div>\n", out);
}

static void write_mistakes(FILE *out, const struct confusion *confusion)
{
    struct mistake mistake[MOST_MISTAKES];
    const int found = confusion_mistakes(confusion->count, confusion->classes, mistake, MOST_MISTAKES);
    fprintf(out, "<p class=\"dim\">The %d most frequent mistakes; confusion.csv has all.</p>\n", found);
    fputs("<div class=\"wide\"><table>\n<tr><th>class</th><th>taken for</th><th class=\"number\">samples</th></tr>\n",
          out);
    for (int i = 0; i < found; i++) {
        fputs("<tr><td>", out);
        html_text(out, confusion->name[mistake[i].label]);
        fputs("</td><td>", out);
        html_text(out, confusion->name[mistake[i].predicted]);
        fprintf(out, "</td><td class=\"number\">%" PRIu32 "</td></tr>\n", mistake[i].count);
    }
    fputs("</table></div>\n", out);
}

void report_confusion(FILE *out, const struct confusion *confusion)
{
    if (confusion->classes == 0)
        return;
    fputs("<h2>Confusion matrix, ", out);
    html_text(out, confusion->samples);
    fputs(" samples, best epoch</h2>\n", out);
    (confusion->classes <= MOST_CLASSES ? write_matrix : write_mistakes)(out, confusion);
}
