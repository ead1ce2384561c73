"""The watch over units that take no part."""

import pytest
from PySide6.QtWidgets import QSlider

from nnstudio.engine.views.unit_flags import unit_flags
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.ui.window.unit_flags import UnitFlags


@pytest.fixture
def deadly(studio):
    """A learning rate that kills units."""
    project = edits.with_training(open_source("binary-classification"), optimizer=SGDSpec(lr=10.0), epochs=20)
    here = studio(project)
    here.flags = UnitFlags(here.window.session, here.window.frame_source, here.window)
    return here


def expected(here):
    run, frame = here.window.session.run, here.window.frame_source.frame
    found = unit_flags(run.project, run.dataset, run.probe, frame.snapshot)
    return {unit: flag.sentence for unit, flag in found.items()}


def test_that_flags_follow_training_and_the_timeline(deadly):
    told = []
    deadly.flags.flags_changed.connect(told.append)
    deadly.train()
    assert deadly.flags.flags == expected(deadly)
    assert any("Dead" in reason for reason in deadly.flags.flags.values())
    assert told[-1] == deadly.flags.flags
    deadly.find("timeline", QSlider).setValue(0)
    assert deadly.window.epoch == 0
    assert deadly.flags.flags == expected(deadly)
    assert told[-1] == deadly.flags.flags


def test_that_another_network_has_flags_of_its_own(deadly):
    deadly.train()
    deadly.card(0).field("units").setValue(7)
    deadly.wait_for_run()
    assert deadly.flags.flags == expected(deadly)


def test_that_while_training_runs_it_looks_at_most_twice_a_second(deadly, monkeypatch):
    looks = []
    monkeypatch.setattr("nnstudio.engine.views.unit_flags.unit_flags", lambda *_: looks.append(1) or {})
    clock = [100.0]
    monkeypatch.setattr("nnstudio.ui.window.unit_flags.monotonic", lambda: clock[0])
    deadly.window.session.set_pace(0.02)
    deadly.press("train_button")
    deadly.wait(lambda: deadly.window.epoch >= 4)
    while_live = len(looks)
    assert while_live <= 2
    clock[0] += 0.6
    deadly.wait(lambda: len(looks) > while_live)
    deadly.wait_for_state("finished")
