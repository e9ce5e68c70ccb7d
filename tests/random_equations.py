"""Random neurons, as equations of a model file and in NumPy, and random networks of them: a pure function of a seed.

An expression is a tuple, an operation and its operands; a number or a name. Values stay bounded whatever goes in, as far
as a few steps are concerned, and finite."""

import numpy as np

from random_models import pick

COMPARISONS = {'<': np.less, '>': np.greater, '<=': np.less_equal, '>=': np.greater_equal}
FUNCTIONS = {'min': np.minimum, 'max': np.maximum, 'abs': np.abs, 'exp': np.exp, 'sqrt': np.sqrt, 'held': lambda a: a}
BINARY = {'+': np.add, '-': np.subtract, '*': np.multiply, '/': np.divide}
# Names that are something in C, or in generated programs.
NAMES = ('v', 'a', 'w', 'int', 'float', 'run', 'block', 'delta', 'later', 'share0', 'of_trained', 'u_', 't1', 'm',
         't', 'input', 'potential', 'double', 'main', 'A', 'V', 'argument', 'psi', 'inline', 'x', 'n')


def text_of(e):
    if isinstance(e, str):
        return e
    if not isinstance(e, tuple):
        return '%.9g' % e
    kind, *operands = e
    texts = [text_of(o) for o in operands]
    if kind in BINARY:
        return '(%s %s %s)' % (texts[0], kind, texts[1])
    if kind == 'select':
        return 'select(%s %s %s, %s, %s)' % (texts[1], texts[0], *texts[2:])
    if kind == 'negative':
        return '-%s' % texts[0]
    return '%s(%s)' % (kind, ', '.join(texts))


class Evaluation:
    """Values of expressions; `margin` is how near a comparison, a step or a corner came to where rounding decides."""

    def __init__(self):
        self.margin = np.inf

    def watch(self, difference):
        """What is zero is so in every precision: a state before the first step."""
        other = np.abs(difference)[np.abs(difference) > 0]
        self.margin = min(self.margin, other.min() if other.size else np.inf)

    def of(self, e, values):
        if isinstance(e, str):
            return values[e]
        if not isinstance(e, tuple):
            return np.float64(np.float32(e))
        kind, *operands = e
        if kind == 'select':
            relation, a, b, yes, no = operands[0], *(self.of(o, values) for o in operands[1:])
            self.watch(np.asarray(a - b))
            return np.where(COMPARISONS[relation](a, b), yes, no)
        if kind == 'step':  # its shape is of no matter for its value
            argument = np.asarray(self.of(operands[0], values))
            self.watch(argument)
            return (argument > 0).astype(float)
        given = [self.of(o, values) for o in operands]
        if kind in ('min', 'max', 'abs'):
            self.watch(np.asarray(given[0] - (given[1] if len(given) > 1 else 0)))
        if kind == 'negative':
            return -given[0]
        return BINARY[kind](*given) if kind in BINARY else FUNCTIONS[kind](*given)


def constant(rng, low=0.05, high=0.95):
    return float(np.float32(round(rng.uniform(low, high), 3)))


def shape(rng):
    return pick(rng, ('triangle', constant(rng, 0.2, 1), constant(rng, 0.5, 2)), ('fast_sigmoid', constant(rng, 0.3, 1), constant(rng, 1, 8)))


def varies(e, names):
    """Does it depend on a name that is no constant?"""
    return e in names if isinstance(e, str) else isinstance(e, tuple) and any(varies(o, names) for o in e[1:] if o is not None)


def expression(rng, names, varying, depth):
    """Of these names, of which some vary."""
    if depth == 0 or rng.random() < 0.15:
        return pick(rng, *names) if names and rng.random() < 0.75 else constant(rng)
    a, b = (expression(rng, names, varying, depth - 1) for _ in range(2))
    kind = pick(rng, '+', '-', '*', '*', '/', 'negative', 'min', 'max', 'abs', 'exp', 'sqrt', 'select', 'step', 'held')
    if kind in ('min', 'max') or kind in BINARY and kind != '/':
        return (kind, a, b)
    if kind == '/':
        return ('/', a, ('+', constant(rng, 0.5, 2), ('abs', b)))
    if kind == 'exp':
        return ('exp', ('negative', ('abs', a)))
    if kind == 'sqrt':
        return ('sqrt', ('+', ('abs', a), constant(rng)))
    if kind == 'select':
        return ('select', pick(rng, *COMPARISONS), a, b, expression(rng, names, varying, depth - 1), expression(rng, names, varying, depth - 1))
    if kind in ('step', 'held') and not varies(a, varying):  # of constants they mean nothing
        return ('+', a, b)
    if kind == 'step':
        return ('step', ('-', a, constant(rng)), shape(rng))
    return (kind, a)


