"""Many runs in the window: what is drawn are the runs' own numbers, and each can be opened as the window's run."""

import csv
import io
import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.baseline import fit_reference
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.sweep import Sweep, Variation
from nnstudio.session.sweeps.sweep_keeping import archived_sweeps, capture_sweeps, restore_sweeps
from nnstudio.ui.panels.sweeps.outcome_plot import places_of


@pytest.fixture
def sweep(opened):
    """The open panel, and what runs it."""

    def open_one(source="binary-classification", **training):
        here = opened("sweep", source)
        if training:
            here.window.document.edit("set up", edits.with_training(here.window.project, **training))
            here.wait_for_run()
        here.run = lambda: run(here)
        return here

    def run(here):
        here.press("sweep_start_button")
        record = here.window.session.sweeps.current
        here.wait(lambda: record.is_over)
        return record

    return open_one


def test_that_many_seeds_beside_the_seed_draws_all_their_losses(studio):
    here = studio()
    here.press("many_seeds_button")
    record = here.window.session.sweeps.current
    here.wait(lambda: record.is_over)
    panel = here.window.drawers["sweep"].panel
    assert [each.member.seed for each in record.members] == list(range(10, 26))
    assert panel.fan.bold is record.members[0]
    losses = np.array([each.train_loss for each in record.members])
    np.testing.assert_array_equal(panel.fan.band.median, np.percentile(losses, 50, axis=0))
    np.testing.assert_array_equal(panel.fan.band.q3, np.percentile(losses, 75, axis=0))
    table = panel.fan.table()
    assert table["seed 12, train"] == record.members[2].train_loss
    assert "16 of 16 runs" in panel.told.text()
    assert "2 of 16 got stuck between" in panel.told.text()
    # the window's own run has not been touched
    assert here.window.epoch == 0


def test_that_a_run_opens_with_its_whole_timeline_and_undo_leads_back(sweep):
    here = sweep()
    record = here.run()
    member = record.members[3]
    before = here.window.project
    panel = here.panel
    panel.show_page("members")
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.table.model().index(3, 0))
    panel.table.activated.emit(panel.table.currentIndex())
    here.wait(lambda: here.window.state == "finished")
    assert here.window.project.training.seed == member.member.seed
    assert here.window.train_loss == member.train_loss
    assert panel.fan.bold is member
    here.action("undo_action").trigger()
    assert here.window.project == before


def test_that_a_dot_or_a_curve_that_is_clicked_is_the_run_that_is_opened(sweep):
    here = sweep()
    record = here.run()
    worst = max(record.members, key=lambda each: each.final_loss)
    fan, outcomes = here.panel.fan, here.panel.outcomes
    assert fan.member_at(len(worst.train_loss), worst.train_loss[-1]) is worst
    here.panel.show_page("outcomes")
    dots = outcomes.dots
    assert [member.final_loss for _x, _y, member in dots] == [x for x, _y, _member in dots]
    assert len(dots) == len(record.members)
    x, y = next((x, y) for x, y, member in dots if member is worst)
    here.look_at(0)
    place = outcomes.mapFromScene(outcomes.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y)))
    QTest.mouseClick(outcomes.viewport(), Qt.MouseButton.LeftButton, pos=place)
    here.wait(lambda: here.window.state == "finished")
    assert here.window.train_loss == worst.train_loss
    here.panel.show_page("losses")
    assert fan.bold is worst


def test_that_the_sweep_before_stays_for_comparison(sweep):
    here = sweep()
    first = here.run()
    here.window.document.edit("wider", edits.with_units(here.window.project, 0, 10))
    second = here.run()
    panel = here.panel
    assert panel.before is first
    assert "before" in panel.told.text()
    panel.show_page("outcomes")
    assert len(panel.outcomes.dots) == len(first.members) + len(second.members)
    panel.compare.click()
    assert panel.before is None
    assert len(panel.outcomes.dots) == len(second.members)


