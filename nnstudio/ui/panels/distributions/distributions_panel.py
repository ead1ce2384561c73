"""How weights, biases, gradients, updates and activations are spread, layer by layer, over the epochs."""

import math
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnstudio.language import _, ngettext
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.distributions.ridges_plot import LayerSpreads
from nnstudio.ui.panels.distributions.spread_store import Key, SpreadStore
from nnstudio.ui.shown.pacing import Pacing
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, caption
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.plain_text import PlainLabel

if TYPE_CHECKING:
    from nnstudio.engine.views.distributions import Spread
    from nnstudio.engine.views.frame import Frame

_QUANTITIES = [
    ("weights", _("Weights"), _("The weights of each layer")),
    ("biases", _("Biases"), _("The biases of each layer")),
    ("gradients", _("Gradients"), _("The gradient of the loss on all training samples by the layer's parameters")),
    ("updates", _("Updates"), _("By how much each parameter changed since the stored epoch before")),
    ("activations", _("Activations"), _("What each layer puts out for the training samples")),
]
_UNITS = {
    "weights": _("weight"),
    "biases": _("bias"),
    "gradients": _("∂ loss / ∂ parameter"),
    "updates": _("change"),
    "activations": _("output"),
}
"""One number of each quantity."""
_MISSING = {
    "weights": _("No layer here has weights."),
    "biases": _("No layer here has biases."),
    "gradients": _("No layer here has gradients."),
    "updates": _("No layer here has updates."),
    "activations": _("No layer here has activations."),
}
_TIMES = [
    ("ridges", _("over the epochs"), _("A ridge for each of about 30 epochs, the oldest on top")),
    ("histogram", _("at the epoch shown"), _("A histogram of the epoch that all views show")),
]
_ALL = "all"
_LIVE_EVERY_S = 0.5
_WIDTH = 165


