#!/bin/sh
# Schedule stream: memory does not depend on the number of steps; how it is chosen, on the command line, in the file, by
# the plan; the same bits from any number of threads, and after a stop.
. "${srcdir:-.}/tests/behaviour.sh"

python=/usr/bin/python3
"$python" -c 'import numpy, resource' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3 with numpy' && exit 77; }

mkdir images
"$python" - <<'EOP'
import numpy
random = numpy.random.default_rng(3)
for split, count in (('train', 64), ('test', 16)):
    numpy.save('images/x_%s.npy' % split, random.integers(0, 256, (count, 3, 24, 24)).astype(numpy.uint8))
    numpy.save('images/y_%s.npy' % split, random.integers(0, 5, count))
EOP

# still NAME STEPS [LEARN]
still() {
    cat >"$1.tess" <<EOM
tess 1
model $1
input 3x24x24 { dataset arrays; classes 5; present $2 steps }
network {
    conv 32 3x3 pad 1, maxpool 2x2  signal grid 2x2
    conv 40 3x3 pad 1, avgpool 2x2  signal grid 2x2
    linear 20
    readout
}
learn ${3:-tess}
train { batch 32; epochs 1; validate 0 }
EOM
}

# peak PROGRAM: kilobytes at the most, while it trains. The least of five runs: pages that the system happens to keep
# come on top, now and then a few hundred kilobytes.
peak() {
    for run in 1 2 3 4 5; do
        "$python" - "$1" "$run" <<'EOP' || return 1
import resource, subprocess, sys
subprocess.run(['./' + sys.argv[1], 'train', '--data', 'images', '--out', 'run-' + '-'.join(sys.argv[1:]), '--threads',
                '2'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
EOP
    done >peaks && sort -n peaks | head -n 1
}

for schedule in stream fold; do
    for steps in 20 200; do
        still "${schedule}_$steps" "$steps"
        check "build $schedule, $steps steps" "$TESSC" build --schedule "$schedule" "${schedule}_$steps.tess"
        peak "${schedule}_$steps" >"$schedule-$steps.kb" || not_ok "train $schedule, $steps steps"
    done
done
short=$(cat stream-20.kb) long=$(cat stream-200.kb)
echo "stream: ${short} kB with 20 steps, ${long} kB with 200; fold: $(cat fold-20.kb) kB and $(cat fold-200.kb) kB"
check 'ten times the steps, the same memory within 2 %' \
    test $((long * 100)) -le $((short * 102)) -a $((long * 102)) -ge $((short * 100))
check 'which fold does not do' test $((2 * $(cat fold-200.kb))) -gt $((3 * $(cat fold-20.kb)))

# How it is chosen.
still plain 6
still chosen 6 'tess { schedule stream }'
expect 0 'the plan takes fold' "$TESSC" explain plain.tess
check 'schedule fold' grep -q '^schedule  fold:' out
check 'and what stream would take' grep -q 'schedule stream: .* MiB arena' out
expect 0 'the file chooses' "$TESSC" explain chosen.tess
check 'schedule stream' grep -q '^schedule  stream:' out
check 'and what fold would take' grep -q 'schedule fold: .* MiB arena' out
expect 0 'the command line chooses' "$TESSC" explain --schedule stream plain.tess
check 'schedule stream' grep -q '^schedule  stream:' out
expect 0 'it wins over the file' "$TESSC" explain --schedule fold chosen.tess
check 'schedule fold' grep -q '^schedule  fold:' out
expect 0 'many steps' "$TESSC" explain -D input.present=1000 -D conv1=128 -D conv2=512 plain.tess
check 'the plan takes stream, and says why' grep -q '^schedule  stream: 1000 steps at once would take more' out
expect 2 'no such schedule' "$TESSC" explain --schedule streem plain.tess
check 'a suggestion' grep -q "did you mean 'stream'" err
still back 6 bptt
expect 65 'not with signals through time' "$TESSC" train --schedule stream back.tess --data images --out back
check 'the reason' grep -q 'schedule stream goes with signals that are known step by step: that of learn bptt goes through time' err

# Every command; what was trained under one schedule can be used under the other.
expect 0 'train' "$TESSC" train --schedule stream plain.tess --data images --out one --threads 1
check 'the model as run says so' grep -q 'schedule stream' one/resolved.tess
expect 0 'eval' "$TESSC" eval --schedule stream plain.tess --data images --weights one/last.safetensors
mv out stream-eval
expect 0 'eval under fold' "$TESSC" eval plain.tess --schedule fold --data images --weights one/last.safetensors
check 'the same accuracy' cmp stream-eval out
expect 0 'bench' "$TESSC" bench --schedule stream plain.tess --data images --warm-steps 1 --steps 1
check 'it tells the schedule' grep -q 'schedule stream' out
expect 0 'C' "$TESSC" --schedule stream --emit=c plain.tess
check 'stages run once a step' grep -q 'stepwise = true' out

# The same bits.
for threads in 2 3; do
    expect 0 "$threads threads" "$TESSC" train chosen.tess --data images --out "chosen-$threads" --threads "$threads"
done
check 'two threads and three' cmp chosen-2/last.safetensors chosen-3/last.safetensors
expect 0 'stop after an update' "$TESSC" train chosen.tess --data images --out stopped --max-steps 1
expect 0 'and go on' "$TESSC" train chosen.tess --data images --out stopped --resume
check 'as if nothing had been' cmp chosen-2/last.safetensors stopped/last.safetensors
finish
