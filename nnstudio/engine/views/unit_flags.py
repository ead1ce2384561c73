"""Units that have stopped taking part: dead, saturated or constant on the training samples."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.engine.layers.table import LAYERS
from nnstudio.engine.snapshots.cost import Cost
from nnstudio.engine.snapshots.probe import Outputs, Probe, Unit
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.language import _, local_number, one_of
from nnstudio.project.project import Project
from nnstudio.project.rounding import rounded

MOST_SAMPLES = 512
_EDGE = 0.01
"""How close to a limit, as a share of it, counts as being there."""
_SHARE = 0.95
_ROUNDING = 1e-6


class FlagKind(StrEnum):
    """In which way a unit takes no part."""

    DEAD = "dead"
    SATURATED = "saturated"
    CONSTANT = "constant"


@dataclass(frozen=True)
class UnitFlag:
    """Why a unit adds nothing to what the network can tell."""

    kind: FlagKind
    sentence: str


def looked_at(project: Project, dataset: Dataset) -> slice:
    """Which training samples are looked at: all, or of more than 512 so many at most, evenly taken.

    Of a very large network there are fewer.
    """
    count = len(dataset.X_train)
    most = Cost.of(project.layer_shapes()).samples(min(MOST_SAMPLES, count))
    return slice(None, None, max(1, -(-count // max(1, most))))


def unit_flags(project: Project, dataset: Dataset, probe: Probe, snapshot: Snapshot) -> dict[Unit, UnitFlag]:
    """Why units, by (layer, unit), add nothing to what the network can tell; only those that are flagged.

    The output layer's limits are what a sure classifier wants, so it is never called saturated.
    """
    X = dataset.X_train[looked_at(project, dataset)]
    if len(X) < 2 or not np.ptp(X, axis=0).any():
        return {}
    probe.load(snapshot)
    every = (
        _("every sample")
        if len(X) == len(dataset.X_train)
        else _("each of the {X_count:,} samples looked at").format(X_count=len(X))
    )
    flags: dict[Unit, UnitFlag] = {}
    # dropout passes on what the layer before it puts out
    last = max((i for i, layer in enumerate(project.network.layers) if not layer.passes_on), default=0)
    for layer, (spec, H) in enumerate(zip(project.network.layers, probe.layers(X), strict=True)):
        # in evaluation mode it passes on what was flagged in front of it
        if spec.passes_on:
            continue
        entry = LAYERS[spec.kind]
        saturated = _saturated(entry.flat_at, H) if layer != last else {}
        # what says most comes last and stands
        found = _constant(H, every) | saturated | _dead(entry.dead_within, H, every)
        flags |= {(layer, unit): found[unit] for unit in sorted(found)}
    return flags


def _dead(bound: float | None, H: Outputs, every: str) -> dict[int, UnitFlag]:
    if bound is None:
        return {}
    dead = np.flatnonzero((np.abs(H) <= bound).all(axis=0)).tolist()
    if bound == 0:
        reason = _("Dead: its output is 0 for {every}, so no gradient reaches its weights.").format(every=every)
    else:
        reason = _(
            "Dead: its output is within {bound} of 0 for {every}, so hardly any gradient reaches its weights."
        ).format(bound=bound, every=every)
    return dict.fromkeys(dead, UnitFlag(FlagKind.DEAD, reason))


def _constant(H: Outputs, every: str) -> dict[int, UnitFlag]:
    low, high = H.min(axis=0), H.max(axis=0)
    same = np.flatnonzero(high - low <= _ROUNDING * np.maximum(1e-3, np.maximum(np.abs(low), np.abs(high))))
    return {
        unit: UnitFlag(
            FlagKind.CONSTANT, _("Constant: its output is {h:.4g} for {every}.").format(h=H[0, unit], every=every)
        )
        for unit in same.tolist()
    }


def _saturated(limits: tuple[float, ...], H: Outputs) -> dict[int, UnitFlag]:
    if not limits:
        return {}
    near = np.zeros(H.shape, dtype=bool)
    for limit in limits:
        near |= np.abs(H - limit) <= _EDGE
    shares = near.mean(axis=0)
    where = one_of(local_number(limit, "g") for limit in limits).replace("-", "−")
    return {
        unit: UnitFlag(
            FlagKind.SATURATED,
            _(
                "Saturated: for {shares} of the samples its output is within {edge} of {where}, where the slope "
                "is almost 0."
            ).format(shares=rounded(float(shares[unit]), ".0%"), edge=_EDGE, where=where),
        )
        for unit in np.flatnonzero(shares >= _SHARE).tolist()
    }
