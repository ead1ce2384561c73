"""Every kind of file that the program opens: a sound one, how it is changed, and how it is opened for good."""

import io
import json
import os
import pickle
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from safetensors.torch import save as save_safetensors
from torch import nn

from nnstudio.data.csv.complete import read_file
from nnstudio.data.csv.plan import make_plan
from nnstudio.data.csv.samples import load_csv
from nnstudio.data.csv.targets import guess_target
from nnstudio.data.lesson_files import check_lesson, open_lesson
from nnstudio.data.load import load_dataset
from nnstudio.data.opening import open_source
from nnstudio.engine.files.archive import read_archive
from nnstudio.engine.files.weights import read_weights
from nnstudio.engine.sweeps.datasets import SharedDatasets
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.export.kept import kept_outcome
from nnstudio.grading.judge import judge
from nnstudio.grading.lessons import Lessons
from nnstudio.grading.rerun import Runner
from nnstudio.grading.table import Line, form_of
from nnstudio.project.data import DataSpec
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.hand_in import read_hand_in
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.storage import project_json
from nnstudio.session.keeping import restore_runs
from nnstudio.session.run import Run, prepare_run
from nnstudio.session.sweeps.sweep_keeping import restore_sweeps
from nnstudio.session.sweeps.sweep_record import SweepRecord
from tests.hostile import studio_file
from tests.hostile.changes import change_bytes, change_json, change_safetensors
from tests.hostile.zips import change_zip

MODEL = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 1))
SHAPES = {name: tuple(tensor.shape) for name, tensor in MODEL.state_dict().items()}
_MOST_WORK = 3_000_000
"""A sound project that takes more than so many products an epoch is opened and not trained."""


@dataclass(frozen=True)
class Format:
    """One kind of file."""

    suffix: str
    sound: Callable[[Path], bytes]
    """A sound file's bytes; the folder may be used to make it."""
    change: Callable[[bytes, Random], bytes]
    use: Callable[[Path], None]
    """Opens the file as the program does, and uses what it holds."""


def _train_an_epoch(run: Run) -> None:
    work = run.project.parameter_count() * len(run.dataset.X_train)
    batches = len(run.dataset.X_train) / run.project.training.batch_size
    if work > _MOST_WORK or batches > 1000:
        return
    try:
        for report in run.trainer.epochs(run.trainer.epoch + 1):
            assert np.isfinite(report.train_loss)
    except DivergedError:
        # numbers too large to train with are sound numbers
        pass


def use_project(path: Path) -> None:
    project = open_source(str(path))
    assert "\n" in project_json(project)
    if project.data.source.sample_count() * project.data.source.feature_count() <= 100_000:
        _train_an_epoch(prepare_run(project, "cpu"))


def use_studio_file(path: Path) -> None:
    # the command line's two roads, each with its own refusal
    for command in (lambda: open_source(str(path)), lambda: kept_outcome(path)):
        with suppress(ProjectError):
            command()
    archive = read_archive(path)
    sweeps = restore_sweeps(archive.sweeps)
    for run in restore_runs(archive):
        assert len(run.history.train_loss) == run.epoch
        _train_an_epoch(run)
    for sweep in sweeps:
        _look_at(sweep)


def _look_at(sweep: SweepRecord) -> None:
    assert sweep.is_over and sweep.seconds >= 0
    datasets = SharedDatasets()
    for each in sweep.members[:4]:
        assert each.final_loss is None or np.isfinite(each.final_loss)
        if each.is_over and each.member.project.parameter_count() < 100_000:
            run = each.make_again(datasets)
            assert run.layout.size == len(run.ending.result.vector)


def use_table(path: Path) -> None:
    """As the import dialog does it, and as a project file that names the table's target alone."""
    table, _ = read_file(path, CsvSource(path=str(path), target=""))
    plan = make_plan(table, CsvSource(path=str(path), target=guess_target(table)[0]))
    if plan.source is None:
        raise plan_refused(str(plan.problems[0]))
    samples = load_csv(plan.source)
    assert len(samples.y) == plan.source.sample_count()
    dataset = load_dataset(DataSpec(source=plan.source, test_fraction=0.25, standardize=True))
    assert np.isfinite(dataset.X_train).all() and np.isfinite(dataset.y_train).all()


def plan_refused(problem: str) -> ProjectError:
    """What the dialog says below its table, as if it had been raised."""
    return ProjectError(problem)


def use_weights(path: Path) -> None:
    arrays = read_weights(path, SHAPES)
    assert {name: array.shape for name, array in arrays.items()} == SHAPES
    assert all(array.dtype == np.float32 and np.isfinite(array).all() for array in arrays.values())


