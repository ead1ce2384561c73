"""Notices: each speaker has its own, none wipes another's, and an offer stays until it is taken back or hidden."""

from itertools import pairwise, permutations

import pytest
from PySide6.QtWidgets import QDoubleSpinBox, QMessageBox, QPushButton, QToolButton, QVBoxLayout, QWidget

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import EarlyStopping
from nnstudio.ui.style.colors import DARK, LIGHT
from nnstudio.ui.window.notices import Notice, Notices, Speaker, Tone


@pytest.fixture
def notices(qtbot):
    notices = Notices()
    qtbot.addWidget(notices)
    notices.show()
    return notices


def standing(notices):
    """The visible ones from top to bottom."""
    found = [each for each in notices.findChildren(Notice) if each.isVisible()]
    return sorted(found, key=lambda each: notices.layout().indexOf(each))


def close(notices, speaker):
    notices.findChild(QToolButton, f"{speaker.value}_close_button").click()


@pytest.mark.parametrize("order", list(permutations(Tone)), ids=lambda order: "-".join(order))
def test_that_all_stand_at_once_the_most_urgent_on_top_in_whatever_order_they_came(notices, order):
    for speaker, tone in zip(Speaker, order, strict=False):
        notices.tell(speaker, tone, f"{tone.value} of {speaker.value}")
    assert [each.tone for each in standing(notices)] == list(Tone)
    for speaker, tone in zip(Speaker, order, strict=False):
        assert notices.text(speaker) == f"{tone.value} of {speaker.value}"


def test_that_clearing_one_leaves_the_others_and_the_last_leaves_no_room(notices):
    for speaker in Speaker:
        notices.tell(speaker, Tone.OFFER, speaker.value)
    for n, speaker in enumerate(Speaker, start=1):
        notices.clear(speaker)
        assert [each.objectName() for each in standing(notices)] == [each.value for each in Speaker][n:]
    assert notices.isHidden()


@pytest.mark.parametrize("tone", Tone)
def test_that_what_is_answered_stays_until_its_speaker_clears_it(notices, tone):
    answers = []
    actions = [("Yes", lambda: answers.append("yes")), ("No", lambda: answers.append("no"))]
    notices.tell(Speaker.RECOVERY, tone, "a question", *actions)
    for name in ("offer_button", "offer_button_2", "offer_button"):
        notices.findChild(object, name).click()
    assert answers == ["yes", "no", "yes"]
    assert notices.text(Speaker.RECOVERY) == "a question"
    notices.clear(Speaker.RECOVERY)
    assert standing(notices) == []


def test_that_an_answer_may_clear_what_it_answers(notices):
    notices.tell(Speaker.RECOVERY, Tone.OFFER, "a question", ("Yes", lambda: notices.clear(Speaker.RECOVERY)))
    notices.findChild(object, "offer_button").click()
    assert standing(notices) == []


def test_that_notices_take_their_room_and_give_it_back_at_once(qtbot):
    window, notices, below = QWidget(), Notices(), QPushButton("below")
    layout = QVBoxLayout(window)
    layout.addWidget(notices)
    layout.addWidget(below, 1)
    window.resize(600, 480)
    qtbot.addWidget(window)
    window.show()

    def fits():
        found = standing(notices)
        assert below.geometry().top() > notices.geometry().bottom() or not found
        for each, after in pairwise(found):
            assert each.geometry().bottom() < after.geometry().top()
        for each in found:
            assert each.height() >= each.heightForWidth(each.width())
        for button in notices.findChildren(QPushButton):
            if button.isVisible():
                assert button.geometry().right() < button.parentWidget().width()
                assert window.childAt(button.mapTo(window, button.rect().center())) is button

    free = below.height()
    for speaker, tone in zip(Speaker, list(Tone) * 3, strict=False):
        notices.tell(speaker, tone, speaker.value, ("Do it", int), ("Do something else", int))
        fits()
    # the same one with more to say
    notices.tell(Speaker.TRAINING, Tone.ERROR, "so much " * 60, ("Quite another thing to do", int))
    fits()
    for speaker in Speaker:
        before = below.height()
        notices.clear(speaker)
        fits()
        assert below.height() > before or below.height() == free
    assert below.height() == free


def test_that_an_answer_may_speak_again(notices):
    notices.tell(
        Speaker.RECOVERY, Tone.OFFER, "the first", ("Yes", lambda: notices.tell(Speaker.RECOVERY, Tone.OFFER, "next"))
    )
    notices.findChild(object, "offer_button").click()
    assert notices.text(Speaker.RECOVERY) == "next"


def test_that_what_was_hidden_is_not_said_again_until_it_is_news(notices):
    notices.tell(Speaker.TRAINING, Tone.ERROR, "it failed")
    close(notices, Speaker.TRAINING)
    notices.tell(Speaker.TRAINING, Tone.ERROR, "it failed")
    assert notices.text(Speaker.TRAINING) == ""
    notices.tell(Speaker.TRAINING, Tone.ERROR, "it failed otherwise")
    assert notices.text(Speaker.TRAINING) == "it failed otherwise"
    close(notices, Speaker.TRAINING)
    notices.clear(Speaker.TRAINING)
    notices.tell(Speaker.TRAINING, Tone.ERROR, "it failed otherwise")
    assert notices.text(Speaker.TRAINING) == "it failed otherwise"


def test_that_text_is_text_and_is_read_aloud_with_what_kind_it_is(notices):
    notices.tell(Speaker.TRAINING, Tone.WARNING, "<b>a.csv</b> & more")
    notice = notices.findChild(Notice, "notice")
    assert notice.accessibleName() == "Warning: <b>a.csv</b> & more"
    assert notice.text == "<b>a.csv</b> & more"


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_errors_and_warnings_can_be_read(scheme):
    def luminance(color):
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for ink, ground in ((scheme.error, scheme.error_surface), (scheme.warning, scheme.warning_surface)):
        light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.1, 1.4.3


def test_that_the_offer_of_unsaved_work_outlives_edits_runs_errors_and_early_stops(studio, monkeypatch):
    here = studio()
    here.window.document.edit("fewer", edits.with_training(here.window.project, epochs=5))
    here.wait_for_run()
    here.train()
    losses = here.window.train_loss
    here.window.close()
    other = studio()
    window, notices = other.window, other.window.notices
    offer = notices.text(Speaker.RECOVERY)
    assert offer
    project = edits.with_training(edits.with_data(window.project, test_fraction=0.3), epochs=500)
    window.document.edit("stops early", edits.with_training(project, early_stopping=EarlyStopping(patience=3)))
    other.wait_for_run()
    other.train()
    assert notices.text(Speaker.EARLY_STOP) == window.session.run.stop_sentence != ""
    assert notices.text(Speaker.RECOVERY) == offer
    other.find("learning_rate", QDoubleSpinBox).setValue(0.02)
    other.wait_for_run()
    assert notices.text(Speaker.EARLY_STOP) == ""
    assert notices.text(Speaker.BRANCHING)
    assert notices.text(Speaker.RECOVERY) == offer
    data = open_source("linear-regression")
    window.document.edit("diverges", edits.with_training(data, optimizer=SGDSpec(lr=30.0)))
    other.wait_for_run()
    other.train()
    assert "infinite or NaN" in notices.text(Speaker.TRAINING)
    assert notices.text(Speaker.BRANCHING) == ""
    assert notices.text(Speaker.RECOVERY) == offer
    # what was edited here meanwhile is asked about first
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    other.press("offer_button")
    other.wait(lambda: window.train_loss == losses)
    assert notices.text(Speaker.RECOVERY) == ""
