/* tessc fmt: rewrites model files in the one layout; with --check it only names those that would change. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/driver.h"
#include "driver/files.h"
#include "syntax/format.h"

static enum tess_exit format_file(struct options *options, const char *path)
{
    const char *error;
    const struct source *read = source_read(options->arena, path, &error);
    if (!read) {
        diagnose_error(options->diagnostics, span_of_file(options->arena, path), "%s", error);
        return TESS_BAD_MODEL;
    }
    if (memchr(read->text, '\0', read->length)) { /* what follows is for text */
        syntax_parse(options->arena, read, options->diagnostics);
        return TESS_BAD_MODEL;
    }
    const char *clean = format_clean(options->arena, read->text, read->length);
    const struct source *source = source_of_text(options->arena, path, clean);
    if (!syntax_parse(options->arena, source, options->diagnostics) || diagnostics_errors(options->diagnostics))
        return TESS_BAD_MODEL;
    const char *text = format_text(options->arena, source->text, source->length);
    if (!strcmp(text, read->text))
        return TESS_OK;
    if (options->fmt_check) {
        tess_print(stdout, "%s\n", path);
        return TESS_FAILED;
    }
    char real[PATH_MAX]; /* where a link points to */
    if (!realpath(path, real)) {
        tess_message("tessc: %s: %s\n", path, strerror(errno));
        return TESS_IO;
    }
    return file_write(options->arena, real, text) ? TESS_OK : TESS_IO;
}

enum tess_exit command_fmt(struct options *options)
{
    enum tess_exit worst = TESS_OK;
    struct diagnostics *asked = options->diagnostics;
    if (options->files == 0) {
        fputs("tessc: no model file\n", stderr);
        return TESS_USAGE;
    }
    for (int i = 0; i < options->files; i++) {
        options->diagnostics = diagnostics_like(options->arena, asked);
        enum tess_exit code = format_file(options, options->file[i]);
        print_diagnostics(options);
        worst = code > worst ? code : worst;
    }
    enum tess_exit written = finish_output(true);
    return worst > written ? worst : written;
}