def test_that_one_field_is_drawn_over_its_values_and_what_diverged_is_marked(sweep):
    here = sweep("linear-regression", epochs=20)
    form = here.panel.form
    form.seeds.setValue(3)
    form.vary("training.optimizer.lr", "0.001..1000:log:7")
    assert here.find("sweep_start_button").text() == "Run 21 times"
    record = here.run()
    here.panel.show_page("outcomes")
    dots = here.panel.outcomes.dots
    lost = [each for each in record.members if each.has_diverged]
    assert lost
    assert len(dots) == len(record.members)
    assert {x for x, _y, _each in dots} == {-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0}
    known = {id(each): each.final_loss for each in record.members}
    assert all(known[id(each)] == y for _x, y, each in dots if not each.has_diverged)
    assert "diverged" in here.panel.told.text()
    here.wait(lambda: not here.panel.ramp.is_busy)
    rates, losses = here.panel.outcomes.drawn_ramp
    assert (rates[0], losses.tolist()) == (-3, here.panel.ramp.ramp.losses.tolist())


def test_that_folds_are_drawn_beside_scikit_learns_model_on_each(sweep):
    here = sweep("nonlinear-regression", epochs=5)
    form, panel = here.panel.form, here.panel
    form.seeds.setValue(2)
    form.folds.setValue(3)
    assert here.find("sweep_start_button").text() == "Run 6 times"
    record = here.run()
    panel.show_page("outcomes")
    # R² is what both have
    assert panel.compared_by.currentData() == "r2"
    assert [x for x, _y, _each in panel.outcomes.dots] == [1, 1, 2, 2, 3, 3]
    for x, y, each in panel.outcomes.dots:
        assert (each.member.fold, each.figures.metrics["test"]["r2"]) == (x, y)
        model = fit_reference(load_dataset(each.member.project.data))
        assert panel.outcomes.baseline[x] == model.test.r2
    assert "over 3 folds; LinearRegression has" in panel.told.text()
    assert "3 folds are few" in panel.told.text()
    assert panel.outcomes.table()["fold"] == [1, 1, 2, 2, 3, 3]
    here.window.document.edit("wider", edits.with_units(here.window.project, 0, 20))
    here.run()
    assert "On the same folds as before, R² differs by" in panel.told.text()
    panel.open_member(record.members[3])
    here.wait(lambda: here.window.state == "finished")
    assert here.window.test_loss == record.members[3].test_loss
    assert here.find("test_fold").text() == "2 of 3"


def test_that_bootstrap_samples_are_runs_and_many_seeds_leaves_them_out(sweep):
    here = sweep(epochs=2)
    form = here.panel.form
    form.seeds.setValue(2)
    form.bootstraps.setValue(3)
    record = here.run()
    assert [(each.member.bootstrap, each.member.seed) for each in record.members[:4]] == [
        (0, 10),
        (0, 11),
        (1, 10),
        (1, 11),
    ]
    here.panel.show_page("members")
    assert here.panel.table.members.headerData(0, Qt.Orientation.Horizontal) == "bootstrap sample"
    here.press("many_seeds_button")
    # many, however few were wished for before
    assert here.window.session.sweeps.current.sweep == Sweep(seeds=16)


def test_that_two_fields_are_a_table_of_medians_and_a_cell_opens_the_run_next_to_it(sweep):
    here = sweep(epochs=3)
    form = here.panel.form
    form.seeds.setValue(3)
    form.vary("training.optimizer.lr", "0.01,0.1")
    form.vary("network.layers[0].units", "2,4,8", place=1)
    record = here.run()
    here.panel.show_page("outcomes")
    view = here.panel.value_map
    assert view.isVisible()
    assert (view.map.columnCount(), view.map.rowCount()) == (2, 3)
    for row, units in enumerate((2, 4, 8)):
        for column, rate in enumerate((0.01, 0.1)):
            values = {"training.optimizer.lr": rate, "network.layers[0].units": units}
            losses = [each.final_loss for each in record.members if each.member.values == values]
            assert view.map.median(row, column) == np.median(losses)
    view.activated.emit(view.map.index(2, 0))
    here.wait(lambda: here.window.state == "finished")
    project = here.window.project
    assert (project.training.optimizer.lr, project.network.layers[0].units) == (0.01, 8)


