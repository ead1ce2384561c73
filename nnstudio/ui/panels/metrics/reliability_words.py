"""What a reliability diagram says, in a sentence for each share of the samples."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nnstudio.language import _, ngettext
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.ui.widgets.number_texts import percent

if TYPE_CHECKING:
    from nnstudio.engine.metrics.reliability import Reliability
    from nnstudio.ui.panels.metrics.measured import Measured


def reliability_sentences(measured: "Measured") -> Iterator[str]:
    """``Test: of what it is 90 % sure of, 97 % is right (120 samples): it is too careful.``"""
    for share in measured.shares_with_reliability:
        yield f"{SHARE_WORDS[share].capitalize()}: {_told(measured.reliability[share])}"


def _told(found: "Reliability") -> str:
    b, is_apart = found.telling
    if not is_apart:
        told = ngettext(
            "of what it is {sure} sure of, {right} is right: that fits, as far as {n:,} sample can tell.",
            "of what it is {sure} sure of, {right} is right: that fits, as far as {n:,} samples can tell.",
            int(found.counts[b]),
        )
    elif found.right[b] > found.sure[b]:
        told = _("of what it is {sure} sure of, {right} is right ({n:,} samples): it is too careful.")
    else:
        told = _("of what it is {sure} sure of, {right} is right ({n:,} samples): it is too sure.")
    sure, right = percent(float(found.sure[b])), percent(float(found.right[b]))
    return told.format(sure=sure, right=right, n=int(found.counts[b]))
