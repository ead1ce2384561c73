"""Brings the studio to where a lesson's step wants it: project, runs, panels, epoch, units, one after the other."""

from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.language import _
from nnstudio.project.guided.conditions import Checked, Condition, PanelOpen, ProjectHas, UnitChosen
from nnstudio.project.guided.controls import FIELDS, PAGES
from nnstudio.project.guided.lesson import Step
from nnstudio.project.guided.walk import State
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.session.training_session import State as Training
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.lessons.destination import Destination
from nnstudio.ui.lessons.own_sweeps import OwnSweeps

_LOOK_MS = 20
_MOST_LOOKS_AT_PAGE = 100


class Restoring(QObject):
    """One way at a time; what is there already is left alone. Undo takes back what it does to the project."""

    arrived = Signal(str)
    """The studio is there; or, if the text is not empty, it can't be brought there, and this is why."""
    epoch_wished = Signal(int)

    def __init__(self, context: PanelContext, drawers: Drawers, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._drawers, self._workspace, self._window = context, drawers, workspace, window
        self._to: Destination | None = None
        self._runs: list[tuple[Project, int, int]] = []
        """Those still to be there: project, epochs, and how many more are no harm. The last is the one to be shown."""
        self._text = ""
        self._asked: tuple[Run, int] | None = None
        """The run that trains for this, and the epoch from which it does."""
        self._pages: dict[str, str] = {}
        self._sweeps = OwnSweeps(context.session.sweeps)
        self._looks = 0
        self.has_trained = self.has_changed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_busy(self) -> bool:
        return self._to is not None

    def begin(self, to: Destination, text: str) -> None:
        """Sets out; `arrived` tells when it is done, at once if nothing is to be done.

        Args:
            text: what undo will say of the project that is left.
        """
        state = to.state
        self._context.document.seal()
        self._to, self._text, self._asked = to, text, None
        self.has_trained = self.has_changed = False
        earlier = [(project, epochs, epochs) for project, epochs in state.earlier] if to.needs_runs else []
        self._runs = [run for run in earlier if not self._is_in_book(*run)]
        self._runs.append((state.project, state.epochs, to.most_epochs))
        self._pages, self._looks = dict(state.pages), 0
        self._sweeps.begin(to.unseen, state.free)
        if not self._go_on():
            self._timer.start()

    def stop(self) -> None:
        """Gives up: the lesson is left, or another step is entered."""
        self._to = None
        self._timer.stop()

    def arrange_panels(self, step: Step, state: State, own: frozenset[str], is_next: bool) -> None:
        """Opens the panels that a step speaks of, and closes those of other steps; of its own a learner keeps.

        Args:
            own: the panels that the lesson opens or waits for.
            is_next: whether the learner comes from the step before: then nothing is opened that they have closed.
        """
        if is_next:
            closed, opened = (step.set_up.close, step.set_up.open) if step.set_up is not None else ((), ())
        else:
            opened = state.panels
            closed = tuple(name for name in own if name not in opened)
        for name in closed:
            self._drawers.close(name)
        for name in opened:
            self._drawers.show(name)

    def undo_looking(self, conditions: Sequence[Condition]) -> None:
        """Takes back what a step asks to be looked at, where it is looked at already: it asks for the thing itself."""
        for condition in conditions:
            match condition:
                case UnitChosen():
                    self._context.selection.choose_unit(None)
                case PanelOpen(page=str()):
                    panel = self._drawers[condition.name].panel
                    others = (page for page in PAGES[condition.name] if page != condition.page)
                    for page in others:
                        if panel is not None and panel.page == condition.page:
                            panel.show_page(page)
                case Checked():
                    button = self._window.findChild(QAbstractButton, condition.control)
                    if button is not None:
                        button.click()

    def bring_up(self, step: Step) -> None:
        """Has the page seen that the step is about, if there is room for it beside the lesson."""
        fields = [FIELDS.get(one.where) for one in step.wait_for if isinstance(one, ProjectHas)]
        for name in (step.point_at, *fields):
            target = self._window.findChild(QWidget, name) if name is not None else None
            if target is not None:
                self._workspace.bring_up(target)
                return

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._go_on()

    def _go_on(self) -> bool:
        """One step on; whether it is at its end."""
        assert self._to is not None
        while self._runs:
            problem = self._approach(*self._runs[0], is_last=len(self._runs) == 1)
            if problem:
                return self._end(problem)
            if problem is None:
                return False
            del self._runs[0]
        state = self._to.state
        wanted = state.sweeps if "sweep" in state.panels else ()
        if not self._sweeps.are_there(wanted, state.free, self._context.session.device):
            return False
        if not self._show():
            return False
        return self._end("")

    def _end(self, problem: str) -> bool:
        self.stop()
        self.arrived.emit(problem)
        return True

    # the run

    def _approach(self, project: Project, epochs: int, most: int, is_last: bool) -> str | None:
        """Empty: the run is there. None: it has to be waited for. A sentence: why it can't be there."""
        document, session = self._context.document, self._context.session
        if document.project != project:
            self.has_changed = self.has_changed or is_last
            document.edit(_("set up “{step}”").format(step=self._text), project, merge_key="lesson")
            if document.project != project:
                # something else is just being shown
                return None
        if session.is_preparing or session.is_loading:
            return None
        run = session.run
        if run is None:
            return session.problem or _("There is no network.")
        if session.state is Training.TRAINING:
            if self._asked is None or self._asked[0] is not run:
                session.pause()
            return None
        is_diverged = self._to is not None and self._to.state.is_diverged and is_last
        if epochs <= run.epoch <= most and bool(run.failure) is is_diverged:
            return ""
        if self._asked is not None and self._asked[0] is run:
            return self._why_not(run, is_diverged)
        self._train(run, most if is_diverged else epochs)
        return None

    def _train(self, run: Run, epochs: int) -> None:
        session = self._context.session
        known = next((one for one in session.book.runs if self._is_same(one, run.project, epochs, epochs)), None)
        self.has_trained = True
        if known is not None and known is not run:
            session.reopen(known)
        elif run.epoch > epochs or run.failure:
            session.reset()
        else:
            self._asked = run, run.epoch
            session.train_to(epochs)

    def _why_not(self, run: Run, is_diverged: bool) -> str:
        """Why a run that was trained for this is not where it should be; empty if it is as far as it goes."""
        if run.failure:
            return "" if is_diverged else run.failure
        if run.stop_sentence:
            return ""
        return _("Training was paused at epoch {epoch:,}; press Train to go on.").format(epoch=run.epoch)

    def _is_in_book(self, project: Project, epochs: int, most: int) -> bool:
        return any(self._is_same(run, project, epochs, most) for run in self._context.session.book.runs)

    def _is_same(self, run: Run, project: Project, epochs: int, most: int) -> bool:
        return run.project.run_key() == project.run_key() and epochs <= run.epoch <= most and not run.failure

    # what is seen of it

    def _show(self) -> bool:
        """Whether all is shown; a page of a panel may have to be waited for."""
        assert self._to is not None
        state, context = self._to.state, self._context
        run = context.session.run
        for control, on in state.checks:
            button = self._window.findChild(QAbstractButton, control)
            if button is not None and button.isChecked() is not on and button.isEnabled():
                button.click()
        frame = context.frame_source.frame_of(run)
        if run is not None and not self._to.keeps_epoch:
            latest = run.result.epoch
            wanted = latest if state.epoch is None else min(state.epoch, latest)
            if frame is None or frame.epoch != wanted:
                self.epoch_wished.emit(wanted)
        if not state.has_unit_off:
            context.selection.switch_all_on()
        elif not context.selection.off and run is not None:
            context.selection.switch((_first_hidden(run.project), 0))
        return self._turn_pages()

    def _turn_pages(self) -> bool:
        """Has the panels show the pages that were asked for, as soon as they have them."""
        self._looks += 1
        for name, page in list(self._pages.items()):
            panel = self._drawers[name].panel
            if panel is not None:
                with suppress(ValueError):
                    panel.show_page(page)
            if panel is None or panel.page != page:
                # one that is not offered is not waited for
                return self._looks > _MOST_LOOKS_AT_PAGE
            del self._pages[name]
        return True


def _first_hidden(project: Project) -> int:
    """The layer with the outputs of the first hidden units: what stands before the second Linear layer."""
    linear = [i for i, layer in enumerate(project.network.layers) if isinstance(layer, LinearLayer)]
    return linear[1] - 1 if len(linear) > 1 else 0
