#!/usr/bin/python3
"""Neurons and rules that models define as equations, against the same written down by hand.

    tests/neurons.py TESSC FOLDER

Each neuron below has its text for a model file and, in NumPy, a time step and what goes back through it, both taken from
its source and not from the compiler. Of every neuron two things are compared, on two fully connected layers and a
readout, trained through layers and time:

    finite differences    with spikes made smooth (an integral of psi in place of the step) and what is held kept as it
                          was, the step back by hand is the derivative of the loss
    the engines           parameters' gradients by `tessc probe`, which differentiates the text, are those by hand, in
                          the interpreter and in generated code, by its fast and by its plain loops

Rules are compared with the engine alone. FOLDER gets the files.
"""

import os
import subprocess
import sys

import numpy as np

STEPS, BATCH, FEATURES, HIDDEN, CLASSES = 6, 3, 12, (10, 8), 4
HEIGHT, WIDTH = 0.3, 1.0
failed = 0


def psi(x):
    return HEIGHT * np.maximum(0, 1 - np.abs(x) / WIDTH)


def smooth_step(x):
    """The integral of psi."""
    rest = np.clip(WIDTH - np.abs(x), 0, None)
    tail = HEIGHT * rest * rest / (2 * WIDTH)
    return np.where(x < 0, tail, HEIGHT * WIDTH - tail)


class Neuron:
    """A step takes states and a current and gives spikes and states; `held` are the spikes that resets count as
    constants."""
    start, states, name = None, 1, ''

    def step(self, states, current, parameter, fire, held):
        """Returns the argument of the step, its spikes, the states that are left, and what the way back needs."""
        raise NotImplementedError

    def back(self, kept, d_fire, d_states, parameter):
        """Returns the adjoints of the current, the states before and the parameter."""
        raise NotImplementedError


class Lif(Neuron):
    """Leaky integrate and fire, soft or hard reset; leak 1 is integrate and fire."""

    def __init__(self, name, leak, hard):
        self.name, self.leak, self.hard = name, leak, hard
        u = 'leak * v + current' if leak != 1 else 'v + max(current, -1000)'
        v = 'u - max(u, -1000) * held(fire)' if hard else 'u - min(0.6, 100 + abs(u)) * held(fire)'
        self.text = 'parameter leak %g\nstate v\nu = %s\nfire = step(u - 0.6)\nv = %s' % (leak, u, v)

    def step(self, states, current, parameter, fire, held):
        u = self.leak * states[0] + current
        s = fire(u - 0.6)
        h = s if held is None else held
        return u - 0.6, s, [u * (1 - h) if self.hard else u - 0.6 * h], (u - 0.6, h)

    def back(self, kept, d_fire, d_states, parameter):
        x, held = kept
        d_u = d_fire * psi(x) + d_states[0] * (1 - held if self.hard else 1)
        return d_u, [self.leak * d_u], None


class CurrentLif(Neuron):
    """Current-based LIF: synaptic currents decay, too (as snnTorch's Synaptic)."""
    name, states = 'current_lif', 2
    text = ('state i, v\ni = 0.8 * i + current\nu = 0.9 * v + i\nfire = step(u - 0.6)\nv = u - 0.6 * held(fire)')

    def step(self, states, current, parameter, fire, held):
        i = 0.8 * states[0] + current
        u = 0.9 * states[1] + i
        s = fire(u - 0.6)
        return u - 0.6, s, [i, u - 0.6 * (s if held is None else held)], u - 0.6

    def back(self, kept, d_fire, d_states, parameter):
        d_u = d_fire * psi(kept) + d_states[1]
        d_i = d_u + d_states[0]
        return d_i, [0.8 * d_i, 0.9 * d_u], None


