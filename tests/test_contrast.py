"""How well one colour stands out from another, against what WCAG's authors give."""

import pytest

from nnstudio.contrast import SHAPE, contrast, mixed, shown_on


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_that_contrast_is_wcags(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("ground", ["#ffffff", "#1a1d24"])
def test_that_a_colour_changes_only_as_far_as_it_must(ground):
    assert shown_on(ground, "#c2451e") == "#c2451e"
    changed = shown_on(ground, mixed(ground, "#dccf3a", 0.3))
    assert SHAPE <= contrast(changed, ground) < SHAPE + 0.2
