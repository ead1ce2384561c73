"""At rest, the plane is computed anew for the pixels that it has on the screen; nobody waits for it."""

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from nnstudio.ui.plots.decision_plot import DecisionPlot
from nnstudio.ui.shown.frame_source import FrameSource

if TYPE_CHECKING:
    from nnstudio.engine.views.fine_plane import FineWork

_REST_MS = 160
"""How long nothing has moved when it begins."""
_PORTION_S = 0.006
"""How long the window is kept from anything else at a time."""
_TRIED_S, _MOST_S = 0.25, 1.0
"""After so long it is clear how long all of it would take; if more than this, cells are larger."""


class Sharpener(QObject):
    """Belongs to the plot: watches its frames, its size and what part of it is seen."""

    def __init__(self, plot: DecisionPlot, frame_source: FrameSource) -> None:
        super().__init__(plot)
        self._frame_source = frame_source
        self._work: FineWork | None = None
        self._rows = 1
        self._since: float | None = None
        """When it began; None if it need not be judged any more."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_rest_timeout)
        self._step = QTimer(self)
        self._step.setSingleShot(True)
        self._step.timeout.connect(self._on_step_timeout)
        view = plot.getPlotItem().getViewBox()
        view.sigRangeChanged.connect(self._wait)
        view.sigResized.connect(self._wait)
        plot.drawn_coarsely.connect(self._wait)

    @property
    def _plot(self) -> DecisionPlot:
        # kept by Qt alone: the plot keeps this object, and each keeping the other would outlive the window
        plot = self.parent()
        assert isinstance(plot, DecisionPlot)
        return plot

    @Slot()
    def _wait(self) -> None:
        """Something moves: what was begun is given up."""
        self._work = None
        self._step.stop()
        if not self._frame_source.is_live:
            self._rest.start()

    @Slot()
    def _on_rest_timeout(self) -> None:
        plot, source = self._plot, self._frame_source
        if source.is_live or plot.frame is None or plot.frame is not source.frame or not plot.isVisible():
            return
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            # something is being dragged
            self._rest.start()
            return
        self._since = perf_counter()
        self._begin(plot.devicePixelRatioF())

    def _begin(self, cells: float) -> None:
        """Begins with so many cells along a pixel's side."""
        view = self._plot.getPlotItem().getViewBox()
        (x0, x1), (y0, y1) = view.viewRange()
        columns, rows = round(view.width() * cells), round(view.height() * cells)
        self._work = self._frame_source.fine_work(self._plot.unit, (x0, x1, y0, y1), columns, rows)
        if self._work is not None:
            self._rows = 1
            self._step.start()

    @Slot()
    def _on_step_timeout(self) -> None:
        work = self._work
        if work is None:
            return
        started = perf_counter()
        work.advance(self._rows)
        seconds = perf_counter() - started
        if work.is_done:
            self._work = None
            self._plot.set_sharp(work.result())
            return
        if self._since is not None and perf_counter() - self._since > _TRIED_S:
            whole = (perf_counter() - self._since) / work.share
            self._since = None
            if whole > _MOST_S:
                self._begin(self._plot.devicePixelRatioF() * (_MOST_S / whole) ** 0.5)
                return
        # as many rows as there is time for, but not many more than just now: the clock may have been wrong
        fits = self._rows * _PORTION_S / max(seconds, 1e-6)
        self._rows = max(1, min(round(fits), 2 * self._rows))
        self._step.start()
