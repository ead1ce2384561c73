"""What happens is said aloud: politely, unless it is an error."""

import pytest
from PySide6.QtWidgets import QLabel

from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.window.notices import Notices, Speaker, Tone


@pytest.fixture
def said():
    heard = []
    announcer().said.connect(lambda *sentence: heard.append(sentence))
    yield heard
    announcer().said.disconnect()


def test_that_there_is_one_and_that_nothing_is_not_said(qtbot, said):
    label = QLabel()
    qtbot.addWidget(label)
    assert announcer() is announcer()
    announcer().say(label, "")
    announcer().say(label, "a sentence")
    assert said == [("a sentence", False)]


@pytest.mark.parametrize("tone", Tone)
def test_that_notices_are_said_and_errors_at_once(qtbot, said, tone):
    notices = Notices()
    qtbot.addWidget(notices)
    for _ in range(2):
        notices.tell(Speaker.TRAINING, tone, "what is the matter")
    [(text, urgent)] = said
    assert text.endswith(": what is the matter")
    assert urgent is (tone is Tone.ERROR)
