#!/bin/sh
# Pictures through the real binary, held against an independent reading: PNG of every colour type and bit depth, with
# gamma, profiles and transparency; JPEG in every orientation; and files that are no pictures.
. "${srcdir:-.}/tests/behaviour.sh"

cat >compare.py <<'EOP'
"""Writes pictures into data/, one class of each, and compares what `tessc data show` makes of them: compare.py TESSC."""
import os
import struct
import subprocess
import sys

import numpy
import jpeg_files
import png_files
from png_files import CHANNELS, DEPTHS, GREY, GREY_ALPHA, PALETTE, RGB, RGB_ALPHA

random = numpy.random.default_rng(5)
height, width = 16, 24
pictures = {}  # name: file, pixels [H, W, 3] as they should be


def png(name, *arguments, **options):
    data = png_files.write(*arguments, random=random, **options)
    pictures[name] = data, png_files.read(data)


def samples(colour, depth, most=None):
    return random.integers(0, most or 2 ** depth, (height, width, CHANNELS[colour]))


names = {GREY: "grey", RGB: "rgb", PALETTE: "palette", GREY_ALPHA: "grey-alpha", RGB_ALPHA: "rgb-alpha"}
gamma = b"gAMA", struct.pack(">I", 45455)
colours = {"linear": [(b"gAMA", struct.pack(">I", 100000))], "usual": [gamma], "srgb": [gamma, (b"sRGB", b"\0")],
           "primaries": [gamma, (b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))],
           "profile": [(b"iCCP", b"none\0\0damaged")], "bits": [(b"sBIT", b"\4\4\4")], "ground": [(b"bKGD", 6 * b"\xff")]}
