#!/usr/bin/python3
"""bench/'s dense layers against golden cases: what our trainer is timed against must compute the same thing.

    tests/dense_torch.py CASE...

Three training batches and one evaluation of each case; gradients of all three batches, parameters after each, and the
evaluation's logits have to lie within the tolerance that the engines are held to. The network is what tessc makes of
the case's model file. Cases of something else are left out. Closes with one line: N passed, N failed."""

import argparse
import os
import re
import sys
import tempfile

import numpy as np

TESTS = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(TESTS), 'bench'))
sys.dont_write_bytecode = True

from inputs import read_model, read_signs  # noqa: E402
from manifest import complete  # noqa: E402
from parity_cases import RULES, network_text  # noqa: E402
from parity_core import Engine, find_tessc, read_array, read_manifest  # noqa: E402
from tolerance import tolerance  # noqa: E402


def model_of_case(tessc, case, manifest):
    """The case's network as `tessc --emit=model` prints it, with the signs that the interpreter uses, and with what its
    layers predict of the evaluation batch."""
    with tempfile.TemporaryDirectory() as folder:
        text = network_text(case, complete(manifest), manifest['case'], case, folder)
        path = os.path.join(folder, manifest['case'] + '.tess')
        with open(path, 'w') as file:
            file.write(text)
        model = read_model(tessc, path)
        model['signs'] = read_signs([tessc, 'probe', '--engine', 'interpret', path], model)
        if model['layers'][0]['rule']['name'] == 'tess':
            out = Engine(tessc, 'interpret', None, folder).run(manifest['case'], text, os.path.abspath(case))
            model['layer_logits'] = read_array(out, 'eval.layer_logits_sum')
    return model


def golden_name(name):
    """conv1.weight -> L0.w, readout.bias -> out.b."""
    owner, kind = name.split('.')
    alias = 'out' if owner == 'readout' else 'L%d' % (int(re.search(r'\d+$', owner).group()) - 1)
    return '%s.%s' % (alias, {'weight': 'w', 'bias': 'b'}.get(kind, kind))


class Comparison:
    def __init__(self, case, manifest):
        self.case, self.manifest, self.passed, self.failed = case, manifest, 0, 0
        self.files = manifest['files']

    def compare(self, tensor, value):
        golden, entry = read_array(self.case, tensor), self.files[tensor + '.npy']
        limit = tolerance(self.manifest, tensor, entry)
        difference = float(np.abs(value.detach().numpy().reshape(golden.shape) - golden).max())
        self.count(tensor, difference, limit)

    def count(self, what, difference, limit):
        if difference <= limit:  # false for NaN too
            self.passed += 1
        else:
            self.failed += 1
            print('%s: %s is off by %.3g, allowed %.3g' % (os.path.basename(self.case), what, difference, limit))


    def close(self, what, value, expected):
        difference, limit = float(np.abs(value.numpy() - expected).max()), 1e-6 * np.abs(expected).max()
        self.count(what, difference, limit)


def run_case(case, manifest, model, published):
    import torch
    from dense_network import Network
    network = Network(model, RULES[manifest['kind']], published)
    network.load({name: read_array(case, 'init.' + golden_name(name)) for name, _ in network.named_tensors()})
    comparison = Comparison(case, manifest)

    def inputs(batch):
        x, y = read_array(case, 'b%d.x' % batch), read_array(case, 'b%d.y' % batch)
        leading = x.shape[:1 if model['input']['static'] else 2]
        return torch.from_numpy(x.reshape(*leading, *model['input']['shape'])), torch.from_numpy(y.astype(np.int64))

    for batch in range(3):
        comparison.compare('b%d.logits_sum' % batch, network.gradients(*inputs(batch)))
        for name, parameter in network.named_tensors():
            if parameter.requires_grad:  # a frozen layer has no gradient
                comparison.compare('b%d.grad.%s' % (batch, golden_name(name)), parameter.grad)
        network.optimizer.step()
        for name, parameter in network.named_tensors():
            comparison.compare('after%d.%s' % (batch + 1, golden_name(name)), parameter)
    comparison.compare('eval.logits_sum', network.evaluate(inputs(3)[0]))
    if network.rule == 'tess':
        compare_exits(network, inputs(3)[0], model, comparison)
    return comparison


def compare_exits(network, x, model, comparison):
    """What single layers predict, and the sum of the first and the readout, against the interpreter. Spikes are equal, so
    that only additions are left to round."""
    together = network.evaluate(x)
    for index, layer in enumerate(model['layers']):
        network.read_prediction(layer['name'])
        own = model['layer_logits'][:, index]
        comparison.close('exit of ' + layer['name'], network.evaluate(x), own)
    network.read_prediction('sum of %s readout' % model['layers'][0]['name'])
    comparison.close('sum', network.evaluate(x), model['layer_logits'][:, 0] + together.numpy())


def suitable(manifest):
    whole = 'blocks' in manifest and 'init.out.w.npy' in manifest['files']
    return whole and manifest.get('kind') in RULES and manifest.get('update') != 'each step'


def main():
    parser = argparse.ArgumentParser(usage='%(prog)s CASE...')
    parser.add_argument('cases', nargs='+', metavar='CASE')
    passed = failed = 0
    tessc = find_tessc()
    for case in parser.parse_args().cases:
        case = case.rstrip('/')
        manifest = read_manifest(case)
        if not suitable(manifest):
            print('%s: left out' % os.path.basename(case))
            continue
        model = model_of_case(tessc, case, manifest)
        for published in (False, True):
            comparison = run_case(case, manifest, model, published)
            passed, failed = passed + comparison.passed, failed + comparison.failed
    print('%d passed, %d failed' % (passed, failed))
    return failed > 0 or passed == 0


if __name__ == '__main__':
    sys.exit(main())