def test_that_networks_are_asked_where_they_ended_and_the_mean_is_theirs(sweep):
    here = sweep("nonlinear-regression", epochs=5)
    here.panel.form.seeds.setValue(4)
    record = here.run()
    here.panel.show_page("networks")
    here.wait(lambda: here.panel.networks.surfaces is not None)
    found = here.panel.networks.surfaces
    for each, values in zip(record.members, found.values, strict=True):
        probe = each.run.probe.fork()
        probe.load(each.run.ending.result)
        inputs = each.run.dataset.to_inputs(found.region.points).astype(np.float32)
        np.testing.assert_array_equal(values, each.run.dataset.to_values(probe.predict(inputs)))
    np.testing.assert_array_equal(here.panel.networks.fits.curve()[1], found.mean[:, 0])


def test_that_each_class_map_is_a_picture_that_leads_to_its_run(sweep):
    here = sweep()
    here.panel.form.seeds.setValue(3)
    record = here.run()
    here.panel.show_page("networks")
    here.wait(lambda: here.panel.networks.surfaces is not None)
    maps = here.panel.networks.maps
    assert [maps.item(i).text() for i in range(maps.count())] == ["mean of all", "seed 10", "seed 11", "seed 12"]
    maps.itemActivated.emit(maps.item(2))
    here.wait(lambda: here.window.state == "finished")
    assert here.window.project.training.seed == record.members[1].member.seed


def test_that_the_table_has_every_number_in_full(sweep):
    here = sweep(epochs=3)
    record = here.run()
    here.panel.show_page("members")
    text = io.StringIO()
    csv.writer(text).writerows(here.panel.table.members.rows())
    rows = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert [float(row["loss (train)"]) for row in rows] == [each.final_loss for each in record.members]
    assert [int(row["seed"]) for row in rows] == [each.member.seed for each in record.members]


def test_that_what_is_typed_wrongly_is_said_and_nothing_is_lost(sweep):
    here = sweep(epochs=2)
    record = here.run()
    form = here.panel.form
    form.vary("training.batch_size", "0,10")
    here.press("sweep_start_button")
    assert "batch_size" in form.told.text()
    assert here.window.session.sweeps.current is record
    form.vary("training.batch_size", "1..x:lin:3")
    here.press("sweep_start_button")
    assert "a range is written" in form.told.text()


def test_that_it_is_told_how_long_it_would_take(sweep):
    here = sweep(epochs=200)
    here.wait(lambda: not here.panel.estimate.is_busy)
    few = here.panel.form.told.text()
    assert few.startswith("about ")
    here.panel.form.vary("training.optimizer.lr", "0.1..x")
    assert "a range is written" in here.panel.form.told.text()
    here.panel.form.vary("training.optimizer.lr", "0.1,0.2")
    assert here.panel.form.told.text() == ""
    here.wait(lambda: not here.panel.estimate.is_busy)
    assert here.panel.form.told.text().startswith("about ")


def test_that_values_that_were_typed_are_there_again_when_the_field_is(sweep):
    here = sweep()
    form = here.panel.form
    form.vary("training.batch_size")
    line = form.values[0]
    line.selectAll()
    QTest.keyClicks(line, "3,7")
    form.vary("training.optimizer.lr")
    assert line.text() == "0.001..10:log:9"
    form.vary("training.batch_size")
    assert line.text() == "3,7"
    assert form.sweep() == Sweep((Variation("training.batch_size", (3, 7)),), 16)


def test_that_it_can_be_paused_and_stopped_and_another_project_forgets_it(sweep):
    here = sweep(epochs=50_000)
    here.press("sweep_start_button")
    sweeps = here.window.session.sweeps
    here.wait(lambda: sweeps.current.share > 0)
    here.press("sweep_pause_button")
    assert "paused" in here.panel.told.text()
    here.press("sweep_pause_button")
    assert not sweeps.is_resting
    here.press("sweep_stop_button")
    assert not sweeps.is_running
    assert here.find("sweep_start_button").isEnabled()
    here.window.document.open(open_source("linear-regression"), "linear-regression")
    assert sweeps.records == ()


