"""What one hand-in is worth: answers looked up, runs trained again, and all that is odd about it in words."""

from collections import Counter
from dataclasses import dataclass, field
from math import isclose
from typing import TYPE_CHECKING

from nnstudio.grading.lessons import Taught, mapping
from nnstudio.grading.rerun import Budget, Runner, TooLongError, with_table
from nnstudio.project.changes import SetParameter, SetState
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.guided.comparing import differences
from nnstudio.project.guided.figures import parse_figure
from nnstudio.project.guided.hand_in import Claim, GivenAnswer, HandIn, seal_of
from nnstudio.project.guided.lesson import Step
from nnstudio.project.guided.tasks import Prediction
from nnstudio.project.guided.walk import Stage
from nnstudio.project.names import printable
from nnstudio.project.project import Project
from nnstudio.project.storage import project_from

if TYPE_CHECKING:
    from nnstudio.engine.metrics.result import Result

_CLOSE = 1e-3
"""How far another machine's rounding may lead, relatively."""
_MOST_FIGURES = 50
_LONGEST_FIGURE = 500


@dataclass
class Tally:
    """How many of so many."""

    right: int = 0
    asked: int = 0

    def __str__(self) -> str:
        return f"{self.right} of {self.asked}"


@dataclass
class Grade:
    """One hand-in's."""

    quiz: Tally = field(default_factory=Tally)
    predictions: Tally = field(default_factory=Tally)
    goals: Tally = field(default_factory=Tally)
    claims: Tally = field(default_factory=Tally)
    steps: dict[int, int] = field(default_factory=dict)
    """The points at each step that asks for something, by its number in the lesson: up to one for each thing asked."""
    word: list[str] = field(default_factory=list)
    """What is the learner's word: nothing in the file proves it."""
    remarks: list[str] = field(default_factory=list)

    @property
    def points(self) -> int:
        return self.quiz.right + self.predictions.right + self.goals.right

    @property
    def maximum(self) -> int:
        return self.quiz.asked + self.predictions.asked + self.goals.asked


def judge(hand_in: HandIn, taught: Taught, runner: Runner, seconds: float) -> Grade:
    """Grades a hand-in; `seconds` is what its runs may take together.

    Raises:
        Stopped: whoever grades wishes to stop.
    """
    return _Judge(hand_in, taught, runner, Budget(seconds)).judge()


