#!/bin/sh
# report.html: written at the end of a run and by tessc report; one file, well-formed, the same bytes from the same run.
. "${srcdir:-.}/tests/behaviour.sh"

small_model tiny
expect 0 'train' "$TESSC" train tiny.tess --out run --max-steps 12
check 'leaves report.html' test -s run/report.html
cp run/report.html first.html
rm run/report.html
expect 0 'report' "$TESSC" report run
check 'says what it wrote' grep -qx 'run/report.html' out
check 'writes the same page' cmp first.html run/report.html
for text in '<h1>tiny</h1>' '3 of 3 epochs, 12 updates' 'Best epoch' 'test accuracy <b>' \
    'Loss' 'Accuracy' 'Learning rate' 'Local loss' 'Spikes a neuron and step' 'conv 20 3x3 pad 1, maxpool 2x2' \
    'synthetic: 11 motions' 'flags' 'signal grid 3x3' 'prefers-color-scheme:dark'; do
    check "has '$text'" grep -qF "$text" run/report.html
done
accuracy=$(tail -n 1 run/metrics.csv | cut -d, -f9 | awk '{ printf "%.2f", 100 * $1 }')
check 'tells the test accuracy of the last epoch' grep -q "Last epoch, 3: test accuracy <b>$accuracy %</b>" run/report.html
check 'draws a curve a series' test "$(grep -c '<g class=\"colour[0-9]\"><polyline points=' run/report.html)" -eq 20
refuse 'needs nothing from elsewhere' grep -iE 'https?:|src=|href=|@import|url\(|<script' run/report.html

# well_formed FILE: as XML, which is stricter than HTML; no element that HTML does not know, no id twice
well_formed() {
    /usr/bin/python3 - "$1" <<'EOF_PYTHON'
import sys, xml.etree.ElementTree as tree
known = set('html head meta title style body h1 h2 p b div figure figcaption svg line text g polyline circle ul li table '
            'tr th td details summary pre'.split())
page = tree.fromstring(open(sys.argv[1], encoding='utf-8').read().split('\n', 1)[1])
found = {element.tag for element in page.iter()}
assert found <= known, found - known
rows = [len(list(row)) for table in page.iter('table') for row in table]
assert rows
for table in page.iter('table'):
    assert len({len(list(row)) for row in table}) <= 1, 'rows of unequal length'
EOF_PYTHON
}
if /usr/bin/python3 -c 'import xml.etree.ElementTree' 2>/dev/null; then
    check 'is well-formed' well_formed run/report.html
else
    echo 'no Python here: the page is not parsed'
    well_formed() { true; }
fi

expect 0 'a run without a finished epoch' "$TESSC" train tiny.tess --out short --max-steps 2
check 'has a page as well' grep -q 'No epoch is finished yet' short/report.html
check 'is well-formed' well_formed short/report.html

# What a run may hold: signs that HTML gives a meaning, bytes that are no text, gaps, a flat line, a wide range
mkdir odd
printf 'model: "a<b>&\\"c\\u0007\377"\nsettings:\n  epochs: 9\nlayers:\n  - name: "one"\n    what: "x"\n    neurons: 1\n    parameters: 1\n    dense_operations: 1\nresumed:\n' >odd/run.yaml
printf 'epoch,updates,learning_rate,loss,accuracy,validation_loss,test_loss,one.rate,one.local_loss\n' >odd/metrics.csv
printf '1,5,0.1,2,0.5,,1,0.25,\n2,10,0.001,,0.5,3,1,0.25,\n3,15,0.00001,1,0.5,2,1,0.25,\n' >>odd/metrics.csv
printf '# 1 < 2 && 3\n' >odd/resolved.tess
expect 0 'an odd run' "$TESSC" report odd
check 'is well-formed' well_formed odd/report.html
check 'has its name escaped' grep -qF '<h1>a&lt;b&gt;&amp;&quot;c\x07\xff</h1>' odd/report.html
check 'has its model escaped' grep -qF '# 1 &lt; 2 &amp;&amp; 3' odd/report.html
check 'shows a wide range by its logarithm' grep -q '>1e-5</text>' odd/report.html
check 'leaves gaps open' test "$(grep -c '<circle.*training: [12]</title>' odd/report.html)" -eq 2
refuse 'draws nothing where there is nothing' grep -q 'Local loss by epoch' odd/report.html

# What is no run, or damaged
expect 2 'no run named' "$TESSC" report
expect 66 'a run that is not there' "$TESSC" report nowhere
check 'is named' grep -q '^tessc: error: nowhere/run.yaml: cannot read: No such file or directory$' err
cp -r run damaged
printf 'model: "tiny"\nno value here\n' >damaged/run.yaml
expect 66 'a run.yaml that is damaged' "$TESSC" report damaged
check 'is named with the offset' grep -q "damaged/run.yaml: offset 14: expected 'name: value'" err
check 'and the page that stood there is left alone' cmp first.html damaged/report.html
cp run/run.yaml damaged
printf 'epoch,loss\n1,2\n2,x\n' >damaged/metrics.csv
expect 66 'a metrics.csv that is damaged' "$TESSC" report damaged
check 'is named with the offset' grep -q 'damaged/metrics.csv: offset 17: expected a row of 2 numbers' err
mkdir damaged/report.html.part
cp run/metrics.csv damaged
expect 74 'a page that cannot be written' "$TESSC" report damaged
check 'leaves the one before' cmp first.html damaged/report.html
finish
