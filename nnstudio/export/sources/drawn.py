"""Scripts that draw the samples by a few lines of NumPy."""

from nnstudio.export.script_lines import ScriptLines, SourceWriter
from nnstudio.project.sources.drawn import (
    GaussSource,
    MultiGaussSource,
    PlaneSource,
    SpiralSource,
    WaveSource,
    XorSource,
)


def write_wave(script: ScriptLines, source: WaveSource) -> None:
    script.add(
        f"np.random.seed({source.seed})",
        f"x = np.sort(np.random.randn({source.samples}))",
        "X = x[:, None]",
        "y = x**2 + 15 * np.sin(x) ** 3",
    )


def write_xor(script: ScriptLines, source: XorSource) -> None:
    script.add(
        f"np.random.seed({source.seed})",
        f"X = np.random.uniform(-5, 5, ({source.samples}, 2))",
        "X += np.where(X > 0, 0.3, -0.3)",
        f"shifted = X + np.random.uniform(-5, 5, X.shape) * {source.noise!r}",
        "y = (shifted.prod(axis=1) >= 0).astype(int)",
    )


def write_gauss(script: ScriptLines, source: GaussSource) -> None:
    n = source.samples
    script.add(
        f"np.random.seed({source.seed})",
        f"y = (np.arange({n}) < {n} / 2).astype(int)",
        "centers = np.where(y == 1, 2.0, -2.0)[:, None]",
        f"X = centers + np.sqrt(0.5 + 7 * {source.noise!r}) * np.random.randn({n}, 2)",
    )


def write_spiral(script: ScriptLines, source: SpiralSource) -> None:
    n = source.samples
    script.add(
        f"np.random.seed({source.seed})",
        f"y = (np.arange({n}) < {n} / 2).astype(int)",
        f"along = np.concatenate((np.arange(y.sum()), np.arange({n} - y.sum()))) / ({n} / 2)",
        "angle = 1.75 * along * 2 * np.pi + np.where(y == 1, 0, np.pi)",
        "X = 5 * along[:, None] * np.column_stack((np.sin(angle), np.cos(angle)))",
        f"X += np.random.uniform(-1, 1, X.shape) * {source.noise!r}",
    )


def write_plane(script: ScriptLines, source: PlaneSource) -> None:
    _square(script, source)
    script.add("y = shifted.sum(axis=1) / 10")


def write_multi_gauss(script: ScriptLines, source: MultiGaussSource) -> None:
    _square(script, source)
    script.add(
        "# each hill's place x1, x2, and its height; a hollow's is -1",
        "hills = np.array([(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)])",
        "distances = np.linalg.norm(shifted[:, None] - hills[:, :2], axis=2)",
        "heights = hills[:, 2] * np.clip(1 - distances / 2, 0, 1)",
        "highest = np.abs(heights).argmax(axis=1, keepdims=True)",
        "y = np.take_along_axis(heights, highest, axis=1)[:, 0]",
    )


def _square(script: ScriptLines, source: PlaneSource | MultiGaussSource) -> None:
    script.add(
        f"np.random.seed({source.seed})",
        f"X = np.random.uniform(-6, 6, ({source.samples}, 2))",
        f"shifted = X + np.random.uniform(-6, 6, X.shape) * {source.noise!r}",
    )


ENTRIES: dict[str, SourceWriter] = {
    "wave": write_wave,
    "xor": write_xor,
    "gauss": write_gauss,
    "spiral": write_spiral,
    "plane": write_plane,
    "multi_gauss": write_multi_gauss,
}
