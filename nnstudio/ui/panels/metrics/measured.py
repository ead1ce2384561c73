"""What the metrics panel shows: the network at an epoch and scikit-learn's model, on train and test samples."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.metrics.baseline import ReferenceModel, linear_weights
from nnstudio.engine.metrics.evaluation import ClassReport, Report, Unmeasured, ValueReport, evaluate
from nnstudio.engine.metrics.reliability import Reliability, reliability
from nnstudio.language import _
from nnstudio.project.loss_words import ALL_TEST, ALL_TRAINING, SHARE_WORDS, over
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.project.rounding import rounded
from nnstudio.session.run import Run
from nnstudio.ui.shown.frame_source import TOO_LARGE

if TYPE_CHECKING:
    from nnstudio.engine.snapshots.probe import Probe
    from nnstudio.engine.views.frame import Frame

NO_TEST = _("No test samples: give Data a test share to see how the network does on what it has not met in training.")


@dataclass(frozen=True, eq=False)
class Measured:
    """At one epoch."""

    epoch: int
    class_names: tuple[str, ...]
    """Empty for regression."""
    train: Report | Unmeasured
    test: Report | Unmeasured | None
    """None without a test split."""
    reference: ReferenceModel | None
    """None while it is being fitted."""
    weights: tuple[float, ...]
    """[w0, w1, …] of a network that is a linear regression; empty for any other."""
    feature_names: tuple[str, ...]
    threshold: float = USUAL_THRESHOLD
    """Which two classes were parted by."""
    reliability: Mapping[str, Reliability] = field(default_factory=dict)
    """By "train", "test" and "reference", scikit-learn's model on the test samples where there are any."""

    def class_reports(self) -> dict[str, ClassReport]:
        """By "train" and "test", where there is one."""
        return {name: each for name, each in self._shares() if isinstance(each, ClassReport)}

    def value_reports(self) -> dict[str, ValueReport]:
        """By "train" and "test", where there is one."""
        return {name: each for name, each in self._shares() if isinstance(each, ValueReport)}

    @property
    def shares_with_reliability(self) -> list[str]:
        """Of "train" and "test", those whose samples have one."""
        return [share for share in ("train", "test") if share in self.reliability]

    def _shares(self) -> list[tuple[str, Report | Unmeasured | None]]:
        return [("train", self.train), ("test", self.test)]

    def notes(self) -> list[str]:
        """What can't be said and why, a sentence each."""
        samples = (
            ALL_TRAINING
            if self.test is None
            else _("{all_training}, and over {all_test}").format(all_training=ALL_TRAINING, all_test=ALL_TEST)
        )
        found = [_("Of the network {over}.").format(over=over(self.epoch, samples))]
        if self.threshold != USUAL_THRESHOLD:
            told = _("A sample is taken for class {name} above a probability of {threshold}, not of 0.5.")
            found.append(told.format(name=self.class_names[1], threshold=rounded(self.threshold, ".2f")))
        for name, report in self._shares():
            said = (report.reason,) if isinstance(report, Unmeasured) else report.notes if report is not None else ()
            found += [f"{SHARE_WORDS[name].capitalize()}: {note}" for note in said]
        if self.test is None:
            found.append(NO_TEST)
        if self.reference is None:
            found.append(_("scikit-learn's model is being fitted …"))
        else:
            found.append(_("Beside it: {settings}").format(settings=self.reference.settings))
        return found


@dataclass(frozen=True, eq=False)
class Outputs:
    """What the network of a frame says of all samples, in the data's own units: taken and judged in any thread."""

    run: Run
    frame: "Frame"
    train: NDArray[np.float32] | None
    """None where the network is too large to be asked for all samples."""
    test: NDArray[np.float32] | None
    weights: tuple[float, ...]

    def judge(self, reference: ReferenceModel | None, breath: float = 0.0) -> Measured:
        """Has scikit-learn judge them; between train and test samples it leaves the interpreter alone for a breath."""
        project, dataset = self.run.project, self.run.dataset
        names, test, threshold = dataset.class_names, None, self.frame.threshold
        train: Report | Unmeasured = Unmeasured(TOO_LARGE)
        if self.train is not None:
            train = evaluate(project, self.train, dataset.y_train, names, threshold)
        if self.test is not None:
            time.sleep(breath)
            test = evaluate(project, self.test, dataset.y_test, names, threshold)
        judged = {"train": train, "test": test}
        if reference is not None:
            judged["reference"] = reference.train if test is None else reference.test
        return Measured(
            self.frame.epoch,
            names,
            train,
            test,
            reference,
            self.weights,
            dataset.feature_names,
            threshold,
            dict(_reliabilities(judged)),
        )


def _reliabilities(judged: Mapping[str, Report | Unmeasured | None]) -> Iterator[tuple[str, Reliability]]:
    for name, report in judged.items():
        found = reliability(report.confidence, report.is_right) if isinstance(report, ClassReport) else None
        if found is not None:
            yield name, found


def outputs_of(run: Run, frame: "Frame", probe: "Probe") -> Outputs:
    """Probes the network of `frame` on all samples, without the units that are switched off; `probe` is the thread's
    own."""
    dataset = run.dataset
    probe.load(frame.snapshot)
    train = None if frame.is_too_large else dataset.to_values(probe.predict(dataset.X_train, frame.off))
    has_test = len(dataset.X_test) > 0 and not frame.is_too_large
    test = dataset.to_values(probe.predict(dataset.X_test, frame.off)) if has_test else None
    weights = (
        None if frame.off else linear_weights(run.project, dataset, run.trainer.layout.arrays(frame.snapshot.vector))
    )
    return Outputs(run, frame, train, test, tuple(weights or ()))
