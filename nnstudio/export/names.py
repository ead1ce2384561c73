"""What can be exported, in words alone: loads nothing, so that the help and the menu can list it at once."""

from dataclasses import dataclass

from nnstudio.language import _
from nnstudio.project.loss_words import AFTER_EACH, DURING_EACH


@dataclass(frozen=True)
class Kind:
    """A form that a project or its trained network can be written in."""

    title: str
    """For the menu."""
    summary: str
    """One line for the help and the tooltip."""
    suffixes: tuple[str, ...]
    """Usual endings of its files, the suggested one first."""
    needs_training: bool = True
    """Whether it is made of a run; the others are made of the project alone."""


KINDS: dict[str, Kind] = {
    "project": Kind(_("Project"), _("the project as JSON"), (".json",), False),
    "script": Kind(_("PyTorch script"), _("plain PyTorch that prints the very same losses"), (".py",), False),
    "ddp": Kind(
        _("PyTorch script for several processes"), _("plain PyTorch for torchrun: data-parallel"), (".py",), False
    ),
    "sweep": Kind(
        _("Script of many runs"),
        _("plain PyTorch for many runs, by joblib or Ray Tune: 16 seeds, or what is varied"),
        (".py",),
        False,
    ),
    "weights": Kind(_("Weights"), _("the state_dict; the file's ending says how"), (".safetensors", ".pt")),
    "onnx": Kind(_("ONNX model"), _("the trained network with its preprocessing, for other runtimes"), (".onnx",)),
    "predictions": Kind(_("Predictions"), _("every sample with its prediction, as CSV"), (".csv",)),
    "metrics": Kind(_("Metrics"), _("losses and scikit-learn's metrics, as CSV"), (".csv",)),
    "history": Kind(
        _("Loss history"),
        _("each epoch's losses as CSV: train, {during_each}; test, {after_each}").format(
            during_each=DURING_EACH, after_each=AFTER_EACH
        ),
        (".csv",),
    ),
    "report": Kind(_("Report"), _("project, data, pictures, figures and code on one HTML page"), (".html",)),
    "sound": Kind(_("Sound"), _("the losses as a tone that sinks with them: train left, test right"), (".wav",)),
    "animation": Kind(_("Animation"), _("the training as a moving picture"), (".gif",)),
}
"""Every kind by the name that `nnstudio export --to` knows."""


@dataclass(frozen=True)
class Form:
    """A way to write the network in a script."""

    title: str
    summary: str


FORMS: dict[str, Form] = {
    "sequential": Form("nn.Sequential", _("The layers in a row")),
    "attributes": Form(_("Class with named attributes"), _("A subclass of nn.Module with a forward method")),
    "module": Form(_("Class around nn.Sequential"), _("A subclass of nn.Module whose layers are self.main")),
}
"""By the name that `nnstudio export --form` knows, the usual one first."""
USUAL_FORM = "sequential"
