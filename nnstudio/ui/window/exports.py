"""Exporting from the window: the run at the epoch shown, written in a thread, with progress and cancel."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QProgressDialog, QWidget

from nnstudio.export.names import FORMS, KINDS, USUAL_FORM, Kind
from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.project.sweep import USUAL_SWEEP, Sweep
from nnstudio.session.background_task import PROGRESS_STEPS, ProgressTask, Tell
from nnstudio.session.document import Document
from nnstudio.session.sweeps.sweep_keeping import CapturedSweep, archived, capture_sweeps
from nnstudio.session.training_session import TrainingSession
from nnstudio.ui.shown.frame_source import FrameSource
from nnstudio.ui.widgets.plain_text import PlainLabel, complain, tooltip
from nnstudio.ui.widgets.save_path import ask_save_path

if TYPE_CHECKING:
    from nnstudio.export.outcome import Outcome

SCORE = "score"
_PATIENCE_MS = 500
_CSV = _("CSV (*.csv);;All files (*)")


class Exports(QObject):
    """Asks for a path, writes there, and says what went wrong, or what else there is to say."""

    written = Signal(Path)
    """The Path of a file that is complete now."""

    def __init__(
        self, document: Document, session: TrainingSession, frame_source: FrameSource, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document, self._session, self._frame_source, self._window = document, session, frame_source, window
        self._task: ProgressTask | None = None
        self._error, self._told, self._path = "", "", Path()
        self._dialog: QProgressDialog | None = None

    @property
    def is_working(self) -> bool:
        return self._task is not None

    def reason(self, kind: str) -> str:
        """Why this kind, or scoring, can't be had now; empty if it can."""
        problems = self._document.project.problems()
        if problems:
            return _("This network can't be trained yet: {message}").format(message=problems[0].message)
        if self._task is not None:
            return _("Something is still being written")
        run = self._session.run
        if kind != SCORE and not KINDS[kind].needs_training:
            return ""
        if run is None:
            return _("The network is still being prepared")
        if kind == "animation" and not self._epoch():
            return _("There is nothing to animate before the first epoch; train first")
        if kind == "sound" and not self._epoch():
            return _("There is nothing to be heard before the first epoch; train first")
        return ""

    def ask_export(self, kind: str, form: str | None = None) -> None:
        """Asks where to, and writes the project, or the run at the epoch shown; `form` is how a script is written."""
        self._document.commit_pending()
        known = KINDS[kind]
        endings = " ".join(f"*{suffix}" for suffix in known.suffixes)
        suggested = self._folder() / f"{self._name()}{known.suffixes[0]}"
        title, filters = _("Export: {form_title}").format(form_title=known.title), f"{known.title} ({endings})"
        path = ask_save_path(self._window, title, suggested, known.suffixes, filters, others=True)
        if path is None or self.reason(kind):
            return
        task = _export_of_run(self._outcome(), kind, path, self._captured_sweep(kind)) if known.needs_training else None
        self._begin(
            task or _export_of_project(self._document.project, kind, path, form, self._sweep()),
            _("Writing {path_name} …").format(path_name=path.name),
            path,
        )

    @Slot()
    def ask_score(self) -> None:
        """Asks for a CSV and where to write it with the predictions of the network at the epoch shown."""
        self._document.commit_pending()
        source, _unused = QFileDialog.getOpenFileName(self._window, _("Score a CSV"), str(self._folder()), _CSV)
        if not source:
            return
        suggested = Path(source).with_name(f"{Path(source).stem}-predicted.csv")
        target = ask_save_path(self._window, _("Write the predictions to"), suggested, (".csv",), _CSV, others=True)
        if target is not None and not self.reason(SCORE):
            self._begin(
                _scoring(self._outcome(), Path(source), target),
                _("Predicting {Path_name} …").format(Path_name=Path(source).name),
                target,
            )

    def close(self) -> None:
        """Ends what is being written; returns when it has ended."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait()

    def _sweep(self) -> Sweep:
        """What a script of many runs trains: as the last sweep in the window, or as is usual."""
        record = self._session.sweeps.current
        return USUAL_SWEEP if record is None else record.sweep

    def _epoch(self) -> int:
        run = self._session.run
        frame = self._frame_source.frame_of(run)
        return 0 if run is None else min(run.epoch, frame.epoch if frame is not None else run.epoch)

    def _outcome(self) -> "Outcome":
        from nnstudio.export.outcome import outcome_at

        run = self._session.run
        assert run is not None
        return outcome_at(
            run.project,
            run.dataset,
            run.history,
            run.probe,
            epoch=self._epoch(),
            name=self._name(),
            device=run.trainer.device.type,
            threads=run.trainer.threads,
        )

    def _captured_sweep(self, kind: str) -> CapturedSweep | None:
        """The last one, as it stands, for the kind that tells of it."""
        current = self._session.sweeps.current
        return capture_sweeps([current])[0] if current is not None and kind == "report" else None

    def _begin(self, write: Callable[[Tell], str], text: str, path: Path) -> None:
        """`write` returns what there is to say of what it has written."""
        task = ProgressTask(write, _("This could not be done"), notifies=False)
        dialog = QProgressDialog("", _("Cancel"), 0, PROGRESS_STEPS, self._window)
        dialog.setLabel(PlainLabel(text))
        dialog.setObjectName("export_progress")
        dialog.setWindowTitle(_("Export"))
        dialog.setAutoClose(False)
        dialog.setAutoReset(False)
        dialog.setMinimumDuration(_PATIENCE_MS)
        dialog.setValue(0)
        dialog.canceled.connect(self._on_dialog_canceled)
        task.progressed.connect(dialog.setValue)
        task.done.connect(self._on_task_done)
        task.failed.connect(self._on_task_failed)
        task.finished.connect(self._on_task_finished)
        self._task, self._dialog, self._error, self._told, self._path = task, dialog, "", "", path
        task.go()

    @Slot()
    def _on_dialog_canceled(self) -> None:
        if self._task is not None:
            self._task.cancel()

    @Slot(object)
    def _on_task_done(self, told: object) -> None:
        self._told = str(told)
        self.written.emit(self._path)

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        self._error = sentence

    @Slot()
    def _on_task_finished(self) -> None:
        dialog = self._dialog
        self._task = self._dialog = None
        if dialog is not None:
            dialog.canceled.disconnect(self._on_dialog_canceled)
            dialog.close()
            dialog.deleteLater()
        if self._error:
            complain(self._window, _("This can't be exported"), self._error)
        elif self._told:
            complain(self._window, _("Some rows were left empty"), f"{self._told}.")

    def _name(self) -> str:
        path = self._document.path
        return (path.stem if path is not None else self._document.name) or "network"

    def _folder(self) -> Path:
        path = self._document.path
        return path.parent if path is not None else Path.home()


class ExportMenu(QMenu):
    """Every kind, greyed with the reason while it can't be had."""

    def __init__(self, exports: Exports, parent: QWidget) -> None:
        super().__init__(_("&Export"), parent)
        self.setObjectName("export_menu")
        self.setToolTipsVisible(True)
        self._exports = exports
        self._kinds: list[tuple[QAction, str, str]] = []
        """Each action with its kind and its tooltip."""
        for kind, known in KINDS.items():
            if kind == "script":
                self._add_forms(known)
            else:
                self._add(self, f"export_{kind}_action", f"{known.title} …", known.summary, kind)
        self.addSeparator()
        about = _("Read a CSV with the data's columns, and write it with the network's predictions")
        self._add(self, "score_action", _("Score a CSV …"), about, SCORE)
        self.aboutToShow.connect(self.refresh)
        self.triggered.connect(self._on_triggered)

    def _add(self, menu: QMenu, name: str, title: str, about: str, kind: str, form: str | None = None) -> None:
        action = menu.addAction(title)
        action.setObjectName(name)
        action.setData((kind, form))
        self._kinds.append((action, kind, f"{about[:1].upper()}{about[1:]}"))

    def _add_forms(self, script: Kind) -> None:
        """The script, by the way in which it writes the network."""
        menu = self.addMenu(script.title)
        menu.setObjectName("export_forms_menu")
        menu.setToolTipsVisible(True)
        for form, known in FORMS.items():
            name = "export_script_action" if form == USUAL_FORM else f"export_script_{form}_action"
            about = f"{script.summary}. {known.summary}"
            self._add(menu, name, f"{known.title} …", about, "script", form)

    @Slot()
    def refresh(self) -> None:
        """Shows what can be had now."""
        for action, kind, about in self._kinds:
            reason = self._exports.reason(kind)
            action.setEnabled(not reason)
            action.setToolTip(tooltip(reason or about))

    @Slot(object)
    def _on_triggered(self, action: object) -> None:
        wish = action.data()  # type: ignore[attr-defined]
        if wish is None:
            # the action of a menu within this one
            return
        kind, form = wish
        if kind == SCORE:
            self._exports.ask_score()
        else:
            self._exports.ask_export(kind, form)


def _export_of_run(outcome: "Outcome", kind: str, path: Path, sweep: CapturedSweep | None) -> Callable[[Tell], str]:
    def write(tell: Tell) -> str:
        from nnstudio.export.kinds import check_name, export_run

        check_name(kind, path)
        export_run(replace(outcome, sweep=archived(sweep)) if sweep is not None else outcome, kind, path, tell)
        return ""

    return write


def _export_of_project(
    project: Project, kind: str, path: Path, form: str | None, sweep: Sweep
) -> Callable[[Tell], str]:
    def write(tell: Tell) -> str:
        from nnstudio.export.kinds import check_name, export

        check_name(kind, path)
        export(project, kind, path, form, sweep)
        return ""

    return write


def _scoring(outcome: "Outcome", source: Path, target: Path) -> Callable[[Tell], str]:
    def write(tell: Tell) -> str:
        from nnstudio.export.kinds import check_name
        from nnstudio.export.scoring import score

        check_name("predictions", target)
        return score(outcome, source, target, tell).told()

    return write
