"""A whole network of dense layers: training by TESS, S-TLLR or BPTT, and evaluation."""

import torch
from torch import nn
from torch.nn import functional as F

from dense_layers import Layer, Unsupported, known_words

RULES = ('tess', 's_tllr', 'bptt')
OPTIMIZERS = {'adam': torch.optim.Adam, 'adamw': torch.optim.AdamW}
# Where its weights start does not matter here: both sides are given the same.
READOUT_WORDS = ('features', 'classes', 'start', 'bias', 'loss', 'smoothing', 'rate_factor', 'learns')


class Network(nn.Module):
    """model: what `tessc --emit=model` prints, read as YAML; `signs`, where they are given with it, holds the signs of
    each layer's local signal.

    published: where the authors' code does more than the mathematics asks for, do it too: weights are standardised at
    every step, every backward pass ends in an input gradient, whether or not anyone reads it, and evaluation updates
    the traces."""

    def __init__(self, model, rule='tess', published=False):
        super().__init__()
        if rule not in RULES:
            raise Unsupported('rule %s' % rule)
        self.rule, self.published = rule, published
        self.steps, self.static = model['input']['steps'], model['input']['static']
        self.supervised_from = model['supervised_from']
        if rule == 'bptt' and self.supervised_from > 0:
            raise Unsupported('bptt with a loss of the last steps only')
        signs = model.get('signs') or [None] * len(model['layers'])
        layers = [Layer(spec, model.get('frequencies'), of, published) for spec, of in zip(model['layers'], signs)]
        self.layers = nn.ModuleList(layers)
        self.read_readout(model['readout'], model['layers'][0]['rule'])
        self.read_prediction(model.get('predict_from', 'readout'))
        self.make_optimizer(model['training'])

    def read_readout(self, spec, rule):
        """Loss and smoothing are the rule's, unless the readout has its own; another rule than the model's brings its
        own loss."""
        known_words('readout', spec, READOUT_WORDS)
        usual = {'bptt': 'sum'}.get(self.rule, 'each step')
        loss = spec.get('loss', rule.get('loss', usual) if self.rule == rule['name'] else usual)
        self.of_sum = loss == 'sum'
        self.smoothing = spec.get('smoothing', rule.get('smoothing', 0))
        self.rate_factor = spec.get('rate_factor', 1) if spec.get('learns', True) else 0
        self.readout = nn.Linear(spec['features'], spec['classes'])
        nn.init.kaiming_normal_(self.readout.weight)
        nn.init.uniform_(self.readout.bias, -spec.get('bias', 0), spec.get('bias', 0))

    def read_prediction(self, text):
        """Of which layers evaluation wants the logits, and up to where training goes. `best` counts as the readout, as
        in our `bench`."""
        words = text.replace('best', 'readout').split()
        only = words[-1] == 'only'
        names = [layer.name for layer in self.layers] + ['readout']
        wanted = [word for word in words if word not in ('sum', 'of', 'only')]
        known_words('predict from', wanted, names)
        self.wanted = {names.index(word) for word in wanted}
        self.highest = max(self.wanted)
        self.trained = self.highest if only else len(self.layers)
        if self.rule != 'tess' and self.highest < len(self.layers):
            raise Unsupported('rule %s without local signals to predict from' % self.rule)
        for layer in self.layers[self.trained + 1:]:
            self.freeze(layer)
        if self.rate_factor == 0 or self.trained < len(self.layers):
            self.readout.requires_grad_(False)

    @staticmethod
    def freeze(layer):
        layer.requires_grad_(False)
        layer.learns = False

    def make_optimizer(self, training):
        """Adam or AdamW with a rate for each layer; with Adam weight decay is part of the gradient, as in ours."""
        if training['optimizer'] not in OPTIMIZERS:
            raise Unsupported('optimizer %s' % training['optimizer'])
        rate, groups = training['learning_rate'], []
        for part in (*self.layers, self.readout):
            factor = self.rate_factor if part is self.readout else part.rate_factor
            learning = [parameter for parameter in part.parameters() if parameter.requires_grad]
            groups += [{'params': learning, 'lr': rate * factor}] if learning else []
        if not groups:
            raise Unsupported('a network in which nothing learns')
        self.optimizer = OPTIMIZERS[training['optimizer']](
            groups, lr=rate, betas=(training['beta1'], training['beta2']),
            eps=float(training['epsilon']),  # YAML 1.1 reads 1e-08 as text
            weight_decay=training.get('weight_decay', 0))

    def named_tensors(self):
        """Parameters under the names that tessc's weight files use."""
        for layer in self.layers:
            yield layer.name + '.weight', layer.weight
            if layer.gained:
                yield layer.name + '.gain', layer.gain
            if layer.bias is not None:
                yield layer.name + '.bias', layer.bias
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
        """One step through all layers that are trained; TESS teaches each layer right here. Returns the readout's
        logits, or None where it is not trained."""
        for layer, weight in list(zip(self.layers, weights))[:self.trained + 1]:
            if watched:
                self.watch_density(layer, x)
            if self.rule == 'bptt':
                x = layer.pooled(layer.unrolled_step(x, weight))
                continue
            x = layer.pooled(layer.trace_step(x.detach() if self.rule == 'tess' else x, weight))
            if self.rule == 'tess' and labels is not None and layer.learns:
                layer.local_loss(x, labels).backward()
        if self.trained < len(self.layers):
            return None
        features = x.flatten(1)
        return self.readout(features.detach() if self.rule == 'tess' else features)

    def restart(self, watched=False):
        for layer in self.layers:
            layer.restart()
            if watched:
                layer.density = 0.0

    def loss(self, logits, labels):
        return F.cross_entropy(logits, labels, label_smoothing=self.smoothing)

    def gradients(self, x, labels, watched=False):
        """x: [B, C, H, W] if static, else [T, B, C, H, W]. Leaves gradients in .grad; returns the readout's logits summed
        over the steps [B, classes], or None where the readout is not trained."""
        self.optimizer.zero_grad()
        self.restart(watched)
        effective = [layer.effective() for layer in self.layers]
        # Standardisation is a function of the weights alone: gradients are added up over the steps before they pass it.
        held = [weight.detach().requires_grad_(layer.learns) for layer, weight in zip(self.layers, effective)]
        total, losses = 0, []
        for t in range(self.steps):
            weights = held
            if self.published:
                weights = [layer.effective() for layer in self.layers]
            elif self.rule == 'bptt':
                weights = effective
            supervised = t >= self.supervised_from
            logits = self.step(x if self.static else x[t], labels if supervised else None, weights, watched)
            if logits is None:
                total = None
                continue
            if supervised and not self.of_sum:
                self.back(self.loss(logits, labels), losses)
            total = total + (logits if supervised and self.of_sum else logits.detach())
        if self.of_sum and total is not None:
            losses.append(self.loss(total, labels))
        if losses and losses[0].requires_grad:
            sum(losses).backward()
        if self.rule != 'bptt' and not self.published:
            learned = [(weight, own.grad) for weight, own in zip(effective, held) if own.grad is not None]
            if learned:
                torch.autograd.backward(*zip(*learned))
        self.restart()
        return None if total is None else total.detach()

    def back(self, loss, losses):
        """A step's loss goes back at once, unless it goes back through time."""
        if self.rule == 'bptt':
            losses.append(loss)
        elif loss.requires_grad:
            loss.backward()

    def train_batch(self, x, labels, watched=False):
        total = self.gradients(x, labels, watched)
        self.optimizer.step()
        return total

    @torch.no_grad()
    def evaluate(self, x):
        """Logits of what is predicted from, summed over the steps; what lies above is not computed."""
        self.restart()
        held = [layer.effective() for layer in self.layers]
        total = 0
        for t in range(self.steps):
            weights = [layer.effective() for layer in self.layers] if self.published else held
            maps = x if self.static else x[t]
            for index, (layer, weight) in enumerate(list(zip(self.layers, weights))[:self.highest + 1]):
                maps = layer.pooled(layer.trace_step(maps, weight, traces=self.published))
                if index in self.wanted and t >= self.supervised_from:
                    total = total + layer.local_logits(maps)
            if self.highest == len(self.layers):
                total = total + self.readout(maps.flatten(1))
        self.restart()
        return total
