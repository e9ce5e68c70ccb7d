/* The Neuromorphic Intermediate Representation (NIR, https://neuroir.org): graphs of weights and neurons that
 * frameworks and chips exchange. A graph in memory, its file, and what it has to do with a model.
 *
 *     model + weights  --nir_from_model-->  graph  --nir_encode-->  bytes of a file
 *     bytes of a file  --nir_decode-->  graph  --nir_network_read (network.h)-->  layers and plain weights
 *
 * A file is HDF5: /version, and the group /node with type "NIRGraph", edges (pairs of names) and nodes/NAME, each with
 * its type and its arrays, and with texts and numbers under metadata that the format leaves to whoever writes it. The
 * format has no document apart from the Python package `nir`, whose version 1.0.8 this follows. */
#ifndef TESSC_NIR_H
#define TESSC_NIR_H

#include <stdint.h>

#include "model/model.h"
#include "nir/weights.h"
#include "support/arena.h"
#include "tess/error.h"

/* The version of the format that files are written in. */
#define NIR_VERSION "1.0.8"

/* The time step, in seconds, where neither a file nor the command line says one: the one that snnTorch takes. */
#define NIR_TIME_STEP 1e-4

enum { NIR_RANK = 5 };

enum nir_type { NIR_F32, NIR_F64, NIR_I64, NIR_TEXT, NIR_OTHER /* some other type: nothing is known of it */ };

/* A number, text or array: rank 0 is one value. In C order. */
struct nir_field {
    const char *name;
    enum nir_type type;
    int rank;
    int64_t shape[NIR_RANK];
    const void *data; /* float, double, int64_t; NIR_TEXT: const char *, one a value */
    struct nir_field *next;
};

struct nir_fields {
    struct nir_field *first, *last;
};

struct nir_node {
    const char *name, *type; /* "conv1", "Conv2d" */
    struct nir_fields fields, metadata;
    struct nir_node *next;
};

struct nir_edge {
    const char *from, *to;
};

struct nir_graph {
    struct nir_node *first, *last;
    int nodes;
    int edges;
    struct nir_edge *edge;
    struct nir_fields metadata;
};

/* ---- Graphs in memory (everything in the arena) ---- */

/* NULL: there is none of that name. */
const struct nir_node *nir_find(const struct nir_graph *graph, const char *name);
const struct nir_field *nir_field(const struct nir_fields *fields, const char *name);

/* How many values a field has; value number i of it, which is a number. Of text 0. */
int64_t nir_count(const struct nir_field *field);
double nir_number(const struct nir_field *field, int64_t i);

/* The text of a field that is one; NULL: there is no such field, or it is none. */
const char *nir_text(const struct nir_fields *fields, const char *name);

/* A field that is one number or a text. */
void nir_put_double(struct arena *arena, struct nir_fields *fields, const char *name, double value);
void nir_put_float(struct arena *arena, struct nir_fields *fields, const char *name, float value);
void nir_put_text(struct arena *arena, struct nir_fields *fields, const char *name, const char *text);

/* An array. The data are not copied. */
struct nir_field *nir_put_array(struct arena *arena, struct nir_fields *fields, const char *name, enum nir_type type,
                                int rank, const int64_t *shape, const void *data);

/* A new node at the end of the graph. */
struct nir_node *nir_put_node(struct arena *arena, struct nir_graph *graph, const char *name, const char *type);

/* ---- Files ---- */

/* Whether this tessc was built with libhdf5; otherwise false with *error (TESS_FAILED), which says so of the file
 * `name`, as it is from nir_encode and nir_decode then. */
bool nir_available(const char *name, struct tess_error *error);

/* Does a file that begins with these bytes look like HDF5? */
bool nir_is_hdf5(const void *bytes, size_t size);

/* The graph as the bytes of a file, in the arena: same graph, same bytes. NULL with *error (TESS_FAILED); `name` is the
 * file's, for the message. */
const void *nir_encode(struct arena *arena, const struct nir_graph *graph, const char *name, size_t *size,
                       struct tess_error *error);

/* The graph in the bytes of a file. NULL with *error (TESS_BAD_DATA) that names the place within the file. */
struct nir_graph *nir_decode(struct arena *arena, const void *bytes, size_t size, const char *name,
                             struct tess_error *error);

/* ---- Models ---- */

/* The model with these weights as a graph, for steps of `dt` seconds. Neurons u[t] = leak v[t-1] + I, which fire above
 * the threshold and are then 0, become LIF nodes with
 *     tau = dt / (1 - leak)    r = 1 / (1 - leak)    v_leak = v_reset = 0
 * so that the format's equation, tau dv/dt = (v_leak - v) + r I, taken in steps of dt by Euler's method, is ours. With
 * a leak of 1, for which tau is infinite, 1 - leak is taken as 2^-26: 1 - dt / tau is 1 in float32.
 *
 * A max pool of spikes is an AvgPool2d and a LIF that forgets (leak 0) and fires where any neuron of the window did. A
 * reset that subtracts cannot be said: it is in the metadata alone, as what else belongs to the model is. What others
 * will not know is told in *notes, lines in a row of `*note_count`.
 *
 * NULL with *error (TESS_BAD_MODEL) where the model predicts from anything but its readout. */
struct nir_graph *nir_from_model(struct arena *arena, const struct model *model, const struct nir_weights *weights,
                                 double dt, const char *const **notes, int *note_count, struct tess_error *error);

#endif
