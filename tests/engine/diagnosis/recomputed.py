"""Every figure of a diagnosis computed once more: from the history, by plain PyTorch and NumPy, by training again."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_network
from nnstudio.engine.diagnosis.attainable import measure
from nnstudio.engine.diagnosis.diagnose import diagnose
from nnstudio.engine.diagnosis.figures import Measure
from nnstudio.engine.diagnosis.run_facts import facts_of
from nnstudio.engine.diagnosis.trials import TrialRunner
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import StateLayout
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from tests.engine.loops import class_of, class_weights

NUMBER = re.compile(r"(?<![\w.])−?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+−]\d+)?%?")
M = Measure


def numbers(text):
    """The numbers in a text, as they are written. What the learner named, in quotes, is not looked at."""
    return NUMBER.findall(re.sub(r"“[^”]*”", "", text))


class Run:
    """A run that was trained here, and what can be asked of it."""

    def __init__(self, project, epochs=None, dataset=None):
        self.project = project
        self.dataset = dataset or load_dataset(project.data)
        trainer = Trainer(project, self.dataset)
        self.history, self.has_failed, self.rates = History(trainer.initial), False, [trainer.lr]
        try:
            for report in trainer.epochs(project.training.epochs if epochs is None else epochs):
                self.history.add(report)
                self.rates.append(trainer.lr)
        except DivergedError:
            self.has_failed = True
        self.trainer = trainer

    def facts(self):
        return facts_of(self.project, self.dataset, Probe(self.trainer.model), self.history, has_failed=self.has_failed)

    def diagnosis(self):
        facts = self.facts()
        return diagnose(facts, TrialRunner(facts, seconds=100.0))

    def model(self, epoch):
        snapshot = self.history.nearest(epoch)
        assert snapshot.epoch == epoch
        model = build_network(self.project)
        arrays = StateLayout(model).arrays(snapshot.vector)
        model.load_state_dict({name: torch.tensor(array) for name, array in arrays.items()}, strict=True)
        return model.eval()

    def loss(self, epoch, part="train"):
        X = torch.tensor(getattr(self.dataset, f"X_{part}"), dtype=torch.float32)
        with torch.no_grad():
            return float(self.criterion(self.model(epoch)(X), self.targets(part)))

    @property
    def criterion(self):
        return class_of(self.project.training.loss)(**class_weights(self.project, self.dataset.y_train))

    def targets(self, part="train"):
        y = torch.tensor(self.scaled(getattr(self.dataset, f"y_{part}")))
        return y if self.project.training.loss.kind == "cross_entropy" else y.float()[:, None]

    def scaled(self, y):
        """The targets as they are trained on."""
        known = self.dataset.y_train
        return (y - known.mean()) / known.std() if self.project.data.standardize_target else y

    def constant_loss(self):
        y = self.scaled(self.dataset.y_train)
        if self.dataset.class_names:
            counts, options = np.bincount(y), class_weights(self.project, y)
            masses = counts * options.get("weight", torch.ones(len(counts))).numpy()
            masses[-1] *= float(options.get("pos_weight", 1))
            p = masses / masses.sum()
            entropy = float(-(p[p > 0] * np.log(p[p > 0])).sum())
            return entropy * masses.sum() / len(y) if "pos_weight" in options else entropy
        if self.project.training.loss.kind == "mse":
            return float(y.var())
        if self.project.training.loss.kind == "l1":
            return float(np.abs(y - np.median(y)).mean())
        grid = torch.linspace(float(y.min()), float(y.max()), 20_001, dtype=torch.float64)
        residuals = (torch.tensor(y)[None, :] - grid[:, None]).abs()
        return float(torch.where(residuals < 1, residuals**2 / 2, residuals - 0.5).mean(dim=1).min())

    def share(self, epoch):
        return 1 - self.loss(epoch) / self.constant_loss()

    def outputs(self, epoch, layer, rows=slice(None)):
        X = torch.tensor(self.dataset.X_train[rows], dtype=torch.float32)
        with torch.no_grad():
            return self.model(epoch)[: layer + 1](X).numpy()

    def gradient(self, epoch, layer):
        model = self.model(epoch)
        X = torch.tensor(self.dataset.X_train, dtype=torch.float32)
        self.criterion(model(X), self.targets()).backward()
        return float((model[layer].weight.grad.double() ** 2).mean().sqrt())

    def scales(self):
        X = self.dataset.X_train
        return np.sort(np.sqrt((X**2).mean(axis=0))[X.min(axis=0) < X.max(axis=0)])

    def hidden_units(self):
        linear = [i for i, layer in enumerate(self.project.network.layers) if layer.kind == "linear"]
        return min(self.project.layer_shapes()[i].outputs for i in linear[:-1])

    def curvature(self):
        """Of what is minimised, by autograd."""
        training = self.project.training
        X = torch.tensor(self.dataset.X_train)
        y = torch.tensor(self.dataset.y_train)
        d, has_bias = X.shape[1], self.project.network.layers[0].bias

        def minimised(w):
            errors = X @ w[:d] + (w[d] if has_bias else 0.0) - y
            decay = training.optimizer.weight_decay / 2 * (w**2).sum()
            return (errors**2).mean() + decay + training.l2 / 2 * (w[:d] ** 2).sum()

        hessian = torch.autograd.functional.hessian(minimised, torch.zeros(d + has_bias, dtype=torch.float64))
        return float(np.linalg.eigvalsh(hessian.numpy()).max())

    def stable_lr(self):
        optimizer = self.project.training.optimizer
        m = optimizer.momentum
        return 2 * (1 + m) / self.curvature() / (1 + 2 * m if optimizer.nesterov else 1)

    def last(self):
        """Place and kind of the layer that shapes the output."""
        layers = self.project.network.layers
        place = max(i for i, layer in enumerate(layers) if layer.kind != "dropout")
        return place, layers[place].kind

    def extremes(self, place):
        """The lowest and highest that the last layer can put out, found by asking it."""
        module = self.trainer.model[place]
        width = self.project.output_count()
        with torch.no_grad():
            if isinstance(module, nn.Softmax):
                p = module(torch.tensor([[1e4] + [-1e4] * (width - 1)]))
                return (1.0 if width == 1 else 0.0), float(p.max())
            x = torch.cat((torch.linspace(-30, 30, 60_001), torch.tensor([-1e4, 1e4])))
            values = module(x)
        return float(values.min()), float(values.max()) if float(values.max()) < 1e3 else np.inf

    def probabilities(self):
        """The lowest and highest probability, and the lowest loss, that the loss can see."""
        place, _ = self.last()
        low, high = self.extremes(place)
        if self.project.training.loss.kind == "bce_with_logits":
            return 1 / (1 + np.exp(-low)), 1 / (1 + np.exp(-high)), None
        logits = torch.tensor([high] + [low] * (self.project.output_count() - 1), dtype=torch.float64)
        p = torch.softmax(logits, dim=0)
        return None, float(p[0]), -float(torch.log(p[0]))

    def flagged(self, figure):
        rows = slice(None, None, -(-len(self.dataset.X_train) // 512))
        H = self.outputs(figure.epoch, figure.layer, rows)
        kind = self.project.network.layers[figure.layer].kind
        if figure.measure is M.DEAD_UNITS:
            return int((np.abs(H) <= (0.0 if kind == "relu" else 1e-3)).all(axis=0).sum())
        limits = {"sigmoid": (0, 1), "tanh": (-1, 1), "elu": (-1,)}[kind]
        near = np.min([np.abs(H - limit) for limit in limits], axis=0) <= 0.01
        return int((near.mean(axis=0) >= 0.95).sum())

    def equal_units(self, layer):
        state = self.model(0).state_dict()
        following = min(i for i, spec in enumerate(self.project.network.layers) if spec.kind == "linear" and i > layer)
        rows = [
            (
                *state[f"{layer}.weight"][u].tolist(),
                float(state[f"{layer}.bias"][u]),
                *state[f"{following}.weight"][:, u],
            )
            for u in range(len(state[f"{layer}.weight"]))
        ]
        rows = [tuple(map(float, row)) for row in rows]
        return sum(rows.count(row) > 1 for row in rows)

    def hits(self, figure, missed=False):
        classes = [int(c) for c in figure.name.split(",")]
        H = torch.tensor(self.outputs(figure.epoch, len(self.project.network.layers) - 1))
        if H.shape[1] == 1:
            p = H if self.project.training.loss.kind == "bce" else torch.sigmoid(H)
            predicted = (p[:, 0] > 0.5).long().numpy()
        else:
            predicted = H.argmax(dim=1).numpy()
        y = self.dataset.y_train
        return int((((predicted == y) != missed) & np.isin(predicted, classes)).sum())


def trial_of(outcome, run):
    """A trial trained once more; of a scaled target, on that."""
    return Run(outcome.project, outcome.epochs)


def recomputed(figure, run):
    """What a figure measures, computed anew. Each measure has its line: one without fails by name."""
    f, data, trial = figure, run.dataset, figure.trial
    test_loss, place_kind = run.history.test_loss, run.last()
    table = {
        M.EPOCHS: lambda: run.facts().epochs,
        M.FAILED_EPOCH: lambda: len(run.history.train_loss) + 1,
        M.BEST_TEST_EPOCH: lambda: 1 + int(np.argmin(test_loss)),
        M.CHANGE_EPOCH: lambda: f.value if f.value in [c.epoch for c in run.project.training.changes] else None,
        M.LR: lambda: run.rates[f.epoch - 1],
        M.TRAIN_LOSS: lambda: run.loss(f.epoch),
        M.MEAN_LOSS: lambda: run.history.train_loss[f.epoch - 1],
        M.TEST_LOSS: lambda: test_loss[f.epoch - 1],
        M.CONSTANT_LOSS: run.constant_loss,
        M.SHARE_LEARNED: lambda: max(0.0, run.share(f.epoch)),
        M.BATCH_SIZE: lambda: min(run.project.training.batch_size, len(data.X_train)),
        M.STEPS: lambda: len(range(0, len(data.X_train), run.project.training.batch_size)),
        M.SAMPLES: lambda: len(data.X_train),
        M.SAMPLES_LOOKED_AT: lambda: len(data.X_train[:: -(-len(data.X_train) // 512)]),
        M.SAMPLES_OF_CLASSES: lambda: int(np.isin(data.y_train, [int(c) for c in f.name.split(",")]).sum()),
        M.HITS_OF_CLASSES: lambda: run.hits(f),
        M.FEATURES: lambda: data.X_train.shape[1],
        M.CONSTANT_FEATURES: lambda: int((data.X_train == data.X_train[0]).all(axis=0).sum()),
        M.SCALE_LOW: lambda: run.scales()[0],
        M.SCALE_HIGH: lambda: run.scales()[-1],
        M.TARGET_LOW: lambda: data.y_train.min(),
        M.TARGET_HIGH: lambda: data.y_train.max(),
        M.TARGET_OUTSIDE: lambda: float(
            np.mean(
                (data.y_train < run.extremes(place_kind[0])[0] - 1e-9)
                | (data.y_train > run.extremes(place_kind[0])[1] + 1e-9)
            )
        ),
        M.RANGE_LOW: lambda: run.extremes(place_kind[0])[0],
        M.RANGE_HIGH: lambda: run.extremes(place_kind[0])[1],
        M.PROBABILITY_LOW: lambda: run.probabilities()[0],
        M.PROBABILITY_HIGH: lambda: run.probabilities()[1],
        M.LOSS_LOW: lambda: run.probabilities()[2],
        M.LAYER: lambda: f.layer + 1,
        M.UNITS: lambda: run.project.layer_shapes()[f.layer].outputs,
        M.DEAD_UNITS: lambda: run.flagged(f),
        M.SATURATED_UNITS: lambda: run.flagged(f),
        M.EQUAL_UNITS: lambda: run.equal_units(f.layer),
        M.NARROWEST: run.hidden_units,
        M.GRADIENT: lambda: run.gradient(f.epoch, f.layer),
        M.STABLE_LR: run.stable_lr,
        M.CURVATURE: run.curvature,
        M.HELD_OUT: lambda: measure(run.project, data, lambda: False).share,
        M.TRIAL_LR: lambda: trial.project.training.optimizer.lr,
        M.TRIAL_SEED: lambda: trial.project.training.seed,
        M.TRIAL_BATCH: lambda: trial.project.training.batch_size,
        M.TRIAL_UNITS: lambda: Run(trial.project, 0).hidden_units(),
        M.TRIAL_EPOCHS: lambda: trial.epochs,
        M.TRIAL_LOSS: lambda: trial_of(trial, run).loss(trial.epochs),
        M.TRIAL_SHARE: lambda: trial_of(trial, run).share(trial.epochs),
        M.TRIAL_HITS: lambda: trial_of(trial, run).hits(replace(f, epoch=trial.epochs)),
        M.TRIAL_ALARMS: lambda: trial_of(trial, run).hits(replace(f, epoch=trial.epochs), missed=True),
        M.TRIALS: lambda: 4,
        M.BETTER_TRIALS: lambda: f.value if 2 <= f.value <= 4 else None,
        M.GIVEN: lambda: f.value,
    }
    return table[figure.measure]()


def texts(diagnosis):
    yield diagnosis.summary
    yield diagnosis.details
    for finding in diagnosis.findings:
        yield finding.title
        yield finding.sentence
        yield finding.remedy


def assert_true(diagnosis, run):
    """No number stands in a text that has no figure or is written otherwise; and each comes out alike once more."""
    for text in texts(diagnosis):
        assert numbers(text) == [n for figure in text.figures for n in numbers(str(figure))], text
        for figure in text.figures:
            assert recomputed(figure, run) == pytest.approx(figure.value, rel=2e-4, abs=1e-7), (text, figure)
