"""Small JPEG files written without a library: grey, 8x8 blocks of one value each, which decode exactly; and what EXIF
data may look like. ITU-T T.81 and CIPA DC-008."""
import struct

import numpy


def segment(marker, data):
    return bytes([255, marker]) + struct.pack(">H", len(data) + 2) + data


def blocks(values):
    """The file of a picture whose 8x8 blocks have these values, [rows, columns] of 0 to 255. The quantisation step of 8
    makes a block's coefficient its value less 128; the codes of its length, and the end of the block, are of 4 bits."""
    values = numpy.asarray(values)
    bits, before = "", 0
    for value in values.ravel():
        difference = int(value) - 128 - before
        before += difference
        size = abs(difference).bit_length()
        code = difference if difference >= 0 else difference + (1 << size) - 1
        bits += format(size, "04b") + (format(code, "0%db" % size) if size else "") + "0000"
    bits += "1" * (-len(bits) % 8)
    scan = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
    height, width = 8 * values.shape[0], 8 * values.shape[1]
    lengths = bytes([0, 0, 0, 9] + 12 * [0])  # nine codes of 4 bits, in order
    return b"\xff\xd8" + segment(0xdb, b"\0" + 64 * b"\x08") + segment(0xc0, struct.pack(">BHHBBBB", 8, height, width, 1,
                                                                                        1, 0x11, 0)) + \
        segment(0xc4, b"\0" + lengths + bytes(range(9))) + segment(0xc4, b"\x10" + bytes([0, 0, 0, 1] + 12 * [0]) + b"\0") + \
        segment(0xda, bytes([1, 1, 0, 0, 63, 0])) + scan + b"\xff\xd9"


def exif(orientation, order=">", kind=3, count=1, entries=None, first=8):
    """EXIF data of two entries, the second one being the orientation."""
    mark = {">": b"MM", "<": b"II"}[order]
    head = mark + struct.pack(order + "HI", 42, first)
    table = struct.pack(order + "H", 2 if entries is None else entries)
    table += struct.pack(order + "HHIHH", 0x100, 3, 1, 640, 0) + struct.pack(order + "HHIHH", 0x112, kind, count, orientation, 0)
    return b"Exif\0\0" + head + table + bytes(4)


def with_segment(picture, data, marker=0xe1):
    """The file with an application segment behind its first two bytes."""
    return picture[:2] + segment(marker, data) + picture[2:]


def upright(pixels, orientation):
    """Pixels [H, W] as they are to be seen, by what EXIF says of the stored first row and column."""
    return {1: pixels, 2: pixels[:, ::-1], 3: pixels[::-1, ::-1], 4: pixels[::-1], 5: pixels.T, 6: numpy.rot90(pixels, -1),
            7: pixels[::-1, ::-1].T, 8: numpy.rot90(pixels)}[orientation]
