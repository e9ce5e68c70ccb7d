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

/* What there is to say at one moment. */
struct view {
    int64_t done;
    double loss, accuracy, speed;
    long left; /* seconds */
};

static const char *unit_of(const struct progress *progress)
{
    return progress->unit ? progress->unit : "images";
}

/* The bar takes what the numbers leave of the line. */
static void draw_bar(const struct progress *progress, const struct view *view)
{
    struct winsize window;
    const int width = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 80;
    char text[LINE], bar[BAR + 1];
    int length = 0;
    if (__builtin_isfinite(view->loss))
        length = snprintf(text, sizeof text, view->loss < 1e6 ? "loss %.3f  acc %.1f %%  " : "loss %.3g  acc %.1f %%  ",
                          view->loss, 100 * view->accuracy);
    length += snprintf(text + length, sizeof text - (size_t)length, "%.1f %s/s  %ld:%02ld left", view->speed,
                       unit_of(progress), view->left / 60, view->left % 60);
    int room = width - 1 - (int)strlen(progress->title) - length - 4;
    room = room < 0 ? 0 : room > BAR ? BAR : room;
    const int filled = progress->total > 0 ? (int)(room * view->done / progress->total) : 0;
    memset(bar, '=', (size_t)filled);
    memset(bar + filled, ' ', (size_t)(room - filled));
    bar[room] = 0;
    char line[2 * LINE];
    snprintf(line, sizeof line, "%s [%s] %s", progress->title, bar, text);
    fprintf(stderr, "\r%s%.*s%s\033[K", progress->colour ? "\033[36m" : "", width - 1, line,
            progress->colour ? "\033[0m" : "");
    fflush(stderr);
}

static void print_line(const struct progress *progress, const struct view *view)
{
    fprintf(stderr, "%s: %lld of %lld %s", progress->title, (long long)view->done, (long long)progress->total,
            unit_of(progress));
    if (__builtin_isfinite(view->loss))
        fprintf(stderr, ", loss %.4f, accuracy %.2f %%", view->loss, 100 * view->accuracy);
    fprintf(stderr, ", %.1f %s/s, %ld:%02ld left\n", view->speed, unit_of(progress), view->left / 60, view->left % 60);
}

void progress_show(struct progress *progress, int64_t done, double loss, double accuracy)
{
    const double now = clock_seconds();
    if (now < progress->next)
        return;
    const double speed = (double)(done - progress->first) / (now - progress->start);
    const struct view view = {.done = done,
                              .loss = loss,
                              .accuracy = accuracy,
                              .speed = speed,
                              .left = speed > 0 ? (long)((double)(progress->total - done) / speed + 0.5) : 0};
    if (progress->terminal)
        draw_bar(progress, &view);
    else
        print_line(progress, &view);
    progress->shown = progress->terminal;
    progress->next = now + (progress->terminal ? redraw : line_every);
}

void progress_end(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
