"""The studio's own file, ``.nnstudio``: a zip with the project, its data, its runs and how the window was left.

::

    project.json                the project, as a ``.json`` project file has it
    manifest.json               version, which run was open at which epoch, the window's layout, the runs' facts
    data/NAME                   a copy of every file that the data come from
    runs/N/history.safetensors  train_loss, test_loss, epochs, snapshots
    runs/N/state.safetensors    optimiser and random state, to train on as if the file had never been closed
    sweeps/N/…                  many runs side by side: see `sweep_entries`

A file without sweeps has version 1, as earlier programs read it. Keys of the manifest that are not known are passed
over, entries that are not are refused.

Nothing in it is executed, and nothing is unpacked onto the disk by its own name.
"""

import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from nnstudio.engine.files.sweep_entries import ArchivedSweep, facts_of, results_of, states_of, sweep_of
from nnstudio.language import _
from nnstudio.project.bounded_reading import open_file, parse_json
from nnstudio.project.bounded_zip import MAX_INFLATED_NUMBERS
from nnstudio.project.errors import InvalidProjectError, ProjectError, TooNewProjectError
from nnstudio.project.kept_data import unpacked
from nnstudio.project.names import shown
from nnstudio.project.outside import note_as_agreed, require_agreed
from nnstudio.project.places import folder_of, with_absolute_path
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.storage import MAX_FILE_BYTES, parse_project, project_json
from nnstudio.project.studio_zip import MAX_BYTES, StudioZip
from nnstudio.project.writing import mend, replacing

VERSION = 2
"""That a file with sweeps has."""
MOST_SWEEPS = 8
_MOST_COMPRESSED = MAX_INFLATED_NUMBERS // 2
"""Bytes of numbers in one file that are compressed: reading unpacks no more than a bound."""
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
    layout: Mapping[str, Any] = field(default_factory=dict)
    sweeps: tuple[ArchivedSweep, ...] = ()
    """In the order in which they were begun."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Copies of the data's files to be written, by their names without a folder; empty in what was read."""


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
        _put_sweeps(out, archive.sweeps)
    for project in (archive.project, *(run.project for run in archive.runs), *(s.project for s in archive.sweeps)):
        note_as_agreed(project, path)


def _put_sweeps(out: zipfile.ZipFile, sweeps: Sequence[ArchivedSweep]) -> None:
    left = _MOST_COMPRESSED
    for i, sweep in enumerate(sweeps):
        _put(out, f"sweeps/{i}/sweep.json", facts_of(sweep))
        results = _saved(results_of(sweep))
        left -= len(results)
        how = zipfile.ZIP_DEFLATED if left > 0 else zipfile.ZIP_STORED
        _put(out, f"sweeps/{i}/results.safetensors", results, how)
        _put(out, f"sweeps/{i}/states.safetensors", _saved(states_of(sweep)), zipfile.ZIP_STORED)


def read_archive(path: Path) -> Archive:
    """What the file holds, checked entry by entry, with its data files put where they can be read.

    Raises:
        InvalidProjectError: not such a file, cut short, or with something in it that does not belong there.
        TooNewProjectError: its version is later than this program's.
        OutsideFileError: a project's data file lies elsewhere, and nobody has agreed to that.
    """
    mend(path)
    try:
        with open_file(path, _("a studio file")) as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise InvalidProjectError(
                    _("too large for a studio file (over {max_bytes} GB)").format(max_bytes=MAX_BYTES >> 30)
                )
            archive = parse_archive(file)
    except ProjectError as error:
        raise type(error)(f"{path}: {error}") from None
    runs = tuple(replace(run, project=_placed(run.project, path)) for run in archive.runs)
    sweeps = tuple(replace(sweep, project=_placed(sweep.project, path)) for sweep in archive.sweeps)
    return replace(archive, project=_placed(archive.project, path), runs=runs, sweeps=sweeps)


def _placed(project: Project, path: Path) -> Project:
    """The project with its data file named from the root on, if it may be touched."""
    project = with_absolute_path(project, folder_of(path))
    require_agreed(project, path)
    return project


def parse_archive(file: BinaryIO) -> Archive:
    """The same for an open file."""
    entries = StudioZip(file)
    manifest = _json(entries, "manifest.json")
    if manifest.get("format") != "nnstudio-archive" or not isinstance(manifest.get("version"), int):
        raise InvalidProjectError(_("manifest.json: this is not a studio file's manifest"))
    if manifest["version"] > VERSION:
        raise TooNewProjectError(
            _("this file has version {version}, this program reads up to {newest}; update NN Studio").format(
                version=manifest["version"], newest=VERSION
            )
        )
    project = _project(entries.read("project.json", MAX_FILE_BYTES), "project.json")
    listed = _list(manifest, "runs")
    projects = [_project_of(facts, i) for i, facts in enumerate(listed)]
    swept = [_json(entries, f"sweeps/{i}/sweep.json") for i in range(_count_sweeps(manifest))]
    bases = [_project(json.dumps(facts.get("project")).encode(), f"sweeps/{i}") for i, facts in enumerate(swept)]
    # before anything that takes memory is unpacked
    _require_named(entries, (project, *projects, *bases), len(projects), len(bases))
    runs = tuple(_run(entries, i, facts, own) for i, (facts, own) in enumerate(zip(listed, projects, strict=True)))
    current, epoch = manifest.get("current"), manifest.get("epoch")
    if current is not None and not (type(current) is int and 0 <= current < len(runs)):
        _refuse("manifest.json", _("current is not the number of a run"))
    if epoch is not None and not (type(epoch) is int and epoch >= 0):
        _refuse("manifest.json", _("epoch is not a whole number from 0"))
    layout = manifest.get("layout", {})
    return Archive(
        unpacked(project, entries.read_data),
        runs,
        current,
        epoch,
        layout if isinstance(layout, dict) else {},
        tuple(_sweep(entries, i, facts, base) for i, (facts, base) in enumerate(zip(swept, bases, strict=True))),
    )


