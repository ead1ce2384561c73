"""Which inputs the network gets: toggles with pictures, the list of them, and all products up to a degree."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _, ngettext
from nnstudio.project.data import DataSpec
from nnstudio.project.feature_choice import columns_of, degree_columns, degree_of
from nnstudio.project.features import (
    MAX_DEGREE,
    MAX_DERIVED,
    FeatureError,
    count_monomials,
    highest_degree,
    pretty,
)
from nnstudio.project.sources.spec import Task
from nnstudio.ui.editors.data.feature_toggles import LAST_ONE, FeatureToggles, offered
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import CheckField, IntField, caption, show_value
from nnstudio.ui.widgets.plain_text import add_text_action, tooltip

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset

_LISTED = 12


class FeaturePanel(QWidget):
    """Shows the features of a DataSpec, and wishes for others."""

    feature_toggled = Signal(str)
    column_toggled = Signal(str)
    degree_chosen = Signal(int)
    standardize_toggled = Signal(bool)
    standardize_target_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_column = False
        self.standardize = CheckField(_("Standardise"))
        self.standardize.setToolTip(
            _("Scale each feature to mean 0 and standard deviation 1 (of the training samples)")
        )
        self.standardize.toggled.connect(self.standardize_toggled)
        self.standardize_target = CheckField(_("Standardise the target"))
        self.standardize_target.setObjectName("standardize_target")
        self.standardize_target.setToolTip(
            tooltip(
                _(
                    "Train on the target at mean 0 and standard deviation 1 (of the training samples), for a network "
                    "learns numbers near 0 best; predictions, metrics and plots stay in the target's own units"
                )
            )
        )
        self.standardize_target.toggled.connect(self.standardize_target_toggled)
        self.toggles = FeatureToggles()
        self.toggles.feature_toggled.connect(self.feature_toggled)
        self.list_button = QToolButton()
        self.list_button.setObjectName("features_button")
        self.list_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.list_button)
        self.menu.setToolTipsVisible(True)
        self.menu.triggered.connect(self._on_menu_triggered)
        self.list_button.setMenu(self.menu)
        self.degree = IntField(0, MAX_DEGREE)
        self.degree.setObjectName("degree")
        theme().keep_size(self.degree, fixed=(48, 0))
        self.degree.valueChanged.connect(self.degree_chosen)
        self._degree_label = caption(_("Degree"))
        self._degree_label.setBuddy(self.degree)
        self.degree.setAccessibleName(_("Degree"))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        head.addWidget(self.standardize)
        head.addStretch(1)
        head.addWidget(self.list_button)
        head.addWidget(self._degree_label)
        head.addWidget(self.degree)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self.standardize_target)
        layout.addWidget(self.toggles)

    def set_data(self, spec: DataSpec) -> None:
        """Shows what the network gets."""
        self.standardize.show_checked(spec.standardize)
        self.standardize_target.show_checked(spec.standardize_target)
        self.standardize_target.setVisible(spec.task is Task.REGRESSION)
        columns = spec.source.feature_names()
        used = spec.features or columns
        try:
            names = [feature.name for feature in spec.parsed_features()]
        except FeatureError:
            # the notice says what is wrong
            self.setEnabled(False)
            return
        self.setEnabled(True)
        self._by_column = not offered(columns)
        self.toggles.set_features(columns, used)
        self._show_degree(columns, used)
        self._show_list(columns, names)

    def set_dataset(self, dataset: "Dataset") -> None:
        """Draws the toggles' pictures over the range of these samples."""
        self.toggles.set_dataset(dataset)

    def _show_degree(self, columns: tuple[str, ...], used: tuple[str, ...]) -> None:
        over = degree_columns(used, columns)
        degree = degree_of(used, columns)
        highest = highest_degree(len(over))
        with QSignalBlocker(self.degree):
            self.degree.setRange(0 if degree == 0 else 1, highest)
            # what is shown for the lowest value
            self.degree.setSpecialValueText("–" if degree == 0 else "")
        show_value(self.degree, degree)
        self.degree.setEnabled(highest > 1)
        tip = _(
            "All products of the inputs' columns up to this degree; degree {highest} makes {count} features"
        ).format(highest=highest, count=count_monomials(len(over), highest))
        if highest == 1:
            tip = _(
                "Degree 2 of {columns} columns would make {count:,} features, more than {most}; use fewer columns"
            ).format(columns=len(over), count=count_monomials(len(over), 2), most=MAX_DERIVED)
        for widget in (self.degree, self._degree_label):
            widget.setToolTip(tooltip(tip))

    def _show_list(self, columns: tuple[str, ...], used: list[str]) -> None:
        count = len(used)
        self.list_button.setText(ngettext("{count} input ", "{count} inputs ", count).format(count=count))
        shown = ", ".join(pretty(name, columns) for name in used[:_LISTED])
        more = _(" and {count} more").format(count=count - _LISTED) if count > _LISTED else ""
        self.list_button.setToolTip(tooltip(_("What the network gets: {shown}{more}").format(shown=shown, more=more)))
        listed = columns if self._by_column else tuple(dict.fromkeys((*offered(columns), *used)))
        actions = self.menu.actions()
        if [action.data() for action in actions] != list(listed):
            self.menu.clear()
            for name in listed:
                action = add_text_action(self.menu, pretty(name, columns))
                action.setData(name)
                action.setCheckable(True)
        on = set(columns_of(used, columns) if self._by_column else used)
        for action in self.menu.actions():
            action.setChecked(action.data() in on)
            last = len(on) == 1 and action.data() in on
            action.setEnabled(not last)
            action.setToolTip(LAST_ONE if last else tooltip(pretty(action.data(), columns)))

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        (self.column_toggled if self._by_column else self.feature_toggled).emit(action.data())
