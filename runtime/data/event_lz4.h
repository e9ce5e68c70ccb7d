/* LZ4 frames (https://github.com/lz4/lz4, doc/lz4_Frame_format.md) in packets of AEDAT 4. */
#ifndef TESS_DATA_EVENT_LZ4_H
#define TESS_DATA_EVENT_LZ4_H

#include "event.h"

/* Packets that hold more are taken for damaged. */
enum { PACKET_MAX = 1 << 24 };

/* Whether this build has it. */
extern const bool lz4_available;

/* Unpacks the `size` bytes at `offset` of the recording into reader->bytes and sets reader->size. Fails (TESS_BAD_DATA)
 * on damage, and where this build has no LZ4. */
bool lz4_unpack(struct event_reader *reader, uint64_t offset, uint64_t size, struct tess_error *error);

#endif
