/* Types of NumPy's elements. */
#ifndef TESS_DATA_NPY_TYPE_H
#define TESS_DATA_NPY_TYPE_H

#include <stdint.h>

#include "tess/error.h"

struct npy_type {
    const char *code; /* "f4": kind and bytes, as in a .npy header behind the byte order */
    const char *name; /* as NumPy prints it: "float32" */
    int size;         /* bytes an element */
    bool integer;
    float (*value)(uint64_t bits);
};

/* The type that a header calls "<f4", ">i2" or "|u1", and its byte order, with '|' or '=' the machine's own, as NumPy
 * reads them; NULL where it is none that is read. */
const struct npy_type *npy_type_find(const char *descr, bool *big_endian);

/* Fails with what such a type is called and how NumPy makes numbers of it. */
bool npy_type_refuse(const char *descr, const char *path, uint64_t offset, struct tess_error *error);

#endif
