#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/clock.h"
#include "files/json.h"
#include "line.h"
#include "sparkline.h"
#include "terminal.h"

enum { SMALLEST_BAR = 8, LARGEST_BAR = 24, BRACKETS = 2, SHORTEST_SPARKLINE = 8, LONGEST_SPARKLINE = 24 };

/* Seconds between two showings in each form. */
static const double interval[] = {[PROGRESS_BAR] = 0.1, [PROGRESS_LINES] = 10, [PROGRESS_JSON] = 0.5};

bool progress_form_named(const char *word, enum progress_form *form)
{
    static const struct {
        const char *word;
        enum progress_form form;
    } known[] = {{"auto", PROGRESS_AUTO}, {"lines", PROGRESS_LINES}, {"json", PROGRESS_JSON}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(word, known[i].word) == 0) {
            *form = known[i].form;
            return true;
        }
    return false;
}

void progress_open(struct progress *progress, enum progress_form form)
{
    const char *terminal = getenv("TERM"), *plain = getenv("NO_COLOR");
    const bool redraws = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
    *progress = (struct progress){.form = form != PROGRESS_AUTO ? form : redraws ? PROGRESS_BAR : PROGRESS_LINES};
    progress->colour = progress->form == PROGRESS_BAR && !(plain && *plain);
    progress->utf8 = terminal_is_utf8();
}

void progress_begin(struct progress *progress, const struct progress_task *task)
{
    progress->task = *task;
    if (!task->unit)
        progress->task.unit = "images";
    if (task->epoch > 0 && strcmp(task->name, "training") == 0)
        snprintf(progress->title, sizeof progress->title, "epoch %" PRId64 "/%" PRId64, task->epoch, task->epochs);
    else
        snprintf(progress->title, sizeof progress->title, "%s", task->name);
    progress->start = clock_seconds();
    progress->next = progress->start + (progress->form == PROGRESS_QUIET ? 0 : interval[progress->form]);
    progress->shown = false;
}

/* Cells of the bar's inside that are done. */
static void fill_bar(const struct progress *progress, struct line_part *part, int64_t done, int cells)
{
    const int64_t total = progress->task.total;
    const int filled = total > 0 ? (int)(cells * done / total) : 0;
    char bar[LARGEST_BAR + 1];
    memset(bar, '=', (size_t)filled);
    memset(bar + filled, ' ', (size_t)(cells - filled));
    bar[cells] = 0;
    snprintf(part->text, sizeof part->text, "[%s]", bar);
}

/* By falling importance: title, time left, bar, accuracy, loss, sparkline, speed. Bar and sparkline take what is left.
 */
static void show_bar(const struct progress *progress, const struct progress_view *view, double speed)
{
    char left[DURATION_TEXT];
    struct line line = {0};
    line_add(&line, 0, "%s", progress->title);
    struct line_part *bar = line_add(&line, 2, "[%*s]", SMALLEST_BAR, "");
    if (__builtin_isfinite(view->loss)) {
        line_add(&line, 4, view->loss < 1e6 ? "loss %.3f" : "loss %.3g", view->loss);
        line_add(&line, 3, "acc %.1f %%", 100 * view->accuracy);
    }
    struct line_part *spark =
        line_add(&line, progress->utf8 && progress->epochs > 0 ? 5 : -1, "%*s",
                 progress->epochs < SHORTEST_SPARKLINE ? progress->epochs : SHORTEST_SPARKLINE, "");
    line_add(&line, 6, "%.1f %s/s", speed, progress->task.unit);
    line_add(&line, 1, "%s left", duration_text(left, view->left));
    /* A line that fills its last column would wrap on some terminals. */
    int room = line_fit(&line, terminal_columns(STDERR_FILENO) - 1);
    if (room < 0)
        return;
    const int most = LARGEST_BAR - SMALLEST_BAR, more = room < most ? room : most;
    if (bar->rank >= 0)
        fill_bar(progress, bar, view->done, SMALLEST_BAR + more);
    room += spark->columns - (bar->rank >= 0 ? more : 0);
    if (spark->rank >= 0)
        sparkline(spark->text, progress->history, progress->epochs,
                  room < LONGEST_SPARKLINE ? room : LONGEST_SPARKLINE);
    fprintf(stderr, "\r%s", progress->colour ? "\033[36m" : "");
    line_print(&line, stderr);
    fprintf(stderr, "%s\033[K", progress->colour ? "\033[0m" : "");
    fflush(stderr);
}

static void show_line(const struct progress *progress, const struct progress_view *view, double speed)
{
    char left[DURATION_TEXT];
    struct line line = {0};
    line_add(&line, 0, "%s: %" PRId64 " of %" PRId64 " %s", progress->title, view->done, progress->task.total,
             progress->task.unit);
    if (__builtin_isfinite(view->loss)) {
        line_add(&line, 3, "loss %.4g", view->loss);
        line_add(&line, 2, "acc %.2f %%", 100 * view->accuracy);
    }
    line_add(&line, 4, "%.1f %s/s", speed, progress->task.unit);
    line_add(&line, 1, "%s left", duration_text(left, view->left));
    line_fit(&line, terminal_columns(STDERR_FILENO));
    line_print(&line, stderr);
    fputc('\n', stderr);
}

static void show_json(const struct progress *progress, const struct progress_view *view, double speed)
{
    const struct progress_task *task = &progress->task;
    const struct {
        const char *name;
        double value;
    } number[] = {
        {"loss", view->loss}, {"accuracy", view->accuracy}, {"images_per_second", speed}, {"seconds_left", view->left}};
    printf("{\"event\":\"progress\",\"part\":\"%s\",\"epoch\":%" PRId64 ",\"epochs\":%" PRId64 ",\"done\":%" PRId64
           ",\"total\":%" PRId64,
           task->name, task->epoch, task->epochs, view->done, task->total);
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        printf(",\"%s\":", number[i].name);
        json_number(stdout, number[i].value);
    }
    puts("}");
    fflush(stdout);
}

void progress_show(struct progress *progress, const struct progress_view *view)
{
    static void (*const show[])(const struct progress *, const struct progress_view *, double) = {
        [PROGRESS_BAR] = show_bar, [PROGRESS_LINES] = show_line, [PROGRESS_JSON] = show_json};
    const double now = clock_seconds();
    const bool last = progress->form == PROGRESS_JSON && view->done >= progress->task.total;
    if (progress->form == PROGRESS_QUIET || (now < progress->next && !last))
        return;
    const double speed = (double)(view->done - progress->task.first) / (now - progress->start);
    struct progress_view whole = *view;
    if (!__builtin_isfinite(whole.left))
        whole.left = speed > 0 ? (double)(progress->task.total - view->done) / speed : 0;
    show[progress->form](progress, &whole, speed);
    progress->shown = progress->form == PROGRESS_BAR;
    progress->next = now + interval[progress->form];
}

void progress_end(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}

void progress_remember(struct progress *progress, double accuracy)
{
    if (!__builtin_isfinite(accuracy))
        return;
    if (progress->epochs == PROGRESS_HISTORY) {
        progress->epochs--;
        memmove(progress->history, progress->history + 1, sizeof *progress->history * (size_t)progress->epochs);
    }
    progress->history[progress->epochs++] = (float)accuracy;
}
