#include "protobuf.h"

#include <stdlib.h>
#include <string.h>

/* Kinds of field on the wire. */
enum { WIRE_VARINT = 0, WIRE_8_BYTES = 1, WIRE_LENGTH = 2, WIRE_4_BYTES = 5 };

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "numbers are written as they lie in memory, which is to be little-endian"
#endif

void proto_close(struct proto *proto)
{
    free(proto->bytes);
    *proto = (struct proto){0};
}

void proto_raw(struct proto *proto, const void *bytes, size_t size)
{
    if (proto->failed || size == 0)
        return;
    if (proto->room - proto->size < size) {
        const size_t room = 2 * proto->room + size + 64;
        unsigned char *more = realloc(proto->bytes, room);
        proto->failed = !more;
        if (!more)
            return;
        proto->bytes = more;
        proto->room = room;
    }
    memcpy(proto->bytes + proto->size, bytes, size);
    proto->size += size;
}

static void put_varint(struct proto *proto, uint64_t value)
{
    unsigned char bytes[10];
    size_t size = 0;
    for (; value > 127; value >>= 7)
        bytes[size++] = (unsigned char)(value | 128);
    bytes[size++] = (unsigned char)value;
    proto_raw(proto, bytes, size);
}

static void put_key(struct proto *proto, int field, unsigned wire)
{
    put_varint(proto, (unsigned)field << 3 | wire);
}

void proto_whole(struct proto *proto, int field, uint64_t value)
{
    put_key(proto, field, WIRE_VARINT);
    put_varint(proto, value);
}

void proto_double(struct proto *proto, int field, double value)
{
    put_key(proto, field, WIRE_8_BYTES);
    proto_raw(proto, &value, sizeof value);
}

void proto_float(struct proto *proto, int field, float value)
{
    put_key(proto, field, WIRE_4_BYTES);
    proto_raw(proto, &value, sizeof value);
}

void proto_bytes(struct proto *proto, int field, const void *bytes, size_t size)
{
    put_key(proto, field, WIRE_LENGTH);
    put_varint(proto, size);
    proto_raw(proto, bytes, size);
}

void proto_text(struct proto *proto, int field, const char *text)
{
    proto_bytes(proto, field, text, strlen(text));
}

void proto_message(struct proto *proto, int field, struct proto *message)
{
    proto->failed = proto->failed || message->failed;
    proto_bytes(proto, field, message->bytes, message->size);
    proto_close(message);
}

bool proto_read_varint(const unsigned char **at, const unsigned char *end, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        const unsigned char byte = *(*at)++;
        *value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}
