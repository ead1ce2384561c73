"""Of a large table plots draw a fair sample and say so; what is measured is measured on all of it."""

import numpy as np
import pytest

from nnstudio.data.drawn_rows import MOST_DRAWN, drawn_rows
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.drawn import WaveSource
from nnstudio.project.sources.scikit_made import CirclesSource

BINARY = edits.with_training(open_source("binary-classification"), batch_size=5000, epochs=100_000)
FIT = edits.with_training(open_source("nonlinear-regression"), batch_size=5000, epochs=100_000)


@pytest.mark.parametrize(("project", "source"), [(BINARY, CirclesSource), (FIT, WaveSource)])
def test_that_a_large_table_is_drawn_in_part_and_measured_whole(studio, project, source):
    project = edits.with_data(project.with_source(source(samples=20_000)), test_fraction=0.25)
    here = studio(project)
    plot = here.window.result_panel.visible_plot
    rows, places = plot.sample_positions()
    train, test = drawn_rows(15_000, 5_000)
    assert np.array_equal(rows, np.concatenate((train, 15_000 + test)))
    assert len(places) == MOST_DRAWN
    assert "5,000 of 20,000 drawn" in plot._key.entries
    source, found = here.window.frame_source, []
    source.metrics_found.connect(found.append)
    here.press("train_button")
    here.wait(lambda: len(found) > 0)
    frame = found[0].frame
    assert frame.is_partial
    here.press("train_button")
    here.wait_for_state("paused")
    run = here.window.session.run
    run.probe.load(frame.snapshot)
    outputs = run.probe.predict(run.dataset.X_train)
    known = np.flatnonzero(frame.is_asked[:15_000])
    assert np.array_equal(known, train)
    has_classes = bool(run.dataset.class_names)
    if has_classes:
        right = np.mean((outputs[:, 0] > 0) == run.dataset.y_train)
        assert found[0].metrics["train"]["accuracy"] == right
    assert not here.window.frame_source.frame.is_partial
    assert has_classes or "r2" in found[0].metrics["test"]
