"""The lines of a script that make the data: the very arrays that the studio trains on, by scikit-learn and NumPy."""

from nnstudio.data.load import can_be_stratified
from nnstudio.data.sources.table import make_samples
from nnstudio.export.script_features import add_features
from nnstudio.export.script_lines import ScriptLines
from nnstudio.export.sources.csv import class_labels
from nnstudio.export.sources.table import WRITERS
from nnstudio.project.data import DataSpec
from nnstudio.project.sources.csv import CsvSource


def data_lines(spec: DataSpec) -> ScriptLines:
    """From nothing to `X_train`, `y_train` and, with a test part, `X_test`, `y_test`, as NumPy arrays."""
    script = ScriptLines()
    WRITERS[spec.source.kind](script, spec)
    add_features(script, spec)
    if spec.test_fraction:
        script.use("sklearn.model_selection", "train_test_split")
        # the sizes of a file's classes are known without reading it
        y = class_labels(spec.source) if isinstance(spec.source, CsvSource) else make_samples(spec.source).y
        stratify = ", stratify=y" if can_be_stratified(spec, y) else ""
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
    if spec.standardize_target:
        script.use("sklearn.preprocessing", "StandardScaler")
        script.add(
            "target_scaler = StandardScaler().fit(y_train.reshape(-1, 1))  # inverse_transform gives the units back",
            "y_train = target_scaler.transform(y_train.reshape(-1, 1))[:, 0]",
        )
        if spec.test_fraction:
            script.add("y_test = target_scaler.transform(y_test.reshape(-1, 1))[:, 0]")
    return script
