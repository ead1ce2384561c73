"""How long each gesture keeps the window's thread from its events: ``python -m tests.bench.gestures [WORD …]``.

Each line tells the longest stretch without an event served, as the thread's own work (the clock's time in brackets),
and as a multiple of a fixed task timed in the same run. With words, only gestures whose names hold one of them.
"""

import cProfile
import os
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QSlider

from nnstudio.project import edits
from nnstudio.project.examples import list_examples
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.ui.app import open_window
from nnstudio.ui.style.scaling import STEPS
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.exportable import Exportable
from nnstudio.ui.window.main_window import MainWindow
from nnstudio.ui.window.panel_list import PANELS
from tests.bench.frames import run_until
from tests.bench.stalls import Stall, watch, yardstick
from tests.conftest import isolate_settings

LIMIT_S = 0.2
MANY_PANELS = ("data", "anatomy", "probe", "metrics", "distributions", "layer_space", "activation_gallery", "code")


@dataclass(frozen=True)
class Gesture:
    """What is done, and when it is over."""

    name: str
    act: Callable[[], object]
    until: Callable[[], bool] = lambda: True


def _is_at_rest(window: MainWindow) -> bool:
    session = window.session
    return (
        not session.is_loading
        and not session.is_preparing
        and window.state != "training"
        and not window.diagnosing
        and not window.exports.is_working
    )


