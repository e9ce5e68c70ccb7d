"""Corner cases of one mechanism each: the neuron at its threshold, the signs of the square waves, the learning rate."""

import os
import subprocess

import numpy as np

from parity_core import ParityError, model_text, read_array, write_array
from reference import square_wave_frequencies

SLOPE, HEIGHT = 100.0, 0.3


def tiny_model(name, shape, steps, classes, block, frequencies=None):
    return {'name': name, 'shape': shape, 'static': False, 'steps': steps, 'classes': classes, 'blocks': [block],
            'first': 0, 'frequencies': frequencies, 'optimizer': 'sgd lr 1e-3', 'lambda_pre': 0.5, 'lambda_post': 0.2,
            'alpha_pre': 1, 'alpha_post': 1}


def tiny_case(engine, name, weight, readout, x):
    """A case of one layer with raw weights and one batch."""
    folder = os.path.join(engine.folder, name + '-case')
    os.makedirs(folder, exist_ok=True)
    write_array(folder, 'init.L0.w', weight)
    write_array(folder, 'init.out.w', readout)
    write_array(folder, 'init.out.b', np.zeros(len(readout)))
    write_array(folder, 'b0.x', x)
    write_array(folder, 'b0.y', np.zeros(x.shape[1]))
    return folder


# ---- The neuron -----------------------------------------------------------------------------------------------------

def rounded(theta):
    """The published convolution subtracts its threshold rounded half to even; 0.5 becomes no reset at all."""
    return np.float32(np.rint(theta))


def psi_slope(kind, distance):
    """How much psi changes with u, at this distance from the threshold."""
    if kind == 'lin':
        return 2 * SLOPE / (SLOPE * distance + 1) ** 3
    return np.full_like(distance, HEIGHT)


def edge_block(kind, column, leak):
    theta = max(np.float32(column['threshold']), np.float32(0.5))
    hard = column['reset'] == 'hard'
    block = {'out': 1, 'kernel': 1, 'pad': 0, 'pool': 'none', 'signal': 1, 'bias': False, 'weights': 'raw',
             'leak': leak, 'threshold': theta, 'reset': column['reset'], 'reset_amount': None}
    if kind == 'lin':
        block.update(type='linear', psi='fast_sigmoid slope 100 height 1')
    else:
        block.update(type='conv', psi='triangle height 0.3 width 1')
    if not hard:
        block['reset_amount'] = theta if kind == 'lin' else rounded(theta)
    return block


def run_edge_lif(case, manifest, engine, report):
    """Nine neurons, one a column, each as a network of its own; as convolution and as linear layer."""
    drive = read_array(case, 'drive')
    steps = len(drive)
    for kind in ('conv', 'lin'):
        golden = {name: read_array(case, '%s_%s' % (kind, name)) for name in ('u', 's', 'after', 'psi')}
        for i, column in enumerate(manifest['columns']):
            name = 'edge_%s_%d' % (kind, i)
            block = edge_block(kind, column, manifest['leak_factor'])
            inputs = tiny_case(engine, name, np.ones((1, 1)), np.zeros((2, 1)), drive[:, i].reshape(steps, 1, 1, 1, 1))
            out = engine.run(name, model_text(tiny_model(name, (1, 1, 1), steps, 2, block)), inputs)
            u, s, psi = (read_array(out, 'L0.' + tensor).reshape(steps) for tensor in ('u', 's', 'psi'))
            after = u * (1 - s) if block['reset'] == 'hard' else u - block['reset_amount'] * s
            expected = {tensor: value[:, i] for tensor, value in golden.items()}
            rounding = 4 * np.spacing(np.abs(expected['u']).max())
            distance = np.abs(expected['u'].astype(np.float64) - block['threshold'])
            place = '%s column %d ' % (kind, i)
            report.compare(place + 'u', u, expected['u'], rounding)
            report.compare(place + 's', s, expected['s'], 0.0)
            report.compare(place + 'after', after, expected['after'], rounding)
            report.compare(place + 'psi', psi, expected['psi'], 1e-6 + rounding * psi_slope(kind, distance))


# ---- The square waves -----------------------------------------------------------------------------------------------

def run_square_wave(case, manifest, engine, report):
    """A layer with as many latents as a golden matrix has columns shows its basis. Frequencies are the case's where it
    has them: of many classes they depend on how they were computed. Where the formula gives the same, it is tried
    too."""
    for file in sorted(manifest['files']):
        if not file.startswith('sign_C'):
            continue
        tensor = file[:-len('.npy')]
        golden = read_array(case, tensor)
        classes, latents = golden.shape
        name = 'square_wave_%d' % classes
        block = {'type': 'conv', 'out': latents, 'kernel': 1, 'pad': 0, 'pool': 'none', 'signal': 1, 'bias': False,
                 'weights': 'raw', 'leak': 0.5, 'threshold': 0.6, 'reset': 'soft', 'reset_amount': 0.6,
                 'psi': 'triangle height 0.3 width 1'}
        inputs = tiny_case(engine, name, np.ones((latents, 1)), np.zeros((classes, latents)), np.ones((1, 1, 1, 1, 1)))
        listed = read_array(case, 'freq_C%d' % classes)
        ways = {tensor: None if listed is None else write_array(inputs, 'lsg.freq', listed)}
        if listed is not None and np.array_equal(listed, square_wave_frequencies(classes)):
            ways[tensor + ' by the formula'] = None
        for way, frequencies in ways.items():
            out = engine.run(name, model_text(tiny_model(name, (1, 1, 1), 1, classes, block, frequencies)), inputs)
            basis = read_array(out, 'L0.basis')
            report.compare(way, basis if basis is None else basis * latents, golden, 1e-6)


# ---- The learning rate ----------------------------------------------------------------------------------------------

def run_reduce_lr(case, manifest, engine, report):
    """The trainer's own plateau code, driven by a test program that stands beside tessc."""
    program = os.path.join(os.path.dirname(os.path.realpath(engine.tessc)), 'tests', 'plateau')
    if not os.access(program, os.X_OK):
        report.skip('%s is not built (make check builds it)' % program)
        return
    loss = read_array(case, 'loss')
    settings = [manifest[name] for name in ('factor', 'patience', 'threshold', 'min_lr', 'initial_lr')]
    result = subprocess.run([program, *map(repr, settings)], input=''.join('%r\n' % float(x) for x in loss),
                            stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        raise ParityError('%s: exit status %d' % (program, result.returncode))
    trace = np.array([[float(word) for word in line.split()] for line in result.stdout.splitlines()])
    for i, name in enumerate(('lr', 'bad_epochs', 'best')):
        golden = read_array(case, name)
        report.compare(name, trace[:, i] if len(trace) == len(loss) else None, golden, 1e-7 * np.abs(golden))
