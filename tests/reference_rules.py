#!/usr/bin/python3
"""Learning rules by hand, each from its paper, and the engines against them.

    tests/reference_rules.py TESSC FOLDER [NAME]...

Two fully connected layers of leaky integrate-and-fire neurons (leak 0.5, threshold 0.6, soft reset) and a readout with a
cross entropy at every step, in NumPy: nothing is taken from the compiler but the numbers of a seeded matrix, whose
definition in docs/language.md is programmed here again. Of each rule the gradients are compared with those of the
interpreter and of generated code under every schedule that runs it. A convolutional network, which nobody works out by
hand, compares the engines with each other. FOLDER gets the files; a NAME chooses among the checks.
"""

import os
import sys

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import neurons  # noqa: E402
from neurons import BATCH, CLASSES, FEATURES, HIDDEN, STEPS, psi, say, softmax  # noqa: E402

LEAK, THRESHOLD = 0.5, 0.6


def normal_rows(seed, classes, latents):
    """Philox with the key (seed, 6) and the counter (block, class) in words of 64 bits; Box and Muller's formula takes
    two numbers in [0, 1) of 53 bits for one."""
    rows = []
    for c in range(classes):
        generator, numbers = np.random.Philox(key=np.array([seed, 6], np.uint64)), []
        for block in range((2 * latents + 3) // 4):
            state = generator.state
            state['state']['counter'][:] = [c, 0, block, 0]
            state['buffer_pos'] = 4
            before = int.from_bytes(state['state']['counter'].tobytes(), 'little') - 1  # numpy counts before it draws
            state['state']['counter'][:] = np.frombuffer((before % 2 ** 256).to_bytes(32, 'little'), np.uint64)
            generator.state = state
            numbers.extend(int(word) >> 11 for word in generator.random_raw(4))
        u = np.array(numbers[:2 * latents], float) * 2.0 ** -53
        rows.append(np.sqrt(-2 * np.log(1 - u[::2])) * np.cos(2 * np.pi * u[1::2]))
    return np.array(rows).astype(np.float32).astype(float)


# ---- The network ---------------------------------------------------------------------------------------------------


class Layer:
    """What a layer did: inputs, membranes before the reset, spikes, psi, all [T][B, ...]."""

    def __init__(self, weight, inputs):
        self.x, self.u, self.s = inputs, [], []
        v = 0
        for x in inputs:
            u = LEAK * v + x @ weight.T
            s = (u > THRESHOLD).astype(float)
            self.u.append(u)
            self.s.append(s)
            v = u - THRESHOLD * s
        self.psi = [psi(u - THRESHOLD) for u in self.u]


class Record:
    """A batch's way forward, and the error of the readout's loss at every step, divided by the batch."""

    def __init__(self, p, x, y, squared=False):
        self.p, self.y = p, y
        first = Layer(p['L0.w'], list(x))
        self.layers = [first, Layer(p['L1.w'], first.s)]
        self.logits = [s @ p['out.w'].T + p['out.b'] for s in self.layers[1].s]
        self.target = np.eye(CLASSES)[y]
        self.predict = (lambda z: z) if squared else softmax
        self.errors = [(self.predict(z) - self.target) / BATCH for z in self.logits]


def draw():
    """Parameters and inputs with which no neuron comes near to its threshold, many fire, and not all do."""
    random = np.random.default_rng(11)
    sizes = (FEATURES, *HIDDEN, CLASSES)
    while True:
        p = {'L%d.w' % i: random.normal(0, np.sqrt(2 / sizes[i]), (sizes[i + 1], sizes[i])) for i in range(2)}
        p.update({'out.w': random.normal(0, 0.5, (CLASSES, HIDDEN[1])), 'out.b': random.normal(0, 0.1, CLASSES)})
        p = {name: value.astype(np.float32).astype(float) for name, value in p.items()}
        x = random.normal(0.3, 1, (STEPS, BATCH, FEATURES)).astype(np.float32).astype(float)
        record = Record(p, x, random.integers(0, CLASSES, BATCH))
        nearest = min(np.abs(np.array(layer.u) - THRESHOLD).min() for layer in record.layers)
        named = [z.argmax(1) == record.y for z in record.logits]
        if nearest > 1e-4 and all(0.1 < np.mean(layer.s) < 0.9 for layer in record.layers) and 0 < np.mean(named) < 1:
            return p, x, record


def filtered(values, decay):
    """trace[t] = decay trace[t-1] + value[t]."""
    trace, out = 0, []
    for value in values:
        trace = decay * trace + value
        out.append(trace)
    return out


def late(values):
    """Those of the step before; 0 at the first."""
    return [0 * values[0]] + values[:-1]


def outer(post, pre):
    """The sum over samples and steps of post outer pre."""
    return sum(a.T @ b for a, b in zip(post, pre))


# ---- The rules: dW of each layer, from its paper ---------------------------------------------------------------------


def through_layers(record):
    """The readout's error carried down within each step: m of both layers."""
    upper = [e @ record.p['out.w'] for e in record.errors]
    lower = [(m * g) @ record.p['L1.w'] for m, g in zip(upper, record.layers[1].psi)]
    return lower, upper


def ottt(record):
    """Online training through time (Xiao et al., arXiv 2210.04195): the presynaptic trace a[t] = lambda a[t-1] + s[t],
    lambda the neuron's leak, times this step's gradient by the membrane, which goes through the layers and not through
    time."""
    return [outer([m * g for m, g in zip(signal, layer.psi)], filtered(layer.x, LEAK))
            for signal, layer in zip(through_layers(record), record.layers)]


def by_matrix(record, errors, seeds):
    """The same errors of the classes to every layer, by a fixed matrix of each."""
    return [[e @ normal_rows(seed, CLASSES, size) for e in errors] for seed, size in zip(seeds, HIDDEN)]


def three_factors(record, signals):
    return [outer([m * g for m, g in zip(signal, layer.psi)], filtered(layer.x, 0.5))
            for signal, layer in zip(signals, record.layers)]


def dfa(record):
    """Direct feedback alignment (Noekland, arXiv 1609.01596): the readout's error through a fixed random matrix; with a
    trace of the input as the third factor."""
    return three_factors(record, by_matrix(record, record.errors, (3, 3)))


def drtp(record):
    """Direct random target projection (Frenkel et al., arXiv 1909.01311): in place of the error the label's one-hot,
    with the sign that the error of the label has."""
    return three_factors(record, by_matrix(record, [-record.target / BATCH] * STEPS, (3, 3)))


def rewards(record):
    """1 where a step's logits name the label, otherwise -1."""
    return [np.where(z.argmax(1) == record.y, 1.0, -1.0)[:, None] for z in record.logits]


def stdp(layer, rewards_of_steps):
    """Florian, Neural Computation 19(6), 2007, eq. 3.13 to 3.16: r (P+ f_post + P- f_pre), with P+ a trace of the inputs
    and P- = -0.5 times one of the spikes before this step; what is descended is its negative."""
    post = filtered(layer.s, 0.5)
    return -(outer([r * s / BATCH for r, s in zip(rewards_of_steps, layer.s)], filtered(layer.x, 0.5)) -
             0.5 * outer([r * h / BATCH for r, h in zip(rewards_of_steps, late(post))], layer.x))


def mstdp(record):
    """Reward-modulated STDP (Florian 2007)."""
    return [stdp(layer, rewards(record)) for layer in record.layers]


def plain_stdp(record):
    """The same with a reward that is always 1: no label."""
    return [stdp(layer, [np.ones((BATCH, 1))] * STEPS) for layer in record.layers]


def decolle(record):
    """DECOLLE (Kaiser et al., arXiv 1811.10766): every layer has a readout of its own by a fixed random matrix; its loss's
    gradient by the membrane times P, the inputs filtered twice, as synapse and membrane do. With a cross entropy, and with
    the squared error of the paper."""
    changes = []
    for layer, size in zip(record.layers, HIDDEN):
        rows = normal_rows(3, CLASSES, size)
        factor = 5 / np.sqrt(size)
        errors = [(record.predict(factor * s @ rows.T) - record.target) / BATCH for s in layer.s]
        changes.append(outer([factor * e @ rows * g for e, g in zip(errors, layer.psi)],
                             filtered(filtered(layer.x, 0.5), 0.75)))
    return changes


# Name: by hand, definition, settings of learn.
THREE = 'trace q = 0.5 * q + x\nweight = m * psi * q'
STDP = 'trace q = 0.5 * q + x\ntrace h = 0.5 * h + fire\nweight = m * fire * q - 0.5 * m * before(h) * x'
RULES = {
    'ottt': (ottt, 'parameter decay 0.5\nsignal through layers\ntrace a = decay * a + x\nweight = delta * a', ''),
    'dfa': (dfa, 'signal error\n' + THREE, 'signal error { basis normal 3 }'),
    'drtp': (drtp, 'signal label\n' + THREE, 'signal label { basis normal 3 }'),
    'mstdp': (mstdp, 'signal reward\n' + STDP, ''),
    'stdp': (plain_stdp, 'signal constant\n' + STDP, ''),
    'decolle': (decolle, 'signal local\ntrace q = 0.5 * q + x\ntrace p = 0.75 * p + q\nweight = m * psi * p',
                'signal local { basis normal 3; logits root times 5 }'),
    'decolle_squared': (decolle, 'signal local\ntrace q = 0.5 * q + x\ntrace p = 0.75 * p + q\nweight = m * psi * p',
                        'signal local { basis normal 3; logits root times 5; loss squared_error }'),
    'ottt_squared': (ottt, 'signal through layers\ntrace a = 0.5 * a + x\nweight = delta * a',
                     'signal through layers { loss squared_error of each step }'),
}
OPEN = ('mstdp', 'stdp', 'decolle', 'decolle_squared')  # no sums of known terms: step by step in generated code


def expected_gradients(name, record):
    first, second = RULES[name][0](record)
    spikes = record.layers[1].s
    return {'L0.w': first, 'L1.w': second, 'out.w': outer(record.errors, spikes),
            'out.b': sum(e.sum(0) for e in record.errors)}


def check_by_hand(tessc, folder, name):
    p, x, record = draw()
    record = Record(p, x, record.y, 'squared' in name)
    _, text, settings = RULES[name]
    definition = 'define rule own_%s {\n    %s\n}' % (name, text.replace('\n', '\n    '))
    model = neurons.model_text(name, definition, 'lif { leak 0.5  threshold 0.6 }', 'learn own_%s { %s }' % (name, settings))
    schedules = ('stream',) if name in OPEN else ('fold', 'stream')
    for engine in [('--engine', 'interpret')] + [('--schedule', schedule) for schedule in schedules]:
        found = neurons.probe(tessc, folder, name, model, p, x, record.y, *engine)
        if found:
            neurons.compare('%s %s' % (name, engine[1]), expected_gradients(name, record), found)


# ---- OTTT with pencil and paper ---------------------------------------------------------------------------------------

# One neuron behind another, weights 1 and 0.8, leak 0.5, threshold 0.6; a readout of two classes with weights 1 and -1; the
# label is class 0. Four steps:
#
#     x                    0.5       0.5       0.8       0
#     layer 0   u          0.5       0.75      0.875     0.1375      spikes 0 1 1 0
#               psi        0.27      0.255     0.2175    0.16125
#               trace of x 0.5       0.75      1.175     0.5875
#     layer 1   u          0         0.8       0.9       0.15        spikes 0 1 1 0
#               psi        0.12      0.24      0.21      0.165
#               trace of s 0         1         1.5       0.75
#     logits               0, 0      1, -1     1, -1     0, 0        errors e, -e with e = -1 / 2 or -1 / (1 + exp(2))
#     layer 1   m = 2 e    -1       -0.2384   -0.2384   -1
#               m psi      -0.12    -0.05722  -0.05007  -0.165
#     layer 0   m          -0.096   -0.04577  -0.04005  -0.132       0.8 m psi
#               m psi      -0.02592 -0.01167  -0.00871  -0.021285
PENCIL = {'L0.w': -0.02592 * 0.5 - 0.0116723501 * 0.75 - 0.0087113495 * 1.175 - 0.021285 * 0.5875,
          'L1.w': -0.0572174026 * 1 - 0.0500652272 * 1.5 - 0.165 * 0.75}


def check_pencil(tessc, folder):
    p = {'L0.w': np.array([[1.0]]), 'L1.w': np.array([[0.8]]), 'out.w': np.array([[1.0], [-1.0]]), 'out.b': np.zeros(2)}
    x = np.array([0.5, 0.5, 0.8, 0]).reshape(4, 1, 1, 1, 1)
    text = """tess 1
model pencil
input 1x1x1 { dataset arrays; classes 2; frames 4 }
neuron lif { leak 0.5  threshold 0.6 }
weights { raw }
network {
    linear 1
    linear 1
    readout
}
learn ottt { decay 0.5 }
train { batch 1; validate 0 }
"""
    expected = {name: np.array([[value]]) for name, value in PENCIL.items()}
    for engine in (('--engine', 'interpret'), ('--schedule', 'fold'), ('--schedule', 'stream')):
        found = neurons.probe(tessc, folder, 'pencil', text, p, x, np.array([0]), *engine)
        if found:
            neurons.compare('ottt with pencil and paper %s' % engine[1], expected, found)


# ---- Engines against each other on a convolutional network -----------------------------------------------------------

NETWORK = """tess 1
model convolutions
define rule own {
    %s
}
input 2x7x6 { dataset arrays; classes %d; frames %d }
neuron lif { leak 0.9 }
network {
    conv 5 3x3 pad 1, maxpool 2x2 { weights { standardize; bias } }
    conv 4 2x2, avgpool 2x2
    linear 6
    readout
}
learn own { %s }
train { batch %d; validate 0 }
"""
SIGNALS = {
    'layers': ('signal through layers\n' + THREE, 'signal through layers { from step 1 }'),
    'error': ('signal error\n' + THREE, 'signal error { basis normal 5; from step 2 }'),
    'error_sum': ('signal error\n' + THREE, 'signal error { basis random 5; loss cross_entropy of sum }'),
    'label': ('signal label\n' + THREE, 'signal label { basis walsh; from step 1 }'),
    'reward': ('signal reward\n' + THREE, ''),
    'constant': ('signal constant\nweight = delta * x', ''),
    'squared': ('signal local\n' + THREE, 'signal local { basis walsh; loss squared_error smoothing 0.1 }'),
    'squared_sum': ('signal through layers\n' + THREE, 'signal through layers { loss squared_error of sum }'),
    'normal': ('signal local\n' + THREE, 'signal local { basis normal 2 }'),
    'unusual': ('''signal through layers
trace q = max(0.5 * q, x)
trace h = 0.7 * h + m * psi
trace even = 1 - even
weight = m * sqrt(psi + 1) * q - 0.5 * before(h) * fire * (x * x + 1) + select(u > 0.2, delta, 0) * x * even''',
                'signal through layers { from step 1 }'),
    'traces': ('signal local\n' + STDP, 'signal local { basis walsh; from step 2 }'),
}


def draw_convolutions():
    random = np.random.default_rng(5)
    shapes = {'L0.w': (5, 2, 3, 3), 'L0.gain': (5, 1, 1, 1), 'L0.b': (5,), 'L1.w': (4, 5, 2, 2), 'L1.gain': (4, 1, 1, 1),
              'L2.w': (6, 4), 'L2.gain': (6, 1), 'out.w': (CLASSES, 6), 'out.b': (CLASSES,)}
    p = {name: random.normal(1.5 if 'gain' in name else 0, 0.3, shape) for name, shape in shapes.items()}
    return p, random.normal(0.5, 1, (STEPS, BATCH, 2, 7, 6)), random.integers(0, CLASSES, BATCH)


def check_convolutions(tessc, folder, signal):
    rule, settings = SIGNALS[signal]
    p, x, y = draw_convolutions()
    text = NETWORK % (rule.replace('\n', '\n    '), CLASSES, STEPS, settings, BATCH)
    golden = neurons.probe(tessc, folder, 'of_' + signal, text, p, x, y)
    for schedule in ('fold', 'stream'):
        if signal in ({'error_sum', 'squared_sum'} if schedule == 'stream' else {'unusual', 'traces'}):
            continue
        for kernel in ('auto', 'general') if signal in ('layers', 'error', 'unusual') else ('auto',):
            found = neurons.probe(tessc, folder, 'of_' + signal, text, p, x, y, '--schedule', schedule, '--kernel', kernel)
            if not golden or not found:
                continue
            same = sorted(name for name in golden if name in found and not name.startswith('after'))
            spikes = all(np.array_equal(golden[name].ravel(), found[name].ravel()) for name in same if name.endswith('.s'))
            worst, where = max((np.abs(golden[name].ravel() - found[name].ravel()).max() /
                                max(np.abs(golden[name]).max(), 1e-30), name) for name in same)
            say(spikes and worst < 2e-5 and len(same) > 25 and np.abs(golden['b0.grad.L0.w']).max() > 0,
                'signal %s, %s, %s: %d tensors, off by %.2g %s' % (signal, schedule, kernel, len(same), worst, where))


def main():
    tessc, folder, *names = sys.argv[1:]
    for name in RULES:
        if not names or name in names:
            check_by_hand(tessc, folder, name)
    if not names or 'pencil' in names:
        check_pencil(tessc, folder)
    for signal in SIGNALS:
        if not names or signal in names:
            check_convolutions(tessc, folder, signal)
    return 1 if neurons.failed else 0


if __name__ == '__main__':
    sys.exit(main())
