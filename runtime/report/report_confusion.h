/* The part of a run's page that shows which classes are taken for which. */
#ifndef TESS_REPORT_REPORT_CONFUSION_H
#define TESS_REPORT_REPORT_CONFUSION_H

#include <stdio.h>

#include "confusion.h"

/* Styles that its elements need, for light and dark. */
void report_confusion_styles(FILE *out);

/* A table of counts; of many classes the most frequent mistakes. Nothing where there are no classes. */
void report_confusion(FILE *out, const struct confusion *confusion);

#endif
