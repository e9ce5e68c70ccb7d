/* Places in sources, suggestions, and what happens to reports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "syntax/diagnostics.h"
#include "syntax/format.h"
#include "syntax/suggest.h"
#include "syntax/tree.h"

static void places_count_lines_and_characters(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    const struct source *source = source_of_text(arena, "a", "one\n\xC3\xA4\xC3\xB6 x\nlast");
    struct place place = source_place((struct span){source, 9, 1}); /* the x, behind two letters of two bytes */
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 4);
    assert_int_equal(place.line_offset, 4);
    assert_int_equal(place.line_length, 6);
    place = source_place((struct span){source, 1000, 1}); /* behind the end: the end */
    assert_int_equal(place.line, 3);
    assert_int_equal(place.column, 5);
    arena_destroy(arena);
}

static void distances_count_edits(void **state)
{
    (void)state;
    assert_int_equal(tess_edit_distance("", ""), 0);
    assert_int_equal(tess_edit_distance("leak", "leak"), 0);
    assert_int_equal(tess_edit_distance("treshold", "threshold"), 1);
    assert_int_equal(tess_edit_distance("pots", "post"), 1); /* neighbours swapped */
    assert_int_equal(tess_edit_distance("adam", "sgd"), 4);
    assert_int_equal(tess_edit_distance("", "abc"), 3);
}

static void suggestions_are_near(void **state)
{
    (void)state;
    struct tess_suggestion near = tess_suggestion_for("treshold");
    tess_suggestion_offer(&near, "leak");
    assert_null(near.best);
    tess_suggestion_offer(&near, "threshold");
    assert_string_equal(near.best, "threshold");
    struct tess_suggestion far = tess_suggestion_for("xy");
    tess_suggestion_offer(&far, "ms"); /* as many edits as letters: another word */
    assert_null(far.best);
}

static void reports_are_kept_once_and_sorted(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct diagnostics *diagnostics = diagnostics_create(arena);
    const struct source *source = source_of_text(arena, "a", "one two");
    diagnose_error(diagnostics, (struct span){source, 4, 3}, "second");
    diagnose_error(diagnostics, (struct span){source, 0, 3}, "first");
    diagnose_note(diagnostics, (struct span){source, 4, 3}, "note");
    diagnose_error(diagnostics, (struct span){source, 4, 3}, "second");
    diagnose_note(diagnostics, (struct span){source, 0, 3}, "note of what was dropped");
    assert_int_equal(diagnostics_errors(diagnostics), 2);
    const struct diagnostic *sorted = diagnostics_sorted(diagnostics);
    assert_string_equal(sorted->text, "first");
    assert_string_equal(sorted->notes->text, "note");
    assert_null(sorted->notes->next);
    assert_string_equal(sorted->next->text, "second");
    assert_null(sorted->next->notes);
    assert_null(sorted->next->next);
    arena_destroy(arena);
}

static void options_change_severities(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct diagnostics *diagnostics = diagnostics_create(arena);
    diagnostics_set_severity(diagnostics, "off", SEVERITY_OFF);
    diagnostics_set_severity(diagnostics, "kept", SEVERITY_WARNING);
    diagnostics_warnings_are_errors(diagnostics);
    diagnose_named(diagnostics, "off", SEVERITY_WARNING, (struct span){0}, "silent");
    diagnose_named(diagnostics, "kept", SEVERITY_WARNING, (struct span){0}, "a warning");
    assert_int_equal(diagnostics_errors(diagnostics), 0);
    assert_int_equal(diagnostics_warnings(diagnostics), 1);
    diagnose_named(diagnostics, "other", SEVERITY_WARNING, (struct span){0}, "an error");
    assert_int_equal(diagnostics_errors(diagnostics), 1);
    diagnostics = diagnostics_like(arena, diagnostics);
    diagnose_named(diagnostics, "off", SEVERITY_WARNING, (struct span){0}, "silent");
    assert_int_equal(diagnostics_errors(diagnostics) + diagnostics_warnings(diagnostics), 0);
    arena_destroy(arena);
}

static void a_broken_line_leaves_the_others(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct diagnostics *diagnostics = diagnostics_create(arena);
    const char *text = "first 1\n3x3 broken { inner }\nsecond { a\n, b\nc }\nthird";
    const struct block *tree = syntax_parse(arena, source_of_text(arena, "a", text), diagnostics);
    assert_int_equal(diagnostics_errors(diagnostics), 2);
    assert_non_null(tree);
    const struct statement *statement = tree->first;
    assert_string_equal(statement->atoms->text, "first");
    assert_string_equal(statement->atoms->next->text, "1");
    statement = statement->next;
    assert_string_equal(statement->atoms->text, "second");
    assert_string_equal(statement->block->first->atoms->text, "a");
    assert_string_equal(statement->block->first->next->atoms->text, "c");
    assert_string_equal(statement->next->atoms->text, "third");
    assert_null(statement->next->next);
    arena_destroy(arena);
}

static void formatting_is_idempotent(void **state)
{
    (void)state;
    static const char ugly[] = "a{b;;c 1 ,d}# x\n\n\n\n e{\n f }";
    static const char pretty[] = "a { b; c 1, d }  # x\n\ne {\n    f\n}\n";
    struct arena *arena = arena_create();
    assert_string_equal(format_text(arena, ugly, strlen(ugly)), pretty);
    assert_string_equal(format_text(arena, pretty, strlen(pretty)), pretty);
    assert_string_equal(format_text(arena, "", 0), "");
    static const char open[] = "d{\na = (b+ # x\nf(c,\nd))\n;e}";
    static const char closed[] = "d {\n    a = (b+  # x\n        f(c,\n        d))\n    e\n}\n";
    assert_string_equal(format_text(arena, open, strlen(open)), closed);
    assert_string_equal(format_text(arena, closed, strlen(closed)), closed);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_count_lines_and_characters),
        cmocka_unit_test(distances_count_edits),
        cmocka_unit_test(suggestions_are_near),
        cmocka_unit_test(reports_are_kept_once_and_sorted),
        cmocka_unit_test(options_change_severities),
        cmocka_unit_test(a_broken_line_leaves_the_others),
        cmocka_unit_test(formatting_is_idempotent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
