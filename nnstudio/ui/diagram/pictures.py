"""What units compute, as small pictures: (units, height, width, 4) bytes of RGBA. No Qt here, NumPy alone."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.ui.style.colors import Scheme, rgb, shade_diverging

Pictures = NDArray[np.uint8]
Outputs = NDArray[np.floating]

PLANE_PIXELS = 40
_FEWEST_BINS, _MOST_BINS = 5, 12
_THINNEST, _THICKEST = 0.3, 0.8
"""Half a curve's width in pixels."""
_HUGE, _TINY = 1e30, 1e-30
_AREA = 0.5
"""How strongly the area between a curve and zero is coloured."""


def limit_of(H: Outputs) -> float:
    """The largest magnitude in H, which takes the strongest colour; 1 where nothing differs much from zero."""
    H = finite(H)
    largest = max(float(H.max()), -float(H.min())) if H.size else 0.0
    return largest if largest > _TINY else 1.0


def finite(values: Outputs) -> Outputs:
    """The values with what a diverged run leaves behind made drawable; quick where there is nothing of the kind."""
    if not values.size or (values.min() > -_HUGE and values.max() < _HUGE):
        return values
    return np.clip(np.nan_to_num(values), -_HUGE, _HUGE)


def plane_pictures(H: Outputs, resolution: int, limit: float, table: NDArray[np.uint32], pixels: int) -> Pictures:
    """Heatmaps of outputs H over a plane, (resolution², units), rows up the second axis."""
    taken = np.linspace(0, resolution - 1, min(pixels, PLANE_PIXELS, resolution)).round().astype(int)
    grid = H.reshape(resolution, resolution, -1)[taken[::-1, None], taken[None, :]]
    return np.ascontiguousarray(shade_diverging(finite(grid), limit, table).transpose(2, 0, 1, 3))


def curve_pictures(H: Outputs, limit: float, table: NDArray[np.uint32], scheme: Scheme, pixels: int) -> Pictures:
    """Curves of outputs H along a line, (points, units): the area to zero in the outputs' colours."""
    H = finite(H)
    points, units = H.shape
    edges = np.linspace(0, points - 1, pixels + 1)
    low = np.floor(edges).astype(int)
    high = np.minimum(low + 1, points - 1)
    share = (edges - low)[:, None]
    values = H[low] * (1 - share) + H[high] * share
    half = pixels / 2
    # (units, pixels + 1): how far down the curve is at the pixels' borders
    y = (half - values / limit * (half - 1)).T
    top = np.minimum(y[:, :-1], y[:, 1:])[:, None, :]
    bottom = np.maximum(y[:, :-1], y[:, 1:])[:, None, :]
    rows = np.arange(pixels, dtype=float)[None, :, None]
    area = _covered(rows, np.minimum(top, half), np.maximum(bottom, half))
    thick = min(_THICKEST, max(_THINNEST, pixels * _THICKEST / 32))
    line = _covered(rows, top - thick, bottom + thick)
    zero = _covered(rows, half - 0.5, half + 0.5) * 0.5
    middle = (values[:-1] + values[1:]).T / 2
    colors = shade_diverging(middle, limit, _strong(table))[:, None, :, :3].astype(float)
    picture = np.broadcast_to(rgb(scheme.plot), (units, pixels, pixels, 3))
    picture = picture + (rgb(scheme.line) - picture) * zero[..., None]
    picture = picture + (colors - picture) * (area * _AREA)[..., None]
    picture = picture + (rgb(scheme.text) - picture) * line[..., None]
    return _opaque(picture)


def histogram_pictures(H: Outputs, limit: float, table: NDArray[np.uint32], scheme: Scheme, pixels: int) -> Pictures:
    """Histograms of outputs H on the samples, (samples, units), each over its unit's own range."""
    H = finite(H)
    units = H.shape[1]
    count = max(_FEWEST_BINS, min(_MOST_BINS, pixels // 3))
    low, high = H.min(axis=0), H.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    bins = np.minimum(((H - low) / span * count).astype(int), count - 1)
    bins = np.where(high > low, bins, count // 2)
    counts = np.bincount((bins + np.arange(units) * count).ravel(), minlength=units * count).reshape(units, count)
    heights = counts / counts.max(axis=1, keepdims=True)
    centres = low[:, None] + span[:, None] * (np.arange(count) + 0.5) / count
    centres = np.where((high > low)[:, None], centres, low[:, None])
    colors = shade_diverging(centres, limit, _strong(table))[:, :, :3].astype(float)
    which = np.minimum((np.arange(pixels) + 0.5) / pixels * count, count - 1).astype(int)
    tops = pixels - heights[:, which] * (pixels - 1)
    rows = np.arange(pixels, dtype=float)[None, :, None]
    filled = _covered(rows, tops[:, None, :], np.float64(pixels))
    picture = np.broadcast_to(rgb(scheme.plot), (units, pixels, pixels, 3))
    picture = picture + (colors[:, None, which] - picture) * filled[..., None]
    return _opaque(picture)


def _covered(
    rows: NDArray[np.floating], top: NDArray[np.floating] | float, bottom: NDArray[np.floating] | float
) -> NDArray[np.float64]:
    """Which share of each row of pixels lies between top and bottom."""
    return np.clip(np.minimum(rows + 1, bottom) - np.maximum(rows, top), 0.0, 1.0)


def _strong(table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The table without its pale middle, for what must stand out from the ground."""
    t = np.linspace(-1, 1, len(table))
    positions = np.sign(t) * (0.45 + 0.55 * np.abs(t))
    strong: NDArray[np.uint32] = table[((positions + 1) / 2 * (len(table) - 1)).round().astype(int)]
    return strong


def _opaque(picture: NDArray[np.floating]) -> Pictures:
    rgba = np.full((*picture.shape[:3], 4), 255, dtype=np.uint8)
    rgba[..., :3] = picture.round()
    return rgba
