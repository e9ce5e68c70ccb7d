"""TESS in numpy: the learning rule as plain array code, shared with nothing in the compiler or the runtime.

Everything here follows the published algorithm (arXiv 2502.01837) in its three-factor form, one layer and one time
step after the other, exactly as one would write it on paper. It is slow and that is fine: make_cases runs it in
float32 and in float64 over networks of a few hundred neurons.

Shapes: B images, T steps, C classes; maps are [B, channels, height, width], features of a linear layer [B, features].
Parameters are named as in the golden files: L0.w, L0.gain, L0.b, ..., out.w, out.b.
"""

import numpy as np

from manifest import complete, weights_of

STANDARDIZE_EPSILON = 1e-4
LOCAL_KINDS = ('tess', 'fc')  # of the manifest: signals made in the layers; otherwise 'stllr' and 'bptt'
PSI_HEIGHT, PSI_SLOPE = 0.3, 100.0  # conv: triangle of width 1; linear: fast sigmoid


def square_wave_frequencies(classes, low=50.0, high=512.0):
    """linspace(low, high, classes) in float32: steps counted up from the low end below the middle, down from the high
    end above it."""
    low, high = np.float32(low), np.float32(high)
    if classes == 1:
        return np.array([low], np.float32)
    step = (high - low) / np.float32(classes - 1)
    index = np.arange(classes)
    up = low + step * index.astype(np.float32)
    down = high - step * (classes - 1 - index).astype(np.float32)
    return np.where(index < classes // 2, up, down).astype(np.float32)


def logits_of(manifest, spec):
    """By what the sum over the latents is divided, and a factor: {'of': 'mean', 'root' or 'sum', 'times': X}. A layer's
    own, or else the case's; cases that say nothing have means."""
    return spec.get('logits') or manifest.get('logits') or {'of': 'mean', 'times': 1.0}


def basis_of(manifest, spec):
    """'walsh', {'random': seed}, or None for square waves: a layer's own, or else the case's."""
    return spec.get('basis') or manifest.get('basis')


def square_waves(frequencies, latents):
    """Signs [C, latents] of sin(f * i). The product is rounded to float32, as the published code does; the sine of
    that number is then taken in double precision, where its sign is beyond doubt. Column 0 is zero."""
    phase = frequencies.astype(np.float32)[:, None] * np.arange(latents, dtype=np.float32)[None, :]
    return np.sign(np.sin(phase.astype(np.float64)))


def hadamard(order):
    """Sylvester's matrix of an order that is a power of two."""
    matrix = np.ones((1, 1), int)
    while len(matrix) < order:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix


def walsh_rows(classes, channels, cells):
    """Signs [C, latents], latents in (channel, cell) order: rows of Hadamard matrices over blocks of n places, where
    places count the latents cell by cell (the definition in compiler/model/model.h)."""
    if classes == 2:
        row = walsh_rows(3, channels, cells)[:1]
        return np.concatenate([row, -row])
    order = 4
    while order <= classes:
        order *= 2
    places = np.arange(channels * cells).reshape(cells, channels).T.reshape(-1)  # of latent i
    columns, blocks = (places + 1) * 2331 % order, places // order
    between = [(c + 1) * 0x9e3779b97f4a7c15 % 2 ** 64 >> 32 for c in range(classes)]
    for c in range(3, classes, 4):
        between[c] = between[c - 1] ^ between[c - 2] ^ between[c - 3]
    of_blocks = hadamard(1 << int(blocks.max()).bit_length())
    rows = hadamard(order)[order - 1 - np.arange(classes)][:, columns]
    rows = rows * of_blocks[np.array([s % len(of_blocks) for s in between])][:, blocks]
    rows[::4] *= -1
    return rows.astype(np.float64)


def random_rows(seed, classes, latents):
    """Signs [C, latents]: bits of NumPy's Philox4x64-10, keyed by the seed and the purpose 6, with a counter of class, 0
    and the number of a block of four words. NumPy counts up before it draws."""
    rows = np.empty((classes, latents))
    for c in range(classes):
        generator = np.random.Philox(key=np.array([seed, 6], np.uint64))
        words = []
        for block in range(-(-latents // 256)):
            counter = (c + (block << 128) - 1) % 2 ** 256
            state = generator.state
            state['state']['counter'] = np.array([counter >> 64 * k & 2 ** 64 - 1 for k in range(4)], np.uint64)
            state['buffer_pos'] = 4
            generator.state = state
            words.extend(int(word) for word in generator.random_raw(4))
        rows[c] = [1 if words[i // 64] >> i % 64 & 1 else -1 for i in range(latents)]
    return rows


def basis_rows(basis, frequencies, classes, channels, cells):
    """basis: 'walsh', {'random': seed}, or None for square waves."""
    if basis == 'walsh':
        return walsh_rows(classes, channels, cells)
    if basis:
        return random_rows(basis['random'], classes, channels * cells)
    return square_waves(frequencies, channels * cells)


def softmax_cross_entropy(logits, labels, smoothing=0):
    """Mean loss over the batch, and its gradient (softmax - target) / B. Label smoothing as PyTorch defines it: the
    target is (1 - smoothing) onehot + smoothing / C, so that the loss is a mean of the label's and of all classes'."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponent = np.exp(shifted)
    total = exponent.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = (np.log(total[:, 0]) - shifted[rows, labels]).mean(dtype=logits.dtype)
    gradient = exponent / total
    if smoothing == 0:
        gradient[rows, labels] -= 1
    else:
        real = logits.dtype.type
        every = (np.log(total) - shifted).mean(axis=1).mean(dtype=logits.dtype)
        loss = real(1 - smoothing) * loss + real(smoothing) * every
        gradient -= real(smoothing / logits.shape[1])
        gradient[rows, labels] -= real(1 - smoothing)
    return loss, gradient / logits.dtype.type(len(labels))


class AdaptiveMean:
    """Adaptive average pooling of the last axes: window k of n -> o covers floor(k n/o) .. ceil((k+1) n/o) - 1. Windows
    overlap where o does not divide n. A sum of products of 0/1 matrices, then one division by the window's area."""

    def __init__(self, sizes, outputs, dtype):
        self.windows = []
        area = np.ones((1,) * len(sizes))
        for axis, (size, output) in enumerate(zip(sizes, outputs)):
            window = np.zeros((output, size), dtype)
            for k in range(output):
                window[k, k * size // output: -(-(k + 1) * size // output)] = 1
            self.windows.append(window)
            shape = [1] * len(sizes)
            shape[axis] = output
            area = area * window.sum(axis=1).reshape(shape)
        self.area = area.astype(dtype)

    def forward(self, maps):
        if len(self.windows) == 1:
            return maps @ self.windows[0].T / self.area
        rows, columns = self.windows
        return rows @ maps @ columns.T / self.area

    def adjoint(self, gradient):
        gradient = gradient / self.area
        if len(self.windows) == 1:
            return gradient @ self.windows[0]
        rows, columns = self.windows
        return rows.T @ gradient @ columns


class WindowPool:
    """Max or average over windows of size x size, stride size; rows and columns that do not fill a window are left
    out and get no gradient. Max passes its gradient to the first largest element in row-major order: the first spike,
    or the top-left neuron of a silent window."""

    def __init__(self, kind, size):
        self.kind, self.size = kind, size

    def windows(self, maps):
        """[B, K, H/size, W/size, size*size], a copy."""
        batch, channels, height, width = maps.shape
        k, rows, columns = self.size, height // self.size, width // self.size
        cut = maps[:, :, :rows * k, :columns * k].reshape(batch, channels, rows, k, columns, k)
        return cut.transpose(0, 1, 2, 4, 3, 5).reshape(batch, channels, rows, columns, k * k)

    def forward(self, maps):
        windows = self.windows(maps)
        if self.kind == 'max':
            return windows.max(axis=-1)
        return windows.sum(axis=-1) / maps.dtype.type(self.size * self.size)

    def adjoint(self, gradient, maps):
        k = self.size
        batch, channels, rows, columns = gradient.shape
        if self.kind == 'max':
            winner = self.windows(maps).argmax(axis=-1)
            spread = (np.arange(k * k) == winner[..., None]) * gradient[..., None]
        else:
            spread = np.repeat((gradient / gradient.dtype.type(k * k))[..., None], k * k, axis=-1)
        spread = spread.reshape(batch, channels, rows, columns, k, k).transpose(0, 1, 2, 4, 3, 5)
        result = np.zeros_like(maps)
        result[:, :, :rows * k, :columns * k] = spread.reshape(batch, channels, rows * k, columns * k)
        return result


class NoPool:
    def forward(self, maps):
        return maps

    def adjoint(self, gradient, maps):
        return gradient


class MeanPool(AdaptiveMean):
    """Adaptive average pooling of a block's spikes; to 1x1: one value a channel."""

    def adjoint(self, gradient, maps):
        return AdaptiveMean.adjoint(self, gradient)


def patches(maps, kernel, pad):
    """[B, K*kernel*kernel, positions]: every patch that a convolution of stride 1 with zero padding sees."""
    padded = np.pad(maps, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(2, 3))
    batch, channels, height, width = view.shape[:4]
    return view.transpose(0, 1, 4, 5, 2, 3).reshape(batch, channels * kernel * kernel, height * width)


class Block:
    """One layer: current, leaky integrate-and-fire neurons, pooling, local learning signal, weight gradient."""

    def __init__(self, index, spec, manifest, in_shape, frequencies, dtype):
        real = lambda value: dtype(np.float32(value))  # every constant is a float32 number, in either precision
        self.alias, self.dtype = 'L%d' % index, dtype
        self.conv, self.bias = spec['type'] == 'conv', bool(spec['bias'])
        self.smoothing = manifest.get('smoothing', 0)
        self.in_shape = tuple(in_shape) if self.conv else (int(np.prod(in_shape)),)
        self.out = spec['out']
        if self.conv:
            self.kernel, self.pad = spec['kernel'], spec['pad']
            side = [n + 2 * self.pad - self.kernel + 1 for n in self.in_shape[1:]]
            self.shape = (self.out, *side)
            self.weight_shape = (self.out, self.in_shape[0], self.kernel, self.kernel)
            size = spec['pool_size']
            self.pool = (NoPool() if spec['pool'] == 'none' else MeanPool(side, (size, size), dtype)
                         if spec['pool'] == 'adaptive_avg' else WindowPool(spec['pool'], size))
        else:
            self.shape = (self.out,)
            self.weight_shape = (self.out, self.in_shape[0])
            self.pool = NoPool()
        self.pooled_shape = self.pool.forward(np.zeros((1, *self.shape), dtype)).shape[1:]

        self.mode = weights_of(spec)
        self.threshold, self.leak = real(spec['threshold_effective']), real(spec['leak_factor'])
        self.hard = spec['reset'] == 'hard'
        self.reset = None if self.hard else real(spec['reset_value'])
        factors = manifest['factors'] or dict.fromkeys(('lambda_pre', 'lambda_post', 'alpha_pre', 'alpha_post'), 0)
        self.pre_decay, self.post_decay = real(factors['lambda_pre']), real(factors['lambda_post'])
        self.pre_factor, self.post_factor = real(factors['alpha_pre']), real(factors['alpha_post'])

        self.smooth, self.resets = False, None  # see gradient_check.py: a differentiable spike; spikes that reset
        self.basis = None
        if manifest['kind'] in LOCAL_KINDS:
            self.make_signal(spec['lsg_act_size'], manifest['classes'], frequencies, basis_of(manifest, spec),
                             logits_of(manifest, spec))

    def make_signal(self, grid, classes, frequencies, basis, logits):
        """The local learning signal: means over a grid of windows, projected on rows of signs. The factor of the logits
        is a part of the basis, so that it stands in both directions."""
        dtype = self.dtype
        if self.conv:
            self.latent_mean = AdaptiveMean(self.pooled_shape[1:], (grid, grid), dtype)
            shape = (self.out, grid * grid)
        else:
            self.latent_mean = AdaptiveMean(self.pooled_shape, (grid,), dtype)
            shape = (grid, 1)
        latents = shape[0] * shape[1]
        divisor = {'mean': latents, 'root': np.sqrt(latents), 'sum': 1}[logits['of']]
        scale = dtype(np.float32(logits['times'])) / dtype(divisor)
        signs = basis_rows(basis, frequencies, classes, *shape)
        self.basis = signs.astype(dtype) * scale

    def parameters(self):
        """Shapes by name, in the order of the golden files."""
        shapes = {self.alias + '.w': self.weight_shape}
        if self.mode == 'standardize':
            shapes[self.alias + '.gain'] = (self.out,) + (1,) * (len(self.weight_shape) - 1)
        if self.bias:
            shapes[self.alias + '.b'] = (self.out,)
        return shapes

    def start(self, parameters, batch):
        """Zero state and the effective weight: once a batch."""
        self.refresh(parameters)
        self.membrane = np.zeros((batch, *self.shape), self.dtype)
        self.pre = np.zeros((batch, *self.in_shape), self.dtype)
        self.post = np.zeros((batch, *self.shape), self.dtype)
        self.history = []

    def refresh(self, parameters):
        """The effective weight of changed parameters, in the middle of a batch."""
        self.weight = self.effective_weight(parameters[self.alias + '.w'], parameters.get(self.alias + '.gain'))
        self.current_bias = parameters.get(self.alias + '.b')

    def effective_weight(self, weight, gain):
        if self.mode == 'raw':
            return weight
        flat = weight.reshape(self.out, -1)
        centred = flat - flat.mean(axis=1, keepdims=True)
        if self.mode == 'center':
            return (centred / (flat.max() - flat.mean())).reshape(weight.shape)
        fan_in = flat.shape[1]
        variance = (centred * centred).sum(axis=1, keepdims=True) / self.dtype(fan_in - 1)
        self.centred, self.gain = centred, gain.reshape(self.out, 1)
        self.root = np.sqrt(variance * self.dtype(fan_in) + self.dtype(STANDARDIZE_EPSILON))
        return (self.gain * centred / self.root).reshape(weight.shape)

    def raw_gradients(self, weight, gradient):
        """Gradient of the effective weight -> gradients of the parameters that it is made of."""
        if self.mode == 'raw':
            return {self.alias + '.w': gradient}
        flat = gradient.reshape(self.out, -1)
        if self.mode == 'center':  # the statistics count as constants
            return {self.alias + '.w': gradient / (weight.max() - weight.mean())}
        fan_in = self.dtype(flat.shape[1])
        along = (flat * self.centred).sum(axis=1, keepdims=True)
        spread = self.gain * (flat / self.root
                              - along * self.centred * fan_in / ((fan_in - 1) * self.root ** 3))
        return {self.alias + '.w': (spread - spread.mean(axis=1, keepdims=True)).reshape(weight.shape),
                self.alias + '.gain': (along / self.root).reshape((self.out,) + (1,) * (gradient.ndim - 1))}

    def step(self, below):
        """One time step. Leaves x, q, u, s, psi, h (and h_before), p as attributes and returns p."""
        self.x = below if self.conv else below.reshape(len(below), -1)
        self.pre = self.pre_decay * self.pre + self.x
        if self.conv:
            current = self.weight.reshape(self.out, -1) @ patches(self.x, self.kernel, self.pad)
            current = current.reshape(len(self.x), *self.shape)
        else:
            current = self.x @ self.weight.T
        if self.bias:
            current = current + self.current_bias.reshape((1, self.out) + (1,) * (len(self.shape) - 1))
        self.u = self.leak * self.membrane + current
        distance = self.u - self.threshold
        self.s = self.smooth_spike(distance) if self.smooth else (distance > 0).astype(self.dtype)
        if self.conv:
            self.psi = self.dtype(PSI_HEIGHT) * np.maximum(self.dtype(0), self.dtype(1) - np.abs(distance))
        else:
            self.psi = self.dtype(1) / (self.dtype(PSI_SLOPE) * np.abs(distance) + self.dtype(1)) ** 2
        self.post_before = self.post
        self.post = self.post_decay * self.post + self.psi
        fired = self.s if self.resets is None else self.resets[len(self.history)]  # counts as a constant
        self.membrane = self.u * (1 - fired) if self.hard else self.u - self.reset * fired
        self.p = self.pool.forward(self.s)
        self.history.append({name: getattr(self, name) for name in ('x', 'pre', 'u', 's', 'psi', 'post_before')})
        return self.p

    def smooth_spike(self, distance):
        """A spike function whose derivative is psi: its integral from minus infinity."""
        size = np.abs(distance)
        if self.conv:
            size = np.minimum(size, 1)
            half = PSI_HEIGHT * (size - size * size / 2)
            return np.where(distance > 0, PSI_HEIGHT / 2 + half, PSI_HEIGHT / 2 - half)
        tail = 1 / (PSI_SLOPE * (PSI_SLOPE * size + 1))
        return np.where(distance > 0, 2 / PSI_SLOPE - tail, tail)

    def learn(self, labels):
        """The local signal and this step's gradients; returns tensors by their golden names."""
        batch = len(labels)
        latent = self.latent_mean.forward(self.p)
        logits = latent.reshape(batch, -1) @ self.basis.T
        loss, error = softmax_cross_entropy(logits, labels, self.smoothing)
        mp = self.latent_mean.adjoint((error @ self.basis).reshape(latent.shape))
        m = self.pool.adjoint(mp, self.s)
        causal, anticausal = m * self.psi, m * self.post_before
        dw = (self.pre_factor * self.correlate(self.pre, causal)
              + self.post_factor * self.correlate(self.x, anticausal))
        result = {'lsg_logits': logits, 'lsg_loss': loss.reshape(1), 'mp': mp, 'm': m, 'dw': dw}
        if self.bias:
            result['db'] = causal.reshape(batch, self.out, -1).sum(axis=(0, 2))
        return result

    def learn_back(self, above, first, through_time):
        """Signals from above: d loss / d output at every step from `first` on. Returns tensors by their golden names,
        a list over these steps each, and what is passed down."""
        result = {name: [] for name in ('mp', 'm', 'dw', 'db', 'di')}
        down, later = [None] * len(above), 0
        for t in reversed(range(first, len(above))):
            at = self.history[t]
            m = self.pool.adjoint(above[t].reshape(-1, *self.pooled_shape), at['s'])
            error = m * at['psi']
            if through_time:
                fired = at['s'] if self.resets is None else self.resets[t]
                error = error + self.leak * later * ((1 - fired) if self.hard else 1)
                dw = self.correlate(at['x'], error)
            else:
                dw = (self.pre_factor * self.correlate(at['pre'], error)
                      + self.post_factor * self.correlate(at['x'], m * at['post_before']))
            later = error
            down[t] = self.input_gradient(error)
            made = {'mp': above[t].reshape(-1, *self.pooled_shape), 'm': m, 'dw': dw, 'di': error,
                    'db': error.reshape(len(error), self.out, -1).sum(axis=(0, 2))}
            for name, value in made.items():
                result[name].insert(0, value)
        return result, down

    def input_gradient(self, error):
        """The adjoint of the weighted sum."""
        if not self.conv:
            return error @ self.weight
        batch, (channels, height, width), k = len(error), self.in_shape, self.kernel
        columns = self.weight.reshape(self.out, -1).T @ error.reshape(batch, self.out, -1)
        columns = columns.reshape(batch, channels, k, k, *self.shape[1:])
        padded = np.zeros((batch, channels, height + 2 * self.pad, width + 2 * self.pad), self.dtype)
        for y in range(k):
            for x in range(k):
                padded[:, :, y:y + self.shape[1], x:x + self.shape[2]] += columns[:, :, y, x]
        return padded[:, :, self.pad:self.pad + height, self.pad:self.pad + width]

    def correlate(self, pre, post):
        """sum over images and positions of post outer pre: [out, in, kernel, kernel] or [out, in]."""
        if not self.conv:
            return post.T @ pre
        columns = patches(pre, self.kernel, self.pad)
        flat = post.reshape(len(post), self.out, -1)
        return (flat @ columns.transpose(0, 2, 1)).sum(axis=0).reshape(self.weight_shape)


class Network:
    """Blocks and the readout, as a manifest describes them."""

    def __init__(self, manifest, frequencies, dtype):
        manifest = complete(manifest)
        self.manifest, self.dtype, self.blocks = manifest, dtype, []
        shape = manifest['in_shape']
        for index, spec in enumerate(manifest['blocks']):
            self.blocks.append(Block(index, spec, manifest, shape, frequencies, dtype))
            shape = self.blocks[-1].pooled_shape
        self.features = int(np.prod(shape))
        self.static = manifest['input'].startswith('static')

    def parameters(self):
        shapes = {}
        for block in self.blocks:
            shapes.update(block.parameters())
        shapes['out.w'] = (self.manifest['classes'], self.features)
        shapes['out.b'] = (self.manifest['classes'],)
        return shapes

    def run(self, parameters, x, labels, learn, each_step=None):
        """All steps of one batch. Returns tensors by name (per-step ones stacked) and gradients by parameter. each_step:
        what makes new parameters of these and a step's gradients, after every supervised step; the gradients and
        effective weights that are returned are then those of the last one, and `parameters` is changed."""
        steps, batch = self.manifest['T'], len(labels)
        record, gradients = {}, {}

        def keep(name, value):
            record.setdefault(name, []).append(value)

        def add(name, value):
            gradients[name] = gradients[name] + value if name in gradients else value

        kind, supervised = self.manifest['kind'], self.manifest['supervised_steps']
        readout = self.manifest.get('readout', {})
        of_sum = readout.get('loss', 'sum' if kind == 'bptt' else 'each step') == 'sum'
        smoothing = readout.get('smoothing', self.manifest.get('smoothing', 0))
        for block in self.blocks:
            block.start(parameters, batch)
            record[block.alias + '.weff'] = block.weight
            if kind in LOCAL_KINDS:
                record[block.alias + '.basis'] = block.basis
        features, errors = [], {}
        for t in range(steps):
            if each_step:
                gradients.clear()
                record.update({block.alias + '.weff': block.weight for block in self.blocks})
            signal = x if self.static else x[t]
            for block in self.blocks:
                signal = block.step(signal)
                for name, value in (('u', block.u), ('s', block.s), ('p', block.p), ('q', block.pre),
                                    ('h', block.post), ('psi', block.psi)):
                    if kind != 'bptt' or name not in 'qh':
                        keep('%s.%s' % (block.alias, name), value)
                if learn and kind in LOCAL_KINDS and t in supervised:
                    made = block.learn(labels)
                    add(block.alias + '.w', made['dw'])
                    if block.bias:
                        add(block.alias + '.b', made['db'])
                    for name, value in made.items():
                        keep('%s.%s' % (block.alias, name), value)
            features.append(signal.reshape(batch, -1))
            logits = features[t] @ parameters['out.w'].T + parameters['out.b']
            keep('out.logits', logits)
            if t in supervised and not of_sum:
                loss, errors[t] = softmax_cross_entropy(logits, labels, smoothing)
                keep('loss_steps', loss)
            if learn and each_step and t in supervised:
                add('out.w', errors[t].T @ features[t])
                add('out.b', errors[t].sum(axis=0))
                self.finish_gradients(parameters, gradients, record)
                parameters.update(each_step(parameters, gradients))
                for block in self.blocks:
                    block.refresh(parameters)
        if of_sum:
            loss, error = softmax_cross_entropy(np.sum(record['out.logits'], axis=0), labels, smoothing)
            errors = dict.fromkeys(supervised, error)
            keep('loss_steps', loss)
        if learn and not each_step:
            for t, error in errors.items():
                add('out.w', error.T @ features[t])
                add('out.b', error.sum(axis=0))
            if kind not in LOCAL_KINDS:
                self.learn_back(parameters, errors, keep, add)
        record = {name: np.stack(value) if isinstance(value, list) else value for name, value in record.items()}
        record['logits_sum'] = record['out.logits'].sum(axis=0)
        record['loss_sum'] = softmax_cross_entropy(record['logits_sum'], labels)[0].reshape(1)
        if learn and not each_step:
            self.finish_gradients(parameters, gradients, record)
        return record, gradients

    def finish_gradients(self, parameters, gradients, record):
        """From the gradients of effective weights to those of parameters."""
        for block in self.blocks:
            name = block.alias + '.w'
            record['gradeff.' + name] = gradients[name]
            gradients.update(block.raw_gradients(parameters[name], gradients[name]))

    def learn_back(self, parameters, errors, keep, add):
        """From the readout down to the first block, at every supervised step."""
        kind, first = self.manifest['kind'], min(errors)
        above = [errors[t] @ parameters['out.w'] if t in errors else None for t in range(self.manifest['T'])]
        for block in reversed(self.blocks):
            made, above = block.learn_back(above, first, kind == 'bptt')
            for dw, db in zip(made['dw'], made['db']):
                add(block.alias + '.w', dw)
                if block.bias:
                    add(block.alias + '.b', db)
            shown = {'bptt': ('m', 'dw', 'di'), 'stllr': ('mp', 'm', 'dw')}[kind]
            for name in shown + (('db',) if block.bias else ()):
                for value in made[name]:
                    keep('%s.%s' % (block.alias, name), value)


class Adam:
    """p -= lr / (1 - b1^n) * m / (sqrt(v) / sqrt(1 - b2^n) + eps), as PyTorch orders it. Weight decay: AdamW takes lr *
    decay * p away before that; Adam adds decay * p to the gradient. A block or the readout may have a rate of its own,
    the common one times `lr_times`."""

    def __init__(self, manifest, dtype):
        settings = complete(manifest)['optimizer']
        self.rate, self.epsilon, self.dtype = settings['lr'], settings['eps'], dtype
        self.beta1, self.beta2 = settings['betas']
        self.apart, self.decay = settings['name'] == 'AdamW', settings['weight_decay']
        self.times = {'L%d' % index: block.get('lr_times', 1) for index, block in enumerate(manifest['blocks'])}
        self.times['out'] = manifest.get('readout', {}).get('lr_times', 1)
        self.count, self.mean, self.square = 0, {}, {}

    def update(self, parameters, gradients):
        self.count += 1
        real = self.dtype
        result = {}
        for name, value in parameters.items():
            gradient, rate = gradients[name], self.rate * self.times[name.split('.')[0]]
            if self.decay and self.apart:
                value = value * real(1 - rate * self.decay)
            elif self.decay:
                gradient = gradient + real(self.decay) * value
            mean = real(self.beta1) * self.mean.get(name, 0) + real(1 - self.beta1) * gradient
            square = real(self.beta2) * self.square.get(name, 0) + real(1 - self.beta2) * gradient * gradient
            self.mean[name], self.square[name] = mean, square
            root = np.sqrt(square) / real(np.sqrt(1 - self.beta2 ** self.count)) + real(self.epsilon)
            result[name] = value - real(rate / (1 - self.beta1 ** self.count)) * mean / root
        return result


class PlainSgd:
    """p -= lr * (g + decay * p)"""

    def __init__(self, manifest, dtype):
        settings = complete(manifest)['optimizer']
        self.rate, self.decay, self.dtype = settings['lr'], settings['weight_decay'], dtype
        self.times = Adam(manifest, dtype).times

    def update(self, parameters, gradients):
        return {name: value - self.dtype(self.rate * self.times[name.split('.')[0]])
                * (gradients[name] + self.dtype(self.decay) * value) for name, value in parameters.items()}


class Only:
    """An optimizer of the layers that learn, by the manifest's `only`; the others are constants."""

    def __init__(self, manifest, optimizer):
        self.only, self.optimizer = manifest.get('only'), optimizer

    def update(self, parameters, gradients):
        if self.only is None:
            return self.optimizer.update(parameters, gradients)
        learning = {name: value for name, value in parameters.items() if name.split('.')[0] in self.only}
        return {**parameters, **self.optimizer.update(learning, gradients)}


def run_case(manifest, start, batches, frequencies, dtype):
    """Three training batches, one step of the optimizer after each (or after each of their supervised steps), then an
    evaluation. start: parameters by name; batches: four
    pairs (x, labels). Returns (tensors by golden name without .npy, |u - threshold| at its smallest, spikes of every
    batch as booleans)."""
    network = Network(manifest, frequencies, dtype)
    parameters = {name: start[name].astype(dtype) for name in network.parameters()}
    by_step = manifest.get('update') == 'each step'
    plain = complete(manifest)['optimizer']['name'] == 'SGD'
    optimizer = Only(manifest, (PlainSgd if plain else Adam)(manifest, dtype))
    tensors = {'init.' + name: value for name, value in parameters.items()}
    margin, spikes = np.inf, []
    for number, (x, labels) in enumerate(batches):
        learn = number < 3
        record, gradients = network.run(parameters, x.astype(dtype), labels, learn,
                                        optimizer.update if by_step and learn else None)
        for block in network.blocks:
            margin = min(margin, float(np.abs(record[block.alias + '.u'] - block.threshold).min()))
            spikes.append(record[block.alias + '.s'] > 0)
        if not learn:
            tensors['eval.logits_sum'] = record['logits_sum']
            break
        for name in ('logits_sum', 'loss_sum', 'loss_steps'):
            tensors['b%d.%s' % (number, name)] = record.pop(name)
        for name in [name for name in record if name.startswith('gradeff.')]:
            value = record.pop(name)
            if number == 0:
                tensors['b0.' + name] = value
        if number == 0:
            tensors.update(record)
        tensors.update({'b%d.grad.%s' % (number, name): value for name, value in gradients.items()})
        if not by_step:
            parameters = optimizer.update(parameters, gradients)
        parameters = dict(parameters)
        tensors.update({'after%d.%s' % (number + 1, name): value for name, value in parameters.items()})
    return tensors, margin, spikes
