#!/bin/sh
# docs/forward.md against the real binary: forward.py, written from that page alone, predicts what trained networks predict,
# of every kind of input, weights, reset, pool and basis.
. "${srcdir:-.}/tests/behaviour.sh"
/usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null || { echo 'no Python 3 with NumPy and PyYAML here'; exit 77; }
forward() { /usr/bin/python3 "$root/tests/forward.py" "$@"; }

for set in mnist cifar10 nmnist; do
    expect 0 "data make $set" "$TESSC" data make "$set" --out . --samples 200 --seed 3
done
/usr/bin/python3 - "$root/tests" <<'EOP' || exit 1
import os
import sys
import numpy
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import layers
import png_files

# the test sets of IDX and CIFAR files as arrays of bytes, which predict takes
os.makedirs("arrays")
raw = numpy.fromfile("mnist/t10k-images-idx3-ubyte", numpy.uint8)[16:].reshape(-1, 28, 28)
numpy.save("arrays/x_mnist.npy", raw)
numpy.save("arrays/y_mnist.npy", numpy.fromfile("mnist/t10k-labels-idx1-ubyte", numpy.uint8)[8:])
raw = numpy.fromfile("cifar-10-batches-bin/test_batch.bin", numpy.uint8).reshape(-1, 3073)
numpy.save("arrays/x_cifar.npy", raw[:, 1:].reshape(-1, 3, 32, 32))
numpy.save("arrays/y_cifar.npy", raw[:, 0])

# frames of events as bytes, which stay as they are
layers.write_data("bars")
for part in "train", "test":
    x = numpy.load("bars/x_%s.npy" % part)
    numpy.save("bars/x_%s.npy" % part, x.astype(numpy.uint8)[:120])
    numpy.save("bars/y_%s.npy" % part, numpy.load("bars/y_%s.npy" % part)[:120])

# coloured pictures of several sizes
random = numpy.random.default_rng(2)
for i in range(90):
    part, label = "train" if i < 60 else "test", "abc"[i % 3]
    pixels = random.integers(0, 200, (9 + i % 4, 13 - i % 5, 3))
    pixels[:, :, i % 3] += 55
    os.makedirs("pictures/%s/%s" % (part, label), exist_ok=True)
    with open("pictures/%s/%s/%02d.png" % (part, label, i), "wb") as file:
        file.write(png_files.write(pixels, png_files.RGB, 8))
EOP

# agree NAME DATA ENGINE INPUT...: trains NAME.tess, predicts the inputs, and compares
agree() {
    name=$1 data=$2 engine=$3
    shift 3
    expect 0 "train $name" "$TESSC" train "$name.tess" --engine "$engine" --data "$data" --out "run-$name"
    cp "run-$name/best.safetensors" "$name.safetensors"
    "$TESSC" --emit=model "$name.tess" >"$name.yaml" 2>/dev/null
    same "$name" "$data" "$engine" '' "$@"
}

# same NAME DATA ENGINE FROM INPUT...
same() {
    name=$1 data=$2 engine=$3 from=$4
    shift 4
    expect 0 "eval $name $from" "$TESSC" eval "$name.tess" --engine "$engine" --data "$data" \
        --weights "$name.safetensors" ${from:+--from "$from"}
    cp out evaluated
    expect 0 "predict $name $from" "$TESSC" predict "$name.tess" --engine "$engine" --weights "$name.safetensors" --json \
        ${from:+--from "$from"} "$@"
    cp out predicted
    check 'predicts what the page says' forward compare "$name.yaml" "$name.safetensors" predicted evaluated ${from:+"$from"}
}

cat >still.tess <<'EOF_'
tess 1
model still
input 1x28x28 { dataset mnist; present 4 steps; normalize mean 0.13 std 0.31 }
neuron lif { leak 0.5  threshold 0.4 }
network {
    conv 12 5x5 pad 2, maxpool 3x3  signal grid 2x2
    conv 20 3x3, avgpool 2x2        signal grid 4x2 logits mean times 20
    linear 20                       signal bins 6
    readout
}
learn tess { signal local { basis walsh; from step 1 } }
predict from sum of conv1 linear3 readout
train { batch 20; epochs 3; optimizer adam lr 5e-3 }
EOF_
agree still mnist cpu arrays/x_mnist.npy
for from in readout conv2 linear3; do
    same still mnist cpu "$from" arrays/x_mnist.npy
done

cat >colour.tess <<'EOF_'
tess 1
model colour
input 3x32x32 { dataset cifar10; present 3 steps }
neuron lif { leak 0.8  threshold 0.3  reset zero }
weights { center bias }
network {
    conv 8 3x3 pad 2, avgpool 3x3 { weights { raw bias } }
    conv 12 2x2 pad 1, maxpool 4x4
    conv 9 3x3 pad 1, avgpool all   { weights { standardize gain start 1.5 } }
    readout
}
learn tess { signal local { basis random 7; logits sum times 0.1 } }
predict from best
train { batch 20; epochs 3; optimizer adam lr 1e-2 }
EOF_
agree colour cifar-10-batches-bin cpu arrays/x_cifar.npy
same colour cifar-10-batches-bin cpu conv2 arrays/x_cifar.npy

cat >moving.tess <<'EOF_'
tess 1
model moving
input 2x20x17 { dataset nmnist; frames 5 of 40.5 ms; normalize mean 0 0 std 0.2 0.3 }
neuron lif { leak 0.6  threshold 0.4  reset subtract 1 }
network { conv 10 3x2 pad 1, maxpool 2x3  signal grid 3x4; linear 14; readout }
learn tess { signal local { basis square_wave 50 to 512 } }
train { batch 20; epochs 4; optimizer adam lr 1e-2 }
EOF_
agree moving NMNIST cpu NMNIST/Test
same moving NMNIST cpu conv1 NMNIST/Test

# The inputs that are left, by the other engine
sed 's/model moving/model counted/; s/2x20x17/1x34x40/; s/5 of 40.5 ms/4 by count/; s/0 0 std 0.2 0.3/0 std 0.5/' \
    moving.tess >counted.tess
agree counted NMNIST interpret NMNIST/Test
cat >bars.tess <<'EOF_'
tess 1
model bars
input 2x8x7 { dataset arrays; classes 4; frames 5 }
neuron lif { leak 0.5  threshold 0.4  reset zero }
network { conv 8 3x3 pad 1, maxpool 2x2; linear 9; readout }
learn bptt
train { batch 20; epochs 5; optimizer adam lr 1e-2 }
EOF_
agree bars bars interpret bars/x_test.npy
for channels in 1 3; do
    cat >pictures$channels.tess <<EOF_
tess 1
model pictures$channels
input ${channels}x11x8 { dataset folder; classes 3; present 3 steps }
network { conv 9 3x3 pad 1; readout }
train { batch 10; epochs 4; optimizer adam lr 1e-2 }
EOF_
    agree pictures$channels pictures interpret pictures/test
done

# The names of a probe
for name in still moving; do
    input=arrays/x_mnist.npy
    [ $name = moving ] && input=$(find NMNIST/Test -name '*.bin' | sort | head -n 1)
    check 'weights become a case' forward case $name.yaml $name.safetensors "$input" $name.case
    expect 0 "probe $name" "$TESSC" probe $name.tess --case $name.case --out $name.probe
    check 'finds what the page says' forward probed $name.yaml $name.safetensors "$input" $name.probe
done
finish
