"""Whoever skips, goes back, resumes or does nothing passes no step, gets stuck at none, and sees what it speaks of."""

from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from nnstudio.project.guided.comparing import differences
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.ui.lessons.handing_in import made
from nnstudio.ui.lessons.progress import fresh_progress, load_progress, save_progress

LESSONS = {lesson.id: (path, lesson) for path, lesson in list_lessons()}


def ready(here, guide):
    """Waits until the step is made ready, and what is there has been looked at."""
    here.wait(lambda: not guide._restoring.is_busy)
    guide._look()


def assert_state(guide, state):
    """That the studio stands as a step found it."""
    document, session = guide._context.document, guide._context.session
    assert differences(document.project, state.project, state.free) == []
    assert session.run is not None
    assert differences(session.run.project, state.project, state.free) == []
    assert session.run.epoch == state.epochs
    assert {name for name in guide._own_panels if not guide._drawers[name].isHidden()} <= set(state.panels)
    assert bool(guide._context.selection.off) is state.has_unit_off


def test_that_whoever_skips_every_step_passes_none_and_can_go_back_to_each(studio):
    here = studio()
    for path, lesson in LESSONS.values():
        skip_and_go_back(here, path, lesson)


def skip_and_go_back(here, path, lesson):
    guide = here.window.lessons.guide
    guide.open(path)
    for number in range(len(lesson.steps)):
        assert guide.progress.step == number
        if number < len(lesson.steps) - 1:
            here.press("lesson_next_button")
    for number, step in reversed(list(enumerate(lesson.steps))):
        # the others ask for nothing that the studio could have
        if step.wait_for or step.goal or step.predict:
            guide.column.step_chosen.emit(number)
            ready(here, guide)
            assert not guide.is_step_done, step.title
            assert not any(guide.attempt.met)
            assert_state(guide, guide._stages[number].before)
    asking = {number for number, step in enumerate(lesson.steps) if step.asks}
    assert not guide.progress.done & asking
    guide._enter(len(lesson.steps) - 1)
    here.press("lesson_next_button")
    found = load_progress(f"{lesson.id}@{guide.progress.lesson_sha256[:16]}")
    assert found.is_finished
    assert found.skipped(lesson) == asking
    assert not found.is_complete(lesson) if asking else found.is_complete(lesson)
    assert set(made(lesson, found, "Ada").steps_skipped) == asking
    here.window.lessons.overview.close()


def test_that_a_lesson_that_is_resumed_stands_where_its_text_says(studio):
    here = studio()
    guide = here.window.lessons.guide
    for path, lesson in LESSONS.values():
        if not any(step.show for step in lesson.steps):
            continue
        guide.open(path)
        epochs = [stage.before.epochs for stage in guide._stages]
        number = max(range(len(epochs)), key=lambda i: (epochs[i] > 0, i))
        progress = fresh_progress(lesson)
        progress.step = progress.furthest = number
        guide.close()
        save_progress(lesson.id, progress)
        guide.open(path)
        assert guide.progress.step == number
        ready(here, guide)
        assert_state(guide, guide._stages[number].before)


def test_that_each_pointer_shows_at_what_it_names(studio):
    here = studio()
    here.window.resize(1600, 1000)
    guide = here.window.lessons.guide
    for path, lesson in LESSONS.values():
        pointing = {step.point_at: number for number, step in enumerate(lesson.steps) if step.point_at is not None}
        if not pointing:
            continue
        guide.open(path)
        for name, number in pointing.items():
            guide._enter(number)
            here.wait(guide.callout.isVisible)
            target = here.window.findChild(QWidget, name)
            seen = guide.callout.geometry()
            assert seen.width() > 10
            assert seen.height() > 10
            if target.isVisible():
                part = target.viewport() if isinstance(target, QAbstractScrollArea) else target
                middle = part.mapTo(here.window, part.rect().center())
                assert seen.adjusted(-8, -8, 8, 8).contains(middle) or not part.visibleRegion().contains(
                    part.rect().center()
                ), (lesson.id, number, name)
            else:
                # the rail's button that brings it up
                assert here.window.parts.workspace.rail.isVisible(), (lesson.id, number, name)
