"""The script for several processes trains one network: run here on two, that talk over gloo."""

import re
import subprocess
import sys

import numpy as np
import pytest

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.trainer import Trainer
from nnstudio.export.ddp import ddp_script_of
from nnstudio.project import edits
from nnstudio.project.errors import ProjectError
from nnstudio.project.losses.classification import CrossEntropyLoss
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import StepSchedule
from nnstudio.project.sources.bundled import DiabetesSource, IrisSource
from nnstudio.project.sources.scikit_made import CirclesSource
from tests.export.runs import project_on

AND_EACH_SAYS = """
import hashlib, os, runpy, sys
model = runpy.run_path(sys.argv[1], run_name="__main__")["model"]
numbers = b"".join(tensor.detach().cpu().numpy().tobytes() for tensor in model.parameters())
rank = os.environ["RANK"]
# not into the pipe, in which the other process's lines might be cut in two
with open(f"rank{rank}.txt", "w") as file:
    file.write(f"rank {rank} ends with {hashlib.sha256(numbers).hexdigest()}\\n")
# at the interpreter's end, gloo's threads may abort a process that is long done: pytorch/pytorch#179291
sys.stdout.flush()
os._exit(0)
"""
LOSS = re.compile(r"^epoch \d+: loss ([^,\s]+)(?:, test loss (\S+))?$", re.MULTILINE)
RANKS = re.compile(r"rank (\d) ends with (\w{64})")


def run_on_two(project, folder) -> str:
    (folder / "ddp.py").write_text(ddp_script_of(project), encoding="utf-8")
    (folder / "wrapper.py").write_text(AND_EACH_SAYS, encoding="utf-8")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]
    done = subprocess.run(
        [*command, "wrapper.py", "ddp.py"], cwd=folder, capture_output=True, text=True, check=False, timeout=110
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + "".join(path.read_text() for path in sorted(folder.glob("rank?.txt")))


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gloo needs more than Windows' loopback gives it")


def test_that_the_loss_falls_and_both_processes_end_with_the_same_weights(tmp_path):
    # dropout and batch norm differ between the processes on the way; the parameters must not
    project = project_on(IrisSource(), "dropout", "batch_norm", "relu", epochs=15, test_fraction=0.2, standardize=True)
    output = run_on_two(project, tmp_path)
    losses = [float(loss) for loss, _ in LOSS.findall(output)]
    assert len(losses) == 15
    assert losses[-1] < 0.8 * losses[0]
    assert all(0 < float(test) < 3 for _, test in LOSS.findall(output))
    ranks = dict(RANKS.findall(output))
    assert set(ranks) == {"0", "1"}
    assert ranks["0"] == ranks["1"]


def test_that_two_halves_of_a_batch_train_as_the_whole_batch_does(tmp_path):
    """With all samples in each batch, the mean of the halves' gradients is the studio's own gradient."""
    project = edits.with_training(
        # 331 samples: one half has one more
        project_on(DiabetesSource(), "tanh", epochs=12, standardize=True, test_fraction=0.25),
        optimizer=SGDSpec(lr=0.01, momentum=0.5),
        batch_size=500,
    )
    output = run_on_two(project, tmp_path)
    expected = [report.train_loss for report in Trainer(project, load_dataset(project.data)).epochs(12)]
    assert np.allclose([float(loss) for loss, _ in LOSS.findall(output)], expected, rtol=1e-4)


def test_that_started_alone_it_says_how_to_start_it(tmp_path):
    path = tmp_path / "ddp.py"
    path.write_text(ddp_script_of(project_on(CirclesSource(), "relu")), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", path], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 1
    assert "torchrun --nproc_per_node=2" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("name", "value"), [("l2", 0.1), ("schedule", StepSchedule(step_size=5))])
def test_that_a_setting_it_cant_follow_is_refused_in_a_sentence(name, value):
    project = edits.with_training(project_on(CirclesSource(), "relu"), **{name: value})
    with pytest.raises(ProjectError, match=rf"training\.{name}: the script for several processes can't follow this"):
        ddp_script_of(project)


def test_that_both_processes_weigh_classes_as_one_does(tmp_path):
    loss = CrossEntropyLoss(weight=(1.0, 9.0, 0.25))
    project = edits.with_training(project_on(IrisSource(), "tanh", epochs=4, standardize=True), loss=loss)
    printed = [float(loss) for loss, _unused in LOSS.findall(run_on_two(project, tmp_path))]
    reports = Trainer(project, load_dataset(project.data)).epochs(4)
    assert printed == pytest.approx([report.train_loss for report in reports], rel=1e-5)
