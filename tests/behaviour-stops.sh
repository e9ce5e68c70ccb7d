#!/bin/sh
# Runs that are stopped: by output that cannot be written, by signals, by another run, by numbers that go wrong. Whatever
# it is, what stood before is not damaged: the last checkpoint loads, and the run goes on to the bits of a whole one.
. "${srcdir:-.}/tests/behaviour.sh"

small_model tiny
# the second epoch is the best one, so that each of the files is written after the stop
expect 0 'build' "$TESSC" build tiny.tess -D learn.signal.logits=mean
expect 0 'a whole run' ./tiny train --out whole --max-steps 9

# half NAME: a run of five updates, and a copy of it
half() {
    rm -rf "$1" before
    ./tiny train --out "$1" --max-steps 5 >out 2>err || not_ok "half a run in $1"
    cp -r "$1" before
}

# goes_on NAME MESSAGE: the run has failed; one line on standard error says so, its state is what it was, what it has of
# weights is whole, and it can go on
goes_on() {
    check 'one line says why' test "$(grep -c 'error:' err)" -eq 1
    check "as '$2'" grep -q "^tiny: error: $2" err
    refuse 'nothing unfinished is left' sh -c 'ls "$1" | grep "[.]part"' sh "$1"
    check 'the state is what it was' cmp before/state.safetensors "$1/state.safetensors"
    for kept in last best; do
        check "$kept.safetensors is whole" ./tiny eval --weights "$1/$kept.safetensors"
    done
    expect 0 "${subject}then" ./tiny train --out "$1" --max-steps 9 --resume
    check 'it goes on to the same bits' cmp whole/last.safetensors "$1/last.safetensors"
}

# ---- Output that cannot be written ----

for file in metrics.jsonl metrics.csv run.yaml; do
    half way
    rm "way/$file" && mkdir "way/$file"
    expect 74 "a folder in the way of $file" ./tiny train --out way --max-steps 9 --resume
    rmdir "way/$file" && cp "before/$file" way
    goes_on way "way/$file: expected a file, found a directory"
done
for file in state last best; do
    half way
    mkdir "way/$file.safetensors.part"
    expect 74 "a folder in the way of $file.safetensors" ./tiny train --out way --max-steps 9 --resume
    rmdir "way/$file.safetensors.part"
    goes_on way "way/$file.safetensors.part: cannot write: Is a directory"
done

# No file may be larger than some bytes: as on a full disk, only that it can be had everywhere.
for blocks in 1 4; do
    half full
    expect 74 "files of at most $blocks blocks" sh -c 'ulimit -f $1; exec ./tiny train --out full --max-steps 9 --resume' \
        sh $blocks
    goes_on full 'full/.*: cannot write: File too large'
    expect 74 "a new run with files of at most $blocks blocks" sh -c 'ulimit -f $1; exec ./tiny train --out new' sh $blocks
    refuse 'leaves nothing unfinished' sh -c 'ls new | grep "[.]part"'
    refuse 'nor a state' test -e new/state.safetensors
    expect 0 'the same where there is room' ./tiny train --out new --max-steps 9
    check 'comes to the same bits' cmp whole/last.safetensors new/last.safetensors
    rm -r new
done

# A folder that another user may read but not write. The test may run as root, who may do everything.
as_nobody=''
[ "$(id -u)" -eq 0 ] && as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
half theirs
chmod 755 "$scratch" && chmod -R a+rX,a-w theirs
if [ -z "$as_nobody" ] || $as_nobody ./tiny --version >out 2>err; then
    expect 74 'a folder that is read-only' $as_nobody ./tiny train --out theirs --max-steps 9 --resume
    cp err said
    expect 74 'a new run in a folder that is read-only' $as_nobody ./tiny train --out theirs/deeper
    check 'is told' grep -q '^tiny: error: theirs/deeper: cannot make this folder: Permission denied$' err
    check 'and not made' test ! -e theirs/deeper
    cp said err
    chmod -R u+w theirs
    subject='a folder that is read-only: '
    goes_on theirs 'theirs/.*: cannot write: Permission denied'
else
    echo 'no way to be another user here: a read-only folder is not looked at'
fi

# ---- Signals ----

# wait_for FILE: until a run has written it
wait_for() {
    tries=0
    until [ -e "$1" ] || [ $tries -ge 500 ]; do
        sleep 0.02
        tries=$((tries + 1))
    done
}

