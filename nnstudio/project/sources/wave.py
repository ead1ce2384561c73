"""The lecture's curve."""

from typing import ClassVar, Literal

from nnstudio.project.sources.spec import GeneratedSource, SampleSeed, Task


class WaveSource(GeneratedSource):
    """y = x² + 15·sin³x over normally distributed x, without noise: the lecture's curve."""

    title: ClassVar[str] = "Wave"
    summary: ClassVar[str] = "y = x² + 15·sin³x: one feature, and no straight line fits it"
    task: ClassVar[Task] = Task.REGRESSION
    kind: Literal["wave"] = "wave"
    seed: SampleSeed = 2020

    def feature_count(self) -> int:
        return 1
