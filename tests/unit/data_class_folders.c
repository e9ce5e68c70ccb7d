/* Pictures in a folder a class: splits, names, sizes, what is wrong with them. */
#include "data_files.h"
#include "picture_files.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CLASSES = 3 };

static const char *const classes[CLASSES] = {"ape", "bee", "cow"};

static const struct tess_input input = {
    .dataset = "folder", .channels = 1, .height = 4, .width = 4, .steps = 2, .is_static = true, .classes = CLASSES};

/* Class c has 10 + 10 c pictures when `many`, else 2; picture i of class c is of value base + 60 c + i. */
static int pictures_of(int c, bool many)
{
    return many ? 10 + 10 * c : 2;
}

static void make_classes(const char *path, int base, bool many)
{
    make_folder(path);
    for (int c = 0; c < CLASSES; c++) {
        char name[200];
        snprintf(name, sizeof name, "%s/%s", path, classes[c]);
        make_folder(name);
        for (int i = 0; i < pictures_of(c, many); i++) {
            snprintf(name, sizeof name, "%s/%s/%02d.png", path, classes[c], i);
            write_grey(name, 4, 4, base + 60 * c + i);
        }
    }
}

/* The value of a sample (all of whose pixels are alike); its class must be right. */
static int value_of(const struct tess_dataset *set, enum tess_split split, int index, int base)
{
    float frames[16];
    int32_t label;
    struct tess_error error = {0};
    assert_true(tess_dataset_read(set, split, index, NULL, frames, &label, &error));
    int value = (int)lrintf(frames[0] * 255);
    for (int i = 0; i < 16; i++)
        assert_true(frames[i] == (float)value / 255.0f);
    assert_int_equal(label, (value - base) / 60);
    return value - base;
}

static void test_split_folders(void **state)
{
    (void)state;
    make_folder("three");
    make_classes("three/train", 1, false);
    make_classes("three/test", 11, false);
    struct tess_input share = input;
    share.validation_share = 0.5f;
    struct tess_data_options options = {.folder = "three"};
    struct tess_dataset *set = open_good(&share, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), 3); /* half of each class is left */
    assert_int_equal(tess_dataset_count(set, TESS_VALIDATION), 3);
    assert_int_equal(tess_dataset_count(set, TESS_TEST), 6);
    for (int c = 0; c < CLASSES; c++) {
        assert_int_equal(value_of(set, TESS_TRAIN, c, 1), 60 * c);
        assert_int_equal(value_of(set, TESS_VALIDATION, c, 1), 60 * c + 1);
        assert_int_equal(value_of(set, TESS_TEST, c, 11), 60 * c);
        assert_int_equal(value_of(set, TESS_TEST, CLASSES + c, 11), 60 * c + 1);
        assert_string_equal(tess_dataset_class_name(set, c), classes[c]);
    }
    tess_dataset_close(set);

    make_classes("three/validation", 21, false); /* takes the place of the share */
    set = open_good(&share, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), 6);
    assert_int_equal(tess_dataset_count(set, TESS_VALIDATION), 6);
    assert_int_equal(value_of(set, TESS_VALIDATION, 4, 21), 61);
    tess_dataset_close(set);
}

/* The first sample of each class, the second of each, and so on, where classes have as many as were counted. */
static void check_dealt(const struct tess_dataset *set, enum tess_split split)
{
    int rank[CLASSES] = {0}, before = -1;
    for (int i = 0; i < tess_dataset_count(set, split); i++) {
        const int c = value_of(set, split, i, 1) / 60, place = rank[c]++ * CLASSES + c;
        assert_true(place > before);
        before = place;
    }
}

/* One folder: the last tenth of each class tests, the last share of what remains validates, and a limit takes from
 * all classes alike. */
static void test_one_folder(void **state)
{
    (void)state;
    make_classes("one", 1, true);
    write_text("one/README", "files beside the classes are left alone");
    write_text("one/bee/.hidden", "so are hidden ones");
    struct tess_input share = input;
    share.validation_share = 0.1f;
    struct tess_data_options options = {.folder = "one"};
    struct tess_dataset *set = open_good(&share, &options);
    int seen[CLASSES][TESS_SPLITS] = {{0}};
    bool met[256] = {false};
    for (int split = 0; split < TESS_SPLITS; split++)
        for (int i = 0; i < tess_dataset_count(set, (enum tess_split)split); i++) {
            int value = value_of(set, (enum tess_split)split, i, 1);
            assert_false(met[value]);
            met[value] = true;
            int c = value / 60, n = value % 60, count = pictures_of(c, true);
            int test = count - (count + 5) / 10;
            int validation = test - (int)(test * 0.1 + 0.5);
            assert_int_equal(split, n >= test ? TESS_TEST : n >= validation ? TESS_VALIDATION : TESS_TRAIN);
            seen[c][split]++;
        }
    for (int c = 0; c < CLASSES; c++)
        assert_int_equal(seen[c][0] + seen[c][1] + seen[c][2], pictures_of(c, true));
    for (int split = 0; split < TESS_SPLITS; split++)
        check_dealt(set, (enum tess_split)split);
    tess_dataset_close(set);
    options.train_limit = 9;
    set = open_good(&share, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), 9);
    for (int i = 0; i < 9; i++)
        assert_int_equal(value_of(set, TESS_TRAIN, i, 1), i % 3 * 60 + i / 3);
    tess_dataset_close(set);
}

