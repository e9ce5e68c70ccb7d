/* Recordings with any byte changed, or cut off at any byte: an error with a place, or a reading that keeps its
 * promises; never a crash (run it in a build with AddressSanitizer). */
#include "data_files.h"

#include <stdlib.h>
#include <string.h>

#include "data/events.h"

/* Mutations of a file, and of one of the formats that share most of their reading: TESS_MUTATIONS in the environment
 * for more. */
enum { CHANGES = 1000, FEW = 300, EVENTS = 40 };

/* ---- A small file of each format ---- */

static void make_nmnist(struct buffer *file)
{
    for (int i = 0; i < EVENTS; i++) {
        put_byte(file, i % 34);
        put_byte(file, i * 7 % 34);
        put_big(file, (uint64_t)(i % 2) << 23 | (uint64_t)i * 1000, 3);
    }
}

static void make_aedat2(struct buffer *file)
{
    static const char header[] = "#!AER-DAT2.0\r\n# AEChip: ch.unizh.ini.jaer.chip.retina.DVS128\r\n";
    put(file, header, sizeof header - 1);
    for (uint32_t i = 0; i < EVENTS; i++) {
        put_big(file, i * 1237 % 0x8000, 4);
        put_big(file, 0x7fffff00u + i * 50, 4);
    }
}

static void make_aedat3(struct buffer *file)
{
    static const char header[] = "#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n";
    put(file, header, sizeof header - 1);
    for (uint32_t packet = 0; packet < 4; packet++) {
        const uint64_t fields[] = {8, 4, packet, EVENTS / 4, EVENTS / 4, EVENTS / 4};
        put_little(file, 1 << 16 | 1, 4);
        for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++)
            put_little(file, fields[f], 4);
        for (uint32_t i = 0; i < EVENTS / 4; i++) {
            put_little(file, i * 3 << 17 | i << 2 | (i & 1) << 1 | 1, 4);
            put_little(file, i * 77, 4);
        }
    }
}

static void make_dat(struct buffer *file)
{
    static const char header[] = "% Data file\n% Width 304\n% Height 240\n";
    put(file, header, sizeof header - 1);
    put_byte(file, 12);
    put_byte(file, 8);
    for (uint32_t i = 0; i < EVENTS; i++) {
        put_little(file, i * 5000, 4);
        put_little(file, i * 7 | (i * 5) << 14 | (i & 1) << 28, 4);
    }
}

static void put_description(struct buffer *file, int compression)
{
    static const char xml[] = "<node path=\"/mainloop/Recorder/outInfo/0/\"><attr key=\"typeIdentifier\" "
                              "type=\"string\">EVTS</attr><attr key=\"sizeX\" type=\"int\">128</attr><attr "
                              "key=\"sizeY\" type=\"int\">96</attr></node>";
    static const unsigned char fields[12] = {10, 0, 20, 0, 4, 0, 12, 0, 8, 0, 0, 0};
    put(file, "#!AER-DAT4.0\r\n", 14);
    put_little(file, 44 + sizeof xml - 1, 4);
    put_little(file, 20, 4); /* the root table */
    put(file, "IOHE", 4);
    put(file, fields, sizeof fields);
    put_little(file, 12, 4);
    put_little(file, (uint64_t)compression, 4);
    put_little(file, 12, 4);         /* to the XML */
    put_little(file, UINT64_MAX, 8); /* no table of packets */
    put_little(file, sizeof xml - 1, 4);
    put(file, xml, sizeof xml - 1);
}

static void put_events(struct buffer *packet, int first, int count)
{
    static const unsigned char fields[8] = {6, 0, 8, 0, 4, 0, 0, 0};
    put_little(packet, (uint64_t)(28 + 16 * count), 4);
    put_little(packet, 16, 4);
    put(packet, "EVTS", 4);
    put(packet, fields, sizeof fields);
    put_little(packet, 8, 4);
    put_little(packet, 4, 4);
    put_little(packet, (uint64_t)count, 4);
    for (int i = first; i < first + count; i++) {
        put_little(packet, 1600000000000000u + (uint64_t)i, 8);
        put_little(packet, (uint64_t)(i * 3), 2);
        put_little(packet, (uint64_t)(i * 2), 2);
        put_little(packet, (uint64_t)(i % 2), 4);
    }
}

