#!/bin/sh
# Arrays as NumPy writes them in every order, width and byte order, in archives with zip64 records and behind padded gzip
# streams, train to the same weights; what no array of numbers is, is told by its type. A few packed bytes that claim
# gigabytes are refused at once, and so are pipes where files should be.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import numpy' 2>/dev/null || { echo 'no Python 3 with NumPy here'; exit 77; }

/usr/bin/python3 - <<'EOP' || exit 1
import gzip, io, os, struct, zipfile, zlib
import numpy

random = numpy.random.default_rng(3)
count = {"train": 12, "test": 6}
# multiples of 1/8 below 2, which float16 holds, and whole numbers that int8 holds
fractions = {part: random.integers(0, 16, (n, 1, 6, 5)) / 8 for part, n in count.items()}
wholes = {part: random.integers(0, 100, (n, 1, 6, 5)) for part, n in count.items()}
bits = {part: random.integers(0, 2, (n, 1, 6, 5)) for part, n in count.items()}
labels = {part: numpy.arange(n) % 3 for part, n in count.items()}

def folder(name, x, kind, order="C", label="|u1"):
    os.makedirs(name)
    for part in count:
        numpy.save("%s/x_%s.npy" % (name, part), numpy.array(x[part], kind, order=order))
        numpy.save("%s/y_%s.npy" % (name, part), labels[part].astype(label))

folder("fractions", fractions, "<f4")
folder("fractions.columns", fractions, "<f4", order="F")
folder("fractions.half", fractions, "<f2")
folder("fractions.big_half_columns", fractions, ">f2", order="F")
folder("fractions.big", fractions, ">f4")
folder("fractions.double", fractions, "<f8", label="<u8")
folder("fractions.big_double", fractions, ">f8", label=">u8")
folder("wholes", wholes, "<f4")
for code in "i1 i2 i4 i8 u2 u4 u8".split():
    folder("wholes." + code, wholes, "<" + code, label=">i8")
    folder("wholes.big_" + code, wholes, ">" + code, order="F", label=">f2")
folder("bits", bits, "<f4")
folder("bits.bool", bits, "?")

def arrays(name):
    return {os.path.basename(file): open("%s/%s" % (name, file), "rb").read() for file in os.listdir(name)}

class Pipe(io.RawIOBase):  # what cannot be gone back in gets data descriptors
    def __init__(self, path):
        self.file = open(path, "wb")
    def writable(self):
        return True
    def write(self, data):
        return self.file.write(data)

members = arrays("fractions.columns")
numpy.savez("fractions.numpy.npz", **{name[:-4]: numpy.load(io.BytesIO(data)) for name, data in members.items()})
numpy.savez_compressed("fractions.packed.npz", **{name[:-4]: numpy.load(io.BytesIO(data)) for name, data in members.items()})
for name, packed, wide in (("stored", 0, False), ("deflated", 8, False), ("stored64", 0, True), ("deflated64", 8, True)):
    zipfile.ZIP64_LIMIT = 100 if wide else 2 ** 31 - 1
    zipfile.ZIP_FILECOUNT_LIMIT = 2 if wide else 65535
    out = Pipe("fractions.%s_descriptor.npz" % name)
    for target in (out, "fractions.%s.npz" % name):
        with zipfile.ZipFile(target, "w", packed) as archive:
            for member, data in members.items():
                archive.writestr(member, data)
    out.file.close()
    assert not wide or open("fractions.%s.npz" % name, "rb").read().count(b"PK\6\7") == 1

