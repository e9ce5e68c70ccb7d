#include "board.h"

enum { WRITE_TEXT = 0x04, EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026, PAINT = 0xa5 };

/* Semihosting: an operation and its argument to whoever runs the board. */
static long semihost(long operation, const void *argument)
{
#ifdef __riscv
    register long a0 __asm__("a0") = operation;
    register const void *a1 __asm__("a1") = argument;
    __asm__ volatile(".option push\n.option norvc\n.balign 16\nslli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
    return a0;
#else
    register long r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
#endif
}

void board_print(const char *text)
{
    semihost(WRITE_TEXT, text);
}

void board_print_number(long number)
{
    char digits[24], *at = digits + sizeof digits - 1;
    unsigned long rest = number < 0 ? 0ul - (unsigned long)number : (unsigned long)number;
    *at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *--at = '-';
    board_print(at);
}

void board_print_hex(uint32_t number)
{
    char digits[9];
    for (int i = 0; i < 8; i++)
        digits[i] = "0123456789abcdef"[number >> (28 - 4 * i) & 15];
    digits[8] = '\0';
    board_print(digits);
}

void board_exit(int code)
{
    const long block[2] = {APPLICATION_EXIT, code};
    for (;;)
        semihost(EXIT_EXTENDED, block);
}

/* ---- Time ---- */

#ifdef __riscv
uint64_t board_instructions(void)
{
    uint32_t high, low, again;
    do {
        __asm__ volatile("csrr %0, minstreth\ncsrr %1, minstret\ncsrr %2, minstreth" : "=r"(high), "=r"(low), "=r"(again));
    } while (high != again);
    return (uint64_t)high << 32 | low;
}
#else
/* The CMSDK timer of the MPS2 boards counts down from its reload value. */
struct timer {
    volatile uint32_t control, value, reload, interrupt;
};
#define TIMER ((struct timer *)0x40000000)

static void start_timer(void)
{
    TIMER->reload = TIMER->value = 0xffffffffu;
    TIMER->control = 1;
}

uint64_t board_instructions(void)
{
    return (uint64_t)(0xffffffffu - TIMER->value) * 40;
}
#endif

/* ---- Start ---- */

/* The linker script places these. */
extern uint32_t data_from[], data_begin[], data_end[], bss_begin[], bss_end[];
extern uint8_t stack_lowest[], stack_top[];

size_t board_deepest_stack(void)
{
    const uint8_t *at = stack_lowest;
    while (at < stack_top && *at == PAINT)
        at++;
    return (size_t)(stack_top - at);
}

/* After a reset, with the stack pointer at stack_top. It has no locals on the stack that it paints. */
__attribute__((noreturn, used)) void board_start(void)
{
    const uint32_t *from = data_from;
    for (uint32_t *to = data_begin; to < data_end; to++)
        *to = *from++;
    for (uint32_t *to = bss_begin; to < bss_end; to++)
        *to = 0;
    for (volatile uint8_t *to = stack_lowest; to < (uint8_t *)__builtin_frame_address(0) - 64; to++)
        *to = PAINT;
#ifndef __riscv
    start_timer();
#endif
    board_exit(main());
}

#ifdef __riscv
__asm__(".section .vectors, \"ax\"\n"
        ".globl reset\n"
        "reset:\n"
        ".option push\n.option norelax\n"
        "la gp, __global_pointer$\n"
        ".option pop\n"
        "la sp, stack_top\n"
        "li t0, 0x2000\n" /* mstatus.FS: the floating-point unit is on */
        "csrs mstatus, t0\n"
        "la t0, fault\n"
        "csrw mtvec, t0\n"
        "csrwi mcountinhibit, 0\n"
        "j board_start\n"
        ".balign 4\n"
        "fault:\n"
        "li a0, 70\n"
        "j board_exit\n");
#else
__attribute__((noreturn)) static void reset(void)
{
#ifdef __ARM_FP
    *(volatile uint32_t *)0xe000ed88 |= 0xfu << 20; /* CPACR: coprocessors 10 and 11, the floating-point unit */
    __asm__ volatile("dsb\nisb");
#endif
    board_start();
}

__attribute__((noreturn)) static void fault(void)
{
    board_exit(70);
}

/* The vector table: the stack, reset, and the faults. */
__attribute__((section(".vectors"), used)) static const struct {
    void *stack;
    void (*handler[15])(void);
} vectors = {stack_top, {reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault}};
#endif
