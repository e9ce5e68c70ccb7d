#include "timeline.h"

static void add_step(struct timeline *timeline, int64_t before, int64_t time)
{
    const int64_t step = time - before;
    if (step < -TIMELINE_JITTER) {
        /* back to where it was before a stamp that is too high */
        const bool returns = timeline->step > TIMELINE_JITTER && step + timeline->step > -TIMELINE_JITTER;
        timeline->passed -= returns ? timeline->step : 0;
        timeline->left = before;
        timeline->is_away = !returns;
        timeline->step = 0;
    } else if (timeline->is_away && step > TIMELINE_JITTER && time >= timeline->left - TIMELINE_JITTER) {
        timeline->is_away = false;
        timeline->step = 0;
    } else {
        timeline->passed += step;
        timeline->step = step;
        timeline->first_step = timeline->events == 2 ? step : timeline->first_step;
    }
}

int64_t timeline_length(const struct timeline *timeline)
{
    const int64_t rest = timeline->passed - timeline->first_step;
    const int64_t length = timeline->events > 2 && timeline->first_step > rest ? rest : timeline->passed;
    return length > 0 ? length : 0;
}

bool timeline_add(struct timeline *timeline, int64_t time)
{
    const uint64_t number = timeline->events++;
    const int64_t before = timeline->last;
    timeline->last = time;
    if (number == 0) {
        timeline->first = timeline->lowest = timeline->highest = time;
        return false;
    }
    add_step(timeline, before, time);
    timeline->lowest = time < timeline->lowest ? time : timeline->lowest;
    timeline->highest = time > timeline->highest ? time : timeline->highest;
    timeline->backward += time < before;
    if (time >= before - TIMELINE_JITTER)
        return false;
    timeline->last_reset = number;
    if (timeline->resets++ == 0) {
        timeline->first_reset = number;
        timeline->reset_from = before;
        timeline->reset_to = time;
    }
    return true;
}
