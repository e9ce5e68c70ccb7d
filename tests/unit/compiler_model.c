/* The table of settings against itself, and the square waves against what is known of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/checks.h"
#include "model/datasets.h"
#include "model/fields.h"
#include "model/foreign.h"
#include "model/model.h"
#include "model/values.h"

static void settings_fit_together(void **state)
{
    (void)state;
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        const struct setting *setting = &settings[id];
        assert_non_null(setting->path);
        assert_non_null(setting->description);
        assert_int_equal(setting_of_path(setting->path), id);
        bool has_default = setting->fallback || setting->otherwise;
        assert_true(has_default == (setting->type != TYPE_GROUP) || id == SET_NETWORK || id == SET_READOUT);
        enum setting_id parent = setting_parent(id);
        assert_true((parent == SETTINGS) == !strchr(setting->path, '.'));
        if (parent != SETTINGS)
            assert_true(setting_has_children(parent) && setting_is_child(parent, id) && setting_is_inside(parent, id));
        for (enum setting_id outer = 0; outer < id; outer++) /* what is inside a setting follows it without a gap */
            assert_true(!setting_is_inside(outer, id) || outer + 1 == id || setting_is_inside(outer, id - 1));
        bool has_choices = setting->type == TYPE_SOURCES || setting->type == TYPE_CHOICE ||
                           setting->type == TYPE_BARE_CHOICE || setting->type == TYPE_SIZE_OR_WORD ||
                           setting->type == TYPE_REAL_OR_WORD;
        assert_true(has_choices == (setting->choices != NULL));
        if (setting->choices && setting->fallback)
            assert_true(choice_index(setting->choices, setting->fallback) >= 0);
        int length, goes = 0;
        for (int i = 0; setting->with && settings[parent].choices && choice_at(settings[parent].choices, i, &length);
             i++)
            goes += setting_goes_with(id, i);
        assert_true(!setting->with || goes > 0 || settings[parent].type == TYPE_FLAG);
    }
}

/* A row's field has the size of what its type is kept as, and its enum has each of its choices as a word. */
static void fields_hold_their_settings(void **state)
{
    (void)state;
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        const struct setting *setting = &settings[id];
        const struct field *field = &setting->field;
        const bool of_choices = setting->type == TYPE_CHOICE || setting->type == TYPE_BARE_CHOICE;
        if (field->of == FIELD_NOWHERE)
            continue;
        assert_non_null(field->key);
        assert_true(of_choices == (field->words != WORDS_NONE));
        assert_true(field->size == (setting->type == TYPE_FLAG ? sizeof(bool) : sizeof(int)) ||
                    (setting->type == TYPE_INTEGER && field->size == sizeof(uint64_t)));
        assert_true(setting->type == TYPE_REAL || setting->type == TYPE_FLAG || setting->type == TYPE_INTEGER ||
                    of_choices);
        int length;
        for (int i = 0; of_choices && choice_at(setting->choices, i, &length); i++)
            if (field_choice(id, i) < 0)
                fail_msg("%s: choice %d of '%s' is no word of its enum", setting->path, i, setting->choices);
    }
}

static void defaults_are_in_range(void **state)
{
    (void)state;
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        const struct setting *setting = &settings[id];
        if (!setting->fallback || setting->low >= setting->high)
            continue;
        struct arena *arena = arena_create();
        struct diagnostics *diagnostics = diagnostics_create(arena);
        const struct source *source = source_of_text(arena, "default", setting->fallback);
        struct cursor cursor = {.arena = arena,
                                .diagnostics = diagnostics,
                                .at = syntax_parse_atoms(arena, source, 0, diagnostics),
                                .command_line = true};
        struct value read = {0}, meant = value_default(id);
        assert_true(value_read(&cursor, id, &read));
        assert_true(read.real == meant.real && read.integer == meant.integer && read.choice == meant.choice);
        arena_destroy(arena);
    }
}