for colour, depths in DEPTHS.items():
    for depth in depths:
        count = min(2 ** depth, 200)
        for interlaced in False, True:
            name = f"{names[colour]}-{depth}" + ("-interlaced" if interlaced else "")
            more = {"palette": random.integers(0, 256, (count, 3))} if colour == PALETTE else {}
            pixels = samples(colour, depth, count if colour == PALETTE else None)
            if colour in (GREY_ALPHA, RGB_ALPHA):
                pixels[:2, :, -1], pixels[2:4, :, -1] = 0, 2 ** depth - 1
            png(name, pixels, colour, depth, interlaced, **more)
            if colour == PALETTE:
                png(name + "-see-through", pixels, colour, depth, interlaced, **more,
                    transparent=random.integers(0, 256, (count + 1) // 2).astype(numpy.uint8).tobytes())
            elif colour in (GREY, RGB):
                pixels[4:9, 3:20] = key = pixels[0, 0]
                png(name + "-see-through", pixels, colour, depth, interlaced, transparent=key.astype(">u2").tobytes())
    for name, chunks in colours.items():
        if colour in (RGB, RGB_ALPHA) or name not in ("bits", "ground"):
            more = {"palette": random.integers(0, 256, (256, 3))} if colour == PALETTE else {}
            png(f"{names[colour]}-{name}", samples(colour, 8), colour, 8, before=chunks, **more)
            if colour != PALETTE and name not in ("bits", "ground"):
                png(f"{names[colour]}-16-{name}", samples(colour, 16), colour, 16, before=chunks)
for shape in (1, 1), (1, 24), (3, 5), (8, 8), (9, 17):
    png("tiny-%dx%d" % shape, random.integers(0, 65536, shape + (4,)), RGB_ALPHA, 16, True)
    png("thin-%dx%d" % shape, random.integers(0, 2, shape + (1,)), GREY, 1, True)

stored = random.integers(0, 256, (2, 3))
plain = jpeg_files.blocks(stored)


def jpeg(name, data, orientation):
    pixels = jpeg_files.upright(numpy.kron(stored, numpy.ones((8, 8), int)), orientation)
    pictures[name] = data, numpy.repeat(pixels[:, :, None], 3, 2)


jpeg("jpeg", plain, 1)
colourless = [stored, numpy.full((2, 3), 128), numpy.full((2, 3), 128)]
for progressive in False, True:
    for planes in [stored], colourless:
        jpeg(f"jpeg-scans-{len(planes)}-{progressive}", b"".join(jpeg_files.parts(planes, progressive)), 1)
for orientation in range(1, 9):
    for order in "<>":
        data = jpeg_files.exif(orientation, order)
        jpeg(f"jpeg-{orientation}-{ord(order)}", jpeg_files.with_segment(plain, data), orientation)
turned = jpeg_files.exif(6)
others = {"0": jpeg_files.exif(0), "9": jpeg_files.exif(9), "65535": jpeg_files.exif(65535), "byte": jpeg_files.exif(6, kind=1),
          "two": jpeg_files.exif(6, count=2), "none": jpeg_files.exif(6, entries=1), "far": jpeg_files.exif(6, first=2 ** 32 - 1),
          "end": jpeg_files.exif(6, first=len(turned) - 6), "order": turned.replace(b"MM", b"NN"),
          "number": turned.replace(b"\0\x2a", b"\0\x2b", 1), "xmp": b"http://ns.adobe.com/xap/1.0/\0" + turned}
for name, data in others.items():
    jpeg("jpeg-broken-" + name, jpeg_files.with_segment(plain, data), 1)
for size in range(0, len(turned) - 4 - 4):
    jpeg(f"jpeg-cut-{size}", jpeg_files.with_segment(plain, turned[:size]), 1)
many = jpeg_files.exif(6, entries=65535)
jpeg("jpeg-many", jpeg_files.with_segment(plain, many), 6)
jpeg("jpeg-behind", jpeg_files.with_segment(jpeg_files.with_segment(plain, turned), others["xmp"]), 6)
jpeg("jpeg-first", jpeg_files.with_segment(jpeg_files.with_segment(plain, jpeg_files.exif(3)), turned), 6)
jpeg("jpeg-other-place", jpeg_files.with_segment(plain, turned, 0xe2), 1)

bad = 0
shapes = {}
for name, (data, pixels) in pictures.items():
    shapes.setdefault(pixels.shape[:2], []).append(name)
for (rows, columns), members in shapes.items():
    folder = f"data{rows}x{columns}"
    for number, name in enumerate(members):
        for path in f"{folder}/train/a/{number:03}", f"{folder}/train/b/{number:03}":
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(pictures[name][0])
    model = f"m{rows}x{columns}.tess"
    with open(model, "w") as file:
        file.write(f"tess 1\nmodel m\ninput 3x{rows}x{columns} {{ dataset folder; classes 2; present 1 steps }}\n"
                   "network { conv 4 3x3 pad 1; readout }\ntrain { validate 0 }\n")
    os.makedirs(f"{folder}/test")
    for c in "ab":
        os.symlink(f"../train/{c}", f"{folder}/test/{c}")
    for number, name in enumerate(members):
        done = subprocess.run([sys.argv[1], "data", "show", model, "--data", folder, "--sample", str(2 * number), "--out",
                               "x.npy"], capture_output=True, text=True, check=False)
        expected = numpy.moveaxis(pictures[name][1], -1, 0)[None]
        if done.returncode:
            print(name, done.stderr)
        same = done.returncode == 0 and numpy.array_equal(
            numpy.load("x.npy"), expected.astype(numpy.float32) / numpy.float32(255))
        if not same:
            bad += 1
            print("FAILED:", name, "" if done.returncode else numpy.rint(numpy.load("x.npy")[0, 0, :2] * 255).astype(int),
                  expected[0, 0, :2])
print(len(pictures), "pictures,", bad, "read otherwise")
sys.exit(bad > 0)
EOP
/usr/bin/python3 -c 'import numpy' 2>/dev/null || { echo 'no Python 3 with NumPy here'; exit 77; }
PYTHONPATH=$root/tests PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
check 'every PNG and JPEG shows the numbers that are in the file' /usr/bin/python3 compare.py "$TESSC"
tail -n 1 check.log

# The rounding of 16 bits to 8, for all 65536 values
/usr/bin/python3 - <<'EOP'
import os
import numpy
import png_files
ramp = numpy.arange(65536).reshape(256, 256, 1)
for name in "a", "b":
    os.makedirs("ramp/" + name)
    with open(f"ramp/{name}/x.png", "wb") as file:
        file.write(png_files.write(ramp, png_files.GREY, 16))
EOP
cat >ramp.tess <<'EOM'
tess 1
model ramp
input 1x256x256 { dataset folder; classes 2; present 1 steps }
network { conv 4 3x3 pad 1; readout }
train { validate 0 }
EOM
expect 0 'a ramp of 16 bits' "$TESSC" data show ramp.tess --data ramp --split train --sample 0 --out ramp.npy
check 'is scaled linearly and rounded' /usr/bin/python3 -c '
import numpy
found = numpy.load("ramp.npy").ravel()
expected = numpy.floor(numpy.arange(65536) * 255 / 65535 + 0.5).astype(numpy.float32) / numpy.float32(255)
assert numpy.array_equal(found, expected), numpy.flatnonzero(found != expected)[:9]'

# What is damaged, or cannot be read rightly, is refused: file, offset and expectation, in one line
/usr/bin/python3 - <<'EOP'
import os
import struct
import numpy
import jpeg_files
import png_files
from png_files import GREY, PALETTE, RGB, RGB_ALPHA, chunk
random = numpy.random.default_rng(6)
os.makedirs("bad")
def put(name, data):
    with open("bad/" + name, "wb") as file:
        file.write(data)
pixels = random.integers(0, 200, (4, 4, 1))
table = random.integers(0, 256, (200, 3))
grey = png_files.write(pixels, GREY, 8)
whole = png_files.write(pixels, PALETTE, 8, palette=table)
put("short-palette", png_files.write(pixels + 50, PALETTE, 8, palette=table))
put("no-palette", png_files.write(pixels, PALETTE, 8))
put("long-transparency", png_files.write(pixels, PALETTE, 8, palette=table, transparent=bytes(201)))
put("short-transparency", png_files.write(pixels, GREY, 8, transparent=b"\0"))
broken = bytearray(png_files.write(pixels, GREY, 8, transparent=b"\0\7"))
broken[broken.index(b"tRNS") + 5] ^= 1
put("transparency", bytes(broken))
put("half", png_files.write(pixels[:2], GREY, 8).replace(struct.pack(">II", 4, 2), struct.pack(">II", 4, 4)))
head = grey[:16] + struct.pack(">II", 4, 8) + grey[24:29]
put("rows", head + struct.pack(">I", __import__("zlib").crc32(head[12:])) + grey[33:])
for name, size in ("wide", (2 ** 31 - 1, 1)), ("high", (1, 2 ** 31 - 1)), ("both", (65536, 65536)), ("none", (0, 4)):
    put(name, png_files.MAGIC + chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)) + grey[33:])
