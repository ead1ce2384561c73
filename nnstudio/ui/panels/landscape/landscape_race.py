"""The race of the landscape panel: who races is asked, it is run beside the window, and shown at the moment chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from nnstudio.language import _
from nnstudio.project.edits import with_training
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.project import Project
from nnstudio.project.racers import racer_names, racers_of
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.panels.landscape.landscape_plot import LandscapePlot
from nnstudio.ui.panels.landscape.race_bar import RaceBar
from nnstudio.ui.panels.landscape.race_layer import RaceLayer
from nnstudio.ui.panels.landscape.race_words import about_lead, progress
from nnstudio.ui.panels.landscape.racer_dialog import RacerDialog
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.engine.views.landscape import Box, Floats, Slice
    from nnstudio.engine.views.race_map import RaceMap


class LandscapeRace(QObject):
    """A button, a bar under the plot, and what is drawn in the plot."""

    changed = Signal()
    """Other paths, or none, are to be drawn."""
    failed = Signal(str)

    def __init__(self, context: PanelContext, plot: LandscapePlot, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._plot = context, plot
        self._run: Run | None = None
        self._own = 0
        self._epoch = -1
        """That of the last frame."""
        self._wished: set[int] = set()
        """The epochs that were wished for here, and have not been shown yet."""
        self._layer = RaceLayer(plot.getPlotItem())
        self.runner = context.session.race
        self.runner.changed.connect(self._on_runner_changed)
        self.runner.failed.connect(self.failed)
        self.button = QPushButton(_("Race …"))
        self.button.setObjectName("race_button")
        self.button.clicked.connect(self._on_button_clicked)
        self.bar = RaceBar()
        self.bar.hide()
        self.runner.progressed.connect(self.bar.progress.setValue)
        self.bar.clock_chosen.connect(self._on_bar_clock_chosen)
        self.bar.moment_changed.connect(self._on_bar_moment_changed)
        self.bar.open_requested.connect(self._on_bar_open_requested)
        self.bar.end_requested.connect(self.runner.drop)
        theme().follow(self._on_theme_changed)
        self._allow()

    @property
    def map(self) -> "RaceMap | None":
        """What is to be drawn; None while no race is over."""
        return self.runner.map

    @property
    def held(self) -> "Floats":
        """The places that the map is to hold, by the clock that is chosen."""
        assert self.map is not None
        return self.map.held[self.bar.clock]

    @property
    def plane(self) -> "Slice | None":
        """In which the racers moved most."""
        assert self.map is not None
        return self.map.planes[self.bar.clock]

    def set_run(self, run: Run | None) -> None:
        """The current run; it may be one of the racers."""
        self._run, self._epoch = run, -1
        self._wished.clear()
        if run is not None:
            self.runner.follow(run.project)
            if self.map is not None:
                self._show_race()
        self._allow()

    def place(self, cut: "Slice", box: "Box") -> None:
        """Draws the race on a slice."""
        self._layer.place(cut, box)
        self._show_moment()

    def follow(self, epoch: int) -> None:
        """The epoch that all views show."""
        is_own_wish = epoch in self._wished
        self._wished.discard(epoch)
        is_news, self._epoch = epoch != self._epoch, epoch
        if self.map is None or is_own_wish or not is_news or self.bar.is_playing:
            return
        if self.bar.is_by_epoch:
            self.bar.follow(float(epoch))

    def _names(self) -> list[str]:
        return racer_names([each.training.optimizer for each in self.runner.projects])

    def _show_race(self) -> None:
        """Whose run is the current one may have changed."""
        assert self.map is not None
        own = self.runner.place_of(self._run.project) if self._run is not None else None
        self._own = own if own is not None else 0
        self._layer.set_race(self.map.race, self.bar.clock, self._names(), self._own)

    def _show_moment(self) -> None:
        if self.map is None:
            return
        race, clock, moment = self.map.race, self.bar.clock, self.bar.moment
        entries, lead = self._layer.show(moment), about_lead(race, self._names(), clock, moment)
        states = "; ".join(entry.text for entry in entries)
        self._plot.set_others(entries, f"{lead} {states}.")
        self.bar.tell(progress(clock, moment, race), lead, states)

    def _wish_epoch(self, epoch: int) -> None:
        """Has all other views show it too, if the run has come so far and rests."""
        run = self._run
        if run is None or epoch > run.epoch or self._context.session.state is State.TRAINING:
            return
        # of a long run, not every epoch is stored
        shown = run.history.nearest(epoch).epoch
        if shown != self._epoch:
            self._wished.add(shown)
            self._context.selection.epoch_wished.emit(epoch)

    def _allow(self) -> None:
        reason = _("There is no network to race with yet") if self._run is None else ""
        tip = _("Several optimisers, or learning rates, go down from the same start at once")
        self.button.setEnabled(not reason)
        self.button.setToolTip(tooltip(reason or tip))

    @Slot()
    def _on_button_clicked(self) -> None:
        self._context.document.commit_pending()
        dialog = RacerDialog(self._context.document.project, self.button.window())
        dialog.confirmed.connect(self._on_dialog_confirmed)
        dialog.open()

    @Slot(list)
    def _on_dialog_confirmed(self, optimizers: list[OptimizerSpec]) -> None:
        run = self._run
        if run is not None and run.project.run_key() == self._context.document.project.run_key():
            self.runner.start(racers_of(self._context.document.project, optimizers), run)

    @Slot()
    def _on_runner_changed(self) -> None:
        self.bar.setVisible(self.runner.is_busy or self.map is not None)
        self._wished.clear()
        if self.runner.is_busy:
            self.bar.show_racing()
        if self.map is None:
            self._layer.set_race(None, self.bar.clock, [], 0)
            self._plot.set_others([])
        else:
            self._show_race()
            self.bar.show_race(self.map.race, self._names())
        self.changed.emit()

    @Slot()
    def _on_bar_clock_chosen(self) -> None:
        if self.map is not None:
            self._show_race()
            self.bar.set_moments(self.map.race.moments(self.bar.clock))
            self.changed.emit()

    @Slot(bool)
    def _on_bar_moment_changed(self, is_picked: bool) -> None:
        self._show_moment()
        if is_picked and self.bar.is_by_epoch:
            self._wish_epoch(int(self.bar.moment))

    @Slot(int)
    def _on_bar_open_requested(self, place: int) -> None:
        racer, session = self.runner.projects[place], self._context.session

        def with_epochs_of(project: Project) -> Project:
            return with_training(racer, epochs=project.training.epochs)

        self._context.document.edit(_("open {run_name}").format(run_name=self._names()[place]), with_epochs_of)
        # one that was trained before is there again as it was
        if session.run is None or not session.run.epoch:
            session.train()

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._layer.dress(scheme)
        self._show_moment()
