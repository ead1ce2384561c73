"""Fields tell which option they edit, and let their panels go."""

import gc
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.ui.widgets.fields import CheckField, Choice, FloatField, IntField, ScaleField, SeedField, show_value
from nnstudio.ui.window.transport import DeviceSelector

NUMBERS: dict[str, tuple[Callable[[str], QWidget], float]] = {
    "whole": (lambda option: IntField(0, 9, option=option), 3),
    "float": (lambda option: FloatField(0, 9, 0.1, option=option), 0.25),
    "scale": (lambda option: ScaleField(0, 9, option=option), 0.5),
    "seed": (lambda option: SeedField(option=option), 2**32 - 1),
}


class Form(QWidget):
    """A panel whose fields all lead to one signal."""

    option_changed = Signal(str, object)

    def __init__(self, *fields):
        super().__init__()
        self.told = []
        layout = QVBoxLayout(self)
        for field in fields:
            layout.addWidget(field)
            field.option_changed.connect(self.option_changed)
        self.option_changed.connect(self._on_option_changed)

    def _on_option_changed(self, option, value):
        self.told.append((option, value))


@pytest.fixture
def form(qtbot):
    def make(*fields):
        form = Form(*fields)
        qtbot.addWidget(form)
        return form

    return make


@pytest.mark.parametrize("kind", NUMBERS)
def test_that_a_number_tells_its_option_and_itself(kind, form):
    make, value = NUMBERS[kind]
    fields = [make("this"), make("other")]
    here = form(*fields)
    fields[1].setValue(value)
    assert here.told == [("other", value)]
    assert type(here.told[0][1]) is type(fields[1].value())
    show_value(fields[0], value)
    assert fields[0].value() == value and len(here.told) == 1


def test_that_a_choice_tells_its_option_and_the_key_chosen(form):
    choice = Choice(option="loss")
    here = form(choice)
    choice.fill([("mse", "Squared error", ""), ("bce", "Cross-entropy", "")], "mse")
    assert not here.told
    choice.setCurrentIndex(1)
    assert here.told == [("loss", "bce")]


def test_that_a_box_tells_its_option_and_whether_it_is_checked(form):
    box = CheckField("Nesterov", option="nesterov")
    here = form(box)
    box.show_checked(True)
    assert box.isChecked() and not here.told
    box.click()
    assert here.told == [("nesterov", False)] and here.told[0][1] is False


def test_that_a_field_stays_audible_when_showing_fails(form):
    choice = Choice(option="loss")
    here = form(choice)
    choice.fill([("mse", "Squared error", ""), ("bce", "Cross-entropy", "")], "mse")
    with pytest.raises(ValueError, match="unpack"):
        choice.fill([("mse", "Squared error", ""), ("bce",)], "mse")
    assert not choice.signalsBlocked()
    choice.setCurrentIndex(1)
    assert here.told == [("loss", "bce")]


def test_that_a_kind_of_choice_with_a_signal_of_its_own_tells_both_once(qtbot):
    devices = DeviceSelector()
    qtbot.addWidget(devices)
    chosen, told = [], []
    devices.device_chosen.connect(chosen.append)
    devices.option_changed.connect(lambda option, key: told.append(key))
    devices.setCurrentIndex(1)
    assert chosen == told == ["cuda"]


def test_that_fields_let_their_panel_go(qapp):
    fields = [
        *(make("a number") for make, _ in NUMBERS.values()),
        Choice(option="one"),
        CheckField("Yes", option="yes"),
    ]
    form = weakref.ref(Form(*fields))
    del fields
    gc.collect()
    assert form() is None
