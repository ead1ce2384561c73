"""Metrics over all samples of a large table while it is trained on: computed beside the window."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.session.run import Run
from nnstudio.ui.shown.background import Background

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame, Metrics

_REST = 3.0
"""How many times as long as it took is waited until metrics are computed again, and at least so long:"""
_LEAST_REST_S = 0.2


class Found(NamedTuple):
    """The metrics of a frame."""

    run: Run
    frame: "Frame"
    metrics: "Metrics"


class LiveMetrics(QObject):
    """Measures a frame now and then; one at a time, each over all samples."""

    found = Signal(object)
    """A Found."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._background.found.connect(self._on_background_found)
        self._begun = self._rest_until = 0.0

    def ask(self, run: Run, frame: "Frame") -> None:
        """Measures the frame, unless another one is being measured, or was a moment ago."""
        now = time.perf_counter()
        if self._background.is_busy or now < self._rest_until:
            return
        self._begun = now
        self._background.start(_measured(run, frame))

    def drop(self) -> None:
        """Nothing comes any more of what is going on."""
        self._background.drop()

    def close(self) -> None:
        """Returns when nothing goes on."""
        self._background.stop()

    @Slot(object)
    def _on_background_found(self, found: Found) -> None:
        now = time.perf_counter()
        self._rest_until = now + max(_LEAST_REST_S, _REST * (now - self._begun))
        self.found.emit(found)


def _measured(run: Run, frame: "Frame") -> Iterator[Found]:
    from nnstudio.engine.views.frame import metrics_of

    # the window's own probe is not to be shared with another thread
    probe = run.probe.fork()
    probe.load(frame.snapshot)
    yield Found(run, frame, metrics_of(run.project, run.dataset, probe, frame.off, frame.threshold))
