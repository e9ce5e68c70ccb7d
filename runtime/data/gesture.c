/* DVS Gesture (A. Amir et al., "A low power, fully event-based gesture recognition system", CVPR 2017) in IBM's layout:
 *
 *     trials_to_train.txt, trials_to_test.txt    a recording's name a line
 *     userNN_LIGHT.aedat                         AEDAT 3.1, all gestures of a user one after the other
 *     userNN_LIGHT_labels.csv                    a heading, then class (1 to 11), first and last microsecond a line
 *
 * A line of the labels is a clip. Clips of the training set are cut into windows of one length from their first event
 * on, of which only complete ones count, but at least one; each window is a sample. A clip of the test set is one. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clips.h"
#include "event_format.h"
#include "find.h"
#include "framing.h"
#include "names.h"

enum { GESTURES = 11, SIDE = 128, LABELS_MAX = 200, WINDOWS_MAX = 1000 };

static const char *const gesture_names[GESTURES] = {"hand_clapping",
                                                    "right_hand_wave",
                                                    "left_hand_wave",
                                                    "right_arm_clockwise",
                                                    "right_arm_counter_clockwise",
                                                    "left_arm_clockwise",
                                                    "left_arm_counter_clockwise",
                                                    "arm_roll",
                                                    "air_drums",
                                                    "air_guitar",
                                                    "other_gestures"};

/* A line of the labels and the windows that are being found in it. */
struct gesture {
    int32_t label;
    int64_t from, to;    /* microseconds, both included */
    uint64_t events;     /* so far */
    uint64_t before;     /* of these, earlier than the first window */
    int64_t first, last; /* times of events: where windows start, and the latest */
    int64_t lowest;
    struct clip *window; /* [windows], room for as many */
    int windows;
};

struct trial {
    const struct tess_input *input;
    struct clips *clips;
    struct notes *notes;
    enum tess_split split;
    int64_t window; /* microseconds; 0: a clip is one sample */
    struct loss loss;
    bool again;     /* a second reading: the gestures' `lowest` are known, and the last reset */
    uint64_t event; /* number of the event, from 0 */
    size_t skip;    /* events of the present batch that lie before the last reset and are left out */
    struct gesture gesture[LABELS_MAX];
    int gestures;
};

/* ---- Labels ---- */

/* The next line of *text, without its end; *offset is where in the file it starts. NULL behind the last one. */
static char *next_line(char **text, const char *start, ptrdiff_t *offset)
{
    char *line = *text;
    if (!*line)
        return NULL;
    size_t length = strcspn(line, "\n");
    *text = line + length + (line[length] == '\n');
    line[length] = '\0';
    if (length > 0 && line[length - 1] == '\r')
        line[length - 1] = '\0';
    *offset = line - start;
    return line;
}

/* Reads "1,80048239,81498235"; blanks may surround the commas. */
static bool read_label(const char *line, struct gesture *gesture)
{
    int64_t number[3];
    for (int i = 0; i < 3; i++) {
        char *end;
        line += strspn(line, " \t");
        if (!isdigit((unsigned char)*line))
            return false;
        number[i] = strtoll(line, &end, 10);
        line = end + strspn(end, " \t");
        if (i < 2 && *line++ != ',')
            return false;
    }
    if (*line || number[0] < 1 || number[0] > GESTURES || number[2] < number[1] || number[2] == INT64_MAX)
        return false;
    *gesture = (struct gesture){.label = (int32_t)number[0] - 1, .from = number[1], .to = number[2]};
    return true;
}

