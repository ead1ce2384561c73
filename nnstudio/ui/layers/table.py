"""What the window says about layers, by kind."""

from nnstudio.project.kinds import complete
from nnstudio.project.layers.kinds import ACTIVATIONS, LAYER_KINDS
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.ui.layers import activations, dropout, linear, normalisation, softmax
from nnstudio.ui.layers.entry import LayerEntry
from nnstudio.ui.layers.options import choice_names, option_names

LAYERS: dict[str, LayerEntry] = complete(
    "ui/layers",
    {
        **linear.ENTRIES,
        **activations.ENTRIES,
        **dropout.ENTRIES,
        **normalisation.ENTRIES,
        **softmax.ENTRIES,
    },
    LAYER_KINDS,
)
ACTIVATION_WORDS = complete("ui/layers/activations", activations.ENTRIES, dict.fromkeys(ACTIVATIONS))

LAYER_TERMS = {
    entry.term or LAYER_KINDS[kind].title.lower(): entry.meaning or LAYER_KINDS[kind].summary
    for kind, entry in LAYERS.items()
}
"""The glossary's sentences about layers, by their terms in small letters."""


def _require_words() -> None:
    for kind, spec in LAYER_KINDS.items():
        complete(f"ui/layers['{kind}'].options", LAYERS[kind].options, dict.fromkeys(option_names(spec)))


_require_words()


def chosen_words(layer: LayerSpec) -> list[str]:
    """What was chosen for a layer among words, where it is not the usual."""
    names, fields = choice_names(type(layer)), type(layer).model_fields
    chosen = [(name, getattr(layer, name)) for name in names if getattr(layer, name) != fields[name].default]
    return [LAYERS[layer.kind].options[name].choices[value][0] for name, value in chosen]


def new_layer(kind: str) -> LayerSpec:
    """A layer as it is when it has just been added."""
    return LAYER_KINDS[kind].model_validate({"kind": kind, **LAYERS[kind].when_added})
