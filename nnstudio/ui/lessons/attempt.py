"""One step as the learner does it: what of it is met, and what a run says to their answer."""

from typing import Any

from nnstudio.project.guided.conditions import PanelOpen, Swept, Trained
from nnstudio.project.guided.figures import SWEEP
from nnstudio.project.guided.lesson import Step
from nnstudio.project.guided.walk import Stage, is_within
from nnstudio.session.sweeps.sweep_record import SweepRecord
from nnstudio.ui.lessons.claims import claim_of, sweep_claim_of
from nnstudio.ui.lessons.destination import is_own, own_differences
from nnstudio.ui.lessons.own_sweeps import is_whole
from nnstudio.ui.lessons.progress import Answered, Progress
from nnstudio.ui.lessons.situation import Situation


class Attempt:
    """Looks how the window stands, and notes in the progress what comes of the step; it shows nothing itself."""

    def __init__(self, step: Step, number: int, stage: Stage, progress: Progress, situation: Situation) -> None:
        self.step = step
        self._number, self._stage, self._progress, self._situation = number, stage, progress, situation
        is_done = number in progress.done
        self.met = [is_done] * len(step.wait_for)
        self.has_reached_goal = is_done
        self.goal_values: list[float | None] = [None] * len(step.goal)
        self.figure_values: list[float | None] = [None] * len(step.show)
        self._is_confirmed = False
        """Whether the learner wants an answer compared that waits for no run."""
        self._answered_at = situation.epochs
        """The epoch at which the prediction was made: before the next one it can be changed."""

    def begin(self) -> None:
        """The studio is where the step wants it."""
        self._answered_at = self._situation.epochs

    def look(self) -> bool:
        """Looks at what is met by now; whether the goal and the figures have values as well."""
        run = self._situation.run
        # a run of another project is not what is asked for
        is_own = run is not None and not own_differences(self.step, self._stage, run.project)
        has_predicted = self.step.predict is None or self.answered is not None
        for i, condition in enumerate(self.step.wait_for):
            # looking somewhere is no answer to a question that was not answered
            if not self.met[i] and (has_predicted or isinstance(condition, PanelOpen)):
                counts = is_own or not isinstance(condition, Trained)
                if isinstance(condition, Swept):
                    counts = any(is_whole(one) and one.sweep == condition.sweep for one in self._own_sweeps())
                self.met[i] = counts and self._situation.meets(condition)
        is_measurable = self._situation.is_at_rest and is_own and self.is_in_time
        if all(self.met) and (is_measurable or self._speaks_of_sweeps_alone):
            return self._measure()
        return False

    @property
    def _speaks_of_sweeps_alone(self) -> bool:
        """Whether the window's run has nothing to do with what the step measures."""
        measured = [*self.step.show, *([self.step.predict] if self.step.predict is not None else [])]
        return not self.step.goal and all(one.expression.is_of_sweep for one in measured)

    def _own_sweeps(self) -> list[SweepRecord]:
        """Those of the lesson's own project that were begun since the step began."""
        own = self._stage.after
        return [record for record in self._situation.sweeps_begun() if is_own(record.project, own)]

    def _look_up(self, root: str, point: tuple[float, ...]) -> Any:
        """Figures of the run, and of the sweep."""
        if root == SWEEP:
            record = self._situation.sweep_of(self._stage.after)
            return self._situation.sweep_result(record).look_up(root, point) if record is not None else None
        return self._situation.look_up()(root, point)

    @property
    def answered(self) -> Answered | None:
        return self._progress.answers.get(self._number)

    @property
    def is_done(self) -> bool:
        answered = self.answered
        if self.step.quiz is not None and (answered is None or not self.step.quiz.is_right(answered.answer)):
            return False
        if self.step.predict is not None and (answered is None or answered.is_right is None):
            return False
        return all(self.met) and (not self.step.goal or self.has_reached_goal)

    @property
    def is_in_time(self) -> bool:
        """Whether the run has not gone on beyond what the step speaks of."""
        is_open = is_within("training.epochs", self._stage.free_for_goal)
        last = None if is_open else self._stage.last_epoch
        return last is None or self._situation.epochs <= last

    @property
    def is_late(self) -> bool:
        """Whether the run is there, and the prediction not."""
        return self.step.predict is not None and self.answered is None and self._shows_outcome()

    @property
    def is_to_confirm(self) -> bool:
        """Whether what was predicted waits for a word of the learner's, and for no run."""
        predict = self.step.predict
        return predict is not None and not predict.choices and not self.step.wait_for and not self._is_confirmed

    @property
    def can_change(self) -> bool:
        """Whether a prediction can still be changed: nothing of what the run comes to has been seen."""
        answered = self.answered
        if answered is None or answered.is_right is not None:
            return answered is None
        if any(isinstance(condition, Swept) for condition in self.step.wait_for):
            return not self._own_sweeps()
        return self._situation.is_at_rest and self._situation.epochs == self._answered_at

    # what the learner says

    def predict(self, answer: Any) -> None:
        """Notes an answer to the step's question, unless the outcome has begun to show since the one before."""
        if self.answered is not None and not self.can_change:
            return
        self._answered_at, self._is_confirmed = self._situation.epochs, False
        self._progress.answers[self._number] = Answered(answer, answer, was_late=self._shows_outcome())

    def compare(self) -> None:
        """The answer stands, and what the run says to it may be shown."""
        self._is_confirmed = True

    def choose(self, answer: int) -> None:
        """Notes an answer to the step's quiz; the first one is kept beside it."""
        assert self.step.quiz is not None
        if self.answered is None:
            self._progress.answers[self._number] = Answered(answer, answer, self.step.quiz.is_right(answer))
        else:
            self.answered.answer = answer
            self.answered.tries += 1

    # what the run says

    def _measure(self) -> bool:
        """Whether the step has something to be measured."""
        step, answered = self.step, self.answered
        is_awaited = answered is not None and answered.is_right is None and not self.is_to_confirm
        predict = step.predict if is_awaited else None
        if not (step.show or step.goal or predict):
            return False
        look_up = self._look_up
        self.goal_values = [aim.expression.value(look_up) for aim in step.goal]
        holds = all(aim.holds(value) for aim, value in zip(step.goal, self.goal_values, strict=True))
        if step.goal and holds and not self.has_reached_goal:
            self.has_reached_goal = True
            self._claim()
        actual = predict.expression.value(look_up) if predict is not None else None
        if predict is not None and answered is not None and actual is not None:
            answered.actual, answered.is_right = actual, predict.is_right(answered.answer, actual)
            self._claim()
        if step.predict is None or (answered is not None and answered.is_right is not None):
            self.figure_values = [one.expression.value(look_up) for one in step.show]
        return True

    def _claim(self) -> None:
        """Notes what was reached, and with which project, so that it can be run again."""
        if self.step.predict is not None and self.step.predict.expression.is_of_sweep:
            record = self._situation.sweep_of(self._stage.after)
            if record is not None:
                swept = self._situation.sweep_result(record)
                self._progress.claims[self._number] = sweep_claim_of(swept, record.project, self.step)
            return
        result = self._situation.result()
        if result is not None:
            self._progress.claims[self._number] = claim_of(result, self.step)

    def _shows_outcome(self) -> bool:
        """Whether all that the step waits for is there already, or some of a sweep that it waits for."""
        if any(isinstance(condition, Swept) for condition in self.step.wait_for):
            return bool(self._own_sweeps())
        return bool(self.step.wait_for) and all(self._situation.meets(condition) for condition in self.step.wait_for)
