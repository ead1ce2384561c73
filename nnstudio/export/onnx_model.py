"""The trained network as an ONNX model: raw columns in, values or probabilities and labels out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from nnstudio import __version__
from nnstudio.data.dataset import Dataset
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.export.layers.table import LAYERS
from nnstudio.export.onnx_features import add_features
from nnstudio.export.onnx_graph import OPSET, Graph
from nnstudio.export.outcome import Outcome
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task
from nnstudio.project.storage import project_json
from nnstudio.project.writing import write_bytes

# what operator set 20 came with; the helper's default is too new for many a runtime
_IR_VERSION = 9
_HELP = (
    """Trained in NN Studio. Input "inputs": float64 (n, {c}), the raw columns {columns}, in this order. {outputs}"""
)
_OF_VALUES = 'Output "values": float32 (n,), the predicted {target}.'
_OF_CLASSES = (
    'Outputs "probabilities": float32 (n, {classes}), one for each class; "labels": int64 (n,), the predicted class.'
)


def write_onnx(outcome: Outcome, path: Path) -> None:
    """Writes the network with its preprocessing.

    Raises:
        ProjectError: the file can't be written.
    """
    write_bytes(onnx_model(outcome).SerializeToString(), path)


def onnx_model(outcome: Outcome) -> onnx.ModelProto:
    """The model, checked by ONNX's own checker.

    Its input ``inputs`` takes (n, c) raw values as float64, for standardising them in less would lose digits. For
    regression it puts out ``values``, (n,); for classes ``probabilities``, (n, classes), and ``labels``, (n,).
    """
    project, dataset = outcome.project, outcome.dataset
    state = {name: tensor.numpy() for name, tensor in outcome.probe.state_dict().items()}
    graph = Graph()
    H = add_features(graph, dataset, project.data.standardize)
    for i, layer in enumerate(project.network.layers):
        H = LAYERS[layer.kind].add_to(graph, layer, H, f"H{i}_{layer.kind}", _add_parameters(graph, state, i))
    outputs = (
        _add_values(graph, H, dataset) if project.data.task is Task.REGRESSION else _add_classes(graph, H, project)
    )
    c = len(dataset.columns)
    made = helper.make_graph(
        graph.nodes,
        "network",
        [helper.make_tensor_value_info("inputs", TensorProto.DOUBLE, ["n", c])],
        [
            helper.make_tensor_value_info(name, kind, ["n", *([len(dataset.class_names)] if wide else [])])
            for name, kind, wide in outputs
        ],
        graph.constants,
    )
    said = _OF_VALUES if project.data.task is Task.REGRESSION else _OF_CLASSES
    model = helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        producer_name="NN Studio",
        producer_version=__version__,
        doc_string=_HELP.format(
            c=c,
            columns=", ".join(dataset.columns),
            outputs=said.format(target=dataset.target_name, classes=len(dataset.class_names)),
        ),
    )
    helper.set_model_props(model, _properties(outcome))
    onnx.checker.check_model(model, full_check=True)
    return model


def _add_parameters(graph: Graph, state: Mapping[str, NDArray[Any]], place: int) -> dict[str, str]:
    """The graph's names of what the layer at a place has in the ``state_dict``, by PyTorch's attributes."""
    names = {full.partition(".")[2]: full for full in state if full.partition(".")[0] == str(place)}
    # how many batches there were is no number of the graph's
    names.pop("num_batches_tracked", None)
    return {attribute: graph.constant(full, state[full]) for attribute, full in names.items()}


def _add_values(graph: Graph, H: str, dataset: Dataset) -> list[tuple[str, int, bool]]:
    """The values in the target's own units, computed in float64 as the studio does."""
    if dataset.has_scaled_target:
        H = graph.add("Cast", [H], "outputs_64", to=TensorProto.DOUBLE)
        H = graph.add("Mul", [H, graph.constant("target_scale", np.array(dataset.target_scale))], "scaled_back")
        H = graph.add("Add", [H, graph.constant("target_mean", np.array(dataset.target_mean))], "own_units")
        H = graph.add("Cast", [H], "own_units_32", to=TensorProto.FLOAT)
    graph.add("Squeeze", [H, graph.constant("last_axis", np.array([1]))], "values")
    return [("values", TensorProto.FLOAT, False)]


def _add_classes(graph: Graph, H: str, project: Project) -> list[tuple[str, int, bool]]:
    """The loss's own sigmoid or softmax, and the class by the rules of :mod:`nnstudio.engine.snapshots.outputs`."""
    takes = project.training.loss.takes
    if takes is Takes.LOGITS:
        graph.add("Softmax", [H], "probabilities", axis=1)
    else:
        p = graph.add("Sigmoid", [H], "p") if takes is Takes.LOGIT else H
        rest = graph.add("Sub", [graph.constant("one", np.ones(1, dtype=np.float32)), p], "one_minus_p")
        graph.add("Concat", [rest, p], "probabilities", axis=1)
    if project.data.task is Task.BINARY:
        last = graph.add("Gather", ["probabilities", graph.constant("class_1", np.array(1))], "p_1", axis=1)
        above = graph.add("Greater", [last, graph.constant("half", np.array(0.5, dtype=np.float32))], "above_half")
        graph.add("Cast", [above], "labels", to=TensorProto.INT64)
    else:
        graph.add("ArgMax", ["probabilities"], "labels", axis=1, keepdims=0)
    return [("probabilities", TensorProto.FLOAT, True), ("labels", TensorProto.INT64, False)]


def _properties(outcome: Outcome) -> dict[str, str]:
    """What the model says about itself: one name or value a line."""
    return {
        "columns": "\n".join(outcome.dataset.columns),
        "target": outcome.dataset.target_name,
        "classes": "\n".join(outcome.dataset.class_names),
        "epoch": str(outcome.epoch),
        "weights_sha256": fingerprint(outcome.snapshot),
        "project": project_json(outcome.project),
    }