# An archive of more than 4 GiB: a hole of that size, then the arrays, whose places do not fit 32 bits
zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 2 ** 31 - 1, 65535
def sparse():
    hole, directory, entries = (1 << 32) + 12345, b"", 0
    with open("fractions.sparse.npz", "wb") as file:
        file.write(struct.pack("<4s5H3L2H", b"PK\3\4", 45, 0, 0, 0, 33, 0, 2 ** 32 - 1, 2 ** 32 - 1, 4, 20) + b"hole" +
                   struct.pack("<2H2Q", 1, 16, hole, hole))
        directory = struct.pack("<4s6H3L5H2L", b"PK\1\2", 45, 45, 0, 0, 0, 33, 0, 2 ** 32 - 1, 2 ** 32 - 1, 4, 20, 0, 0, 0,
                                0, 0) + b"hole" + struct.pack("<2H2Q", 1, 16, hole, hole)
        file.seek(hole, 1)
        for member, data in members.items():
            name, place = member.encode(), file.tell()
            file.write(struct.pack("<4s5H3L2H", b"PK\3\4", 45, 0, 0, 0, 33, zlib.crc32(data), len(data), len(data),
                                   len(name), 0) + name + data)
            directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 45, 45, 0, 0, 0, 33, zlib.crc32(data), len(data),
                                     len(data), len(name), 12, 0, 0, 0, 0, 2 ** 32 - 1) + name + struct.pack(
                                         "<2HQ", 1, 8, place)
        at = file.tell()
        file.write(directory)
        end = file.tell()
        file.write(struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 5, 5, len(directory), at) +
                   struct.pack("<4sLQL", b"PK\6\7", 0, end, 1) +
                   struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 5, 5, len(directory), 2 ** 32 - 1, 0))
try:
    sparse()
except OSError as problem:
    os.remove("fractions.sparse.npz")
    print("no room for a sparse file of 4 GiB: not tried:", problem)

os.makedirs("fractions.padded")
for member, data in members.items():
    half = len(data) // 2
    with open("fractions.padded/%s.gz" % member, "wb") as file:
        file.write(gzip.compress(data[:7]) + gzip.compress(data[7:half]) + gzip.compress(data[half:]) + bytes(512))

def idx(array):
    return struct.pack(">4B%dI" % array.ndim, 0, 0, 8, array.ndim, *array.shape) + array.astype("u1").tobytes()

for kind in ("idx", "idx.padded", "idx.garbage"):
    os.makedirs(kind)
    for part, name in (("train", "train"), ("test", "t10k")):
        for what, array in (("images-idx3", wholes[part][:, 0]), ("labels-idx1", labels[part])):
            data = idx(array)
            packed = gzip.compress(data[:9]) + gzip.compress(data[9:])
            garbage = b"\0\0x" if kind == "idx.garbage" and what == "labels-idx1" else bytes(100000)
            with open("%s/%s-%s-ubyte%s" % (kind, name, what, "" if kind == "idx" else ".gz"), "wb") as file:
                file.write(data if kind == "idx" else packed + garbage)

# The machine's own byte order, and a member twice
for name, order in (("equals", b"="), ("bare", b"|")):
    folder(name, fractions, "<f4")
    for part in count:
        path = "%s/x_%s.npy" % (name, part)
        data = open(path, "rb").read()
        assert data.count(b"'<f4'") == 1
        open(path, "wb").write(data.replace(b"'<f4'", b"'" + order + b"f4'"))
        assert (numpy.load(path) == fractions[part]).all()
with zipfile.ZipFile("double.npz", "w") as archive:
    for member, data in [*members.items(), ("x_train.npy", members["x_train.npy"])]:
        archive.writestr(member, data)

# Types that are not read
refused = {"complex": (fractions["train"] * 1j).astype("<c8"), "object": numpy.array([{}] * 12, object),
           "text": labels["train"].astype("<U1"), "structure": numpy.zeros(12, [("left", "<f4"), ("right", "<f4")]),
           "date": numpy.zeros(12, "<M8[s]"), "longdouble": fractions["train"].astype(numpy.longdouble)}
for name, array in refused.items():
    folder(name, fractions, "<f4")
    numpy.save("%s/%s_train.npy" % (name, "x" if array.ndim > 1 else "y"), array)