static bool read_labels(struct trial *trial, const char *path, struct tess_error *error)
{
    char *start = text_read(path, "labels", error), *rest = start, *line;
    bool good = start != NULL;
    ptrdiff_t offset = 0;
    for (bool heading = true; good && (line = next_line(&rest, start, &offset)); heading = false) {
        if (heading || !line[strspn(line, " \t")])
            continue;
        if (trial->gestures == LABELS_MAX)
            good = tess_fail(error, TESS_BAD_DATA, "%s: offset %td: expected at most %d labels, found more", path,
                             offset, LABELS_MAX);
        else if (!read_label(line, &trial->gesture[trial->gestures]))
            good = tess_fail(error, TESS_BAD_DATA,
                             "%s: offset %td: expected a class of 1 to %d, a first and a last microsecond", path,
                             offset, GESTURES);
        else
            trial->gestures++;
    }
    free(start);
    return good && (trial->gestures > 0 || tess_fail(error, TESS_BAD_DATA, "%s: expected labels, found none", path));
}

/* ---- Windows ---- */

static bool grow_windows(struct gesture *gesture, int wanted, const struct event_reader *reader,
                         struct tess_error *error)
{
    if (wanted <= gesture->windows)
        return true;
    struct clip *more = realloc(gesture->window, (size_t)wanted * sizeof *more);
    if (!more)
        return blob_out_of_memory(reader->recording->blob.name, error);
    memset(more + gesture->windows, 0, (size_t)(wanted - gesture->windows) * sizeof *more);
    gesture->window = more;
    gesture->windows = wanted;
    return true;
}

static bool count_event(const struct trial *trial, struct gesture *gesture, const struct event_reader *reader,
                        int64_t time, struct tess_error *error)
{
    if (gesture->events++ == 0) {
        gesture->first = gesture->last = trial->again ? gesture->lowest : time;
        gesture->lowest = trial->again ? gesture->lowest : time;
    }
    gesture->last = time > gesture->last ? time : gesture->last;
    gesture->lowest = time < gesture->lowest ? time : gesture->lowest;
    if (time < gesture->first) {
        gesture->before++;
        return true;
    }
    int64_t number = trial->window ? (time - gesture->first) / trial->window : 0;
    if (number >= WINDOWS_MAX)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected at most %d windows in a clip, found more",
                         reader->recording->blob.name, WINDOWS_MAX);
    if (!grow_windows(gesture, (int)number + 1, reader, error))
        return false;
    struct clip *window = &gesture->window[number];
    if (window->events++ == 0) {
        window->place = reader->before;
        window->skip = trial->skip;
        window->start = window->last = time;
    }
    window->last = time > window->last ? time : window->last;
    if (trial->input->clock != TESS_CLOCK_AS_IS)
        window->start = time < window->start ? time : window->start;
    else
        gesture->before += time < window->start;
    return true;
}

/* Begins the count of all gestures anew; what was counted is left out, or read a second time. */
static void forget_events(struct trial *trial)
{
    for (int g = 0; g < trial->gestures; g++) {
        struct gesture *gesture = &trial->gesture[g];
        if (gesture->windows > 0)
            memset(gesture->window, 0, (size_t)gesture->windows * sizeof *gesture->window);
        gesture->events = gesture->before = 0;
    }
}

static uint64_t counted_events(const struct trial *trial)
{
    uint64_t events = 0;
    for (int g = 0; g < trial->gestures; g++)
        events += trial->gesture[g].events;
    return events;
}

/* Whether an event belongs to what is read: with `clock last_reset` nothing before the last reset does. */
static bool follow_clock(struct trial *trial, int64_t time, size_t number)
{
    const bool from_reset = trial->input->clock == TESS_CLOCK_LAST_RESET;
    const uint64_t event = trial->event++;
    bool is_reset =
        trial->again ? event > 0 && event == trial->loss.line.last_reset : timeline_add(&trial->loss.line, time);
    if (!from_reset)
        return true;
    if (is_reset) {
        trial->loss.reset += trial->again ? 0 : counted_events(trial);
        forget_events(trial);
        trial->skip = number;
    }
    return !trial->again || event >= trial->loss.line.last_reset;
}

