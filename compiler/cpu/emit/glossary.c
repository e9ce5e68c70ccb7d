/* Words that only this house has, explained where a reader of generated code meets them first. docs/architecture.md has
 * them with pictures. */
#include "cpu/emit/parts.h"

void emit_glossary(struct writer *w)
{
    static const struct writer_word words[] = {
        {"chunk chunks", "Chunk: images that go through the network together; a batch has several."},
        {"item items", "Item: what a thread takes of a stage at a time: images, tiles or blocks of output channels."},
        {"lane lanes",
         "Lane: an element of a vector. Output channels stand in blocks of as many as a vector has; those that "
         "fill up the last block are zero."},
        {"group groups", "Group: steps whose spikes are one byte a neuron, a bit a step."},
        {"atom atoms patterns composite composites holds",
         "Atom: a set of steps of a group that is added at once. Single steps are atoms; the others, composites, are "
         "time "
         "patterns that occur often. Every byte of spikes is a disjoint union of atoms."},
        {"full", "Full: a neuron that fires at every step of a group."},
        {"lapse lapses invert inverted inversion", "Inverted: a channel that is full nearly everywhere in an image is "
                                                   "listed by its lapses, the positions where it is "
                                                   "not; they are taken from what it would give if it always fired."},
        {"four fours",
         "Four: lists are walked four entries at a time, and filled up to whole fours with a row of zeros."},
        {"twin", "Twin: the second of two blocks of output channels that go along a list together."},
        {"tile tiles", "Tile: some rows of an image, or small images whole, whose learning signals make one table."},
        {"slot slots", "Slot: what the table has of one step, or of one set of steps, at every position of a tile."},
        {"cell cells", "Cell: a window of the signal grid; a latent is the mean of a channel's spikes in it."},
        {"zone zones", "Zone: positions that lie in the same cells, and so have the same learning signal before psi."},
        {"route routes", "Route: where a max pool had its spike from, a bit a step: there the signal goes back."},
    };
    writer_glossary(w, words, (int)(sizeof words / sizeof *words));
}
