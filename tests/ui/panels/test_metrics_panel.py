"""The metrics panel: figures, confusion matrices and curves are scikit-learn's, at the epoch shown."""

from math import isclose, nan

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression

from nnstudio.engine.metrics.evaluation import RocCurve
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.scikit_made import BlobsSource, CirclesSource
from nnstudio.ui.panels.metrics import metrics_panel
from nnstudio.ui.panels.metrics.measured import NO_TEST
from nnstudio.ui.plots.decision_plot import DecisionPlot
from nnstudio.ui.plots.result_panel import ResultPanel
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.tool_row import Tool, ToolRow


@pytest.fixture
def measured(opened):
    def open_one(project, train=True):
        here = opened("metrics", project, train=train)
        here.wait(lambda: here.panel.measured is not None and here.panel.measured.reference is not None)
        return here

    return open_one


def split(lesson="binary-classification", **data):
    return edits.with_data(open_source(lesson), **{"test_fraction": 0.3, **data})


def outputs_of(here, X):
    run = here.window.session.run
    probe = run.probe.fork()
    probe.load(run.history.nearest(here.window.epoch))
    return probe.predict(X)


def choose_page(here, page):
    here.panel.findChild(QPushButton, f"{page}_page_button").click()


def number_in(text):
    try:
        return float(text.replace("−", "-"))
    except ValueError:
        return nan


def cells_of(view):
    return [cell.text.partition("\n")[0] for cell in view.cells if cell.fill is not None and cell.text]


def test_that_the_figures_are_scikit_learns_at_every_epoch_of_the_timeline(measured):
    here = measured(split())
    dataset, project = here.window.session.run.dataset, here.window.project
    seen = set()
    for epoch in (20, 2, 0):
        here.timeline.setValue(epoch)
        here.wait(lambda epoch=epoch: here.panel.measured.epoch == epoch)
        texts = here.panel.figures.texts()
        for X, y in ((dataset.X_train, dataset.y_train), (dataset.X_test, dataset.y_test)):
            outputs = outputs_of(here, X)
            p, predicted = probabilities(project, outputs).astype(float), predictions(project, outputs)
            p /= p.sum(axis=1, keepdims=True)
            expected = (
                metrics.accuracy_score(y, predicted),
                metrics.log_loss(y, p),
                metrics.f1_score(y, predicted, average="macro"),
                metrics.roc_auc_score(y, p[:, 1]),
            )
            assert all(short(value) in texts for value in expected)
            seen.add(expected)
    assert len(seen) == 6


def test_that_the_confusion_matrices_and_the_curve_are_scikit_learns(measured):
    here = measured(split())
    dataset, panel = here.window.session.run.dataset, here.panel
    for share in ("train", "test"):
        X, y = getattr(dataset, f"X_{share}"), getattr(dataset, f"y_{share}")
        outputs = outputs_of(here, X)
        expected = metrics.confusion_matrix(y, predictions(here.window.project, outputs))
        assert cells_of(panel.confusion[share]) == [f"{count:,}" for count in expected.ravel()]
        curve = dict(panel.roc.drawn)[share]
        assert isinstance(curve, RocCurve)
        assert curve.auc == pytest.approx(metrics.roc_auc_score(y, outputs[:, 0]))
    assert [name for name, _ in panel.roc.drawn] == ["LogisticRegression", "train", "test"]


def test_that_scikit_learns_model_is_fitted_to_the_same_samples(measured):
    here = measured(split(standardize=True))
    dataset = here.window.session.run.dataset
    model = LogisticRegression(max_iter=1000).fit(dataset.X_train, dataset.y_train)
    texts = here.panel.figures.texts()
    assert short(model.score(dataset.X_test, dataset.y_test)) in texts
    assert any("LogisticRegression(max_iter=1000)" in text for text in texts)


def test_that_each_class_has_its_precision_recall_and_f1(measured):
    source = open_source("multiclass-classification").with_source(IrisSource())
    here = measured(edits.with_data(source, test_fraction=0.3))
    choose_page(here, "classes")
    report, texts = here.panel.measured.test, here.panel.figures.texts()
    for c, name in enumerate(("setosa", "versicolor", "virginica")):
        assert name in texts
        for values in (report.precision, report.recall, report.f1):
            assert (short(values[c]) if np.isfinite(values[c]) else "–") in texts


