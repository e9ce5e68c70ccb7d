"""The kinds of golden cases, told apart by what their manifests say and which files they have: networks, and corner
cases of one mechanism each."""

import os
import re

import numpy as np

import parity_statistics
from manifest import (NotExpressible, complete, first_supervised, generated, input_of, is_static, parameter_shapes,
                      psi_of, weights_of)
from parity_core import ParityError, model_text, read_array, write_array
from parity_edges import run_edge_lif, run_reduce_lr, run_square_wave
from parity_forced import Forced, is_decidable, reference_of
from tolerance import tolerance

# What only an engine that goes step by step forms, and what only the interpreter does.
STEPWISE, INTERPRETED = {'q', 'h', 'dw', 'db'}, {'mp'}
RULES = {'tess': 'tess', 'fc': 'tess', 'stllr': 's_tllr', 'bptt': 'bptt'}  # by the manifest's kind
NO_FACTORS = {'lambda_pre': 0, 'lambda_post': 0, 'alpha_pre': 0, 'alpha_post': 0}

INPUTS = re.compile(r'(init\..*|b\d\.[xy]|lsg\.freq)$')
TENSORS = re.compile(r'(L\d+\.(u|s|p|q|h|psi|lsg_logits|lsg_loss|mp|m|dw|db|di|weff|basis)|out\.logits|after[123]\..*|'
                     r'b[012]\.(grad\..*|gradeff\..*|(layer_)?logits_sum|loss_steps|loss_sum)|'
                     r'eval\.(layer_)?logits_sum)$')
AFTER_BATCH_0 = re.compile(r'(b[12]|after[23]|eval)\.')


# ---- The model file -------------------------------------------------------------------------------------------------

def pool_of(index, block):
    pool, size = block['pool'], block['pool_size']
    if pool == 'adaptive_avg':
        if size not in (1, [1, 1]):
            raise NotExpressible('block %d: adaptive_avg to %s: avgpool has windows of one size, or all of the map' % (
                index, 'x'.join(map(str, size)) if isinstance(size, list) else '%dx%d' % (size, size)))
        return 'avg', 'all'
    if pool not in ('none', 'max', 'avg'):
        raise NotExpressible('block %d: pool %s: none, max, avg or adaptive_avg' % (index, pool))
    return 'none' if pool == 'none' else (pool, size)


def psi_text(block):
    kind, height, scale = psi_of(block)
    return '%s height %r %s %r' % (kind, height, {'triangle': 'width', 'fast_sigmoid': 'slope'}[kind], scale)


def block_of(manifest, index, has_gain):
    block = manifest['blocks'][index]
    if block['type'] not in ('conv', 'linear'):
        raise NotExpressible('block %d: type %s: conv or linear' % (index, block['type']))
    if block['stride'] != 1:
        raise NotExpressible('block %d: stride %s: convolutions have stride 1' % (index, block['stride']))
    if block['reset'] not in ('hard', 'soft'):
        raise NotExpressible('block %d: reset %s: hard or soft' % (index, block['reset']))
    weights = weights_of(block)
    return {
        'type': block['type'], 'out': block['out'], 'kernel': block.get('kernel'), 'pad': block.get('pad'),
        'pool': pool_of(index, block), 'logits': block.get('logits'), 'basis': block.get('basis'),
        'bias': block['bias'],
        'signal': block['lsg_act_size'] if RULES[manifest['kind']] == 'tess' else None,
        'weights': weights if weights != 'standardize' or has_gain else 'standardize gain off',
        'lr_times': block['lr_times'], 'leak': block['leak_factor'], 'threshold': block['threshold_effective'],
        'reset': block['reset'], 'reset_amount': None if block['reset'] == 'hard' else block['reset_value'],
        'psi': psi_text(block),
    }


