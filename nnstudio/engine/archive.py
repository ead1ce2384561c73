"""The studio's own file, ``.nnstudio``: a zip with the project, its data, its runs and how the window was left.

::

    project.json                the project, as a ``.json`` project file has it
    manifest.json               version, which run was open at which epoch, the window's layout, the runs' facts
    data/NAME                   a copy of every file that the data come from
    runs/N/history.safetensors  train_loss, test_loss, epochs, snapshots
    runs/N/state.safetensors    optimiser and random state, to train on as if the file had never been closed

Nothing in it is executed, and nothing is unpacked onto the disk by its own name.
"""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from nnstudio.project.bounded_reading import parse_json, read_file
from nnstudio.project.errors import InvalidProjectError, ProjectError, TooNewProjectError
from nnstudio.project.kept_data import unpacked
from nnstudio.project.names import printable, shown
from nnstudio.project.project import Project
from nnstudio.project.storage import parse_project, project_json
from nnstudio.project.writing import mend, replacing

VERSION = 1
MAX_FILES = 1000
MAX_BYTES = 2 * 2**30
"""What all entries may come to, unpacked."""
_MAX_JSON_BYTES = 50 * 2**20
_NAME = re.compile(r"project\.json|manifest\.json|data/[^/\\\x00]+|runs/\d{1,4}/(history|state)\.safetensors")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, eq=False)
class ArchivedRun:
    """One run as plain arrays; k stored snapshots of P numbers each, n epochs."""

    name: str
    project: Project
    train_loss: NDArray[np.float64]
    """(n,)"""
    test_loss: NDArray[np.float64]
    """(n,), or (0,) without a test split"""
    epochs: NDArray[np.int64]
    """(k,): ascending, from 0 to n"""
    snapshots: NDArray[np.float32]
    """(k, P)"""
    state: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    """What the trainer needs to go on exactly; empty if it can't go on."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Numbers and texts that belong to the run, as JSON has them."""


@dataclass(frozen=True, eq=False)
class Archive:
    """All that a ``.nnstudio`` file holds."""

    project: Project
    runs: tuple[ArchivedRun, ...] = ()
    current: int | None = None
    """Which of the runs is open; None for none."""
    epoch: int | None = None
    """The epoch that the window shows; None for the latest."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The data's files by their names, without a folder."""
    layout: Mapping[str, Any] = field(default_factory=dict)


def write_archive(archive: Archive, path: Path) -> None:
    """Writes the file as a whole or not at all: until the new one is on the disk, the old one stays.

    Raises:
        ProjectError: the file can't be written.
    """
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        _put(out, "project.json", project_json(archive.project).encode())
        _put(out, "manifest.json", json.dumps(_manifest(archive), indent=1, allow_nan=False).encode())
        for name, content in archive.files.items():
            _put(out, f"data/{name}", content)
        for i, run in enumerate(archive.runs):
            history: dict[str, NDArray[Any]] = {
                "train_loss": run.train_loss,
                "test_loss": run.test_loss,
                "epochs": run.epochs,
                "snapshots": run.snapshots,
            }
            _put(out, f"runs/{i}/history.safetensors", _saved(history), zipfile.ZIP_STORED)
            if run.state:
                _put(out, f"runs/{i}/state.safetensors", _saved(run.state), zipfile.ZIP_STORED)


def read_archive(path: Path) -> Archive:
    """What the file holds, checked entry by entry.

    Raises:
        InvalidProjectError: not such a file, cut short, or with something in it that does not belong there.
        TooNewProjectError: its version is later than this program's.
    """
    mend(path)
    try:
        return _unpacked(parse_archive(read_file(path, MAX_BYTES, "a studio file")))
    except ProjectError as error:
        raise type(error)(f"{path}: {error}") from None


def _unpacked(archive: Archive) -> Archive:
    """The same with its data files put where they can be read."""

    def read(name: str) -> bytes:
        try:
            return archive.files[name.removeprefix("data/")]
        except KeyError:
            raise InvalidProjectError(f"{printable(name)} is missing in this studio file") from None

    runs = tuple(replace(run, project=unpacked(run.project, read)) for run in archive.runs)
    return replace(archive, project=unpacked(archive.project, read), runs=runs)


def parse_archive(content: bytes) -> Archive:
    """The same for the file's bytes."""
    entries = _Entries(content)
    manifest = entries.json("manifest.json")
    if manifest.get("format") != "nnstudio-archive" or not isinstance(manifest.get("version"), int):
        raise InvalidProjectError("manifest.json: this is not a studio file's manifest")
    if manifest["version"] > VERSION:
        raise TooNewProjectError(
            f"this file has version {manifest['version']}, this program reads up to {VERSION}; update NN Studio"
        )
    project = _project(entries.read("project.json", _MAX_JSON_BYTES), "project.json")
    runs = tuple(_run(entries, i, facts) for i, facts in enumerate(_list(manifest, "runs")))
    current, epoch = manifest.get("current"), manifest.get("epoch")
    if current is not None and not (type(current) is int and 0 <= current < len(runs)):
        _refuse("manifest.json", "current is not the number of a run")
    if epoch is not None and not (type(epoch) is int and epoch >= 0):
        _refuse("manifest.json", "epoch is not a whole number from 0")
    layout = manifest.get("layout", {})
    return Archive(
        project,
        runs,
        current,
        epoch,
        {name.removeprefix("data/"): entries.read(name) for name in entries.names if name.startswith("data/")},
        layout if isinstance(layout, dict) else {},
    )


