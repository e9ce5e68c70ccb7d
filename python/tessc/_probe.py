"""What happens inside of a network: membranes, spikes and logits of every step, as the trainer computes them."""
from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

import numpy as np

from ._command import PathLike, call, option_words
from ._data import Array, normalized
from ._model import as_file
from ._run import Run
from ._weights import Weights, load

_ENDS = {"weight": "w", "gain": "gain", "bias": "b"}


class Probe:
    """Tensors of a batch. T steps, N samples; a layer's maps are [T, N, C, H, W], features of linear layers [T, N, F].

    arrays: everything that was written, by the names in tests/README.md ("L0.u", "out.logits", "b0.grad.L0.w", ...), gradients
    of a training step with the given labels among it."""

    def __init__(self, arrays: "Dict[str, np.ndarray[Any, Any]]", model: Mapping[str, Any]) -> None:
        self.arrays = arrays
        self.layers = [layer["name"] for layer in model["layers"]]
        self._flat = {layer["name"] for layer in model["layers"] if layer["kind"] == "linear"}

    def __repr__(self) -> str:
        steps, samples = self.logits.shape[:2]
        return f"Probe({samples} samples, {steps} steps; layers {', '.join(self.layers)})"

    def _each(self, what: str) -> "Dict[str, np.ndarray[Any, Any]]":
        found = {name: self.arrays.get(f"L{i}.{what}") for i, name in enumerate(self.layers)}
        return {name: value.reshape(*value.shape[:2], -1) if name in self._flat else value
                for name, value in found.items() if value is not None}

    @property
    def spikes(self) -> "Dict[str, np.ndarray[Any, Any]]":
        """0 or 1, before pooling."""
        return self._each("s")

    @property
    def membranes(self) -> "Dict[str, np.ndarray[Any, Any]]":
        """Potentials before the reset: a spike where one is above the threshold."""
        return self._each("u")

    @property
    def pooled(self) -> "Dict[str, np.ndarray[Any, Any]]":
        """What the next layer sees."""
        return self._each("p")

    @property
    def logits(self) -> "np.ndarray[Any, Any]":
        """The readout's, [T, N, classes]."""
        return self.arrays["out.logits"]

    def raster(self, layer: str, sample: int = 0) -> "Tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        """The spikes of a sample in a layer as two arrays, of steps and of numbers of neurons (in the order channel, row,
        column): `matplotlib.pyplot.scatter(*probe.raster("conv1"), s=1)`."""
        spikes = self.spikes[layer][:, sample]
        steps, neurons = np.nonzero(spikes.reshape(len(spikes), -1))
        return steps, neurons


def write_case(folder: str, weights: Mapping[str, Any], layers: List[str], x: "np.ndarray[Any, Any]",
               y: "np.ndarray[Any, Any]") -> None:
    """Parameters and a batch as `tessc probe` reads them."""
    alias = {name: f"L{i}" for i, name in enumerate(layers)}
    alias["readout"] = "out"
    for name, value in weights.items():
        layer, _, end = name.partition(".")
        np.save(os.path.join(folder, f"init.{alias[layer]}.{_ENDS[end]}.npy"), value)
    np.save(os.path.join(folder, "b0.x.npy"), x.astype(np.float32))
    np.save(os.path.join(folder, "b0.y.npy"), y.astype(np.float32))


def run_case(source: PathLike, weights: Mapping[str, Any], layers: List[str], x: "np.ndarray[Any, Any]",
             y: "np.ndarray[Any, Any]", **options: Any) -> "Dict[str, np.ndarray[Any, Any]]":
    """All tensors by name. x: as the first layer sees it, [N, C, H, W] or [T, N, C, H, W]."""
    with tempfile.TemporaryDirectory(prefix="tessc-") as folder, as_file(source) as file:
        out = os.path.join(folder, "out")
        write_case(folder, weights, layers, x, y)
        call(["probe", *option_words("probe", options), file, "--case", folder, "--out", out])
        return {path.name[:-4]: np.load(path) for path in sorted(Path(out).glob("*.npy"))}


def probe(run: Union[Run, Weights, PathLike], x: Array, y: Optional[Array] = None, weights: str = "best",
          engine: Optional[str] = None) -> Probe:
    """Looks into a trained network while it sees some samples.

    run: a run, its path, or weights that tessc.load gave. x: samples as for Run.predict; a few, as every tensor of every step is
    kept. y: their classes, which gradients are of (0 for all, if there are none). engine: "cpu", or "interpret", which needs
    no compiler."""
    loaded = run if isinstance(run, Weights) else load(run, weights)
    layers = [layer["name"] for layer in loaded.model["layers"]]
    samples = normalized(x, loaded.model, loaded.inputs)
    labels = np.zeros(len(samples)) if y is None else np.asarray(y)
    if not loaded.model["input"]["static"]:
        samples = samples.swapaxes(0, 1)
    return Probe(run_case(loaded.source, loaded, layers, samples, labels, engine=engine), loaded.model)
