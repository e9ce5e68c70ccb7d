#!/bin/sh
# Train, evaluate, go on, train again: what a run writes, and that its pieces agree with each other.
. "${srcdir:-.}/tests/behaviour.sh"

small_model tiny
expect 0 'train' "$TESSC" train tiny.tess --out run --max-steps 8
for file in report.html confusion.csv best.safetensors last.safetensors state.safetensors metrics.csv metrics.jsonl resolved.tess run.yaml; do
    check "leaves $file" test -s "run/$file"
done
refuse 'leaves nothing unfinished' sh -c 'ls run | grep -i -e tmp -e '[.]part''
for fact in generator compiler flags runtime runtime_compiler runtime_flags processor cpus system machine started; do
    check "run.yaml tells its $fact" grep -q "^$fact: .*[0-9a-zA-Z]" run/run.yaml
    refuse "run.yaml does not know its $fact" grep -q "^$fact: .*\\(unknown\\|null\\)" run/run.yaml
done
for fact in 'seed: 11' 'batch: 16' 'training: 58' 'validation: 14' 'test: 33' 'validation_share: 0.2'; do
    check "run.yaml tells $fact" grep -q "^  $fact\$" run/run.yaml
done
check 'run.yaml tells the flags of the generated code' grep -q '^flags: .*-O3 -march=native -ffp-contract=off' run/run.yaml
if /usr/bin/python3 -c 'import yaml' 2>/dev/null; then
    check 'run.yaml is YAML' /usr/bin/python3 -c 'import yaml; assert yaml.safe_load(open("run/run.yaml"))["data"]["name"] == "synthetic"'
fi
check 'writes results to standard output' grep -q '^epoch 2/3  loss' out
refuse 'and nothing else' grep -v -e '^epoch [0-9]' -e '^best epoch [12] ' -e '^run: 8 updates' out
refuse 'writes no results to standard error' grep -q 'test accuracy' err
refuse 'writes no control characters when there is no terminal' grep -q "$(printf '[\r\033]')" out err
check 'writes a row an epoch' test "$(wc -l <run/metrics.jsonl)" -eq 2
check 'writes metrics.csv likewise, with a heading' test "$(wc -l <run/metrics.csv)" -eq 3

# field FILE NAME: from the last row of metrics.jsonl
field() {
    tail -n 1 "$1" | tr ',' '\n' | sed -n "s/^{*\"$2\"://p"
}
percent() {
    awk -v x="$1" 'BEGIN { printf "%.2f", 100 * x }'
}
expect 0 'eval' "$TESSC" eval tiny.tess --weights run/last.safetensors
check 'repeats the accuracy of the last epoch' \
    grep -q "^test accuracy *$(percent "$(field run/metrics.jsonl test_accuracy)") %" out
check 'repeats its loss' grep -q "^test loss *$(awk -v x="$(field run/metrics.jsonl test_loss)" 'BEGIN { printf "%.6f", x }')" out
expect 0 'the interpreter evaluates the same weights' \
    "$TESSC" eval tiny.tess --engine interpret --weights run/last.safetensors
check 'comes to the same accuracy' grep -q "^test accuracy *$(percent "$(field run/metrics.jsonl test_accuracy)") %" out

expect 0 'train again' "$TESSC" train tiny.tess --out again --max-steps 8
check 'comes to the same weights' cmp run/last.safetensors again/last.safetensors
expect 0 'another seed' "$TESSC" train tiny.tess --out other --max-steps 8 --seed 12
refuse 'comes to other weights' cmp run/last.safetensors other/last.safetensors
expect 0 'resolved.tess is a model' "$TESSC" train run/resolved.tess --out resolved --max-steps 8
check 'comes to the same weights' cmp run/last.safetensors resolved/last.safetensors

