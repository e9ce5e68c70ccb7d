#!/usr/bin/python3
"""What layers predict by themselves, computed anew: for behaviour-layers.sh.

    layers.py data FOLDER                   writes x_train.npy ... of four classes of moving bars under noise
    layers.py forward FOLDER WEIGHTS        the test samples through reference.py: one line a layer, and one for the
                                            readout and for the sum of all: name, accuracy and predicted classes
    layers.py same FILE OTHER NAME...       fails unless the tensors whose names begin so are equal, bit for bit
    layers.py differ FILE OTHER NAME...     fails if one of them is equal
    layers.py source FILE.c                 prints the model that a generated file holds
    layers.py strip FILE OUT                copies the tensors of a file without its metadata
"""

import json
import os
import re
import struct
import sys

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from reference import Network, square_wave_frequencies  # noqa: E402

CLASSES, STEPS, SHAPE = 4, 5, (2, 8, 7)


def samples(rng, count):
    """A bar that moves down, up, right or left; the second channel is the first one a step later."""
    labels = rng.integers(0, CLASSES, count)
    x = (rng.random((count, STEPS, *SHAPE)) < 0.12).astype(np.float32)
    for image, label in enumerate(labels):
        start = rng.integers(0, 3)
        for t in range(STEPS):
            for channel in range(2):
                at = start + t + channel
                at = at if label % 2 == 0 else 6 - at
                if label < 2:
                    x[image, t, channel, at % SHAPE[1]] = 1
                else:
                    x[image, t, channel, :, at % SHAPE[2]] = 1
    return x, labels.astype(np.int32)


def write_data(folder):
    rng = np.random.default_rng(5)
    os.makedirs(folder, exist_ok=True)
    for part, count in (('train', 400), ('test', 97)):
        x, y = samples(rng, count)
        np.save(os.path.join(folder, 'x_%s.npy' % part), x)
        np.save(os.path.join(folder, 'y_%s.npy' % part), y)


def read_tensors(path):
    with open(path, 'rb') as file:
        size, = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    header.pop('__metadata__', None)
    return {name: np.frombuffer(data[slice(*entry['data_offsets'])], '<f4').reshape(entry['shape'])
            for name, entry in header.items()}


def block(kind, out, **more):
    return {'type': kind, 'out': out, 'bias': False, 'pool': 'none', 'pool_size': 1, **more}


# The network of behaviour-layers.sh.
MANIFEST = {
    'kind': 'tess', 'input': 'frames', 'classes': CLASSES, 'T': STEPS, 'supervised_steps': [1, 2, 3, 4],
    'in_shape': SHAPE, 'wn': True, 'avoid_wn': False, 'threshold_effective': 0.4, 'leak_factor': 0.5, 'reset': 'soft',
    'reset_value': 0.4, 'factors': None, 'logits': {'of': 'sum', 'times': 0.5},
    'blocks': [block('conv', 12, kernel=3, pad=1, lsg_act_size=2),
               block('conv', 20, kernel=3, pad=1, pool='max', pool_size=2, lsg_act_size=2),
               block('conv', 8, kernel=3, pad=1, lsg_act_size=2),
               block('linear', 12, lsg_act_size=12)],
}
NAMES = ('conv1', 'conv2', 'conv3', 'linear4', 'readout')


def forward(folder, weights):
    parameters, stored = {}, read_tensors(weights)
    for name, value in stored.items():
        layer, kind = name.split('.')
        alias = 'out' if layer == 'readout' else 'L%d' % NAMES.index(layer)
        parameters['%s.%s' % (alias, {'weight': 'w', 'bias': 'b', 'gain': 'gain'}[kind])] = value.astype(np.float64)
    x = np.load(os.path.join(folder, 'x_test.npy')).astype(np.float64).swapaxes(0, 1)
    labels = np.load(os.path.join(folder, 'y_test.npy'))
    network = Network(MANIFEST, square_wave_frequencies(CLASSES), np.float64)
    record, _ = network.run(parameters, x, labels, True)
    sums = {name: record['L%d.lsg_logits' % i].sum(axis=0) for i, name in enumerate(NAMES[:-1])}
    sums['readout'] = record['logits_sum']
    sums['sum'] = sum(sums.values())
    for name, logits in sums.items():
        predicted = logits.argmax(axis=1)
        print(name, '%.2f' % (100 * (predicted == labels).mean()), ''.join(map(str, predicted)))


def compare(file, other, names, wanted):
    one, two = read_tensors(file), read_tensors(other)
    for tensor in sorted(one):
        if tensor.startswith(tuple(names)) and (one[tensor].tobytes() == two[tensor].tobytes()) != wanted:
            sys.exit('%s: %s in %s and %s' % (tensor, 'differs' if wanted else 'is the same', file, other))


def print_source(path):
    with open(path) as file:
        text = re.search(r'\nstatic const char source\[\] =\n(.*?);\n', file.read(), re.DOTALL).group(1)
    for literal in text.split('\n'):
        sys.stdout.write(literal.strip()[1:-1].replace('\\n', '\n').replace('\\"', '"').replace('\\\\', '\\'))


def strip(path, out):
    tensors, begin = read_tensors(path), 0
    header = {}
    for name, value in tensors.items():
        header[name] = {'dtype': 'F32', 'shape': value.shape, 'data_offsets': [begin, begin + value.nbytes]}
        begin += value.nbytes
    text = json.dumps(header).encode()
    with open(out, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + b''.join(value.tobytes() for value in tensors.values()))


if __name__ == '__main__':
    command, *words = sys.argv[1:]
    if command == 'data':
        write_data(words[0])
    elif command == 'forward':
        forward(*words)
    elif command == 'source':
        print_source(*words)
    elif command == 'strip':
        strip(*words)
    else:
        compare(words[0], words[1], words[2:], command == 'same')
