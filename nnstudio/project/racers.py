"""Who races whom: projects that differ by their optimiser alone, from the same start."""

from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter, ValidationError

from nnstudio.language import _, local_number
from nnstudio.project.bounds import MAX_RATE
from nnstudio.project.changes import SetLr
from nnstudio.project.edits import changed, with_training
from nnstudio.project.optimizers.adaptive import AdamSpec, RMSpropSpec
from nnstudio.project.optimizers.kinds import AnyOptimizer
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.project import Project
from nnstudio.project.sweep import Member

MOST_RACERS = 8
_MOMENTUM = 0.9
_APART = 10
_DIGITS = 6
_LIST: TypeAdapter[list[AnyOptimizer]] = TypeAdapter(list[AnyOptimizer])


def usual_optimizers(project: Project) -> list[OptimizerSpec]:
    """SGD, SGD with momentum, RMSprop and Adam, at the project's rate and with its weight decay."""
    own = project.training.optimizer
    kinds: tuple[OptimizerSpec, ...] = (SGDSpec(), SGDSpec(momentum=_MOMENTUM), RMSpropSpec(), AdamSpec())
    return [changed(kind, lr=own.lr, weight_decay=own.weight_decay) for kind in kinds]


def usual_rates(project: Project) -> list[OptimizerSpec]:
    """The project's optimiser at a tenth of its rate, at its rate, and at ten times as much."""
    own = project.training.optimizer
    rates = (float(f"{own.lr / _APART:.{_DIGITS}g}"), own.lr, float(f"{own.lr * _APART:.{_DIGITS}g}"))
    return [changed(own, lr=rate) for rate in rates if 0 < rate <= MAX_RATE]


def racers_of(project: Project, optimizers: Iterable[OptimizerSpec]) -> tuple[Member, ...]:
    """The project's own run first, and then one for each other optimiser, at most `MOST_RACERS` in all."""
    own = project.training.optimizer
    others: list[OptimizerSpec] = []
    for each in optimizers:
        if each != own and each not in others:
            others.append(each)
    projects = [project, *(_racing(project, each) for each in others[: MOST_RACERS - 1])]
    return tuple(Member({}, each.training.seed, each) for each in projects)


def _racing(project: Project, optimizer: OptimizerSpec) -> Project:
    """It keeps its rate from beginning to end: what was changed by hand was the rate of another."""
    kept = tuple(each for each in project.training.changes if not isinstance(each, SetLr))
    return with_training(project, optimizer=optimizer, changes=kept)


def racer_name(optimizer: OptimizerSpec) -> str:
    """``SGD, momentum 0.9, lr 0.01``"""
    return ", ".join(_parts(optimizer))


def racer_names(optimizers: Sequence[OptimizerSpec]) -> list[str]:
    """The same without what all have in common: ``SGD, momentum 0.9`` beside ``Adam``, or ``lr 0.01``."""
    parts = [_parts(each) for each in optimizers]
    shared = set(parts[0]).intersection(*parts[1:]) if len(parts) > 1 else set()
    return [", ".join([part for part in each if part not in shared] or each) for each in parts]


def _parts(optimizer: OptimizerSpec) -> list[str]:
    parts = [optimizer.title]
    if isinstance(optimizer, SGDSpec) and optimizer.momentum:
        parts.append(_("momentum {momentum}").format(momentum=local_number(optimizer.momentum, ".6g")))
        if optimizer.nesterov:
            parts.append("Nesterov")
    parts.append(_("lr {rate}").format(rate=local_number(optimizer.lr, ".6g")))
    if optimizer.weight_decay:
        parts.append(_("weight decay {decay}").format(decay=local_number(optimizer.weight_decay, ".6g")))
    return parts


def to_text(optimizers: Sequence[OptimizerSpec]) -> str:
    """A list of racers, as it is remembered."""
    return _LIST.dump_json(list(optimizers)).decode()  # type: ignore[arg-type]


def from_text(text: str) -> list[OptimizerSpec]:
    """The list again; empty if it is none."""
    try:
        return [*_LIST.validate_json(text)[:MOST_RACERS]]
    except ValidationError:
        return []
