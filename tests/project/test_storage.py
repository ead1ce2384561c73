"""Projects survive their file, and what is wrong with a file is said in one line that names the place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project import storage
from nnstudio.project.errors import InvalidProjectError, ProjectError, TooNewProjectError
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.storage import parse_project, project_json, read_project, write_project
from tests.project.examples import CIRCLES, MISSING, circles, refusal, with_value
from tests.strategies import JSON_VALUES, projects

FIRST = ("network", "layers", 0)
DEEP = 100_000


@given(projects())
def test_that_a_project_survives_its_file(project):
    assert project.problems() == ()
    assert parse_project(project_json(project)) == project
    assert parse_project(project_json(project).encode()) == project


def test_that_the_documented_form_is_what_is_read_and_written():
    project = circles()
    assert project.network.layers[0].units == 5
    assert project.training.optimizer.lr == 0.1
    written = json.loads(project_json(project))
    assert written["format"] == "nnstudio"
    assert written["version"] == 1
    assert written["data"] == CIRCLES["data"]
    assert list(written) == list(CIRCLES)


def test_that_the_usual_initial_weights_are_not_written_and_others_are():
    usual, other = LinearLayer(units=3), LinearLayer(units=3, init="kaiming")
    assert usual.model_dump() == {"kind": "linear", "units": 3, "bias": True}
    assert other.model_dump() == {"kind": "linear", "units": 3, "bias": True, "init": "kaiming"}
    assert LinearLayer.model_validate(other.model_dump()) == other


def test_that_a_byte_order_mark_is_no_obstacle():
    assert parse_project(b"\xef\xbb\xbf" + json.dumps(CIRCLES).encode()) == circles()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (with_value("format", MISSING), 'format: not a project of this program; "format" must be "nnstudio"'),
        (with_value("format", "other"), 'format: not a project of this program; "format" must be "nnstudio"'),
        (with_value("version", "1"), 'version: "version" must be a whole number, 1 for this program'),
        (with_value("version", True), 'version: "version" must be a whole number, 1 for this program'),
        (with_value("data", MISSING), "data: is missing"),
        (with_value("network", None), "network: null is not an object in braces"),
        (with_value("training", "loss", MISSING), "training.loss: is missing"),
        (with_value("training", "optimizer", "kind", MISSING), "training.optimizer.kind: is missing"),
        (with_value("nework", {}), 'nework: unknown key; did you mean "network"?'),
        (with_value(*FIRST, "unit", 5), 'network.layers[0].unit: unknown key; did you mean "units"?'),
        (with_value(*FIRST, "linear", {}), "network.layers[0].linear: unknown key; known: kind, units, bias"),
        (
            with_value(*FIRST, {"kind": "linear", "linear": {}, "units": -1}),
            "network.layers[0].units: -1 is too small; at least 1 is needed",
        ),
        (
            with_value("training", "optimizer", "mu", 1),
            "training.optimizer.mu: unknown key; known: kind, lr, weight_decay",
        ),
        (with_value("data", "source", "nois", 1), 'data.source.nois: unknown key; did you mean "noise"?'),
        (with_value("data", "stand", 1), 'data.stand: unknown key; did you mean "standardize"?'),
        (
            with_value(*FIRST, "kind", "liner"),
            'network.layers[0].kind: unknown kind "liner"; did you mean "linear"?',
        ),
        (
            with_value("data", "source", "kind", "circle"),
            'data.source.kind: unknown kind "circle"; did you mean',
        ),
        (
            with_value("training", "optimizer", "kind", "lion"),
            'training.optimizer.kind: unknown kind "lion"; known: ',
        ),
        (
            with_value(*FIRST, "kind", None),
            "network.layers[0].kind: unknown kind null; known: linear, relu, ",
        ),
        (
            with_value("training", "schedule", {"kind": "cosin"}),
            'training.schedule.kind: unknown kind "cosin"; did you mean "cosine"?',
        ),
        (
            with_value("training", "schedule", {"kind": "cosine", "t_max": 3}),
            'training.schedule.t_max: unknown key; did you mean "T_max"?',
        ),
        (
            with_value("training", "schedule", {"kind": "step", "gamma": 1.0}),
            "training.schedule.gamma: 1.0 is too large; it must be below 1",
        ),
        (
            with_value("training", "schedule", {"kind": "plateau", "monitor": "test_loss"}),
            "training.schedule.monitor: there is no test loss to watch; keep a share of the samples for testing",
        ),
        (with_value("training", "l1", -0.1), "training.l1: -0.1 is too small; at least 0"),
        (
            with_value("training", "changes", [{"kind": "set_lr", "epoch": 1, "rate": 1}]),
            "training.changes[0].lr: is missing",
        ),
        (
            with_value("training", "changes", [{"kind": "set_lr", "epoch": 1, "lr": 1.0, "epochs": 1}]),
            'training.changes[0].epochs: unknown key; did you mean "epoch"?',
        ),
        (
            with_value("training", "changes", [{"kind": "set_weight", "epoch": 1}]),
            'training.changes[0].kind: unknown kind "set_weight"; known: set_parameter, set_state, set_lr, set_seed',
        ),
        (
            with_value("training", "changes", [{"kind": "set_seed", "epoch": e, "seed": 1} for e in (2, 1)]),
            "training.changes: the change of epoch 1 stands behind that of epoch 2; sort them by epoch",
        ),
        (with_value(*FIRST, "units", -1), "network.layers[0].units: -1 is too small; at least 1 is needed"),
        (
            with_value(*FIRST, "units", 10**30),
            "network.layers[0].units: 1000000000000000000000000000000 is too large",
        ),
        (with_value(*FIRST, "units", 2.5), "network.layers[0].units: 2.5 is not a whole number"),
        (with_value(*FIRST, "units", True), "network.layers[0].units: true is not a whole number"),
        (with_value(*FIRST, "units", float("nan")), "network.layers[0].units: NaN is not a whole number"),
        (with_value(*FIRST, "bias", 1), "network.layers[0].bias: 1 is not true or false"),
        (with_value(*FIRST, 5), "network.layers[0]: 5 is not an object in braces"),
        (with_value("network", "layers", []), "network.layers: needs at least 1 entry"),
        (with_value("network", "layers", "relu"), 'network.layers: "relu" is not a list'),
        (
            with_value("network", "layers", [{"kind": "relu"}] * 65),
            "network.layers: has 65 entries; at most 64 ",
        ),
        (
            with_value("training", "optimizer", "lr", 0),
            "training.optimizer.lr: 0 is too small; it must be above 0",
        ),
        (with_value("training", "optimizer", "lr", "0.1"), 'training.optimizer.lr: "0.1" is not a number'),
        (with_value("training", "optimizer", "lr", None), "training.optimizer.lr: null is not a number"),
        (
            with_value("training", "optimizer", "lr", float("nan")),
            "training.optimizer.lr: must be a finite number",
        ),
        (
            with_value("training", "optimizer", "lr", float("inf")),
            "training.optimizer.lr: must be a finite number",
        ),
        (with_value("training", "loss", "mae"), "training.loss: \"mae\" is not known; use 'mse', 'l1', "),
        (
            with_value("training", "loss", "mse"),
            "training.loss: MSELoss does not fit binary classification; use ",
        ),
        (
            with_value("training", "loss", "bce"),
            "network.layers[2]: BCELoss needs a probability: end with a Sigmoid",
        ),
        (
            with_value("training", "loss", {"kind": "bce_with_logits", "pos_weight": 0}),
            "training.loss.pos_weight: 0 is too small; it must be above 0",
        ),
        (
            with_value("training", "loss", {"kind": "cross_entropy", "weight": [1, 2, 3]}),
            "training.loss: weight has 3 numbers, but there are 2 classes",
        ),
        (
            with_value("training", "loss", {"kind": "cross_entropy", "wieght": [1, 2]}),
            'training.loss.wieght: unknown key; did you mean "weight"?',
        ),
        (
            with_value("training", "loss", {"kind": "cross_entropy", "class_weights": "balanced", "weight": [1, 2]}),
            "training.loss: class weights are either balanced or given by hand; leave one of them out",
        ),
        (with_value("training", "loss", {"kind": "cross"}), 'training.loss.kind: unknown kind "cross"; known: mse'),
        (with_value("network", "layers", 2, "units", 3), "network.layers[2].units: 3 units at the end, but "),
        (
            with_value("data", "test_fraction", 0.95),
            "data.test_fraction: 0.95 is too large; at most 0.9 is allowed",
        ),
        (
            with_value("data", "fold", {"folds": 5, "index": 6}),
            "data.fold: index 6 is beyond the 5 folds",
        ),
        (with_value("data", "fold", {"folds": 1}), "data.fold.folds: 1 is too small; at least 2"),
        (
            with_value("data", "source", "factor", 1.0),
            "data.source.factor: 1.0 is too large; it must be below 1",
        ),
        (
            with_value("data", "source", "samples", 10**9),
            "data.source.samples: 1000000000 is too large; at most",
        ),
        (with_value("data", "features", []), "data.features: needs at least 1 entry"),
        (with_value("data", "features", [1]), "data.features[0]: 1 is not a text"),
        (
            with_value("data", "features", ["x1", "x9"]),
            'data.features: there is no feature "x9"; known: x1, x2',
        ),
        (
            with_value("data", "source", {"kind": "blobs", "center_box": [2, 1]}),
            "data.source: center_box needs a",
        ),
        (
            with_value("training", "optimizer", {"kind": "sgd", "nesterov": True}),
            "training.optimizer: nesterov needs a momentum above 0",
        ),
        (with_value("a\nb\u2028c", 1), "a\\nb\\u2028c: unknown key; known: format, version, data, "),
        (
            with_value("data", "features", ["a\nb"]),
            'data.features: there is no feature "a\\nb"; known: x1, x2',
        ),
    ],
)
def test_that_what_is_wrong_is_said_in_one_line_that_names_the_place(raw, message):
    assert refusal(json.dumps(raw)).startswith(message)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        json.dumps(CIRCLES)[:-5],
        json.dumps(CIRCLES)[:200],
        "x = 3",
        "[" * DEEP,
        '{"a":' * DEEP,
        b"\xff\xfe\x00",
        b'{"format": "\\ud800"}',
        "\ud800",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_that_what_is_not_json_is_called_so(content):
    assert refusal(content).startswith("not valid JSON (")


@pytest.mark.parametrize("content", ["null", "3", "[]", '"nnstudio"'])
def test_that_json_without_an_object_is_no_project(content):
    assert refusal(content) == "not a project: the file must hold one JSON object"


def test_that_a_zip_archive_is_recognised():
    assert refusal(b"PK\x03\x04").startswith("this is a zip archive")


@pytest.mark.parametrize("version", [2, 10**50])
def test_that_a_later_version_is_an_error_of_its_own(version):
    with pytest.raises(TooNewProjectError, match=r"^version: the file is of version \d+.*; update NN Studio"):
        parse_project(json.dumps({"format": "nnstudio", "version": version, "new": "world"}))


TEXT = json.dumps(CIRCLES).encode()


@given(st.integers(0, len(TEXT) - 1), st.integers(0, 30), st.binary(max_size=6))
def test_that_a_damaged_file_is_read_or_refused_in_one_line(start, length, patch):
    assert_read_or_refused(TEXT[:start] + patch + TEXT[start + length :])


@given(st.data(), projects())
def test_that_any_value_at_any_place_is_read_or_refused_in_one_line(data, project):
    raw = json.loads(project_json(project))
    here = raw
    while True:
        keys = sorted(here) if isinstance(here, dict) else range(len(here))
        key = data.draw(st.sampled_from(keys)) if keys else None
        if key is None or not isinstance(here[key], dict | list) or data.draw(st.booleans()):
            break
        here = here[key]
    if isinstance(here, dict) and data.draw(st.booleans()):
        key = data.draw(st.text(max_size=10) | st.sampled_from(["kind", "linear", "units", "sgd", "features"]))
    if key is not None:
        here[key] = data.draw(JSON_VALUES)
    assert_read_or_refused(json.dumps(raw))


def assert_read_or_refused(content: bytes | str) -> None:
    try:
        project = parse_project(content)
    except ProjectError as error:
        assert len(str(error).splitlines()) == 1
        assert len(str(error)) < 400
    else:
        assert project.problems() == ()
        assert parse_project(project_json(project)) == project


def test_that_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "über circles.json"
    write_project(circles(), path)
    assert read_project(path) == circles()
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_that_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ProjectError, match=r"circles\.json: can't be written \(No such file or directory\)$"):
        write_project(circles(), tmp_path / "nowhere" / "circles.json")


def test_that_an_unreadable_path_is_named(tmp_path, monkeypatch):
    with pytest.raises(InvalidProjectError, match=r"gone\.json: there is no such file$"):
        read_project(tmp_path / "gone.json")
    with pytest.raises(InvalidProjectError, match=r"this is a folder, not a project file$"):
        read_project(tmp_path)
    with pytest.raises(InvalidProjectError, match="can't be read"):
        read_project(tmp_path / "nul\0byte.json")
    path = tmp_path / "long.json"
    path.write_bytes(TEXT)
    monkeypatch.setattr(storage, "MAX_FILE_BYTES", len(TEXT) - 1)
    with pytest.raises(InvalidProjectError, match=r"long\.json: too large for a project file"):
        read_project(path)


def test_that_a_file_s_error_names_the_file_and_keeps_its_kind(tmp_path):
    path = tmp_path / "circles.json"
    path.write_text(json.dumps(with_value("version", 2)))
    with pytest.raises(TooNewProjectError, match=r"circles\.json: version: "):
        read_project(path)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("bce_with_logits", "bce_with_logits"),
        ({"kind": "bce_with_logits"}, "bce_with_logits"),
        *[
            ({"kind": "bce_with_logits", name: "balanced"}, {"kind": "bce_with_logits", "class_weights": "balanced"})
            for name in ("class_weights", "pos_weight")
        ],
        ({"kind": "bce_with_logits", "pos_weight": 4.0}, {"kind": "bce_with_logits", "pos_weight": 4.0}),
    ],
    ids=str,
)
def test_that_a_loss_is_its_name_or_an_object_with_what_differs(given, kept):
    project = parse_project(json.dumps(with_value("training", "loss", given)))
    assert json.loads(project_json(project))["training"]["loss"] == kept
