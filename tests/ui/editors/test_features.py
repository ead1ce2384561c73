"""Features: toggles with pictures, the list of them, the degree."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton

from nnstudio.data.load import load_dataset
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.features import monomials, parse_feature
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.drawn import WaveSource
from nnstudio.project.sources.scikit_made import CirclesSource, LinearSource
from nnstudio.ui.editors.data.feature_thumbnails import feature_values, range_of
from nnstudio.ui.style.colors import LIGHT, diverging_table

XY = ("x1", "x2")


def toggles(here):
    """The names of the features with a button, and whether each is on."""
    buttons = here.window.data_panel.features.toggles.findChildren(QToolButton)
    # those that are on their way out have no name any more
    named = [button for button in buttons if button.objectName()]
    return {button.objectName().removeprefix("feature_"): button.isChecked() for button in named}


def list_action(here, name):
    return next(action for action in here.window.data_panel.features.menu.actions() if action.data() == name)


def test_that_a_plane_offers_what_playground_offers_and_says_it_in_words(here):
    assert toggles(here) == {
        **dict.fromkeys(XY, True),
        **dict.fromkeys(("x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"), False),
    }
    texts = [here.button(f"feature_{name}").text() for name in toggles(here)]
    assert texts == ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"]
    assert here.button("feature_x1^2").toolTip() == "Let the network get x1 squared as an input"


def test_that_a_click_adds_a_feature_and_undo_takes_it_away(here):
    here.press("feature_x1^2")
    assert here.window.project.data.features == ("x1", "x2", "x1^2")
    assert here.window.document.undo_stack.undoText() == "add feature x₁²"
    here.wait_for_run()
    assert here.window.session.run.dataset.X_train.shape == (300, 3)
    assert here.window.parameters["0.weight"].shape == (5, 3)
    here.press("feature_x2")
    assert here.window.project.data.features == ("x1", "x1^2")
    assert here.window.document.undo_stack.undoText() == "remove feature x₂"
    assert not toggles(here)["x2"]
    for _ in range(2):
        here.action("undo_action").trigger()
    assert here.window.project == open_source("binary-classification")
    assert toggles(here)["x2"]


def test_that_the_last_feature_is_greyed_with_the_reason_and_the_plane_stays(here):
    here.press("feature_x1")
    here.wait_for_run()
    assert here.window.project.data.features == ("x2",)
    last = here.button("feature_x2")
    assert not last.isEnabled()
    assert "at least one input" in last.toolTip()
    assert not list_action(here, "x2").isEnabled()
    assert here.find("decision_plot").isVisible()
    here.train()
    image = here.find("decision_plot")._image.image
    assert (image == image[:, :1]).all()
    here.press("feature_sin(x2)")
    assert last.isEnabled()
    list_action(here, "sin(x2)").trigger()
    list_action(here, "x1").trigger()
    assert here.window.project.data.features is None


def test_that_the_degree_switches_on_all_products_in_one_undo_step(here):
    here.press("feature_sin(x1)")
    degree = here.find("degree")
    assert degree.value() == 1
    degree.setFocus()
    for _ in range(3):
        here.key(degree, Qt.Key.Key_Up)
    assert here.window.project.data.features == (*monomials(XY, 4), "sin(x1)")
    assert here.window.document.undo_stack.undoText() == "use features to degree 4"
    assert here.find("features_button").text().strip() == "15 inputs"
    assert toggles(here) == {**dict.fromkeys(toggles(here), True), "sin(x2)": False}
    list_action(here, "x1^2*x2").trigger()
    assert degree.value() == 2
    here.action("undo_action").trigger()
    here.action("undo_action").trigger()
    assert here.window.project.data.features == (*XY, "sin(x1)")
    here.type_into(degree, "10")
    here.wait_for_run()
    assert here.window.session.run.dataset.X_train.shape == (300, 66)
    here.press("feature_x1")
    assert (degree.value(), degree.text()) == (0, "–")


def test_that_a_polynomial_is_fitted_and_drawn_over_x(studio):
    project = open_source("linear-regression").with_source(WaveSource())
    project = edits.with_data(project, standardize=True)
    here = studio(project)
    assert list(toggles(here)) == ["x1", "x1^2", "x1^3", "sin(x1)"]
    here.find("degree").setValue(5)
    here.train()
    x, y = here.find("fit_plot").curve()
    dataset = here.window.session.run.dataset
    w, b = here.window.parameters["0.weight"][0], here.window.parameters["0.bias"][0]
    powers = np.column_stack([x**n for n in range(1, 6)])
    assert y == pytest.approx((powers - dataset.mean) / dataset.scale @ w + b, rel=1e-3, abs=1e-3)
    assert len(w) == 5


def test_that_pictures_show_the_features_over_the_samples_range(here):
    dataset = here.window.session.run.dataset
    span = range_of(dataset)
    (low, high), (bottom, top) = span
    assert low < dataset.raw[:, 0].min() < dataset.raw[:, 0].max() < high
    values = feature_values(parse_feature("x1*x2", XY), XY, span)
    assert (values[0, 0], values[-1, 0]) == pytest.approx((low * bottom, low * top))
    assert values[0, -1] == pytest.approx(high * bottom)

    def colors(name, state):
        icon = here.button(f"feature_{name}").icon()
        picture = icon.pixmap(30, QIcon.Mode.Normal, state).toImage()
        across = [picture.pixelColor(round(picture.width() * at), picture.height() // 2) for at in (0.08, 0.5, 0.92)]
        return [color.getRgb() for color in across]

    table = diverging_table(LIGHT).view(np.uint8).reshape(-1, 4).astype(int)
    left, middle, right = colors("x1", QIcon.State.On)
    for found, expected in ((left, table[20]), (middle, table[127]), (right, table[235])):
        assert np.abs(np.array(found) - expected).max() < 30
    assert colors("x1", QIcon.State.On)[0][2] > colors("x1", QIcon.State.On)[2][2]
    assert colors("x1", QIcon.State.Off)[0][3] < 120


def test_that_real_columns_are_chosen_from_a_list_to_a_degree(studio):
    here = studio(open_source("binary-classification").with_source(IrisSource()))
    columns = IrisSource().feature_names()
    assert toggles(here) == {}
    for name in columns[:2]:
        list_action(here, name).trigger()
    assert here.window.project.data.features == columns[2:]
    assert here.window.document.undo_stack.undoText() == "leave out sepal width (cm)"
    here.find("degree").setValue(2)
    assert here.window.project.data.features == monomials(columns[2:], 2)
    here.wait_for_run()
    assert here.find("decision_plot").isVisible()
    list_action(here, columns[0]).trigger()
    assert here.window.document.undo_stack.undoText() == "use sepal length (cm)"
    assert here.window.project.data.features == monomials((columns[0], *columns[2:]), 2)
    list_action(here, columns[2]).trigger()
    list_action(here, columns[0]).trigger()
    assert not list_action(here, columns[3]).isEnabled()
    here.wait_for_run()
    assert here.find("fit_plot").isVisible()


def test_that_a_degree_that_would_make_too_many_features_is_greyed_with_the_reason(studio):
    project = open_source("linear-regression").with_source(LinearSource(n_features=40))
    here = studio(project)
    degree = here.find("degree")
    assert not degree.isEnabled()
    assert "860 features, more than 250; use fewer columns" in degree.toolTip()


def test_that_the_network_says_what_goes_in_as_mathematics_writes_it(here):
    here.press("feature_x1^2")
    assert here.window.network_panel._input.text() == "↓ in: 3 inputs (x₁, x₂, x₁²)"
    here.wait_for_run()
    assert here.find("decision_plot").getPlotItem().getAxis("bottom").labelText == "x₁"


def test_that_a_project_with_derived_features_opens_unchanged(studio):
    project = edits.with_data(open_source("binary-classification"), features=("x2*x1", "sin(x2)", "x1^7", "cos(x1)"))
    here = studio(project)
    assert here.window.project == project
    assert not here.window.document.is_modified
    assert [name for name, on in toggles(here).items() if on] == ["x1*x2", "sin(x2)"]
    assert list_action(here, "cos(x1)").isChecked()
    assert np.array_equal(here.window.session.run.dataset.X_train, load_dataset(project.data).X_train)


def test_that_the_target_is_standardised_by_a_click_where_it_is_a_value(studio):
    here = studio(open_source("nonlinear-regression"))
    box = here.find("standardize_target")
    here.qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert here.window.project.data.standardize_target
    here.wait_for_run()
    assert here.window.session.run.dataset.has_scaled_target
    here.window.document.edit("", lambda project: project.with_source(CirclesSource()))
    assert not here.window.project.data.standardize_target
    assert not box.isVisible()


def test_that_a_click_on_standardise_keeps_the_features(here):
    here.press("feature_x1^2")
    box = here.window.data_panel.features.standardize
    here.qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert here.window.project.data.standardize
    assert here.window.project.data.features == (*XY, "x1^2")
