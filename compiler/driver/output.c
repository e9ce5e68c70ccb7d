/* What every command prints alike. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "driver/driver.h"

void print_diagnostics(struct options *options)
{
    if (options->json)
        diagnostics_print_json(options->diagnostics, stderr);
    else
        diagnostics_print(options->diagnostics, stderr);
}

enum tess_exit finish_output(bool written)
{
    if (written && fflush(stdout) == 0 && !ferror(stdout))
        return TESS_OK;
    tess_message("tessc: cannot write to standard output: %s\n", strerror(errno));
    return TESS_IO;
}

enum tess_exit print_error(const struct tess_error *error)
{
    tess_message("tessc: %s\n", error->text);
    return error->code;
}

static bool is_printable(const char *text)
{
    for (int length; *text; text += length)
        if ((length = tess_character(text)) == 0)
            return false;
    return true;
}

/* With the shell's own escapes, $'...': bash, ksh and zsh know them, and POSIX since 2024. */
static void print_escaped(const char *path)
{
    fputs("$'", stdout);
    for (int length; *path; path += length ? length : 1) {
        length = tess_character(path);
        if (length == 0)
            printf("\\%03o", (unsigned char)*path); /* always three digits: what follows is not taken for another */
        else
            printf("%s%.*s", strchr("'\\", *path) ? "\\" : "", length, path);
    }
    putchar('\'');
}

/* A path on a command line: in single quotes where the shell would see more than one plain word, with escapes
 * where a terminal would see more than text. */
void print_word(const char *path)
{
    if (!is_printable(path)) {
        print_escaped(path);
        return;
    }
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-=:,@%";
    if (path[strspn(path, plain)] == '\0') {
        fputs(path, stdout);
        return;
    }
    putchar('\'');
    for (; *path; path++)
        if (*path == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*path);
    putchar('\'');
}
