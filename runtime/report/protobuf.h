/* Writing messages in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding/). */
#ifndef TESS_REPORT_PROTOBUF_H
#define TESS_REPORT_PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A message, or any other bytes, that grow. Begins as {0}; after the memory has run out `failed` is set and nothing is
 * added any more. */
struct proto {
    unsigned char *bytes; /* [size], malloc'ed; NULL: none */
    size_t size, room;
    bool failed;
};

void proto_close(struct proto *proto);

/* Bytes as they are. */
void proto_raw(struct proto *proto, const void *bytes, size_t size);

/* Fields: a varint (whole numbers, enumerations, truth values), numbers of 8 and 4 bytes, text and bytes. */
void proto_whole(struct proto *proto, int field, uint64_t value);
void proto_double(struct proto *proto, int field, double value);
void proto_float(struct proto *proto, int field, float value);
void proto_bytes(struct proto *proto, int field, const void *bytes, size_t size);
void proto_text(struct proto *proto, int field, const char *text);

/* A field that is a message, which is closed. */
void proto_message(struct proto *proto, int field, struct proto *message);

/* Reading: a varint at *at, which moves behind it. False where it does not end before `end`, or is too long. */
bool proto_read_varint(const unsigned char **at, const unsigned char *end, uint64_t *value);

#endif
