"""The lecture's own loop, written without the engine: what every way of training must equal."""

from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import torch
from sklearn.preprocessing import StandardScaler
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project.project import Project


class Course(NamedTuple):
    """What a run went through: compared by ==."""

    train_loss: list[float]
    test_loss: list[float | None]
    weights: list[bytes]
    """After each epoch: the state_dict's tensors end to end, as float32."""


def trained(project: Project, epochs: int, fast: bool) -> tuple[Course, Trainer]:
    trainer = Trainer(project, load_dataset(project.data), fast=fast)
    reports = (
        [report for epoch_batch in trainer.epoch_batches(epochs) for report in epoch_batch]
        if fast
        else list(trainer.epochs(epochs))
    )
    return course_of(reports), trainer


def course_of(reports) -> Course:
    return Course(
        [report.train_loss for report in reports],
        [report.test_loss for report in reports],
        [report.snapshot.vector.tobytes() for report in reports],
    )


def class_of(spec):
    """PyTorch's class of a layer or a loss: the title names it, maybe with a module, as ``modules.ReLU``."""
    return attrgetter(spec.title)(nn)


def lecture_course(project: Project, epochs: int) -> Course:
    """The run with a DataLoader, autograd and an optimiser, and nothing of the engine's but the thread count."""
    data = load_dataset(project.data)
    if project.data.standardize_target:
        scaler = StandardScaler().fit(data.y_train[:, None])
        scaled = {
            name: scaler.transform(getattr(data, name)[:, None])[:, 0]
            for name in ("y_train", "y_test")
            if len(getattr(data, name))
        }
        data = replace(data, **scaled)
    is_long = project.training.loss.kind == "cross_entropy"

    def tensors(X, y):
        target = torch.tensor(y) if is_long else torch.tensor(y, dtype=torch.float32)[:, None]
        return torch.tensor(X, dtype=torch.float32), target

    torch.manual_seed(project.training.seed)
    model = nn.Sequential(*map(module, project.network.layers, project.layer_shapes()))
    for made, layer in zip(model, project.network.layers, strict=True):
        if layer.kind == "linear" and layer.init != "pytorch":
            begin_otherwise(made, layer.init)
    criterion = class_of(project.training.loss)(**class_weights(project, data.y_train))
    optimizer = optimizer_of(project, model)
    step_schedule = schedule_of(project, optimizer)
    train = TensorDataset(*tensors(data.X_train, data.y_train))
    X_test, y_test = tensors(data.X_test, data.y_test)
    loader = DataLoader(train, batch_size=project.training.batch_size, shuffle=True)
    course = Course([], [], [])
    change_by_hand(project, 0, model, optimizer)
    for epoch in range(1, epochs + 1):
        losses = []
        for X, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(X), y)
            penalised(loss, project, model).backward()
            optimizer.step()
            losses.append(loss.item())
        course.train_loss.append(sum(losses) / len(losses))
        model.eval()
        with torch.no_grad():
            course.test_loss.append(criterion(model(X_test), y_test).item() if len(X_test) else None)
        model.train()
        step_schedule(course.train_loss[-1], course.test_loss[-1])
        change_by_hand(project, epoch, model, optimizer)
        course.weights.append(b"".join(t.float().numpy().tobytes() for t in model.state_dict().values()))
        if has_stopped_improving(project, course):
            break
    return course


def class_weights(project: Project, y) -> dict[str, torch.Tensor]:
    """PyTorch's argument for what the classes count, as scikit-learn and PyTorch's documentation compute it."""
    loss = project.training.loss
    if getattr(loss, "class_weights", None) == "balanced":
        classes = project.data.source.class_count()
        counts = np.maximum(1, np.bincount(y, minlength=classes))
        if loss.kind == "cross_entropy":
            return {"weight": torch.tensor(counts.sum() / (classes * counts), dtype=torch.float32)}
        return {"pos_weight": torch.tensor(counts[0] / counts[1], dtype=torch.float32)}
    given = {name: getattr(loss, name, None) for name in ("weight", "pos_weight")}
    return {name: torch.tensor(value) for name, value in given.items() if value is not None}


def has_stopped_improving(project: Project, course: Course) -> bool:
    spec = project.training.early_stopping
    if spec is None:
        return False
    best, waited = float("inf"), 0
    for loss in course.test_loss if spec.monitor == "test_loss" else course.train_loss:
        best, waited = (loss, 0) if loss < best - spec.min_delta else (best, waited + 1)
    return waited >= spec.patience


