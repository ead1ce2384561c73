"""Scripts that let scikit-learn's ``make_`` functions draw."""

from nnstudio.export.script_lines import ScriptLines, SourceWriter
from nnstudio.project.sources.scikit_made import BlobsSource, CirclesSource, LinearSource, MoonsSource


def write_circles(script: ScriptLines, source: CirclesSource) -> None:
    _make(
        script,
        "make_circles",
        f"{source.samples}",
        f"noise={source.noise!r}",
        f"factor={source.factor!r}",
        f"random_state={source.seed}",
    )


def write_moons(script: ScriptLines, source: MoonsSource) -> None:
    _make(script, "make_moons", f"{source.samples}", f"noise={source.noise!r}", f"random_state={source.seed}")


def write_blobs(script: ScriptLines, source: BlobsSource) -> None:
    script.use("sklearn.datasets", "make_blobs")
    script.add(
        "X, y = make_blobs(",
        f"    {source.samples},",
        f"    centers={source.centers},",
        f"    center_box={source.center_box!r},",
        f"    cluster_std={source.cluster_std!r},",
        f"    random_state={source.seed},",
        ")",
    )


def write_linear(script: ScriptLines, source: LinearSource) -> None:
    _make(
        script,
        "make_regression",
        f"{source.samples}",
        f"n_features={source.n_features}",
        f"noise={source.noise!r}",
        f"random_state={source.seed}",
    )


def _make(script: ScriptLines, function: str, *arguments: str) -> None:
    script.use("sklearn.datasets", function)
    script.add(f"X, y = {function}({', '.join(arguments)})")


ENTRIES: dict[str, SourceWriter] = {
    "circles": write_circles,
    "moons": write_moons,
    "blobs": write_blobs,
    "linear": write_linear,
}
