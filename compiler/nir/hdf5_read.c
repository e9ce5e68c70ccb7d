/* A NIR graph from an HDF5 file that is in memory. What the file refers to outside itself (links, arrays and types kept
 * elsewhere) is not followed. */
#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nir/nir.h"

/* An array of more values than this is no weight of anything that tessc could run. */
static const int64_t most_values = (int64_t)1 << 28;

enum { MOST_NODES = 100000, LONGEST_TEXT = 1 << 24 };

struct reading {
    struct arena *arena;
    const char *name; /* of the file */
    struct tess_error *error;
};

static bool bad(const struct reading *in, const char *place, const char *expected, const char *found)
{
    return tess_fail(in->error, TESS_BAD_DATA, "%s: %s: expected %s, found %s", in->name, place, expected, found);
}

/* ---- Arrays ---- */

static enum nir_type kind_of(hid_t type)
{
    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        return H5Tget_size(type) <= sizeof(float) ? NIR_F32 : NIR_F64;
    case H5T_INTEGER:
        return NIR_I64;
    case H5T_STRING:
        return NIR_TEXT;
    default:
        return NIR_OTHER;
    }
}

static bool is_inside(hid_t set)
{
    const hid_t layout = H5Dget_create_plist(set);
    const H5D_layout_t kind = layout >= 0 ? H5Pget_layout(layout) : H5D_LAYOUT_ERROR;
    const bool inside =
        (kind == H5D_COMPACT || kind == H5D_CONTIGUOUS || kind == H5D_CHUNKED) && H5Pget_external_count(layout) == 0;
    if (layout >= 0)
        H5Pclose(layout);
    return inside;
}

/* Its rank and shape; the number of values; -1 where it has more than can be read. */
static int64_t shape_of(hid_t set, struct nir_field *field)
{
    hsize_t shape[H5S_MAX_RANK];
    const hid_t space = H5Dget_space(set);
    const int rank = space >= 0 ? H5Sget_simple_extent_dims(space, shape, NULL) : -1;
    const bool null = space >= 0 && H5Sget_simple_extent_type(space) == H5S_NULL;
    int64_t count = 1;
    if (space >= 0)
        H5Sclose(space);
    if (rank < 0 || rank > NIR_RANK || null)
        return -1;
    field->rank = rank;
    for (int i = 0; i < rank; i++) {
        if (shape[i] > (hsize_t)most_values || (count *= (int64_t)shape[i]) > most_values)
            return -1;
        field->shape[i] = (int64_t)shape[i];
    }
    return count;
}

/* Texts of one length. */
static bool read_fixed(const struct reading *in, hid_t set, hid_t type, size_t count, const char **texts)
{
    const size_t length = H5Tget_size(type);
    if (length == 0 || length > LONGEST_TEXT || count > LONGEST_TEXT / length)
        return false;
    char *bytes = ARENA_ARRAY(in->arena, char, length *count + 1);
    if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0)
        return false;
    for (size_t i = 0; i < count; i++)
        texts[i] = arena_copy(in->arena, bytes + i * length, strnlen(bytes + i * length, length));
    return true;
}

static bool read_variable(const struct reading *in, hid_t set, hid_t type, size_t count, const char **texts)
{
    char **found = ARENA_ARRAY(in->arena, char *, count);
    const hid_t space = H5Dget_space(set);
    const bool good = space >= 0 && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, found) >= 0;
    for (size_t i = 0; good && i < count; i++)
        texts[i] = found[i] ? arena_copy(in->arena, found[i], strlen(found[i])) : "";
    if (good)
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, found);
    if (space >= 0)
        H5Sclose(space);
    return good;
}

static bool read_texts(const struct reading *in, hid_t set, hid_t type, size_t count, struct nir_field *field)
{
    const char **texts = ARENA_ARRAY(in->arena, const char *, count + 1);
    field->data = texts;
    return H5Tis_variable_str(type) > 0 ? read_variable(in, set, type, count, texts)
                                        : read_fixed(in, set, type, count, texts);
}

static bool read_numbers(const struct reading *in, hid_t set, size_t count, struct nir_field *field)
{
    const hid_t type = field->type == NIR_F32   ? H5T_NATIVE_FLOAT
                       : field->type == NIR_F64 ? H5T_NATIVE_DOUBLE
                                                : H5T_NATIVE_INT64;
    void *data = arena_alloc(in->arena, (count + 1) * (field->type == NIR_F32 ? sizeof(float) : sizeof(double)));
    field->data = data;
    return H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
}

