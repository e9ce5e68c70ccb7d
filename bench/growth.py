"""How time and memory of our trainer grow with the number of steps, the batch, the width and the depth of a network.

One thing is varied at a time, from a VGG-9 for CIFAR-10 with T = 6 and a batch of 32."""

import os

from sides import Trainer, multiply_adds, progress
from inputs import read_model

# Output channels and pooling of VGG-9; one more block is one more of the last shape before the end.
BLOCKS = [(64, ''), (128, ', maxpool 2x2'), (256, ''), (256, ', maxpool 2x2'), (512, ''), (512, ', maxpool 2x2'),
          (512, '')]
LAST = (512, ', avgpool all')
BASE = {'steps': 6, 'batch': 32, 'width': 1.0, 'depth': 8}
STUDIES = {
    'steps': [2, 4, 6, 8, 10, 16, 20, 32],
    'batch': [8, 32, 128, 512],
    'width': [0.25, 0.5, 1.0, 1.5],
    'depth': [4, 6, 8, 10, 12],
}
LIMIT = 2  # measured steps


def layer_line(channels, pool, width):
    grid = '1x1' if 'all' in pool else '2x2'
    return '    conv %d 3x3 pad 1%s  signal grid %s' % (round(channels * width), pool, grid)


def network(depth, width):
    blocks = (BLOCKS + [(512, '')] * depth)[:depth - 1]
    return '\n'.join(layer_line(channels, pool, width) for channels, pool in [*blocks, LAST])


def model_text(name, size):
    return '''tess 1
model %s
input 3x32x32 { dataset cifar10; present %d steps; normalize mean 0.4914 0.4822 0.4465 std 0.2023 0.1994 0.2010 }
neuron lif { leak 0.5  threshold 0.6  reset subtract }
weights { standardize  gain }
network {
%s
    readout
}
learn tess {
    lambda pre 0.5 post 0.2
    alpha pre 1 post 1
    psi triangle height 0.3 width 1
    signal local { basis square_wave 50 to 512 }
}
train { batch %d; optimizer adam lr 1e-3 }
''' % (name, size['steps'], network(size['depth'], size['width']), size['batch'])


def measure_one(options, folder, size):
    name = 'grow_%d_%d_%d' % (size['steps'], round(100 * size['width']), size['depth'])
    path = os.path.join(folder, name + '.tess')
    os.makedirs(folder, exist_ok=True)
    with open(path, 'w') as file:
        file.write(model_text(name, size))
    progress('steps %(steps)d, batch %(batch)d, width %(width)g, depth %(depth)d' % size)
    model = read_model(options.tessc, path)
    trainer = Trainer(options.tessc, path, name, folder, options.data)
    trainer.train(options.warm_steps, BASE['batch'], max(options.threads))
    found = trainer.measure(size['batch'], options.threads[0], LIMIT)
    giga = 1e-9 * size['steps'] * sum(multiply_adds(layer) for layer in model['layers'])
    return {**size, 'gmac': giga, 'train': found['train'], 'evaluate': found['evaluate']}


def measure_growth(options, folder):
    """Prints a table a study; returns all rows."""
    rows, known = [], {}
    for what in options.growth:
        print('\n%-8s %9s %14s %14s %16s %10s %12s' % (what, 'GMAC', 'training, ms', 'GMAC/s', 'evaluation, ms',
                                                       'peak MiB', 'spike rate'))
        for value in STUDIES[what]:
            size = {**BASE, what: value}
            key = tuple(size.values())
            row = known.get(key) or measure_one(options, folder, size)
            known[key] = row
            rates = list(row['train'].get('rates', {}).values())
            print('%-8g %9.3f %14.2f %14.0f %16.2f %10.0f %12.3f' % (
                value, row['gmac'], row['train']['cpu_ms'], 3e3 * row['gmac'] / row['train']['cpu_ms'],
                row['evaluate']['cpu_ms'], row['train']['peak_mib'], sum(rates) / max(len(rates), 1)), flush=True)
            rows.append({'study': what, **row})
    print('CPU ms an image, all threads together; GMAC: of one dense pass; GMAC/s: of the three of training.')
    return rows