class Adaptive(Neuron):
    """Adaptive LIF (Bellec et al., arXiv 1803.09574): every spike raises the threshold for a while."""
    name, states = 'adaptive', 2
    text = ('parameter leak 0.9, threshold 0.6, decay 0.95, jump 0.2\nstate v, a\nu = leak * v + current\n'
            'fire = step(u - (threshold + jump * a))\nv = u - threshold * held(fire)\na = decay * a + fire')

    def step(self, states, current, parameter, fire, held):
        u = 0.9 * states[0] + current
        x = u - (0.6 + 0.2 * states[1])
        s = fire(x)
        return x, s, [u - 0.6 * (s if held is None else held), 0.95 * states[1] + s], x

    def back(self, kept, d_fire, d_states, parameter):
        d_x = (d_fire + d_states[1]) * psi(kept)
        d_u = d_x + d_states[0]
        return d_u, [0.9 * d_u, 0.95 * d_states[1] - 0.2 * d_x], None


class Plif(Neuron):
    """Parametric LIF (Fang et al., arXiv 2007.05785): a trained leak, here one a channel."""
    name, start = 'plif', 0.3
    text = ('parameter a 0.3 trained\nstate v\nk = 1 / (1 + exp(-a))\nu = v + k * (current - v)\n'
            'fire = step(u - 0.3)\nv = u * (1 - held(fire))')

    def step(self, states, current, parameter, fire, held):
        k = 1 / (1 + np.exp(-parameter))
        u = states[0] + k * (current - states[0])
        s = fire(u - 0.3)
        h = s if held is None else held
        return u - 0.3, s, [u * (1 - h)], (u - 0.3, h, k, current - states[0])

    def back(self, kept, d_fire, d_states, parameter):
        x, held, k, drive = kept
        d_u = d_fire * psi(x) + d_states[0] * (1 - held)
        return k * d_u, [(1 - k) * d_u], d_u * drive * k * (1 - k)


class Quadratic(Neuron):
    """Quadratic integrate and fire, Euler's steps (Gerstner et al., Neuronal Dynamics, 5.3)."""
    name = 'quadratic'
    text = ('parameter rest 0.1, critical 0.5\nstate v\nu = v + 0.3 * (v - rest) * (v - critical) + current\n'
            'fire = step(u - 0.7, triangle(0.3, 1))\nv = u - (u - rest) * held(fire)')

    def step(self, states, current, parameter, fire, held):
        v = states[0]
        u = v + 0.3 * (v - 0.1) * (v - 0.5) + current
        s = fire(u - 0.7)
        h = s if held is None else held
        return u - 0.7, s, [u - (u - 0.1) * h], (u - 0.7, h, v)

    def back(self, kept, d_fire, d_states, parameter):
        x, held, v = kept
        d_u = d_fire * psi(x) + d_states[0] * (1 - held)
        return d_u, [d_u * (1 + 0.3 * ((v - 0.1) + (v - 0.5)))], None


NEURONS = [Lif('lif_soft', 0.9, False), Lif('lif_hard', 0.8, True), Lif('integrate_and_fire', 1, False), CurrentLif(),
           Adaptive(), Plif(), Quadratic()]


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def run_layer(neuron, weight, parameter, inputs, fire, held):
    """inputs [T][B, in]; returns spikes, arguments of steps, and what each step keeps."""
    states = [np.zeros((BATCH, len(weight))) for _ in range(neuron.states)]
    spikes, arguments, kept = [], [], []
    for t, x in enumerate(inputs):
        argument, s, states, keep = neuron.step(states, x @ weight.T, parameter, fire, None if held is None else held[t])
        spikes.append(s)
        arguments.append(argument)
        kept.append(keep)
    return spikes, arguments, kept


def forward(neuron, p, x, fire, held=(None, None)):
    record, inputs = [], list(x)
    for layer in range(2):
        record.append(run_layer(neuron, p['L%d.w' % layer], p.get('L%d.neuron.a' % layer), inputs, fire, held[layer]))
        inputs = record[-1][0]
    return record, [s @ p['out.w'].T + p['out.b'] for s in inputs]


def loss_of(logits, y):
    return -np.log(softmax(sum(logits))[np.arange(BATCH), y]).mean()


