"""How a script makes every kind of optimiser.

All options are written, whatever their values: one that is left out gets PyTorch's default, which need not be the
studio's. AdamW's weight decay is 0.01 there, and 0 here.
"""

from collections.abc import Mapping

from nnstudio.export.script_lines import written
from nnstudio.project.kinds import complete
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.spec import OptimizerSpec

CLASSES: dict[str, str] = complete(
    "export/optimizers",
    {
        "sgd": "optim.SGD",
        "adam": "optim.Adam",
        "adamw": "optim.AdamW",
        "rmsprop": "optim.RMSprop",
        "adagrad": "optim.Adagrad",
    },
    OPTIMIZER_KINDS,
)


def optimizer_line(spec: OptimizerSpec, form: Mapping[str, str]) -> str:
    """``optimizer = optim.Adam(model.parameters(), lr=0.1, weight_decay=0.0, fused=True)``.

    `form` is what comes last, in Python.
    """
    options = [*written(spec.model_dump(exclude={"kind"})), *(f"{name}={value}" for name, value in form.items())]
    return f"optimizer = {CLASSES[spec.kind]}({', '.join(['model.parameters()', *options])})"
