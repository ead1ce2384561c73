"""Lessons: the column beside the studio, step by step, and the overview."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.ui.lessons.progress import Progress, save_progress
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def _open(stage: Stage, lesson: str) -> MainWindow:
    path = next(path for path, found in list_lessons() if found.id == lesson)
    return stage.open(str(path))


def _go(stage: Stage, window: MainWindow, step: int) -> None:
    """Shows a step at a size at which it would be met."""
    window.resize(*stage.size)
    window.lessons.guide._enter(step)
    stage.wait(lambda: not window.lessons.guide._restoring.is_busy)
    stage.settle()


def lesson_first(stage: Stage) -> None:
    window = _open(stage, "linear-regression")
    stage.settle()
    stage.shoot("lesson-first-step", window)


def lesson_prediction(stage: Stage) -> None:
    window = _open(stage, "linear-regression")
    _go(stage, window, 3)
    stage.shoot("lesson-prediction", window, SMALL)
    window.lessons.guide.column.prediction_made.emit(1)
    stage.train(window)
    stage.wait(lambda: window.lessons.guide.is_step_done)
    stage.shoot("lesson-prediction-compared", window, SMALL)


def lesson_quiz(stage: Stage) -> None:
    window = _open(stage, "activations")
    _go(stage, window, 2)
    window.lessons.guide.column.quiz_answered.emit(1)
    stage.settle()
    stage.shoot("lesson-quiz", window, SMALL)


def lesson_order(stage: Stage) -> None:
    window = _open(stage, "the-code")
    _go(stage, window, 6)
    window.lessons.guide.column.quiz_answered.emit(7)
    stage.settle()
    stage.shoot("lesson-order", window, SMALL)


def lesson_bench(stage: Stage) -> None:
    window = _open(stage, "tensors")
    _go(stage, window, 6)
    window.drawers.show("tensors")
    stage.wait(lambda: window.drawers["tensors"].panel is not None)
    for line in ("a = torch.tensor([1., 2., 3.])", "b = torch.tensor([4., 5., 6.])", "a @ b"):
        window.drawers["tensors"].panel.compute(line)
    stage.settle()
    stage.shoot("lesson-bench", window, SMALL)


def lesson_two_readings(stage: Stage) -> None:
    window = _open(stage, "autograd-by-hand")
    _go(stage, window, 1)
    field = window.findChild(QLineEdit, "prediction_field")
    assert field is not None
    field.setText("4,667")
    field.returnPressed.emit()
    stage.settle()
    stage.shoot("lesson-two-readings", window, SMALL)


def lesson_panel(stage: Stage) -> None:
    window = _open(stage, "autograd-by-hand")
    _go(stage, window, 3)
    window.drawers.show("walk")
    stage.wait(lambda: window.lessons.guide.is_step_done)
    stage.shoot("lesson-with-walk-through", window)


def lesson_sweep(stage: Stage) -> None:
    window = _open(stage, "seeds-and-luck")
    _go(stage, window, 6)
    window.lessons.guide.column.prediction_made.emit(1)
    window.parts.training_panel.many_seeds_action.trigger()
    stage.wait(lambda: window.lessons.guide.is_step_done)
    stage.settle()
    stage.shoot("lesson-with-sweep", window, SMALL)


def lesson_goal(stage: Stage) -> None:
    window = _open(stage, "deeper-and-wider")
    _go(stage, window, 4)
    stage.wait(lambda: not window.session.is_preparing)
    stage.train(window)
    stage.shoot("lesson-goal", window, SMALL)


def lessons_overview(stage: Stage) -> None:
    lessons = [lesson for _, lesson in list_lessons()]
    for lesson in lessons[:3]:
        save_progress(lesson.id, Progress(done=set(range(len(lesson.steps))), is_finished=True))
    save_progress(lessons[3].id, Progress(step=2))
    window = stage.open()
    window.lessons.show_overview()
    overview = window.lessons.overview
    assert overview is not None
    stage.settle()
    stage.shoot("lessons-overview", overview, ((640, 600),))
    overview.close()
    for lesson in lessons:
        save_progress(lesson.id, Progress())


LESSON_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        *(lesson_first, lesson_prediction, lesson_quiz, lesson_order, lesson_bench, lesson_two_readings),
        *(lesson_panel, lesson_sweep, lesson_goal, lessons_overview),
    )
}
