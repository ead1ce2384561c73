"""Sources that a few lines of NumPy draw: the lecture's curve, and the data sets of TensorFlow Playground."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from nnstudio.language import _
from nnstudio.project.sources.spec import NOISE, GeneratedSource, SampleSeed, Task


class WaveSource(GeneratedSource):
    """y = x² + 15·sin³x over normally distributed x, without noise: the lecture's curve."""

    title: ClassVar[str] = _("Wave")
    summary: ClassVar[str] = _("y = x² + 15·sin³x: one feature, and no straight line fits it")
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["wave"] = "wave"
    seed: SampleSeed = 2020

    def feature_count(self) -> int:
        return 1


class PlaygroundSource(GeneratedSource):
    """A set of `TensorFlow Playground <https://playground.tensorflow.org>`_ (its dataset.ts); noise 0.5 is its 50."""

    noise: Annotated[float, Field(ge=0, le=1), NOISE] = 0.0


class XorSource(PlaygroundSource):
    """Class 1 where x1·x2 ≥ 0, over −5…5."""

    title: ClassVar[str] = _("XOR")
    summary: ClassVar[str] = _("Opposite quadrants belong together; the classic that one layer can't learn")
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["xor"] = "xor"


class GaussSource(PlaygroundSource):
    """Two normal clouds at (2, 2) and (−2, −2)."""

    title: ClassVar[str] = _("Gauss")
    summary: ClassVar[str] = _("Two clouds; a straight line is enough")
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["gauss"] = "gauss"


class SpiralSource(PlaygroundSource):
    """Two interleaved spirals of radius 5."""

    title: ClassVar[str] = _("Spiral")
    summary: ClassVar[str] = _("Two arms wound into each other; the hardest of the plane sets")
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["spiral"] = "spiral"


class PlaneSource(PlaygroundSource):
    """y = (x1 + x2) / 10 over −6…6."""

    title: ClassVar[str] = _("Plane")
    summary: ClassVar[str] = _("A value that rises evenly towards one corner")
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["plane"] = "plane"


class MultiGaussSource(PlaygroundSource):
    """Three hills and three hollows over −6…6."""

    title: ClassVar[str] = _("Hills")
    summary: ClassVar[str] = _("Three hills and three hollows: a value over the plane")
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["multi_gauss"] = "multi_gauss"
