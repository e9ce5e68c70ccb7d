#!/usr/bin/python3
"""bench/'s dense layers against golden cases: what our trainer is timed against must compute the same thing.

    tests/dense_torch.py CASE...

Three training batches and one evaluation of each case; gradients of all three batches, parameters after each, and the
evaluation's logits have to lie within the tolerance that the engines are held to. Cases with layers that bench/ has no
use for are left out. Closes with one line: N passed, N failed."""

import argparse
import os
import sys

import numpy as np

TESTS = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(TESTS), 'bench'))
sys.dont_write_bytecode = True

from parity_core import read_array, read_manifest  # noqa: E402

RULES = {'tess': 'tess', 'stllr': 's_tllr', 'bptt': 'bptt'}


def layer_of(manifest, index, block, shape):
    """One layer as `tessc --emit=model` describes it; shape: [C, H, W] of its input."""
    side = [n + 2 * block['pad'] - block['kernel'] + 1 for n in shape[1:]]
    kind, size = block['pool'], block['pool_size']
    window = {'none': [1, 1], 'adaptive_avg': side}.get(kind, [size, size])
    factors = manifest['factors'] or {}
    terms = [('psi', 'trace', 'alpha_pre'), ('trace', 'input', 'alpha_post')]
    grid = block.get('lsg_act_size')
    pooled = [block['out'], side[0] // window[0], side[1] // window[1]]
    hard = manifest['reset'] == 'hard'
    return {
        'name': 'L%d' % index, 'kind': 'conv', 'in': list(shape), 'out': [block['out'], *side], 'pooled': pooled,
        'kernel': [block['kernel']] * 2, 'pad': block['pad'], 'bias': block['bias'], 'window': window,
        'pool': 'avg' if kind in ('avg', 'adaptive_avg') else kind,
        'weights': 'raw' if manifest.get('avoid_wn') else 'standardize' if manifest['wn'] else 'center',
        'gain': bool(manifest['wn'] and not manifest.get('avoid_wn')),
        'neuron': {'leak': manifest['leak_factor'], 'threshold': manifest['threshold_effective'],
                   'reset': 'zero' if hard else 'subtract', 'amount': None if hard else manifest['reset_value']},
        'psi': {'kind': 'triangle', 'height': 0.3, 'width': 1},
        'grid': [grid, grid] if grid else None, 'latents': pooled[0] * grid * grid if grid else 0,
        'logits': block.get('logits') or manifest.get('logits') or {'of': 'mean', 'times': 1},
        'rule': {'terms': [{'coefficient': factors[name], 'post': post, 'pre': pre, 'pre_decay': factors['lambda_pre'],
                            'post_decay': factors['lambda_post']}
                           for post, pre, name in terms if factors.get(name)]},
    }


def model_of(case, manifest):
    optimizer = manifest['optimizer']
    shape, layers = manifest['in_shape'], []
    for index, block in enumerate(manifest['blocks']):
        layers.append(layer_of(manifest, index, block, shape))
        shape = layers[-1]['pooled']
    frequencies = read_array(case, 'lsg.freq')
    if frequencies is None:
        frequencies = np.linspace(50, 512, manifest['classes'], dtype=np.float32)
    return {
        'input': {'steps': manifest['T'], 'static': manifest['input'].startswith('static')},
        'layers': layers, 'supervised_from': manifest['supervised_steps'][0],
        'frequencies': None if manifest.get('basis') else [float(f) for f in frequencies],
        'readout': {'features': int(np.prod(shape)), 'classes': manifest['classes']},
        'training': {'optimizer': 'adam', 'learning_rate': optimizer['lr'], 'beta1': optimizer['betas'][0],
                     'beta2': optimizer['betas'][1], 'epsilon': float(optimizer['eps'])},
    }


def golden_name(name):
    """L0.weight -> L0.w, readout.bias -> out.b."""
    owner, kind = name.split('.')
    return '%s.%s' % ('out' if owner == 'readout' else owner, {'weight': 'w', 'bias': 'b'}.get(kind, kind))


class Comparison:
    def __init__(self, case, manifest):
        self.case, self.files, self.passed, self.failed = case, manifest['files'], 0, 0

    def compare(self, tensor, value):
        golden, entry = read_array(self.case, tensor), self.files[tensor + '.npy']
        tolerance = 4 * float(entry.get('f64_dev') or 0) + 1e-6 * float(entry.get('max_abs') or 0)
        difference = float(np.abs(value.detach().numpy().reshape(golden.shape) - golden).max())
        if difference <= tolerance:  # false for NaN too
            self.passed += 1
        else:
            self.failed += 1
            print('%s: %s is off by %.3g, allowed %.3g' % (os.path.basename(self.case), tensor, difference, tolerance))


def run_case(case, manifest, published):
    import torch
    from dense_network import Network
    network = Network(model_of(case, manifest), RULES[manifest['kind']], published)
    network.load({name: read_array(case, 'init.' + golden_name(name)) for name, _ in network.named_tensors()})
    comparison = Comparison(case, manifest)

    def inputs(batch):
        x, y = read_array(case, 'b%d.x' % batch), read_array(case, 'b%d.y' % batch)
        return torch.from_numpy(x), torch.from_numpy(y.astype(np.int64))

    for batch in range(3):
        comparison.compare('b%d.logits_sum' % batch, network.gradients(*inputs(batch)))
        for name, parameter in network.named_tensors():
            comparison.compare('b%d.grad.%s' % (batch, golden_name(name)), parameter.grad)
        network.optimizer.step()
        for name, parameter in network.named_tensors():
            comparison.compare('after%d.%s' % (batch + 1, golden_name(name)), parameter)
    comparison.compare('eval.logits_sum', network.evaluate(inputs(3)[0]))
    return comparison


def suitable(manifest):
    return manifest.get('kind') in RULES and 'blocks' in manifest and all(
        block['type'] == 'conv' and not block['bias'] for block in manifest['blocks'])


def main():
    parser = argparse.ArgumentParser(usage='%(prog)s CASE...')
    parser.add_argument('cases', nargs='+', metavar='CASE')
    passed = failed = 0
    for case in parser.parse_args().cases:
        case = case.rstrip('/')
        manifest = read_manifest(case)
        if not suitable(manifest):
            print('%s: left out' % os.path.basename(case))
            continue
        for published in (False, True):
            comparison = run_case(case, manifest, published)
            passed, failed = passed + comparison.passed, failed + comparison.failed
    print('%d passed, %d failed' % (passed, failed))
    return failed > 0 or passed == 0


if __name__ == '__main__':
    sys.exit(main())
