"""The lines of a script that look at what was learned, as the lecture does after training."""

from collections.abc import Sequence

from nnstudio.export.script_lines import ScriptLines
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task


def after_lines(project: Project, places: Sequence[str]) -> ScriptLines:
    """What is printed once `model` is trained; `places` is how the script gets at each layer."""
    script = ScriptLines()
    layers = project.network.layers
    if project.data.task is not Task.REGRESSION:
        script.add(*_class_lines(project))
    elif len(layers) == 1 and isinstance(layers[0], LinearLayer):
        script.use("sklearn", "linear_model")
        script.add(*_weight_lines(layers[0], places[0], project.data.standardize_target))
    elif project.data.standardize_target:
        script.add(*_SCALED_VALUES)
    else:
        script.add(*_VALUES)
    return script


def _weight_lines(layer: LinearLayer, place: str, is_scaled: bool) -> list[str]:
    first = "" if layer.bias else ", start=1"
    intercept = "" if layer.bias else "fit_intercept=False"
    bias, intercepts = (f"*{place}.bias.tolist(), ", "*exact.intercept_.tolist(), ") if layer.bias else ("", "")
    return [
        "# The weights beside scikit-learn's closed form, on the same numbers"
        + (", of the standardised target" if is_scaled else "")
        + ("; w0 is the bias" if layer.bias else ""),
        f"exact = linear_model.LinearRegression({intercept}).fit(X_train.double().numpy(), y_train.double().numpy())",
        f"learned_weights = [{bias}*{place}.weight[0].tolist()]",
        f"exact_weights = [{intercepts}*exact.coef_[0].tolist()]",
        'print("       network  scikit-learn")',
        f"for i, (learned, closed_form) in enumerate(zip(learned_weights, exact_weights){first}):",
        '    print(f"w{i:<3} {learned:9.4g} {closed_form:13.4g}")',
    ]


_VALUES = """
# Some samples: what the network says, beside the target
step = max(1, len(X_train) // 5)
model.eval()
with torch.no_grad():
    predictions = model(X_train[::step])
for prediction, target in zip(predictions[:, 0].tolist(), y_train[::step, 0].tolist()):
    print(f"predicted {prediction:.4g}, target {target:.4g}")
""".strip().splitlines()


_SCALED_VALUES = """
# Some samples: what the network says, beside the target, both in the target's own units
step = max(1, len(X_train) // 5)
model.eval()
with torch.no_grad():
    predictions = target_scaler.inverse_transform(model(X_train[::step]))
targets = target_scaler.inverse_transform(y_train[::step])
for prediction, target in zip(predictions[:, 0].tolist(), targets[:, 0].tolist()):
    print(f"predicted {prediction:.6g}, target {target:.6g}")
""".strip().splitlines()


def _class_lines(project: Project) -> list[str]:
    data, takes = project.data, project.training.loss.takes
    is_plane = data.input_count() == 2 and not data.standardize
    is_plane = is_plane and all(feature.is_column for feature in data.parsed_features())
    lines = [
        "# Two points of the plane" if is_plane else "# The first two samples",
        f"points = {'torch.tensor([[0.0, 0.0], [-1.0, -1.0]])' if is_plane else 'X_train[:2]'}",
        "model.eval()",
        "with torch.no_grad():",
    ]
    if takes is Takes.PROBABILITY:
        return [*lines, "    probabilities = model(points)", *_PROBABILITIES, *_ABOVE_HALF]
    lines += ["    logits = model(points)", 'print("logits", logits)']
    if takes is Takes.LOGITS:
        softmax = "probabilities = torch.softmax(logits, dim=1)  # each row sums to 1"
        return [*lines, softmax, *_PROBABILITIES, 'print("classes", probabilities.argmax(dim=1))']
    return [*lines, "probabilities = torch.sigmoid(logits)", *_PROBABILITIES, *_ABOVE_HALF]


_PROBABILITIES = ['print("probabilities", probabilities)']
_ABOVE_HALF = ['print("classes", (probabilities > 0.5).long())']
