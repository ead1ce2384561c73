"""Which loss a number is, in the same few words everywhere.

A run has three figures that could all be called "the loss", and they differ: the loss of the network before training
or after an epoch, over all training samples; the average during an epoch, of its batches' losses, each met before its
step, as a PyTorch loop prints it and the plot draws it; and the loss after an epoch over all test samples.
"""

ALL_TRAINING = "all training samples"
ALL_TEST = "all test samples"

DURING_EACH = "average during each epoch"
"""What the train loss is, one number an epoch: the mean of the batches' losses, each met before its step."""
AFTER_EACH = "after each epoch"
"""What the test loss is, over all test samples."""
TRAIN_LOSS = (
    f"Train loss: {DURING_EACH}, of its batches' losses, each before its step, as PyTorch's usual loop prints it"
)
TEST_LOSS = f"Test loss: {AFTER_EACH}, over {ALL_TEST}"


def when(epoch: int) -> str:
    """``before training`` or ``after epoch 12``: which weights a loss is of."""
    return f"after epoch {epoch:,}" if epoch else "before training"


def average_during(epoch: int) -> str:
    """``average during epoch 12``: the mean of the epoch's batches' losses, as PyTorch's loop prints it."""
    return f"average during epoch {epoch:,}"


def over(epoch: int, samples: str = ALL_TRAINING) -> str:
    """``after epoch 12, over all training samples``: the loss of one state of the network."""
    return f"{when(epoch)}, over {samples}"
