/* Recordings of events in each format: what is in them comes out, and damage is told with its place. */
#include "data_files.h"

#include <stdlib.h>
#include <string.h>

#include "decoding.h"

/* ---- N-MNIST ---- */

static void put_nmnist(struct buffer *file, int x, int y, int polarity, uint32_t time)
{
    put_byte(file, x);
    put_byte(file, y);
    put_big(file, (uint32_t)polarity << 23 | time, 3);
}

static void test_nmnist(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    put_nmnist(&file, 3, 33, 1, 0x7fffff);
    put_nmnist(&file, 0, 240, 0, 17); /* the clock wraps */
    put_nmnist(&file, 33, 0, 0, 5);
    write_file("a.bin", file.bytes, file.size);
    write_gz("packed.bin.gz", file.bytes, file.size);
    struct event *event = decode("a.bin", &count, &recording);
    assert_int_equal(count, 2);
    check_event(&event[0], 0x7fffff, 3, 33, 1);
    check_event(&event[1], 8192 + 5, 33, 0, 0);
    free(event);
    event = decode("packed.bin", &count, &recording);
    assert_int_equal(count, 2);
    free(event);

    write_file("short.bin", file.bytes, file.size - 1);
    decode_bad("short.bin", "short.bin: offset 10: expected an event of 5 bytes, found 4 at the end");
    file.bytes[10] = 34;
    write_file("wide.bin", file.bytes, file.size);
    decode_bad("wide.bin",
               "wide.bin: offset 10: expected an event on a sensor of 34 x 34 pixels, found column 34, row 0 (another "
               "camera's size is told by 'sensor WxH')");
    told = &(struct tess_input){.sensor_width = 240, .sensor_height = 180}; /* N-Caltech101's */
    event = decode("wide.bin", &count, &recording);
    assert_int_equal(recording.width, 240);
    assert_int_equal(recording.height, 180);
    check_event(&event[1], 8192 + 5, 34, 0, 0);
    free(event);
    told = &(struct tess_input){.sensor_width = 304, .sensor_height = 240};
    decode_bad("wide.bin", "wide.bin: offset 0: expected a sensor of at most 256 x 240 pixels, as N-MNIST's format has "
                           "room for, 'sensor' says 304 x 240");
    told = NULL;
    release(&file);
}

/* More events than a batch holds. */
static void test_long(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    for (uint32_t i = 0; i < 3 * EVENT_BATCH + 5; i++)
        put_nmnist(&file, (int)(i % 34), (int)(i / 34 % 34), (int)(i % 2), i);
    write_file("long.bin", file.bytes, file.size);
    release(&file);
    struct event *event = decode("long.bin", &count, &recording);
    assert_int_equal(count, 3 * EVENT_BATCH + 5);
    for (int i = 0; i < (int)count; i++)
        check_event(&event[i], i, i % 34, i / 34 % 34, i % 2);
    free(event);
}

/* ---- AEDAT 2.0 ---- */

static void put_aedat2(struct buffer *file, uint32_t address, uint32_t time)
{
    put_big(file, address, 4);
    put_big(file, time, 4);
}

static const char aedat2_header[] = "#!AER-DAT2.0\r\n# AEChip: ch.unizh.ini.jaer.chip.retina.DVS128\r\n";

