"""A race in the landscape panel: drawn where the racers really were, told as it is, and gone with its project."""

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.result import Result
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.training.whole_run import run_whole
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import RMSpropSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.racers import racer_name, racers_of, usual_optimizers
from nnstudio.ui.panels.landscape.racer_dialog import RacerDialog, chosen_racers
from nnstudio.ui.widgets.number_texts import short


@pytest.fixture
def landscape(studio):
    def open_one(source, train=True):
        here = studio(source)
        if train:
            here.train()
        here.window.drawers.show("landscape")
        here.panel = here.window.drawers["landscape"].panel
        here.race = here.panel.race
        here.wait(lambda: here.race.button.isEnabled() and not here.panel.is_busy)
        return here

    return open_one


def raced(here, *optimizers):
    """Runs a race of the project with these, to where nothing is played."""
    project = here.window.project
    here.race.runner.start(racers_of(project, optimizers), here.window.session.run)
    here.wait(lambda: here.race.map is not None)
    here.race.bar.stop()
    here.wait(lambda: not here.panel.is_busy)
    return here.race.map.race


def dialog_of(here):
    here.press("race_button")
    return here.window.findChild(RacerDialog)


def press(dialog, name):
    dialog.findChild(QAbstractButton, name).click()


def alone(project):
    """The loss over all training samples, and the state, after each epoch of the project's single run."""
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset, fast=False)
    history, probe = History(trainer.initial), Probe(trainer.model)
    run_whole(trainer, history)
    snapshots = [history.nearest(epoch) for epoch in history.epochs]
    losses = [Result(project, dataset, history, probe, trainer.layout, each).losses["train"] for each in snapshots]
    return np.array([each.vector for each in snapshots], dtype=float), losses


def names_and_losses(here):
    return dict(entry.rsplit(": ", 1) for entry in here.panel.plot._key.entries if ": " in entry)


def test_that_each_way_and_every_word_is_that_of_single_runs(landscape):
    here = landscape("binary-classification")
    dialog = dialog_of(here)
    assert dialog.optimizers == usual_optimizers(here.window.project)
    press(dialog, "start_race_button")
    here.wait(lambda: here.race.map is not None and here.race.bar.is_playing)
    here.race.bar.stop()
    here.wait(lambda: not here.panel.is_busy)
    projects = here.race.runner.projects
    runs = [alone(project) for project in projects]
    cut = here.panel.surface.slice
    for epoch in (20, 0, 7):
        here.look_at(epoch)
        here.wait(lambda epoch=epoch: here.race.bar.moment == epoch)
        for (states, _losses), line in zip(runs, here.race._layer._lines, strict=True):
            assert np.allclose(np.column_stack(line.getData()), cut.coordinates(states[: epoch + 1]), atol=1e-5)
        losses = [losses[epoch] for _states, losses in runs]
        assert list(names_and_losses(here).values()) == list(map(short, losses))
        lead, first = here.race.bar.lead.text(), losses.index(min(losses))
        assert short(min(losses)) in lead and "all 300 training samples" in lead
        told = "All have the same" if not epoch else racer_name(projects[first].training.optimizer).split(", lr")[0]
        assert told in lead
    assert next(iter(names_and_losses(here))) == "Adam (this project)"
    # the project's own run is one of them: what the window shows is what the race shows
    assert runs[0][0][-1].astype(np.float32).tobytes() == here.window.session.run.history.last.vector.tobytes()


def test_that_the_slider_leads_the_timeline_by_epoch_alone(landscape):
    here = landscape("binary-classification")
    race = raced(here, SGDSpec(lr=0.1))
    bar = here.race.bar
    bar.slider.setValue(4)
    here.wait(lambda: here.window.epoch == 4)
    assert bar.moment == 4
    for number, clock in ((1, "step"), (2, "seconds")):
        here.selector("race_clock_selector").setCurrentIndex(number)
        here.wait(lambda: not here.panel.is_busy)
        bar.slider.setValue(bar.slider.maximum())
        assert bar.clock == clock and bar.moment == race.moments(bar.clock)[-1]
        shown = [short(each.loss) for each in race.standings(bar.clock, bar.moment)]
        assert list(names_and_losses(here).values()) == shown
        assert here.window.epoch == 4
        here.look_at(6)
        assert bar.moment == race.moments(bar.clock)[-1]
        here.look_at(4)


def test_that_one_that_diverges_leaves_the_map_and_is_said_to(landscape):
    here = landscape("linear-regression")
    raced(here, SGDSpec(lr=1.2), SGDSpec(lr=0.002))
    bar, box = here.race.bar, here.panel.surface.box
    bar.slider.setValue(bar.slider.maximum())
    states = names_and_losses(here)
    assert states["lr 1.2"] == "diverged" and "lr 1.2 diverged in epoch " in bar.lead.text()
    assert float(states["lr 0.02 (this project)"]) < float(states["lr 0.002"])
    # it can be drawn, and its mark stands at the edge
    x, y = here.race._layer._lines[1].getData()
    assert np.isfinite(x).all() and np.abs(x).max() < 1e4 and np.isfinite(y).all()
    [mark_x], [mark_y] = here.race._layer._heads[1].getData()
    assert mark_x in box[0] or mark_y in box[1]
    bar.slider.setValue(0)
    assert "All have the same loss before training" in bar.lead.text()


