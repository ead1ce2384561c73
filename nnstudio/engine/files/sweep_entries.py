"""A sweep as a studio file holds it: what was varied, and of each run its losses, its figures and its last network.

::

    sweeps/N/sweep.json           project, what is varied, how each run ended
    sweeps/N/results.safetensors  every run's losses end to end, with their lengths; its result's epoch and figures
    sweeps/N/states.safetensors   the runs' results end to end, with their sizes

It can be looked at, not trained on: any run is trained again from its project.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from nnstudio.language import _
from nnstudio.project.devices import check_device_kind
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.names import printable
from nnstudio.project.project import Project
from nnstudio.project.storage import project_json
from nnstudio.project.sweep import MAX_MEMBERS, MAX_VALUES, Member, Sweep, Variation

Floats = NDArray[np.float64]
Tensors = dict[str, NDArray[Any]]
REASONS = ("finished", "early_stopping", "diverged")
"""How a run has come to its end."""
_SHARES = ("train", "test")
_MOST_VARIED, _MOST_METRICS, _LONGEST, _LONGEST_TIME = 20, 200, 1000, 1e9
_NO_NUMBERS = np.empty(0)
_NO_STATE = np.empty(0, np.float32)


@dataclass(frozen=True, eq=False)
class ArchivedMember:
    """One of the runs as plain arrays."""

    train_loss: Floats = field(default_factory=lambda: _NO_NUMBERS)
    """(n,)"""
    test_loss: Floats = field(default_factory=lambda: _NO_NUMBERS)
    """(n,), or (0,) without a test split"""
    reason: str | None = None
    """One of `REASONS`; None for a run that has not come to its end, which has nothing of what follows."""
    epoch: int = 0
    """The result's."""
    state: NDArray[np.float32] = field(default_factory=lambda: _NO_STATE)
    """The result's network."""
    losses: Mapping[str, float] = field(default_factory=dict)
    """The result's, by share."""
    metrics: Mapping[str, Mapping[str, float] | None] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ArchivedSweep:
    """One sweep; its members in the order in which `Sweep.members` gives them."""

    project: Project
    sweep: Sweep
    members: tuple[ArchivedMember, ...]
    device: str = "cpu"
    was_stopped: bool = False
    failure: str = ""
    seconds: float = 0.0
    """How long it was trained."""
    scores: tuple[Mapping[str, Any] | None, ...] = ()
    """Of a sweep over folds, one for each combination of values: `FoldScores` as JSON has them, still to be checked."""

    @property
    def nbytes(self) -> int:
        """About what it takes in a file."""
        return sum(8 * (len(m.train_loss) + len(m.test_loss)) + m.state.nbytes for m in self.members)

    def runs(self) -> tuple[tuple[Member, ArchivedMember], ...]:
        """What was trained, and what came of it.

        Raises:
            InvalidProjectError: these results do not belong to this sweep.
        """
        members = self.sweep.members(self.project)
        if len(members) != len(self.members):
            raise InvalidProjectError(
                _("it has results of {found:,} runs, and there are {count:,}").format(
                    found=len(self.members), count=len(members)
                )
            )
        path = getattr(self.project.data.source, "path", None)
        for member, found in zip(members, self.members, strict=True):
            project = member.project
            # else a value could lead to a file that nobody has agreed to
            if getattr(project.data.source, "path", None) != path:
                raise InvalidProjectError(_("the data's file can't be varied"))
            has_test = project.data.has_test
            epochs = len(found.train_loss)
            if (has_test and len(found.test_loss) != epochs) or (not has_test and len(found.test_loss)):
                raise InvalidProjectError(_("the test losses do not belong to this data"))
            if epochs > project.training.epochs or found.epoch > epochs:
                raise InvalidProjectError(_("there are more epochs than it trains"))
            if found.reason is not None and set(found.losses) != {"train", *(["test"] if has_test else [])}:
                raise InvalidProjectError(_("the figures do not belong to this data"))
        return tuple(zip(members, self.members, strict=True))


