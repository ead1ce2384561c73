"""The tools for painting data: what is painted, with which brush, and what else can be done to the points."""

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QDoubleSpinBox, QHBoxLayout, QSlider, QToolButton, QWidget

from nnstudio.language import _
from nnstudio.project.sources.points import POINT_CLASSES, PointsSource
from nnstudio.project.sources.spec import Task
from nnstudio.ui.style.class_symbols import class_pixmap
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, caption, guard_wheel
from nnstudio.ui.widgets.plain_text import tooltip

MAX_BRUSH = 10
"""Steps of the brush's slider; at 0 each point is set by itself."""
_SIDE = 14
CURVE = "curve"
_FORMS = [
    (Task.BINARY.value, _("2 classes"), _("Points of two classes over the plane")),
    (Task.MULTICLASS.value, _("several classes"), _("Points of up to ten classes over the plane")),
    (Task.REGRESSION.value, _("values"), _("Points over the plane, each with a value to be predicted")),
    (CURVE, _("a curve"), _("Points of a curve: y is to be predicted from x")),
]


class Brush(StrEnum):
    """What the mouse does in the plot."""

    PAINT = "paint"
    ERASE = "erase"
    MOVE = "move"


def form_of(source: PointsSource) -> str:
    """The key of what is painted: a Task, or `CURVE`."""
    return CURVE if source.is_curve() else str(source.task)


class PaintBar(QWidget):
    """One row of tools over the plot."""

    form_chosen = Signal(str)
    """A Task's value, or `CURVE`."""
    jitter_requested = Signal()
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paint_bar")
        self._classes = 2
        self._form = Task.BINARY.value
        self.form_choice = Choice()
        self.form_choice.setObjectName("paint_form_selector")
        self.form_choice.setAccessibleName(_("What is painted"))
        self.form_choice.setMinimumContentsLength(9)
        self.form_choice.fill(_FORMS, self._form)
        self.form_choice.activated.connect(self._on_form_choice_activated)
        self._group = QButtonGroup(self)
        self._swatches = [self._swatch(label) for label in range(POINT_CLASSES)]
        self._more = self._button("add_class_button", "plus", _("Another class"), False)
        self._more.clicked.connect(self._on_more_clicked)
        self._pen = self._button("paint_point_button", "pencil", _("Set points (1)"), True)
        self.value = QDoubleSpinBox()
        self.value.setObjectName("paint_value")
        self.value.setAccessibleName(_("Value of the points"))
        self.value.setRange(-100, 100)
        self.value.setSingleStep(0.25)
        self.value.setValue(1)
        self.value.setToolTip(_("The value of the points that are set"))
        guard_wheel(self.value)
        self._erase = self._button("erase_button", "eraser", _("Erase what the brush touches (E)"), True)
        self._move = self._button("move_button", "cursor-move", _("Move a point (M)"), True)
        for i, button in enumerate((self._pen, self._erase, self._move)):
            self._group.addButton(button, POINT_CLASSES + i)
        self.brush_size = QSlider(Qt.Orientation.Horizontal)
        self.brush_size.setObjectName("brush_size")
        self.brush_size.setAccessibleName(_("Brush size"))
        self.brush_size.setRange(0, MAX_BRUSH)
        self.brush_size.setValue(3)
        self.brush_size.setToolTip(_("Size of the brush; at the left end each point is set by itself"))
        theme().keep_size(self.brush_size, fixed=(64, 0))
        guard_wheel(self.brush_size)
        jitter = self._button("jitter_button", "blur", _("Move every point a little by chance"), False)
        jitter.clicked.connect(self.jitter_requested)
        clear = self._button("clear_points_button", "delete-outline", _("Take all points away"), False)
        clear.clicked.connect(self.clear_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.form_choice)
        for widget in (*self._swatches, self._more, self._pen, self.value, self._erase, self._move):
            layout.addWidget(widget)
        self._brush_caption = caption(_("brush"))
        layout.addSpacing(4)
        for widget in (self._brush_caption, self.brush_size, jitter, clear):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._swatches[0].setChecked(True)
        theme().follow(self._on_theme_changed)
        self._show()

    @property
    def brush(self) -> Brush:
        """What the mouse does now."""
        checked = self._group.checkedId() - POINT_CLASSES
        return {1: Brush.ERASE, 2: Brush.MOVE}.get(checked, Brush.PAINT)

    @property
    def label(self) -> int:
        """The class that is painted."""
        return max(0, min(self._group.checkedId(), POINT_CLASSES - 1))

    def set_source(self, source: PointsSource) -> None:
        """Offers what goes with the source."""
        form = form_of(source)
        if form != self._form or not source.points:
            # without points a curve can't be told from a plane; it stays what it was
            form = CURVE if not source.points and self._form == CURVE and source.task is Task.REGRESSION else form
            self._form = form
            self.form_choice.fill(_FORMS, form)
        self._classes = max(self._classes, source.class_count()) if form == Task.MULTICLASS else 2
        self._show()

    @property
    def form(self) -> str:
        """A Task's value, or `CURVE`."""
        return self._form

    def choose(self, key: str) -> None:
        """Takes up a tool by its key: a class's number from 1, E or M."""
        if key == "E":
            self._erase.setChecked(True)
        elif key == "M":
            self._move.setChecked(True)
        elif self._form in (Task.BINARY, Task.MULTICLASS):
            label = (int(key) - 1) % POINT_CLASSES
            if label < self._classes:
                self._swatches[label].setChecked(True)
        else:
            self._pen.setChecked(True)

    def _show(self) -> None:
        has_classes = self._form in (Task.BINARY, Task.MULTICLASS)
        for label, swatch in enumerate(self._swatches):
            swatch.setVisible(has_classes and label < self._classes)
        self._more.setVisible(self._form == Task.MULTICLASS and self._classes < POINT_CLASSES)
        self._pen.setVisible(not has_classes)
        self.value.setVisible(self._form == Task.REGRESSION)
        if self.brush is Brush.PAINT:
            checked = self._group.checkedId()
            if has_classes and checked >= self._classes:
                self._swatches[0].setChecked(True)
            elif not has_classes:
                self._pen.setChecked(True)

    def _swatch(self, label: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"paint_class_{label}")
        button.setCheckable(True)
        button.setAutoRaise(True)
        key = (label + 1) % POINT_CLASSES
        button.setToolTip(tooltip(_("Paint class {label} ({key})").format(label=label, key=key)))
        button.setAccessibleName(_("Paint class {label}").format(label=label))
        self._group.addButton(button, label)
        return button

    def _button(self, name: str, icon: str, tip: str, checkable: bool) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setCheckable(checkable)
        button.setAutoRaise(True)
        button.setToolTip(tooltip(tip))
        button.setAccessibleName(tip)
        theme().dress(button, icon)
        return button

    @Slot(int)
    def _on_form_choice_activated(self, index: int) -> None:
        form = str(self.form_choice.currentData())
        if form != self._form:
            self._form = form
            self.form_chosen.emit(form)
            self._show()

    @Slot()
    def _on_more_clicked(self) -> None:
        self._classes = min(self._classes + 1, POINT_CLASSES)
        self._show()
        self._swatches[self._classes - 1].setChecked(True)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        side = theme().px(_SIDE)
        for label, swatch in enumerate(self._swatches):
            swatch.setIcon(QIcon(class_pixmap(label, side, 2.0, scheme.mark_edge)))
            swatch.setIconSize(QSize(side, side))