class _Judge:
    def __init__(self, hand_in: HandIn, taught: Taught, runner: Runner, budget: Budget) -> None:
        self._hand_in, self._taught, self._runner, self._budget = hand_in, taught, runner, budget
        self._grade = Grade()
        self._mapping = mapping(hand_in, taught)

    def judge(self) -> Grade:
        steps = self._taught.lesson.steps
        counted = self._counted_steps()
        answers, claims = self._answers(), self._claims()
        for number in counted:
            step = steps[number]
            if step.quiz is None and step.predict is None and not step.goal:
                continue
            before = self._grade.points
            if step.quiz is not None:
                self._grade.quiz.asked += 1
                answer = answers.get(number)
                choice = self._choice(number, answer, len(step.quiz.choices))
                self._grade.quiz.right += choice is not None and step.quiz.choices[choice].right
            self._grade.predictions.asked += step.predict is not None
            self._grade.goals.asked += bool(step.goal)
            claim = claims.get(number)
            if claim is not None and (step.predict is not None or step.goal):
                self._judge_claim(number, step, claim, answers.get(number))
            self._grade.steps[number] = self._grade.points - before
        self._grade.word = self._word(answers)
        return self._grade

    def _remark(self, number: int, text: str) -> None:
        self._grade.remarks.append(f"step {number + 1}: {text}")

    def _counted_steps(self) -> list[int]:
        """The steps that count: all, or of a lesson that was revised since, those that are still the same."""
        every = list(range(len(self._taught.lesson.steps)))
        if self._mapping is None:
            if self._hand_in.lesson_sha256 not in (None, self._taught.sha256):
                self._grade.remarks.append("the lesson was revised since")
            return every
        same = sorted(self._mapping.values())
        asking = [n for n in every if self._asks(n)]
        others = [str(n + 1) for n in asking if n not in same]
        if others:
            are = "is another now, and does" if len(others) == 1 else "are others now, and do"
            word = "step" if len(others) == 1 else "steps"
            self._grade.remarks.append(f"the lesson was revised since: {word} {', '.join(others)} {are} not count")
        else:
            self._grade.remarks.append("the lesson was revised since, in words alone")
        # nobody makes a lesson easier by writing into the file that its steps were others
        return same if self._hand_in.seal == seal_of(self._hand_in) else every

    def _asks(self, number: int) -> bool:
        step = self._taught.lesson.steps[number]
        return step.quiz is not None or step.predict is not None or bool(step.goal)

    def _place(self, number: int, what: str) -> int | None:
        """Where a handed-in step is in the lesson; None, remarked unless that is said already, if nowhere."""
        if self._mapping is not None and number < len(self._hand_in.step_keys):
            return self._mapping.get(number)
        if self._mapping is not None or number >= len(self._taught.lesson.steps):
            self._remark(number, f"{what}, but the lesson has no such step")
            return None
        return number

    # answers

    def _answers(self) -> dict[int, GivenAnswer]:
        """The first answer at each step; one that is there twice counts once, and not at all if the two differ."""
        found: dict[int, GivenAnswer] = {}
        count = Counter(answer.step for answer in self._hand_in.answers)
        for number in count:
            place = self._place(number, "is answered")
            if place is None:
                continue
            step = self._taught.lesson.steps[place]
            if step.quiz is None and step.predict is None:
                self._remark(place, "is answered, but asks nothing")
                continue
            given = [answer for answer in self._hand_in.answers if answer.step == number]
            if len(given) > 1:
                differ = any(answer.first != given[0].first for answer in given)
                end = "; differently, so it does not count" if differ else "; it counts once"
                self._remark(place, f"answered {len(given)} times{end}")
                if differ:
                    continue
            found[place] = given[0]
        return found

    def _choice(self, number: int, answer: GivenAnswer | None, count: int) -> int | None:
        """The number of the choice that was answered first; None, remarked, if it is none."""
        if answer is None:
            return None
        if not isinstance(answer.first, int) or answer.first not in range(count):
            self._remark(number, f"the answer {answer.first} is none of the choices, which are 0 to {count - 1}")
            return None
        return answer.first

    def _word(self, answers: dict[int, GivenAnswer]) -> list[str]:
        numbers = [str(number + 1) for number in sorted(answers)]
        said = [f"answers of steps {', '.join(numbers)}"] if numbers else []
        return [*said, "minutes", "finished", *(["date"] if self._hand_in.handed_in else [])]

    # claims

    def _claims(self) -> dict[int, Claim]:
        """One claim a step."""
        found: dict[int, Claim] = {}
        count = Counter(claim.step for claim in self._hand_in.claims)
        for number, times in count.items():
            self._grade.claims.asked += 1
            place = self._place(number, "a run is claimed")
            if place is None:
                continue
            step = self._taught.lesson.steps[place]
            if step.predict is None and not step.goal:
                self._remark(place, "a run is claimed where none is asked for")
                continue
            claims = [claim for claim in self._hand_in.claims if claim.step == number]
            if times > 1:
                same = "the same" if all(claim == claims[0] for claim in claims) else "different"
                self._remark(place, f"claimed {times} times, with {same} runs; the first counts, once")
            found[place] = claims[0]
        return found

    def _judge_claim(self, number: int, step: Step, claim: Claim, answer: GivenAnswer | None) -> None:
        stage = self._taught.stages[number]
        try:
            if len(claim.figures) > _MOST_FIGURES:
                raise InvalidProjectError(
                    f"{len(claim.figures)} figures are claimed; at most {_MOST_FIGURES} are looked at"
                )
            project = with_table(project_from(claim.project), self._taught.tables)
            result = self._runner.run(project, claim.epochs, self._budget, claim.weights_sha256)
            wrong = _difference(claim, result)
        except TooLongError as error:
            self._remark(number, f"not confirmed: {error}")
            return
        except ProjectError as error:
            self._remark(number, f"can't be run again: {error}")
            return
        if wrong:
            self._remark(number, f"not confirmed: {wrong}")
            return
        self._grade.claims.right += 1
        if step.goal:
            self._judge_goal(number, step, stage, project, result)
        if step.predict is not None and answer is not None:
            self._judge_prediction(number, step.predict, stage, claim, result, answer)

    def _judge_goal(self, number: int, step: Step, stage: Stage, project: Project, result: "Result") -> None:
        others = differences(project, stage.project, stage.free_for_goal)
        if others:
            self._remark(number, f"the goal does not count: {_not_own(others)}")
            return
        if any(isinstance(change, SetState) for change in project.training.changes):
            self._remark(number, "the goal does not count: the weights were read from a file, not trained")
            return
        by_hand = sum(isinstance(change, SetParameter) for change in project.training.changes)
        if by_hand:
            self._remark(number, f"{by_hand} weight{'' if by_hand == 1 else 's'} set by hand")
        # what counts is what the run came to here, not what the file says
        reached = all(aim.met(result.look_up) for aim in step.goal)
        if not reached:
            self._remark(number, "the run does not reach the goal")
        self._grade.goals.right += reached

    def _judge_prediction(
        self, number: int, predict: Prediction, stage: Stage, claim: Claim, result: "Result", answer: GivenAnswer
    ) -> None:
        others = differences(result.project, stage.project, stage.free)
        if others:
            self._remark(number, f"the prediction does not count: {_not_own(others)}")
            return
        if answer.was_late:
            self._remark(number, "answered with the outcome on the screen")
        last = stage.last_epoch
        epochs = max(claim.epochs, stage.epochs) if last is None else min(max(claim.epochs, stage.epochs), last)
        if epochs != claim.epochs:
            # how long to train is not the learner's to choose, for then any answer could be made to come true
            self._remark(
                number, f"trained for {claim.epochs:,} epochs; judged at epoch {epochs:,}, as the lesson has it"
            )
            try:
                result = self._runner.run(result.project, epochs, self._budget)
            except ProjectError as error:
                self._remark(number, f"can't be judged: {error}")
                return
        actual = predict.expression.value(result.look_up)
        if predict.choices and self._choice(number, answer, len(predict.choices)) is None:
            return
        self._grade.predictions.right += actual is not None and predict.is_right(answer.first, actual)


def _not_own(others: list[str]) -> str:
    """What of a run is not the lesson's, in words and by the names of the fields."""
    told = ", ".join(map(printable, sorted(others)[:4]))
    match min(path.partition(".")[0] for path in others):
        case "data":
            what = "other data than the lesson's"
        case "network":
            what = "another network than the lesson's"
        case _:
            what = "trained otherwise than in the lesson"
    return f"{what} ({told})"


def _difference(claim: Claim, result: "Result") -> str:
    """What of the claim is not so; empty if all of it is."""
    from nnstudio.engine.snapshots.fingerprint import fingerprint

    for name, claimed in claim.figures.items():
        if len(name) > _LONGEST_FIGURE:
            return f"{printable(name)} is no figure"
        found = parse_figure(name).value(result.look_up)
        if claimed is None or found is None:
            if claimed is not found:
                return f"{printable(name)} is {found}, not {claimed}"
        elif not isclose(found, claimed, rel_tol=_CLOSE, abs_tol=1e-6):
            return f"{printable(name)} is {found:.6g}, not {claimed:.6g}"
    if not claim.figures and fingerprint(result.snapshot) != claim.weights_sha256:
        return "the weights are others"
    return ""
