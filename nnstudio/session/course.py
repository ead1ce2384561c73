"""How far a training goes, and how fast."""

from nnstudio.project.bounds import MAX_EPOCHS
from nnstudio.session.pace import watched
from nnstudio.session.worker import TrainJob


class Course:
    """Where a round of training ends, if it has an end, and at which pace it goes there; jobs are steered by it."""

    def __init__(self, epochs: int) -> None:
        self.base = 0
        """The epoch from which the project's epochs count."""
        self.target = epochs
        """The epoch up to which Train trains."""
        self.is_endless = False
        """Whether Train goes on until it is paused, instead."""
        self._pace, self._is_watched = 0.0, False

    def count_from(self, base: int, epochs: int, done: int = 0) -> None:
        """So many epochs from `base` on are to be trained; no fewer than are `done`."""
        self.base = base
        self.target = max(base + epochs, done)

    def set_pace(self, seconds: float, is_watched: bool) -> None:
        """The shortest time for an epoch, 0 for full speed; or as long as it takes to watch the project's epochs."""
        self._pace, self._is_watched = seconds, is_watched

    def steer(self, job: TrainJob, epochs: int) -> None:
        """Has a job go by it, at its beginning and whenever something has changed; `epochs` are the project's."""
        if not job.is_step:
            job.until = MAX_EPOCHS if self.is_endless else self.target
            job.was_endless = job.was_endless or self.is_endless
        pace = 0.0 if job.is_hurried else watched(epochs) if self._is_watched else self._pace
        if pace != job.pace:
            job.pace = pace
            # the thread knows better once it has trained for a moment
            job.is_held_back = pace > 0 and job.until > job.run.epoch + 1

    def is_overrun(self, job: TrainJob) -> bool:
        """Whether a job that rests was without an end to the last, or had gone too far when it was given one."""
        epoch = job.run.epoch
        return epoch > 0 and job.was_endless and (self.is_endless or epoch > self.target)
