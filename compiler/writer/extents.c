#include "writer/extents.h"

#include <ctype.h>
#include <string.h>

bool extents_add(struct arena *arena, struct extents *extents, struct extent extent)
{
    for (int i = 0; i < extents->count; i++)
        if (!strcmp(extents->extent[i].constant, extent.constant))
            return false;
    if (extents->count == extents->room) {
        const int room = extents->room * 2 + 64;
        struct extent *grown = ARENA_ARRAY(arena, struct extent, room);
        if (extents->count)
            memcpy(grown, extents->extent, sizeof *grown * (size_t)extents->count);
        extents->extent = grown;
        extents->room = room;
    }
    extents->extent[extents->count++] = extent;
    return true;
}

void extents_use(struct extents *extents, const char *line)
{
    for (const char *at = line; *at;) {
        size_t length = 0;
        while (isalnum((unsigned char)at[length]) || at[length] == '_')
            length++;
        for (int i = 0; isupper((unsigned char)*at) && i < extents->count; i++)
            if (strlen(extents->extent[i].constant) == length && !strncmp(extents->extent[i].constant, at, length))
                extents->extent[i].used = true;
        at += length ? length : 1;
    }
}

const char *extents_enum(struct arena *arena, struct extents *extents, const char *title)
{
    const int first = extents->section[--extents->sections].first;
    const char *text = "";
    for (int i = first; i < extents->count; i++) {
        const struct extent *extent = &extents->extent[i];
        const char *line = arena_format(arena, "    %s = %lld,", extent->constant, extent->value);
        if (extent->used)
            text = *extent->what ? arena_format(arena, "%s%-40s /* %s */\n", text, line, extent->what)
                                 : arena_format(arena, "%s%s\n", text, line);
    }
    extents->count = first;
    if (!*text)
        return "";
    return title ? arena_format(arena, "/* %s */\nenum {\n%s};\n\n", title, text)
                 : arena_format(arena, "enum {\n%s};\n\n", text);
}
