"""Which data: the source, its options, the features used, standardising and the train/test split."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from nnstudio.project import bundled
from nnstudio.project.features import MAX_DERIVED, Feature, FeatureError, parse_feature
from nnstudio.project.imported import MAX_FEATURES, CsvSource
from nnstudio.project.names import shown
from nnstudio.project.network import Problem
from nnstudio.project.points import PointsSource
from nnstudio.project.source import Samples as Samples
from nnstudio.project.source import Seed as Seed
from nnstudio.project.source import SourceSpec as SourceSpec
from nnstudio.project.source import Task as Task
from nnstudio.project.spec import Spec


class GeneratedSource(SourceSpec):
    """A source that is computed from a seed."""

    stays_a_plane: ClassVar[bool] = True
    samples: Samples = 500
    seed: Seed = 0

    def sample_count(self) -> int:
        return self.samples


class LinearSource(GeneratedSource):
    """`make_regression <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_regression.html>`_."""

    title: ClassVar[str] = "Linear"
    summary: ClassVar[str] = "A straight line (or plane) with noise around it; scikit-learn's make_regression"
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["linear"] = "linear"
    n_features: Annotated[int, Field(ge=1, le=100)] = 1
    noise: Annotated[float, Field(ge=0, le=1000)] = 10.0

    def feature_count(self) -> int:
        return self.n_features


class WaveSource(GeneratedSource):
    """y = x² + 15·sin³x over normally distributed x, without noise: the lecture's curve."""

    title: ClassVar[str] = "Wave"
    summary: ClassVar[str] = "y = x² + 15·sin³x: one feature, and no straight line fits it"
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["wave"] = "wave"
    seed: Seed = 2020

    def feature_count(self) -> int:
        return 1


class CirclesSource(GeneratedSource):
    """`make_circles <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_circles.html>`_."""

    title: ClassVar[str] = "Circles"
    summary: ClassVar[str] = "A ring around a disc: two classes that no straight line separates"
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["circles"] = "circles"
    samples: Samples = 300
    noise: Annotated[float, Field(ge=0, le=2)] = 0.1
    factor: Annotated[float, Field(ge=0, lt=1)] = 0.5
    seed: Seed = 2020


class MoonsSource(GeneratedSource):
    """`make_moons <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_moons.html>`_."""

    title: ClassVar[str] = "Moons"
    summary: ClassVar[str] = "Two half-moons that reach into each other"
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["moons"] = "moons"
    samples: Samples = 300
    noise: Annotated[float, Field(ge=0, le=2)] = 0.15


class BlobsSource(GeneratedSource):
    """`make_blobs <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_blobs.html>`_."""

    title: ClassVar[str] = "Blobs"
    summary: ClassVar[str] = "Several round clouds, one class each"
    task: ClassVar[Task] = Task.MULTICLASS
    kind: Literal["blobs"] = "blobs"
    samples: Samples = 200
    centers: Annotated[int, Field(ge=3, le=10)] = 4
    center_box: Annotated[tuple[float, float], Field(strict=False)] = (-1.2, 1.2)
    cluster_std: Annotated[float, Field(gt=0, le=100)] = 0.15

    def class_count(self) -> int:
        return self.centers

    @model_validator(mode="after")
    def _box_has_an_inside(self) -> "BlobsSource":
        low, high = self.center_box
        if not -1000 <= low < high <= 1000:
            raise ValueError("center_box needs a lower bound below its upper one, both within −1000 and 1000")
        return self

    @model_validator(mode="after")
    def _one_sample_for_each_centre(self) -> "BlobsSource":
        if self.samples < self.centers:
            raise ValueError(f"{self.centers} centers need at least {self.centers} samples")
        return self


class PlaygroundSource(GeneratedSource):
    """A set of `TensorFlow Playground <https://playground.tensorflow.org>`_ (its dataset.ts); noise 0.5 is its 50."""

    noise: Annotated[float, Field(ge=0, le=1)] = 0.0


class XorSource(PlaygroundSource):
    """Class 1 where x1·x2 ≥ 0, over −5…5."""

    title: ClassVar[str] = "XOR"
    summary: ClassVar[str] = "Opposite quadrants belong together; the classic that one layer can't learn"
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["xor"] = "xor"


