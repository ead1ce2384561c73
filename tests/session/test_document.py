"""However a learner edits, undoes, redoes and saves, nothing is lost and every way leads back."""

from types import SimpleNamespace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import ValidationError

from nnstudio.project import edits
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.storage import project_json, read_project
from nnstudio.session import commands
from nnstudio.session.document import Document
from tests.project.examples import circles
from tests.strategies import projects, sources

LAYERS = st.sampled_from((LinearLayer(units=3), LinearLayer(units=4), ReLULayer(), TanhLayer(), DropoutLayer(p=0.2)))
PLACES = st.integers(0, 3)


@pytest.fixture
def clock(monkeypatch):
    """What the undo commands take for the time; `clock.now` may be set."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(commands, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


class Editing(RuleBasedStateMachine):
    """The document beside a model of it: the list of its projects, where it is in them, and where it was saved."""

    clock: SimpleNamespace
    folder = None

    @initialize(project=projects())
    def begin(self, project):
        self.document = Document(project)
        self.shown = []
        self.document.project_changed.connect(self.shown.append)
        self.start_over(project)

    def start_over(self, project):
        self.projects = [project]
        self.commands = []
        self.at = 0
        self.clean = 0

    def edit(self, change, key, after):
        self.clock.now += after
        try:
            project = change(self.document.project)
        except (ValidationError, IndexError):
            return
        self.document.edit("change", project, key)
        assert not self.shown or self.shown[-1] == self.document.project
        if project == self.projects[self.at]:
            return
        del self.projects[self.at + 1 :], self.commands[self.at :]
        if self.clean is not None and self.clean > self.at:
            self.clean = None
        last_key, last_time = self.commands[-1] if self.commands else (None, 0.0)
        if key is not None and last_key == key and self.clock.now - last_time <= 1 and self.clean != self.at:
            self.projects[self.at] = project
            self.commands[-1] = (key, self.clock.now)
            if project == self.projects[self.at - 1]:
                del self.projects[self.at], self.commands[-1]
                self.at -= 1
        else:
            self.projects.append(project)
            self.commands.append((key, self.clock.now))
            self.at += 1

    KEYS = st.sampled_from((None, "a", "b"))
    TIMES = st.sampled_from((0.0, 0.25, 0.75, 1.5))

    @rule(lr=st.sampled_from((0.1, 0.2, 0.5)), key=KEYS, after=TIMES)
    def change_the_learning_rate(self, lr, key, after):
        self.edit(lambda project: edits.with_optimizer(project, lr=lr), key, after)

    @rule(epochs=st.integers(0, 4), key=KEYS, after=TIMES)
    def change_the_epochs(self, epochs, key, after):
        self.edit(lambda project: edits.with_training(project, epochs=epochs), key, after)

    @rule(source=sources(), after=TIMES)
    def choose_a_source(self, source, after):
        self.edit(lambda project: project.with_source(source), None, after)

    @rule(place=PLACES, layer=LAYERS, after=TIMES)
    def insert_a_layer(self, place, layer, after):
        self.edit(lambda project: edits.insert_layer(project, place, layer), None, after)

    @rule(place=PLACES, layer=LAYERS, key=KEYS, after=TIMES)
    def replace_a_layer(self, place, layer, key, after):
        self.edit(lambda project: edits.replace_layer(project, place, layer), key, after)

    @rule(place=PLACES, after=TIMES)
    def remove_a_layer(self, place, after):
        self.edit(lambda project: edits.remove_layer(project, place), None, after)

    @rule(place=PLACES, to=PLACES, after=TIMES)
    def move_a_layer(self, place, to, after):
        self.edit(lambda project: edits.move_layer(project, place, to), None, after)

    @rule(place=PLACES, after=TIMES)
    def duplicate_a_layer(self, place, after):
        self.edit(lambda project: edits.duplicate_layer(project, place), None, after)

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self):
        self.document.undo_stack.undo()
        self.at -= 1

    @precondition(lambda self: self.at < len(self.projects) - 1)
    @rule()
    def redo(self):
        self.document.undo_stack.redo()
        self.at += 1

    @rule()
    def pause(self):
        self.document.settle()
        assert not self.shown or self.shown[-1] == self.document.project

    @rule()
    def save(self):
        path = self.folder / "saved.json"
        self.document.save(path)
        assert path.read_text(encoding="utf-8") == project_json(self.projects[self.at])
        self.clean = self.at

    @rule()
    def fail_to_save(self):
        with pytest.raises(ProjectError):
            self.document.save(self.folder / "no such folder" / "saved.json")

    @rule(project=projects())
    def open(self, project):
        self.document.open(project, "some-lesson")
        self.start_over(project)

    @invariant()
    def document_and_model_agree(self):
        stack = self.document.undo_stack
        assert self.document.project == self.projects[self.at]
        assert stack.canUndo() is (self.at > 0)
        assert stack.canRedo() is (self.at < len(self.projects) - 1)
        assert stack.count() == len(self.projects) - 1
        assert self.document.is_modified is (self.clean != self.at)

    def teardown(self):
        if not hasattr(self, "document"):
            return
        stack = self.document.undo_stack
        while stack.canUndo():
            stack.undo()
        assert self.document.project == self.projects[0]
        while stack.canRedo():
            stack.redo()
        assert self.document.project == self.projects[-1]
        self.document.settle()
        assert not self.shown or self.shown[-1] == self.document.project
        self.document.deleteLater()


def test_that_any_edits_can_be_undone_and_redone_in_any_order(qapp, clock, tmp_path):
    machine = type("Machine", (Editing,), {"clock": clock, "folder": tmp_path})
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))


@pytest.fixture
def document(qapp):
    document = Document(circles())
    yield document
    # left to the collector, its commands might go before their stack does
    document.deleteLater()


def learning_rate(project: Project, lr: float) -> Project:
    return edits.with_optimizer(project, lr=lr)


def test_that_a_drag_of_a_slider_is_one_step_back(document, clock):
    for i in range(1, 20):
        clock.now += 0.9
        document.edit("change learning rate", learning_rate(document.project, i / 100), "lr")
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project == circles()


def test_that_a_later_edit_of_the_same_field_is_a_step_of_its_own(document, clock):
    document.edit("change learning rate", learning_rate(document.project, 0.2), "lr")
    clock.now += 1.01
    document.edit("change learning rate", learning_rate(document.project, 0.3), "lr")
    document.undo_stack.undo()
    assert document.project.training.optimizer.lr == 0.2


def test_that_edits_of_different_fields_stay_apart(document, clock):
    document.edit("change learning rate", learning_rate(document.project, 0.2), "lr")
    document.edit("change epochs", edits.with_training(document.project, epochs=3), "epochs")
    assert document.undo_stack.count() == 2


def test_that_an_edit_merged_back_to_its_beginning_disappears(document, clock):
    document.edit("change learning rate", learning_rate(document.project, 0.2), "lr")
    document.edit("change learning rate", circles(), "lr")
    assert document.project == circles()
    assert not document.undo_stack.canUndo()
    assert not document.is_modified


def test_that_an_edit_after_saving_does_not_merge_into_what_was_saved(document, clock, tmp_path):
    document.edit("change learning rate", learning_rate(document.project, 0.2), "lr")
    document.save(tmp_path / "saved.json")
    document.edit("change learning rate", learning_rate(document.project, 0.3), "lr")
    assert document.is_modified
    document.undo_stack.undo()
    assert not document.is_modified
    assert document.project == read_project(tmp_path / "saved.json")


def test_that_an_edit_that_changes_nothing_is_none(document, qtbot):
    with qtbot.assertNotEmitted(document.project_changed):
        document.edit("change learning rate", circles(), "lr")
    assert not document.is_modified


def test_that_saving_marks_clean_and_remembers_the_file(document, qtbot, tmp_path):
    document.edit("change learning rate", learning_rate(document.project, 0.2))
    with qtbot.waitSignal(document.title_changed):
        document.save(tmp_path / "saved.json")
    assert not document.is_modified
    assert document.path == tmp_path / "saved.json"


def test_that_a_failed_save_keeps_the_file_and_the_changes(document, tmp_path, monkeypatch):
    path = tmp_path / "saved.json"
    document.save(path)
    document.edit("change learning rate", learning_rate(document.project, 0.2))

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ProjectError, match="No space left"):
        document.save(path)
    assert read_project(path) == circles()
    assert list(tmp_path.iterdir()) == [path]
    assert document.is_modified
    assert document.project.training.optimizer.lr == 0.2


def test_that_opening_starts_over(document, qtbot):
    document.edit("change learning rate", learning_rate(document.project, 0.2))
    other = open_source("linear-regression")
    with qtbot.waitSignals([document.project_changed, document.title_changed]):
        document.open(other, "linear-regression")
    assert document.project == other
    assert document.name == "linear-regression"
    assert document.path is None
    assert not document.is_modified
    assert not document.undo_stack.canUndo()


def test_that_a_gesture_is_one_step_however_long_it_takes_and_two_are_two(document, clock):
    start = document.project

    def change(noise):
        document.edit("change noise", edits.with_source_options(document.project, noise=noise), "source.noise")

    document.begin_gesture()
    for noise in (0.2, 0.3, 0.4):
        change(noise)
        clock.now += 60
    document.end_gesture()
    document.begin_gesture()
    change(0.5)
    document.end_gesture()
    change(0.6)
    change(0.7)
    assert document.undo_stack.count() == 3
    found = []
    for _ in range(3):
        document.undo_stack.undo()
        found.append(document.project)
    assert [project.data.source.noise for project in found] == [0.5, 0.4, start.data.source.noise]


def test_that_edits_of_different_things_stay_apart_within_a_gesture(document, clock):
    document.begin_gesture()
    document.edit("change noise", edits.with_source_options(document.project, noise=0.7), "source.noise")
    document.edit("change seed", edits.with_source_options(document.project, seed=7), "source.seed")
    assert document.undo_stack.count() == 2


def test_that_an_edit_goes_on_from_what_was_typed(document):
    typed = [77]

    def commit():
        if typed:
            document.edit("typed", edits.with_training(document.project, epochs=typed.pop()))

    document.commit_fields = commit
    document.edit("change learning rate", lambda project: edits.with_optimizer(project, lr=0.5))
    assert document.project.training.epochs == 77
    assert document.project.training.optimizer.lr == 0.5
    assert document.undo_stack.count() == 2


def test_that_a_view_that_edits_while_it_is_shown_a_project_is_refused_and_shown_it_again(document):
    shown = []

    def answer(project):
        shown.append(project)
        document.edit("answer", lambda current: edits.with_training(current, epochs=len(shown) + 100))

    document.project_changed.connect(answer)
    document.edit("change learning rate", learning_rate(document.project, 0.2))
    assert document.undo_stack.count() == 1
    assert document.project == learning_rate(circles(), 0.2)
    assert len(shown) == 2
    document.undo_stack.undo()
    assert document.project == circles()
    document.undo_stack.redo()
    assert document.project == learning_rate(circles(), 0.2)


@pytest.fixture
def edited(monkeypatch, document):
    """The document after ten edits, and the projects that it went through; `shown` hears of what is shown."""
    monkeypatch.setattr("nnstudio.session.document.SHOWN_AT_ONCE", 1)
    through = [document.project]
    for i in range(10):
        document.edit(f"edit {i}", edits.with_training(document.project, epochs=i + 1))
        through.append(document.project)
    shown = []
    document.project_changed.connect(shown.append)
    return SimpleNamespace(document=document, stack=document.undo_stack, through=through, shown=shown)


def test_that_of_quick_steps_the_first_is_shown_and_when_they_pause_the_last(edited, qtbot):
    for project in edited.through[-2::-1]:
        edited.stack.undo()
        assert edited.document.project == project
    assert edited.shown == [edited.through[-2]]
    with qtbot.waitSignal(edited.document.project_changed):
        pass
    assert edited.shown == [edited.through[-2], edited.through[0]]


def test_that_the_first_of_many_quick_steps_are_shown_at_once(edited, monkeypatch):
    monkeypatch.setattr("nnstudio.session.document.SHOWN_AT_ONCE", 3)
    while edited.stack.canUndo():
        edited.stack.undo()
    assert edited.shown == edited.through[-2:-5:-1]


def test_that_slow_steps_are_all_shown(edited, qtbot):
    while edited.stack.canUndo():
        edited.stack.undo()
        qtbot.waitUntil(lambda: not edited.document._pause.isActive())
    assert edited.shown == edited.through[-2::-1]


SETTLING = {
    "an edit": lambda document: document.edit("faster", lambda project: edits.with_optimizer(project, lr=0.5)),
    "whatever takes over what is typed": lambda document: document.commit_pending(),
    "showing again": lambda document: document.show_again(),
    "opening": lambda document: document.open(open_source("linear-regression")),
}


@pytest.mark.parametrize("way", SETTLING)
def test_that_whatever_comes_first_shows_what_quick_steps_have_led_to_and_once(edited, qtbot, way):
    for _ in range(3):
        edited.stack.undo()
    SETTLING[way](edited.document)
    assert edited.shown[:2] == [edited.through[-2], edited.through[-4]]
    assert edited.shown[-1] == edited.document.project
    with qtbot.assertNotEmitted(edited.document.project_changed, wait=150):
        pass


def test_that_the_step_after_anything_else_is_shown_at_once(edited):
    edited.stack.undo()
    edited.stack.undo()
    edited.document.commit_pending()
    edited.stack.undo()
    assert edited.shown == [edited.through[-2], edited.through[-3], edited.through[-4]]


def test_that_going_far_along_the_steps_shows_where_it_leads_alone(edited):
    edited.stack.setIndex(0)
    assert edited.shown == [edited.through[0]]


def test_that_a_step_that_there_is_none_of_shows_nothing(edited, qtbot):
    with qtbot.assertNotEmitted(edited.document.project_changed, wait=150):
        edited.stack.redo()


def test_that_what_comes_after_a_training_is_a_step_of_its_own_however_quickly(edited):
    stack = edited.stack
    before = stack.count()
    for number, text in enumerate(("first", "second", "third")):
        if number == 2:
            edited.document.seal()
        edited.document.edit(text, lambda p, n=number: edits.with_training(p, epochs=100 + n), "training.epochs")
    assert stack.count() == before + 2
    stack.undo()
    assert edited.document.project.training.epochs == 101
