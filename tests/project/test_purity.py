"""The lower floors work where what belongs above them is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HIDE = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"{name} is hidden", name=name)

HIDDEN = sys.argv[1].split()
sys.meta_path.insert(0, Hidden())
"""

USE_PROJECT = """
from nnstudio.project import edits
from nnstudio.project.storage import parse_project, project_json
from tests.project.examples import circles
project = edits.with_training(circles(), epochs=7)
print(parse_project(project_json(project)).training.epochs)
"""

USE_DATASET = """
from nnstudio.data.dataset import Dataset
print(Dataset.__name__)
"""

USE_DATA = """
from nnstudio.data.load import load_dataset
from nnstudio.project.sources.scikit_made import CirclesSource
from nnstudio.project.data import DataSpec
dataset = load_dataset(DataSpec(source=CirclesSource(), standardize=True, test_fraction=0.2))
print(dataset.X_train.shape)
"""


@pytest.mark.parametrize(
    ("use", "hidden", "printed"),
    [
        (USE_PROJECT, "torch PySide6 pyqtgraph numpy sklearn pandas", "7"),
        (USE_DATASET, "torch PySide6 pyqtgraph sklearn pandas", "Dataset"),
        (USE_DATA, "torch PySide6 pyqtgraph", "(240, 2)"),
    ],
    ids=["project", "data.dataset", "data.load"],
)
def test_that_a_floor_works_without_what_belongs_above_it(use, hidden, printed):
    result = in_a_fresh_interpreter(HIDE + use, hidden)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == printed


def test_that_the_hidden_would_be_missed():
    result = in_a_fresh_interpreter(HIDE + USE_DATA, "numpy")
    assert result.returncode == 1
    assert "numpy is hidden" in result.stderr


def in_a_fresh_interpreter(code: str, hidden: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, hidden]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
