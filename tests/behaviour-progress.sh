#!/bin/sh
# What a run shows while it trains: on terminals of 60, 80 and 120 columns, in a pipe, to a program, with --quiet.
. "${srcdir:-.}/tests/behaviour.sh"
python=/usr/bin/python3
unset COLUMNS NO_COLOR LC_ALL LC_CTYPE
TERM=xterm LANG=C.UTF-8
export TERM LANG

# Every update takes long enough for the bar to be redrawn.
cat >slow.tess <<'MODEL'
tess 1
model slow
input 2x32x32 { dataset synthetic; frames 20; train 80 samples; test 24 samples }
network {
    conv 12 5x5 pad 2
    conv 12 5x5 pad 2
    readout
}
train { batch 8; epochs 3; seed 5; validate 0.2 }
MODEL

# A terminal. terminal.py fails with 99 where a line is wider than it.
if $python -c 'import pty' 2>/dev/null; then
    expect 0 'compile' "$TESSC" train slow.tess --threads 1 --out run0 --max-steps 1
    for columns in 60 80 120; do
        expect 0 "a terminal of $columns columns" "$python" "$root/tests/terminal.py" $columns \
            "$TESSC" train slow.tess --threads 1 --out run$columns
        check 'a bar that fills' grep -q '^epoch 2/3  \[==* *\]  .*acc [0-9.]* %' out
        check 'with the loss' grep -q '^epoch 2/3  \[.*loss [0-9.]*' out
        check 'and the time left' grep -q '^epoch 2/3  \[.*  [0-9]* \(s\|min\) left$' out
        check 'accuracies as a sparkline' grep -q '^epoch 3/3  \[.*[▁▂▃▄▅▆▇█]' out
        check 'which the first epoch cannot have' sh -c '! grep "^epoch 1/3" out | grep -q "[▁▂▃▄▅▆▇█]"'
        check 'a line an epoch' test "$(grep -c '^epoch [1-3]/3 .* acc [0-9.]* %  val ' out)" -eq 3
        check 'with what was reached' grep -q '^epoch 3/3 .*  val [0-9.]* %  .*test [0-9.]* %' out
        check 'the last one tells no time left' sh -c 'grep "^epoch 3/3.*val" out | grep -qv left'
        check 'the best epoch' grep -q '^best epoch [1-3]  val [0-9.]* %  test [0-9.]* %$' out
    done
    check 'wider: the best layer, the speed' grep -q '^epoch 3/3 .*best layer conv[12] [0-9.]* %  [0-9.]* images/s' out
    expect 0 'a locale without UTF-8' env LANG=C PYTHONCOERCECLOCALE=0 "$python" "$root/tests/terminal.py" 80 \
        "$TESSC" train slow.tess --threads 1 --out ascii --epochs 2
    check 'a bar' grep -q '^epoch 2/2  \[' out
    refuse 'no block elements' grep -q '[▁▂▃▄▅▆▇█]' out
    expect 0 'lines on a terminal' "$python" "$root/tests/terminal.py" 80 "$TESSC" train slow.tess --out lines \
        --epochs 1 --progress lines
    refuse 'no bar' grep -q '\[' out
    expect 0 'to be resumed' "$TESSC" train slow.tess --out again --max-steps 16
    expect 0 'resumed' "$python" "$root/tests/terminal.py" 80 "$TESSC" train slow.tess --threads 1 --out again --resume
    check 'the sparkline has the epochs before' grep -q '^epoch 3/3  \[.*  [▁▂▃▄▅▆▇█]\{2\}  ' out
    subject=''
else
    echo 'no Python: terminals skipped'
fi

# Elsewhere: no line of more than 80 columns, whatever the numbers; COLUMNS says more.
expect 0 'a pipe' "$TESSC" train slow.tess --out pipe --epochs 2 --seed 77
refuse 'lines of more than 80 columns' grep -q '.\{81\}' out
refuse 'control characters' grep -q "$(printf '[\r\033]')" out err
check 'accuracies' grep -q '^epoch 1/2  loss [0-9.]*  acc [0-9.]* %  val [0-9.]* %  test [0-9.]* %  [0-9]* s left$' out
expect 0 'a wide one' env COLUMNS=200 "$TESSC" train slow.tess --out wide --epochs 1
check 'all there is' grep -q '^epoch 1/1  loss .*  val loss [0-9.]*  val .*  test loss [0-9.]*  test .*  best layer .* %  [0-9.]* images/s$' out
expect 0 'validated on the test set' "$TESSC" train slow.tess --engine interpret --out ontest \
    --epochs 1 --train-limit 8 --test-limit 8 -D 'train.validate=on test'
refuse 'its figures are not there twice' grep -q '^epoch.* val ' out

# Quiet
expect 0 '--quiet' "$TESSC" train slow.tess --out quiet --epochs 2 --quiet --seed 77
check 'says nothing' test ! -s out -a ! -s err
check 'and trains' test "$(wc -l <quiet/metrics.jsonl)" -eq 2
expect 2 '--quiet in the same folder' "$TESSC" train slow.tess --out quiet --quiet
check 'errors are told' grep -q 'quiet: holds a run already' err

# JSON
expect 2 'a form that is none' "$TESSC" train slow.tess --progress bars
check 'is told' grep -q -e "--progress: expected auto, lines or json, found 'bars'" err
expect 2 'contradictions' "$TESSC" train slow.tess --progress json --quiet
expect 0 '--progress json' "$TESSC" train slow.tess --out json --epochs 2 --progress json --threads 1
check 'the epochs are those of metrics.jsonl' sh -c \
    'sed -n "s/^{\"event\":\"epoch\",/{/p" out | cmp - json/metrics.jsonl'
if $python -c 'import json' 2>/dev/null; then
    cat >events.py <<'PYTHON'
import json, sys
events = [json.loads(line) for line in open('out')]
kinds = [e['event'] for e in events]
assert kinds[0] == 'start' and kinds[-1] == 'end' and kinds.count('epoch') == 2, kinds
start, end = events[0], events[-1]
assert start['run'] == end['run'] == 'json' and start['model'] == 'slow'
assert start['samples'] == {'training': 64, 'validation': 16, 'test': 24} and start['updates_an_epoch'] == 8
progress = [e for e in events if e['event'] == 'progress']
for part, total in ('training', 64), ('validation', 16), ('test', 24):
    whole = [e for e in progress if e['part'] == part and e['done'] == total]
    assert [e['epoch'] for e in whole] == [1, 2] and all(e['total'] == total for e in whole), (part, whole)
# of the whole run: after the first epoch's updates about as many are left as it took, and at the end nothing
left = [e['seconds_left'] for e in progress]
first = next(e for e in progress if e['part'] == 'training' and e['done'] == 64)
took = 64 / first['images_per_second']
assert 0.9 * took < first['seconds_left'] < 6 * took, (took, first)
assert left[-1] == 0, left
best = [e for e in events if e['event'] == 'epoch'][end['best']['epoch'] - 1]
assert end['best']['accuracy'] == best['validation_accuracy'] and end['best']['test_accuracy'] == best['test_accuracy']
assert end['stopped'] is False and end['updates'] == 16 and end['epoch'] == 2
PYTHON
    check 'all events are what docs/runs.md says' "$python" events.py
fi
expect 2 'an error' "$TESSC" train slow.tess --out json --progress json
check 'is an event' grep -q '^{"event":"error","exit":2,"message":"json: holds a run already' out
check 'and on standard error' grep -q 'error: json: holds a run already' err
finish