/* An LZ4 frame whose only block is stored as it is. */
static void put_stored(struct buffer *file, const struct buffer *packet)
{
    put_little(file, 0x184d2204, 4);
    put_byte(file, 0x60); /* version 1, independent blocks, no checksums */
    put_byte(file, 0x40); /* blocks of at most 64 KiB */
    put_byte(file, 0x82); /* checksum of these two */
    put_little(file, packet->size | 0x80000000, 4);
    put(file, packet->bytes, packet->size);
    put_little(file, 0, 4);
}

static void make_aedat4_packets(struct buffer *file, int compression)
{
    put_description(file, compression);
    put_little(file, 3, 4); /* a packet of another stream */
    put_little(file, 5, 4);
    put(file, "other", 5);
    for (int first = 0; first < EVENTS; first += EVENTS / 2) {
        struct buffer packet = {0}, stored = {0};
        put_events(&packet, first, EVENTS / 2);
        put_little(file, 0, 4);
        if (compression) {
            put_stored(&stored, &packet);
            put_little(file, stored.size, 4);
            put(file, stored.bytes, stored.size);
        } else {
            put_little(file, packet.size, 4);
            put(file, packet.bytes, packet.size);
        }
        release(&stored);
        release(&packet);
    }
}

static void make_aedat4(struct buffer *file)
{
    make_aedat4_packets(file, 0);
}

#ifdef HAVE_LZ4
static void make_aedat4_lz4(struct buffer *file)
{
    make_aedat4_packets(file, 1);
}
#endif

static void make_davis(struct buffer *file)
{
    static const char header[] = "#!AER-DAT2.0\r\n# AEChip: eu.seebetter.ini.chips.davis.Davis346blue\r\n";
    put(file, header, sizeof header - 1);
    for (uint32_t i = 0; i < EVENTS; i++) {
        put_big(file, (i * 7 % 260) << 22 | (i * 11 % 346) << 12 | (i & 1) << 11, 4);
        put_big(file, 0x7fffff00u + i * 50, 4);
    }
}

static void put_evt_header(struct buffer *file, const char *format)
{
    put(file, "% format ", 9);
    put(file, format, strlen(format));
    put(file, "\n% end\n", 7);
}

static void make_evt2(struct buffer *file)
{
    put_evt_header(file, "EVT2;height=480;width=640");
    for (uint32_t i = 0; i < EVENTS; i++) {
        if (i % 8 == 0)
            put_little(file, 8u << 28 | (0xfffffe + i), 4);
        put_little(file, (i & 1) << 28 | i << 22 | (i * 13) << 11 | i * 11, 4);
    }
}

/* Four events a word. */
static void make_evt21(struct buffer *file)
{
    put_evt_header(file, "EVT21;height=320;width=320");
    for (uint32_t i = 0; i < EVENTS / 4; i++) {
        put_little(file, 0, 4);
        put_little(file, 8u << 28 | i, 4);
        put_little(file, 0x80010101u, 4);
        put_little(file, (i & 1) << 28 | i << 22 | (i * 32) << 11 | i * 31, 4);
    }
}

/* Two single events, two of a vector of 12 and one of 8. */
static void make_evt3(struct buffer *file)
{
    put_evt_header(file, "EVT3;height=720;width=1280");
    for (uint32_t i = 0; i < EVENTS / 5; i++) {
        const uint32_t words[] = {0xa000,
                                  0x8000 | (i + 0xffd) % 0x1000,
                                  0x6000 | i * 500,
                                  i * 90,
                                  0x2000 | i * 100,
                                  0x2800 | i * 90,
                                  0x3000 | i * 150,
                                  0x4801,
                                  0x5010};
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
            put_little(file, words[k], 2);
    }
}

/* ---- Reading ---- */

/* What the model tells of the camera; NULL: nothing. */
static const struct tess_input *told;

