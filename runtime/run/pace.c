#include "pace.h"

#include "engine/clock.h"

static const double evaluation_guess = 1.0 / 3;

void pace_start(struct pace *pace)
{
    pace->mark = clock_seconds();
}

void pace_count(struct pace *pace, enum pace_work work, int64_t images)
{
    const double now = clock_seconds();
    pace->seconds[work] += now - pace->mark;
    pace->images[work] += (double)images;
    pace->mark = now;
}

void pace_fade(struct pace *pace)
{
    for (int work = 0; work < PACE_WORKS; work++) {
        pace->seconds[work] /= 2;
        pace->images[work] /= 2;
    }
}

double pace_left(const struct pace *pace, const int64_t images[PACE_WORKS])
{
    if (pace->images[PACE_TRAINING] <= 0)
        return (double)__builtin_nan("");
    const double trained = pace->seconds[PACE_TRAINING] / pace->images[PACE_TRAINING];
    const double evaluated = pace->images[PACE_EVALUATION] > 0
                                 ? pace->seconds[PACE_EVALUATION] / pace->images[PACE_EVALUATION]
                                 : trained * evaluation_guess;
    return trained * (double)images[PACE_TRAINING] + evaluated * (double)images[PACE_EVALUATION];
}