/* Counts the events of a batch into all labels that they fall under. */
static bool count_batch(struct trial *trial, const struct event_reader *reader, struct tess_error *error)
{
    trial->skip = 0;
    for (size_t i = 0; i < reader->count; i++) {
        int64_t time = clip_time(trial->input, &reader->event[i]);
        if (!follow_clock(trial, time, i))
            continue;
        for (int g = 0; g < trial->gestures; g++) {
            struct gesture *gesture = &trial->gesture[g];
            if (time >= gesture->from && time <= gesture->to && !count_event(trial, gesture, reader, time, error))
                return false;
        }
    }
    return true;
}

static bool count_all(struct trial *trial, const struct recording *recording, struct tess_error *error)
{
    struct event_reader *reader = event_reader_open(recording, NULL, error);
    bool good = reader && event_reader_next(reader, error);
    trial->event = 0;
    while (good && reader->count > 0)
        good = count_batch(trial, reader, error) && event_reader_next(reader, error);
    event_reader_close(reader);
    return good;
}

/* Where events came before those that windows started with, windows start at the earliest: that takes a second
 * reading. */
static bool count_events(struct trial *trial, const struct recording *recording, struct tess_error *error)
{
    trial->loss = (struct loss){.reset = 0};
    trial->again = false;
    if (!count_all(trial, recording, error))
        return false;
    uint64_t before = 0;
    for (int g = 0; g < trial->gestures; g++)
        before += trial->gesture[g].before;
    if (before > 0 && trial->input->clock != TESS_CLOCK_AS_IS) {
        forget_events(trial);
        trial->again = true;
        if (!count_all(trial, recording, error))
            return false;
        before = 0;
    }
    trial->loss.before = before;
    trial->loss.events = trial->loss.reset + counted_events(trial);
    return true;
}

static bool add_windows(struct trial *trial, const struct gesture *gesture, const char *path, struct tess_error *error)
{
    if (gesture->events == 0)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: expected events of class %d at %" PRId64 " to %" PRId64
                         " us, as its labels say, found none",
                         path, gesture->label + 1, gesture->from, gesture->to);
    int64_t complete = trial->window ? (gesture->last - gesture->first) / trial->window : 1;
    int count = complete < 1 ? 1 : (int)complete;
    for (int w = 0; w < count; w++) {
        struct clip clip = gesture->window[w];
        clip.path = path;
        clip.label = gesture->label;
        clip.width = clip.height = SIDE;
        clip.sort = clip_sorts(trial->input, &trial->loss.line);
        clip.from = gesture->first + w * trial->window;
        clip.to = trial->window ? clip.from + trial->window : INT64_MAX;
        clip.to = clip.to <= gesture->to ? clip.to : gesture->to + 1;
        if (!clips_add(trial->clips, trial->split, &clip, error))
            return false;
    }
    return true;
}

/* ---- Trials ---- */

static bool add_recording(struct trial *trial, const char *path, struct tess_error *error)
{
    struct recording recording;
    const char *kept = clips_path(trial->clips, path, error);
    if (!kept || !recording_open(&recording, kept, trial->input, error))
        return false;
    bool good =
        (recording.format == &aedat3_format && recording.width == SIDE && recording.height == SIDE) ||
        tess_fail(error, TESS_BAD_DATA, "%s: offset 0: expected AEDAT 3.1 of a DVS128, found %s, %d x %d pixels", path,
                  recording_format(&recording), recording.width, recording.height);
    good = good && count_events(trial, &recording, error) && clips_checksum(trial->clips, &recording, error);
    for (int g = 0; good && g < trial->gestures; g++)
        good = add_windows(trial, &trial->gesture[g], kept, error);
    recording_close(&recording);
    return good && losses_add(&trial->clips->losses, &trial->loss, kept, trial->input, trial->notes, error);
}

