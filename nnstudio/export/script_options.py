"""Options as a script writes them: all of them, whatever their values.

One that is left out gets PyTorch's default, which need not be the studio's: AdamW's weight decay is 0.01 there, and 0
here.
"""

from collections.abc import Mapping

from nnstudio.project.schedules import AnySchedule
from nnstudio.project.training import OptimizerSpec


def optimizer_call(spec: OptimizerSpec, form: Mapping[str, str]) -> str:
    """``Adam(model.parameters(), lr=0.1, weight_decay=0.0, fused=True)``; `form` is what follows, in Python."""
    options = [*_written(spec.model_dump(exclude={"kind"})), *(f"{name}={value}" for name, value in form.items())]
    return f"{spec.title}({', '.join(['model.parameters()', *options])})"


def scheduler_call(spec: AnySchedule) -> str:
    """``StepLR(optimizer, step_size=30, gamma=0.1)``; which loss is watched, `step` is told."""
    return f"{spec.title}({', '.join(['optimizer', *_written(spec.model_dump(exclude={'kind', 'monitor'}))])})"


def _written(options: Mapping[str, object]) -> list[str]:
    return [f"{name}={value!r}" for name, value in options.items()]