def _state_dict() -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in MODEL.state_dict().items()}


class Runs:
    """Unpickled without care, it runs a program."""

    def __init__(self, what: Callable[..., Any], *args: Any) -> None:
        self._reduced = (what, args)

    def __reduce__(self) -> Any:
        return self._reduced


def saved(value: Any, **options: Any) -> bytes:
    out = io.BytesIO()
    torch.save(value, out, **options)
    return out.getvalue()


@cache
def hostile_pickles() -> list[bytes]:
    """Files of weights that would run something, fill the memory, or never end."""
    code = [Runs(os.system, "touch evil"), Runs(eval, "1/0"), Runs(os.getcwd), Runs(exec, "raise SystemExit")]
    laughs: Any = ["ha"]
    for _ in range(40):
        laughs = [laughs] * 10
    tensor = torch.zeros(1)
    return [
        *(saved({"0.weight": evil}) for evil in code),
        *(saved({**_state_dict(), "x": evil}, _use_new_zipfile_serialization=False) for evil in code),
        *(pickle.dumps(evil) for evil in code),
        saved({"0.weight": laughs}),
        saved({name: tensor.expand(2**30, 2**30) for name in SHAPES}),
        saved({name: torch.empty(2**40, device="meta") for name in SHAPES}),
        saved({"0.weight": torch.sparse_coo_tensor([[0]], [1.0], (2**50,), check_invariants=True)}),
        saved({name: nn.Parameter(value) for name, value in _state_dict().items()}),
        saved(OrderedDict(_state_dict())),
        saved(MODEL),
        # a text of 2^60 letters, a list of memo entries that are not there, a loop that ends nowhere
        b"\x80\x04\x8d" + (2**60).to_bytes(8, "little") + b"x.",
        b"\x80\x02]q\x00h\xffa.",
        b"\x80\x02]q\x00h\x00a.",
        b"\x80\x02" + b"(" * 100_000 + b"l." * 10,
        b"\x80\x02" + b"]" + b"]" * 5000 + b"a" * 5000 + b".",
        b"\x80\x02\x8b\xff\xff\xff\x7f.",
    ]


def sound_weights(_: Path) -> bytes:
    return saved(_state_dict())


def change_weights(content: bytes, draw: Random) -> bytes:
    match draw.randrange(6):
        case 0:
            return change_bytes(content, draw)
        case 1:
            return change_bytes(saved(_state_dict(), _use_new_zipfile_serialization=False), draw)
        case 2:
            evil = draw.choice(hostile_pickles())
            return evil if draw.random() < 0.5 else change_bytes(evil, draw)
        case 3:
            tensors = _state_dict()
            name = draw.choice(list(tensors))
            tensors[name] = _strange(tensors[name], draw)
            return saved(tensors, _use_new_zipfile_serialization=draw.random() < 0.8)
    return change_zip(content, draw, lambda name: change_bytes)


def _strange(tensor: torch.Tensor, draw: Random) -> Any:
    makers: tuple[Callable[[], Any], ...] = (
        lambda: tensor.T, lambda: tensor * float("nan"), lambda: tensor * float("inf"), lambda: tensor.double() * 1e200,
        lambda: tensor.to(torch.complex64), lambda: tensor > 0, lambda: tensor.to_sparse(), lambda: tensor.half(),
        lambda: torch.quantize_per_tensor(tensor, 0.1, 0, torch.qint8), lambda: tensor.to(torch.float8_e4m3fn),
        lambda: tensor[None], lambda: tensor.flatten()[0], lambda: None, lambda: 1.0, lambda: "x", lambda: [tensor],
        lambda: tensor.expand(3, *tensor.shape), lambda: tensor.to("meta"), lambda: {"a": tensor},
        lambda: torch.Size([2]),
        lambda: torch.nested.nested_tensor([tensor, tensor]), lambda: tensor.conj(), lambda: torch.zeros(0),
        lambda: tensor.int(),
    )  # fmt: skip
    return draw.choice(makers)()


def sound_safetensors(_: Path) -> bytes:
    return save_safetensors(_state_dict(), {"format": "pt"})


def sound_project(folder: Path) -> bytes:
    """Of the learner's own table, so that all that a project may name is there."""
    (folder / "cats.csv").write_text(studio_file.TABLE)
    project = studio_file.project_with(
        {"kind": "csv", "path": str(folder / "cats.csv"), "target": "kind"},
        schedule=studio_file.SCHEDULE,
        early_stopping=studio_file.STOPPING,
    )
    return project_json(project).encode()


