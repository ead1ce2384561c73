"""Figures of many runs, as a lesson names them: ``sweep.stuck[0]``, ``sweep.best``, ``sweep.scores.mean``."""

from collections.abc import Sequence

from nnstudio.language import _, ngettext
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.guided.figures import Figure
from nnstudio.project.names import meant, printable
from nnstudio.project.project import Project
from nnstudio.project.sweep import Sweep

COUNTS = ("stuck", "diverged")
"""Of the runs with each value: how many end apart from the best of them, and how many diverged."""
LOSSES = ("low", "median", "high", "train_loss", "test_loss")
"""Of the runs with each value that did not diverge: the final losses; the last two are medians."""
SCORES = ("mean", "spread", "lowest", "highest", "baseline", "difference")
"""Of what they are compared by over the folds: the network's, scikit-learn's mean, and network minus scikit-learn."""
_SINGLE = ("runs", "best")


def value_count(sweep: Sweep) -> int:
    """How many values the varied field takes; 1 where nothing but the seed differs."""
    return len(sweep.variations[0].values) if sweep.variations else 1


def require_sweep_figure(figure: Figure, sweeps: Sequence[tuple[Project, Sweep]]) -> None:
    """Raises InvalidProjectError if the latest of these sweeps never has the figure; says why."""
    if not sweeps:
        raise InvalidProjectError(_("no step so far asks for a sweep (the condition swept)"))
    project, sweep = sweeps[-1]
    chief, has_test = project.data.task.chief_metric, project.data.has_test or bool(sweep.folds)
    lists = (*COUNTS, *LOSSES, chief)
    name, *rest = (*figure.keys, "")[: len(figure.keys) or 1]
    if name not in (*_SINGLE, *lists, "scores"):
        told = _("sweep has no {name} here{meant}")
        known = (*_SINGLE, *lists, "scores")
        raise InvalidProjectError(told.format(name=printable(str(name)), meant=meant(str(name), known)))
    if name in _SINGLE:
        if rest:
            raise InvalidProjectError(_("sweep.{name} is one number, and nothing is in it").format(name=name))
        values = sweep.variations[0].values if sweep.variations else ()
        if name == "best" and (not values or any(isinstance(value, str | bool) for value in values)):
            raise InvalidProjectError(_("sweep.best is there where the sweep varies a number"))
    elif name == "scores":
        if not sweep.folds or len(rest) != 1 or rest[0] not in SCORES:
            told = _("sweep.scores is there over folds, and has {names}")
            raise InvalidProjectError(told.format(names=", ".join(SCORES)))
    else:
        _require_index(str(name), rest, value_count(sweep))
        if name == "test_loss" and not has_test:
            raise InvalidProjectError(_("there are no test samples at this step; set data.test_fraction in a set_up"))


def _require_index(name: str, rest: Sequence[str | int], count: int) -> None:
    if len(rest) != 1 or not isinstance(rest[0], int) or not -count <= rest[0] < count:
        told = ngettext(
            "sweep.{name} has {count} number here, [0]",
            "sweep.{name} has {count} numbers here, one a value: [0] to [{end}]",
            count,
        )
        raise InvalidProjectError(told.format(name=name, count=count, end=count - 1))


def sweep_bounds(figure: Figure) -> tuple[float | None, float | None, bool]:
    """Between which values the figure lies, as far as that is known, and whether only whole numbers occur."""
    name = figure.keys[0] if figure.keys else ""
    match name:
        case "runs" | "stuck" | "diverged":
            return 0.0, None, True
        case "low" | "median" | "high" | "train_loss" | "test_loss":
            return 0.0, None, False
        case "accuracy":
            return 0.0, 1.0, False
        case "r2":
            return None, 1.0, False
    return None, None, False
