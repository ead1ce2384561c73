"""The learning rate in force at each epoch of a run, after its schedule and what was changed by hand."""

from collections.abc import Sequence

import torch

from nnstudio.engine.training.schedule import Schedule
from nnstudio.project.changes import SetLr
from nnstudio.project.training import TrainingSpec


def learning_rates(training: TrainingSpec, train_loss: Sequence[float], test_loss: Sequence[float] = ()) -> list[float]:
    """Element k is the learning rate in force once k epochs are done: the steps of epoch k + 1 are taken with it.

    The epoch in which a run diverged, or any epoch N, was therefore trained at element N - 1. The losses are the
    history's, one an epoch; n of them give n + 1 rates. They decide only where the schedule watches one.
    """
    lr = training.optimizer.lr
    by_hand: dict[int, float] = {change.epoch: change.lr for change in training.changes if isinstance(change, SetLr)}
    if training.schedule is None:
        return [lr := by_hand.get(epoch, lr) for epoch in range(len(train_loss) + 1)]
    # PyTorch's schedulers need an optimiser, but none of its parameters
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    schedule, group = Schedule(training.schedule, optimizer), optimizer.param_groups[0]
    # one without a gradient changes nothing, and a scheduler warns where there was none
    optimizer.step()
    rates = []
    for epoch in range(len(train_loss) + 1):
        if epoch:
            schedule.step(train_loss[epoch - 1], test_loss[epoch - 1] if len(test_loss) else None)
        group["lr"] = by_hand.get(epoch, group["lr"])
        rates.append(group["lr"])
    return rates
