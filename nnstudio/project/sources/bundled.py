"""Real data sets that scikit-learn brings along."""

from typing import Any, ClassVar, Literal

from nnstudio.language import _
from nnstudio.project.sources import bundled_columns
from nnstudio.project.sources.spec import SourceSpec, Task


class BundledSource(SourceSpec):
    """A real data set that scikit-learn brings along."""

    is_measured: ClassVar[bool] = True
    rows: ClassVar[int]
    columns: ClassVar[tuple[str, ...]]
    classes: ClassVar[int]
    """Said where there are three or more."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls._can_be_multiclass() and not hasattr(cls, "classes"):
            raise TypeError(
                f"{cls.__name__} has three or more classes, but doesn't say how many: "
                "give it the attribute classes, their number"
            )

    def sample_count(self) -> int:
        return self.rows

    def feature_count(self) -> int:
        return len(self.columns)

    def feature_names(self) -> tuple[str, ...]:
        return self.columns

    def class_count(self) -> int:
        return self.classes if self.task is Task.MULTICLASS else super().class_count()


class IrisSource(BundledSource):
    title: ClassVar[str] = _("Iris")
    summary: ClassVar[str] = _("150 irises of three species, by the sizes of their sepals and petals")
    task: ClassVar[Task] = Task.MULTICLASS
    rows: ClassVar[int] = 150
    columns: ClassVar[tuple[str, ...]] = bundled_columns.IRIS
    classes: ClassVar[int] = 3
    kind: Literal["iris"] = "iris"


class WineSource(BundledSource):
    title: ClassVar[str] = _("Wine")
    summary: ClassVar[str] = _("178 Italian wines of three growers, by 13 chemical measurements")
    task: ClassVar[Task] = Task.MULTICLASS
    rows: ClassVar[int] = 178
    columns: ClassVar[tuple[str, ...]] = bundled_columns.WINE
    classes: ClassVar[int] = 3
    kind: Literal["wine"] = "wine"


class BreastCancerSource(BundledSource):
    title: ClassVar[str] = _("Breast cancer")
    summary: ClassVar[str] = _("569 tumours, benign or malignant, by 30 measurements of their cells")
    task: ClassVar[Task] = Task.BINARY
    rows: ClassVar[int] = 569
    columns: ClassVar[tuple[str, ...]] = bundled_columns.BREAST_CANCER
    kind: Literal["breast_cancer"] = "breast_cancer"


class DigitsSource(BundledSource):
    title: ClassVar[str] = _("Digits")
    summary: ClassVar[str] = _("1797 handwritten digits of 8 × 8 pixels")
    task: ClassVar[Task] = Task.MULTICLASS
    image_shape: ClassVar[tuple[int, int] | None] = (8, 8)
    rows: ClassVar[int] = 1797
    columns: ClassVar[tuple[str, ...]] = bundled_columns.DIGITS
    classes: ClassVar[int] = 10
    kind: Literal["digits"] = "digits"


class DiabetesSource(BundledSource):
    title: ClassVar[str] = _("Diabetes")
    summary: ClassVar[str] = _("442 patients: ten measurements, and the disease a year later as a number")
    task: ClassVar[Task] = Task.REGRESSION
    rows: ClassVar[int] = 442
    columns: ClassVar[tuple[str, ...]] = bundled_columns.DIABETES
    kind: Literal["diabetes"] = "diabetes"
