#!/bin/sh
# A network goes out as a NIR graph and comes back: the same predictions, to the last digit. No Python is needed; what others
# read in the file is tested by behaviour-nir-python.sh, odd graphs by unit/compiler_nir.
. "${srcdir:-.}/tests/behaviour.sh"

TESS_CFLAGS=-O0 # four trainers, of which none runs for long
export TESS_CFLAGS

"$TESSC" export --nir none.nir none >out 2>err
code=$?
if grep -q 'built without libhdf5' err; then
    check 'without libhdf5 export fails' test "$code" -eq 1
    expect 66 'what is no NIR file' "$TESSC" new nothing.nir
    printf '\211HDF\r\n\032\n' >some.nir
    expect 1 'new without libhdf5' "$TESSC" new some.nir
    check 'says what is missing' grep -q 'libhdf5' err
    [ "$failed" -eq 0 ] || finish
    echo 'this tessc was built without libhdf5: the rest is skipped'
    exit 77
fi

# back NAME MODEL WEIGHTS: exports, takes over, and evaluates both
back() {
    expect 0 "$1: export" "$TESSC" export --nir "$1.nir" "$2" "$3"
    cp err "$1.notes"
    expect 0 "$1: new" "$TESSC" new "$1.nir" -o "$1_back.tess"
    check 'without warnings' "$TESSC" check -Werror "$1_back.tess"
    expect 0 "$1: eval" "$TESSC" eval "$2" --weights "$3"
    cp out "$1.before"
    expect 0 "$1: eval of what came back" "$TESSC" eval "$1_back.tess" --weights "$1_back.safetensors"
    check 'is the same to the last digit' cmp out "$1.before"
}

# Max and average pools, resets that subtract, standardized weights with gains, a linear layer
small_model tiny
expect 0 'train' "$TESSC" train tiny.tess --out run --max-steps 15
back tiny tiny.tess run/best.safetensors
check 'spikes at all' awk '/spikes a neuron/ { on = 1; next } on && $2 > 0 { found++ } END { exit found != 4 }' out
check 'resets are told' grep -q '^note: conv1, conv2, conv3, linear4: the reset subtracts' tiny.notes
check 'max pools are told' grep -q '^note: conv2: NIR has no max pool' tiny.notes
check 'comes back as a max pool' grep -q 'conv 20 3x3 pad 1, maxpool 2x2' tiny_back.tess
check 'and an average pool' grep -q 'conv 6 3x3 pad 1, avgpool 2x2' tiny_back.tess
expect 0 'the directory of a run' "$TESSC" export --nir again.nir run
check 'comes to the same bytes' cmp again.nir tiny.nir
expect 0 'weights beside their model' "$TESSC" export --nir again.nir run/last.safetensors

# Every neuron and kind of weights that a layer may have, no pool that is a maximum
cat >kinds.tess <<'EOF2'
tess 1
model kinds
input 2x9x8 { dataset synthetic; frames 7; train 72 samples; test 33 samples }
neuron lif { leak 0.9  threshold 0.3  reset zero }
weights { raw  bias }
network {
    conv 5 3x5 pad 2, avgpool 2x3
    conv 7 2x2 pad 1 { neuron lif { leak 1  threshold 0.7  reset subtract 0.4 }; weights { center } }
    conv 9 3x3 pad 1, avgpool all { neuron lif { leak 0.333  threshold 0.2 }; weights { standardize; gain off; bias off } }
    linear 12 { neuron lif { leak 0  threshold 0.123456  reset zero } }
    linear 11 { weights { standardize; bias } }
    readout
}
learn bptt
train { batch 16; epochs 3; seed 11; validate 0.2 }
EOF2
expect 0 'train' "$TESSC" train kinds.tess --out kinds_run --max-steps 15
back kinds kinds.tess kinds_run/last.safetensors
check 'a leak of 1 is told' grep -q '^note: conv2: a leak of 1 is written' kinds.notes
refuse 'no max pool is' grep -q 'max pool' kinds.notes
for text in 'leak 0.9  threshold 0.3  reset zero' 'leak 1  threshold 0.7  reset subtract 0.4' \
    'leak 0.333  threshold 0.2' 'leak 0  threshold 0.123456  reset zero' 'conv 5 3x5 pad 2, avgpool 2x3'; do
    check "comes back: $text" grep -q "$text" kinds_back.tess
done

# Another time step
expect 0 'another time step' "$TESSC" export --nir slow.nir --dt 0.001 kinds_run
check 'is told' grep -q 'a step is 0.001 s' out
expect 0 'and taken from the file' "$TESSC" new slow.nir
check 'the neurons are the same' sh -c 'grep "neuron lif" slow.tess >a; grep "neuron lif" kinds_back.tess >b; cmp a b'
expect 66 'a time step longer than the time constants' "$TESSC" new slow.nir -o other.tess --dt 0.5
check 'is refused, neuron by neuron' test "$(grep -c "'tau' is .* less than the time step of 0.5 s" err)" -eq 4
expect 2 'a time step that is none' "$TESSC" export --nir slow.nir --dt soon kinds_run
expect 2 'a time step for data' "$TESSC" new --dt 1 .

# What is refused
expect 2 'no form' "$TESSC" export run
expect 2 'no run' "$TESSC" export --nir x.nir
expect 2 'three files' "$TESSC" export --nir x.nir tiny.tess run run
mkdir alone && cp run/best.safetensors alone
expect 2 'weights without a model' "$TESSC" export --nir x.nir alone/best.safetensors
check 'says so' grep -q 'alone: no resolved.tess there' err
expect 66 'weights of another model' "$TESSC" export --nir x.nir kinds.tess run/best.safetensors
expect 65 'prediction from a layer' "$TESSC" export --nir x.nir -D 'predict.from=conv1' tiny.tess run/best.safetensors
check 'with the reason' grep -q 'predicts from conv1: a NIR graph ends in the readout' err
mkdir folder.nir
expect 74 'a folder in the way' "$TESSC" export --nir folder.nir run
expect 74 'a folder that is not there' "$TESSC" export --nir nowhere/x.nir run
refuse 'nothing was written' test -e x.nir
expect 74 'a model that is there' "$TESSC" new tiny.nir -o tiny.tess
refuse 'no weights are left behind' test -e tiny.safetensors
mv tiny_back.tess elsewhere.tess
expect 74 'weights that are there' "$TESSC" new tiny.nir -o tiny_back.tess
refuse 'no model is left behind' test -e tiny_back.tess

# Damage
size=$(wc -c <tiny.nir)
for part in 0 9 100 $((size / 2)) $((size - 1)); do
    head -c "$part" tiny.nir >cut.nir
    expect 66 "a file cut to $part bytes" "$TESSC" new cut.nir -o cut.tess
done
echo 'no graph' >text.nir
expect 66 'a text' "$TESSC" new text.nir
expect 66 'no file' "$TESSC" new nothing.nir
refuse 'leaves nothing behind' sh -c 'ls cut.tess cut.safetensors text.tess nothing.tess'
finish
