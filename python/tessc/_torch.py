"""The network in PyTorch: docs/language.md's forward pass, with the weights of a run."""
from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from . import _data, _probe

STANDARDIZE_EPSILON = 1e-4


class _Spike(torch.autograd.Function):
    """1 where u > threshold. Backward it passes psi, the model's surrogate derivative at d = |u - threshold|:
    height max(0, 1 - d / width), or height / (slope d + 1)^2."""

    @staticmethod
    def forward(context: Any, u: Tensor, threshold: float, psi: Mapping[str, Any]) -> Tensor:
        context.save_for_backward(u)
        context.threshold, context.psi = threshold, psi
        return torch.gt(u, threshold).to(u.dtype)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> Tuple[Tensor, None, None]:
        (u,) = context.saved_tensors
        psi, distance = context.psi, (u - context.threshold).abs()
        if psi["kind"] == "triangle":
            slope = psi["height"] * torch.clamp(1 - distance / psi["width"], min=0)
        else:
            slope = psi["height"] / (psi["slope"] * distance + 1) ** 2
        return gradient * slope, None, None


def _single(value: float) -> float:
    """Constants are float32 numbers, whatever they are computed with."""
    return float(np.float32(value))


def _parameter(value: "np.ndarray[Any, Any]") -> nn.Parameter:
    return nn.Parameter(torch.from_numpy(np.array(value, np.float32)))


class Layer(nn.Module):
    """A convolution (cross-correlation of stride 1) or linear layer, its neurons, its pool."""

    def __init__(self, spec: Mapping[str, Any], tensors: Mapping[str, Any]) -> None:
        super().__init__()
        if "neuron" not in spec:
            raise ValueError(f"{spec['name']} has neuron '{spec['defined']['name']}', which its model defines: there is no "
                             "module for it")
        self.spec = spec
        self.threshold = _single(spec["neuron"]["threshold"])
        self.leak = _single(spec["neuron"]["leak"])
        self.amount = _single(spec["neuron"].get("amount", 0))
        self.psi = {name: value if name == "kind" else _single(value) for name, value in spec["psi"].items()}
        self.weight = _parameter(tensors["weight"])
        self.gain = _parameter(tensors["gain"]) if spec["gain"] else None
        self.bias = _parameter(tensors["bias"]) if spec["bias"] else None

    def extra_repr(self) -> str:
        """Shapes before the pool, weights and neurons: "conv [1, 8, 7] -> [6, 8, 7], kernel 3x3, ..."."""
        spec = self.spec
        conv = spec["kind"] == "conv"
        words = [f"{spec['kind']} {spec['in']} -> {spec['out'] if conv else spec['out'][:1]}"]
        if conv:
            words.append(f"kernel {self.weight.shape[2]}x{self.weight.shape[3]}, pad {spec['pad']}")
        if spec["pool"] != "none":
            words.append(f"{spec['pool']} pool {'x'.join(map(str, spec['window']))}")
        neuron = ", ".join(f"{name} {value}" for name, value in spec["neuron"].items())
        return ", ".join([*words, f"weights {spec['weights']}", neuron])

    def effective_weight(self) -> Tensor:
        """The weights in use. standardize: gain (w - mean) / sqrt(variance fan_in + 1e-4) of each output channel, the variance
        unbiased; center: (w - mean) / (max W - mean W), the latter two of the whole tensor; raw: w. Sums are made in double
        precision."""
        flat = self.weight.reshape(len(self.weight), -1).double()
        mode = self.spec["weights"]
        if mode == "raw":
            return self.weight
        if mode == "center":  # mean and divisor count as constants
            fixed = flat.detach()
            flat = (flat - fixed.mean(1, keepdim=True)) / (fixed.max() - fixed.mean())
        else:
            centred, fan_in = flat - flat.mean(1, keepdim=True), flat.shape[1]
            variance = (centred * centred).sum(1, keepdim=True) / (fan_in - 1)
            flat = centred / torch.sqrt(variance * fan_in + STANDARDIZE_EPSILON)
            if self.gain is not None:
                flat = self.gain.double().reshape(-1, 1) * flat
        return flat.reshape(self.weight.shape).to(self.weight.dtype)

    def current(self, x: Tensor, weight: Tensor) -> Tensor:
        """The weighted sum of an input [N, ...]. A linear layer flattens maps in (channel, row, column) order."""
        if self.spec["kind"] == "conv":
            return functional.conv2d(x, weight, self.bias, padding=self.spec["pad"])
        return functional.linear(x.flatten(1), weight, self.bias)

    def fire(self, u: Tensor) -> Tuple[Tensor, Tensor]:
        """Spikes of membranes, and the membranes after the reset, for which spikes count as constants."""
        spikes: Tensor = _Spike.apply(u, self.threshold, self.psi)
        fired = spikes.detach()
        if self.spec["neuron"]["reset"] == "subtract":
            return spikes, torch.sub(u, fired, alpha=self.amount)
        return spikes, u - u * fired

    def pool(self, spikes: Tensor) -> Tensor:
        """Windows that do not overlap; an incomplete last one is left out."""
        if self.spec["pool"] == "none":
            return spikes
        pool = functional.max_pool2d if self.spec["pool"] == "max" else functional.avg_pool2d
        return pool(spikes, tuple(self.spec["window"]))