def optimizer_of(optimizer):
    name, rates = optimizer['name'], (float(optimizer['lr']), float(optimizer['weight_decay']))
    decay = 'lr %r weight_decay %r' % rates
    if optimizer.get('amsgrad') or optimizer.get('dampening') or optimizer.get('maximize'):
        raise NotExpressible('optimizer: no amsgrad, dampening or maximize')
    if name in ('Adam', 'AdamW'):
        betas = [float(beta) for beta in optimizer['betas']]
        return '%s %s beta1 %r beta2 %r epsilon %r' % (name.lower(), decay, *betas, float(optimizer['eps']))
    if name == 'SGD':
        kind = 'nesterov' if optimizer.get('nesterov') else 'sgd'
        return '%s %s momentum %r' % (kind, decay, float(optimizer.get('momentum', 0)))
    raise NotExpressible('optimizer %s: Adam, AdamW or SGD' % name)


def only_of(manifest):
    """Names of layers in the model, which are numbered from 1; None: all learn."""
    names = {'L%d' % index: '%s%d' % (block['type'], index + 1) for index, block in enumerate(manifest['blocks'])}
    only = manifest.get('only')
    return None if only is None else [{**names, 'out': 'readout'}[alias] for alias in only]


def model_of(manifest, name, frequencies, gains):
    """manifest: a complete one. frequencies: a file, or None. gains: which layers have a gain."""
    rule, first = RULES[manifest['kind']], first_supervised(manifest)
    if rule == 'bptt' and first > 0:
        raise NotExpressible('supervised_steps: the loss of bptt is of all steps')
    if manifest.get('dropout'):
        raise NotExpressible('dropout %s: layers have none' % manifest['dropout'])
    factors, shape = manifest['factors'] or NO_FACTORS, list(manifest['in_shape'])
    return {
        'name': name, 'rule': rule, 'shape': shape + [1] * (3 - len(shape)), 'static': is_static(manifest),
        'steps': manifest['T'], 'classes': manifest['classes'],
        'blocks': [block_of(manifest, index, has_gain) for index, has_gain in enumerate(gains)],
        'first': first, 'frequencies': frequencies, 'basis': manifest.get('basis'), 'logits': manifest.get('logits'),
        'optimizer': optimizer_of(manifest['optimizer']),
        'only': only_of(manifest), 'update': manifest.get('update'),
        'smoothing': manifest['smoothing'], 'readout': manifest['readout'], **{key: factors[key] for key in NO_FACTORS},
    }


# ---- What the engine is given ---------------------------------------------------------------------------------------

def write_generated(case, manifest, folder):
    """Parameters and batch 0 of a case that says them by a formula; what it has of the batch as files comes before."""
    os.makedirs(folder, exist_ok=True)
    for name, value in generated(manifest).items():
        write_array(folder, 'init.' + name, value)
    x, labels = read_array(case, 'b0.x'), read_array(case, 'b0.y')
    write_array(folder, 'b0.x', input_of(manifest) if x is None else x)
    write_array(folder, 'b0.y', np.array(manifest['labels']) if labels is None else labels)
    return folder


def inputs_of(case, manifest, engine):
    """The folder with parameters and batches."""
    if any(name.startswith('init.') for name in manifest['files']):
        return os.path.abspath(case)
    if 'generator' not in manifest:
        raise NotExpressible('neither init.*.npy nor a generator says what the parameters are')
    return write_generated(case, manifest, os.path.join(engine.folder, 'generated'))


def check_readout(manifest):
    features, said = parameter_shapes(manifest)['out.w'][1], manifest.get('readout_in')
    if said is not None and said != features:
        raise ParityError('readout_in is %s, but the blocks end with %d features' % (said, features))


# ---- Networks -------------------------------------------------------------------------------------------------------

def may_lack(manifest, engine, tensor):
    if tensor in parity_statistics.OF_STEPS:
        kind = parity_statistics.OF_STEPS[tensor][0]
    else:
        kind = tensor.split('.')[-1] if tensor.startswith('L') else ''
    if kind == 'basis' and RULES[manifest['kind']] != 'tess':  # recorded all the same
        return True
    if engine.name != 'interpret' and (kind in INTERPRETED or (kind in STEPWISE and engine.schedule != 'stream')):
        return True
    unused = {'h': 'alpha_post', 'q': 'alpha_pre'}  # a trace that no term of the rule reads
    return kind in unused and (manifest['factors'] or NO_FACTORS)[unused[kind]] == 0


