"""Trained weights, as NumPy arrays and as a torch.nn.Module."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Union

import numpy as np

from . import _safetensors
from ._command import PathLike
from ._model import describe
from ._run import Run

if TYPE_CHECKING:
    from ._torch import Network


class Weights(Mapping[str, Any]):
    """The tensors of a weights file by name ("conv1.weight", "conv1.gain", "readout.bias"), float32 arrays in PyTorch's layout
    (convolutions [out, in, height, width], linear layers and the readout [out, in]), with the model that they belong to."""

    def __init__(self, path: PathLike, model: Dict[str, Any], source: PathLike) -> None:
        self.path = Path(path)
        self.model = model  # as tessc.describe gives it
        self.source = source  # the model file, or its text
        self._tensors, self.metadata = _safetensors.read(path)

    def __getitem__(self, name: str) -> "np.ndarray[Any, Any]":
        return self._tensors[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def __repr__(self) -> str:
        return f"Weights({str(self.path)!r}: {', '.join(f'{name} {list(value.shape)}' for name, value in self.items())})"

    @property
    def classes(self) -> List[str]:
        """Names of the classes; their numbers where the file has no names."""
        names = self.metadata.get("class_names")
        return names.split("\n") if names else [str(c) for c in range(self.model["input"]["classes"])]

    @property
    def inputs(self) -> str:
        """What the inputs were before normalisation, such as "bytes / 255"; "" where the file does not say."""
        return self.metadata.get("inputs", "")

    def predict_from(self, from_: Optional[str] = None) -> List[str]:
        """The layers, and perhaps the readout, whose logits are added up to predict: what is asked for, else what the model says,
        and where that is `best` what the weights came to."""
        words = (from_ or self.model["predict_from"]).replace(":", " ").replace(",", " ").replace("+", " ").split()
        if words == ["best"]:
            words = self.metadata.get("predict_from", "").split()
        names = [word for word in words if word not in ("sum", "of", "only")]
        known = [layer["name"] for layer in self.model["layers"]] + ["readout"]
        wrong = [name for name in names if name not in known]
        if wrong or not names or names == ["best"]:
            raise ValueError(f"predict_from: expected some of {', '.join(known)}, found {' '.join(wrong) or 'nothing'}")
        return names

    def torch(self, predict_from: Optional[str] = None) -> "Network":
        """The network as a torch.nn.Module whose logits are those of `tessc eval`: `module(x)` takes samples as eval does (it
        normalises them itself) and gives [N, classes], summed over the time steps. It can be trained on; see
        tessc._torch.Network. predict_from: other logits than those that the model predicts from, such as "conv2" or "sum of
        conv2 readout"."""
        from ._torch import Network
        return Network(self, self.predict_from(predict_from))

    def save(self, path: PathLike, tensors: Optional[Mapping[str, Any]] = None) -> Path:
        """Writes a weights file that tessc reads (Run.evaluate(weights=path), --init), with the same metadata. tensors: what the
        tensors are now, arrays or a module's state_dict(); each must keep its name and shape."""
        now = {name: np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)
               for name, value in (self if tensors is None else tensors).items()}
        wrong = [name for name in sorted({*now, *self}) if name not in now or name not in self
                 or now[name].shape != self[name].shape]
        if wrong:
            raise ValueError(f"expected tensors with the names and shapes of {self.path}; {', '.join(wrong)} differ")
        _safetensors.write(path, now, self.metadata)
        return Path(path)


def load(run: Union[Run, PathLike], weights: str = "best", model: Optional[PathLike] = None) -> Weights:
    """Weights of a run, "best" or "last"; or those of a weights file, whose path `run` then is: of `model`, without which the
    file must lie in a run directory, whose model is taken."""
    if model is not None:
        return Weights(run, describe(model), model)
    if not isinstance(run, Run):
        path = Path(run)
        if path.is_file():
            if not (path.parent / "resolved.tess").is_file():
                raise FileNotFoundError(f"{path}: there is no resolved.tess beside these weights to tell their model: "
                                        "load(path, model=...)")
            run, weights = Run(path.parent), str(path)
        else:
            run = Run(path)
    return Weights(run.weights(weights), run.model, run.path / "resolved.tess")
