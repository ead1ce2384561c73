"""Digits show a digit: what is pointed at, or else what is chosen, pixel by pixel."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import DigitsSource
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.digit_picture import pixel_places


@pytest.fixture
def digits(studio):
    project = open_source("binary-classification").with_source(DigitsSource())
    return studio(edits.with_training(edits.with_data(project, test_fraction=0.2), epochs=1))


def painted(card):
    """The brightness in the middle of each pixel, as rows."""
    image, side = card.grab().toImage(), (card.width() - 1) / 8
    middles = [round((i + 0.5) * side) for i in range(8)]
    return np.array([[image.pixelColor(x, y).lightness() for x in middles] for y in middles])


def test_that_the_chosen_sample_is_seen_as_it_was_written(digits):
    here = digits
    plot, dataset = here.find("decision_plot"), here.window.session.run.dataset
    assert plot.digit.isHidden()
    for sample in (3, 700):
        here.window.selection.choose_point(plot.sample_point(sample))
        assert plot.digit.isVisible()
        ink = dataset.raw[sample].reshape(8, 8)
        order = np.argsort(ink.ravel(), kind="stable")
        assert (np.diff(painted(plot.digit).ravel()[order]) <= 0).all()
        assert painted(plot.digit)[ink == 0].min() > painted(plot.digit)[ink == 16].max()
    here.window.selection.choose_point(None)
    assert plot.digit.isHidden()


def test_that_what_is_pointed_at_comes_first_and_the_chosen_one_again_after_it(digits):
    here = digits
    plot = here.find("decision_plot")
    chosen = plot.sample_point(3)
    here.window.selection.choose_point(chosen)
    view, region = plot.getPlotItem().getViewBox(), plot.frame.region
    # no sample is in the corner: the picture is of the place
    corner = np.array(region.lows) + 0.01 * (np.array(region.highs) - np.array(region.lows))
    QTest.mouseMove(plot.viewport(), plot.mapFromScene(view.mapViewToScene(QPointF(*corner))))
    here.wait(lambda: plot.digit.point is not chosen)
    assert plot.digit.point.sample is None
    assert region.projection.distance(plot.digit.point.raw[None]) == pytest.approx([0.0], abs=1e-9)
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert plot.digit.point is chosen


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_that_the_card_never_covers_the_point_it_is_of(digits, scale):
    here = digits
    theme().set_scale(scale)
    try:
        here.window.resize(1280, 800)
        plot, dataset = here.find("decision_plot"), here.window.session.run.dataset
        view = plot.getPlotItem().getViewBox()
        for sample in range(0, len(dataset.raw), 60):
            here.window.selection.choose_point(plot.sample_point(sample))
            x, y = plot.marker
            where = plot.mapFromScene(view.mapViewToScene(QPointF(x, y)))
            if view.width() > 2.5 * plot.digit.width():
                assert not plot.digit.geometry().contains(where)
            assert plot.digit.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    finally:
        theme().set_scale(1.0)


def test_that_other_columns_are_no_picture(here):
    plot = here.find("decision_plot")
    here.window.selection.choose_point(plot.sample_point(3))
    assert plot.digit.isHidden()
    here.window.selection.choose_point(None)
    assert pixel_places(("pixel_0_0", "pixel_7_7")) == {(0, 0): 0, (7, 7): 1}
    assert pixel_places(("pixel_0_0", "age")) is None
    assert pixel_places(("pixel_8_0",)) is None
