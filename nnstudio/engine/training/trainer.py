"""The training loop, as a plain generator over epochs."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import numpy as np
import torch

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import Tensors, build_network, build_tensors, criterion_of
from nnstudio.engine.snapshots.snapshot import Snapshot, StateLayout, Vector, read_state, state_vectors, write_state
from nnstudio.engine.steps.penalty import build_penalty
from nnstudio.engine.steps.protocol import StepParts, Steps
from nnstudio.engine.steps.random_state import GLOBAL_GENERATORS, RandomState
from nnstudio.engine.training.changes import make_change
from nnstudio.engine.training.divergence import DivergedError, remedy_for
from nnstudio.engine.training.early_stopping import EarlyStop, Patience
from nnstudio.engine.training.make_steps import make_steps
from nnstudio.engine.training.memory import require_memory
from nnstudio.engine.training.optimizer_driver import OptimizerDriver
from nnstudio.engine.training.same_steps import have_same_steps
from nnstudio.engine.training.threads import choose_threads
from nnstudio.engine.training.trainer_state import HalfEpoch, TrainerState
from nnstudio.language import _
from nnstudio.project.edits import branch_point
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.project import Project


@dataclass(frozen=True, eq=False)
class EpochReport:
    """What one epoch brought."""

    epoch: int
    """Counted from 1."""
    train_loss: float
    """The average during the epoch: the mean of its batches' losses, each met before its step."""
    test_loss: float | None
    """The loss on the test samples after the epoch; None without a test split."""
    snapshot: Snapshot


def never() -> bool:
    """The `stop` of a run that is never interrupted."""
    return False


