"""Finding by a few letters."""

import pytest

from nnstudio.ui.widgets.fuzzy import closeness


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("lay", "Layer space", "Play from the start"),
        ("play", "Play from the start", "Display the layers"),
        ("lyr", "Layer space", "Larger and smaller things are rare"),
        ("space", "Layer space", "spatial ace"),
    ],
)
def test_that_what_begins_with_it_is_closer(typed, better, worse):
    assert (closeness(typed, better) or 0) > (closeness(typed, worse) or 0)


def test_that_every_word_must_fit_in_any_order_and_case():
    assert closeness("space layer", "Layer space") is not None
    assert closeness("LAYER", "Layer space") is not None
    assert closeness("layer time", "Layer space") is None
    assert closeness("", "Layer space") == 0