static void test_aedat2(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    put(&file, aedat2_header, sizeof aedat2_header - 1);
    put_aedat2(&file, 0x0000, 0x7fffffff);
    put_aedat2(&file, 0x7fff, 0xfffffff0u); /* above 2^31 is not negative */
    put_aedat2(&file, 0x8000, 0xfffffff8u); /* a sync pulse */
    put_aedat2(&file, 0x0503, 16);          /* the clock has wrapped */
    write_file("a.aedat", file.bytes, file.size);
    struct event *event = decode("a.aedat", &count, &recording);
    assert_string_equal(recording_format(&recording), "AEDAT 2.0");
    assert_int_equal(count, 3);
    check_event(&event[0], 0x7fffffff, 127, 0, 1);
    check_event(&event[1], 0xfffffff0, 0, 127, 0);
    check_event(&event[2], ((int64_t)1 << 32) + 16, 126, 5, 0);
    free(event);

    write_file("short.aedat", file.bytes, file.size - 3);
    decode_bad("short.aedat", "short.aedat: offset 86: expected an event of 8 bytes, found 5 at the end");
    file.bytes[62] = 1;
    write_file("address.aedat", file.bytes, file.size);
    decode_bad("address.aedat",
               "address.aedat: offset 62: expected an address of 0 to 0xffff, found 0x1000000 (a DAVIS needs its line "
               "'# AEChip:' or 'sensor WxH')");
    release(&file);
    write_text("other.aedat", "#!AER-DAT2.0\n# AEChip: eu.seebetter.ini.chips.cochlea.CochleaAMS1c\n");
    decode_bad("other.aedat",
               "other.aedat: offset 13: expected a recording of a DVS128 or a DAVIS128, 240, 346 or 640, "
               "found eu.seebetter.ini.chips.cochlea.CochleaAMS1c ('sensor WxH' takes it for a DAVIS of "
               "that size)");
    write_text("open.aedat", "#!AER-DAT2.0\n# no end");
    decode_bad("open.aedat", "open.aedat: offset 13: expected a header line, found the end");
}

/* The address of a DAVIS's event, whose rows count from the bottom and columns from the right. */
static uint32_t davis(int width, int height, int x, int y, int on)
{
    return (uint32_t)(height - 1 - y) << 22 | (uint32_t)(width - 1 - x) << 12 | (uint32_t)on << 11;
}

static void check_davis(const char *header, int width, int height)
{
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    put(&file, header, strlen(header));
    put_aedat2(&file, davis(width, height, 0, height - 1 - 141, 1), 3); /* begins with '#' */
    put_aedat2(&file, davis(width, height, width - 1, 0, 0), 4);
    put_aedat2(&file, davis(width, height, 5, 5, 1) | 0x80000000u, 5); /* of a frame */
    put_aedat2(&file, davis(width, height, 5, 5, 1) | 0x400, 6);       /* an external event */
    put_aedat2(&file, davis(width, height, 1, height - 1, 1), 7);
    write_file("davis.aedat", file.bytes, file.size);
    release(&file);
    struct event *event = decode("davis.aedat", &count, &recording);
    assert_int_equal(recording.width, width);
    assert_int_equal(recording.height, height);
    assert_int_equal(count, 3);
    check_event(&event[0], 3, 0, height - 1 - 141, 1);
    check_event(&event[1], 4, width - 1, 0, 0);
    check_event(&event[2], 7, 1, height - 1, 1);
    free(event);
}

static void test_davis(void **state)
{
    (void)state;
    static const char blue[] = "#!AER-DAT2.0\r\n# HardwareInterface: DAVIS FX3 0002-INI\r\n# AEChip: "
                               "eu.seebetter.ini.chips.davis.Davis346blue\r\n";
    struct buffer file = {0};
    check_davis(blue, 346, 260);
    check_davis("#!AER-DAT2.0\r\n# AEChip: eu.seebetter.ini.chips.davis.DAVIS240C\r\n", 240, 180);
    check_davis("#!AER-DAT2.0\r\n# HardwareInterface: DAVIS240C\r\n#End Of ASCII Header\r\n", 240, 180);
    told = &(struct tess_input){.sensor_width = 346, .sensor_height = 260};
    check_davis("#!AER-DAT2.0\r\n", 346, 260);
    check_davis("#!AER-DAT2.0\r\n# AEChip: some.other.Chip\r\n", 346, 260);
    check_davis(blue, 346, 260);
    put(&file, "#!AER-DAT2.0\n", 13);
    put_aedat2(&file, davis(346, 260, -1, 0, 0), 4);
    write_file("wide.aedat", file.bytes, file.size);
    decode_bad("wide.aedat", "wide.aedat: offset 13: expected an event on a sensor of 346 x 260 pixels, found column "
                             "346 from the right, row 259 from the bottom");
    write_text("other.aedat", "#!AER-DAT2.0\r\n# AEChip: eu.seebetter.ini.chips.davis.DAVIS240C\r\n");
    decode_bad("other.aedat", "other.aedat: offset 14: expected a sensor of 346 x 260 pixels, as 'sensor' says, found "
                              "one of 240 x 180");
    told = &(struct tess_input){.sensor_width = 1280, .sensor_height = 720};
    decode_bad("wide.aedat", "wide.aedat: offset 0: expected a sensor of at most 1024 x 512 pixels, as addresses of "
                             "AEDAT 2.0 have room for, 'sensor' says 1280 x 720");
    told = NULL;
    release(&file);
}