def facts_of(sweep: ArchivedSweep) -> bytes:
    """``sweep.json``."""
    spec = sweep.sweep
    facts = {
        "project": json.loads(project_json(sweep.project)),
        "variations": [{"field": each.field, "values": list(each.values)} for each in spec.variations],
        "seeds": spec.seeds,
        "folds": spec.folds,
        "bootstraps": spec.bootstraps,
        "device": sweep.device,
        "was_stopped": sweep.was_stopped,
        "failure": sweep.failure,
        "seconds": sweep.seconds,
        "scores": list(sweep.scores),
        "metrics": _metric_names(sweep),
        "ends": [member.reason for member in sweep.members],
    }
    return json.dumps(facts, allow_nan=False).encode()


def results_of(sweep: ArchivedSweep) -> Tensors:
    """``results.safetensors``: NaN stands for a metric that there is not."""
    members, names = sweep.members, _metric_names(sweep)
    tensors: Tensors = {
        "epochs": np.array([member.epoch for member in members], np.int64),
        "tested": np.array(["test" in member.losses for member in members], np.int64),
    }
    for share in _SHARES:
        curves = [member.train_loss if share == "train" else member.test_loss for member in members]
        tensors[f"{share}_lengths"] = np.array([len(curve) for curve in curves], np.int64)
        tensors[f"{share}_loss"] = np.concatenate([_NO_NUMBERS, *curves])
        rows = [
            [member.losses.get(share, math.nan), *((member.metrics.get(share) or {}).get(n, math.nan) for n in names)]
            for member in members
        ]
        tensors[f"{share}_figures"] = np.array(rows, np.float64).reshape(len(members), 1 + len(names))
    return tensors


def states_of(sweep: ArchivedSweep) -> Tensors:
    """``states.safetensors``."""
    states = [member.state for member in sweep.members]
    return {
        "sizes": np.array([len(state) for state in states], np.int64),
        "states": np.concatenate([_NO_STATE, *states]),
    }


def _metric_names(sweep: ArchivedSweep) -> list[str]:
    """In the order in which they are first met."""
    found = (each for member in sweep.members for each in member.metrics.values() if each is not None)
    return list(dict.fromkeys(name for each in found for name in each))


def sweep_of(project: Project, facts: Mapping[str, Any], results: Tensors, states: Tensors) -> ArchivedSweep:
    """The sweep of these entries, checked one by one.

    Raises:
        InvalidProjectError: something is missing, of another kind, or does not belong to the rest.
    """
    members = _members(facts, results, states)
    device, failure, seconds = (facts.get(key) for key in ("device", "failure", "seconds"))
    if not isinstance(device, str):
        _refuse(_("{key} is missing or of another kind").format(key="device"))
    check_device_kind(device)
    if not isinstance(failure, str):
        _refuse(_("{key} is missing or of another kind").format(key="failure"))
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _LONGEST_TIME:
        _refuse(_("{key} is missing or of another kind").format(key="seconds"))
    return ArchivedSweep(
        project,
        _spec(facts),
        members,
        device,
        facts.get("was_stopped") is True,
        failure[:_LONGEST],
        float(seconds),
        tuple(_list(facts, "scores", MAX_MEMBERS)),
    )


def _spec(facts: Mapping[str, Any]) -> Sweep:
    varied = _list(facts, "variations", _MOST_VARIED)
    seeds, folds, bootstraps = (_count(facts, key) for key in ("seeds", "folds", "bootstraps"))
    return Sweep(tuple(map(_variation, varied)), seeds, folds, bootstraps)


def _count(facts: Mapping[str, Any], key: str) -> int:
    found = facts.get(key)
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= MAX_MEMBERS:
        _refuse(_("{key} is missing or of another kind").format(key=key))
    return found


