/* NIR graphs in memory. */
#include <string.h>

#include "nir/nir.h"

const struct nir_node *nir_find(const struct nir_graph *graph, const char *name)
{
    const struct nir_node *node = graph->first;
    while (node && strcmp(node->name, name) != 0)
        node = node->next;
    return node;
}

const struct nir_field *nir_field(const struct nir_fields *fields, const char *name)
{
    const struct nir_field *field = fields->first;
    while (field && strcmp(field->name, name) != 0)
        field = field->next;
    return field;
}

int64_t nir_count(const struct nir_field *field)
{
    int64_t count = field->type != NIR_TEXT && field->type != NIR_OTHER;
    for (int i = 0; i < field->rank; i++)
        count *= field->shape[i];
    return count;
}

double nir_number(const struct nir_field *field, int64_t i)
{
    switch (field->type) {
    case NIR_F32:
        return (double)((const float *)field->data)[i];
    case NIR_F64:
        return ((const double *)field->data)[i];
    case NIR_I64:
        return (double)((const int64_t *)field->data)[i];
    case NIR_TEXT:
    case NIR_OTHER:
        break;
    }
    return 0;
}

const char *nir_text(const struct nir_fields *fields, const char *name)
{
    const struct nir_field *field = nir_field(fields, name);
    return field && field->type == NIR_TEXT && field->rank == 0 ? *(const char *const *)field->data : NULL;
}

struct nir_field *nir_put_array(struct arena *arena, struct nir_fields *fields, const char *name, enum nir_type type,
                                int rank, const int64_t *shape, const void *data)
{
    struct nir_field *field = ARENA_NEW(arena, struct nir_field);
    *field = (struct nir_field){.name = name, .type = type, .rank = rank, .data = data};
    for (int i = 0; i < rank; i++)
        field->shape[i] = shape[i];
    if (fields->last)
        fields->last->next = field;
    else
        fields->first = field;
    fields->last = field;
    return field;
}

void nir_put_double(struct arena *arena, struct nir_fields *fields, const char *name, double value)
{
    double *data = ARENA_NEW(arena, double);
    *data = value;
    nir_put_array(arena, fields, name, NIR_F64, 0, NULL, data);
}

void nir_put_float(struct arena *arena, struct nir_fields *fields, const char *name, float value)
{
    float *data = ARENA_NEW(arena, float);
    *data = value;
    nir_put_array(arena, fields, name, NIR_F32, 0, NULL, data);
}

void nir_put_text(struct arena *arena, struct nir_fields *fields, const char *name, const char *text)
{
    const char **data = ARENA_NEW(arena, const char *);
    *data = text;
    nir_put_array(arena, fields, name, NIR_TEXT, 0, NULL, data);
}

struct nir_node *nir_put_node(struct arena *arena, struct nir_graph *graph, const char *name, const char *type)
{
    struct nir_node *node = ARENA_NEW(arena, struct nir_node);
    *node = (struct nir_node){.name = name, .type = type};
    if (graph->last)
        graph->last->next = node;
    else
        graph->first = node;
    graph->last = node;
    graph->nodes++;
    return node;
}

bool nir_is_hdf5(const void *bytes, size_t size)
{
    static const char signature[] = "\x89HDF\r\n\x1a\n";
    return size >= sizeof signature - 1 && memcmp(bytes, signature, sizeof signature - 1) == 0;
}
