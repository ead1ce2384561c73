"""The lecture's curve in a script."""

from nnstudio.export.script_lines import ScriptLines, SourceWriter
from nnstudio.project.sources.wave import WaveSource


def write_wave(script: ScriptLines, source: WaveSource) -> None:
    script.add(
        f"np.random.seed({source.seed})",
        f"x = np.sort(np.random.randn({source.samples}))",
        "X = x[:, None]",
        "y = x**2 + 15 * np.sin(x) ** 3",
    )


ENTRIES: dict[str, SourceWriter] = {
    "wave": write_wave,
}
