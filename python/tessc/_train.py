"""Training: the trainer runs in a process of its own, and its metrics are read as they are written."""
from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Dict, List, Mapping, Optional

from . import _live
from ._command import PathLike, TessError, call, define_words, find, option_words, split_settings
from ._data import Data, array_settings, arrays_of, as_path
from ._model import as_file, describe
from ._run import Run

_TESSC_OPTIONS = ("engine", "schedule", "kernel", "variant")
_TOLD = ("note:", "hint:", "warning:")
_INTERRUPTED = 75


def new(data: Data, name: Optional[str] = None) -> str:
    """A model file to start from, as text: `tessc new` looks at the data, a path or arrays, and states shape, classes,
    normalisation and a network that fits. name: the model's; otherwise it is the data's."""
    with ExitStack() as stack:
        path = stack.enter_context(as_path(data, name or "model"))
        file = os.path.join(stack.enter_context(tempfile.TemporaryDirectory(prefix="tessc-")), "model.tess")
        call(["new", path, "-o", file])
        text = Path(file).read_text(encoding="utf-8")
        if arrays_of(data) is not None:  # its comments name a file that is gone
            text = text.replace(path, "arrays in memory")
    return re.sub(r"^model \S+$", f"model {name}", text, count=1, flags=re.MULTILINE) if name else text


def _free_folder(name: str) -> str:
    """runs/NAME, or the first of runs/NAME-2, ... that is not there."""
    path, number = f"runs/{name}", 1
    while os.path.exists(path):
        number += 1
        path = f"runs/{name}-{number}"
    return path


class _Reader(threading.Thread):
    """Keeps what a process says, and passes on what a person should know."""

    def __init__(self, stream: IO[str], tell: bool) -> None:
        super().__init__(daemon=True)
        self.stream, self.tell = stream, tell
        self.lines: List[str] = []
        self.start()

    def run(self) -> None:
        for line in self.stream:
            self.lines.append(line)
            if self.tell and line.startswith(_TOLD):
                print(line, end="", file=sys.stderr, flush=True)


def _rows(folder: str) -> List[Dict[str, Any]]:
    return Run(folder).rows if os.path.isfile(os.path.join(folder, "resolved.tess")) else []


def _follow(process: "subprocess.Popen[str]", folder: str, show: _live.Show, shown: int) -> None:
    """Shows rows as they come, but for the first `shown`, until the process has ended."""
    while True:
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            pass
        ended = process.returncode is not None
        rows = _rows(folder)
        for count in range(shown + 1, len(rows) + 1):
            show(rows[:count])
            shown = count
        if ended:
            return


def _run_trainer(words: List[str], folder: str, show: _live.Show, tell: bool) -> None:
    shown = len(_rows(folder))
    with subprocess.Popen([find(), *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, encoding="utf-8", errors="backslashreplace", start_new_session=True) as process:
        assert process.stdout and process.stderr
        readers = [_Reader(process.stdout, False), _Reader(process.stderr, tell)]
        try:
            _follow(process, folder, show, shown)
        except BaseException:  # the trainer writes a checkpoint and ends
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
        finally:
            for reader in readers:
                reader.join()
    if process.returncode != 0:
        raise TessError(process.returncode, "".join(readers[1].lines))


def train(model: PathLike, data: Optional[Data] = None, *, out: Optional[PathLike] = None,
          settings: Optional[Mapping[str, Any]] = None, progress: Any = None, resume: bool = False,
          **options: Any) -> Run:
    """Trains a model and returns the run.

    model: the path of a model file, or its text.
    data: the path of a folder or .npz file, or arrays in memory: {"x_train": ..., "y_train": ..., "x_test": ...,
        "y_test": ...}, these four in a tuple, or ((x_train, y_train), (x_test, y_test)); x is [N, C, H, W] or [N, H, W] for
        images and [N, T, C, H, W] for events, y the numbers of the classes. Unsigned bytes of images are pixels. Synthetic
        data sets need none.
    out: the run directory; runs/NAME, or the next free runs/NAME-2, ... if there is none.
    settings: what the model says otherwise, by paths as docs/language.md lists them: {"learn.alpha.post": -1}. Keywords may
        name them too, with two underscores for each dot: learn__alpha__post=-1.
    progress: None shows live curves in a notebook and a line an epoch elsewhere; True is the line, False nothing; a function
        is called with each epoch's row (a dict, as in Run.rows).
    resume: goes on with the run in `out`.
    options: those of `tessc train` (epochs=5, batch=32, lr=1e-3, seed=1, threads=2, train_limit=1000, augment=False, init=...,
        predict_from="conv2"), and engine, schedule, variant.

    TessError where tessc refuses or fails. Interrupted, it writes a checkpoint, from which resume=True goes on."""
    paths, trainer_options = split_settings(options)
    changed = {**(settings or {}), **paths}
    own = {name: trainer_options.pop(name) for name in _TESSC_OPTIONS if name in trainer_options}
    with ExitStack() as stack:
        file = stack.enter_context(as_file(model))
        described = describe(file, own.get("variant"), changed)
        if data is not None:
            changed = {**array_settings(data, described), **changed}
            trainer_options["data"] = stack.enter_context(as_path(data, described["model"]))
        folder = os.fspath(out) if out is not None else _free_folder(described["model"])
        epochs = int(trainer_options.get("epochs") or described["training"]["epochs"])
        show = _live.shower(progress, described["model"], epochs)
        words = ["train", *option_words("train", own), *define_words(changed), file, "--out", folder,
                 *option_words("train", trainer_options, ["resume"] if resume else [])]
        try:
            _run_trainer(words, folder, show, progress is not False)
        except TessError as error:
            if error.code != _INTERRUPTED:
                raise
            raise KeyboardInterrupt(f"stopped; train(..., out={folder!r}, resume=True) goes on") from error
    return Run(folder)