expect 0 'a run with options' "$TESSC" train tiny.tess --out given --epochs 2 --batch 7 --lr 0.0021 --seed 99
check 'resolved.tess is laid out' "$TESSC" fmt --check given/resolved.tess
expect 0 'and all there is to it' "$TESSC" train given/resolved.tess --out given_again
check 'comes to the same weights' cmp given/last.safetensors given_again/last.safetensors
check 'and to the same file' cmp given/resolved.tess given_again/resolved.tess
for option in '--epochs 2' '--batch 7' '--lr 0.0021' '--seed 99'; do
    expect 0 "alone: $option" "$TESSC" train tiny.tess --out one --max-steps 1 $option
    check 'is what changed' test "$(diff run/resolved.tess one/resolved.tess | grep -c '^>.*'"${option#* }")" -eq 1
    rm -r one
done
expect 0 'a run that no model file tells' "$TESSC" train tiny.tess --out told --max-steps 6 --init run/best.safetensors \
    --train-limit 40 --no-augment --seed 7 --threads 1
check 'resolved.tess names how' \
    grep -qx '# Run with --init "run/best.safetensors" --max-steps 6 --train-limit 40 --no-augment' told/resolved.tess
check 'and is laid out' "$TESSC" fmt --check told/resolved.tess
refuse 'a readout of the same classes is no news' grep -q readout err
# Files of another task: metadata of the same length.
LC_ALL=C sed 's/right/wrong/' run/best.safetensors >renamed.safetensors
LC_ALL=C sed 's/class_names/class_mames/' run/best.safetensors >nameless.safetensors
expect 0 'weights of a task with as many classes' "$TESSC" train tiny.tess --out init --max-steps 1 --init renamed.safetensors
check 'keep the readout, and that is told' grep -qx \
    'note: renamed.safetensors: its readout is kept, since it has 11 classes too; but class 0 is wrong there and right here' err
expect 0 'weights of classes without names' "$TESSC" train tiny.tess --out nameless --max-steps 1 --init nameless.safetensors
check 'keep it too' grep -qx 'note: nameless.safetensors: its readout is kept, since it has 11 classes too' err
eval "set -- $(sed -n 's/^# Run with//p' told/resolved.tess)"
expect 0 'resolved.tess with them' "$TESSC" train told/resolved.tess --out told_again "$@"
check 'comes to the same weights' cmp told/last.safetensors told_again/last.safetensors

expect 0 'a run directory for its weights' "$TESSC" train tiny.tess --out from_run --max-steps 6 --init run/ \
    --train-limit 40 --no-augment --seed 7 --threads 1
check 'starts from the best ones' cmp told/last.safetensors from_run/last.safetensors
check 'and names them' grep -q -e '--init "run/best.safetensors"' from_run/resolved.tess
expect 0 'eval of weights' "$TESSC" eval tiny.tess --weights run/best.safetensors
cp out one
expect 0 'eval of a run' "$TESSC" eval tiny.tess --weights run/
check 'takes the best ones' cmp out one
mkdir only_last && cp run/last.safetensors only_last
expect 0 'eval of the last weights' "$TESSC" eval tiny.tess --weights run/last.safetensors
cp out one
expect 0 'eval of a run without best ones' "$TESSC" eval tiny.tess --weights only_last
check 'takes the last ones' cmp out one
rm only_last/last.safetensors
expect 66 'eval of a folder without weights' "$TESSC" eval tiny.tess --weights only_last
check 'names the missing ones' grep -q 'only_last/last.safetensors' err

cp run/last.safetensors kept
expect 2 'a second run in the same folder is refused' "$TESSC" train tiny.tess --out run
check 'says what to do' grep -q 'resume' err
check 'and leaves the first alone' cmp kept run/last.safetensors

expect 0 'half a run' "$TESSC" train tiny.tess --out half --max-steps 5
expect 0 'the other half of a run' "$TESSC" train tiny.tess --out half --max-steps 8 --resume
check 'comes to the same weights' cmp run/last.safetensors half/last.safetensors

expect 0 'bench' "$TESSC" bench tiny.tess --warm-steps 1 --steps 2
check 'tells images a second' grep -q 'images/s' out
expect 0 'interpreted training' "$TESSC" train tiny.tess --engine interpret --out slow --max-steps 4
check 'writes metrics' test -s slow/metrics.jsonl
finish
