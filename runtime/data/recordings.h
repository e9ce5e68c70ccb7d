/* The loader of recordings of one's own, in a folder a class. */
#ifndef TESS_DATA_RECORDINGS_H
#define TESS_DATA_RECORDINGS_H

#include "loader.h"

extern const struct loader recordings_loader;

#endif
