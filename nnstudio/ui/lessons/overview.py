"""All lessons at a glance: what each is about, and how far the learner has come."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _, ngettext
from nnstudio.project.guided.lesson import GuidedLesson
from nnstudio.ui.lessons.progress import Progress, progress_in
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel


class Overview(QDialog):
    """A card for each lesson, in their order; the next one to do is the one to press Enter on."""

    lesson_chosen = Signal(Path)
    """The Path of its file."""
    hand_in_requested = Signal(Path)
    """The Path of a lesson that was finished."""

    def __init__(self, lessons: Sequence[tuple[Path, GuidedLesson]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lessons_dialog")
        self.setWindowTitle(_("Lessons"))
        page = QWidget()
        cards = QVBoxLayout(page)
        cards.setContentsMargins(0, 0, 6, 0)
        cards.setSpacing(6)
        kept = [progress_in(lesson) for _unused, lesson in lessons]
        done = sum(progress.is_complete(lesson) for (_unused, lesson), progress in zip(lessons, kept, strict=True))
        first = next((i for i, progress in enumerate(kept) if not progress.is_finished), None)
        for i, ((path, lesson), progress) in enumerate(zip(lessons, kept, strict=True)):
            cards.addWidget(self._card(i, path, lesson, progress, i == first))
        cards.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(_("Lessons"))
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = PlainLabel(_("From the first tensor to several classes: short steps beside the live studio."))
        head.setWordWrap(True)
        count = PlainLabel(_("{done} of {lesson_count} done").format(done=done, lesson_count=len(lessons)))
        count.setObjectName("caption")
        top = QHBoxLayout()
        top.addWidget(head, 1)
        top.addWidget(count)
        close = QPushButton(_("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
        self.resize(theme().px(640), theme().px(600))

    def _card(self, number: int, path: Path, lesson: GuidedLesson, progress: Progress, is_next: bool) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        title = PlainLabel(f"{number + 1}. {lesson.title}")
        title.setObjectName("card_title")
        summary = PlainLabel(lesson.summary)
        summary.setObjectName("caption")
        summary.setWordWrap(True)
        state = PlainLabel(_told(lesson, progress))
        state.setObjectName("caption")
        is_complete = progress.is_complete(lesson)
        begun = (progress.step > 0 or progress.is_finished) and not is_complete
        button = QPushButton(_("Continue") if begun else _("Again") if is_complete else _("Start"))
        if progress.is_finished and begun:
            button.setToolTip(_("At the first step that was skipped"))
        button.setObjectName(f"open_{lesson.id}_button")
        button.setProperty("primary", is_next)
        button.setDefault(is_next)
        button.setAutoDefault(is_next)
        button.clicked.connect(partial(self._choose, path))
        grid = QGridLayout(card)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.addWidget(title, 0, 0)
        grid.addWidget(state, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(summary, 1, 0)
        buttons = QHBoxLayout()
        if progress.is_finished:
            hand_in = QPushButton(_("Hand in …"))
            hand_in.setObjectName(f"hand_in_{lesson.id}_button")
            hand_in.setToolTip(_("Save a file with your answers and runs, for your teacher"))
            hand_in.setAutoDefault(False)
            hand_in.clicked.connect(partial(self.hand_in_requested.emit, path))
            buttons.addWidget(hand_in)
        buttons.addWidget(button)
        grid.addLayout(buttons, 1, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        return card

    def _choose(self, path: Path) -> None:
        self.accept()
        self.lesson_chosen.emit(path)


def _told(lesson: GuidedLesson, progress: Progress) -> str:
    skipped = len(progress.skipped(lesson))
    if progress.is_finished and skipped:
        told = ngettext("finished, {skipped} step skipped", "finished, {skipped} steps skipped", skipped)
        return told.format(skipped=skipped)
    if progress.is_finished:
        return _("✓ done")
    if progress.step:
        return _("step {step} of {step_count}").format(step=progress.step + 1, step_count=len(lesson.steps))
    return (
        _("about {minutes} min").format(minutes=lesson.minutes)
        if lesson.minutes is not None
        else _("{step_count} steps").format(step_count=len(lesson.steps))
    )
