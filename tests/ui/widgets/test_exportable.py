"""Any picture can be copied, saved with the numbers behind it, and shown on the full screen."""

import io
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QVBoxLayout, QWidget

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import DiabetesSource
from nnstudio.ui.widgets.exportable import Exportable
from nnstudio.ui.widgets.full_screen import FullScreen
from nnstudio.ui.widgets.picture import csv_text, picture

PLOTS = ("decision_plot", "loss_plot", "activations_plot")


def export_of(view) -> Exportable:
    return view.findChild(Exportable)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.integers(0, 20))
def test_that_saved_numbers_are_read_back_exactly(values, fewer):
    shorter = values[:fewer]
    text = csv_text({"a, b": np.array(values), "c": shorter})
    read = pd.read_csv(io.StringIO(text))
    assert read["a, b"].tolist() == values
    assert read["c"].dropna().tolist() == shorter


@pytest.mark.parametrize("name", PLOTS)
def test_that_a_picture_is_saved_twice_as_fine(here, tmp_path, name):
    here.train()
    view = here.find(name)
    path = tmp_path / "picture.png"
    export_of(view).save_png(path)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (2 * view.width(), 2 * view.height())
    assert len({image.pixel(x, image.height() // 2) for x in range(0, image.width(), 3)}) > 2


@pytest.mark.parametrize("name", PLOTS)
def test_that_a_vector_picture_is_valid_and_has_its_texts_as_texts(here, tmp_path, name):
    here.train()
    path = tmp_path / "picture.svg"
    export_of(here.find(name)).save_svg(path)
    root = ET.parse(path).getroot()
    texts = {"".join(each.itertext()).strip() for each in root.iter("{http://www.w3.org/2000/svg}text")}
    expected = {"decision_plot": "x₁", "loss_plot": "epoch", "activations_plot": "Linear · 5 units"}[name]
    assert expected in texts
    shapes = [each for each in root.iter() if each.tag.endswith(("path", "polyline", "rect", "circle"))]
    assert len(shapes) > 5
    if name == "decision_plot":
        assert len(shapes) > 300, "each sample is a shape"


def test_that_the_screen_is_as_before_when_a_picture_has_been_taken(here):
    here.train()
    plot = here.find("decision_plot")
    modes = [item.cacheMode() for item in plot.scene().items()]
    picture(plot)
    assert [item.cacheMode() for item in plot.scene().items()] == modes


def test_that_a_picture_can_be_pasted(here):
    export_of(here.find("loss_plot")).copy()
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * here.find("loss_plot").width()


def test_that_the_losses_are_saved_in_full(studio, tmp_path):
    here = studio(edits.with_data(open_source("binary-classification"), test_fraction=0.25))
    here.train()
    export_of(here.find("loss_plot")).save_csv(tmp_path / "losses.csv")
    read = pd.read_csv(tmp_path / "losses.csv")
    assert read["epoch"].tolist() == list(range(1, 21))
    assert read["train"].tolist() == here.window.train_loss
    assert read["test"].tolist() == here.window.test_loss


def test_that_the_plane_and_its_samples_are_saved(here, tmp_path):
    here.train()
    export_of(here.find("decision_plot")).save_csv(tmp_path / "plane.csv")
    read = pd.read_csv(tmp_path / "plane.csv")
    frame, dataset = here.window.frame_source.frame, here.window.session.run.dataset
    grid, train = read[read["(row)"] == "grid"], read[read["(row)"] == "train"]
    assert grid["probability of 1"].to_numpy(np.float32) == pytest.approx(frame.surface[:, 1], abs=0)
    assert grid[["x1", "x2"]].to_numpy() == pytest.approx(frame.region.points, abs=0)
    assert train[["x1", "x2"]].to_numpy() == pytest.approx(dataset.raw_train, abs=0)
    assert train["actual class"].astype(int).tolist() == dataset.y_train.tolist()
    assert train["predicted class"].astype(int).tolist() == frame.train_predictions.tolist()


def test_that_a_units_numbers_are_saved_for_the_unit(here):
    here.train()
    here.window.selection.choose_unit((1, 2))
    table = here.find("decision_plot").table()
    frame = here.window.frame_source.frame
    assert table["layer 2, unit 3"] == frame.layers[1][:, 2].tolist()
    here.window.selection.choose_unit(None)


def test_that_all_units_and_predicted_against_actual_are_saved(studio):
    here = studio(edits.with_training(open_source("linear-regression").with_source(DiabetesSource()), epochs=2))
    table, frame = here.find("actual_plot").table(), here.window.frame_source.frame
    assert table["predicted"].tolist() == frame.train_predictions.tolist()
    units = here.find("activations_plot").table()
    assert units["layer 1 Linear, unit 1"].tolist() == frame.layers[0][:, 0].tolist()
    assert units["bmi"].tolist() == frame.region.points[:, 2].tolist()


def test_that_the_menu_offers_everything_and_greys_what_has_no_numbers(qtbot):
    view = QWidget()
    qtbot.addWidget(view)
    menu = Exportable(view).menu()
    enabled = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    assert enabled == {
        "Copy picture": True,
        "Save picture as PNG …": True,
        "Save picture as SVG …": True,
        "Save data as CSV …": False,
        "Show as table": False,
        "Full screen": False,
    }
    assert all(action.toolTip() for action in menu.actions() if action.text() and not action.isEnabled())
    menu.close()


def test_that_a_right_click_and_the_button_open_the_menu(here, qtbot):
    plot = here.find("loss_plot")
    QApplication.sendEvent(
        plot.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(30, 30), plot.mapToGlobal(QPoint(30, 30))),
    )
    (menu,) = (menu for menu in plot.findChildren(QMenu) if menu.isVisible())
    menu.close()
    button = plot.findChild(QWidget, "export_button")
    assert plot.rect().contains(button.geometry())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert any(menu.isVisible() for menu in plot.findChildren(QMenu))
    for menu in plot.findChildren(QMenu):
        menu.close()


def test_that_what_cannot_be_saved_is_told_and_what_was_there_stays(here, tmp_path, monkeypatch):
    export = export_of(here.find("loss_plot"))
    there = tmp_path / "there.svg"
    there.write_text("mine")
    monkeypatch.setattr("os.fsync", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    export.save_svg(there)
    assert there.read_text() == "mine"
    box = here.window.findChild(QMessageBox, "complaint")
    assert "No space left on device" in box.text()
    box.close()


def test_that_the_file_gets_its_suffix(here, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "loss"), ""))
    export_of(here.find("loss_plot")).ask_save_svg()
    assert (tmp_path / "loss.svg").exists()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    export_of(here.find("loss_plot")).ask_save_png()
    assert [each.name for each in tmp_path.iterdir()] == ["loss.svg"]


def test_that_a_plot_fills_the_screen_alive_and_comes_back(here):
    plot = here.find("decision_plot")
    place = plot.parentWidget()
    export_of(plot).show_full_screen()
    host = plot.window()
    assert isinstance(host, FullScreen)
    assert not export_of(plot).menu().actions()[-1].isEnabled()
    before = plot.colors.copy()
    here.train()
    assert not np.array_equal(plot.colors, before)
    here.key(plot, Qt.Key.Key_Escape)
    assert plot.parentWidget() is place
    assert plot.isVisible()
    assert plot.window() is here.window


def test_that_a_closing_window_takes_its_plot_back(qtbot):
    window, view = QWidget(), QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(view)
    Exportable(view)
    window.show()
    export_of(view).show_full_screen()
    assert view.window() is not window
    window.close()
    assert view.parentWidget() is window
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_smoothing_keeps_the_raw_losses_in_sight(here):
    here.train()
    plot = here.find("loss_plot")
    slider = here.find("smoothing")
    slider.setValue(80)
    assert plot.raw_losses("train") == here.window.train_loss
    smooth = plot.curve("train")[1]
    assert smooth[0] == pytest.approx(here.window.train_loss[0])
    assert np.abs(np.diff(smooth)).sum() < np.abs(np.diff(here.window.train_loss)).sum()
    slider.setValue(0)
    assert plot.curve("train")[1].tolist() == here.window.train_loss
    assert plot.raw_losses("train") == []


def test_that_a_fit_taken_apart_is_saved_with_its_summands(studio):
    here = studio("nonlinear-regression")
    plot = here.find("fit_plot")
    assert "bias" not in plot.table()
    plot.set_apart(True)
    table, frame = plot.table(), here.window.frame_source.frame
    total = sum(table[f"contribution of unit {i}"] for i in (1, 2, 3)) + table["bias"]
    assert total == pytest.approx(frame.surface[:, 0], rel=1e-4, abs=1e-4)
    assert table["predicted y there"] == frame.surface[:, 0].tolist()
