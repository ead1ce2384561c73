"""One picture of an animation: what the network says at an epoch, and the loss so far."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from nnstudio.class_marks import MARKS, Mark, class_mark
from nnstudio.data.dataset import Floats
from nnstudio.data.value_span import ValueSpan
from nnstudio.engine.views.frame import Frame
from nnstudio.export.outcome import Outcome
from nnstudio.export.surface import boundaries, shades
from nnstudio.export.svg import thinned, ticks
from nnstudio.language import _, local_number
from nnstudio.palette import LIGHT, class_color
from nnstudio.project.loss_words import AFTER_EACH, DURING_EACH, SHARE_WORDS
from nnstudio.project.sources.spec import Task

WIDTH, HEIGHT = 760, 400
# drawn at twice the size and made smaller, for smooth lines
_FINER = 2
_BIG = (50, 44, 390, 350)
"""Left, top, right, bottom of the axes of what the network says."""
_LOSS = (450, 44, 740, 350)
_MOST_DOTS = 800
_MOST_POINTS = 300
_LOG_FROM = 40.0

Box = tuple[int, int, int, int]
Span = tuple[float, float]


class Painter:
    """Draws the frames of one run, all over the same axes."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._font = ImageFont.load_default(12 * _FINER)
        self._title_font = ImageFont.load_default(15 * _FINER)
        self._span = ValueSpan.of(outcome.dataset.y_train)
        losses = outcome.train_loss + outcome.test_loss
        low, high = min(losses), max(losses)
        self._log = low > 0 and high / low > _LOG_FROM
        self._loss_span = (np.log10(low / 1.3), np.log10(high * 1.3)) if self._log else (0.0, high * 1.05 or 1.0)

    def paint(self, frame: Frame) -> Image.Image:
        """The picture of one frame, RGB."""
        picture = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), LIGHT.surface)
        draw = ImageDraw.Draw(picture)
        if len(frame.region.axes) == 1:
            self._paint_fit(draw, frame)
        else:
            self._paint_plane(picture, draw, frame)
        self._paint_losses(draw, frame.epoch)
        name = self._outcome.name or self._outcome.project.data.source.title
        self._text(
            draw,
            (_BIG[0], 6),
            _("{name}: epoch {epoch:,}").format(name=name, epoch=frame.epoch),
            "la",
            self._title_font,
            LIGHT.text,
        )
        return picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX)

    def _paint_plane(self, picture: Image.Image, draw: ImageDraw.ImageDraw, frame: Frame) -> None:
        dataset, region = self._outcome.dataset, frame.region
        left, top, right, bottom = (_FINER * side for side in _BIG)
        size = (right - left, bottom - top)
        ground = Image.new("RGBA", size, LIGHT.zero)
        shaded = Image.fromarray(shades(frame, self._span)).resize(size, Image.Resampling.BILINEAR)
        picture.paste(Image.alpha_composite(ground, shaded).convert("RGB"), (left, top))
        x_span, y_span = ((region.lows[i], region.highs[i]) for i in (0, 1))
        lines = boundaries(frame)
        for piece in np.split(lines, np.flatnonzero(np.isnan(lines).any(axis=1))):
            self._line(draw, piece[~np.isnan(piece).any(axis=1)], _BIG, x_span, y_span, LIGHT.text, 1.5)
        axes = list(region.axes)
        for raw, y, hollow in self._splits():
            colors = [class_color(int(label)) for label in (y > 0 if dataset.task is Task.REGRESSION else y)]
            marks = [MARKS[0] if dataset.task is Task.REGRESSION else class_mark(int(label)) for label in y]
            self._dots(draw, raw[:, axes], _BIG, x_span, y_span, list(zip(colors, marks, strict=True)), hollow)
        self._axes(draw, _BIG, x_span, y_span, dataset.columns[axes[0]], dataset.columns[axes[1]])

    def _paint_fit(self, draw: ImageDraw.ImageDraw, frame: Frame) -> None:
        dataset = self._outcome.dataset
        values = dataset.task is Task.REGRESSION
        heights = np.concatenate((dataset.y_train, dataset.y_test)) if values else np.array([0.0, 1.0])
        margin = 0.08 * float(np.ptp(heights)) or 1.0
        x_span = (frame.region.lows[0], frame.region.highs[0])
        y_span = (float(heights.min()) - margin, float(heights.max()) + margin)
        for raw, y, hollow in self._splits():
            colors = [class_color(0 if values else int(label)) for label in y]
            # classes beyond two have no height of their own: they lie on the axis
            at = y if values or dataset.task is Task.BINARY else np.zeros(len(y))
            looks = [(color, class_mark(0 if values else int(label))) for color, label in zip(colors, y, strict=True)]
            self._dots(draw, np.column_stack((raw[:, 0], at)), _BIG, x_span, y_span, looks, hollow)
        x = frame.region.points[:, 0]
        shown = [0] if values else [1] if dataset.task is Task.BINARY else range(len(dataset.class_names))
        for c in shown:
            color = LIGHT.prediction if values else LIGHT.drawn(class_color(c))
            self._line(draw, np.column_stack((x, frame.surface[:, c])), _BIG, x_span, y_span, color, 2.5)
        label = dataset.target_name if values else _("probability")
        self._axes(draw, _BIG, x_span, y_span, dataset.columns[0], label)

    def _paint_losses(self, draw: ImageDraw.ImageDraw, epoch: int) -> None:
        outcome = self._outcome
        x_span = (0.0, float(max(1, outcome.epoch)))
        kinds = [("train", outcome.train_loss, LIGHT.train)]
        if outcome.test_loss:
            kinds.append(("test", outcome.test_loss, LIGHT.test))
        ends: list[tuple[Floats, str]] = []
        for _unused, losses, color in kinds if epoch else ():
            x, y = thinned(losses[:epoch], _MOST_POINTS)
            points = np.column_stack((x, np.log10(y) if self._log else y))
            self._line(draw, points, _LOSS, x_span, self._loss_span, color, 1.5)
            ends.append((points[-1:], color))
        self._axes(
            draw,
            _LOSS,
            x_span,
            self._loss_span,
            (
                _("epoch (train: {during_each}; test: {after_each})").format(
                    during_each=DURING_EACH, after_each=AFTER_EACH
                )
                if outcome.test_loss
                else _("epoch (train: {during_each})").format(during_each=DURING_EACH)
            ),
            outcome.project.loss_label,
            self._log,
        )
        for points, color in ends:
            self._dots(draw, points, _LOSS, x_span, self._loss_span, [(color, MARKS[0])], False)
        place = _LOSS[2]
        for name, losses, color in reversed(kinds):
            said = f"{SHARE_WORDS[name]} {local_number(losses[epoch - 1], '.4g')}" if epoch else SHARE_WORDS[name]
            self._text(draw, (place, _LOSS[1] - 4), said, "rs", self._font, color)
            place -= 85

    def _splits(self) -> list[tuple[Floats, NDArray[np.float64] | NDArray[np.int64], bool]]:
        """(raw, y, hollow) of train and test samples, evenly thinned."""
        dataset = self._outcome.dataset
        parts = ((dataset.raw_train, dataset.y_train, False), (dataset.raw_test, dataset.y_test, True))
        return [(raw[:: _every(y)], y[:: _every(y)], hollow) for raw, y, hollow in parts if len(y)]

    def _axes(
        self,
        draw: ImageDraw.ImageDraw,
        box: Box,
        x: Span,
        y: Span,
        x_label: str,
        y_label: str,
        log_y: bool = False,
    ) -> None:
        left, top, right, bottom = box
        # what the lines left outside the axes
        for over in (
            (left - 50, 0, right + 19, top - 1),
            (left - 50, top, left - 1, bottom),
            (right + 1, top, right + 19, bottom),
            (left - 50, bottom + 1, right + 19, HEIGHT),
        ):
            draw.rectangle([_FINER * side for side in over], fill=LIGHT.surface)
        draw.rectangle([_FINER * side for side in box], outline=LIGHT.line, width=_FINER)
        for value in ticks(*x):
            px = self._at(np.array([[value, y[0]]]), box, x, y)[0][0]
            self._text(draw, (px / _FINER, bottom + 6), local_number(value, ".6g"), "ma", self._font, LIGHT.muted)
        for value in ticks(*y, whole=log_y):
            py = self._at(np.array([[x[0], value]]), box, x, y)[0][1]
            self._text(
                draw,
                (left - 6, py / _FINER),
                local_number(10**value if log_y else value, ".6g"),
                "rm",
                self._font,
                LIGHT.muted,
            )
        self._text(draw, ((left + right) / 2, bottom + 24), x_label, "ma", self._font, LIGHT.muted)
        self._text(draw, (left, top - 4), y_label, "ls", self._font, LIGHT.muted)

    def _at(self, points: Floats, box: Box, x: Span, y: Span) -> list[tuple[float, float]]:
        left, top, right, bottom = (_FINER * side for side in box)
        across = (points[:, 0] - x[0]) / (x[1] - x[0] or 1.0)
        up = np.clip((points[:, 1] - y[0]) / (y[1] - y[0] or 1.0), -0.2, 1.2)
        places = np.column_stack((left + (right - left) * across, bottom - (bottom - top) * up))
        return [(px, py) for px, py in places.tolist()]

    def _line(
        self,
        draw: ImageDraw.ImageDraw,
        points: Floats,
        box: Box,
        x: Span,
        y: Span,
        color: str,
        width: float,
    ) -> None:
        if len(points) > 1:
            draw.line(self._at(points, box, x, y), fill=color, width=round(width * _FINER), joint="curve")

    def _dots(
        self,
        draw: ImageDraw.ImageDraw,
        points: Floats,
        box: Box,
        x: Span,
        y: Span,
        looks: list[tuple[str, Mark]],
        hollow: bool,
    ) -> None:
        r = 2.8 * _FINER
        for (px, py), (color, mark) in zip(self._at(points, box, x, y), looks, strict=True):
            fill, outline = (LIGHT.plot, LIGHT.drawn(color)) if hollow else (color, LIGHT.mark_edge)
            width = _FINER if hollow else 1
            if mark.corners:
                corners = [(px + 2 * r * across, py + 2 * r * down) for across, down in mark.corners]
                draw.polygon(corners, fill=fill, outline=outline, width=width)
            else:
                draw.ellipse((px - r, py - r, px + r, py + r), fill=fill, outline=outline, width=width)

    def _text(
        self,
        draw: ImageDraw.ImageDraw,
        at: tuple[float, float],
        text: str,
        anchor: str,
        font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
        color: str,
    ) -> None:
        draw.text((at[0] * _FINER, at[1] * _FINER), text, fill=color, font=font, anchor=anchor)


def _every(y: NDArray[np.generic]) -> int:
    return max(1, -(-len(y) // _MOST_DOTS))
