"""The real data sets that scikit-learn brings along, in a script."""

from nnstudio.export.script_lines import ScriptLines, SourceWriter
from nnstudio.project.sources.spec import SourceSpec


def _loaded_by(function: str) -> SourceWriter:
    def write(script: ScriptLines, source: SourceSpec) -> None:
        script.use("sklearn.datasets", function)
        script.add(f"X, y = {function}(return_X_y=True)")

    return write


ENTRIES: dict[str, SourceWriter] = {
    "iris": _loaded_by("load_iris"),
    "wine": _loaded_by("load_wine"),
    "breast_cancer": _loaded_by("load_breast_cancer"),
    "digits": _loaded_by("load_digits"),
    "diabetes": _loaded_by("load_diabetes"),
}
