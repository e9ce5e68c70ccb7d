"""Random networks and inputs for differential tests: a pure function of a seed."""

import os

import numpy as np

from parity_core import write_array


def pick(rng, *choices):
    return choices[rng.integers(len(choices))]


def random_neuron(rng):
    threshold = np.float32(rng.uniform(0.3, 1.5))
    hard = rng.random() < 0.25
    return {'leak': np.float32(pick(rng, 0, 0.25, 0.5, 0.5, 0.9, rng.uniform(0, 1))), 'threshold': threshold,
            'reset': 'hard' if hard else 'soft',
            'reset_amount': None if hard else np.float32(pick(rng, threshold, 1, 0, rng.uniform(0, 2)))}


def random_psi(rng):
    if rng.random() < 0.7:
        return 'triangle height %.3f width %.3f' % (rng.uniform(0.1, 1), rng.uniform(0.5, 2))
    return 'fast_sigmoid slope %.2f height %.3f' % (rng.uniform(1, 30), rng.uniform(0.3, 1))


def random_weights(rng, fan_in):
    # The unbiased variance of a single weight is 0 / 0, and its distance from the mean is 0.
    return pick(rng, *('standardize', 'standardize', 'standardize gain off', 'center') if fan_in > 1 else (), 'raw')


def random_conv(rng, shape):
    channels, height, width = shape
    pad = int(rng.integers(0, 3))  # smaller than the kernel, or some windows would see nothing else
    kernel = tuple(int(rng.integers(pad + 1, max(pad + 2, min(5, side + 2 * pad) + 1))) for side in (height, width))
    out, size = int(pick(rng, 1, 3, 5, 8, 16, 17, 33)), [height + 2 * pad - kernel[0] + 1,
                                                           width + 2 * pad - kernel[1] + 1]
    pool = pick(rng, 'none', 'none', ('max', 2), ('max', (1, 2)), ('max', 3), ('avg', 2), ('avg', 'all'))
    if pool != 'none':
        window = size if pool[1] == 'all' else pool[1] if isinstance(pool[1], tuple) else (pool[1], pool[1])
        if window[0] > size[0] or window[1] > size[1]:
            pool = 'none'
        else:
            size = [size[0] // window[0], size[1] // window[1]]
    grid = tuple(int(rng.integers(1, min(4, side + 2) + 1)) for side in size)  # now and then larger than the map
    fan_in = channels * kernel[0] * kernel[1]
    block = {'type': 'conv', 'out': out, 'kernel': kernel, 'pad': pad, 'pool': pool, 'signal': grid}
    return block, (out, *kernel), fan_in, (out, *size)


def random_linear(rng, shape):
    out, fan_in = int(rng.integers(2, 40)), int(np.prod(shape))
    return {'type': 'linear', 'out': out, 'signal': int(rng.integers(1, out + 3))}, (out,), fan_in, (out, 1, 1)


def random_layers(rng, shape):
    """Blocks and the fan-in of each; ends with the shape that the readout sees."""
    blocks, fans = [], []
    for i in range(int(rng.integers(1, 5))):
        flat = blocks and blocks[-1]['type'] == 'linear'
        make = random_linear if flat or rng.random() < 0.2 else random_conv
        block, _, fan_in, after = make(rng, shape)
        block.update(random_neuron(rng), psi=random_psi(rng), weights=random_weights(rng, fan_in),
                     bias=bool(rng.random() < 0.3), shape=shape)
        blocks.append(block)
        fans.append(fan_in)
        shape = after
    return blocks, fans, shape


def random_optimizer(rng):
    return pick(rng, 'adam lr 1e-3', 'adam lr 2e-3 beta1 0.8 beta2 0.99 epsilon 1e-6', 'sgd lr 0.1',
                'sgd lr 0.05 momentum 0.9', 'nesterov lr 0.05 momentum 0.8')


def random_rule(rng):
    """Signals from above can have either loss."""
    rule = pick(rng, 'tess', 's_tllr', 'bptt')
    return {'rule': rule, 'loss': pick(rng, 'each step', 'sum')} if rule != 'tess' else {'rule': rule}


def random_logits(rng):
    return {'of': pick(rng, 'mean', 'root', 'sum'), 'times': np.float32(pick(rng, 1, 1, rng.uniform(0.2, 8)))}


def random_learning(seed, model):
    """Learning that is not the same everywhere: label smoothing, a readout with a loss of its own, weight decay, rates
    of layers. Numbers of their own, so that the rest of a model stays what it is."""
    rng = np.random.default_rng((seed, 1))
    model['smoothing'] = np.float32(pick(rng, 0, 0, 0.1, rng.uniform(0, 0.9)))
    model['readout'] = {}
    if rng.random() < 0.4:
        model['readout']['loss'] = pick(rng, 'sum', 'sum', 'each step')
    if rng.random() < 0.2:
        model['readout']['smoothing'] = np.float32(pick(rng, 0, rng.uniform(0, 0.9)))
    for part in (model['readout'], *model['blocks']):
        if rng.random() < 0.25:
            part['lr_times'] = np.float32(pick(rng, 0, 0.1, rng.uniform(0, 3)))
    if rng.random() < 0.4:
        model['optimizer'] = pick(rng, 'adamw lr 1e-3', 'adamw lr 2e-3 beta1 0.8 beta2 0.99 weight_decay 0.3',
                                  'adam lr 1e-3 weight_decay 0.1', 'sgd lr 0.05 momentum 0.9 weight_decay 0.2',
                                  'nesterov lr 0.05 momentum 0.8 weight_decay 0.1')


def random_only(seed, model):
    """Layers that learn, the others being constants; mostly all of them."""
    rng = np.random.default_rng((seed, 2))
    names = ['%s%d' % (block['type'], i) for i, block in enumerate(model['blocks'], 1)] + ['readout']
    if rng.random() < 0.3:
        chosen = [name for name in names if rng.random() < 0.5]
        model['only'] = chosen or [pick(rng, *names)]
        for part, name in zip((*model['blocks'], model['readout']), names):
            if name not in model['only']:
                part['constant'] = True


def each_step(model):
    """The same model with an update after every step."""
    readout = {name: value for name, value in model['readout'].items() if name != 'loss'}
    return {**model, 'name': model['name'] + '_each_step', 'readout': readout, 'update': 'each step',
            'optimizer': 'sgd lr 0.02 weight_decay 0.1'}


def random_model(seed):
    rng = np.random.default_rng(seed)
    steps = int(pick(rng, 1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 20, 33))
    shape = tuple(int(n) for n in (rng.integers(1, 5), rng.integers(1, 13), rng.integers(1, 13)))
    blocks, fans, after = random_layers(rng, shape)
    model = {'name': 'random_%d' % seed, 'shape': shape, 'static': bool(rng.random() < 0.5), 'steps': steps,
             'classes': int(rng.integers(2, 24)), 'blocks': blocks, 'frequencies': None,
             'first': int(pick(rng, 0, 0, rng.integers(steps), steps - 1)), 'optimizer': random_optimizer(rng),
             'lambda_pre': np.float32(pick(rng, 0.5, 0, 1, rng.uniform(0, 0.95))),
             'lambda_post': np.float32(pick(rng, 0.2, 0, 1, rng.uniform(0, 0.95))),
             'alpha_pre': np.float32(pick(rng, 1, 1, rng.uniform(0.5, 2))),
             'alpha_post': np.float32(pick(rng, 1, -1, 0, rng.uniform(-2, 2)))}
    model.update(random_rule(rng))
    if model['rule'] == 'tess':
        model['logits'] = random_logits(rng)
        model['basis'] = pick(rng, None, None, 'walsh', {'random': int(rng.integers(1000))})
        for block in blocks:
            block['logits'] = pick(rng, None, None, random_logits(rng))
            block['basis'] = pick(rng, None, None, None, 'walsh', {'random': int(rng.integers(1000))})
    else:
        for block in blocks:
            block['signal'] = None
    if model['rule'] == 'bptt':
        model['first'] = 0
    random_learning(seed, model)
    random_only(seed, model)
    return model, fans, int(np.prod(after)), rng


def weight_scale(block, fan_in):
    """So that currents are about as large as thresholds, however the weights are used."""
    return 1.5 / np.sqrt(fan_in) if block['weights'] == 'raw' else 1.0


def write_random_case(folder, model, fans, features, rng, batches, images=None):
    """Parameters, and as many batches as asked for, of the same size, a random one or as given."""
    os.makedirs(folder, exist_ok=True)
    images = images or int(pick(rng, 1, 2, 3, 5, 9, 18, 37))
    for i, (block, fan_in) in enumerate(zip(model['blocks'], fans)):
        out, alias = block['out'], 'init.L%d.' % i
        write_array(folder, alias + 'w', rng.normal(0, weight_scale(block, fan_in), out * fan_in))
        if block['weights'] == 'standardize':
            write_array(folder, alias + 'gain', rng.uniform(1, 2, out))
        if block['bias']:
            write_array(folder, alias + 'b', rng.normal(0, 0.2, out))
    write_array(folder, 'init.out.w', rng.normal(0, 1, model['classes'] * features))
    write_array(folder, 'init.out.b', rng.normal(0, 0.1, model['classes']))
    shape = (images, *model['shape']) if model['static'] else (model['steps'], images, *model['shape'])
    for n in range(batches):
        events = rng.poisson(0.4, shape) if rng.random() < 0.5 else rng.normal(0, 1, shape)
        write_array(folder, 'b%d.x' % n, events)
        write_array(folder, 'b%d.y' % n, rng.integers(0, model['classes'], images))
