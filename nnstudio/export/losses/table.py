"""How a script makes every kind of loss."""

from nnstudio.project.kinds import complete
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.losses.spec import LossSpec

CRITERIA: dict[str, str] = complete(
    "export/losses",
    {
        "mse": "nn.MSELoss()",
        "l1": "nn.L1Loss()",
        "huber": "nn.HuberLoss()",
        "bce_with_logits": "nn.BCEWithLogitsLoss()",
        "bce": "nn.BCELoss()",
        "cross_entropy": "nn.CrossEntropyLoss()",
    },
    LOSS_KINDS,
)


def criterion_line(loss: LossSpec) -> str:
    """``criterion = nn.MSELoss()``"""
    return f"criterion = {CRITERIA[loss.kind]}"