@pytest.mark.parametrize(
    ("values", "places", "is_log", "names"),
    [
        ((0.001, 0.1, 10), [-3, -1, 1], True, None),
        ((1, 2, 3, 5), [1, 2, 3, 5], False, None),
        ((0, 0.0001, 0.1), [0, 1, 2], False, ["0", "0.0001", "0.1"]),
        (("adam", "sgd"), [0, 1], False, ["adam", "sgd"]),
        ((True, False), [0, 1], False, ["yes", "no"]),
        ((5,), [0], False, ["5"]),
    ],
)
def test_that_numbers_stand_where_they_are_and_all_else_beside_each_other(values, places, is_log, names):
    found, ticks, log = places_of(values)
    assert found == pytest.approx(places)
    assert log is is_log
    assert (None if ticks is None else [name for _place, name in ticks[0]]) == names


def test_that_the_form_works_by_keyboard(sweep):
    here = sweep(epochs=2)
    form = here.panel.form
    form.vary("training.batch_size", "10,20")
    form.values[0].setFocus()
    QTest.keyClick(form.values[0], Qt.Key.Key_Return)
    record = here.window.session.sweeps.current
    here.wait(lambda: record.is_over)
    assert len(record.members) == 32


def test_that_dropout_left_on_is_that_of_the_formula_and_its_mean_comes_near_the_network(sweep):
    here = sweep("nonlinear-regression", epochs=5)
    layers = here.window.project.network.layers
    here.window.document.edit(
        "drop", edits.with_layers(here.window.project, (*layers[:2], DropoutLayer(p=0.5), layers[2]))
    )
    here.wait_for_run()
    here.panel.form.seeds.setValue(2)
    record = here.run()
    here.panel.show_page("networks")
    here.wait(lambda: here.panel.networks.surfaces is not None)
    here.panel.dropping.click()
    here.wait(lambda: len(here.panel.networks.surfaces.values) == 32)
    found = here.panel.networks.surfaces
    run = record.members[0].run
    arrays = run.layout.arrays(run.ending.result.vector)
    x = run.dataset.to_inputs(found.region.points)
    hidden = 1 / (1 + np.exp(-(x @ arrays["0.weight"].T + arrays["0.bias"])))
    possible = [
        hidden * (2 * np.array(mask)) @ arrays["3.weight"].T + arrays["3.bias"]
        for mask in itertools.product((0, 1), repeat=hidden.shape[1])
    ]
    for drawn in found.values:
        assert min(np.abs(drawn - run.dataset.to_values(one)).max() for one in possible) < 1e-4
    assert len({drawn.tobytes() for drawn in found.values}) > 3


def test_that_dropout_switched_on_and_off_in_haste_shows_what_is_asked_last_out_of_a_file_too(sweep):
    here = sweep(epochs=2)
    layers = here.window.project.network.layers
    dropped = edits.with_layers(here.window.project, (*layers[:2], DropoutLayer(p=0.5), layers[2]))
    here.window.document.edit("drop", dropped)
    here.wait_for_run()
    here.panel.form.seeds.setValue(2)
    record = here.run()
    [kept] = archived_sweeps(capture_sweeps([record]), 2**30, lambda project: project)
    here.window.session.sweeps.adopt(restore_sweeps([kept]))
    networks = here.panel.networks
    here.panel.show_page("networks")
    for _unused in range(3):
        here.panel.dropping.click()
    here.wait(lambda: networks.surfaces is not None and len(networks.surfaces.values) == 32)
    assert [networks.maps.item(i).text() for i in (0, 1, 32)] == ["mean of all", "draw 1", "draw 32"]
    here.panel.dropping.click()
    here.wait(lambda: len(networks.surfaces.values) == 2)
    assert [networks.maps.item(i).text() for i in range(networks.maps.count())] == ["mean of all", "seed 10", "seed 11"]


def test_that_a_panel_that_cannot_be_seen_draws_nothing_and_catches_up_when_it_can(sweep):
    here = sweep(epochs=2)
    here.window.drawers["sweep"].hide()
    record = here.window.session.sweeps.start(here.window.project, Sweep(seeds=4))
    here.wait(lambda: record.is_over)
    assert here.panel.fan.band is None
    here.window.drawers.show("sweep")
    here.wait(lambda: here.panel.fan.band is not None)
    assert here.panel.fan.table()["seed 13, train"] == record.members[3].train_loss
