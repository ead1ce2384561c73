"""A stranger's files, each in a folder of its own: names that are markup or lead elsewhere, bombs, pipes, devices."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from nnstudio.project.guided.lesson_reading import list_lessons
from tests.hostile import studio_file
from tests.hostile.changes import change_json
from tests.hostile.formats import FORMATS, hostile_pickles, saved
from tests.hostile.trying import bench
from tests.hostile.zips import unzipped, zipped
from tests.project.examples import CIRCLES

_MUST_FIT = {
    *("format", "kind", "id", "task", "role", "type", "loss", "missing", "encoding", "separator", "decimal", "start"),
    *("sha256", "lesson_sha256", "weights_sha256", "work", "seal", "lesson", "figure", "control", "point_at", "metric"),
}
TABLE = "cats.csv"
"""The table that lies beside each file."""
Maker = Callable[[Random], tuple[str, bytes]]
"""Makes a file's ending and content."""


def lay_out(folder: Path, bait: Path, count: int) -> Iterator[Path]:
    """Writes `count` files below `folder`; each names what lies in the folder `bait`, which nobody may touch."""
    texts = _baited_texts(bait)
    makers = list(_makers(folder / "made", texts).values())
    places = [folder / f"{number:04}" for number in range(count)]
    specials = list(_specials())
    for number, place in enumerate(places):
        place.mkdir(parents=True)
        (place / TABLE).write_text(studio_file.TABLE, encoding="utf-8")
        if number < len(specials):
            name, make = specials[number]
            make(place / name)
            yield place / name
            continue
        draw = Random(number)
        ending, content = makers[number % len(makers)](draw)
        if ending == ".named.json":
            content = _with_named_columns(place, draw, texts)
        path = place / f"it{ending}"
        path.write_bytes(content)
        yield path


def _with_named_columns(place: Path, draw: Random, texts: list[str]) -> bytes:
    """A project of the table beside it, whose columns and classes have hostile names."""
    a, b, target, one, other = (f"{draw.choice(texts)} {i}".replace('"', "'") for i in range(5))
    rows = [(a, b, target), *((i % 7, (i * 5) % 11, one if i % 3 else other) for i in range(40))]
    lines = (",".join(f'"{cell}"' for cell in row) for row in rows)
    (place / TABLE).write_text("\n".join(lines), encoding="utf-8")
    raw = json.loads(json.dumps(CIRCLES))
    raw["data"] |= {"source": {"kind": "csv", "path": TABLE, "target": target}, "features": None}
    return json.dumps(raw).encode()


