#!/bin/sh
# Weights say what their inputs were. The same pictures as bytes, as numbers of 0 to 255 and as numbers of 0 to 1 are told
# alike by weights trained on any of them; what is not certain is refused; what is far from the model's normalisation is
# warned about.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import numpy' 2>/dev/null || { echo 'no Python 3 with NumPy here'; exit 77; }

PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$root/tests" /usr/bin/python3 - <<'EOP' || exit 1
import os
import numpy
import pictures

random = numpy.random.default_rng(1)
y = numpy.arange(80) % 2
x = random.integers(0, 60, (80, 1, 8, 8))
x[y == 0, :, :, :4] += 150
x[y == 1, :, :, 4:] += 150
parts = {"train": slice(0, 60), "test": slice(60, 80)}

def folder(name, train, test):
    os.makedirs(name)
    for part, array in (("train", train), ("test", test)):
        numpy.save("%s/x_%s.npy" % (name, part), array[parts[part]])
        numpy.save("%s/y_%s.npy" % (name, part), y[parts[part]])

scales = {"bytes": x.astype("u1"), "numbers": x.astype("<f4"), "integers": x.astype("<i8"),
          "shares": (x / 255).astype("<f4"), "tenths": x / 10, "standard": ((x - 75) / 80).astype("<f4"),
          "sixteenths": (x // 14).astype("<f4"), "twice": (x / 255 / 255).astype("<f4")}
for name, array in scales.items():
    folder(name, array, array)
folder("mixed", scales["numbers"], scales["shares"])
for i in range(60, 80):
    name = "pictures/%d.png" % i
    os.makedirs("pictures", exist_ok=True)
    with open(name, "wb") as file:
        file.write(pictures.png(scales["bytes"][i, 0]))
wide = (x.astype("u2") * 257)
folder("halves", (x + 0.5).astype("<f4"), (x + 0.5).astype("<f4"))
folder("wide", wide, wide)
signs = {"unit": x / 209, "both": x / 104.5 - 1, "flags": (x > 100) * 1.0, "centred": x - 128.5, "fine": x + 0.25,
         "dark": (x // 50).astype("i2"), "small": x.astype("<i2"), "standard": (x - 104.8) / 77.2,
         "spread": (x - 104.8) / 10, "logarithms": numpy.log1p(x), "smooth": x * 1.05 - 4.5}
for name, array in signs.items():
    numpy.save("given.%s.npy" % name, array[60:].astype("<f4") if array.dtype.kind == "f" else array[60:])
for name in ("unit", "centred", "fine", "standard", "logarithms"):
    numpy.save("given.%s.1.npy" % name, signs[name][60].astype("<f4"))
numpy.save("given.offset.npy", (x[60:] + 800.5).astype("<f4"))
numpy.save("streams.npy", random.poisson(0.2, (3, 7, 2, 9, 8)).astype("<f4"))
numpy.save("negative.npy", random.normal(0, 1, (3, 7, 2, 9, 8)).astype("<f4"))
EOP

# model NAME MEAN STD
model() {
    cat >"$1.tess" <<EOF_MODEL
tess 1
model $1
input 1x8x8 { dataset arrays; classes 2; present 2 steps; normalize mean $2  std $3 }
network { conv 6 3x3 pad 1, maxpool 2x2  signal grid 2x2; readout }
train { batch 6; epochs 3 }
EOF_MODEL
}
tessc() {
    command=$1
    shift
    "$TESSC" "$command" "$@" --engine interpret --threads 1
}
metadata() {
    head -c 400 "$1" | grep -qF -e "\"inputs\":\"$2\""
}

model numbers 104 80
model integers 104 80
model bytes 0.41 0.31
model shares 0.41 0.31
for name in numbers integers bytes shares; do
    expect 0 "training on $name" tessc train $name.tess --data $name --out run.$name
    refuse 'warns of nothing' grep -q '^warning' err
done
check 'numbers are in the weights' metadata run.numbers/best.safetensors 'whole numbers 0 to 209'
check 'numbers are in the last weights' metadata run.numbers/last.safetensors 'whole numbers 0 to 209'
check 'integers too' metadata run.integers/best.safetensors 'whole numbers 0 to 209'
check 'bytes are in the weights' metadata run.bytes/best.safetensors 'bytes / 255'
check 'shares are in the weights' metadata run.shares/best.safetensors 'numbers 0 to 0.819607854'

# Weights trained on one, pictures of every kind
for trained in numbers integers bytes shares; do
    expect 0 "$trained and pictures" tessc predict $trained.tess --weights run.$trained/best.safetensors pictures
    cut -f 2- out >expected
    cp err note
    check 'tells both classes' test "$(sed 1d expected | cut -f 1 | sort -u | wc -l)" -eq 2
    for given in bytes numbers integers shares; do
        expect 0 "$trained and $given" \
            tessc predict $trained.tess --weights run.$trained/best.safetensors $given/x_test.npy
        cut -f 2- out >got
        check 'come to the same' /usr/bin/python3 -c '
a, b = ([line.split("\t") for line in open(name)] for name in ("expected", "got"))
assert len(a) == len(b) == 21 and all(p[0] == q[0] for p, q in zip(a, b))
assert all(abs(float(s) - float(t)) < 1e-3 for p, q in zip(a[1:], b[1:]) for s, t in zip(p[1:], q[1:]))'
        expect 0 "$trained, evaluated on $given" \
            tessc eval $trained.tess --data $given --weights run.$trained/best.safetensors
        check 'is right' grep -q 'accuracy 100.00 %' out
        refuse 'warns of nothing' grep -q '^warning' err
    done
done
expect 0 'numbers and pictures' tessc predict numbers.tess --weights run.numbers/best.safetensors pictures
check 'says so in one line' sh -c 'test "$(wc -l <err)" -eq 1 && grep -qF "note: pictures/60.png: bytes are taken as they are, not divided by 255, as the weights were trained on whole numbers 0 to 209" err'
expect 0 'bytes and numbers' tessc eval bytes.tess --data numbers --weights run.bytes/best.safetensors
check 'says so in one line' sh -c 'test "$(grep -c note: err)" -eq 1 && grep -qF "note: test samples: whole numbers 0 to 209 are divided by 255, as the weights were trained on bytes / 255" err || { cat err; false; }'
expect 0 'numbers and shares' tessc predict numbers.tess --weights run.numbers/best.safetensors shares/x_test.npy
check 'says so in one line' grep -qF 'are multiplied by 255, as the weights were trained on whole numbers 0 to 209' err
expect 0 'bytes and pictures' tessc predict bytes.tess --weights run.bytes/best.safetensors pictures
check 'need no word' test ! -s err

expect 0 'numbers, pictures and shares' \
    tessc predict numbers.tess --weights run.numbers/best.safetensors pictures shares/x_test.npy pictures
check 'say each once' test "$(grep -c '^note' err)" -eq 2

# What is not certain
for given in standard tenths sixteenths; do
    expect 66 "bytes and $given" tessc predict bytes.tess --weights run.bytes/best.safetensors $given/x_test.npy
    check 'is refused' grep -qF "error: $given/x_test.npy: expected values on the scale of training, bytes / 255, found " err
    expect 66 "bytes, evaluated on $given" tessc eval bytes.tess --data $given --weights run.bytes/best.safetensors
    check 'is refused' grep -qF "bytes: error: test samples: expected values on the scale of training, bytes / 255, found " err
    expect 0 "training on $given" tessc train bytes.tess --data $given --out run.$given --max-steps 2
    expect 66 "$given and pictures" tessc predict bytes.tess --weights run.$given/last.safetensors pictures/60.png
    check 'is refused' grep -qF 'found bytes: how these are to be converted is not certain' err
done
expect 0 'numbers on their own scale' tessc eval bytes.tess --data standard --weights run.standard/last.safetensors
refuse 'need no note' grep -q '^note' err

expect 66 'numbers around zero, evaluated on numbers of which none is below zero' \
    tessc eval bytes.tess --data shares --weights run.standard/last.safetensors
check 'are refused' grep -qF 'test samples: expected values on the scale of training, numbers -0.9375 to 1.67499995, found numbers 0 to 0.8' err

# A run that goes on, and weights without a word about it
expect 0 'half a run' tessc train numbers.tess --data numbers --out half --max-steps 9
check 'has it' metadata half/last.safetensors 'whole numbers 0 to 209'
expect 0 'the other half' tessc train numbers.tess --data numbers --out half --resume --max-steps 1000
check 'ends as the whole' cmp half/last.safetensors run.numbers/last.safetensors
check 'with the same best' cmp half/best.safetensors run.numbers/best.safetensors
strip() {
    /usr/bin/python3 - "$@" <<'EOP'
import json, struct, sys
source, target, inputs = sys.argv[1:4]
data = open(source, "rb").read()
size = struct.unpack("<Q", data[:8])[0]
head = json.loads(data[8:8 + size])
del head["__metadata__"]["inputs"]
if inputs:
    head["__metadata__"]["inputs"] = inputs
text = json.dumps(head).encode()
open(target, "wb").write(struct.pack("<Q", len(text)) + text + data[8 + size:])
EOP
}
strip run.numbers/best.safetensors old.safetensors ''
expect 0 'older weights, pictures' tessc predict numbers.tess --weights old.safetensors pictures
check 'are taken as ever: all the same' test "$(sed 1d out | cut -f 2 | sort -u | wc -l)" -eq 1
check 'without a note' test ! -s err
expect 0 'older weights, evaluated' tessc eval numbers.tess --weights old.safetensors --data bytes
check 'are warned about' grep -qF 'warning: test samples (bytes / 255) have mean 0.4' err
strip run.numbers/best.safetensors odd.safetensors 'feet / 3'
expect 66 'weights that say what nobody knows' tessc eval numbers.tess --weights odd.safetensors --data bytes
check 'are refused' grep -qF "odd.safetensors: expected 'inputs' in its metadata to be 'bytes / 255', 'event counts' or a range of numbers, found 'feet / 3'" err
expect 0 'a start from weights of another scale' \
    tessc train bytes.tess --data bytes --out init --init run.numbers/best.safetensors --max-steps 1
check 'is noted' grep -qF 'note: run.numbers/best.safetensors was trained on whole numbers 0 to 209, the training samples here are bytes / 255' err

# Values far from what the model's normalisation expects
far() {
    expect 0 "training on $2 by the model of $1" tessc train "$1.tess" --data "$2" --out "far.$1.$2" --max-steps 1
    check 'is warned about, once' sh -c 'test "$(grep -c "^warning" err)" -eq 1 && grep -qF "$1" err || { cat err; false; }' sh "$3"
}
far bytes numbers 'warning: training samples (whole numbers 0 to 209) have mean 10'
far bytes integers 'the model expects 0.41 and 0.31 (normalize), and gets 33'
far bytes twice 'and gets'
far numbers shares 'the model expects 104 and 80 (normalize), and gets'
far numbers mixed 'warning: the test samples are numbers '
sed '/normalize/s/;  *normalize[^}]*//' bytes.tess >plain.tess
far plain integers 'the model does not normalize them, and expects values of about 1 in size'
expect 0 'bytes without normalize' tessc train plain.tess --data bytes --out far.plain --max-steps 1
refuse 'need no warning' grep -q '^warning' err

# Arrays whose range is impossible, or far from the model's normalisation
model halves 104 80
model wide 26700 20500
expect 0 'training on numbers with fractions' tessc train halves.tess --data halves --out run.halves
expect 0 'training on 16 bits' tessc train wide.tess --data wide --out run.wide
for given in unit both flags centred; do
    expect 66 "fractions and $given" tessc predict halves.tess --weights run.halves/best.safetensors given.$given.npy
    check 'is refused' grep -qF "given.$given.npy: expected values on the scale of training, numbers 0.5 to 209.5, found " err
done
for given in standard spread logarithms; do
    expect 66 "bytes as numbers and $given" \
        tessc predict numbers.tess --weights run.numbers/best.safetensors given.$given.npy
    check 'is refused' grep -qF "given.$given.npy: expected values on the scale of training, whole numbers 0 to 209, found numbers " err
done
expect 66 'bytes as numbers, evaluated on standardized ones' \
    tessc eval numbers.tess --data standard --weights run.numbers/best.safetensors
expect 0 'bytes as numbers, and what interpolates them' \
    tessc predict numbers.tess --weights run.numbers/best.safetensors given.smooth.npy
check 'needs no word' test ! -s err
for given in unit small dark; do
    expect 66 "16 bits and $given" tessc predict wide.tess --weights run.wide/best.safetensors given.$given.npy
    check 'is refused' grep -qF "given.$given.npy: expected values on the scale of training, whole numbers 0 to 53713, found " err
done
expect 0 'the same scale' tessc predict halves.tess --weights run.halves/best.safetensors given.fine.npy given.fine.1.npy
check 'needs no word' test ! -s err
for given in standard logarithms; do
    expect 0 "one sample of $given, for bytes as numbers" \
        tessc predict numbers.tess --weights run.numbers/best.safetensors given.$given.1.npy
    check 'is warned about, once' test "$(grep -c "^warning: given.$given.1.npy: expected values on the scale of training" err)" -eq 1
done
for given in unit centred; do
    expect 0 "one sample of $given" \
        tessc predict halves.tess --weights run.halves/best.safetensors given.fine.npy given.$given.1.npy given.$given.1.npy
    check 'is warned about, once' test "$(grep -c "^warning: given.$given.1.npy: expected values on the scale of training" err)" -eq 1
done
expect 0 'a range within ten times that of training' \
    tessc predict halves.tess --weights run.halves/best.safetensors given.offset.npy
check 'is warned about where it is far' grep -qF 'warning: given.offset.npy (numbers 800.5 to 1009.5) have mean ' err

# Events
small_model tiny
expect 0 'events' tessc train tiny.tess --out events --max-steps 2
refuse 'need no warning' grep -q '^warning' err
check 'are counts in the weights' metadata events/last.safetensors 'event counts'
expect 0 'arrays of counts' tessc predict tiny.tess --weights events/last.safetensors streams.npy
check 'need no note' test ! -s err
expect 66 'arrays of what are no counts' tessc predict tiny.tess --weights events/last.safetensors negative.npy
check 'are refused' grep -qF 'negative.npy: expected values on the scale of training, event counts, found numbers -' err
finish
