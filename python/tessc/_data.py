"""Arrays in memory as data that tessc reads."""
from __future__ import annotations

import contextlib
import os
import re
import tempfile
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from ._command import PathLike

Array = Any  # numpy.ndarray, or whatever numpy.asarray makes one of
Data = Union[PathLike, Mapping[str, Array], Sequence[Array]]
"""A folder or .npz file, or arrays: {"x_train": ..., "y_train": ..., "x_test": ..., "y_test": ...}, or these four in a
tuple, or ((x_train, y_train), (x_test, y_test))."""

NAMES = ("x_train", "y_train", "x_test", "y_test")


def _plain(name: str, value: Array) -> "np.ndarray[Any, Any]":
    """As an array of a type that tessc reads: labels as whole numbers, torch's tensors through the CPU."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    array = np.asarray(value)
    if name.startswith("y") and array.dtype.kind not in "iub":
        raise TypeError(f"{name} has to hold the numbers of classes, found {array.dtype}: "
                        "numpy.unique(labels, return_inverse=True) makes such numbers")
    return array


def arrays_of(data: Data) -> "Optional[Dict[str, np.ndarray[Any, Any]]]":
    """The four arrays by name; None where the data is a path."""
    if isinstance(data, (str, os.PathLike)):
        return None
    if isinstance(data, Mapping):
        missing = [name for name in NAMES if name not in data]
        if missing:
            raise ValueError(f"data has to hold {', '.join(NAMES)}; there is no {', '.join(missing)}")
        return {name: _plain(name, data[name]) for name in NAMES}
    parts: List[Array] = list(data)
    if len(parts) == 2 and all(isinstance(part, (tuple, list)) and len(part) == 2 for part in parts):
        parts = [*parts[0], *parts[1]]
    if len(parts) != 4:
        raise ValueError("data has to be a path, a mapping, (x_train, y_train, x_test, y_test), or two pairs of them; "
                         f"found a sequence of {len(parts)}")
    return {name: _plain(name, part) for name, part in zip(NAMES, parts)}


def pair_of(data: Data) -> "Optional[Tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]":
    """Samples and labels where the data is such a pair."""
    if isinstance(data, (str, os.PathLike, Mapping)) or len(data) != 2 or isinstance(data[0], (tuple, list)):
        return None
    return _plain("x", data[0]), _plain("y", data[1])


@contextlib.contextmanager
def as_path(data: Data, name: str = "data") -> Iterator[str]:
    """The path of the data; arrays get a .npz file for a while."""
    arrays = arrays_of(data)
    if arrays is None:
        yield os.fspath(data)  # type: ignore[arg-type]
        return
    with tempfile.TemporaryDirectory(prefix="tessc-") as folder:
        path = os.path.join(folder, f"{name}.npz")
        np.savez(path, **arrays)
        yield path


def array_settings(data: Data, model: Mapping[str, Any]) -> Dict[str, Any]:
    """What a model that names another data set has to be told so that it takes arrays."""
    if isinstance(data, (str, os.PathLike)) or model["input"]["dataset"] == "arrays":
        return {}
    return {"input.dataset": "arrays", "input.classes": model["input"]["classes"]}


def divisor(kind: str, model: Mapping[str, Any], inputs: str) -> float:
    """What values of a type ("uint8") are divided by to bring them to the scale that weights were trained on, which their
    metadata names as `inputs`. Unsigned bytes of images are pixels, and are treated as eval and predict do (docs/datasets.md,
    "The scale of values"); all other types are taken to be on the weights' scale."""
    if not kind.endswith("uint8") or not model["input"]["static"]:
        return 1.0
    numbers = re.fullmatch(r"(whole )?numbers (\S+) to (\S+)", inputs)
    if not numbers:
        return 255.0
    least, most = float(numbers[2]), float(numbers[3])
    if least >= -0.1 and most <= 1.1:
        return 255.0
    if numbers[1] and least >= 0 and most <= 255:
        return 1.0
    raise ValueError(f"these weights were trained on {inputs}: how bytes are to be converted is not certain")


def normalized(x: Array, model: Mapping[str, Any], inputs: str) -> "np.ndarray[Any, Any]":
    """Samples as the first layer sees them, [N, C, H, W] or [N, T, C, H, W] of float32; one channel may be left out."""
    raw = _plain("x", x)
    spec = model["input"]
    whole: List[int] = ([] if spec["static"] else [spec["steps"]]) + list(spec["shape"])
    values = raw.astype(np.float32) / np.float32(divisor(str(raw.dtype), model, inputs))
    if spec["static"] and spec["shape"][0] == 1 and values.shape[1:] == tuple(whole[1:]):
        values = values[:, np.newaxis]
    if values.shape[1:] != tuple(whole):
        raise ValueError(f"expected samples [N, {', '.join(map(str, whole))}], found {list(raw.shape)}")
    if "mean" in spec:
        shape = (-1, 1, 1)
        values = ((values - np.array(spec["mean"], np.float32).reshape(shape))
                  / np.array(spec["deviation"], np.float32).reshape(shape))
    return values
