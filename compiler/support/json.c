#include "support/json.h"

#include "tess/text.h"

void json_put_text(FILE *file, const char *text)
{
    tess_json_print(file, text);
}
