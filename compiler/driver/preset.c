/* tessc preset: the definitions of neurons and rules that come with the compiler. */
#include <stdio.h>
#include <string.h>

#include "driver/driver.h"
#include "model/presets.h"
#include "syntax/suggest.h"

bool preset_verb(int number, struct tess_command *verb)
{
    if (number >= preset_file_count)
        return false;
    *verb =
        (struct tess_command){.name = preset_files[number].name, .arguments = "", .help = preset_files[number].about};
    return true;
}

static enum tess_exit list_presets(void)
{
    for (int i = 0; i < preset_file_count; i++)
        printf("%-10s %s\n", preset_files[i].name, preset_files[i].about);
    return finish_output(true);
}

enum tess_exit command_preset(struct options *options)
{
    if (options->files == 0)
        return list_presets();
    if (options->files > 1) {
        tess_message("tessc: one preset at a time\n");
        return TESS_USAGE;
    }
    struct tess_suggestion near = tess_suggestion_for(options->file[0]);
    for (int i = 0; i < preset_file_count; i++) {
        tess_suggestion_offer(&near, preset_files[i].name);
        if (!strcmp(options->file[0], preset_files[i].name))
            return finish_output(fputs(preset_files[i].text, stdout) >= 0);
    }
    tess_message("tessc: no preset '%s'%s\n", options->file[0],
                 near.best ? suggestion_text(options->arena, &near) : "; 'tessc preset' lists them");
    return TESS_USAGE;
}
