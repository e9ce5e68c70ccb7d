/* Pieces of a page: text and line charts (SVG) that need no script, no style sheet and no font of elsewhere. The page
 * is well-formed XML as well as HTML. */
#ifndef TESS_REPORT_HTML_H
#define TESS_REPORT_HTML_H

#include <stdbool.h>
#include <stdio.h>

/* Writes text with what HTML gives a meaning escaped; bytes that are no UTF-8 and control characters become '?'. */
void html_text(FILE *out, const char *text);

struct series {
    const char *name;
    const double *value; /* [count of the chart]; not finite: no point */
};

struct chart {
    const char *title, *unit; /* unit: written behind values, may be "" */
    const double *x;          /* [count], rising; whole numbers: epochs */
    int count;
    const struct series *series;
    int series_count;
    bool logarithmic; /* wanted: taken where the values span more than a factor of ten */
};

/* Writes a <figure>; nothing where no series has a point. */
void html_chart(FILE *out, const struct chart *chart);

/* The styles that html_chart's elements need, for light and dark. */
void html_chart_styles(FILE *out);

#endif