/* Reads it all; the number of events, -1 after an error, which must have a place in the file. */
static long read_all(const char *path, bool check_place)
{
    struct tess_error error = {0};
    struct recording recording;
    long count = 0;
    bool good = recording_open(&recording, path, told, &error);
    if (good) {
        struct event_reader *reader = event_reader_open(&recording, NULL, &error);
        assert_non_null(reader);
        good = event_reader_next(reader, &error);
        for (; good && reader->count > 0; good = event_reader_next(reader, &error)) {
            count += (long)reader->count;
            for (size_t i = 0; i < reader->count; i++) {
                assert_true(reader->event[i].time >= 0 && reader->event[i].polarity <= 1);
                assert_true(recording.width == 0 ||
                            (reader->event[i].x < recording.width && reader->event[i].y < recording.height));
            }
            assert_true(count <= 32 * (long)recording.blob.size); /* it ends; 16 bytes may be packed into one */
        }
        event_reader_close(reader);
        recording_close(&recording);
    }
    if (good)
        return count;
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_int_equal(strncmp(error.text, path, strlen(path)), 0);
    assert_true(!check_place || strstr(error.text, ": offset "));
    assert_null(strchr(error.text, '\n'));
    return -1;
}

static void mutate_format(void (*make)(struct buffer *file), const char *path, int usual)
{
    struct buffer file = {0}, changed = {0};
    const int changes = mutation_count(usual);
    uint32_t random = 1;
    int errors = 0;
    make(&file);
    write_file(path, file.bytes, file.size);
    assert_int_equal(read_all(path, true), EVENTS);
    for (size_t size = 0; size < file.size; size++) {
        write_file(path, file.bytes, size);
        long found = read_all(path, true);
        assert_true(found < EVENTS);
        errors += found < 0;
    }
    assert_true(errors > 0);
    errors = 0;
    for (int i = 0; i < changes; i++) {
        mutate(&file, &random, &changed);
        write_file(path, changed.bytes, changed.size);
        errors += read_all(path, true) < 0;
    }
    assert_true(errors > 0 && errors < changes);
    release(&changed);
    release(&file);
}

static void test_nmnist(void **state)
{
    (void)state;
    mutate_format(make_nmnist, "a.bin", CHANGES);
}

static void test_aedat2(void **state)
{
    (void)state;
    mutate_format(make_aedat2, "2.aedat", CHANGES);
}

static void test_aedat3(void **state)
{
    (void)state;
    mutate_format(make_aedat3, "3.aedat", CHANGES);
}

static void test_aedat4(void **state)
{
    (void)state;
    mutate_format(make_aedat4, "4.aedat4", CHANGES);
}

static void test_aedat4_lz4(void **state)
{
    (void)state;
#ifdef HAVE_LZ4
    mutate_format(make_aedat4_lz4, "lz4.aedat4", CHANGES);
#else
    skip();
#endif
}

static void test_dat(void **state)
{
    (void)state;
    mutate_format(make_dat, "a.dat", CHANGES);
}

static void test_davis(void **state)
{
    (void)state;
    mutate_format(make_davis, "davis.aedat", FEW);
}

static void test_evt2(void **state)
{
    (void)state;
    mutate_format(make_evt2, "2.raw", FEW);
}

static void test_evt21(void **state)
{
    (void)state;
    mutate_format(make_evt21, "21.raw", FEW);
}

static void test_evt3(void **state)
{
    (void)state;
    mutate_format(make_evt3, "3.raw", FEW);
}

/* N-MNIST's format from another camera. */
static void test_sensor(void **state)
{
    (void)state;
    told = &(struct tess_input){.sensor_width = 240, .sensor_height = 180};
    mutate_format(make_nmnist, "sensor.bin", FEW);
    told = NULL;
}

/* ---- DVS Gesture's tables ---- */

static const struct tess_input gesture_input = {.dataset = "dvs_gesture",
                                                .channels = 2,
                                                .height = 8,
                                                .width = 8,
                                                .steps = 3,
                                                .classes = 11,
                                                .framing = TESS_FRAMES_BY_TIME,
                                                .frame_ms = 0.3f,
                                                .window_ms = 0.2f};

