"""The lines of a script that make the data: the very arrays that the studio trains on, by scikit-learn and NumPy."""

from collections.abc import Callable
from typing import Any

from nnstudio.data.load import _can_be_stratified
from nnstudio.data.sources import make_samples
from nnstudio.export.script_arrays import add_arrays, class_labels
from nnstudio.export.script_features import add_features
from nnstudio.export.script_lines import ScriptLines
from nnstudio.project.data import (
    BlobsSource,
    CirclesSource,
    DataSpec,
    GaussSource,
    LinearSource,
    MoonsSource,
    MultiGaussSource,
    PlaneSource,
    SpiralSource,
    Task,
    WaveSource,
    XorSource,
)
from nnstudio.project.imported import CsvSource
from nnstudio.project.points import PointsSource


def data_lines(spec: DataSpec) -> ScriptLines:
    """From nothing to `X_train`, `y_train` and, with a test part, `X_test`, `y_test`, as NumPy arrays."""
    script = ScriptLines()
    kind = spec.source.kind
    if isinstance(spec.source, CsvSource):
        add_arrays(script, spec)
    elif kind in _GENERATED:
        _GENERATED[kind](script, spec.source)
    else:
        script.use("sklearn.datasets", f"load_{kind}")
        script.add(f"X, y = load_{kind}(return_X_y=True)")
    add_features(script, spec)
    if spec.test_fraction:
        script.use("sklearn.model_selection", "train_test_split")
        # the sizes of a file's classes are known without reading it
        y = class_labels(spec.source) if isinstance(spec.source, CsvSource) else make_samples(spec.source).y
        stratify = ", stratify=y" if _can_be_stratified(spec, y) else ""
        script.add(
            "X_train, X_test, y_train, y_test = train_test_split(",
            f"    X, y, test_size={spec.test_fraction!r}, random_state={spec.split_seed}{stratify}",
            ")",
        )
    else:
        script.add("X_train, y_train = X, y")
    if spec.standardize:
        script.use("sklearn.preprocessing", "StandardScaler")
        script.add("scaler = StandardScaler().fit(X_train)", "X_train = scaler.transform(X_train)")
        if spec.test_fraction:
            script.add("X_test = scaler.transform(X_test)")
    return script


def _make(script: ScriptLines, function: str, *arguments: str) -> None:
    script.use("sklearn.datasets", function)
    script.add(f"X, y = {function}({', '.join(arguments)})")


def _linear(script: ScriptLines, source: LinearSource) -> None:
    _make(
        script,
        "make_regression",
        f"{source.samples}",
        f"n_features={source.n_features}",
        f"noise={source.noise!r}",
        f"random_state={source.seed}",
    )


def _wave(script: ScriptLines, source: WaveSource) -> None:
    script.add(
        f"np.random.seed({source.seed})",
        f"x = np.sort(np.random.randn({source.samples}))",
        "X = x[:, None]",
        "y = x**2 + 15 * np.sin(x) ** 3",
    )


def _circles(script: ScriptLines, source: CirclesSource) -> None:
    _make(
        script,
        "make_circles",
        f"{source.samples}",
        f"noise={source.noise!r}",
        f"factor={source.factor!r}",
        f"random_state={source.seed}",
    )


def _moons(script: ScriptLines, source: MoonsSource) -> None:
    _make(script, "make_moons", f"{source.samples}", f"noise={source.noise!r}", f"random_state={source.seed}")


def _blobs(script: ScriptLines, source: BlobsSource) -> None:
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


def _xor(script: ScriptLines, source: XorSource) -> None:
    script.add(
        f"np.random.seed({source.seed})",
        f"X = np.random.uniform(-5, 5, ({source.samples}, 2))",
        "X += np.where(X > 0, 0.3, -0.3)",
        f"shifted = X + np.random.uniform(-5, 5, X.shape) * {source.noise!r}",
        "y = (shifted.prod(axis=1) >= 0).astype(int)",
    )


def _gauss(script: ScriptLines, source: GaussSource) -> None:
    n = source.samples
    script.add(
        f"np.random.seed({source.seed})",
        f"y = (np.arange({n}) < {n} / 2).astype(int)",
        "centers = np.where(y == 1, 2.0, -2.0)[:, None]",
        f"X = centers + np.sqrt(0.5 + 7 * {source.noise!r}) * np.random.randn({n}, 2)",
    )


def _spiral(script: ScriptLines, source: SpiralSource) -> None:
    n = source.samples
    script.add(
        f"np.random.seed({source.seed})",
        f"y = (np.arange({n}) < {n} / 2).astype(int)",
        f"along = np.concatenate((np.arange(y.sum()), np.arange({n} - y.sum()))) / ({n} / 2)",
        "angle = 1.75 * along * 2 * np.pi + np.where(y == 1, 0, np.pi)",
        "X = 5 * along[:, None] * np.column_stack((np.sin(angle), np.cos(angle)))",
        f"X += np.random.uniform(-1, 1, X.shape) * {source.noise!r}",
    )


def _square(script: ScriptLines, source: PlaneSource | MultiGaussSource) -> None:
    script.add(
        f"np.random.seed({source.seed})",
        f"X = np.random.uniform(-6, 6, ({source.samples}, 2))",
        f"shifted = X + np.random.uniform(-6, 6, X.shape) * {source.noise!r}",
    )


def _plane(script: ScriptLines, source: PlaneSource) -> None:
    _square(script, source)
    script.add("y = shifted.sum(axis=1) / 10")


def _multi_gauss(script: ScriptLines, source: MultiGaussSource) -> None:
    _square(script, source)
    script.add(
        "# each hill's place x1, x2, and its height; a hollow's is -1",
        "hills = np.array([(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)])",
        "distances = np.linalg.norm(shifted[:, None] - hills[:, :2], axis=2)",
        "heights = hills[:, 2] * np.clip(1 - distances / 2, 0, 1)",
        "highest = np.abs(heights).argmax(axis=1, keepdims=True)",
        "y = np.take_along_axis(heights, highest, axis=1)[:, 0]",
    )


def _points(script: ScriptLines, source: PointsSource) -> None:
    script.add("points = np.array([", *(f"    {list(point)!r}," for point in source.points), "])")
    script.add("X = points[:, :-1]", "y = points[:, -1]" + ("" if source.task is Task.REGRESSION else ".astype(int)"))


_GENERATED: dict[str, Callable[[ScriptLines, Any], None]] = {
    "linear": _linear,
    "wave": _wave,
    "circles": _circles,
    "moons": _moons,
    "blobs": _blobs,
    "xor": _xor,
    "gauss": _gauss,
    "spiral": _spiral,
    "plane": _plane,
    "multi_gauss": _multi_gauss,
    "points": _points,
}
"""How a script makes the samples of each kind of source that is computed; the others are loaded."""
