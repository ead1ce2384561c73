"""The hands: every gesture there is, each done as a learner or a script might."""

from pathlib import Path
from random import Random
from unittest import mock

from PySide6.QtCore import QEventLoop, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QContextMenuEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QSlider,
    QTableView,
    QToolButton,
)

from nnstudio.project import edits
from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.storage import write_project
from nnstudio.resources import resources_dir
from nnstudio.session.training_session import State
from nnstudio.ui.style.theme import theme

EXAMPLES = tuple(lesson.id for lesson in list_examples())
LESSONS = tuple(sorted((resources_dir() / "lessons" / "guided").glob("*.json")))
TEXTS = ("1", "2", "3", "7", "9", "0", "12", "0.5", "1e-3", "-1", "77", "300", "", "x", ".", "5000000")
PANELS = ("data", "tensors", "anatomy", "probe", "walk", "metrics", "layer_space", "distributions")
MORE_PANELS = (*PANELS, "activation_gallery", "landscape", "runs", "code", "sweep")
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SHORTCUTS = (
    (Qt.Key.Key_Return, _CTRL),
    (Qt.Key.Key_Period, _CTRL),
    (Qt.Key.Key_R, _CTRL),
    (Qt.Key.Key_G, _CTRL),
    (Qt.Key.Key_G, _CTRL | _SHIFT),
    (Qt.Key.Key_M, _CTRL | _SHIFT),
    (Qt.Key.Key_Z, _CTRL),
    (Qt.Key.Key_Z, _CTRL),
    (Qt.Key.Key_Y, _CTRL),
    (Qt.Key.Key_Z, _CTRL | _SHIFT),
    (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
)
_DIAGRAM_KEYS = tuple(getattr(Qt.Key, f"Key_{key}") for key in ("Right", "Down", "Space", "F2", "Plus", "Minus"))
_NOT_NOW = ("Quit", "screen", "Larger", "Smaller", "Usual", "Dark", "Light", "Like", "Export...")
"""Menu entries that end the window, take long, or, as pyqtgraph's, mean what the mouse is over."""
_LEFT = Qt.MouseButton.LeftButton


class Learner:
    """One window, and the gestures that are made in it, drawn by a seed."""

    def __init__(self, window, folder: Path, random: Random):
        self.window, self.folder, self.random = window, folder, random
        self.opened = window.project
        self.log: list[object] = []
        """Every project shown since the last gesture began."""
        window.document.project_changed.connect(self._on_project_changed)
        window.document.opened.connect(self._on_opened)
        self.typed: str = ""
        self.replaced = False
        self.gestures = [getattr(self, name) for name in dir(self) if name.startswith("g_")]
        self.files = self._write_files()

    def _write_files(self):
        paths = []
        for name in ("linear-regression", "multiclass-classification", "binary-classification"):
            path = self.folder / f"{name}.json"
            write_project(open_source(name), path)
            paths.append(path)
        table = self.folder / "table.csv"
        table.write_text("a,b,y\n" + "\n".join(f"{i},{i * i % 7},{i % 3}" for i in range(40)))
        return [*paths, table]

    def _on_project_changed(self, project):
        self.log.append(project)

    def _on_opened(self):
        self.opened, self.replaced = self.window.project, True

    def look_on(self, ms=3):
        """Lets the window do what is due."""
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, ms)

    def visible(self, kind):
        return [each for each in self.window.findChildren(kind) if each.isVisible() and each.isEnabled()]

    def any(self, each):
        each = list(each)
        return self.random.choice(each) if each else None

    def place_in(self, widget):
        width, height = max(1, widget.width()), max(1, widget.height())
        return QPoint(self.random.randrange(width), self.random.randrange(height))

    def press(self, button):
        """By the mouse, or as a script does, which leaves the keyboard where it is."""
        menu = button.menu() if isinstance(button, QToolButton | QPushButton) else None
        if menu is not None:
            # by a press it would wait for an answer
            menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        elif self.random.random() < 0.5:
            # there is no event, as a press always has
            self.window.document.settle()
            button.click()
        else:
            QTest.mouseClick(button, _LEFT)

    # a gesture

    def draw(self):
        """The next one to make."""
        self.log, self.replaced = [], False
        return self.random.choice(self.gestures)

    def type_somewhere(self):
        """Into any field that can be seen, without Enter."""
        fields = self.visible(QAbstractSpinBox)
        fields += [f for f in self.visible(QLineEdit) if f.objectName() != "qt_spinbox_lineedit"]
        field = self.any(fields)
        if field is None:
            return "nowhere"
        text = self.any(TEXTS)
        if self.random.random() < 0.8:
            field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text) if text else QTest.keyClick(field, Qt.Key.Key_Delete)
        return f"{text!r} into {field.objectName() or field.accessibleName()}"

    def g_type(self):
        return self.type_somewhere()

    g_type_again = g_type_too = g_type_more = g_type_often = g_type

    def g_open_example(self):
        source = self.any(EXAMPLES)
        self.window.files.open_source(source)
        return source

    def g_drop(self):
        path = self.any(self.files)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        none = Qt.KeyboardModifier.NoModifier
        self.window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, _LEFT, none))
        self.look_on()
        return path.name

    def g_dialog(self):
        """Ends what asks something."""
        dialogs = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self.window]
        for dialog in dialogs:
            if dialog.isModal() and hasattr(dialog, "reject"):
                (dialog.accept if self.random.random() < 0.7 else dialog.reject)()
            elif self.random.random() < 0.5:
                dialog.close()

    def g_lesson(self):
        path = self.any(LESSONS)
        self.window.lessons.open(path)
        return path.name

    def g_lesson_step(self):
        if not self.window.lessons.is_open:
            return "none"
        guide = self.window.lessons.guide
        steps = len(guide.lesson.steps)
        guide.column.step_chosen.emit(self.random.randrange(steps))
        return str(guide.progress.step)

    def g_lesson_left(self):
        if self.random.random() < 0.3:
            self.window.lessons.close()

    def g_shortcut(self):
        key, modifier = self.any(SHORTCUTS)
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)
        return f"{key.name} {modifier}"

    g_shortcut_too = g_shortcut_again = g_shortcut

    def g_train(self):
        session = self.window.session
        do = self.any((session.train, session.step, session.pause, session.pause, session.reset))
        do()
        return do.__name__

    def g_rate(self):
        """While it trains, rests or waits: at once, after another gesture's work, several in a row."""
        field = self.window.parts.training_panel.learning_rate
        if self.random.random() < 0.5 and self.window.session.state is not State.TRAINING:
            self.window.session.set_pace(self.any((0.0, 0.002, 0.02)))
            self.window.session.train()
        for _ in range(self.random.randrange(1, 4)):
            self.look_on(self.any((0, 1, 5, 30)))
            if self.random.random() < 0.6:
                field.setValue(self.any((0.001, 0.01, 0.02, 0.05, 0.1, 0.3, 2.0)))
            else:
                (field.stepUp if self.random.random() < 0.5 else field.stepDown)()
        changes = self.window.project.training.changes
        return f"{field.text()} {[change.epoch for change in changes][-3:]}"

    g_rate_too = g_rate

    def g_endless(self):
        self.window.parts.transport.endless_action.trigger()

    def g_play(self):
        """Trains, does something quick, and looks whether the run still is its project's."""
        session = self.window.session
        session.train()
        self.look_on(self.any((1, 10, 40)))
        if self.random.random() < 0.5:
            self.window.document.undo_stack.undo()
        self.look_on(self.any((1, 10)))
        session.pause()

    def g_device(self):
        self.window.session.set_pace(self.any((0.0, 0.0, 0.01)))

    def g_button(self):
        """Any button with a name, or any at all."""
        button = self.any(self.visible(QAbstractButton))
        if button is None or button.window() is not self.window or "full_screen" in button.objectName():
            return "none"
        name = button.objectName() or button.accessibleName() or button.text() or button.toolTip()
        self.press(button)
        return name

    g_button_too = g_button_again = g_button

    def g_known_button(self):
        name = self.any(
            "fewer_layers_button more_layers_button regenerate_button regenerate_kept_button step_button reset_button "
            "train_button remove_layer_button next_sample_button wrong_sample_button previous_sample_button "
            "insert_block_button branch_button more_training_button reopen_run_button rename_run_button "
            "many_seeds_button sweep_start_button sweep_pause_button sweep_stop_button".split()
        )
        button = self.any(b for b in self.visible(QAbstractButton) if b.objectName() == name)
        if button is not None:
            self.press(button)
        return name

    g_known_button_too = g_known_button

    def g_choice(self):
        choice = self.any(self.visible(QComboBox))
        if choice is not None and choice.count() and choice.objectName() != "device_selector":
            index = self.random.randrange(choice.count())
            if choice.model().index(index, 0).flags() & Qt.ItemFlag.ItemIsEnabled:
                choice.setCurrentIndex(index)
                choice.activated.emit(index)
            return f"{choice.objectName()} {index}"
        return "none"

    g_choice_too = g_choice

    def g_source(self):
        picker = self.window.findChild(QAbstractItemView, "dataset_picker")
        index = picker.model().index(self.random.randrange(picker.model().rowCount()), 0)
        QTest.mouseClick(picker.viewport(), _LEFT, pos=picker.visualRect(index).center())
        return index.data()

    def g_slider(self):
        slider = self.any(self.visible(QSlider))
        if slider is None:
            return "none"
        if self.random.random() < 0.5:
            slider.setSliderDown(True)
            for _ in range(3):
                slider.setValue(self.random.randint(slider.minimum(), slider.maximum()))
            if self.random.random() < 0.8:
                slider.setSliderDown(False)
        else:
            slider.setSliderDown(False)
            slider.setValue(self.random.randint(slider.minimum(), slider.maximum()))
        return slider.objectName() or slider.accessibleName()

    def g_timeline(self):
        slider = self.window.findChild(QSlider, "timeline")
        slider.setValue(self.random.randint(0, max(0, slider.maximum())))

    def g_stack(self):
        stack = self.window.network_panel.stack
        rows = stack.model().rowCount()
        row = self.random.randrange(rows)
        what = self.random.randrange(7)
        if what == 0:
            stack.layer_removed.emit(row)
        elif what == 1 and rows < 12:
            stack.layer_duplicated.emit(row)
        elif what == 2:
            stack.layer_moved.emit(row, self.random.randrange(rows))
        elif what == 3 and rows < 12:
            self.window.network_panel.layer_added.emit(_new_layer(self.any(LAYER_KINDS)))
        elif what == 4:
            stack.select_row(row)
            QTest.keyClick(stack, self.any((Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Return)))
        elif what == 5:
            menu = stack.layer_menu(row)
            action = self.any(a for a in menu.actions() if a.isEnabled() and not a.isSeparator())
            self.look_on(1)
            action.trigger()
            menu.close()
        else:
            stack.select_row(row)
        return f"{what} in row {row} of {rows}"

    g_stack_too = g_stack

    def g_undo(self):
        document, random = self.window.document, self.random
        do, name = self.any(((document.undo_stack.undo, "undo_action"), (document.undo_stack.redo, "redo_action")))
        if random.random() < 0.5:
            do()
        else:
            self.window.findChild(QAction, name).trigger()
        return name

    g_undo_too = g_undo

    def g_undo_storm(self):
        """A held key."""
        stack, steps = self.window.document.undo_stack, self.random.randrange(2, 12)
        do = self.any((stack.undo, stack.redo))
        for _ in range(steps):
            do()
        return f"{do.__name__} {steps} times"

    def g_action(self):
        """Any entry of any menu but those that end the window or take long."""
        actions = [
            action
            for action in self.window.findChildren(QAction)
            if action.isEnabled() and action.text() and not action.isSeparator()
        ]
        action = self.any(actions)
        if any(word in action.text() for word in _NOT_NOW):
            return "none"
        if action.objectName().startswith("export_animation"):
            return "none"
        action.trigger()
        return f"{action.objectName() or action.text()}"

    def g_panel(self):
        name = self.any(MORE_PANELS)
        drawer = self.window.drawers[name]
        if drawer.isVisible() and self.random.random() < 0.4:
            drawer.hide()
        else:
            self.window.drawers.show(name)
        return name

    def g_hover(self):
        panel = self.window.result_panel
        if not hasattr(panel, "decision"):
            return "no plots"
        plot = panel.visible_plot
        viewport = plot.viewport()
        place = self.place_in(viewport)
        do = self.random.randrange(3)
        if do == 0:
            QTest.mouseMove(viewport, place)
        elif do == 1:
            QTest.mouseClick(viewport, _LEFT, pos=place)
        else:
            (x0, x1), (y0, y1) = plot.getPlotItem().getViewBox().viewRange()
            plot.point_hovered.emit(self.random.uniform(x0, x1), self.random.uniform(y0, y1))
        return f"{do} {type(plot).__name__}"

    g_hover_too = g_hover_again = g_hover

    def g_pick_point(self):
        from nnstudio.ui.panels.data.sample_pointing import sample_point

        run = self.window.session.run
        if run is not None:
            row = self.random.randrange(len(run.dataset.raw))
            self.window.selection.choose_point(sample_point(run.dataset, row))

    def g_diagram(self):
        diagram = self.window.diagram
        if not diagram.isVisible() or not diagram.scene.places:
            return "hidden"
        spots = [QPointF(self.place_in(diagram))]
        for column in range(len(diagram.scene.columns)):
            rect = diagram.scene.rect_of(column, 0)
            if rect is not None:
                spots += [rect.center(), rect.bottomLeft()]
        spot = self.any(spots).toPoint()
        what = self.random.randrange(4)
        if what == 0:
            QTest.mouseMove(diagram, spot)
        elif what == 1:
            QTest.mouseClick(diagram, _LEFT, pos=spot)
        elif what == 2:
            QTest.keyClick(diagram, self.any(_DIAGRAM_KEYS))
        else:
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, diagram.mapToGlobal(spot))
            QApplication.sendEvent(diagram, event)
        return str(what)

    g_diagram_too = g_diagram_again = g_diagram

    def g_menu(self):
        """An entry of a menu that lies open, or closes it."""
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            action = self.any(a for a in popup.actions() if a.isEnabled() and not a.isSeparator())
            if action is not None and "uit" not in action.text():
                action.trigger()
            popup.close()
        elif popup is not None and self.random.random() < 0.5:
            popup.close()

    g_menu_too = g_menu

    def g_select(self):
        """A cell of any table or list."""
        view = self.any(self.visible(QAbstractItemView))
        if view is None or view.objectName() in ("", "dataset_picker", "layer_stack") or view.model() is None:
            return "none"
        model = view.model()
        # of a list Qt keeps the count of columns to itself
        columns = model.columnCount() if isinstance(view, QTableView) else 1
        if not model.rowCount() or not columns:
            return "none"
        index = model.index(self.random.randrange(model.rowCount()), self.random.randrange(columns))
        view.setCurrentIndex(index)
        if view.objectName() == "runs_table" and self.random.random() < 0.4:
            view.edit(view.model().index(index.row(), 0))
        return view.objectName()

    def g_parameter(self):
        """Types over a weight."""
        popup = self.window.diagram.popup
        if popup.isVisible():
            popup.field.selectAll()
            QTest.keyClicks(popup.field, self.any(("0.5", "-1", "x", "1e40")))

    def g_theme(self):
        if self.random.random() < 0.1:
            theme().choose(self.any(("light", "dark")))
        elif self.random.random() < 0.05:
            theme().set_scale(self.any((1.0, 1.25)))

    def g_resize(self):
        if self.random.random() < 0.3:
            self.window.resize(self.random.randint(1100, 1700), self.random.randint(700, 1000))

    def g_save(self):
        path = self.folder / self.any(("work.json", "work.nnstudio"))
        with mock.patch.object(QFileDialog, "getSaveFileName", return_value=(str(path), "")):
            self.any((self.window.files.save, self.window.files.ask_save_as))()
        return path.name

    def g_open_saved(self):
        path = self.folder / self.any(("work.json", "work.nnstudio"))
        if path.exists():
            self.window.files.open_source(str(path))
        return path.name

    def g_small(self):
        """A project that trains quickly."""
        self.window.document.edit("short", lambda project: edits.with_training(project, epochs=5))

    def g_wait(self):
        self.look_on(self.any((1, 5, 20, 60)))

    g_wait_too = g_wait_again = g_wait


def _new_layer(kind):
    return LinearLayer(units=3) if kind == "linear" else LAYER_KINDS[kind]()


def nothing_is_asked(folder: Path, random: Random):
    """Dialogs that would wait for an answer get one at once."""
    buttons = QMessageBox.StandardButton

    def answer(*args):
        return random.choice((buttons.Discard, buttons.Discard, buttons.Cancel))

    out = str(folder / "out")
    return (
        mock.patch.object(QMessageBox, "question", answer),
        mock.patch.object(QInputDialog, "getText", return_value=("somebody", True)),
        mock.patch.object(QFileDialog, "getOpenFileName", return_value=("", "")),
        mock.patch.object(
            QFileDialog, "getSaveFileName", lambda *args: (random.choice((f"{out}.json", f"{out}.csv", "")), "")
        ),
    )
