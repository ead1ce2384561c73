"""How the window stands, as a lesson's conditions ask for it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget

from nnstudio.language import _
from nnstudio.project.guided.conditions import (
    Checked,
    Computed,
    Condition,
    Diverged,
    EpochShown,
    LayersAre,
    ListOpened,
    Outcome,
    PanelOpen,
    ProjectHas,
    ResetPressed,
    Selected,
    Swept,
    Trained,
    UnitChosen,
    UnitOff,
)
from nnstudio.project.guided.figures import LookUp
from nnstudio.project.guided.walk import State
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.storage import project_json
from nnstudio.session.run import Run
from nnstudio.session.sweeps.sweep_record import SweepRecord
from nnstudio.session.training_session import State as Training
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.lessons.own_sweeps import is_sweep_of, is_whole

if TYPE_CHECKING:
    from nnstudio.engine.metrics.result import Result
    from nnstudio.engine.sweeps.lesson_figures import SweepResult


class Situation:
    """Reads the window, and changes nothing."""

    def __init__(self, context: PanelContext, drawers: Drawers, window: QWidget) -> None:
        self._context, self._drawers, self._window = context, drawers, window
        self._raw: tuple[Project, dict[str, Any]] | None = None
        self._computed: Outcome | None = None
        """What the tensor bench had computed last when the step began."""
        self._trained: Run | None = None
        """The latest run of the step that had been trained."""
        self._result: tuple[int, int, Result] | None = None
        self._swept: frozenset[int] = frozenset()
        """The sweeps that had been begun when the step began."""
        self._sweep_result: tuple[int, SweepResult] | None = None

    @property
    def run(self) -> Run | None:
        return self._context.session.run

    @property
    def is_at_rest(self) -> bool:
        """Whether there is a run and nothing trains."""
        return self.run is not None and self._context.session.state is not Training.TRAINING

    @property
    def epochs(self) -> int:
        run = self.run
        return run.epoch if run is not None else 0

    def begin_step(self) -> None:
        """A step begins: whatever was done before does not count."""
        run = self.run
        self._trained = run if run is not None and run.epoch > 0 else None
        self._computed = next(reversed(self._outcomes()), None)
        self._swept = frozenset(record.id for record in self._context.session.sweeps.records)

    def meets(self, condition: Condition) -> bool:
        """Whether the window stands as a condition asks."""
        return _CHECKS[type(condition)](self, condition)

    def look_up(self) -> LookUp:
        """Looks figures up in what has come of the run; nothing while it trains."""
        result = self.result()
        return result.look_up if result is not None else lambda root, point: None

    def result(self) -> "Result | None":
        """What has come of the run; None while it trains."""
        run = self.run
        if run is None or not self.is_at_rest:
            return None
        if self._result is None or self._result[:2] != (run.id, run.epoch):
            from nnstudio.engine.metrics.result import Result

            found = Result(run.project, run.dataset, run.history, run.probe, run.trainer.layout, run.result)
            self._result = (run.id, run.epoch, found)
        return self._result[2]

    # sweeps

    def sweeps_begun(self) -> list[SweepRecord]:
        """Those that were begun since the step began, with the lesson's own project or another."""
        return [record for record in self._context.session.sweeps.records if record.id not in self._swept]

    def has_swept(self, condition: Swept) -> bool:
        return any(is_whole(record) and record.sweep == condition.sweep for record in self.sweeps_begun())

    def sweep_of(self, state: State) -> SweepRecord | None:
        """The latest sweep that a lesson has asked for by then; None where it is not there, or not over."""
        records = self._context.session.sweeps.records
        return next((one for one in reversed(records) if is_whole(one) and is_sweep_of(one, state)), None)

    def sweep_result(self, record: SweepRecord) -> "SweepResult":
        """What has come of a sweep."""
        if self._sweep_result is None or self._sweep_result[0] != record.id:
            self._sweep_result = (record.id, record.lesson_result())
        return self._sweep_result[1]

    def is_trained(self, condition: Trained) -> bool:
        return self.is_at_rest and self.epochs >= condition.epochs

    def has(self, condition: ProjectHas) -> bool:
        project = self._context.document.project
        if self._raw is None or self._raw[0] is not project:
            self._raw = (project, from_json(project_json(project)))
        return condition.is_met(self._raw[1])

    def is_diverged(self, condition: Diverged) -> bool:
        run = self.run
        return run is not None and self._context.session.state is Training.FAILED and run.has_diverged

    def is_reset(self, condition: ResetPressed) -> bool:
        run = self.run
        if run is not None and run.epoch > 0 and not run.is_set_aside:
            self._trained = run
        # what a change of the project puts away is not set aside
        return self._trained is not None and self._trained.is_set_aside

    def has_layers(self, condition: LayersAre) -> bool:
        return condition.is_met(self._context.document.project.network.layers)

    def is_panel_open(self, condition: PanelOpen) -> bool:
        drawer = self._drawers[condition.name]
        is_at_page = condition.page is None or (drawer.panel is not None and drawer.panel.page == condition.page)
        return drawer.is_seen and is_at_page

    def shows_epoch(self, condition: EpochShown) -> bool:
        frame = self._context.frame_source.frame_of(self.run)
        return frame is not None and condition.holds(frame.epoch)

    def has_unit_chosen(self, condition: UnitChosen) -> bool:
        unit = self._context.selection.unit
        return unit is not None and self._is_hidden(unit)

    def has_unit_off(self, condition: UnitOff) -> bool:
        return any(map(self._is_hidden, self._context.selection.off))

    def _is_hidden(self, unit: tuple[int, int]) -> bool:
        layers = self._context.document.project.network.layers
        linear = [i for i, layer in enumerate(layers) if isinstance(layer, LinearLayer)]
        # where there is no hidden one, any may be meant
        return len(linear) < 2 or unit[0] < linear[-1]

    def is_list_open(self, condition: ListOpened) -> bool:
        selector = self._window.findChild(QComboBox, condition.control)
        return selector is not None and selector.view().isVisible()

    def has_computed(self, condition: Computed) -> bool:
        outcomes = self._outcomes()
        # the last that was there before is known by itself, for the panel forgets the first ones
        begun = next((i + 1 for i, one in enumerate(outcomes) if one is self._computed), 0)
        return any(map(condition.is_met, outcomes[begun:]))

    def _outcomes(self) -> Sequence[Outcome]:
        panel = self._drawers["tensors"].panel
        if panel is None:
            return ()
        # only with the panel is it there to be loaded
        from nnstudio.ui.panels.tensor_bench.bench_panel import BenchPanel

        return panel.outcomes if isinstance(panel, BenchPanel) else ()

    def is_checked(self, condition: Checked) -> bool:
        button = self._window.findChild(QAbstractButton, condition.control)
        return button is not None and button.isChecked() is condition.on

    def is_selected(self, condition: Selected) -> bool:
        selector = self._window.findChild(QComboBox, condition.control)
        return selector is not None and selector.currentText() in (condition.text, _(condition.text))


_CHECKS: dict[type[Condition], Callable[[Situation, Any], bool]] = {
    Trained: Situation.is_trained,
    Diverged: Situation.is_diverged,
    ResetPressed: Situation.is_reset,
    ListOpened: Situation.is_list_open,
    ProjectHas: Situation.has,
    LayersAre: Situation.has_layers,
    PanelOpen: Situation.is_panel_open,
    EpochShown: Situation.shows_epoch,
    UnitChosen: Situation.has_unit_chosen,
    UnitOff: Situation.has_unit_off,
    Checked: Situation.is_checked,
    Selected: Situation.is_selected,
    Computed: Situation.has_computed,
    Swept: Situation.has_swept,
}