/* What a clock that falls has done. */
static void test_clocks(void **state)
{
    (void)state;
    static const uint32_t stamp[] = {0xfffffff0u, 16, 0xfffffff8u, 20, 4000000000u, 0};
    static const int64_t expected[] = {
        0xfffffff0,      ((int64_t)1 << 32) + 16, 0xfffffff8, ((int64_t)1 << 32) + 20, ((int64_t)1 << 32) + 4000000000,
        (int64_t)1 << 32};
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    put(&file, aedat2_header, sizeof aedat2_header - 1);
    for (size_t i = 0; i < sizeof stamp / sizeof stamp[0]; i++)
        put_aedat2(&file, 0, stamp[i]);
    write_file("clock.aedat", file.bytes, file.size);
    release(&file);
    struct event *event = decode("clock.aedat", &count, &recording);
    assert_int_equal(count, sizeof stamp / sizeof stamp[0]);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(event[i].time, expected[i]); /* the last is 295 s behind a wrap: a reset */
    free(event);
}

/* ---- AEDAT 3.1 ---- */

static const char aedat3_header[] = "#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n";

static void put_packet(struct buffer *file, int type, int size, uint32_t overflow, uint32_t capacity, uint32_t number)
{
    put_little(file, (uint64_t)type, 2);
    put_little(file, 1, 2);
    put_little(file, (uint64_t)size, 4);
    put_little(file, 4, 4);
    put_little(file, overflow, 4);
    put_little(file, capacity, 4);
    put_little(file, number, 4);
    put_little(file, number, 4);
}

static void put_aedat3(struct buffer *file, uint32_t x, uint32_t y, uint32_t polarity, uint32_t valid, uint32_t time)
{
    put_little(file, x << 17 | y << 2 | polarity << 1 | valid, 4);
    put_little(file, time, 4);
}

static void test_aedat3(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    put(&file, aedat3_header, sizeof aedat3_header - 1);
    put_packet(&file, 1, 8, 0, 3, 2); /* room for one that is not there */
    put_aedat3(&file, 127, 3, 1, 1, 7);
    put_aedat3(&file, 9, 9, 1, 0, 8); /* not valid */
    put_aedat3(&file, 500, 500, 1, 1, 9);
    put_packet(&file, 0, 12, 0, 1, 1); /* a special event */
    put_little(&file, 0x1234567812345678, 8);
    put_little(&file, 0, 4);
    put_packet(&file, 1, 8, 2, 1, 1); /* the clock of 31 bits has wrapped twice */
    put_aedat3(&file, 0, 127, 0, 1, 1);
    write_file("a.aedat", file.bytes, file.size);
    struct event *event = decode("a.aedat", &count, &recording);
    assert_string_equal(recording_format(&recording), "AEDAT 3.1");
    assert_int_equal(count, 2);
    check_event(&event[0], 7, 127, 3, 1);
    check_event(&event[1], ((int64_t)2 << 31) + 1, 0, 127, 0);
    free(event);

    write_file("short.aedat", file.bytes, file.size - 1);
    decode_bad("short.aedat", "short.aedat: offset 181: expected a packet of 8 bytes, found 7");
    write_file("header.aedat", file.bytes, 61 + 27);
    decode_bad("header.aedat",
               "header.aedat: offset 61: expected a packet's header (28 bytes), found the end of the data after 27");
    write_file("text.aedat", file.bytes, 45);
    decode_bad("text.aedat", "text.aedat: offset 28: expected header lines up to #!END-HEADER");
    file.bytes[61 + 20] = 4;
    write_file("number.aedat", file.bytes, file.size);
    decode_bad("number.aedat",
               "number.aedat: offset 61: expected a packet with no more events than it has room for, found 4");
    file.bytes[61 + 20] = 3; /* and the third event is not on the sensor */
    write_file("wide.aedat", file.bytes, file.size);
    decode_bad("wide.aedat",
               "wide.aedat: offset 105: expected an event on a sensor of 128 x 128 pixels, found column 500, row 500");
    file.bytes[61 + 4] = 9;
    write_file("size.aedat", file.bytes, file.size);
    decode_bad("size.aedat", "size.aedat: offset 61: expected a packet with events of 8 bytes, found 9");
    release(&file);
}

