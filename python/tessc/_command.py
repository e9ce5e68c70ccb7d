"""The tessc program: where it is, and how it is called."""
from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import subprocess
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Sequence, Union
from urllib.parse import urlsplit
from urllib.request import url2pathname

PathLike = Union[str, "os.PathLike[str]"]


class TessError(RuntimeError):
    """tessc ended with another exit status than 0. `code` is the status (docs/runs.md lists them), `stderr` all that it
    said."""

    def __init__(self, code: int, stderr: str) -> None:
        self.code = code
        self.stderr = stderr
        lines = [line for line in stderr.splitlines() if "error" in line] or stderr.splitlines()[-3:]
        super().__init__("\n".join(lines) or f"tessc ended with status {code}")


def _trees() -> Iterator[Path]:
    """The source trees that this package may belong to: the one it lies in, else the one it was installed from, whose folder
    pip keeps in direct_url.json (https://packaging.python.org/specifications/direct-url-data-structure)."""
    here = Path(__file__).resolve().parent.parent
    yield here.parent
    for installed in metadata.distributions(name="tessc", path=[str(here)]):
        record = json.loads(installed.read_text("direct_url.json") or "{}")
        url = urlsplit(record.get("url", ""))
        if url.scheme == "file" and "dir_info" in record:
            yield Path(url2pathname(url.path)).parent


def find() -> str:
    """The tessc program: the one that the environment variable TESSC names, else the one in PATH, else that of the source tree
    which this package lies in or was installed from, in its folder build or built in place."""
    named = os.environ.get("TESSC")
    if named:
        if os.access(named, os.X_OK):
            return os.path.abspath(named)
        raise FileNotFoundError(f"TESSC names {named}, which is no program that can be run")
    found = shutil.which("tessc")
    if found:
        return found
    places = [place for tree in _trees() for place in (tree / "build" / "tessc", tree / "tessc")]
    for place in places:
        if os.access(place, os.X_OK) and place.is_file():
            return str(place)
    raise FileNotFoundError("there is no tessc in PATH, and none at " + ", ".join(map(str, places)) + ": build it, and put "
                            "its folder into PATH or its path into the environment variable TESSC")


def call(words: Sequence[str]) -> str:
    """Runs tessc to its end; what it printed. TessError where it failed."""
    done = subprocess.run([find(), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          encoding="utf-8", errors="backslashreplace", check=False)
    if done.returncode != 0:
        raise TessError(done.returncode, done.stderr)
    return done.stdout


def _value(value: Any) -> str:
    """A setting's value in the words of a model file."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (list, tuple)):
        return " ".join(_value(item) for item in value)
    return str(value)


def define_words(settings: Optional[Mapping[str, Any]]) -> List[str]:
    """-D PATH=VALUE of every setting."""
    words: List[str] = []
    for path, value in (settings or {}).items():
        words += ["-D", f"{path}={_value(value)}"]
    return words


_OTHER_NAMES = {"predict_from": "from", "learning_rate": "lr", "augment": "no-augment"}


@lru_cache(maxsize=None)
def _options_of(program: str, command: str) -> FrozenSet[str]:
    """The long options of a command, as its help lists them."""
    done = subprocess.run([program, "help", command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          encoding="utf-8", check=True)
    return frozenset(re.findall(r"^  (?:-\w, )?--([a-z-]+)", done.stdout, re.MULTILINE))


def _check_options(command: str, options: Iterable[str]) -> None:
    """TypeError unless the command has every option under its whole name: a trainer takes `--epoch` for `--epochs`."""
    known = _options_of(find(), command)
    for name in options:
        if _OTHER_NAMES.get(name, name).replace("_", "-") not in known:
            words = sorted([option.replace("-", "_") for option in known] + list(_OTHER_NAMES))
            near = difflib.get_close_matches(name, words, 1)
            raise TypeError(f"tessc {command} has no option '{name}'" + (f": did you mean '{near[0]}'?" if near else ""))


def option_words(command: str, options: Mapping[str, Any], flags: Iterable[str] = ()) -> List[str]:
    """Keywords as options of a command: `train_limit=100` is --train-limit 100, `layers=True` is --layers; what is None or
    False is left out. `predict_from` is --from, which Python has taken as a word; `augment=False` is --no-augment. TypeError
    where the command has no such option."""
    _check_options(command, options)
    words = [f"--{flag}" for flag in flags]
    for name, value in options.items():
        if name == "augment":
            words += [] if value in (None, True) else ["--no-augment"]
            continue
        option = "--" + _OTHER_NAMES.get(name, name).replace("_", "-")
        if value is True:
            words.append(option)
        elif value is not None and value is not False:
            words += [option, str(value)]
    return words


def split_settings(options: Mapping[str, Any]) -> "tuple[dict[str, Any], dict[str, Any]]":
    """Keywords that are settings of the model (`learn__alpha__post=-1` stands for learn.alpha.post) and those that are
    options."""
    settings = {name.replace("__", "."): value for name, value in options.items() if "__" in name}
    return settings, {name: value for name, value in options.items() if "__" not in name}
