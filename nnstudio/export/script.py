"""The project as a plain PyTorch script in the lecture's idiom, whose losses equal the studio's bit for bit."""

from typing import Literal

from nnstudio.engine.training.threads import choose_threads
from nnstudio.export.layers.table import LAYERS
from nnstudio.export.script_data import data_lines
from nnstudio.export.script_training import call_line, change_lines, changes_of, setup_lines, trainer_lines
from nnstudio.project.layers.spec import LayerShape, LayerSpec
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project

Style = Literal["sequential", "class"]


def script_of(project: Project, style: Style = "sequential") -> str:
    """A script that depends on torch, numpy and scikit-learn alone.

    It prints each epoch's loss with all its digits, and at the end the fingerprint of the weights. `style` is how
    the network is written: as an ``nn.Sequential``, or as a class with a named attribute for each layer.
    """
    data = data_lines(project.data)
    imports = ["import hashlib", ""]
    if data.needs_numpy:
        imports.append("import numpy as np")
    imports.append("import torch")
    imports += [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(data.imports.items())]
    imports += ["from torch import nn, optim", "from torch.utils.data import DataLoader, TensorDataset"]
    has_test = project.data.test_fraction > 0
    parts = [
        imports,
        [f"torch.set_num_threads({choose_threads(project)})"],
        ["# Data", *data.lines],
        tensor_lines(project, has_test),
        ["# Network", *(_class_lines(project) if style == "class" else sequential_lines(project))],
        ["# Training", *setup_lines(project)],
        *([["", *change_lines(project, _layer_places(project, style))]] if changes_of(project) else []),
        trainer_lines(project),
        [
            call_line(project),
            'weights = b"".join(tensor.float().numpy().tobytes() for tensor in model.state_dict().values())',
            'print("weights", hashlib.sha256(weights).hexdigest())',
        ],
    ]
    return "\n".join("\n".join([*part, ""]) for part in parts)


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


def _layer(layer: LayerSpec, shape: LayerShape) -> str:
    """``nn.Linear(2, 5)``"""
    return f"nn.{layer.title}({', '.join(LAYERS[layer.kind].arguments(layer, shape))})"


def _layers(project: Project) -> list[str]:
    return list(map(_layer, project.network.layers, project.layer_shapes()))


def sequential_lines(project: Project) -> list[str]:
    layers = (f"    {layer}," for layer in _layers(project))
    return [_seed(project), "model = nn.Sequential(", *layers, ")"]


def _layer_names(project: Project) -> list[str]:
    """``linear1, relu1, linear2``"""
    names: list[str] = []
    for layer in project.network.layers:
        number = 1 + sum(name.rstrip("0123456789") == layer.kind for name in names)
        names.append(f"{layer.kind}{number}")
    return names


def _layer_places(project: Project, style: Style) -> list[str]:
    """``model[0]`` or ``model.linear1``: how the script gets at each layer."""
    names = _layer_names(project)
    return [f"model.{name}" if style == "class" else f"model[{i}]" for i, name in enumerate(names)]


def _class_lines(project: Project) -> list[str]:
    names = _layer_names(project)
    return [
        "class Network(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        *(f"        self.{name} = {layer}" for name, layer in zip(names, _layers(project), strict=True)),
        "",
        "    def forward(self, x):",
        *(f"        x = self.{name}(x)" for name in names),
        "        return x",
        "",
        "",
        _seed(project),
        "model = Network()",
    ]


def _seed(project: Project) -> str:
    return f"torch.manual_seed({project.training.seed})"


def model_code(project: Project, style: Style = "sequential") -> str:
    """The lines of the script that make the network, without those that draw its weights from a seed."""
    lines = _class_lines(project) if style == "class" else sequential_lines(project)
    return "\n".join(line for line in lines if line != _seed(project)) + "\n"


def attribute_names(project: Project) -> tuple[str, ...]:
    """What the layers are called in the class: ``linear1``, ``relu1``, ``linear2``."""
    return tuple(_layer_names(project))