class LocalLogits(nn.Module):
    """A layer's own logits, factor * B pool(o): o its pooled spikes, pool their means over the cells of its signal grid, B the
    fixed signs with the factor. They are made in double precision, so that classes that are equal are so here, too."""

    signs: Tensor

    def __init__(self, spec: Mapping[str, Any], basis: "np.ndarray[Any, Any]") -> None:
        super().__init__()
        self.grid = tuple(spec["grid"]) if spec["kind"] == "conv" else (spec["latents"],)
        self.factor = float(np.abs(basis).max())
        self.register_buffer("signs", torch.from_numpy(np.sign(basis).astype(np.float32)), persistent=False)

    def extra_repr(self) -> str:
        return f"{' x '.join(map(str, self.grid))} cells, {self.signs.shape[1]} latents -> {self.signs.shape[0]} classes"

    def forward(self, pooled: Tensor) -> Tensor:
        pooled = pooled.double()
        if len(self.grid) == 2:
            latents = functional.adaptive_avg_pool2d(pooled, self.grid).flatten(1)
        else:
            latents = functional.adaptive_avg_pool1d(pooled[:, None], self.grid[0])[:, 0]
        return torch.mul(functional.linear(latents, self.signs.double()), self.factor)


class Readout(nn.Module):
    """Linear, without neurons."""

    def __init__(self, tensors: Mapping[str, Any]) -> None:
        super().__init__()
        self.weight, self.bias = _parameter(tensors["weight"]), _parameter(tensors["bias"])

    def extra_repr(self) -> str:
        return f"{self.weight.shape[1]} features -> {self.weight.shape[0]} classes"

    def forward(self, pooled: Tensor) -> Tensor:
        return functional.linear(pooled.flatten(1), self.weight, self.bias)


