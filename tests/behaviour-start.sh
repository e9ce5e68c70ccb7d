#!/bin/sh
# A readout that starts as the last layer's classifier (`readout start signs`): untrained it predicts what that layer does,
# for every kind of last layer and basis, on both engines with the same bytes; nothing else starts differently.
. "${srcdir:-.}/tests/behaviour.sh"
/usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null || { echo 'no Python 3 with NumPy and PyYAML here'; exit 77; }
layers() { /usr/bin/python3 "$root/tests/layers.py" "$@"; }
start() { /usr/bin/python3 "$root/tests/start.py" "$@"; }

layers data data
# model NAME LEARN LAYER...: its last layers, of which the first has the largest table of signs
model() {
    name=$1 learn=$2
    shift 2
    {
        cat <<EOF
tess 1
model $name
input 2x8x7 { dataset arrays; classes 4; frames 5 }
neuron lif { leak 0.5  threshold 0.4  reset subtract }
network {
    conv 12 3x3 pad 1  signal grid 4x4
EOF
        for layer; do echo "    $layer"; done
        cat <<EOF
    readout start signs
}
learn tess$learn
train { batch 20; epochs 1; seed 3; validate 0.2; optimizer adam lr 5e-3 }
EOF
    } >"$name.tess"
}

# untrained NAME LAYER: the readout against its last layer
untrained() {
    name=$1 last=$2
    "$TESSC" --emit=model "$name.tess" >"$name.yaml" 2>/dev/null
    for engine in cpu interpret; do
        expect 0 "$name, $engine" "$TESSC" train "$name.tess" --engine $engine --data data --out "$name-$engine" --max-steps 0
    done
    weights=$name-cpu/last.safetensors
    check 'starts with the same bytes on both engines' \
        layers same "$weights" "$name-interpret/last.safetensors" conv linear readout
    check 'has the weights that windows and signs make' start weights "$name.yaml" "$weights"
    for engine in cpu interpret; do
        expect 0 "eval $name, $engine" "$TESSC" eval "$name.tess" --engine $engine --data data --weights "$weights" --layers
        for part in "$last" readout; do
            awk -v name="$part" '/accuracy of each/ { on = 1 } /^spikes/ { on = 0 } on && $1 == name { print $2 }' out >"$part"
        done
        check 'is right as often as its last layer' cmp "$last" readout
        check 'which is known' test -s readout
        for part in "$last" readout; do
            "$TESSC" predict "$name.tess" --engine $engine --weights "$weights" --json --from "$part" data/x_test.npy \
                >"$part.json" 2>/dev/null
        done
        check 'has its logits' start logits readout.json "$last.json"
    done
}

# With one cell many samples have two classes in a tie: factors and areas that are powers of two keep ties exact.
model point ' { signal local { logits sum times 0.5 } }' 'conv 20 1x4, maxpool 2x2  signal grid 1x1'
untrained point conv2
model overlap ' { signal local { basis walsh; logits mean times 30 } }' 'conv 10 2x3  signal grid 2x2'
untrained overlap conv2
model everywhere ' { signal local { basis random 7; logits sum times 0.25 } }' 'conv 21 1x4, avgpool all  signal grid 1x1'
untrained everywhere conv2
model counts '' 'conv 9 3x3 pad 1, avgpool 2x2  signal grid 3x2 basis walsh logits mean times 8'
untrained counts conv2
model larger '' 'conv 8 3x3 pad 1, maxpool 4x3  signal grid 3x5'
untrained larger conv2
model bins '' 'conv 8 3x3 pad 1, maxpool 2x2  signal grid 2x2' 'linear 23  signal bins 9'
untrained bins linear3

# What else starts, and what training makes of it; afresh NAME OPTION...: bins.tess without an update
afresh() {
    name=$1
    shift
    "$TESSC" train bins.tess --engine interpret --data data --out "$name" --max-steps 0 "$@"
}
weights=bins-interpret/last.safetensors
expect 0 'start normal' afresh normal -D readout.start=normal
check 'leaves all other tensors as they are' layers same $weights normal/last.safetensors conv linear readout.bias
check 'but the readout'\''s weights' layers differ $weights normal/last.safetensors readout.weight
expect 0 'a bias of its own' afresh biased -D readout.bias=uniform
check 'changes no weight' layers same $weights biased/last.safetensors conv linear readout.weight
check 'but the bias' layers differ $weights biased/last.safetensors readout.bias
expect 0 'trained' "$TESSC" train bins.tess --data data --out trained
check 'the readout learns' layers differ $weights trained/last.safetensors readout.weight
check 'and says how it started' grep -q '^    readout  start signs  bias zero$' trained/resolved.tess

# From other weights: a readout of the same shape is taken over, one of another shape starts anew
expect 0 '--init' afresh taken --init trained/last.safetensors
check 'takes the readout over' layers same trained/last.safetensors taken/last.safetensors conv linear readout
expect 0 '--init for two more classes' afresh wider --init trained/last.safetensors -D input.classes=6
check 'tells of the readout' grep -q 'no readout.weight of this model.s shape: it keeps its initial values' err
check 'takes the layers over' layers same trained/last.safetensors wider/last.safetensors conv linear
"$TESSC" --emit=model bins.tess -D input.classes=6 >wider.yaml 2>/dev/null
check 'and starts as the signs of these classes' start weights wider.yaml wider/last.safetensors
finish
