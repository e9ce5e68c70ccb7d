"""A whole network of dense layers: training by TESS, S-TLLR or BPTT, and evaluation."""

import torch
from torch import nn
from torch.nn import functional as F

from dense_layers import Layer, Unsupported

RULES = ('tess', 's_tllr', 'bptt')


class Network(nn.Module):
    """model: what `tessc --emit=model` prints, read as YAML.

    published: where the authors' code does more than the mathematics asks for, do it too: weights are standardised at
    every step, every backward pass ends in an input gradient, whether or not anyone reads it, and evaluation updates
    the traces."""

    def __init__(self, model, rule='tess', published=False):
        super().__init__()
        if rule not in RULES:
            raise Unsupported('rule %s' % rule)
        training = model['training']
        if training['optimizer'] != 'adam':
            raise Unsupported('optimizer %s' % training['optimizer'])
        self.rule, self.published = rule, published
        self.steps, self.static = model['input']['steps'], model['input']['static']
        self.supervised_from = model['supervised_from']
        layers = [Layer(spec, model.get('frequencies'), published) for spec in model['layers']]
        self.layers = nn.ModuleList(layers)
        self.readout = nn.Linear(model['readout']['features'], model['readout']['classes'])
        nn.init.kaiming_normal_(self.readout.weight)
        nn.init.zeros_(self.readout.bias)
        trained = [parameter for parameter in self.parameters() if parameter.requires_grad]
        self.optimizer = torch.optim.Adam(trained, lr=training['learning_rate'],
                                          betas=(training['beta1'], training['beta2']),
                                          eps=float(training['epsilon']))  # YAML 1.1 reads 1e-08 as text

    def named_tensors(self):
        """Parameters under the names that tessc's weight files use."""
        for layer in self.layers:
            yield layer.name + '.weight', layer.weight
            if layer.gained:
                yield layer.name + '.gain', layer.gain
        yield 'readout.weight', self.readout.weight
        yield 'readout.bias', self.readout.bias

    def load(self, tensors):
        """tensors: arrays by name; all parameters must be there."""
        with torch.no_grad():
            for name, parameter in self.named_tensors():
                parameter.copy_(torch.from_numpy(tensors[name]).reshape(parameter.shape))

    def watch_density(self, layer, x):
        layer.density += float((x != 0).float().mean()) / self.steps

    def step(self, x, labels, weights, watched):
        """One step through all layers; TESS teaches each layer right here. Returns the readout's logits."""
        for layer, weight in zip(self.layers, weights):
            if watched:
                self.watch_density(layer, x)
            if self.rule == 'bptt':
                x = layer.pooled(layer.unrolled_step(x, weight))
                continue
            x = layer.pooled(layer.trace_step(x.detach() if self.rule == 'tess' else x, weight))
            if self.rule == 'tess' and labels is not None:
                layer.local_loss(x, labels).backward()
        features = x.flatten(1)
        return self.readout(features.detach() if self.rule == 'tess' else features)

    def restart(self, watched=False):
        for layer in self.layers:
            layer.restart()
            if watched:
                layer.density = 0.0

    def gradients(self, x, labels, watched=False):
        """x: [B, C, H, W] if static, else [T, B, C, H, W]. Leaves gradients in .grad; returns logits summed over the
        steps [B, classes]."""
        self.optimizer.zero_grad()
        self.restart(watched)
        effective = [layer.effective() for layer in self.layers]
        # Standardisation is a function of the weights alone: gradients are added up over the steps before they pass it.
        held = [weight.detach().requires_grad_() for weight in effective]
        total = 0
        for t in range(self.steps):
            weights = held
            if self.published:
                weights = [layer.effective() for layer in self.layers]
            elif self.rule == 'bptt':
                weights = effective
            supervised = t >= self.supervised_from
            logits = self.step(x if self.static else x[t], labels if supervised else None, weights, watched)
            if supervised and self.rule != 'bptt':
                F.cross_entropy(logits, labels).backward()
                logits = logits.detach()
            total = total + logits
        if self.rule == 'bptt':
            F.cross_entropy(total, labels).backward()
        elif not self.published:
            torch.autograd.backward(effective, [weight.grad for weight in held])
        self.restart()
        return total.detach()

    def train_batch(self, x, labels, watched=False):
        total = self.gradients(x, labels, watched)
        self.optimizer.step()
        return total

    @torch.no_grad()
    def evaluate(self, x):
        """Logits summed over the steps."""
        self.restart()
        held = [layer.effective() for layer in self.layers]
        total = 0
        for t in range(self.steps):
            weights = [layer.effective() for layer in self.layers] if self.published else held
            maps = x if self.static else x[t]
            for layer, weight in zip(self.layers, weights):
                maps = layer.pooled(layer.trace_step(maps, weight, traces=self.published))
            total = total + self.readout(maps.flatten(1))
        self.restart()
        return total
