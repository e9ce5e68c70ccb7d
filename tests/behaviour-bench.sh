#!/bin/sh
# `bench` of a trainer, bench/run and bench/to_accuracy, on a small network and with our side alone: what they print, what
# is trained once and kept, what goes on where it was stopped. No speed is looked at.
. "${srcdir:-.}/tests/behaviour.sh"
/usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null || exit 77
TESS_CFLAGS=-O0 # a dozen trainers are built, and no speed is looked at
export TESS_CFLAGS
small_model tiny
small_model other 'optimizer adam lr 1e-2'

expect 0 'train' "$TESSC" train tiny.tess --out run --epochs 2
check 'says how long its updates took' grep -q '; [0-9.]* s of updates$' out
expect 0 'bench from trained weights' "$TESSC" bench tiny.tess --init run/last.safetensors --warm-steps 1 --steps 2
check 'says what the evaluation covered' grep -q '^evaluation .* images/s, .* CPU ms an image, 32 test images$' out
check 'says what stages are measured in' grep -q '^stages of training, ms an image, all threads by the clock$' out
check 'prints the rates' grep -q '^conv1 .* [01]\.[0-9]\{4\}$' out
check 'not zero' sh -c "grep '^conv2 ' out | grep -qv ' 0.0000$'"

# run OPTION...: bench/run, our side alone
run() {
    "$root/bench/run" --tessc "$TESSC" --sides tessc --threads 1 --batch 8 --alternations 2 --steps 1 --warm-steps 2 \
        --work work --json out.json "$@"
}
# json PROGRAM: looks into out.json
json() { /usr/bin/python3 -c "import json; r = json.load(open('${2:-out.json}')); $1"; }

expect 0 'bench/run' run --model tiny.tess
check 'measures two moments' test "$(grep -c '^tiny, rule tess, batch 8, 1 thread, after' out)" = 2
check 'after some steps' grep -q ' after 2 steps, 2 alternations$' out
check 'and from an epoch' grep -q ' after 1 epoch (test accuracy [0-9.]* %), 2 alternations$' out
check 'with rates and times of each layer' test "$(grep -c '^linear4 ' out)" = 4
check 'trains weights to keep' test "$(find work/weights -name 'tiny-*.safetensors' | wc -l)" = 1
check 'and leaves no run behind' sh -c '! ls -d work/weights/*.run'
check 'writes all rounds of both' json "assert [len(x['rounds']) for x in r['results']] == [2, 2]
assert all('conv3' in x['rounds'][0]['tessc']['train']['rates'] for x in r['results'])
assert r['results'][0]['weights'] != r['results'][1]['weights']"
cp work/weights/tiny-*.safetensors first.safetensors
expect 0 'the second time' run --model tiny.tess --kinds train
check 'nothing is trained again' grep -q '^tiny: trained before: work/weights/tiny-' err
check 'and evaluation is left out' sh -c '! grep -q "^evaluation " out'
expect 0 'for two epochs' run --model tiny.tess --trained 2
check 'other weights are kept beside' test "$(find work/weights -name 'tiny-*.safetensors' | wc -l)" = 2
expect 0 'from given weights' run --model tiny.tess --weights first.safetensors
check 'says so' grep -q ', from first.safetensors, 2 alternations$' out
expect 66 'from the weights of another network' run --model "$root/examples/motion.tess" --weights first.safetensors
check 'says which command failed' grep -q 'exit status 66' err

# A training that was stopped goes on, and comes to the same weights.
for file in work/weights/tiny-*.safetensors; do
    if cmp -s "$file" first.safetensors; then kept=${file%.safetensors}; fi
done
expect 0 'half an epoch' work/tiny/tiny train --out "$kept.run" --epochs 1 --max-steps 2
rm "$kept.safetensors"
expect 0 'going on with it' run --model tiny.tess --kinds train
check 'comes to the same weights' cmp "$kept.safetensors" first.safetensors

expect 0 'against other settings' run --model tiny.tess --against '-Dlearn.signal.logits.times=9'
check 'names both' grep -q '^first: tiny; second: tiny -Dlearn.signal.logits.times=9; both after 2 steps, ' out
check 'tells ratios of medians' test "$(grep -c '^first is [0-9.]* times as fast as second by .*ratio of medians' out)" = 4
check 'of two different networks' json "x = r['results'][0]['rounds'][0]
assert x['first']['train']['rates'] != x['second']['train']['rates']"
expect 0 'against another model' run --model tiny.tess --against 'other.tess -D train.seed=5' --alternations 1
check 'names that one' grep -q '; second: other -D train.seed=5; ' out
expect 66 'against two models' run --model tiny.tess --against 'other.tess tiny.tess'
expect 2 'against nothing at all' run --model tiny.tess --against other.tess --growth

# climb OPTION...: bench/to_accuracy
climb() { "$root/bench/to_accuracy" --tessc "$TESSC" --model tiny.tess --out climb --every 2 --threads 1 --no-bptt "$@"; }
expect 1 'an accuracy that is out of reach' climb --accuracy 1 --max-updates 3
check 'is said to be' grep -q 'NOT reached: no more than .* after 3 updates of 16 ' out
check 'after two evaluations' grep -q '^    not counted: 2 evaluations, ' out
expect 66 'going on otherwise' climb --accuracy 1 --epochs 3
check 'is refused' grep -q 'climb/own holds another measurement' err
expect 1 'until the epochs are over' climb --accuracy 1
check 'three of them' grep -q ' after 12 updates of 16 (174 images, 3.00 epochs)$' out
check 'adds up what pieces took' json "own = r['own']; p = own['points']
assert [x['updates'] for x in p] == [2, 3, 5, 7, 9, 11, 12], p
assert abs(sum(x['seconds'] for x in p) - own['seconds']) < 1e-9 and not own['reached']" climb/to_accuracy.json
expect 0 'a whole run' "$TESSC" train tiny.tess --out whole --epochs 3
check 'comes to the same weights' cmp whole/last.safetensors climb/own/run-12/last.safetensors
expect 0 'an accuracy that was passed' climb --accuracy 0.01
check 'is found again' grep -q 'reached [0-9.]* % of 33 test images after' out
finish