class DistributionsPanel(Panel):
    """Computes what is to be drawn in the background, once, and keeps it."""

    every = 6

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._wanted: dict[int, Key] = {}
        self._drawn = 0.0
        self._pacing = Pacing()
        self.plots: list[LayerSpreads] = []
        self.quantity_choice = _choice("distribution_quantity_selector", _("Values"), _QUANTITIES, 11)
        self.layer_choice = _choice("distribution_layer_selector", _("Layers"), [(_ALL, _("all layers"), "")], 18)
        self.time_choice = _choice("distribution_time_selector", _("Epochs"), _TIMES, 16)
        self._shared = QCheckBox(_("one scale"))
        self._shared.setObjectName("one_scale_box")
        self._shared.setToolTip(_("Draw all layers over the same range, so that they can be compared"))
        self.note = caption()
        self.note.setWordWrap(True)
        self._store = SpreadStore(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._look = 0
        """Counts the choices of what is drawn: what waits to be drawn of an earlier one is not drawn any more."""
        self._compose()
        self.quantity_choice.currentIndexChanged.connect(self._on_quantity_choice_changed)
        for choice in (self.layer_choice, self.time_choice):
            choice.currentIndexChanged.connect(self._on_choice_changed)
        self._shared.toggled.connect(self._on_shared_toggled)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._store.grown.connect(self._on_store_grown)
        self._store.completed.connect(self._draw)
        self._store.failed.connect(self.note.setText)

    def _compose(self) -> None:
        head = FlowLayout()
        head.add_widgets(self.quantity_choice, caption(_("of")), self.layer_choice, self.time_choice, self._shared)
        head.addWidget(self.note)
        self._empty = PlainLabel(_("Here the values of each layer will be shown."))
        self._empty.setObjectName("caption")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QWidget()
        self._row = QHBoxLayout(row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._empty)
        scroll = QScrollArea()
        scroll.setAccessibleName(_("Distributions"))
        scroll.setWidget(row)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addLayout(head)
        layout.addWidget(scroll, 1)

    @property
    def quantity(self) -> str:
        return str(self.quantity_choice.currentData())

    def set_run(self, run: Run | None) -> None:
        if run is self._run:
            return
        self._run, self._frame = run, None
        self._store.set_run(run)
        self._wanted.clear()
        self._offer_layers()
        self._lay_out()

    def set_frame(self, frame: "Frame") -> None:
        self._frame = frame
        if self.context.session.state is not State.TRAINING:
            self._refresh()
        elif not self._timer.isActive() and not self._store.is_busy:
            # what is slow to compute is computed less often, for training needs the processor too
            every = max(_LIVE_EVERY_S, 3 * self._store.seconds, 20 * self._pacing.seconds)
            wait = every - (time.monotonic() - self._drawn)
            self._timer.start(max(0, int(1000 * wait)))

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._store.stop()
        super().hideEvent(event)

    def _layers(self) -> list[int]:
        """The layers that are drawn."""
        if self._run is None:
            return []
        from nnstudio.engine.views.distributions import Quantity, layers_with

        layers = layers_with(Quantity(self.quantity), self._run.project)
        chosen = self.layer_choice.currentData()
        return layers if chosen in (None, _ALL) else [layer for layer in layers if str(layer) == chosen]

    def _offer_layers(self) -> None:
        items = [(_ALL, _("all layers"), _("Side by side"))]
        if self._run is not None:
            from nnstudio.engine.views.distributions import Quantity, layers_with

            titles = [layer.title for layer in self._run.project.network.layers]
            layers = layers_with(Quantity(self.quantity), self._run.project)
            items += [
                (str(layer), _("layer {layer}: {titles}").format(layer=layer + 1, titles=titles[layer]), "")
                for layer in layers
            ]
        chosen = self.layer_choice.currentData()
        self.layer_choice.fill(items, chosen if chosen in [key for key, _unused, _unused in items] else _ALL)

    def _lay_out(self) -> None:
        """As many plots as there are layers to draw."""
        self._look += 1
        layers = self._layers()
        while len(self.plots) < len(layers):
            view = LayerSpreads(is_first=not self.plots)
            theme().keep_size(view, minimum=(_WIDTH, 0))
            self.plots.append(view)
            self._row.addWidget(view, 1)
        for i, view in enumerate(self.plots):
            view.setVisible(i < len(layers))
        self._empty.setVisible(not layers)
        has_run = self._run is not None
        self._empty.setText(_MISSING[self.quantity] if has_run else _("Here the values of each layer will be shown."))

    def _refresh(self) -> None:
        """Draws what is known, and has the rest computed."""
        run, frame = self._run, self._frame
        if run is None or frame is None or not self.isVisible():
            return
        from nnstudio.engine.views.distributions import evenly

        epochs = {frame.epoch}
        if self.time_choice.currentData() == "ridges":
            epochs.update(evenly(run.history.epochs))
        self._wanted = self._store.keys(self.quantity, sorted(epochs), frame.off)
        if self._store.ask(self._wanted.values()):
            self._draw()

    @Slot()
    def _on_store_grown(self) -> None:
        if time.monotonic() - self._drawn > _LIVE_EVERY_S:
            self._draw()

    @Slot()
    def _draw(self) -> None:
        frame, run = self._frame, self._run
        if frame is None or run is None:
            return
        self._drawn = time.monotonic()
        with self._pacing.measured():
            self._draw_layers(run, frame)

    def _draw_layers(self, run: Run, frame: "Frame") -> None:
        layers = self._layers()
        over_time = self.time_choice.currentData() == "ridges"
        by_layer = [
            {epoch: known[layer] for epoch, key in self._wanted.items() if layer in (known := self._store.get(key))}
            for layer in layers
        ]
        ranges = [_range([spread.values for spread in spreads.values()]) for spreads in by_layer]
        if self._shared.isChecked() and ranges:
            whole = (min(low for low, _unused in ranges), max(high for _unused, high in ranges))
            ranges = [whole] * len(ranges)
        titles = [spec.title for spec in run.project.network.layers]
        for layer, view, spreads, values in zip(layers, self.plots, by_layer, ranges, strict=False):
            title = f"{layer + 1}: {titles[layer]}"
            draw = partial(view.show_spreads, title, self._unit(), spreads, frame.epoch, values, over_time)
            # one layer at a time, so that no frame has to wait for all of them
            self.context.scheduler.later(view, partial(self._draw_layer, self._look, draw))
        self.note.setText(self._explanation(by_layer))

    def _draw_layer(self, look: int, draw: Callable[[], None]) -> None:
        if look == self._look:
            draw()

    def _unit(self) -> str:
        return _UNITS[self.quantity]

    def _explanation(self, by_layer: "list[dict[int, Spread]]") -> str:
        frame = self._frame
        assert frame is not None and self._run is not None
        parts = []
        if self.quantity == "gradients":
            parts.append(_("of the loss on all training samples; dropout off, batch norm as in evaluation"))
        elif self.quantity == "updates":
            spans = sorted({key.epoch - key.before for key in self._wanted.values()})
            if not spans:
                parts.append(_("nothing has changed yet at epoch 0"))
            else:
                over = (
                    f"{spans[0]}"
                    if len(spans) == 1
                    else _("{spans} to {spans2}").format(spans=spans[0], spans2=spans[-1])
                )
                parts.append(
                    ngettext(
                        "weights and biases, each change over {over} epoch",
                        "weights and biases, each change over {over} epochs",
                        spans[-1],
                    ).format(over=over)
                )
        elif self.quantity == "activations":
            n, used = len(self._run.dataset.X_train), self._store.sample_count
            parts.append(
                _("for all {n:,} training samples").format(n=n)
                if used == n
                else _("for {used:,} of {n:,} training samples").format(used=used, n=n)
            )
        if any(len(s.values) < s.count for spreads in by_layer for s in spreads.values()):
            parts.append(_("of many values only some are counted, and scaled up"))
        if frame.off and self.quantity == "activations":
            parts.append(_("units switched off count as 0"))
        shown = _("epoch {epoch:,}").format(epoch=frame.epoch)
        parts.append(
            _("{shown} in violet; mean ± standard deviation above").format(shown=shown)
            if self.time_choice.currentData() == "ridges"
            else shown
        )
        return "; ".join(parts)

    @Slot()
    def _on_quantity_choice_changed(self) -> None:
        self._offer_layers()
        self._on_choice_changed()

    @Slot()
    def _on_choice_changed(self) -> None:
        self._lay_out()
        self._refresh()

    @Slot(bool)
    def _on_shared_toggled(self, shared: bool) -> None:
        self._draw()

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._refresh()


def _range(values: list[np.ndarray]) -> tuple[float, float]:
    """From the smallest to the largest value of all epochs, rounded outwards so that it seldom changes; never empty."""
    low = min((float(part.min()) for part in values if len(part)), default=-1.0)
    high = max((float(part.max()) for part in values if len(part)), default=1.0)
    if high - low < 1e-9 * max(1.0, abs(high)):
        return low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    step = 10.0 ** math.floor(math.log10(high - low)) / 4
    return math.floor(low / step) * step, math.ceil(high / step) * step


def _choice(name: str, title: str, items: list[tuple[str, str, str]], width: int) -> Choice:
    choice = Choice()
    choice.setObjectName(name)
    choice.setAccessibleName(title)
    choice.setMinimumContentsLength(width)
    choice.fill(items, items[0][0])
    return choice
