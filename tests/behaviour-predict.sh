#!/bin/sh
# Trained weights alone, without the data they learned from, tell classes by name.
. "${srcdir:-.}/tests/behaviour.sh"

small_model tiny
expect 0 'train' "$TESSC" train tiny.tess --out run --max-steps 15
mv run/last.safetensors alone.safetensors
rm -r run

/usr/bin/python3 - <<'EOP' || { echo 'no Python 3 with NumPy here'; exit 77; }
import os
import numpy
random = numpy.random.default_rng(5)
streams = random.poisson(0.2, (40, 7, 2, 9, 8))
os.makedirs("more/within")
numpy.save("streams.npy", streams.astype("<f4"))
numpy.save("more/a.npy", streams[3].astype("<f4"))
numpy.save("more/within/b.npy", streams[4].astype("|u1"))
numpy.save("wrong.npy", streams[0, 0].astype("<f4"))
EOP

expect 0 'predict' "$TESSC" predict tiny.tess --weights alone.safetensors streams.npy
check 'has a heading with the classes' grep -q '^input.class.right.*still$' out
cp out names
check 'prints a line a sample' test "$(grep -c '^streams.npy\[[0-9]*\]' out)" -eq 40
sed -n 's/^streams.npy\[3\]//p; s/^streams.npy\[4\]//p' out >expected
refuse 'names classes, not numbers' cut -f 1,2 out | grep -q '[]].[0-9]'
expect 0 'a folder' "$TESSC" predict tiny.tess more --weights alone.safetensors
sed '1d; s/^[^	]*//' out >got
check 'comes to the same for the same samples' cmp expected got
cp out by_cpu
expect 0 'the interpreter' "$TESSC" predict tiny.tess --engine interpret --weights alone.safetensors more
cut -f 1,2 by_cpu >expected
cut -f 1,2 out >got
check 'comes to the same classes' cmp expected got
expect 0 'json' "$TESSC" predict tiny.tess --threads 1 --json --weights alone.safetensors streams.npy more
check 'is an object a line, with a logit a class' /usr/bin/python3 -c '
import json
names = open("names").readline().rstrip("\n").split("\t")[2:]
rows = [json.loads(line) for line in open("out")]
assert len(rows) == 42
assert [row["sample"] for row in rows[:40]] == list(range(40)) and "sample" not in rows[40]
assert rows[41]["input"] == "more/within/b.npy" and rows[40]["logits"] == rows[3]["logits"]
for row in rows:
    assert len(row["logits"]) == 11 and row["logits"][row["label"]] == max(row["logits"])
    assert row["class"] == names[row["label"]]
'

# One bad file among good ones
echo 'no array' >more/notes.txt
expect 66 'bad files among good ones' "$TESSC" predict tiny.tess --weights alone.safetensors wrong.npy more nowhere
check 'do not keep the others back' grep -q '^more/within/b.npy' out
check 'are named, a line each' test "$(grep -c -e ': error: wrong.npy: ' -e ': error: more/notes.txt: offset 0' \
    -e ': error: nowhere: ' err)" -eq 3
expect 66 'bad files, json' "$TESSC" predict tiny.tess --json --weights alone.safetensors more
check 'stand in their place' sh -c 'sed -n 2p out | grep -q "\"input\":\"more/notes.txt\",\"error\":\"more/notes.txt: offset 0"'
cp more/a.npy "$(printf 'tab\there.npy')"
expect 0 'a tab in the name of a file' "$TESSC" predict tiny.tess --weights alone.safetensors "$(printf 'tab\there.npy')"
check 'does not make a column' grep -q '^tab\\x09here.npy' out
mkdir circle && cp more/a.npy circle && ln -s . circle/link
expect 66 'a link that goes in a circle' "$TESSC" predict tiny.tess --weights alone.safetensors circle
check 'is told' grep -q 'circle/link: expected files, found a link to a folder that it stands in' err
mkdir -p left/inner/__MACOSX && cp more/a.npy left && cp more/a.npy left/inner
for name in .DS_Store inner/Thumbs.db DESKTOP.INI inner/__MACOSX/._a.npy; do
    echo junk >"left/$name"
done
expect 0 'a folder with what file managers leave' "$TESSC" predict tiny.tess --weights alone.safetensors left
check 'classifies what is data' test "$(sed 1d out | cut -f 1 | paste -s -d ' ' -)" = 'left/a.npy left/inner/a.npy'
check 'notes the rest' grep -qx 'note: left: left out 1 hidden file, 1 folder __MACOSX, 1 Thumbs.db, 1 desktop.ini' err
rm left/a.npy left/inner/a.npy
expect 66 'a folder with nothing else' "$TESSC" predict tiny.tess --weights alone.safetensors left
check 'is named, with what is in it' sh -c "grep -q 'left: expected files' err && grep -q '^note: left: left out' err"
mkdir empty
expect 66 'an empty folder' "$TESSC" predict tiny.tess --weights alone.safetensors empty
check 'is named' grep -q 'empty: expected files' err
expect 2 'no weights' "$TESSC" predict tiny.tess streams.npy
check 'tells of tessc, not of the kept program' grep -qx 'tessc predict --help lists the options' err
expect 2 'weights among the inputs' "$TESSC" predict tiny.tess alone.safetensors streams.npy
check 'are named' grep -qF 'did you mean --weights alone.safetensors?' err
expect 2 'no input' "$TESSC" predict tiny.tess --weights alone.safetensors
expect 66 'weights that are not there' "$TESSC" predict tiny.tess --weights nothing.safetensors streams.npy
if [ -w /dev/full ]; then
    expect 74 'a full disk' sh -c '"$1" predict tiny.tess --weights alone.safetensors streams.npy >/dev/full' sh "$TESSC"
fi
finish
