"""Every kind of source there is, in the order in which the gallery shows them."""

from typing import Annotated

from pydantic import Field

from nnstudio.project.kinds import kinds_of
from nnstudio.project.sources.bundled import BreastCancerSource, DiabetesSource, DigitsSource, IrisSource, WineSource
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.sources.drawn import (
    GaussSource,
    MultiGaussSource,
    PlaneSource,
    SpiralSource,
    WaveSource,
    XorSource,
)
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.scikit_made import BlobsSource, CirclesSource, LinearSource, MoonsSource
from nnstudio.project.sources.spec import SourceSpec

ReadySource = (
    CirclesSource
    | MoonsSource
    | XorSource
    | GaussSource
    | SpiralSource
    | BlobsSource
    | LinearSource
    | WaveSource
    | PlaneSource
    | MultiGaussSource
    | IrisSource
    | WineSource
    | BreastCancerSource
    | DigitsSource
    | DiabetesSource
)
"""The sources that stand ready. A new one is listed here."""

OwnSource = PointsSource | CsvSource
"""The sources that the learner fills."""

AnySource = Annotated[ReadySource | OwnSource, Field(discriminator="kind")]

SOURCE_KINDS = kinds_of(ReadySource, SourceSpec)
OWN_SOURCE_KINDS = kinds_of(OwnSource, SourceSpec)
ALL_SOURCE_KINDS = {**SOURCE_KINDS, **OWN_SOURCE_KINDS}