def gestures(window: MainWindow, folder: Path) -> Iterator[Gesture]:
    """All that a learner does, in one long session."""

    def rest() -> bool:
        return _is_at_rest(window)

    def gesture(name: str, act: Callable[[], object]) -> Gesture:
        return Gesture(name, act, rest)

    def train() -> None:
        window.document.edit("few epochs", edits.with_training(window.project, epochs=30))
        run_until(lambda: window.session.run is not None and window.session.run.project == window.project)
        window.session.train()

    for lesson in list_examples():
        yield gesture(f"open example {lesson.id}", lambda lesson=lesson: window.files.open_source(lesson.id))
    yield gesture("open binary-classification", lambda: window.files.open_source("binary-classification"))
    yield gesture("train 30 epochs", train)
    for name in PANELS:
        dock = window.drawers[name]
        yield gesture(f"panel {name} opened first", lambda name=name: window.drawers.show(name))
        yield gesture(f"panel {name} closed", dock.hide)
        yield gesture(f"panel {name} opened again", lambda name=name: window.drawers.show(name))
        yield gesture(f"panel {name} closed again", dock.hide)
    yield from _appearance(window, rest, "no panel")
    for name in MANY_PANELS[:3]:
        window.drawers.show(name)
    yield from _appearance(window, rest, "three panels in tabs")
    for name in MANY_PANELS:
        window.drawers.show(name)
        window.drawers[name].setFloating(True)
        window.drawers[name].resize(640, 480)
    yield from _appearance(window, rest, "eight panels torn off")
    yield from _undo(window, rest, "eight panels torn off")
    for name in MANY_PANELS:
        window.drawers[name].setFloating(False)
        window.drawers[name].hide()
    yield from _undo(window, rest, "no panel")
    for kind in SOURCE_KINDS:
        if kind != "csv":
            yield gesture(f"source {kind}", lambda kind=kind: window.data_panel.source_chosen.emit(kind))
    yield gesture("source digits", lambda: window.data_panel.source_chosen.emit("digits"))
    columns = window.project.data.columns()
    yield gesture("a column of digits left out", lambda: window.data_panel.column_toggled.emit(columns[7]))
    yield gesture("undo that", window.document.undo_stack.undo)
    yield gesture("train 30 epochs of digits", train)
    for name in PANELS:
        dock = window.drawers[name]
        yield gesture(f"digits: panel {name} opened", lambda name=name: window.drawers.show(name))
        yield gesture(f"digits: panel {name} closed", dock.hide)
    for name in MANY_PANELS[:3]:
        window.drawers.show(name)
    yield from _appearance(window, rest, "digits, three panels in tabs")
    for name in MANY_PANELS[:3]:
        window.drawers[name].hide()
    yield gesture("open binary-classification", lambda: window.files.open_source("binary-classification"))
    while len(window.project.network.layers) < 20:
        count = len(window.project.network.layers)
        before = window.project
        yield gesture(f"layer {count + 1} added", lambda: window.network_panel.layer_added.emit(LinearLayer(units=8)))
        if window.project == before:
            break
    yield gesture("train 30 epochs of many layers", train)
    yield from _appearance(window, rest, "many layers")
    for name in PANELS:
        dock = window.drawers[name]
        yield gesture(f"many layers: panel {name} opened", lambda name=name: window.drawers.show(name))
        yield gesture(f"many layers: panel {name} closed", dock.hide)
    yield gesture("open binary-classification", lambda: window.files.open_source("binary-classification"))
    yield gesture("train 30 epochs", train)
    for size in ((1000, 700), (1600, 1000), (1280, 800)):
        yield gesture(f"resized to {size[0]} × {size[1]}", lambda size=size: window.resize(*size))
    exportable = window.result_panel.visible_plot.findChild(Exportable)
    assert exportable is not None
    yield gesture("plot on the full screen", exportable.show_full_screen)
    yield gesture("back from the full screen", lambda: _close(window, "full_screen"))
    yield gesture("plot copied", exportable.copy)
    yield gesture("plot saved as PNG", lambda: exportable.save_png(folder / "plot.png"))
    yield gesture("plot saved as SVG", lambda: exportable.save_svg(folder / "plot.svg"))
    for kind, ending in EXPORTS.items():
        yield gesture(f"export {kind}", lambda kind=kind, ending=ending: _export(window, kind, folder / f"e{ending}"))
    table = folder / "long.csv"
    table.write_text("a,b,c\n" + "".join(f"{i % 97},{i % 31}.5,{i % 3}\n" for i in range(150_000)))
    yield Gesture("a table of 150,000 rows shown", lambda: window.importing.open_file(table), lambda: _has_read(window))
    yield gesture("and imported", lambda: _dialogs(window)[-1].accept())
    yield gesture("open binary-classification", lambda: window.files.open_source("binary-classification"))
    yield gesture("train 30 epochs", train)
    slider = window.findChild(QSlider, "timeline")
    assert slider is not None
    for name in MANY_PANELS[:4]:
        window.drawers.show(name)
    yield gesture("timeline dragged", lambda: [slider.setValue(i % 30) for i in range(10)])
    for i in range(0, 30, 6):
        yield gesture(f"timeline at {i}", lambda i=i: slider.setValue(i))
    for path, lesson in list_lessons():
        yield gesture(f"lesson {lesson.id} opened", lambda path=path: window.lessons.open(path))
        for number in range(1, len(lesson.steps)):
            yield gesture(
                f"lesson {lesson.id}, step {number + 1}",
                lambda number=number: window.lessons.guide._on_step_chosen(number),
            )
    yield gesture("lessons listed", window.lessons.show_overview)
    yield gesture("list closed", lambda: window.lessons.overview and window.lessons.overview.close())
    yield gesture("lesson left", window.lessons.close)


EXPORTS = {
    "project": ".json",
    "script": ".py",
    "weights": ".safetensors",
    "onnx": ".onnx",
    "predictions": ".csv",
    "history": ".csv",
    "report": ".html",
    "animation": ".gif",
}


def _appearance(window: MainWindow, rest: Callable[[], bool], where: str) -> Iterator[Gesture]:
    for choice in ("dark", "light"):
        yield Gesture(f"{where}: {choice}", lambda choice=choice: theme().choose(choice), rest)
    for step in (1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, 1, 1):
        scale = STEPS[STEPS.index(theme().scale) + step]
        yield Gesture(f"{where}: text at {scale:.0%}", lambda step=step: theme().step_scale(step), rest)


