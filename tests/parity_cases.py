"""The kinds of golden cases. An ordinary case is a small network, described by its manifest; the X_ cases are corner
cases of one mechanism; K is the full VGG-9."""

import os
import re

import numpy as np

from parity_core import ParityError, model_text, read_array
from parity_vgg import run_vgg
from parity_edges import run_edge_lif, run_reduce_lr, run_square_wave
from tolerance import tolerance

# What only an engine that goes step by step forms, and what only the interpreter does.
STEPWISE, INTERPRETED = {'q', 'h', 'dw', 'db'}, {'mp'}
RULES = {'tess': 'tess', 'fc': 'tess', 'stllr': 's_tllr', 'bptt': 'bptt'}  # by the manifest's kind
NO_FACTORS = {'lambda_pre': 0, 'lambda_post': 0, 'alpha_pre': 0, 'alpha_post': 0}
FORMULA_CLASSES = (10, 11)  # here linspace in float32 has one answer; elsewhere the case says which frequencies it used

INPUTS = re.compile(r'(init\..*|b\d\.[xy]|lsg\.freq)$')


def theta_of(manifest):
    """The published layers do not let the threshold fall below 0.5."""
    return max(np.float32(manifest['threshold']), np.float32(0.5))


def block_of(manifest, block):
    linear = block['type'] == 'linear'
    pool, size = block.get('pool', 'none'), block.get('pool_size', 1)
    if manifest.get('avoid_wn'):
        weights = 'raw'
    else:
        weights = 'standardize' if manifest['wn'] else 'center'
    hard = manifest['reset'] == 'hard'
    return {
        'type': block['type'], 'out': block['out'], 'kernel': block.get('kernel'), 'pad': block.get('pad'),
        'pool': ('avg', 'all') if pool == 'adaptive_avg' else (pool, size) if pool != 'none' else 'none',
        'signal': block.get('lsg_act_size') if RULES[manifest['kind']] == 'tess' else None,
        'logits': block.get('logits'), 'bias': block['bias'], 'weights': weights, 'lr_times': block.get('lr_times', 1),
        'leak': manifest['leak_factor'], 'threshold': theta_of(manifest), 'reset': manifest['reset'],
        'reset_amount': None if hard else theta_of(manifest) if linear else manifest['reset_value'],
        'psi': 'fast_sigmoid slope 100 height 1' if linear else 'triangle height 0.3 width 1',
    }


def model_of(case, manifest):
    factors, optimizer = manifest['factors'] or NO_FACTORS, manifest['optimizer']
    shape = list(manifest['in_shape'])
    formula = manifest['classes'] in FORMULA_CLASSES or manifest.get('basis')
    frequencies = None if formula else read_array(case, 'lsg.freq')
    if optimizer['name'] not in ('Adam', 'AdamW'):
        raise ParityError('an optimizer this script does not know: %s' % optimizer)
    return {
        'name': manifest['case'], 'rule': RULES[manifest['kind']], 'shape': shape + [1] * (3 - len(shape)),
        'static': manifest['input'].startswith('static'), 'steps': manifest['T'], 'classes': manifest['classes'],
        'blocks': [block_of(manifest, block) for block in manifest['blocks']],
        'first': manifest['supervised_steps'][0], 'frequencies': frequencies,
        'basis': manifest.get('basis'), 'logits': manifest.get('logits'),
        'optimizer': '%s lr %r beta1 %r beta2 %r epsilon %r weight_decay %r' % (
            optimizer['name'].lower(), optimizer['lr'], *optimizer['betas'], float(optimizer['eps']),
            optimizer.get('weight_decay', 0.0)),
        'smoothing': manifest.get('smoothing', 0), 'readout': manifest.get('readout', {}),
        **{name: factors[name] for name in ('lambda_pre', 'lambda_post', 'alpha_pre', 'alpha_post')},
    }


def may_lack(manifest, engine, tensor):
    kind = tensor.split('.')[-1] if tensor.startswith('L') else ''
    if kind == 'basis' and RULES[manifest['kind']] != 'tess':  # recorded all the same
        return True
    if engine.name != 'interpret' and (kind in INTERPRETED or (kind in STEPWISE and engine.schedule != 'stream')):
        return True
    unused = {'h': 'alpha_post', 'q': 'alpha_pre'}  # a trace that no term of the rule reads
    return kind in unused and (manifest['factors'] or NO_FACTORS)[unused[kind]] == 0


def run_ordinary(case, manifest, engine, report):
    if engine.schedule == 'stream' and RULES[manifest['kind']] != 'tess':
        report.skip('schedule stream goes with local signals')
        return
    out = engine.run(manifest['case'], model_text(model_of(case, manifest)), os.path.abspath(case))
    for file, entry in sorted(manifest['files'].items()):
        tensor = file[:-len('.npy')]
        if INPUTS.match(tensor):
            continue
        golden, ours = read_array(case, tensor), read_array(out, tensor)
        if golden is None:
            report.fail('%s is in the manifest but not in the case' % tensor)
        elif ours is None and may_lack(manifest, engine, tensor):
            report.lacks(tensor)
        elif re.match(r'L\d+\.s$', tensor):
            report.compare(tensor, ours, golden, 0.0)
        else:
            report.compare(tensor, ours, golden, tolerance(manifest, tensor, entry))


SPECIAL = {
    'K_vgg9_cifar10': run_vgg,
    'X_edge_lif': run_edge_lif,
    'X_square_wave': run_square_wave,
    'X_reduce_lr': run_reduce_lr,
}


def run_case(case, manifest, engine, report):
    name = manifest['case']
    if name in SPECIAL:
        SPECIAL[name](case, manifest, engine, report)
    elif manifest.get('kind') in RULES:
        run_ordinary(case, manifest, engine, report)
    elif name.startswith('X_pipe'):
        report.skip('no engine takes part in a data pipeline')
    else:
        report.skip('the language has no rule for kind %s' % manifest.get('kind'))