/* ---- DAT ---- */

static void test_dat(void **state)
{
    (void)state;
    static const char header[] = "% Data file containing CD events.\n% Width 304\n% Height 240\n";
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    put(&file, header, sizeof header - 1);
    put_byte(&file, 12);
    put_byte(&file, 8);
    put_little(&file, 0xfffffffe, 4);
    put_little(&file, 303 | 239 << 14 | 1 << 28, 4);
    put_little(&file, 1, 4);
    put_little(&file, 0, 4);
    write_file("a.dat", file.bytes, file.size);
    struct event *event = decode("a.dat", &count, &recording);
    assert_int_equal(recording.width, 304);
    assert_int_equal(recording.height, 240);
    assert_int_equal(count, 2);
    check_event(&event[0], 0xfffffffe, 303, 239, 1);
    check_event(&event[1], ((int64_t)1 << 32) + 1, 0, 0, 0);
    free(event);

    file.bytes[sizeof header] = 7;
    write_file("size.dat", file.bytes, file.size);
    decode_bad(
        "size.dat",
        "size.dat: offset 59: expected events of type 0 or 12 and of 8 bytes (DAT), as no header line '% format' "
        "or '% evt' says that this is a RAW file, found type 12, 7 bytes");
    write_file("none.dat", file.bytes, sizeof header - 1);
    decode_bad(
        "none.dat",
        "none.dat: offset 59: expected type and size of the events (2 bytes), found the end of the data after 0");
    release(&file);
    write_text("other.raw", "no recording");
    decode_bad("other.raw", "other.raw: offset 0: expected a recording of events: AEDAT 2.0, 3.1 or 4, Prophesee RAW "
                            "or DAT, or N-MNIST's .bin");
}

/* A copy of a place leads back to the same events. */
static void test_places(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct tess_error error = {0};
    struct recording recording;
    put(&file, aedat3_header, sizeof aedat3_header - 1);
    put_packet(&file, 1, 8, 3, 2 * EVENT_BATCH, 2 * EVENT_BATCH);
    for (uint32_t i = 0; i < 2 * EVENT_BATCH; i++)
        put_aedat3(&file, i % 128, i / 128 % 128, i % 2, 1, i);
    write_file("places.aedat", file.bytes, file.size);
    release(&file);
    assert_true(recording_open(&recording, "places.aedat", NULL, &error));
    struct event_reader *reader = event_reader_open(&recording, NULL, &error);
    assert_true(event_reader_next(reader, &error) && event_reader_next(reader, &error));
    struct event_place place = reader->before;
    struct event kept = reader->event[1];
    event_reader_close(reader);
    reader = event_reader_open(&recording, &place, &error);
    assert_true(event_reader_next(reader, &error));
    assert_int_equal(reader->count, EVENT_BATCH);
    check_event(&reader->event[1], kept.time, kept.x, kept.y, kept.polarity);
    assert_int_equal(kept.time, ((int64_t)3 << 31) + EVENT_BATCH + 1);
    event_reader_close(reader);
    recording_close(&recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nmnist), cmocka_unit_test(test_long),   cmocka_unit_test(test_aedat2),
        cmocka_unit_test(test_davis),  cmocka_unit_test(test_clocks), cmocka_unit_test(test_aedat3),
        cmocka_unit_test(test_dat),    cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
