"""The ONNX model says, of raw inputs and in a runtime of its own, what the studio says."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings

from nnstudio.engine.build import build_layer
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.export.layers.activations import ENTRIES
from nnstudio.export.layers.normalisation import EPSILON
from nnstudio.export.onnx_model import onnx_model, write_onnx
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.spec import LayerShape
from nnstudio.project.losses.classification import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.sources.bundled import IrisSource, WineSource
from nnstudio.project.sources.drawn import SpiralSource
from nnstudio.project.sources.scikit_made import CirclesSource, MoonsSource
from nnstudio.project.sources.spec import Task
from tests.export.runs import project_on, run_outside, trained
from tests.strategies import projects

RUN_OUTSIDE = """
import json, sys
import numpy as np, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1])
X = np.array(json.loads(sys.argv[2]))
print(json.dumps({o.name: v.tolist() for o, v in zip(session.get_outputs(), session.run(None, {"inputs": X}))}))
"""


def moved_by_rounding(outcome, raw) -> np.ndarray:
    """How far what is said moves, (n, values), where each parameter is rounded up or down: nothing much, but for a
    normalisation of numbers that are equal up to their rounding."""
    inputs, draw = outcome.dataset.to_inputs(raw), np.random.default_rng(1)

    def said(probe) -> np.ndarray:
        outputs = outcome.dataset.to_values(probe.predict(inputs))
        is_regression = outcome.project.data.task is Task.REGRESSION
        return predictions(outcome.project, outputs) if is_regression else probabilities(outcome.project, outputs)

    def nudged() -> np.ndarray:
        probe = outcome.probe.fork()
        with torch.no_grad():
            for parameter in probe.model.parameters():
                signs = draw.choice((-1, 1), parameter.shape)
                parameter *= torch.tensor(1 + signs * np.finfo(np.float32).eps, dtype=torch.float32)
        return said(probe)

    before = said(outcome.probe)
    return np.max([abs(nudged() - before) for _ in range(4)], axis=0)


def assert_agrees(outcome, rows=64) -> None:
    """The model against the studio on samples, and on points far from them."""
    onnxruntime.set_default_logger_severity(3)
    session = onnxruntime.InferenceSession(onnx_model(outcome).SerializeToString())
    raw = outcome.dataset.raw[:rows]
    raw = np.concatenate((raw, raw.mean(axis=0) + 5 * (raw - raw.mean(axis=0)), raw[:1]))
    found = dict(zip((o.name for o in session.get_outputs()), session.run(None, {"inputs": raw}), strict=True))
    expected = outcome.outputs(raw)
    slack = 20 * moved_by_rounding(outcome, raw)
    said = predictions(outcome.project, expected)
    if outcome.project.data.task is Task.REGRESSION:
        assert list(found) == ["values"]
        assert found["values"].shape == said.shape
        assert np.all(abs(found["values"] - said) <= 1e-5 + 1e-5 * abs(said) + slack)
        return
    p = probabilities(outcome.project, expected)
    assert list(found) == ["probabilities", "labels"]
    assert np.all(abs(found["probabilities"] - p) <= 1e-5 + slack)
    top = np.sort(p, axis=1)
    # where two classes are as likely as each other, rounding decides
    sure = top[:, -1] - top[:, -2] > 1e-4 + 2 * slack.max(axis=1)
    assert np.array_equal(found["labels"][sure], said[sure])
    assert found["labels"].dtype == np.int64


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_that_every_layer_agrees_with_pytorchs(kind, standardize):
    assert_agrees(trained(project_on(WineSource(), kind, standardize=standardize, test_fraction=0.2)))


@pytest.mark.parametrize(
    ("source", "loss"),
    [
        (CirclesSource(), BCEWithLogitsLoss()),
        (CirclesSource(), BCELoss()),
        (MoonsSource(), CrossEntropyLoss()),
        (IrisSource(), CrossEntropyLoss()),
    ],
    ids=str,
)
@pytest.mark.parametrize("standardize", [False, True])
def test_that_every_loss_of_classes_agrees(source, loss, standardize):
    assert_agrees(trained(project_on(source, "relu", loss=loss, standardize=standardize, epochs=20)))


@settings(max_examples=15, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(project=projects())
def test_that_any_project_agrees(project):
    assert_agrees(trained(project))


def test_that_the_constants_are_pytorchs_defaults():
    modules = {kind: build_layer(LAYER_KINDS[kind](), LayerShape(3, 3, 0)) for kind in LAYER_KINDS}
    assert modules["leaky_relu"].negative_slope == ENTRIES["leaky_relu"].attributes["alpha"]
    assert modules["elu"].alpha == ENTRIES["elu"].attributes["alpha"]
    assert modules["batch_norm"].eps == modules["layer_norm"].eps == EPSILON
    assert modules["gelu"].approximate == ENTRIES["gelu"].attributes["approximate"]


def test_that_the_file_works_where_the_studio_is_not(tmp_path):
    outcome = trained(project_on(IrisSource(), "relu", standardize=True, features=IrisSource.columns[:0:-1], epochs=30))
    path = tmp_path / "iris.onnx"
    write_onnx(outcome, path)
    raw = outcome.dataset.raw[::30]
    found = json.loads(run_outside(RUN_OUTSIDE, path, json.dumps(raw.tolist()), cwd=tmp_path))
    p = probabilities(outcome.project, outcome.outputs(raw))
    assert np.allclose(found["probabilities"], p, rtol=0, atol=1e-5)
    assert found["labels"] == p.argmax(axis=1).tolist()
    model = onnx.load(path)
    properties = {entry.key: entry.value for entry in model.metadata_props}
    assert tuple(properties["columns"].split("\n")) == outcome.dataset.columns == IrisSource.columns[1:]
    assert properties["classes"].split("\n") == ["setosa", "versicolor", "virginica"]
    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "n"
    assert "petal width (cm)" in model.doc_string


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize(
    "features",
    [
        ("x1", "x2", "x1^2", "x2^3", "x1*x2", "x1^2*x2", "sin(x1)", "sin(x2)", "cos(x1)"),
        ("x2", "x1"),
        ("x2",),
        ("sin(x2)",),
    ],
    ids=" ".join,
)
def test_that_derived_features_are_made_within_the_model(features, standardize):
    assert_agrees(trained(project_on(SpiralSource(), "tanh", features=features, standardize=standardize)))