def test_that_without_test_samples_it_is_said_and_nothing_is_missing(measured):
    here = measured("multiclass-classification")
    assert NO_TEST in here.panel.measured.notes()
    assert here.panel.confusion["test"].isHidden()
    assert len(here.panel.roc.drawn) == 4


def test_that_what_can_not_be_computed_is_said(measured):
    project = edits.with_data(
        open_source("multiclass-classification").with_source(BlobsSource(samples=10, centers=5)), test_fraction=0.1
    )
    here = measured(project)
    assert len(here.window.session.run.dataset.y_test) == 1
    said = " ".join(here.panel.figures.texts())
    assert "Test: All samples are of class" in said
    assert here.panel.measured.test.curves == (None,) * 5
    assert here.panel.roc.drawn == []


def test_that_a_regression_shows_residuals_and_its_figures(measured):
    here = measured(split("nonlinear-regression"))
    dataset, panel = here.window.session.run.dataset, here.panel
    predicted = outputs_of(here, dataset.X_train)[:, 0].astype(float)
    x, y = panel.residuals._train.getData()
    assert x == pytest.approx(predicted)
    assert y == pytest.approx(dataset.y_train - predicted)
    texts = panel.figures.texts()
    assert short(metrics.root_mean_squared_error(dataset.y_train, predicted)) in texts
    heights = [item.getData()[1].sum() for item in panel.histogram._items.values()]
    assert heights == pytest.approx([1, 1])
    assert panel.findChild(QPushButton, "weights_page_button").isHidden()


def test_that_a_linear_regressions_weights_stand_beside_the_closed_form(measured):
    here = measured("multiple-regression")
    choose_page(here, "weights")
    texts = here.panel.figures.texts()
    for value in (0.43, 0.62, 55.99, 11.14):
        assert any(isclose(value, number, abs_tol=0.005) for number in map(number_in, texts))
    bias, weight = here.window.parameters["0.bias"], here.window.parameters["0.weight"]
    assert all(short(float(value)) in texts for value in (*bias, *weight.ravel()))


def test_that_the_model_is_fitted_once_for_a_data_set(measured, monkeypatch):
    here = measured(split())
    window, fitted = here.window, []
    monkeypatch.setattr(metrics_panel, "fit_reference", fitted.append)
    window.drawers["metrics"].hide()
    window.drawers.show("metrics")
    first = window.session.run
    window.document.edit("another rate", edits.with_optimizer(window.project, lr=0.01))
    here.wait(lambda: window.session.run not in (None, first) and bool(fitted))
    assert fitted == [window.session.run.dataset]
    here.action("undo_action").trigger()
    here.wait(lambda: window.session.run is first)
    here.wait(lambda: here.panel.measured is not None)
    assert here.panel.measured.reference is here.panel._references[first.dataset]
    assert len(fitted) == 1


def test_that_units_switched_off_count(measured):
    here = measured(split())
    before = here.panel.measured.train.figures()
    here.window.selection.switch((1, 2))
    here.wait(lambda: here.panel.measured.train.figures() != before)
    frame = here.window.frame_source.frame
    assert here.panel.measured.train.accuracy == frame.metrics["train"]["accuracy"]


def test_that_while_training_the_figures_follow(measured):
    here = measured(edits.with_training(split(), epochs=1_000_000), train=False)
    here.press("train_button")
    here.wait(lambda: here.panel.measured.epoch > 0)
    assert here.window.state == "training"
    here.press("train_button")
    here.wait_for_state("paused")
    here.wait(lambda: here.panel.measured.epoch == here.window.epoch)
    train = here.panel.measured.train
    outputs = outputs_of(here, here.window.session.run.dataset.X_train)
    labels = predictions(here.window.project, outputs)
    assert train.accuracy == metrics.accuracy_score(here.window.session.run.dataset.y_train, labels)


