#include "loss.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tess/text.h"

static uint64_t lost(const struct loss *loss)
{
    return loss->reset + loss->before + loss->behind;
}

/* By count, an event's time does not matter. By time, recordings may well be longer than frames; not ten times. */
static bool matters(const struct loss *loss, const struct tess_input *input)
{
    return loss->reset > 0 ||
           (input->framing == TESS_FRAMES_BY_TIME &&
            (loss->line.resets > 0 || loss->before > 0 || loss->events - lost(loss) < loss->events / 10));
}

/* What is odd about the time stamps. */
static void put_clock(const struct timeline *line, char *text, size_t size)
{
    if (line->resets > 0)
        snprintf(text, size,
                 "the clock goes back %" PRIu64 " time%s, first at event %" PRIu64 " from %" PRId64 " to %" PRId64
                 " us",
                 line->resets, line->resets > 1 ? "s" : "", line->first_reset, line->reset_from, line->reset_to);
    else if (line->backward > 0)
        snprintf(text, size, "%" PRIu64 " time stamp%s earlier than the one before", line->backward,
                 line->backward > 1 ? "s are" : " is");
    else
        snprintf(text, size, "time stamps go from %" PRId64 " to %" PRId64 " us", line->lowest, line->highest);
}

/* ": 3 before the first frame, 1 behind the last", without what there is none of. */
static void put_parts(const struct loss *loss, char *text, size_t size)
{
    const struct {
        uint64_t count;
        const char *where;
    } parts[] = {{loss->reset, "before the last reset"},
                 {loss->before, "before the first frame"},
                 {loss->behind, "behind the last frame"}};
    const char *mark = ": ";
    text[0] = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t used = strlen(text);
        if (parts[i].count == 0)
            continue;
        snprintf(text + used, size - used, "%s%" PRIu64 " %s", mark, parts[i].count, parts[i].where);
        mark = ", ";
    }
}

/* "; 5 of 200 events are outside all frames: 3 before the first frame, 2 behind the last frame", and why. */
static void put_lost(const struct loss *loss, char *text, size_t size)
{
    char clock[160], parts[160];
    put_clock(&loss->line, clock, sizeof clock);
    put_parts(loss, parts, sizeof parts);
    snprintf(text, size, "%s; %" PRIu64 " of %" PRIu64 " events are outside all frames%s", clock, lost(loss),
             loss->events, parts);
}

bool loss_text(const struct loss *loss, const char *path, const struct tess_input *input, char **text)
{
    char unplaced[160] = "", outside[400] = "";
    const bool matter = matters(loss, input);
    *text = NULL;
    if (loss->unplaced == 0 && !matter)
        return true;
    if (loss->unplaced > 0)
        snprintf(unplaced, sizeof unplaced,
                 "%" PRIu64 " event%s left out: nothing before %s in the file tells their time or place%s",
                 loss->unplaced, loss->unplaced > 1 ? "s are" : " is", loss->unplaced > 1 ? "them" : "it",
                 matter ? "; " : "");
    if (matter)
        put_lost(loss, outside, sizeof outside);
    char *name = tess_name(path);
    const bool good = name && asprintf(text, "%s: %s%s", name, unplaced, outside) >= 0;
    free(name);
    *text = good ? *text : NULL;
    return good;
}

bool losses_add(struct losses *losses, const struct loss *loss, const char *path, const struct tess_input *input,
                struct notes *notes, struct tess_error *error)
{
    char *text;
    losses->all += loss->events;
    if (!loss_text(loss, path, input, &text))
        return tess_fail(error, TESS_FAILED, "%s: out of memory", path);
    if (!text)
        return true;
    losses->unplaced += loss->unplaced;
    losses->cut += loss->unplaced > 0;
    if (matters(loss, input)) {
        losses->recordings++;
        losses->events += loss->events;
        losses->lost += lost(loss);
    }
    const bool good = losses->told++ >= LOSSES_TOLD || note_warn(notes, error, "%s", text);
    free(text);
    return good;
}

bool losses_finish(const struct losses *losses, const struct tess_input *input, struct notes *notes,
                   struct tess_error *error)
{
    static const char *const clocks[] = {
        [TESS_CLOCK_AS_IS] = "as_is", [TESS_CLOCK_SORT] = "sort", [TESS_CLOCK_LAST_RESET] = "last_reset"};
    char of[40] = "this recording";
    if (losses->recordings > 1)
        snprintf(of, sizeof of, "%d such recordings", losses->recordings);
    if (losses->cut > 1 && !note_warn(notes, error,
                                      "%" PRIu64 " events of %d such recordings are left out, as nothing before them "
                                      "tells their time or place",
                                      losses->unplaced, losses->cut))
        return false;
    return losses->recordings == 0 ||
           note_warn(notes, error,
                     "%" PRIu64 " of %" PRIu64 " events of %s are outside all frames; the model says 'clock %s': "
                     "'as_is', 'sort' and 'last_reset' are what it can say",
                     losses->lost, losses->events, of, clocks[input->clock]);
}
