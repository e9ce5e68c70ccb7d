#!/bin/sh
# train --tensorboard: the event file against metrics and weights, by a reader that knows nothing but the formats; also of
# runs that were stopped, cut off or damaged and go on.
. "${srcdir:-.}/tests/behaviour.sh"

python=/usr/bin/python3
reader=$root/tests/event_files.py
events=events.out.tfevents.tess
TESS_CFLAGS=-O0
export TESS_CFLAGS
small_model tiny

expect 0 'without the option' "$TESSC" train tiny.tess --out plain
check 'there is no event file' test ! -e plain/$events
expect 0 'train' "$TESSC" train tiny.tess --out run --tensorboard
check 'agrees with metrics and weights' $python "$reader" check run
check 'changes nothing in the run' cmp run/last.safetensors plain/last.safetensors
expect 0 'no validation samples' "$TESSC" train tiny.tess -D train.validate=0 --out test --tensorboard --epochs 2
check 'rates are of the test samples' $python "$reader" check test
expect 0 'backpropagation: no local losses' "$TESSC" train tiny.tess -D learn=bptt --out bptt --tensorboard --epochs 1
check 'agrees too' $python "$reader" check bptt

# A run that goes on keeps what it had, and needs no option to be continued.
expect 0 'stopped in the second epoch' "$TESSC" train tiny.tess --out stopped --tensorboard --max-steps 6
expect 0 'resumed' "$TESSC" train tiny.tess --out stopped --resume
check 'has every epoch once' $python "$reader" check stopped
check 'and the same end' cmp stopped/last.safetensors run/last.safetensors
expect 0 'more epochs' "$TESSC" train tiny.tess --out stopped --resume --epochs 4
check 'follow' $python "$reader" check stopped
refuse 'a note' grep -q 'has no epochs' err

# Killed between the rows of an epoch and its checkpoint, in the middle of a record: what is later is written again.
expect 0 'one update of the second epoch' "$TESSC" train tiny.tess --out late --tensorboard --max-steps 5
cp -r late before
expect 0 'the rest' "$TESSC" train tiny.tess --out late --resume
cp before/state.safetensors before/metrics.* late/
rm late/state.previous.safetensors
head -c 100 run/$events >>late/$events
expect 0 'an older state' "$TESSC" train tiny.tess --out late --resume
check 'later events are cut off' $python "$reader" check late
expect 0 'a state to go on from' "$TESSC" train tiny.tess --out torn --tensorboard --max-steps 10
printf 'half a record' >>torn/$events
expect 0 'an incomplete record' "$TESSC" train tiny.tess --out torn --resume
check 'is cut off' $python "$reader" check torn

# What is missing is told.
expect 0 'a state to damage' "$TESSC" train tiny.tess --out damaged --tensorboard --max-steps 10
printf 'X' | dd of=damaged/$events bs=1 seek=2000 conv=notrunc 2>dd.log
expect 0 'a damaged record' "$TESSC" train tiny.tess --out damaged --resume
check 'is told' grep -q "note: damaged/$events has no epochs 1 to 2" err
expect 0 'a run without one' "$TESSC" train tiny.tess --out begun --max-steps 5
expect 0 'from now on' "$TESSC" train tiny.tess --out begun --resume --tensorboard
check 'what came before is told' grep -q "note: begun/$events has no epochs 1 to 1" err

mkdir -p way/$events
expect 74 'a folder in the way' "$TESSC" train tiny.tess --out way --tensorboard
check 'is told' grep -q "way/$events: expected a file, found a directory" err
finish
