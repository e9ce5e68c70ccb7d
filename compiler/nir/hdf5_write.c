/* A NIR graph as an HDF5 file, made in memory. */
#include <hdf5.h>

#include "nir/nir.h"

bool nir_available(const char *name, struct tess_error *error)
{
    (void)name, (void)error;
    return true;
}

/* Arrays of fewer values than this are not worth compressing. */
enum { FEW_VALUES = 256, COMPRESSION = 4 };

static hid_t text_type(void)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0)
        return type;
    if (type >= 0)
        H5Tclose(type);
    return -1;
}

/* The type that values have in the file, and in memory. To be closed by whoever asked. */
static hid_t type_of(enum nir_type type, bool in_memory)
{
    switch (type) {
    case NIR_F32:
        return H5Tcopy(in_memory ? H5T_NATIVE_FLOAT : H5T_IEEE_F32LE);
    case NIR_F64:
        return H5Tcopy(in_memory ? H5T_NATIVE_DOUBLE : H5T_IEEE_F64LE);
    case NIR_I64:
        return H5Tcopy(in_memory ? H5T_NATIVE_INT64 : H5T_STD_I64LE);
    case NIR_TEXT:
        return text_type();
    case NIR_OTHER:
        break;
    }
    return -1;
}

static hid_t space_of(const struct nir_field *field)
{
    hsize_t shape[NIR_RANK];
    for (int i = 0; i < field->rank; i++)
        shape[i] = (hsize_t)field->shape[i];
    return field->rank ? H5Screate_simple(field->rank, shape, NULL) : H5Screate(H5S_SCALAR);
}

/* No times, so that equal graphs give equal files; large arrays are compressed where the library can. */
static hid_t layout_of(const struct nir_field *field)
{
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    bool good = list >= 0 && H5Pset_obj_track_times(list, false) >= 0;
    if (good && field->rank && nir_count(field) >= FEW_VALUES && H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0) {
        hsize_t shape[NIR_RANK];
        for (int i = 0; i < field->rank; i++)
            shape[i] = (hsize_t)field->shape[i];
        good = H5Pset_chunk(list, field->rank, shape) >= 0 && H5Pset_shuffle(list) >= 0 &&
               H5Pset_deflate(list, COMPRESSION) >= 0;
    }
    if (good)
        return list;
    if (list >= 0)
        H5Pclose(list);
    return -1;
}

static bool close_all(bool good, hid_t type, hid_t memory, hid_t space, hid_t layout)
{
    good = (type < 0 || H5Tclose(type) >= 0) && good;
    good = (memory < 0 || H5Tclose(memory) >= 0) && good;
    good = (space < 0 || H5Sclose(space) >= 0) && good;
    return (layout < 0 || H5Pclose(layout) >= 0) && good;
}

static bool put_field(hid_t group, const struct nir_field *field)
{
    const hid_t type = type_of(field->type, false), memory = type_of(field->type, true);
    const hid_t space = space_of(field), layout = layout_of(field);
    bool good = type >= 0 && memory >= 0 && space >= 0 && layout >= 0;
    if (good) {
        const hid_t set = H5Dcreate2(group, field->name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
        good = set >= 0 && H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, field->data) >= 0;
        good = set >= 0 && H5Dclose(set) >= 0 && good;
    }
    return close_all(good, type, memory, space, layout);
}

/* A group whose members are listed in the order in which they were made. */
static hid_t make_group(hid_t parent, const char *name)
{
    const hid_t list = H5Pcreate(H5P_GROUP_CREATE);
    hid_t group = -1;
    if (list >= 0 && H5Pset_obj_track_times(list, false) >= 0 &&
        H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0)
        group = H5Gcreate2(parent, name, H5P_DEFAULT, list, H5P_DEFAULT);
    if (list >= 0)
        H5Pclose(list);
    return group;
}

static bool put_fields(hid_t group, const struct nir_fields *fields)
{
    for (const struct nir_field *field = fields->first; field; field = field->next)
        if (!put_field(group, field))
            return false;
    return true;
}

static bool put_text(hid_t group, const char *name, const char *text)
{
    return put_field(group, &(struct nir_field){.name = name, .type = NIR_TEXT, .data = &text});
}

static bool put_metadata(hid_t parent, const struct nir_fields *metadata)
{
    if (!metadata->first)
        return true;
    const hid_t group = make_group(parent, "metadata");
    const bool good = group >= 0 && put_fields(group, metadata);
    return group >= 0 && H5Gclose(group) >= 0 && good;
}

static bool put_node(hid_t parent, const struct nir_node *node)
{
    const hid_t group = make_group(parent, node->name);
    const bool good = group >= 0 && put_text(group, "type", node->type) && put_fields(group, &node->fields) &&
                      put_metadata(group, &node->metadata);
    return group >= 0 && H5Gclose(group) >= 0 && good;
}

static bool put_nodes(hid_t parent, const struct nir_graph *graph)
{
    const hid_t group = make_group(parent, "nodes");
    bool good = group >= 0;
    for (const struct nir_node *node = graph->first; good && node; node = node->next)
        good = put_node(group, node);
    return group >= 0 && H5Gclose(group) >= 0 && good;
}

static bool put_edges(struct arena *arena, hid_t group, const struct nir_graph *graph)
{
    const char **names = ARENA_ARRAY(arena, const char *, 2 * graph->edges);
    for (int i = 0; i < graph->edges; i++) {
        names[2 * i] = graph->edge[i].from;
        names[2 * i + 1] = graph->edge[i].to;
    }
    return put_field(
        group,
        &(struct nir_field){.name = "edges", .type = NIR_TEXT, .rank = 2, .shape = {graph->edges, 2}, .data = names});
}

static bool put_graph(struct arena *arena, hid_t file, const struct nir_graph *graph)
{
    const hid_t group = make_group(file, "node");
    const bool good = group >= 0 && put_text(file, "version", NIR_VERSION) && put_text(group, "type", "NIRGraph") &&
                      put_nodes(group, graph) && put_edges(arena, group, graph) &&
                      put_metadata(group, &graph->metadata);
    return group >= 0 && H5Gclose(group) >= 0 && good;
}

/* A file that never touches the disk. */
static hid_t make_file(void)
{
    enum { PIECE = 1 << 20 };
    const hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    hid_t file = -1;
    if (list >= 0 && H5Pset_fapl_core(list, PIECE, false) >= 0)
        file = H5Fcreate("graph.nir", H5F_ACC_TRUNC, H5P_DEFAULT, list);
    if (list >= 0)
        H5Pclose(list);
    return file;
}

static void *image_of(struct arena *arena, hid_t file, size_t *size)
{
    ssize_t bytes = H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0 ? H5Fget_file_image(file, NULL, 0) : -1;
    void *image = bytes > 0 ? arena_alloc(arena, (size_t)bytes) : NULL;
    if (image && H5Fget_file_image(file, image, (size_t)bytes) != bytes)
        image = NULL;
    *size = image ? (size_t)bytes : 0;
    return image;
}

const void *nir_encode(struct arena *arena, const struct nir_graph *graph, const char *name, size_t *size,
                       struct tess_error *error)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* messages are ours */
    const hid_t file = make_file();
    const void *image = file >= 0 && put_graph(arena, file, graph) ? image_of(arena, file, size) : NULL;
    if (file >= 0)
        H5Fclose(file);
    if (!image)
        tess_fail(error, TESS_FAILED, "%s: libhdf5 could not make the file", name);
    return image;
}
