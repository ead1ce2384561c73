"""How the window stands, as a lesson's conditions ask for it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget

from nnstudio.language import _
from nnstudio.project.guided.figures import LookUp
from nnstudio.project.guided.tasks import (
    Checked,
    Condition,
    EpochShown,
    LayersAre,
    PanelOpen,
    ProjectHas,
    Selected,
    Trained,
    UnitChosen,
    UnitOff,
)
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.storage import project_json
from nnstudio.session.training_session import State
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext

if TYPE_CHECKING:
    from nnstudio.engine.metrics.result import Result


class Situation:
    """Reads the window, and changes nothing."""

    def __init__(self, context: PanelContext, drawers: Drawers, window: QWidget) -> None:
        self._context, self._drawers, self._window = context, drawers, window
        self._raw: tuple[Project, dict[str, Any]] | None = None
        self._result: tuple[int, int, Result] | None = None

    @property
    def is_at_rest(self) -> bool:
        """Whether there is a run and nothing trains."""
        return self._context.session.run is not None and self._context.session.state is not State.TRAINING

    @property
    def epochs(self) -> int:
        run = self._context.session.run
        return run.epoch if run is not None else 0

    def meets(self, condition: Condition) -> bool:
        """Whether the window stands as a condition asks."""
        return _CHECKS[type(condition)](self, condition)

    def look_up(self) -> LookUp:
        """Looks figures up in what has come of the run; nothing while it trains."""
        result = self.result()
        return result.look_up if result is not None else lambda root, point: None

    def result(self) -> "Result | None":
        """What has come of the run; None while it trains."""
        run = self._context.session.run
        if run is None or not self.is_at_rest:
            return None
        if self._result is None or self._result[:2] != (run.id, run.epoch):
            from nnstudio.engine.metrics.result import Result

            found = Result(run.project, run.dataset, run.history, run.probe, run.trainer.layout, run.result)
            self._result = (run.id, run.epoch, found)
        return self._result[2]

    def is_trained(self, condition: Trained) -> bool:
        return self.is_at_rest and self.epochs >= condition.epochs

    def has(self, condition: ProjectHas) -> bool:
        project = self._context.document.project
        if self._raw is None or self._raw[0] is not project:
            self._raw = (project, from_json(project_json(project)))
        return condition.is_met(self._raw[1])

    def has_layers(self, condition: LayersAre) -> bool:
        layers = self._context.document.project.network.layers
        units = tuple(layer.units for layer in layers if isinstance(layer, LinearLayer) and layer.units is not None)
        return tuple(layer.kind for layer in layers) == condition.kinds and condition.units in ((), units)

    def is_panel_open(self, condition: PanelOpen) -> bool:
        return self._drawers[condition.name].is_seen

    def shows_epoch(self, condition: EpochShown) -> bool:
        frame = self._context.frame_source.frame_of(self._context.session.run)
        return frame is not None and condition.holds(frame.epoch)

    def has_unit_chosen(self, condition: UnitChosen) -> bool:
        return self._context.selection.unit is not None

    def has_unit_off(self, condition: UnitOff) -> bool:
        return bool(self._context.selection.off)

    def is_checked(self, condition: Checked) -> bool:
        button = self._window.findChild(QAbstractButton, condition.control)
        return button is not None and button.isChecked() is condition.on

    def is_selected(self, condition: Selected) -> bool:
        selector = self._window.findChild(QComboBox, condition.control)
        return selector is not None and selector.currentText() in (condition.text, _(condition.text))


_CHECKS: dict[type[Condition], Callable[[Situation, Any], bool]] = {
    Trained: Situation.is_trained,
    ProjectHas: Situation.has,
    LayersAre: Situation.has_layers,
    PanelOpen: Situation.is_panel_open,
    EpochShown: Situation.shows_epoch,
    UnitChosen: Situation.has_unit_chosen,
    UnitOff: Situation.has_unit_off,
    Checked: Situation.is_checked,
    Selected: Situation.is_selected,
}
