"""The moving picture shows the run's own epochs, stays small, and can be cancelled."""

import io

import numpy as np
import pytest
from PIL import Image

from nnstudio.engine.snapshots.outputs import predictions
from nnstudio.export.animation import MAX_BYTES, MAX_FRAMES, animation_of, evenly_spaced, write_animation
from nnstudio.export.frame_painting import _BIG, HEIGHT, WIDTH
from nnstudio.project.errors import ProjectError
from nnstudio.project.sources.bundled import DiabetesSource, DigitsSource, IrisSource
from nnstudio.project.sources.drawn import WaveSource
from nnstudio.project.sources.scikit_made import CirclesSource
from tests.export.runs import project_on, trained


@pytest.fixture(scope="module")
def circles():
    return trained(project_on(CirclesSource(), "tanh", "tanh", epochs=100))


def frames_of(content: bytes) -> list[tuple[Image.Image, int]]:
    picture = Image.open(io.BytesIO(content))
    found = []
    for i in range(picture.n_frames):
        picture.seek(i)
        found.append((picture.convert("RGB"), picture.info["duration"]))
    return found


def test_that_the_frames_are_evenly_spaced_epochs_with_both_ends(circles):
    epochs = [snapshot.epoch for snapshot in evenly_spaced(circles)]
    assert (epochs[0], epochs[-1], len(epochs)) == (0, 100, MAX_FRAMES)
    assert set(np.diff(epochs)) == {1, 2}
    assert [s.epoch for s in evenly_spaced(trained(circles.project, epoch=7))] == list(range(8))


def test_that_it_is_of_sensible_size_and_its_last_frame_is_held(circles):
    content = animation_of(circles)
    frames = frames_of(content)
    assert len(content) < MAX_BYTES
    assert len(frames) == MAX_FRAMES
    assert {picture.size for picture, _ in frames} == {(WIDTH, HEIGHT)}
    assert [duration for _, duration in frames] == [100] * (MAX_FRAMES - 1) + [2500]


def test_that_the_last_frame_shows_what_the_network_says_in_the_end(circles):
    picture = np.asarray(frames_of(animation_of(circles))[-1][0]).astype(int)
    left, top, right, bottom = _BIG
    raw = circles.dataset.raw
    low, high = raw.min(axis=0), raw.max(axis=0)
    span = 1.16 * (high - low)
    low = low - 0.08 * (high - low)
    # away from samples and boundary: the middle, and the corners
    places = {(0.5, 0.5): None, (0.03, 0.03): None, (0.97, 0.03): None, (0.03, 0.97): None}
    for across, up in places:
        r, _, b = picture[round(bottom - up * (bottom - top)), round(left + across * (right - left))]
        (said,) = predictions(circles.project, circles.outputs(low[None] + span * [[across, up]]))
        assert (r > b) == bool(said)


@pytest.mark.parametrize(
    "project",
    [
        project_on(WaveSource(), "tanh"),
        project_on(IrisSource(), "relu", features=("petal length (cm)",), test_fraction=0.2),
        project_on(CirclesSource(), "relu", features=("x2",)),
        project_on(DiabetesSource(), "relu", standardize=True, test_fraction=0.2),
        project_on(DigitsSource(), "relu", epochs=1),
    ],
    ids=["fit", "three classes over a line", "two classes over a line", "many columns", "ten classes"],
)
def test_that_every_sort_of_data_can_be_animated(project):
    outcome = trained(project)
    frames = frames_of(animation_of(outcome))
    assert len(frames) == project.training.epochs + 1
    assert len({picture.tobytes() for picture, _ in frames}) == len(frames)
    # the outcome still speaks for its own epoch
    assert np.array_equal(outcome.outputs(outcome.dataset.raw), trained(project).outputs(outcome.dataset.raw))


def test_that_a_cancelled_animation_leaves_no_file(circles, tmp_path):
    told = []

    def cancel(done):
        told.append(done)
        if done > 0.2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write_animation(circles, tmp_path / "run.gif", cancel)
    assert list(tmp_path.iterdir()) == []
    assert told == sorted(told)
    assert len(told) < 20


def test_that_an_untrained_network_has_nothing_to_animate(tmp_path):
    with pytest.raises(ProjectError, match="has not been trained"):
        write_animation(trained(project_on(WaveSource(), "tanh"), epoch=0), tmp_path / "x.gif")
