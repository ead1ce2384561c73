"""What one hand-in is worth: answers looked up, runs trained again, and all that is odd about it in words."""

from collections import Counter
from dataclasses import dataclass, field
from math import isclose
from typing import TYPE_CHECKING

from nnstudio.grading.lessons import Taught, mapping
from nnstudio.grading.rerun import Budget, Runner, TooLongError, with_table
from nnstudio.language import _, ngettext
from nnstudio.project.changes import SetParameter, SetState
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.guided.comparing import differences
from nnstudio.project.guided.figures import LookUp, parse_figure
from nnstudio.project.guided.hand_in import Claim, GivenAnswer, HandIn, seal_of
from nnstudio.project.guided.lesson import Step
from nnstudio.project.guided.tasks import Prediction
from nnstudio.project.guided.walk import Stage, is_within
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
        return _("{right} of {asked}").format(right=self.right, asked=self.asked)


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
                choice = self._choice(number, answer, step.quiz.answer_count)
                self._grade.quiz.right += choice is not None and step.quiz.is_right(choice)
            self._grade.predictions.asked += step.predict is not None
            self._grade.goals.asked += bool(step.goal)
            claim = claims.get(number)
            if claim is not None and (step.predict is not None or step.goal):
                self._judge_claim(number, step, claim, answers.get(number))
            self._grade.steps[number] = self._grade.points - before
        self._grade.word = self._word(answers)
        return self._grade

    def _remark(self, number: int, text: str) -> None:
        self._grade.remarks.append(_("step {number}: {text}").format(number=number + 1, text=text))

    def _counted_steps(self) -> list[int]:
        """The steps that count: all, or of a lesson that was revised since, those that are still the same."""
        every = list(range(len(self._taught.lesson.steps)))
        if self._mapping is None:
            if self._hand_in.lesson_sha256 not in (None, self._taught.sha256):
                self._grade.remarks.append(_("the lesson was revised since"))
            return every
        same = sorted(self._mapping.values())
        asking = [n for n in every if self._asks(n)]
        others = [str(n + 1) for n in asking if n not in same]
        if others:
            told = ngettext(
                "the lesson was revised since: step {others} is another now, and does not count",
                "the lesson was revised since: steps {others} are others now, and do not count",
                len(others),
            )
            self._grade.remarks.append(told.format(others=", ".join(others)))
        else:
            self._grade.remarks.append(_("the lesson was revised since, in words alone"))
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
            self._remark(number, _("{what}, but the lesson has no such step").format(what=what))
            return None
        return number

    # answers

    def _answers(self) -> dict[int, GivenAnswer]:
        """The first answer at each step; one that is there twice counts once, and not at all if the two differ."""
        found: dict[int, GivenAnswer] = {}
        count = Counter(answer.step for answer in self._hand_in.answers)
        for number in count:
            place = self._place(number, _("is answered"))
            if place is None:
                continue
            step = self._taught.lesson.steps[place]
            if step.quiz is None and step.predict is None:
                self._remark(place, _("is answered, but asks nothing"))
                continue
            given = [answer for answer in self._hand_in.answers if answer.step == number]
            if len(given) > 1:
                differ = any(answer.first != given[0].first for answer in given)
                if differ:
                    told = _("answered {times} times; differently, so it does not count")
                else:
                    told = _("answered {times} times; it counts once")
                self._remark(place, told.format(times=len(given)))
                if differ:
                    continue
            found[place] = given[0]
        return found

    def _choice(self, number: int, answer: GivenAnswer | None, count: int) -> int | None:
        """The number of the choice that was answered first; None, remarked, if it is none."""
        if answer is None:
            return None
        if not isinstance(answer.first, int) or answer.first not in range(count):
            self._remark(
                number,
                _("the answer {first} is none of the choices, which are 0 to {count}").format(
                    first=answer.first, count=count - 1
                ),
            )
            return None
        return answer.first

    def _word(self, answers: dict[int, GivenAnswer]) -> list[str]:
        numbers = [str(number + 1) for number in sorted(answers)]
        said = [_("answers of steps {numbers}").format(numbers=", ".join(numbers))] if numbers else []
        return [*said, "minutes", "finished", *(["date"] if self._hand_in.handed_in else [])]

    # claims

    def _claims(self) -> dict[int, Claim]:
        """One claim a step."""
        found: dict[int, Claim] = {}
        count = Counter(claim.step for claim in self._hand_in.claims)
        for number, times in count.items():
            self._grade.claims.asked += 1
            place = self._place(number, _("a run is claimed"))
            if place is None:
                continue
            step = self._taught.lesson.steps[place]
            if step.predict is None and not step.goal:
                self._remark(place, _("a run is claimed where none is asked for"))
                continue
            claims = [claim for claim in self._hand_in.claims if claim.step == number]
            if times > 1:
                same = _("the same") if all(claim == claims[0] for claim in claims) else "different"
                self._remark(
                    place,
                    _("claimed {times} times, with {same} runs; the first counts, once").format(times=times, same=same),
                )
            found[place] = claims[0]
        return found

    def _judge_claim(self, number: int, step: Step, claim: Claim, answer: GivenAnswer | None) -> None:
        from nnstudio.engine.snapshots.fingerprint import fingerprint

        stage = self._taught.stages[number]
        try:
            if len(claim.figures) > _MOST_FIGURES:
                raise InvalidProjectError(
                    _("{figure_count} figures are claimed; at most {most_figures} are looked at").format(
                        figure_count=len(claim.figures), most_figures=_MOST_FIGURES
                    )
                )
            project = with_table(project_from(claim.project), self._taught.tables)
            if step.predict is not None and step.predict.expression.is_of_sweep:
                self._judge_sweep(number, step.predict, stage, claim, project, answer)
                return
            result = self._runner.run(project, claim.epochs, self._budget, claim.weights_sha256)
            wrong = _difference(claim, result.look_up, fingerprint(result.snapshot))
        except TooLongError as error:
            self._remark(number, _("not confirmed: {error}").format(error=error))
            return
        except ProjectError as error:
            self._remark(number, _("can't be run again: {error}").format(error=error))
            return
        if wrong:
            self._remark(number, _("not confirmed: {wrong}").format(wrong=wrong))
            return
        self._grade.claims.right += 1
        if step.goal:
            self._judge_goal(number, step, stage, project, result)
        if step.predict is not None and answer is not None:
            self._judge_prediction(number, step.predict, stage, claim, result, answer)

    def _judge_sweep(
        self,
        number: int,
        predict: Prediction,
        stage: Stage,
        claim: Claim,
        project: Project,
        answer: GivenAnswer | None,
    ) -> None:
        """A prediction of many runs: the lesson says which, and with any other project nothing is run.

        Raises:
            ProjectError: they can't be run again.
            TooLongError: they take longer than is left.
        """
        others = differences(project, stage.project, stage.free)
        if project.training.epochs != stage.project.training.epochs and not is_within("training.epochs", stage.free):
            others.append("training.epochs")
        if others:
            self._remark(number, _("the prediction does not count: {not_own}").format(not_own=_not_own(others)))
            return
        result = self._runner.sweep(project, stage.after.sweeps[-1][1], self._budget)
        wrong = _difference(claim, result.look_up, result.weights_sha256)
        if wrong:
            self._remark(number, _("not confirmed: {wrong}").format(wrong=wrong))
            return
        self._grade.claims.right += 1
        if answer is not None and answer.was_late:
            self._remark(number, _("answered with the outcome on the screen, so it does not count"))
        elif answer is not None:
            self._count_prediction(number, predict, answer, predict.expression.value(result.look_up))

    def _count_prediction(self, number: int, predict: Prediction, answer: GivenAnswer, actual: float | None) -> None:
        if predict.choices and self._choice(number, answer, predict.answer_count) is None:
            return
        self._grade.predictions.right += actual is not None and predict.is_right(answer.first, actual)

    def _judge_goal(self, number: int, step: Step, stage: Stage, project: Project, result: "Result") -> None:
        others = differences(project, stage.project, stage.free_for_goal)
        if others:
            self._remark(number, _("the goal does not count: {not_own}").format(not_own=_not_own(others)))
            return
        if any(isinstance(change, SetState) for change in project.training.changes):
            self._remark(number, _("the goal does not count: the weights were read from a file, not trained"))
            return
        by_hand = sum(isinstance(change, SetParameter) for change in project.training.changes)
        if by_hand:
            self._remark(
                number,
                ngettext("{by_hand} weight set by hand", "{by_hand} weights set by hand", by_hand).format(
                    by_hand=by_hand
                ),
            )
        # what counts is what the run came to here, not what the file says
        reached = all(aim.met(result.look_up) for aim in step.goal)
        if not reached:
            self._remark(number, _("the run does not reach the goal"))
        self._grade.goals.right += reached

    def _judge_prediction(
        self, number: int, predict: Prediction, stage: Stage, claim: Claim, result: "Result", answer: GivenAnswer
    ) -> None:
        others = differences(result.project, stage.project, stage.free)
        if others:
            self._remark(number, _("the prediction does not count: {not_own}").format(not_own=_not_own(others)))
            return
        if answer.was_late:
            self._remark(number, _("answered with the outcome on the screen, so it does not count"))
            return
        last = stage.last_epoch
        epochs = max(claim.epochs, stage.epochs) if last is None else min(max(claim.epochs, stage.epochs), last)
        if epochs != claim.epochs:
            # how long to train is not the learner's to choose, for then any answer could be made to come true
            self._remark(
                number,
                _("trained for {epochs:,} epochs; judged at epoch {judged:,}, as the lesson has it").format(
                    epochs=claim.epochs, judged=epochs
                ),
            )
            try:
                result = self._runner.run(result.project, epochs, self._budget)
            except ProjectError as error:
                self._remark(number, _("can't be judged: {error}").format(error=error))
                return
        self._count_prediction(number, predict, answer, predict.expression.value(result.look_up))


def _not_own(others: list[str]) -> str:
    """What of a run is not the lesson's, in words and by the names of the fields."""
    told = ", ".join(map(printable, sorted(others)[:4]))
    match min(path.partition(".")[0] for path in others):
        case "data":
            what = _("other data than the lesson's")
        case "network":
            what = _("another network than the lesson's")
        case _:
            what = _("trained otherwise than in the lesson")
    return f"{what} ({told})"


def _difference(claim: Claim, look_up: LookUp, weights_sha256: str) -> str:
    """What of the claim is not so; empty if all of it is."""
    for name, claimed in claim.figures.items():
        if len(name) > _LONGEST_FIGURE:
            return _("{name} is no figure").format(name=printable(name))
        found = parse_figure(name).value(look_up)
        if claimed is None or found is None:
            if claimed is not found:
                return _("{name} is {found}, not {claimed}").format(name=printable(name), found=found, claimed=claimed)
        elif not isclose(found, claimed, rel_tol=_CLOSE, abs_tol=1e-6):
            return _("{name} is {found:.6g}, not {claimed:.6g}").format(
                name=printable(name), found=found, claimed=claimed
            )
    if not claim.figures and weights_sha256 != claim.weights_sha256:
        return _("the weights are others")
    return ""
