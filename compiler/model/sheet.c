#include "model/sheet.h"

const char *sheet_layer_name(struct arena *arena, const struct sheet *sheet, int index)
{
    return arena_format(arena, "%s%d", settings[sheet->layer[index]->kind].path, index + 1);
}