def _variation(raw: Any) -> Variation:
    name, values = (raw.get("field"), raw.get("values")) if isinstance(raw, dict) else (None, None)
    if not isinstance(name, str) or len(name) > _LONGEST or not isinstance(values, list):
        _refuse(_("{key} is missing or of another kind").format(key="variations"))
    for value in values:
        is_text = isinstance(value, str) and len(value) <= _LONGEST
        is_number = isinstance(value, bool | int | float) and abs(value) <= 1e308
        if not is_text and not is_number:
            _refuse(_("{key} is missing or of another kind").format(key=f"variations, {printable(name)}"))
    if not 1 <= len(values) <= MAX_VALUES or len(set(values)) < len(values):
        _refuse(_("{key} is missing or of another kind").format(key=f"variations, {printable(name)}"))
    return Variation(name, tuple(values))


def _members(facts: Mapping[str, Any], results: Tensors, states: Tensors) -> tuple[ArchivedMember, ...]:
    ends, names = _list(facts, "ends", MAX_MEMBERS), _list(facts, "metrics", _MOST_METRICS)
    if not all(end is None or (isinstance(end, str) and end in REASONS) for end in ends):
        _refuse(_("{key} is missing or of another kind").format(key="ends"))
    if not all(isinstance(name, str) and len(name) <= _LONGEST for name in names) or len(set(names)) < len(names):
        _refuse(_("{key} is missing or of another kind").format(key="metrics"))
    n = len(ends)
    epochs, tested = (_array(results, key, np.int64, n) for key in ("epochs", "tested"))
    curves = {share: _pieces(results, f"{share}_loss", f"{share}_lengths", np.float64, n) for share in _SHARES}
    figures = {share: _array(results, f"{share}_figures", np.float64, n, 1 + len(names)) for share in _SHARES}
    networks = _pieces(states, "states", "sizes", np.float32, n)
    found = []
    for i, end in enumerate(ends):
        train, test = curves["train"][i], curves["test"][i]
        if end is None:
            found.append(ArchivedMember(train, test))
            continue
        rows = {share: figures[share][i].tolist() for share in _SHARES[: 2 if tested[i] else 1]}
        losses = {share: row[0] for share, row in rows.items()}
        # of a run that has diverged, the last network's loss may be too large a number
        if epochs[i] < 0 or not (end == "diverged" or all(map(math.isfinite, losses.values()))):
            _refuse(_("its losses, epochs and snapshots do not belong together"))
        metrics: dict[str, dict[str, float] | None] = {"train": None, "test": None}
        for share, row in rows.items():
            metrics[share] = {name: v for name, v in zip(names, row[1:], strict=True) if math.isfinite(v)}
        found.append(ArchivedMember(train, test, end, int(epochs[i]), networks[i], losses, metrics))
    return tuple(found)


def _list(facts: Mapping[str, Any], key: str, most: int) -> list[Any]:
    found = facts.get(key)
    if not isinstance(found, list) or len(found) > most:
        _refuse(_("{key} is missing or of another kind").format(key=key))
    return found


def _array(tensors: Tensors, key: str, kind: type, *shape: int) -> NDArray[Any]:
    found = tensors.get(key)
    if found is None or found.dtype != kind or found.shape != shape:
        _refuse(_("{key} is missing or of another kind").format(key=key))
    return found


def _pieces(tensors: Tensors, key: str, lengths: str, kind: type, n: int) -> Sequence[NDArray[Any]]:
    """What lies end to end, cut by its lengths; each finite."""
    sizes, whole = _array(tensors, lengths, np.int64, n), tensors.get(key)
    if whole is None or whole.dtype != kind or whole.ndim != 1 or not bool(np.isfinite(whole).all()):
        _refuse(_("{key} is missing or of another kind").format(key=key))
    # a sum of huge ones would wrap
    if bool(((sizes < 0) | (sizes > len(whole))).any()) or int(sizes.sum()) != len(whole):
        _refuse(_("{key} is missing or of another kind").format(key=lengths))
    return np.split(whole, np.cumsum(sizes)[:-1]) if n else []


def _refuse(why: str) -> NoReturn:
    raise InvalidProjectError(why)
