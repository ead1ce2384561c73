"""What is exported needs no studio: all of it is used by a process in which nnstudio can't be imported."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.snapshots.outputs import predictions
from nnstudio.export.kinds import export
from nnstudio.export.names import FORMS
from nnstudio.export.onnx_model import write_onnx
from nnstudio.export.report import write_report
from nnstudio.export.script import script_of
from nnstudio.export.weights import write_weights
from nnstudio.project.edits import with_data, with_training
from nnstudio.project.sources.csv import Missing
from nnstudio.project.sources.scikit_made import MoonsSource
from tests.data.csv_files import completed, mixed_text
from tests.export import outside
from tests.export.runs import project_on, trained

OUTSIDE = Path(outside.__file__)


def write_exports(folder: Path) -> None:
    """Every export that others use, and beside them what they must come to."""
    folder.mkdir(parents=True, exist_ok=True)
    moons = project_on(MoonsSource(), "relu", "tanh", epochs=20)
    outcome = trained(moons)
    table = completed(folder, mixed_text(3000), "bought", missing=Missing.MEAN)
    large = with_data(with_training(moons, epochs=2, batch_size=500).with_source(table), test_fraction=0.25)
    scripts = {}
    for form in FORMS:
        (folder / f"moons_{form}.py").write_text(script_of(moons, form), encoding="utf-8")
        scripts[f"moons_{form}.py"] = outcome.history.train_loss
    export(large, "script", folder / "large.py")
    scripts["large.py"] = trained(large).history.train_loss
    (folder / "data.csv").unlink()
    write_onnx(outcome, folder / "net.onnx")
    for suffix in (".pt", ".safetensors"):
        write_weights(outcome, folder / f"net{suffix}")
    write_report(outcome, folder / "net.html")
    X = outcome.dataset.raw[::20].astype(np.float32)
    outputs = outcome.outputs(X.astype(np.float64))
    expected = {
        "scripts": scripts,
        "X": X.tolist(),
        "outputs": outputs.tolist(),
        "labels": predictions(moons, outputs).tolist(),
        "sha256": fingerprint(outcome.snapshot),
    }
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")


def use(folder: Path, python: str = sys.executable) -> "subprocess.CompletedProcess[str]":
    command = [python, "-I", str(OUTSIDE), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=170, cwd=folder)


@pytest.mark.timeout(180)
def test_that_all_exports_can_be_used_where_the_studio_is_not(tmp_path):
    write_exports(tmp_path)
    assert (tmp_path / "data-prepared.npz").exists()
    done = use(tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(FORMS) + 5


def test_that_the_process_can_not_import_the_studio(tmp_path):
    (tmp_path / "cheat.py").write_text("import nnstudio\nprint('epoch 1: loss 1.0')\n")
    with pytest.raises(AssertionError, match="nnstudio"):
        outside.use_script(tmp_path / "cheat.py", [1.0])


if __name__ == "__main__":
    # the same by hand, in an environment of one's own: PYTHON in which nnstudio was never installed
    write_exports(Path(sys.argv[1]).absolute())
    done = use(Path(sys.argv[1]).absolute(), sys.argv[2])
    print(done.stdout, done.stderr)
    sys.exit(done.returncode)
