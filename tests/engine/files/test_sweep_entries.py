"""Sweeps in studio files: each number comes back as it was, and what does not belong together is refused by name."""

import dataclasses
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save

from nnstudio.data.csv.complete import complete
from nnstudio.engine.files import archive as archives
from nnstudio.engine.files.archive import Archive, read_archive, write_archive
from nnstudio.engine.files.sweep_entries import REASONS, ArchivedMember, ArchivedSweep
from nnstudio.project import edits
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.sweep import Sweep, Variation

_EPOCHS = 5
_PROJECT = edits.with_training(open_source("binary-classification"), epochs=_EPOCHS)
_FINITE = st.floats(allow_nan=False, allow_infinity=False)
_METRICS = st.dictionaries(st.text(min_size=1, max_size=9), _FINITE, max_size=4)


@st.composite
def members(draw):
    n = draw(st.integers(0, _EPOCHS))
    curve = np.array(draw(st.lists(_FINITE, min_size=n, max_size=n)), np.float64)
    reason = draw(st.sampled_from((None, *REASONS)))
    if reason is None:
        return ArchivedMember(curve)
    state = np.array(draw(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), max_size=9)), np.float32)
    loss = draw(st.floats() if reason == "diverged" else _FINITE)
    return ArchivedMember(
        curve, np.empty(0), reason, n, state, {"train": loss}, {"train": draw(_METRICS), "test": None}
    )


@st.composite
def sweeps(draw):
    rates = draw(st.lists(st.floats(1e-6, 10), min_size=1, max_size=3, unique=True))
    spec = Sweep((Variation("training.optimizer.lr", tuple(rates)),), draw(st.integers(1, 2)))
    found = draw(st.lists(members(), min_size=len(rates) * spec.seeds, max_size=len(rates) * spec.seeds))
    told = draw(st.booleans()), draw(st.text(max_size=20)), draw(st.floats(0, 1e9))
    return ArchivedSweep(_PROJECT, spec, tuple(found), "cpu", *told)


def plain(sweep):
    """All that it holds, to be compared; NaN equals NaN."""
    facts = {field.name: getattr(sweep, field.name) for field in dataclasses.fields(sweep)}
    facts["members"] = [
        {
            field.name: value.tobytes() if isinstance(value := getattr(member, field.name), np.ndarray) else repr(value)
            for field in dataclasses.fields(member)
            if field.name != "metrics"
        }
        | {share: dict(found) for share, found in member.metrics.items() if found is not None}
        for member in sweep.members
    ]
    return facts


@settings(max_examples=25)
@given(kept=st.lists(sweeps(), min_size=1, max_size=3))
def test_that_each_number_comes_back_as_it_was(tmp_path_factory, kept):
    path = tmp_path_factory.mktemp("sweeps") / "x.nnstudio"
    write_archive(Archive(_PROJECT, sweeps=tuple(kept)), path)
    read = read_archive(path)
    assert [plain(sweep) for sweep in read.sweeps] == [plain(sweep) for sweep in kept]
    for sweep in read.sweeps:
        sweep.runs()


@pytest.fixture(scope="module")
def example():
    spec = Sweep((Variation("training.optimizer.lr", (0.01, 0.1)),), 2, folds=2, bootstraps=2)
    curve, state = np.linspace(1.0, 0.1, _EPOCHS), np.zeros(21, np.float32)
    figures = {"train": 0.1, "test": 0.2}, {"train": {"accuracy": 0.9}, "test": {"accuracy": 0.8}}
    member = ArchivedMember(curve, curve / 3, "finished", _EPOCHS, state, *figures)
    return ArchivedSweep(_PROJECT, spec, (member,) * 16)


def test_that_every_field_of_a_sweep_is_kept(example, tmp_path):
    for field in dataclasses.fields(Sweep):
        assert getattr(example.sweep, field.name) != field.default, "the example is to have another value in each"
    write_archive(Archive(_PROJECT, sweeps=(example,)), tmp_path / "x.nnstudio")
    [read] = read_archive(tmp_path / "x.nnstudio").sweeps
    assert read.sweep == example.sweep
    assert [member.seed for member, _kept in read.runs()] == [10, 11] * 8


