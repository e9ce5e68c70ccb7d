/* The writer of C: what it leaves out, and what it must not touch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/arena.h"
#include "writer/arithmetic.h"
#include "writer/writer.h"

static void leaves_out_what_says_nothing(void **state)
{
    static const char *const cases[][2] = {
        {"a[0 * 28 + x + 0] = 1 * b;", "a[x] = b;"},
        {"((size_t)g * 16 + n) * 784 * 64", "(size_t)n * 784 * 64"},
        {"((size_t)g * 16 + at) * 64 + y % 1", "at * 64"},
        {"p + (size_t)g * 16", "p"},
        {"f((n * 2 + 0) * 10, (row + c * 0) / 1)", "f(n * 2 * 10, row)"},
        {"a - (b - 0) * 1", "a - b"},
        {"(a + b) * 1 - c", "a + b - c"},
        {"a - (b + c) * 1", "a - (b + c)"},
        {"a / (b * 1)", "a / b"},
        {"w * ONE + ZERO * x", "w"},
        {"y + ONE - TWO", "y + ONE - TWO"},
        {"(0 + 1) * 4", "4"},
        {"-g + 1", "1"},
    };
    struct arena *arena = arena_create();
    struct knowns knowns = {0};
    (void)state;
    know(arena, &knowns, "ZERO", 0, false);
    know(arena, &knowns, "ONE", 1, false);
    know(arena, &knowns, "TWO", 2, false);
    know(arena, &knowns, "g", 0, true);
    know_wide(arena, &knowns, "at");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(simplified(arena, &knowns, cases[i][0]), cases[i][1]);
    arena_destroy(arena);
}

static void leaves_alone_what_says_something(void **state)
{
    static const char *const cases[] = {
        "x > 0x1.6a09e667f3bcdp+0",
        "x * 1e+0 - 0x1p-1 + 1.0f * y",
        "0 - x",
        "1 / (double)n",
        "const uint8_t *word = *(const tess_bx16 *)(from + at);",
        "puts(\"0 * 1 + g\"); /* 1 * g + 0 */",
        "v->g + s.g - '0' * 2",
        "if (train) {",
        "0 * *p++",
        "u = 0.5f * v + (tess_ix8){0} - (mask >> 0 & 1);",
        "int a[3] = {0, 1, 2}, b = -1;",
        "x = a ? 1 : 0;",
        "(void)g2;",
        "n *= 1 << 0;",
    };
    struct arena *arena = arena_create();
    struct knowns knowns = {0};
    (void)state;
    know(arena, &knowns, "g", 0, true);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(simplified(arena, &knowns, cases[i]), cases[i]);
    arena_destroy(arena);
}

/* What becomes of a function with a body. */
static void assert_folds(const char *body, const char *expected)
{
    struct arena *arena = arena_create();
    struct writer *w = writer_create(arena);
    code(w, "static void f(int n)\n"
            "{");
    code(w, body);
    code(w, "}\n"
            "\n");
    assert_string_equal(writer_text(w), arena_format(arena, "static void f(int n)\n{\n%s}\n\n", expected));
    arena_destroy(arena);
}

static void folds_loops_of_one_trip(void **state)
{
    (void)state;
    assert_folds("for (int g = 0; g < 1; g++) {\nconst int a = g + n;\nput(a);\n}",
                 "    const int a = n;\n    put(a);\n");
    assert_folds("for (int r = 0; n && r < 28; r += 28) {\nput(r);\n}", "    if (n) {\n        put(0);\n    }\n");
    assert_folds("for (int t = g * 4; t < (g + 1) * 4 && t < 3; t++) {\nput(t);\n}",
                 "    for (int t = g * 4; t < (g + 1) * 4 && t < 3; t++) {\n        put(t);\n    }\n");
    assert_folds("for (int g = 0; g < 2; g++) {\nput(g);\n}",
                 "    for (int g = 0; g < 2; g++) {\n        put(g);\n    }\n");
    assert_folds("const int b = 0, c = n;\nput(b + c);", "    const int c = n;\n    put(c);\n");
    assert_folds("for (int g = 0; g < 1; g++, p += 4) {\nput(p);\n}", "    put(p);\n");
    assert_folds("for (int g = 0; g < 1; g++, p += 4) {\nput(p);\n}\nput(p);",
                 "    put(p);\n    p += 4;\n    put(p);\n");
}

static void keeps_what_a_loop_is_needed_for(void **state)
{
    (void)state;
    /* It is left early. */
    assert_folds("for (int g = 0; g < 1; g++) {\nif (n) {\ncontinue;\n}\nput(g);\n}",
                 "    for (int g = 0; g < 1; g++) {\n        if (n) {\n            continue;\n        }\n        "
                 "put(g);\n    }\n");
    /* A loop within it is: that stays, and goes on to its own next trip. */
    assert_folds("for (int g = 0; g < 1; g++) {\nfor (int k = 0; k < n; k++) {\ncontinue;\n}\n}",
                 "    for (int k = 0; k < n; k++) {\n        continue;\n    }\n");
    /* Its names are others' too. */
    assert_folds(
        "for (int g = 0; g < 1; g++) {\nint a = g;\nput(a);\n}\nfor (int k = 0; k < n; k++) {\nint a = k;\n}",
        "    {\n        int a = 0;\n        put(a);\n    }\n    for (int k = 0; k < n; k++) {\n        int a = "
        "k;\n    }\n");
    assert_folds("for (int g = 0; g < 1; g++) {\nfloat n = g;\n}", "    {\n        float n = 0;\n    }\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_out_what_says_nothing),
        cmocka_unit_test(leaves_alone_what_says_something),
        cmocka_unit_test(folds_loops_of_one_trip),
        cmocka_unit_test(keeps_what_a_loop_is_needed_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