def gradients(neuron, p, x, y, record, logits):
    """Back through time, by hand."""
    error = softmax(sum(logits))
    error[np.arange(BATCH), y] -= 1
    error /= BATCH
    g = {name: np.zeros_like(value) for name, value in p.items()}
    for s in record[1][0]:
        g['out.w'] += error.T @ s
        g['out.b'] += error.sum(0)
    d_spikes = [error @ p['out.w']] * STEPS
    for layer in (1, 0):
        name, inputs = 'L%d' % layer, record[0][0] if layer else list(x)
        d_states, below = [np.zeros_like(d_spikes[0])] * neuron.states, [None] * STEPS
        for t in reversed(range(STEPS)):
            parameter = p.get(name + '.neuron.a')
            d_current, d_states, d_parameter = neuron.back(record[layer][2][t], d_spikes[t], d_states, parameter)
            g[name + '.w'] += d_current.T @ inputs[t]
            below[t] = d_current @ p[name + '.w']
            if d_parameter is not None:
                g[name + '.neuron.a'] += d_parameter.sum(0)
        d_spikes = below
    return g


def say(good, text):
    global failed
    failed += not good
    print('%s: %s' % ('ok' if good else 'FAILED', text), flush=True)


def draw(neuron, seed):
    random = np.random.default_rng(seed)
    sizes = (FEATURES, *HIDDEN, CLASSES)
    p = {'L%d.w' % i: random.normal(0, np.sqrt(2 / sizes[i]), (sizes[i + 1], sizes[i])) for i in range(2)}
    p.update({'out.w': random.normal(0, 0.5, (CLASSES, HIDDEN[1])), 'out.b': random.normal(0, 0.1, CLASSES)})
    if neuron.start is not None:
        p.update({'L%d.neuron.a' % i: random.normal(0.3, 0.4, HIDDEN[i]) for i in range(2)})
    p = {name: value.astype(np.float32).astype(float) for name, value in p.items()}
    x = random.normal(0.3, 1, (STEPS, BATCH, FEATURES)).astype(np.float32).astype(float)
    return p, x, random.integers(0, CLASSES, BATCH), random


def check_differences(neuron):
    p, x, y, random = draw(neuron, 3)
    record, logits = forward(neuron, p, x, smooth_step)
    held = [layer[0] for layer in record]
    g = gradients(neuron, p, x, y, record, logits)
    worst = 0
    for name, gradient in g.items():
        for i in random.choice(gradient.size, min(12, gradient.size), replace=False):
            value, around = p[name].flat[i], []
            for step in (1e-5, -1e-5):
                p[name].flat[i] = value + step
                around.append(loss_of(forward(neuron, p, x, smooth_step, held)[1], y))
            p[name].flat[i] = value
            difference = abs((around[0] - around[1]) / 2e-5 - gradient.flat[i]) / np.abs(gradient).max()
            worst = max(worst, difference)
    say(worst < 1e-5, '%s: by hand against finite differences: off by %.2g' % (neuron.name, worst))


def model_text(name, definitions, use, learn):
    return ('tess 1\n\nmodel %s\n\n%s\n\ninput 1x1x%d { dataset arrays; classes %d; frames %d }\n\nneuron %s\nweights { raw }\n'
            'network {\n    linear %d\n    linear %d\n    readout\n}\n%s\ntrain { batch %d; validate 0 }\n' %
            (name, definitions, FEATURES, CLASSES, STEPS, use, *HIDDEN, learn, BATCH))


def probe(tessc, folder, name, text, p, x, y, *options):
    """The tensors that an engine gives, the interpreter where options name no other."""
    options = options or ('--engine', 'interpret')
    case, out = os.path.join(folder, name + '.case'), os.path.join(folder, name + '.out' + ''.join(options))
    os.makedirs(case, exist_ok=True)
    os.makedirs(out, exist_ok=True)
    path = os.path.join(folder, name + '.tess')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    for key, value in p.items():
        np.save(os.path.join(case, 'init.%s.npy' % key), value.astype(np.float32))
    np.save(os.path.join(case, 'b0.x.npy'), (x if x.ndim == 5 else x[:, :, None, None]).astype(np.float32))
    np.save(os.path.join(case, 'b0.y.npy'), y.astype(np.float32))
    run = subprocess.run([tessc, 'probe', *options, path, '--case', case, '--out', out],
                         capture_output=True, text=True, check=False)
    if run.returncode:
        say(False, '%s %s: exit %d: %s' % (name, ' '.join(options), run.returncode, run.stderr))
        return None
    return {file[:-4]: np.load(os.path.join(out, file)).astype(float) for file in os.listdir(out) if file.endswith('.npy')}


