/* One line of several parts that leaves out the less important ones where it would not fit. */
#ifndef TESS_REPORT_LINE_H
#define TESS_REPORT_LINE_H

#include <stdio.h>

enum { LINE_PARTS = 16, LINE_TEXT = 128, LINE_GAP = 2 /* columns between two parts */ };

struct line_part {
    int rank;    /* the lower, the more important; 0: always there; -1: left out */
    int columns; /* that it takes on a terminal; more, where lines below each other should leave out the same parts */
    char text[LINE_TEXT];
};

struct line {
    int parts;
    struct line_part part[LINE_PARTS]; /* in the order in which they are shown */
};

/* Adds a part of ASCII text and returns it: it may be changed until the line is printed. */
struct line_part *line_add(struct line *line, int rank, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Keeps the parts that fit, by falling importance: the first that does not, and all of a higher rank, are left out.
 * Returns the columns that are left; less than 0 where the parts of rank 0 alone are too long. */
int line_fit(struct line *line, int columns);

/* Prints what is kept and not empty, without an end of line. */
void line_print(const struct line *line, FILE *out);

/* A stretch of time as people say it: "45 s", "12 min", "5.2 h", "3.4 d". */
enum { DURATION_TEXT = 32 };
const char *duration_text(char text[DURATION_TEXT], double seconds);

#endif
