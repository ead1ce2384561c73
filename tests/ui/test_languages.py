"""The window in the pseudo-languages: every text is translated, and all is mirrored but what has a direction."""

import json
import os
import subprocess
import sys

import pytest

from tests.ui.speaking import unmarked

NOT_YET: tuple[str, ...] = ()
"""Places in the window (of ``nnstudio/ui``) whose texts are not all translated yet."""
FROM_DATA = (
    *(f"panels.sweeps.sweep_form: '{part}" for part in ("data.", "network.", "training.")),
    "panels.data.data_table: 'class",
    *(
        f"plots.{place}: '⟦{word} class"
        for place in ("actual_plot", "decision_plot")
        for word in ("åćťůåł", "þŕéđíćťéđ")
    ),
)
"""What a data set calls its target, and fields by their places in the file: such names are not translated."""
RUN_RIGHT = {
    *(
        "LossPlot",
        "DecisionPlot",
        "FitPlot",
        "ActualPlot",
        "UnitPlot",
        "RocPlot",
        "RunsPlot",
        "SpacePlot",
        "RidgesPlot",
    ),
    *("LandscapePlot", "ActivationPlot", "NetworkDiagram", "EquationView", "QPlainTextEdit", "Timeline"),
}
"""Plots, the network, formulas and code, and the timeline, which goes as the plots' epochs do."""


def seen(language: str) -> dict[str, object]:
    """What a window in the language says, which a process of its own finds out."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.ui.speaking", language],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=110,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_that_every_text_of_the_window_is_translated():
    found = seen("xx-long")
    assert found["marked"] > 1000
    assert [text for text in found["unmarked"] if not text.startswith((*NOT_YET, *FROM_DATA))] == []
    assert not found["mirrored"]
    assert found["faults"] == []


def test_that_the_window_mirrors_and_plots_formulas_and_code_do_not():
    found = seen("xx-rtl")
    assert found["mirrored"]
    assert found["data_is_right_of_result"]
    assert found["faults"] == []
    assert found["axes_left_of_plots"]
    assert set(found["left_to_right"]) >= RUN_RIGHT
    # what only holds them follows the window
    assert not set(found["left_to_right"]) & {"MainWindow", "Transport", "DataPanel", "QMenuBar", "LessonColumn"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("⟦Ťŕåíñ é⟧", ""),
        ("⟦{n} of ⟦é⟧⟧ more", "more"),
        ("Train", "Train"),
        ("<b>Loss</b> 0.5", "Loss"),
        ("ReLU 5 → 5", ""),
        ("0.weight[0, 1] = 0,25", ""),
        ("sin x₁", ""),
        ("⟦ƀý scikit-learn é⟧", ""),
        ("⟦Ťŕåíñ falls ťö 0,5 é⟧", "falls"),
        ("⟦BCEWithLogitsLoss öf all šåɱþłéš é⟧", "all"),
    ],
)
def test_that_what_is_not_translated_would_be_found(text, left):
    assert unmarked(text) == left
