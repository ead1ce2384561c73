"""A gradient that is lost on its way back through the layers."""

import numpy as np

from nnstudio.engine.diagnosis.confirmed import Confirmed, Search, falls_short
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.trials import Outcome
from nnstudio.engine.diagnosis.variants import hidden_linear, with_activation, with_training
from nnstudio.engine.layers.table import FLAT_AT_BOTH_ENDS
from nnstudio.engine.snapshots.gradients import loss_gradients
from nnstudio.language import _
from nnstudio.project.layers.activations import ReLULayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdamSpec

_VANISHED, _GONE, _NOTHING = 1e-2, 1e-4, 0.08
_LONGER, _QUICK_LR = 5, 0.01
Gradients = tuple[tuple[int, float], tuple[int, float]]


def gradient_sizes(facts: RunFacts) -> Gradients | None:
    """(place, root mean square of the loss's gradient) for the weights of the first and the last Linear layer."""
    linear = [*hidden_linear(facts.project), *_last_linear(facts)]
    if len(linear) < 3:
        return None
    facts.probe.load(facts.result)
    gradients = loss_gradients(facts.probe, facts.criterion, facts.tensors.X_train, facts.tensors.y_train)
    sizes = [float(np.sqrt((gradients[f"{i}.weight"].astype(float) ** 2).mean())) for i in (linear[0], linear[-1])]
    return (linear[0], sizes[0]), (linear[-1], sizes[1])


def _last_linear(facts: RunFacts) -> list[int]:
    return [i for i, layer in enumerate(facts.project.network.layers) if isinstance(layer, LinearLayer)][-1:]


def vanishing(search: Search) -> Confirmed | None:
    """Whether hardly any gradient reaches the first Linear layer, and activations that pass it on help.

    Without them, the network as it is gets no further in the same trial, so it is not the number of epochs or the
    optimiser that helps.
    """
    facts = search.facts
    sizes = gradient_sizes(facts)
    if sizes is None or not sizes[0][1] < _VANISHED * sizes[1][1]:
        return None
    quick = with_training(facts.project, optimizer=AdamSpec(lr=_QUICK_LR), schedule=None)
    for project, times in ((facts.project, 1), (facts.project, _LONGER), (quick, _LONGER)):
        for layer in (ReLULayer(), TanhLayer()):
            other = with_activation(project, [kind for kind in FLAT_AT_BOTH_ENDS if kind != layer.kind], layer)
            outcome = search.trial_runner.train(other, times * facts.epochs)
            if not search.is_better(outcome):
                continue
            as_it_is = search.trial_runner.train(project, times * facts.epochs)
            if falls_short(as_it_is.learned, search.share(outcome)):
                advice = _passing_on(layer.title, outcome, as_it_is, by_adam=project is quick)
                passing = with_training(other, epochs=times * facts.epochs)
                return Confirmed(vanished(facts, sizes, advice, Basis.TRIED), search.share(outcome), passing)
    return None


def _passing_on(title: str, outcome: Outcome, as_it_is: Outcome, by_adam: bool) -> Told:
    return tell(
        _(
            "Try {title} in the hidden layers: the loss over all training samples then comes to {loss} in {epochs} "
            "epochs by Adam at learning rate {lr}; with the activations as they are, to {other}."
        )
        if by_adam
        else _(
            "Try {title} in the hidden layers: the loss over all training samples then comes to {loss} in {epochs} "
            "epochs; with the activations as they are, to {other}."
        ),
        title=title,
        loss=outcome.end_loss,
        epochs=outcome.epochs_done,
        lr=outcome.lr,
        other=as_it_is.end_loss,
    )


def vanished(facts: RunFacts, sizes: Gradients, advice: Told, basis: Basis) -> Finding:
    """The finding that hardly any gradient reaches the first Linear layer."""
    (first, small), (last, large) = sizes
    return Finding(
        Fault.VANISHING_GRADIENTS,
        Told(_("The gradient vanishes on its way back")),
        tell(
            _(
                "After epoch {epoch} the loss's gradient is {large} a weight in the last Linear layer but "
                "{small} in the first, which hardly learns."
            ),
            epoch=facts.epochs_done,
            large=Figure(Measure.GRADIENT, large, layer=last, epoch=facts.epochs),
            small=Figure(Measure.GRADIENT, small, layer=first, epoch=facts.epochs),
        ),
        advice,
        basis,
        panel="distributions",
    )


def without_gradient(facts: RunFacts) -> Finding | None:
    """The same where no trial has helped, but nothing has been learned and the gradient is as good as gone."""
    sizes = gradient_sizes(facts)
    if sizes is None or facts.learned >= _NOTHING or not 0 < sizes[0][1] < _GONE * sizes[1][1]:
        return None
    advice = Told(_("use ReLU or Tanh in the hidden layers, fewer of them, or batch norm between them."))
    return vanished(facts, sizes, advice, Basis.GUESS)
