"""What another learning rate means: while a run is under way, from here on; else, another run from its beginning."""

from functools import partial

from pydantic import ValidationError
from PySide6.QtCore import QObject, Slot

from nnstudio.language import _, local_number
from nnstudio.project import rates
from nnstudio.project.project import Project
from nnstudio.session.document import Document
from nnstudio.session.training_session import State, TrainingSession
from nnstudio.ui.editors.training.training_panel import TrainingPanel
from nnstudio.ui.window.notices import Notices, Speaker, Tone


class RateChanges(QObject):
    """Makes a wish for another learning rate an edit of the project, and shows the one that is in force.

    While training goes on, the edit is a change by hand at the next epoch, which the training takes up without a pause:
    a script of the project changes the rate at the same epoch, and gives the same numbers.
    """

    def __init__(
        self, document: Document, session: TrainingSession, panel: TrainingPanel, notices: Notices, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._panel, self._notices = document, session, panel, notices
        self._from = 0
        """The epoch from which the last change holds, if a run that rests goes on with it."""
        panel.rate_chosen.connect(self.change)
        document.project_changed.connect(self.show)
        session.run_changed.connect(self.show)
        session.state_changed.connect(self.show)
        session.progressed.connect(self.show)
        self.show()

    @Slot(float)
    def change(self, lr: float) -> None:
        """Has training go on, or begin, with another learning rate."""
        self._from, before = 0, self._document.project
        try:
            self._document.edit(_("change learning rate"), partial(self._changed, lr=lr), "optimizer.lr")
        except ValidationError:
            # more changes by hand than a project holds
            self.show()
        if self._from and self._document.project != before:
            text = _("Learning rate {rate} from epoch {epoch:,} on.").format(
                rate=local_number(lr, "g"), epoch=self._from
            )
            anew = (_("Start over with it instead"), partial(self._start_over, lr))
            self._notices.tell(Speaker.BRANCHING, Tone.OFFER, text, anew)

    @Slot()
    def show(self) -> None:
        """The learning rate of the step that is next."""
        training = self._document.project.training
        self._panel.show_rate(training, rates.rate_at(training, self._session.next_change))

    def _changed(self, project: Project, lr: float) -> Project:
        session, training = self._session, project.training
        if training.schedule is not None:
            return rates.with_first_rate(project, lr)
        if session.state is State.TRAINING:
            live = session.take_up(lambda epoch: rates.with_rate_from(project, epoch, lr))
            if live is not None:
                return live
        epoch = session.next_change
        was_changed = any(change.epoch <= epoch for change in rates.rates_by_hand(training))
        if epoch and (was_changed or session.is_under_way):
            self._from = epoch
            return rates.with_rate_from(project, epoch, lr)
        return rates.with_first_rate(project, lr)

    def _start_over(self, lr: float) -> None:
        self._document.edit(_("start over with learning rate"), lambda project: rates.with_one_rate(project, lr))
