#!/bin/sh
# SIGKILL at 30 random moments and 6 chosen ones: at the start, between updates, while a checkpoint or weights are being
# written. Each time the run goes on with --resume, and ends with the bytes of a run that nothing disturbed.
. "${srcdir:-.}/tests/behaviour.sh"

kills=36
cat >victim.tess <<'EOF_MODEL'
tess 1
model victim
input 2x10x10 { dataset synthetic; frames 6; train 320 samples; test 48 samples }
neuron lif { leak 0.5  threshold 0.4  reset subtract }
network {
    conv 16 3x3 pad 1               signal grid 4x4
    conv 48 3x3 pad 1, maxpool 2x2  signal grid 4x4
    linear 96                       signal bins 12
    readout
}
learn tess { alpha post -0.5 }
train { batch 16; epochs 4; seed 11; validate 0.2 }
EOF_MODEL

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

expect 0 'build' "$TESSC" build victim.tess
start=$(milliseconds)
expect 0 'an undisturbed run' ./victim train --out whole --max-steps 60 --checkpoint-every 7
whole=$(($(milliseconds) - start))
echo "an undisturbed run takes $whole ms"

# Moments as shares of that time, from a seed, so that a failure can be had again.
moments=$(awk -v seed="${TESS_TEST_SEED:-7}" 'BEGIN { srand(seed); for (i = 0; i < 400; i++) printf "%.4f ", rand() }')

landed=0 round=0 at_start=0 in_write=0

# wait_for_write: until the run writes a file, or has ended
wait_for_write() {
    while [ ! -e "run$round/state.safetensors.part" ] && [ ! -e "run$round/last.safetensors.part" ]; do
        kill -0 $process 2>/dev/null || return
    done
}

# live SHARE: one life of a run, started or resumed, killed after that share of an undisturbed run's time; its exit code.
# Every fifth waits for a file to be written as well: few random moments would meet one.
live() {
    go_on=''
    # Killed before it had a directory, there is nothing to go on with: the second life is then a first one.
    [ -d "run$round" ] && go_on=--resume
    : >born
    ./victim train --out "run$round" --max-steps 60 --checkpoint-every 7 $go_on >out 2>err &
    process=$!
    sleep "$(awk -v share="$1" -v whole="$whole" 'BEGIN { printf "%.3f", share * whole / 1000 }')"
    [ $((landed % 5)) -eq 4 ] && wait_for_write
    kill -KILL $process 2>/dev/null
    wait $process 2>/dev/null
}

# The run is over: it must not show that it was ever killed.
compare() {
    subject="run $round: "
    check 'ends with the bytes of an undisturbed one' cmp whole/last.safetensors "run$round/last.safetensors"
    check 'so do its best weights' cmp whole/best.safetensors "run$round/best.safetensors"
    # All but the speed, which is column 10.
    cut -d, -f1-9,11- whole/metrics.csv >expected.csv
    cut -d, -f1-9,11- "run$round/metrics.csv" >found.csv
    check 'its metrics are the same' cmp expected.csv found.csv
    refuse 'leaves nothing unfinished' sh -c 'ls "$1" | grep "[.]part"' sh "run$round"
    round=$((round + 1))
}

for moment in $moments; do
    live "$moment"
    code=$?
    if [ $code -eq 137 ]; then
        landed=$((landed + 1))
        [ -e "run$round/state.safetensors" ] || at_start=$((at_start + 1))
        # of this life, not of one before
        find "run$round" -name '*.part' -newer born 2>/dev/null | grep -q . && in_write=$((in_write + 1))
        [ $landed -lt $kills ] && continue
        expect 0 "the last life of run $round" ./victim train --out "run$round" --max-steps 60 --checkpoint-every 7 --resume
    elif [ $code -ne 0 ]; then
        not_ok "run $round: exit $code"
        cat err
        break
    else
        whole=$((whole * 3 / 4)) # it outlived the kill: the machine is faster now
    fi
    compare
    [ $landed -ge $kills ] && break
done
subject=''
echo "$landed kills in $round runs; $at_start before the first checkpoint, $in_write while a file was being written"
check "$kills kills landed" test $landed -ge $kills
check 'some of them while a file was being written' test $in_write -gt 0
finish
