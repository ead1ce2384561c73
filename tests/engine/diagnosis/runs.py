"""Projects with a known fault, and sound ones, as learners have them."""

from nnstudio.engine.diagnosis.finding import Fault
from nnstudio.project import edits
from nnstudio.project.changes import SetParameter
from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.layers.softmax import SoftmaxLayer
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import BreastCancerSource, DiabetesSource, DigitsSource, IrisSource, WineSource
from nnstudio.project.sources.drawn import GaussSource, MultiGaussSource, PlaneSource, SpiralSource, XorSource
from nnstudio.project.sources.scikit_made import BlobsSource, CirclesSource, LinearSource, MoonsSource

BINARY = open_source("binary-classification")
LINE = open_source("linear-regression")
MULTIPLE = open_source("multiple-regression")
WAVE = open_source("nonlinear-regression")
CLASSES = open_source("multiclass-classification")


def stack(activation, *units):
    """Linear and activation for each of `units`, then the output."""
    return (*(layer for n in units for layer in (LinearLayer(units=n), activation())), LinearLayer())


def on(source, activation=ReLULayer, units=(8,), lr=0.03, epochs=60, standardize=False, test=0.0, batch=32):
    """A network on some data, with Adam."""
    project = edits.with_layers(BINARY.with_source(source), stack(activation, *units))
    project = edits.with_data(project, standardize=standardize, test_fraction=test)
    return edits.with_training(project, optimizer=AdamSpec(lr=lr), epochs=epochs, batch_size=batch)


def at_lr(project, lr, **fields):
    return edits.with_training(edits.with_optimizer(project, lr=lr), **fields)


def _killed(project, *units, bias=-20.0):
    changes = tuple(SetParameter(epoch=0, parameter="0.bias", index=(unit,), value=bias) for unit in units)
    return edits.with_training(project, changes=changes)


FAULTY: dict[str, tuple[Fault, Project]] = {
    "diverged, line at 500": (Fault.DIVERGED, at_lr(LINE, 500.0)),
    "diverged, line just beyond the bound": (Fault.DIVERGED, at_lr(LINE, 1.2)),
    "diverged, wave by ReLU": (
        Fault.DIVERGED,
        edits.with_training(edits.with_layers(WAVE, stack(ReLULayer, 20, 20)), optimizer=SGDSpec(lr=1.0), epochs=100),
    ),
    "too large, circles at 5": (Fault.LR_TOO_LARGE, at_lr(BINARY, 5.0)),
    "too large, circles at 1.5": (Fault.LR_TOO_LARGE, at_lr(BINARY, 1.5)),
    "too large, four classes at 10": (Fault.LR_TOO_LARGE, at_lr(CLASSES, 10.0)),
    "too large, line with momentum": (
        Fault.LR_TOO_LARGE,
        edits.with_training(LINE, optimizer=SGDSpec(lr=0.9, momentum=0.95)),
    ),
    "too small, line at 0.0001": (Fault.LR_TOO_SMALL, at_lr(LINE, 1e-4)),
    "too small, three features": (Fault.LR_TOO_SMALL, at_lr(MULTIPLE, 1e-4)),
    "too small, circles at 0.001": (Fault.LR_TOO_SMALL, at_lr(BINARY, 1e-3)),
    "too small, wave": (Fault.LR_TOO_SMALL, at_lr(WAVE, 1e-5, epochs=200)),
    "too small, iris": (Fault.LR_TOO_SMALL, on(IrisSource(), lr=1e-4, standardize=True, epochs=30)),
    "stuck with dead units, circles from seed 0": (Fault.DEAD_UNITS, edits.with_training(BINARY, seed=0)),
    "stuck, circles from seed 3": (Fault.STUCK, edits.with_training(BINARY, seed=3)),
    "dead, four units of five": (Fault.DEAD_UNITS, _killed(at_lr(BINARY, 0.01), 0, 1, 2, 3)),
    "dead, all units": (Fault.DEAD_UNITS, _killed(BINARY, 0, 1, 2, 3, 4)),
    "saturated by cancer as it is": (
        Fault.UNSCALED_INPUTS,
        on(BreastCancerSource(), SigmoidLayer, lr=0.001, epochs=20),
    ),
    "over-fitted moons": (
        Fault.OVERFITTING,
        on(MoonsSource(samples=80, noise=0.35), units=(64, 64), epochs=400, test=0.5, lr=0.01),
    ),
    "over-fitted diabetes": (
        Fault.OVERFITTING,
        on(DiabetesSource(), units=(64, 64), epochs=100, test=0.3, standardize=True, lr=0.01),
    ),
    "over-fitted cancer": (
        Fault.OVERFITTING,
        on(BreastCancerSource(), units=(64, 64), epochs=150, test=0.5, standardize=True, lr=0.01),
    ),
    "unscaled wine": (Fault.UNSCALED_INPUTS, on(WineSource())),
    "unscaled cancer": (Fault.UNSCALED_INPUTS, on(BreastCancerSource(), epochs=20)),
    "sigmoid twice": (Fault.SIGMOID_TWICE, edits.with_layers(BINARY, (*stack(ReLULayer, 5), SigmoidLayer()))),
    "softmax twice": (Fault.SOFTMAX_TWICE, edits.with_layers(CLASSES, (*stack(ReLULayer, 5), SoftmaxLayer()))),
    "sigmoid after a regression": (
        Fault.OUTPUT_RANGE,
        edits.with_training(edits.with_layers(WAVE, (*stack(SigmoidLayer, 5), SigmoidLayer())), epochs=50),
    ),
    "six sigmoids": (
        Fault.VANISHING_GRADIENTS,
        edits.with_training(edits.with_layers(BINARY, stack(SigmoidLayer, *[5] * 6)), optimizer=SGDSpec(lr=0.1)),
    ),
    "a line around circles": (Fault.TOO_SIMPLE, edits.with_layers(BINARY, (LinearLayer(),))),
    "two lines through XOR": (
        Fault.TOO_SIMPLE,
        edits.with_layers(BINARY.with_source(XorSource()), (LinearLayer(units=4), LinearLayer())),
    ),
    "weight decay of 1": (Fault.REGULARISED, edits.with_optimizer(BINARY, weight_decay=1.0)),
    "L2 of 5": (Fault.REGULARISED, edits.with_training(WAVE, l2=5.0, epochs=200)),
    "dropout of 0.9": (
        Fault.REGULARISED,
        edits.with_layers(BINARY, (LinearLayer(units=5), ReLULayer(), DropoutLayer(p=0.9), LinearLayer())),
    ),
    "all samples in a batch": (
        Fault.LARGE_BATCH,
        at_lr(WAVE, 0.1, batch_size=500, epochs=20),
    ),
}
"""By name: the fault that has to be named, and the project."""

