#!/bin/sh
# From a folder of data to predictions without writing a line: `tessc new`, train, predict; and what `tessc new` makes of
# data of all kinds and shapes, or refuses.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 - "$root/tests" <<'EOP' || { echo 'no Python 3 with NumPy here'; exit 77; }
import os
import struct
import sys
import numpy
sys.path.insert(0, sys.argv[1])
from pictures import png

random = numpy.random.default_rng(3)


def bar(kind):
    """A bar of 12x10 pixels that lies, stands or leans, somewhere, in noise."""
    pixels = random.integers(0, 80, (10, 12))
    at = random.integers(2, 8)
    for i in range(1, 9):
        y, x = ((at, i + 1), (i, at + 1), (i, i + 1))[kind]
        pixels[y, x] = 255
    return pixels.astype(numpy.uint8)


def save(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


for kind, name in enumerate(("lying", "standing", "leaning")):
    for i in range(60):
        save(f"My Bars/{name}/{i:02}.png", png(bar(kind)))
        save(f"held/{name}/{i:02}.png", png(bar(kind)))
for split, count in ("train", 12), ("val", 3), ("test", 4):
    for name in "red", "green":
        for i in range(count):
            pixels = numpy.zeros((150 + i, 300, 3), numpy.uint8)
            pixels[:, :, int(name == "green")] = 200 + i
            save(f"colours/{split}/{name}/{i}.png", png(pixels))
for i in range(20):
    save(f"flat/{'ab'[i % 2]}/{i}.png", png(numpy.full((3, 3), 7, numpy.uint8)))

shapes = {"map": (9, 7), "image": (3, 20, 24), "wide": (2, 70, 33), "vector": (30, 1, 1), "row": (1, 2, 40), "dot": (1, 1),
          "tiny": (4, 4), "square": (8, 8), "events": (6, 2, 16, 16), "one_step": (1, 1, 11, 12)}
for number, (name, shape) in enumerate(shapes.items()):
    classes = (2, 3, 10, 11, 26, 100)[number % 6]
    kind = ("|u1", "<f4", "<f8", "<i2")[number % 4]
    os.makedirs(f"{name}.d", exist_ok=True)
    for part, count in ("train", 2 * classes), ("test", classes):
        numpy.save(f"{name}.d/x_{part}.npy", random.integers(0, 200, (count, *shape)).astype(kind))
        numpy.save(f"{name}.d/y_{part}.npy", numpy.arange(count) % classes)
numpy.savez("2 in one.npz", **{f"{a}_{part}": numpy.load(f"map.d/{a}_{part}.npy") for a in "xy" for part in ("train", "test")})


def idx(array):
    return b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


for part in "train", "t10k":
    save(f"idx/{part}-images-idx3-ubyte", idx(random.integers(0, 256, (40, 14, 12)).astype(numpy.uint8)))
    save(f"idx/{part}-labels-idx1-ubyte", idx((numpy.arange(40) % 4).astype(numpy.uint8)))
for folder, names, labels in ("ten", ["data_batch_%d.bin" % i for i in range(1, 6)] + ["test_batch.bin"], 1), \
        ("hundred", ["train.bin", "test.bin"], 2):
    for name in names:
        records = random.integers(0, 256, (12, labels + 3072)).astype(numpy.uint8)
        records[:, :labels] %= 10
        save(f"{folder}/{name}", records.tobytes())

os.makedirs("last.d")
numpy.save("last.d/x_train.npy", numpy.zeros((4, 16, 16, 3), "<f4"))
numpy.save("last.d/y_train.npy", numpy.arange(4) % 2)
os.makedirs("faint.d")
for part in "train", "test":
    numpy.save(f"faint.d/x_{part}.npy", random.random((40, 1, 8, 8)) * 1e-7)
    numpy.save(f"faint.d/y_{part}.npy", numpy.arange(40) % 2)
os.makedirs("single/only")
save("single/only/a.png", png(numpy.zeros((4, 4), numpy.uint8)))
save("damaged/a/1.png", png(numpy.zeros((4, 4), numpy.uint8)))
save("damaged/b/1.png", png(numpy.zeros((4, 4), numpy.uint8))[:-30])
os.makedirs("nothing")
EOP

# From pictures to predictions
expect 0 'a folder of pictures' "$TESSC" new 'My Bars'
check 'leaves a model named after it' test -s my_bars.tess
check 'that is accepted without a warning' "$TESSC" check -Werror my_bars.tess
check 'and laid out' "$TESSC" fmt --check my_bars.tess
check 'says what was found' grep -q '^# 3 classes: leaning, lying, standing$' my_bars.tess
check 'and how many samples' grep -q '^# 147 samples train, 15 validate, 18 test.$' my_bars.tess
check 'takes the size of the pictures' grep -q '^input 1x10x12 {' my_bars.tess
check 'tells what comes next, ready to be pasted' grep -qx "next: tessc train my_bars.tess --data 'My Bars'" out
expect 0 'a name that begins with a dash' "$TESSC" new 'My Bars' -o -n.tess
check 'is no option in what comes next' grep -qx "next: tessc train ./-n.tess --data 'My Bars'" out
rm -f ./-n.tess
cp my_bars.tess kept
expect 74 'a second time' "$TESSC" new 'My Bars'
check 'is refused' grep -q 'my_bars.tess: is there already' err
check 'and leaves the first as it was' cmp kept my_bars.tess
expect 0 'training the model as it is' "$TESSC" train my_bars.tess --data 'My Bars' --out run
check 'writes the names of the classes into run.yaml' grep -q '^  classes: \["leaning", "lying", "standing"\]$' run/run.yaml
check 'and into metrics.jsonl' grep -q '"test_by_class":{"leaning":[0-9.]*,"lying":[0-9.]*,"standing":[0-9.]*}' run/metrics.jsonl
expect 0 'prediction' "$TESSC" predict my_bars.tess --weights run/last.safetensors held
check 'is right for 9 of 10 pictures it has not seen' awk -F '\t' \
    'NR > 1 { split($1, part, "/"); right += part[2] == $2 } END { print right; exit !(NR == 181 && right >= 162) }' out

# Other kinds of data
expect 0 'splits in folders' "$TESSC" new colours
check 'are counted' grep -q '^# 24 samples train, 6 validate, 8 test.$' colours.tess
check 'pictures are shrunk, and their shape kept' grep -q '^input 3x25x48 {' colours.tess
check 'sizes are told' grep -q 'pictures in colour, 300 pixels wide and 150 to 161 high, stretched to one size' colours.tess
expect 0 'flat pictures' "$TESSC" new flat
check 'have no deviation to divide by' grep -q 'normalize mean 0.02745  std 1 ' flat.tess
expect 0 'an archive of arrays' "$TESSC" new '2 in one.npz'
check 'is named as a model can be' grep -q '^model model_2_in_one$' model_2_in_one.tess
for name in map image wide vector row dot tiny square events one_step; do
    expect 0 "arrays: $name" "$TESSC" new "$name.d" -o "$name.tess"
    check 'are accepted' "$TESSC" check "$name.tess"
    check 'become C' "$TESSC" "$name.tess" -o made
done
check 'events keep their zeros' grep -q 'normalize mean 0 0  std' events.tess
check "two classes have opposite waves" grep -q "basis frequencies 50 -50" map.tess
expect 0 'what is shown can be trained' "$TESSC" train events.tess --engine interpret --data events.d --out events --max-steps 1
expect 0 'IDX files' "$TESSC" new idx
check 'are counted' grep -q '^input 1x14x12 {' idx.tess
expect 0 'CIFAR-10' "$TESSC" new ten
check 'is recognised' grep -q 'dataset   cifar10$' ten.tess
expect 0 'CIFAR-100' "$TESSC" new hundred
check 'is recognised' grep -q 'dataset   cifar100$' hundred.tess
# What is chosen by size and kind (docs/results.md says why)
check 'images of 8x8 are cropped by a pixel' grep -q '^    augment   crop pad 1  # add' square.tess
check 'and those of 14x12' grep -q '^    augment   crop pad 1  # add' idx.tess
refuse 'images of a few pixels are not' grep -q augment tiny.tess
refuse 'events are not' grep -q augment events.tess
check 'and those of 32x32' grep -q '^    augment   crop pad 2  #' ten.tess
refuse 'no image is flipped' grep -q '^    augment [^#]*flip' square.tess idx.tess ten.tess hundred.tess
check 'a small set is seen often, in small batches' grep -q '^    batch 8   epochs 80  #' idx.tess
# counted SAMPLES BATCH EPOCHS: what is chosen for so many samples, a tenth of which validates
counted() {
    mkdir many.d
    /usr/bin/python3 - "$1" <<'EOP'
import sys
import numpy
for part, count in ("train", int(sys.argv[1])), ("test", 4):
    numpy.save(f"many.d/x_{part}.npy", numpy.arange(count * 4).reshape(count, 1, 2, 2).astype("u1"))
    numpy.save(f"many.d/y_{part}.npy", numpy.arange(count) % 2)
EOP
    expect 0 "$1 samples" "$TESSC" new many.d -o many.tess
    check "batches of $2, $3 epochs" grep -q "^    batch $2   epochs $3  #" many.tess
    rm -r many.d many.tess
}
counted 550 8 80
counted 560 16 80
counted 1500 16 56
counted 11000 16 8
counted 11200 32 7
counted 40000 32 5
check 'all are accepted without a warning' "$TESSC" check -Werror colours.tess idx.tess ten.tess hundred.tess flat.tess row.tess
check 'and laid out' "$TESSC" fmt --check ./*.tess

# refused CODE DATA TEXT: exit code, one line that holds TEXT, and no model
refused() {
    expect "$1" "$2" "$TESSC" new "$2" -o refused.tess
    check "is told: $3" grep -qF -e "$3" err
    check 'in one line' test "$(wc -l <err)" -eq 1
    check 'and leaves no model' test ! -e refused.tess
}
refused 66 nowhere 'nowhere: expected a folder of data: No such file'
refused 66 nothing 'nothing: expected folders of PNG or JPEG pictures'
refused 66 last.d 'found [4, 16, 16, 3]: numpy.moveaxis(x, -1, -3) puts them there'
refused 66 faint.d 'faint.d: expected values with a deviation of at least 1e-06, found channel 0 with 2.'
refused 66 single 'single: expected 2 to 4096 classes, found 1'
refused 66 damaged 'damaged/b/1.png: '
printf 'five' >flat/b/x.png
refused 66 flat 'flat/b/x.png: offset 0: expected a PNG or JPEG image'
expect 74 'a folder that is not there' "$TESSC" new idx -o nowhere/x.tess
check 'is told' grep -q 'nowhere/x.tess: cannot write' err
expect 2 'no data' "$TESSC" new
expect 2 'two at once' "$TESSC" new idx ten
finish
