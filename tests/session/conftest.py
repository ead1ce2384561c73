"""Training sessions with their real thread."""

import pytest

from nnstudio.session.training_session import State, TrainingSession
from tests.session.collector import libraries_set_aside

PATIENCE_MS = 30_000


class Driver:
    """A session, and waiting for what becomes of it."""

    def __init__(self, session: TrainingSession, qtbot):
        self.session = session
        self._qtbot = qtbot
        self.states = []
        session.state_changed.connect(self.states.append)

    def wait(self, condition):
        self._qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def wait_for_run(self):
        self.wait(lambda: self.session.run is not None and not self.session.is_preparing)
        return self.session.run

    def wait_for_epoch(self, epoch):
        self.wait(lambda: self.session.run is not None and self.session.run.epoch >= epoch)

    def wait_for(self, state):
        self.wait(lambda: self.session.state is state)

    def train_out(self):
        """Trains to the target."""
        self.session.train()
        self.wait(lambda: self.session.state in (State.FINISHED, State.FAILED))

    @property
    def losses(self):
        history = self.session.run.history
        return history.train_loss, history.test_loss


@pytest.fixture
def drive(qtbot):
    """Starts a session for a project; it is closed when the test is over."""
    started = []

    def start(project):
        session = TrainingSession(project)
        started.append(session)
        driver = Driver(session, qtbot)
        session.start()
        return driver

    yield start
    for session in started:
        session.close()


@pytest.fixture(autouse=True, scope="package")
def _quick_collections():
    with libraries_set_aside():
        yield
