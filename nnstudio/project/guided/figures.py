"""Figures that a lesson names: paths into what `nnstudio train --json` prints, and a few more of the network's values.

``train_loss[-1]``, ``metrics.test.accuracy``, ``parameters["0.weight"][0][0]``, ``probabilities(0, 0)[0]``,
``gradients["0.weight"][0][0]``, and the difference or quotient of two: ``train_loss[-1] / train_loss[0]``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError

ROOTS = (
    "train_loss",
    "test_loss",
    "loss",
    "epochs",
    "parameter_count",
    "layers",
    "metrics",
    "parameters",
    "baseline",
    "gradients",
    "logits",
    "probabilities",
    "classes",
    "outputs",
    "activations",
    "sweep",
)
LOSSES = ("train_loss", "test_loss", "loss")
"""Those that are about the loss, and so want the lesson's own."""
SWEEP = "sweep"
"""Of the latest sweep that the lesson has asked for."""
AT_A_POINT = ("logits", "probabilities", "classes", "outputs", "activations")
"""Those that are asked for the data's raw columns: ``outputs(1.5)``."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)
    |(?P<quoted>"[^"]*"|'[^']*')|(?P<mark>[\[\]().,/-]))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Figure:
    """One value: a root, for some of them a point, and the keys that lead on."""

    root: str
    point: tuple[float, ...]
    keys: tuple[str | int, ...]

    def value(self, look_up: "LookUp") -> float | None:
        """The number; None while there is none, such as a loss before the first epoch."""
        found = look_up(self.root, self.point)
        for key in self.keys:
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError):
                return None
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return float(found)


@dataclass(frozen=True)
class Expression:
    """A figure, or the difference or quotient of two."""

    left: Figure
    sign: str = ""
    right: Figure | None = None

    @property
    def is_probability(self) -> bool:
        """Whether it is one that sigmoid or softmax gives, and so never quite 0 or 1."""
        return self.right is None and self.left.root == "probabilities"

    @property
    def is_of_loss(self) -> bool:
        """Whether the number hangs on which loss is trained."""
        return any(figure is not None and figure.root in LOSSES for figure in (self.left, self.right))

    @property
    def is_of_sweep(self) -> bool:
        """Whether it is of many runs, and not of the window's one."""
        return self.left.root == SWEEP

    def value(self, look_up: "LookUp") -> float | None:
        a = self.left.value(look_up)
        if self.right is None or a is None:
            return a
        b = self.right.value(look_up)
        if b is None or (self.sign == "/" and b == 0):
            return None
        return a - b if self.sign == "-" else a / b


LookUp = Callable[[str, tuple[float, ...]], Any]
"""Gives what stands at a root, and at a point where the root asks for one: numbers in lists and dicts, or None."""


def looking_up(result: Mapping[str, Any]) -> LookUp:
    """Looks figures up in what `nnstudio train --json` printed."""

    def look_up(root: str, point: tuple[float, ...]) -> Any:
        return None if point else result.get(root)

    return look_up


def parse_figure(text: str) -> Expression:
    """The figure that a text names.

    Raises:
        InvalidProjectError: it names none; the message says what was expected.
    """
    return _Parser(text).expression()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        end = len(text.rstrip())
        at = 0
        while at < end:
            # a minus between two figures is a sign of its own
            match = _TOKEN.match(text, at)
            if match is None:
                self._refuse(_("“{text}” is not understood").format(text=text[at:].strip()[:12]))
            kind = str(match.lastgroup)
            self._tokens.append((kind, match.group(kind)))
            at = match.end()
        self._at = 0

    def expression(self) -> Expression:
        left = self._figure()
        if self._at == len(self._tokens):
            return Expression(left)
        kind, sign = self._next()
        if kind != "mark" or sign not in "-/":
            self._refuse(_("“{sign}” is not expected here").format(sign=sign))
        right = self._figure()
        if self._at < len(self._tokens):
            self._refuse(_("at most two figures can be combined"))
        return Expression(left, sign, right)

    def _figure(self) -> Figure:
        kind, root = self._next()
        if kind != "name" or root not in ROOTS:
            self._refuse(_("“{root}” is no figure; there are {roots}").format(root=root, roots=", ".join(ROOTS)))
        point: list[float] = []
        if root in AT_A_POINT:
            self._expect("(", _("{root} needs a point, such as {root}(0, 0)").format(root=root))
            while True:
                point.append(self._number())
                kind, mark = self._next()
                if mark == ")":
                    break
                if mark != ",":
                    self._refuse(_("a point's numbers stand between commas"))
        keys: list[str | int] = []
        while self._at < len(self._tokens) and self._tokens[self._at][1] in (".", "["):
            keys.append(self._key())
        return Figure(root, tuple(point), tuple(keys))

    def _key(self) -> str | int:
        _unused, mark = self._next()
        kind, key = self._next()
        if mark == ".":
            if kind != "name":
                self._refuse(_("a name is expected after the point"))
            return key
        self._expect("]", _("a “]” is missing"))
        if kind == "quoted":
            return key[1:-1]
        if kind == "number" and re.fullmatch(r"-?\d{1,9}", key):
            return int(key)
        raise self._wrong(_("between [ and ] stands a whole number, or a name in quotes"))

    def _number(self) -> float:
        kind, number = self._next()
        if kind != "number":
            self._refuse(_("a number is expected"))
        return float(number)

    def _expect(self, mark: str, otherwise: str) -> None:
        if self._next() != ("mark", mark):
            self._refuse(otherwise)

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            self._refuse(_("it ends too early"))
        self._at += 1
        return self._tokens[self._at - 1]

    def _refuse(self, why: str) -> NoReturn:
        raise self._wrong(why)

    def _wrong(self, why: str) -> InvalidProjectError:
        return InvalidProjectError(_("{text!r} is not a figure: {why}").format(text=self._text, why=why))
