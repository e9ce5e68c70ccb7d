#!/bin/sh
# Both ends of every real setting's range give C that compiles, without infinities, NaNs and denormal numbers; what is
# outside is refused. The settings are those that the reference of the language lists.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import struct' 2>/dev/null || {
    echo 'skipped: this test needs /usr/bin/python3'
    exit 77
}
cat >static.tess <<'EOF'
tess 1
model static
input 1x6x6 {
    dataset arrays; classes 3; present 3 steps
    augment crop pad 1, flip p 0.5, cutout p 0.5
    normalize mean 0.5 std 0.5
}
network { conv 4 3x3 pad 1
 linear 5
 readout }
learn tess { signal local { basis square_wave 50 to 512 } }
train { plateau on validation loss, factor 0.5, threshold 0.1, minimum 0 }
EOF
cat >events.tess <<'EOF'
tess 1
model events
input 2x32x32 { dataset dvs_gesture, window 1575 ms; classes 11; frames 3 of 75 ms }
network { conv 4 3x3 pad 1, maxpool 8x8
 readout }
train { anneal linear to 0 }
EOF
cat >try.py <<'EOF'
import os, re, struct, subprocess, sys
tessc = sys.argv[1]
MORE = {'learn.psi.slope': ['learn.psi=fast_sigmoid'], 'train.optimizer.momentum': ['train.optimizer=sgd'],
        'learn.signal.basis.file': ['learn.signal.basis=frequencies'], 'train.validate': ['train.plateau=off']}
LISTS = {'learn.signal.basis.file': lambda x: '%s 1.5 2.5' % x} # a number a class
EVENTS = 'input.dataset.window', 'input.frames.of', 'train.anneal.to'
failed = 0

def fail(*what):
    global failed
    failed = 1
    print('wrong:', *what)

def emit(path, value, name):
    model = 'events' if path in EVENTS else 'static'
    text = LISTS.get(path, lambda x: x)(value)
    of_layer = re.sub(r'^(conv|linear)\.', lambda m: {'conv': 'conv1.', 'linear': 'linear2.'}[m[1]], path)
    words = [w for more in MORE.get(path, []) + [of_layer + '=' + text] for w in ('-D', more)]
    done = subprocess.run([tessc, '--emit=c', *words, model + '.tess'], capture_output=True, text=True)
    if done.returncode == 0:
        open(name, 'w').write(done.stdout)
        source = subprocess.run([tessc, '--emit=source', *words, model + '.tess'], capture_output=True, text=True).stdout
        open('again.tess', 'w').write(source)
        again = subprocess.run([tessc, '--emit=source', 'again.tess'], capture_output=True, text=True)
        if again.stdout != source:
            fail(path, value, 'cannot be run again:', again.stderr)
    return done

def literals(text):
    text = re.sub(r'"(\\.|[^"\\])*"|/\*.*?\*/', '', text, flags=re.S)
    if re.search(r'\b(inf|nan)f?\b', text):
        yield float('inf')
    for number in re.findall(r'(?<![\w.])((?:\d+\.\d*|\.?\d+)(?:e[-+]?\d+)?)f\b', text):
        yield float(number)

def check(path, value, name):
    for number in literals(open(name).read()):
        single = struct.unpack('<f', struct.pack('<f', number))[0] if number < 3.4e38 else float('inf')
        if not (single == 0 or 1.18e-38 <= single < 3.4e38):
            fail(path, value, 'gives', number)

reference = subprocess.run([tessc, '--emit=reference'], capture_output=True, text=True).stdout
tried = 0
for line in reference.splitlines():
    cells = [cell.strip() for cell in re.split(r'(?<!\\)\|', line)]
    if len(cells) < 5 or not re.search(r'\bX\b', cells[2]):
        continue
    path = cells[1].strip('`')
    ends = re.fullmatch(r'(> )?(\S+) to (< )?(\S+)', cells[3])
    if not ends:
        fail(path, 'has a range without two ends:', cells[3])
        continue
    low, high = float(ends[2]), float(ends[4])
    if ends[1] or ends[3]:
        tiny = 1e-6 * (high - low)
        low, high = low + tiny * bool(ends[1]), high - tiny * bool(ends[3])
    for value in {low, high, max(low, 0), max(low, 1e-30), min(-1e-30, low)}:
        name = '%s.%d.c' % (path, tried)
        done = emit(path, '%.9g' % value, name)
        tried += 1
        if done.returncode == 0:
            check(path, value, name)
        elif done.returncode != 65 or low <= value <= high and not 'frequency' in done.stderr:
            fail(path, value, 'exit code', done.returncode, done.stderr)
    outside = [2 * high + 1, low - abs(low) - 1e-3, 'inf', 'nan', '1e60'] + ['1e-31', '1e-45', '1e-60'] * (low <= 0)
    for value in map(str, outside):
        done = emit(path, value, 'outside.c')
        if done.returncode != 65:
            fail(path, value, 'is outside, but the exit code is', done.returncode)
print(tried, 'values tried')
sys.exit(failed or tried < 60)
EOF
check 'every real setting has two ends, both of which give numbers' /usr/bin/python3 try.py "$TESSC"
compiles() {
    for file in ./*.c; do
        "${CC:-cc}" -std=c11 -march=native -fsyntax-only -w -I"$root/runtime" "$file" || return 1
    done
}
check 'the C of all of them compiles' compiles

# All at once, and from a file of frequencies
low='neuron.threshold=1e-6 learn.psi.height=1e-6 learn.psi.width=1e-6 neuron.leak=1e-30 input.normalize.std=1e-6'
high='neuron.threshold=1e6 learn.psi.height=1e6 learn.psi.width=1e6 neuron.reset.amount=1e6 learn.alpha.pre=1e6'
for all in "$low" "$high"; do
    # shellcheck disable=SC2046,SC2086 # words
    expect 0 "$all" "$TESSC" $(printf -- '-D %s ' $all) static.tess -o all
    expect 0 'compiles' "${CC:-cc}" -std=c11 -march=native -fsyntax-only -w -I"$root/runtime" all/static.c
done
for number in 1e-40 1e7 inf nan; do
    echo "1 2 $number" >frequencies
    expect 65 "a file with the frequency $number" "$TESSC" check static.tess -D learn.signal.basis=frequencies \
        -D 'learn.signal.basis.file="frequencies"'
    check 'names it' grep -q 'frequency 2 is' err
done
small_model tiny
for rate in 1e-45 1e-60 1e7 inf; do
    expect 2 "--lr $rate" "$TESSC" train tiny.tess --engine interpret --lr $rate --out r
done

finish
