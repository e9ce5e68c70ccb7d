#!/bin/sh
# States whose checksum is right and whose numbers are wrong are refused, with file, offset and what was expected.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import json, struct' 2>/dev/null || {
    echo 'skipped: this test needs /usr/bin/python3'
    exit 77
}
TESS_CFLAGS=-O0 # as quick as can be
export TESS_CFLAGS
small_model tiny
expect 0 'build' "$TESSC" build tiny.tess
expect 0 'a run' ./tiny train --threads 1 --max-steps 6 --out run
cp -r run whole
expect 0 'goes on' ./tiny train --threads 1 --max-steps 8 --out run --resume

cat >forge.py <<'EOF'
"""Copies a state with other numbers in it, and the checksum that goes with them: CRC-64/XZ."""
import json, struct, sys
TABLE = []
for i in range(256):
    for _ in range(8):
        i = i >> 1 ^ 0xC96C5795D7870F42 if i & 1 else i >> 1
    TABLE.append(i)
def checksum(data):
    sum = 0xFFFFFFFFFFFFFFFF
    for byte in data:
        sum = TABLE[(sum ^ byte) & 255] ^ sum >> 8
    return sum ^ 0xFFFFFFFFFFFFFFFF
data = open('whole/state.safetensors', 'rb').read()
length = struct.unpack('<Q', data[:8])[0]
head, tensors = json.loads(data[8:8 + length]), bytearray(data[8 + length:])
what, name, value = sys.argv[1:]
if what == 'number':
    head['__metadata__'][name] = value
else: # the first element of a tensor
    begin = head[name]['data_offsets'][0]
    kind, number = {'F32': ('<f', float), 'F64': ('<d', float), 'I64': ('<q', int), 'U64': ('<Q', int)}[head[name]['dtype']]
    tensors[begin:begin + struct.calcsize(kind)] = struct.pack(kind, number(value))
def whole(sum):
    head['__metadata__']['checksum'] = sum
    text = json.dumps(head, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    return struct.pack('<Q', len(text)) + text + tensors
open('run/state.safetensors', 'wb').write(whole('%016x' % checksum(whole('0' * 16))))
EOF
# forged WHAT NAME VALUE: is refused
forged() {
    rm -rf run && cp -r whole run && rm -f run/state.previous.safetensors
    /usr/bin/python3 forge.py "$@" || not_ok "forging $*"
    expect 66 "$2 $3" timeout 20 ./tiny train --threads 1 --max-steps 8 --out run --resume
    check 'is told with file, offset and expectation' grep -q "error: run/state.safetensors: offset [0-9]*: expected .*'$2'" err
    check 'in a line' test "$(wc -l <err)" -le 2
}
for name in epochs batch train_limit test_limit augment seed epoch step updates way best_way images plateau_bad best_epoch \
    metrics_jsonl metrics_csv; do
    for value in -1 9223372036854775808 many; do
        forged number $name $value
    done
done
forged number batch 0
forged number batch 2000000
forged number augment 2
forged number step 999
forged number updates 7
forged number images 100
forged number way 0 # it predicts from the readout, and from nothing else
forged number best_way 3
forged number best_epoch 5
for name in power1 power2 first_learning_rate learning_rate warmup best_loss best_accuracy; do
    for value in -0x1p+0 inf 0x1p; do
        forged number $name $value
    done
done
for name in power1 power2 learning_rate warmup plateau_best; do
    forged number $name nan
done
forged number power1 0x1.8p+0
forged number best_accuracy 0x1.8p+0
forged number power1 0x0p+0
forged number power2 0x0p+0
forged number power1 0x1p+0
forged number metrics_jsonl 100000
forged number metrics_csv 100000
forged number plateau_bad 4294967296 # is 0 in 32 bits
forged tensor epoch.local_loss nan
forged tensor epoch.local_loss -5
forged tensor epoch.spread -5
forged tensor epoch.loss -5
forged tensor epoch.spikes 9223372036854775807
forged tensor epoch.spikes 1000000
forged tensor epoch.loss inf
forged tensor epoch.correct -1
forged tensor epoch.correct 97
forged tensor conv1.weight.moment1 nan
forged tensor conv1.weight.moment2 -1
forged tensor conv1.weight inf

# Between two epochs
cp -r whole within
rm -rf run
expect 0 'a run of an epoch' ./tiny train --threads 1 --epochs 1 --out run
rm -rf whole && cp -r run whole
forged number epochs 0
forged number best_epoch 0
forged number best_loss nan
forged number best_accuracy nan
forged number metrics_jsonl 100000
for tensor in spikes local_loss loss spread correct; do
    forged tensor epoch.$tensor 1
done
rm -rf run && cp -r whole run
expect 0 'fewer epochs than it has had' ./tiny train --threads 1 --epochs 0 --out run --resume
expect 0 'and on' ./tiny train --threads 1 --epochs 2 --out run --resume
rm run/metrics.csv
expect 0 'metrics that were removed' ./tiny train --threads 1 --epochs 3 --out run --resume
rm -rf whole && mv within whole

# Before the first one ends
cp -r whole within
rm -rf run
expect 0 'a run of two steps' ./tiny train --threads 1 --max-steps 2 --out run
rm -rf whole && cp -r run whole
forged number best_loss 0x1p+0
forged number best_accuracy 0x1p-1
rm -rf whole && mv within whole

# The same numbers again are taken.
rm -rf run && cp -r whole run && rm -f run/state.previous.safetensors
/usr/bin/python3 forge.py number augment 1
expect 0 'a state written anew' ./tiny train --threads 1 --max-steps 8 --out run --resume

# Predictions: what the trainer writes is taken; what names no layer, or the way of none, is not.
for from in conv1 'sum of conv1 readout' best; do
    rm -rf run
    expect 0 "a run from $from" ./tiny train --threads 1 --max-steps 6 --warmup 0.5 --out run --from "$from"
    rm -rf whole && cp -r run whole
    expect 0 'goes on' ./tiny train --threads 1 --max-steps 8 --out run --resume
done
forged number way 5 # best is a layer or the readout
forged number best_way 5
rm -rf run && cp -r whole run && rm -f run/state.previous.safetensors
/usr/bin/python3 forge.py number way 0
expect 0 'another layer that may be the best' ./tiny train --threads 1 --max-steps 8 --out run --resume
rm -rf run && cp -r whole run && rm -f run/state.previous.safetensors
/usr/bin/python3 forge.py number predict_from 'conv9'
expect 66 'a layer that is not there' ./tiny train --threads 1 --max-steps 8 --out run --resume
check 'is told' grep -q "run/state.safetensors: expected readout, best, a layer.*found 'conv9'" err

finish
