#!/bin/sh
# Settings of how a model learns, in whole runs: warm-up, rates of layers, where gains start, a readout with a loss of its
# own under schedule stream.
. "${srcdir:-.}/tests/behaviour.sh"

python=/usr/bin/python3
"$python" -c 'import json' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3' && exit 77; }

# tensor FILE NAME: its numbers, one a line
tensor() {
    "$python" - "$@" <<'EOP'
import json, struct, sys
data = open(sys.argv[1], 'rb').read()
size = struct.unpack('<Q', data[:8])[0]
first, last = json.loads(data[8:8 + size])[sys.argv[2]]['data_offsets']
for number, in struct.iter_unpack('<f', data[8 + size + first:8 + size + last]):
    print(repr(number))
EOP
}

# same_tensor WHAT FILE FILE NAME; other_tensor likewise
same_tensor() {
    tensor "$2" "$4" >first && tensor "$3" "$4" >second
    check "$1: $4" cmp first second
}
other_tensor() {
    tensor "$2" "$4" >first && tensor "$3" "$4" >second
    refuse "$1: $4" cmp first second
}

# rates FILE: the learning rate of each epoch's last update
rates() {
    sed -n 's/.*"learning_rate":\([^,]*\),.*/\1/p' "$1/metrics.jsonl" | tr '\n' ' '
}

# 58 training samples in batches of 16 are 4 updates an epoch: with 1.5 epochs the rate rises over 6 updates.
small_model warm 'optimizer sgd lr 0.024; warmup 1.5 epochs'
expect 0 'a warm-up' "$TESSC" train warm.tess --out warm
check 'rises by a sixth of the rate with every update' test "$(rates warm)" = '0.016 0.024 0.024 '
check 'is told in run.yaml' grep -qx '  warmup: 1.5' warm/run.yaml
check 'is told in resolved.tess' grep -qx '    epochs 3, warmup 1.5 epochs' warm/resolved.tess
small_model cosine 'optimizer sgd lr 0.024; anneal cosine'
expect 0 'a warm-up before a cosine' "$TESSC" train cosine.tess --out cosine --warmup 1
rates cosine >found
check 'leaves the cosine the rest of the run' awk '
    function cosine(share) { return 0.012 * (1 + cos(3.14159265358979 * share)) }
    function near(x, y) { return x - y < 1e-8 && y - x < 1e-8 }
    { exit !(NF == 3 && near($1, 0.024) && near($2, cosine(3 / 8)) && near($3, cosine(7 / 8))) }' found
check 'is told in resolved.tess' grep -qx '    epochs 3, warmup 1 epochs' cosine/resolved.tess
expect 0 'the resolved model' "$TESSC" train cosine/resolved.tess --out cosine_again
check 'comes to the same weights' cmp cosine/last.safetensors cosine_again/last.safetensors
expect 0 'a warm-up that an option takes away' "$TESSC" train warm.tess --out cold --warmup 0
check 'has one rate' test "$(rates cold)" = '0.024 0.024 0.024 '
refuse 'and none in resolved.tess' grep -q warmup cold/resolved.tess
expect 0 'a warm-up over the first update' "$TESSC" train warm.tess --out short --warmup 0.01 --epochs 1
check 'has the rate at once' test "$(rates short)" = '0.024 '
for stop in 1 5; do
    expect 0 "stopped after update $stop" "$TESSC" train warm.tess --out "part$stop" --max-steps "$stop"
    expect 0 'and resumed' "$TESSC" train warm.tess --out "part$stop" --resume --max-steps 12
    check 'comes to the same weights' cmp warm/last.safetensors "part$stop/last.safetensors"
done
expect 2 'resumed with another warm-up' "$TESSC" train warm.tess --out part1 --resume --warmup 2
check 'is refused' grep -q -- '--warmup differs from what the run in part1 was started with' err
expect 2 'a warm-up below 0' "$TESSC" train warm.tess --out below --warmup -1
check 'is refused' grep -q -- "--warmup: expected 0, or a number from 1e-30 to 1e6, found '-1'" err

