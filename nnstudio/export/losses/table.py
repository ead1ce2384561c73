"""How a script makes every kind of loss."""

from nnstudio.project.kinds import complete
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.losses.spec import LossSpec, Takes

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


def criterion_lines(loss: LossSpec, class_count: int) -> list[str]:
    """``criterion = nn.MSELoss()``, after what its classes count where that is not all alike; `y_train` is there."""
    line = f"criterion = {CRITERIA[loss.kind]}"
    if not isinstance(loss, ClassWeightedLoss) or not loss.has_weights:
        return [line]
    many = loss.takes is Takes.LOGITS
    name = "weight" if many else "pos_weight"
    if loss.given_weights:
        made = [f"{name} = torch.tensor({list(loss.given_weights[0 if many else 1 :])!r})"]
    elif many:
        made = [
            f"sizes = y_train.bincount(minlength={class_count}).clamp(min=1)",
            f"{name} = sizes.sum() / ({class_count} * sizes)  # each class counts as much as any other",
        ]
    else:
        made = [
            "positive = y_train.sum(dim=0)",
            f"{name} = (len(y_train) - positive).clamp(min=1) / positive.clamp(min=1)  # both classes count alike",
        ]
    return [*made, line.replace("()", f"({name}={name})")]
