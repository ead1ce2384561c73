"""One line that says what went wrong, where it can be read without being clicked away."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from nnstudio.ui.theme import theme


class Notice(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._label = QLabel()
        self._label.setWordWrap(True)
        close = QToolButton()
        close.setAutoRaise(True)
        close.setToolTip("Hide this")
        theme().dress(close, "close", "error")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 4, 2)
        layout.addWidget(self._label, 1)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text() if not self.isHidden() else ""

    def set_text(self, text: str) -> None:
        self._label.setText(text)
        self.setVisible(bool(text))
