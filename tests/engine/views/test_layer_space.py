"""A layer's space: units and scikit-learn's components of what the layer puts out, and the lines that decide there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from nnstudio.data.load import load_dataset
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.boundaries import boundaries_behind
from nnstudio.engine.views.frame import make_frame, make_region
from nnstudio.engine.views.layer_space import Axis, pass_through, picture, usual_axes
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.sources.bundled import DigitsSource
from tests.project.examples import circles


def passage_of(project, axes=(0, 1), epochs=3, off=frozenset()):
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    *_, report = trainer.epochs(epochs)
    probe = Probe(trainer.model)
    frame = make_frame(project, dataset, probe, report.snapshot, make_region(dataset, axes, 24), off=off)
    return dataset, trainer, probe, frame, pass_through(dataset, probe, frame)


def test_that_units_are_drawn_at_their_outputs():
    project = edits.with_data(
        edits.with_layers(circles(), (LinearLayer(units=2), TanhLayer(), LinearLayer())), test_fraction=0.2
    )
    dataset, _, probe, frame, passage = passage_of(project)
    assert usual_axes(2) == (Axis(False, 0), Axis(False, 1))
    found = picture(passage, 2, (Axis(False, 1), Axis(False, 0)))
    assert found.train == pytest.approx(probe.layers(dataset.X_train)[1][:, ::-1])
    assert found.test == pytest.approx(probe.layers(dataset.X_test)[1][:, ::-1])
    assert found.lines.shape == (32, 41, 2)
    # the grid's corners are the region's
    plane = frame.layers[1].reshape(24, 24, 2)[..., ::-1]
    corners = [plane[0, 0], plane[0, -1], plane[-1, 0], plane[-1, -1]]
    lines = found.lines
    rows = np.array([lines[0, 0], lines[0, -1], lines[15, 0], lines[15, -1]])
    columns = np.array([lines[16, 0], lines[31, 0], lines[16, -1], lines[31, -1]])
    assert rows == pytest.approx(np.array(corners), abs=1e-5)
    assert columns == pytest.approx(np.array(corners), abs=1e-5)
    flat = picture(passage, 0, usual_axes(2)).lines
    (x0, y0), (x1, y1) = frame.region.lows, frame.region.highs
    assert flat[:16, 0, 1] == pytest.approx(np.linspace(y0, y1, 16), abs=1e-5)
    assert flat[16:, 5, 0] == pytest.approx(np.linspace(x0, x1, 16), abs=1e-5)
    inputs = picture(passage, 0, usual_axes(2))
    assert inputs.train == pytest.approx(dataset.X_train, abs=1e-6)
    x0, x1, y0, y1 = inputs.box
    assert x0 < inputs.lines[..., 0].min() < inputs.lines[..., 0].max() < x1
    assert y0 < inputs.lines[..., 1].min() < inputs.lines[..., 1].max() < y1


@pytest.mark.parametrize("units", [3, 40, 200])
def test_that_components_are_scikit_learns_of_the_train_samples(units):
    project = edits.with_layers(circles(), (LinearLayer(units=units), TanhLayer(), LinearLayer()))
    dataset, _, probe, _, passage = passage_of(project)
    assert usual_axes(units) == (Axis(True, 0), Axis(True, 1))
    found = picture(passage, 2, usual_axes(units))
    H = probe.layers(dataset.X_train)[1].astype(float)
    pca = PCA(2, svd_solver="full").fit(H)
    assert found.shares == pytest.approx(pca.explained_variance_ratio_, rel=1e-3)
    expected = pca.transform(H)
    for i in range(2):
        sign = np.sign(expected[:, i] @ found.train[:, i])
        assert found.train[:, i] * sign == pytest.approx(expected[:, i], rel=1e-2, abs=1e-3)
        assert np.corrcoef(found.train[:, i], dataset.X_train[:, i])[0, 1] >= 0
        grid = pca.transform(passage.lines[2][3].astype(float))
        assert found.lines[3][:, i] * sign == pytest.approx(grid[:, i], rel=1e-2, abs=1e-3)
    assert passage.lines[2] == pytest.approx(np.tanh(passage.lines[1]), abs=1e-6)


def test_that_a_unit_may_stand_beside_a_component():
    project = edits.with_layers(circles(), (LinearLayer(units=4), TanhLayer(), LinearLayer()))
    dataset, _, probe, _, passage = passage_of(project)
    found = picture(passage, 2, (Axis(False, 3), Axis(True, 0)))
    assert found.train[:, 0] == pytest.approx(probe.layers(dataset.X_train)[1][:, 3])
    assert len(found.shares) == 1
    alone = picture(passage, 2, usual_axes(4))
    assert found.train[:, 1] == pytest.approx(alone.train[:, 0])


def test_that_one_unit_is_a_strip_and_one_column_a_line():
    project = edits.with_layers(
        open_source("nonlinear-regression"), (LinearLayer(units=2), SigmoidLayer(), LinearLayer())
    )
    dataset, _, probe, frame, passage = passage_of(project, axes=(0,))
    inputs = picture(passage, 0, usual_axes(1))
    assert len(inputs.axes) == 1
    assert inputs.train[:, 0] == pytest.approx(dataset.X_train[:, 0])
    assert inputs.train[:, 1].min() >= 0
    assert inputs.train[:, 1].max() <= 1
    hidden = picture(passage, 2, usual_axes(2))
    assert hidden.lines.shape == (1, 24, 2)
    assert hidden.lines[0] == pytest.approx(frame.layers[1])
    assert hidden.train == pytest.approx(probe.layers(dataset.X_train)[1])


def test_that_a_line_stays_a_line_in_a_wider_linear_layer():
    project = edits.with_layers(
        open_source("nonlinear-regression"), (LinearLayer(units=6), SigmoidLayer(), LinearLayer())
    )
    *_, passage = passage_of(project, axes=(0,))
    found = picture(passage, 1, usual_axes(6))
    assert found.shares == (pytest.approx(1), 0)
    assert (found.train[:, 1] == 0).all()


def test_that_dead_layers_and_few_samples_have_pictures_too():
    project = edits.with_layers(circles(), (LinearLayer(units=4), ReLULayer(), LinearLayer()))
    off = frozenset((1, unit) for unit in range(4))
    *_, passage = passage_of(project, off=off)
    found = picture(passage, 2, usual_axes(4))
    assert (found.train == 0).all()
    assert np.isfinite(found.box).all()
    few = edits.with_data(edits.with_source_options(circles(), samples=10), test_fraction=0.7)
    few = edits.with_layers(few, (LinearLayer(units=30), TanhLayer(), LinearLayer()))
    *_, passage = passage_of(few)
    assert picture(passage, 2, (Axis(True, 0), Axis(True, 9))).train.shape == (len(passage.inputs), 2)


def test_that_many_features_are_a_slice_with_all_samples():
    project = edits.with_layers(
        circles().with_source(DigitsSource()), (LinearLayer(units=16), ReLULayer(), LinearLayer())
    )
    *_, passage = passage_of(project, axes=(20, 30), epochs=1)
    found = picture(passage, 0, usual_axes(64))
    assert len(found.train) <= 800
    assert len(found.train) > 400
    assert found.lines.shape == (32, 41, 2)


@pytest.mark.parametrize("dropout", [False, True])
def test_that_the_last_linears_decision_is_a_line_between_its_two_classes(dropout):
    layers = (LinearLayer(units=2), TanhLayer(), *([DropoutLayer(p=0.2)] if dropout else []), LinearLayer())
    project = edits.with_layers(circles(), layers)
    _, trainer, _, frame, passage = passage_of(project, epochs=10)
    found = picture(passage, 2, usual_axes(2))
    arrays = trainer.layout.arrays(frame.snapshot.vector)
    boundary = boundaries_behind(project, arrays, 1, found.box)
    assert boundary.meaning == "where both classes are equally likely"
    last = len(layers) - 1
    for end in boundary.pieces.reshape(-1, 2):
        assert arrays[f"{last}.weight"][0] @ end + arrays[f"{last}.bias"][0] == pytest.approx(0, abs=1e-5)
        assert found.box[0] - 1e-9 <= end[0] <= found.box[1] + 1e-9
        assert found.box[2] - 1e-9 <= end[1] <= found.box[3] + 1e-9


@given(st.integers(0, 2**16), st.integers(3, 6))
@settings(max_examples=25)
def test_that_between_several_classes_the_two_likeliest_are_level(seed, classes):
    rng = np.random.default_rng(seed)
    project = open_source("multiclass-classification")
    project = project.with_source(edits.changed(project.data.source, centers=classes))
    project = edits.with_layers(project, (LinearLayer(units=2), TanhLayer(), LinearLayer()))
    arrays = {
        "2.weight": rng.normal(size=(classes, 2)).astype(np.float32),
        "2.bias": rng.normal(size=classes).astype(np.float32),
    }
    found = boundaries_behind(project, arrays, 1, (-2.0, 2.0, -2.0, 2.0))
    assert found.meaning == "where the likeliest class changes"
    for piece in found.pieces:
        logits = np.sort(arrays["2.weight"].astype(float) @ piece.mean(axis=0) + arrays["2.bias"])
        assert logits[-1] == pytest.approx(logits[-2], abs=1e-6)
    # wherever the likeliest class changes along the box's middle, a piece is crossed
    x = np.linspace(-2, 2, 401)
    winners = (arrays["2.weight"] @ np.vstack((x, np.zeros(401))) + arrays["2.bias"][:, None]).argmax(axis=0)
    changes = int((np.diff(winners) != 0).sum())
    crossed = sum(piece[0, 1] * piece[1, 1] < 0 for piece in found.pieces)
    assert abs(crossed - changes) <= 1


def test_that_there_is_no_line_where_no_linear_of_two_inputs_decides():
    project = edits.with_layers(
        circles(), (LinearLayer(units=2), TanhLayer(), LinearLayer(units=3), TanhLayer(), LinearLayer())
    )
    _, trainer, _, frame, _ = passage_of(project)
    arrays = trainer.layout.arrays(frame.snapshot.vector)
    box = (-1.0, 1.0, -1.0, 1.0)
    for layer in (-1, 0, 1, 2, 3, 4):
        assert boundaries_behind(project, arrays, layer, box) is None
