/* Line charts as SVG. */
#include <float.h>
#include <string.h>

#include "html.h"
#include "tess/math.h"

enum { WIDTH = 560, HEIGHT = 250, LEFT = 58, RIGHT = 14, TOP = 12, BOTTOM = 30, COLOURS = 8, TICKS = 6, DOTS = 40 };

/* The part of an axis that is shown, and its ticks: first, first + step, ... up to last. */
struct axis {
    double first, last, step;
    bool logarithmic; /* first and last are logarithms to the base ten */
};

/* Numbers that large, and what is no number, stay as they are. */
static double whole_below(double value)
{
    if (!(value > -9e15 && value < 9e15))
        return value;
    const double whole = (double)(long long)value;
    return whole > value ? whole - 1 : whole;
}

/* The least of 1, 2, 5, 10, 20, ... times a power of ten that makes at most TICKS steps of `range`. */
static double nice_step(double range)
{
    static const double digit[] = {1, 2, 5};
    double power = 1;
    while (power * TICKS > range)
        power /= 10;
    for (;; power *= 10)
        for (int i = 0; i < 3; i++)
            if (digit[i] * power * TICKS >= range)
                return digit[i] * power;
}

static double common_logarithm(double value)
{
    return tess_log(value) / tess_log(10);
}

static bool is_number(double value)
{
    return value >= -DBL_MAX / 4 && value <= DBL_MAX / 4;
}

/* False where there is no number at all. */
static bool find_range(const struct chart *chart, double *low, double *high)
{
    bool found = false;
    for (int s = 0; s < chart->series_count; s++)
        for (int i = 0; i < chart->count; i++) {
            const double value = chart->series[s].value[i];
            if (!is_number(value))
                continue;
            *low = found && *low < value ? *low : value;
            *high = found && *high > value ? *high : value;
            found = true;
        }
    return found;
}

static struct axis value_axis(double low, double high, bool logarithmic)
{
    struct axis axis = {.step = 1, .logarithmic = logarithmic && low > 0 && high > 10 * low};
    if (axis.logarithmic) {
        const double slack = 1e-6; /* so that a power of ten, as a float32, is one */
        axis.first = whole_below(common_logarithm(low) + slack);
        axis.last = -whole_below(-common_logarithm(high) + slack);
        return axis;
    }
    const double least = 1e-9 * (high > -low ? high : -low); /* a flat line is in the middle of a narrow range */
    if (high - low <= least) {
        const double spread = high > 0 ? high / 10 : high < 0 ? -high / 10 : 1;
        low -= spread;
        high += spread;
    }
    axis.step = nice_step(high - low);
    axis.first = whole_below(low / axis.step) * axis.step;
    axis.last = -whole_below(-high / axis.step) * axis.step;
    return axis;
}

static struct axis epoch_axis(const double *x, int count)
{
    struct axis axis = {.first = x[0], .last = x[count - 1], .step = 1};
    if (axis.last - axis.first > TICKS)
        axis.step = nice_step(axis.last - axis.first);
    return axis;
}

static double place_x(const struct axis *axis, double value)
{
    const double range = axis->last - axis->first;
    return LEFT + (WIDTH - LEFT - RIGHT) * (range > 0 ? (value - axis->first) / range : 0.5);
}

static double place_y(const struct axis *axis, double value)
{
    const double at = axis->logarithmic ? common_logarithm(value) : value;
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (at - axis->first) / (axis->last - axis->first);
}

static void draw_values(FILE *out, const struct axis *axis, const char *unit)
{
    const int steps = (int)((axis->last - axis->first) / axis->step + 0.5);
    for (int i = 0; i <= steps; i++) {
        const double at = axis->first + i * axis->step;
        const double y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (double)i / steps;
        fprintf(out, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, y, y);
        fprintf(out, "<text class=\"tick end\" x=\"%d\" y=\"%.1f\">", LEFT - 6, y + 4);
        if (axis->logarithmic)
            fprintf(out, "1e%.0f", at);
        else /* -0 and what rounding leaves of 0 are 0 */
            fprintf(out, "%.4g", at < axis->step / 2 && at > -axis->step / 2 ? 0.0 : at);
        fprintf(out, "%s</text>\n", unit);
    }
}

static void draw_epochs(FILE *out, const struct axis *axis)
{
    double at = -whole_below(-axis->first / axis->step) * axis->step;
    for (int i = 0; i <= TICKS && at <= axis->last; i++, at += axis->step)
        fprintf(out, "<text class=\"tick middle\" x=\"%.1f\" y=\"%d\">%.0f</text>\n", place_x(axis, at),
                HEIGHT - BOTTOM + 18, at);
}