static bool read_data(const struct reading *in, hid_t set, hid_t type, const char *place, struct nir_field *field)
{
    const int64_t count = shape_of(set, field);
    field->type = kind_of(type);
    if (field->type == NIR_OTHER)
        return true;
    if (count < 0 || !is_inside(set))
        return bad(in, place, "values of at most 5 dimensions and 2^28 in all, in this file", "something else");
    const bool good = field->type == NIR_TEXT ? read_texts(in, set, type, (size_t)count, field)
                                              : read_numbers(in, set, (size_t)count, field);
    return good || bad(in, place, "an array", "a damaged one, or one compressed in a way that libhdf5 lacks");
}

static bool read_set(const struct reading *in, hid_t group, const char *name, const char *place,
                     struct nir_fields *fields)
{
    const hid_t set = H5Dopen2(group, name, H5P_DEFAULT), type = set >= 0 ? H5Dget_type(set) : -1;
    struct nir_field *field = nir_put_array(in->arena, fields, name, NIR_OTHER, 0, NULL, NULL);
    const bool good = type >= 0 ? read_data(in, set, type, place, field) : bad(in, place, "an array", "a damaged one");
    if (type >= 0)
        H5Tclose(type);
    if (set >= 0)
        H5Dclose(set);
    return good;
}

/* ---- Groups ---- */

/* The name of member number i of a group; NULL: the file is damaged. */
static const char *member_name(const struct reading *in, hid_t group, hsize_t i)
{
    const ssize_t length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, NULL, 0, H5P_DEFAULT);
    if (length <= 0 || length > LONGEST_TEXT)
        return NULL;
    char *name = ARENA_ARRAY(in->arena, char, length + 1);
    const size_t room = (size_t)length + 1;
    return H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, room, H5P_DEFAULT) < 0 ? NULL : name;
}

/* H5I_BADID where there is none of that name, or a link to somewhere else. */
static H5I_type_t kind_of_member(hid_t group, const char *name)
{
    H5L_info_t info;
    if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0 || info.type != H5L_TYPE_HARD)
        return H5I_BADID;
    const hid_t member = H5Oopen(group, name, H5P_DEFAULT);
    const H5I_type_t kind = member >= 0 ? H5Iget_type(member) : H5I_BADID;
    if (member >= 0)
        H5Oclose(member);
    return kind;
}

static int64_t members_of(hid_t group)
{
    H5G_info_t info;
    return H5Gget_info(group, &info) >= 0 && info.nlinks <= MOST_NODES ? (int64_t)info.nlinks : -1;
}

/* The arrays of a group, and of the group called metadata in it. Other groups are left alone. */
static bool read_fields(const struct reading *in, hid_t group, const char *place, struct nir_fields *fields,
                        struct nir_fields *metadata)
{
    const int64_t members = members_of(group);
    bool good = members >= 0 || bad(in, place, "a group", "a damaged one");
    for (int64_t i = 0; good && i < members; i++) {
        const char *name = member_name(in, group, (hsize_t)i);
        const H5I_type_t kind = name ? kind_of_member(group, name) : H5I_BADID;
        const char *inner = arena_format(in->arena, "%s/%s", place, name ? name : "?");
        if (kind == H5I_BADID)
            return bad(in, inner, "an array of this file", "damage, or a link to elsewhere");
        if (kind == H5I_DATASET) {
            good = read_set(in, group, name, inner, fields);
        } else if (kind == H5I_GROUP && metadata && !strcmp(name, "metadata")) {
            const hid_t found = H5Gopen2(group, name, H5P_DEFAULT);
            good = found >= 0 ? read_fields(in, found, inner, metadata, NULL) : bad(in, inner, "a group", "none");
            if (found >= 0)
                H5Gclose(found);
        }
    }
    return good;
}

static bool read_node(const struct reading *in, hid_t nodes, const char *name, struct nir_graph *graph)
{
    const char *place = arena_format(in->arena, "/node/nodes/%s", name);
    const hid_t group = kind_of_member(nodes, name) == H5I_GROUP ? H5Gopen2(nodes, name, H5P_DEFAULT) : -1;
    struct nir_node *node = nir_put_node(in->arena, graph, name, "");
    bool good = group >= 0 ? read_fields(in, group, place, &node->fields, &node->metadata)
                           : bad(in, place, "a node", "no group");
    if (group >= 0)
        H5Gclose(group);
    node->type = nir_text(&node->fields, "type");
    return good && (node->type || bad(in, place, "a text 'type'", "none"));
}

