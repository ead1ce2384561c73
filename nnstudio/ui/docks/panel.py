"""What a panel of the drawer is given, and what it is told."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.project.project import Project
from nnstudio.session.document import Document
from nnstudio.session.run import Run
from nnstudio.session.training_session import TrainingSession
from nnstudio.ui.shown.files import Files
from nnstudio.ui.shown.frame_source import FrameSource
from nnstudio.ui.shown.redraw_scheduler import RedrawScheduler
from nnstudio.ui.shown.selection import Selection

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame


@dataclass(frozen=True, eq=False)
class PanelContext:
    """What every panel works with. A panel edits the project by ``document.edit(text, change, merge_key)`` alone."""

    document: Document
    session: TrainingSession
    frame_source: FrameSource
    selection: Selection
    files: Files
    scheduler: RedrawScheduler


class Panel(QWidget):
    """One view in the drawer. It is made when it is first opened, and told only while it can be seen.

    When it becomes visible it gets the current project, run and frame, in this order.
    """

    every = 3
    """While training runs, every how many frames it is drawn anew, or more if many panels are open."""
    waits = False
    """Whether it takes too long to go along with the timeline, and is told when that rests."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self.context = context

    @property
    def page(self) -> str:
        """The page that is shown, of a panel that has some (`project.guided.controls.PAGES`); empty: it has none."""
        return ""

    def show_page(self, page: str) -> None:
        """Shows one of its pages, if it is offered now."""

    def set_project(self, project: Project) -> None:
        """The project as it is being edited; it may have problems."""

    def set_run(self, run: Run | None) -> None:
        """Another run, or none while one is being prepared."""

    def set_frame(self, frame: "Frame") -> None:
        """The run at the epoch to show."""
