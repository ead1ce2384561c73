"""What stands over the losses."""

import pytest

from nnstudio.ui.plots.loss_head import LossHead
from nnstudio.ui.style.theme import theme


@pytest.fixture
def head(qtbot):
    head = LossHead()
    qtbot.addWidget(head)
    head.resize(500, 30)
    head.show()
    return head


def test_that_the_figures_stand_by_their_curves_colours_in_either_theme(head):
    head.set_metrics("accuracy", {"train": "80.0%", "test": "75.6%"})
    former = theme().choice
    try:
        seen = set()
        for choice in ("light", "dark"):
            theme().choose(choice)
            scheme = theme().scheme
            assert head.metrics.index(scheme.train) < head.metrics.index("80.0%")
            assert head.metrics.index("80.0%") < head.metrics.index(scheme.test) < head.metrics.index("75.6%")
            seen.add(head.metrics)
        assert len(seen) == 2
    finally:
        theme().choose(former)


def test_that_a_note_takes_no_more_room_than_there_is_and_is_told_in_full(head, qtbot):
    head.set_metrics("R²", {"train": "0.9300"})
    narrow = head.minimumSizeHint().width()
    note = "without Sigmoid, unit 1 and Sigmoid, unit 5"
    head.set_metrics("R²", {"train": "0.9300"}, note)
    assert head.minimumSizeHint().width() == narrow
    assert note in head.metrics
    assert head.note.toolTip() == note
    head.resize(420, 30)
    qtbot.waitUntil(lambda: head.note.text().endswith("…"))
    head.resize(1400, 30)
    qtbot.waitUntil(lambda: head.note.text() == note)
