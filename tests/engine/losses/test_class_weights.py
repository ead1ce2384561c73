"""What the samples of each class count in a loss, and in what a constant answer costs."""

import numpy as np
import pytest
import torch
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_tensors, criterion_of, weights_of
from nnstudio.engine.diagnosis import run_facts
from nnstudio.engine.losses.table import build_criterion, constant_loss
from nnstudio.engine.snapshots import gradients
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project.losses.classification import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.sources.bundled import BreastCancerSource, WineSource
from tests.export.runs import project_on

BALANCED = [
    project_on(WineSource(), loss=CrossEntropyLoss(class_weights="balanced"), test_fraction=0.3),
    project_on(BreastCancerSource(), loss=CrossEntropyLoss(class_weights="balanced")),
    project_on(BreastCancerSource(), loss=BCEWithLogitsLoss(class_weights="balanced"), test_fraction=0.3),
]


@pytest.mark.parametrize("project", BALANCED, ids=lambda project: project.training.loss.kind)
def test_that_balanced_classes_count_alike_in_the_training_samples(project):
    tensors = build_tensors(load_dataset(project.data), project.training.loss)
    counts = tensors.y_train.reshape(-1).long().bincount()
    masses = counts * weights_of(project, tensors)
    assert masses.numpy() == pytest.approx(masses[0].item(), rel=1e-6)


def test_that_a_class_without_training_samples_leaves_all_finite():
    project = project_on(WineSource(), loss=CrossEntropyLoss(class_weights="balanced"))
    tensors = build_tensors(load_dataset(project.data), project.training.loss)
    tensors.y_train.clamp_(max=1)
    assert weights_of(project, tensors).isfinite().all()


@pytest.mark.parametrize("project", BALANCED, ids=lambda project: project.training.loss.kind)
def test_that_no_constant_answer_costs_less_than_the_best(project):
    dataset = load_dataset(project.data)
    tensors = build_tensors(dataset, project.training.loss)
    answer = torch.zeros(1, project.output_count(), dtype=torch.float64, requires_grad=True)
    criterion = criterion_of(project, tensors).double()
    y = tensors.y_train.double() if tensors.y_train.dim() == 2 else tensors.y_train
    optimizer = torch.optim.LBFGS([answer], max_iter=200)

    def cost():
        optimizer.zero_grad()
        loss = criterion(answer.expand(len(y), -1), y)
        loss.backward()
        return loss

    optimizer.step(cost)
    found = constant_loss(project.training.loss, dataset.y_train, weights_of(project, tensors))
    assert found == pytest.approx(cost().item(), rel=1e-6)


@pytest.mark.parametrize("project", BALANCED, ids=lambda project: project.training.loss.kind)
def test_that_a_loss_in_parts_is_the_loss_of_all(project, monkeypatch):
    monkeypatch.setattr(run_facts, "_CHUNK", 17)
    monkeypatch.setattr(gradients, "_CHUNK", 17)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    tensors = build_tensors(dataset, project.training.loss)
    facts = run_facts.facts_of(project, dataset, Probe(trainer.model), History(trainer.initial))
    whole = criterion_of(project, tensors)(trainer.model(tensors.X_train), tensors.y_train)
    assert facts.end == pytest.approx(whole.item(), rel=1e-5)
    slopes = dict(
        zip(dict(trainer.model.named_parameters()), torch.autograd.grad(whole, trainer.model.parameters()), strict=True)
    )
    found = gradients.loss_gradients(facts.probe, facts.criterion, tensors.X_train, tensors.y_train)
    for name, slope in found.items():
        assert slope == pytest.approx(slopes[name].numpy(), rel=1e-3, abs=1e-5)


def test_that_weights_by_hand_are_pytorchs():
    out, y = torch.randn(8, 3), torch.arange(8) % 3
    weights = torch.tensor([1.0, 5.0, 0.5])
    ours = build_criterion(CrossEntropyLoss(weight=(1.0, 5.0, 0.5)), weights)
    assert ours(out, y) == nn.CrossEntropyLoss(weight=weights)(out, y)
    project = project_on(BreastCancerSource(), loss=BCEWithLogitsLoss(pos_weight=7.0))
    tensors = build_tensors(load_dataset(project.data), project.training.loss)
    H, targets = torch.randn(len(tensors.y_train), 1), tensors.y_train
    expected = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(7.0))(H, targets)
    assert criterion_of(project, tensors)(H, targets) == expected


def test_that_a_loss_that_weighs_no_classes_says_so_by_name():
    with pytest.raises(LookupError, match="'bce' has no class weights"):
        build_criterion(BCELoss(), torch.tensor([1.0, np.float32(2)]))
