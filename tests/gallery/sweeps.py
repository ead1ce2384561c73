"""Scenes of many runs: a fan over seeds beside an earlier one, one field, two fields, curves and maps."""

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.project import Project
from nnstudio.ui.panels.sweeps.sweep_panel import SweepPanel
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def fan(stage: Stage) -> None:
    """Five units, then ten: how many get stuck."""
    window = stage.open()
    panel = _panel(stage, window)
    stage.shoot("sweep-empty", window, SMALL)
    _run(stage, panel)
    stage.train(window)
    window.document.edit("set up the scene", edits.with_units(window.project, 0, 10))
    stage.wait(lambda: window.session.run is not None)
    stage.train(window)
    _run(stage, panel)
    stage.shoot("sweep-fan-losses", window)
    for page in ("outcomes", "networks", "members"):
        panel.show_page(page)
        stage.wait(lambda: not panel.networks.is_busy)
        stage.shoot(f"sweep-fan-{page}", window, SMALL)


def curves(stage: Stage) -> None:
    """All curves of a regression in one plot, with noise and a test share."""
    project = edits.with_data(open_source("nonlinear-regression"), test_fraction=0.3)
    window = stage.open(project=project)
    panel = _panel(stage, window)
    _run(stage, panel)
    stage.shoot("sweep-curves-losses", window, SMALL)
    panel.show_page("networks")
    stage.wait(lambda: panel.networks.surfaces is not None)
    stage.shoot("sweep-curves-networks", window, SMALL)


def fields(stage: Stage) -> None:
    """The learning rate over four decades, then beside the units."""
    project = edits.with_training(open_source("nonlinear-regression"), epochs=100)
    window = stage.open(project=project)
    panel = _panel(stage, window)
    panel.form.seeds.setValue(5)
    panel.form.vary("training.optimizer.lr")
    _run(stage, panel)
    stage.shoot("sweep-rates-losses", window, SMALL)
    panel.show_page("outcomes")
    panel.logarithmic.setChecked(True)
    stage.shoot("sweep-rates-outcomes", window, SMALL)
    panel.form.seeds.setValue(3)
    panel.form.vary("network.layers[0].units", "1,3,10", place=1)
    _run(stage, panel)
    stage.shoot("sweep-two-fields", window, SMALL)


def folds(stage: Stage) -> None:
    """Five folds with three seeds each, beside scikit-learn's model on the same folds."""
    project = edits.with_training(edits.with_data(open_source("nonlinear-regression"), standardize=True), epochs=200)
    window = stage.open(project=project)
    panel = _panel(stage, window)
    panel.form.seeds.setValue(3)
    panel.form.folds.setValue(5)
    _run(stage, panel)
    panel.show_page("outcomes")
    stage.shoot("sweep-folds", window, SMALL)
    panel.form.vary("network.layers[0].units", "2,5,20")
    _run(stage, panel)
    stage.shoot("sweep-folds-units", window, SMALL)


def under_way(stage: Stage) -> None:
    """Many epochs, and a pause."""
    window = stage.open(project=_long())
    panel = _panel(stage, window)
    panel.start()
    record = panel.context.session.sweeps.current
    assert record is not None
    stage.wait(lambda: record.count_over > 3)
    panel.context.session.sweeps.pause()
    stage.shoot("sweep-paused", window, SMALL)
    panel.context.session.sweeps.stop()


def _long() -> Project:
    return edits.with_training(open_source("binary-classification"), epochs=5000)


def _panel(stage: Stage, window: MainWindow) -> SweepPanel:
    window.drawers.show("sweep")
    stage.wait(lambda: window.drawers["sweep"].panel is not None)
    panel = window.drawers["sweep"].panel
    assert isinstance(panel, SweepPanel)
    return panel


def _run(stage: Stage, panel: SweepPanel) -> None:
    panel.start()
    record = panel.context.session.sweeps.current
    assert record is not None
    stage.wait(lambda: record.is_over)


SWEEP_SCENES = {f"sweep-{scene.__name__}": scene for scene in (fan, curves, fields, folds, under_way)}