/* Other sizes are stretched, colour and grey made from each other. */
static void test_stretched(void **state)
{
    (void)state;
    float frames[3 * 16];
    int32_t label;
    struct tess_error error = {0};
    struct tess_input colour = input;
    colour.channels = 3;
    make_classes("stretch", 1, false);
    write_grey("stretch/ape/00.png", 9, 7, 200);
    struct tess_data_options options = {.folder = "stretch"};
    struct tess_dataset *set = open_good(&colour, &options);
    assert_true(tess_dataset_read(set, TESS_TRAIN, 0, NULL, frames, &label, &error));
    for (int i = 0; i < 3 * 16; i++)
        assert_true(fabsf(frames[i] - 200.0f / 255) < 1e-6f);
    tess_dataset_close(set);
}

static void test_wrong_folders(void **state)
{
    (void)state;
    struct tess_input other = input;
    make_classes("wrong", 1, false);
    other.channels = 2;
    open_bad(&other, "wrong", "data set folder has pictures of 1 channel (grey) or 3, but the model expects 2");
    other = input;
    other.classes = 4;
    open_bad(&other, "wrong", "wrong: expected 4 folders, one a class of the model, found 3");
    open_bad(&input, "none", "none: expected a folder: No such file or directory");
    write_text("wrong/bee/notes.txt", "buzz");
    open_bad(&input, "wrong", "wrong/bee/notes.txt: offset 0: expected a PNG or JPEG image");
    assert_int_equal(remove("wrong/bee/notes.txt"), 0);
    make_folder("wrong/bee/more");
    open_bad(&input, "wrong", "wrong/bee/more: expected a file, found a directory");
    assert_int_equal(rmdir("wrong/bee/more"), 0);
    write_text("wrong/cow/00.png", "");
    open_bad(&input, "wrong", "wrong/cow/00.png: offset 0: expected a PNG or JPEG image");
    assert_int_equal(remove("wrong/cow/00.png"), 0);
    assert_int_equal(remove("wrong/cow/01.png"), 0);
    open_bad(&input, "wrong", "wrong/cow: expected pictures, found none");

    write_text("wrong/cow/00.png", "");
    write_text("wrong/ape/01.png", "");
    write_text("wrong/bee/00.png", "");
    open_bad(&input, "wrong",
             "wrong/bee/00.png: offset 0: expected a PNG or JPEG image (and 2 more files that cannot be read)");
}

/* Classes of the splits must be the same, whatever their number. */
static void test_other_classes(void **state)
{
    (void)state;
    make_folder("half");
    make_classes("half/train", 1, false);
    make_classes("half/test", 1, false);
    assert_int_equal(rename("half/test/ape", "half/test/zebra"), 0);
    open_bad(&input, "half", "half/test: expected a folder ape, as the training set has one");
    make_folder("half/test/ape");
    open_bad(&input, "half", "half/test/zebra: expected a class that the training set has as well");
    assert_int_equal(rename("half/test/zebra", "half/test/aardvark"), 0);
    open_bad(&input, "half", "half/test/aardvark: expected a class that the training set has as well");
    assert_int_equal(rename("half/test/aardvark", "half/aardvark"), 0); /* beside the splits: not looked at */
    open_bad(&input, "half", "half/test/ape: expected pictures, found none");
    write_grey("half/test/ape/00.png", 4, 4, 9);
    struct tess_data_options options = {.folder = "half"};
    tess_dataset_close(open_good(&input, &options));

    make_folder("half/val");
    make_classes("half/validation", 1, false);
    tess_dataset_close(open_good(&input, &options)); /* a folder without classes is no part */
    make_folder("half/val/ape");
    open_bad(&input, "half", "half: expected one of the folders val and validation, found both");
}

/* Other names of the splits; the test set by share where only it has no folder; a class that is called train. */
static void test_names_of_splits(void **state)
{
    (void)state;
    make_folder("named");
    make_classes("named/training", 1, true);
    make_classes("named/valid", 21, false);
    struct tess_data_options options = {.folder = "named"};
    struct tess_dataset *set = open_good(&input, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), 9 + 18 + 27);
    assert_int_equal(tess_dataset_count(set, TESS_VALIDATION), 6);
    assert_int_equal(tess_dataset_count(set, TESS_TEST), 6);
    assert_int_equal(value_of(set, TESS_TEST, 0, 1), 9);
    tess_dataset_close(set);

    make_classes("vehicles", 1, false);
    assert_int_equal(rename("vehicles/cow", "vehicles/train"), 0);
    options.folder = "vehicles";
    set = open_good(&input, &options);
    assert_string_equal(tess_dataset_class_name(set, 2), "train");
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), 6);
    tess_dataset_close(set);

    make_classes("lines", 1, false);
    assert_int_equal(rename("lines/cow", "lines/two\nlines"), 0);
    open_bad(&input, "lines",
             "lines: expected names of folders without control characters, found one in that of class 2");
}

/* The order of the classes is part of the fingerprint. */
static void test_fingerprint_of_names(void **state)
{
    (void)state;
    char before[256];
    make_classes("renamed", 1, false);
    struct tess_data_options options = {.folder = "renamed"};
    struct tess_dataset *set = open_good(&input, &options);
    snprintf(before, sizeof before, "%s", tess_dataset_fingerprint(set));
    tess_dataset_close(set);
    assert_int_equal(rename("renamed/cow", "renamed/dog"), 0);
    set = open_good(&input, &options);
    assert_string_not_equal(before, tess_dataset_fingerprint(set));
    tess_dataset_close(set);
}

/* A picture in the inks of printing has no red, green and blue to be had. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split_folders),
        cmocka_unit_test(test_one_folder),
        cmocka_unit_test(test_stretched),
        cmocka_unit_test(test_wrong_folders),
        cmocka_unit_test(test_other_classes),
        cmocka_unit_test(test_names_of_splits),
        cmocka_unit_test(test_fingerprint_of_names),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
