"""Going on from an epoch in another way: a weight typed in, another learning rate, another order of the batches."""

from typing import NamedTuple

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project import edits
from nnstudio.project.changes import SetSeed
from nnstudio.project.project import Project
from nnstudio.session.document import Document
from nnstudio.session.run import Run
from nnstudio.session.training_session import State, TrainingSession
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import ScaleField, SeedField, labelled
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.window.notices import Notices, Speaker, Tone

_LEAST_RATE, _GREATEST_RATE = 1e-9, 1000.0


class BranchPopup(QFrame):
    """Asks how to train on from an epoch."""

    confirmed = Signal(object, object)
    """The learning rate and the seed, each None if it stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("branch_popup")
        self._lr_before = 0.0
        self._title = PlainLabel()
        self._title.setObjectName("card_title")
        self._text = PlainLabel()
        self._text.setObjectName("caption")
        self._text.setWordWrap(True)
        self.rate = ScaleField(_LEAST_RATE, _GREATEST_RATE)
        self.rate.setObjectName("branch_learning_rate")
        # nothing is changed before Branch is pressed, which each digit makes possible or not
        self.rate.setKeyboardTracking(True)
        # as many as a double has, for what is shown is in force to the last bit
        self.rate.setDecimals(323)
        self.rate.valueChanged.connect(self._show_whether_possible)
        self.reorders = QCheckBox(_("Other order of the batches, seed"))
        self.reorders.setObjectName("branch_reorders")
        self.reorders.toggled.connect(self._show_whether_possible)
        self.seed = SeedField()
        self.seed.setObjectName("branch_seed")
        self.seed.setKeyboardTracking(True)
        self._confirm = QPushButton(_("Branch"))
        self._confirm.setObjectName("branch_confirm_button")
        self._confirm.setProperty("primary", "true")
        self._confirm.clicked.connect(self._on_confirm_clicked)
        row = QHBoxLayout()
        row.addWidget(self.reorders)
        row.addWidget(self.seed)
        layout = QVBoxLayout(self)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addWidget(labelled(_("Learning rate from here"), self.rate))
        layout.addLayout(row)
        layout.addWidget(self._confirm, 0, Qt.AlignmentFlag.AlignRight)

    def ask(self, epoch: int, lr: float, lr_reason: str, seed: int, name: str, place: QPoint) -> None:
        """Opens above `place`; `lr` is in force at the epoch, and `lr_reason` says why it can't be chosen, if so."""
        self._title.setText(_("Train on from epoch {epoch:,}").format(epoch=epoch))
        self._text.setText(
            _(
                "{name} stays as it is, to compare. With nothing changed, the new run would repeat it to the last bit."
            ).format(name=name)
        )
        # a schedule may have come lower than one would choose
        self.rate.setRange(min(_LEAST_RATE, lr), _GREATEST_RATE)
        self.rate.setValue(lr)
        self._lr_before = self.rate.value()
        self.rate.setEnabled(not lr_reason)
        self.rate.setToolTip(tooltip(lr_reason))
        self.seed.setValue(seed)
        self.reorders.setChecked(bool(lr_reason))
        self._show_whether_possible()
        theme().keep_size(self, fixed=(340, 0))
        self.adjustSize()
        self.move(place - QPoint(self.width(), self.height()))
        self.show()
        self.rate.setFocus()

    @Slot()
    def _show_whether_possible(self) -> None:
        changes = self.rate.value() != self._lr_before or self.reorders.isChecked()
        self.seed.setEnabled(self.reorders.isChecked())
        self._confirm.setEnabled(changes)
        self._confirm.setToolTip("" if changes else _("Change the learning rate or the order first"))

    @Slot()
    def _on_confirm_clicked(self) -> None:
        lr = self.rate.value() if self.rate.value() != self._lr_before else None
        seed = self.seed.value() if self.reorders.isChecked() else None
        self.hide()
        self.confirmed.emit(lr, seed)


class _Offer(NamedTuple):
    """To train on instead of starting over."""

    old: Project
    new: Project
    """The same with another learning rate."""
    epoch: int
    """How far `old` has been trained."""
    place: int
    """Where in the undo stack `old` stands: behind, or ahead if undo has led from it."""


