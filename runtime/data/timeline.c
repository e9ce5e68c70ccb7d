#include "timeline.h"

bool timeline_add(struct timeline *timeline, int64_t time)
{
    const uint64_t number = timeline->events++;
    const int64_t before = timeline->last;
    timeline->last = time;
    if (number == 0) {
        timeline->first = timeline->lowest = timeline->highest = time;
        return false;
    }
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