for cut in 1, 11, 12:
    put(f"end-{cut}", grey[:-cut])
put("depth", png_files.MAGIC + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 3, 0, 0, 0, 0)) + grey[33:])
plain = jpeg_files.blocks(random.integers(0, 256, (2, 3)))
frame = plain.index(b"\xff\xc0")
inks = struct.pack(">BHHB", 8, 16, 24, 4) + b"".join(bytes([i, 0x11, 0]) for i in range(1, 5))
for name, transform in ("inks", 0), ("turned-inks", 2):
    adobe = jpeg_files.segment(0xee, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform))
    scan = plain.index(b"\xff\xda")
    four = jpeg_files.segment(0xda, bytes([4] + [b for i in range(1, 5) for b in (i, 0)] + [0, 63, 0]))
    put(name, plain[:2] + adobe + plain[2:frame] + jpeg_files.segment(0xc0, inks) + plain[frame + 13:scan] + four + plain[scan + 10:])
put("cut", jpeg_files.with_segment(plain, jpeg_files.exif(6))[:-9])
planes = random.integers(0, 256, (3, 2, 3))
for kind, count, progressive in ("sequential", 3, False), ("progressive", 3, True), ("grey", 1, True):
    head, *scans, end = jpeg_files.parts(planes[:count], progressive)
    for kept in range(len(scans)):
        open(f"scans.{kind}", "a").write(f"{kept}\n")
        put(f"{kind}-{kept}", head + b"".join(scans[:kept]) + end)
        put(f"{kind}-{kept}-open", head + b"".join(scans[:kept]))
    put(f"{kind}-{len(scans)}-open", head + b"".join(scans))
EOP
cat >one.tess <<'EOM'
tess 1
model one
input 3x4x4 { dataset folder; classes 2; present 1 steps }
network { conv 4 3x3 pad 1; readout }
EOM
# damaged NAME OFFSET TEXT
damaged() {
    rm -rf given && mkdir -p given/a given/b
    cp "bad/$1" given/a/x && cp "bad/$1" given/b/x
    rm given/b/x && cp ramp/a/x.png given/b/x
    expect 66 "$1" "$TESSC" data info one.tess --data given
    check "is told with its place: $3" grep -q "^tessc: given/a/x: offset $2: expected .*$3" err
    check 'in one line' test "$(wc -l <err)" -eq 1
}
damaged short-palette 645 'a pixel of a colour that the palette has not got'
damaged no-palette 33 'a whole PNG image'
damaged long-transparency 858 'tRNS'
damaged short-transparency 46 'tRNS'
damaged transparency 33 'a whole PNG image'
damaged half 8 'a whole PNG image'
damaged rows 33 'a whole PNG image'
damaged end-1 73 'a whole PNG image, found damage (the file ends too early)'
damaged end-11 73 'a whole PNG image, found damage (the file ends too early)'
damaged end-12 73 'a whole PNG image, found damage (the file ends too early)'
damaged wide 16 'an image of 1 to 67108864 pixels, found 2147483647 x 1'
damaged high 16 'an image of 1 to 67108864 pixels, found 1 x 2147483647'
damaged both 16 'an image of 1 to 67108864 pixels, found 65536 x 65536'
damaged none 33 'a whole PNG image'
damaged depth 33 'a whole PNG image'
damaged inks '[0-9]*' 'found one in printing inks (CMYK)'
damaged turned-inks '[0-9]*' 'found one in printing inks (CMYK)'
damaged cut '[0-9]*' 'a whole JPEG image'
# Cut between scans: the file ends, or it was closed by whoever cut it
for kind in sequential progressive grey; do
    while read -r kept; do
        text='found its end before all scans of component'
        [ "$kept" -gt 0 ] || text='found damage'
        damaged "$kind-$kept" '[0-9]*' "a whole JPEG image, $text"
        damaged "$kind-$kept-open" "$(wc -c <"bad/$kind-$kept-open")" 'a whole JPEG image, found damage (Premature end'
    done <"scans.$kind"
    damaged "$kind-$((kept + 1))-open" "$(wc -c <"bad/$kind-$((kept + 1))-open")" 'a whole JPEG image, found damage (Premature end'
done
finish