def change_project(content: bytes, draw: Random) -> bytes:
    """Of the table, of circles, of drawn points, and of a table that has not been read yet."""
    raw = json.loads(content)
    sources = (
        raw["data"]["source"],
        {"kind": "circles", "samples": 60},
        {"kind": "points", "task": "binary", "points": [[0, 0, 0], [1, 1, 1], [2, 0.5, 0], [1, 3, 1]]},
        {"kind": "csv", "path": raw["data"]["source"]["path"], "target": "kind", "columns": [{"name": "colour"}]},
    )
    raw["data"]["source"] = draw.choice(sources)
    return change_json(json.dumps(raw).encode(), draw)


def _studio_change(name: str) -> Callable[[bytes, Random], bytes]:
    if name.endswith(".json"):
        return change_json
    return change_safetensors if name.endswith(".safetensors") else change_table


def change_studio_file(content: bytes, draw: Random) -> bytes:
    return change_bytes(content, draw) if draw.random() < 0.15 else change_zip(content, draw, _studio_change)


_CELLS = (
    "", " ", "NA", "?", "-", "nan", "inf", "-Infinity", "1e400", "1e39", "-1e-400", "1,5", "1.234,5", "1_000",
    "0x10", "٣", "½",
    "é" * 2000, '"', '""', '"a\nb"', '"open', "a\0b", "\ufeff", "\u2028", "\r", "=1+1", "1;2", "1,2", "\t",
    "x" * 140_000, "100%",
    "9" * 400, "TRUE", "1-1-2020", "\x1a", "\x85", "\xa0", "−1", "1 000",
)  # fmt: skip


def change_table(content: bytes, draw: Random) -> bytes:
    """Cells, rows, separators, ends of lines and the encoding change, or bytes at random."""
    if draw.random() < 0.2:
        return change_bytes(content, draw)
    rows = [line.split(",") for line in content.decode("utf-8", "replace").split("\n")]
    for _ in range(draw.randint(1, 6)):
        row = draw.choice(rows)
        match draw.randrange(6):
            case 0 | 1 | 2:
                row[draw.randrange(len(row))] = draw.choice(_CELLS)
            case 3:
                row[:] = row * draw.choice((0, 2, 700)) or [""]
            case 4:
                column, cell = draw.randrange(4), draw.choice(_CELLS)
                for other in rows[draw.choice((0, 1)) :]:
                    other[column : column + 1] = [cell]
            case 5:
                rows.insert(draw.randint(0, len(rows)), draw.choice(([""], ["sep=;"], ["#", "x"], row * 2, row[:1])))
    separator = draw.choice((",", ",", ",", ";", "\t", "|", " ", ", "))
    text = draw.choice(("\n", "\n", "\r\n", "\r", "\n\n")).join(separator.join(row) for row in rows)
    coding = draw.choice(("utf-8",) * 6 + ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7"))
    return text.encode(coding, "replace")


def sound_table(_: Path) -> bytes:
    return studio_file.TABLE.encode()


@cache
def _lessons() -> Lessons:
    return Lessons(())


def sound_lesson(_: Path) -> bytes:
    return list_lessons()[4][0].read_bytes()


def change_lesson(_: bytes, draw: Random) -> bytes:
    """Any of those that ship."""
    return change_json(draw.choice(list_lessons())[0].read_bytes(), draw)


def use_lesson(path: Path) -> None:
    _, faults = check_lesson(path)
    for fault in faults:
        assert "\n" not in str(fault)
    open_lesson(path)


def sound_hand_in(_: Path) -> bytes:
    return (Path(__file__).parent.parent / "project" / "earlier" / "hand-in.json").read_bytes()


def use_hand_in(path: Path) -> None:
    hand_in = read_hand_in(path)
    taught = _lessons().find(hand_in)
    if taught is None:
        return
    grade = judge(hand_in, taught, Runner(lambda: False), 0.5)
    assert 0 <= grade.points <= grade.maximum
    form = form_of(path.with_suffix(".csv"), None, None)
    # as the table is written, in every cell of it
    cells = Line(path.name, hand_in, grade, []).cells(20)
    assert form.is_usual and all(cell is None or isinstance(cell, str | int | float) for cell in cells)


FORMATS: dict[str, Format] = {
    "nnstudio": Format(".nnstudio", studio_file.write_studio_file, change_studio_file, use_studio_file),
    "json": Format(".json", sound_project, change_project, use_project),
    "csv": Format(".csv", sound_table, change_table, use_table),
    "lesson": Format(".nnlesson", sound_lesson, change_lesson, use_lesson),
    "hand-in": Format(".json", sound_hand_in, change_json, use_hand_in),
    "pt": Format(".pt", sound_weights, change_weights, use_weights),
    "safetensors": Format(".safetensors", sound_safetensors, change_safetensors, use_weights),
}
