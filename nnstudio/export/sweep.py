"""Many runs of a project as one script, for whoever has a machine or a cluster of his own: by joblib or by Ray Tune."""

import ast
import builtins
import json
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import Any, NamedTuple

import numpy as np
from pydantic_core import from_json

from nnstudio.data.load import make_filled
from nnstudio.engine.training.threads import choose_threads
from nnstudio.export.merged import Merged, Variant, merge, telling
from nnstudio.export.script import WEIGHTS, import_lines, run_parts
from nnstudio.export.script_data import data_lines
from nnstudio.export.script_training import Telling, call_line
from nnstudio.export.sources.csv import is_beside
from nnstudio.language import _
from nnstudio.project.data import DataSpec
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.sources.spec import Task
from nnstudio.project.storage import project_json
from nnstudio.project.sweep import SEED_FIELD, Member, Sweep, value_in

MOST_TRIALS = 64
"""A script has so many functions at most, one for each way in which the code differs by more than numbers."""
_SEED = "seed"
_STEP = re.compile(r"[^.\[\]]+")


class _Row(NamedTuple):
    """One of the runs: what is varied in it."""

    values: Mapping[str, Any]
    project: Project


def sweep_script_of(project: Project, sweep: Sweep) -> str:
    """A script that depends on torch, numpy and scikit-learn (with its joblib) alone, or else on Ray besides.

    Each run is the code that `script_of` has, and gives the studio's numbers to the last bit.

    Raises:
        InvalidProjectError: a field does not exist, a value does not suit it, or the runs have too little in common.
    """
    rows = [_row(member) for member in sweep.members(project)]
    space = {name: list(dict.fromkeys(row.values[name] for row in rows)) for name in rows[0].values}
    if [tuple(row.values.values()) for row in rows] != list(product(*space.values())):
        raise InvalidProjectError(_("vary the seed by --seeds alone, or as a field alone"))
    specs = list({row.project.data: None for row in rows})
    _check_arrays(project.data, specs)
    bodies = [(row, _body(row.project)) for row in _first_seeds(rows)]
    names = _names(tuple(space), {text for _unused, text in bodies})
    written = (
        Variant(i, text, {name: repr(value) for name, value in row.values.items()})
        for i, (row, text) in enumerate(bodies)
    )
    trials = merge(written, names)
    if len(trials) > MOST_TRIALS:
        raise InvalidProjectError(
            _("these runs differ in more than numbers: they make {count} functions, and {most} are possible").format(
                count=len(trials), most=MOST_TRIALS
            )
        )
    return "\n".join(
        [
            *_HEAD,
            *import_lines([data_lines(each) for each in specs]),
            "",
            "SPACE = {",
            *(f'    "{name}": {values!r},' for name, values in space.items()),
            "}",
            f"FIGURES = {json.dumps(_figures(rows))}",
            f"THREADS = {max(choose_threads(row.project) for row in rows)}  # that a run computes with, at most",
            *_COURSE,
            *_trials([row for row, _unused in bodies], trials, names),
            *_RUNNING,
        ]
    )


def _row(member: Member) -> _Row:
    """With the values as the project has them: a learning rate of 1 is 1.0 there."""
    raw = from_json(project_json(member.project))
    values = {name: value_in(raw, name, value) for name, value in member.values.items()}
    samples = {"fold": member.fold, "bootstrap": member.bootstrap, _SEED: member.seed}
    if SEED_FIELD in values:
        del samples[_SEED]
    return _Row({**values, **{name: number for name, number in samples.items() if number is not None}}, member.project)


def _check_arrays(spec: DataSpec, specs: Sequence[DataSpec]) -> None:
    """The file beside the script has the samples of `spec`.

    Raises:
        InvalidProjectError: some of the runs need others.
    """
    if isinstance(spec.source, CsvSource) and is_beside(spec.source):
        there = make_filled(spec)
        for each in specs:
            other = make_filled(each)
            if not (np.array_equal(there.X, other.X) and np.array_equal(there.y, other.y)):
                raise InvalidProjectError(
                    _(
                        "these runs fill in what is missing with numbers of their own each, and one file beside the "
                        "script can't hold them all"
                    )
                )


def _first_seeds(rows: Sequence[_Row]) -> Iterator[_Row]:
    """Of each combination two: in those with further seeds nothing else differs."""
    for _unused, group in groupby(rows, lambda row: [value for name, value in row.values.items() if name != _SEED]):
        yield from list(group)[:2]


