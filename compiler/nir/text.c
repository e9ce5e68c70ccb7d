/* A network that came from a NIR graph, as a model file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/load.h"
#include "nir/network.h"
#include "support/number.h"
#include "tess/text.h"

/* ---- The model that a graph was exported from ---- */

/* Its text, if the graph holds one, and it is about inputs and classes of the network's sizes. */
static const char *find_origin(struct arena *arena, const struct nir_network *network, const struct nir_graph *graph)
{
    const char *text = nir_text(&graph->metadata, "tess_model");
    const struct model *model = text ? model_load_text(arena, "tess_model", text, diagnostics_create(arena)) : NULL;
    if (!model || model->input.classes != network->classes || model->input.channels != network->in.channels ||
        model->input.height != network->in.height || model->input.width != network->in.width)
        return NULL;
    return text;
}

/* One block of it, `input 1x28x28 { ... }`, as it stands there. */
static void put_block(FILE *out, struct arena *arena, const char *text, const char *word)
{
    const struct source *source = source_of_text(arena, "tess_model", text);
    const struct block *tree = syntax_parse(arena, source, diagnostics_create(arena));
    for (const struct statement *statement = tree ? tree->first : NULL; statement; statement = statement->next) {
        if (strcmp(statement->atoms->text, word) != 0)
            continue;
        const struct span span =
            statement->block ? span_join(statement->span, statement->block->span) : statement->span;
        fprintf(out, "%.*s\n\n", (int)span.length, text + span.offset);
    }
}

/* ---- Layers ---- */

static void put_number(FILE *out, const char *before, float value)
{
    char text[NUMBER_TEXT];
    fprintf(out, "%s%s", before, number_of_float(value, text));
}

static void put_neuron(FILE *out, const struct neuron *neuron)
{
    put_number(out, "neuron lif { leak ", neuron->leak);
    put_number(out, "  threshold ", neuron->threshold);
    fprintf(out, "  reset %s", neuron->reset == RESET_ZERO ? "zero" : "subtract");
    if (neuron->reset == RESET_SUBTRACT && neuron->reset_amount != neuron->threshold)
        put_number(out, " ", neuron->reset_amount);
    fputs(" }", out);
}

static void put_weights(FILE *out, const struct nir_layer *layer)
{
    fprintf(out, "weights { raw  bias %s }", layer->tensors.bias ? "on" : "off");
}

static bool same_neuron(const struct neuron *a, const struct neuron *b)
{
    return a->leak == b->leak && a->threshold == b->threshold && a->reset == b->reset &&
           (a->reset == RESET_ZERO || a->reset_amount == b->reset_amount);
}

/* A layer, with a block for what it does not share with the first. */
static void put_layer(FILE *out, const struct nir_layer *layer, const struct nir_layer *first)
{
    const bool neuron = same_neuron(&layer->neuron, &first->neuron);
    const bool weights = !layer->tensors.bias == !first->tensors.bias;
    fprintf(out, "    %s %d", layer->kind == LAYER_CONV ? "conv" : "linear", layer->out.channels);
    if (layer->kind == LAYER_CONV)
        fprintf(out, " %dx%d", layer->kernel_height, layer->kernel_width);
    if (layer->pad)
        fprintf(out, " pad %d", layer->pad);
    if (layer->pool != POOL_NONE)
        fprintf(out, ", %s %dx%d", layer->pool == POOL_MAX ? "maxpool" : "avgpool", layer->pool_height,
                layer->pool_width);
    if (!neuron || !weights) {
        fputs(" { ", out);
        if (!neuron)
            put_neuron(out, &layer->neuron);
        if (!weights) {
            fputs(neuron ? "" : "; ", out);
            put_weights(out, layer);
        }
        fputs(" }", out);
    }
    fputc('\n', out);
}

static void put_network(FILE *out, const struct nir_network *network)
{
    const struct nir_layer *first = &network->layer[0];
    put_neuron(out, &first->neuron);
    fputc('\n', out);
    put_weights(out, first);
    fputs("\n\nnetwork {\n", out);
    for (int i = 0; i < network->layers; i++)
        put_layer(out, &network->layer[i], first);
    fputs("    readout\n}\n\n", out);
}

/* ---- The file ---- */

static void put_unknown_input(FILE *out, const struct nir_network *network)
{
    fprintf(out,
            "input %dx%dx%d {\n"
            "    dataset arrays    # NIR says nothing of data: yours, its steps, and `normalize` if the network "
            "learned so\n"
            "    classes %d\n"
            "    present 10 steps\n"
            "}\n\n",
            network->in.channels, network->in.height, network->in.width, network->classes);
}

const char *nir_network_text(struct arena *arena, const struct nir_network *network, const struct nir_graph *graph,
                             const char *name, const char *from, bool *known)
{
    char *text = NULL;
    size_t size = 0;
    const char *origin = find_origin(arena, network, graph);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs("tess 1\n\n# Made by `tessc new` from ", out);
    tess_name_print(out, from);
    fputs(": its network and neurons; its weights are in a file beside this one.\n", out);
    fputs(origin ? "# Data, rule and training are those of the model that it was exported from.\n"
                 : "# NIR says nothing of data, rule and training: they are to be filled in.\n",
          out);
    fprintf(out, "model %s\n\n", name);
    if (origin)
        put_block(out, arena, origin, "input");
    else
        put_unknown_input(out, network);
    put_network(out, network);
    if (origin) {
        put_block(out, arena, origin, "learn");
        put_block(out, arena, origin, "train");
    } else {
        fputs("learn bptt\n", out);
    }
    const bool good = !ferror(out);
    const char *kept = fclose(out) == 0 && good ? arena_copy(arena, text, size) : NULL;
    free(text);
    *known = origin != NULL;
    return kept;
}
