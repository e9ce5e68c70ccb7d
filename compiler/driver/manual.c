#include "driver/manual.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Characters that troff would take for something else. */
static void put(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\\')
            fputs("\\e", out);
        else if (text[i] == '-')
            fputs("\\-", out);
        else if (text[i] == '\'' || text[i] == '`' || text[i] == '^' || text[i] == '~')
            fprintf(out, "\\(%s", text[i] == '\'' ? "aq" : text[i] == '`' ? "ga" : text[i] == '^' ? "ha" : "ti");
        else
            fputc(text[i], out);
}

/* A line of text that is no request. One that ends like a sentence, and is none, is told apart for troff. */
static void put_line(FILE *out, const char *text, size_t length, bool ends)
{
    if (length > 0 && (text[0] == '.' || text[0] == '\''))
        fputs("\\&", out);
    put(out, text, length);
    fputs(!ends && length > 0 && strchr(".?!", text[length - 1]) ? "\\&\n" : "\n", out);
}

/* The length of the first line of a paragraph: up to the end of its sentence, or as many words as fit. */
static size_t line_length(const char *text, bool *ends)
{
    enum { WIDTH = 66 }; /* escapes come on top */
    size_t fits = 0, at = 0;
    while (text[at] && (at <= WIDTH || fits == 0)) {
        const bool sentence = at > 1 && text[at - 1] == '.' && text[at - 2] != '.';
        *ends = true;
        if (text[at] == ' ' && sentence && isupper((unsigned char)text[at + 1]))
            return at;
        if (text[at] == ' ')
            fits = at;
        at++;
    }
    *ends = !text[at] && (at <= WIDTH || fits == 0);
    return *ends ? at : fits;
}

void roff_title(FILE *out, const char *page, int section, const char *volume, const char *summary)
{
    fprintf(out, ".TH ");
    for (const char *at = page; *at; at++)
        fputc(toupper((unsigned char)*at), out);
    fprintf(out, " %d \"" TESSC_DATE "\" \"tessc " TESSC_VERSION "\" \"%s\"\n", section, volume);
    roff_heading(out, "NAME");
    put(out, page, strlen(page));
    fputs(" \\- ", out);
    put_line(out, summary, strlen(summary), true);
}

void roff_heading(FILE *out, const char *title)
{
    fprintf(out, ".SH %s\n", title);
}

void roff_subheading(FILE *out, const char *title)
{
    fprintf(out, ".SS %s\n", title);
}

void roff_text(FILE *out, const char *text)
{
    while (*(text += strspn(text, " "))) {
        bool ends;
        const size_t length = line_length(text, &ends);
        put_line(out, text, length, ends);
        text += length;
    }
}

void roff_phrase(FILE *out, const char *phrase)
{
    char *text = NULL;
    if (asprintf(&text, "%c%s.", toupper((unsigned char)phrase[0]), phrase + 1) >= 0)
        roff_text(out, text);
    free(text);
}

void roff_paragraph(FILE *out, const char *text)
{
    fputs(".PP\n", out);
    roff_text(out, text);
}

void roff_example(FILE *out, const char *text)
{
    fputs(".PP\n.RS 4\n.nf\n", out);
    for (; *text; text += *text == '\n') {
        const size_t length = strcspn(text, "\n");
        put_line(out, text, length, true);
        text += length;
    }
    fputs(".fi\n.RE\n", out);
}

static void put_styled(FILE *out, char font, const char *text)
{
    fprintf(out, "\\f%c", font);
    put(out, text, strlen(text));
    fputs("\\fR", out);
}

void roff_entry(FILE *out, const char *what, const char *argument)
{
    fputs(".TP\n", out);
    put_styled(out, 'B', what);
    if (argument) {
        fputc(' ', out);
        put_styled(out, 'I', argument);
    }
    fputc('\n', out);
}

void roff_option(FILE *out, const struct tess_option *option)
{
    const struct tess_option bare = {.letter = option->letter, .name = option->name};
    char spelt[80];
    tess_option_spell(&bare, spelt, sizeof spelt);
    roff_entry(out, spelt, option->argument);
    roff_phrase(out, option->help);
    if (option->details)
        roff_text(out, option->details);
}

void roff_begin_inner(FILE *out)
{
    fputs(".RS\n", out);
}

void roff_end_inner(FILE *out)
{
    fputs(".RE\n", out);
}

void roff_synopsis(FILE *out, const char *program, const struct tess_command *command)
{
    put_styled(out, 'B', program);
    if (*command->name) {
        fputc(' ', out);
        put_styled(out, 'B', command->name);
    }
    fputs(" [\\fIOPTION\\fR]...", out);
    if (*command->arguments) {
        fputc(' ', out);
        put_styled(out, 'I', command->arguments);
    }
    fputc('\n', out);
}
