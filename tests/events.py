"""Recordings of event cameras read independently of libtess, for comparison: NumPy, one format a function, straight
from the formats' descriptions. A reading is (t, x, y, p): int64 arrays, p = 1 for ON. Of formats that no data set here
comes in there are writers as well."""
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


def write_nmnist(events):
    out = bytearray()
    for t, x, y, p in zip(*events):
        out += bytes([x, y]) + struct.pack('>I', p << 23 | t)[1:]
    return bytes(out)


DAVIS = {b'Davis346': (346, 260), b'DAVIS240': (240, 180)}


def read_aedat2(data, sensor=None):
    at = 0
    while data[at:at + 1] == b'#':
        at = data.index(b'\n', at) + 1
    words = np.frombuffer(data[at:], '>u4').reshape(-1, 2).astype(np.int64)
    address = words[:, 0]
    for name, size in DAVIS.items():
        sensor = size if name in data[:at] else sensor
    if sensor:
        kept = address & 0x80000400 == 0
        x, y = sensor[0] - 1 - (address >> 12 & 1023), sensor[1] - 1 - (address >> 22 & 511)
        return columns(words[kept, 1], x[kept], y[kept], address[kept] >> 11 & 1)
    kept = address & 0x8000 == 0
    x, y, p = 127 - (address >> 1 & 127), address >> 8 & 127, 1 - (address & 1)
    return columns(words[kept, 1], x[kept], y[kept], p[kept])


def write_davis(events, width, height, header):
    """Every tenth event with a sample of a frame and an external event before it."""
    out = bytearray(b'#!AER-DAT2.0\r\n' + header)
    for i, (t, x, y, p) in enumerate(zip(*events)):
        address = (height - 1 - y) << 22 | (width - 1 - x) << 12 | p << 11
        for flags in (1 << 31, 1 << 10, 0) if i % 10 == 9 else (0,):
            out += struct.pack('>II', address | flags, t)
    return bytes(out)


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


def write_aedat3(events, packet=1000):
    out = bytearray(b'#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n')
    t, x, y, p = events
    for i in range(0, len(t), packet):
        data = np.stack([x[i:i + packet] << 17 | y[i:i + packet] << 2 | p[i:i + packet] << 1 | 1, t[i:i + packet]], 1)
        out += struct.pack('<hhiiiiii', 1, 1, 8, 4, 0, *[len(data)] * 3) + data.astype('<u4').tobytes()
    return bytes(out)


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


def unwrapped(high, half):
    """A counter that falls by more than half its range has wrapped."""
    return high + 2 * half * np.concatenate([[0], np.cumsum(np.diff(high) < -half)]) if len(high) else high


def last_before(values, at, where):
    """The values told at `at`, as they stand at each of `where`."""
    return values[np.searchsorted(at, where) - 1]


def vectors(t, x, y, p, valid, width):
    """Single events, in the order of their vectors and bits."""
    bits = valid[:, None] >> np.arange(width)[None] & 1
    which, bit = np.nonzero(bits)
    return columns(t[which], x[which] + bit, y[which], p[which])


def read_evt2_words(word, valid, width):
    kind = word >> 28
    at = np.nonzero(kind == 8)[0]
    high = unwrapped(word[at] & 0xfffffff, 1 << 27) << 6
    events = np.nonzero((kind < 2) & (np.arange(len(kind)) > at[0]))[0]
    word, valid = word[events], valid[events]
    return vectors(last_before(high, at, events) + (word >> 22 & 63), word >> 11 & 2047, word & 2047, word >> 28, valid,
                   width)


def read_evt3(data):
    word = np.frombuffer(data, '<u2').astype(np.int64)
    kind, value = word >> 12, word & 0xfff
    at = np.nonzero(kind == 8)[0]
    high = unwrapped(value[at], 1 << 11) << 12
    parts, base, low, y, x, p, vector = [], None, None, None, None, 0, (4, 5)
    told = dict(zip(at.tolist(), high.tolist()))
    for i, (k, v) in enumerate(zip(kind.tolist(), value.tolist())):
        base = told.get(i, base)
        placed = None not in (base, low, y)
        if k == 0:
            y = v & 2047
        elif k == 2 and placed:
            parts.append((base + low, v & 2047, y, v >> 11))
        elif k == 3:
            x, p = v & 2047, v >> 11
        elif k in vector and x is not None:
            size = 12 if k == 4 else 8
            parts += [(base + low, x + b, y, p) for b in range(size) if v >> b & 1 and placed]
            x += size
        elif k == 6:
            low = v
    return columns(*zip(*parts))


def read_raw(data):
    at = 0
    while data[at:at + 2] == b'% ':
        at = data.index(b'\n', at) + 1
    header, data = data[:at].decode(), data[at:]
    if 'EVT3' in header or '% evt 3.0' in header:
        return read_evt3(data)
    if 'EVT21' in header:
        pairs = np.frombuffer(data, '<u4').reshape(-1, 2).astype(np.int64)
        upper = 0 if 'legacy' in header else 1
        return read_evt2_words(pairs[:, upper], pairs[:, 1 - upper], 32)
    words = np.frombuffer(data, '<u4').astype(np.int64)
    return read_evt2_words(words, np.ones_like(words), 1)


def raw_header(*lines):
    return ''.join('%% %s\n' % line for line in lines).encode()


