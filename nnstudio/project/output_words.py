"""What the network's last numbers are under the chosen loss, in words."""

from nnstudio.project.data import Task
from nnstudio.project.network import LAYER_KINDS
from nnstudio.project.project import Project
from nnstudio.project.training import LossKind

_SPANS = {
    "linear": "",
    "sigmoid": "from 0 to 1",
    "tanh": "from −1 to 1",
    "softplus": "not below 0",
    "relu": "not below 0",
    "leaky_relu": "",
    "elu": "not below −1",
    "gelu": "not below −0.17",
    "silu": "not below −0.28",
    "dropout": "",
    "batch_norm": "",
    "layer_norm": "",
    "softmax": "from 0 to 1",
}
"""The numbers that a layer of each kind can put out, where these are not all."""
assert _SPANS.keys() == LAYER_KINDS.keys()


def output_span(project: Project) -> str:
    """Which numbers can come out at the end; empty where that are all. Dropout lets all of them through."""
    kinds = [layer.kind for layer in project.network.layers if layer.kind != "dropout"]
    if kinds[-1:] == ["softmax"] and project.layer_shapes()[-1].outputs == 1:
        return "that is always 1"
    return _SPANS[kinds[-1]] if kinds else ""


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
