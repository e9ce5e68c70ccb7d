#!/bin/sh
# tessc sweep: a whole small sweep, what it writes, what it refuses; stopped and killed it goes on to the same table.
. "${srcdir:-.}/tests/behaviour.sh"

cat >tiny.tess <<'EOF_MODEL'
tess 1
model tiny
input 2x9x8 { dataset synthetic; frames 6; train 600 samples; test 150 samples }
neuron lif { leak 0.5  threshold 0.4  reset subtract }
network {
    conv 12 3x3 pad 1, maxpool 2x2  signal grid 2x2
    readout
}
learn tess { alpha post -0.5 }
train { batch 16; epochs 3; validate 0.2 }
variant plain { learn { alpha post 0 } }
EOF_MODEL
cat >small.yaml <<'EOF_SWEEP'
title: A small sweep
expected_title: guess
epoch: best
seeds: [3, 8]
model: tiny.tess
options: { checkpoint-every: 5, threads: 1 }
rows:
  with: { options: { lr: 0.002 } }
  without: { variant: plain }
columns:
  short: { options: { epochs: 2 } }
  long stream: { set: { learn.schedule: stream, train.epochs: 4 } }
expected:
  with: [20.5 (1.25), ~]
EOF_SWEEP

# same WHOLE OTHER: two sweeps have the same tables, and their runs the same bytes
same() {
    for file in table.md table.json; do
        check "the same $file" cmp "$1/$file" "$2/$file"
    done
    (cd "$1" && find . -name 'last.safetensors' -exec cksum {} + | sort) >expected.sums
    (cd "$2" && find . -name 'last.safetensors' -exec cksum {} + | sort) >found.sums
    check 'the same weights' cmp expected.sums found.sums
    refuse 'nothing left unfinished' sh -c 'find "$1" -name "*.part" -o -name "*.started" -o -name "seed-*.*-*" | grep .' sh "$2"
}

expect 0 'a sweep, two at a time' "$TESSC" sweep small.yaml --jobs 2 --out whole
check 'tells of all runs' test "$(grep -c 'runs done' err)" -eq 8
check 'prints the table' grep -q '^with  *short  *20.50 (1.25)  *[0-9.]* ([0-9.]*)  2$' out
check 'which is in table.md' grep -q '^| with | 20.50 (1.25) | [0-9.]* ([0-9.]*) | 2 |  | [0-9.]* ([0-9.]*) | 2 |$' whole/table.md
check 'has a directory a run' test -s 'whole/runs/without/long_stream/seed-8/best.safetensors'

# The numbers, from the files of the runs: the epoch with the best validation accuracy, of equal ones the lower loss.
for seed in 3 8; do
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        { a = $column["validation_accuracy"]; l = $column["validation_loss"] }
        NR == 2 || a > best || (a == best && l < loss) { best = a; loss = l; test = $column["test_accuracy"] }
        END { print 100 * test }' "whole/runs/with/short/seed-$seed/metrics.csv"
done >values
mean=$(awk '{ x[NR] = $1 } END { m = (x[1] + x[2]) / 2
    printf "%.2f (%.2f)", m, sqrt((x[1] - m) ^ 2 + (x[2] - m) ^ 2) }' values)
check "mean and deviation are $mean" grep -qF "20.50 (1.25) | $mean | 2 |" whole/table.md
expect 0 'a run by hand' "$TESSC" train tiny.tess --variant plain -D train.epochs=4 --schedule stream --seed 8 --out by-hand
check 'ends with the bytes of the run of the sweep' \
    cmp by-hand/last.safetensors whole/runs/without/long_stream/seed-8/last.safetensors
expect 0 'another process at a time' "$TESSC" sweep small.yaml --out one
same whole one
subject=''

# ---- Going on ----

cp -R whole again
expect 0 'a sweep that is done' "$TESSC" sweep small.yaml --out again --jobs 2
refuse 'starts nothing' grep -q 'starts\|goes on' err
same whole again
cat >three.yaml <<EOF_SWEEP
$(sed 's/seeds: .*/seeds: [3, 8, 5]/' small.yaml)
EOF_SWEEP
cp -R whole third
expect 0 'a third seed' "$TESSC" sweep three.yaml --out third --only with/short
check 'is the one run that starts' test "$(grep -c 'starts' err)" -eq 1
check 'and counts' grep -q '^with  *short  .*  3$' out
expect 0 'the first two seeds' "$TESSC" sweep three.yaml --trials 2 --out again
same whole again
expect 2 'more trials than seeds' "$TESSC" sweep small.yaml --trials 3 --out again
expect 2 'other options in the same folder' "$TESSC" sweep small.yaml --epochs 1 --out again
check 'are refused' grep -q 'runs/with/short/seed-3.done: that run had another model or other options' err
expect 2 'another engine' "$TESSC" sweep small.yaml --engine interpret --out again
sed 's/alpha post 0 /alpha post 0.1 /' tiny.tess >changed && cp tiny.tess tiny.kept && cp changed tiny.tess
expect 2 'a changed model' "$TESSC" sweep small.yaml --out again
check 'is told by its run' grep -q 'runs/without/short/seed-3.done' err
cp tiny.kept tiny.tess
same whole again
subject=''

