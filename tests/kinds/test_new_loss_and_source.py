"""A new loss and a new source take one entry a floor, in the files CONTRIBUTING names, and then work everywhere."""

import re

import pytest

from tests.kinds.grown import ROOT, Addition, assert_refused, grow, run_grown

LOSS_SPEC = '''class ToyLoss(LossSpec):
    """`torch.nn.SmoothL1Loss <https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html>`_."""

    kind: Literal["toy_loss"] = "toy_loss"
    title: ClassVar[str] = "modules.SmoothL1Loss"
    summary: ClassVar[str] = "Half the square of a small error, and a large one less a half"
    takes: ClassVar[Takes] = Takes.VALUE


'''
LOSS_ENTRY = """
    "toy_loss": LossEntry(
        nn.SmoothL1Loss,
        "A parabola up to an error of 1, a straight line beyond; and the mean of them all.",
        terms_of_errors(
            ("smooth", 0),
            "½·{0}² if |{0}| < 1, else |{0}| − ½",
            r"\\frac{1}{2} @0^2 \\text{ if } |@0| < 1, \\text{ else } |@0| - \\frac{1}{2}",
        ),
        slopes_of_errors(("1/n · clip", 0), "{0}, but within −1 and 1, / {n}", r"\\frac{1}{n} \\max(-1, \\min(1, @0))"),
        searched(nn.SmoothL1Loss),
    ),"""
LOSS = {
    "project": (
        Addition("project/losses/regression.py", LOSS_SPEC, before="RegressionLoss = "),
        Addition("project/losses/regression.py", " | ToyLoss", behind=" | HuberLoss"),
    ),
    "engine": (Addition("engine/losses/regression.py", LOSS_ENTRY, behind="ENTRIES = {"),),
    "export": (
        Addition(
            "export/losses/table.py",
            '\n        "toy_loss": "nn.SmoothL1Loss()",',
            behind='"huber": "nn.HuberLoss()",',
        ),
    ),
}

SOURCE_SPEC = '''class ToyRings(GeneratedSource):
    """Rings around one another, of radius 1, 2, 3, …"""

    title: ClassVar[str] = "Toy rings"
    summary: ClassVar[str] = "Rings within rings, one class each"
    task: ClassVar[Task] = Task.MULTICLASS
    kind: Literal["toy_rings"] = "toy_rings"
    rings: Annotated[int, Field(ge=3, le=9, title="Rings", description="How many rings there are, one class each")] = 3
    noise: Annotated[float, Field(ge=0, le=1), NOISE] = 0.1

    def class_count(self) -> int:
        return self.rings


'''
SOURCE_MAKER = """def make_toy_rings(source: ToyRings) -> Samples:
    draw = RandomState(source.seed)
    y = np.arange(source.samples) % source.rings
    angle = draw.uniform(0, 2 * np.pi, source.samples)
    radius = 1 + y + source.noise * draw.randn(source.samples)
    return Samples(np.column_stack((radius * np.cos(angle), radius * np.sin(angle))), y, "ring")


"""
SOURCE_LINES = """def write_toy_rings(script: ScriptLines, source: ToyRings) -> None:
    script.add(
        f"np.random.seed({source.seed})",
        f"y = np.arange({source.samples}) % {source.rings}",
        f"angle = np.random.uniform(0, 2 * np.pi, {source.samples})",
        f"radius = 1 + y + {source.noise!r} * np.random.randn({source.samples})",
        "X = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))",
    )


"""
SOURCE = {
    "project": (
        Addition("project/sources/drawn.py", SOURCE_SPEC, before="class PlaneSource("),
        Addition("project/sources/kinds.py", "    ToyRings,\n", before="    SpiralSource,\n"),
        Addition("project/sources/kinds.py", "    | ToyRings\n", before="    | SpiralSource\n"),
    ),
    "data": (
        Addition("data/sources/drawn.py", "    ToyRings,\n", before="    SpiralSource,\n"),
        Addition("data/sources/drawn.py", SOURCE_MAKER, before="ENTRIES: dict"),
        Addition("data/sources/drawn.py", '\n    "toy_rings": make_toy_rings,', behind="ENTRIES: dict[str, Maker] = {"),
    ),
    "export": (
        Addition("export/sources/drawn.py", "    ToyRings,\n", before="    SpiralSource,\n"),
        Addition("export/sources/drawn.py", SOURCE_LINES, before="ENTRIES: dict"),
        Addition(
            "export/sources/drawn.py",
            '\n    "toy_rings": write_toy_rings,',
            behind="ENTRIES: dict[str, SourceWriter] = {",
        ),
    ),
}
EVERY_KIND = (
    "tests/data/test_sources.py",
    "tests/engine/test_build.py",
    "tests/engine/equations/test_texts.py",
    "tests/engine/replay/test_replayed_steps.py",
    "tests/engine/walkthrough/test_walkthrough.py",
    "tests/ui/widgets/test_formulas_of_kinds.py",
    "tests/ui/widgets/test_glossary.py",
)
"""Where tests go through all kinds of losses or sources."""


def additions(floors, *without):
    return [addition for floor, made in floors.items() if floor not in without for addition in made]


@pytest.mark.parametrize(("thing", "floors"), [("**A loss**", LOSS), ("**A data source**", SOURCE)])
def test_that_contributing_names_exactly_these_files(thing, floors):
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = next(part for part in text.split("\n\n") if part.startswith(thing))
    named = set(re.findall(r"`(\w+/(?:losses|sources)/\w+\.py)`", recipe))
    assert named == {addition.file for addition in additions(floors)}


def test_that_a_new_loss_and_a_new_source_work_everywhere(tmp_path):
    studio = grow(tmp_path, additions(LOSS) + additions(SOURCE))
    done = run_grown(
        studio,
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "toy"),
        *("tests/kinds/toy_loss.py", "tests/kinds/toy_source.py", *EVERY_KIND),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None and int(passed[1]) >= 13 + len(EVERY_KIND), done.stdout


@pytest.mark.parametrize(
    ("floors", "floor", "package", "kind"),
    [
        (LOSS, "engine", "losses", "toy_loss"),
        (LOSS, "export", "losses", "toy_loss"),
        (SOURCE, "data", "sources", "toy_rings"),
        (SOURCE, "export", "sources", "toy_rings"),
    ],
)
def test_that_a_floor_without_its_entry_says_so_when_it_is_imported(tmp_path, floors, floor, package, kind):
    studio = grow(tmp_path, additions(floors, floor))
    said = f"LookupError: {floor}/{package} has no entry for '{kind}'"
    assert_refused(studio, f"nnstudio.{floor}.{package}.table", said)
