"""The learner's points in a script."""

from nnstudio.export.script_lines import ScriptLines, SourceWriter
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.spec import Task


def write_points(script: ScriptLines, source: PointsSource) -> None:
    script.add("points = np.array([", *(f"    {list(point)!r}," for point in source.points), "])")
    script.add("X = points[:, :-1]", "y = points[:, -1]" + ("" if source.task is Task.REGRESSION else ".astype(int)"))


ENTRIES: dict[str, SourceWriter] = {
    "points": write_points,
}
