"""Which of several folds of the samples is kept for testing, as in k-fold cross-validation."""

from typing import Annotated

from pydantic import Field, model_validator

from nnstudio.language import _
from nnstudio.project.spec import Spec

FEWEST_FOLDS = 2
MOST_FOLDS = 1000


class Fold(Spec):
    """One of the parts of nearly one size into which the samples are cut; the others are trained on."""

    folds: Annotated[int, Field(ge=FEWEST_FOLDS, le=MOST_FOLDS)] = 5
    index: Annotated[int, Field(ge=1, le=MOST_FOLDS)] = 1
    """Counted from 1: the second of five folds is 2."""
    shuffle: bool = True
    """Whether rows are drawn into the folds by the data's ``split_seed``, or stay in the source's order, as
    scikit-learn does without a word: for rows in the order of time, so that neighbours are tested together."""

    @model_validator(mode="after")
    def _is_one_of_them(self) -> "Fold":
        if self.index > self.folds:
            raise ValueError(_("index {index} is beyond the {folds} folds").format(index=self.index, folds=self.folds))
        return self

    def test_count(self, n: int) -> int:
        """How many of n samples the fold has: scikit-learn gives the first folds what does not divide."""
        return n // self.folds + (self.index <= n % self.folds)

    def told(self) -> str:
        """``fold 2 of 5``"""
        return _("fold {index} of {folds}").format(index=self.index, folds=self.folds)
