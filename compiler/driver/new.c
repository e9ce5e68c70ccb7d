/* tessc new: a model file to start from, for data that has none. */
#include <stdio.h>
#include <string.h>

#include "driver/driver.h"
#include "driver/files.h"
#include "driver/starter.h"
#include "syntax/format.h"

static enum tess_exit write_starter(struct options *options, const char *data, const struct tess_survey *survey)
{
    struct arena *arena = options->arena;
    const char *name = starter_name(arena, data);
    const char *path = options->output ? options->output : arena_format(arena, "%s.tess", name);
    const char *text = starter_text(arena, name, data, survey);
    if (!text) {
        fputs("tessc: out of memory\n", stderr);
        return TESS_FAILED;
    }
    if (!file_write_new(arena, path, format_text(arena, text, strlen(text))))
        return TESS_IO;
    tess_print(stdout, "%s: %s, %dx%dx%d, %d classes, %d training samples\n", path, survey->input.dataset,
               survey->input.channels, survey->input.height, survey->input.width, survey->input.classes,
               tess_dataset_count(survey->set, TESS_TRAIN));
    fputs("next: tessc train ", stdout);
    print_word(plain_path(arena, path));
    fputs(" --data ", stdout);
    print_word(plain_path(arena, data));
    putchar('\n');
    return finish_output(true);
}

enum tess_exit command_new(struct options *options)
{
    struct tess_survey survey;
    struct tess_error error = {TESS_OK, ""};
    if (options->files != 1) {
        fputs(options->files ? "tessc: one folder of data at a time\n" : "tessc: no folder of data\n", stderr);
        return TESS_USAGE;
    }
    if (is_nir_file(options->file[0]))
        return new_from_nir(options);
    if (options->time_step > 0) {
        fputs("tessc: --dt is about NIR files\n", stderr);
        return TESS_USAGE;
    }
    if (!tess_survey_open(&survey, options->file[0], &error)) {
        tess_message("tessc: %s\n", error.text);
        return error.code;
    }
    tess_dataset_tell(survey.set, false);
    enum tess_exit code = write_starter(options, options->file[0], &survey);
    tess_survey_close(&survey);
    return code;
}
