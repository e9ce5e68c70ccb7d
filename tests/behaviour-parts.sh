#!/bin/sh
# Layers whose membranes are large take the images of a chunk in parts: the same training as by the interpreter, which
# takes them one by one, and the same bits from any number of threads.
. "${srcdir:-.}/tests/behaviour.sh"

if ! /usr/bin/python3 -c 'import numpy' 2>/dev/null; then
    echo 'skipped: needs /usr/bin/python3 with numpy'
    exit 77
fi
mkdir images
/usr/bin/python3 - <<'EOF'
import numpy
random = numpy.random.default_rng(7)
for split, count in (('train', 18), ('test', 7)):
    label = random.integers(0, 3, count)
    image = random.integers(0, 100, (count, 1, 64, 64))
    image[numpy.arange(count), :, :, 20 * label + 3] += 150
    numpy.save('images/x_%s.npy' % split, image.astype(numpy.uint8))
    numpy.save('images/y_%s.npy' % split, label.astype(numpy.uint8))
EOF
cat >wide.tess <<'EOF'
tess 1
model wide
input 1x64x64 { dataset arrays; classes 3; present 14 steps; normalize mean 0.4 std 0.2 }
network {
    conv 8 3x3 pad 1                signal grid 2x2
    conv 32 3x3 pad 1, maxpool 4x4  signal grid 2x2
    conv 32 3x3 pad 1, maxpool 4x4  signal grid 2x2
    conv 16 3x3 pad 1, avgpool all  signal grid 1x1
    readout
}
learn tess { signal local { logits mean } }
train { batch 9; epochs 1; optimizer sgd lr 0.05; validate 0 }
EOF
expect 0 'the plan' "$TESSC" --emit=plan wide.tess
check 'its first layer keeps currents, and needs no parts' grep -q 'layer: conv1, operator: gradient, blocks: [0-9]*}' out
check 'its second goes in parts' grep -q 'layer: conv2, operator: gradient, blocks: [0-9]*, part: 1}' out
check 'its last does not' grep -q 'layer: conv4, operator: gradient, blocks: [0-9]*}' out
check 'and the lists of its third are made in pieces' grep -q 'layer: conv3, operator: lists, blocks: [2-9],' out

# train OUT OPTION...
train() {
    out=$1
    shift
    "$TESSC" train wide.tess --data images --out "$out" --seed 3 "$@" >train.log 2>&1 || {
        not_ok "train $*"
        cat train.log
    }
}
train one --threads 1
train three --threads 3
train plain --engine interpret
train steps --threads 3 --kernel steps
train signals --threads 3 --kernel signals
train alone --threads 1 --kernel signals
train first --max-steps 1
check 'one thread and three: the same bits' cmp one/last.safetensors three/last.safetensors
check 'and along learning signals' cmp alone/last.safetensors signals/last.safetensors
cat >compare.py <<'EOF'
import csv, json, struct, sys
import numpy

def tensors(path):
    with open(path, 'rb') as file:
        header = json.loads(file.read(struct.unpack('<Q', file.read(8))[0]))
        data = file.read()
    return {name: numpy.frombuffer(data[t['data_offsets'][0]:t['data_offsets'][1]], '<f4')
            for name, t in header.items() if name != '__metadata__'}

run = sys.argv[1]
ours, plain = tensors(run + '/last.safetensors'), tensors('plain/last.safetensors')
assert ours.keys() == plain.keys() and len(ours) > 6
worst = max(abs(ours[name] - plain[name]).max() / abs(plain[name]).max() for name in ours)
first = tensors('first/last.safetensors')
moved = min(abs(ours[name] - first[name]).max() / abs(plain[name]).max() for name in ours if name.endswith('weight'))
print('of the largest weight: largest difference', worst, 'and what the second update moved, at least', moved)
rows = [list(csv.DictReader(open(run + '/metrics.csv')))[0] for run in (run, 'plain')]
test = [float(row['test_accuracy']) for row in rows]
print('test accuracy', test)
sys.exit(worst > 1e-4 or moved < 100 * worst or test[0] != test[1])
EOF
for run in one steps signals; do
    check "$run: as the interpreter trains" /usr/bin/python3 compare.py $run
    cat check.log
done

# Where a pool sends few signals on, the gradient goes along them; where every neuron has one, along the spikes.
cat >few.tess <<'EOF'
tess 1
model few
input 1x64x64 { dataset arrays; classes 3; present 6 steps; normalize mean 0.4 std 0.2 }
network {
    conv 32 3x3 pad 1, maxpool 2x2  signal grid 2x2
    conv 32 3x3 pad 1, maxpool 8x8  signal grid 2x2
    readout
}
train { batch 9; epochs 1; optimizer sgd lr 0.05; validate 0 }
EOF
sed -e 's/model few/model many/' -e 's/, maxpool 8x8//' few.tess >many.tess
echo 'learn tess { psi fast_sigmoid height 1 slope 10 }' >>many.tess
for model in few many; do
    for kernel in auto signals patterns; do
        expect 0 "train $model, $kernel" "$TESSC" train $model.tess --data images --out $model-$kernel --seed 3 \
            --kernel $kernel
    done
done
check 'few signals: along them' cmp few-auto/last.safetensors few-signals/last.safetensors
check 'many: along spikes' cmp many-auto/last.safetensors many-patterns/last.safetensors
check 'the two ways round differently' sh -c '! cmp -s few-signals/last.safetensors few-patterns/last.safetensors'

# Events in parts of one image: C without a warning
cat >events.tess <<'EOF'
tess 1
model events
input 2x64x64 { dataset synthetic; frames 20 }
network { conv 32 3x3 pad 1, maxpool 4x4  signal grid 2x2; readout }
EOF
expect 0 'C of a model of events' "$TESSC" -o . events.tess
for compiler in clang gcc; do
    command -v "$compiler" >/dev/null || { echo "no $compiler here: warnings not looked at"; continue; }
    expect 0 "$compiler compiles it" "$compiler" -std=c11 -O1 -ffp-contract=off -Wall -Wextra -Wno-psabi -Werror \
        -I "$root/runtime" -c -o events.o events.c
done
finish
