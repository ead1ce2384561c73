"""The lines of a script that train: criterion, optimiser, changes by hand, and the loop over the epochs."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from nnstudio.engine.optimizers.table import optimizer_form
from nnstudio.export.losses.table import criterion_lines
from nnstudio.export.optimizers.table import optimizer_line
from nnstudio.export.script_lines import written
from nnstudio.project.changes import AnyChange, SetLr, SetParameter, SetState
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.schedules import AnySchedule, EarlyStopping

_FORM = "# {name}=True: all parameters are updated in one go, as in the studio; otherwise the last digits may differ"


def setup_lines(project: Project) -> list[str]:
    """`criterion` and `optimizer`, for a `model` that is there."""
    spec = project.training.optimizer
    form = {name: repr(value) for name, value in optimizer_form(spec, "cpu").items()}
    lines = [
        *criterion_lines(project.training.loss, project.data.source.class_count()),
        *(_FORM.format(name=name) for name in form),
        optimizer_line(spec, form),
    ]
    if project.training.schedule is not None:
        lines.append(f"scheduler = optim.lr_scheduler.{_scheduler(project.training.schedule)}")
    if _has_penalty(project):
        lines.append("penalised = [module.weight for module in model.modules() if isinstance(module, nn.Linear)]")
    return lines


def _scheduler(spec: AnySchedule) -> str:
    """``StepLR(optimizer, step_size=30, gamma=0.1)``; which loss is watched, `step` is told."""
    return f"{spec.title}({', '.join(['optimizer', *written(spec.model_dump(exclude={'kind', 'monitor'}))])})"


def changes_of(project: Project) -> list[AnyChange]:
    """The changes by hand that a run of the project's epochs comes to."""
    return [change for change in project.training.changes if change.epoch <= project.training.epochs]


def change_lines(project: Project, layers: Sequence[str]) -> list[str]:
    """A function that makes the changes by hand; `layers` is how the script calls each layer."""
    lines = ["def change_by_hand(epoch):", '    """Makes what was changed by hand when so many epochs were done."""']
    for epoch, changes in groupby(changes_of(project), lambda change: change.epoch):
        lines.append(f"    if epoch == {epoch}:")
        lines += [f"        {line}" for change in changes for line in _change(change, layers)]
    return lines


def _change(change: AnyChange, layers: Sequence[str]) -> list[str]:
    if isinstance(change, SetParameter):
        layer, name = change.parameter.split(".")
        place = f"{layers[int(layer)]}.{name}[{', '.join(map(str, change.index))}]"
        return ["with torch.no_grad():", f"    {place} = {change.value!r}"]
    if isinstance(change, SetState):
        lines = ["with torch.no_grad():"]
        for tensor in change.tensors:
            layer, name = tensor.name.split(".")
            place = f"{layers[int(layer)]}.{name}"
            lines.append(f"    {place}.copy_(torch.tensor({list(tensor.values)!r}).view_as({place}))")
        return lines
    if isinstance(change, SetLr):
        return [f'optimizer.param_groups[0]["lr"] = {change.lr!r}']
    return [f"torch.manual_seed({change.seed})"]


class Telling(NamedTuple):
    """What is done in `trainer` with what it finds out: a line of the script for each."""

    verb: str
    """How its docstring begins."""
    losses: str
    """Without a test part."""
    both_losses: str
    stop: str
    """When it stops early."""
    begin: tuple[str, ...] = ()
    """Before the first epoch."""
    after: tuple[str, ...] = ()
    """When all of an epoch is done, and there is to be another."""


PRINTING = Telling(
    "Prints",
    'print(f"epoch {epoch}: loss {train_loss!r}")',
    'print(f"epoch {epoch}: loss {train_loss!r}, test loss {test_loss!r}")',
    'print(f"stopped early; the best epoch was {best_epoch}")',
)


def trainer_lines(project: Project, telling: Telling = PRINTING) -> list[str]:
    """The function `trainer`, which tells each epoch's losses."""
    has_test = project.data.has_test
    about = f"{telling.verb} the loss: the average during each epoch, of its batches' losses"
    about += "; and after each epoch, over all test samples." if has_test else "."
    lines = ["", f"def trainer({_parameters(project)}, epochs):", f'    """{about}"""']
    if changes_of(project):
        lines.append("    change_by_hand(0)")
    lines += _indented(telling.begin, 1)
    if project.training.early_stopping is not None:
        lines.append('    best_loss, best_epoch = float("inf"), 0')
    lines += ["    for epoch in range(1, epochs + 1):", *_indented(_epoch_lines(project, has_test, telling), 2), ""]
    return lines


def call_line(project: Project) -> str:
    return f"trainer({_parameters(project)}, epochs={project.training.epochs})"


def _parameters(project: Project) -> str:
    scheduler = "" if project.training.schedule is None else "scheduler, "
    return f"model, criterion, optimizer, {scheduler}train_loader"


def _epoch_lines(project: Project, has_test: bool, telling: Telling) -> list[str]:
    lines = ["losses = []", "for X, y in train_loader:", *_indented(_step_lines(project), 1)]
    lines.append("train_loss = sum(losses) / len(losses)")
    if has_test:
        lines += [
            "model.eval()",
            "with torch.no_grad():",
            "    test_loss = criterion(model(X_test), y_test).item()",
            "model.train()",
            telling.both_losses,
        ]
    else:
        lines.append(telling.losses)
    if project.training.schedule is not None:
        lines.append(f"scheduler.step({getattr(project.training.schedule, 'monitor', '')})")
    if changes_of(project):
        lines.append("change_by_hand(epoch)")
    if project.training.early_stopping is not None:
        lines += _stopping_lines(project.training.early_stopping, telling.stop)
    return [*lines, *telling.after]


def _stopping_lines(spec: EarlyStopping, stop: str) -> list[str]:
    loss = spec.monitor
    keep = ["    best_weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}"]
    restore = ["    model.load_state_dict(best_weights)"]
    return [
        f"if {loss} < best_loss - {spec.min_delta!r}:",
        f"    best_loss, best_epoch = {loss}, epoch",
        *(keep if spec.restore_best else []),
        f"elif epoch - best_epoch >= {spec.patience} and epoch < epochs:",
        f"    {stop}",
        *(restore if spec.restore_best else []),
        "    break",
    ]


def _step_lines(project: Project) -> list[str]:
    lines = [
        "optimizer.zero_grad()  # gradients add up: begin with none",
        "loss = criterion(model(X), y)  # forward pass",
    ]
    if _has_penalty(project):
        lines += [
            "# the gradient is that of the loss and the penalty; the loss that is told is without, like the test loss",
            f"penalty = {' + '.join(_penalty_terms(project))}",
            "(loss + penalty).backward()",
        ]
    else:
        lines.append("loss.backward()  # backpropagation: the gradient of each parameter")
    return [*lines, "optimizer.step()  # one step against the gradients", "losses.append(loss.item())"]


def _has_penalty(project: Project) -> bool:
    has_weights = any(isinstance(layer, LinearLayer) for layer in project.network.layers)
    return has_weights and bool(_penalty_terms(project))


def _penalty_terms(project: Project) -> list[str]:
    terms = []
    if project.training.l1:
        terms.append(f"{project.training.l1!r} * sum(w.abs().sum() for w in penalised)")
    if project.training.l2:
        terms.append(f"{project.training.l2!r} / 2 * sum((w**2).sum() for w in penalised)")
    return terms


def _indented(lines: Sequence[str], levels: int) -> list[str]:
    return ["    " * levels + line for line in lines]