def test_that_a_file_without_sweeps_is_as_earlier_versions_read_it(example, tmp_path):
    def manifest(*sweeps):
        write_archive(Archive(_PROJECT, sweeps=sweeps), tmp_path / "x.nnstudio")
        with zipfile.ZipFile(tmp_path / "x.nnstudio") as found:
            return json.loads(found.read("manifest.json"))

    assert manifest(example)["version"] == 2
    assert manifest()["version"] == 1
    assert "sweeps" not in manifest()


def test_that_numbers_are_compressed_as_far_as_reading_unpacks_them(example, tmp_path, monkeypatch):
    def how(sweeps):
        write_archive(Archive(_PROJECT, sweeps=sweeps), tmp_path / "x.nnstudio")
        assert len(read_archive(tmp_path / "x.nnstudio").sweeps) == len(sweeps)
        infos = zipfile.ZipFile(tmp_path / "x.nnstudio").infolist()
        return [info.compress_type for info in infos if info.filename.endswith("results.safetensors")]

    assert how((example,) * 3) == [zipfile.ZIP_DEFLATED] * 3
    monkeypatch.setattr(archives, "_MOST_COMPRESSED", 5000)
    assert how((example,) * 3) == [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_STORED]


def changed(example, tmp_path, facts=(), results=(), states=()):
    """The example's file with some of its entries' parts changed; with None, without them."""
    old, new = tmp_path / "old.nnstudio", tmp_path / "new.nnstudio"
    write_archive(Archive(_PROJECT, sweeps=(example,)), old)

    def merged(whole, parts):
        return {key: value for key, value in (whole | dict(parts)).items() if value is not None}

    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sweep.json"):
                content = json.dumps(merged(json.loads(content), facts)).encode()
            elif name.endswith("results.safetensors"):
                content = save(merged(load(content), results))
            elif name.endswith("states.safetensors"):
                content = save(merged(load(content), states))
            target.writestr(name, content)
    return new


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("facts", {"seeds": True}),
        ("facts", {"seeds": 10**9}),
        ("facts", {"device": "quantum"}),
        ("facts", {"seconds": -1}),
        ("facts", {"failure": None}),
        ("facts", {"scores": 7}),
        ("facts", {"ends": ["finished"] * 15}),
        ("facts", {"ends": ["interrupted"] * 16}),
        ("facts", {"metrics": ["accuracy", "accuracy"]}),
        ("facts", {"variations": [{"field": "training.optimizer.lr", "values": [[]]}]}),
        ("facts", {"variations": [{"field": "training.optimizer.lr", "values": []}]}),
        ("facts", {"variations": {}}),
        ("results", {"epochs": None}),
        ("results", {"train_lengths": np.full(16, 2**62)}),
        ("results", {"train_lengths": np.full(16, -5)}),
        ("results", {"train_loss": np.full(80, np.nan)}),
        ("results", {"train_loss": np.zeros(80, np.float32)}),
        ("results", {"train_figures": np.full((16, 2), np.inf)}),
        ("states", {"sizes": np.full(16, 22)}),
        ("states", {"states": np.full(336, np.inf, np.float32)}),
    ],
)
def test_that_what_does_not_belong_together_is_refused_by_name(example, tmp_path, part, change):
    with pytest.raises(ProjectError, match="sweeps/0"):
        read_archive(changed(example, tmp_path, **{part: change}))


def test_that_no_value_leads_to_another_file_of_data(example, tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x,y\n" + "1,2\n3,4\n" * 9)
    source = complete(CsvSource(path="a.csv", target="y"), tmp_path)
    project = edits.with_data(_PROJECT, source=source)
    elsewhere = Sweep((Variation("data.source.path", (str(tmp_path / "b.csv"),)),), 16)
    with pytest.raises(ProjectError, match="file can't be varied"):
        replace(example, project=project, sweep=elsewhere).runs()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"sweep": Sweep(seeds=15)}, "16 runs"),
        ({"sweep": Sweep((Variation("training.nothing", (1,)),), 16)}, "nothing"),
        ({"sweep": Sweep((Variation("training.epochs", (1,)),), 16)}, "test losses"),
        ({"sweep": Sweep((Variation("training.epochs", (1,)),), 4, folds=4)}, "more epochs"),
    ],
)
def test_that_results_of_another_sweep_are_refused(example, change, why):
    with pytest.raises(ProjectError, match=why):
        replace(example, **change).runs()
