#include "html.h"

#include "tess/text.h"

void html_text(FILE *out, const char *text)
{
    for (const char *at = text; *at;) {
        const int length = tess_character(at);
        if (*at == '\n' || *at == '\t')
            fputc(*at, out);
        else if (length == 0)
            fprintf(out, "\\x%02x", (unsigned char)*at);
        else if (*at == '&')
            fputs("&amp;", out);
        else if (*at == '<')
            fputs("&lt;", out);
        else if (*at == '>')
            fputs("&gt;", out);
        else if (*at == '"')
            fputs("&quot;", out);
        else
            fwrite(at, 1, (size_t)length, out);
        at += length ? length : 1;
    }
}
