"""PNG files from NumPy arrays, for the tests that need pictures."""
import struct
import zlib

import numpy


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(pixels):
    """An image of bytes, [H, W] in grey or [H, W, 3] in colour, as a PNG file. Each row is led by its filter, 0: none."""
    height, width = pixels.shape[:2]
    rows = numpy.zeros((height, 1 + pixels.size // height), numpy.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if pixels.ndim == 3 else 0, 0, 0, 0)
    parts = _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows.tobytes())), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
