"""A run directory: what a training has left."""
from __future__ import annotations

import contextlib
import csv
import json
import math
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from . import _live, _yaml
from ._command import PathLike, call, define_words, option_words
from ._data import Array, Data, array_settings, as_path, pair_of
from ._model import describe

Floats = Any  # numpy arrays; their types say little here


@dataclass(frozen=True)
class Evaluation:
    """What `tessc eval` says of weights on a split. Shares are 0 to 1."""

    split: str
    accuracy: float
    loss: float  # mean cross entropy
    classes: List[str]  # names
    predicted_from: str
    labels: Floats  # [samples] numbers of classes in the data
    predictions: Floats  # [samples] numbers of predicted classes
    logits: Floats  # [samples, classes] float32, summed over the time steps
    confusion: Optional[Floats]  # [classes, classes] samples by label and predicted class; None: more than 1,000 classes
    files: Optional[List[str]]  # of each sample its file, relative to the data's folder; None: samples are no files
    layers: List[Dict[str, Any]]  # of each layer and the readout: name, rate, accuracy by itself

    def __repr__(self) -> str:
        return (f"Evaluation({self.split}: accuracy {100 * self.accuracy:.2f} % of {len(self.labels)} samples, "
                f"loss {self.loss:.4f}, from {self.predicted_from})")


def _number(text: str) -> float:
    return float(text) if text else math.nan


class Run:
    """A run directory. What is in it is read when it is asked for, and metrics anew each time, so that a run that goes on
    may be looked at."""

    def __init__(self, path: PathLike) -> None:
        self.path = Path(path)
        if not (self.path / "resolved.tess").is_file():
            raise FileNotFoundError(f"{self.path} is no run directory: it has no resolved.tess")

    def __repr__(self) -> str:
        rows = self.rows
        end = f", test accuracy {100 * rows[-1]['test_accuracy']:.2f} %" if rows and rows[-1]["test_accuracy"] else ""
        return f"Run({str(self.path)!r}: {self.config['model']}, {len(rows)} epochs{end})"

    def _repr_html_(self) -> str:
        return _live.curves(self.rows, str(self.path))

    def __fspath__(self) -> str:
        return str(self.path)

    @property
    def config(self) -> Dict[str, Any]:
        """run.yaml: versions, machine, settings, data set, layers."""
        result: Dict[str, Any] = _yaml.read((self.path / "run.yaml").read_text(encoding="utf-8"))
        return result

    @cached_property
    def model(self) -> Dict[str, Any]:
        """The resolved model, as tessc.describe gives it."""
        return describe(self.path / "resolved.tess")

    @property
    def source(self) -> str:
        """The model file that gives the same run again."""
        return (self.path / "resolved.tess").read_text(encoding="utf-8")

    @property
    def classes(self) -> List[str]:
        """Names of the classes."""
        return [str(name) for name in self.config["data"]["classes"]]

    @property
    def rows(self) -> List[Dict[str, Any]]:
        """metrics.jsonl: a dict an epoch, with lists of layers and accuracies by class."""
        path = self.path / "metrics.jsonl"
        if not path.is_file():
            return []
        lines = path.read_text(encoding="utf-8").split("\n")
        return [json.loads(line) for line in lines[:-1]]  # behind the last newline a row may be half written

    @property
    def metrics(self) -> Any:
        """metrics.csv: a row an epoch, of numbers alone: a pandas.DataFrame with the epoch as its index, or where there is no
        pandas a list of dicts. What is not there is NaN."""
        path = self.path / "metrics.csv"
        with contextlib.suppress(ImportError):
            import pandas
            return pandas.read_csv(path, index_col="epoch") if path.is_file() else pandas.DataFrame()
        if not path.is_file():
            return []
        with open(path, newline="", encoding="utf-8") as file:
            return [{name: _number(text) for name, text in row.items()} for row in csv.DictReader(file)]

    @property
    def confusion(self) -> Optional[Floats]:
        """The matrix of the best epoch, samples by label and predicted class; None where the run has none."""
        path = self.path / "confusion.csv"
        if not path.is_file():
            return None
        with open(path, newline="", encoding="utf-8") as file:
            return np.array([[int(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]])

    def weights(self, which: str = "best") -> Path:
        """The weights file "best" (by validation accuracy) or "last", or any other path."""
        path = self.path / f"{which}.safetensors" if which in ("best", "last") else Path(which)
        if not path.is_file():
            raise FileNotFoundError(f"{path}: there are no such weights" +
                                    ("; the run has had no whole epoch" if which == "best" else ""))
        return path

    def report(self) -> Path:
        """Writes report.html anew, a page with curves, layers and all numbers; its path."""
        call(["report", str(self.path)])
        return self.path / "report.html"

    def _command(self, name: str, which: str, settings: Dict[str, Any], options: Dict[str, Any],
                 words: Sequence[str]) -> str:
        return call([name, *define_words(settings), str(self.path / "resolved.tess"), "--weights",
                     str(self.weights(which)), *option_words(name, options), *words])

    def evaluate(self, data: Optional[Data] = None, split: str = "test", weights: str = "best",
                 **options: Any) -> Evaluation:
        """Evaluates weights. data: a path; arrays as tessc.train takes them; or a pair (x, y), which is then the split. None:
        the data that the run was trained on, where it was a path. options: those of `tessc eval`, such as predict_from,
        layers, threads."""
        pair = pair_of(data) if data is not None else None
        if pair is not None:
            x, y = pair
            data, split = {"x_train": x[:1], "y_train": y[:1], "x_test": x, "y_test": y}, "test"
        elif data is None:
            folder: Optional[str] = self.config["data"]["folder"]
            if folder is not None and not os.path.exists(folder):
                raise FileNotFoundError(f"the data of this run, {folder}, is not there any more: evaluate(data=...)")
            data = folder
        settings = {} if data is None else array_settings(data, self.model)
        with tempfile.TemporaryDirectory(prefix="tessc-") as place:
            samples = os.path.join(place, "samples.jsonl")
            words = ["--json", "--split", split, "--predictions", samples]
            if data is None:
                printed = self._command("eval", weights, settings, options, words)
            else:
                with as_path(data) as path:
                    printed = self._command("eval", weights, settings, options, [*words, "--data", path])
            with open(samples, encoding="utf-8") as file:
                rows = [json.loads(line) for line in file]
        results = json.loads(printed)
        return Evaluation(
            split=results["split"], accuracy=results["accuracy"], loss=results["loss"],
            classes=results["classes"] if pair is None else self.classes,
            predicted_from=results["predicted_from"], labels=np.array([row["label"] for row in rows]),
            predictions=np.array([row["predicted"] for row in rows]),
            logits=np.array([row["logits"] for row in rows], np.float32),
            confusion=None if results["confusion"] is None else np.array(results["confusion"]),
            files=[row["file"] for row in rows] if rows and "file" in rows[0] else None, layers=results["layers"])

    def predict(self, x: Array, weights: str = "best", **options: Any) -> Floats:
        """Logits [N, classes] of samples [N, C, H, W], [N, H, W] or [N, T, C, H, W], summed over the time steps. options: those
        of `tessc predict`."""
        with tempfile.TemporaryDirectory(prefix="tessc-") as folder:
            path = os.path.join(folder, "x.npy")
            np.save(path, np.asarray(x))
            printed = self._command("predict", weights, {}, options, ["--json", path])
        return np.array([json.loads(line)["logits"] for line in printed.splitlines()], np.float32)
