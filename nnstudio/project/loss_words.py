"""Which loss a number is, in the same few words everywhere.

A run has three figures that could all be called "the loss", and they differ: the loss of the network before training
or after an epoch, over all training samples; the average during an epoch, of its batches' losses, each met before its
step, as a PyTorch loop prints it and the plot draws it; and the loss after an epoch over all test samples.
"""

from nnstudio.language import _

SHARE_WORDS = {"train": _("train"), "test": _("test")}
"""What the two shares of the samples are called where there is room for a word."""
ALL_TRAINING = _("all training samples")
ALL_TEST = _("all test samples")

DURING_EACH = _("average during each epoch")
"""What the train loss is, one number an epoch: the mean of the batches' losses, each met before its step."""
AFTER_EACH = _("after each epoch")
"""What the test loss is, over all test samples."""
TRAIN_LOSS = _(
    "Train loss: {during_each}, of its batches' losses, each before its step, as PyTorch's usual loop prints it"
).format(during_each=DURING_EACH)
TEST_LOSS = _("Test loss: {after_each}, over {all_test}").format(after_each=AFTER_EACH, all_test=ALL_TEST)


def when(epoch: int) -> str:
    """``before training`` or ``after epoch 12``: which weights a loss is of."""
    return _("after epoch {epoch:,}").format(epoch=epoch) if epoch else _("before training")


def average_during(epoch: int) -> str:
    """``average during epoch 12``: the mean of the epoch's batches' losses, as PyTorch's loop prints it."""
    return _("average during epoch {epoch:,}").format(epoch=epoch)


def over(epoch: int, samples: str = ALL_TRAINING) -> str:
    """``after epoch 12, over all training samples``: the loss of one state of the network."""
    return _("{when}, over {samples}").format(when=when(epoch), samples=samples)