def test_that_an_untrained_network_of_one_parameter_has_a_race(landscape):
    line = edits.with_layers(open_source("linear-regression"), (LinearLayer(bias=False),))
    here = landscape(line, train=False)
    race = raced(here, SGDSpec(lr=1.2), SGDSpec(lr=0.002))
    bar = here.race.bar
    bar.slider.setValue(bar.slider.maximum())
    for racer, curve in zip(race.racers, here.race._layer._lines, strict=True):
        x, y = curve.getData()
        if not racer.by_epoch.has_diverged:
            assert np.allclose(x, racer.by_epoch.path[:, 0]) and np.allclose(y, racer.by_epoch.losses)
        assert np.abs(y).max() < 1e6
    said = here.panel.plot.sentence()
    assert "lr 0.02 (this project): " in said and "lr 1.2: diverged" in said and bar.lead.text() in said
    here.press("race_end_button")
    assert here.window.epoch == 0 and "this project" not in here.panel.plot.sentence()
    here.wait(lambda: not here.panel.is_busy)


def test_that_a_race_goes_with_its_project_and_can_be_ended(landscape):
    here = landscape(edits.with_training(open_source("binary-classification"), epochs=1_000_000), train=False)
    runner = here.race.runner
    for end in (
        lambda: here.press("race_end_button"),
        lambda: here.window.document.edit("other data", open_source("linear-regression")),
    ):
        runner.start(racers_of(here.window.project, [SGDSpec(lr=0.1)]), here.window.session.run)
        assert runner.is_busy and here.race.bar.isVisible()
        here.wait(lambda: here.race.bar.progress.isVisible())
        end()
        assert not runner.is_busy and runner.map is None and not here.race.bar.isVisible()
    here.wait_for_run()
    # its threads have ended, or else the test would be told
    raced(here, RMSpropSpec(lr=0.1))
    here.window.document.edit("more units", edits.with_training(here.window.project, seed=5))
    assert here.race.map is None and "RMSprop" not in " ".join(here.panel.plot._key.entries)
    here.wait_for_run()
    here.wait(lambda: not here.panel.is_busy)


def test_that_closing_the_window_ends_a_race(landscape):
    here = landscape(edits.with_training(open_source("binary-classification"), epochs=1_000_000), train=False)
    runner = here.race.runner
    runner.start(racers_of(here.window.project, usual_optimizers(here.window.project)), here.window.session.run)
    here.wait(lambda: not here.panel._finder.is_busy and here.panel._task is None)
    here.window.close()
    assert not runner.is_busy


def test_that_a_racer_becomes_the_current_run_and_undo_leads_back(landscape):
    here = landscape("binary-classification")
    before = here.window.project
    raced(here, SGDSpec(lr=0.1))
    here.race.bar._menu.actions()[1].trigger()
    here.wait(lambda: here.window.state == "finished" and here.window.project != before)
    assert here.window.project == here.race.runner.projects[1]
    run, racer = here.window.session.run, here.race.map.race.racers[1]
    assert run.history.last.vector.tobytes() == racer.by_epoch.path[-1].tobytes()
    here.wait(lambda: "SGD (this project)" in names_and_losses(here))
    here.action("undo_action").trigger()
    here.wait(lambda: here.window.project == before and "Adam (this project)" in names_and_losses(here))
    here.wait(lambda: not here.panel.is_busy)


def test_that_a_list_of_ones_own_is_remembered(landscape):
    here = landscape("binary-classification")
    dialog = dialog_of(here)
    dialog.choice.setCurrentIndex(1)
    assert [row.optimizer.lr for row in dialog.rows] == [0.01, 0.1, 1.0]
    dialog.rows[0].rate.setValue(0.05)
    dialog.rows[2].kind.setCurrentIndex(0)
    dialog.rows[2].momentum.setValue(0.5)
    assert dialog.choice.currentData() == "own"
    dialog.rows[1].remove.click()
    press(dialog, "add_racer_button")
    expected = dialog.optimizers
    assert len(expected) == 3 and expected[1] == SGDSpec(lr=1.0, momentum=0.5)
    chain, at = [], dialog.choice
    while at is not dialog.add:
        chain.append(at)
        at = at.nextInFocusChain()
    assert [each for each in chain if each in dialog.rows[2].stops] == list(dialog.rows[2].stops)
    press(dialog, "start_race_button")
    assert chosen_racers(here.window.project) == expected
    here.wait(lambda: here.race.map is not None)
    assert [each.training.optimizer for each in here.race.runner.projects[1:]] == expected
    here.press("race_end_button")
    dialog = dialog_of(here)
    for row in list(dialog.rows):
        row.remove.click()
    assert not dialog.start.isEnabled()
    dialog.reject()
    here.wait(lambda: not here.panel.is_busy)
