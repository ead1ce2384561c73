"""What a training session can be in, and what it tells the window."""

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from nnstudio.session.worker import CaptureJob, ExamineJob, RestoreJob


class State(StrEnum):
    IDLE = "idle"
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"


class SessionSignals(QObject):
    """All that can be heard of a training session."""

    state_changed = Signal(State)
    """The State."""
    run_changed = Signal(object)
    """The Run now current: a new one before its first epoch, or an earlier one; None while there is none."""
    progressed = Signal()
    """The current run's history has grown; at most once a tick."""
    problem_changed = Signal(str)
    """Why training failed or can't begin, in a sentence; empty when nothing is wrong."""
    captured = Signal(CaptureJob)
    """A CaptureJob that is done."""
    archive_opened = Signal(RestoreJob)
    """A RestoreJob that is done, or says why it could not be."""
    examined = Signal(ExamineJob)
    """An ExamineJob that is done."""
    devices_found = Signal(tuple)
    sample_found = Signal(str, object)
