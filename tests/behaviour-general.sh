#!/bin/sh
# The general solver (docs/architecture.md, "Solvers"): under schedule stream it trains to the bits of the fast ones, on
# windows of even sizes, maps of one stretch and of several, inputs of every kind; and explain tells who solves what.
. "${srcdir:-.}/tests/behaviour.sh"

python=/usr/bin/python3
"$python" -c 'import numpy' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3 with numpy' && exit 77; }

"$python" - <<'EOP'
import numpy
import os
random = numpy.random.default_rng(5)
for folder in ('images', 'frames'):
    os.mkdir(folder)
for split, count in (('train', 32), ('test', 8)):
    numpy.save('images/x_%s.npy' % split, random.integers(0, 256, (count, 3, 24, 24)).astype(numpy.uint8))
    numpy.save('frames/x_%s.npy' % split, (random.random((count, 6, 2, 20, 20)) < 0.2).astype(numpy.float32))
    for folder in ('images', 'frames'):
        numpy.save('%s/y_%s.npy' % (folder, split), random.integers(0, 5, count))
EOP
cat >images.tess <<'EOM'
tess 1
model images
input 3x24x24 { dataset arrays; classes 5; present 3 steps }
network {
    conv 32 5x5 pad 2, maxpool 2x2  signal grid 2x2
    conv 24 4x2 pad 1               signal grid 5x5
    conv 40 3x3 pad 1, avgpool 2x2  signal grid 2x2
    linear 20
    readout
}
weights { bias on }
learn tess
train { batch 16; epochs 2; validate 0 }
EOM
cat >frames.tess <<'EOM'
tess 1
model frames
input 2x20x20 { dataset arrays; classes 5; frames 6 }
network {
    conv 32 2x2                     signal grid 3x3
    conv 64 3x3 pad 1, maxpool 2x2  signal grid 2x2
    conv 64 3x3 pad 1, maxpool 2x2  signal grid 2x2
    readout
}
learn tess { alpha post 1 }
train { batch 16; epochs 2; validate 0 }
EOM

# trained MODEL SCHEDULE KERNEL THREADS
trained() {
    "$TESSC" train -Wno-dead-latent "$1.tess" --schedule "$2" --kernel "$3" --data "$1" --out "$1-$2-$3-$4" --seed 3 \
        --threads "$4"
}

for model in images frames; do
    for kernel in auto general; do
        check "train $model by $kernel" trained $model stream $kernel 2
    done
    check "$model: the bits of the fast solvers" \
        cmp "$model-stream-auto-2/last.safetensors" "$model-stream-general-2/last.safetensors"
done
for threads in 1 3; do
    check "train images under fold, $threads threads" trained images fold general $threads
done
check 'fold: the same bits from any number of threads' \
    cmp images-fold-general-1/last.safetensors images-fold-general-3/last.safetensors

expect 0 'explain' "$TESSC" explain -Wno-dead-latent images.tess
check 'conv2 is solved by rows' grep -q '^conv2 .* rows  *signals or lists$' out
expect 0 'explain, general' "$TESSC" explain -Wno-dead-latent --kernel general images.tess
check 'conv2 is solved in general' grep -q '^conv2 .* general  *general$' out
expect 2 'explain, no such kernel' "$TESSC" explain --kernel particular images.tess
check 'those that there are' grep -q 'known: .*general' err
finish