class GaussSource(PlaygroundSource):
    """Two normal clouds at (2, 2) and (−2, −2)."""

    title: ClassVar[str] = "Gauss"
    summary: ClassVar[str] = "Two clouds; a straight line is enough"
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["gauss"] = "gauss"


class SpiralSource(PlaygroundSource):
    """Two interleaved spirals of radius 5."""

    title: ClassVar[str] = "Spiral"
    summary: ClassVar[str] = "Two arms wound into each other; the hardest of the plane sets"
    task: ClassVar[Task] = Task.BINARY
    kind: Literal["spiral"] = "spiral"


class PlaneSource(PlaygroundSource):
    """y = (x1 + x2) / 10 over −6…6."""

    title: ClassVar[str] = "Plane"
    summary: ClassVar[str] = "A value that rises evenly towards one corner"
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["plane"] = "plane"


class MultiGaussSource(PlaygroundSource):
    """Three hills and three hollows over −6…6."""

    title: ClassVar[str] = "Hills"
    summary: ClassVar[str] = "Three hills and three hollows: a value over the plane"
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["multi_gauss"] = "multi_gauss"


class BundledSource(SourceSpec):
    """A real data set that scikit-learn brings along."""

    rows: ClassVar[int]
    columns: ClassVar[tuple[str, ...]]
    classes: ClassVar[int] = 0

    def sample_count(self) -> int:
        return self.rows

    def feature_count(self) -> int:
        return len(self.columns)

    def feature_names(self) -> tuple[str, ...]:
        return self.columns

    def class_count(self) -> int:
        return self.classes


class IrisSource(BundledSource):
    title: ClassVar[str] = "Iris"
    summary: ClassVar[str] = "150 irises of three species, by the sizes of their sepals and petals"
    task: ClassVar[Task] = Task.MULTICLASS
    rows: ClassVar[int] = 150
    columns: ClassVar[tuple[str, ...]] = bundled.IRIS
    classes: ClassVar[int] = 3
    kind: Literal["iris"] = "iris"


class WineSource(BundledSource):
    title: ClassVar[str] = "Wine"
    summary: ClassVar[str] = "178 Italian wines of three growers, by 13 chemical measurements"
    task: ClassVar[Task] = Task.MULTICLASS
    rows: ClassVar[int] = 178
    columns: ClassVar[tuple[str, ...]] = bundled.WINE
    classes: ClassVar[int] = 3
    kind: Literal["wine"] = "wine"


class BreastCancerSource(BundledSource):
    title: ClassVar[str] = "Breast cancer"
    summary: ClassVar[str] = "569 tumours, benign or malignant, by 30 measurements of their cells"
    task: ClassVar[Task] = Task.BINARY
    rows: ClassVar[int] = 569
    columns: ClassVar[tuple[str, ...]] = bundled.BREAST_CANCER
    classes: ClassVar[int] = 2
    kind: Literal["breast_cancer"] = "breast_cancer"


class DigitsSource(BundledSource):
    title: ClassVar[str] = "Digits"
    summary: ClassVar[str] = "1797 handwritten digits of 8 × 8 pixels"
    task: ClassVar[Task] = Task.MULTICLASS
    rows: ClassVar[int] = 1797
    columns: ClassVar[tuple[str, ...]] = bundled.DIGITS
    classes: ClassVar[int] = 10
    kind: Literal["digits"] = "digits"


class DiabetesSource(BundledSource):
    title: ClassVar[str] = "Diabetes"
    summary: ClassVar[str] = "442 patients: ten measurements, and the disease a year later as a number"
    task: ClassVar[Task] = Task.REGRESSION
    rows: ClassVar[int] = 442
    columns: ClassVar[tuple[str, ...]] = bundled.DIABETES
    kind: Literal["diabetes"] = "diabetes"


AnySource = Annotated[
    LinearSource
    | WaveSource
    | CirclesSource
    | MoonsSource
    | BlobsSource
    | XorSource
    | GaussSource
    | SpiralSource
    | PlaneSource
    | MultiGaussSource
    | IrisSource
    | WineSource
    | BreastCancerSource
    | DigitsSource
    | DiabetesSource
    | PointsSource
    | CsvSource,
    Field(discriminator="kind"),
]

