"""What the manifest of a golden case says, with all that it may leave out filled in. README.md describes its fields."""

import re

import numpy as np

DECIDABLE = 1e-5  # smallest |u - threshold| with which any order of additions gives the same spikes


class NotExpressible(Exception):
    """What a manifest may well say, but no model file can, or nobody here can read."""


# ---- Blocks ---------------------------------------------------------------------------------------------------------

# What the case says of all blocks, unless a block says it of itself.
OF_ALL_BLOCKS = ('leak_factor', 'threshold_effective', 'reset', 'reset_value', 'surrogate', 'weight_mode', 'wn',
                 'avoid_wn')
BLOCK_KEYS = {'type', 'out', 'kernel', 'stride', 'pad', 'bias', 'pool', 'pool_size', 'lsg_act_size', 'logits',
              'basis', 'lr_times', *OF_ALL_BLOCKS}
BLOCK_DEFAULTS = {'bias': False, 'stride': 1, 'pool': 'none', 'pool_size': 1, 'lr_times': 1}

VGG = re.compile(r'VGGConvModel \(8 conv blocks ((?:\d+ ){8})\+ linear\)')
VGG_POOLS = ('none', 'window', 'none', 'window', 'none', 'window', 'none', 'adaptive_avg')
VGG_GRIDS = (4, 2, 2, 2, 2, 2, 2, 1)


def named_network(text):
    """The published network: a manifest says its channels, its pooling, and wn, wn off or avoid_wn."""
    match, pooling = VGG.search(text), re.search(r'\b(max|avg|average) pooling', text, re.IGNORECASE)
    weights = re.search(r'\b(avoid_wn|wn off|wn)\b', text)
    if not match or not pooling or not weights:
        raise NotExpressible('neither blocks nor a known network: %s' % text)
    window = pooling.group(1).lower()[:3].replace('ave', 'avg')
    blocks = [{'type': 'conv', 'out': int(out), 'kernel': 3, 'pad': 1,
               'pool': window if pool == 'window' else pool, 'pool_size': 2 if pool == 'window' else 1,
               'lsg_act_size': grid} for out, pool, grid in zip(match.group(1).split(), VGG_POOLS, VGG_GRIDS)]
    return {'blocks': blocks, 'wn': weights.group(1) == 'wn', 'avoid_wn': weights.group(1) == 'avoid_wn'}


def complete_block(index, block, manifest):
    unknown = sorted(set(block) - BLOCK_KEYS)
    if unknown:
        raise NotExpressible('block %d says %s, which nothing here knows' % (index, ', '.join(unknown)))
    common = {key: manifest[key] for key in OF_ALL_BLOCKS if key in manifest}
    return {**BLOCK_DEFAULTS, **common, **block}


def complete(manifest):
    """The manifest with a list of blocks that say everything themselves."""
    full = {'wn': True, 'avoid_wn': False, 'reset': 'soft', 'smoothing': 0, 'readout': {}, **manifest}
    if 'threshold_effective' not in full:  # the published layers do not let it fall below 0.5
        full['threshold_effective'] = max(np.float32(full['threshold']), np.float32(0.5))
    if 'blocks' not in full:
        full.update(named_network(str(full.get('network'))))
    full['optimizer'] = {'name': 'Adam', 'lr': full.get('lr', 1e-3), 'betas': [0.9, 0.999], 'eps': 1e-8,
                         'weight_decay': 0.0, **full.get('optimizer', {})}
    full['blocks'] = [complete_block(index, block, full) for index, block in enumerate(full['blocks'])]
    return full


# ---- Words of a complete block --------------------------------------------------------------------------------------

def said_of(block, text):
    """'conv: A; linear: B' says A of convolutions and B of linear layers; other texts hold for either."""
    parts = dict(re.findall(r'(?:^|; )(conv|linear): ([^;]*)', text))
    return parts.get(block['type'], '') if parts else text


WEIGHT_MODES = {'standardize': r'^wn:|gain\*|standardi[sz]e', 'center': r'max\(w\)|cent(?:er|re)', 'raw': r'\braw\b'}


