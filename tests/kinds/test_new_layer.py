"""A new activation takes one entry a floor, in the files that CONTRIBUTING names, and then works everywhere."""

import ast
import re

import pytest

from nnstudio.project.layers.kinds import LAYER_KINDS
from tests.kinds.grown import ROOT, Addition, grow, run_grown

SPEC = '''class SoftsignLayer(ActivationLayer):
    """`torch.nn.Softsign <https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html>`_."""

    title: ClassVar[str] = "Softsign"
    summary: ClassVar[str] = "Squeezes every number into −1…1, more slowly than Tanh"
    span: ClassVar[Span] = Span(-1.0, 1.0)
    kind: Literal["softsign"] = "softsign"


'''
ENGINE = """
    "softsign": Activation(
        nn.Softsign,
        "softsign",
        r"\\frac{@0}{1 + |@0|}",
        "{0} / (1 + |{0}|)",
        r"\\frac{1}{(1 + |@0|)^2}",
        "1 / (1 + |{0}|)²",
        flat_at=(-1.0, 1.0),
    ),"""
UI = """
    "softsign": Activation(
        formula="x / (1 + |x|)",
        text="Like Tanh, but it comes to its limits slowly.",
    ),"""
FLOORS = {
    "project": (
        Addition("project/layers/activations.py", SPEC, before="AnyActivation = "),
        Addition("project/layers/activations.py", " | SoftsignLayer", behind=" | SiLULayer"),
    ),
    "engine": (Addition("engine/layers/activations.py", ENGINE, behind="ENTRIES = {"),),
    "export": (
        Addition(
            "export/layers/activations.py",
            '\n    "softsign": Operator("Softsign"),',
            behind="ENTRIES: dict[str, LayerEntry[ActivationLayer]] = {",
        ),
    ),
    "ui": (Addition("ui/layers/activations.py", UI, behind="ENTRIES = {"),),
}
EVERY_KIND = (
    "tests/engine/test_build.py",
    "tests/engine/replay/test_replayed_steps.py",
    "tests/engine/views/test_activations.py",
    "tests/engine/walkthrough/test_walkthrough.py",
    "tests/export/test_onnx.py",
    "tests/project/test_facts.py",
    "tests/project/test_output_words.py",
    "tests/ui/editors/test_layer_stack.py",
)
"""Where tests go through all kinds of layers."""


NAMES_OF_OTHERS = ("layers", "sources", "tensor_bench", "replay")
"""Folders in which a text like "relu" is a layer's entry, or no layer."""


def additions(*without):
    return [addition for floor, made in FLOORS.items() if floor not in without for addition in made]


@pytest.mark.parametrize("path", sorted((ROOT / "nnstudio").rglob("*.py")), ids=lambda path: path.stem)
def test_that_no_other_room_names_a_kind_of_layer(path):
    if not set(path.parts) & set(NAMES_OF_OTHERS):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert not texts & set(LAYER_KINDS)


def test_that_contributing_names_exactly_these_files():
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = next(part for part in text.split("\n\n") if part.startswith("**An activation**"))
    assert set(re.findall(r"`(\w+/layers/\w+\.py)`", recipe)) == {addition.file for addition in additions()}


def test_that_a_new_activation_works_everywhere(tmp_path):
    studio = grow(tmp_path, additions())
    done = run_grown(
        studio,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-k",
        "softsign",
        "tests/kinds/toy_layer.py",
        *EVERY_KIND,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None and int(passed[1]) >= len(EVERY_KIND), done.stdout


@pytest.mark.parametrize("floor", ["engine", "export", "ui"])
def test_that_a_floor_without_its_entry_says_so_when_it_is_imported(tmp_path, floor):
    studio = grow(tmp_path, additions(floor))
    done = run_grown(studio, "-c", f"import nnstudio.{floor}.layers.table")
    assert done.stderr.endswith(f"LookupError: {floor}/layers has no entry for 'softsign'\n")
