"""Takes one step on a copy of a run's network, and writes down all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_network, build_tensors, weights_of
from nnstudio.engine.equations.quantities import Equation, Name, Quantity, equation, name, quantity, slope
from nnstudio.engine.equations.rules import Each, latex, plain
from nnstudio.engine.layers.entry import LayerEntry, Passed, Slopes
from nnstudio.engine.layers.table import LAYERS
from nnstudio.engine.losses.table import Criterion, build_criterion
from nnstudio.engine.optimizers.table import build_optimizer
from nnstudio.engine.snapshots.snapshot import state_tensors, write_state
from nnstudio.engine.steps.penalty import build_penalty
from nnstudio.engine.steps.random_state import draw_order
from nnstudio.engine.training.branch import trainer_at
from nnstudio.engine.training.optimizer_state import write_optimizer
from nnstudio.engine.training.trainer import Trainer, never
from nnstudio.engine.training.trainer_state import TrainerState
from nnstudio.engine.walkthrough.gradient_check import MOST_WORK, check_gradient
from nnstudio.engine.walkthrough.losses import target_quantity, work_out
from nnstudio.engine.walkthrough.records import Stage, Walk, WalkError
from nnstudio.engine.walkthrough.updates import spell_update
from nnstudio.language import _, ngettext
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project

MOST_PARAMETERS = 1_000_000
MOST_CELLS = 20_000_000
_MOST_LISTED = 8


def state_at(
    project: Project, dataset: Dataset, trainer: Trainer, epoch: int, stop: Callable[[], bool] = never
) -> TrainerState | None:
    """How the run stood at the end of `epoch`; trained anew where `trainer` has gone past it. None if stopped.

    In the thread that owns the global generator, while `trainer` rests.
    """
    if trainer.epoch == epoch and not trainer.in_mid_epoch:
        return trainer.state()
    earlier = trainer_at(project, dataset, epoch, trainer.device.type, stop)
    return None if earlier is None else earlier.state()


def walk_through(project: Project, dataset: Dataset, state: TrainerState, rows: Sequence[int] | None = None) -> Walk:
    """The step that a run in this state takes on the train samples `rows`; None: on the batch that comes next.

    All is computed on the CPU on a copy. Random numbers (the batch, dropout's masks) come from a fork of the run's
    own, so that for the next batch they are the ones that the run will draw on the CPU.

    Raises:
        WalkError: there is no such step, and why.
    """
    if project.parameter_count() > MOST_PARAMETERS:
        raise WalkError(
            _("More than {most_parameters:,} parameters are too many to walk through.").format(
                most_parameters=MOST_PARAMETERS
            )
        )
    # without drawing initial weights from the global generator, which belongs to whoever trains
    with torch.device("meta"):
        model = build_network(project)
    model.to_empty(device="cpu")
    write_state(state_tensors(model), state.vector)
    model.train()
    tensors = build_tensors(dataset, project.training.loss)
    random, is_next = torch.Generator(), rows is None
    random.set_state(state.random)
    if rows is None:
        rows = _next_batch(project, state, len(tensors.X_train), random)
    elif not rows:
        raise WalkError(_("Choose at least one sample."))
    chosen = torch.tensor(list(rows), dtype=torch.int64)
    X, y = tensors.X_train[chosen], tensors.y_train[chosen]
    needing = [layer.title for layer in project.network.layers if layer.needs_several_samples]
    if len(X) < 2 and needing:
        raise WalkError(_("{needing} needs at least two samples, to take figures over.").format(needing=needing[0]))
    if len(X) * sum(max(shape[:2]) for shape in project.layer_shapes()) > MOST_CELLS:
        raise WalkError(_("These are too many numbers to walk through; choose fewer samples."))

    told = _go_forward(project, model, X, random)
    last = told[-1].passed
    if not torch.isfinite(last.out).all():
        raise WalkError(_("The network's output is infinite or NaN here."))
    weights = weights_of(project, tensors)
    loss_stages, gradient = work_out(project.training.loss, last.made, last.out.detach(), y, weights)
    target = target_quantity(project.training.loss, y)
    stages = [
        _input_stage(dataset, chosen.tolist(), told[0].passed.given, target),
        *_target_stage(dataset, chosen, target),
        *(_forward_stage(layer, said) for layer, said in zip(told, _starts(project, state), strict=True)),
        loss_stages[0],
    ]
    stages.append(loss_stages[1])
    penalties = _penalties(project, model)
    gradients: dict[str, tuple[Quantity, Quantity]] = {}
    for i, layer in reversed(list(enumerate(told))):
        equations, gradient, own = _way_back(layer, gradient, to_inputs=i > 0)
        for attribute, values in own.items():
            full, old = f"{i}.{attribute}", layer.passed.parameter(attribute)
            found = quantity(slope(old.name), values)
            if full in penalties:
                found, penalised = _penalise(project, old, found, penalties[full])
                equations.append(penalised)
            gradients[full] = old, found
        stages.append(_backward_stage(layer, equations))
    stages += _checks(project, model, build_criterion(project.training.loss, weights), X, y)
    stages += _updates(project, model, state, gradients)
    return Walk(state.epoch, tuple(int(row) for row in rows), is_next, tuple(stages))


def _next_batch(project: Project, state: TrainerState, n: int, random: torch.Generator) -> list[int]:
    size = project.training.batch_size
    if state.half is not None:
        start = len(state.half.losses) * size
        return state.half.order[start : start + size].tolist()
    return draw_order(n, random, torch.Generator())[:size].tolist()


@dataclass(eq=False)
class _ToldLayer:
    """A layer on the way, with what is told of it."""

    entry: LayerEntry[Any]
    number: int
    """Which Linear layer it is, or belongs to; 0 before the first."""
    passed: Passed
    equations: list[Equation]


def _go_forward(project: Project, model: nn.Sequential, X: Tensor, random: torch.Generator) -> list[_ToldLayer]:
    layers = project.network.layers
    numbers: list[int] = []
    for spec in layers:
        numbers.append((numbers[-1] if numbers else 0) + isinstance(spec, LinearLayer))
    given, values = quantity(Name("H^{(0)}", "H⁽⁰⁾"), X, _("the inputs")), X
    told: list[_ToldLayer] = []
    for i, (spec, module) in enumerate(zip(layers, model, strict=True)):
        entry, leaf = LAYERS[spec.kind], values.detach().requires_grad_()
        out, kept = entry.run(module, leaf, i + 1, random)
        made = quantity(
            _output_name(numbers, i), out, _("what comes out of the network") if i == len(layers) - 1 else ""
        )
        called = entry.parameter_names(numbers[i], i + 1)
        names = {attribute: called[attribute] for attribute, _unused in module.named_parameters()}
        passed = Passed(module, i + 1, names, given, leaf, made, out, kept)
        told.append(_ToldLayer(entry, numbers[i], passed, entry.forward(passed)))
        given, values = made, out
    return told


def _output_name(numbers: list[int], i: int) -> Name:
    """Z for what comes out of a Linear layer, H for what its activation makes of it, Ŷ at the end."""
    if i == len(numbers) - 1:
        return Name(r"\hat{Y}", "Ŷ")
    group = [k for k, number in enumerate(numbers) if number == numbers[i]]
    at = group.index(i)
    if i == group[-1] and numbers[i]:
        return name("H", numbers[i])
    letter = "Z" if numbers[i] else "H"
    first = 0 if numbers[i] else -1
    return name(letter, numbers[i], low="" if at == first else str(at + 1))


def _way_back(told: _ToldLayer, gradient: Tensor, to_inputs: bool) -> tuple[list[Equation], Tensor, dict[str, Tensor]]:
    """The equations of the way back, the slope at the layer's inputs, (n, d), and those at its parameters.

    `gradient` is the slope at its outputs. Without `to_inputs` the equations leave out what no one needs.
    """
    passed = told.passed
    parameters = dict(passed.module.named_parameters())
    found = torch.autograd.grad(passed.out, [passed.leaf, *parameters.values()], gradient)
    inward, own = found[0], dict(zip(parameters, found[1:], strict=True))
    slopes = Slopes(
        quantity(slope(passed.made.name), gradient, _("what came back from the layer after it")),
        quantity(slope(passed.given.name), inward, _("how the loss changes with what came in")),
        own,
    )
    equations = told.entry.backward(passed, slopes)
    if not to_inputs:
        equations = [e for e in equations if e.result is not slopes.inputs]
    return equations, inward, own


def _title(layer: _ToldLayer) -> str:
    kind = type(layer.passed.module).__name__
    return f"{kind} {layer.number}" if layer.number else kind


def _input_stage(dataset: Dataset, rows: Sequence[int], inputs: Quantity, target: Quantity) -> Stage:
    columns = _listed(dataset.feature_names)
    numbers = _listed([str(row + 1) for row in rows])
    if len(dataset.feature_names) == 1:
        text = ngettext(
            "The column is the feature {columns}; the row is the train sample no. {numbers}.",
            "The column is the feature {columns}; the rows are the train samples no. {numbers}.",
            len(rows),
        )
    else:
        text = ngettext(
            "The columns are the features {columns}; the row is the train sample no. {numbers}.",
            "The columns are the features {columns}; the rows are the train samples no. {numbers}.",
            len(rows),
        )
    text = text.format(columns=columns, numbers=numbers)
    return Stage("forward", _("Input"), text, (), (inputs, target))


def _target_stage(dataset: Dataset, chosen: Tensor, target: Quantity) -> list[Stage]:
    """How the target was standardised, if it was."""
    if not dataset.has_scaled_target:
        return []
    own = torch.tensor(dataset.y_train, dtype=torch.float32)[chosen].reshape(-1, 1)
    given = quantity(name("t"), own, dataset.target_name)
    mean, scale = dataset.target_mean, dataset.target_scale
    made = equation(
        target,
        (given,),
        ("(", 0, f"− {plain(mean)}) / {plain(scale)}" if mean >= 0 else f"+ {plain(-mean)}) / {plain(scale)}"),
        Each(f"({{0}} − {_bracketed(mean)}) / {scale:.7g}"),
        rf"\frac{{@0 - {_bracketed(mean)}}}{{{scale:.7g}}}",
    )
    text = _(
        "The network learns {target} standardised: less its mean and divided by its standard deviation, both of all "
        "training samples."
    )
    return [Stage("forward", _("Target"), text.format(target=dataset.target_name), (made,), (given,))]


def _bracketed(value: float) -> str:
    return f"{value:.7g}" if value >= 0 else f"({value:.7g})"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:_MOST_LISTED]) + (", …" if len(words) > _MOST_LISTED else "")


def _starts(project: Project, state: TrainerState) -> list[str]:
    """How each layer's numbers came about, as long as they are still those."""
    is_start = state.epoch == 0 and state.half is None
    if not is_start or any(change.epoch == 0 for change in project.training.changes):
        return [""] * len(project.network.layers)
    shapes = zip(project.network.layers, project.layer_shapes(), strict=True)
    return [LAYERS[layer.kind].start_told(layer, shape) for layer, shape in shapes]


def _forward_stage(layer: _ToldLayer, start: str) -> Stage:
    text = " ".join(filter(None, (layer.entry.told_forward(layer.passed), start)))
    return Stage("forward", _title(layer), text, tuple(layer.equations))


def _backward_stage(layer: _ToldLayer, equations: Sequence[Equation]) -> Stage:
    return Stage("backward", f"∂ {_title(layer)}", layer.entry.backward_text, tuple(equations))


def _checks(project: Project, model: nn.Sequential, criterion: Criterion, X: Tensor, y: Tensor) -> list[Stage]:
    """Autograd beside finite differences; nothing where that would take long, or where every gradient is 0."""
    if len(X) * project.parameter_count() > MOST_WORK:
        return []
    check = check_gradient(model, criterion, X, y)
    if check is None:
        return []
    text = _(
        "Is the gradient right? The slope between two points close by, on either side, must come to nearly the same. "
        "Here this is computed in 64 bits for the parameters with the largest gradients ({count}), with steps of many "
        "sizes. It comes closest with ε = {best}: a larger step leaves the tangent, and with a smaller one the "
        "difference of two nearly equal losses has too few digits left."
    ).format(count=check.count, best=plain(float(f"{check.best:.1g}")))
    return [Stage("check", _("Gradient check"), text, (), check=check)]


def _penalties(project: Project, model: nn.Module) -> dict[str, Tensor]:
    """The gradient of the L1 and L2 penalties by parameter name, from autograd; empty without them."""
    penalty = build_penalty(project.training, model)
    if penalty is None:
        return {}
    named = dict(model.named_parameters())
    found = torch.autograd.grad(penalty(), list(named.values()), allow_unused=True)
    return {key: slope for key, slope in zip(named, found, strict=True) if slope is not None}


def _penalise(project: Project, old: Quantity, found: Quantity, penalty: Tensor) -> tuple[Quantity, Equation]:
    l1, l2 = project.training.l1, project.training.l2
    values = torch.from_numpy(found.values.copy()) + penalty.detach()
    result = quantity(slope(old.name, "J"), values, _("with the penalty on large weights, J = L + penalty"))
    layout: list[int | str] = [0]
    right, how = "@0", "{0}"
    if l1:
        layout += [f"+ {plain(l1)} · sign(", 1, ")"]
        right += rf" + {latex(l1)} \operatorname{{sign}}(@1)"
        how += f" + {plain(l1)} · sign({{1}})"
    if l2:
        layout += [f"+ {plain(l2)} ·", 1]
        right += rf" + {latex(l2)} \, @1"
        how += f" + {plain(l2)} · {{1}}"
    return result, equation(result, (found, old), layout, Each(how), right)


def _updates(
    project: Project, model: nn.Module, state: TrainerState, gradients: dict[str, tuple[Quantity, Quantity]]
) -> list[Stage]:
    """One real step of the optimiser, and a stage for each parameter."""
    spec = project.training.optimizer
    named = dict(model.named_parameters())
    optimizer = build_optimizer(spec, named.values())
    write_optimizer(optimizer, model, state.optimizer)
    group = optimizer.param_groups[0]
    group["lr"] = state.lr
    for key, parameter in named.items():
        parameter.grad = torch.from_numpy(gradients[key][1].values.copy()).reshape(parameter.shape)
    optimizer.step()
    stages = []
    for key, parameter in named.items():
        old, gradient = gradients[key]
        before = {word: state.optimizer[f"{key}.{word}"] for word in _words(state, key)}
        equations = spell_update(spec, group, old, gradient, before, optimizer.state[parameter], parameter)
        text = _("{optimizer} with learning rate {lr}. {summary}.").format(
            optimizer=spec.title, lr=plain(state.lr), summary=spec.summary
        )
        stages.append(
            Stage(
                "update", _("Update {parameter}").format(parameter=old.name.plain), text, tuple(equations), (gradient,)
            )
        )
    return stages


def _words(state: TrainerState, key: str) -> list[str]:
    return [full.rpartition(".")[2] for full in state.optimizer if full.rpartition(".")[0] == key]
