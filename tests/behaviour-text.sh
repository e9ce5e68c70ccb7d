#!/bin/sh
# No text is cut: models of many classes run again from resolved.tess. Names that are no UTF-8, or hold
# control characters, are written so that everybody can read them, the same way everywhere.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import json, struct, zlib' 2>/dev/null || {
    echo 'skipped: making data needs /usr/bin/python3'
    exit 77
}

/usr/bin/python3 - <<'EOF_PYTHON'
import os, struct, zlib

def npy(path, kind, shape, data):
    head = b"{'descr': '%s', 'fortran_order': False, 'shape': (%s), }" % (kind, b''.join(b'%d, ' % n for n in shape))
    head += b' ' * (-(len(head) + 11) % 64) + b'\n'
    with open(path, 'wb') as file:
        file.write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(head)) + head + data)

def arrays(folder, samples, classes, size):
    os.mkdir(folder)
    for part in 'train', 'test':
        values = b''.join(struct.pack('<f', (7 * i % 13) / 13) for i in range(samples * size[0] * size[1] * size[2]))
        npy('%s/x_%s.npy' % (folder, part), b'<f4', (samples,) + size, values)
        npy('%s/y_%s.npy' % (folder, part), b'<i4', (samples,),
            b''.join(struct.pack('<i', i % classes) for i in range(samples)))

arrays('classes', 300, 300, (1, 4, 4))

for name, step in ('fa.txt', 1.5), ('fb.txt', 1.25):
    # the first 210 are the same: as many as 2,047 bytes hold
    with open(name, 'w') as file:
        for c in range(300):
            file.write('%.6g\n' % (50.123 + 1.5 * c if c < 210 else 500.321 + step * c))

def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

def png(path, shift):
    rows = b''.join(b'\0' + bytes((9 * x * y + 40 * shift) % 256 for x in range(6)) for y in range(6))
    with open(path, 'wb') as file:
        file.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 6, 6, 8, 0, 0, 0, 0)) +
                   chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))

# Latin-1, a backslash that looks like an escape, UTF-8, a control character of two bytes, half a character
names = b'caf\xe9', b'a\\xe9', 'größe'.encode(), b'c1\xc2\x9b', b'half\xe2\x82'
for k, name in enumerate(names):
    os.makedirs(b'odd\xff/' + name)
    for i in range(4):
        png(b'odd\xff/' + name + b'/%d.png' % i, k + i)
open(b'odd\xff/' + names[0] + b'/Thumbs.db', 'w').close() # which is told in a note
os.mkdir('scans')
png(b'scans/s\xe4t\x07z.png', 1)
with open(b'scans/torn\xe4.png', 'wb') as file:
    file.write(b'\x89PNG\r\n\x1a\n')
EOF_PYTHON

# ---- Long lines ----

model() { # RULE
    printf 'tess 1\nmodel many\ninput 1x4x4 { dataset arrays; classes 300; present 2 steps }\n'
    printf 'network { conv 8 3x3 pad 1\n readout }\n%s\ntrain { batch 4; epochs 1; validate 0 }\n' "$1"
}
model '' >many.tess
expect 0 'a model of many classes' "$TESSC" train many.tess --data classes --out many --threads 1
expect 0 'its resolved.tess compiles' "$TESSC" check many/resolved.tess
"$TESSC" --emit=source many.tess >many.source
check 'and says all that the model says' cmp many.source many/resolved.tess
expect 0 'its resolved.tess runs' "$TESSC" train many/resolved.tess --data classes --out again --threads 1
check 'to the same weights' cmp many/last.safetensors again/last.safetensors
model 'learn tess { signal local { basis frequencies "fa.txt" } }' >ma.tess
model 'learn tess { signal local { basis frequencies "fb.txt" } }' >mb.tess
expect 0 'a model of listed frequencies' "$TESSC" train ma.tess --data classes --out ma --threads 1
expect 65 'another one does not go on from it' "$TESSC" train mb.tess --data classes --out ma --resume --epochs 2
check 'and says so' grep -q "another model's state: its source" err

