#include "tensor.h"

#include <stdio.h>

const struct type_name tensor_type[] = {
    {"F32", 4}, {"F64", 8}, {"I64", 8},     {"U64", 8},     {"I32", 4}, {"U32", 4}, {"F16", 2},  {"BF16", 2},
    {"I16", 2}, {"U16", 2}, {"F8_E4M3", 1}, {"F8_E5M2", 1}, {"I8", 1},  {"U8", 1},  {"BOOL", 1},
};
const int tensor_types = (int)(sizeof tensor_type / sizeof *tensor_type);

bool tensor_size(int rank, const int64_t *shape, int bytes, uint64_t *size)
{
    *size = (uint64_t)bytes;
    for (int i = 0; i < rank; i++)
        if (shape[i] < 0 || __builtin_mul_overflow(*size, (uint64_t)shape[i], size))
            return false;
    return true;
}

void tensor_shape_text(int rank, const int64_t *shape, char *text, size_t size)
{
    size_t at = (size_t)snprintf(text, size, "[");
    for (int i = 0; i < rank && at < size; i++)
        at += (size_t)snprintf(text + at, size - at, "%s%lld", i ? ", " : "", (long long)shape[i]);
    if (at < size)
        snprintf(text + at, size - at, "]");
}
