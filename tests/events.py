"""Recordings of event cameras read independently of libtess, for comparison: NumPy, one format a function, straight
from the formats' descriptions. A reading is (t, x, y, p): int64 arrays, p = 1 for ON."""
import re
import struct

import numpy as np


def columns(t, x, y, p):
    return tuple(np.asarray(a, np.int64) for a in (t, x, y, p))


def read_nmnist(data):
    raw = np.frombuffer(data, np.uint8).reshape(-1, 5).astype(np.int64)
    t = (raw[:, 2] & 127) << 16 | raw[:, 3] << 8 | raw[:, 4]
    wraps = raw[:, 1] == 240
    t = t + 8192 * np.cumsum(wraps)
    return columns(t[~wraps], raw[~wraps, 0], raw[~wraps, 1], raw[~wraps, 2] >> 7)


def read_aedat2(data):
    at = 0
    while data[at:at + 1] == b'#':
        at = data.index(b'\n', at) + 1
    words = np.frombuffer(data[at:], '>u4').reshape(-1, 2).astype(np.int64)
    address = words[:, 0]
    kept = address & 0x8000 == 0
    x, y, p = 127 - (address >> 1 & 127), address >> 8 & 127, 1 - (address & 1)
    return columns(words[kept, 1], x[kept], y[kept], p[kept])


def read_aedat3(data):
    at = data.index(b'#!END-HEADER\r\n') + 14
    parts = []
    while at < len(data):
        kind, _, size, _, overflow, capacity, number, _ = struct.unpack_from('<hhiiiiii', data, at)
        at += 28
        if kind == 1:
            words = np.frombuffer(data, '<u4', 2 * number, at).reshape(-1, 2).astype(np.int64)
            words = words[words[:, 0] & 1 == 1]
            parts.append((words[:, 1] + (overflow << 31), words[:, 0] >> 17, words[:, 0] >> 2 & 0x7fff,
                          words[:, 0] >> 1 & 1))
        at += capacity * size
    return columns(*(np.concatenate(part) for part in zip(*parts)))


def lz4_frame(data):
    """LZ4 frame format 1.6, without dictionaries; checksums are skipped."""
    flags, at, out = data[4], 7, bytearray()
    at += 8 if flags & 8 else 0
    while True:
        size, = struct.unpack_from('<I', data, at)
        at += 4
        if size == 0:
            return bytes(out)
        block = data[at:at + (size & 0x7fffffff)]
        at += len(block) + (4 if flags & 16 else 0)
        if size >> 31:
            out += block
        else:
            lz4_block(block, out)


def lz4_block(block, out):
    at = 0

    def length(low):
        nonlocal at
        if low == 15:
            while True:
                low += block[at]
                at += 1
                if block[at - 1] != 255:
                    break
        return low

    while at < len(block):
        token = block[at]
        at += 1
        literals = length(token >> 4)
        out += block[at:at + literals]
        at += literals
        if at >= len(block):
            return
        offset = block[at] | block[at + 1] << 8
        at += 2
        match = length(token & 15) + 4
        start = len(out) - offset
        while match > 0:
            piece = out[start:start + min(match, offset)]
            out += piece
            match -= len(piece)


def read_aedat4(data):
    size, = struct.unpack_from('<I', data, 14)
    header = data[18:18 + size]
    root, = struct.unpack_from('<I', header)
    fields = root - struct.unpack_from('<i', header, root)[0]

    def field(number, code, default):
        place, = struct.unpack_from('<H', header, fields + 4 + 2 * number)
        return struct.unpack_from(code, header, root + place)[0] if place else default

    compression, end = field(0, '<i', 0), field(1, '<q', -1)
    end = len(data) if end < 0 else end
    xml = header.decode('latin-1')
    stream = int(re.search(r'/outInfo/(\d+)/">(?:(?!</?node).)*?typeIdentifier"[^>]*>EVTS<', xml, re.S).group(1))
    at, parts = 18 + size, []
    while at < end:
        number, size = struct.unpack_from('<ii', data, at)
        packet = data[at + 8:at + 8 + size]
        at += 8 + size
        if number != stream:
            continue
        packet = (lz4_frame(packet) if compression else packet)[4:]
        root, = struct.unpack_from('<I', packet)
        fields = root - struct.unpack_from('<i', packet, root)[0]
        place, = struct.unpack_from('<H', packet, fields + 4)
        vector = root + place + struct.unpack_from('<I', packet, root + place)[0]
        count, = struct.unpack_from('<I', packet, vector)
        parts.append(np.frombuffer(packet, [('t', '<i8'), ('x', '<i2'), ('y', '<i2'), ('p', 'u1'), ('_', 'V3')], count,
                                   vector + 4))
    events = np.concatenate(parts)
    return columns(events['t'], events['x'], events['y'], events['p'])


def read_dat(data):
    at = 0
    while data[at:at + 1] == b'%':
        at = data.index(b'\n', at) + 1
    words = np.frombuffer(data[at + 2:], '<u4').reshape(-1, 2).astype(np.int64)
    return columns(words[:, 0], words[:, 1] & 0x3fff, words[:, 1] >> 14 & 0x3fff, words[:, 1] >> 28 & 1)


def read(path):
    data = open(path, 'rb').read()
    for magic, reader in ((b'#!AER-DAT2', read_aedat2), (b'#!AER-DAT3', read_aedat3), (b'#!AER-DAT4', read_aedat4),
                          (b'% ', read_dat)):
        if data.startswith(magic):
            return reader(data)
    return read_nmnist(data)


def weights(size, to):
    """The triangle filter as a matrix [to, size]."""
    scale = size / to
    reach = max(scale, 1.0)
    distance = np.abs((np.arange(size) + 0.5)[None] - ((np.arange(to) + 0.5) * scale)[:, None]) / reach
    matrix = np.maximum(0, 1 - distance)
    return matrix / matrix.sum(1, keepdims=True)


def frames(events, count, side, to, ms=None, channels=2):
    """Frames [count, channels, to, to] by time, or by count where ms is None."""
    t, x, y, p = events
    if ms is None:
        each = len(t) // count
        index = np.minimum(np.arange(len(t)) // max(each, 1), count - 1) if each else np.full(len(t), count - 1)
    else:
        index = (t - t[0]) // int(ms * 1000)
    kept = (index >= 0) & (index < count)
    full = np.zeros((count, 2, side, side))
    np.add.at(full, (index[kept], p[kept], y[kept], x[kept]), 1)
    if channels == 1:
        full = full.sum(1, keepdims=True)
    matrix = weights(side, to)
    return np.einsum('iy,tcyx,jx->tcij', matrix, full, matrix)
