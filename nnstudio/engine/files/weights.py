"""Weights that others have saved, read into arrays that fit a network; what does not fit is said in a sentence."""

import io
import os
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nnstudio.engine.files.pickle_bounds import ForeignObjectError, PickleError, check_pickle
from nnstudio.language import _
from nnstudio.project.bounded_reading import open_file, parse_json
from nnstudio.project.bounded_zip import BoundedZip
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.names import meant, printable, shown

MAX_BYTES = 256 << 20
"""Of the file, and once unpacked: more than the largest network here has, in float64."""
_MAX_HEADER = 4 << 20
_MAX_PICKLE = 4 << 20
_MOST_ENTRIES = 10_000
_LEGACY_PICKLES = 5
"""In a file that is no archive: a mark, a version, the machine, the state_dict, the names of its arrays."""
_FOREIGN = _("it holds Python objects besides tensors, which could run code; save model.state_dict() instead")
# what programs call the state_dict within a file that also holds an optimiser or an epoch
_WRAPPERS = ("state_dict", "model_state_dict", "model", "weights")

Arrays = dict[str, NDArray[np.float32]]


def read_weights(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> Arrays:
    """The ``state_dict`` in a .safetensors or .pt file as float32 arrays, one for each of `shapes`, in their order.

    `shapes` are the network's, as ``StateLayout.shapes`` has them. Whether it is the one or the other follows from
    the content. Nothing in the file is run: a .pt file is read with ``weights_only=True``.

    Raises:
        ProjectError: the file can't be read, holds no state_dict, or one of another network.
    """
    try:
        return _fitting(_read_tensors(path), shapes)
    except ProjectError as error:
        raise ProjectError(f"{path}: {error}") from None


def _read_tensors(path: Path) -> dict[str, Tensor]:
    with open_file(path, _("a file of weights")) as file:
        if os.fstat(file.fileno()).st_size > MAX_BYTES:
            raise ProjectError(_("too large for weights (over {max_bytes} MB)").format(max_bytes=MAX_BYTES >> 20))
        start = file.read(9)
        file.seek(0)
        if start[8:] == b"{":
            return _read_safetensors(file.read(MAX_BYTES))
        if start[:2] == b"PK":
            return _read_state_dict(_repacked(file))
        if start[:1] == b"\x80":
            content = io.BytesIO(file.read(MAX_BYTES))
            return _read_state_dict(content, pickles=_LEGACY_PICKLES)
    raise ProjectError(_("the file is empty") if not start else _("neither a .safetensors nor a .pt file of weights"))


def _read_safetensors(content: bytes) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load

    (header,) = struct.unpack("<Q", content[:8])
    if header > _MAX_HEADER:
        raise ProjectError(
            _("its header claims {header:,} bytes; no file of weights needs as much").format(header=header)
        )
    if header > len(content) - 8:
        raise ProjectError(_("the file ends within its header; it was not copied as a whole"))
    try:
        ends = [entry["data_offsets"][1] for name, entry in _entries(content[8 : 8 + header])]
        if len(content) - 8 - header < max(ends, default=0):
            raise ProjectError(_("the file ends before its last tensor; it was not copied as a whole"))
        return load(content)
    except (SafetensorError, ValueError, TypeError, KeyError, IndexError, RuntimeError, OverflowError) as error:
        raise ProjectError(_("not a sound .safetensors file ({error})").format(error=_short(error))) from None


def _entries(header: bytes) -> list[tuple[str, Any]]:
    described = parse_json(header)
    return [(name, entry) for name, entry in described.items() if name != "__metadata__"]


def _repacked(file: BinaryIO) -> BinaryIO:
    """The same archive as Python reads it, within bounds: PyTorch's own reader might find another one in the file."""
    try:
        archive = BoundedZip(file, _MOST_ENTRIES, MAX_BYTES)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as copy:
            for name in archive.names:
                if name.endswith("/data.pkl"):
                    content = archive.read(name, _MAX_PICKLE)
                    _check_pickles(io.BytesIO(content), 1)
                else:
                    content = archive.read(name, MAX_BYTES, is_numbers=True)
                copy.writestr(zipfile.ZipInfo(name), content)
    except InvalidProjectError as error:
        raise ProjectError(_("not a sound .pt file, or only a part of one: {error}").format(error=error)) from None
    out.seek(0)
    return out


def _check_pickles(file: BinaryIO, count: int) -> None:
    try:
        for _unused in range(count):
            check_pickle(file)
    except ForeignObjectError:
        raise ProjectError(_FOREIGN) from None
    except PickleError as error:
        raise ProjectError(
            _("not a sound .pt file, or only a part of one ({error})").format(error=_short(error))
        ) from None


def _read_state_dict(file: BinaryIO, pickles: int = 0) -> dict[str, Tensor]:
    """What PyTorch loads, once the first `pickles` in the file have been looked through."""
    _check_pickles(file, pickles)
    file.seek(0)
    try:
        found = torch.load(file, map_location="cpu", weights_only=True)
    except MemoryError:
        raise ProjectError(_("there is not enough memory for what it claims to hold")) from None
    # a damaged file makes torch.load raise whatever its pieces raise
    except Exception as error:
        if "weights_only" in str(error) or "WeightsUnpickler" in str(error):
            raise ProjectError(_FOREIGN) from None
        raise ProjectError(
            _("not a sound .pt file, or only a part of one ({error})").format(error=_short(error))
        ) from None
    if isinstance(found, dict):
        for wrapper in _WRAPPERS:
            if isinstance(found.get(wrapper), dict):
                raise ProjectError(
                    _('the weights lie within its "{wrapper}"; save that part alone').format(wrapper=wrapper)
                )
    if not isinstance(found, dict) or not found or not all(isinstance(name, str) for name in found):
        raise ProjectError(
            _("it holds a {kind}, not a state_dict; save model.state_dict()").format(kind=type(found).__name__)
        )
    for name, value in found.items():
        if not isinstance(value, Tensor):
            raise ProjectError(
                _("{name} is a {type_name}, not a tensor; save model.state_dict() alone").format(
                    name=shown(name), type_name=type(value).__name__
                )
            )
    return found


def _fitting(tensors: Mapping[str, Tensor], shapes: Mapping[str, tuple[int, ...]]) -> Arrays:
    """The tensors in the network's order, each checked."""
    for name in tensors:
        if name not in shapes:
            raise ProjectError(
                _("this network has no {name}{meant}").format(name=shown(name), meant=meant(name, tuple(shapes)))
            )
    for name in shapes:
        if name not in tensors:
            # not every format keeps an order
            there = [known for known in shapes if known in tensors]
            raise ProjectError(
                _("{name} is missing; the file has {others}").format(
                    name=name, others=", ".join(map(printable, there[:8]))
                )
            )
    return {name: _array(name, tensors[name], shape) for name, shape in shapes.items()}


def _array(name: str, tensor: Tensor, shape: tuple[int, ...]) -> NDArray[np.float32]:
    # first, for of some of them not even the shape can be asked
    strange = _strange(tensor)
    if strange:
        raise ProjectError(_("{name} is {strange}; ordinary numbers are needed").format(name=name, strange=strange))
    if tuple(tensor.shape) != shape:
        raise ProjectError(
            _("{name} is {tensor_shape}, but this network's is {shape}").format(
                name=name, tensor_shape=_by(tuple(tensor.shape)), shape=_by(shape)
            )
        )
    try:
        array = np.array(tensor.detach().to(torch.float32).numpy(), order="C")
    except (RuntimeError, NotImplementedError, TypeError) as error:
        raise ProjectError(_("{name} can't be read ({error})").format(name=name, error=_short(error))) from None
    if not np.isfinite(array).all():
        raise ProjectError(_("{name} holds numbers that are infinite, NaN, or too large for float32").format(name=name))
    array.setflags(write=False)
    return array


def _strange(tensor: Tensor) -> str:
    """What a tensor is, if it holds no ordinary numbers one beside the other."""
    if tensor.is_nested:
        return _("nested")
    if tensor.is_meta:
        return _("a shape without numbers (on the meta device)")
    if tensor.layout is not torch.strided:
        return _("sparse")
    if tensor.is_complex() or tensor.is_quantized or tensor.dtype is torch.bool:
        return str(tensor.dtype).removeprefix("torch.")
    return ""


def _by(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) if shape else _("a single number")


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return "".join(c for c in text[:120] if c.isprintable())