# A path nearly as long as any is told whole.
deep=$(printf '%0250d/' 1 2 3 4 5 6 7 8 9 10 11 12)nowhere
expect 66 'a long path that is not there' "$TESSC" train many.tess --data "$deep"
check 'is told to its end' grep -q '000012/nowhere' err

# ---- Odd names ----

odd=$(printf 'odd\377')
cat >odd.tess <<'EOF'
tess 1
model odd
input 1x6x6 { dataset folder; classes 5; present 2 steps }
network { conv 8 3x3 pad 1
 readout }
train { batch 4; epochs 1; validate 0.2 }
EOF
# is_utf8 FILE...: valid UTF-8, and no control character but ends of lines and tabs
is_utf8() {
    /usr/bin/python3 - "$@" <<'EOF_PYTHON'
import sys
for name in sys.argv[1:]:
    for c in open(name, encoding='utf-8', newline='').read():
        assert ord(c) >= 32 and not 127 <= ord(c) < 160 or c in '\t\n', (name, hex(ord(c)))
EOF_PYTHON
}
# holds_names RUN: the five names in JSON and YAML, which read back to the bytes of the folders
holds_names() {
    /usr/bin/python3 - "$@" <<'EOF_PYTHON'
import json, re, struct, sys
names = {b'caf\xe9', b'a\\xe9', 'größe'.encode(), b'c1\xc2\x9b', b'half\xe2\x82'}
def back(text):
    return re.sub(rb'\\x([0-9a-f]{2})', lambda m: bytes([int(m[1], 16)]), text.encode())
run = sys.argv[1]
last = open(run + '/metrics.jsonl', encoding='utf-8').read().splitlines()[-1]
tested = {back(name) for name in json.loads(last)['test_by_class']}
assert tested <= names
line = [l for l in open(run + '/run.yaml', encoding='utf-8') if l.startswith('  classes: ')][0]
assert {back(name) for name in json.loads(line[len('  classes: '):])} == names
line = [l for l in open(run + '/run.yaml', encoding='utf-8') if l.startswith('  folder: ')][0]
assert back(json.loads(line[len('  folder: '):])) == b'odd\xff'
for file in 'best.safetensors', 'last.safetensors':
    data = open(run + '/' + file, 'rb').read()
    head = json.loads(data[8:8 + struct.unpack('<Q', data[:8])[0]].decode('utf-8'))
    assert {back(name) for name in head['__metadata__']['class_names'].split('\n')} == names
EOF_PYTHON
}
expect 0 'training on folders with odd names' "$TESSC" train odd.tess --data "$odd" --out run --threads 1
check 'prints UTF-8' is_utf8 out err
check 'has an escape in notes' grep -q '^note: odd\\xff: left out 1 Thumbs.db' err
check 'writes UTF-8' is_utf8 run/run.yaml run/metrics.jsonl run/metrics.csv run/resolved.tess run/report.html
check 'keeps the bytes of the names' holds_names run
expect 0 'evaluation' "$TESSC" eval odd.tess --data "$odd" --weights run/last.safetensors --split train
check 'prints UTF-8' is_utf8 out err
check 'has an escape for the byte' grep -q 'caf\\xe9 ' out
check 'tells a backslash from an escape' grep -q 'a\\x5cxe9 ' out
expect 66 'prediction' "$TESSC" predict odd.tess --weights run/last.safetensors scans
check 'prints UTF-8' is_utf8 out err
check 'has escapes for the file' grep -q '^scans/s\\xe4t\\x07z.png' out
check 'also in messages' grep -q 'scans/torn\\xe4.png' err
expect 66 'prediction as JSON' "$TESSC" predict odd.tess --weights run/last.safetensors --json scans
check 'prints UTF-8' is_utf8 out err
check 'every line is JSON' /usr/bin/python3 -c "import json
assert json.loads(open('out', encoding='utf-8').readline())['input'] == r'scans/s\\xe4t\\x07z.png'
[json.loads(line) for line in open('out', encoding='utf-8')]"
expect 0 'the page' "$TESSC" report run
check 'is UTF-8' is_utf8 run/report.html
expect 0 'data info' "$TESSC" data info odd.tess --data "$odd"
check 'prints UTF-8' is_utf8 out err
expect 0 'new' "$TESSC" new "$odd" -o new.tess
check 'writes UTF-8' is_utf8 new.tess out err
check 'has an escape in notes' grep -q '^# Note: odd\\xff: left out 1 Thumbs.db' new.tess
expect 66 'a folder that is not there' "$TESSC" train odd.tess --data "$(printf 'no\033[31m\351')"
check 'is told in UTF-8' is_utf8 err
expect 65 'a model file that is not there' "$TESSC" check "$(printf 'no\033[31m\351.tess')"
check 'is told in UTF-8' is_utf8 err
expect 65 'the same as JSON' "$TESSC" check --diagnostics=json "$(printf 'no\033[31m\351.tess')"
check 'is UTF-8' is_utf8 err
expect 2 'an odd command' "$TESSC" "$(printf 'chec\033[31m\351k')" odd.tess
check 'is told in UTF-8' is_utf8 err

