"""Layer space: the data and the grid of inputs as any layer bends them."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.data.value_span import ValueSpan
from nnstudio.language import _, local_number
from nnstudio.project.rounding import rounded
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.layer_space.layer_space_plot import SpacePlot
from nnstudio.ui.panels.layer_space.layer_transition import between, moment_at
from nnstudio.ui.shown.pacing import Pacing
from nnstudio.ui.style.motion import motion
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, caption
from nnstudio.ui.widgets.plain_text import PlainLabel
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame
    from nnstudio.engine.views.layer_space import Axis, LayerPicture, Passage

_FRAME_MS = 25
_UNIT_BOX = (0.0, 1.0, 0.0, 1.0)
_MOST_OFFERED = 64
_COMPONENTS = 4


class LayerSpacePanel(Panel):
    """One layer at a time, along two of its units or components; or all of them, one turning into the next."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._chosen: dict[int, tuple[Axis, ...]] = {}
        """The axes that were chosen, by the layer's place; 0 is the inputs."""
        self._transition: list[LayerPicture] = []
        self._passage: Passage | None = None
        self._offered: tuple[Run | None, int] = (None, -1)
        """The run and the layer of which the axes are offered."""
        self._started = 0.0
        self._pacing = Pacing()
        self.plot = SpacePlot()
        self.layer_choice, self.axis_choices = Choice(), (Choice(), Choice())
        self.layer_choice.setObjectName("layer_space_layer_selector")
        self.layer_choice.setAccessibleName(_("Layer"))
        self.layer_choice.setMinimumContentsLength(14)
        for choice, side in zip(self.axis_choices, ("x", "y"), strict=True):
            choice.setObjectName(f"layer_space_{side}_selector")
            choice.setAccessibleName(_("Axis across") if side == "x" else _("Axis up"))
            choice.setMinimumContentsLength(8)
        self.play = QPushButton(_("Play through layers"))
        self.play.setObjectName("play_layers_button")
        self.play.setCheckable(True)
        self.play.setToolTip(_("See each layer's picture turn into the next one's"))
        theme().dress(self.play, "play-outline")
        self.text = PlainLabel()
        self.text.setObjectName("caption")
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._compose()
        self.layer_choice.currentIndexChanged.connect(self._on_layer_changed)
        for choice in self.axis_choices:
            choice.currentIndexChanged.connect(self._on_axis_changed)
        self.play.toggled.connect(self._on_play_toggled)
        self._timer.timeout.connect(self._on_timer_timeout)

    def _compose(self) -> None:
        side = QVBoxLayout()
        row = QHBoxLayout()
        row.addWidget(caption(_("layer")))
        row.addWidget(self.layer_choice, 1)
        side.addLayout(row)
        row = QHBoxLayout()
        row.addWidget(caption(_("along")))
        row.addWidget(self.axis_choices[0], 1)
        row.addWidget(caption(_("and")))
        row.addWidget(self.axis_choices[1], 1)
        side.addLayout(row)
        side.addWidget(self.play)
        side.addWidget(self.text, 1)
        side.setContentsMargins(0, 0, 0, 0)
        controls = QWidget()
        controls.setLayout(side)
        parts = TurningSplitter(0.8, controls, self.plot)
        parts.set_shares(tall=(2, 5), flat=(2, 5))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(parts)

    @property
    def place(self) -> int:
        """The layer shown, counted from 1; 0 for the inputs."""
        return int(self.layer_choice.currentData() or 0)

    @property
    def is_playing(self) -> bool:
        """Whether it is on its way through the layers."""
        return self._timer.isActive()

    def set_run(self, run: Run | None) -> None:
        if run is self._run:
            return
        before, self._run, self._frame, self._passage = self._run, run, None, None
        self.play.setChecked(False)
        if run is None:
            return
        from nnstudio.engine.views.layer_space import MOST_TEST, MOST_TRAIN, sample_rows

        if before is None or before.project.network != run.project.network:
            self._chosen.clear()
        data = run.dataset
        self.plot.set_samples(
            data, sample_rows(len(data.X_train), MOST_TRAIN), sample_rows(len(data.X_test), MOST_TEST)
        )
        titles = [layer.title for layer in run.project.network.layers]
        items = [("0", _("the inputs"), _("As the network gets them"))]
        items += [(str(i), f"{i}: {title}", "") for i, title in enumerate(titles, 1)]
        offered = [self.layer_choice.itemText(i) for i in range(self.layer_choice.count())]
        chosen = str(self.layer_choice.currentData()) if offered == [text for _unused, text, _unused in items] else None
        # at first what matters most: the layer in front of the output
        self.layer_choice.fill(items, chosen or str(max(0, len(titles) - 1)))
        self._offer_axes()

    def set_frame(self, frame: "Frame") -> None:
        self._frame = frame
        if self.play.isChecked() or (self.context.session.state is State.TRAINING and not self._pacing.is_due):
            return
        with self._pacing.measured():
            self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        self.play.setChecked(False)
        super().hideEvent(event)

    def _widths(self) -> list[int]:
        run = self._run
        return [run.dataset.X_train.shape[1], *(s.outputs for s in run.project.layer_shapes())] if run else [1]

    def _axes(self, place: int) -> "tuple[Axis, ...]":
        from nnstudio.engine.views.layer_space import usual_axes

        return self._chosen.get(place) or usual_axes(self._widths()[place])

    def _offer_axes(self) -> None:
        """Units and components of the layer shown."""
        if self._run is None:
            # another network is on its way
            return
        run, width = self._run, self._widths()[self.place]
        names = run.dataset.feature_names if self.place == 0 else ()
        units = [
            (f"u{i}", names[i] if names else _("unit {number}").format(number=i + 1), "")
            for i in range(min(width, _MOST_OFFERED))
        ]
        tip = _("The direction along which the layer's outputs vary most, by scikit-learn's PCA")
        components = (
            [(f"c{i}", _("PC {number}").format(number=i + 1), tip) for i in range(min(width, _COMPONENTS))]
            if width > 1
            else []
        )
        axes = self._axes(self.place)
        for choice, axis in zip(self.axis_choices, (*axes, axes[0]), strict=False):
            if self._offered != (run, self.place):
                # the same keys have other names here
                with QSignalBlocker(choice):
                    choice.clear()
            choice.fill([*components, *units], f"{'c' if axis.is_component else 'u'}{axis.number}")
            choice.setEnabled(width > 1)
            choice.setToolTip("" if width > 1 else _("This layer has a single unit"))
        self._offered = (run, self.place)

    def _pass(self) -> "Passage | None":
        run, frame = self._run, self._frame
        if run is None or frame is None:
            return None
        if self._passage is None or self._passage.frame is not frame:
            from nnstudio.engine.views.layer_space import pass_through

            self._passage = pass_through(run.dataset, run.probe, frame)
        return self._passage

    def _picture(self, passage: "Passage", place: int) -> "LayerPicture":
        from nnstudio.engine.views.layer_space import picture

        rows = self.plot.strip_rows() if passage.widths[place] == 1 else None
        return picture(passage, place, self._axes(place), rows)

    def _show(self) -> None:
        """The layer's own picture."""
        passage, run = self._pass(), self._run
        if passage is None or run is None:
            return
        from nnstudio.engine.views.boundaries import boundaries_behind

        place = self.place
        found = self._picture(passage, place)
        boundary = None
        if passage.widths[place] == 2 and not any(axis.is_component for axis in found.axes):
            arrays = run.trainer.layout.arrays(passage.frame.snapshot.vector)
            swapped = found.axes[0].number == 1
            x0, x1, y0, y1 = found.box
            box = (y0, y1, x0, x1) if swapped else found.box
            if found.axes[0] != found.axes[1]:
                boundary = boundaries_behind(run.project, arrays, place - 1, box)
        pieces = boundary.pieces if boundary is not None else None
        if pieces is not None and found.axes[0].number == 1:
            pieces = pieces[..., ::-1]
        self.plot.set_picture(found, None, pieces)
        self._name_axes(found)
        self.text.setText(self._explanation(found, passage, boundary.meaning if boundary is not None else ""))

    def _name_axes(self, found: "LayerPicture") -> None:
        run = self._run
        assert run is not None
        names = []
        shares = iter(found.shares)
        for axis in found.axes:
            if axis.is_component:
                names.append(
                    _("PC {number} ({percent} of the variance)").format(
                        number=axis.number + 1, percent=_percent(next(shares))
                    )
                )
            elif self.place == 0:
                names.append(run.dataset.feature_names[axis.number])
            else:
                names.append(_("unit {number}").format(number=axis.number + 1))
        self.plot.label("bottom", names[0])
        self.plot.label("left", names[1] if len(names) == 2 else _("spread out by chance"))
        self.plot.set_ticks("left", None if len(names) == 2 else [[], []])
        self.plot.set_ticks("bottom", None)

    def _explanation(self, found: "LayerPicture", passage: "Passage", line: str) -> str:
        run = self._run
        assert run is not None
        data, region = run.dataset, passage.frame.region
        is_last = self.place == len(run.project.network.layers)
        handed = (
            _("What the network puts out.") if is_last else _("What the layer hands to the next one as its features.")
        )
        parts = [handed if self.place else _("Before any layer.")]
        if len(region.axes) == 1:
            low, high = (local_number(value, ".3g").replace("-", "−") for value in (region.lows[0], region.highs[0]))
            parts.append(
                _("The curve is the line of inputs, dark at {columns} = {low}, light at {high}.").format(
                    columns=data.columns[0], low=low, high=high
                )
            )
        elif len(found.axes) == 2:
            held = _(", the other features held") if len(data.columns) > 2 else ""
            parts.append(_("The lines are a 16 × 16 grid over the plane of the big plot{held}.").format(held=held))
        else:
            parts.append(_("One unit: its values, spread out by chance in height, and their histogram."))
        if line:
            parts.append(_("Dashed: {line}.").format(line=line))
        if not data.class_names:
            parts.append(
                _("Samples are blue where {target_name} is below {middle}, orange above; fainter near it.").format(
                    target_name=data.target_name, middle=rounded(ValueSpan.of(data.y_train).middle, ".4g")
                )
            )
        n = len(data.X_train)
        if len(found.train) < n:
            parts.append(
                _("{train_count:,} of {n:,} train samples are drawn.").format(train_count=len(found.train), n=n)
            )
        return " ".join(parts)

    # through the layers

    @Slot(bool)
    def _on_play_toggled(self, playing: bool) -> None:
        self.play.setText(_("Stop") if playing else _("Play through layers"))
        passage = self._pass()
        if playing and passage is not None:
            self._transition = [self._picture(passage, place) for place in range(len(passage.train))]
            self._started = time.perf_counter()
            self._timer.start()
            self._travel()
        else:
            self._timer.stop()
            self._transition = []
            self.plot.forget_range()
            self._show()

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._travel()

    def _travel(self) -> None:
        moment = moment_at(time.perf_counter() - self._started, len(self._transition))
        if moment.has_ended:
            self.layer_choice.setCurrentIndex(len(self._transition) - 1)
            self.play.setChecked(False)
            return
        here = self._transition[moment.place]
        there = self._transition[min(moment.place + 1, len(self._transition) - 1)]
        share = 0.0 if motion().is_less else moment.share
        self.plot.set_picture(between(here, there, share), _UNIT_BOX)
        for side in ("left", "bottom"):
            self.plot.set_ticks(side, [[], []])
            self.plot.label(side, "")
        name = self.layer_choice.itemText
        if share == 0:
            self.text.setText(
                _("{name}: what the network computes, fitted into the picture.").format(name=name(moment.place))
            )
        else:
            self.text.setText(
                _(
                    "From {name} to {name2}: interpolated, each point on the straight way from one picture to the "
                    "next. The network computes nothing in between."
                ).format(name=name(moment.place), name2=name(moment.place + 1))
            )

    @Slot(int)
    def _on_layer_changed(self, index: int) -> None:
        self._offer_axes()
        self.plot.forget_range()
        if not self.play.isChecked():
            self._show()

    @Slot(int)
    def _on_axis_changed(self, index: int) -> None:
        from nnstudio.engine.views.layer_space import Axis

        keys = [str(choice.currentData()) for choice in self.axis_choices]
        self._chosen[self.place] = tuple(Axis(key[0] == "c", int(key[1:])) for key in keys)
        self.plot.forget_range()
        if self.play.isChecked():
            self.play.setChecked(False)
        else:
            self._show()


def _percent(share: float) -> str:
    """Rounded, so that an axis is not named anew with every frame."""
    if 0 < share < 0.01:
        return f"{local_number(100 * share, '.1g')} %"
    return rounded(share, ".0%").replace("%", " %")
