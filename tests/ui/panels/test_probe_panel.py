"""The probe: follows the chosen point and the timeline, and lets any point be tried."""

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from torch import nn

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.losses.classification import BCELoss
from nnstudio.project.sources.bundled import DigitsSource, IrisSource
from nnstudio.project.sources.scikit_made import CirclesSource
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.number_texts import short


@pytest.fixture
def probing(opened):
    return lambda *args, **options: opened("probe", *args, **options)


def texts(here):
    # the page has to get its place first
    here.wait(lambda: here.panel.flow.width() > 400)
    return here.panel.flow.texts(), here.panel.outcome.texts()


def outputs_at(here, raw):
    """By a fork of the run's own probe, at the epoch shown."""
    run = here.window.session.run
    probe = run.probe.fork()
    probe.load(run.history.nearest(here.window.epoch))
    return probe.layers(run.dataset.to_inputs(np.asarray(raw)[None]))


def choose(here, *raw):
    here.window.selection.choose_point(Point(np.array(raw, dtype=float)))


def test_that_without_a_point_it_says_how_to_choose_one(probing):
    here = probing()
    assert here.panel.pages.currentWidget().text().startswith("Click a point in any plot")
    assert here.panel.reading is None
    assert not here.panel.form.fields[0].isEnabled()


def test_that_every_layers_outputs_stand_there_at_every_epoch(probing):
    here = probing(train=True)
    choose(here, 0.3, -0.4)
    for epoch in (20, 5, 0):
        here.look_at(epoch)
        flow, _ = texts(here)
        numbers = [short(0.3), short(-0.4)]
        numbers += [short(float(value)) for layer in outputs_at(here, (0.3, -0.4)) for value in layer[0]]
        assert [text for text in flow if text in numbers] == numbers


def test_that_a_logit_becomes_a_probability_and_a_class(probing):
    here = probing(train=True)
    choose(here, 0.0, 0.0)
    logit = torch.tensor(outputs_at(here, (0, 0))[-1])
    _, outcome = texts(here)
    p = torch.sigmoid(logit).item()
    assert p > 0.99
    for text in ("logit", "sigmoid → p", "p > 0.5", "class 1", short(logit.item()), short(p)):
        assert text in outcome
    choose(here, -1.0, -1.0)
    assert {"p ≤ 0.5", "class 0"} <= set(texts(here)[1])


def test_that_a_samples_truth_and_loss_are_told(probing):
    here = probing(train=True)
    here.press("next_sample_button")
    dataset = here.window.session.run.dataset
    assert here.window.selection.point.sample == 0
    logit = torch.tensor(outputs_at(here, dataset.raw[0])[-1])
    loss = nn.BCEWithLogitsLoss()(logit, torch.tensor([[float(dataset.y_train[0])]])).item()
    assert here.panel.reading.loss == pytest.approx(loss, rel=1e-6)
    _, outcome = texts(here)
    assert f"BCEWithLogitsLoss of this sample: {short(here.panel.reading.loss, 5)}" in outcome
    assert any(text.startswith(f"actual: class {dataset.y_train[0]}") for text in outcome)


def test_that_a_network_that_ends_in_a_sigmoid_shows_its_probability_alone(probing):
    project = edits.with_training(open_source("binary-classification"), loss=BCELoss())
    here = probing(edits.insert_layer(project, 3, SigmoidLayer()))
    choose(here, 0.3, 0.1)
    _, outcome = texts(here)
    assert "logit" not in outcome
    assert short(float(outputs_at(here, (0.3, 0.1))[-1][0, 0])) in outcome


def test_that_logits_of_several_classes_become_a_softmax_and_an_argmax(probing):
    here = probing("multiclass-classification", train=True)
    here.press("next_sample_button")
    here.press("next_sample_button")
    dataset = here.window.session.run.dataset
    logits = torch.tensor(outputs_at(here, dataset.raw[1])[-1][0])
    _, outcome = texts(here)
    for value in (*logits, *torch.softmax(logits, 0)):
        assert short(value.item()) in outcome
    assert f"argmax: class {logits.argmax().item()}" in outcome
    for temperature in (10.0, 0.2):
        here.panel.temperature.field.setValue(temperature)
        _, heated = texts(here)
        for value in torch.softmax(logits.double() / temperature, 0):
            assert short(value.item()) in heated
        assert f"argmax: class {logits.argmax().item()}" in heated


def test_that_a_changed_value_makes_a_free_point(probing):
    here = probing()
    here.press("next_sample_button")
    before = here.window.selection.point.raw.tolist()
    here.type_into(here.panel.form.fields[1], "0.75")
    point = here.window.selection.point
    assert point.sample is None
    assert point.raw.tolist() == [before[0], 0.75]
    assert short(float(outputs_at(here, point.raw)[-1][0, 0])) in texts(here)[0]
    assert any("free point" in text for text in texts(here)[1])


def test_that_a_point_chosen_elsewhere_is_shown_without_moving_it(probing):
    here = probing()
    chosen = []
    here.window.selection.point_changed.connect(chosen.append)
    choose(here, 0.1234567890123, 2.0)
    assert [field.value() for field in here.panel.form.fields] == pytest.approx([0.1234567890, 2.0])
    assert len(chosen) == 1
    here.window.selection.choose_point(None)
    assert here.panel.reading is None


def test_that_the_number_and_the_arrows_walk_through_train_and_test(probing):
    here = probing(edits.with_data(open_source("binary-classification"), test_fraction=0.3))
    number = here.find("sample_number")
    number.setValue(300)
    assert here.window.selection.point.sample == 299
    assert "test samples" in here.panel.about.text()
    here.press("next_sample_button")
    assert here.window.selection.point.sample == 0
    assert number.value() == 1 and "train samples" in here.panel.about.text()
    here.press("previous_sample_button")
    assert here.window.selection.point.sample == 299


