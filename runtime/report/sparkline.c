#include "sparkline.h"

#include <string.h>

enum { LEVELS = 8 };

int sparkline(char *text, const float *number, int count, int columns)
{
    const int bars = count < columns ? count : columns;
    number += count - bars;
    float low = bars > 0 ? number[0] : 0, high = low;
    for (int i = 1; i < bars; i++) {
        low = number[i] < low ? number[i] : low;
        high = number[i] > high ? number[i] : high;
    }
    for (int i = 0; i < bars; i++) {
        int level = high > low ? (int)((number[i] - low) / (high - low) * LEVELS) : LEVELS / 2 - 1;
        level = level < LEVELS ? level : LEVELS - 1;
        const char bar[] = {'\xe2', '\x96', (char)(0x81 + level)};
        memcpy(text + SPARKLINE_BYTES * i, bar, sizeof bar);
    }
    text[SPARKLINE_BYTES * bars] = 0;
    return bars;
}
