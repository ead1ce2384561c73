"""A learner who does what each step of a lesson asks for, and nothing else."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSpinBox

from nnstudio.project.guided.conditions import (
    Checked,
    Computed,
    EpochShown,
    ListOpened,
    PanelOpen,
    ProjectHas,
    ResetPressed,
    Selected,
    Swept,
    Trained,
    UnitChosen,
    UnitOff,
)
from nnstudio.project.layers.initial import INITIAL

WAYS = {
    ("deeper-and-wider", 5): ((4,), "relu"),
    ("build-it-yourself", 2): ((5,), "relu"),
    ("build-it-yourself", 4): ((6,), "relu"),
    ("build-it-yourself", 5): ((3, 3), "tanh"),
}
"""Units of hidden layers and their activation, which reach the goal of a lesson's step with its seed."""


class Driver:
    """Goes through the lesson that is open in a window, by its buttons, fields and menus."""

    def __init__(self, here):
        self.here = here
        self.guide = here.window.lessons.guide
        self.shown = {}
        """The figures that the steps showed, by their labels."""
        self.predictions = []
        """(prediction, what the run came to)."""

    def finish(self):
        """To the end of the lesson."""
        lesson = self.guide.lesson
        for number, step in enumerate(lesson.steps):
            assert self.guide.progress.step == number
            self.do(step)
            self.here.wait(lambda: self.guide.is_step_done)
            self._note(step)
            assert self.here.button("lesson_next_button").text() == (
                "Finish" if number == len(lesson.steps) - 1 else "Next"
            )
            self.here.press("lesson_next_button")

    def do(self, step):
        """What a step asks for, in its order."""
        self.here.wait_for_run()
        if step.point_at is not None and step.wait_for:
            self.here.wait(self.guide.callout.isVisible)
        if step.predict is not None:
            self._predict(step.predict)
        for i, condition in enumerate(step.wait_for):
            self._meet(condition)
            self.here.wait(lambda i=i: self.guide.attempt.met[i])
        if step.quiz is not None and step.quiz.in_order:
            self._put_in_order(len(step.quiz.choices))
        elif step.quiz is not None:
            for i, choice in enumerate(step.quiz.choices):
                if choice.right or not step.quiz.all_that_apply:
                    self.here.press(f"answer_{i}_button")
                if choice.right and not step.quiz.all_that_apply:
                    break
            if step.quiz.all_that_apply:
                self.here.press("answer_check_button")
        if step.goal:
            self._reach(step)

    def _put_in_order(self, count):
        """Each line to its place, one after the other."""
        box = self.guide.column.quiz
        for number in range(count):
            while box.order.index(number) > number:
                self.here.press(f"order_{number}_up_button")
        self.here.press("answer_check_button")

    def _predict(self, prediction):
        if prediction.choices:
            self.here.press("prediction_0_button")
        else:
            self.here.type_into(self.here.find("prediction_field", QLineEdit), "1,5")
            if self.here.button("prediction_compare_button").isVisible():
                self.here.press("prediction_compare_button")

    def _meet(self, condition):
        here = self.here
        match condition:
            case Trained():
                if here.window.session.run.epoch >= condition.epochs:
                    # a run that was opened
                    pass
                elif condition.epochs == 1:
                    here.press("step_button")
                else:
                    here.press("train_button")
                # early stopping shows its best epoch, not the last one
                session = here.window.session
                here.wait(lambda: session.run.epoch >= condition.epochs and here.window.state != "training")
            case PanelOpen():
                drawer = here.window.drawers[condition.name]
                if not drawer.is_seen:
                    drawer.toggleViewAction().trigger()
                if condition.page is not None:
                    self._turn_to(drawer, condition.page)
            case ResetPressed():
                here.press("reset_button")
            case ListOpened():
                selector = here.selector(condition.control)
                selector.showPopup()
                here.wait(lambda: all(self.guide.attempt.met))
                selector.hidePopup()
            case ProjectHas(where="network.layers.0.init"):
                menu = here.stack.layer_menu(0)
                (choices,) = (action.menu() for action in menu.actions() if action.menu() is not None)
                title = INITIAL[condition.equals].title
                next(action for action in choices.actions() if action.text() == title).trigger()
            case ProjectHas(where="training.seed", equals=None):
                self._open_worst()
            case ProjectHas():
                field = here.find(condition.where.rpartition(".")[2])
                field.setFocus()
                field.setValue(condition.equals)
            case EpochShown():
                here.timeline.setValue(int(condition.at_most))
            case Checked():
                here.find(condition.control, QAbstractButton).click()
            case UnitChosen() | UnitOff():
                diagram = here.find("network_diagram")
                diagram.setFocus()
                # to the inputs, and from there to the first hidden layer
                for key in (*[Qt.Key.Key_Left] * 6, Qt.Key.Key_Right):
                    here.key(diagram, key)
                here.key(diagram, Qt.Key.Key_Space if isinstance(condition, UnitOff) else Qt.Key.Key_Return)
            case Computed():
                drawer = here.window.drawers["tensors"]
                if not drawer.is_seen:
                    drawer.toggleViewAction().trigger()
                for line in condition.lines:
                    here.type_into(drawer.panel.line, line)
            case Swept():
                self._sweep(condition)
            case Selected():
                assert here.selector(condition.control).currentText() == condition.text
            case _:
                raise AssertionError(f"nobody knows how to {condition.told()}")

    def _sweep(self, condition):
        """By the fields of the panel."""
        here, drawer = self.here, self.here.window.drawers["sweep"]
        if not drawer.is_seen:
            drawer.toggleViewAction().trigger()
        here.wait(lambda: drawer.panel is not None)
        form = drawer.panel.form
        form.vary_seeds_alone()
        form.seeds.setValue(condition.seeds)
        if condition.folds is not None:
            form.folds.setValue(condition.folds)
        for each in condition.sweep.variations:
            form.vary(each.field)
            here.type_into(form.values[0], condition.vary.partition("=")[2])
        if not condition.sweep.variations:
            here.press("sweep_start_button")
        here.wait(lambda: not here.window.session.sweeps.is_running)

    def _turn_to(self, drawer, page):
        """By the page's button or tab, or in the list of stages, whichever the panel has."""
        self.here.wait(lambda: drawer.panel is not None and drawer.panel.page != "")
        if drawer.objectName() == "walk_dock":
            stages = drawer.panel.stages
            self.here.wait(lambda: drawer.panel.walk is not None)
            while drawer.panel.page != page:
                self.here.key(stages, Qt.Key.Key_Down)
        elif drawer.objectName() == "data_dock":
            drawer.panel.table.tabs.setCurrentIndex(["columns", "classes", "arrays"].index(page))
        else:
            button = drawer.findChild(QAbstractButton, f"{page}_page_button")
            self.here.wait(lambda: not button.isHidden())
            button.click()

    def _reach(self, step):
        """Hidden layers, their units and their activations as they are known to lead there, and training."""
        if self.guide.attempt.has_reached_goal:
            return
        here, (units, kind) = self.here, WAYS[self.guide.lesson.id, self.guide.progress.step + 1]
        while here.kinds().count("linear") <= len(units):
            here.press("more_layers_button")
            here.wait_for_run()
        for number, count in enumerate(units):
            here.card(2 * number).findChild(QSpinBox).setValue(count)
            kinds = here.card(2 * number + 1).findChild(QComboBox)
            kinds.setCurrentIndex(kinds.findData(kind))
        here.wait_for_run()
        if not any(aim.expression.is_of_loss for aim in step.goal):
            return
        here.press("train_button")
        here.wait(lambda: here.window.state == "finished")

    def _open_worst(self):
        """The run with the highest final loss but the project's own, in the sweep's table."""
        here, panel = self.here, self.here.window.drawers["sweep"].panel
        here.press("members_page_button")
        losses = [each.final_loss for each in here.window.session.sweeps.current.members]
        place = panel.table.members.index(losses.index(max(losses[1:])), 0)
        panel.table.setCurrentIndex(panel.table.model().mapFromSource(place))
        here.key(panel.table, Qt.Key.Key_Return)
        here.wait(lambda: here.window.state == "finished")

    def _note(self, step):
        if step.show:
            labels = [one.label for one in step.show]
            self.shown.update(zip(labels, self.guide.column.figures.texts(), strict=True))
        if step.predict is not None:
            answered = self.guide.progress.answers[self.guide.progress.step]
            assert answered.actual is not None
            self.predictions.append((step.predict, answered.actual))