/* A recording and its labels: NAME.aedat, NAME_labels.csv. */
static bool add_trial(struct trial *trial, const char *folder, const char *name, struct tess_error *error)
{
    static const char suffix[] = ".aedat", labels[] = "_labels.csv";
    size_t stem = strlen(name) - (sizeof suffix - 1), room = strlen(folder) + strlen(name) + sizeof labels + 1;
    char *path = blob_path(folder, name), *table = malloc(room);
    bool good = (path && table) || blob_out_of_memory(folder, error);
    if (good) {
        snprintf(table, room, "%s", path);
        snprintf(table + strlen(path) - (strlen(name) - stem), sizeof labels, "%s", labels);
        trial->gestures = 0;
        good = read_labels(trial, table, error) && add_recording(trial, path, error);
        for (int g = 0; g < trial->gestures; g++)
            free(trial->gesture[g].window);
    }
    free(table);
    free(path);
    return good;
}

/* A recording's name: no folder, and what its labels are called after. */
static bool good_name(const char *name)
{
    size_t length = strlen(name);
    return length > 6 && strcmp(name + length - 6, ".aedat") == 0 && !strchr(name, '/');
}

static const struct wanted training_list = {.name = "trials_to_train.txt", .match = same_name};
static const struct wanted test_list = {.name = "trials_to_test.txt", .match = same_name};

static bool add_trials(struct trial *trial, const char *folder, const struct wanted *list, struct taken *taken,
                       struct tess_error *error)
{
    char *path = find_path(folder, list, taken, error), *line;
    if (!path)
        return false;
    char *start = text_read(path, "names of recordings", error), *rest = start;
    bool good = start != NULL;
    int before = trial->clips->count[trial->split];
    ptrdiff_t offset = 0;
    while (good && (line = next_line(&rest, start, &offset))) {
        if (!line[0])
            continue;
        good = good_name(line)
                   ? add_trial(trial, folder, line, error)
                   : tess_fail(error, TESS_BAD_DATA, "%s: offset %td: expected a recording's name that ends in .aedat",
                               path, offset);
    }
    if (good && trial->clips->count[trial->split] == before)
        good = tess_fail(error, TESS_BAD_DATA, "%s: expected names of recordings, found none", path);
    free(start);
    free(path);
    return good;
}

static bool open_trials(struct stored *stored, struct clips *clips, const char *folder, struct taken *taken,
                        struct tess_error *error)
{
    struct trial *trial = calloc(1, sizeof *trial);
    if (!trial)
        return blob_out_of_memory(folder, error);
    trial->input = stored->input;
    trial->clips = clips;
    trial->notes = &stored->notes;
    trial->split = TESS_TRAIN;
    trial->window = microseconds(stored->input->window_ms);
    bool good = add_trials(trial, folder, &training_list, taken, error);
    trial->split = TESS_TEST;
    trial->window = 0;
    good = good && add_trials(trial, folder, &test_list, taken, error);
    free(trial);
    return good;
}

static bool gesture_open(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    if (!clips_expect(stored, "dvs_gesture", error))
        return false;
    if (stored->input->classes != GESTURES)
        return tess_fail(error, TESS_BAD_DATA, "data set dvs_gesture has %d classes, but the model expects %d",
                         GESTURES, stored->input->classes);
    struct taken taken = {0};
    char *folder = find_folder(options->folder, "DvsGesture", &training_list, &taken, error);
    if (!folder)
        return false;
    struct clips *clips = calloc(1, sizeof *clips);
    stored->self = clips;
    bool good = clips ? open_trials(stored, clips, folder, &taken, error) : blob_out_of_memory(folder, error);
    good = good && taken_note(&taken, options->folder, &stored->notes, error);
    free(folder);
    if (!clips)
        return false;
    good = good && clips_finish(clips, stored, error);
    stored->class_name = gesture_names;
    if (good)
        clips_cache(clips, stored, "dvs_gesture");
    else
        clips_close(stored);
    return good;
}

const struct loader dvs_gesture_loader = {
    .about = {.name = "dvs_gesture",
              .text = "DVS Gesture",
              .channels = 2,
              .classes = GESTURES,
              .form = TESS_DATA_FRAMES | TESS_DATA_RECORDED,
              .needs_folder = true,
              .settings = "pipeline|window"},
    .open = gesture_open,
    .read = clips_read,
    .label = clips_label,
    .file = clips_file,
    .close = clips_close,
};
