"""What there is to say of a race at a moment: when it is, who is lowest, who is out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nnstudio.language import _, all_of, local_number
from nnstudio.project.loss_words import when
from nnstudio.ui.widgets.number_texts import short

if TYPE_CHECKING:
    from nnstudio.engine.sweeps.race import Clock, Race, RacerRun, Standing

_MILLI = 0.1
"""Less than so many seconds are told in thousandths."""


def seconds(time: float) -> str:
    """``8.25 ms`` or ``1.2 s``"""
    if time < _MILLI:
        return _("{time} ms").format(time=local_number(1000 * time, ".3g"))
    return _("{time} s").format(time=local_number(time, ".3g"))


def after(clock: "Clock", moment: float) -> str:
    """``after epoch 12``, ``after step 30``, ``after 8.25 ms``; ``before training``"""
    from nnstudio.engine.sweeps.race import Clock

    if not moment or clock is Clock.EPOCH:
        return when(int(moment))
    if clock is Clock.STEP:
        return _("after step {step:,}").format(step=int(moment))
    return _("after {time}").format(time=seconds(moment))


def progress(clock: "Clock", moment: float, race: "Race") -> str:
    """``epoch 12 of 20``, as it stands beside the slider."""
    from nnstudio.engine.sweeps.race import Clock

    end = float(race.moments(clock)[-1])
    if clock is Clock.EPOCH:
        return _("epoch {epoch:,} of {last:,}").format(epoch=int(moment), last=int(end))
    if clock is Clock.STEP:
        return _("step {step:,} of {last:,}, epoch {epoch:,}").format(
            step=int(moment), last=int(end), epoch=-(-int(moment) // race.steps_per_epoch)
        )
    return _("{time} of {last}").format(time=seconds(moment), last=seconds(end))


def state_of(racer: "RacerRun", standing: "Standing", clock: "Clock", is_off: bool) -> str:
    """The loss now, or that there is none any more."""
    from nnstudio.engine.sweeps.race import Clock

    if standing.has_diverged:
        return _("diverged")
    if standing.loss is None:
        return _("no finite loss")
    loss = short(standing.loss)
    if is_off:
        return _("{loss}, off the map").format(loss=loss)
    if standing.is_last and racer.ending.reason == "early_stopping" and clock is not Clock.STEP:
        return _("{loss}, stopped early").format(loss=loss)
    return loss


def about_lead(race: "Race", names: Sequence[str], clock: "Clock", moment: float) -> str:
    """Who is lowest, by the loss over all training samples, and who has diverged."""
    from nnstudio.engine.sweeps.race import lowest

    standings = race.standings(clock, moment)
    first = lowest(standings)
    said = []
    if first:
        loss = short(standings[first[0]].loss or 0.0)
        if len(first) == len(names):
            told = _("All have the same loss {when}, over all {n:,} training samples: {loss}.")
        else:
            told = _("Lowest {when}, over all {n:,} training samples: {names}, with a loss of {loss}.")
        leaders = all_of([names[i] for i in first])
        said.append(told.format(when=after(clock, moment), n=race.samples, names=leaders, loss=loss))
    said += [
        _("{name} diverged in epoch {epoch:,}.").format(name=names[i], epoch=racer.by_epoch.end)
        for i, racer in enumerate(race.racers)
        if standings[i].has_diverged
    ]
    return " ".join(said)