def weights_of(block):
    """'standardize', 'center' or 'raw': what weight_mode says, or else the published switches."""
    if 'weight_mode' not in block:
        if block['avoid_wn'] or (not block['wn'] and block['type'] == 'linear'):
            return 'raw'
        return 'standardize' if block['wn'] else 'center'
    text = said_of(block, str(block['weight_mode']))
    modes = [mode for mode, words in WEIGHT_MODES.items() if re.search(words, text)]
    if len(modes) != 1:
        raise NotExpressible('weight_mode %s: the weights of a layer are standardized, centred or raw' % text)
    return modes[0]


NUMBER = r'(\d+(?:\.\d*)?(?:e-?\d+)?)'
TRIANGLE = re.compile(r'(?:%s\*)?max\(0,1-\|u-thr\|(?:/%s)?\)$' % (NUMBER, NUMBER))
FAST_SIGMOID = re.compile(r'%s/\((?:%s\*?)?\|u-thr\|\+1\)\^2$' % (NUMBER, NUMBER))
PUBLISHED_PSI = {'conv': '0.3*max(0,1-|u-thr|)', 'linear': '1/(100|u-thr|+1)^2'}


def psi_of(block):
    """('triangle', height, width) or ('fast_sigmoid', height, slope): what surrogate says, or else the published."""
    text = said_of(block, str(block.get('surrogate', PUBLISHED_PSI[block['type']]))).replace(' ', '')
    for kind, form in (('triangle', TRIANGLE), ('fast_sigmoid', FAST_SIGMOID)):
        match = form.match(text)
        if match:
            return (kind, *(float(number or 1) for number in match.groups()))
    raise NotExpressible('surrogate %s: neither a triangle nor a fast sigmoid' % text)


def is_static(manifest):
    """Or else event data; [B,...] or [T,B,...]."""
    kind = str(manifest['input']).split()[0]
    if kind not in ('static', 'event'):
        raise NotExpressible('input %s: neither static nor event' % manifest['input'])
    return kind == 'static'


def first_supervised(manifest):
    """Of the supervised steps, which go on to the last one."""
    steps, last = list(manifest['supervised_steps']), manifest['T']
    if not steps or steps != list(range(steps[0], last)):
        raise NotExpressible('supervised_steps %s: a signal starts at some step and lasts to the end' % steps)
    return steps[0]


def tolerance_factors(manifest):
    """How many times f64_dev and max_abs of a tensor may be off."""
    said = manifest.get('tolerance', {})
    note = re.search(r'(\d+(?:\.\d+)?) ?x (?:its )?f64_dev', str(manifest.get('tolerance_note', '')))
    return float(said.get('f64_dev', note.group(1) if note else 4)), float(said.get('max_abs', 1e-6))


