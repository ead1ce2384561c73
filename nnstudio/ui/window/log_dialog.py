"""The log, to be read, and to be copied for somebody who can help."""

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.log import start as log
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel


class LogDialog(QDialog):
    """The end of the log below the versions of all that matters, as it is when the dialog opens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log_dialog")
        self.setWindowTitle(_("Log"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = log.place()
        self._where = PlainLabel(str(place) if place is not None else log.trouble() or _("There is no log yet."))
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._where.setWordWrap(True)
        self._text = QPlainTextEdit(log.text())
        left_to_right(self._text)
        self._text.setObjectName("log_text")
        self._text.setAccessibleName(_("The log"))
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.moveCursor(QTextCursor.MoveOperation.End)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self._copy = QPushButton(_("Copy all"))
        self._copy.setObjectName("copy_log_button")
        self._copy.setToolTip(_("Copy the text with all versions, to send it to somebody who can help"))
        self._copy.clicked.connect(self._on_copy_clicked)
        self._open = QPushButton(_("Open folder"))
        self._open.setObjectName("open_log_folder_button")
        self._open.setEnabled(place is not None)
        self._open.setToolTip(
            _("Show the folder in which the log lies") if place is not None else _("There is no log file")
        )
        self._open.clicked.connect(self._on_open_clicked)
        for button in (self._copy, self._open):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(self._where)
        layout.addWidget(self._text, 1)
        layout.addWidget(buttons)
        self.resize(theme().px(820), theme().px(520))

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        self._copy.setText(_("Copied"))

    @Slot()
    def _on_open_clicked(self) -> None:
        place = log.place()
        if place is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(place.parent))):
            self._where.setText(
                _("{parent} could not be opened by this system; its name can be copied from here.").format(
                    parent=place.parent
                )
            )