SOUND: dict[str, Project] = {
    **{lesson.id: open_source(lesson.id) for lesson in list_examples()},
    **{f"circles from seed {seed}": edits.with_training(BINARY, seed=seed) for seed in (4, 7)},
    "gauss": on(GaussSource(), test=0.3),
    "logistic regression": edits.with_layers(BINARY.with_source(GaussSource()), (LinearLayer(),)),
    "xor with noise": on(XorSource(noise=0.2), TanhLayer, test=0.5),
    "spiral": on(SpiralSource(noise=0.05), TanhLayer, (16, 16), lr=0.01, epochs=120, test=0.3),
    "wine": on(WineSource(), standardize=True, test=0.3, epochs=20),
    "digits": on(DigitsSource(), units=(64, 32), lr=0.003, standardize=True, epochs=15, test=0.2),
    "digits as they are": on(DigitsSource(), units=(64,), lr=0.003, epochs=15, test=0.2),
    "diabetes by a line": edits.with_training(
        edits.with_layers(on(DiabetesSource(), standardize=True, test=0.2), (LinearLayer(),)),
        optimizer=SGDSpec(lr=0.05),
        epochs=100,
    ),
    "diabetes": on(DiabetesSource(), units=(5,), lr=0.1, epochs=20, standardize=True, test=0.2),
    "plane": on(PlaneSource(), units=(4,), epochs=40),
    "hills": on(MultiGaussSource(), TanhLayer, (16, 16), lr=0.01, epochs=100),
    "moons with noise": on(MoonsSource(noise=0.3), test=0.3, epochs=40),
    "five blobs that overlap": on(BlobsSource(centers=5, cluster_std=0.2)),
    "a line through much noise": at_lr(LINE.with_source(LinearSource(noise=60.0)), 0.05),
    "circles with noise": edits.with_training(BINARY.with_source(CirclesSource(noise=0.25)), epochs=40),
    "a probability, by BCELoss": edits.with_training(
        edits.with_layers(BINARY, (*stack(ReLULayer, 5), SigmoidLayer())), loss="bce"
    ),
    "two classes by cross entropy": edits.with_training(BINARY, loss="cross_entropy"),
    "batch norm": edits.with_training(
        edits.with_layers(BINARY, (LinearLayer(units=8), BatchNormLayer(), ReLULayer(), LinearLayer())),
        optimizer=AdamSpec(lr=0.03),
        epochs=40,
    ),
}
