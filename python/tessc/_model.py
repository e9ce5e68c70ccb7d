"""What a model comes to, every default filled in."""
from __future__ import annotations

import contextlib
import os
import tempfile
from typing import Any, Dict, Iterator, Mapping, Optional

from . import _yaml
from ._command import PathLike, call, define_words


def is_text(model: PathLike) -> bool:
    """Is it a model itself, and not the path of a file?"""
    return isinstance(model, str) and ("\n" in model or model.startswith("tess 1"))


@contextlib.contextmanager
def as_file(model: PathLike) -> Iterator[str]:
    """The path of a model's file; a model that is given as text gets one for a while."""
    if not is_text(model):
        yield os.fspath(model)
        return
    with tempfile.TemporaryDirectory(prefix="tessc-") as folder:
        path = os.path.join(folder, "model.tess")
        with open(path, "w", encoding="utf-8") as file:
            file.write(os.fspath(model))
        yield path


def describe(model: PathLike, variant: Optional[str] = None, settings: Optional[Mapping[str, Any]] = None) -> Dict[str, Any]:
    """The resolved model as `tessc --emit=model` prints it: input, layers with shapes, neurons and weights, readout, rule,
    training. model: the path of a model file, or its text."""
    with as_file(model) as path:
        words = [f"--variant={variant}"] if variant else []
        result: Dict[str, Any] = _yaml.read(call(["--emit=model", *words, *define_words(settings), path]))
    return result