# 4 MB that unpack to 4 GB: members, or blocks, of 64 MB of zeros
piece = 1 << 26
zeros = gzip.compress(bytes(piece))
packer = zlib.compressobj(9, zlib.DEFLATED, -15)
block = packer.compress(bytes(piece)) + packer.flush(zlib.Z_FULL_FLUSH)

def header(shape):
    out = io.BytesIO()
    numpy.lib.format.write_array_header_1_0(out, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return out.getvalue()

def claim(name, shape, pieces, label_count):
    os.makedirs(name)
    head = header(shape)
    with open(name + "/x_train.npy.gz", "wb") as file:
        file.write(gzip.compress(head) + zeros * pieces)
    with open(name + "/y_train.npy.gz", "wb") as file:
        file.write(gzip.compress(header((label_count,)) + bytes(label_count)))
    for part in "xy":
        numpy.save("%s/%s_test.npy" % (name, part), numpy.zeros((2,) + shape[1:] if part == "x" else 2, "u1"))
    start = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = start.compress(head) + start.flush(zlib.Z_FULL_FLUSH)
    raw, size = start + block * pieces + b"\3\0", len(head) + piece * pieces
    member = b"x_train.npy"
    with open(name + ".npz", "wb") as file:
        file.write(struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(raw), size, len(member), 0) + member + raw)
        at = file.tell()
        entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(raw), size, len(member), 0, 0, 0, 0, 0, 0)
        file.write(entry + member + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(entry) + len(member), at, 0))
    os.makedirs(name + ".idx")
    with open(name + ".idx/train-images-idx3-ubyte.gz", "wb") as file:
        file.write(gzip.compress(struct.pack(">4B3I", 0, 0, 8, 3, shape[0], *shape[-2:])) + zeros * pieces)
    with open(name + ".idx/train-labels-idx1-ubyte.gz", "wb") as file:
        file.write(gzip.compress(idx(numpy.zeros(label_count))))

claim("huge", (62464, 1, 256, 256), 61, 62464)
claim("large", (30720, 1, 256, 256), 30, 20)
EOP

model() {
    cat >"$1.tess" <<EOF_MODEL
tess 1
model $1
input $2
network { conv 4 3x3 pad 1, maxpool 2x2  signal grid 2x2; readout }
train { batch 4; epochs 1 }
EOF_MODEL
}
model arrays '1x6x5 { dataset arrays; classes 3; present 2 steps; normalize mean 1 std 0.6 }'
model idx '1x6x5 { dataset family; classes 3; present 2 steps }'
run() {
    "$TESSC" train "$1.tess" --engine interpret --threads 1 --data "$2" --out "$3" --max-steps 4
}
same() {
    expect 0 "$2" run "$1" "$2" "run.$2"
    check 'trains to the same weights' cmp "run.${2%%.*}/last.safetensors" "run.$2/last.safetensors"
}
for data in fractions wholes bits; do
    same arrays $data
    for other in "$data".*; do
        same arrays "$other"
    done
done
same idx idx
same idx idx.padded
file=idx.garbage/train-labels-idx1-ubyte.gz
expect 66 'other bytes behind a gzip stream' "$TESSC" new idx.garbage -o written.tess
check 'are told with their place' grep -qF \
    "$file: offset $(($(wc -c <$file) - 1)): expected the end of the packed data, found 78" err

refused() {
    expect 66 "$1" "$TESSC" new "$1" -o written.tess
    check "is told by its type, and what to do" grep -qF -e "$1/$2_train.npy: offset" err
    check "is told by its type, and what to do" grep -qF -e "$3" err
}
refused complex x "found complex numbers ('<c8'); in NumPy, a = numpy.abs(a) makes such numbers"
refused object y "found Python objects ('|O'); in NumPy, a = numpy.array(a.tolist(), 'float32') makes such numbers"
refused text y "found text ('<U1'); in NumPy, a = numpy.unique(a, return_inverse=True)[1] makes such numbers"
refused structure y "found a structured type; in NumPy, a = a['left'] takes a field of it"
refused date y "found dates ('<M8[s]'); in NumPy, a = a.astype('int64') makes such numbers"
expect 66 'two members of one name' "$TESSC" new double.npz -o written.tess
check 'are told' grep -q '^tessc: double.npz: offset [0-9]*: expected one member named x_train.npy, found another$' err
for given in equals bare; do
    expect 0 "a type of the machine's own byte order: $given" "$TESSC" data info arrays.tess --data $given
    check 'is read' grep -q '^training *[1-9]' out