def compare(what, expected, found):
    worst, where = 0, ''
    for name, value in expected.items():
        other = found['b0.grad.' + name].reshape(value.shape)
        difference = np.abs(other - value).max() / max(np.abs(value).max(), 1e-30)
        worst, where = max((worst, where), (difference, name))
    say(worst < 2e-6, '%s: the engine against by hand: off by %.2g %s' % (what, worst, where))


def hard_step(x):
    return (x > 0).astype(float)


def clear_of_thresholds(neuron, seed=0):
    """Inputs with which no neuron comes so near to its threshold that rounding decides, and many fire."""
    while True:
        p, x, y, _ = draw(neuron, seed)
        record, logits = forward(neuron, p, x, hard_step)
        nearest = min(np.abs(a).min() for layer in record for a in layer[1])
        if nearest > 1e-4 and all(0.05 < np.mean(layer[0]) < 0.95 for layer in record):
            return p, x, y, record, logits
        seed += 1


def definition(neuron):
    return 'define neuron %s {\n    %s\n}' % (neuron.name, neuron.text.replace('\n', '\n    '))


def check_engine(tessc, folder, neuron):
    """Both engines, generated code by its fast and, where a neuron has more than one state or parameter, by its plain loops."""
    p, x, y, record, logits = clear_of_thresholds(neuron)
    text = model_text(neuron.name, definition(neuron), neuron.name, 'learn bptt')
    plain = [] if neuron.start is None and neuron.states < 2 else [('--engine', 'cpu', '--kernel', 'general')]
    for options in [('--engine', 'interpret'), ('--engine', 'cpu')] + plain:
        found = probe(tessc, folder, neuron.name, text, p, x, y, *options)
        if found:
            compare('%s, %s' % (neuron.name, ' '.join(options)), gradients(neuron, p, x, y, record, logits), found)


# ---- Rules -----------------------------------------------------------------------------------------------------------

def step_errors(p, record, logits, y):
    """m of both layers at every step, carried back within the step; psi of both."""
    psis = [[psi(a) for a in layer[1]] for layer in record]
    errors, signals = [], [[], []]
    for t in range(STEPS):
        error = softmax(logits[t])
        error[np.arange(BATCH), y] -= 1
        errors.append(error / BATCH)
        signals[1].append(errors[-1] @ p['out.w'])
        signals[0].append((signals[1][-1] * psis[1][t]) @ p['L1.w'])
    return errors, signals, psis


def check_rule(tessc, folder, neuron, name, text, weight, signal='signal through layers'):
    """weight(layer, t, m, psi, s, x, memory): dW of a step by hand; memory is a dictionary of the layer's own."""
    p, x, y, record, logits = clear_of_thresholds(neuron)
    errors, signals, psis = step_errors(p, record, logits, y)
    expected = {}
    for layer in range(2):
        memory, total, inputs = {}, 0, record[0][0] if layer else list(x)
        for t in range(STEPS):
            total = total + weight(signals[layer][t], psis[layer][t], record[layer][0][t], inputs[t], memory)
        expected['L%d.w' % layer] = total
    expected['out.w'] = sum(e.T @ s for e, s in zip(errors, record[1][0]))
    rule = 'define rule %s {\n    %s\n    %s\n}' % (name, signal, text.replace('\n', '\n    '))
    found = probe(tessc, folder, name, model_text(name, definition(neuron) + '\n' + rule, neuron.name, 'learn ' + name),
                  p, x, y)
    if found:
        compare('rule %s with %s' % (name, neuron.name), expected, found)


def ottt(m, psi_now, s, x, memory):
    """OTTT (Xiao et al., arXiv 2210.04195): a trace of the inputs times this step's delta."""
    memory['a'] = 0.9 * memory.get('a', 0) + x
    return (m * psi_now).T @ memory['a']


