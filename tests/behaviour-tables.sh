#!/bin/sh
# Layers with so many input channels that their tables of sums join fewer equal rows, or none: integer sums, so the very
# same outputs as from sums tap by tap.
. "${srcdir:-.}/tests/behaviour.sh"

cat >wide.tess <<'EOM'
tess 1
model wide
input 2x8x9 { dataset synthetic; frames 6; train 24 samples; test 20 samples }
neuron lif { leak 0.5  threshold 0.4  reset subtract }
network {
    conv 40 3x3 pad 1   signal grid 1x1
    conv 400 3x3 pad 1  signal grid 1x1
    conv 600 3x3 pad 1  signal grid 1x1
    conv 800 3x3 pad 1  signal grid 1x1
    conv 32 3x3         signal grid 1x1
    readout
}
train { batch 8; epochs 1; seed 4; validate 0 }
EOM
expect 0 'the plan' "$TESSC" --emit=plan wide.tess
check 'a layer of 40 channels joins two equal rows' grep -q 'equal_rows_joined: two or all' out
check 'a layer of 400 joins all of a patch alone' grep -q 'equal_rows_joined: all' out
check 'a layer of 600 joins none' grep -q 'equal_rows_joined: none' out
check 'a layer of 800 has no table' grep -q 'sums_over: taps' out

"$TESSC" train wide.tess --out run --max-steps 3 --threads 2 >train.log 2>&1 || {
    not_ok 'train'
    cat train.log
}
for kernel in auto taps rows steps patterns signals general; do
    expect 0 "build, $kernel" "$TESSC" build --kernel "$kernel" -o "$kernel" wide.tess
    expect 0 "evaluate, $kernel" "$kernel/wide" eval --weights run/last.safetensors --threads 2
    mv out "$kernel.out"
    check "$kernel: the outputs of auto" cmp auto.out "$kernel.out"
    [ -s "$kernel.out" ] || not_ok "$kernel: no output"
done
finish
