"""The training as a GIF: what the network says, and the loss, from before the first epoch to the last."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from nnstudio.data.telling_features import telling_features
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.views.frame import LINE_POINTS, Frame, make_frame, make_region
from nnstudio.export.frame_painting import Painter
from nnstudio.export.outcome import Outcome, Progress, unwatched
from nnstudio.language import _
from nnstudio.palette import CLASS_COLORS, LIGHT
from nnstudio.project.errors import ProjectError
from nnstudio.project.writing import write_bytes

MAX_FRAMES = 60
MAX_BYTES = 3_000_000
_PLANE_POINTS = 90
_FRAME_MS, _LAST_MS = 100, 2500
_SHORTEST_MS = 1500
"""How long the moving part lasts at least, however few epochs there are."""
_LONGEST_MS = 500


def write_animation(outcome: Outcome, path: Path, progress: Progress = unwatched) -> None:
    """Writes a GIF of at most 60 frames and 3 MB; the last frame is held.

    Raises:
        ProjectError: the run has no epochs to show, or the file can't be written.
    """
    write_bytes(animation_of(outcome, progress), path)


def animation_of(outcome: Outcome, progress: Progress = unwatched) -> bytes:
    """The GIF. The run's probe is left with the outcome's own snapshot.

    Raises:
        ProjectError: the run has no epochs to show.
    """
    snapshots = evenly_spaced(outcome)
    if len(snapshots) < 2:
        raise ProjectError(_("the network has not been trained, so there is nothing to animate; train an epoch first"))
    try:
        pictures = []
        painter = Painter(outcome)
        frames = _frames(outcome, snapshots)
        for i, frame in enumerate(frames):
            progress(0.9 * i / len(snapshots))
            pictures.append(painter.paint(frame))
    finally:
        outcome.probe.load(outcome.snapshot)
    for every in (1, 2, 4, 8):
        # half as many frames where they do not fit; the last one stays
        kept = pictures[::-1][::every][::-1]
        content = _gif(kept, every)
        progress(1.0)
        if len(content) <= MAX_BYTES:
            break
    return content


def evenly_spaced(outcome: Outcome, most: int = MAX_FRAMES) -> list[Snapshot]:
    """The stored snapshots nearest to evenly spaced epochs, the first and the outcome's own among them."""
    wanted = np.unique(np.linspace(0, outcome.epoch, most).round().astype(int))
    found = {snapshot.epoch: snapshot for snapshot in map(outcome.history.nearest, wanted.tolist())}
    found = {epoch: snapshot for epoch, snapshot in found.items() if epoch < outcome.epoch}
    return [*(found[epoch] for epoch in sorted(found)), outcome.snapshot]


def _frames(outcome: Outcome, snapshots: list[Snapshot]) -> Iterator[Frame]:
    dataset = outcome.dataset
    axes = telling_features(dataset)
    region = make_region(dataset, axes, LINE_POINTS if len(axes) == 1 else _PLANE_POINTS)
    for snapshot in snapshots:
        yield make_frame(outcome.project, dataset, outcome.probe, snapshot, region, with_metrics=False)


def _gif(pictures: list[Image.Image], every: int) -> bytes:
    """All frames over one palette, without dithering: that keeps it small and still."""
    palette = _palette(pictures)
    frames = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    shown = max(_FRAME_MS * every, _SHORTEST_MS // (len(frames) - 1) // 10 * 10)
    durations = [min(shown, _LONGEST_MS)] * (len(frames) - 1) + [_LAST_MS]
    buffer = io.BytesIO()
    frames[0].save(
        buffer, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0, optimize=False, disposal=1
    )
    return buffer.getvalue()


def _palette(pictures: list[Image.Image]) -> Image.Image:
    """The colours that mean something as they are, and the rest for the shades between them."""
    sheet = Image.new("RGB", (pictures[0].width, 3 * pictures[0].height))
    for i, picture in enumerate((pictures[0], pictures[len(pictures) // 2], pictures[-1])):
        sheet.paste(picture, (0, i * picture.height))
    own = [*CLASS_COLORS, LIGHT.surface, LIGHT.text, LIGHT.muted, LIGHT.line, LIGHT.zero, LIGHT.test, LIGHT.prediction]
    fixed = [int(color[i : i + 2], 16) for color in own for i in (1, 3, 5)]
    between = sheet.quantize(256 - len(own), method=Image.Quantize.MEDIANCUT).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette((fixed + between)[: 3 * 256])
    return palette
