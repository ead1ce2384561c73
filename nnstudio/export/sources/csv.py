"""A file's samples in a script: written into it when they are few, else into a file of arrays beside it."""

import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.load import make_filled
from nnstudio.export.script_lines import ScriptLines
from nnstudio.project.data import DataSpec
from nnstudio.project.names import file_name, printable
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource, Missing
from nnstudio.project.writing import replacing

MOST_NUMBERS = 12_000
"""A script holds so many numbers itself; more are laid beside it."""


def is_beside(source: CsvSource) -> bool:
    """Whether there are so many samples that the script reads them from a file of its own."""
    return source.sample_count() * (source.feature_count() + 1) > MOST_NUMBERS


def arrays_name(source: CsvSource) -> str:
    """What that file is called."""
    stem = re.sub(r"[^\w.-]+", "-", Path(source.name).stem).strip("-") or "data"
    return file_name(stem, "-prepared.npz")


def class_labels(source: CsvSource) -> NDArray[np.int64]:
    """(n,): as many labels of each class as the file has, sorted."""
    return np.repeat(np.arange(len(source.class_sizes)), source.class_sizes)


def add_arrays(script: ScriptLines, spec: DataSpec) -> None:
    """The samples as `X` and `y`: numbers, categories as 0 and 1, nothing missing any more."""
    source = spec.source
    assert isinstance(source, CsvSource)
    script.add(*_remarks(spec, source))
    if is_beside(source):
        script.use("pathlib", "Path")
        script.add(
            f"# {arrays_name(source)} belongs beside this script",
            f"arrays = np.load(Path(__file__).with_name({arrays_name(source)!r}), allow_pickle=False)",
            'X, y = arrays["X"], arrays["y"]',
        )
        return
    samples = make_filled(spec)
    script.add("X = np.array([", *(f"    {_row(row)}," for row in samples.X.tolist()), "], dtype=float)")
    script.add("y = np.array([", *_wrapped(samples.y.tolist()), "])")


def write_beside(project: Project, path: Path) -> None:
    """Writes the file of arrays into the folder of the script at `path`, if the script needs one.

    Raises:
        ProjectError: the data can't be read, or the file can't be written.
    """
    source = project.data.source
    if isinstance(source, CsvSource) and is_beside(source):
        samples = make_filled(project.data)
        with replacing(path.with_name(arrays_name(source))) as file:
            np.savez_compressed(file, X=samples.X, y=samples.y)


def _remarks(spec: DataSpec, source: CsvSource) -> list[str]:
    sheet = f", sheet {printable(source.sheet)}" if source.sheet else ""
    lines = [f"# Prepared from {printable(source.name)}{sheet} (SHA-256 {source.sha256}):"]
    lines.append(f"# {source.rows:,} samples; y is {printable(source.target)}")
    if source.classes:
        names = ", ".join(f"{i} {printable(name)}" for i, name in enumerate(source.classes[:12]))
        lines.append(f"# classes: {names}{' …' if len(source.classes) > 12 else ''}")
    if source.missing is not Missing.DROP:
        how = "mean" if source.missing is Missing.MEAN else "most frequent value"
        lines.append(f"# what was missing is filled in by the training rows' {how} (of categories the most frequent)")
    columns = [printable(name) for name in source.feature_names()]
    lines.append(f"# columns of X: {', '.join(columns[:12])}{' …' if len(columns) > 12 else ''}")
    return lines


def _row(row: list[float]) -> str:
    return f"[{', '.join(_number(value) for value in row)}]"


def _number(value: float) -> str:
    """As short as it can be without losing a digit."""
    text = repr(value)
    # the sign of −0.0 stays
    return text.removesuffix(".0") if text != "-0.0" else text


def _wrapped(values: list[Any], each: int = 16) -> list[str]:
    return [f"    {', '.join(repr(value) for value in values[i : i + each])}," for i in range(0, len(values), each)]
