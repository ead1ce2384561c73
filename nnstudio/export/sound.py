"""The losses of a run as a sound: the higher the loss, the higher the tone; train at the left, test at the right."""

import io
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.writing import write_bytes

if TYPE_CHECKING:
    from nnstudio.export.outcome import Outcome

RATE = 22_050
"""Samples of the sound in a second."""
LOWEST_HZ, OCTAVES = 110.0, 4.0
_SHORTEST_S, _LONGEST_S, _EPOCH_S = 2.0, 8.0, 0.1
_FADE_S = 0.02
_LOUD = 0.3
_SMALLEST = 1e-12
_OVERTONE = 0.5
"""How loud the octave over a test tone is, by which it is told from a train tone where both ears hear both."""


def loss_sound(train: Sequence[float], test: Sequence[float]) -> bytes:
    """A WAV file of some seconds in stereo: train at the left, test at the right; without test losses train at both.

    Pitch follows the logarithm of the loss, over the range of both together: a loss that falls by the same factor
    sinks by the same interval. Where a loss is no number, it is silent.

    Raises:
        ProjectError: there are no losses.
    """
    if not len(train):
        raise ProjectError(_("There are no losses yet: train first"))
    shares = [np.asarray(train, dtype=float), np.asarray(test, dtype=float)]
    heights = [_heights(values, shares) for values in shares if len(values)]
    seconds = min(_LONGEST_S, max(_SHORTEST_S, _EPOCH_S * len(train)))
    left = _tone(heights[0], seconds, overtone=0.0)
    right = _tone(heights[1], seconds, overtone=_OVERTONE) if len(heights) > 1 else left
    both = np.column_stack((left, right)) * (_LOUD * np.iinfo(np.int16).max)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(both.astype("<i2").tobytes())
    return buffer.getvalue()


def write_sound(outcome: "Outcome", path: Path) -> None:
    """Writes the losses up to the epoch shown.

    Raises:
        ProjectError: there are none, or the file can't be written.
    """
    write_bytes(loss_sound(outcome.train_loss, outcome.test_loss), path)


def _heights(values: NDArray[np.float64], shares: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Each epoch's place from 0 to 1 within the range of all losses, by their logarithm; NaN for what is no number."""
    logs = np.log(np.maximum(np.where(np.isfinite(values), values, np.nan), _SMALLEST))
    known = np.concatenate([share[np.isfinite(share)] for share in shares])
    if not len(known):
        return logs
    low, high = np.log(np.maximum((known.min(), known.max()), _SMALLEST))
    return (logs - low) / (high - low) if high > low else logs * 0 + 0.5


def _tone(heights: NDArray[np.float64], seconds: float, overtone: float) -> NDArray[np.float64]:
    """One tone that glides from epoch to epoch, within ±1."""
    times = np.arange(int(seconds * RATE)) / RATE
    places = times / seconds * (len(heights) - 1)
    known = np.isfinite(heights)
    if not known.any():
        return np.zeros(len(times))
    glide = np.interp(places, np.flatnonzero(known), heights[known])
    phase = 2 * np.pi * np.cumsum(LOWEST_HZ * 2 ** (OCTAVES * glide)) / RATE
    wave_ = (np.sin(phase) + overtone * np.sin(2 * phase)) / (1 + overtone)
    heard = np.where(known[np.round(places).astype(int)], 1.0, 0.0)
    fade = np.minimum(1.0, np.minimum(times, seconds - times) / _FADE_S)
    return wave_ * heard * fade
