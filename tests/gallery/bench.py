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
    for name, title in (
        ("gradient", "A gradient"),
        ("error", "A dtype error"),
        ("both", "Broadcasting both"),
        ("memory", "One memory, two names"),
        ("random", "Random numbers"),
        ("descent", "A step of gradient descent"),
        ("loader", "A batch from a loader"),
    ):
        panel.show_example(_LINES[title])
        stage.settle()
        stage.shoot(f"bench-{name}", window, SMALL)
    for name, line in (
        ("line", "a = torch.rand(1, 3); b = torch.rand(3, 1); print(a)"),
        ("change", "n = np.ones(3); t = torch.from_numpy(n); t[0] = 9"),
        ("model", "nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 1))"),
    ):
        panel.compute(line)
        stage.settle()
        stage.shoot(f"bench-{name}", window, SMALL)


BENCH_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene for scene in (bench_empty, bench_examples)
}
