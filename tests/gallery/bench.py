"""The tensor bench: empty, a broadcast, a gradient, an error."""

from collections.abc import Callable

from nnstudio.ui.panels.tensor_bench.bench_panel import BenchPanel
from nnstudio.ui.panels.tensor_bench.examples import EXAMPLES
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]
_LINES = dict(EXAMPLES)


def _bench(stage: Stage) -> tuple[MainWindow, BenchPanel]:
    window = stage.open()
    window.drawers.show("tensors")
    stage.wait(lambda: isinstance(window.drawers["tensors"].panel, BenchPanel))
    panel = window.drawers["tensors"].panel
    assert isinstance(panel, BenchPanel)
    return window, panel


def bench_empty(stage: Stage) -> None:
    window, _ = _bench(stage)
    stage.shoot("bench-empty", window, SMALL)


def bench_examples(stage: Stage) -> None:
    window, panel = _bench(stage)
    panel.show_example(_LINES["Broadcasting a bias"])
    stage.settle()
    stage.shoot("bench-broadcasting", window)
    for name, title in (("gradient", "A gradient"), ("error", "A dtype error"), ("both", "Broadcasting both")):
        panel.show_example(_LINES[title])
        stage.settle()
        stage.shoot(f"bench-{name}", window, SMALL)


BENCH_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene for scene in (bench_empty, bench_examples)
}