def penalised(loss: torch.Tensor, project: Project, model: nn.Module) -> torch.Tensor:
    """The loss with the penalties on the weights, but not on biases or on what scales each unit."""
    l1, l2 = project.training.l1, project.training.l2
    weights = [p for p, layer in zip_weights(project, model) if layer.kind == "linear"]
    penalty = 0.0
    if l1 and weights:
        penalty = l1 * sum(w.abs().sum() for w in weights)
    if l2 and weights:
        penalty = penalty + l2 / 2 * sum((w**2).sum() for w in weights)
    return loss + penalty if (l1 or l2) and weights else loss


def schedule_of(project: Project, optimizer: optim.Optimizer):
    """What is to be called with the losses after each epoch."""
    spec = project.training.schedule
    if spec is None:
        return lambda train_loss, test_loss: None
    match spec.kind:
        case "step":
            scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=spec.step_size, gamma=spec.gamma)
        case "exponential":
            scheduler = optim.lr_scheduler.ExponentialLR(optimizer, gamma=spec.gamma)
        case "cosine":
            scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=spec.T_max, eta_min=spec.eta_min)
        case "plateau":
            plateau = optim.lr_scheduler.ReduceLROnPlateau(
                optimizer, mode="min", factor=spec.factor, patience=spec.patience
            )
            return lambda train_loss, test_loss: plateau.step(train_loss if spec.monitor == "train_loss" else test_loss)
    return lambda train_loss, test_loss: scheduler.step()


def zip_weights(project: Project, model: nn.Module) -> list:
    pairs = zip(model, project.network.layers, strict=True)
    return [(part.weight, layer) for part, layer in pairs if hasattr(part, "weight")]


def change_by_hand(project: Project, epoch: int, model: nn.Module, optimizer: optim.Optimizer) -> None:
    for change in project.training.changes:
        if change.epoch != epoch:
            continue
        match change.kind:
            case "set_parameter":
                model.state_dict()[change.parameter][change.index] = change.value
            case "set_lr":
                optimizer.param_groups[0]["lr"] = change.lr
            case "set_seed":
                torch.manual_seed(change.seed)
            case "set_state":
                for tensor in change.tensors:
                    there = model.state_dict()[tensor.name]
                    there.copy_(torch.tensor(tensor.values).reshape(there.shape))
            case kind:
                raise KeyError(kind)


def begin_otherwise(linear: nn.Linear, init: str) -> None:
    """What of torch.nn.init is called when all layers are made; biases begin at 0."""
    match init:
        case "xavier":
            nn.init.xavier_uniform_(linear.weight)
        case "kaiming":
            nn.init.kaiming_uniform_(linear.weight, nonlinearity="relu")
        case "zeros":
            nn.init.zeros_(linear.weight)
        case _:
            raise KeyError(init)
    if linear.bias is not None:
        nn.init.zeros_(linear.bias)


def module(layer, shape) -> nn.Module:
    match layer.kind:
        case "linear":
            return nn.Linear(shape.inputs, shape.outputs, bias=layer.bias)
        case "dropout":
            return nn.Dropout(layer.p)
        case "batch_norm":
            return nn.BatchNorm1d(shape.inputs)
        case "layer_norm":
            return nn.LayerNorm(shape.inputs)
        case "softmax":
            return nn.Softmax(dim=-1)
        case _:
            return class_of(layer)(**layer.model_dump(exclude={"kind"}))


def optimizer_of(project: Project, model: nn.Module) -> optim.Optimizer:
    """Fused, but for RMSprop, which is PyTorch's default."""
    spec = project.training.optimizer
    weights = model.parameters()
    options = {"lr": spec.lr, "weight_decay": spec.weight_decay}
    match spec.kind:
        case "sgd":
            return optim.SGD(weights, **options, momentum=spec.momentum, nesterov=spec.nesterov, fused=True)
        case "adam":
            return optim.Adam(weights, **options, fused=True)
        case "adamw":
            return optim.AdamW(weights, **options, fused=True)
        case "adagrad":
            return optim.Adagrad(weights, **options, fused=True)
        case "rmsprop":
            return optim.RMSprop(weights, **options)
