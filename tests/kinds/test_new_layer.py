"""A new activation takes one entry a floor, in the files that CONTRIBUTING names, and then works everywhere."""

import ast
import re

import pytest

from nnstudio.project.layers.kinds import LAYER_KINDS
from tests.kinds.grown import ROOT, Addition, assert_refused, grow, run_grown

SPEC = '''class ToyActivation(ActivationLayer):
    """`torch.nn.Softsign <https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html>`_."""

    title: ClassVar[str] = "modules.Softsign"
    summary: ClassVar[str] = "Squeezes every number into −1…1, more slowly than Tanh"
    span: ClassVar[Span] = Span(-1.0, 1.0)
    kind: Literal["toy_activation"] = "toy_activation"


'''
ENGINE = """
    "toy_activation": Activation(
        nn.Softsign,
        "softsign",
        r"\\frac{@0}{1 + |@0|}",
        "{0} / (1 + |{0}|)",
        r"\\frac{1}{(1 + |@0|)^2}",
        "1 / (1 + |{0}|)²",
        flat_at=(-1.0, 1.0),
    ),"""
UI = """
    "toy_activation": Activation(
        formula="x / (1 + |x|)",
        text="Like Tanh, but it comes to its limits slowly.",
    ),"""
FLOORS = {
    "project": (
        Addition("project/layers/activations.py", SPEC, before="AnyActivation = "),
        Addition("project/layers/activations.py", " | ToyActivation", behind=" | SiLULayer"),
    ),
    "engine": (Addition("engine/layers/activations.py", ENGINE, behind="ENTRIES = {"),),
    "export": (
        Addition(
            "export/layers/activations.py",
            '\n    "toy_activation": Operator("Softsign"),',
            behind="ENTRIES: dict[str, LayerEntry[ActivationLayer]] = {",
        ),
    ),
    "ui": (Addition("ui/layers/activations.py", UI, behind="ENTRIES = {"),),
}
LAYER = (
    Addition(
        "project/layers/toy.py",
        '''"""The layer that does nothing."""

from typing import ClassVar, Literal

from nnstudio.project.layers.spec import LayerSpec


class ToyLayer(LayerSpec):
    """`torch.nn.Identity <https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html>`_."""

    title: ClassVar[str] = "modules.Identity"
    summary: ClassVar[str] = "Leaves everything as it is"
    passes_on: ClassVar[bool] = True
    kind: Literal["toy_layer"] = "toy_layer"
''',
    ),
    Addition(
        "project/layers/kinds.py",
        "from nnstudio.project.layers.toy import ToyLayer\n",
        before="from nnstudio.project.layers.linear import LinearLayer",
    ),
    Addition("project/layers/kinds.py", " | ToyLayer", behind=" | LayerNormLayer"),
    Addition(
        "engine/layers/toy.py",
        '''"""The layer that does nothing."""

from torch import nn

from nnstudio.engine.equations.quantities import Equation, equation
from nnstudio.engine.equations.rules import Each
from nnstudio.engine.layers.entry import LayerEntry, Passed, Slopes
from nnstudio.project.layers.toy import ToyLayer
from nnstudio.project.layers.spec import LayerShape


class ToyEntry(LayerEntry[ToyLayer]):
    forward_text = "Nothing happens."

    def module(self, layer: ToyLayer, shape: LayerShape) -> nn.Module:
        return nn.Identity()

    def forward(self, passed: Passed) -> list[Equation]:
        return [equation(passed.made, (passed.given,), (0,), Each("{0}"), "@0")]

    def backward(self, passed: Passed, slopes: Slopes) -> list[Equation]:
        return [equation(slopes.inputs, (slopes.outputs,), (0,), Each("{0}"), "@0")]


ENTRIES = {"toy_layer": ToyEntry()}
''',
    ),
    Addition(
        "export/layers/toy.py",
        '''"""The layer that does nothing."""

from nnstudio.export.layers.entry import LayerEntry
from nnstudio.project.layers.toy import ToyLayer


class ToyEntry(LayerEntry[ToyLayer]):
    def add_to(self, graph, layer, H, output, parameters):
        return graph.add("Identity", [H], output)


ENTRIES = {"toy_layer": ToyEntry()}
''',
    ),
    Addition(
        "ui/layers/toy.py",
        '''"""The layer that does nothing."""

from nnstudio.ui.layers.entry import LayerEntry

ENTRIES = {"toy_layer": LayerEntry()}
''',
    ),
    *(
        Addition(f"{floor}/layers/table.py", text, before=place)
        for floor in ("engine", "export", "ui")
        for text, place in (
            (f"from nnstudio.{floor}.layers import toy\n", f"from nnstudio.{floor}.layers.entry import LayerEntry"),
            ("**toy.ENTRIES,\n        ", "**linear.ENTRIES"),
        )
    ),
)
EVERY_KIND = (
    "tests/engine/test_build.py",
    "tests/engine/equations/test_texts.py",
    "tests/engine/replay/test_replayed_steps.py",
    "tests/engine/views/test_activations.py",
    "tests/engine/walkthrough/test_walkthrough.py",
    "tests/export/test_onnx.py",
    "tests/project/test_facts.py",
    "tests/project/test_output_words.py",
    "tests/ui/editors/test_layer_stack.py",
    "tests/ui/widgets/test_formulas_of_kinds.py",
)
"""Where tests go through all kinds of layers."""


NAMES_OF_OTHERS = ("layers", "sources", "tensor_bench", "replay")
"""Folders in which a text like "relu" is a layer's entry, or no layer."""


def additions(*without):
    return [addition for floor, made in FLOORS.items() if floor not in without for addition in made]


def test_that_no_other_room_names_a_kind_of_layer():
    package = ROOT / "nnstudio"
    rooms = [path.relative_to(package) for path in package.rglob("*.py")]
    rooms = [room for room in rooms if not set(room.parts) & set(NAMES_OF_OTHERS)]
    assert len(rooms) > 400
    found = {}
    for room in rooms:
        tree = ast.parse((package / room).read_text(encoding="utf-8"))
        texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        if texts & set(LAYER_KINDS):
            found[room.as_posix()] = texts & set(LAYER_KINDS)
    assert found == {}


def test_that_contributing_names_exactly_these_files():
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = next(part for part in text.split("\n\n") if part.startswith("**An activation**"))
    assert set(re.findall(r"`(\w+/layers/\w+\.py)`", recipe)) == {addition.file for addition in additions()}


# another process runs a handful of test files, on a machine that may be busy
@pytest.mark.timeout(300)
def test_that_a_new_activation_works_everywhere_and_a_new_family_as_every_layer_does(tmp_path):
    studio = grow(tmp_path, (*additions(), *LAYER))
    chosen = ("-k", "toy", "tests/kinds/toy_layer.py", *EVERY_KIND)
    done = run_grown(studio, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen)
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None and int(passed[1]) >= 2 * len(EVERY_KIND), done.stdout


@pytest.mark.parametrize("floor", ["engine", "export", "ui"])
def test_that_a_floor_without_its_entry_says_so_when_it_is_imported(tmp_path, floor):
    studio = grow(tmp_path, additions(floor))
    said = f"LookupError: {floor}/layers has no entry for 'toy_activation'"
    assert_refused(studio, f"nnstudio.{floor}.layers.table", said)
