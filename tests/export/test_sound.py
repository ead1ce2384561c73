"""The losses as a tone, measured in what is written: how high, at which side, how long."""

import io
import wave

import numpy as np
import pytest

from nnstudio.export.kinds import export_run
from nnstudio.export.sound import LOWEST_HZ, OCTAVES, RATE, loss_sound
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import open_source
from tests.export.runs import trained


def sides(content):
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).T.astype(float)


def pitch(side, at, seconds=0.1):
    """The strongest frequency around a share of the sound."""
    width = int(seconds * RATE)
    start = int(at * (len(side) - width))
    piece = side[start : start + width] * np.hanning(width)
    return np.abs(np.fft.rfft(piece, 8 * width)).argmax() * RATE / (8 * width)


def test_that_the_tone_sinks_with_the_loss_by_equal_intervals_for_equal_factors():
    left, right = sides(loss_sound([2.0 ** -(i / 10) for i in range(41)], []))
    assert np.array_equal(left, right)
    heard = [pitch(left, at) for at in (0.05, 0.35, 0.65, 0.95)]
    steps = np.log2(np.array(heard[:-1]) / heard[1:])
    assert steps == pytest.approx([OCTAVES * 0.3] * 3, rel=0.08)
    assert LOWEST_HZ * 0.9 < heard[-1] < heard[0] < LOWEST_HZ * 2**OCTAVES * 1.1


def test_that_train_is_at_the_left_and_test_at_the_right_over_one_range():
    left, right = sides(loss_sound([1.0] * 30, [0.25] * 30))
    assert pitch(left, 0.5) == pytest.approx(LOWEST_HZ * 2**OCTAVES, rel=0.03)
    assert pitch(right, 0.5) == pytest.approx(LOWEST_HZ, rel=0.1)


@pytest.mark.parametrize(("epochs", "seconds"), [(1, 2.0), (40, 4.0), (100_000, 8.0)])
def test_that_it_lasts_some_seconds_however_many_epochs_there_are(epochs, seconds):
    left, _ = sides(loss_sound([0.5] * epochs, []))
    assert len(left) / RATE == pytest.approx(seconds, abs=0.01)
    assert np.abs(left).max() > 5000


def test_that_no_number_is_silence():
    left, _ = sides(loss_sound([1.0, 0.5, float("nan"), float("nan")], []))
    half = len(left) // 2
    assert np.abs(left[: half // 2]).max() > 5000
    assert not left[int(1.4 * half) :].any()
    assert not sides(loss_sound([float("inf")] * 3, [])).any()


def test_that_without_losses_there_is_nothing_to_be_heard():
    with pytest.raises(ProjectError, match="train first"):
        loss_sound([], [])


def test_that_a_run_is_exported(tmp_path):
    outcome = trained(open_source("binary-classification"))
    export_run(outcome, "sound", tmp_path / "run.wav", lambda share: None)
    assert (tmp_path / "run.wav").read_bytes() == loss_sound(outcome.train_loss, outcome.test_loss)
