"""What an entry says about a kind of layer: its options on the card, its word in the glossary, how it is put in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Option:
    """One field of a layer's spec, in words. Whether it is a number, a switch or a choice, the spec says."""

    name: str
    """What it is called where there is room for it: of a switch or a choice, in the layer's menu."""
    tip: str = ""
    prefix: str = ""
    """What stands before a number in its field: ``p = ``; without it, the number is not told apart from its field."""
    auto: str = ""
    """What the field shows for None, which stands for 0 there; ``{outputs}`` is how many numbers come out."""
    off: str = ""
    """What is said of a layer whose switch is off."""
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of an option that is one of a few words: what each is called, and what it does."""
    step: float = 0.05
    """How far an arrow key changes a number that is not whole."""


@dataclass(frozen=True)
class LayerEntry:
    """One kind of layer."""

    term: str = ""
    """Its word in the glossary, in small letters; if it is not simply the layer's title."""
    meaning: str = ""
    """Its sentence there; if it is not simply the layer's summary."""
    options: Mapping[str, Option] = field(default_factory=dict)
    """By the spec's fields, in the order in which the card shows them."""
    when_added: Mapping[str, Any] = field(default_factory=dict)
    """Which options a new layer has, where they are not the spec's defaults."""
    is_repeated: bool = True
    """Whether "one hidden layer more" repeats it, too."""