class Branching(QObject):
    """Makes such wishes edits of the project, from which the session branches a run."""

    def __init__(self, document: Document, session: TrainingSession, notices: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._session, self._notices = document, session, notices
        self._epoch = 0
        self._project, self._place = document.project, document.undo_stack.index()
        """What is shown, and where in the undo stack it stands."""
        self._run: Run | None = None
        self._offer: _Offer | None = None
        self.popup = BranchPopup(parent)
        self.popup.confirmed.connect(self._on_popup_confirmed)
        session.run_changed.connect(self._on_session_run_changed)
        session.state_changed.connect(self._on_session_state_changed)
        document.project_changed.connect(self._on_project_changed)

    def why_not(self) -> str:
        """Why no branch can begin now; empty if one can."""
        if self._session.state is State.TRAINING:
            return _("Pause first")
        run = self._session.run
        return "" if run is not None and run.epoch > 0 else _("Nothing has been trained yet")

    def ask(self, epoch: int, place: QPoint) -> None:
        """Asks how to train on from `epoch`."""
        from nnstudio.engine.training.learning_rate import learning_rates

        run = self._session.run
        if run is None or self.why_not():
            return
        self._epoch = epoch
        training = run.project.training
        schedule = training.schedule
        reason = (
            _("{schedule_title} sets the learning rate from epoch to epoch").format(schedule_title=schedule.title)
            if schedule is not None
            else ""
        )
        seeds = [c.seed for c in training.changes if isinstance(c, SetSeed)]
        history = run.history
        rate = learning_rates(training, history.train_loss[:epoch], history.test_loss[:epoch])[epoch]
        self.popup.ask(epoch, rate, reason, (seeds or [training.seed])[-1] + 1, run.name, place)

    def set_parameter(self, epoch: int, parameter: str, index: tuple[int, ...], value: float) -> None:
        """Puts another number into a weight or a bias, as the network was at `epoch`."""
        place = f"{parameter}{list(index)}"
        self._document.edit(
            _("set {place}").format(place=place),
            lambda project: edits.with_parameter(project, epoch, parameter, index, value),
            f"parameter.{place}",
        )

    @Slot()
    def accept_offer(self) -> None:
        """Takes the learning rate that was just changed from here on, instead of from the start."""
        # another typed value, and there is nothing to offer any more
        self._document.commit_pending()
        if self._offer is None:
            return
        offer, rate = self._offer, self._offer.new.training.optimizer.lr
        stack = self._document.undo_stack
        way = offer.place - stack.index()
        for _unused in range(abs(way)):
            (stack.redo if way > 0 else stack.undo)()
        project = edits.with_branch(offer.old, offer.epoch, lr=rate)
        self._document.edit(_("train on with learning rate {rate:g}").format(rate=rate), project)

    @Slot(object, object)
    def _on_popup_confirmed(self, lr: float | None, seed: int | None) -> None:
        epoch = self._epoch
        self._document.edit(
            _("train on from epoch {epoch:,}").format(epoch=epoch),
            lambda project: edits.with_branch(project, epoch, lr, seed),
        )

    @Slot(object)
    def _on_session_run_changed(self, run: Run | None) -> None:
        if run is not None:
            self._run = run

    @Slot(State)
    def _on_session_state_changed(self, state: State) -> None:
        if state is State.TRAINING:
            self._document.seal()
            self._withdraw()

    @Slot(Project)
    def _on_project_changed(self, project: Project) -> None:
        """Offers to go on from here where only the learning rate of a trained run was changed."""
        old, self._project = self._project, project
        place, self._place = self._place, self._document.undo_stack.index()
        if project == old:
            return
        offered = self._offer
        self._withdraw()
        # it asks about the project before
        self.popup.hide()
        if offered is not None and self._can_offer(offered.old, project):
            # another step of the same field
            self._tell(offered._replace(new=project))
            return
        run = self._run
        if run is not None and run.epoch and run.project.run_key() == old.run_key() and self._can_offer(old, project):
            self._tell(_Offer(old, project, run.epoch, place))

    def _can_offer(self, old: Project, project: Project) -> bool:
        """Whether nothing but the learning rate differs, and `old` could go on with it."""
        rate = project.training.optimizer.lr
        if project.training.schedule is not None:
            # it goes from the first epoch's rate to all others
            return False
        if rate == old.training.optimizer.lr or edits.with_optimizer(old, lr=rate) != project:
            return False
        return self._session.book.latest(project) is None

    def _tell(self, offer: _Offer) -> None:
        rate = offer.new.training.optimizer.lr
        self._offer = offer
        text = _("Learning rate {rate:g}: training starts over from the initial weights.").format(rate=rate)
        answer = (_("Train on from epoch {epoch:,} instead").format(epoch=offer.epoch), self.accept_offer)
        self._notices.tell(Speaker.BRANCHING, Tone.OFFER, text, answer)

    def _withdraw(self) -> None:
        self._offer = None
        self._notices.clear(Speaker.BRANCHING)
