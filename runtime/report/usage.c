#include "tess/usage.h"

#include <string.h>

enum { WIDTH = 80, COLUMN = 26 }; /* of lines; where the texts of a list begin */

void tess_option_spell(const struct tess_option *option, char *text, size_t room)
{
    const char letter[] = {'-', option->letter, '\0'};
    snprintf(text, room, "%s%s%s%s%s%s", option->letter ? letter : "", option->letter && option->name ? ", " : "",
             option->name ? "--" : "", option->name ? option->name : "", option->argument ? " " : "",
             option->argument ? option->argument : "");
}

/* Words in lines that begin at `indent`; the first one goes on at `column`. */
static void fill(FILE *out, const char *text, size_t indent, size_t column)
{
    bool first = true;
    while (*(text += strspn(text, " "))) {
        const size_t length = strcspn(text, " ");
        if (!first && column + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
            first = true;
        }
        fprintf(out, "%s%.*s", first ? "" : " ", (int)length, text);
        column += length + !first;
        first = false;
        text += length;
    }
    fputc('\n', out);
}

void tess_usage_entry(FILE *out, const char *entry, const char *text)
{
    const size_t length = strlen(entry);
    if (length + 4 > COLUMN)
        fprintf(out, "  %s\n%*s", entry, COLUMN, "");
    else
        fprintf(out, "  %-*s", COLUMN - 2, entry);
    fill(out, text, COLUMN, COLUMN);
}

void tess_usage_option(FILE *out, const struct tess_option *option)
{
    char entry[2 * WIDTH];
    tess_option_spell(option, entry, sizeof entry);
    tess_usage_entry(out, entry, option->help);
}

void tess_usage_text(FILE *out, const char *text)
{
    fill(out, text, 0, 0);
}