/* Each is called as its row is, and the settings that it takes are settings of the input. */
static void data_sets_describe_themselves(void **state)
{
    (void)state;
    const char *choices = settings[SET_INPUT_DATASET].choices, *at;
    const struct tess_data_set *set;
    int length, i = 0;
    for (; (at = choice_at(choices, i, &length)); i++) {
        set = tess_data_set(i);
        assert_non_null(set);
        assert_int_equal(strlen(set->name), length);
        assert_memory_equal(set->name, at, (size_t)length);
        assert_ptr_equal(tess_data_set_named(set->name), set);
        assert_non_null(set->text);
        for (int k = 0; set->settings && (at = choice_at(set->settings, k, &length)); k++) {
            char path[2][64];
            snprintf(path[0], sizeof path[0], "input.%.*s", length, at);
            snprintf(path[1], sizeof path[1], "input.dataset.%.*s", length, at);
            assert_true(setting_of_path(path[0]) != SETTINGS || setting_of_path(path[1]) != SETTINGS);
        }
    }
    assert_null(tess_data_set(i));
}

static void checks_come_after_what_they_need(void **state)
{
    (void)state;
    for (int i = 0; i < check_count; i++) {
        assert_ptr_equal(check_named(checks[i].name), &checks[i]);
        if (checks[i].needs)
            assert_true(check_named(checks[i].needs) && check_named(checks[i].needs) < &checks[i]);
    }
    assert_null(check_named("no-such-check"));
}

/* A latent is dead where B is the same for all classes. */
static void find_dead(const int8_t *sign, int classes, int latents, bool *dead)
{
    for (int i = 0; i < latents; i++) {
        dead[i] = true;
        for (int c = 1; c < classes; c++)
            dead[i] = dead[i] && sign[c * latents + i] == sign[i];
    }
}

/* Columns that are dead for frequencies 50 to 512: all classes agree, or the column is zero (which column 0 is). */
static void dead_columns_are_known(void **state)
{
    (void)state;
    static const struct {
        int classes, latents, dead, first[5];
    } cases[] = {
        {10, 512, 29, {0, 6, 53, 59, 100}}, {10, 1024, 59, {0, 6, 53, 59, 100}}, {10, 2048, 116, {0, 6, 53, 59, 100}},
        {11, 512, 29, {0, 17, 34, 51, 68}}, {11, 1024, 52, {0, 17, 34, 51, 68}}, {11, 2048, 102, {0, 17, 34, 51, 68}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        int classes = cases[k].classes, latents = cases[k].latents, count = 0;
        float frequencies[11];
        int8_t *sign = malloc((size_t)classes * (size_t)latents);
        bool *dead = malloc((size_t)latents * sizeof *dead);
        assert_true(sign && dead);
        square_wave_frequencies(classes, 50, 512, frequencies);
        assert_true(frequencies[0] == 50.0f && frequencies[classes - 1] == 512.0f);
        const struct basis basis = {.kind = BASIS_SQUARE_WAVE, .frequencies = frequencies};
        basis_signs(&basis, classes, latents, 1, sign);
        find_dead(sign, classes, latents, dead);
        for (int i = 0; i < latents; i++) {
            if (dead[i] && count < 5)
                assert_int_equal(i, cases[k].first[count]);
            count += dead[i];
            for (int c = 0; c < classes; c++)
                assert_true((sign[c * latents + i] == 0) == (i == 0));
        }
        assert_int_equal(count, cases[k].dead);
        free(sign);
        free(dead);
    }
}

/* The inner product of two rows over the latents of cells first to last - 1. */
static int product(const int8_t *row, const int8_t *other, int latents, int cells, int first, int last)
{
    int sum = 0;
    for (int i = 0; i < latents; i++)
        if (i % cells >= first && i % cells < last)
            sum += row[i] * other[i];
    return sum;
}

/* Rows are orthogonal where the order divides the latents, and within every cell where it divides the channels; each
 * has as many +1 as -1 there. From four classes on, and with two, no latent is dead; with three a quarter is. */
static void walsh_rows_are_orthogonal(void **state)
{
    (void)state;
    static const struct {
        int classes, channels, cells, dead;
        bool in_cells;
    } cases[] = {{10, 512, 4, 0, true}, {10, 64, 16, 0, true}, {11, 512, 1, 0, true}, {100, 64, 16, 0, false},
                 {4, 8, 1, 0, true},    {10, 12, 4, 0, false}, {3, 64, 4, 64, true},  {7, 40, 9, 0, true}};
    const struct basis basis = {.kind = BASIS_WALSH};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const int classes = cases[k].classes, cells = cases[k].cells, latents = cases[k].channels * cells;
        int8_t *sign = malloc((size_t)classes * (size_t)latents);
        int8_t *ones = malloc((size_t)latents);
        bool *dead = malloc((size_t)latents * sizeof *dead);
        assert_true(sign && ones && dead);
        memset(ones, 1, (size_t)latents);
        basis_signs(&basis, classes, cases[k].channels, cells, sign);
        find_dead(sign, classes, latents, dead);
        for (int c = 0; c < classes; c++) {
            const int8_t *row = sign + c * latents;
            assert_int_equal(product(row, row, latents, cells, 0, cells), latents);
            for (int other = 0; other <= c; other++) {
                const int8_t *with = other == c ? ones : sign + other * latents;
                assert_int_equal(product(row, with, latents, cells, 0, cells), 0);
                for (int cell = 0; cell < cells && cases[k].in_cells; cell++)
                    assert_int_equal(product(row, with, latents, cells, cell, cell + 1), 0);
            }
        }
        int count = 0;
        for (int i = 0; i < latents; i++)
            count += dead[i];
        assert_int_equal(count, cases[k].dead);
        free(sign);
        free(ones);
        free(dead);
    }
}

