"""What the fields of the training panel's further section say about themselves."""

from collections import Counter
from collections.abc import Sequence

from nnstudio.language import _, local_number, ngettext
from nnstudio.project.changes import CHANGE_KINDS, ChangeSpec, SetParameter
from nnstudio.project.loss_words import TEST_LOSS, TRAIN_LOSS
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.rates import rates_by_hand
from nnstudio.project.training import TrainingSpec

_ALONE = _("The loss that is shown stays without it, so that it can be compared with the test loss")
PENALTY_TIPS = {
    "l1": _("Adds l1 · Σ|w| over the Linear layers' weights to what is minimised: it drives many to 0. {alone}").format(
        alone=_ALONE
    ),
    "l2": _(
        "Adds l2/2 · Σw² over the Linear layers' weights to what is minimised: it keeps them small. {alone}"
    ).format(alone=_ALONE),
}
STOPPING_TIPS = {
    "early_stopping": _("End training when the watched loss has not improved for some epochs"),
    "monitor": _("Which loss must improve"),
    "patience": _("After so many epochs in a row without an improvement training ends"),
    "min_delta": _("Only a loss that is lower than the best by more than this counts as an improvement"),
    "restore_best": _("Show and keep the weights of the best epoch when training stops early, not those of the last"),
    "train_loss": TRAIN_LOSS,
    "test_loss": _("{test_loss}, which are kept from training: it rises when the network over-fits").format(
        test_loss=TEST_LOSS
    ),
}
_MOST_RATES = 3
"""So many changes of the learning rate are told one by one."""
_SCHEDULE_TIPS = {
    "step_size": (_("Every … epochs"), _("After so many epochs each time the learning rate is multiplied")),
    "gamma": (_("Gamma"), _("By how much the learning rate is multiplied")),
    "T_max": ("T_max", _("How many epochs it takes from the learning rate down to eta_min")),
    "eta_min": ("eta_min", _("The lowest learning rate")),
    "factor": (_("Factor"), _("By how much the learning rate is multiplied")),
    "patience": (
        _("Patience"),
        _("How many epochs without an improvement are tolerated; it is lowered after one more"),
    ),
    "monitor": (_("Watch"), _("Which loss must improve")),
}


def schedule_tip(name: str) -> tuple[str, str]:
    """The label and the tooltip of a schedule's option."""
    return _SCHEDULE_TIPS[name]


def told_extras(spec: TrainingSpec) -> str:
    """What of the section is in use, in a few words; empty if nothing is."""
    words: list[str] = []
    if isinstance(spec.loss, ClassWeightedLoss) and spec.loss.has_weights:
        words.append(_("class weights"))
    if spec.schedule is not None:
        words.append(spec.schedule.title)
    if spec.early_stopping is not None:
        words.append(_("early stopping"))
    if spec.changes:
        words.append(_("changes by hand"))
    return ", ".join(words)


def told_rates(spec: TrainingSpec) -> str:
    """What the learning rate is from which epoch on; empty if it is never changed by hand."""
    changes = rates_by_hand(spec)
    if not changes:
        return ""
    first, last = local_number(spec.optimizer.lr, "g"), changes[-1]
    if len(changes) > _MOST_RATES:
        text = ngettext(
            "Learning rate {first} at first, changed {n} time by hand; {rate} from epoch {epoch:,} on",
            "Learning rate {first} at first, changed {n} times by hand; {rate} from epoch {epoch:,} on",
            len(changes),
        )
        return text.format(first=first, n=len(changes), rate=local_number(last.lr, "g"), epoch=last.epoch)
    later = [
        _("{rate} from epoch {epoch:,} on").format(rate=local_number(each.lr, "g"), epoch=each.epoch)
        for each in changes
    ]
    return _("Learning rate {first} at first, {changes}").format(first=first, changes=", ".join(later))


def told_changes(changes: Sequence[ChangeSpec]) -> str:
    """Which things were changed by hand, and when."""
    if not changes:
        return ""
    counts = Counter(type(change) for change in changes)
    words = [_counted(cls, counts[cls]) for cls in CHANGE_KINDS.values() if counts[cls]]
    first, last = changes[0].epoch, changes[-1].epoch
    when = (
        _("at epoch {first:,}").format(first=first)
        if first == last
        else _("at epochs {first:,} to {last:,}").format(first=first, last=last)
    )
    return _("Changed by hand {when}: {words}").format(when=when, words=", ".join(words))


def _counted(cls: type[ChangeSpec], count: int) -> str:
    if count == 1:
        return cls.title
    return (
        _("{count} weights or biases").format(count=count)
        if cls is SetParameter
        else _("{title} {count} times").format(title=cls.title, count=count)
    )
