#!/bin/sh
# What an evaluation tells of every sample: as JSON lines, as CSV, as a confusion matrix in the table, the run and its
# page. Arrays in .npz archives are predicted as those of .npy files are.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import numpy' 2>/dev/null || { echo 'no Python 3 with NumPy here'; exit 77; }

small_model tiny
sed -i 's/train 72/train 720/' tiny.tess
expect 0 'train' "$TESSC" train tiny.tess --out run --epochs 4
weights=run/best.safetensors
expect 0 'eval' "$TESSC" eval tiny.tess --weights $weights
cp out table
expect 0 'eval --json' "$TESSC" eval tiny.tess --weights $weights --json --layers
cp out lines
check 'is an object a sample, and one of the results that they come to' /usr/bin/python3 - <<'EOP'
import json
import math
rows = [json.loads(line) for line in open("lines")]
samples, results = rows[:-1], rows[-1]
assert [row["sample"] for row in samples] == list(range(33))
classes = results["classes"]
assert len(classes) == 11 and results["split"] == "test" and results["samples"] == 33
confusion = [[0] * 11 for _ in classes]
loss = 0
for row in samples:
    assert set(row) == {"sample", "label", "predicted", "class", "logits"}
    logits = row["logits"]
    assert row["predicted"] == logits.index(max(logits)) and row["class"] == classes[row["predicted"]]
    confusion[row["label"]][row["predicted"]] += 1
    loss += math.log(sum(math.exp(x) for x in logits)) - logits[row["label"]]
assert confusion == results["confusion"]
right = sum(confusion[c][c] for c in range(11))
assert right == results["correct"] and abs(results["accuracy"] - right / 33) < 1e-12
assert abs(results["loss"] - loss / 33) < 1e-4, (results["loss"], loss / 33)
assert results["class_accuracy"] == [confusion[c][c] / 3 for c in range(11)]
assert results["predicted_from"] == "readout"
assert [layer["name"] for layer in results["layers"]] == ["conv1", "conv2", "conv3", "linear4", "readout"]
assert all(0 <= layer["accuracy"] <= 1 for layer in results["layers"]) and results["layers"][-1].get("rate") is None
assert sum(any(row) for row in confusion) == 11 and any(row["predicted"] != row["label"] for row in samples)
EOP

expect 0 'eval --predictions to CSV' "$TESSC" eval tiny.tess --weights $weights --predictions all.csv
check 'prints the table' cmp table out
expect 0 'eval --predictions to JSON lines' "$TESSC" eval tiny.tess --weights $weights --predictions all.jsonl --json
check 'prints the results alone' test "$(wc -l <out)" -eq 1
check 'both hold what --json prints' /usr/bin/python3 - <<'EOP'
import csv
import json
lines = open("lines").read().splitlines()
assert open("all.jsonl").read().splitlines() == lines[:-1]
rows = list(csv.DictReader(open("all.csv", newline="")))
assert len(rows) == 33
for row, line in zip(rows, lines):
    row = {name: value if name == "class" else json.loads(value) for name, value in row.items()}
    logits = [row.pop("logit_%d" % c) for c in range(11)]
    assert dict(row, logits=logits) == json.loads(line), row
EOP
expect 0 'eval of a layer' "$TESSC" eval tiny.tess --weights $weights --from conv2 --predictions conv2.jsonl
refuse 'has its logits' cmp conv2.jsonl all.jsonl
expect 0 'three threads' "$TESSC" eval tiny.tess --weights $weights --threads 3 --predictions threads.csv
check 'the same bytes' cmp all.csv threads.csv
expect 2 'another ending' "$TESSC" eval tiny.tess --weights $weights --predictions all.txt
check 'is told' grep -qF -e "--predictions: expected a name that ends in .csv or .jsonl, found 'all.txt'" err
expect 74 'a folder that is not there' "$TESSC" eval tiny.tess --weights $weights --predictions none/all.csv
mkdir way.csv
expect 74 'a folder in the way' "$TESSC" eval tiny.tess --weights $weights --predictions way.csv
check 'leaves nothing' sh -c '! ls -d *.part'

