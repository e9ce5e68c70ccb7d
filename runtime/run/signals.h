/* Stopping in good order: the first SIGINT or SIGTERM is noted, the second ends the program at once. */
#ifndef TESS_RUN_SIGNALS_H
#define TESS_RUN_SIGNALS_H

#include <stdbool.h>

void signals_install(void);
bool signals_stop_asked(void);

#endif