def _count_sweeps(manifest: Mapping[str, Any]) -> int:
    count = manifest.get("sweeps", 0)
    if type(count) is not int or not 0 <= count <= MOST_SWEEPS:
        _refuse("manifest.json", _("{key} is missing or of another kind").format(key="sweeps"))
    return count


def _sweep(entries: StudioZip, i: int, facts: dict[str, Any], project: Project) -> ArchivedSweep:
    results, states = (_tensors(entries, f"sweeps/{i}/{part}.safetensors") for part in ("results", "states"))
    try:
        return sweep_of(unpacked(project, entries.read_data), facts, results, states)
    except ProjectError as error:
        raise type(error)(f"sweeps/{i}: {error}") from None


def _require_named(entries: StudioZip, projects: Sequence[Project], runs: int, sweeps: int) -> None:
    """Refuses entries that belong to no run and no sweep, and data that no project is about."""
    named = {"project.json", "manifest.json"}
    named.update(f"runs/{i}/{part}.safetensors" for i in range(runs) for part in ("history", "state"))
    named.update(
        f"sweeps/{i}/{part}"
        for i in range(sweeps)
        for part in ("sweep.json", "results.safetensors", "states.safetensors")
    )
    named.update(source.path for project in projects if isinstance(source := project.data.source, CsvSource))
    for name in entries.names:
        if name not in named:
            raise InvalidProjectError(
                _("{name} is in this studio file, but nothing in it is about that").format(name=shown(name))
            )


def _json(entries: StudioZip, name: str) -> dict[str, Any]:
    try:
        value = parse_json(entries.read(name, MAX_FILE_BYTES), allow_nan=False)
    except ValueError as error:
        raise InvalidProjectError(
            _("{name}: not valid JSON ({error})").format(name=name, error=str(error)[:120])
        ) from None
    if not isinstance(value, dict):
        _refuse(name, _("not an object"))
    return value


def _tensors(entries: StudioZip, name: str) -> dict[str, NDArray[Any]]:
    try:
        return load_tensors(entries.read_tensors(name))
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise InvalidProjectError(
            _("{name}: not a safetensors file ({error})").format(name=name, error=str(error)[:120])
        ) from None


def _manifest(archive: Archive) -> dict[str, Any]:
    runs = [
        {"name": run.name, "project": json.loads(project_json(run.project)), "facts": dict(run.facts)}
        for run in archive.runs
    ]
    return {
        "format": "nnstudio-archive",
        "version": VERSION if archive.sweeps else 1,
        "current": archive.current,
        "epoch": archive.epoch,
        "runs": runs,
        **({"sweeps": len(archive.sweeps)} if archive.sweeps else {}),
        "layout": dict(archive.layout),
    }


def _project_of(facts: Any, i: int) -> Project:
    where = _("manifest.json: runs[{number}]").format(number=i)
    if not isinstance(facts, dict) or not isinstance(facts.get("name"), str):
        _refuse(where, _("a run needs a name"))
    return _project(json.dumps(facts.get("project")).encode(), where)


def _run(entries: StudioZip, i: int, facts: dict[str, Any], project: Project) -> ArchivedRun:
    name = f"runs/{i}/history.safetensors"
    found = _tensors(entries, name)
    kinds = {"train_loss": np.float64, "test_loss": np.float64, "epochs": np.int64, "snapshots": np.float32}
    for key, kind in kinds.items():
        if key not in found or found[key].dtype != kind or found[key].ndim != (2 if key == "snapshots" else 1):
            _refuse(name, _("{key} is missing or of another kind").format(key=key))
    train, test, epochs, snapshots = (found[key] for key in kinds)
    n, k = len(train), len(epochs)
    sound = k >= 1 and len(snapshots) == k and epochs[0] == 0 and epochs[-1] == n and bool((np.diff(epochs) > 0).all())
    if not sound or len(test) not in (0, n):
        _refuse(name, _("its losses, epochs and snapshots do not belong together"))
    if not all(bool(np.isfinite(values).all()) for values in (train, test, snapshots)):
        _refuse(name, _("it holds numbers that are infinite or NaN"))
    state = f"runs/{i}/state.safetensors"
    others = facts.get("facts")
    return ArchivedRun(
        facts["name"][:200],
        unpacked(project, entries.read_data),
        train,
        test,
        epochs,
        snapshots,
        _tensors(entries, state) if state in entries.names else {},
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
        _refuse("manifest.json", _("{key} is not a list").format(key=key))
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