def _body(project: Project) -> str:
    """A run from the data to its figures: the inside of a function."""
    parts = run_parts(project, data_lines(project.data), telling=_keeping(project))
    parts.append(
        [
            *_metric(project),
            "course = Course(model)",
            f"course.run(lambda: {call_line(project)})",
            f"return course.figures(criterion, {project.data.task.chief_metric}, {_shares(project)})",
        ]
    )
    text = "\n".join("\n".join([*part, ""]) for part in parts)
    # two lines between functions become one within a function
    return re.sub("\n{3,}", "\n\n", text)


def _keeping(project: Project) -> Telling:
    """What `trainer` does with what it finds out: its course takes it in."""
    stopping = project.training.early_stopping
    result = "best_epoch" if stopping is not None and stopping.restore_best else "epoch"
    return Telling(
        "Takes in",
        "course.add(train_loss)",
        "course.add(train_loss, test_loss)",
        f"course.stop({result})",
        begin=("course.keep(0)",),
        after=("course.keep(epoch)",),
    )


def _figures(rows: Sequence[_Row]) -> list[str]:
    """The columns of the table besides what is varied, in the order of `nnstudio sweep`."""
    shares = ["train", *["test"] * any(row.project.data.has_test for row in rows)]
    metric = rows[0].project.data.task.chief_metric
    losses, metrics = ([f"{name} ({share})" for share in shares] for name in ("loss", metric))
    return ["stop_reason", "epoch", *losses, *metrics, "weights_sha256"]


def _metric(project: Project) -> list[str]:
    if project.data.task is Task.REGRESSION:
        value = "(1 - ((y - outputs) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()"
    else:
        predicted = {
            Takes.LOGITS: "outputs.argmax(dim=1)",
            Takes.LOGIT: "(torch.sigmoid(outputs) > 0.5)",
            Takes.PROBABILITY: "(outputs > 0.5)",
        }[project.training.loss.takes]
        value = f"({predicted} == y).double().mean().item()"
    return [f"def {project.data.task.chief_metric}(outputs, y):", f"    return {value}", ""]


def _shares(project: Project) -> str:
    shares = ("train", "test") if project.data.has_test else ("train",)
    return ", ".join(f"{share}=(X_{share}, y_{share})" for share in shares)


def _names(fields: Sequence[str], texts: set[str]) -> dict[str, str]:
    """A short name for each field that the code itself does not use."""
    taken = {"config", "course", *keyword.kwlist, *dir(builtins)}
    for text in texts:
        for node in ast.walk(ast.parse(f"def trial():\n{_indented(text)}")):
            if isinstance(node, ast.Name):
                taken.add(node.id)
            elif isinstance(node, ast.arg):
                taken.add(node.arg)
            elif isinstance(node, ast.FunctionDef):
                taken.add(node.name)
    names: dict[str, str] = {}
    for field in fields:
        steps = _STEP.findall(field)
        longer = ("_".join(steps[-count:]) for count in range(1, len(steps) + 1))
        numbered = (f"{steps[-1]}_{number}" for number in range(1, len(fields) + 2))
        free = (name for name in (*longer, *numbered) if name.isidentifier() and name not in taken)
        names[field] = next(free)
        taken.add(names[field])
    return names


def _trials(rows: Sequence[_Row], trials: Sequence[Merged[int]], names: Mapping[str, str]) -> list[str]:
    """A function for each kind of run, and `trial`, which chooses among them."""
    if len(trials) == 1:
        return _function("trial", trials[0], names)
    lines: list[str] = []
    group_of = {key: number for number, trial in enumerate(trials) for key in trial.keys}
    groups = [group_of[i] for i in range(len(rows))]
    chosen = telling([row.values for row in rows], groups)
    for number, trial in enumerate(trials, 1):
        lines += _function(f"trial_{number}", trial, names)
    keys = {tuple(row.values[name] for name in chosen): group for row, group in zip(rows, groups, strict=True)}
    places = "".join(f'config["{name}"], ' for name in chosen)
    return [
        *lines,
        "",
        "TRIALS = {",
        *(f"    {key!r}: trial_{group + 1}," for key, group in keys.items()),
        "}",
        "",
        "",
        "def trial(config):",
        '    """One run with these values."""',
        f"    return TRIALS[({places.rstrip()})](config)",
        "",
    ]


def _function(name: str, trial: Merged[int], names: Mapping[str, str]) -> list[str]:
    return [
        "",
        f"def {name}(config):",
        '    """One run with these values: the studio\'s script, and what came of it."""',
        *(f'    {names[field]} = config["{field}"]' for field in trial.names),
        *_indented(trial.text).splitlines(),
        "",
    ]


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())