class _Entries:
    """The zip's entries, read within a budget whatever their headers promise."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise InvalidProjectError("this is not a studio file, or it was cut short") from None
        self.names = self._zip.namelist()
        self._left = MAX_BYTES
        if len(self.names) > MAX_FILES:
            raise InvalidProjectError(f"more than {MAX_FILES} entries in a studio file")
        if len(set(self.names)) < len(self.names):
            raise InvalidProjectError("an entry is there twice")
        for name in self.names:
            if not _NAME.fullmatch(name) or name in ("data/.", "data/.."):
                raise InvalidProjectError(f"{shown(name)} does not belong into a studio file")

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        limit = min(limit, self._left)
        try:
            with self._zip.open(name) as entry:
                content = entry.read(limit + 1)
        except KeyError:
            raise InvalidProjectError(f"{printable(name)} is missing in this studio file") from None
        except Exception as error:
            # zipfile passes on whatever its decompressors raise
            raise InvalidProjectError(f"{printable(name)} is damaged ({' '.join(str(error).split())[:120]})") from None
        if len(content) > limit:
            raise InvalidProjectError(f"{printable(name)} is too large for a studio file")
        self._left -= len(content)
        return content

    def json(self, name: str) -> dict[str, Any]:
        try:
            value = parse_json(self.read(name, _MAX_JSON_BYTES), allow_nan=False)
        except ValueError as error:
            raise InvalidProjectError(f"{name}: not valid JSON ({str(error)[:120]})") from None
        if not isinstance(value, dict):
            _refuse(name, "not an object")
        return value

    def tensors(self, name: str) -> dict[str, NDArray[Any]]:
        try:
            return load_tensors(self.read(name))
        except (SafetensorError, ValueError, KeyError, TypeError) as error:
            raise InvalidProjectError(f"{name}: not a safetensors file ({str(error)[:120]})") from None


def _manifest(archive: Archive) -> dict[str, Any]:
    runs = [
        {"name": run.name, "project": json.loads(project_json(run.project)), "facts": dict(run.facts)}
        for run in archive.runs
    ]
    return {
        "format": "nnstudio-archive",
        "version": VERSION,
        "current": archive.current,
        "epoch": archive.epoch,
        "runs": runs,
        "layout": dict(archive.layout),
    }


def _run(entries: _Entries, i: int, facts: Any) -> ArchivedRun:
    where = f"manifest.json: runs[{i}]"
    if not isinstance(facts, dict) or not isinstance(facts.get("name"), str):
        _refuse(where, "a run needs a name")
    project = _project(json.dumps(facts.get("project")).encode(), where)
    name = f"runs/{i}/history.safetensors"
    found = entries.tensors(name)
    kinds = {"train_loss": np.float64, "test_loss": np.float64, "epochs": np.int64, "snapshots": np.float32}
    for key, kind in kinds.items():
        if key not in found or found[key].dtype != kind or found[key].ndim != (2 if key == "snapshots" else 1):
            _refuse(name, f"{key} is missing or of another kind")
    train, test, epochs, snapshots = (found[key] for key in kinds)
    n, k = len(train), len(epochs)
    sound = k >= 1 and len(snapshots) == k and epochs[0] == 0 and epochs[-1] == n and bool((np.diff(epochs) > 0).all())
    if not sound or len(test) not in (0, n):
        _refuse(name, "its losses, epochs and snapshots do not belong together")
    if not all(bool(np.isfinite(values).all()) for values in (train, test, snapshots)):
        _refuse(name, "it holds numbers that are infinite or NaN")
    state = f"runs/{i}/state.safetensors"
    others = facts.get("facts")
    return ArchivedRun(
        facts["name"][:200],
        project,
        train,
        test,
        epochs,
        snapshots,
        entries.tensors(state) if state in entries.names else {},
        others if isinstance(others, dict) else {},
    )


def _project(content: bytes, where: str) -> Project:
    try:
        return parse_project(content)
    except ProjectError as error:
        raise type(error)(f"{where}: {error}") from None


def _list(manifest: dict[str, Any], key: str) -> list[Any]:
    value = manifest.get(key, [])
    if not isinstance(value, list):
        _refuse("manifest.json", f"{key} is not a list")
    return value


def _refuse(where: str, why: str) -> NoReturn:
    raise InvalidProjectError(f"{where}: {why}")


def _saved(tensors: Mapping[str, NDArray[Any]]) -> bytes:
    content: bytes = save_tensors({name: np.asarray(array, order="C") for name, array in tensors.items()})
    return content


def _put(out: zipfile.ZipFile, name: str, content: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = how
    info.external_attr = 0o644 << 16
    out.writestr(info, content)