/* Opens the set and reads every sample; an error must name a file. */
static bool read_gestures(void)
{
    struct tess_error error = {0};
    struct tess_data_options options = {.folder = "."};
    static float frames[3 * 2 * 8 * 8];
    struct tess_dataset *set = tess_dataset_open(&gesture_input, &options, &error);
    bool good = set != NULL;
    for (int split = 0; good && split < TESS_SPLITS; split++)
        for (int i = 0; good && i < tess_dataset_count(set, (enum tess_split)split); i++) {
            int32_t label;
            good = tess_dataset_read(set, (enum tess_split)split, i, NULL, frames, &label, &error);
            assert_true(!good || (label >= 0 && label < 11));
        }
    tess_dataset_close(set);
    assert_true(good || (error.code == TESS_BAD_DATA && error.text[0] && !strchr(error.text, '\n')));
    return good;
}

static void mutate_text(const char *path, const char *text)
{
    char changed[200];
    const size_t size = strlen(text);
    uint32_t random = 2;
    int errors = 0;
    write_text(path, text);
    assert_true(read_gestures());
    for (int i = 0; i < mutation_count(CHANGES); i++) {
        memcpy(changed, text, size + 1);
        changed[next_random(&random) % size] ^= (char)(1 + next_random(&random) % 255);
        write_file(path, changed, i < (int)size ? (size_t)i : size);
        errors += !read_gestures();
    }
    assert_true(errors > 0);
    write_text(path, text);
}

static void test_gesture_tables(void **state)
{
    struct buffer file = {0};
    (void)state;
    setenv("XDG_CACHE_HOME", "/dev/null", 1);
    make_aedat3(&file);
    write_file("user01_led.aedat", file.bytes, file.size);
    write_file("user02_led.aedat", file.bytes, file.size);
    release(&file);
    static const char labels[] = "class, startTime_usec, endTime_usec\r\n3,0,500\r\n11, 2147483648, 2147484341\r\n";
    write_text("user01_led_labels.csv", labels);
    write_text("user02_led_labels.csv", labels);
    write_text("trials_to_test.txt", "user02_led.aedat\n");
    write_text("trials_to_train.txt", "user01_led.aedat\n");
    mutate_text("user01_led_labels.csv", "class\n3,0,500\n11,2147483648,2147484341\n");
    mutate_text("user02_led_labels.csv", labels);
    mutate_text("trials_to_train.txt", "user01_led.aedat\nuser02_led.aedat\n");
}

/* Events of AEDAT 4 are those that were put in, and a place in the middle of a packet leads back. */
static void test_aedat4_events(void **state)
{
    struct buffer file = {0};
    struct tess_error error = {0};
    struct recording recording;
    (void)state;
    make_aedat4(&file);
    write_file("events.aedat4", file.bytes, file.size);
    release(&file);
    assert_true(recording_open(&recording, "events.aedat4", NULL, &error));
    assert_int_equal(recording.width, 128);
    assert_int_equal(recording.height, 96);
    struct event_reader *reader = event_reader_open(&recording, NULL, &error);
    assert_true(event_reader_next(reader, &error) && event_reader_next(reader, &error));
    struct event_place place = reader->before;
    for (int pass = 0; pass < 2; pass++) {
        assert_int_equal(reader->count, EVENTS / 2);
        for (int i = 0; i < EVENTS / 2; i++) {
            const struct event *event = &reader->event[i];
            int n = EVENTS / 2 + i;
            assert_true(event->time == 1600000000000000 + n && event->x == n * 3 && event->y == n * 2);
            assert_int_equal(event->polarity, n % 2);
        }
        event_reader_close(reader);
        reader = event_reader_open(&recording, &place, &error);
        assert_true(event_reader_next(reader, &error));
    }
    event_reader_close(reader);
    recording_close(&recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nmnist),        cmocka_unit_test(test_aedat2),         cmocka_unit_test(test_aedat3),
        cmocka_unit_test(test_aedat4),        cmocka_unit_test(test_aedat4_lz4),     cmocka_unit_test(test_dat),
        cmocka_unit_test(test_aedat4_events), cmocka_unit_test(test_gesture_tables), cmocka_unit_test(test_davis),
        cmocka_unit_test(test_evt2),          cmocka_unit_test(test_evt21),          cmocka_unit_test(test_evt3),
        cmocka_unit_test(test_sensor),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