def unusual(m, psi_now, s, x, memory):
    """Traces that are no filters, a trace of what a signal was, a term of spikes."""
    q = memory['q'] = np.maximum(0.5 * memory.get('q', 0 * x), x)
    before = memory.get('h', 0 * m)
    memory['h'] = 0.7 * before + m * psi_now
    return (m * np.sqrt(psi_now + 1)).T @ q - 0.5 * (before * s).T @ (x * x) + np.where(s > 0, m, 0).T @ x


TRACES = """trace q = 0.5 * q + x
    trace h = 0.2 * h + psi
    weight = select(psi > -1, m, 0) * psi * q + m * before(h) * x"""
DISGUISED = {  # built-in rule: its settings, the same rule so that nothing can prove it
    'tess': ('signal local { basis walsh; logits root times 4; from step 1 }', TRACES),
    's_tllr': ('signal through layers { from step 2 }', TRACES),
    'bptt': ('', 'weight = select(psi > -1, delta, 0) * x'),
}


MAPS = {'L0.w': (5, 2, 3, 3), 'L0.gain': (5, 1, 1, 1), 'L0.b': (5,), 'L1.w': (4, 5, 2, 2), 'L1.gain': (4, 1, 1, 1),
        'L2.w': (6, 4), 'L2.gain': (6, 1), 'out.w': (CLASSES, 6), 'out.b': (CLASSES,)}


def disguised_text(name, definitions, neuron, learn):
    return """tess 1
model %s
%s
input 2x7x6 { dataset arrays; classes %d; frames %d }
neuron %s
network {
    conv 5 3x3 pad 1, maxpool 2x2 { weights { standardize; bias } }
    conv 4 2x2, avgpool 2x2
    linear 6
    readout
}
learn %s
train { batch %d; validate 0 }
""" % (name, definitions, CLASSES, STEPS, neuron, learn, BATCH)


def check_disguised(tessc, folder, rule):
    """A convolutional network of what is LIF and a built-in rule, with proof and without."""
    settings, weight = DISGUISED[rule]
    random = np.random.default_rng(5)
    p = {name: random.normal(1.5 if 'gain' in name else 0, 0.3, shape) for name, shape in MAPS.items()}
    x, y = random.normal(0.5, 1, (STEPS, BATCH, 2, 7, 6)), random.integers(0, CLASSES, BATCH)
    definitions = """define neuron hidden {
    state v
    u = 0.9 * v + max(current, -1000)
    fire = step(u - 0.6)
    v = u - 0.6 * held(fire)
}
define rule hidden_%s {
    signal %s
    %s
}""" % (rule, {'tess': 'local', 's_tllr': 'through layers', 'bptt': 'through layers and time'}[rule], weight)
    texts = {'plain_' + rule: disguised_text('plain', '', 'lif { leak 0.9 }', '%s { %s }' % (rule, settings)),
             'hidden_' + rule: disguised_text('hidden', definitions, 'hidden', 'hidden_%s { %s }' % (rule, settings))}
    a, b = (probe(tessc, folder, name, text, p, x, y) for name, text in texts.items())
    if a and b:
        same = [name for name in a if name in b]
        off = max(np.abs(a[name] - b[name]).max() for name in same)
        spikes = np.mean(a['L1.s'])
        say(off < 1e-6 and len(same) > 30 and 0.02 < spikes < 0.9,
            '%s without a proof: %d tensors, off by %.2g' % (rule, len(same), off))