# The matrix: in the table, the run, its page
check 'the run has the matrix of its best epoch' /usr/bin/python3 - <<'EOP'
import csv
import json
results = json.loads(open("lines").read().splitlines()[-1])
head, *rows = csv.reader(open("run/confusion.csv", newline=""))
assert head == ["test label"] + results["classes"]
assert [row[0] for row in rows] == results["classes"]
assert [[int(cell) for cell in row[1:]] for row in rows] == results["confusion"]
table = open("table").read().split("predicted one\n")[1].splitlines()
assert [[int(n) for n in line.split()[-11:]] for line in table[1:12]] == results["confusion"], table
page = open("run/report.html").read()
import re
cells = page.split('class="confusion"')[1].split("</table>")[0]
got = [[int(n or 0) for n in re.findall(r"<td[^>]*>(\d*)</td>", row)] for row in cells.split("<tr>")[2:]]
assert got == results["confusion"], got
EOP
check 'its lines fit 80 columns' awk 'length > 80 { bad = 1 } END { exit bad }' table
cp run/report.html before.html
expect 0 'report' "$TESSC" report run
check 'makes the same page' cmp before.html run/report.html
sed -i '3s/[0-9]*$/x/' run/confusion.csv
expect 66 'a damaged matrix' "$TESSC" report run
check 'is told with its place' grep -q 'run/confusion.csv: offset [0-9]*: expected a row of a confusion matrix, 11 numbers' err
rm run/confusion.csv
expect 0 'a run without one' "$TESSC" report run
refuse 'has none' grep -q 'Confusion matrix' run/report.html

# Names that CSV has to quote, and more classes than a line holds
/usr/bin/python3 - <<'EOP'
import os
import numpy
random = numpy.random.default_rng(3)
os.makedirs("odd")
for part, n in ("train", 60), ("test", 30):
    numpy.save("odd/x_%s.npy" % part, random.integers(0, 255, (n, 1, 6, 5)).astype("u1"))
    numpy.save("odd/y_%s.npy" % part, (numpy.arange(n) % 30).astype("u1"))
open("odd/class_names.txt", "w").write("".join('a "%d", b\n' % i for i in range(30)))
EOP
cat >odd.tess <<'EOF_MODEL'
tess 1
model odd
input 1x6x5 { dataset arrays; classes 30; present 2 steps }
network { conv 4 3x3 pad 1, maxpool 2x2  signal grid 2x2; readout }
train { batch 4; epochs 1 }
predict from best
EOF_MODEL
expect 0 'odd names, predicting from the best' "$TESSC" train odd.tess --engine interpret --data odd --out oddrun
expect 0 'eval' "$TESSC" eval odd.tess --engine interpret --data odd --weights oddrun/best.safetensors --predictions odd.csv
check 'lists the most frequent mistakes' grep -q '^most frequent mistakes' out
check 'in place of the matrix' sh -c '! grep -q "confusion matrix" out'
check 'the run and CSV have the names' /usr/bin/python3 - <<'EOP'
import csv
names = ['a "%d", b' % i for i in range(30)]
head, *rows = csv.reader(open("oddrun/confusion.csv", newline=""))
assert head[1:] == names and [row[0] for row in rows] == names
counts = [[int(cell) for cell in row[1:]] for row in rows]
samples = list(csv.DictReader(open("odd.csv", newline="")))
made = [[0] * 30 for _ in names]
for row in samples:
    made[int(row["label"])][int(row["predicted"])] += 1
    assert row["class"] == names[int(row["predicted"])]
assert made == counts
EOP
expect 0 'its page' "$TESSC" report oddrun
check 'has the matrix by name' grep -qF '<tr><th>a &quot;7&quot;, b</th>' oddrun/report.html

# Without test samples the matrix is that of the validation samples
if PYTHONPATH=$root/tests /usr/bin/python3 - <<'EOP' && "$TESSC" new few -o looked.tess >/dev/null 2>&1; then
import os
import numpy
from pictures import png
random = numpy.random.default_rng(0)
for name in "abc":
    os.makedirs("few/" + name)
    for i in range(4):
        open("few/%s/%d.png" % (name, i), "wb").write(png(random.integers(0, 255, (8, 8)).astype("u1")))
EOP
    cat >few.tess <<'EOF_MODEL'
tess 1
model few
input 1x8x8 { dataset folder; classes 3; present 2 steps }
network { conv 4 3x3 pad 1, maxpool 2x2  signal grid 2x2; readout }
train { batch 4; epochs 1; validate 0.5 }
EOF_MODEL
    expect 0 'training without test samples' "$TESSC" train few.tess --engine interpret --data few --out fewrun
    # shellcheck disable=SC2016
    check 'keeps the matrix of the validation samples' \
        awk -F, 'NR == 1 { ok = $0 == "validation label,a,b,c" } NR > 1 { sum += $2 + $3 + $4 } END { exit !(ok && sum == 6) }' \
        fewrun/confusion.csv
    check 'whose page says so' grep -q '<h2>Confusion matrix, validation samples, best epoch' fewrun/report.html

    # Samples that are files are named, in the order that docs/datasets.md states: the first of each class, then the second
    PYTHONPATH=$root/tests /usr/bin/python3 - <<'EOP'
import os
import numpy
from pictures import png
random = numpy.random.default_rng(0)
for part, count in (b"train", 10), (b"test", 3):
    for name in b"a", b"b", b'c, "\xff"':
        folder = b"named/" + part + b"/" + name
        os.makedirs(folder)
        for i in range(count + (part == b"test" and name == b"b")):
            with open(folder + b"/%d.png" % i, "wb") as file:
                file.write(png(random.integers(0, 255, (8, 8)).astype("u1")))