done
refused longdouble x "found numbers of more than 64 bits"

# within 400 MB of memory, and 5 seconds of the processor's time; sanitizers need more of both
memory=400000
grep -q '^SANITIZE = .*-fsanitize' "$build/Makefile" 2>/dev/null && memory=unlimited
claims() {
    expect 66 "$1" sh -c "ulimit -v $memory; ulimit -t 5; exec \"\$0\" \"\$@\"" "$TESSC" new "$1" -o written.tess
    check 'is refused for what its header says' grep -qF -e "$2" err
}
claims huge 'huge/x_train.npy.gz: offset 0: expected at most 2147483648 bytes of packed data, which are kept in memory'
claims huge.npz 'huge.npz/x_train.npy: offset 0: expected at most 2147483648 bytes of packed data'
claims huge.idx 'huge.idx/train-images-idx3-ubyte.gz: offset 0: expected at most 2147483648 bytes of packed data'
claims large 'large/y_train.npy.gz: offset 10: expected labels [30720], one a sample, found [20]'
claims large.npz 'large.npz: expected a member named y_train.npy, found none'
claims large.idx 'large.idx/train-labels-idx1-ubyte.gz: offset 4: expected 30720 labels, one an image, found 20'
expect 66 'a claim that the model does not take' \
    sh -c "ulimit -v $memory; exec \"\$0\" \"\$@\"" "$TESSC" train arrays.tess --engine interpret --data large --out written
check 'is refused by its shape' grep -qF 'expected an array [N, 1, 6, 5], as the model says, found [30720, 1, 256, 256]' err

# Pipes and devices
mkfifo pipe pipe.npz pipe.npy
ln -s /dev/zero zero.npz
mkdir piped && cp fractions/*.npy piped && rm piped/y_test.npy && mkfifo piped/y_test.npy
weights=run.fractions/last.safetensors
pipe() {
    what=$1 text=$2
    shift 2
    expect 66 "$what" timeout 10 "$TESSC" "$@"
    check 'is told' grep -qF -e "$text" err
}
pipe 'a pipe for data' 'piped/y_test.npy: expected a file, found a pipe' \
    train arrays.tess --engine interpret --data piped --out written
pipe 'a pipe for an archive' 'pipe.npz: expected a file, found a pipe' new pipe.npz -o written.tess
pipe 'a device for an archive' 'zero.npz: expected a file, found a device' new zero.npz -o written.tess
pipe 'a pipe for weights' 'pipe: expected a safetensors file, found a pipe' \
    eval arrays.tess --engine interpret --data fractions --weights pipe
pipe 'a device for weights' '/dev/zero: expected a safetensors file, found a device' \
    predict arrays.tess --engine interpret --weights /dev/zero fractions/x_test.npy
pipe 'a pipe to start from' 'pipe: expected a safetensors file, found a pipe' \
    train arrays.tess --engine interpret --data fractions --init pipe --out written
pipe 'a pipe to predict' 'pipe.npy: expected a file, found a pipe' \
    predict arrays.tess --engine interpret --weights $weights pipe.npy
mkdir run.piped && mkfifo run.piped/state.safetensors run.piped/run.yaml
pipe 'a pipe for a state' 'run.piped/state.safetensors: expected a safetensors file, found a pipe' \
    train arrays.tess --engine interpret --data fractions --out run.piped --resume
pipe 'a pipe for a report' 'run.piped/run.yaml: expected a file, found a pipe' report run.piped
check 'nothing was written for what was refused' test ! -e written -a ! -e written.tess
finish
