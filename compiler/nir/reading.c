#include "nir/reading.h"

#include <stdarg.h>
#include <string.h>

/* Room doubles whenever the number of lines comes to a power of two. */
static void add_line(struct arena *arena, struct nir_lines *lines, const char *line)
{
    const int count = lines->count;
    if ((count & (count - 1)) == 0) {
        const char **more = ARENA_ARRAY(arena, const char *, count ? 2 * count : 1);
        if (count)
            memcpy(more, lines->line, sizeof *more * (size_t)count);
        lines->line = more;
    }
    lines->line[lines->count++] = line;
}

static void add_about_node(struct nir_reading *in, struct nir_lines *lines, const char *format, va_list arguments)
{
    const char *text = arena_format_list(in->arena, format, arguments);
    add_line(in->arena, lines,
             in->node ? arena_format(in->arena, "node '%s' (%s): %s", in->node->name, in->node->type, text) : text);
}

bool nir_problem(struct nir_reading *in, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_about_node(in, in->problems, format, arguments);
    va_end(arguments);
    return false;
}

void nir_remark(struct nir_reading *in, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_about_node(in, in->remarks, format, arguments);
    va_end(arguments);
}