def bounded(e):
    return ('/', e, ('+', 1.0, ('abs', e)))


class RandomNeuron:
    """parameter: name to value; trained: the same; statements: (name, expression), of which `fire` is one."""

    def __init__(self, rng, name, trains):
        names = [str(n) for n in rng.permutation(NAMES)]
        self.name, self.parameter, self.trained, self.statements = name, {}, {}, []
        for _ in range(int(rng.integers(0, 4))):
            (self.trained if trains and rng.random() < 0.5 else self.parameter)[names.pop()] = constant(rng)
        self.states = [names.pop() for _ in range(int(pick(rng, 0, 1, 1, 2, 2, 3)))]
        known, varying = [*self.parameter, *self.trained, *self.states], {*self.states, 'current'}
        for _ in range(int(rng.integers(0, 3))):
            self.write(names.pop(), expression(rng, known + ['current'], varying, 2), known, varying)
        drive = ('*', 'current', pick(rng, 1.0, 1.0, constant(rng, 0.4, 1.5)))
        if self.states:
            drive = ('+', ('*', constant(rng), pick(rng, *self.states)), drive)
        argument = ('-', ('+', drive, ('*', constant(rng, 0.05, 0.4), bounded(expression(rng, known, varying, 2)))), constant(rng, 0.1, 0.5))
        if rng.random() < 0.6:
            self.write('u', argument, known, varying)
            argument = pick(rng, 'u', ('*', 1.5, 'u'), ('-', 'u', constant(rng, 0.01, 0.2)))
        self.write('fire', ('step', argument) + ((shape(rng),) if rng.random() < 0.3 else ()), known, varying)
        for state in self.states * int(pick(rng, 1, 1, 2)):
            new = expression(rng, known + ['current'], varying, 2)
            self.write(state, ('+', ('*', constant(rng, 0.1, 0.9), state), ('*', constant(rng), bounded(new))) if rng.random() < 0.7
                       else ('-', bounded(new), ('*', constant(rng), pick(rng, ('held', 'fire'), 'fire'))), known, varying)

    def write(self, name, e, known, varying):
        self.statements.append((name, e))
        if varies(e, varying):
            varying.add(name)
        if name not in known:
            known.append(name)

    def text(self):
        lines = []
        for name, value in self.parameter.items():
            lines.append('parameter %s %.9g' % (name, value))
        for name, value in self.trained.items():
            lines.append('parameter %s %.9g trained' % (name, value))
        if self.states:
            lines.append('state ' + ', '.join(self.states))
        lines += ['%s = %s' % (name, text_of(e)) for name, e in self.statements]
        return 'define neuron %s {\n    %s\n}' % (self.name, '\n    '.join(lines))

    def run(self, evaluation, currents, trained):
        """currents [T][B, ...channels last]; trained: name to [channels]. Spikes [T]."""
        states, spikes = {name: np.zeros_like(currents[0]) for name in self.states}, []
        for current in currents:
            values = {**{n: np.float64(np.float32(v)) for n, v in self.parameter.items()}, **trained, **states, 'current': current}
            for name, e in self.statements:
                values[name] = evaluation.of(e, values) + np.zeros_like(current)
            states = {name: values[name] for name in self.states}
            spikes.append(values['fire'])
        return spikes


