"""The panel: which samples, which stage, and the stage itself."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QToolButton, QVBoxLayout

from nnstudio.language import _, ngettext
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.session.worker import ExamineJob
from nnstudio.ui.accessibility.selecting import SelectionFollower
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.walkthrough.stage_view import StageView
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, IntField, caption
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.plain_text import tooltip
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame
    from nnstudio.engine.walkthrough import Walk

_WHICH = [
    (
        "batch",
        _("Next batch"),
        _("The first batch of the epoch that comes next, in the order that it will be drawn in"),
    ),
    ("one", _("One sample"), _("A single train sample, by its number, as if it were the batch")),
    (
        "some",
        _("Some samples"),
        _("So many train samples, from the one with this number on, as if they were the batch"),
    ),
]


class WalkthroughPanel(Panel):
    """Takes the step after the epoch shown apart, and goes through it stage by stage."""

    waits = True

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._run: Run | None = None
        self._epoch = 0
        self._job: ExamineJob | None = None
        self._asked: object = None
        self.walk: Walk | None = None
        """What is shown; None while there is nothing to show."""
        self.which = Choice()
        self.which.setObjectName("walk_samples_selector")
        self.which.setAccessibleName(_("Samples"))
        self.which.setMinimumContentsLength(14)
        self.which.fill(_WHICH, "batch")
        self.which.currentIndexChanged.connect(self._on_choice_changed)
        self.first = IntField(1, 1)
        self.first.setObjectName("walk_sample")
        self.first.setAccessibleName(_("First sample"))
        self.first.setPrefix(_("no. "))
        self.first.valueChanged.connect(self._on_choice_changed)
        self.count = IntField(1, 1)
        self.count.setObjectName("walk_count")
        self.count.setAccessibleName(_("Number of samples"))
        self.count.setSuffix(_(" samples"))
        theme().keep_size(self.count, minimum=(104, 25))
        self.count.valueChanged.connect(self._on_choice_changed)
        self.back = _button("walk_back_button", "chevron-left", _("Previous stage (left arrow)"))
        self.back.clicked.connect(self._on_back_clicked)
        self.forward = _button("walk_forward_button", "chevron-right", _("Next stage (right arrow)"))
        self.forward.clicked.connect(self._on_forward_clicked)
        self.stages = QListWidget()
        self.stages.setObjectName("walk_stages")
        self.stages.setAccessibleName(_("Stages"))
        theme().keep_size(self.stages, minimum=(150, 60))
        SelectionFollower(self.stages)
        self.stages.currentRowChanged.connect(self._on_stages_current_row_changed)
        self.view = StageView()
        # whichever of them has been clicked, the arrow keys go from stage to stage
        for stepping in (self.stages, self.back, self.forward, self.view.area):
            stepping.installEventFilter(self)
        self.status = caption()
        self.status.setWordWrap(True)
        row = FlowLayout()
        for widget in (self.back, self.forward, self.which, self.first, self.count):
            row.addWidget(widget)
        body = TurningSplitter(0.9, self.stages, self.view)
        body.set_shares(tall=(1, 3), flat=(1, 5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addLayout(row)
        layout.addWidget(self.status)
        layout.addWidget(body, 1)
        context.session.examined.connect(self._on_session_examined)
        context.session.state_changed.connect(self._on_session_state_changed)
        self._show_choice()
        self._show_stage()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(800), theme().px(300))

    @property
    def page(self) -> str:
        row, walk = self.stages.currentRow(), self.walk
        return walk.stages[row].part if walk is not None and 0 <= row < len(walk.stages) else ""

    def show_page(self, page: str) -> None:
        stages = self.walk.stages if self.walk is not None else ()
        row = next((i for i, stage in enumerate(stages) if stage.part == page), None)
        if row is not None:
            self.stages.setCurrentRow(row)

    # what is told

    def set_run(self, run: Run | None) -> None:
        self._run = run
        self._asked = None
        if run is None:
            self._drop()
            self._show(None, _("There is no network to walk through yet."))
            return
        n = len(run.dataset.X_train)
        self.first.setMaximum(n)
        self.count.setMaximum(min(n, 64))
        if self.count.value() == 1:
            with QSignalBlocker(self.count):
                self.count.setValue(min(3, n))
        self._epoch = min(self._epoch, run.epoch)
        self._ask()

    def set_frame(self, frame: "Frame") -> None:
        self._epoch = frame.epoch
        self._ask()

    # asking for the walk

    def _rows(self) -> Sequence[int] | None:
        start = self.first.value() - 1
        match self.which.currentData():
            case "one":
                return [start]
            case "some":
                return list(range(start, min(start + self.count.value(), self.first.maximum())))
        return None

    def _ask(self) -> None:
        run, rows = self._run, self._rows()
        if run is None:
            return
        if self.context.session.state is State.TRAINING:
            self._drop()
            self._asked = None
            self.status.setText(
                _("While training goes on, the numbers stand still. Pause to see the step it takes next.")
            )
            return
        asked = (run.id, self._epoch, run.epoch, None if rows is None else tuple(rows))
        if asked == self._asked:
            return
        self._drop()
        self._asked = asked
        self.status.setText(_("Finding the state after epoch {epoch:,} …").format(epoch=self._epoch))
        self._job = self.context.session.examine(_look(run, self._epoch, rows))

    def _drop(self) -> None:
        if self._job is not None:
            self._job.dropped.set()
            self._job = None

    @Slot(ExamineJob)
    def _on_session_examined(self, job: ExamineJob) -> None:
        if job is not self._job:
            return
        self._job = None
        if isinstance(job.result, str):
            self._show(None, job.result)
        elif job.error or job.result is None:
            self._show(None, job.error)
        else:
            self._show(job.result, "")  # type: ignore[arg-type]

    @Slot(State)
    def _on_session_state_changed(self, state: State) -> None:
        if self.isVisible():
            self._ask()

    @Slot()
    def _on_choice_changed(self) -> None:
        self._show_choice()
        self._ask()

    def _show_choice(self) -> None:
        which = self.which.currentData()
        self.first.setVisible(which != "batch")
        self.count.setVisible(which == "some")

    # showing it

    def _show(self, walk: "Walk | None", problem: str) -> None:
        self.walk = walk
        titles = [stage.title for stage in walk.stages] if walk is not None else []
        row = max(0, min(self.stages.currentRow(), len(titles) - 1))
        with QSignalBlocker(self.stages):
            if titles != [self.stages.item(i).text() for i in range(self.stages.count())]:
                self.stages.clear()
                self.stages.addItems(titles)
            self.stages.setCurrentRow(row)
        if walk is None:
            self.status.setText(problem)
        else:
            number = len(walk.rows)
            samples = ngettext("1 sample", "{number:,} samples", number).format(number=number)
            if walk.is_next_batch:
                samples = _("the first batch of epoch {epoch:,}: {samples}").format(
                    epoch=walk.epoch + 1, samples=samples
                )
            self.status.setText(
                _("The step after epoch {epoch:,}, on {samples}").format(epoch=walk.epoch, samples=samples)
            )
        self._show_stage()

    @Slot(int)
    def _on_stages_current_row_changed(self, row: int) -> None:
        self._show_stage()

    def _show_stage(self) -> None:
        row, walk = self.stages.currentRow(), self.walk
        self.view.set_stage(walk.stages[row] if walk is not None and row >= 0 else None)
        last = len(walk.stages) - 1 if walk is not None else 0
        for button, can, tip, why in (
            (self.back, row > 0, _("Previous stage (left arrow)"), _("This is the first stage")),
            (self.forward, 0 <= row < last, _("Next stage (right arrow)"), _("This is the last stage")),
        ):
            button.setEnabled(can)
            button.setToolTip(
                tooltip(tip if can else why if walk is not None else _("There is nothing to walk through"))
            )

    @Slot()
    def _on_back_clicked(self) -> None:
        self.stages.setCurrentRow(max(0, self.stages.currentRow() - 1))

    @Slot()
    def _on_forward_clicked(self) -> None:
        self.stages.setCurrentRow(min(self.stages.count() - 1, self.stages.currentRow() + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._stepped(event.key()):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._stepped(event.key()):
            return True
        return super().eventFilter(watched, event)

    def _stepped(self, key: int) -> bool:
        if key == Qt.Key.Key_Left:
            self._on_back_clicked()
        elif key == Qt.Key.Key_Right:
            self._on_forward_clicked()
        return key in (Qt.Key.Key_Left, Qt.Key.Key_Right)


def _button(name: str, icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setToolTip(tooltip(tip))
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    theme().dress(button, icon)
    return button


def _look(run: Run, epoch: int, rows: Sequence[int] | None) -> Callable[[Callable[[], bool]], object]:
    return partial(_walk, run, epoch, rows)


def _walk(run: Run, epoch: int, rows: Sequence[int] | None, stop: Callable[[], bool]) -> object:
    """In the training thread: the Walk, why there is none, or None if it was stopped."""
    from nnstudio.engine.walkthrough import WalkError, state_at, walk_through

    state = state_at(run.project, run.dataset, run.trainer, epoch, stop)
    if state is None:
        return None
    try:
        return walk_through(run.project, run.dataset, state, rows)
    except WalkError as error:
        return str(error)