# ---- Cells that fail, and cells that are not run ----

cat >holes.yaml <<'EOF_SWEEP'
expected_title: guess
rows: [good, bad]
columns: [runs, does not]
options: { epochs: 1, threads: 1 }
trials: 2
cells:
  good: { runs: tiny.tess }
  bad: { runs: { model: needy.tess, data: nowhere } }
expected: { good: { does not: 5 } }
EOF_SWEEP
sed 's/model tiny/model needy/; s/dataset synthetic.*/dataset arrays; frames 6 }/; s/expect.*//' tiny.tess |
    sed 's/^input.*/input 2x9x8 { dataset arrays; frames 6; classes 11 }/' >needy.tess
expect 66 'a sweep with a cell that has no data' "$TESSC" sweep holes.yaml --data-root . --out holes --jobs 2
check 'names the run, and its log' grep -q 'bad, runs, seed 1: failed (exit code 66), see holes/runs/bad/runs/seed-1.log$' err
check 'and says why' grep -q 'needy: error: ' err
check 'runs the other cells' grep -q '^| good | *| [0-9.]* ([0-9.]*) | 2 | 5.00 |  |  |$' holes/table.md
check 'leaves the failed one empty' grep -q '^| bad |  |  |  |  |  |  |$' holes/table.md
sed 's/, data: nowhere//' holes.yaml >nowhere.yaml
expect 2 'data that nobody names' "$TESSC" sweep nowhere.yaml --out other
check 'ends before anything runs' test ! -e other
TESS_CC=false expect 1 'a compiler that fails' "$TESSC" sweep holes.yaml --data-root . --only good --out uncompiled
subject=''
expect 2 'an option that no trainer has' "$TESSC" sweep small.yaml --epoch-count 3
expect 2 'an option that is not for all runs' "$TESSC" sweep small.yaml --seed 3
expect 2 'no jobs' "$TESSC" sweep small.yaml --jobs 0
expect 2 'no file' "$TESSC" sweep
expect 65 'a file that is not there' "$TESSC" sweep nothing.yaml
expect 0 'help' "$TESSC" sweep --help
check 'tells its options' grep -q -e --data-root out
subject=''

expect 0 'the reference engine' "$TESSC" sweep small.yaml --engine interpret --epochs 1 --trials 1 --only 'with/s*' --out slow
check 'runs the one cell' grep -q '^with  *short .*  1$' out
check 'as its run says' grep -q '^engine: .*interpret' slow/runs/with/short/seed-3/run.yaml
subject=''

# ---- Stopped ----

# begin FOLDER: a longer sweep in the background; its process is $process
begin() {
    "$TESSC" sweep small.yaml --epochs 20 --jobs 2 --out "$1" >out 2>err </dev/null &
    process=$!
}

expect 0 'a longer sweep' "$TESSC" sweep small.yaml --epochs 20 --jobs 2 --out long
subject=''

# until_true COMMAND...: waits for it to succeed, for ten seconds at most
until_true() {
    tries=0
    until "$@" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 500 ] || return 1
        sleep 0.02
    done
}

begin stopped
until_true test -s stopped/runs/with/short/seed-3.claim-1/state.safetensors
kill -INT $process
wait $process
expect 75 'SIGINT' sh -c "exit $?"
check 'lets a trainer write its checkpoint' grep -q 'stopped after update' stopped/runs/with/short/seed-3.log
expect 0 'which goes on' "$TESSC" sweep small.yaml --epochs 20 --jobs 2 --out stopped
same long stopped
subject=''

# SIGKILL, three times in a row, each a random moment after so many runs are done: of the sweep alone, whose trainers then
# end by themselves, and of all its processes.
is_done() {
    [ "$(find killed -name '*.done' | wc -l)" -ge "$1" ]
}

trainers() {
    cat "/proc/$process/task/$process/children" 2>/dev/null
}

landed=0
moments=$(awk -v seed="${TESS_TEST_SEED:-7}" 'BEGIN { srand(seed); for (i = 0; i < 3; i++) printf "%.3f ", 0.2 * rand() }')
mkdir killed
for moment in $moments; do
    begin killed
    until_true is_done $((2 * landed))
    sleep "$moment"
    victims=$process
    [ $landed -eq 1 ] || victims="$process $(trainers)"
    # shellcheck disable=SC2086 # a word each
    kill -KILL $victims 2>/dev/null && landed=$((landed + 1))
    wait $process 2>/dev/null
done
check 'three kills landed' test $landed -eq 3
refuse 'the sweep was not yet over' cmp -s long/table.md killed/table.md
expect 0 'a sweep that was killed' "$TESSC" sweep small.yaml --epochs 20 --jobs 2 --out killed
check 'goes on' grep -q 'goes on' err
same long killed
finish