def _undo(window: MainWindow, rest: Callable[[], bool], where: str) -> Iterator[Gesture]:
    """100 edits of layers and data, taken back as fast as the key repeats, and done again."""
    document = window.document

    def edit_a_lot() -> None:
        rest_of = ("moons", "wine", "digits", "wave", "circles")
        for i in range(100):
            project = document.project
            if i % 10 == 0:
                project = project.with_source(SOURCE_KINDS[rest_of[i // 10 % 5]]())
            elif i % 3 == 0:
                layers = (LinearLayer(units=2 + i % 7), TanhLayer()) * (1 + i % 3)
                project = edits.with_layers(project, (*layers, LinearLayer()))
            else:
                project = edits.with_training(project, epochs=20 + i)
            document.edit(f"edit {i}", project)

    yield Gesture(f"{where}: 100 edits", edit_a_lot, rest)
    yield Gesture(f"{where}: 100 undos at once", lambda: [document.undo_stack.undo() for _ in range(100)], rest)
    yield Gesture(f"{where}: 100 redos at once", lambda: [document.undo_stack.redo() for _ in range(100)], rest)
    for i in range(100, 70, -1):
        yield Gesture(f"{where}: undo {i}", document.undo_stack.undo, rest)


def _dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def _has_read(window: MainWindow) -> bool:
    dialogs = _dialogs(window)
    return bool(dialogs) and getattr(dialogs[-1], "_reading", None) is not None


def _close(window: MainWindow, name: str) -> None:
    for widget in QApplication.topLevelWidgets():
        if widget.objectName() == name and widget.isVisible():
            widget.close()


def _export(window: MainWindow, kind: str, path: Path) -> None:
    real = QFileDialog.getSaveFileName
    QFileDialog.getSaveFileName = lambda *args, **fields: (str(path), "")  # type: ignore[method-assign,assignment]
    try:
        window.exports.ask_export(kind)
    finally:
        QFileDialog.getSaveFileName = real  # type: ignore[method-assign]


def main(words: list[str]) -> int:
    profiled = "--profile" in words
    words = [word for word in words if not word.startswith("--")]
    app = QApplication.instance() or QApplication([])
    assert app is not None
    with tempfile.TemporaryDirectory() as folder:
        isolate_settings(Path(folder))
        unit = min(yardstick() for _ in range(3))
        print(f"one unit is {unit * 1000:.0f} ms of the thread's work")
        opened: list[MainWindow] = []

        def open_one() -> None:
            opened.append(open_window("binary-classification"))
            opened[0].resize(1280, 800)

        stalls: list[tuple[Stall, str]] = []

        def note(name: str, stall: Stall) -> None:
            stalls.append((stall, name))
            flag = "  <<<" if stall.work > LIMIT_S else ""
            print(f"{stall.work:7.3f} ({stall.wall:6.3f})  {stall.work / unit:6.2f}  {name}{flag}", flush=True)

        note("window opened", watch(open_one, lambda: bool(opened) and _is_at_rest(opened[0])))
        window = opened[0]
        run_until(lambda: len(window.data_panel.picker.samples) == 15)
        for each in gestures(window, Path(folder)):
            chosen = not words or any(word in each.name for word in words)
            profile = cProfile.Profile() if profiled and chosen else None
            if profile is not None:
                profile.enable()
            stall = watch(each.act, each.until)
            if chosen:
                note(each.name, stall)
            if profile is not None:
                profile.disable()
                pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        note("window closed", watch(window.close))
        window.deleteLater()
        print("\nThe longest")
        for stall, name in sorted(stalls, key=lambda pair: -pair[0].work)[:30]:
            print(f"{stall.work:7.3f} ({stall.wall:6.3f})  {stall.work / unit:6.2f}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