SOURCE_KINDS: dict[str, type[SourceSpec]] = {
    cls.model_fields["kind"].default: cls
    for cls in (
        CirclesSource,
        MoonsSource,
        XorSource,
        GaussSource,
        SpiralSource,
        BlobsSource,
        LinearSource,
        WaveSource,
        PlaneSource,
        MultiGaussSource,
        IrisSource,
        WineSource,
        BreastCancerSource,
        DigitsSource,
        DiabetesSource,
    )
}
"""The sources that stand ready, by their kinds, in the order in which the gallery shows them."""

OWN_SOURCE_KINDS: dict[str, type[SourceSpec]] = {"points": PointsSource, "csv": CsvSource}
"""The sources that the learner fills."""

ALL_SOURCE_KINDS: dict[str, type[SourceSpec]] = {**SOURCE_KINDS, **OWN_SOURCE_KINDS}
"""Every source by its kind."""


class DataSpec(Spec):
    """A source and what is done with it before training."""

    source: AnySource
    features: (
        Annotated[tuple[str, ...], Field(strict=False, min_length=1, max_length=MAX_FEATURES + MAX_DERIVED)] | None
    ) = None
    """What the network gets, in this order: columns and what is made of them, by name; ``None`` for all columns."""
    standardize: bool = False
    """Scale each feature to mean 0 and standard deviation 1, both taken from the training samples."""
    test_fraction: Annotated[float, Field(ge=0, le=0.9)] = 0.0
    """Share of the samples kept from training, to test on."""
    split_seed: Seed = 0

    @model_validator(mode="after")
    def _no_feature_twice(self) -> "DataSpec":
        if self.features is not None and len(set(self.features)) < len(self.features):
            raise ValueError("features names one of them twice")
        return self

    @property
    def task(self) -> Task:
        # a file's is unknown until it has been read, and nothing is trained before
        return self.source.task or Task.REGRESSION

    def input_count(self) -> int:
        """How many numbers a sample has when it enters the network."""
        return self.source.feature_count() if self.features is None else len(self.features)

    def train_count(self) -> int:
        """How many samples are trained on (scikit-learn rounds the test share up)."""
        n = self.source.sample_count()
        # the same expression as train_test_split's, so that the two can't disagree
        return n - (-int(-(self.test_fraction * n) // 1)) if self.test_fraction else n

    def problems(self) -> Iterator[Problem]:
        """What keeps these samples from being trained on."""
        yield from self.source.problems()
        if self.train_count() < 1:
            yield Problem(("data", "test_fraction"), "no sample is left to train on; use a smaller share")
        yield from self._feature_problems()

    def parsed_features(self) -> tuple[Feature, ...]:
        """What the network gets, in order.

        Raises:
            FeatureError: one of them is not made of the source's columns.
        """
        columns = self.source.feature_names()
        return tuple(parse_feature(name, columns) for name in self.features or columns)

    def columns(self) -> tuple[str, ...]:
        """The source's columns that pictures are drawn over: those that occur in the features, in the source's order.

        Raises:
            FeatureError: a feature is not made of the source's columns.
        """
        columns = self.source.feature_names()
        if self.source.stays_a_plane and len(columns) == 2:
            return columns
        used = {column for feature in self.parsed_features() for column in feature.columns}
        return tuple(column for column in columns if column in used)

    def _feature_problems(self) -> Iterator[Problem]:
        where, columns = ("data", "features"), self.source.feature_names()
        seen: dict[Feature, str] = {}
        for name in self.features or ():
            try:
                feature = parse_feature(name, columns)
            except FeatureError as error:
                yield Problem(where, str(error))
                continue
            if feature in seen:
                yield Problem(where, f"{shown(name)} is the same as {shown(seen[feature])}; leave one of them out")
            seen[feature] = name
        derived = sum(not feature.is_column for feature in seen)
        if derived > MAX_DERIVED:
            yield Problem(where, f"{derived} features are made of the columns; at most {MAX_DERIVED} are allowed")
