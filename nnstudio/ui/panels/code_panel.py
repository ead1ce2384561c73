"""The script that repeats the run, live beside the network that is being built."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout

from nnstudio.export.names import FORMS, USUAL_FORM
from nnstudio.language import _, ngettext
from nnstudio.project.errors import ProjectError
from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, caption
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.highlighter import PythonHighlighter
from nnstudio.ui.widgets.plain_text import PlainLabel


class CodePanel(Panel):
    """Shows the project as plain PyTorch, and the hash of the weights that the script must end with."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._project: Project | None = None
        self.form_choice = Choice()
        self.form_choice.setObjectName("code_style_selector")
        self.form_choice.setAccessibleName(_("Form of the code"))
        self.form_choice.setMinimumContentsLength(24)
        self.form_choice.fill([(key, form.title, form.summary) for key, form in FORMS.items()], USUAL_FORM)
        self.form_choice.currentIndexChanged.connect(self._on_form_changed)
        copy = QPushButton(_("Copy"))
        copy.setObjectName("copy_code_button")
        theme().dress(copy, "content-copy")
        copy.clicked.connect(self._on_copy_clicked)
        save = QPushButton(_("Save …"))
        save.setObjectName("save_code_button")
        theme().dress(save, "content-save-outline")
        save.clicked.connect(self._on_save_clicked)
        self.editor = QPlainTextEdit()
        left_to_right(self.editor)
        self.editor.setObjectName("code_view")
        self.editor.setAccessibleName(_("The project as a script"))
        self.editor.setReadOnly(True)
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._highlighter = PythonHighlighter(self.editor.document(), theme().scheme)
        self._fingerprint = PlainLabel()
        self._fingerprint.setObjectName("caption")
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._fingerprint.setWordWrap(True)
        # a hash has no place to break, but can be looked through and copied in a field of any width
        self._hash = QLineEdit()
        self._hash.setObjectName("fingerprint")
        self._hash.setAccessibleName(_("SHA-256 of the weights"))
        self._hash.setReadOnly(True)
        self._hash.setFrame(False)
        head = FlowLayout()
        head.add_widgets(caption(_("Run by plain Python, it prints these very losses.")), self.form_choice, copy, save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addLayout(head)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self._fingerprint)
        layout.addWidget(self._hash)
        context.session.state_changed.connect(self._on_session_state_changed)
        theme().follow(self._on_theme_changed)

    def set_project(self, project: Project) -> None:
        self._project = project
        self._write()

    def set_run(self, run: Run | None) -> None:
        self._show_fingerprint()

    @property
    def code(self) -> str:
        return self.editor.toPlainText()

    def _write(self) -> None:
        if self._project is None:
            return
        problems = self._project.problems()
        if problems:
            text = _("# This network can't be trained yet: {message}\n").format(message=problems[0].message)
        else:
            from nnstudio.export.script import script_of

            try:
                text = script_of(self._project, self.form_choice.currentData())
            except ProjectError as error:
                # a file of data may have gone
                text = _("# There is no script: {error}\n").format(error=error)
        if text != self.code:
            bar = self.editor.verticalScrollBar()
            place = bar.value()
            self.editor.setPlainText(text)
            bar.setValue(place)

    def _show_fingerprint(self) -> None:
        """Only at rest, for hashing takes its time."""
        session = self.context.session
        run = session.run
        if run is None or session.state is State.TRAINING:
            self._fingerprint.setText("")
            self._hash.setText("")
            return
        from nnstudio.engine.snapshots.fingerprint import fingerprint

        threads = ngettext("{threads} thread", "{threads} threads", run.trainer.threads).format(
            threads=run.trainer.threads
        )
        self._fingerprint.setText(
            _("{threads}. {details}\nSHA-256 of the weights after epoch {epoch:,}:").format(
                threads=threads, details=run.trainer.details, epoch=run.result.epoch
            )
        )
        self._hash.setText(fingerprint(run.result))
        self._hash.setCursorPosition(0)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._highlighter.set_scheme(scheme)

    @Slot(int)
    def _on_form_changed(self, index: int) -> None:
        self._write()

    @Slot(State)
    def _on_session_state_changed(self, state: State) -> None:
        self._show_fingerprint()

    @Slot()
    def _on_copy_clicked(self) -> None:
        self.context.document.commit_pending()
        QGuiApplication.clipboard().setText(self.code)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.context.document.commit_pending()
        self.context.files.ask_save_script(self.code)
