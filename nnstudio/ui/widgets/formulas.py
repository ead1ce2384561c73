"""Formulas, set from LaTeX by ziamath and drawn sharp at any size. It takes half a second to load, so it waits."""

import logging
import math
from functools import lru_cache

from PySide6.QtCore import QByteArray, QEvent, QRectF, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from nnstudio.project.guided.formula_bounds import formula_excess
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel

_logger = logging.getLogger(__name__)
_MOST_PIXELS = 8_000_000
"""Of one formula's picture: 32 MB."""


@lru_cache(maxsize=512)
def _outlines(latex: str, color: str, size: float, inline: bool) -> bytes:
    """The formula as SVG, in `size` pixels for the letters."""
    excess = formula_excess(latex)
    if excess:
        raise ValueError(excess)
    from ziamath.config import config
    from ziamath.zmath import Latex

    # letters as plain paths: Qt draws no symbols that are used from elsewhere
    config.svg2 = False

    svg: str = Latex(latex, size=size, color=color, inline=inline).svg()
    return svg.encode()


@lru_cache(maxsize=512)
def formula_pixmap(latex: str, color: str, size: float = 15.0, dpr: float = 1.0, inline: bool = True) -> QPixmap:
    """The formula on a transparent ground. `size` is the letters' height in pixels of the screen's own unit.

    `inline` keeps fractions and sums as low as they are within a line of text. A formula that can't be set is shown as
    its LaTeX by whoever asks: the pixmap is null then.
    """
    return _drawn(latex, color, size, dpr, inline, None)


@lru_cache(maxsize=512)
def inline_formula_pixmap(latex: str, color: str, size: float, dpr: float, middle: float) -> QPixmap:
    """The same for within a line of text whose images stand around `middle` pixels above the baseline."""
    return _drawn(latex, color, size, dpr, True, middle)


def _drawn(latex: str, color: str, size: float, dpr: float, inline: bool, middle: float | None) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    try:
        svg = _outlines(latex, color, size, inline)
    except Exception:  # whatever a parser of formulas may stumble upon, the text is still there to be shown
        _logger.warning("no formula can be made of %s", latex, exc_info=True)
        return QPixmap()
    renderer = QSvgRenderer(QByteArray(svg))
    # its baseline lies at 0, and what is above it below 0
    box = renderer.viewBoxF()
    place = QRectF(0, 0, box.width(), box.height())
    height = box.height()
    if middle is not None:
        # as much below the text's middle as above it, so that the formula's baseline meets the text's
        half = max(-box.top() - middle, box.bottom() + middle)
        height = 2 * half
        place.moveTop(half + middle + box.top())
    pixels = max(1, round(box.width() * dpr)), max(1, round(height * dpr))
    if math.prod(pixels) > _MOST_PIXELS:
        return QPixmap()
    image = QImage(*pixels, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        return QPixmap()
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.scale(dpr, dpr)
    renderer.render(painter, place)
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(dpr)
    return pixmap


@lru_cache(maxsize=512)
def formula_descent(latex: str, color: str, size: float = 15.0, inline: bool = True) -> float:
    """How far the formula of `formula_pixmap` reaches below the line it stands on; 0 if it can't be set."""
    from PySide6.QtSvg import QSvgRenderer

    try:
        svg = _outlines(latex, color, size, inline)
    except Exception:  # as above
        return 0.0
    # ziamath puts the line at 0
    return QSvgRenderer(QByteArray(svg)).viewBoxF().bottom()


class FormulaLabel(PlainLabel):
    """Shows a formula in the theme's colour, in proportion to the text; what can't be set is shown as its LaTeX."""

    def __init__(
        self,
        latex: str = "",
        size: float = 15.0,
        role: str = "text",
        inline: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._latex, self._size, self._role, self._inline = latex, size, role, inline
        self._scheme = theme().scheme
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme().follow(self._on_theme_changed)

    @property
    def latex(self) -> str:
        return self._latex

    def set_formula(self, latex: str) -> None:
        """Shows another formula; an empty one leaves the place empty."""
        if latex != self._latex:
            self._latex = latex
            self._draw()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._draw()
        return super().event(event)

    def _draw(self) -> None:
        self.setAccessibleName(self._latex)
        if not self._latex:
            self.clear()
            return
        color, size = getattr(self._scheme, self._role), theme().scale * self._size
        pixmap = formula_pixmap(self._latex, color, size, self.devicePixelRatioF(), self._inline)
        if pixmap.isNull():
            self.setText(self._latex)
        else:
            self.setPixmap(pixmap)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._draw()