option=$(printf -- '--a\033\351')
for command in '' check 'data info' 'data show' fmt; do
    # shellcheck disable=SC2086 # words
    expect 2 "an odd option of '$command'" "$TESSC" $command "$option"
    check 'is told in UTF-8' is_utf8 err
    check 'is told' grep -q "^tessc: unknown option '--a\\\\x1b\\\\xe9'" err
done
for command in train eval predict probe bench; do
    expect 2 "an odd option of $command" "$TESSC" $command odd.tess "$option"
    check 'is told in UTF-8' is_utf8 err
    check 'is told' grep -q "unknown option '--a\\\\x1b\\\\xe9'" err
done
expect 2 'an odd letter' "$TESSC" check "$(printf -- '-\351')" odd.tess
check 'is told' grep -q "^tessc: unknown option '-\\\\xe9'" err
expect 2 'a letter that is not known' "$TESSC" check -hx odd.tess
check 'is told' grep -q "^tessc: unknown option '-x'" err
expect 2 'an option without its value' "$TESSC" check -D
check 'is told' grep -q "^tessc: no value for option '-D'" err
expect 2 'a value where none is taken' "$TESSC" fmt --check=yes odd.tess
check 'is told' grep -q "^tessc: no value is taken by option '--check=yes'" err

# A model file that names a file in Latin-1
printf '1 2 3 4 5\n' >"$(printf 'f\351')"
sed "s/^train/learn tess { signal local { basis frequencies \"$(printf 'f\351')\" } }\ntrain/" odd.tess >latin.tess
for form in tree model source c; do
    expect 0 "Latin-1 in a model, --emit=$form" "$TESSC" --emit=$form latin.tess
    check 'prints UTF-8' is_utf8 out err
done

# ---- A weights file of somebody else ----

/usr/bin/python3 - <<'EOF_PYTHON'
import json, struct
data = open('run/last.safetensors', 'rb').read()
n = struct.unpack('<Q', data[:8])[0]
head, rest = json.loads(data[8:8 + n]), data[8 + n:]
def write(name, change=lambda text: text):
    text = change(json.dumps(head, ensure_ascii=False).encode())
    open(name, 'wb').write(struct.pack('<Q', len(text)) + text + rest)
head['__metadata__']['class_names'] = '\x1b]0;title\x07\nb\nc\nd\ne'
write('control.safetensors')
head['__metadata__']['class_names'] = 'BYTE\nb\nc\nd\ne'
write('latin.safetensors', lambda text: text.replace(b'BYTE', b'caf\xe9'))
for i in range(2):
    head['\x1b[31mtensor%d' % i] = {'dtype': 'U8', 'shape': [3], 'data_offsets': [0, 3]}
write('tensor.safetensors')
EOF_PYTHON
for file in control latin; do
    expect 66 "names of $file characters in weights" "$TESSC" predict odd.tess --weights $file.safetensors scans
    check 'are printed as UTF-8' is_utf8 out err
    expect 0 "evaluation with $file characters in weights" "$TESSC" eval odd.tess --data "$odd" \
        --weights $file.safetensors --split train
    check 'prints UTF-8' is_utf8 out err
done
expect 66 'a tensor of an odd name' "$TESSC" eval odd.tess --data "$odd" --weights tensor.safetensors
check 'is told in UTF-8' is_utf8 out err

finish
