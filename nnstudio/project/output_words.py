"""What the network's last numbers are under the chosen loss, in words."""

from math import isfinite

from nnstudio.project.data import Task
from nnstudio.project.layers.spec import Span
from nnstudio.project.project import Project
from nnstudio.project.training import LossKind


def output_span(project: Project) -> str:
    """Which numbers can come out at the end; empty where that are all. Dropout lets all of them through."""
    layers = [layer for layer in project.network.layers if not layer.passes_on]
    return _words(layers[-1].output_span(project.layer_shapes()[-1].outputs)) if layers else ""


def _words(span: Span) -> str:
    low, high = (f"{bound:.2g}".replace("-", "−") for bound in span)
    if span.low == span.high:
        return f"that is always {low}"
    if isfinite(span.low) and isfinite(span.high):
        return f"from {low} to {high}"
    if isfinite(span.low):
        return f"not below {low}"
    return f"not above {high}" if isfinite(span.high) else ""


def output_meaning(project: Project) -> str:
    """``a logit; its sigmoid is the probability of class 1``: a number that can't be any is not called a logit."""
    span = output_span(project)
    if project.data.task is Task.REGRESSION:
        return "the predicted value" + (f", {span}" if span else "")
    match project.training.loss:
        case LossKind.BCE:
            return "the probability of class 1"
        case LossKind.CROSS_ENTROPY if span:
            count = project.output_count()
            return f"{count} numbers {span}; the loss takes them for logits, whose softmax are the probabilities"
        case LossKind.CROSS_ENTROPY:
            return f"{project.output_count()} logits, one a class; their softmax are the probabilities"
        case _ if span:
            return f"a number {span}; the loss takes it for a logit, whose sigmoid is the probability of class 1"
        case _:
            return "a logit; its sigmoid is the probability of class 1"
