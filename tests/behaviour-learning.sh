#!/bin/sh
# learn { only LAYERS } and train { update each sample|step }: what a run's files say of them, what a trainer refuses, and
# where two ways must come to the same bits.
. "${srcdir:-.}/tests/behaviour.sh"

small_model tiny
run() { # FOLDER OPTION...: trains
    folder=$1
    shift
    "$TESSC" train tiny.tess --threads 1 --quiet --out "$folder" "$@"
}
# of STATE PATTERN: the names of its tensors that match
of() {
    head -c 6000 "$1/state.safetensors" | tr ',{' '\n\n' | grep -ao '"[a-z0-9]*\.[a-z]*\(\.moment[12]\)*":' | tr -d '":' | grep "$2"
}

# ---- only ----

for engine in cpu interpret; do
    expect 0 "only, $engine" run only-$engine --engine $engine -D 'learn.only=conv2, readout'
    check 'the optimizer keeps nothing of constants' test "$(of only-$engine moment2 | sed 's/\..*//' | sort -u | tr '\n' ' ')" = 'conv2 readout '
    check 'but the state has them' test "$(of only-$engine '^conv1\.' | wc -l)" -ge 2
done
expect 0 'frozen layers' run frozen -D conv1.lr.times=0 -D conv3.lr.times=0 -D linear4.lr.times=0
check 'have moments' test "$(of frozen '^conv1.*moment2' | wc -l)" -ge 1
check 'and come to the same weights' cmp only-cpu/last.safetensors frozen/last.safetensors
check 'the resolved model says which learn' grep -q '^    only conv2, readout$' only-cpu/resolved.tess
expect 0 'one epoch, then the others' run resumed --epochs 1 -D 'learn.only=conv2, readout'
expect 0 'which goes on' run resumed --epochs 3 -D 'learn.only=conv2, readout' --resume
check 'to the same weights' cmp only-cpu/last.safetensors resumed/last.safetensors
expect 65 'another choice for the same run' run resumed -D learn.only=readout --resume
expect 0 'explain' "$TESSC" explain -D 'learn.only=conv2, readout' tiny.tess
check 'tells what learns' grep -q '^[0-9]* of them learn, conv2, readout; [0-9]* are constants: .* keeps [0-9.]* MiB less$' out
expect 0 'all layers named' "$TESSC" --emit=model -D 'learn.only=readout, linear4, conv3, conv2, conv1' tiny.tess
refuse 'are as if none were' grep -q 'learns' out
subject=''

# ---- update ----

stream='-D learn.schedule=stream -D train.optimizer=sgd -D train.optimizer.lr=0.02 -D train.batch=1'
# shellcheck disable=SC2086 # words
{
    expect 0 'each sample' run sample $stream -D 'train.update=each sample'
    expect 0 'batches of one' run batch $stream
    check 'are the same' cmp sample/last.safetensors batch/last.safetensors
    expect 0 'each step' run step $stream -D 'train.update=each step'
    refuse 'is another thing' cmp -s step/last.safetensors batch/last.safetensors
    check 'keeps no moments' test -z "$(of step moment)"
    expect 0 'with four threads' run threads $stream -D 'train.update=each step' --threads 4
    check 'the same bits' cmp step/last.safetensors threads/last.safetensors
    expect 0 'stopped within an epoch' run going $stream -D 'train.update=each step' --max-steps 70
    expect 0 'and gone on' run going $stream -D 'train.update=each step' --resume
    check 'the same bits' cmp step/last.safetensors going/last.safetensors
    expect 0 'each step of one' run one-step $stream -D input.frames=1 -D learn.alpha.post=0 -D 'train.update=each step'
    expect 0 'each sample of one step' run one-sample $stream -D input.frames=1 -D learn.alpha.post=0 -D 'train.update=each sample'
    check 'are the same' cmp one-step/last.safetensors one-sample/last.safetensors
    expect 2 'a batch' run none $stream -D 'train.update=each step' --batch 4
    check 'is refused' grep -q "^tiny: error: --batch 4: the model has 'update each step', which takes one sample at a time" err
    refuse 'before a run begins' test -e none
    expect 2 'a batch for bench' "$TESSC" bench tiny.tess $stream -D 'train.update=each sample' --batch 2
    expect 0 'explain' "$TESSC" explain $stream -D 'train.update=each step' tiny.tess
    check 'tells what is not kept' grep -q '^updates each step: .* MiB are not there$' out
    subject=''
}

# ---- A signal that starts late ----

# The spread of local logits is a mean over the supervised steps, under either schedule.
for schedule in fold stream; do
    "$TESSC" train tiny.tess --threads 1 --schedule $schedule -D learn.signal.from=4 --out late-$schedule 2>&1 |
        grep -o 'its local logits differ by [0-9.]*' >late-$schedule.hint
done
check 'a hint on logits' test -s late-fold.hint
check 'is the same under stream' cmp late-fold.hint late-stream.hint
finish
