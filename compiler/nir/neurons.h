/* Nodes of neurons. Within compiler/nir. */
#ifndef TESSC_NIR_NEURONS_H
#define TESSC_NIR_NEURONS_H

#include "nir/reading.h"

/* They are the last layer's, or, behind a pool, what makes it a max pool. */
void nir_read_lif(struct nir_reading *in);
void nir_read_cuba_lif(struct nir_reading *in);
void nir_read_if(struct nir_reading *in);
void nir_read_threshold(struct nir_reading *in);

#endif
