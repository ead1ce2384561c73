"""Sources that scikit-learn's ``make_`` functions draw."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from nnstudio.language import _
from nnstudio.project.sources.spec import NOISE, GeneratedSource, Samples, SampleSeed, Task


class CirclesSource(GeneratedSource):
    """`make_circles <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_circles.html>`_."""

    title: ClassVar[str] = _("Circles")
    summary: ClassVar[str] = _("A ring around a disc: two classes that no straight line separates")
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["circles"] = "circles"
    samples: Samples = 300
    noise: Annotated[float, Field(ge=0, le=2), NOISE] = 0.1
    factor: Annotated[
        float,
        Field(
            ge=0,
            lt=1,
            title=_("Inner radius"),
            description=_("The inner circle's radius as a share of the outer one's"),
        ),
    ] = 0.5
    seed: SampleSeed = 2020


class MoonsSource(GeneratedSource):
    """`make_moons <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_moons.html>`_."""

    title: ClassVar[str] = _("Moons")
    summary: ClassVar[str] = _("Two half-moons that reach into each other")
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["moons"] = "moons"
    samples: Samples = 300
    noise: Annotated[float, Field(ge=0, le=2), NOISE] = 0.15


class BlobsSource(GeneratedSource):
    """`make_blobs <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_blobs.html>`_."""

    title: ClassVar[str] = _("Blobs")
    summary: ClassVar[str] = _("Several round clouds, one class each")
    task: ClassVar[Task] = Task.MULTICLASS
    kind: Literal["blobs"] = "blobs"
    samples: Samples = 200
    centers: Annotated[
        int, Field(ge=3, le=10, title=_("Clouds"), description=_("How many clouds there are, one class each"))
    ] = 4
    center_box: Annotated[tuple[float, float], Field(strict=False)] = (-1.2, 1.2)
    cluster_std: Annotated[
        float, Field(gt=0, le=100, title=_("Spread"), description=_("Standard deviation of each cloud"))
    ] = 0.15

    def class_count(self) -> int:
        return self.centers

    @model_validator(mode="after")
    def _box_has_an_inside(self) -> "BlobsSource":
        low, high = self.center_box
        if not -1000 <= low < high <= 1000:
            raise ValueError(_("center_box needs a lower bound below its upper one, both within −1000 and 1000"))
        return self

    @model_validator(mode="after")
    def _one_sample_for_each_centre(self) -> "BlobsSource":
        if self.samples < self.centers:
            raise ValueError(_("{centers} centers need at least {centers} samples").format(centers=self.centers))
        return self


class LinearSource(GeneratedSource):
    """`make_regression <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_regression.html>`_."""

    title: ClassVar[str] = _("Linear")
    summary: ClassVar[str] = _("A straight line (or plane) with noise around it; scikit-learn's make_regression")
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["linear"] = "linear"
    n_features: Annotated[
        int, Field(ge=1, le=100, title=_("Columns"), description=_("How many columns a sample has"))
    ] = 1
    noise: Annotated[float, Field(ge=0, le=1000), NOISE] = 10.0

    def feature_count(self) -> int:
        return self.n_features
