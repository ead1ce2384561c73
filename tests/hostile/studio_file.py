"""A studio file with all that one can hold: two runs, one amid an epoch, a sweep, and a table of the learner's."""

import json
from pathlib import Path
from typing import Any

from nnstudio.data.opening import completed
from nnstudio.engine.files.archive import write_archive
from nnstudio.engine.sweeps.figures import figures_of
from nnstudio.engine.sweeps.member_trainer import MemberTrainer
from nnstudio.project.edits import with_training
from nnstudio.project.project import Project
from nnstudio.project.storage import parse_project
from nnstudio.project.sweep import Sweep, Variation
from nnstudio.session.keeping import archive_of, capture
from nnstudio.session.run import Run, prepare_run
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from tests.project.examples import CIRCLES

TABLE = "size,weight,colour,kind\n" + "".join(
    f"{i % 7}.5,{(i * 5) % 11},{'red green blue'.split()[i % 3]},{'tabby' if i % 7 > 3 else 'tom'}\n" for i in range(40)
)
SCHEDULE = {"kind": "step", "step_size": 2}
STOPPING = {"monitor": "test_loss", "patience": 50}


def project_with(source: dict[str, Any], **training: Any) -> Project:
    raw = json.loads(json.dumps(CIRCLES))
    raw["data"] |= {"source": source, "test_fraction": 0.25}
    if source["kind"] == "csv":
        raw["data"]["features"] = None
    raw["training"] |= training
    return completed(parse_project(json.dumps(raw)))


def trained(project: Project, epochs: int, batches: int = 0) -> Run:
    """A run of so many epochs and a few batches more."""
    run = prepare_run(project, "cpu")
    for report in run.trainer.epochs(epochs):
        run.history.add(report)
    if batches:
        left = iter([*[False] * (batches - 1), True])
        for _ in run.trainer.epochs(epochs + 1, lambda: next(left, True)):
            raise AssertionError("the epoch was to be stopped half-way")
        run.in_mid_epoch = True
    return run


def swept(project: Project) -> SweepRecord:
    """Two rates, of which one diverges, with two seeds; the last run has not come to its end."""
    sweep = Sweep((Variation("training.optimizer.lr", (0.05, 1000.0)),), seeds=2)
    record = SweepRecord(with_training(project, epochs=3), sweep, ())
    record.members = tuple(MemberRecord(member) for member in sweep.members(record.project))
    trainer = MemberTrainer()
    for each in record.members[:-1]:
        each.run = trainer.train(each.member, look=each.take)
        each.figures = figures_of(each.run)
    record.summarize()
    record.end()
    return record


def write_studio_file(folder: Path) -> bytes:
    """The file's bytes; it and its table are written into `folder` on the way."""
    (folder / "cats.csv").write_text(TABLE)
    circles = project_with(
        {"kind": "circles", "samples": 60}, batch_size=10, schedule=SCHEDULE, early_stopping=STOPPING
    )
    cats = project_with(
        {"kind": "csv", "path": str(folder / "cats.csv"), "target": "kind"},
        batch_size=10,
        optimizer={"kind": "sgd", "lr": 0.05, "momentum": 0.9},
    )
    runs = [trained(circles, 4, batches=2), trained(cats, 3)]
    for number, run in enumerate(runs, 1):
        run.name = f"Run {number}"
    path = folder / "sound.nnstudio"
    layout = {"name": "cats", "columns": [1, 2]}
    write_archive(archive_of(capture(cats, runs, runs[1], 2, layout, sweeps=[swept(cats)])), path)
    return path.read_bytes()
