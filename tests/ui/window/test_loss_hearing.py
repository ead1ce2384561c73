"""The losses are played by a program of the system, where there is one."""

import sys
import wave

import pytest
from PySide6.QtCore import QStandardPaths

from nnstudio.ui.window.notices import Speaker

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows plays by itself")


@pytest.fixture
def player(tmp_path, monkeypatch):
    """A program that notes what it is to play, and plays on until it is stopped."""
    program, noted = tmp_path / "player", tmp_path / "noted"
    program.write_text(f'#!/bin/sh\ncat "$1" > "{noted}.part"\nmv "{noted}.part" "{noted}"\nexec sleep 60\n')
    program.chmod(0o755)
    monkeypatch.setattr(QStandardPaths, "findExecutable", lambda name: str(program))
    return noted


def test_that_the_losses_are_played_until_the_action_stops_them(here, player):
    here.train()
    hearing = here.window.controllers.hearing
    here.action("hear_losses_action").trigger()
    here.wait(player.exists)
    with wave.open(str(player)) as file:
        assert file.getnframes() > 0
    assert hearing.is_playing
    here.action("hear_losses_action").trigger()
    assert not hearing.is_playing


def test_that_it_is_said_where_nothing_can_be_heard(here, monkeypatch):
    here.action("hear_losses_action").trigger()
    assert "train first" in here.window.notices.text(Speaker.SOUND)
    monkeypatch.setattr(QStandardPaths, "findExecutable", lambda name: "")
    here.train()
    here.action("hear_losses_action").trigger()
    assert "Export, Sound" in here.window.notices.text(Speaker.SOUND)
    assert not here.window.controllers.hearing.is_playing
    here.window.notices.clear(Speaker.SOUND)
