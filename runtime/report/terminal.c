#include "terminal.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>

enum { COLUMNS = 80, MOST_COLUMNS = 10000 };

int terminal_columns(int descriptor)
{
    struct winsize window;
    if (ioctl(descriptor, TIOCGWINSZ, &window) == 0)
        return window.ws_col > 0 ? window.ws_col : COLUMNS;
    const char *text = getenv("COLUMNS");
    char *end = NULL;
    const long columns = text ? strtol(text, &end, 10) : 0;
    return columns > 0 && columns <= MOST_COLUMNS && !*end ? (int)columns : COLUMNS;
}

bool terminal_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *locale = getenv(names[i]);
        if (!locale || !*locale)
            continue;
        for (; *locale; locale++)
            if (strncasecmp(locale, "UTF-8", 5) == 0 || strncasecmp(locale, "UTF8", 4) == 0)
                return true;
        return false;
    }
    return false;
}
