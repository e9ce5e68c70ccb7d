"""PNG files of every kind, written and read independently of libpng: colour types, bit depths, palettes, filters,
interlacing, transparency. Standard library and NumPy, straight from https://www.w3.org/TR/png-3."""
import struct
import zlib

import numpy

MAGIC = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}
DEPTHS = {GREY: (1, 2, 4, 8, 16), RGB: (8, 16), PALETTE: (1, 2, 4, 8), GREY_ALPHA: (8, 16), RGB_ALPHA: (8, 16)}
# first column and row of Adam7's passes, and the distance to the next ones
ADAM7 = (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paeth(left, above, corner):
    estimate = left + above - corner
    return min((abs(estimate - left), 0, left), (abs(estimate - above), 1, above), (abs(estimate - corner), 2, corner))[2]


def predicted(kind, row, above, at, step):
    """What the filter predicts of byte `at` of a row, of which the bytes before are known."""
    left = row[at - step] if at >= step else 0
    corner = above[at - step] if at >= step else 0
    return (0, left, above[at], (left + above[at]) // 2, paeth(left, above[at], corner))[kind]


def passes(height, width, interlaced):
    """The rows and columns of each pass that has any."""
    for x, y, across, down in ADAM7 if interlaced else ((0, 0, 1, 1),):
        if x < width and y < height:
            yield numpy.arange(y, height, down), numpy.arange(x, width, across)


# ---- Writing ----

def pack(samples, depth):
    """Rows of samples as rows of bytes."""
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in samples]
    bits = samples[:, :, None] >> numpy.arange(depth - 1, -1, -1) & 1
    return [numpy.packbits(row.ravel().astype(numpy.uint8)).tobytes() for row in bits]


def write(samples, colour, depth, interlaced=False, palette=None, transparent=None, before=(), random=None):
    """A file of the samples [H, W, channels]; `palette` [N, 3]; `transparent` is the chunk tRNS; `before`: (kind, data)
    of chunks in front of all those. Rows get filters at random, or none."""
    height, width, channels = samples.shape
    step, stream = max(1, channels * depth // 8), bytearray()
    for ys, xs in passes(height, width, interlaced):
        above = None
        for row in pack(samples[numpy.ix_(ys, xs)].reshape(len(ys), -1), depth):
            above = above or bytes(len(row))
            kind = int(random.integers(0, 5)) if random is not None else 0
            stream.append(kind)
            stream += bytes((row[i] - predicted(kind, row, above, i, step)) % 256 for i in range(len(row)))
            above = row
    parts = [MAGIC, chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))]
    parts += [chunk(kind, data) for kind, data in before]
    if palette is not None:
        parts.append(chunk(b"PLTE", numpy.asarray(palette, numpy.uint8).tobytes()))
    if transparent is not None:
        parts.append(chunk(b"tRNS", transparent))
    packed = zlib.compress(bytes(stream))
    parts += [chunk(b"IDAT", packed[i:i + 50]) for i in range(0, len(packed), 50)]
    return b"".join(parts) + chunk(b"IEND", b"")


# ---- Reading ----

def read(data):
    """Red, green and blue [H, W, 3] of 0 to 255: the file's own numbers, scaled linearly, over black."""
    assert data[:8] == MAGIC
    at, chunks = 8, {}
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        chunks[kind] = chunks.get(kind, b"") + data[at + 8:at + 8 + size]
        at += 12 + size
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    channels, stream = CHANNELS[colour], zlib.decompress(chunks[b"IDAT"])
    samples, at, step = numpy.zeros((height, width, channels), int), 0, max(1, channels * depth // 8)
    for ys, xs in passes(height, width, interlaced):
        length = (len(xs) * channels * depth + 7) // 8
        above = bytes(length)
        for y in ys:
            kind, coded, row = stream[at], stream[at + 1:at + 1 + length], bytearray()
            for i in range(length):
                row.append((coded[i] + predicted(kind, row, above, i, step)) % 256)
            bits = numpy.unpackbits(numpy.frombuffer(bytes(row), numpy.uint8))
            numbers = bits[:len(xs) * channels * depth].reshape(-1, depth).astype(int) @ (1 << numpy.arange(depth)[::-1])
            samples[y, xs] = numbers.reshape(len(xs), channels)
            above, at = bytes(row), at + 1 + length
    assert at == len(stream)
    return flatten(samples, colour, depth, chunks)


def flatten(samples, colour, depth, chunks):
    transparent, most = chunks.get(b"tRNS"), 2 ** depth - 1
    alpha = numpy.full(samples.shape[:2], most)
    if colour == PALETTE:
        table = numpy.frombuffer(chunks[b"PLTE"], numpy.uint8).reshape(-1, 3).astype(int)
        alphas = numpy.full(len(table), 255)
        alphas[:len(transparent or b"")] = list(transparent or b"")
        samples, alpha, most = table[samples[:, :, 0]], alphas[samples[:, :, 0]], 255
    elif colour in (GREY_ALPHA, RGB_ALPHA):
        samples, alpha = samples[:, :, :-1], samples[:, :, -1]
    elif transparent:
        key = numpy.frombuffer(transparent, ">u2").astype(int)
        alpha = numpy.where((samples == key).all(axis=2), 0, most)
    samples = numpy.broadcast_to(samples, samples.shape[:2] + (3,)).astype(object) * alpha[:, :, None].astype(object)
    # value / most * alpha / most * 255, rounded once, in whole numbers of any size
    return ((2 * 255 * samples + most * most) // (2 * most * most)).astype(int)
