/* The order of float sums that run over more than one output channel, image or position: docs/architecture.md, "Order
 * of float sums", states it. A sum of floats depends on its order, so targets that promise the same bits take these
 * numbers from the program, whatever their caches are. They were chosen so that the cpu's tables are of a useful size,
 * and are as fixed as the equations: other ones are other bits. */
#ifndef TESSC_PROGRAM_ORDER_H
#define TESSC_PROGRAM_ORDER_H

#include "program/program.h"

/* Output channels stand in blocks of so many lanes: 16, or 8 or 4 where there would be fewer than two blocks. */
int order_lanes(int channels);

/* Stream: images of a chunk, and of each layer the stretch of its gradient. The lanes have to be there. */
void program_order(struct program *program);

#endif
