"""What a network says over the plane, as translucent shades and boundary lines; for pages and pictures alike."""

import base64
import io

import contourpy
import numpy as np
from numpy.typing import NDArray

from nnstudio.data.value_span import ValueSpan
from nnstudio.engine.views.frame import Frame
from nnstudio.palette import CLASS_COLORS

Bytes = NDArray[np.uint8]


def shades(frame: Frame, span: ValueSpan) -> Bytes:
    """(rows, columns, 4) RGBA, top row first: the stronger the surer, or the further from the middle of `span`.

    What shines through is the middle of the diverging map, so that one picture suits light and dark.
    """
    surface, resolution = frame.surface, frame.region.resolution
    colors = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in CLASS_COLORS])
    classes = surface.shape[1]
    if classes <= 2:
        t = span.from_middle(surface[:, 0]) / span.reach if classes == 1 else 0.6 * (2 * surface[:, 1] - 1)
        best, strength = (t > 0).astype(int), np.minimum(np.abs(t), 1.0)
    else:
        best = surface.argmax(axis=1)
        sure = (surface.max(axis=1) - 1 / classes) / (1 - 1 / classes)
        strength = 0.12 + 0.5 * sure
    rgba = np.column_stack((colors[best % len(colors)], (255 * np.nan_to_num(strength)).round()))
    return np.flipud(rgba.astype(np.uint8).reshape(resolution, resolution, 4))


def boundaries(frame: Frame) -> NDArray[np.float64]:
    """(k, 2) points along the boundaries between classes, in the columns' units; rows of NaN lift the pen."""
    region, surface = frame.region, frame.surface
    x, y = (np.linspace(low, high, region.resolution) for low, high in zip(region.lows, region.highs, strict=True))
    shape = (region.resolution, region.resolution)
    levels: list[tuple[NDArray[np.float32], float]] = []
    if surface.shape[1] == 2:
        levels = [(surface[:, 1], 0.5)]
    elif surface.shape[1] > 2:
        top = np.sort(surface, axis=1)
        others = np.where(surface == top[:, -1:], top[:, -2:-1], top[:, -1:])
        winners = np.unique(surface.argmax(axis=1))
        levels = [(surface[:, c] - others[:, c], 0.0) for c in winners] if len(winners) > 1 else []
    pieces: list[NDArray[np.float64]] = []
    for values, level in levels:
        for line in contourpy.contour_generator(x, y, values.reshape(shape)).lines(level):
            pieces += [np.asarray(line), np.full((1, 2), np.nan)]
    return np.concatenate(pieces) if pieces else np.empty((0, 2))


def png_uri(rgba: Bytes) -> str:
    """The picture as a ``data:`` address."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(rgba).save(buffer, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