/* Pieces of line between points, and the points, which say what they are. */
static void draw_series(FILE *out, const struct chart *chart, int index, const struct axis *across,
                        const struct axis *up)
{
    const struct series *series = &chart->series[index];
    bool drawing = false;
    fprintf(out, "<g class=\"colour%d%s\">", index % COLOURS, index >= COLOURS ? " dashed" : "");
    for (int i = 0; i < chart->count; i++) {
        const bool here = is_number(series->value[i]);
        if (here)
            fprintf(out, "%s%.1f,%.1f", drawing ? " " : "<polyline points=\"", place_x(across, chart->x[i]),
                    place_y(up, series->value[i]));
        else if (drawing)
            fputs("\"/>", out);
        drawing = here;
    }
    fputs(drawing ? "\"/>\n" : "\n", out);
    for (int i = 0; i < chart->count; i++)
        if (is_number(series->value[i])) {
            fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"><title>epoch %.0f, ",
                    chart->count > DOTS ? "far" : "near", place_x(across, chart->x[i]), place_y(up, series->value[i]),
                    chart->count > DOTS ? 4 : 3, chart->x[i]);
            html_text(out, series->name);
            fprintf(out, ": %.6g%s</title></circle>\n", series->value[i], chart->unit);
        }
    fputs("</g>\n", out);
}

static void draw_legend(FILE *out, const struct chart *chart)
{
    fputs("<ul class=\"legend\">", out);
    for (int s = 0; s < chart->series_count; s++) {
        const double last = chart->series[s].value[chart->count - 1];
        fprintf(out,
                "<li><svg class=\"colour%d%s\" width=\"22\" height=\"8\" aria-hidden=\"true\"><polyline "
                "points=\"0,4 22,4\"/></svg> ",
                s % COLOURS, s >= COLOURS ? " dashed" : "");
        html_text(out, chart->series[s].name);
        if (is_number(last))
            fprintf(out, " <b>%.4g%s</b>", last, chart->unit);
        fputs("</li>", out);
    }
    fputs("</ul>\n", out);
}

void html_chart(FILE *out, const struct chart *chart)
{
    double low = 0, high = 0;
    if (!find_range(chart, &low, &high))
        return;
    const struct axis across = epoch_axis(chart->x, chart->count), up = value_axis(low, high, chart->logarithmic);
    fputs("<figure>\n<figcaption>", out);
    html_text(out, chart->title);
    fprintf(out, "</figcaption>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    html_text(out, chart->title);
    fputs(" by epoch\">\n", out);
    draw_values(out, &up, chart->unit);
    draw_epochs(out, &across);
    for (int s = 0; s < chart->series_count; s++)
        draw_series(out, chart, s, &across, &up);
    fputs("</svg>\n", out);
    draw_legend(out, chart);
    fputs("</figure>\n", out);
}

/* Eight hues that stay apart for the colour-blind and on both grounds. M. Okabe, K. Ito, 2008, with lighter and darker
 * ones where the ground asks for it. */
void html_chart_styles(FILE *out)
{
    static const char *const light[COLOURS] = {"#0072b2", "#d55e00", "#009e73", "#b0478f",
                                               "#8a6d00", "#3a9ad9", "#7a4fbf", "#6b6b6b"};
    static const char *const dark[COLOURS] = {"#56b4e9", "#ff8a3d", "#2fd0a0", "#e08fc0",
                                              "#f0e442", "#8fb8ff", "#b79cf0", "#b8b8b8"};
    fputs("figure{margin:0}\nfigure svg[role]{width:100%;height:auto;display:block}\nfigcaption{font-weight:600}\n"
          ".grid{stroke:var(--line)}\n.tick{fill:var(--dim);font-size:11px}\n.end{text-anchor:end}\n"
          ".middle{text-anchor:middle}\npolyline{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}\n"
          ".dashed polyline{stroke-dasharray:5 3}\n.near{fill:currentColor}\n.far{fill:currentColor;opacity:0}\n"
          ".far:hover{opacity:1}\n.legend{list-style:none;margin:.3em 0 0;padding:0;display:flex;flex-wrap:wrap;"
          "gap:.2em 1.1em;font-size:.85em}\n.legend b{font-weight:600}\n",
          out);
    for (int i = 0; i < COLOURS; i++)
        fprintf(out, ".colour%d{color:%s}\n", i, light[i]);
    fputs("@media (prefers-color-scheme:dark){\n", out);
    for (int i = 0; i < COLOURS; i++)
        fprintf(out, ".colour%d{color:%s}\n", i, dark[i]);
    fputs("}\n", out);
}
