"""The script of many runs that `nnstudio export` writes, run by joblib and by Ray Tune, on two workers each."""

import csv
import os
import subprocess
import sys

import pytest

LR = "training.optimizer.lr"
VARIED = ["--epochs", 3, "--vary", f"{LR}=0.01,0.1", "--seeds", 2]


ON_A_CLUSTER = """
import subprocess, sys
from ray.cluster_utils import Cluster
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
for _ in range(2):
    cluster.add_node(num_cpus=1)
done = subprocess.run([sys.executable, sys.argv[1], "--ray", cluster.address])
cluster.shutdown()
sys.exit(done.returncode)
"""


@pytest.mark.parametrize("way", ["joblib", "ray"])
def test_that_its_table_is_the_commands_own(command, tmp_path, way):
    if way == "ray":
        pytest.importorskip("ray.tune")
    path, table = tmp_path / "sweep.py", tmp_path / "table.csv"
    exported = command("export", "binary-classification", "--to", "sweep", "-o", path, *VARIED)
    assert (exported.status, exported.out, exported.err) == (0, "", "")
    ways = {"joblib": [str(path), "--jobs", "2"], "ray": ["-c", ON_A_CLUSTER, str(path)]}
    hidden = {"HOME": str(tmp_path), "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
    done = subprocess.run(
        [sys.executable, *ways[way]],
        cwd=tmp_path,
        env={**os.environ, **hidden},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert command("sweep", "binary-classification", "-o", table, *VARIED).status == 0
    found, wanted = rows_of(path.with_suffix(".csv")), rows_of(table)
    assert [row["weights_sha256"] for row in found] == [row["weights_sha256"] for row in wanted]
    for row, other in zip(found, wanted, strict=True):
        for name in (LR, "seed", "epoch", "loss (train)", "accuracy (train)"):
            assert float(row[name]) == pytest.approx(float(other[name]), rel=1e-6)
        assert row["stop_reason"] == other["stop_reason"] == "finished"
        assert list(row) == [name for name in other if name in row]


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("option", [["--vary", f"{LR}=1,2"], ["--seeds", 2], ["--folds", 3], ["--bootstraps", 2]])
def test_that_what_is_varied_goes_with_many_runs_alone(command, tmp_path, option):
    told = command("export", "binary-classification", "--to", "script", "-o", tmp_path / "run.py", *option).complaint
    assert "these go with sweep" in told
    assert not list(tmp_path.iterdir())


def test_that_sixteen_seeds_are_usual(command, tmp_path):
    path = tmp_path / "sweep.py"
    assert command("export", "binary-classification", "--to", "sweep", "-o", path, "--seed", 5).status == 0
    assert f'"seed": {list(range(5, 21))},' in path.read_text(encoding="utf-8")
