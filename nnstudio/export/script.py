"""The project as a plain PyTorch script in the lecture's idiom, whose losses equal the studio's bit for bit."""

from collections.abc import Sequence

from nnstudio.engine.training.threads import choose_threads
from nnstudio.export.layers.table import LAYERS
from nnstudio.export.names import USUAL_FORM
from nnstudio.export.script_after import after_lines
from nnstudio.export.script_data import data_lines
from nnstudio.export.script_lines import ScriptLines
from nnstudio.export.script_training import (
    PRINTING,
    Telling,
    call_line,
    change_lines,
    changes_of,
    setup_lines,
    trainer_lines,
)
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerShape, LayerSpec
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

_MAX_WIDTH = 100


def script_of(project: Project, form: str = USUAL_FORM) -> str:
    """A script that depends on torch, numpy and scikit-learn alone.

    It prints each epoch's loss with all its digits, the fingerprint of the weights, and then what the lecture looks
    at next. `form` is how the network is written, one of `FORMS`.
    """
    data = data_lines(project.data)
    after = after_lines(project, _layer_places(project, form))
    for module, names in after.imports.items():
        for name in names:
            data.use(module, name)
    parts = [
        ["import hashlib", "", *import_lines([data])],
        *run_parts(project, data, form),
        [
            call_line(project),
            "",
            "# a fingerprint of the trained weights: two runs have the same only if every bit of them agrees",
            *WEIGHTS,
            'print("weights", hashlib.sha256(weights).hexdigest())',
        ],
        after.lines,
    ]
    return "\n".join("\n".join([*part, ""]) for part in parts)


WEIGHTS = ['weights = b"".join(tensor.float().numpy().tobytes() for tensor in model.state_dict().values())']
"""All numbers of the trained `model`, end to end."""


def import_lines(parts: Sequence[ScriptLines]) -> list[str]:
    """What a run of these parts imports."""
    found: dict[str, set[str]] = {}
    for part in parts:
        for module, names in part.imports.items():
            found.setdefault(module, set()).update(names)
    return [
        *(["import numpy as np"] if any(part.needs_numpy for part in parts) else []),
        "import torch",
        *(f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(found.items())),
        "from torch import nn, optim",
        "from torch.utils.data import DataLoader, TensorDataset",
    ]


def run_parts(
    project: Project, data: ScriptLines, form: str = USUAL_FORM, telling: Telling = PRINTING
) -> list[list[str]]:
    """All that comes before the call of `trainer`, in parts; `data` is what `data_lines` has."""
    return [
        [
            "# as many threads as in the studio: others add sums up in another order, and round otherwise",
            f"torch.set_num_threads({choose_threads(project)})",
        ],
        ["# Data", *data.lines],
        tensor_lines(project, project.data.has_test),
        ["# Network", *_network_lines(project, form)],
        ["# Training", *setup_lines(project)],
        *([["", *change_lines(project, _layer_places(project, form))]] if changes_of(project) else []),
        trainer_lines(project, telling),
    ]


def tensor_lines(project: Project, has_test: bool) -> list[str]:
    lines = []
    for part in ("train", "test") if has_test else ("train",):
        lines.append(f"X_{part} = torch.tensor(X_{part}, dtype=torch.float32)")
        if project.training.loss.takes is Takes.LOGITS:
            lines.append(f"y_{part} = torch.tensor(y_{part}, dtype=torch.int64)")
        else:
            lines.append(f"y_{part} = torch.tensor(y_{part}, dtype=torch.float32).reshape(-1, 1)")
    size = project.training.batch_size
    lines.append(f"train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size={size}, shuffle=True)")
    return lines


class _Size(int):
    """A size that the script calls by a name."""

    name: str

    @classmethod
    def of(cls, number: int, name: str) -> "_Size":
        size = cls(number)
        size.name = name
        return size

    def __str__(self) -> str:
        return self.name


def _layer(layer: LayerSpec, shape: LayerShape) -> str:
    """``nn.Linear(2, 5)``"""
    return f"nn.{layer.title}({', '.join(LAYERS[layer.kind].arguments(layer, shape))})"


def _layers(project: Project, shapes: Sequence[LayerShape]) -> list[str]:
    return list(map(_layer, project.network.layers, shapes))


def _network_lines(project: Project, form: str) -> list[str]:
    """The lines that make `model` in one of the `FORMS`."""
    return sequential_lines(project) if form == "sequential" else _class_lines(project, form)


