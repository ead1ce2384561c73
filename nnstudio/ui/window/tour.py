"""Four steps that show a newcomer around: where data, network, training and result are. It can be left at any time."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QPushButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.lessons.callout import Callout
from nnstudio.ui.style.focus_ring import focus_by_key
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel

_SEEN = "tour/seen"
_WIDTH, _GAP = 330, 14


class _Stop(NamedTuple):
    points_at: str
    """The object name of a control; where it is not seen, nothing is pointed at."""
    title: str
    text: str


def _stops() -> tuple[_Stop, ...]:
    return (
        _Stop(
            "dataset_picker",
            _("Data"),
            _("Pick what is to be learned: click a picture. How many samples there are, and how noisy, is below it."),
        ),
        _Stop(
            "network_diagram",
            _("The network"),
            _(
                "Each square is a unit, each line a weight. Add layers and units by + and −; click a unit to see it "
                "large."
            ),
        ),
        _Stop(
            "train_button",
            _("Training"),
            _("Press Train, and watch what the network computes. The loss says how wrong it still is."),
        ),
        _Stop(
            "timeline",
            _("The result"),
            _(
                "Drag the timeline to go back to any epoch. The menu View has panels that look inside, the menu "
                "Lessons leads through it all, and Ctrl+Shift+P finds everything by its name."
            ),
        ),
    )


def is_due() -> bool:
    """Whether nobody has seen the tour yet."""
    return not QSettings().value(_SEEN, False, type=bool)


class Tour(QFrame):
    """A card beside what it points at. Enter goes on, Escape leaves."""

    ended = Signal()

    def __init__(self, workspace: Workspace, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        theme().style(self)
        theme().keep_size(self, fixed=(_WIDTH, 0))
        self._window, self._stops, self.step = window, _stops(), 0
        self._before = window.focusWidget()
        self._callout = Callout(workspace, window)
        self._where, self._title, self._text = PlainLabel(), PlainLabel(), PlainLabel()
        self._where.setObjectName("caption")
        self._title.setObjectName("lesson_step_title")
        self._text.setWordWrap(True)
        self._skip = QPushButton(_("Skip the tour"))
        self._skip.setObjectName("skip_tour_button")
        self._skip.clicked.connect(self.leave)
        self._back = QPushButton(_("Back"))
        self._back.setObjectName("tour_back_button")
        self._back.clicked.connect(self._on_back_clicked)
        self._next = QPushButton()
        self._next.setObjectName("tour_next_button")
        self._next.setProperty("primary", "true")
        self._next.clicked.connect(self._on_next_clicked)
        foot = QHBoxLayout()
        foot.addWidget(self._skip)
        foot.addStretch(1)
        foot.addWidget(self._back)
        foot.addWidget(self._next)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        for label in (self._where, self._title, self._text):
            layout.addWidget(label)
        layout.addLayout(foot)
        window.installEventFilter(self)
        # seen is seen, however it ends
        QSettings().setValue(_SEEN, True)

    def begin(self) -> None:
        """Shows the first step."""
        self._show(0)
        self.show()
        self.raise_()
        focus_by_key(self._next, Qt.FocusReason.OtherFocusReason)

    @Slot()
    def leave(self) -> None:
        """Ends it; the focus goes back to where it was."""
        self._window.removeEventFilter(self)
        self._callout.point_at(None)
        self._callout.deleteLater()
        had_focus = self.isAncestorOf(self._window.focusWidget())
        self.hide()
        if had_focus and self._before is not None:
            self._before.setFocus()
        self.ended.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._on_next_clicked()
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._take_place)
        elif event.type() is QEvent.Type.Close:
            self._callout.point_at(None)
        return False

    def _show(self, step: int) -> None:
        self.step = step
        stop, last = self._stops[step], len(self._stops) - 1
        self._where.setText(_("{number} of {count}").format(number=step + 1, count=last + 1))
        self._title.setText(stop.title)
        self._text.setText(stop.text)
        self.setAccessibleName(f"{stop.title}. {stop.text}")
        self._back.setEnabled(step > 0)
        self._next.setText(_("Begin") if step == last else _("Next"))
        self._skip.setVisible(step < last)
        self._callout.point_at(stop.points_at)
        self._take_place()

    @Slot()
    def _take_place(self) -> None:
        """Beside what it points at, where there is room; else in the middle."""
        self.setFixedHeight(self._layout.totalHeightForWidth(self.width()))
        target = self._window.findChild(QWidget, self._stops[self.step].points_at)
        room = self._window.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        card = QRect(QPoint(0, 0), self.size())
        card.moveCenter(room.center())
        if target is not None and target.isVisible():
            at = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
            right, left = at.right() + _GAP, at.left() - _GAP - card.width()
            below, above = at.bottom() + _GAP, at.top() - _GAP - card.height()
            if right + card.width() <= room.right() and at.width() < room.width() // 2:
                card.moveTopLeft(QPoint(right, at.top()))
            elif left >= room.left() and at.width() < room.width() // 2:
                card.moveTopLeft(QPoint(left, at.top()))
            else:
                card.moveTopLeft(QPoint(at.left(), below if below + card.height() <= room.bottom() else above))
        card.moveLeft(max(room.left(), min(card.left(), room.right() - card.width())))
        card.moveTop(max(room.top(), min(card.top(), room.bottom() - card.height())))
        self.move(card.topLeft())

    @Slot()
    def _on_back_clicked(self) -> None:
        self._show(max(0, self.step - 1))

    @Slot()
    def _on_next_clicked(self) -> None:
        if self.step + 1 < len(self._stops):
            self._show(self.step + 1)
        else:
            self.leave()