class Trainer:
    """One run: a network with its optimiser, its samples and its random state, somewhere along the epochs.

    The run is a pure function of project, device, torch build and thread count: torch's global generator is
    seeded with the project's seed, the weights are drawn, and each epoch then draws from it just as
    ``DataLoader(..., shuffle=True)`` does. Between epochs the generator's state is kept here, so that pausing,
    or whatever else draws meanwhile, changes nothing.

    On the CPU the steps are replayed from a recording that was checked to the last bit; `fast=False` keeps to the
    plain loop, which gives the same numbers.

    Raises:
        InvalidProjectError: the project has a problem, or a step would not fit into the memory; said before it is
            allocated.
    """

    def __init__(self, project: Project, dataset: Dataset, device: str = "cpu", fast: bool = True) -> None:
        self.project = project
        self.threads = choose_threads(project)
        torch.set_num_threads(self.threads)
        self.device = torch.device("cpu")
        with GLOBAL_GENERATORS:
            torch.manual_seed(project.training.seed)
            self.model = build_network(project)
            self._random = RandomState(self.device)
        self.layout = StateLayout(self.model)
        self.epoch = 0
        """Whole epochs done."""
        self._turn = Lock()
        """Held while it is decided what comes next, so that another thread may change it in between."""
        self._heading = 0
        """The epoch up to which nothing is decided any more."""
        self._fast = fast
        require_memory(project, device)
        self._tensors = build_tensors(dataset, project.training.loss)
        self._sample_count = len(self._tensors.X_train)
        self._next_batch: int | None = None
        self._state = state_vectors(self.model)
        self._driver = OptimizerDriver(project.training, self.model)
        self._steps: Steps | None = None
        self._penalty = build_penalty(project.training, self.model)
        stopping = project.training.early_stopping
        self._patience = None if stopping is None else Patience(stopping)
        self.make_changes()
        self.initial = Snapshot(0, read_state(self._state))
        if device != "cpu":
            self.move_to(device)

    def _get_steps(self) -> Steps:
        """What takes the steps, made when the first is to be taken."""
        if self._steps is None:
            parts = StepParts(
                self.model,
                criterion_of(self.project, self._tensors),
                self._driver.optimizer,
                self._tensors,
                self.project.training.batch_size,
                self._random,
                self._penalty,
            )
            self._steps = make_steps(parts, self._fast)
        return self._steps

    @property
    def lr(self) -> float:
        """The learning rate of the next step."""
        return self._driver.lr

    def make_changes(self) -> bool:
        """Makes the project's changes of this epoch, and says whether there are any.

        When the run comes to the epoch, it does so by itself.
        """
        changes = [change for change in self.project.training.changes if change.epoch == self.epoch]
        for change in changes:
            make_change(change, self.model, self._random, self._driver.set_lr)
        return bool(changes)

    @property
    def next_change(self) -> int:
        """The epoch at whose end something can still be changed by hand, while the training goes on."""
        return max(self._heading, self.epoch + 1)

    def take_up(self, change: Callable[[int], Project]) -> Project:
        """Goes on with the project that `change` makes of the number of `next_change`, and returns it.

        It may differ from the one before in its number of epochs and in changes by hand from that epoch on. Any thread
        may ask for it at any time.
        """
        with self._turn:
            self.project = change(self.next_change)
        return self.project

    def follow(self, project: Project) -> bool:
        """Goes on with `project` if both are the same until `next_change`; says whether they are. From any thread."""
        with self._turn:
            point = branch_point(self.project, project)
            if point is None or point < self.next_change:
                return False
            self.project = project
        return True

    @property
    def details(self) -> str:
        """How the steps are taken, in a sentence: replayed from a recording, or by the plain loop and why."""
        return self._steps.details if self._steps is not None else _("No step has been taken yet.")

    def move_to(self, device: str) -> None:
        """Goes on from the same parameters and optimiser state on another device; between two epochs only."""
        if self._next_batch is not None:
            raise RuntimeError("a run can change its device between two epochs only")
        self.device = torch.device(device)
        self.model.to(self.device)
        self._tensors = self._tensors.to(self.device)
        self._driver.follow(self.device)
        self._random.move_to(self.device, self.project.training.seed)
        self._state = state_vectors(self.model)
        self._steps = None

    @property
    def is_settled(self) -> bool:
        """Whether steps are taken as they will be from now on: nothing is left to be recorded."""
        return self._steps is not None and self._steps.is_settled

    def begin_again(self, project: Project, tensors: Tensors | None = None) -> bool:
        """Begins another run in place of this one, from its own start; its first steps are replayed at once.

        For a project whose steps are the same kernels on other numbers: other seeds, another learning rate, other
        samples (`tensors`) in as many rows. False, and nothing is done, if its steps are others. What was handed out
        before stays as it was.
        """
        new = self._tensors if tensors is None else tensors
        if self.device.type != "cpu" or not have_same_steps(self.project, self._tensors, project, new):
            return False
        self.project = project
        self._tensors.take(new)
        if self._steps is not None:
            self._steps.note_other_samples()
        with GLOBAL_GENERATORS:
            # torch.manual_seed would seed the devices, too, and note for each from where it was called
            torch.default_generator.manual_seed(project.training.seed)
            write_state(self._state, read_state(state_vectors(build_network(project))))
            self._random.begin_again()
        self._driver.begin_again(project.training)
        if self._penalty is not None:
            self._penalty.set(project.training.l1, project.training.l2)
        self.epoch = self._heading = 0
        self._next_batch = None
        stopping = project.training.early_stopping
        self._patience = None if stopping is None else Patience(stopping)
        self.make_changes()
        self.initial = Snapshot(0, self._read_state())
        return True

    @property
    def is_out_of_patience(self) -> bool:
        """Whether early stopping ends the run here, if epochs are left; `train_on` overrules it."""
        return self._patience is not None and self._patience.is_out

    def train_on(self) -> None:
        """Lets a run go on that was stopped early, from its last epoch; patience is counted afresh."""
        if self._patience is not None and self._patience.is_out:
            self._patience.begin_afresh()

    def early_stop(self, until: int) -> EarlyStop | None:
        """How early stopping has ended a run that was to have `until` epochs; None if it has not."""
        return self._patience.stop(self.epoch) if self._patience is not None and self.epoch < until else None

    @property
    def in_mid_epoch(self) -> bool:
        """Whether the run rests between two batches of an epoch."""
        return self._next_batch is not None

    def snapshot(self) -> Snapshot:
        """The network as it is now, which in mid-epoch is none of the timeline's."""
        return Snapshot(self.epoch, self._read_state())

    def state(self) -> TrainerState:
        """Where the run stands, in mid-epoch too; to be asked for while it rests."""
        random, device_random = self._random.read()
        half = None
        if self._next_batch is not None:
            steps = self._get_steps()
            half = HalfEpoch(steps.order.cpu().clone(), tuple(steps.losses()))
        return TrainerState(
            epoch=self.epoch,
            vector=self._read_state(),
            lr=self.lr,
            random=random,
            device_random=device_random,
            optimizer=self._driver.read(),
            schedule=self._driver.read_schedule(),
            watch=None if self._patience is None else self._patience.watch,
            half=half,
        )

    def restore(self, state: TrainerState) -> None:
        """Goes to where another trainer of the same project stood; from there both take the same steps.

        Raises:
            InvalidProjectError: the state is that of another network, or of other data. Nothing has been changed then.
        """
        best = state.vector if state.watch is None else state.watch.best.vector
        if not len(state.vector) == len(best) == self.layout.size:
            raise InvalidProjectError(
                _("the training state holds {vector_count:,} numbers, but this network has {layout_size:,}").format(
                    vector_count=len(state.vector), layout_size=self.layout.size
                )
            )
        if state.half is not None and state.half.order.sort().values.tolist() != list(range(self._sample_count)):
            raise InvalidProjectError(_("the training state belongs to data with another number of samples"))
        if len(state.random) != len(self._random.read()[0]):
            raise InvalidProjectError(_("the training state holds no state of PyTorch's random generator"))
        self._driver.write(state.lr, state.optimizer, state.schedule)
        self._steps = None
        write_state(self._state, state.vector)
        self._random.write(state.random, state.device_random)
        self.epoch = state.epoch
        if self._patience is not None:
            self._patience.watch = state.watch
        self._next_batch = None
        if state.half is not None:
            self._get_steps().take_up(state.half.order, state.half.losses)
            self._next_batch = len(state.half.losses)

    def epochs(self, until: int, stop: Callable[[], bool] = never) -> Iterator[EpochReport]:
        """Trains until `until` whole epochs are done, until `stop` says so after a batch, or until it stops early.

        An epoch that was stopped half-way is not lost: the next call goes on in the middle of it.

        Raises:
            DivergedError: the loss or a parameter became infinite or NaN.
        """
        torch.set_num_threads(self.threads)
        while self.epoch < until and not self.is_out_of_patience:
            if not self._finish_epoch(stop):
                return
            yield self._report()
            if stop():
                return

    def epoch_batches(self, until: int, stop: Callable[[], bool] = never) -> Iterator[list[EpochReport]]:
        """As `epochs`, but where epochs are short, it hands over those of a few milliseconds at a time.

        Between two batches of epochs the trainer stands where the last report says.

        Raises:
            DivergedError: the loss or a parameter became infinite or NaN.
        """
        torch.set_num_threads(self.threads)
        while self.epoch < until and not self.is_out_of_patience:
            with self._turn:
                ahead = self._epochs_ahead(until)
                self._heading = self.epoch + ahead
            if ahead > 1:
                yield from self._run_ahead(ahead)
            elif self._finish_epoch(stop):
                yield [self._report()]
            else:
                return
            if stop():
                return

    def _epochs_ahead(self, until: int) -> int:
        """For how many epochs nothing has to be decided in between."""
        whole = self._get_steps().whole_epochs
        is_free = self._next_batch is None and self._patience is None and self.project.training.schedule is None
        if whole is None or not is_free:
            return 1
        changes = [change.epoch for change in self.project.training.changes if change.epoch > self.epoch]
        room = min([until, *changes]) - self.epoch
        return min(room, whole.epochs_ahead()) if room > 1 else 1

    def _run_ahead(self, count: int) -> Iterator[list[EpochReport]]:
        whole = self._get_steps().whole_epochs
        assert whole is not None
        epoch_batch = whole.run_epochs(count)
        reports: list[EpochReport] = []
        failure: Exception | None = epoch_batch.failure
        try:
            for j in range(epoch_batch.done):
                # a copy, for a view would keep the whole batch of epochs alive
                train_loss, vector = _mean(epoch_batch.losses[j].tolist()), epoch_batch.states[j].copy()
                vector.setflags(write=False)
                self._check(train_loss, vector)
                test_loss = float(epoch_batch.test_losses[j]) if len(self._tensors.X_test) else None
                reports.append(self._close_epoch(train_loss, vector, test_loss))
        except DivergedError as diverged:
            failure = diverged
        if reports:
            yield reports
        if failure is not None:
            with self._nan_is_divergence():
                raise failure

    def _finish_epoch(self, stop: Callable[[], bool]) -> bool:
        """Takes the epoch's remaining steps; False if `stop` came before the last."""
        steps = self._get_steps()
        if self._next_batch is None:
            steps.shuffle()
            self._next_batch = 0
        with self._nan_is_divergence():
            self._next_batch = steps.run(self._next_batch, stop)
        if self._next_batch < steps.batch_count:
            return False
        self._next_batch = None
        return True

    def _report(self) -> EpochReport:
        steps = self._get_steps()
        train_loss, vector = _mean(steps.losses()), self._read_state()
        self._check(train_loss, vector)
        with self._nan_is_divergence():
            test_loss = steps.test_loss() if len(self._tensors.X_test) else None
        return self._close_epoch(train_loss, vector, test_loss)

    def _diverged(self) -> DivergedError:
        return DivergedError(self.epoch + 1, remedy_for(self.project, self._tensors.y_train))

    def _check(self, train_loss: float, vector: Vector) -> None:
        if not (math.isfinite(train_loss) and np.isfinite(vector).all()):
            raise self._diverged()

    def _close_epoch(self, train_loss: float, vector: Vector, test_loss: float | None) -> EpochReport:
        if test_loss is not None and not math.isfinite(test_loss):
            raise self._diverged()
        with self._turn:
            self.epoch += 1
            self._driver.end_epoch(train_loss, test_loss)
            changed = self.make_changes()
        if changed:
            vector = self._read_state()
        report = EpochReport(self.epoch, train_loss, test_loss, Snapshot(self.epoch, vector))
        if self._patience is not None:
            self._patience.look(train_loss, test_loss, report.snapshot)
        return report

    def _read_state(self) -> Vector:
        if self.device.type != "cpu":
            return read_state(self._state)
        with torch.inference_mode():
            vector: Vector = torch.cat(self._state).numpy()
        vector.setflags(write=False)
        return vector

    @contextmanager
    def _nan_is_divergence(self) -> Iterator[None]:
        """BCELoss refuses a NaN, where the other losses pass it on."""
        try:
            yield
        except RuntimeError as error:
            if "between 0 and 1" not in str(error):
                raise
            raise self._diverged() from None


def _mean(losses: list[float]) -> float:
    return sum(losses) / len(losses)
