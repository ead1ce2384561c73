"""The lines of a script that choose columns, and make features of them."""

import keyword
import re
from collections.abc import Sequence

from nnstudio.export.script_lines import ScriptLines
from nnstudio.project.data import DataSpec
from nnstudio.project.features import Feature

_TAKEN = {
    "X",
    "y",
    "np",
    "torch",
    "nn",
    "optim",
    "hashlib",
    "hills",
    "shifted",
    "along",
    "angle",
    "model",
    "scaler",
    "target_scaler",
    "DataLoader",
    "TensorDataset",
    "StandardScaler",
    "train_test_split",
    "KFold",
    "StratifiedKFold",
    "resample",
}


def add_features(script: ScriptLines, spec: DataSpec) -> None:
    """From the source's columns in `X` to the network's inputs in `X`."""
    columns, features = spec.source.feature_names(), spec.parsed_features()
    chosen = tuple(feature.name for feature in features)
    if all(feature.is_column for feature in features):
        if chosen != columns:
            script.add(f"X = X[:, {[columns.index(name) for name in chosen]}]  # {_one_line(', '.join(chosen))}")
        return
    used = [column for column in columns if any(column in feature.columns for feature in features)]
    names = variables(used)
    for column in used:
        note = "" if names[column] == column else f"  # {_one_line(column)}"
        script.add(f"{names[column]} = X[:, {columns.index(column)}].copy(){note}")
    terms = [_term(feature, names) for feature in features]
    line = f"X = np.column_stack(({', '.join(terms)},))"
    if len(line) <= 100:
        script.add(line.replace(",))", "))") if len(terms) > 1 else line)
    else:
        script.add("X = np.column_stack(", "    (", *(f"        {term}," for term in terms), "    )", ")")


def variables(columns: Sequence[str]) -> dict[str, str]:
    """A Python name for each column, as close to its own as can be."""
    names: dict[str, str] = {}
    for i, column in enumerate(columns, start=1):
        bare = re.sub(r"\(.*?\)", "", column)
        name = re.sub(r"[^0-9a-zA-Z]+", "_", bare).strip("_")
        is_free = name.isidentifier() and not keyword.iskeyword(name) and name not in {*_TAKEN, *names.values()}
        names[column] = name if is_free and not re.fullmatch(r"column_\d+", name) else f"column_{i}"
    return names


def _term(feature: Feature, names: dict[str, str]) -> str:
    if feature.function:
        return f"np.{feature.function}({names[feature.columns[0]]})"
    return " * ".join(names[column] if power == 1 else f"{names[column]}**{power}" for column, power in feature.powers)


def _one_line(text: str) -> str:
    """`text` fit for a comment."""
    return "".join(c if c.isprintable() else " " for c in text)
