#!/bin/sh
# What `tessc explain` tells of memory is what a trainer takes, within 5 % or 8 MiB, on networks of twenty shapes: static,
# events, every rule and schedule, small and large.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import struct' 2>/dev/null || {
    echo 'skipped: this test needs /usr/bin/python3'
    exit 77
}
TESS_CFLAGS=-O0 # as quick as can be
export TESS_CFLAGS
cat >try.py <<'EOF'
import os, re, struct, subprocess, sys, time
tessc = sys.argv[1]

def npy(path, kind, shape, data):
    head = b"{'descr': '%s', 'fortran_order': False, 'shape': (%s), }" % (kind, b''.join(b'%d, ' % n for n in shape))
    head += b' ' * (-(len(head) + 11) % 64) + b'\n'
    with open(path, 'wb') as file:
        file.write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(head)) + head + data)

def arrays(folder, shape):
    size = shape[0] * shape[1] * shape[2]
    os.makedirs(folder, exist_ok=True)
    for part in 'train', 'test':
        npy('%s/x_%s.npy' % (folder, part), b'|u1', (4,) + shape, bytes(i * 7 % 251 for i in range(4 * size)))
        npy('%s/y_%s.npy' % (folder, part), b'|u1', (4,), b'\0\1\0\1')

CONV = 'conv 16 3x3 pad 1, maxpool 2x2\n conv 32 3x3 pad 1'
EVENTS = [ # frames, size, network, what is learned how
    (5, '2x9x8', 'conv 5 3x3 pad 1', ''),
    (20, '2x32x32', CONV, ''),
    (20, '2x32x32', CONV, 'learn tess { schedule stream }'),
    (20, '2x32x32', CONV, 'learn s_tllr'),
    (20, '2x32x32', CONV, 'learn bptt'),
    (100, '2x64x64', 'conv 8 3x3 pad 1, maxpool 4x4', ''),
    (100, '2x64x64', 'conv 8 3x3 pad 1, maxpool 4x4', 'learn bptt'),
    (1000, '2x128x128', 'conv 4 3x3 pad 1, maxpool 8x8', ''),
    (1000, '2x64x64', 'conv 4 3x3 pad 1, maxpool 8x8', 'learn s_tllr'),
    (300, '2x96x96', 'conv 4 3x3 pad 1, maxpool 8x8\n linear 64', 'learn tess { schedule stream }'),
    (10, '2x48x48', 'conv 8 5x5 pad 2, maxpool 2x2\n conv 8 3x3\n linear 40', 'learn tess { schedule fold }'),
    (3, '2x32x32', 'linear 1024', ''),
    (1, '2x128x128', 'conv 8 3x3 pad 1, avgpool 4x4', ''),
]
STATIC = [
    (6, '1x28x28', CONV, ''),
    (6, '3x32x32', CONV, ''),
    (4, '3x32x32', 'conv 64 3x3 pad 1, maxpool 2x2\n conv 128 3x3 pad 1', 'learn bptt'),
    (2, '3x256x256', 'conv 8 3x3 pad 1, maxpool 8x8', ''),
    (2, '3x256x256', 'conv 8 3x3 pad 1, maxpool 8x8', 'learn s_tllr'),
    (30, '3x64x64', CONV, 'learn tess { schedule stream }'),
    (4, '1x28x28', 'linear 2000\n linear 2000', ''),
]

def models():
    for i, (frames, size, network, learn) in enumerate(EVENTS):
        yield 'e%d' % i, 'input %s { dataset synthetic; frames %d; train 4 samples; test 1 samples }' % (size, frames), network, learn
    for i, (steps, size, network, learn) in enumerate(STATIC):
        arrays('data-s%d' % i, tuple(map(int, size.split('x'))))
        yield 's%d' % i, 'input %s { dataset arrays; classes 2; present %d steps }' % (size, steps), network, learn

def kilobytes(pid, key):
    try:
        found = re.search(key + r':\s+(\d+) kB', open('/proc/%d/status' % pid).read())
        return int(found[1]) if found else 0
    except OSError:
        return 0

def measure(name, *words):
    """Peaks of address space and of memory in use, in MiB. The kernel keeps the first one only while the process runs,
    which takes all of its memory when it begins: it is asked now and then, at first often."""
    begun = time.monotonic()
    run = subprocess.Popen(['./bin/' + name, 'train', '--threads', '1', '--max-steps', '1', '--out', 'run-' + name, *words],
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    space = used = 0
    while True:
        pid, status, usage = os.wait4(run.pid, os.WNOHANG)
        if pid:
            break
        space = max(space, kilobytes(run.pid, 'VmPeak'))
        time.sleep(min(0.02, (time.monotonic() - begun) / 20))
    if status:
        sys.exit('%s: %s' % (name, run.stderr.read().decode()))
    return space / 1024, usage.ru_maxrss / 1024

failed, program = 0, None
for name, data, network, learn in models():
    with open(name + '.tess', 'w') as file:
        file.write('tess 1\nmodel %s\n%s\nnetwork { %s\n readout }\n%s\ntrain { batch 4; validate 0 }\n' %
                   (name, data, network, learn))
    told = subprocess.run([tessc, 'explain', '-Wno-dead-latent', name + '.tess'], capture_output=True, text=True, check=True).stdout
    told = float(re.search(r'a trainer with one thread, in all +([\d.]+)', told)[1])
    subprocess.run([tessc, 'build', '-Wno-dead-latent', name + '.tess', '-o', 'bin'], check=True)
    space, used = measure(name, *(['--data', 'data-' + name] if name[0] == 's' else []))
    if program is None: # what a program takes for itself, measured on the smallest
        program = space - told
    allowed = max(8, 0.05 * told)
    good = abs(space - program - told) <= allowed and used <= told + allowed
    print('%s %-4s told %8.2f MiB, taken %8.2f, in use %8.2f' % ('ok' if good else 'WRONG', name, told, space - program, used))
    failed |= not good
sys.exit(failed)
EOF
check 'explain tells what is taken' /usr/bin/python3 try.py "$TESSC"
cat check.log

# What does not fit is told with all that it takes.
cat >large.tess <<'EOF'
tess 1
model large
input 2x128x128 { dataset synthetic; frames 1000; train 40 samples; test 2 samples }
network { conv 8 3x3 pad 1, maxpool 8x8
 readout }
train { batch 16; epochs 1 }
EOF
expect 0 'build' "$TESSC" build large.tess
# shellcheck disable=SC2016 # the inner shell's
expect 1 'memory that is not there' sh -c 'ulimit -v 200000; exec "$@"' sh ./large train --threads 1 --out large-run
check 'is told with the input' grep -q 'not enough memory: the model asks for 2[0-9]* MiB with 1 thread, 2[0-9]* MiB of them for the input' err
# shellcheck disable=SC2016
expect 1 'threads that cannot be started' sh -c 'ulimit -v 1500000; exec "$@"' sh ./large train --threads 1000 --out r
check 'are told' grep -q 'cannot start 1000 threads' err

finish
