"""What looks closely at runs while nothing trains."""

from collections.abc import Callable

from nnstudio.session.worker import ExamineJob, TrainingThread


class Examinations:
    """Posts them to the training thread, and knows which are not done."""

    def __init__(self, thread: TrainingThread) -> None:
        self._thread = thread
        self._jobs: list[ExamineJob] = []

    def post(self, look: Callable[[Callable[[], bool]], object], gives_way: bool) -> ExamineJob:
        """Has something looked at; what `gives_way` ends when any other job waits, and may be posted anew."""
        self._jobs = [job for job in self._jobs if not (job.dropped.is_set() or job.result or job.error)]
        job = ExamineJob(look, gives_way)
        self._jobs.append(job)
        self._thread.post(job)
        return job

    def drop(self) -> None:
        """Has none of them go on."""
        for job in self._jobs:
            job.dropped.set()
        self._jobs.clear()
