/* A network learns on the board: streams of a bar that moves in one of four directions, in noise, as an event camera
 * would see them. Prints how often it is right on streams it has not learnt from, before and after, and what it takes. */
#include "board.h"
#include "pocket.h"

#ifndef LEARNT
#define LEARNT 300 /* streams to learn from */
#endif

static int class_of(int n)
{
    return (int)((uint32_t)n * 2654435761u >> 20 & 3);
}

enum { SIDE = 12, STEPS = 6, TESTS = 100, BAR = 5, FIRST_TEST = 1000000 };

static struct pocket net;
static float frame[2][SIDE][SIDE]; /* events of both polarities */

static uint32_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* A bar across the direction: what it covers anew gives events of one polarity, what it leaves of the other. */
static void draw_bar(int polarity, int direction, int place, int at)
{
    for (int k = 0; k < BAR; k++) {
        const int along = direction & 1 ? SIDE - 1 - at : at, across = place + k;
        frame[polarity][direction & 2 ? along : across][direction & 2 ? across : along] = 1;
    }
}

/* Step t of stream number n, of class n mod 4. */
static void make_frame(int n, int t)
{
    random_state = (uint32_t)n * 2654435761u + 99;
    const int place = (int)draw(SIDE - BAR + 1), start = (int)draw(SIDE - STEPS);
    random_state += (uint32_t)t * 40503u;
    for (int i = 0; i < 2 * SIDE * SIDE; i++)
        (&frame[0][0][0])[i] = draw(100) < 3 ? 1.0f : 0.0f;
    draw_bar(0, class_of(n), place, start + t);
    if (start + t > 0)
        draw_bar(1, class_of(n), place, start + t - 1);
}

static int right_of(int first, int count)
{
    int right = 0;
    for (int n = first; n < first + count; n++) {
        pocket_begin(&net);
        for (int t = 0; t < STEPS; t++) {
            make_frame(n, t);
            pocket_step(&net, &frame[0][0][0]);
        }
        right += pocket_class(&net) == class_of(n);
    }
    return right;
}

static void learn_from(int n)
{
    pocket_begin(&net);
    for (int t = 0; t < STEPS; t++) {
        make_frame(n, t);
        pocket_step(&net, &frame[0][0][0]);
        pocket_learn(&net, class_of(n));
    }
    pocket_update(&net);
}

static void tell(const char *what, long number, const char *unit)
{
    board_print(what);
    board_print_number(number);
    board_print(unit);
}

int main(void)
{
    if (pocket_init(&net, 1))
        board_print("products are fused: not the bits of a host\n");
    const int before = right_of(FIRST_TEST, TESTS);
    const uint64_t begin = board_instructions();
    for (int n = 0; n < LEARNT; n++)
        learn_from(n);
    const uint64_t end = board_instructions();
    const int after = right_of(FIRST_TEST, TESTS);
    tell("right before     ", before * 100 / TESTS, " %\n");
    tell("right after      ", after * 100 / TESTS, " %\n");
    tell("streams learnt   ", LEARNT, "\n");
    tell("state            ", (long)pocket_bytes, " bytes\n");
    tell("deepest stack    ", (long)board_deepest_stack(), " bytes\n");
    tell("a step, learning ", (long)((end - begin) / (LEARNT * STEPS)), " instructions\n");
    return after > before ? 0 : 1;
}