for signal in INT TERM; do
    ./tiny train --out "by-$signal" --epochs 100000 --threads 1 >out 2>err &
    process=$!
    wait_for "by-$signal/best.safetensors"
    kill -$signal $process
    wait $process
    code=$?
    subject="SIG$signal: "
    check 'exits with 75' test $code -eq 75
    updates=$(sed -n 's/^tiny: stopped after update \([0-9]*\); --out .* --resume goes on from there$/\1/p' err)
    check 'says after which update and how to go on' test -n "$updates"
    expect 0 "SIG$signal: going on" ./tiny train --out "by-$signal" --resume --max-steps $((updates + 7))
    check 'starts there' grep -q "^going on in by-$signal after update $updates\$" err
    expect 0 "SIG$signal: undisturbed" ./tiny train --out "not-by-$signal" --epochs 100000 --max-steps $((updates + 7))
    check 'comes to the same bits' cmp "by-$signal/last.safetensors" "not-by-$signal/last.safetensors"
done

# A batch that takes far longer than this test: the first signal waits for its end, the second does not.
cat >slow.tess <<'EOF'
tess 1
model slow
input 2x24x24 { dataset synthetic; frames 16; train 2000 samples; test 33 samples }
network { conv 96 3x3 pad 1  signal grid 2x2; conv 96 3x3 pad 1  signal grid 2x2; readout }
train { batch 1000; epochs 1; validate 0 }
EOF
"$TESSC" train slow.tess --engine interpret --out slow >out 2>err &
process=$!
wait_for slow/state.safetensors
sleep 0.3
subject=''
cp slow/state.safetensors state
kill -TERM $process
sleep 0.5
check 'a first signal in a long batch waits' kill -0 $process
kill -TERM $process
start=$(date +%s)
wait $process
code=$?
check 'a second signal ends the run' test $code -eq 143
check 'at once' test $(($(date +%s) - start)) -le 2
check 'and leaves the last checkpoint' cmp state slow/state.safetensors

# ---- Two runs in one directory ----

./tiny train --out shared --epochs 100000 --threads 1 >/dev/null 2>&1 &
process=$!
wait_for shared/state.safetensors
for how in '' --resume; do
    # shellcheck disable=SC2086 # no word is meant, or one
    expect 74 "a second run in the same directory${how:+ with }$how" ./tiny train --out shared $how
    echo 'tiny: error: shared: another run is writing to this folder' >line
    check 'is refused in one line' diff line err
done
kill -TERM $process
wait $process
code=$?
check 'and the first goes on undisturbed' test $code -eq 75

# ---- Numbers that go wrong ----

if /usr/bin/python3 -c '' 2>/dev/null; then
    # edit VALUE: edited.safetensors, the weights of the whole run with all numbers of readout.weight from the fourth on
    # changed; the offset of the first goes to the file place
    edit() {
        /usr/bin/python3 - "$1" >place <<'EOF'
import json, struct, sys
data = bytearray(open('whole/last.safetensors', 'rb').read())
size = struct.unpack('<Q', data[:8])[0]
begin, end = json.loads(data[8:8 + size])['readout.weight']['data_offsets']
at = 8 + size + begin + 12
data[at:8 + size + end] = struct.pack('<f', float(sys.argv[1])) * ((end - begin - 12) // 4)
open('edited.safetensors', 'wb').write(data)
print(at)
EOF
    }
    for value in nan inf; do
        edit $value
        for command in 'eval --weights' 'train --out never --init'; do
            # shellcheck disable=SC2086 # words are meant
            expect 66 "$command with $value in the weights" ./tiny $command edited.safetensors
            check 'names file and offset' \
                grep -q "^tiny: error: edited.safetensors: offset $(cat place): expected finite weights, found $value at" err
        done
    done
    check 'and starts no run' test ! -e never
    # A number that is finite, but too large for the sums that it enters
    edit 3e38
    expect 1 'a loss that overflows' ./tiny train --out overflow --init edited.safetensors
    check 'is told with epoch and step' grep -q '^tiny: error: epoch 1, step 1: the loss is not a finite number$' err
    expect 1 'going on' ./tiny train --out overflow --resume
    check 'starts from the last good checkpoint' grep -q '^going on in overflow after update 0$' err
    expect 0 'the checkpoint is whole' ./tiny train --out overflow --resume --max-steps 0
else
    echo 'no Python here: weights that are no numbers are not looked at'
fi

# ---- Training that stalls ----

expect 0 'a threshold that nothing reaches' "$TESSC" train tiny.tess -D neuron.threshold=100 --engine interpret \
    --out silent --epochs 1
check 'a hint names the first layer that is silent' \
    grep -q '^hint: conv1 fires at 0.000 % of its neurons and steps: almost nothing gets past it' err
finish