EOP
    expect 0 'training on named files' "$TESSC" train few.tess --engine interpret --data named --out namedrun
    named() {
        "$TESSC" eval few.tess --engine interpret --weights namedrun/best.safetensors "$@"
    }
    expect 0 'eval on named files' named --data named/ --predictions named.csv
    expect 0 'eval to JSON lines' named --data ./named --predictions named.jsonl
    expect 0 'eval of the validation samples' named --data named --split validation --json
    check 'names their files' /usr/bin/python3 - <<'EOP'
import csv
import json
rows = [json.loads(line) for line in open("named.jsonl")]
classes = ["a", "b", 'c, "\\xff"']
files = ["test/%s/%d.png" % (name, i) for i in range(3) for name in classes] + ["test/b/3.png"]
assert [row["file"] for row in rows] == files, [row["file"] for row in rows]
assert all(row["file"].split("/")[1] == classes[row["label"]] for row in rows)
table = list(csv.DictReader(open("named.csv", newline="")))
assert list(table[0])[:3] == ["sample", "file", "label"] and [row["file"] for row in table] == files
held = [json.loads(line) for line in open("out").read().splitlines()[:-1]]
assert [row["file"] for row in held] == ["train/%s/%d.png" % (name, i) for i in range(5, 10) for name in classes]
EOP
else
    echo 'no pictures are read here: a run without test samples is not tried'
fi
subject=''

# Recordings are files, too
expect 0 'made recordings' "$TESSC" data make nmnist --out made --samples 40
cat >events.tess <<'EOF_MODEL'
tess 1
model events
input 2x17x17 { dataset nmnist; frames 3 of 100 ms }
network { conv 4 3x3 pad 1, maxpool 4x4  signal grid 2x2; readout }
train { batch 8; epochs 1 }
EOF_MODEL
expect 0 'training on them' "$TESSC" train events.tess --engine interpret --data made --out eventsrun
expect 0 'eval' "$TESSC" eval events.tess --engine interpret --data made --weights eventsrun/best.safetensors --predictions events.jsonl
check 'names the recordings' /usr/bin/python3 - <<'EOP'
import json
import os
rows = [json.loads(line) for line in open("events.jsonl")]
assert len({row["file"] for row in rows}) == len(rows) > 5
for row in rows:
    assert os.path.isfile("made/" + row["file"]) and "/Test/%d/" % row["label"] in "/" + row["file"], row
EOP
subject=''

# Archives
/usr/bin/python3 - <<'EOP'
import os
import numpy
random = numpy.random.default_rng(5)
x = random.poisson(0.2, (6, 7, 2, 9, 8)).astype("<f4")
os.makedirs("more")
numpy.save("plain.npy", x)
numpy.savez("stored.npz", x_test=x, y_test=numpy.arange(6))
numpy.savez_compressed("packed.npz", frames=x)
numpy.savez("more/pair.npz", a=x[:2], b=x[2:])
numpy.savez("labels.npz", y=numpy.arange(6), z=numpy.arange(6))
EOP
predict() {
    "$TESSC" predict tiny.tess --weights $weights "$@"
}
predict plain.npy | sed '1d; s/^[^	]*//' >expected
for archive in stored.npz packed.npz stored.npz/x_test packed.npz/frames.npy; do
    expect 0 "predict $archive" predict $archive
    sed '1d; s/^[^	]*//' out >got
    check 'comes to the same as a .npy file' cmp expected got
done
expect 0 'two arrays by name' predict more/pair.npz/a more/pair.npz/b
sed '1d; s/^[^	]*//' out >got
check 'come to the same' cmp expected got
expect 0 'JSON' predict --json stored.npz
check 'names the array' grep -q '^{"input":"stored.npz/x_test.npy","sample":0,' out
expect 66 'arrays of which none is called x' predict more stored.npz
check 'are told by name' grep -qF 'more/pair.npz: expected an array called x, or x_ and more, or a single array, found a.npy, b.npy' err
check 'and do not keep the others back' grep -q '^stored.npz/x_test.npy\[5\]' out
expect 66 'an array that is not there' predict stored.npz/z
check 'is told' grep -qF 'stored.npz: expected a member named z.npy, found none' err
expect 66 'labels' predict labels.npz/y
check 'are no samples' grep -q 'labels.npz/y: offset [0-9]*: expected an array \[7, 2, 9, 8\], or several in one, found \[6\]' err
head -c 200 stored.npz >cut.npz
expect 66 'a cut archive' predict cut.npz
check 'is told' grep -q "cut.npz: offset [0-9]*: expected a zip archive's directory at the end" err
finish
