/* tessc report: the page of a run, written anew from the files of its directory. */
#include "tess/report.h"

#include <stdio.h>

#include "driver/driver.h"

enum tess_exit command_report(struct options *options)
{
    if (options->files == 0) {
        fputs("tessc: no run directory\n", stderr);
        return TESS_USAGE;
    }
    for (int i = 0; i < options->files; i++) {
        struct tess_error error = {TESS_OK, ""};
        if (!tess_report_write(options->file[i], &error)) {
            tess_message("tessc: error: %s\n", error.text);
            return error.code;
        }
        tess_print(stdout, "%s/report.html\n", options->file[i]);
    }
    return finish_output(true);
}
