"""Looks at a run's snapshot: probes it once, for all views."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.language import _
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.project.sources.spec import Task
from nnstudio.session.run import Run
from nnstudio.ui.shown.live_metrics import Found, LiveMetrics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nnstudio.data.plane import Plane
    from nnstudio.engine.views.fine_plane import Box, FineWork
    from nnstudio.engine.views.frame import Frame, Region

_RESOLUTIONS = (24, 32, 48, 64, 100)
TOO_LARGE = _("This network is too large to judge all samples while you look on; export its metrics instead.")
_METRICS_EVERY_S = 0.2
"""How often metrics are computed while training goes on; scikit-learn takes longer for them than a frame."""
_LIVE_BUDGET_S = 0.006
"""How long probing a frame may take while training goes on."""


class FrameSource(QObject):
    """Turns (run, epoch, plane) into Frames; the plane gets coarser while a large network trains."""

    frame_changed = Signal(object)
    """A Frame."""
    metrics_found = Signal(object)
    """A Found: the metrics of a frame that had none, for it is one of a large table in training."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._plane: Plane | None = None
        self._columns: tuple[str, ...] = ()
        self._regions: dict[int, Region] = {}
        self._live = 3
        self._measured = 0.0
        self._off: frozenset[tuple[int, int]] = frozenset()
        self._threshold = USUAL_THRESHOLD
        self._of: Run | None = None
        self._live_metrics = LiveMetrics(self)
        self._live_metrics.found.connect(self._on_live_metrics_found)
        self.is_live = False
        """Whether the frame is one of a running training, in a hurry."""
        self.frame: Frame | None = None
        """The last one shown. While another run is being prepared it is one of the run before: see `frame_of`."""

    def frame_of(self, run: Run | None) -> "Frame | None":
        """The frame shown, if it is one of `run`: whoever puts both together asks for it here."""
        return self.frame if run is not None and run is self._of else None

    def has_unit(self, layer: int, unit: int) -> bool:
        """Whether the network that is shown has a unit; it may be another than the project's, which is being edited."""
        layers = self.frame.layers if self.frame is not None else []
        return layer < len(layers) and unit < layers[layer].shape[1]

    def set_run(self, run: Run | None) -> None:
        """Looks at another run from now on; with none, the last frame and the run that it is of stay."""
        self._run = run
        self._regions = {}
        if run is not None:
            from nnstudio.data.plane import Plane

            usual = run.plane or Plane((0,))
            if run.dataset.columns != self._columns or self._plane is None:
                self._plane = usual
            elif not self._plane.fits(run.dataset):
                kept = Plane(self._plane.axes)
                self._plane = kept if kept.fits(run.dataset) else usual
            self._columns = run.dataset.columns

    @property
    def plane(self) -> "Plane | None":
        """What pictures are drawn over; None before the first run."""
        return self._plane

    @Slot(object)
    def set_plane(self, plane: "Plane") -> None:
        """Draws over another plane from now on."""
        if plane == self._plane:
            return
        self._plane = plane
        self._regions = {}
        self.look(self.frame.epoch if self.frame is not None else 0, live=False)

    def set_off(self, off: frozenset[tuple[int, int]]) -> None:
        """Looks at the network without these units, (layer, unit), from the next look on."""
        self._off = off

    def set_threshold(self, threshold: float) -> None:
        """Parts two classes by another probability from the next look on."""
        self._threshold = threshold

    def close(self) -> None:
        """Returns when nothing is measured any more."""
        self._live_metrics.close()

    @Slot(object)
    def _on_live_metrics_found(self, found: Found) -> None:
        if found.run is self._of and self.is_live:
            self.metrics_found.emit(found)

    def outputs_at(self, raw: "NDArray[np.float64]") -> "list[NDArray[np.float32]]":
        """Each layer's outputs, (k, units), of the frame shown, for k points of its data's columns, (k, c)."""
        run, frame = self._of, self.frame
        if run is None or frame is None:
            return []
        run.probe.load(frame.snapshot)
        return run.probe.layers(run.dataset.to_inputs(raw), frame.off)

    def fine_work(self, unit: "tuple[int, int] | None", box: "Box", columns: int, rows: int) -> "FineWork | None":
        """What computes the frame shown over part of its plane, in so many cells; None where it is as fine already."""
        from nnstudio.engine.views.fine_plane import FineWork, fitting_grid

        run, frame = self._of, self.frame
        if run is None or frame is None or len(frame.region.axes) != 2:
            return None
        grid = fitting_grid(run.project, frame, box, columns, rows)
        return FineWork(run.project, run.dataset, run.probe, frame, unit, grid) if grid is not None else None

    def look(self, epoch: int, live: bool) -> None:
        """Probes the stored snapshot nearest to `epoch`; quickly when training goes on."""
        from nnstudio.data.drawn_rows import MOST_DRAWN
        from nnstudio.engine.snapshots.cost import Cost
        from nnstudio.engine.views.frame import make_frame

        run = self._run
        if run is None:
            return
        self.is_live = live
        resolution = _RESOLUTIONS[self._live if live else -1]
        started = time.perf_counter()
        snapshot = run.history.nearest(epoch)
        measured = not live or started - self._measured > _METRICS_EVERY_S
        if measured:
            self._measured = started
        region = self._region(run, resolution)
        count = len(run.dataset.X_train) + len(run.dataset.X_test)
        fitting = Cost.of(run.project.layer_shapes()).samples(count)
        most = min(fitting, MOST_DRAWN) if live else fitting
        looked_at = (run.project, run.dataset, run.probe, snapshot, region)
        self.frame = make_frame(*looked_at, measured, self._off, most, fitting < count, self._threshold)
        self._of = run
        if live:
            self._adapt(time.perf_counter() - started)
        self.frame_changed.emit(self.frame)
        if self.frame.is_partial and not self.frame.is_too_large:
            self._live_metrics.ask(run, self.frame)
        else:
            self._live_metrics.drop()

    def _region(self, run: Run, resolution: int) -> "Region":
        from nnstudio.engine.snapshots.cost import Cost
        from nnstudio.engine.views.frame import LINE_POINTS, make_region

        plane = self._plane
        assert plane is not None
        if len(plane.axes) == 1:
            resolution = LINE_POINTS
        resolution = Cost.of(run.project.layer_shapes()).resolution(resolution, len(plane.axes))
        if resolution not in self._regions:
            like = next(iter(self._regions.values()), None)
            self._regions[resolution] = make_region(run.dataset, plane, resolution, like)
        return self._regions[resolution]

    def _adapt(self, seconds: float) -> None:
        if seconds > 1.5 * _LIVE_BUDGET_S and self._live > 0:
            self._live -= 1
        elif seconds < 0.3 * _LIVE_BUDGET_S and self._live < len(_RESOLUTIONS) - 2:
            self._live += 1


def views_of(run: Run) -> list[str]:
    """Which big plots make sense for a run's data, the usual one first: fit, decision, actual."""
    d, task = len(run.dataset.columns), run.dataset.task
    if d == 1:
        return ["fit"]
    if task is not Task.REGRESSION:
        return ["decision"]
    return ["decision", "actual"] if d == 2 else ["actual", "decision"]
