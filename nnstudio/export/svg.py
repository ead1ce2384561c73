"""Pictures as SVG text: axes, lines, dots. Colours may be CSS variables, so that a page's light and dark apply."""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from nnstudio.class_marks import MARKS, Mark
from nnstudio.language import _, local_number

Floats = NDArray[np.float64]

_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 14, 12, 44
_TICKS = 5


class Chart:
    """A picture with axes; everything is placed in the data's own units."""

    def __init__(
        self,
        title: str,
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        x_label: str,
        y_label: str,
        size: tuple[int, int] = (480, 400),
        log_y: bool = False,
    ) -> None:
        self._title = title
        self._width, self._height = size
        self._x, self._y, self._log_y = x, y, log_y
        if log_y:
            self._y = (float(np.log10(y[0])), float(np.log10(y[1])))
        self._labels = (x_label, y_label)
        self._parts: list[str] = []
        self._keys: list[str] = []

    def line(self, x: Iterable[float], y: Iterable[float], color: str, name: str = "", width: float = 2) -> None:
        """A line through the points; where one is NaN it is interrupted."""
        points = np.column_stack(self._at(np.asarray(x, dtype=float), np.asarray(y, dtype=float)))
        breaks = np.flatnonzero(np.isnan(points).any(axis=1))
        for piece in np.split(points, breaks):
            piece = piece[~np.isnan(piece).any(axis=1)]
            if len(piece) > 1:
                text = " ".join(f"{px:.1f},{py:.1f}" for px, py in piece)
                style = f"fill:none;stroke:{color};stroke-width:{width};stroke-linejoin:round"
                self._parts.append(f'<polyline points="{text}" style="{style}"/>')
        if name:
            self._key(f'<span class="dash" style="background:{color}"></span>', name)

    def dots(
        self,
        x: Iterable[float],
        y: Iterable[float],
        color: str,
        name: str = "",
        *,
        hollow: bool = False,
        opacity: float = 0.75,
        mark: Mark = MARKS[0],
    ) -> None:
        """A mark for each point: solid for train samples, hollow for test samples."""
        solid = f"fill:{color};fill-opacity:{opacity};stroke:var(--text);stroke-width:0.7"
        look = f"fill:var(--plot);stroke:{color};stroke-width:1.5" if hollow else solid
        places = zip(*self._at(np.asarray(x, dtype=float), np.asarray(y, dtype=float)), strict=True)
        dots = "".join(_shape(mark, px, py, 3.0 if hollow else 3.4) for px, py in places)
        self._parts.append(f'<g style="{look}">{dots}</g>')
        if name:
            look = f"border:2px solid {color}" if hollow else f"background:{color}"
            dot = f'<span class="dot" style="{look}"></span>'
            self._key(f'<span style="color:{color}">{mark.sign}</span>' if mark.corners else dot, name)

    def key_of_test(self) -> None:
        """Says that test samples are hollow, where their colours say their class."""
        self._key('<span class="dot" style="border:2px solid var(--muted)"></span>', _("test samples"))

    def image(self, href: str) -> None:
        """A picture over the whole of the axes; what shines through it is the middle of the diverging map."""
        left, top, width, height = self._frame()
        place = f'x="{left}" y="{top}" width="{width}" height="{height}"'
        self._parts.append(f'<rect {place} style="fill:var(--zero)"/>')
        self._parts.append(f'<image {place} preserveAspectRatio="none" href="{href}"/>')

    def markup(self) -> str:
        """The picture, and below it what its colours mean."""
        left, top, width, height = self._frame()
        x_label, y_label = self._labels
        clip = "clip-" + "".join(c if c.isalnum() else "-" for c in self._title.lower())
        body = [
            f'<svg viewBox="0 0 {self._width} {self._height}" role="img" aria-label="{escape(self._title)}">',
            f'<rect x="{left}" y="{top}" width="{width}" height="{height}" style="fill:var(--plot)"/>',
            f'<clipPath id="{clip}"><rect x="{left}" y="{top}" width="{width}" height="{height}"/></clipPath>',
            f'<g clip-path="url(#{clip})">',
            *self._parts,
            "</g>",
            f'<rect x="{left}" y="{top}" width="{width}" height="{height}" style="fill:none;stroke:var(--line)"/>',
            *self._tick_marks(),
            f'<text x="{left + width / 2}" y="{self._height - 8}" class="middle">{escape(x_label)}</text>',
            f'<text transform="translate(14 {top + height / 2}) rotate(-90)" class="middle">{escape(y_label)}</text>',
            "</svg>",
        ]
        keys = f'<p class="keys">{" ".join(self._keys)}</p>' if self._keys else ""
        return f"<figure><figcaption>{escape(self._title)}</figcaption>{''.join(body)}{keys}</figure>"

    def _key(self, mark: str, name: str) -> None:
        self._keys.append(f"<span>{mark}{escape(name)}</span>")

    def _frame(self) -> tuple[int, int, int, int]:
        return _LEFT, _TOP, self._width - _LEFT - _RIGHT, self._height - _TOP - _BOTTOM

    def _at(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        left, top, width, height = self._frame()
        if self._log_y:
            y = np.log10(np.maximum(y, 1e-300))
        across = (x - self._x[0]) / (self._x[1] - self._x[0] or 1.0)
        up = (y - self._y[0]) / (self._y[1] - self._y[0] or 1.0)
        return left + width * across, top + height * (1 - up)

    def _tick_marks(self) -> Iterable[str]:
        left, top, _unused, height = self._frame()
        for value in ticks(*self._x):
            (px,), _y = self._at(np.array([value]), np.array([1.0]))
            yield f'<text x="{px:.1f}" y="{top + height + 17}" class="middle">{local_number(value, ".6g")}</text>'
        heights = np.array(ticks(*self._y, whole=self._log_y))
        values = 10.0**heights if self._log_y else heights
        for value in values:
            _x, (py,) = self._at(np.array([0.0]), np.array([value]))
            yield f'<text x="{left - 6}" y="{py + 4:.1f}" class="end">{local_number(value, ".6g")}</text>'


def ticks(low: float, high: float, whole: bool = False) -> list[float]:
    """Round numbers between two values, a few of them."""
    span = high - low
    if span <= 0 or not np.isfinite(span):
        return [low]
    rough = span / _TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    if whole:
        step = max(1.0, round(step))
    first = int(np.ceil(low / step - 1e-9))
    last = int(np.floor(high / step + 1e-9))
    return [round(i * step, 12) for i in range(first, last + 1)]


def thinned(values: Sequence[float], most: int = 800) -> tuple[Floats, Floats]:
    """(x, y) of a curve over 1, 2, 3 …: beyond `most` points, the lowest and the highest of each stretch."""
    y = np.asarray(values, dtype=float)
    x = np.arange(1, len(y) + 1, dtype=float)
    if len(y) <= most:
        return x, y
    rows: list[int] = []
    for part in np.array_split(np.arange(len(y)), most // 2):
        rows += sorted({int(part[y[part].argmin()]), int(part[y[part].argmax()])})
    kept = np.array(sorted({0, *rows, len(y) - 1}))
    return x[kept], y[kept]


def _shape(mark: Mark, x: float, y: float, radius: float) -> str:
    if not mark.corners:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>'
    corners = " ".join(f"{x + 2 * radius * across:.1f},{y + 2 * radius * down:.1f}" for across, down in mark.corners)
    return f'<polygon points="{corners}"/>'
