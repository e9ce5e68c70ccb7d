/* What the example needs of a board, here of those that QEMU emulates: text, time, the stack, an end. On a board of your
 * own these few functions are what to write anew; docs/mcu.md says how. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Text goes to the host by semihosting: whoever debugs, or emulates, the board prints it. */
void board_print(const char *text);
void board_print_number(long number);
void board_print_hex(uint32_t number);

/* Instructions since the board was reset, in units of 40 on ARM (QEMU's -icount: an instruction is a nanosecond, and the
 * timer counts at 25 MHz) and of one on RISC-V. They are instructions, not cycles. */
uint64_t board_instructions(void);

/* The deepest stack so far, in bytes: it was painted before main. */
size_t board_deepest_stack(void);

/* Ends the emulation with an exit code. */
void board_exit(int code) __attribute__((noreturn));

int main(void);

#endif