class RandomNetwork:
    """One or two layers, of which the first may be a convolution; what a case has of it; its spikes in NumPy."""

    def __init__(self, seed):
        rng = self.rng = np.random.default_rng((seed, 77))
        self.name, self.rule = 'equations_%d' % seed, pick(rng, 'tess', 's_tllr', 'bptt', 'bptt')
        self.steps, self.classes, self.batch = int(pick(rng, 1, 2, 4, 6, 9)), int(rng.integers(2, 6)), int(rng.integers(1, 4))
        self.static, self.bias = bool(rng.random() < 0.3), bool(rng.random() < 0.5)
        self.shape = (int(rng.integers(1, 4)), int(rng.integers(3, 7)), int(rng.integers(3, 7)))
        self.conv = bool(rng.random() < 0.5)
        self.outs = [int(pick(rng, 1, 3, 5, 8, 17)), int(rng.integers(2, 20))]
        self.neurons = [RandomNeuron(rng, 'n%d' % i, self.rule == 'bptt') for i in range(2)]
        self.first = 0 if self.rule == 'bptt' else int(rng.integers(self.steps))

    def model_text(self):
        layers = ['conv %d 3x3 pad 1' % self.outs[0] if self.conv else 'linear %d' % self.outs[0], 'linear %d' % self.outs[1]]
        layers = ['%s { neuron %s }' % (layer, neuron.name) for layer, neuron in zip(layers, self.neurons)]
        signal = {'tess': 'signal local { basis walsh; from step %d }' % self.first,
                  's_tllr': 'signal through layers { from step %d }' % self.first, 'bptt': ''}[self.rule]
        return ('tess 1\nmodel %s\n%s\ninput %dx%dx%d { dataset arrays; classes %d; %s }\nweights { raw%s }\n'
                'network {\n    %s\n    readout\n}\nlearn %s { %s }\ntrain { batch %d; validate 0 }\n' % (
                    self.name, '\n'.join(n.text() for n in self.neurons), *self.shape, self.classes,
                    ('present %d steps' if self.static else 'frames %d') % self.steps, '; bias' if self.bias else '',
                    '\n    '.join(layers), self.rule, signal, self.batch))

    def draw(self):
        """Parameters and batch 0, under the names of a case."""
        rng, (channels, height, width) = self.rng, self.shape
        fans = [channels * 9 if self.conv else channels * height * width]
        fans.append(self.outs[0] * (height * width if self.conv else 1))
        case = {}
        for i, (out, fan) in enumerate(zip(self.outs, fans)):
            case['init.L%d.w' % i] = rng.normal(0, 1.6 / np.sqrt(fan), (out, channels, 3, 3) if self.conv and i == 0 else (out, fan))
            if self.bias:
                case['init.L%d.b' % i] = rng.normal(0, 0.2, out)
            for name in self.neurons[i].trained:
                case['init.L%d.neuron.%s' % (i, name)] = rng.uniform(0.1, 0.9, out)
        case['init.out.w'] = rng.normal(0, 0.5, (self.classes, self.outs[1]))
        case['init.out.b'] = rng.normal(0, 0.1, self.classes)
        frames = (self.batch, *self.shape) if self.static else (self.steps, self.batch, *self.shape)
        case['b0.x'], case['b0.y'] = rng.normal(0.3, 1, frames), rng.integers(0, self.classes, self.batch)
        return {name: value.astype(np.float32) for name, value in case.items()}

    def spikes(self, case):
        """[layers] of [T, B, channels, y, x], and the margin."""
        evaluation, layers = Evaluation(), []
        x = case['b0.x'].astype(float)
        x = np.repeat(x[np.newaxis], self.steps, 0) if self.static else x
        for i, neuron in enumerate(self.neurons):
            w = case['init.L%d.w' % i].astype(float)
            if self.conv and i == 0:
                padded = np.pad(x, ((0, 0), (0, 0), (0, 0), (1, 1), (1, 1)))
                windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (3, 4))
                currents = np.einsum('tbcyxhw,ochw->tbyxo', windows, w)
            else:
                currents = x.reshape(self.steps, self.batch, -1) @ w.T
            if self.bias:
                currents = currents + case['init.L%d.b' % i]
            trained = {n: case['init.L%d.neuron.%s' % (i, n)].astype(float) for n in neuron.trained}
            s = np.array(neuron.run(evaluation, list(currents), trained))
            layers.append(np.moveaxis(s, -1, 2))
            x = layers[-1]
        return layers, evaluation.margin
