"""Spiking layers and their learning rules as one would write them in PyTorch: every step of every layer is a dense
convolution, and every weight gradient another. float32, NCHW.

A network is described by what `tessc --emit=model MODEL.tess` prints, read as YAML. Notation as in the paper
(arXiv 2502.01837): x input of a layer at step t, u membrane, v what the reset leaves of it, psi surrogate derivative,
q and h traces of x and psi, m the learning signal dL/dspikes, theta the threshold. A linear layer is described, and
computed, as a convolution whose kernel is as large as the map.
"""

import torch
from torch import nn
from torch.nn import functional as F

STANDARDIZE_EPSILON = 1e-4


class Unsupported(Exception):
    """A model that says something these layers do not know."""


def known_words(owner, words, known):
    """Refuses what a later version of the language may say and these layers would pass over."""
    for word in words:
        if word not in known:
            raise Unsupported('%s: %s' % (owner, word))


def convolution_backward(maps, gradient, weight, pad, wanted):
    """wanted: gradients of input, weight, bias."""
    stride, dilation, transposed, groups = (1, 1), (1, 1), False, 1
    return torch.ops.aten.convolution_backward(gradient, maps, weight, None, stride, (pad, pad), dilation, transposed,
                                               (0, 0), groups, wanted)


def correlate(maps, gradient, weight, pad):
    """The weight gradient of a convolution: sum over batch and positions of gradient[o] * maps[i, shifted]."""
    return convolution_backward(maps, gradient, weight, pad, (False, True, False))[1]


def input_gradient(maps, gradient, weight, pad):
    return convolution_backward(maps, gradient, weight, pad, (True, False, False))[0]


class ThreeFactorSpikes(torch.autograd.Function):
    """u = leak v + W * x + b, spikes where u > theta. Backward takes m = dL/dspikes and gives
    dW = alpha_pre corr(q, m psi) + alpha_post corr(x, m h), h as it was before this step; db = sum m psi;
    dx = corr'(m psi, W)."""

    @staticmethod
    def forward(context, x, weight, bias, leaked, q, h, layer):
        u = F.conv2d(x, weight, bias, padding=layer.pad)
        if leaked is not None:
            u += leaked
        psi = layer.surrogate(u)
        spikes = (u > layer.threshold).float()
        context.layer = layer
        context.save_for_backward(x, weight, q, h, psi)
        context.mark_non_differentiable(u, psi)
        return spikes, u, psi

    @staticmethod
    def backward(context, m, _u, _psi):
        layer = context.layer
        x, weight, q, h, psi = context.saved_tensors
        post = m * psi
        gradient = None
        learns = context.needs_input_grad[1]
        if layer.alpha_pre != 0 and learns:
            gradient = layer.alpha_pre * correlate(q, post, weight, layer.pad)
        if layer.alpha_post != 0 and h is not None and learns:
            late = layer.alpha_post * correlate(x, m * h, weight, layer.pad)
            gradient = late if gradient is None else gradient + late
        dx = None
        if context.needs_input_grad[0] or layer.published:
            dx = input_gradient(x, post, weight, layer.pad)
        bias_gradient = post.sum(dim=(0, 2, 3)) if context.needs_input_grad[2] else None
        return dx, gradient, bias_gradient, None, None, None, None


class SurrogateSpikes(torch.autograd.Function):
    """Spikes where u > theta; backward multiplies by psi(u). What BPTT differentiates through."""

    @staticmethod
    def forward(context, u, layer):
        context.layer = layer
        context.save_for_backward(u)
        return (u > layer.threshold).float()

    @staticmethod
    def backward(context, m):
        u, = context.saved_tensors
        return m * context.layer.surrogate(u), None


def square_waves(frequencies, latents):
    """[C, latents]: sign(sin(f_c i)), the fixed matrix of the local learning signal."""
    frequencies = torch.tensor(frequencies, dtype=torch.float32)
    phase = frequencies[:, None] * torch.arange(latents, dtype=torch.float32)[None, :]
    return torch.sign(torch.sin(phase))


def triangle(psi, threshold):
    return lambda u: psi['height'] * torch.clamp(1 - torch.abs(u - threshold) / psi['width'], min=0)


def fast_sigmoid(psi, threshold):
    return lambda u: psi['height'] / (psi['slope'] * torch.abs(u - threshold) + 1) ** 2


SURROGATES = {'triangle': triangle, 'fast_sigmoid': fast_sigmoid}
LAYER_WORDS = ('name', 'kind', 'in', 'out', 'pooled', 'kernel', 'pad', 'pool', 'window', 'weights', 'gain',
               'gain_start', 'bias', 'rate_factor', 'neuron', 'psi', 'grid', 'latents', 'logits', 'basis',
               'frequencies', 'basis_seed', 'learns', 'rule')
RULE_WORDS = ('name', 'signal', 'loss', 'smoothing', 'terms')


def logits_factor(logits, latents):
    """What the sum over the latents is multiplied by."""
    return logits['times'] / {'mean': latents, 'root': latents ** 0.5, 'sum': 1}[logits['of']]


