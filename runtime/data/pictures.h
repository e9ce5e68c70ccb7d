/* Pictures in a folder a class: a part of the data set `folder`. */
#ifndef TESS_DATA_PICTURES_H
#define TESS_DATA_PICTURES_H

#include "loader.h"

extern const struct loader pictures_loader;

#endif
