/* tessc new MODEL.nir: a model file and its weights from a NIR graph. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "driver/driver.h"
#include "driver/files.h"
#include "driver/starter.h"
#include "nir/network.h"
#include "syntax/format.h"
#include "tess/file.h"

/* Named so, or with the first bytes of an HDF5 file. */
bool is_nir_file(const char *path)
{
    static const char ending[] = ".nir";
    const size_t length = strlen(path), ends = sizeof ending - 1;
    unsigned char start[8];
    const char *found;
    FILE *file = tess_file_open(path, "rb", &found);
    if (!file)
        return length > ends && !strcmp(path + length - ends, ending) && !found;
    const size_t size = fread(start, 1, sizeof start, file);
    fclose(file);
    return nir_is_hdf5(start, size) || (length > ends && !strcmp(path + length - ends, ending));
}

static void print_lines(const char *start, const char *path, const struct nir_lines *lines)
{
    for (int i = 0; i < lines->count; i++)
        tess_message("%s%s: %s\n", start, path, lines->line[i]);
}

/* MODEL.tess, and MODEL.safetensors beside it: neither may be there. */
struct made {
    const char *model, *weights;
};

static bool name_files(struct options *options, const char *name, struct made *made)
{
    struct arena *arena = options->arena;
    made->model = options->output ? options->output : arena_format(arena, "%s.tess", name);
    const size_t length = strlen(made->model);
    const bool plain = length > 5 && !strcmp(made->model + length - 5, ".tess");
    made->weights = arena_format(arena, "%.*s.safetensors", (int)(plain ? length - 5 : length), made->model);
    if (access(made->weights, F_OK) != 0)
        return true;
    tess_message("tessc: %s: is there already; -o FILE names another model, and its weights after it\n", made->weights);
    return false;
}

/* Weights first: a model without its weights would be of no use. */
static enum tess_exit write_both(struct options *options, const struct nir_network *network, const struct model *model,
                                 const char *text, const struct made *made)
{
    struct tess_error error = {TESS_OK, ""};
    if (access(made->model, F_OK) == 0) {
        tess_message("tessc: %s: is there already; -o FILE names another\n", made->model);
        return TESS_IO;
    }
    if (!nir_weights_write(options->arena, model, &network->weights, made->weights, &error)) {
        tess_message("tessc: error: %s\n", error.text);
        return error.code;
    }
    if (file_write_new(options->arena, made->model, text))
        return TESS_OK;
    unlink(made->weights);
    return TESS_IO;
}

static void print_made(struct options *options, const struct nir_network *network, const struct made *made, bool known)
{
    tess_print(stdout, "%s: %dx%dx%d, %d layers, %d classes; weights in %s\n", made->model, network->in.channels,
               network->in.height, network->in.width, network->layers, network->classes, made->weights);
    if (!known)
        return;
    fputs("next: tessc eval ", stdout);
    print_word(plain_path(options->arena, made->model));
    fputs(" --data DIR --weights ", stdout);
    print_word(plain_path(options->arena, made->weights));
    putchar('\n');
}

/* The model as it will be read; NULL with *code, and what is wrong on stderr. */
static const struct model *check_text(struct options *options, const char *path, const char *text, enum tess_exit *code)
{
    const struct model *model =
        text ? model_load_text(options->arena, arena_format(options->arena, "%s (as a model file)", path), text,
                               options->diagnostics)
             : NULL;
    if (!text)
        fputs("tessc: out of memory\n", stderr);
    if (!model)
        print_diagnostics(options);
    *code = text ? TESS_BAD_DATA : TESS_FAILED;
    return model;
}

enum tess_exit new_from_nir(struct options *options)
{
    struct arena *arena = options->arena;
    const char *path = options->file[0], *name = starter_name(arena, path);
    struct tess_error error = {TESS_OK, ""};
    struct nir_network network;
    struct nir_lines problems = {0}, remarks = {0};
    struct made made;
    enum tess_exit code;
    size_t size;
    bool known;
    const void *bytes = file_read(arena, path, &size, &error);
    const struct nir_graph *graph = bytes ? nir_decode(arena, bytes, size, path, &error) : NULL;
    if (!graph) {
        tess_message("tessc: error: %s\n", error.text);
        return error.code;
    }
    if (!nir_network_read(arena, graph, options->time_step, &network, &problems, &remarks)) {
        print_lines("tessc: error: ", path, &problems);
        return TESS_BAD_DATA;
    }
    const char *text = nir_network_text(arena, &network, graph, name, path, &known);
    const char *formatted = text ? format_text(arena, text, strlen(text)) : NULL;
    const struct model *model = check_text(options, path, formatted, &code);
    if (!model)
        return code;
    if (!name_files(options, name, &made))
        return TESS_IO;
    code = write_both(options, &network, model, formatted, &made);
    if (code != TESS_OK)
        return code;
    print_lines("note: ", path, &remarks);
    print_made(options, &network, &made, known);
    return finish_output(true);
}
