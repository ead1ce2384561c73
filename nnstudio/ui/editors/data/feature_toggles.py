"""A row of buttons: each feature with its picture, in use or not."""

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from nnstudio.language import _
from nnstudio.project.features import parse_feature
from nnstudio.ui.editors.data.feature_thumbnails import Range, draw_feature, range_of
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import action_text, tooltip

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset

_SIDE = 30
_HEIGHT = 52
LAST_ONE = _("The network needs at least one input; switch another on first")


def offered(columns: Sequence[str]) -> tuple[str, ...]:
    """The features that have a button: TensorFlow Playground's over two columns, powers and a sine over one."""
    if len(columns) == 1:
        x = columns[0]
        return (x, f"{x}^2", f"{x}^3", f"sin({x})")
    if len(columns) == 2:
        a, b = columns
        return (a, b, f"{a}^2", f"{b}^2", f"{a}*{b}", f"sin({a})", f"sin({b})")
    return ()


class FeatureToggles(QWidget):
    """One button for each feature offered; the last one in use can't be switched off."""

    feature_toggled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[str, ...] = ()
        self._span: Range | None = None
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._group.idClicked.connect(self._on_group_id_clicked)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._scheme: Scheme | None = None
        theme().follow(self._on_theme_changed)

    def set_features(self, columns: tuple[str, ...], used: Sequence[str]) -> None:
        """Shows which are in use, of the features that can be made of the columns."""
        if columns != self._columns:
            self._columns, self._span = columns, None
            self._lay()
        wanted = {parse_feature(name, columns) for name in used}
        side = theme().px(_SIDE)
        for name, button in self._buttons.items():
            button.setIconSize(QSize(side, side))
            feature = parse_feature(name, columns)
            on = feature in wanted
            button.setChecked(on)
            last = on and len(wanted) == 1
            button.setEnabled(not last)
            does = _("The network gets") if on else _("Let the network get")
            button.setToolTip(
                tooltip(
                    LAST_ONE
                    if last
                    else _("{does} {in_words} as an input").format(does=does, in_words=_in_words(name, columns))
                )
            )

    @property
    def is_drawn(self) -> bool:
        """Whether the pictures are of a range of samples yet."""
        return self._span is not None

    def set_dataset(self, dataset: "Dataset") -> None:
        """Draws the features over the range of these samples."""
        if dataset.columns == self._columns and range_of(dataset) != self._span:
            self._span = range_of(dataset)
            self._draw()

    def _lay(self) -> None:
        for button in self._buttons.values():
            self._layout.removeWidget(button)
            self._group.removeButton(button)
            button.hide()
            button.setObjectName("")
            button.deleteLater()
        self._buttons = {name: self._make_button(name) for name in offered(self._columns)}
        for i, button in enumerate(self._buttons.values()):
            self._layout.addWidget(button)
            self._group.addButton(button, i)
        self.setVisible(bool(self._buttons))
        self._draw()

    def _make_button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"feature_{name}")
        button.setCheckable(True)
        button.setText(action_text(parse_feature(name, self._columns).pretty))
        button.setAccessibleName(_("Feature {in_words}").format(in_words=_in_words(name, self._columns)))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        theme().keep_size(button, minimum=(_SIDE + 4, 0), fixed=(0, _HEIGHT))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _draw(self) -> None:
        if self._scheme is None:
            return
        ratio = max(2.0, self.devicePixelRatioF())
        side = theme().px(_SIDE)
        for name, button in self._buttons.items():
            button.setIconSize(QSize(side, side))
            feature = parse_feature(name, self._columns)
            button.setIcon(draw_feature(feature, self._columns, self._span, self._scheme, side, ratio))

    @Slot(int)
    def _on_group_id_clicked(self, place: int) -> None:
        self.feature_toggled.emit(list(self._buttons)[place])

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._draw()


def _in_words(name: str, columns: Sequence[str]) -> str:
    feature = parse_feature(name, columns)
    if feature.function:
        return (
            _("the sine of {columns}").format(columns=feature.columns[0])
            if feature.function == "sin"
            else _("the cosine of {columns}").format(columns=feature.columns[0])
        )
    powers = {1: "{column}", 2: _("{column} squared"), 3: _("{column} cubed")}
    raised = [
        powers.get(power, _("{column} to the power {power}")).format(column=column, power=power)
        for column, power in feature.powers
    ]
    return reduce(lambda first, second: _("{first} times {second}").format(first=first, second=second), raised)
