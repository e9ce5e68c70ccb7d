#!/bin/sh
# The order of float sums belongs to the program and its schedule (docs/architecture.md, "Order of float sums"): whatever
# sizes a machine has, it trains to the same bits. Of schedule stream that is so for every size that a plan goes by.
. "${srcdir:-.}/tests/behaviour.sh"

python=/usr/bin/python3
"$python" -c 'import numpy' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3 with numpy' && exit 77; }

"$python" - <<'EOP'
import numpy
import os
random = numpy.random.default_rng(3)
for folder in ('images', 'frames'):
    os.mkdir(folder)
for split, count in (('train', 48), ('test', 8)):
    numpy.save('images/x_%s.npy' % split, random.integers(0, 256, (count, 3, 24, 24)).astype(numpy.uint8))
    numpy.save('frames/x_%s.npy' % split, (random.random((count, 6, 2, 20, 20)) < 0.2).astype(numpy.float32))
    for folder in ('images', 'frames'):
        numpy.save('%s/y_%s.npy' % (folder, split), random.integers(0, 5, count))
EOP

# Maps of one tile and of several, tiles of several images, layers of every input, signals of windows that overlap.
cat >images.tess <<'EOM'
tess 1
model images
input 3x24x24 { dataset arrays; classes 5; present 3 steps }
network {
    conv 32 5x5 pad 2, maxpool 2x2  signal grid 2x2
    conv 24 3x3 pad 1               signal grid 5x5
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
    conv 32 3x3 pad 1               signal grid 3x3
    conv 64 3x3 pad 1, maxpool 2x2  signal grid 2x2
    conv 64 3x3 pad 1, maxpool 2x2  signal grid 2x2
    readout
}
learn tess { alpha post 1 }
train { batch 16; epochs 2; validate 0 }
EOM

# A compiler that takes the C of tests/sizes in place of that of tessc.
cat >swapped <<EOC
#!/bin/sh
for word; do
    shift
    case \$word in *.c) word=$scratch/other.c ;; esac
    set -- "\$@" "\$word"
done
exec ${CC:-cc} "\$@"
EOC
chmod +x swapped

# trained MODEL SCHEDULE [SIZE=VALUE...]: trains that machine's C into the folder that is named after them
trained() {
    name=$(echo "$@" | tr ' =' '--')
    "$build/tests/sizes" "$1.tess" "$2" $(echo "$@" | cut -s -d ' ' -f 3-) >other.c || return 1
    mkdir "$name" && TESS_CC=$scratch/swapped TESS_CFLAGS=-O1 "$TESSC" build -Wno-dead-latent --schedule "$2" \
        -o "$name" "$1.tess" && cp other.c "$name/as_built.c" &&
        "$name/$1" train --data "$1" --out "$name/run" --seed 3 --threads 2
}

# same MODEL SCHEDULE SIZE=VALUE...: other C, the same bits
same() {
    check "train $*" trained "$@"
    refuse "$*: the C is another one" cmp -s "$1-$2/as_built.c" "$name/as_built.c"
    check "$*: the bits are the same" cmp "$1-$2/run/last.safetensors" "$name/run/last.safetensors"
}

for model in images frames; do
    check "train $model stream" trained $model stream
    same $model stream widest_lanes=4 table_bytes=20000 pattern_bytes=4096 sums_bytes=20000 twin_bytes=1 \
        cached_membrane_bytes=100000 membrane_bytes=1000000 part_bytes=100000 slot_bytes=1000 input_bytes=100000
    check "train $model fold" trained $model fold
    same $model fold widest_lanes=4 slot_bytes=1000
done

# The test can tell: fold follows sizes of its own.
check 'train frames fold, other tiles' trained frames fold table_bytes=20000
refuse 'which are other bits' cmp -s frames-fold/run/last.safetensors "$name/run/last.safetensors"
finish