static bool read_nodes(const struct reading *in, hid_t group, struct nir_graph *graph)
{
    const hid_t nodes = kind_of_member(group, "nodes") == H5I_GROUP ? H5Gopen2(group, "nodes", H5P_DEFAULT) : -1;
    const int64_t members = nodes >= 0 ? members_of(nodes) : -1;
    bool good = members >= 0 || bad(in, "/node", "a group 'nodes'", "none");
    for (int64_t i = 0; good && i < members; i++) {
        const char *name = member_name(in, nodes, (hsize_t)i);
        good = name ? read_node(in, nodes, name, graph) : bad(in, "/node/nodes", "nodes", "damage");
    }
    if (nodes >= 0)
        H5Gclose(nodes);
    return good;
}

static bool take_edges(const struct reading *in, const struct nir_fields *fields, struct nir_graph *graph)
{
    const struct nir_field *edges = nir_field(fields, "edges");
    if (!edges || edges->type != NIR_TEXT || edges->rank != 2 || edges->shape[1] != 2)
        return bad(in, "/node", "pairs of names 'edges'", edges ? "something else" : "none");
    const char *const *names = edges->data;
    graph->edges = (int)edges->shape[0];
    graph->edge = ARENA_ARRAY(in->arena, struct nir_edge, graph->edges + 1);
    for (int i = 0; i < graph->edges; i++)
        graph->edge[i] = (struct nir_edge){names[2 * i], names[2 * i + 1]};
    return true;
}

static bool read_graph(const struct reading *in, hid_t file, struct nir_graph *graph)
{
    const hid_t group = kind_of_member(file, "node") == H5I_GROUP ? H5Gopen2(file, "node", H5P_DEFAULT) : -1;
    struct nir_fields fields = {0};
    bool good = group >= 0 ? read_fields(in, group, "/node", &fields, &graph->metadata)
                           : bad(in, "/", "a NIR graph in a group 'node'", "none");
    const char *type = nir_text(&fields, "type");
    if (good && (!type || strcmp(type, "NIRGraph") != 0))
        good = bad(in, "/node", "type 'NIRGraph'", type ? type : "none");
    good = good && read_nodes(in, group, graph) && take_edges(in, &fields, graph);
    if (group >= 0)
        H5Gclose(group);
    return good;
}

static hid_t open_image(const void *bytes, size_t size)
{
    enum { PIECE = 1 << 20 };
    const hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    hid_t file = -1;
    if (list >= 0 && H5Pset_fapl_core(list, PIECE, false) >= 0 && H5Pset_file_image(list, (void *)bytes, size) >= 0)
        file = H5Fopen("graph.nir", H5F_ACC_RDONLY, list);
    if (list >= 0)
        H5Pclose(list);
    return file;
}

static struct nir_graph *decode(const struct reading *in, const void *bytes, size_t size)
{
    struct nir_graph *graph = ARENA_NEW(in->arena, struct nir_graph);
    const hid_t file = open_image(bytes, size);
    const bool good =
        file >= 0 ? read_graph(in, file, graph) : bad(in, "offset 0", "an HDF5 file", "none, or one that is cut");
    if (file >= 0)
        H5Fclose(file);
    return good ? graph : NULL;
}

/* Damaged files crash libhdf5 (1.10.8 in its lists of links, its heap of texts, its cache). So a process of its own
 * reads the file first, for nothing but to find out whether it survives that. */
static bool survives(const struct reading *in, const void *bytes, size_t size)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (nowhere >= 0)
            dup2(nowhere, STDERR_FILENO);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        decode(in, bytes, size);
        _exit(0);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (child < 0)
        return tess_fail(in->error, TESS_FAILED, "%s: cannot start a process: %s", in->name, strerror(errno));
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
           bad(in, "offset 0", "a whole HDF5 file", "damage on which libhdf5 breaks down");
}

struct nir_graph *nir_decode(struct arena *arena, const void *bytes, size_t size, const char *name,
                             struct tess_error *error)
{
    const struct reading in = {arena, name, error};
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* messages are ours */
    return survives(&in, bytes, size) ? decode(&in, bytes, size) : NULL;
}