class Layer(nn.Module):
    """Weighted sums, leaky integrate-and-fire neurons, pooling, and the learning signal if the rule makes it in the
    layer. signs [classes, latents]: those of the learning signal, or None to make square waves of the frequencies."""

    def __init__(self, spec, frequencies, signs, published):
        super().__init__()
        psi, neuron, rule = spec['psi'], spec['neuron'], spec['rule']
        self.name, self.pad, self.published = spec['name'], spec['pad'], published
        known_words(self.name, spec, LAYER_WORDS)
        known_words(self.name, rule, RULE_WORDS)
        if psi['kind'] not in SURROGATES:
            raise Unsupported('%s: psi %s' % (self.name, psi['kind']))
        self.leak, self.threshold = neuron['leak'], neuron['threshold']
        self.amount = neuron['amount'] if neuron['reset'] == 'subtract' else None  # None: reset to zero
        self.surrogate = SURROGATES[psi['kind']](psi, self.threshold)
        self.pool, self.window = spec['pool'], tuple(spec.get('window', (1, 1)))
        self.mode, self.gained = spec['weights'], spec['gain']
        self.rate_factor, self.smoothing = spec.get('rate_factor', 1), rule.get('smoothing', 0)
        self.learns = spec.get('learns', True) and self.rate_factor != 0
        self.read_terms(rule['terms'] or [])
        self.make_parameters(spec)
        self.linear = spec['kind'] == 'linear'
        if spec.get('grid'):
            self.make_signal(spec, frequencies, signs)
        self.density = 0.0  # of the input, of the last batch that was watched
        self.restart()

    def make_parameters(self, spec):
        outputs, learns = spec['out'][0], self.learns
        self.weight = nn.Parameter(torch.empty(outputs, spec['in'][0], *spec['kernel']), requires_grad=learns)
        nn.init.kaiming_normal_(self.weight, mode='fan_out', nonlinearity='relu')
        gain = torch.full((outputs, 1, 1, 1), float(spec.get('gain_start', 1)))
        self.gain = nn.Parameter(gain, requires_grad=self.gained and learns)
        self.bias = nn.Parameter(torch.zeros(outputs), requires_grad=learns) if spec['bias'] else None

    def make_signal(self, spec, frequencies, signs):
        self.grid = tuple(spec['grid'])
        if signs is None:
            if 'basis' in spec:
                frequencies = spec.get('frequencies')
            if frequencies is None:
                raise Unsupported('%s: a basis without signs or frequencies' % self.name)
            signs = square_waves(frequencies, spec['latents'])
        factor = logits_factor(spec['logits'], spec['latents'])
        self.register_buffer('basis', torch.as_tensor(signs, dtype=torch.float32) * factor, persistent=False)

    def read_terms(self, terms):
        """dW[t] += coefficient (m post) outer pre, for the two terms of TESS and S-TLLR. BPTT's one term, of the
        membrane and the input, is what autograd does by itself."""
        self.alpha_pre = self.alpha_post = self.lambda_pre = self.lambda_post = 0.0
        for term in terms:
            if (term['post'], term['pre']) == ('psi', 'trace'):
                self.alpha_pre, self.lambda_pre = term['coefficient'], term['pre_decay']
            elif (term['post'], term['pre']) == ('trace', 'input'):
                self.alpha_post, self.lambda_post = term['coefficient'], term['post_decay']
            elif (term['post'], term['pre']) != ('membrane', 'input'):
                raise Unsupported('%s: a term (%s, %s)' % (self.name, term['post'], term['pre']))

    def restart(self):
        """All states are zero at the start of a batch; None stands for zero."""
        self.v = self.q = self.h = None

    def effective(self):
        """The weights in use."""
        weight = self.weight
        if self.mode == 'raw':
            return weight
        mean = weight.mean(dim=(1, 2, 3), keepdim=True)
        if self.mode == 'center':
            return (weight - mean.detach()) / (weight.max() - weight.mean()).detach()
        variance = weight.var(dim=(1, 2, 3), keepdim=True, unbiased=True)
        fan_in = weight[0].numel()
        return self.gain * (weight - mean) / torch.sqrt(variance * fan_in + STANDARDIZE_EPSILON)

    def keep(self, u, spikes):
        self.v = u - self.amount * spikes if self.amount is not None else u * (1 - spikes)

    def trace_step(self, x, weight, traces=True):
        """One step with traces; returns the spikes."""
        leaked = self.leak * self.v if self.v is not None else None
        q = None
        if traces:
            q = x.detach() if self.q is None else self.lambda_pre * self.q + x.detach()
        spikes, u, psi = ThreeFactorSpikes.apply(x, weight, self.bias, leaked, q, self.h, self)
        if traces:
            self.q = q
            self.h = psi if self.h is None else self.lambda_post * self.h + psi
        self.keep(u, spikes.detach())
        return spikes

    def unrolled_step(self, x, weight):
        """One step of a graph that grows over time, for BPTT; the reset passes no gradient."""
        u = F.conv2d(x, weight, self.bias, padding=self.pad)
        if self.v is not None:
            u = u + self.leak * self.v
        spikes = SurrogateSpikes.apply(u, self)
        self.keep(u, spikes.detach())
        return spikes

    def pooled(self, spikes):
        if self.pool == 'max':
            return F.max_pool2d(spikes, self.window)
        return F.avg_pool2d(spikes, self.window) if self.pool == 'avg' else spikes

    def local_logits(self, pooled):
        if self.linear:  # bins of features, not of rows and columns
            pooled = pooled.reshape(len(pooled), 1, 1, -1)
        return F.adaptive_avg_pool2d(pooled, self.grid).flatten(1) @ self.basis.t()

    def local_loss(self, pooled, labels):
        return F.cross_entropy(self.local_logits(pooled), labels, label_smoothing=self.smoothing)
