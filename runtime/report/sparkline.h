/* A row of numbers as bars of one character each: U+2581 to U+2588, the block elements of Unicode. */
#ifndef TESS_REPORT_SPARKLINE_H
#define TESS_REPORT_SPARKLINE_H

enum { SPARKLINE_BYTES = 3 /* of UTF-8 that a bar takes */ };

/* Writes the last `columns` of `count` finite numbers, or all if there are fewer, and a 0 byte: room for
 * SPARKLINE_BYTES * columns + 1 bytes. The smallest of those shown is the lowest bar, the largest the highest; equal
 * numbers are bars of half the height. Returns the number of bars. */
int sparkline(char *text, const float *number, int count, int columns);

#endif
