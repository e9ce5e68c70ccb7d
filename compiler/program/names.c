/* What parts of the program are called. */
#include "program/program.h"

static const char *const edge_names[] = {[EDGE_REALS] = "reals", [EDGE_BITS] = "bits", [EDGE_COUNTS] = "counts"};

const char *edge_kind_name(enum edge_kind kind)
{
    return edge_names[kind];
}

const char *phase_name(enum phase phase)
{
    static const char *const names[PHASES] = {
        [PHASE_PREPARE] = "prepare", [PHASE_TRAIN] = "train", [PHASE_UPDATE] = "update", [PHASE_EVALUATE] = "evaluate"};
    return names[phase];
}