def make_bait(folder: Path) -> None:
    """What a hostile name leads to: a picture, a table, a pipe that keeps its reader waiting, an endless device."""
    folder.mkdir()
    (folder / "spy.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / TABLE).write_text(studio_file.TABLE, encoding="utf-8")
    os.mkfifo(folder / "pipe.png")
    (folder / "zero.png").symlink_to("/dev/zero")


def _baited_texts(bait: Path) -> list[str]:
    texts = [
        *(f'<img src="file://{bait}/{name}.png">' for name in ("spy", "pipe", "zero")),
        f'<img src="{bait}/spy.png"><a href="http://nnstudio.invalid/">mend it</a>',
        f"<style>@import url(file://{bait}/spy.png)</style><b>b",
        f'<table background="{bait}/spy.png"><tr><td>x',
        f"**x <img src='{bait}/spy.png'>** [mend it](http://nnstudio.invalid) ![]({bait}/spy.png)",
        rf"$\frac{{<img src='file://{bait}/pipe.png'>$",
        rf"$\includegraphics{{{bait}/spy.png}}\href{{http://nnstudio.invalid}}{{x}}\input{{{bait}/{TABLE}}}$",
        rf"$\color{{url(file://{bait}/spy.png)}}x\style{{fill:url(file://{bait}/spy.png)}}{{y}}$",
        r"$\hspace{1000000000em}\rule{9999em}{9999em}$",
    ]
    return [*texts, *(f"{bait}/{name}" for name in (TABLE, "pipe.png", "zero.png")), f"../bait/{TABLE}", "/dev/zero"]


def _makers(folder: Path, texts: list[str]) -> dict[str, Maker]:
    benches = {name: bench(name, folder / name) for name in FORMATS}
    lessons = [path.read_bytes() for path, _ in list_lessons()]
    project = benches["json"].sound.replace(str(folder / "json" / TABLE).encode(), TABLE.encode())
    hand_in = (Path(__file__).parent.parent / "project" / "earlier" / "hand-in.json").read_bytes()
    own_lesson = json.loads(lessons[-1])
    own_lesson["start"] = json.loads(project)

    def spiked_studio_file(draw: Random) -> tuple[str, bytes]:
        entries = list(unzipped(benches["nnstudio"].sound).items())
        changed = [
            (name, _spiked(content, draw, texts) if name.endswith("json") else content) for name, content in entries
        ]
        return ".nnstudio", zipped(changed)

    def spiked_table(draw: Random) -> tuple[str, bytes]:
        rows = [[draw.choice(texts).replace('"', "'"), "b", draw.choice(texts).replace('"', "'")] for _ in range(40)]
        rows[1:] = [[f"{number}", *row[1:]] for number, row in enumerate(rows[1:])]
        return ".csv", "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()

    return {
        "project": lambda draw: (".json", _spiked(project, draw, texts)),
        "names": lambda draw: (".named.json", b""),
        "studio file": spiked_studio_file,
        "lesson": lambda draw: (draw.choice((".json", ".nnlesson")), _spiked(draw.choice(lessons), draw, texts)),
        "lesson with a table": lambda draw: (".nnlesson", _spiked(json.dumps(own_lesson).encode(), draw, texts)),
        "changed lesson": lambda draw: (".nnlesson", change_json(draw.choice(lessons), draw)),
        "hand-in": lambda draw: (".hand-in.json", _spiked(hand_in, draw, texts)),
        "changed hand-in": lambda draw: (".hand-in.json", change_json(hand_in, draw)),
        "table": spiked_table,
        **{
            f"changed {name}": lambda draw, name=name: (
                FORMATS[name].suffix,
                benches[name].changed(draw.randrange(2**32)),
            )
            for name in FORMATS
        },
    }


def _spiked(content: bytes, draw: Random, texts: list[str]) -> bytes:
    """The JSON with some of its texts, and now and then a key, another's."""
    raw = json.loads(content)
    places: list[tuple[Any, Any]] = []
    pending = [raw]
    while pending:
        here = pending.pop()
        inner = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        places += [(here, key) for key, value in inner if isinstance(value, str)]
        pending += [value for _, value in inner]
    # what says which kind of file it is mostly stays, for behind it lies the rest
    places = [place for place in places if place[1] not in _MUST_FIT or draw.random() < 0.02]
    for holder, key in draw.sample(places, min(len(places), draw.choice((1, 2, 5, 20)))):
        holder[key] = draw.choice(texts) if draw.random() < 0.6 else f"{holder[key]} {draw.choice(texts)}"
    return json.dumps(raw).encode()


def _specials() -> Iterator[tuple[str, Callable[[Path], object]]]:
    """Names, and what makes the file of that name."""
    for ending in (".json", ".nnstudio", ".nnlesson", ".csv", ".pt", ".safetensors", ".hand-in.json"):
        yield f"pipe{ending}", os.mkfifo
        yield f"zero{ending}", lambda path: path.symlink_to("/dev/zero")
        yield f"folder{ending}", Path.mkdir
        yield f"itself{ending}", lambda path: path.symlink_to(path.name)
        yield f"hole{ending}", _hole
        yield f"empty{ending}", Path.touch
    many = 15_000_000
    for name, text in {
        "lists.json": b"[" + b"[]," * many + b"[]]",
        "numbers.json": b'{"format": [' + b"1," * many + b"1]}",
        "deep.json": b"[" * many,
        "keys.nnlesson": b'{"format": "nnstudio-lesson", ' + b",".join(b'"k%d":0' % i for i in range(300_000)) + b"}",
        "lists.hand-in.json": b'{"format": "nnstudio-hand-in", "claims": [' + b"{}," * 5_000_000 + b"{}]}",
        "one-line.csv": b"a,b\n" + b"1," * many,
        "columns.csv": b",".join(b"c%d" % i for i in range(500_000)) + b"\n" + b"1," * 499_999 + b"1\n",
        "rows.csv": b"a,b,class\n" + b"1.5,2,yes\n" * 4_000_000,
        "words.csv": b"a,class\n" + b"".join(b"%d,word %d\n" % (i, i) for i in range(400_000)),
        "quote.csv": b'a,b\n"' + b"x\n" * 20_000_000,
        "header.safetensors": (30_000_000).to_bytes(8, "little") + b'{"a":' + b"[" * 30_000_000,
    }.items():
        yield name, lambda path, text=text: path.write_bytes(text)
    for name in ("project.json", "manifest.json", "unused", "runs/0/state.safetensors", "data/0/cats.csv"):
        yield f"bomb {name.replace('/', ' ')}.nnstudio", lambda path, name=name: _bomb(path, name, b" ")
    yield "nested.nnstudio", lambda path: _bomb(path, "manifest.json", b"[")
    yield "bomb.pt", lambda path: _bomb(path, "archive/data.pkl", b"\x80")
    yield "bomb-data.pt", lambda path: _bomb(path, "archive/data/0", b"\0")
    yield "bytearray.pt", lambda path: path.write_bytes(saved({"0.weight": _Filled()}))
    for number, content in enumerate(hostile_pickles()):
        yield f"pickle-{number}.pt", lambda path, content=content: path.write_bytes(content)
    wide = {"kind": "linear", "units": 4096}, {"kind": "linear", "units": 4096}, {"kind": "linear", "units": 700}
    deep = [{"kind": "linear", "units": 200} for _ in range(200)]
    for name, layers in {"wide": [*wide], "deep": deep}.items():
        yield f"{name}.json", lambda path, layers=layers: path.write_text(_large(layers))


class _Filled:
    def __reduce__(self) -> Any:
        return bytearray, (3 * 2**30,)


def _hole(path: Path) -> None:
    """A terabyte that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(2**40)


def _bomb(path: Path, name: str, letter: bytes) -> None:
    """A sound archive's entries, and 1.5 GB of one letter."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open(name, "w") as entry:
        for _ in range(1500):
            entry.write(letter * 2**20)
    path.write_bytes(out.getvalue())


def _large(layers: list[dict[str, Any]]) -> str:
    raw = json.loads(json.dumps(CIRCLES))
    raw["data"]["source"] = {"kind": "circles", "samples": 100_000}
    raw["network"]["layers"] = [*layers, {"kind": "linear", "units": 1}]
    return json.dumps(raw)
