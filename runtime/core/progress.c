#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "clock.h"

enum { LINE = 200, BAR = 24 };

/* Seconds between two redrawings of the bar, and between two lines. */
static const double redraw = 0.1, line_every = 10;

void progress_open(struct progress *progress)
{
    const char *terminal = getenv("TERM"), *plain = getenv("NO_COLOR");
    *progress = (struct progress){0};
    progress->terminal = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
    progress->colour = progress->terminal && !(plain && *plain);
}

void progress_begin(struct progress *progress, int64_t first, int64_t total, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(progress->title, sizeof progress->title, format, arguments);
    va_end(arguments);
    progress->first = first;
    progress->total = total;
    progress->start = clock_seconds();
    progress->next = progress->start + (progress->terminal ? redraw : line_every);
    progress->shown = false;
}

static void draw_bar(const struct progress *progress, int64_t done, const char *text)
{
    struct winsize window;
    const int width = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 80;
    const int filled = progress->total > 0 ? (int)(BAR * done / progress->total) : 0;
    char line[LINE + BAR + 80];
    int length = snprintf(line, sizeof line, "%s [", progress->title);
    memset(line + length, '=', (size_t)filled);
    memset(line + length + filled, ' ', (size_t)(BAR - filled));
    length += BAR;
    snprintf(line + length, sizeof line - (size_t)length, "] %s", text);
    fprintf(stderr, "\r%s%.*s%s\033[K", progress->colour ? "\033[36m" : "", width - 1, line,
            progress->colour ? "\033[0m" : "");
    fflush(stderr);
}

void progress_show(struct progress *progress, int64_t done, double loss, double accuracy)
{
    const double now = clock_seconds();
    if (now < progress->next)
        return;
    const double speed = (double)(done - progress->first) / (now - progress->start);
    const long left = speed > 0 ? (long)((double)(progress->total - done) / speed + 0.5) : 0;
    char text[LINE];
    int length = snprintf(text, sizeof text, "%lld of %lld", (long long)done, (long long)progress->total);
    if (__builtin_isfinite(loss))
        length += snprintf(text + length, sizeof text - (size_t)length, ", loss %.4f, accuracy %.2f %%", loss,
                           100 * accuracy);
    snprintf(text + length, sizeof text - (size_t)length, ", %.1f images/s, %ld:%02ld left", speed, left / 60,
             left % 60);
    if (progress->terminal)
        draw_bar(progress, done, text);
    else
        fprintf(stderr, "%s: %s\n", progress->title, text);
    progress->shown = progress->terminal;
    progress->next = now + (progress->terminal ? redraw : line_every);
}

void progress_end(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