def pooled_side(block, side):
    pool, size = block['pool'], block['pool_size']
    sizes = size if isinstance(size, (list, tuple)) else (size, size)
    if pool == 'none':
        return list(side)
    if pool == 'adaptive_avg':
        return list(sizes)
    return [n // k for n, k in zip(side, sizes)]


def parameter_shapes(manifest):
    """By name, of a complete manifest: PyTorch's layout."""
    shape, shapes = list(manifest['in_shape']), {}
    for index, block in enumerate(manifest['blocks']):
        alias, out = 'L%d.' % index, block['out']
        if block['type'] == 'conv':
            kernel = block['kernel']
            kernel = list(kernel) if isinstance(kernel, (list, tuple)) else [kernel, kernel]
            shapes[alias + 'w'] = (out, shape[0], *kernel)
            side = [n + 2 * block['pad'] - k + 1 for n, k in zip(shape[1:], kernel)]
            shape = [out, *pooled_side(block, side)]
        else:
            shapes[alias + 'w'] = (out, int(np.prod(shape)))
            shape = [out]
        if weights_of(block) == 'standardize':
            shapes[alias + 'gain'] = (out,) + (1,) * (len(shapes[alias + 'w']) - 1)
        if block['bias']:
            shapes[alias + 'b'] = (out,)
    shapes['out.w'], shapes['out.b'] = (manifest['classes'], int(np.prod(shape))), (manifest['classes'],)
    return shapes


# ---- Numbers from a formula -----------------------------------------------------------------------------------------

def uniform(manifest, index, count):
    """Numbers in [0, 1), multiples of 2^-24: splitmix64 of a counter."""
    generator, word = manifest['generator'], np.uint64
    stride = re.fullmatch(r'base \+ idx\*(\d+)', str(generator.get('seed', 'base + idx*1000003')))
    if 'splitmix64' not in str(generator.get('formula', 'splitmix64')) or not stride:
        raise NotExpressible('generator: neither splitmix64 nor seeds of the form base + idx*N')
    with np.errstate(over='ignore'):
        z = word(generator['base'] + index * int(stride.group(1)))
        z = z + np.arange(1, count + 1, dtype=word) * word(0x9E3779B97F4A7C15)
        z = (z ^ (z >> word(30))) * word(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> word(27))) * word(0x94D049BB133111EB)
        z = z ^ (z >> word(31))
    return (z >> word(40)).astype(np.float64) * 2.0 ** -24


def scaled(manifest, index, shape, amplitude):
    """Parameters: uniform in [-amplitude, amplitude), with one rounding."""
    u = uniform(manifest, index, int(np.prod(shape)))
    return ((2 * u - 1) * np.float64(np.float32(amplitude))).astype(np.float32).reshape(shape)


RULE = re.compile(r'[\d.eu+*/() <>=-]+|floor|min|max|where')
TERNARY = re.compile(r'(.+) if (.+) else (.+)')


def input_of(manifest):
    """Batch 0 by input_rule, an expression in u: + - * / < > floor() min() max() where(), `A if C else B`, 2u for 2*u;
    numbers are float32. What follows it in parentheses behind a space, or behind `, shape`, is a remark."""
    text = str(manifest['generator'].get('input_rule', '')).strip()
    rule = re.split(r'(?<=[\d.)u]) \(|, (?=shape)', text)[0]
    rule = TERNARY.sub(r'where(\2, \1, \3)', rule)
    if not rule or RULE.sub('', rule.replace(',', '')):
        raise NotExpressible('input_rule %s: not an expression in u' % text)
    rule = re.sub(r'(?<=[\d.)])(?=[u(])', '*', rule)
    rule = re.sub(r'\d+\.?\d*(?:e-?\d+)?|\.\d+', lambda number: repr(float(np.float32(number.group(0)))), rule)
    shape = (manifest['batch'], *manifest['in_shape'])
    shape = shape if is_static(manifest) else (manifest['T'], *shape)
    names = {'u': uniform(manifest, 0, int(np.prod(shape))), 'floor': np.floor, 'min': np.minimum,
             'max': np.maximum, 'where': np.where}
    try:
        value = eval(rule, {'__builtins__': {}}, names)
    except (SyntaxError, TypeError, NameError, ValueError, ArithmeticError):
        raise NotExpressible('input_rule %s: not an expression in u' % text)
    return np.asarray(value).astype(np.float32).reshape(shape)


def generated(manifest):
    """Parameters by name, of a complete manifest with a generator."""
    generator, blocks = manifest['generator'], len(manifest['blocks'])
    values = {}
    for name, shape in parameter_shapes(manifest).items():
        layer, kind = name.split('.')
        index = blocks if layer == 'out' else int(layer[1:])
        if kind == 'gain':
            values[name] = np.full(shape, generator['gain_per_layer'][index], np.float32)
        elif kind == 'b':
            values[name] = np.full(shape, generator.get('readout_bias', 0) if layer == 'out' else 0, np.float32)
        else:
            amplitude = generator['amp_readout_float32'] if layer == 'out' else generator['amp_conv_float32'][index]
            values[name] = scaled(manifest, index + 1, shape, amplitude)
    return values