def check_same_bits(tessc, folder, rule, schedule, static):
    """Generated code of LIF neurons, and of the same equations where nothing is proved."""
    random = np.random.default_rng(6)
    p = {name: random.normal(1.5 if 'gain' in name else 0, 0.3, shape) for name, shape in MAPS.items()}
    x, y = random.normal(0.5, 1, (STEPS, BATCH, 2, 7, 6)), random.integers(0, CLASSES, BATCH)
    neuron = """define neuron hidden {
    state v
    u = 0.9 * v + current
    fire = step(u - 0.6)
    v = select(fire > 0.5, 0, u)
}"""
    learn = '%s { %s }' % (rule, DISGUISED[rule][0])
    texts = {'plain': disguised_text('plain', '', 'lif { leak 0.9  reset zero }', learn),
             'hidden': disguised_text('hidden', neuron, 'hidden', learn)}
    if static:
        texts, x = {k: v.replace('frames', 'present').replace('present 6', 'present 6 steps') for k, v in texts.items()}, x[0]
    a, b = (probe(tessc, folder, '%s_%s_%d' % (name, rule, static), text, p, x, y, '--engine', 'cpu', '--schedule', schedule)
            for name, text in texts.items())
    if a and b:
        other = [name for name in b if not np.array_equal(a[name], b[name])]
        say(len(b) > 30 and not other and 0.02 < np.mean(a['L1.s']) < 0.9,
            '%s, %s%s: %d tensors of generated code without a proof, the same bits %s' % (
                rule, schedule, ', a static image' if static else '', len(b), other))


class Unleaked(Neuron):
    """No state at all, and a current that is squared: nothing goes down through it."""
    name, states, text = 'squared', 0, 'fire = step(0.4 * current * current - abs(min(current, 0)) + 0.05 - 0.3)'

    def step(self, states, current, parameter, fire, held):
        x = 0.4 * current * current - np.abs(np.minimum(current, 0)) + 0.05 - 0.3
        return x, fire(x), [], None


class Driven(Plif):
    """PLIF with a leak that is not trained; the current enters by a factor, and u by another name."""
    name, start = 'driven', None
    text = ('parameter k 0.6\nstate v, u\nw = v + k * (current - v)\nfire = step(1.5 * w - 0.4)\n'
            'v = w * (1 - held(fire))\nu = 0.5 * u + w * current')


class Eager(Adaptive):
    """Fires without a current, as neurons in padded lanes must not; functions of all kinds."""
    name, states = 'eager', 2
    text = ('state v, a\nu = sqrt(0.81) * v + exp(-0.1 * abs(v)) * 0.2 + current\n'
            'fire = step(u - (min(0.1, 0.05 + a) + max(a, 0.02)))\n'
            'v = select(fire > 0, 0.5 * u, u - 0.01)\na = 0.5 * a + 0.1 * fire')

    def step(self, states, current, parameter, fire, held):
        v, a = states
        u = np.sqrt(0.81) * v + np.exp(-0.1 * np.abs(v)) * 0.2 + current
        x = u - (np.minimum(0.1, 0.05 + a) + np.maximum(a, 0.02))
        s = fire(x)
        return x, s, [np.where(s > 0, 0.5 * u, u - 0.01), 0.5 * a + 0.1 * s], None


def check_maps(tessc, folder, neuron, learn, schedule, static=False):
    """Generated code against the interpreter on maps: pools of both kinds, biases, lanes that are padded."""
    name = '%s_maps_%s_%s%d' % (neuron.name, learn.split()[0], schedule, static)
    text = disguised_text(name, definition(neuron), neuron.name, learn)
    if static:
        text = text.replace('frames %d' % STEPS, 'present %d steps' % STEPS)
    for seed in range(20, 26):
        random = np.random.default_rng(seed)
        p = {key: random.normal(1.5 if 'gain' in key else 0, 0.3, shape) for key, shape in MAPS.items()}
        if neuron.start is not None:
            p.update({'L%d.neuron.a' % i: random.normal(0.3, 0.4, n) for i, n in enumerate((5, 4, 6))})
        x, y = random.normal(0.5, 1, (STEPS, BATCH, 2, 7, 6)), random.integers(0, CLASSES, BATCH)
        x = x[0] if static else x
        a = probe(tessc, folder, name, text, p, x, y, '--engine', 'interpret')
        b = probe(tessc, folder, name, text, p, x, y, '--engine', 'cpu', '--schedule', schedule)
        if not a or not b:
            return
        same = sorted(key for key in a if key in b and not key.startswith('after'))
        spikes = [key for key in same if key.endswith('.s')]
        if all(np.array_equal(a[key].ravel(), b[key].ravel()) for key in spikes):
            break  # otherwise rounding decided whether a neuron fired
    worst, where = max((np.abs(a[key].ravel() - b[key].ravel()).max() / max(np.abs(a[key]).max(), 1e-30), key) for key in same)
    rates = [np.mean(a[key]) for key in spikes]
    say(worst < 2e-5 and len(same) > 30 and 0.01 < min(rates) and max(rates) < 0.95 and
        all('L%d.%s' % (i, key) in same for i in range(3) for key in 'us'),
        '%s on maps by learn %s, %s%s: generated code against the interpreter: %d tensors, off by %.2g %s' %
        (neuron.name, learn.split()[0], schedule, ', a static image' if static else '', len(same), worst, where))


