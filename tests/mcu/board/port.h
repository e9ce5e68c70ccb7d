/* Printing on a board of examples/mcu, and the figures of a run. */
#include "board.h"

#ifndef SAMPLES
#define SAMPLES 2
#endif

static void port_number(const char *text, int number)
{
    board_print(text);
    board_print_number(number);
}

static void port_hash(const char *text, uint32_t hash)
{
    board_print(text);
    board_print_hex(hash);
    board_print("\n");
}

int run(int samples);
int main(void)
{
    const uint64_t before = board_instructions();
    const int code = run(SAMPLES);
    board_print("kilo-instructions ");
    board_print_number((long)((board_instructions() - before) / 1000));
    board_print("\nstack ");
    board_print_number((long)board_deepest_stack());
    board_print("\n");
    return code;
}
