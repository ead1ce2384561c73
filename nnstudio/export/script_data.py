"""The lines of a script that make the data: the very arrays that the studio trains on, by scikit-learn and NumPy."""

from nnstudio.data.sources.table import make_samples
from nnstudio.data.split import can_be_stratified, has_stratified_folds
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
    _add_split(script, spec)
    if spec.bootstrap is not None:
        script.use("sklearn.utils", "resample")
        script.add(
            "# a bootstrap sample: as many training samples, drawn with replacement",
            f"X_train, y_train = resample(X_train, y_train, random_state={spec.bootstrap})",
        )
    if spec.standardize:
        script.use("sklearn.preprocessing", "StandardScaler")
        script.add("scaler = StandardScaler().fit(X_train)", "X_train = scaler.transform(X_train)")
        if spec.has_test:
            script.add("X_test = scaler.transform(X_test)")
    if spec.standardize_target:
        script.use("sklearn.preprocessing", "StandardScaler")
        script.add(
            "target_scaler = StandardScaler().fit(y_train.reshape(-1, 1))  # inverse_transform gives the units back",
            "y_train = target_scaler.transform(y_train.reshape(-1, 1))[:, 0]",
        )
        if spec.has_test:
            script.add("y_test = target_scaler.transform(y_test.reshape(-1, 1))[:, 0]")
    return script


def _add_split(script: ScriptLines, spec: DataSpec) -> None:
    """From `X`, `y` to the two parts."""
    if not spec.has_test:
        script.add("X_train, y_train = X, y")
        return
    # the sizes of a file's classes are known without reading it
    y = class_labels(spec.source) if isinstance(spec.source, CsvSource) else make_samples(spec.source).y
    if spec.fold is not None:
        splitter = "StratifiedKFold" if has_stratified_folds(spec, spec.fold, y) else "KFold"
        by_seed = f", shuffle=True, random_state={spec.split_seed}" if spec.fold.shuffle else ""
        script.use("sklearn.model_selection", splitter)
        script.add(
            f"folds = list({splitter}(n_splits={spec.fold.folds}{by_seed}).split(X, y))",
            f"train, test = folds[{spec.fold.index} - 1]  # the first fold is called 1",
            "X_train, X_test, y_train, y_test = X[train], X[test], y[train], y[test]",
        )
        return
    stratify = ", stratify=y" if can_be_stratified(spec, y) else ""
    script.use("sklearn.model_selection", "train_test_split")
    script.add(
        "X_train, X_test, y_train, y_test = train_test_split(",
        f"    X, y, test_size={spec.test_fraction!r}, random_state={spec.split_seed}{stratify}",
        ")",
    )
