#include "line.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

struct line_part *line_add(struct line *line, int rank, const char *format, ...)
{
    struct line_part *part = &line->part[line->parts];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(part->text, sizeof part->text, format, arguments);
    va_end(arguments);
    part->rank = rank;
    part->columns = (int)strlen(part->text);
    line->parts += line->parts + 1 < LINE_PARTS;
    return part;
}

static int highest_rank(const struct line *line)
{
    int highest = 0;
    for (int i = 0; i < line->parts; i++)
        highest = line->part[i].rank > highest ? line->part[i].rank : highest;
    return highest;
}

int line_fit(struct line *line, int columns)
{
    const int highest = highest_rank(line);
    int left = columns + LINE_GAP; /* no gap before the first */
    bool full = false;
    for (int rank = 0; rank <= highest; rank++)
        for (int i = 0; i < line->parts; i++) {
            struct line_part *part = &line->part[i];
            const int taken = part->columns + LINE_GAP;
            if (part->rank != rank)
                continue;
            full = full || (rank > 0 && taken > left);
            left -= full ? 0 : taken;
            part->rank = full ? -1 : rank;
        }
    return left;
}

void line_print(const struct line *line, FILE *out)
{
    int gap = 0;
    for (int i = 0; i < line->parts; i++)
        if (line->part[i].rank >= 0 && line->part[i].text[0]) {
            fprintf(out, "%*s%s", gap, "", line->part[i].text);
            gap = LINE_GAP;
        }
}

const char *duration_text(char text[DURATION_TEXT], double seconds)
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
    const long long whole = seconds < 1e12 ? (long long)(seconds + 0.5) : (long long)1e12;
    if (whole < 2 * MINUTE)
        snprintf(text, DURATION_TEXT, "%lld s", whole);
    else if (whole < 2 * HOUR)
        snprintf(text, DURATION_TEXT, "%lld min", (whole + MINUTE / 2) / MINUTE);
    else if (whole < 2 * DAY)
        snprintf(text, DURATION_TEXT, "%.1f h", seconds / HOUR);
    else
        snprintf(text, DURATION_TEXT, "%.1f d", seconds / DAY);
    return text;
}
