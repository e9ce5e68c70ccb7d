#!/bin/sh
# Hints: each is told where something keeps a small network from learning, and is gone with the setting that it names.
. "${srcdir:-.}/tests/behaviour.sh"

python=/usr/bin/python3
"$python" -c 'import array' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3' && exit 77; }

# Four classes of pictures: which quarter is bright.
mkdir data && "$python" - <<'EOP' || exit 1
import array, random
random.seed(5)
def write(name, shape, values):
    head = "{'descr': '|u1', 'fortran_order': False, 'shape': %s, }" % (shape,)
    head += ' ' * (63 - (10 + len(head)) % 64) + '\n'
    with open('data/' + name + '.npy', 'wb') as file:
        file.write(b'\x93NUMPY\x01\x00' + len(head).to_bytes(2, 'little') + head.encode())
        file.write(array.array('B', values).tobytes())
for split, count in ('train', 400), ('test', 20):
    labels = [random.randrange(4) for _ in range(count)]
    write('x_' + split, (count, 1, 8, 8), [random.randrange(120) + 135 * (2 * (y // 4) + x // 4 == c)
                                           for c in labels for y in range(8) for x in range(8)])
    write('y_' + split, (count,), labels)
EOP
cat >small.tess <<'EOF'
tess 1
model small
input 1x8x8 { dataset arrays; classes 4; present 4 steps; normalize mean 0.366 std 0.267 }
neuron lif { leak 0.5  threshold 0.4  reset subtract }
network {
    conv 6 3x3 pad 1                signal grid 2x2
    conv 8 3x3 pad 1, maxpool 2x2   signal grid 2x2
    conv 8 3x3 pad 1                signal grid 2x2
    readout
}
learn tess { signal local { logits root times 4 } }
train { batch 16; epochs 2; seed 3; validate 0.25; optimizer adam lr 3e-3 }
EOF
# A layer of one channel that sees bright pixels everywhere.
sed 's/normalize.*}/normalize mean -1 std 1 }/; s/^network.*/weights { raw }\n&/; s/conv 6 3x3 pad 1 /conv 1 1x1/' small.tess >bright.tess

# train MODEL OPTIONS...: the run is in the folder `run`
train() {
    model=$1
    shift
    rm -rf run
    "$TESSC" train "$model.tess" --data data --engine interpret --out run "$@"
}

# resume OPTIONS...: with a readout that learns nothing
resume() {
    "$TESSC" train small.tess --data data --engine interpret --out run -D readout.start=normal -D readout.lr.times=0 --resume "$@"
}

# told TEXT HOW_OFTEN: how many hints hold it
told() {
    test "$(grep '^hint: ' err | grep -c -- "$1")" -eq "$2"
}

# options N: those of the Nth setting that the first hint names
options() {
    grep '^hint: ' err | head -n 1 | grep -o '(-[^)]*)' | sed -n "$1 { s/^(//; s/[,;)].*//; p; }"
}

# cured N: the last run again, with the Nth setting that its first hint names; the rest of the arguments is what it was
cured() {
    setting=$(options "$1")
    shift
    check 'with a setting' test -n "$setting"
    # shellcheck disable=SC2086 # options are words
    expect 0 "the same with $setting" train "$@" $setting
    check 'needs no hint' told '' 0
}

expect 0 'settings that are well' train small --epochs 4
check 'need no hint' told '' 0

# ---- Local logits ----

expect 0 'small logits' train small --epochs 3 -D learn.signal.logits=mean -D learn.signal.logits.times=0.1
check 'are told once' told '^hint: conv1 to conv3 have local losses of 1.38[0-9] to 1.3[89][0-9] (ln 4 = 1.386 is that of guessing), and their local logits differ by 0.0' 1
check 'and nothing else is' told '' 1
check 'with what the published code does' told 'logits mean.*is what the published code computes' 1
check 'and where it is set' told 'learn { signal local { logits root times [248] } }' 1
cured 1 small -D learn.signal.logits=mean -D learn.signal.logits.times=0.1
expect 0 'small logits of one layer' train small --epochs 1 -D conv2.signal.logits.times=0.01
check 'are told' told '^hint: conv2 has a local loss of ' 1
check 'as its own' told 'conv2 signal logits root times [1248]. (-D conv2.signal.logits=root -D conv2.signal.logits.times=[1248])' 1
cured 1 small --epochs 1 -D conv2.signal.logits.times=0.01
expect 0 'large logits' train small -D learn.signal.logits=sum -D learn.signal.logits.times=100
check 'are told' told '^hint: conv1 to conv3 have local losses of [0-9]*\.[0-9]* to .* so much that the softmax is sure of one class' 1
cured 1 small -D learn.signal.logits=sum -D learn.signal.logits.times=100
expect 0 'rows of B that are equal' train small --epochs 1 -D learn.signal.basis='square_wave 0.0001 to 0.001'
check 'are told, and no scale' told '^hint: conv1 to conv3 have the same local logits for all classes, .* signal basis walsh' 1
refuse 'of the logits' grep -q 'logits root times' err
expect 0 'a first layer with a scale of its own' train small --epochs 1 -D conv1.signal.logits='mean times 0.01'
check 'gets a setting of its own' told 'conv1 signal logits root times ' 1

# ---- Layers that never or always fire ----

expect 0 'a threshold that nothing reaches' train small -D conv2.neuron.threshold=50 -D conv2.weights.gain.start=0.5
check 'is told of the lowest layer' told '^hint: conv2 fires at 0.000 % of its neurons and steps: almost nothing gets past it; the same holds of conv3 above it' 1
check 'and nothing else is' told '' 1
check 'by the threshold, which is the cause' told 'try .conv2 { neuron { threshold 0.6 } }. (-D conv2.neuron.threshold=0.6); where' 1
cured 1 small -D conv2.neuron.threshold=50
expect 0 'gains with which nothing fires' train small --epochs 1 -D conv2.weights.gain.start=0.001
check 'are told as the cause' told 'try .conv2 { weights { gain start 1 } }. (-D conv2.weights.gain.start=1); where' 1
cured 1 small --epochs 1
expect 0 'a layer that always fires' train bright --seed 2 --epochs 1 --lr 1e-6
check 'is told' told '^hint: conv1 fires at 100.000 % of its neurons and steps: it says almost nothing' 1
refuse 'without gains, which it has none of' told 'gain start' 1
cured 1 bright --seed 2 --epochs 1 --lr 1e-6

# ---- Layers that know more than the readout ----

expect 0 'a readout that learns nothing, for two epochs' train small -D readout.start=normal -D readout.lr.times=0
check 'is not told yet' told '' 0
expect 0 'for five' train small --epochs 5 -D readout.start=normal -D readout.lr.times=0
check 'is told once' told '^hint: conv[123] alone knows more than the readout: validation accuracy [0-9.]* % against [0-9.]* %, and so for 3 epochs; try .predict from best. or .predict from conv' 1
mv run whole_run
cured 1 small --epochs 5 -D readout.start=normal -D readout.lr.times=0
expect 0 'without validation samples' train small --epochs 3 -D readout.start=normal -D readout.lr.times=0 -D train.validate=0
check 'it goes by training' told 'the readout: training accuracy .*; try .predict from conv' 1
expect 0 'stopped in between' train small --epochs 5 -D readout.start=normal -D readout.lr.times=0 --max-steps 50
check 'it is not told before three epochs' told '' 0
expect 0 'and resumed' resume --max-steps 80
check 'it is told when they are over' told 'knows more than the readout' 1
expect 0 'and resumed again' resume --max-steps 1000
check 'it is not told again' told '' 0
check 'and the weights are those of a run that never stopped' cmp whole_run/last.safetensors run/last.safetensors

# ---- Learning rates ----

expect 0 'a learning rate of 0' train small --epochs 1 --lr 0
check 'is told' told '^hint: the learning rate is 0' 1
cured 1 small --epochs 1
expect 0 'a warm-up that an option makes longer than the run' train small --epochs 1 --warmup 3
check 'is told' told '^hint: a warm-up of 3 epochs does not end before the run of 1 does' 1
cured 1 small --epochs 1
finish
