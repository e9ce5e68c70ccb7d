"""Reads the YAML that tessc writes (run.yaml, --emit=model): block maps and lists, flow maps and lists on one line,
double-quoted text with JSON's escapes, numbers, true, false and null. It is no reader of any other YAML."""
from __future__ import annotations

import json
import re
from typing import Any, List, Tuple

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_WHOLE = re.compile(r"[-+]?\d+")
_WORDS = {"true": True, "false": False, "null": None, "": None}


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


class _Flow:
    """A value on one line."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def skip(self) -> str:
        while self.text[self.at:self.at + 1] == " ":
            self.at += 1
        return self.text[self.at:self.at + 1]

    def take(self, wanted: str) -> None:
        if self.skip() != wanted:
            raise ValueError(f"expected '{wanted}' at {self.at} of: {self.text}")
        self.at += 1

    def plain(self, ends: str) -> str:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ends:
            self.at += 1
        return self.text[start:self.at].strip()

    def value(self, ends: str = "") -> Any:
        first = self.skip()
        if first == '"':
            value, self.at = json.JSONDecoder().raw_decode(self.text, self.at)
            return value
        if first == "[":
            return self.sequence()
        if first == "{":
            return self.mapping()
        return _scalar(self.plain(ends))

    def sequence(self) -> List[Any]:
        items: List[Any] = []
        self.take("[")
        while self.skip() != "]":
            items.append(self.value(",]"))
            if self.skip() != "]":
                self.take(",")
        self.take("]")
        return items

    def mapping(self) -> "dict[str, Any]":
        items: "dict[str, Any]" = {}
        self.take("{")
        while self.skip() != "}":
            key = self.value(":") if self.skip() == '"' else self.plain(":")
            self.take(":")
            items[str(key)] = self.value(",}")
            if self.skip() != "}":
                self.take(",")
        self.take("}")
        return items


def _value(text: str) -> Any:
    flow = _Flow(text)
    value = flow.value()
    if flow.skip():
        raise ValueError(f"expected the end of the line at {flow.at} of: {text}")
    return value


Line = Tuple[int, str]  # indentation, text


def _block(lines: List[Line], at: int, indent: int) -> Tuple[Any, int]:
    """The map or list that begins at a line of this indentation; and the line behind it."""
    if lines[at][1].startswith("- "):
        return _items(lines, at, indent)
    result: "dict[str, Any]" = {}
    while at < len(lines) and lines[at][0] == indent and not lines[at][1].startswith("- "):
        key, colon, rest = lines[at][1].partition(":")
        if not colon:
            raise ValueError(f"expected 'name: value', found: {lines[at][1]}")
        at += 1
        inner = lines[at][0] if at < len(lines) else -1
        if rest.strip():
            result[key] = _value(rest.strip())
        elif inner > indent or (inner == indent and lines[at][1].startswith("- ")):
            result[key], at = _block(lines, at, inner)
        else:
            result[key] = None
    return result, at


def _items(lines: List[Line], at: int, indent: int) -> Tuple[List[Any], int]:
    items: List[Any] = []
    while at < len(lines) and lines[at][0] == indent and lines[at][1].startswith("- "):
        text = lines[at][1][2:]
        if text[0] in '"[{' or ":" not in text:
            items.append(_value(text))
            at += 1
            continue
        lines[at] = (indent + 2, text)
        item, at = _block(lines, at, indent + 2)
        items.append(item)
    return items, at


def read(text: str) -> Any:
    """The document as dicts, lists, text, numbers, booleans and None."""
    lines = [(len(line) - len(line.lstrip(" ")), line.strip()) for line in text.splitlines()
             if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return None
    value, at = _block(lines, 0, lines[0][0])
    if at < len(lines):
        raise ValueError(f"expected the end of the document, found: {lines[at][1]}")
    return value