class Network(nn.Module):
    """A trained network. Parameters have the names of the weights file, so that state_dict() and safetensors files hold the
    same.

    forward(x): logits [N, classes], those that the model predicts from, summed over the time steps. x: images [N, C, H, W] (one
    channel may be left out: [N, H, W]) or events [N, T, C, H, W], of unsigned bytes or of numbers on the scale that the weights
    were trained on; they are normalised here as the model says (`normalize = False`: they are taken as they are).

    trace(x): the same logits, and membranes before the reset and spikes of every layer, [T, N, ...].

    It can be trained by autograd: spikes have the model's surrogate derivative, and resets count as constants, which is what
    `learn bptt` computes."""

    def __init__(self, weights: Any, sources: List[str]) -> None:
        super().__init__()
        self.model: Dict[str, Any] = weights.model
        self.inputs: str = weights.inputs
        self.classes: List[str] = weights.classes
        self.sources = sources
        self.normalize = True
        self.names = [spec["name"] for spec in self.model["layers"]]
        for spec in self.model["layers"]:
            self.add_module(spec["name"], Layer(spec, _tensors_of(weights, spec["name"])))
        self.readout = Readout(_tensors_of(weights, "readout"))
        self.local = nn.ModuleDict(_local_logits(weights, [name for name in sources if name != "readout"]))
        self.highest = len(self.names) if "readout" in sources else 1 + max(map(self.names.index, sources))

    def extra_repr(self) -> str:
        return f"predict from {' + '.join(self.sources)}, {self.model['input']['steps']} steps"

    def _layers(self) -> Iterator[Tuple[str, Layer]]:
        for name in self.names[:self.highest]:
            layer = getattr(self, name)
            assert isinstance(layer, Layer)
            yield name, layer

    def prepare(self, x: Tensor) -> Tensor:
        """Samples as the first layer sees them."""
        spec, like = self.model["input"], self.readout.weight
        whole = ([] if spec["static"] else [spec["steps"]]) + list(spec["shape"])
        divisor = _data.divisor(str(x.dtype), self.model, self.inputs) if self.normalize else 1.0
        x = x.to(like.device, like.dtype)
        if spec["static"] and spec["shape"][0] == 1 and list(x.shape[1:]) == whole[1:]:
            x = x[:, None]
        if list(x.shape[1:]) != whole:
            raise ValueError(f"expected samples [N, {', '.join(map(str, whole))}], found {list(x.shape)}")
        x = torch.div(x, divisor)
        if not self.normalize or "mean" not in spec:
            return x
        mean, deviation = (torch.tensor(spec[name], dtype=torch.float32, device=x.device).to(x.dtype)[:, None, None]
                           for name in ("mean", "deviation"))
        return (x - mean) / deviation

    def _steps(self, x: Tensor, record: Optional[Dict[str, Dict[str, List[Tensor]]]]) -> Tensor:
        x = self.prepare(x)
        static, steps = self.model["input"]["static"], self.model["input"]["steps"]
        weights = {name: layer.effective_weight() for name, layer in self._layers()}
        membranes: Dict[str, Tensor] = {}
        logits = x.new_zeros(len(x), self.model["input"]["classes"], dtype=torch.double)
        first = None  # the current of a static input, the same at every step
        for t in range(steps):
            signal = x if static else x[:, t]
            for i, (name, layer) in enumerate(self._layers()):
                if i == 0 and static:
                    current = first = layer.current(signal, weights[name]) if first is None else first
                else:
                    current = layer.current(signal, weights[name])
                u = torch.add(current, membranes[name], alpha=layer.leak) if t else current
                spikes, membranes[name] = layer.fire(u)
                signal = layer.pool(spikes)
                if record is not None:
                    record[name]["membranes"].append(u)
                    record[name]["spikes"].append(spikes)
                if name in self.local and t >= self.model["supervised_from"]:
                    logits = logits + self.local[name](signal)
            if "readout" in self.sources:
                logits = logits + self.readout(signal)
        return logits.to(x.dtype)

    def forward(self, x: Tensor) -> Tensor:
        return self._steps(x, None)

    def trace(self, x: Tensor) -> Tuple[Tensor, Dict[str, Dict[str, Tensor]]]:
        """Logits, and of each layer that they need `membranes` and `spikes`, [T, N, ...]."""
        record: Dict[str, Dict[str, List[Tensor]]] = {name: {"membranes": [], "spikes": []}
                                                      for name, _ in self._layers()}
        logits = self._steps(x, record)
        return logits, {name: {what: torch.stack(values) for what, values in kept.items()}
                        for name, kept in record.items()}


def _tensors_of(weights: Mapping[str, Any], layer: str) -> Dict[str, Any]:
    return {name.partition(".")[2]: value for name, value in weights.items() if name.partition(".")[0] == layer}


def _local_logits(weights: Any, names: List[str]) -> Dict[str, nn.Module]:
    """The signs are the engine's own: the reference engine, shown one sample of zeros, writes them."""
    if not names:
        return {}
    specs = {spec["name"]: spec for spec in weights.model["layers"]}
    without = [name for name in names if "latents" not in specs[name]]
    if without:
        raise ValueError(f"{', '.join(without)} cannot predict: this model's layers have no local signals, and so no "
                         "logits of their own")
    spec = weights.model["input"]
    x = np.zeros([1, *spec["shape"]] if spec["static"] else [spec["steps"], 1, *spec["shape"]])
    layers = list(specs)
    arrays = _probe.run_case(weights.source, weights, layers, x, np.zeros(1), engine="interpret")
    return {name: LocalLogits(specs[name], arrays[f"L{layers.index(name)}.basis"]) for name in names}
