"""Who stands beside the result, for all widths."""

from hypothesis import given
from hypothesis import strategies as st

from nnstudio.ui.docks.arrangement import (
    BUILD,
    GAP,
    LEAST_RESULT,
    LESSON,
    NETWORK,
    PAGES,
    PANEL,
    RAIL,
    RESULT_SHARE,
    Guest,
    Page,
    arrange,
    least_result,
)

WIDTHS = st.one_of(st.sampled_from([853, 960, 1024, 1280, 1366, 1920]), st.floats(640, 4000))
PAGES_ASKED = st.sampled_from([*Page, None])


@st.composite
def asked(draw):
    guests = draw(st.permutations(list(Guest)))
    return guests[: draw(st.integers(0, len(guests)))]


@given(WIDTHS, asked(), PAGES_ASKED, st.booleans())
def test_that_all_that_is_seen_fits_beside_a_result_with_its_share(width, guests, page, folded):
    result = least_result(width)
    assert result >= RESULT_SHARE * width and result >= LEAST_RESULT
    found = arrange(width, result, guests, page, folded)
    needs = {Guest.LESSON: LESSON, Guest.PANEL: PANEL, Guest.PAGE: PAGES[page or Page.NETWORK]}
    taken = sum(needs[guest] + GAP for guest in found.guests)
    taken += BUILD + NETWORK if found.has_columns else RAIL
    assert taken + result <= width
    assert found.guests <= set(guests)
    if Guest.PAGE in found.guests:
        assert needs[Guest.PAGE] <= found.page_room <= width - result - RAIL


@given(WIDTHS, asked(), PAGES_ASKED, st.booleans())
def test_that_whoever_asked_last_is_seen_if_there_is_room_for_him_at_all(width, guests, page, folded):
    found = arrange(width, least_result(width), guests, page, folded)
    if guests and not found.has_columns:
        alone = arrange(width, least_result(width), guests[:1], page, True)
        assert (guests[0] in found.guests) == (guests[0] in alone.guests)


def test_that_each_can_be_seen_in_the_smallest_window_that_is_promised():
    for width in (1280 / 1.5 - 12, 1024 - 12, 960 - 12):
        for guest, page in ((Guest.LESSON, None), (Guest.PANEL, None), *((Guest.PAGE, page) for page in Page)):
            assert guest in arrange(width, least_result(width + 12), [guest], page, False).guests
