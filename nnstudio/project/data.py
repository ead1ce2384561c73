"""Which data: the source, its options, the features used, standardising and the train/test split."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from nnstudio.language import _
from nnstudio.project.features import MAX_DERIVED, Feature, FeatureError, parse_feature
from nnstudio.project.folds import Fold
from nnstudio.project.names import shown
from nnstudio.project.network import Problem
from nnstudio.project.sources.csv import MAX_FEATURES
from nnstudio.project.sources.kinds import AnySource
from nnstudio.project.sources.spec import Seed, Task
from nnstudio.project.spec import Spec, is_empty


class DataSpec(Spec):
    """A source and what is done with it before training."""

    source: AnySource
    features: (
        Annotated[tuple[str, ...], Field(strict=False, min_length=1, max_length=MAX_FEATURES + MAX_DERIVED)] | None
    ) = None
    """What the network gets, in this order: columns and what is made of them, by name; ``None`` for all columns."""
    standardize: bool = False
    """Scale each feature to mean 0 and standard deviation 1, both taken from the training samples."""
    standardize_target: Annotated[bool, Field(exclude_if=is_empty)] = False
    """Scale the values to be predicted in the same way for training; what is predicted is told in their own units."""
    test_fraction: Annotated[float, Field(ge=0, le=0.9)] = 0.0
    """Share of the samples kept from training, to test on."""
    split_seed: Seed = 0
    fold: Annotated[Fold | None, Field(exclude_if=is_empty)] = None
    """Instead of a share: one of several folds is kept from training."""
    bootstrap: Annotated[Seed | None, Field(exclude_if=lambda value: value is None)] = None
    """By which seed as many training samples as there are, are drawn from them with replacement; ``None`` for each of
    them once."""

    @model_validator(mode="after")
    def _no_feature_twice(self) -> "DataSpec":
        if self.features is not None and len(set(self.features)) < len(self.features):
            raise ValueError(_("features names one of them twice"))
        return self

    @property
    def task(self) -> Task:
        # a file's is unknown until it has been read, and nothing is trained before
        return self.source.task or Task.REGRESSION

    def input_count(self) -> int:
        """How many numbers a sample has when it enters the network."""
        return self.source.feature_count() if self.features is None else len(self.features)

    @property
    def has_test(self) -> bool:
        """Whether samples are kept from training, to test on."""
        return self.fold is not None or self.test_fraction > 0

    @property
    def is_split_by_seed(self) -> bool:
        """Whether another ``split_seed`` keeps other samples."""
        return self.has_test and (self.fold is None or self.fold.shuffle)

    def train_count(self) -> int:
        """How many samples are trained on (scikit-learn rounds the test share up)."""
        n = self.source.sample_count()
        if self.fold is not None:
            return n - self.fold.test_count(n)
        # the same expression as train_test_split's, so that the two can't disagree
        return n - (-int(-(self.test_fraction * n) // 1)) if self.test_fraction else n

    def problems(self) -> Iterator[Problem]:
        """What keeps these samples from being trained on."""
        yield from self.source.problems()
        if self.standardize_target and self.task is not Task.REGRESSION:
            yield Problem(("data", "standardize_target"), _("classes can't be standardised, only values can"))
        if self.fold is not None and self.test_fraction:
            yield Problem(("data", "fold"), _("the fold is what is tested on; set test_fraction to 0"))
        if self.fold is not None and self.fold.folds > self.source.sample_count():
            told = _("there are more folds than samples, which are {n}; use fewer folds")
            yield Problem(("data", "fold", "folds"), told.format(n=self.source.sample_count()))
        elif self.train_count() < 1:
            yield Problem(("data", "test_fraction"), _("no sample is left to train on; use a smaller share"))
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
                yield Problem(
                    where,
                    _("{name} is the same as {seen}; leave one of them out").format(
                        name=shown(name), seen=shown(seen[feature])
                    ),
                )
            seen[feature] = name
        derived = sum(not feature.is_column for feature in seen)
        if derived > MAX_DERIVED:
            yield Problem(
                where,
                _("{derived} features are made of the columns; at most {max_derived} are allowed").format(
                    derived=derived, max_derived=MAX_DERIVED
                ),
            )
