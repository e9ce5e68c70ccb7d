#!/bin/sh
# What others make of our NIR files, and we of theirs: the nir package reads them, and snnTorch predicts what we predict. On
# MNIST's first 1,000 test images where its files are in TESS_MNIST, otherwise on noisy patterns. TESS_PYTHON is a Python with
# the packages numpy, nir, and for the second half torch and snntorch; where they are not, the test is skipped.
. "${srcdir:-.}/tests/behaviour.sh"

TESS_CFLAGS=-O1 # most of the time is the compiler's
export TESS_CFLAGS

python=${TESS_PYTHON:-/usr/bin/python3}
files=$root/tests/nir_files.py
"$python" -c 'import numpy, nir' 2>/dev/null || { echo "no numpy and nir in $python (TESS_PYTHON): skipped"; exit 77; }
"$TESSC" export --nir none.nir none >out 2>err
if grep -q 'built without libhdf5' err; then
    echo 'this tessc was built without libhdf5: skipped'
    exit 77
fi
mnist=${TESS_MNIST:-$root/../shared/data/mnist}
[ -e "$mnist/t10k-images-idx3-ubyte" ] || [ -e "$mnist/t10k-images-idx3-ubyte.gz" ] || mnist=
mkdir data
# shellcheck disable=SC2086 # none or one
check 'data' "$python" "$files" data data $mnist
echo "on ${mnist:-noisy patterns}"

# model NAME RESET POOL
model() {
    cat >"$1.tess" <<EOF2
tess 1
model $1
input 1x28x28 { dataset arrays; classes 10; present 4 steps; normalize mean 0.1307 std 0.3081 }
neuron lif { leak 0.5  threshold 0.6  reset $2 }
weights { standardize  gain }
network { conv 12 5x5 pad 2, $3 2x2; conv 24 5x5 pad 2, $3 2x2; linear 50; readout }
learn tess
train { batch 25; epochs 1; validate 0 }
EOF2
    expect 0 "$1: train" "$TESSC" train "$1.tess" --data data --out "$1"
    expect 0 "$1: export" "$TESSC" export --nir "$1.nir" "$1"
    check 'the nir package reads the file' "$python" "$files" check "$1.nir"
    expect 0 "$1: predict" "$TESSC" predict "$1.tess" --weights "$1/best.safetensors" --json data/x_test.npy
    mv out "$1.json"
    expect 0 "$1: new" "$TESSC" new "$1.nir" -o "$1_back.tess"
    expect 0 "$1: predict with what came back" \
        "$TESSC" predict "$1_back.tess" --weights "$1_back.safetensors" --json data/x_test.npy
    check 'every logit is the same' cmp out "$1.json"
    expect 0 "$1: new from the file as nir writes it" "$TESSC" new "$1.nir.again" -o "$1_again.tess"
    check 'the weights are the same' sh -c 'cmp "$1_again.safetensors" "$1_back.safetensors" ||
        { tail -c 100000 "$1_again.safetensors" >a; tail -c 100000 "$1_back.safetensors" >b; cmp a b; }' sh "$1"
}
model zero_avg zero avgpool
model zero_max zero maxpool
model subtract_max subtract maxpool

expect 0 'a graph of others' "$python" "$files" foreign theirs.nir data
expect 0 'new' "$TESSC" new theirs.nir
check 'says that the time step is not told' grep -q 'does not say its time step: 0.0001 s is taken' err
check 'says that currents are multiplied' grep -q "node 'spikes' (LIF): its currents are multiplied by 0.5" err
check 'has their neurons' grep -q '^neuron lif { leak 0.9  threshold 0.7  reset zero }' theirs.tess
expect 0 'predict' "$TESSC" predict theirs.tess --weights theirs.safetensors --json data/x.npy
mv out theirs.json
expect 0 'a graph beyond the limits of a model file' "$python" "$files" odd odd.nir
expect 66 'new' "$TESSC" new odd.nir
check 'tells all of them' test "$(grep -c '^odd.nir (as a model file):.* error: ' err)" -eq 3
refuse 'leaves nothing behind' sh -c 'ls odd.tess odd.safetensors'
subject=''

if "$python" -c 'import torch, snntorch' 2>/dev/null; then
    for name in zero_avg zero_max; do
        check "snnTorch predicts as we do, $name" \
            "$python" "$files" snntorch "$name.nir" data/x_test.npy "$name.json" 0.1307 0.3081 4
        tail -n 1 check.log
    done
    check 'we predict as snnTorch does, a graph of others' \
        "$python" "$files" snntorch theirs.nir data/x.npy theirs.json 0 1 10
    tail -n 1 check.log
else
    echo "no torch and snntorch in $python (TESS_PYTHON): predictions of snnTorch are not compared"
fi
finish
