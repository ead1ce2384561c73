"""What the engine knows about layers, by kind."""

from typing import Any

from nnstudio.engine.layers import activations, dropout, linear, normalisation, softmax
from nnstudio.engine.layers.entry import LayerEntry
from nnstudio.project.kinds import complete
from nnstudio.project.layers.kinds import LAYER_KINDS

LAYERS: dict[str, LayerEntry[Any]] = complete(
    "engine/layers",
    {
        **linear.ENTRIES,
        **activations.ENTRIES,
        **dropout.ENTRIES,
        **normalisation.ENTRIES,
        **softmax.ENTRIES,
    },
    LAYER_KINDS,
)

DYING = tuple(kind for kind, entry in LAYERS.items() if entry.dead_within is not None)
"""The kinds whose units can die."""

SATURATING = tuple(kind for kind, entry in LAYERS.items() if entry.flat_at)
"""The kinds whose units can be where they no longer have a slope."""

FLAT_AT_BOTH_ENDS = tuple(kind for kind, entry in LAYERS.items() if len(entry.flat_at) > 1)
"""Those of them that have no slope at either end."""