_HEAD = '''
"""Trains one network many times: with every combination of the values in SPACE.

    python THIS_FILE                   on all processors of this machine, by joblib
    python THIS_FILE --ray             the same by Ray Tune: pip install "ray[tune]"
    python THIS_FILE --ray ADDRESS     on a Ray cluster; auto for the one that this machine is part of

It writes a table with a line for each run. With the same build of PyTorch, each is the studio's run to the last bit.
"""
import argparse
import csv
import hashlib
import itertools
import math
from pathlib import Path

'''.strip("\n").split("\n")

_COURSE = f'''

class DivergedError(Exception):
    """The loss or a weight became infinite or NaN."""


class Course:
    """How far a run has come, and the network there."""

    def __init__(self, model):
        self.model, self.stop_reason = model, "finished"

    def add(self, train_loss, test_loss=0.0):
        """Takes in an epoch's losses; the average during the epoch, and after it."""
        numbers = self.model.state_dict().values()
        if not math.isfinite(train_loss + test_loss) or not all(tensor.isfinite().all() for tensor in numbers):
            raise DivergedError

    def keep(self, epoch):
        """Remembers the network after so many epochs."""
        self.epoch = epoch
        self.kept = {{name: tensor.clone() for name, tensor in self.model.state_dict().items()}}

    def stop(self, epoch):
        """Takes in that the run has stopped early; the result is the network after `epoch`."""
        self.epoch, self.stop_reason = epoch, "early_stopping"

    def run(self, train):
        """Trains; where that diverges, the result is the network after the epoch before."""
        try:
            train()
        except (DivergedError, RuntimeError) as error:
            # BCELoss refuses a NaN, where the other losses pass it on
            if isinstance(error, RuntimeError) and "between 0 and 1" not in str(error):
                raise
            self.model.load_state_dict(self.kept)
            self.stop_reason = "diverged"

    def figures(self, criterion, metric, **shares):
        """What came of the run; `shares` are the samples that it is judged by."""
        model, losses, metrics = self.model, {{}}, {{}}
        model.eval()
        with torch.no_grad():
            for name, (X, y) in shares.items():
                outputs = model(X)
                losses[f"loss ({{name}})"] = criterion(outputs, y).item()
                metrics[f"{{metric.__name__}} ({{name}})"] = metric(outputs, y)
        # a fingerprint of the trained weights: two runs have the same only if every bit of them agrees
        {WEIGHTS[0]}
        told = {{"stop_reason": self.stop_reason, "epoch": self.epoch, **losses, **metrics}}
        return {{**told, "weights_sha256": hashlib.sha256(weights).hexdigest()}}

'''.splitlines()

_RUNNING = '''
def by_joblib(jobs):
    """All runs on this machine, several at a time."""
    from joblib import Parallel, cpu_count, delayed

    trials = [dict(zip(SPACE, values)) for values in itertools.product(*SPACE.values())]
    parallel = Parallel(n_jobs=jobs or max(1, cpu_count() // THREADS), return_as="generator")
    for config, found in zip(trials, parallel(delayed(trial)(config) for config in trials)):
        yield {**config, **found}


def by_ray(address):
    """All runs by Ray Tune; its search algorithms take the same `trial`."""
    import ray
    from ray import tune

    ray.init(address=address)
    space = {name: tune.grid_search(values) for name, values in SPACE.items()}
    tune_config = tune.TuneConfig(reuse_actors=True)  # a process need not load PyTorch anew for each
    results = tune.Tuner(tune.with_resources(trial, {"cpu": THREADS}), param_space=space, tune_config=tune_config).fit()
    if results.errors:
        raise results.errors[0]
    rows = [{**result.config, **result.metrics} for result in results]
    return sorted(rows, key=lambda row: [values.index(row[name]) for name, values in SPACE.items()])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ray", nargs="?", const="local", metavar="ADDRESS", help="by Ray Tune")
    parser.add_argument("--jobs", type=int, help="how many at a time, by joblib")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).with_suffix(".csv"), help="the table")
    options = parser.parse_args()
    columns, rows = [*SPACE, *FIGURES], []
    for row in by_joblib(options.jobs) if options.ray is None else by_ray(options.ray):
        rows.append({name: row[name] for name in columns if name in row})
        print(", ".join(f"{name} {value}" for name, value in rows[-1].items()), flush=True)
    with options.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
'''.splitlines()
