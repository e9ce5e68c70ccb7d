/* NIR files where tessc was built without libhdf5. */
#include "nir/nir.h"

bool nir_available(const char *name, struct tess_error *error)
{
    return tess_fail(error, TESS_FAILED,
                     "%s: this tessc was built without libhdf5, which NIR files need: install it (on Debian "
                     "libhdf5-dev), then configure and build anew",
                     name);
}

const void *nir_encode(struct arena *arena, const struct nir_graph *graph, const char *name, size_t *size,
                       struct tess_error *error)
{
    (void)arena, (void)graph, (void)size;
    nir_available(name, error);
    return NULL;
}

struct nir_graph *nir_decode(struct arena *arena, const void *bytes, size_t size, const char *name,
                             struct tess_error *error)
{
    (void)arena, (void)bytes, (void)size;
    nir_available(name, error);
    return NULL;
}
