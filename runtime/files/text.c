#include "tess/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Length of the UTF-8 sequence at `at`, and its code; 0: none. */
static int decode(const unsigned char *at, uint32_t *code)
{
    static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    const int length = *at < 0x80 ? 1 : *at < 0xc2 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : *at < 0xf5 ? 4 : 0;
    *code = *at & lead_bits[length];
    for (int i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (at[i] & 0x3fu);
    }
    const bool overlong = (length == 3 && *code < 0x800) || (length == 4 && *code < 0x10000);
    return overlong || (*code >= 0xd800 && *code < 0xe000) || *code > 0x10ffff ? 0 : length;
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
}

int tess_character(const char *text)
{
    uint32_t code;
    const int length = decode((const unsigned char *)text, &code);
    return is_control(code) ? 0 : length;
}

static void print(FILE *out, const char *text, bool name)
{
    while (*text) {
        const int length = tess_character(text);
        if (length == 0 || (name && text[0] == '\\' && text[1] == 'x'))
            fprintf(out, "\\x%02x", (unsigned char)*text);
        else
            fwrite(text, 1, (size_t)length, out);
        text += length ? length : 1;
    }
}

void tess_name_print(FILE *out, const char *name)
{
    print(out, name, true);
}

void tess_text_print(FILE *out, const char *text)
{
    print(out, text, false);
}

char *tess_name(const char *name)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    tess_name_print(out, name);
    const bool good = !ferror(out);
    if (fclose(out) == 0 && good)
        return text;
    free(text);
    return NULL;
}

/* Characters that JSON or YAML want escaped, or that readers of YAML refuse. */
static bool is_special(uint32_t code)
{
    return is_control(code) || code == 0xfeff || code == 0xfffe || code == 0xffff;
}

void tess_json_print(FILE *out, const char *text)
{
    fputc('"', out);
    while (*text) {
        uint32_t code;
        const int length = decode((const unsigned char *)text, &code);
        if (length == 0)
            fprintf(out, "\\\\x%02x", (unsigned char)*text);
        else if (code == '"' || code == '\\')
            fprintf(out, "\\%c", *text);
        else if (is_special(code))
            fprintf(out, "\\u%04x", code);
        else
            fwrite(text, 1, (size_t)length, out);
        text += length ? length : 1;
    }
    fputc('"', out);
}

static void print_format(FILE *out, const char *format, va_list arguments)
{
    char *text = NULL;
    const int length = vasprintf(&text, format, arguments);
    if (length < 0)
        return;
    const bool ends = length > 0 && text[length - 1] == '\n';
    if (ends)
        text[length - 1] = '\0';
    tess_text_print(out, text);
    if (ends)
        fputc('\n', out);
    free(text);
}

void tess_print(FILE *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_format(out, format, arguments);
    va_end(arguments);
}

void tess_message(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_format(stderr, format, arguments);
    va_end(arguments);
}
