"""Small JPEG files written without a library: 8x8 blocks of one value each, which decode exactly, in one scan or several;
and what EXIF data may look like. ITU-T T.81 and CIPA DC-008."""
import struct

import numpy


def segment(marker, data):
    return bytes([255, marker]) + struct.pack(">H", len(data) + 2) + data


SIZES = 10


def differences(coefficients, end=""):
    """Each coefficient's difference from the one before it, its length coded in 4 bits, and what comes behind it."""
    bits, before = "", 0
    for coefficient in coefficients:
        difference = coefficient - before
        before = coefficient
        size = abs(difference).bit_length()
        code = difference if difference >= 0 else difference + (1 << size) - 1
        bits += format(size, "04b") + (format(code, "0%db" % size) if size else "") + end
    return bits


def scan(component, bits, first=0, last=63, high=0, low=0):
    """A scan of one component: coefficients `first` to `last`, of which `high` bits are still missing and `low` will be."""
    bits += "1" * (-len(bits) % 8)
    data = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
    return segment(0xda, bytes([1, component, 0, first, last, high << 4 | low])) + data


def parts(planes, progressive=False):
    """The parts of a file whose components' 8x8 blocks have these values, [components, rows, columns] of 0 to 255: what
    comes before the scans, each scan, the end. The quantisation step of 8 makes a block's coefficient its value less 128;
    the codes of lengths, and of the end of a block, are of 4 bits."""
    planes = numpy.asarray(planes)
    components = range(1, len(planes) + 1)
    frame = struct.pack(">BHHB", 8, 8 * planes.shape[1], 8 * planes.shape[2], len(planes))
    frame += b"".join(bytes([i, 0x11, 0]) for i in components)
    head = b"\xff\xd8" + segment(0xdb, b"\0" + 64 * b"\x08") + segment(0xc2 if progressive else 0xc0, frame)
    head += segment(0xc4, b"\0" + bytes([0, 0, 0, SIZES] + 12 * [0]) + bytes(range(SIZES)))
    head += segment(0xc4, b"\x10" + bytes([0, 0, 0, 1] + 12 * [0]) + b"\0")
    scans = []
    for i, plane in zip(components, planes):
        coefficients = [int(value) - 128 for value in plane.ravel()]
        if progressive:
            scans += [scan(i, differences([c >> 1 for c in coefficients]), 0, 0, 0, 1),
                      scan(i, "".join(str(c & 1) for c in coefficients), 0, 0, 1, 0), scan(i, "0000" * len(coefficients), 1)]
        else:
            scans.append(scan(i, differences(coefficients, "0000")))
    return [head] + scans + [b"\xff\xd9"]


def blocks(values):
    """The file of a grey picture whose 8x8 blocks have these values, [rows, columns]."""
    return b"".join(parts([values]))


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
