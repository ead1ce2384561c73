"""One line that says what went wrong, or what else could be done, and can be read without being clicked away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from nnstudio.ui.theme import theme


class Notice(QFrame):
    """Hidden while there is nothing to say."""

    action_requested = Signal()

    def __init__(self, parent: QWidget | None = None, name: str = "notice") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self.action = QPushButton()
        self.action.setObjectName(f"{name}_button")
        self.action.clicked.connect(self.action_requested)
        close = QToolButton()
        close.setAutoRaise(True)
        close.setToolTip("Hide this")
        theme().dress(close, "close", "error" if name == "notice" else "text")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 4, 2)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.action)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text() if not self.isHidden() else ""

    def set_text(self, text: str, action: str = "") -> None:
        """Says `text`, with a button for what can be done about it."""
        self._label.setText(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(text))