def test_that_a_wrong_one_leads_from_one_to_the_next(probing):
    here = probing()
    dataset, frame = here.window.session.run.dataset, here.window.frame_source.frame
    wrong = np.flatnonzero(frame.train_predictions != dataset.y_train).tolist()
    assert len(wrong) > 2
    visited = []
    for _ in range(len(wrong) + 1):
        here.press("wrong_sample_button")
        visited.append(here.window.selection.point.sample)
        assert here.panel.reading.prediction != here.panel.reading.target
    assert visited == [*wrong, wrong[0]]


def test_that_where_all_are_right_there_is_no_wrong_one_and_it_says_so(probing):
    here = probing("multiclass-classification", train=True)
    button = here.button("wrong_sample_button")
    assert here.window.frame_source.frame.metrics["train"]["accuracy"] == 1
    assert not button.isEnabled()
    assert "every sample's class is predicted right" in button.toolTip()


def test_that_for_values_the_worst_come_first(probing):
    here = probing("nonlinear-regression")
    dataset, frame = here.window.session.run.dataset, here.window.frame_source.frame
    errors = np.abs(frame.train_predictions.astype(float) - dataset.y_train)
    seen = []
    for _ in range(3):
        here.press("wrong_sample_button")
        seen.append(errors[here.window.selection.point.sample])
    assert seen == sorted(errors, reverse=True)[:3]
    reading = here.panel.reading
    assert f"actual − predicted: {short(reading.target - reading.prediction, 5)}" in texts(here)[1]


def test_that_features_are_shown_as_the_network_gets_them(probing):
    features = ("x1", "x2^2")
    project = edits.with_data(open_source("binary-classification"), features=features, standardize=True)
    here = probing(project)
    choose(here, 0.5, -0.5)
    dataset = here.window.session.run.dataset
    flow, _ = texts(here)
    assert "inputs, standardised" in flow
    assert [field.value() for field in here.panel.form.fields] == [0.5, -0.5]
    for name, value in zip(dataset.feature_names, dataset.to_inputs(np.array([[0.5, -0.5]]))[0], strict=True):
        assert name in flow and short(value) in flow


def test_that_a_digit_is_a_picture_that_can_be_painted(probing, qtbot):
    project = open_source("binary-classification").with_source(DigitsSource())
    here = probing(project)
    here.press("next_sample_button")
    picture, dataset = here.panel.form.picture, here.window.session.run.dataset
    assert picture.isVisible()
    assert picture._values.tolist() == dataset.raw_train[0].tolist()
    row, column = 0, 7
    where = picture.box(row, column).center().toPoint()
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=where)
    point = here.window.selection.point
    changed = np.flatnonzero(point.raw != dataset.raw_train[0])
    assert [dataset.columns[i] for i in changed] == ["pixel_0_7"]
    assert point.raw[changed] == 16
    qtbot.mouseClick(picture, Qt.MouseButton.RightButton, pos=where)
    assert here.window.selection.point.raw[changed] == 0
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(picture.width() - 1, picture.height() - 1))


def test_that_a_sample_is_the_one_of_its_row_in_other_data_too(probing):
    here = probing()
    here.press("next_sample_button")
    window = here.window
    other = window.project.with_source(CirclesSource(samples=300, seed=5))
    window.document.edit("other samples", other)
    here.wait_for_run()
    assert window.selection.point.raw.tolist() == window.session.run.dataset.raw_train[0].tolist()
    window.document.edit("iris", window.project.with_source(IrisSource()))
    here.wait_for_run()
    assert window.selection.point is None
    assert [field.accessibleName() for field in here.panel.form.fields] == list(window.session.run.dataset.columns)


def test_that_a_unit_that_is_switched_off_puts_out_0(probing):
    here = probing(train=True)
    choose(here, 0.1, 0.2)
    before = here.panel.reading
    unit = int(np.argmax(before.layers[1]))
    assert before.layers[1][unit] > 0
    here.window.selection.switch((1, unit))
    here.wait(lambda: here.panel.reading.layers[1][unit] == 0)
    assert here.panel.reading.prediction != before.prediction or here.panel.reading.outputs[0] != before.outputs[0]


def test_that_the_numbers_lie_within_the_sheets_at_any_size(probing):
    project = open_source("binary-classification").with_source(DigitsSource())
    here = probing(project)
    here.press("next_sample_button")
    dock = here.window.drawers["probe"]
    dock.setFloating(True)
    for size in ((900, 260), (1500, 900), (2200, 400)):
        dock.resize(*size)
        here.qtbot.wait(1)
        for sheet in (here.panel.flow, here.panel.outcome):
            filled = [cell.box for cell in sheet.cells if cell.fill is not None]
            assert filled
            assert all(box.left() >= 0 and box.right() <= sheet.width() + 1 for box in filled)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_that_the_way_from_the_logit_to_the_class_is_written_in_full(probing, scale):
    here = probing()
    outcome = here.panel.outcome
    former = theme().scale
    theme().set_scale(scale)
    try:
        choose(here, 0.2, 0.3)
        here.wait(lambda: outcome.texts() and outcome.width() >= theme().px(250))
        # the last two lines are wrapped, not cut
        for cell in outcome.cells:
            if cell.text and cell.box.y() < 2 * outcome.line:
                assert outcome.metrics.horizontalAdvance(cell.text) <= cell.box.width(), cell.text
    finally:
        theme().set_scale(former)
