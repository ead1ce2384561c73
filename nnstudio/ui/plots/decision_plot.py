"""Two features: what the network, or one of its units, says everywhere in the plane, and the samples on it."""

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.data.value_span import ValueSpan
from nnstudio.language import _
from nnstudio.project.titles import class_title
from nnstudio.ui.plots.color_bar import ColorBar
from nnstudio.ui.plots.digit_card import DigitCard
from nnstudio.ui.plots.key_strip import KeyStrip
from nnstudio.ui.plots.plane_samples import PlaneSamples
from nnstudio.ui.plots.pointed import PointedCanvas
from nnstudio.ui.plots.sample_key import drawn_entry, sample_entries
from nnstudio.ui.plots.scale import stepped
from nnstudio.ui.plots.sentences import about_plane
from nnstudio.ui.plots.shading import Bar, Shades, boundaries, boundaries_over
from nnstudio.ui.plots.tables import plane_table
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.picture import Table

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.data.plane import Projection
    from nnstudio.engine.views.fine_plane import FinePlane
    from nnstudio.engine.views.frame import Frame

_MOST_FOR_LINES = 500
"""Rows or columns of a fine grid from which boundaries are taken."""


class DecisionPlot(PointedCanvas):
    """Probabilities as shades with the boundary between classes; predicted values and a unit's outputs as shades.

    A frame is coarse, that many can follow each other. What is drawn from it can be replaced by `set_sharp`.
    """

    drawn_coarsely = Signal()
    """A frame has been drawn, or drawn in another way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decision_plot")
        self.setAccessibleName(_("Decision regions"))
        self._dataset: Dataset | None = None
        self._projection: Projection | None = None
        self._span = ValueSpan.around_zero(1.0)
        self._frame: Frame | None = None
        self._unit: tuple[int, int] | None = None
        self._flat = False
        self._shades = Shades(self.scheme)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._boundary = pg.PlotCurveItem(connect="finite")
        self._sharp = pg.ImageItem(axisOrder="row-major")
        for item in (self._image, self._sharp, self._boundary):
            self.addItem(item)
        self._sharp.hide()
        self.samples = PlaneSamples(self)
        self._key = KeyStrip(self)
        self._key.switched.connect(self._on_key_switched)
        self._bar = ColorBar(self)
        self.digit = DigitCard(self)
        self.dress()

    @property
    def colors(self) -> NDArray[np.uint8]:
        """(rows, columns, 4): the shades as they are drawn."""
        drawn: NDArray[np.uint8] = self._image.image
        return drawn

    @property
    def boundary(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x and y of the line between the classes, with gaps of NaN; empty where there is none."""
        x, y = self._boundary.getData()
        return x, y

    def set_dataset(self, dataset: "Dataset") -> None:
        """Shows the samples of a data set, once a frame says where the plane lies."""
        self._dataset, self._projection, self._frame = dataset, None, None
        self._span = ValueSpan.of(dataset.y_train)
        self._image.clear()
        self._sharp.hide()
        self._boundary.setData([], [])
        self.digit.set_dataset(dataset)
        self._show_key()

    @property
    def frame(self) -> "Frame | None":
        """What is drawn; None while there is nothing."""
        return self._frame

    @property
    def unit(self) -> tuple[int, int] | None:
        """Whose outputs are drawn; None for the prediction."""
        return self._unit

    @property
    def sharp_colors(self) -> NDArray[np.uint8] | None:
        """(rows, columns, 4): the fine shades that are drawn over the frame's; None while there are none."""
        return self._sharp.image if self._sharp.isVisible() else None

    def set_sharp(self, plane: "FinePlane") -> None:
        """Draws what was computed for each pixel of a part of the plane, unless something else is drawn meanwhile."""
        if plane.frame is not self._frame or plane.unit != self._unit:
            return
        grid, (x0, x1, y0, y1) = plane.grid, plane.grid.box
        colors = self._shaded(plane.values, plane.frame)
        self._sharp.setImage(colors.reshape(grid.rows, grid.columns, 4), autoLevels=False, levels=None)
        self._sharp.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        self._sharp.show()
        if self._unit is None:
            # between points a few pixels apart, a line is as good as it can be seen
            every = max(1, -(-max(grid.rows, grid.columns) // _MOST_FOR_LINES))
            values = plane.values.reshape(grid.rows, grid.columns, -1)[::every, ::every]
            lines = boundaries_over(
                values.reshape(-1, values.shape[2]), grid.x[::every], grid.y[::every], plane.frame.threshold
            )
            self._boundary.setData(lines[:, 0], lines[:, 1])

    def set_unit(self, unit: tuple[int, int] | None) -> None:
        """Shows what one unit, (layer, unit), puts out from the next frame on; None for the prediction."""
        self._unit = unit

    def set_flat(self, flat: bool) -> None:
        """Classes instead of probabilities, bands instead of values."""
        self._flat = flat
        self._redraw()

    def set_wrong_marked(self, marked: bool) -> None:
        """Rings around the samples whose class the network gets wrong."""
        self.samples.wrong_marked = marked
        self.samples.mark_wrong(self._frame)

    def set_test_shown(self, shown: bool) -> None:
        """Whether test samples are drawn."""
        self.samples.test_shown = shown
        self._show_samples()

    def set_faded(self, faded: bool) -> None:
        """Whether samples fade with their distance from the plane."""
        self.samples.faded = faded
        self._show_samples()

    def set_frame(self, frame: "Frame") -> None:
        """Shows what the network says at an epoch."""
        if self._dataset is None:
            return
        region = frame.region
        self._frame = frame
        (x0, y0), (x1, y1) = region.lows, region.highs
        if region.projection is not self._projection:
            moved = self._projection is None or self._projection.plane != region.projection.plane
            self._projection = region.projection
            if moved:
                self.label("bottom", region.projection.labels[0], region.projection.held)
                self.label("left", region.projection.labels[1])
                self.lock_aspect(region.projection.has_one_scale)
                self.zoom.forget()
                self.zoom.suit((x0, x1), (y0, y1))
                self._show_samples()
        colors, bar, label = self._picture(frame)
        self._image.setImage(colors.reshape(region.resolution, region.resolution, 4), autoLevels=False, levels=None)
        self._image.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        lines = boundaries(frame.surface, region, frame.threshold) if self._unit is None else np.empty((0, 2))
        self._boundary.setData(lines[:, 0], lines[:, 1])
        self._sharp.hide()
        self._bar.set_bar(bar, label)
        self.samples.mark_wrong(frame)
        super().set_frame(frame)
        self.drawn_coarsely.emit()

    def set_point(self, point: Point | None) -> None:
        super().set_point(point)
        self.look_at(None)

    def look_at(self, point: Point | None) -> None:
        shown = point or self._point
        view = self.getPlotItem().getViewBox()
        x, y = self.place(shown) if shown is not None else (None, None)
        where = view.mapViewToScene(QPointF(x or 0.0, y or 0.0))
        self.digit.show_point(shown, self.mapFromScene(view.sceneBoundingRect()).boundingRect(), where)

    def set_samples_hidden(self, hidden: bool) -> None:
        self.samples.set_hidden(hidden)

    def sample_positions(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        return self.samples.positions()

    def sample_point(self, sample: int) -> Point:
        assert self._dataset is not None
        return Point(self._dataset.raw[sample], sample)

    def free_point(self, x: float, y: float) -> Point | None:
        return Point(self._projection.to_raw(np.array([[x, y]]))[0]) if self._projection is not None else None

    def place(self, point: Point) -> tuple[float | None, float | None]:
        if self._projection is None:
            return None, None
        x, y = self._projection.to_plane(point.raw[None])[0].tolist()
        return x, y

    def sentence(self) -> str:
        if self._frame is None or self._dataset is None:
            return ""
        return super().sentence() if self._unit is not None else about_plane(self._dataset, self._frame)

    def table(self) -> Table:
        """The plane's points with what is drawn there, then the samples that are drawn."""
        if self._frame is None or self._dataset is None:
            return {}
        return plane_table(self._dataset, self._frame, self._unit, self.samples.positions()[0])

    def restyle(self, scheme: Scheme) -> None:
        super().restyle(scheme)
        self._shades = Shades(scheme)
        self._boundary.setPen(pg.mkPen(scheme.text, width=1.5 * theme().scale))
        self._bar.restyle(scheme)
        if self._dataset is not None:
            self._show_key()
        self._show_samples()
        self._redraw()

    def _picture(self, frame: "Frame") -> tuple[np.ndarray, Bar | None, str]:
        """The plane's colours, (points, 4), with the bar that explains them, and what it measures."""
        dataset, shades, flat = self._dataset, self._shades, self._flat
        assert dataset is not None
        classes = frame.surface.shape[1]
        if self._unit is not None:
            layer, unit = self._unit
            colors = self._shaded(frame.layers[layer][:, unit : unit + 1], frame)
            return colors, shades.value_bar(self._span_of(frame), flat), _("output")
        colors = self._shaded(frame.surface, frame)
        if classes == 1:
            return (
                colors,
                shades.value_bar(self._span, flat),
                _("predicted {target_name}").format(target_name=dataset.target_name),
            )
        if classes == 2:
            return (
                colors,
                shades.probability_bar(2, flat, frame.threshold),
                _("probability of {class_title}").format(class_title=class_title(dataset.class_names[1])),
            )
        return colors, None if flat else shades.probability_bar(classes), _("probability of the likeliest class")

    def _shaded(self, values: NDArray[np.floating], frame: "Frame") -> NDArray[np.uint8]:
        """(points, 4): the colours of a unit's outputs or predicted values, (points, 1), or of probabilities."""
        if values.shape[1] == 1:
            return self._shades.values(values[:, 0], self._span_of(frame), self._flat)
        return self._shades.probabilities(values, self._flat, frame.threshold)

    def _span_of(self, frame: "Frame") -> ValueSpan:
        """The values at which colours are strongest."""
        if self._unit is None:
            return self._span
        layer, unit = self._unit
        return ValueSpan.around_zero(stepped(max(1e-9, float(np.abs(frame.layers[layer][:, unit]).max()))))

    def _redraw(self) -> None:
        if self._frame is not None:
            self.set_frame(self._frame)

    def _show_samples(self) -> None:
        if self._dataset is not None and self._projection is not None:
            self.samples.set_samples(self._dataset, self._projection, self._span, self._shades)
            self.samples.mark_wrong(self._frame)

    def _show_key(self) -> None:
        dataset = self._dataset
        assert dataset is not None
        # samples of a kind, coloured by their values, need no key
        needed = bool(dataset.class_names) or len(dataset.X_test) > 0
        entries = sample_entries(dataset, self.scheme.muted) if needed else drawn_entry(dataset)
        self._key.set_entries([entry._replace(is_switch=bool(entry.color)) for entry in entries])

    @Slot(str, bool)
    def _on_key_switched(self, name: str, shown: bool) -> None:
        self.samples.set_shown(name, shown)
        self._show_samples()
