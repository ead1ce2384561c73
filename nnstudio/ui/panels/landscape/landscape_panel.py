"""Landscape: the true loss over two parameters, or over the plane of the run's path, and the way down."""

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.language import _, local_number
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.landscape.epoch_steps import EpochSteps
from nnstudio.ui.panels.landscape.landscape_plot import LandscapePlot
from nnstudio.ui.panels.landscape.landscape_race import LandscapeRace
from nnstudio.ui.panels.landscape.landscape_words import about_slice, shown_parameter
from nnstudio.ui.panels.landscape.parameter_path import PathFinder
from nnstudio.ui.shown.pacing import Pacing
from nnstudio.ui.widgets.column_area import ColumnArea
from nnstudio.ui.widgets.fields import Choice, caption
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nnstudio.engine.views.frame import Frame
    from nnstudio.engine.views.landscape import Box, LossField, Slice, Surface

_MOST_OFFERED = 256
_RESOLUTION, _LARGE_RESOLUTION, _LINE = 101, 31, 401
_LARGE = 20_000
_PLANE = "plane"


class LandscapePanel(Panel):
    """The surface is computed in a thread of its own; it is kept until the run, the directions or the box change."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._field: LossField | None = None
        self._far_field: LossField | None = None
        """The one that the task's thread uses: a network takes on one state at a time."""
        self._slice: Slice | None = None
        self._surface: Surface | None = None
        self._task: BackgroundTask | None = None
        self._since = 0.0
        self._placed: tuple[Slice, NDArray[np.float64]] | None = None
        """What of the path is drawn."""
        self._boxed: tuple[Slice, NDArray[np.float64], Box] | None = None
        """What it takes to show the path on the slice."""
        self._pacing = Pacing()
        self._finder = PathFinder(self)
        self._finder.found.connect(self._on_finder_found)
        self._finder.failed.connect(self._on_task_failed)
        self.plot = LandscapePlot()
        self.axes = (Choice(), Choice())
        for choice, axis in zip(self.axes, ("x", "y"), strict=True):
            choice.setObjectName(f"landscape_{axis}_selector")
            choice.setAccessibleName(_("Parameter across") if axis == "x" else _("Parameter up"))
            choice.setMinimumContentsLength(12)
            choice.currentIndexChanged.connect(self._on_axis_changed)
        self.text, self.place = PlainLabel(), PlainLabel()
        for label in (self.text, self.place):
            label.setObjectName("caption")
            label.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.steps = EpochSteps(context.session, self)
        self.steps.changed.connect(self._on_steps_changed)
        self.steps.failed.connect(self.text.setText)
        self.race = LandscapeRace(context, self.plot, self)
        self.race.changed.connect(self._on_race_changed)
        self.race.failed.connect(self.text.setText)
        side = QVBoxLayout()
        for name, choice in zip((_("across"), _("up")), self.axes, strict=True):
            row = QHBoxLayout()
            row.addWidget(caption(name))
            row.addWidget(choice, 1)
            side.addLayout(row)
        side.addWidget(self.steps.button)
        side.addWidget(self.race.button)
        side.addWidget(self.text, 1)
        side.addWidget(self.place)
        side.setContentsMargins(0, 0, 0, 0)
        controls = QWidget()
        controls.setLayout(side)
        pictures = QWidget()
        column = QVBoxLayout(pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot, 1)
        column.addWidget(self.race.bar)
        left = ColumnArea(controls, "landscape_controls", _("What is drawn, and what it means"))
        parts = TurningSplitter(0.8, left, pictures)
        parts.set_shares(tall=(2, 5), flat=(2, 5))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(parts)
        self.plot.place_clicked.connect(self._on_place_clicked)

    @property
    def surface(self) -> "Surface | None":
        """What is drawn; None until it is computed."""
        return self._surface

    @property
    def is_busy(self) -> bool:
        """Whether a surface, an epoch's steps or a race are being computed."""
        return self._finder.is_busy or self._task is not None or self.steps.is_busy or self.race.runner.is_busy

    def set_run(self, run: Run | None) -> None:
        if run is self._run:
            return
        self._run, self._frame, self._field, self._slice, self._surface = run, None, None, None, None
        self._placed = self._boxed = None
        self._finder.set_run(run)
        self.steps.look_at(run, 0)
        self.race.set_run(run)
        self.plot.set_surface(None)
        self.plot.set_place(None)
        self.place.setText("")
        if run is not None:
            self._offer(run)

    def set_frame(self, frame: "Frame") -> None:
        self._frame = frame
        self.steps.look_at(self._run, frame.epoch)
        if self.context.session.state is State.TRAINING and not self._pacing.is_due:
            return
        self._finder.look(self.context.session.state is State.TRAINING)
        with self._pacing.measured():
            self._show()
            self.race.follow(frame.epoch)

    def _offer(self, run: Run) -> None:
        from nnstudio.engine.views.landscape import LossField, learned_places

        self._field, self._far_field = (LossField(run.project, run.dataset, run.probe) for _unused in range(2))
        places = learned_places(run.project, run.trainer.layout, _MOST_OFFERED)
        count = run.project.parameter_count()
        items = [(str(place), shown_parameter(run, name), "") for name, place in places]
        plane = [(_PLANE, self._plane_name, _("The two directions along which most of the way leads"))]
        kept = [str(choice.currentData()) for choice in self.axes]
        offered = [self.axes[1].itemText(i) for i in range(self.axes[1].count())]
        usual = [_PLANE, items[1][0]] if count > 2 else [items[0][0], items[-1][0]]
        chosen = kept if offered == [text for _unused, text, _unused in items] else usual
        self.axes[0].fill((plane if count > 2 else []) + items, chosen[0])
        self.axes[1].fill(items, chosen[1])
        self._allow_axes()

    @property
    def _plane_name(self) -> str:
        return _("the run's path") if self.race.map is None else _("the racers' paths")

    def _allow_axes(self) -> None:
        one = self.axes[1].count() < 2
        plane = self.axes[0].currentData() == _PLANE
        self.axes[1].setEnabled(not plane and not one)
        tip = _("Follows from the path: choose a parameter across first") if plane else ""
        self.axes[1].setToolTip(tooltip(_("The network has a single parameter") if one else tip))

    def _cut(self, path: "NDArray[np.float64]", plane: "Slice | None") -> "Slice | None":
        from nnstudio.engine.views.landscape import parameter_slice

        run, frame = self._run, self._frame
        assert run is not None and frame is not None
        keys = [str(choice.currentData()) for choice in self.axes]
        if keys[0] == _PLANE:
            return plane
        chosen = [(self.axes[0].currentText(), int(keys[0]))]
        if keys[1] != keys[0]:
            chosen.append((self.axes[1].currentText(), int(keys[1])))
        count = run.project.parameter_count()
        through = path[-1] if count == len(chosen) else frame.snapshot.vector.astype(float)
        return parameter_slice(run.trainer.layout.size, chosen, through, count)

    def _show(self) -> None:
        run, frame = self._run, self._frame
        if run is None or frame is None or frame.snapshot.vector.size != run.trainer.layout.size:
            return
        import numpy as np

        from nnstudio.engine.views.landscape import box_around

        found = self._finder.path
        if self.race.map is not None:
            path, plane = self.race.held, self.race.plane
        elif found is not None:
            path, plane = found.path, found.plane
        else:
            return
        cut = self._cut(path, plane)
        if cut is None:
            self.plot.set_surface(None)
            self.text.setText(_("The path has no two directions yet: train some epochs, or choose two parameters."))
            return
        if self._slice is not None and _same(cut, self._slice):
            cut = self._slice
        self._slice = cut
        minimum = self._minimum(cut)
        if self._boxed is None or self._boxed[0] is not cut or self._boxed[1] is not path:
            points = cut.coordinates(path)
            held = points if minimum is None else np.vstack((points, minimum[: points.shape[1]]))
            self._boxed = (cut, path, box_around(held))
        box = self._boxed[2]
        shown = self._surface
        if shown is None or shown.slice is not cut or not _holds(shown.box, box):
            self._ask(cut, box)
        if self.race.map is None:
            self._place_path(cut, path)
        elif self._placed is None or self._placed[0] is not cut or self._placed[1] is not path:
            self._placed = (cut, path)
            self.plot.set_path(None)
            self.plot.set_here(None)
            self.plot.set_steps(None)
            self._place_race(cut, box)
        self.plot.set_minimum(None if minimum is None or len(cut.labels) < 2 else minimum)
        self._explain(cut)

    def _place_path(self, cut: "Slice", path: "NDArray[np.float64]") -> None:
        import numpy as np

        frame, field = self._frame, self._field
        assert frame is not None and field is not None
        here = cut.coordinates(frame.snapshot.vector.astype(float)[None])
        steps = None
        if self.steps.snapshots is not None:
            vectors = np.array([snapshot.vector for snapshot in self.steps.snapshots], dtype=float)
            steps = cut.coordinates(vectors)
            if len(cut.labels) == 1:
                steps = np.column_stack((steps, field.losses(vectors)))
        if len(cut.labels) == 1:
            here = np.column_stack((here, field.losses(frame.snapshot.vector.astype(float)[None])))
        if self._placed is None or self._placed[0] is not cut or self._placed[1] is not path:
            self._placed = (cut, path)
            points = cut.coordinates(path)
            self.plot.set_path(points if points.shape[1] == 2 else np.column_stack((points, field.losses(path))))
        self.plot.set_here(here[0])
        self.plot.set_steps(steps)

    def _place_race(self, cut: "Slice", box: "Box") -> None:
        import numpy as np

        surface = self._surface
        if surface is not None and surface.slice is cut:
            box = surface.box
            if len(box) == 1:
                low, high = float(np.nanmin(surface.losses)), float(np.nanmax(surface.losses))
                # between the points that are computed it may go lower
                box = (*box, (low - (high - low), high))
        # how high the loss goes along a single parameter is known with the surface
        if len(box) == 2:
            self.race.place(cut, box)

    def _minimum(self, cut: "Slice") -> "NDArray[np.float64] | None":
        """Where scikit-learn's closed form lies, if the two parameters are all there is."""
        import numpy as np

        from nnstudio.engine.metrics.baseline import linear_baseline

        run = self._run
        assert run is not None
        if not cut.is_whole or len(cut.labels) != 2 or not run.project.training.loss.squares_errors:
            return None
        arrays = run.trainer.layout.arrays(run.history.last.vector)
        found = linear_baseline(run.project, run.dataset, arrays)
        # two parameters that are a weight and a bias
        if found is None or "0.bias" not in arrays or len(run.project.network.layers) != 1:
            return None
        # as the network has them, whose target may be standardised
        data = run.dataset
        w0, w1 = (found.sklearn[0] - data.target_mean) / data.target_scale, found.sklearn[1] / data.target_scale
        is_weight = (
            cut.directions[0] @ np.concatenate([np.full(v.size, n == "0.weight") for n, v in arrays.items()]) > 0
        )
        return np.array([w1, w0] if is_weight else [w0, w1])

    @Slot()
    def _on_finder_found(self) -> None:
        self._show()
        if self.context.session.state is not State.TRAINING:
            # training has ended meanwhile
            self._finder.look()

    # the surface

    def _ask(self, cut: "Slice", box: "Box") -> None:
        if self._task is not None or self._far_field is None or self._run is None:
            return
        large = self._run.project.parameter_count() * len(self._run.dataset.X_train) > _LARGE * 1000
        resolution = _LINE if len(box) == 1 else _LARGE_RESOLUTION if large else _RESOLUTION
        self._since = time.perf_counter()
        self._task = BackgroundTask(partial(self._far_field.surface, cut, box, resolution))
        self._task.done.connect(self._on_task_done)
        self._task.failed.connect(self._on_task_failed)
        self._task.go()

    @Slot(object)
    def _on_task_done(self, surface: "Surface") -> None:
        self._task = None
        self._finder.rest(time.perf_counter() - self._since)
        if surface.slice is self._slice:
            self._surface = surface
            self.plot.set_surface(surface)
            if self.race.map is not None:
                self._place_race(surface.slice, surface.box)
            self._explain(surface.slice)
        elif self._frame is not None:
            # other directions have been chosen meanwhile
            self._show()

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        self._task = None
        self.text.setText(sentence)

    def _explain(self, cut: "Slice") -> None:
        run, field = self._run, self._field
        assert run is not None and field is not None
        epoch = self._frame.epoch if self._frame is not None else 0
        self.text.setText(about_slice(run, cut, field.samples, epoch, self.race.map is not None))

    # what is asked for

    @Slot(int)
    def _on_axis_changed(self, index: int) -> None:
        self._allow_axes()
        self.plot.set_place(None)
        self.place.setText("")
        self._slice = self._surface = None
        self._show()

    @Slot(float, float)
    def _on_place_clicked(self, x: float, y: float) -> None:
        import numpy as np

        cut, field, frame = self._slice, self._field, self._frame
        if cut is None or field is None or frame is None:
            return
        where = np.array([[x, y][: len(cut.labels)]])
        loss = float(field.losses(cut.states(where))[0])
        self.plot.set_place((x, loss if len(cut.labels) == 1 else y))
        named = [f"{label} = {local_number(value, '.4g')}" for label, value in zip(cut.labels, where[0], strict=True)]
        there = _("There: {place}: loss {loss:.5g}").format(place=", ".join(named), loss=loss)
        self.place.setText(there.replace("-", "−"))

    @Slot()
    def _on_race_changed(self) -> None:
        self._placed = None
        self.axes[0].setItemText(self.axes[0].findData(_PLANE), self._plane_name)
        self.steps.button.setVisible(self.race.map is None)
        if self.race.map is None:
            self.plot.set_place(None)
        self._show()

    @Slot()
    def _on_steps_changed(self) -> None:
        if self.race.map is not None:
            return
        if self.steps.snapshots is None:
            self.plot.set_steps(None)
        else:
            self._show()


def _same(a: "Slice", b: "Slice") -> bool:
    import numpy as np

    return bool(
        a.labels == b.labels and np.array_equal(a.origin, b.origin) and np.array_equal(a.directions, b.directions)
    )


def _holds(outer: "Box", inner: "Box") -> bool:
    """Whether a box that is drawn still does for what it has to hold, and is not much too large for it."""
    return all(
        a[0] <= b[0] + 0.3 * (b[1] - b[0]) and a[1] >= b[1] - 0.3 * (b[1] - b[0]) and a[1] - a[0] < 3 * (b[1] - b[0])
        for a, b in zip(outer, inner, strict=True)
    )
