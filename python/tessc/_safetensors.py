"""Safetensors files: eight bytes with the length of a JSON header, the header, the tensors' bytes."""
from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, Dict, Mapping, Tuple

import numpy as np

from ._command import PathLike

_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1",
          "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1"}


def read(path: PathLike) -> "Tuple[Dict[str, np.ndarray[Any, Any]], Dict[str, str]]":
    """Tensors by name, and the metadata. ValueError where the file is none."""
    data = Path(path).read_bytes()
    if len(data) < 8:
        raise ValueError(f"{path}: expected a safetensors file, found {len(data)} bytes")
    (length,) = struct.unpack_from("<Q", data)
    if length > len(data) - 8:
        raise ValueError(f"{path}: expected a header of {length} bytes, found the end of the file")
    header: Dict[str, Any] = json.loads(data[8:8 + length])
    metadata: Dict[str, str] = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] not in _TYPES:
            raise ValueError(f"{path}: {name} has type {entry['dtype']}, which NumPy does not have")
        kind = np.dtype(_TYPES[entry["dtype"]])
        begin, end = entry["data_offsets"]
        if not 0 <= begin <= end <= len(data) - 8 - length or (end - begin) % kind.itemsize:
            raise ValueError(f"{path}: {name} lies outside of the file")
        array = np.frombuffer(data, kind, (end - begin) // kind.itemsize, 8 + length + begin)
        tensors[name] = array.reshape(entry["shape"]).copy()
    return tensors, metadata


def write(path: PathLike, tensors: "Mapping[str, np.ndarray[Any, Any]]", metadata: Mapping[str, str]) -> None:
    """Writes float32 tensors. The file is whole or not there."""
    header: Dict[str, Any] = {"__metadata__": dict(metadata)}
    parts, end = [], 0
    for name, value in sorted(tensors.items()):
        part = np.ascontiguousarray(value, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [end, end + len(part)]}
        parts.append(part)
        end += len(part)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    part_path = Path(f"{path}.part")
    try:
        part_path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))
        part_path.replace(path)
    except BaseException:
        part_path.unlink(missing_ok=True)
        raise