/* Whatever the sizes: signs without zeros, no dead latent but with three classes, and two classes are opposite. */
static void walsh_takes_any_size(void **state)
{
    (void)state;
    enum { MOST = 4096 };
    static const int classes[] = {2, 3, 4, 5, 8, 9, 100, MOST}, channels[] = {1, 3, 7, 20}, cells[] = {1, 2, 9};
    static int8_t sign[MOST * 20 * 9];
    static bool dead[20 * 9];
    const struct basis basis = {.kind = BASIS_WALSH};
    for (size_t a = 0; a < sizeof classes / sizeof *classes; a++)
        for (size_t b = 0; b < sizeof channels / sizeof *channels; b++)
            for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
                const int latents = channels[b] * cells[c];
                basis_signs(&basis, classes[a], channels[b], cells[c], sign);
                find_dead(sign, classes[a], latents, dead);
                for (int i = 0; i < classes[a] * latents; i++)
                    assert_true(sign[i] == 1 || sign[i] == -1);
                for (int i = 0; i < latents; i++) {
                    assert_true(!dead[i] || classes[a] == 3);
                    assert_true(classes[a] != 2 || sign[i] == -sign[latents + i]);
                }
            }
}

/* Every word of other frameworks leads to its row, however it is spelt. */
static void foreign_words_are_found(void **state)
{
    (void)state;
    for (int i = 0; i < foreign_count; i++) {
        const char *at;
        int length;
        assert_true(foreigns[i].what || foreigns[i].here);
        for (int k = 0; (at = choice_at(foreigns[i].names, k, &length)); k++) {
            char word[64];
            snprintf(word, sizeof word, "%.*s", length, at);
            if (foreign_named(word) != &foreigns[i])
                fail_msg("'%s' of row %d is another row's, or not written in small letters", word, i);
        }
    }
    assert_ptr_equal(foreign_named("BatchNorm2d"), foreign_named("batch_norm"));
    assert_ptr_equal(foreign_named("kernelSize"), foreign_named("kernel_size"));
    assert_null(foreign_named("threshold"));
    assert_null(foreign_named(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_fit_together),
        cmocka_unit_test(fields_hold_their_settings),
        cmocka_unit_test(defaults_are_in_range),
        cmocka_unit_test(data_sets_describe_themselves),
        cmocka_unit_test(checks_come_after_what_they_need),
        cmocka_unit_test(dead_columns_are_known),
        cmocka_unit_test(walsh_rows_are_orthogonal),
        cmocka_unit_test(walsh_takes_any_size),
        cmocka_unit_test(foreign_words_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
