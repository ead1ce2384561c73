"""Below which learning rate gradient descent is stable, where a closed form holds."""

from dataclasses import dataclass

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.language import _
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task


@dataclass(frozen=True)
class StableRate:
    """A bound on the learning rate and how it comes about."""

    bound: float
    curvature: float
    """The largest eigenvalue of the Hessian of what is minimised, weight decay and L2 in it."""
    momentum: float
    nesterov: bool
    decays: bool
    """Whether weight decay or L2 add to the curvature."""

    @property
    def sentence(self) -> Told:
        """The bound with the formula that it was computed by."""
        curvature = _("its largest curvature, weight decay and L2 in it") if self.decays else _("its largest curvature")
        name = _("gradient descent with momentum") if self.momentum else _("gradient descent")
        if self.nesterov:
            name = _("gradient descent with Nesterov's momentum")
        one, two = Figure(Measure.GIVEN, 1.0), Figure(Measure.GIVEN, 2.0)
        m, c = Figure(Measure.GIVEN, self.momentum), Figure(Measure.CURVATURE, self.curvature)
        formula = tell("{two} / {c}", two=two, c=c)
        if self.momentum:
            formula = tell("{two} · ({one} + {m}) / {c}", two=two, one=one, m=m, c=c)
        if self.nesterov:
            divisor = "(({one} + {two} · {m}) · {c})"
            formula = tell("{two} · ({one} + {m}) / " + divisor, two=two, one=one, m=m, c=c)
        return tell(
            _("On this loss {name} is stable below {bound} = {formula}, where {c} is {curvature}."),
            name=name,
            curvature=curvature,
            bound=Figure(Measure.STABLE_LR, self.bound),
            formula=formula,
            c=c,
        )


def stable_rate(project: Project, dataset: Dataset) -> StableRate | None:
    """The bound for SGD over all samples at once, on a linear regression by MSE; None where no closed form holds.

    The loss is a quadratic there, so each eigenvector of its Hessian H goes its own way. With momentum m and the
    eigenvalue c, PyTorch's step ``b = m b + g; w -= lr b`` shrinks it for ``lr < 2 (1 + m) / c``, and Nesterov's
    ``w -= lr (g + m b)`` for ``lr < 2 (1 + m) / ((1 + 2 m) c)``. Weight decay adds to H for all parameters, L2 for
    the weights alone. L1 has a corner, and other optimisers scale their steps: nothing is said of them.
    """
    training, layers = project.training, project.network.layers
    optimizer = training.optimizer
    if (
        project.data.task is not Task.REGRESSION
        or not training.loss.squares_errors
        or not isinstance(optimizer, SGDSpec)
        or len(layers) != 1
        or not isinstance(layers[0], LinearLayer)
        or training.batch_size < len(dataset.X_train)
        or training.schedule is not None
        or training.l1 > 0
    ):
        return None
    X, d = dataset.X_train, dataset.X_train.shape[1]
    if layers[0].bias:
        X = np.column_stack((X, np.ones(len(X))))
    hessian = 2 * X.T @ X / len(X) + optimizer.weight_decay * np.eye(X.shape[1])
    hessian[:d, :d] += training.l2 * np.eye(d)
    curvature = float(np.linalg.eigvalsh(hessian).max())
    if not 0 < curvature < np.inf:
        return None
    m = optimizer.momentum
    bound = 2 * (1 + m) / ((1 + 2 * m if optimizer.nesterov else 1) * curvature)
    return StableRate(bound, curvature, m, optimizer.nesterov, optimizer.weight_decay > 0 or training.l2 > 0)
