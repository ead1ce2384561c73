"""Formulas, set from LaTeX by ziamath and drawn sharp at any size. It takes half a second to load, so it waits."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from nnstudio.ui.colors import Scheme
from nnstudio.ui.theme import theme


@lru_cache(maxsize=512)
def _outlines(latex: str, color: str, size: float) -> bytes:
    """The formula as SVG, in `size` pixels for the letters."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    # letters as plain paths: Qt draws no symbols that are used from elsewhere
    config.svg2 = False

    svg: str = Latex(latex, size=size, color=color, inline=True).svg()
    return svg.encode()


@lru_cache(maxsize=512)
def formula_pixmap(latex: str, color: str, size: float = 15.0, dpr: float = 1.0) -> QPixmap:
    """The formula on a transparent ground. `size` is the letters' height in pixels of the screen's own unit.

    A formula that can't be set is shown as its LaTeX by whoever asks: the pixmap is null then.
    """
    return _drawn(latex, color, size, dpr, None)


@lru_cache(maxsize=512)
def inline_formula_pixmap(latex: str, color: str, size: float, dpr: float, middle: float) -> QPixmap:
    """The same for within a line of text whose images stand around `middle` pixels above the baseline."""
    return _drawn(latex, color, size, dpr, middle)


def _drawn(latex: str, color: str, size: float, dpr: float, middle: float | None) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    try:
        svg = _outlines(latex, color, size)
    except Exception:  # whatever a parser of formulas may stumble upon, the text is still there to be shown
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
    image = QImage(
        max(1, round(box.width() * dpr)), max(1, round(height * dpr)), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.scale(dpr, dpr)
    renderer.render(painter, place)
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(dpr)
    return pixmap


class FormulaLabel(QLabel):
    """Shows a formula in the theme's colour."""

    def __init__(self, latex: str = "", size: float = 15.0, role: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latex, self._size, self._role = latex, size, role
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

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _draw(self) -> None:
        self.setAccessibleName(self._latex)
        if not self._latex:
            self.clear()
            return
        ratio = self.devicePixelRatioF()
        pixmap = formula_pixmap(self._latex, getattr(self._scheme, self._role), self._size, ratio)
        if pixmap.isNull():
            self.setText(self._latex)
        else:
            self.setPixmap(pixmap)

    @Slot(object)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._draw()
