"""An afternoon without a screen: lessons done, a network built, trained and saved, by the accessibility tree alone.

Nothing is clicked or typed, and no widget is touched, before what has come of it is looked at.
"""

import pytest
from PySide6.QtGui import QAccessible

from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.storage import read_project
from tests.ui.accessibility.driver import Driver
from tests.ui.accessibility.tree import Role, Text


@pytest.fixture
def driver(studio):
    studio()
    # what the system's assistive programs would be told is told, too
    QAccessible.setActive(True)
    driver = Driver()
    driver.choose("Speed", "Full speed")
    yield driver
    QAccessible.setActive(False)


def do_lesson(driver, name, steps):
    """Does what each step asks for (a menu's entry, a page in braces, lines of the bench, an answer, or training)."""
    driver.menu("Lessons", name)
    for number, deeds in enumerate(steps, start=1):
        driver.wait(lambda n=number: f"{n} of {len(steps)}" in driver.texts(), f"step {number}")
        for deed in deeds:
            if deed == "Train":
                train(driver)
            elif isinstance(deed, tuple):
                driver.menu(*deed)
            elif isinstance(deed, list):
                for line in deed:
                    driver.write("A line to compute", line)
                    driver.press("Compute the line")
            elif isinstance(deed, set):
                driver.press(*deed, Role.PageTab)
            else:
                driver.press(deed, Role.CheckBox)
        driver.press("Finish" if number == len(steps) else "Next")


def train(driver):
    driver.press("Train")
    driver.wait(lambda: driver.find_all(Role.Button, "Train further"), "the end of the training")


def test_that_lesson_1_is_finished(driver):
    steps = [
        [("View", "Data")],
        [{"Arrays and tensors"}, "An error: float and double do not match"],
        [
            ("View", "Tensor bench"),
            "float32 and int64",
            [f"torch.tensor([1, 2, {last}]).dtype" for last in ("3.", "3")],
        ],
        [["z = torch.zeros(4, 3)", "nn.CrossEntropyLoss()(z, torch.tensor([0., 1., 2., 0.]))"]],
        ["(50, 2), and (50, 5) comes out"],
        ["(2,), (200,) and (200, 1)", ["X = torch.arange(12).reshape(4, 3)", "X[:, :1].shape"]],
        ["4, 10, 18, and 32", ["a = torch.tensor([1., 2., 3.])", "b = torch.tensor([4., 5., 6.])", "a @ b"]],
        ["(3, 4)", ["torch.rand(3, 1) + torch.rand(1, 4)"]],
        ["7", ["a = np.array([1., 2.])", "t = torch.from_numpy(a)", "a[0] = 7", "t[0]"]],
    ]
    do_lesson(driver, "Tensors", steps)
    driver.wait(lambda: f"1 of {len(list_lessons())} done" in driver.texts(), "the overview")


def test_that_lesson_10_is_finished(driver):
    steps = [
        [],
        ["where z > 0"],
        ["below 0.1", "Train"],
        ["above 0.99"],
        ["below a millionth", ("View", "Probe")],
        ["the same", "Train"],
        ["Train", "What the loss takes for a logit lies between 0 and 1, so its probability never leaves 0.5…0.73"],
    ]
    do_lesson(driver, "Binary classification", steps)
    driver.wait(lambda: any(text.endswith(" done") for text in driver.texts()), "the overview")


def test_that_a_network_is_built_trained_and_saved(driver, tmp_path):
    driver.pick("Data sets", "Moons")
    driver.wait(lambda: driver.value(Role.SpinBox, "Noise") != "", "the data's options")
    driver.set_number("Test share", 30)
    driver.set_number("Units", 8)
    driver.choose("Kind of layer", "Tanh")
    driver.menu("Edit", "Add layer", "Linear")
    driver.wait(lambda: len(driver.find_all(Role.SpinBox, "Units")) == 3, "another layer")
    driver.choose("Optimiser", "SGD")
    driver.set_number("Learning rate", 0.5)
    driver.set_number("Epochs", 30)
    train(driver)
    said = driver.find(Role.Chart, "Loss").text(Text.Description)
    assert said.startswith("train loss falls from ")
    assert "in 30 epochs" in said

    path = tmp_path / "by-tree-alone.json"

    def name_it():
        driver.write("File name:", str(path))
        driver.press("Save")

    driver.in_dialog(name_it, lambda: driver.menu("File", "Save as …"))
    driver.wait(path.exists, "the file")
    project = read_project(path)
    assert (project.data.source.kind, project.data.test_fraction) == ("moons", 0.3)
    assert project.training.optimizer.kind == "sgd"
    assert (project.training.optimizer.lr, project.training.epochs) == (0.5, 30)
    assert [layer.kind for layer in project.network.layers].count("linear") == 3
    assert project.network.layers[0].units == 8
    assert TanhLayer() in project.network.layers