# Half the rate everywhere is half the rate: in floating point, halves are exact. So they are with all that changes it.
for more in 'optimizer adamw lr 2e-3; anneal linear' \
    'optimizer nesterov lr 0.02 weight_decay 0.1; warmup 1 epoch; plateau on validation loss, patience 0'; do
    small_model halves "$more"
    sed -e 's/signal .*/& lr times 0.5/' -e 's/readout$/readout lr times 0.5/' halves.tess >times.tess
    rate=$(echo "$more" | sed 's/.*lr \([^; ]*\).*/\1/')
    expect 0 "$more" "$TESSC" train halves.tess --out halves --lr "$(awk -v x="$rate" 'BEGIN { print x / 2 }')"
    expect 0 'and half of twice the rate' "$TESSC" train times.tess --out times
    check 'come to the same weights' cmp halves/last.safetensors times/last.safetensors
    rm -r halves times
done

# Frozen layers stay as they are, decay or not; what is above and below them learns.
small_model ice 'optimizer adamw lr 1e-2 weight_decay 0.1'
sed -e 's/ conv 20 .*/& lr times 0/' -e 's/readout$/readout lr times 0/' ice.tess >frozen.tess
expect 0 'the start of a run' "$TESSC" train frozen.tess --out start --max-steps 0
for run in '' '--schedule stream' '--engine interpret'; do
    # shellcheck disable=SC2086 # options are words
    expect 0 "frozen layers $run" "$TESSC" train frozen.tess --out frozen $run
    for name in conv2.weight conv2.gain readout.weight readout.bias; do
        same_tensor 'stays' start/last.safetensors frozen/last.safetensors "$name"
    done
    for name in conv1.weight conv3.gain linear4.weight; do
        other_tensor 'learns' start/last.safetensors frozen/last.safetensors "$name"
    done
    rm -r frozen
done
small_model bptt
sed -i -e 's/^learn .*/learn bptt/' bptt.tess
expect 0 'a layer that is frozen under signals from above' "$TESSC" train bptt.tess --out below -D conv3.lr.times=0
expect 0 'the start of that run' "$TESSC" train bptt.tess --out begin --max-steps 0 -D conv3.lr.times=0
same_tensor 'stays' begin/last.safetensors below/last.safetensors conv3.weight
other_tensor 'learns' begin/last.safetensors below/last.safetensors conv1.weight

small_model gains
expect 0 'gains that start elsewhere' "$TESSC" train gains.tess --out gains --max-steps 0 -D weights.gain.start=2 \
    -D conv3.weights.gain.start=0.25
for pair in conv1:2.0 conv2:2.0 conv3:0.25 linear4:2.0; do
    tensor gains/last.safetensors "${pair%:*}.gain" | sort -u >first
    check "${pair%:*} starts at ${pair#*:}" test "$(cat first)" = "${pair#*:}"
done

# Under stream a readout that learns from the sum waits for the last step, in memory that does not depend on their number.
small_model sum
for steps in 5 500; do
    expect 0 "a loss of the sum, $steps steps" "$TESSC" --emit=plan --schedule stream -D readout.loss=sum \
        -D "input.frames=$steps" sum.tess
    grep '^ *\(arena\|scratch\)' out >"plan$steps"
done
check 'takes as much memory as with few' cmp plan5 plan500
check 'which is known' test -s plan5
expect 0 'one thread' "$TESSC" train sum.tess --schedule stream -D readout.loss=sum --out one --threads 1
expect 0 'three threads' "$TESSC" train sum.tess --schedule stream -D readout.loss=sum --out three --threads 3
check 'come to the same weights' cmp one/last.safetensors three/last.safetensors
expect 0 'a loss of each step' "$TESSC" train sum.tess --schedule stream --out each
other_tensor 'is another' one/last.safetensors each/last.safetensors readout.weight
same_tensor 'but the same for layers' one/last.safetensors each/last.safetensors conv3.weight
finish