def sequential_lines(project: Project) -> list[str]:
    layers = (f"    {layer}," for layer in _layers(project, project.layer_shapes()))
    return [_seed(project), "model = nn.Sequential(", *layers, ")", *_initial_lines(project, "sequential")]


def _layer_names(project: Project) -> list[str]:
    """``linear1, relu1, linear2``"""
    names: list[str] = []
    for layer in project.network.layers:
        number = 1 + sum(name.rstrip("0123456789") == layer.kind for name in names)
        names.append(f"{layer.kind}{number}")
    return names


def _layer_places(project: Project, form: str) -> list[str]:
    """``model[0]``, ``model.linear1`` or ``model.main[0]``: how the script gets at each layer."""
    if form == "attributes":
        return [f"model.{name}" for name in _layer_names(project)]
    stack = "model.main" if form == "module" else "model"
    return [f"{stack}[{i}]" for i in range(len(project.network.layers))]


def class_name(project: Project) -> str:
    """What the class is called: as the lecture calls its networks."""
    if project.data.task is not Task.REGRESSION:
        return "BinaryClassifier" if project.data.task is Task.BINARY else "MultiClassifier"
    layers = project.network.layers
    if not any(layer.bends for layer in layers):
        return "LinearRegression"
    return "DeepRegression" if sum(isinstance(layer, LinearLayer) for layer in layers) > 2 else "NonlinearRegression"


def _named_shapes(project: Project) -> list[LayerShape]:
    """The layers' shapes, the sizes named ``input_size``, ``hidden_size`` and ``output_size``."""
    layers, shapes = project.network.layers, project.layer_shapes()
    learning = [i for i, layer in enumerate(layers) if isinstance(layer, LinearLayer)]
    hidden = ["hidden_size"] if len(learning) == 2 else [f"hidden_size_{n}" for n in range(1, len(learning))]
    names = dict(zip(learning, [*hidden, "output_size"], strict=True)) if learning else {}
    named = []
    size = _Size.of(shapes[0].inputs, "input_size")
    for i, shape in enumerate(shapes):
        before = size
        if i in names:
            size = _Size.of(shape.outputs, names[i])
        named.append(LayerShape(before, size, shape.parameters))
    return named


def _class_lines(project: Project, form: str) -> list[str]:
    shapes = _named_shapes(project)
    sizes = {str(size): int(size) for shape in shapes for size in (shape.inputs, shape.outputs)}
    layers, names, title = _layers(project, shapes), _layer_names(project), class_name(project)
    if form == "module":
        made = ["self.main = nn.Sequential(", *(f"    {layer}," for layer in layers), ")"]
        forward = ["return self.main(x)"]
    else:
        made = [f"self.{name} = {layer}" for name, layer in zip(names, layers, strict=True)]
        forward = [*(f"x = self.{name}(x)" for name in names), "return x"]
    return [
        f"class {title}(nn.Module):",
        *_wrapped("    def __init__(", ["self", *sizes], "):"),
        "        super().__init__()",
        *(f"        {line}" for line in made),
        "",
        "    def forward(self, x):",
        *(f"        {line}" for line in forward),
        "",
        "",
        _seed(project),
        *_wrapped(f"model = {title}(", [f"{name}={number}" for name, number in sizes.items()], ")"),
        *_initial_lines(project, form),
    ]


def _initial_lines(project: Project, form: str) -> list[str]:
    """What sets weights otherwise than PyTorch's layers have drawn them, in the layers' order."""
    places = zip(project.network.layers, _layer_places(project, form), strict=True)
    return [line for layer, place in places for line in LAYERS[layer.kind].initial_lines(layer, place)]


def _wrapped(head: str, parts: Sequence[str], tail: str) -> list[str]:
    """A call in one line, or in several if it is long."""
    line = f"{head}{', '.join(parts)}{tail}"
    if len(line) <= _MAX_WIDTH:
        return [line]
    indent = " " * (len(head) - len(head.lstrip()))
    return [head, *(f"{indent}    {part}," for part in parts), f"{indent}{tail}"]


def _seed(project: Project) -> str:
    return f"torch.manual_seed({project.training.seed})"


def model_code(project: Project, form: str = USUAL_FORM) -> str:
    """The lines of the script that make the network, without those that draw its weights from a seed."""
    return "\n".join(line for line in _network_lines(project, form) if line != _seed(project)) + "\n"


def class_parts(project: Project, form: str) -> tuple[str, tuple[str, ...]]:
    """What the form calls the network's class and each of its layers; empty where they have no names."""
    title = "" if form == "sequential" else class_name(project)
    return title, tuple(_layer_names(project)) if form == "attributes" else ()
