"""What the network's last numbers are under the chosen loss, in words."""

from math import isfinite

from nnstudio.language import _, local_number
from nnstudio.project.layers.spec import Span
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project

USUAL_THRESHOLD = 0.5
"""Above which probability of the second of two classes a sample is taken for it."""


def output_span(project: Project) -> str:
    """Which numbers can come out at the end; empty where that are all. Dropout lets all of them through."""
    layers = [layer for layer in project.network.layers if not layer.passes_on]
    return _words(layers[-1].output_span(project.layer_shapes()[-1].outputs)) if layers else ""


def _words(span: Span) -> str:
    low, high = (local_number(bound, ".2g").replace("-", "−") for bound in span)
    if span.low == span.high:
        return _("that is always {low}").format(low=low)
    if isfinite(span.low) and isfinite(span.high):
        return _("from {low} to {high}").format(low=low, high=high)
    if isfinite(span.low):
        return _("not below {low}").format(low=low)
    return _("not above {high}").format(high=high) if isfinite(span.high) else ""


def output_meaning(project: Project) -> str:
    """``a logit; its sigmoid is the probability of class 1``: a number that can't be any is not called a logit."""
    span, count = output_span(project), project.output_count()
    match project.training.loss.takes:
        case Takes.VALUE if project.data.standardize_target:
            said = _("the predicted value, standardised")
            return _("{said}, {span}").format(said=said, span=span) if span else said
        case Takes.VALUE:
            return _("the predicted value, {span}").format(span=span) if span else _("the predicted value")
        case Takes.PROBABILITY:
            return _("the probability of class 1")
        case Takes.LOGITS if span:
            return _(
                "{count} numbers {span}; the loss takes them for logits, whose softmax are the probabilities"
            ).format(count=count, span=span)
        case Takes.LOGITS:
            return _("{count} logits, one a class; their softmax are the probabilities").format(count=count)
        case Takes.LOGIT if span:
            return _(
                "a number {span}; the loss takes it for a logit, whose sigmoid is the probability of class 1"
            ).format(span=span)
        case Takes.LOGIT:
            return _("a logit; its sigmoid is the probability of class 1")