def write_evt2(events, width, height):
    out, high = bytearray(raw_header('Date 2021-01-01', 'evt 2.0', 'geometry %dx%d' % (width, height))), None
    for i, (t, x, y, p) in enumerate(zip(*events)):
        if t >> 6 != high:
            high = t >> 6
            out += struct.pack('<I', 8 << 28 | high & 0xfffffff)
        if i % 50 == 7:
            out += struct.pack('<III', 10 << 28 | 1 << 8, 14 << 28, 15 << 28)
        out += struct.pack('<I', p << 28 | (t & 63) << 22 | x << 11 | y)
    return bytes(out)


def groups(events, size):
    """Runs of events of the same time, row and polarity whose columns grow within a block of `size`: (t, x of the
    block, y, p, columns in it)."""
    found = []
    for t, x, y, p in zip(*events):
        block = x - x % size
        if found and found[-1][:4] == (t, block, y, p) and found[-1][4][-1] < x - block:
            found[-1][4].append(x - block)
        else:
            found.append((t, block, y, p, [x - block]))
    return found


def write_evt21(events, width, height, legacy):
    order = 'legacy' if legacy else 'little'
    out = bytearray(raw_header('evt 2.1', 'format EVT21;endianness=%s;height=%d;width=%d' % (order, height, width),
                               'end'))
    high = None

    def word(upper, lower):
        return struct.pack('<II', *((upper, lower) if legacy else (lower, upper)))

    for i, (t, x, y, p, bits) in enumerate(groups(events, 32)):
        if t >> 6 != high:
            high = t >> 6
            out += word(8 << 28 | high & 0xfffffff, 0)
        if i % 50 == 7:
            out += word(10 << 28, 0)
        out += word(p << 28 | (t & 63) << 22 | x << 11 | y, sum(1 << b for b in bits))
    return bytes(out)


def write_evt3(events, width, height):
    """Single events, and vectors of 12, 12 and 8 where there are several in a block of 32 columns."""
    out = bytearray(raw_header('evt 3.0', 'format EVT3;height=%d;width=%d' % (height, width),
                               'geometry %dx%d' % (width, height), 'end'))
    state = {8: None, 6: None, 0: None}

    def word(kind, value):
        return struct.pack('<H', kind << 12 | value)

    for i, (t, x, y, p, bits) in enumerate(groups(events, 32)):
        for kind, value in ((8, t >> 12 & 0xfff), (6, t & 0xfff), (0, y)):
            if state[kind] != value:
                state[kind] = value
                out += word(kind, value)
        if i % 50 == 7:
            out += word(10, 1) + word(14, 5) + word(7, 1) + word(15, 9)
        if len(bits) == 1:
            out += word(2, p << 11 | x + bits[0])
            continue
        out += word(3, p << 11 | x)
        mask = sum(1 << b for b in bits)
        for kind, size in ((4, 12), (4, 12), (5, 8)):
            out += word(kind, mask & (1 << size) - 1)
            mask >>= size
    return bytes(out)


def without_first(raw, kind):
    """A RAW file without its first word of a kind, as if it began later in the camera's stream."""
    at = 0
    while raw[at:at + 2] == b'% ':
        at = raw.index(b'\n', at) + 1
    header = raw[:at]
    size, upper = (2, 0) if b'EVT3' in header else (8, 0 if b'legacy' in header else 4) if b'EVT21' in header else (4, 0)
    while raw[at + upper + min(size, 4) - 1] >> 4 != kind:
        at += size
    return raw[:at] + raw[at + size:]


def read(path, sensor=None):
    data = open(path, 'rb').read()
    if data.startswith(b'#!AER-DAT2'):
        return read_aedat2(data, sensor)
    if data.startswith(b'% ') and (b'\n% evt ' in b'\n' + data[:300] or b'% format EVT' in data[:300]):
        return read_raw(data)
    for magic, reader in ((b'#!AER-DAT3', read_aedat3), (b'#!AER-DAT4', read_aedat4), (b'% ', read_dat)):
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


RESET = 10000


def by_clock(events, clock):
    """The events that a model with this `clock` sees, in its order, and the time at which its frames start."""
    t = events[0]
    if clock == 'sort':
        order = np.argsort(t, kind='stable')
        events = tuple(a[order] for a in events)
    elif clock == 'last_reset':
        falls = np.nonzero(np.diff(t) < -RESET)[0]
        events = tuple(a[falls[-1] + 1:] for a in events) if len(falls) else events
    return events, events[0][0] if clock == 'as_is' else events[0].min()


def frames(events, count, side, to, ms=None, channels=2, clock=None):
    """Frames [count, channels, to, to] by time, or by count where ms is None; side: of the sensor, or its width and
    height."""
    width, height = side if isinstance(side, tuple) else (side, side)
    events, start = by_clock(events, clock or ('as_is' if ms is None else 'sort'))
    t, x, y, p = events
    if ms is None:
        each = len(t) // count
        index = np.minimum(np.arange(len(t)) // max(each, 1), count - 1) if each else np.full(len(t), count - 1)
    else:
        index = (t - start) // int(ms * 1000)
    kept = (index >= 0) & (index < count)
    full = np.zeros((count, 2, height, width))
    np.add.at(full, (index[kept], p[kept], y[kept], x[kept]), 1)
    if channels == 1:
        full = full.sum(1, keepdims=True)
    return weights(height, to) @ full @ weights(width, to).T