def compare_network(case, manifest, engine, report, read):
    """read: the engine's tensors by name, and its parameters at the start."""
    layers = len(manifest['blocks'])
    for file, entry in sorted(manifest['files'].items()):
        tensor = file[:-len('.npy')]
        if INPUTS.match(tensor):
            continue
        known = tensor in parity_statistics.NAMES
        if not (known or TENSORS.match(tensor)):
            report.leaves_out(tensor)
            continue
        if not is_decidable(manifest) and AFTER_BATCH_0.match(tensor):  # nothing feeds spikes there
            report.leaves_out('what comes after the first update')
            continue
        golden = read_array(case, tensor)
        ours = parity_statistics.statistic(read, layers, tensor) if known else read(tensor)
        if golden is None:
            report.fail('%s is in the manifest but not in the case' % tensor)
        elif ours is None and may_lack(manifest, engine, tensor):
            report.lacks(tensor)
        else:
            if tensor == 'adam1_dw_abs_sum':
                learning = parity_statistics.learning_layers(read, layers)
                golden, ours = golden[learning], ours[learning]
            exact = re.match(r'L\d+\.s$', tensor)
            report.compare(tensor, ours, golden, 0.0 if exact else tolerance(manifest, tensor, entry))


def network_text(case, manifest, name, inputs, folder):
    """The model file of a case. manifest: a complete one. inputs: the folder of its parameters. folder: where a file of
    frequencies may be written."""
    gains = [read_array(inputs, 'init.L%d.gain' % i) is not None for i in range(len(manifest['blocks']))]
    listed = None if manifest.get('basis') else read_array(case, 'lsg.freq')
    frequencies = None if listed is None else write_array(folder, name + '-frequencies', listed)
    return model_text(model_of(manifest, name, frequencies, gains))


def run_network(case, manifest, engine, report):
    if engine.schedule == 'stream' and RULES[manifest['kind']] != 'tess':
        report.skip('schedule stream goes with local signals')
        return
    manifest = complete(manifest)
    name = 'case_' + re.sub(r'\W', '_', str(manifest['case']), flags=re.ASCII)
    inputs = inputs_of(case, manifest, engine)
    text = network_text(case, manifest, name, inputs, engine.folder)
    check_readout(manifest)

    reference = reference_of(case, manifest, engine, lambda other: other.run(name, text, inputs))
    out = engine.run(name, text, inputs, reference)
    read = lambda tensor: read_array(out, tensor)
    if reference:
        forced = Forced(out, reference, manifest)
        read = forced.read
        if forced.wrong:
            report.fail('%d neurons fire otherwise than the reference, not near the threshold' % forced.wrong)
        if forced.flips:
            print('%s: %d neurons near the threshold fall on its other side' % (report.name, forced.flips))
    start = lambda tensor: read_array(inputs, tensor) if tensor.startswith('init.') else read(tensor)
    compare_network(case, manifest, engine, report, start)


# ---- All kinds ------------------------------------------------------------------------------------------------------

def run_case(case, manifest, engine, report):
    files = manifest.get('files', {})
    if 'kind' in manifest:
        if manifest['kind'] not in RULES:
            raise NotExpressible('the language has no rule for kind %s' % manifest['kind'])
        run_network(case, manifest, engine, report)
    elif 'columns' in manifest and 'drive.npy' in files:
        run_edge_lif(case, manifest, engine, report)
    elif any(re.match(r'sign_C\d+\.npy$', file) for file in files):
        run_square_wave(case, manifest, engine, report)
    elif 'patience' in manifest and 'loss.npy' in files:
        run_reduce_lr(case, manifest, engine, report)
    else:
        raise NotExpressible('neither a network nor one of the corner cases: no engine takes part in it')
