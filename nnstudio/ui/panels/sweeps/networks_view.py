"""What the networks of a sweep say: all curves in one plot, or a map of each, and where they disagree."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.data.value_span import ValueSpan
from nnstudio.language import _
from nnstudio.project.sources.spec import Task
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from nnstudio.ui.panels.sweeps.sweep_words import member_name, member_text
from nnstudio.ui.plots.canvas import scaled_pen, translucent
from nnstudio.ui.plots.decision_plot import DecisionPlot
from nnstudio.ui.plots.fit_plot import FitPlot
from nnstudio.ui.plots.shading import Shades
from nnstudio.ui.style.colors import Scheme, class_color
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.number_texts import percent, short
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.data.plane import Plane
    from nnstudio.engine.views.member_surfaces import Surfaces

_LINE, _MAP = 200, 48
_MOST = 100
"""So many networks are asked at the most, evenly spread over the runs."""
_TILE, _LEAST_PLOT = 84, 230
_THIN, _BAND = 70, 60
_DRAWS = 32
_REST_S = 0.3


class NetworksView(QStackedWidget):
    """Of the runs that have come to their end."""

    member_clicked = Signal(object)
    """The MemberRecord whose map was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._record: SweepRecord | None = None
        self._plane: Plane | None = None
        self._task: BackgroundTask | None = None
        self._waits = False
        self._is_dropping = False
        self._shown: tuple[int, int] = (0, 0)
        self._asked: _Asked | None = None
        """What is drawn; None until it is computed."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._compute)
        self.empty = PlainLabel(_("Once a run has come to its end, what its network says is drawn here."))
        self.empty.setObjectName("caption")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fits = FitPlot()
        self.fits.setObjectName("sweep_fit_plot")
        self.fits.setAccessibleName(_("All runs' curves"))
        self._lines = pg.PlotCurveItem(connect="finite")
        self._edges = [pg.PlotCurveItem(pen=None) for _unused in range(2)]
        self._band = pg.FillBetweenItem(*self._edges)
        for item in (*self._edges, self._band, self._lines):
            item.setZValue(-5)
            self.fits.addItem(item, ignoreBounds=True)
        self.mean = DecisionPlot()
        self.mean.setObjectName("sweep_decision_plot")
        self.mean.setAccessibleName(_("The mean of all runs"))
        self.maps = QListWidget()
        self.maps.setObjectName("sweep_maps")
        self.maps.setAccessibleName(_("Each run's decision regions"))
        self.maps.setViewMode(QListWidget.ViewMode.IconMode)
        self.maps.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.maps.setMovement(QListWidget.Movement.Static)
        self.maps.setUniformItemSizes(True)
        self.maps.setSpacing(3)
        self.maps.itemActivated.connect(self._on_maps_item_activated)
        self._told, self._told_of_curves = PlainLabel(), PlainLabel()
        for label in (self._told, self._told_of_curves):
            label.setObjectName("caption")
            label.setWordWrap(True)
        self._beside = beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.mean, 1)
        column.addWidget(self._told)
        theme().keep_size(beside, minimum=(_LEAST_PLOT, 0))
        theme().keep_size(self.maps, minimum=(_LEAST_PLOT, 0))
        self._planes = TurningSplitter(1.2, beside, self.maps)
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fits, 1)
        column.addWidget(self._told_of_curves)
        self._curves = curves
        for page in (self.empty, curves, self._planes):
            self.addWidget(page)
        theme().follow(self._on_theme_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # in a small panel the mean has a tile alone
        least = theme().px(_LEAST_PLOT)
        room = (self.width() > 2 * least) + (self.height() > 2 * least)
        self._beside.setVisible(room > 0)

    @property
    def surfaces(self) -> "Surfaces | None":
        """What is drawn; None until it is computed."""
        return self._asked.surfaces if self._asked is not None else None

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def set_record(self, record: SweepRecord | None) -> None:
        """Shows another sweep."""
        if record is self._record:
            return
        self._record, self._asked, self._shown = record, None, (0, 0)
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.setCurrentWidget(self.empty)
        self.catch_up()

    def set_dropping(self, dropping: bool) -> None:
        """Shows one network with dropout left on, drawn many times, in place of all networks."""
        if dropping != self._is_dropping:
            self._is_dropping, self._shown = dropping, (0, 0)
            self.catch_up()

    def set_plane(self, plane: "Plane | None") -> None:
        """What maps are drawn over: the window's own plane, where it fits."""
        if plane is not None and plane != self._plane:
            self._plane, self._shown = plane, (0, 0)
            self.catch_up()

    def catch_up(self) -> None:
        """Has the runs asked that have come to their end since; a few times a second at the most."""
        over = self._record.count_over if self._record is not None else 0
        if over and (over, hash(self._plane)) != self._shown and self.isVisible():
            if self._task is None and not self._later.isActive():
                self._compute()
            else:
                self._waits = True

    @Slot()
    def _compute(self) -> None:
        record = self._record
        if record is None or self._task is not None:
            return
        over = [each for each in record.members if each.is_over and not each.has_diverged]
        if not over:
            return
        self._waits = False
        self._shown = (record.count_over, hash(self._plane))
        step = max(1, -(-len(over) // _MOST))
        self._task = BackgroundTask(partial(_ask, over[::step], self._plane, self._is_dropping))
        self._task.done.connect(self._on_task_done)
        self._task.failed.connect(self._on_task_failed)
        self._task.go()

    @Slot(object)
    def _on_task_done(self, asked: "_Asked") -> None:
        self._task, self._asked = None, asked
        self._draw()
        if self._waits:
            self._later.start(round(1000 * _REST_S))

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        self._task = None
        self.empty.setText(sentence)
        self.setCurrentWidget(self.empty)

    def _draw(self) -> None:
        asked = self._asked
        if asked is None:
            return
        found, run = asked.surfaces, asked.members[0].run
        assert run is not None
        if len(found.region.axes) == 1:
            self.fits.set_dataset(found.dataset)
            self.fits.set_frame(found.frame(run.ending.result))
            self._draw_curves(found)
            self._told_of_curves.setText(_about_curves(asked))
            self.setCurrentWidget(self._curves)
            return
        self.mean.set_dataset(found.dataset)
        self.mean.set_frame(found.frame(run.ending.result))
        self._draw_maps(asked)
        self._told.setText(_about_planes(asked))
        self.setCurrentWidget(self._planes)

    def _draw_curves(self, found: "Surfaces") -> None:
        """All curves thin, their mean, and the mean ± a standard deviation as a band."""
        x = found.region.points[:, found.region.axes[0]]
        is_value = found.project.data.task is Task.REGRESSION
        column = 0 if is_value else 1
        curves = found.values[:, :, column].astype(float)
        gap = np.full((len(curves), 1), np.nan)
        self._lines.setData(
            np.tile(np.append(x, np.nan), len(curves)), np.hstack((curves, gap)).ravel(), connect="finite"
        )
        mean, spread = found.mean[:, column].astype(float), found.spread[:, column].astype(float)
        for edge, sign in zip(self._edges, (-1, 1), strict=True):
            edge.setData(x, mean + sign * spread)
        color = self.fits.scheme.prediction if is_value else class_color(1)
        self._lines.setPen(scaled_pen(translucent(color, _THIN), 1))
        self._band.setBrush(translucent(color, _BAND))

    def _draw_maps(self, asked: "_Asked") -> None:
        found = asked.surfaces
        shades = Shades(theme().scheme)
        side = theme().px(_TILE)
        span = ValueSpan.of(found.dataset.y_train)
        n = found.region.resolution
        self.maps.setIconSize(QSize(side, side))
        texts, tips = [_("mean of all")], [_about_planes(asked)]
        if asked.is_dropping:
            texts += [_("draw {number}").format(number=i + 1) for i in range(len(found.values))]
            tips += [member_name(asked.members[0])] * len(found.values)
        else:
            texts += map(member_name, asked.members)
            tips += [_("{run}\nDouble-click to open it").format(run=member_text(each)) for each in asked.members]
        while self.maps.count() > len(texts):
            self.maps.takeItem(self.maps.count() - 1)
        while self.maps.count() < len(texts):
            self.maps.addItem(QListWidgetItem())
        for row, values in enumerate((found.mean, *found.values)):
            colors = shades.values(values[:, 0], span) if values.shape[1] == 1 else shades.probabilities(values)
            # rows of the plane go up, those of a picture down
            picture = np.ascontiguousarray(colors.reshape(n, n, 4)[::-1])
            image = QImage(picture.data, n, n, 4 * n, QImage.Format.Format_RGBA8888)
            icon = QPixmap.fromImage(image).scaled(side, side)
            item = self.maps.item(row)
            item.setIcon(QIcon(icon))
            item.setText(texts[row])
            item.setToolTip(tooltip(tips[row]))

    @Slot(QListWidgetItem)
    def _on_maps_item_activated(self, item: QListWidgetItem) -> None:
        row = self.maps.row(item)
        if row > 0 and self._asked is not None and not self._asked.is_dropping:
            self.member_clicked.emit(self._asked.members[row - 1])

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._draw()


@dataclass(frozen=True, eq=False)
class _Asked:
    """What came of asking."""

    members: list[MemberRecord]
    """The runs whose networks were asked; with dropout left on, the one."""
    surfaces: "Surfaces"
    is_dropping: bool


def _ask(chosen: list[MemberRecord], plane: "Plane | None", is_dropping: bool) -> _Asked:
    """Asks the networks, or the first one again and again with dropout left on, over the plane where it fits."""
    from nnstudio.data.telling_features import first_plane
    from nnstudio.engine.sweeps.datasets import SharedDatasets
    from nnstudio.engine.views.member_surfaces import dropout_surfaces, surfaces_of

    datasets = SharedDatasets()
    runs = [each.make_again(datasets) for each in (chosen[:1] if is_dropping else chosen)]
    dataset = runs[0].dataset
    own = plane if plane is not None and plane.fits(dataset) else first_plane(dataset)
    resolution = _LINE if len(own.axes) == 1 else _MAP
    if is_dropping:
        return _Asked(chosen[:1], dropout_surfaces(runs[0], own, resolution, _DRAWS), True)
    # those whose data have other columns can't be drawn over the same plane
    alike = [(each, run) for each, run in zip(chosen, runs, strict=True) if run.dataset.columns == dataset.columns]
    return _Asked([each for each, _run in alike], surfaces_of([run for _each, run in alike], own, resolution), False)


def _about_curves(asked: _Asked) -> str:
    if asked.is_dropping:
        told = _("{run}, dropout left on, {n} draws. Thin: each; bold: the mean; shaded: a standard deviation.")
        return told.format(run=member_name(asked.members[0]), n=len(asked.surfaces.values))
    told = _("Thin: each of {n} networks; bold: their mean; shaded: a standard deviation on either side.")
    return told.format(n=len(asked.surfaces.values))


def _about_planes(asked: _Asked) -> str:
    """How much the networks, or the draws, disagree."""
    if asked.is_dropping:
        of = _("{run}, dropout left on, {n} draws").format(
            run=member_name(asked.members[0]), n=len(asked.surfaces.values)
        )
    else:
        of = _("{n} networks").format(n=len(asked.surfaces.values))
    if asked.surfaces.project.data.task is Task.REGRESSION:
        told = _("The mean of {of}. Over this plane they differ by {mean} on average (standard deviation).")
        return told.format(of=of, mean=short(float(asked.surfaces.spread.mean())))
    sides = asked.surfaces.values.argmax(axis=2)
    agree = float((sides == sides[0]).all(axis=0).mean())
    told = _("The mean probability of {of}; where they disagree it fades. In {share} of the plane all say the same.")
    return told.format(of=of, share=percent(agree))
