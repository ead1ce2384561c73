"""Files of others: ordinary ones alone, no more of them than they may hold, and no JSON that fills the memory."""

import json
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project.bounded_reading import (
    MAX_CONTAINERS,
    MAX_DEPTH,
    MAX_PARTS,
    MAX_VALUES,
    open_file,
    parse_json,
    read_file,
)
from nnstudio.project.errors import InvalidProjectError

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other pipes and devices")


def refusal(path, limit=100):
    with pytest.raises(InvalidProjectError) as caught:
        read_file(path, limit, "a project file")
    return str(caught.value)


@pytest.mark.parametrize("size", [0, 1, 99, 100])
def test_that_a_file_within_the_limit_is_read_as_a_whole_through_links_as_well(tmp_path, size):
    path, link = tmp_path / "x.json", tmp_path / "link.json"
    path.write_bytes(b"x" * size)
    link.symlink_to(path)
    assert read_file(path, 100) == read_file(link, 100) == b"x" * size


def test_that_a_larger_file_is_refused(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"x" * 101)
    assert refusal(path) == "too large for a project file (over 1 MB)"


def test_that_a_file_that_grows_while_it_is_read_is_read_no_further_than_the_limit(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_bytes(b"x" * 50)
    true_fstat = os.fstat

    def grow_later(handle):
        found = true_fstat(handle)
        with path.open("ab") as file:
            file.write(b"y" * 2**21)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", grow_later)
        assert "too large" in refusal(path)
    path.write_bytes(b"x" * 50)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", grow_later)
        assert len(read_file(path, 2**30)) >= 50 + 2**21


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files that the system makes up as they are read")
def test_that_a_file_that_claims_to_be_empty_is_read_up_to_the_limit():
    path = Path("/proc/self/maps")
    assert path.stat().st_size == 0
    assert len(read_file(path, 2**24)) > 100
    assert "too large" in refusal(path)


@needs_posix
@pytest.mark.parametrize("is_linked", [False, True])
def test_that_pipes_devices_sockets_and_folders_are_refused_unopened(tmp_path, monkeypatch, is_linked):
    # a socket's name may be no longer than some hundred letters
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        monkeypatch.setattr(os, "open", None)
        for name, what in [
            ("pipe", "pipe or a device"),
            ("socket", "pipe or a device"),
            ("/dev/zero", "pipe or a device"),
            ("/dev/tty", "pipe or a device"),
            ("folder", "this is a folder, not a project file"),
            ("gone", "there is no such file"),
        ]:
            path = Path(name)
            if is_linked:
                path = Path(f"link-{path.name}")
                path.symlink_to(name)
            assert what in refusal(path)


@needs_posix
def test_that_a_pipe_that_takes_a_files_place_at_the_last_moment_keeps_nobody_waiting(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    true_open = os.open

    def swap(*args):
        path.unlink()
        os.mkfifo(path)
        return true_open(*args)

    monkeypatch.setattr(os, "open", swap)
    assert "pipe" in refusal(path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "x/" * 3000])
def test_that_a_name_that_no_file_can_have_is_refused(tmp_path, name):
    assert "can't be read" in refusal(tmp_path / name)


def test_that_what_was_opened_can_be_closed_by_with(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"\r\n\x1a\n")
    with open_file(path) as file:
        assert file.read() == b"\r\n\x1a\n"
    assert file.closed


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text('[]{},\\"ä'), st.lists))
def test_that_json_is_parsed_as_json_is(value):
    for content in (json.dumps(value), json.dumps(value).encode(), b"\xef\xbb\xbf" + json.dumps(value).encode()):
        assert parse_json(content) == value


@pytest.mark.parametrize(
    "text",
    [
        "[" + "[]," * MAX_CONTAINERS + "0]",
        "[" + "{}," * MAX_CONTAINERS + "0]",
        "[" + "0," * (MAX_VALUES + 1) + "0]",
        "[" * 210 + "]" * 210,
        '{"a":' * 210 + "0" + "}" * 210,
        "[" * 900_000,
    ],
    ids=lambda text: text[:12],
)
def test_that_json_too_deep_or_of_too_many_values_is_refused(text):
    with pytest.raises(ValueError, match=r"more than|recursion|EOF"):
        parse_json(text)


def test_that_json_within_the_bounds_is_parsed():
    assert parse_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert len(parse_json("[" + "[]," * 5000 + "0]")) == 5001


def test_that_numbers_which_are_none_are_refused_where_they_are_not_allowed():
    assert parse_json("[NaN]")
    with pytest.raises(ValueError):
        parse_json("[NaN]", allow_nan=False)


@pytest.mark.parametrize("part", ["{}", '{"k%d": 0}', "1", '"x"', "[]", '[1, "x"]'])
@pytest.mark.parametrize(
    "around", ["[%s]", '{"values": {"x": [%s]}}', '{"values": [[%s]]}', '{"values": [1, {"x": [%s]}]}']
)
def test_that_a_text_of_which_too_much_could_be_wrong_is_refused(part, around):
    parts = ",".join(part.replace("%d", str(i)) for i in range(MAX_PARTS))
    with pytest.raises(ValueError, match=r"more than [\d,]+ (keys and values|lists and objects)"):
        parse_json(around % parts)


@pytest.mark.parametrize("last", ["0.1", "[]", '"x"'])
def test_that_as_many_weights_as_a_network_has_are_read(last):
    numbers = ",".join(["0.1"] * 5 * MAX_PARTS)
    assert len(parse_json(f'{{"values": [{numbers}, {last}]}}')["values"]) == 5 * MAX_PARTS + 1


@pytest.mark.parametrize("around", ["[%s]", '{"a": %s}', '{"values": [1, %s]}'])
def test_that_what_nests_too_deep_is_refused_before_anybody_goes_through_it(around):
    text = "1"
    for _ in range(MAX_DEPTH):
        text = around % text
    assert parse_json(text)
    with pytest.raises(ValueError, match="deep"):
        parse_json(around % (around % text))