def check_cpu(tessc, folder, neuron, learn, schedule, seed):
    """Generated code against the interpreter."""
    p, x, y, _, _ = clear_of_thresholds(neuron, seed)
    name = '%s_%s' % (neuron.name, learn.split()[0])
    text = model_text(name, definition(neuron), neuron.name, 'learn ' + learn)
    a = probe(tessc, folder, name, text, p, x, y)
    b = probe(tessc, folder, name, text, p, x, y, '--engine', 'cpu', '--schedule', schedule)
    if not a or not b:
        return
    same = sorted(name for name in a if name in b)
    spikes = all(np.array_equal(a[name].ravel(), b[name].ravel()) for name in same if name.endswith('.s'))
    worst, where = max((np.abs(a[name].ravel() - b[name].ravel()).max() / max(np.abs(a[name]).max(), 1e-30), name) for name in same
                       if not name.startswith('after'))
    say(spikes and worst < 2e-5 and len(same) > 20, '%s by learn %s, %s: generated code against the interpreter: %d tensors, '
        'off by %.2g %s' % (neuron.name, learn.split()[0], schedule, len(same), worst, where))


def main():
    tessc, folder = sys.argv[1:]
    for neuron in NEURONS:
        check_differences(neuron)
        check_engine(tessc, folder, neuron)
    check_rule(tessc, folder, Adaptive(), 'ottt', 'trace a = 0.9 * a + x\nweight = delta * a', ottt)
    check_rule(tessc, folder, Lif('soft', 0.9, False), 'unusual',
               'trace q = max(0.5 * q, x)\ntrace h = 0.7 * h + m * psi\n'
               'weight = m * sqrt(psi + 1) * q - 0.5 * before(h) * fire * x * x + select(fire > 0, m, 0) * x', unusual)
    local = 'tess { signal local { basis walsh; from step 1 } }'
    for seed, neuron in enumerate([CurrentLif(), Adaptive(), Quadratic(), Lif('soft', 0.9, False), Eager(), Unleaked()]):
        for schedule in 'fold', 'stream':
            check_cpu(tessc, folder, neuron, local, schedule, 10 * seed)
        if isinstance(neuron, Adaptive):
            check_cpu(tessc, folder, neuron, 's_tllr', 'fold', 10 * seed)
            check_cpu(tessc, folder, neuron, 'bptt', 'fold', 10 * seed)
    for neuron in [CurrentLif(), Adaptive(), Plif(), Quadratic(), Eager()]:
        check_maps(tessc, folder, neuron, 'bptt', 'fold')
    # Currents that enter by another factor than 1: what goes down, and what a bias gets, is no m psi.
    driven = Driven()
    check_maps(tessc, folder, driven, 's_tllr', 'fold', True)
    for schedule in 'fold', 'stream':
        check_maps(tessc, folder, driven, local, schedule)
    check_maps(tessc, folder, driven, local, 'fold', True)
    for static in False, True:
        check_same_bits(tessc, folder, 'tess', 'fold', static)
    check_same_bits(tessc, folder, 'tess', 'stream', False)
    check_same_bits(tessc, folder, 's_tllr', 'fold', True)
    check_same_bits(tessc, folder, 'bptt', 'fold', False)
    for rule in DISGUISED:
        check_disguised(tessc, folder, rule)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
