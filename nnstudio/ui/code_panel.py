"""The script that repeats the run, live beside the network that is being built."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from nnstudio.project.project import Project
from nnstudio.ui.colors import Scheme
from nnstudio.ui.fields import Choice, caption
from nnstudio.ui.highlighter import PythonHighlighter
from nnstudio.ui.theme import theme

_STYLES = [
    ("sequential", "nn.Sequential", "The layers in a row"),
    ("class", "Class with named attributes", "A subclass of nn.Module with a forward method"),
]


class CodePanel(QWidget):
    """Shows a project as plain PyTorch; written only while it can be seen."""

    save_requested = Signal(str)
    """The script's text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._is_current = False
        self.style_choice = Choice()
        self.style_choice.setObjectName("code_style_selector")
        self.style_choice.setMinimumContentsLength(24)
        self.style_choice.fill(_STYLES, "sequential")
        self.style_choice.currentIndexChanged.connect(self._on_style_changed)
        copy = QPushButton("Copy")
        copy.setObjectName("copy_code_button")
        theme().dress(copy, "content-copy")
        copy.clicked.connect(self._on_copy_clicked)
        save = QPushButton("Save …")
        save.setObjectName("save_code_button")
        theme().dress(save, "content-save-outline")
        save.clicked.connect(self._on_save_clicked)
        self.editor = QPlainTextEdit()
        self.editor.setObjectName("code_view")
        self.editor.setReadOnly(True)
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._highlighter = PythonHighlighter(self.editor.document(), theme().scheme)
        self._fingerprint = QLabel()
        self._fingerprint.setObjectName("caption")
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.addWidget(caption("Run by plain Python, it prints these very losses."))
        head.addStretch(1)
        head.addWidget(self.style_choice)
        head.addWidget(copy)
        head.addWidget(save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addLayout(head)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self._fingerprint)
        theme().follow(self._on_theme_changed)

    def set_project(self, project: Project) -> None:
        """Shows the project's script."""
        self._project = project
        self._is_current = False
        self._write()

    def set_fingerprint(self, text: str) -> None:
        """Shows the hash of the weights that the script must end with, and how they came about."""
        self._fingerprint.setText(text)

    @property
    def code(self) -> str:
        return self.editor.toPlainText()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._write()

    def _write(self) -> None:
        if self._project is None or self._is_current or not self.isVisible():
            return
        self._is_current = True
        problems = self._project.problems()
        if problems:
            text = f"# This network can't be trained yet: {problems[0].message}\n"
        else:
            from nnstudio.export.script import script_of

            text = script_of(self._project, self.style_choice.currentData())
        if text != self.code:
            bar = self.editor.verticalScrollBar()
            place = bar.value()
            self.editor.setPlainText(text)
            bar.setValue(place)

    @Slot(object)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._highlighter.set_scheme(scheme)

    @Slot(int)
    def _on_style_changed(self, index: int) -> None:
        self._is_current = False
        self._write()

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.code)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save_requested.emit(self.code)
