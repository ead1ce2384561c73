"""The big plot: its tools, its plane, a unit in it, and what a click in it chooses."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QSpinBox, QToolTip

from nnstudio.data.plane import Plane
from nnstudio.data.value_span import ValueSpan
from nnstudio.engine.snapshots.outputs import probabilities
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.rounding import rounded
from nnstudio.project.sources.bundled import DiabetesSource, WineSource
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.widgets.plain_text import show_tooltip
from nnstudio.ui.widgets.tool_row import Tool


def wine(**training):
    project = open_source("binary-classification").with_source(WineSource())
    project = edits.with_data(project, test_fraction=0.25, standardize=True)
    return edits.with_training(project, **{"epochs": 8, **training})


def tool(here, name):
    return here.window.result_panel.head.tools.button(name)


def where(plot, x, y) -> QPoint:
    """A place of the plot in the pixels of its viewport."""
    scene = plot.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y))
    return plot.mapFromScene(scene)


def click(plot, x, y):
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=where(plot, x, y))


def test_that_the_wrong_samples_and_no_others_are_ringed(studio):
    here = studio(wine(epochs=1))
    here.train()
    plot, frame, dataset = here.find("decision_plot"), here.window.frame_source.frame, here.window.session.run.dataset
    assert plot.samples.wrong_count == 0
    tool(here, Tool.WRONG).click()
    wrong_train = np.flatnonzero(frame.train_predictions != dataset.y_train)
    wrong_test = np.flatnonzero(frame.test_predictions != dataset.y_test)
    assert len(wrong_train) and len(wrong_test)
    assert plot.samples.wrong_count == len(wrong_train) + len(wrong_test)
    ringed = np.column_stack(plot.samples._rings.getData())
    rows = np.concatenate((wrong_train, len(dataset.y_train) + wrong_test))
    assert ringed == pytest.approx(frame.region.projection.to_plane(dataset.raw[rows]))
    tool(here, Tool.TEST).click()
    assert plot.samples.wrong_count == len(wrong_train)
    assert not plot.samples._items["test"].isVisible()


def test_that_the_picture_can_be_discretised(here):
    here.train()
    plot = here.find("decision_plot")
    smooth = len(np.unique(plot.colors.reshape(-1, 4), axis=0))
    tool(here, Tool.FLAT).click()
    assert len(np.unique(plot.colors.reshape(-1, 4), axis=0)) == 2 < smooth
    tool(here, Tool.FLAT).click()
    assert len(np.unique(plot.colors.reshape(-1, 4), axis=0)) == smooth


def test_that_tools_that_cannot_be_used_say_why(here, studio):
    assert not tool(here, Tool.TEST).isEnabled()
    assert "test share" in tool(here, Tool.TEST).toolTip()
    assert not tool(here, Tool.FADE).isEnabled()
    many = studio(edits.with_training(open_source("linear-regression").with_source(DiabetesSource()), epochs=1))
    assert tool(many, Tool.FADE).isEnabled()
    assert not tool(many, Tool.WRONG).isEnabled()


def test_that_the_plane_can_be_turned_into_principal_components_and_back(studio):
    here = studio(wine())
    here.train()
    bar, plot = here.window.result_panel.head.plane_bar, here.find("decision_plot")
    before = here.window.frame_source.plane
    bar.axes[0].setCurrentIndex(0)
    frame = here.window.frame_source.frame
    assert here.window.frame_source.plane == Plane(before.axes, principal=True)
    assert not bar.axes[1].isVisible()
    assert plot.getPlotItem().getAxis("bottom").labelText.startswith("PC1 (")
    # what is drawn is what the network says at the points that lie there
    run = here.window.session.run
    outputs = run.probe.predict(run.dataset.to_inputs(frame.region.projection.to_raw(np.array([[0.5, -1.0]]))))
    spot = np.abs(frame.region.projection.to_plane(frame.region.points) - (0.5, -1.0)).sum(axis=1).argmin()
    assert frame.surface[spot] == pytest.approx(probabilities(run.project, outputs)[0], abs=0.1)
    bar.axes[0].setCurrentIndex(1 + before.axes[0])
    assert here.window.frame_source.plane == before


def test_that_the_rest_can_be_held_at_a_sample_and_follows_the_one_that_is_chosen(studio):
    here = studio(wine())
    held, number = here.find("held_selector", QComboBox), here.find("held_sample", QSpinBox)
    held.setCurrentIndex(1)
    number.setValue(5)
    assert here.window.frame_source.plane.held == 4
    dataset = here.window.session.run.dataset
    axes = here.window.frame_source.plane.axes
    others = np.delete(here.window.frame_source.frame.region.points, axes, axis=1)
    assert (others == np.delete(dataset.raw[4], axes)).all()
    here.window.selection.choose_point(Point(dataset.raw[30], 30))
    assert (here.window.frame_source.plane.held, number.value()) == (30, 31)
    held.setCurrentIndex(0)
    assert here.window.frame_source.plane.held is None


def test_that_far_samples_fade_when_it_is_wished(studio):
    here = studio(wine())
    plot, dataset = here.find("decision_plot"), here.window.session.run.dataset
    tool(here, Tool.FADE).click()
    alphas = np.array([brush.color().alpha() for brush in plot.samples._items["train"].data["brush"]])
    far = here.window.frame_source.frame.region.projection.distance(dataset.raw_train)
    assert (np.diff(alphas[np.argsort(far)]) <= 0).all()
    assert alphas.min() < alphas.max()


def test_that_a_unit_takes_over_the_big_plot_until_escape(here):
    here.train()
    plot = here.find("decision_plot")
    prediction = plot.colors.copy()
    here.window.selection.choose_unit((1, 2))
    frame, n = here.window.frame_source.frame, here.window.frame_source.frame.region.resolution
    assert here.window.result_panel.head.title.text() == "ReLU, unit 3"
    shown = plot._shades.values(frame.layers[1][:, 2], ValueSpan.around_zero(plot._bar._shown[1]))
    assert np.array_equal(plot.colors, shown.reshape(n, n, 4))
    assert plot._bar._shown[1] >= np.abs(frame.layers[1][:, 2]).max()
    assert len(plot.boundary[0]) == 0
    here.key(plot, Qt.Key.Key_Escape)
    assert here.window.selection.unit is None
    assert np.array_equal(plot.colors, prediction)


def test_that_a_unit_of_a_single_input_is_a_curve(studio):
    here = studio("nonlinear-regression")
    here.window.selection.choose_unit((1, 0))
    assert here.find("unit_plot").isVisible()
    x, y = here.find("unit_plot")._curve.getData()
    frame = here.window.frame_source.frame
    assert y.tolist() == frame.layers[1][:, 0].tolist()
    assert x.tolist() == frame.region.points[:, 0].tolist()
    here.press("back_to_prediction_button")
    assert here.find("fit_plot").isVisible()


def test_that_a_click_near_a_sample_chooses_it_and_elsewhere_a_free_point(here):
    plot, raw = here.find("decision_plot"), here.window.session.run.dataset.raw
    heard = []
    plot.point_clicked.connect(lambda x, y: heard.append((x, y)))
    click(plot, *raw[7])
    assert here.window.selection.point.sample is not None
    near = here.window.selection.point.raw
    width, height = plot.pixel_size()
    assert np.hypot(*((near - raw[7]) / (width, height))) < 2
    assert plot.marker == pytest.approx(tuple(near))
    click(plot, -1.3, 1.3)
    assert here.window.selection.point.sample is None
    assert here.window.selection.point.raw == pytest.approx([-1.3, 1.3], abs=2 * max(width, height))
    assert len(heard) == 2


def test_that_a_drag_is_no_click(here):
    plot = here.find("decision_plot")
    here.window.selection.choose_point(None)
    start, end = where(plot, -0.5, -0.5), where(plot, 0.6, 0.5)
    QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(plot.viewport(), start + (end - start) * share)
        QTest.qWait(20)
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert here.window.selection.point is None


def test_that_a_free_point_of_a_slice_takes_what_is_held_for_the_rest(studio):
    here = studio(wine())
    plot, frame = here.find("decision_plot"), here.window.frame_source.frame
    x = frame.region.lows[0] + 0.01 * (frame.region.highs[0] - frame.region.lows[0])
    y = frame.region.highs[1] - 0.01 * (frame.region.highs[1] - frame.region.lows[1])
    click(plot, x, y)
    point, axes = here.window.selection.point, list(frame.region.axes)
    assert point.sample is None
    mean = here.window.session.run.dataset.raw_train.mean(axis=0)
    assert np.delete(point.raw, axes) == pytest.approx(np.delete(mean, axes))
    away = frame.region.projection.to_plane(point.raw[None])[0] - (x, y)
    assert np.abs(away / plot.pixel_size()).max() < 2


def test_that_predicted_against_actual_knows_samples_alone_and_its_mark_moves_with_training(studio):
    here = studio(edits.with_training(open_source("linear-regression").with_source(DiabetesSource()), epochs=3))
    plot, frame, dataset = here.find("actual_plot"), here.window.frame_source.frame, here.window.session.run.dataset
    here.window.selection.choose_point(Point(dataset.raw[9], 9))
    assert plot.marker == pytest.approx((dataset.y_train[9], frame.train_predictions[9]))
    here.train()
    assert plot.marker == pytest.approx((dataset.y_train[9], here.window.frame_source.frame.train_predictions[9]))
    assert plot.free_point(0.0, 0.0) is None


def test_that_the_pointer_reads_what_the_network_says_there(here, qtbot):
    here.train()
    plot = here.find("decision_plot")
    hints = []
    plot.show_hint = hints.append
    with qtbot.waitSignal(plot.point_hovered):
        QTest.mouseMove(plot.viewport(), where(plot, 0.0, 0.0))
    del plot.show_hint
    run = here.window.session.run
    x, y = 0.0, 0.0
    point = plot.point_at(x, y)
    p = probabilities(run.project, here.window.frame_source.outputs_at(point.raw[None])[-1])[0]
    assert f"with probability {rounded(float(p.max()), '.2%')}"[:22] in hints[-1]
    assert hints[-1].startswith("x₁ = ")
    plot.show_hint("here")
    assert QToolTip.text() == "here"
    plot.show_hint("")


def test_that_nothing_is_said_over_an_open_menu(here):
    """Neither what was said before, nor what a frame of a running training would have said anew."""
    plot = here.find("decision_plot")
    plot.show_hint("before")
    assert QToolTip.isVisible()
    menu = plot.export.menu()
    menu.popup(plot.mapToGlobal(where(plot, 0.0, 0.0)))
    plot.show_hint("meanwhile")
    here.wait(lambda: not QToolTip.isVisible())
    menu.close()
    here.wait(lambda: QApplication.activePopupWidget() is None)
    plot.show_hint("after")
    assert QToolTip.isVisible()
    plot.show_hint("")


def test_that_what_a_menu_says_about_itself_is_shown(qtbot):
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("One")
    menu.popup(QPoint(10, 10))
    show_tooltip(QPoint(20, 20), "of the menu", menu)
    assert QToolTip.text() == "of the menu"
    menu.close()
    QToolTip.hideText()