def test_that_a_threshold_moves_the_mark_the_matrices_and_the_border_together(measured):
    here = measured(split())
    panel, dataset, project = here.panel, here.window.session.run.dataset, here.window.project
    decision = here.window.findChild(DecisionPlot)
    before = decision.boundary[0].copy()
    panel.threshold.field.setValue(0.9)
    here.wait(lambda: panel.measured.threshold == 0.9)
    p = probabilities(project, outputs_of(here, dataset.X_test))[:, 1]
    expected = metrics.confusion_matrix(dataset.y_test, p > 0.9)
    report = panel.measured.class_reports()["test"]
    assert np.array_equal(report.confusion, expected)
    found, alarms = expected[1, 1] / expected[1].sum(), expected[0, 1] / expected[0].sum()
    assert report.curves[1].decision == (alarms, found)
    here.wait(lambda: cells_of(panel.confusion["test"]) == [f"{count}" for count in expected.ravel()])
    after = decision.boundary[0]
    assert len(after) != len(before) or not np.array_equal(after, before, equal_nan=True)
    assert any("0.90" in note for note in panel.measured.notes())
    # the rings around wrong samples and the figure over the losses go by it, too
    here.window.findChild(ToolRow).toggled.emit(Tool.WRONG, True)
    y, wrong = dataset.y_train, probabilities(project, outputs_of(here, dataset.X_train))[:, 1] > 0.9
    tested = (p > 0.9) != dataset.y_test
    assert decision.samples.wrong_count == np.count_nonzero(wrong != y) + np.count_nonzero(tested)
    assert f"{np.mean(wrong == y):.1%}" in here.window.findChild(ResultPanel).metrics
    # what was trained is what it was, and another network begins at a half
    assert here.window.project == project
    here.window.document.edit("a layer less", edits.with_layers(project, (project.network.layers[-1],)))
    here.wait(lambda: panel.threshold.field.value() == 0.5)


def test_that_the_reliability_diagram_is_of_the_predictions_at_the_epoch_shown(measured):
    here = measured(split(source=CirclesSource(samples=300, noise=0.3, factor=0.5)))
    panel, dataset, project = here.panel, here.window.session.run.dataset, here.window.project
    choose_page(here, "reliability")
    assert panel.reliability.isVisible() and panel.confidence.isVisible() and not panel.roc.isVisible()
    panel.threshold.field.setValue(0.7)
    drawn = set()
    for epoch in (20, 3):
        here.timeline.setValue(epoch)
        here.wait(lambda epoch=epoch: (panel.measured.epoch, panel.measured.threshold) == (epoch, 0.7))
        table, counted = panel.reliability.table(), panel.confidence.table()
        for share in ("train", "test"):
            y, outputs = getattr(dataset, f"y_{share}"), outputs_of(here, getattr(dataset, f"X_{share}"))
            p = probabilities(project, outputs).astype(float)
            predicted = (p[:, 1] > 0.7).astype(int)
            sure = p[np.arange(len(p)), predicted]
            heights, places = calibration_curve(predicted == y, sure, n_bins=10)
            here.wait(lambda share=share, places=places: close(drawn_line(panel, share)[0], places))
            assert close(drawn_line(panel, share)[1], heights)
            assert sum(counted[share]) == len(y)
            assert table[f"{share}: samples"].tolist() == np.histogram(sure, np.linspace(0, 1, 11))[0].tolist()
            drawn.add(tuple(heights))
    assert len(drawn) == 4
    said = panel.reliability.sentence()
    assert "Test: of what it is " in said and "LogisticRegression: expected calibration error " in said
    errors = [short(panel.measured.reliability[share].error) for share in ("train", "test")]
    assert set(errors) <= set(panel.figures.texts())


def test_that_a_regression_has_no_reliability_and_leads_away_from_its_page(measured):
    here = measured(split())
    choose_page(here, "reliability")
    here.window.document.edit("a curve", open_source("nonlinear-regression"))
    here.wait(lambda: here.panel.measured is not None and bool(here.panel.measured.value_reports()))
    assert here.panel.page == "overview" and here.panel.residuals.isVisible()
    assert here.panel.findChild(QPushButton, "reliability_page_button").isHidden()


def drawn_line(panel, share):
    return panel.reliability._lines[share].getData()


def close(found, expected):
    return found is not None and len(found) == len(expected) and np.allclose(found, expected)
