/* Files that belong together are written all, or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "driver/files.h"

static const struct file two[] = {{"net.c", "int c;\n"}, {"net.h", "int h;\n"}};
static const struct files both = {2, two};

struct desk {
    struct arena *arena;
    char folder[64];
};

static int make_desk(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    desk->arena = arena_create();
    strcpy(desk->folder, "/tmp/tessc-files-XXXXXX");
    *state = desk;
    return mkdtemp(desk->folder) ? 0 : -1;
}

static const char *path(struct desk *desk, const char *name)
{
    return arena_format(desk->arena, "%s/%s", desk->folder, name);
}

static int leave_desk(void **state)
{
    struct desk *desk = *state;
    unlink(path(desk, "net.c"));
    unlink(path(desk, "net.h"));
    rmdir(path(desk, "net.h"));
    const int left = rmdir(desk->folder); /* fails if a temporary file is left */
    arena_destroy(desk->arena);
    free(desk);
    return left;
}

static void assert_text(struct desk *desk, const char *name, const char *expected)
{
    size_t size;
    struct tess_error error;
    const char *text = file_read(desk->arena, path(desk, name), &size, &error);
    assert_non_null(text);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(text, expected, size);
}

static void both_are_written(void **state)
{
    struct desk *desk = *state;
    assert_true(files_write(desk->arena, desk->folder, &both));
    assert_text(desk, "net.c", two[0].text);
    assert_text(desk, "net.h", two[1].text);
}

static void a_folder_in_the_way_of_one_leaves_the_other_as_it_was(void **state)
{
    struct desk *desk = *state;
    assert_int_equal(mkdir(path(desk, "net.h"), 0700), 0);
    assert_false(files_write(desk->arena, desk->folder, &both));
    assert_false(file_exists(path(desk, "net.c")));
    assert_true(file_write(desk->arena, path(desk, "net.c"), "old"));
    assert_false(files_write(desk->arena, desk->folder, &both));
    assert_text(desk, "net.c", "old");
}

/* The second cannot be staged: the name is too long for a temporary one. */
static void none_is_there_where_one_cannot_be_written(void **state)
{
    struct desk *desk = *state;
    char name[251];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    const struct file files[] = {two[0], {name, "text"}};
    assert_false(files_write(desk->arena, desk->folder, &(struct files){2, files}));
    assert_false(file_exists(path(desk, "net.c")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_are_written, make_desk, leave_desk),
        cmocka_unit_test_setup_teardown(a_folder_in_the_way_of_one_leaves_the_other_as_it_was, make_desk, leave_desk),
        cmocka_unit_test_setup_teardown(none_is_there_where_one_cannot_be_written, make_desk, leave_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
