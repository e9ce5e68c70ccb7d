/* Prophesee RAW: words of EVT 2.0, 2.1 and 3.0 become the events that they say, and what is none is told with its
 * place. */
#include "decoding.h"

#include <stdlib.h>
#include <string.h>

static void put_text(struct buffer *file, const char *text)
{
    put(file, text, strlen(text));
}

static uint32_t evt2_word(uint32_t type, uint32_t time, uint32_t x, uint32_t y)
{
    return type << 28 | time << 22 | x << 11 | y;
}

static void test_evt2(void **state)
{
    (void)state;
    const int64_t wrap = (int64_t)1 << 34;
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    put_text(&file, "% Date 2020\n% evt 2.0\n% geometry 640x480\n");
    put_little(&file, evt2_word(1, 5, 1, 1), 4); /* before the clock is known */
    put_little(&file, 0x8fffffff, 4);
    put_little(&file, evt2_word(1, 63, 639, 479), 4);
    put_little(&file, 0xa0000001, 4); /* a trigger, an extension and what continues it */
    put_little(&file, 0xe0000000, 4);
    put_little(&file, 0xf0000000, 4);
    put_little(&file, 0x80000000, 4); /* the clock wraps */
    put_little(&file, evt2_word(0, 2, 0, 7), 4);
    write_file("2.raw", file.bytes, file.size);
    struct event *event = decode("2.raw", &count, &recording);
    assert_string_equal(recording_format(&recording), "Prophesee EVT 2.0");
    assert_int_equal(recording.width, 640);
    assert_int_equal(count, 2);
    check_event(&event[0], wrap - 1, 639, 479, 1);
    check_event(&event[1], wrap + 2, 0, 7, 0);
    free(event);
    write_file("short.raw", file.bytes, file.size - 1);
    decode_bad("short.raw", "short.raw: offset 69: expected an event of 4 bytes, found 3 at the end");
    file.bytes[file.size - 1] = 0x30;
    write_file("type.raw", file.bytes, file.size);
    decode_bad("type.raw", "type.raw: offset 69: expected a word of Prophesee EVT 2.0, found one of type 3");
    release(&file);
}

/* One word of EVT 2.1 in the file's order of halves. */
static void put_evt21(struct buffer *file, bool legacy, uint32_t high, uint32_t low)
{
    put_little(file, legacy ? high : low, 4);
    put_little(file, legacy ? low : high, 4);
}

static void test_evt21(void **state)
{
    (void)state;
    for (int legacy = 0; legacy < 2; legacy++) {
        struct buffer file = {0};
        struct recording recording;
        size_t count;
        put_text(&file, legacy ? "% evt 2.1\n% format EVT21;height=720;width=1280;endianness=legacy\n% end\n"
                               : "% format EVT21;endianness=little;height=320;width=320\n% end\n");
        put_evt21(&file, legacy, 0x80000001, 0);
        put_evt21(&file, legacy, evt2_word(1, 3, 64, 9), 0x80000001);
        put_evt21(&file, legacy, evt2_word(10, 3, 0, 0), 0);
        put_evt21(&file, legacy, evt2_word(0, 4, 0, 10), 0x6);
        write_file("21.raw", file.bytes, file.size);
        struct event *event = decode("21.raw", &count, &recording);
        assert_string_equal(recording_format(&recording), "Prophesee EVT 2.1");
        assert_int_equal(recording.width, legacy ? 1280 : 320);
        assert_int_equal(count, 4);
        check_event(&event[0], 64 + 3, 64, 9, 1);
        check_event(&event[1], 64 + 3, 64 + 31, 9, 1);
        check_event(&event[2], 64 + 4, 1, 10, 0);
        check_event(&event[3], 64 + 4, 2, 10, 0);
        free(event);
        release(&file);
    }
}

static void test_evt3(void **state)
{
    (void)state;
    static const uint16_t word[] = {0x2805,                         /* before the clock is known */
                                    0x8fff, 0x6fff, 0x0807, 0x2805, /* row 7 of a slave camera */
                                    0x3010, 0x4801, 0x5081, 0xa001, 0xe123, 0x7001,
                                    0xf001, 0x4001, 0x8000, 0x6002, 0x2006};
    const int64_t before = (1 << 24) - 1, after = (1 << 24) + 2;
    struct buffer file = {0};
    struct recording recording;
    size_t count;
    put_text(&file, "% evt 3.0\n% format EVT3;height=720;width=1280\n% geometry 1280x720\n% end\n");
    const size_t header = file.size;
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        put_little(&file, word[i], 2);
    write_file("3.raw", file.bytes, file.size);
    write_gz("packed.raw.gz", file.bytes, file.size);
    for (int packed = 0; packed < 2; packed++) {
        struct event *event = decode(packed ? "packed.raw" : "3.raw", &count, &recording);
        assert_string_equal(recording_format(&recording), "Prophesee EVT 3.0");
        assert_int_equal(recording.height, 720);
        assert_int_equal(count, 7);
        check_event(&event[0], before, 5, 7, 1);
        check_event(&event[1], before, 16, 7, 0); /* of the vector of 12: the first and the last */
        check_event(&event[2], before, 16 + 11, 7, 0);
        check_event(&event[3], before, 16 + 12, 7, 0); /* of that of 8 */
        check_event(&event[4], before, 16 + 12 + 7, 7, 0);
        check_event(&event[5], before, 16 + 12 + 8, 7, 0);
        check_event(&event[6], after, 6, 7, 0);
        free(event);
    }
    file.bytes[header + 3] = 0x9f;
    write_file("type.raw", file.bytes, file.size);
    decode_bad("type.raw", "type.raw: offset 74: expected a word of Prophesee EVT 3.0, found one of type 9");
    file.bytes[header + 3] = 0x8f;
    file.bytes[header + 7] = 0x7; /* row 2047 */
    file.bytes[header + 6] = 0xff;
    write_file("wide.raw", file.bytes, file.size);
    decode_bad("wide.raw",
               "wide.raw: offset 80: expected an event on a sensor of 1280 x 720 pixels, found column 5, row 2047");
    release(&file);
}

static void test_raw_headers(void **state)
{
    (void)state;
    write_text("frames.raw", "% Date 2024\n% format HISTO3D;height=320;width=320\n% end\n");
    decode_bad("frames.raw", "frames.raw: offset 12: expected events of format EVT2, EVT21 or EVT3, found HISTO3D");
    write_text("big.raw", "% evt 3.0\n% endianness big\n% end\n");
    decode_bad("big.raw", "big.raw: offset 0: expected EVT3 of endianness little, found big");
    write_text("legacy.raw", "% format EVT3;endianness=legacy\n% end\n");
    decode_bad("legacy.raw", "legacy.raw: offset 0: expected EVT3 of endianness little, found legacy");
    told = &(struct tess_input){.sensor_width = 640, .sensor_height = 480};
    write_text("size.raw", "% evt 3.0\n% geometry 1280x720\n% end\n");
    decode_bad("size.raw", "size.raw: offset 10: expected a sensor of 640 x 480 pixels, as 'sensor' says, found one of "
                           "1280 x 720");
    told = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evt2),
        cmocka_unit_test(test_evt21),
        cmocka_unit_test(test_evt3),
        cmocka_unit_test(test_raw_headers),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
