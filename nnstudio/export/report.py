"""A run on one HTML page that needs nothing else: no network, no script, no studio."""

import platform
from html import escape
from pathlib import Path

import numpy as np
import sklearn
import torch

from nnstudio import __version__
from nnstudio.engine.metrics.baseline import linear_baseline
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.views.summary import summarise
from nnstudio.export.figures import figures
from nnstudio.export.highlight import highlighted
from nnstudio.export.outcome import Outcome, Progress, unwatched
from nnstudio.export.report_style import STYLE
from nnstudio.export.report_sweep import SweepFacts
from nnstudio.export.script import script_of
from nnstudio.export.tables import split_metrics
from nnstudio.language import _, chosen, local_number
from nnstudio.project.data import DataSpec
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerShape
from nnstudio.project.loss_words import AFTER_EACH, DURING_EACH, SHARE_WORDS, average_during, when
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.rounding import rounded
from nnstudio.project.sources.spec import Task
from nnstudio.project.storage import project_json
from nnstudio.project.writing import write_text

_MOST_LOSSES = 40


def write_report(outcome: Outcome, path: Path, progress: Progress = unwatched) -> None:
    """Writes the page.

    Raises:
        ProjectError: the file can't be written.
    """
    write_text(report_of(outcome, progress), path)


def report_of(outcome: Outcome, progress: Progress = unwatched) -> str:
    """The page's HTML."""
    sections = []
    makers = (_figures_section, _results, _data, _network, _training, _losses, _sweep, _code, _provenance)
    for i, make in enumerate(makers):
        progress(i / len(makers))
        sections.append(make(outcome))
    title = escape(outcome.name or _("A network"))
    return "\n".join(
        [
            f'<!DOCTYPE html>\n<html lang="{chosen()}"><head><meta charset="utf-8">',
            # nothing may be fetched or run, even if a name in the data tried to
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{title} – NN Studio</title><style>{STYLE}</style></head><body><main>",
            f'<header><h1>{title}</h1><p class="lead">{escape(_lead(outcome))}</p>{_cards(outcome)}</header>',
            *sections,
            "</main></body></html>\n",
        ]
    )


def _lead(outcome: Outcome) -> str:
    project, dataset = outcome.project, outcome.dataset
    hidden = " → ".join([str(len(dataset.feature_names)), *(str(s.outputs) for s in _linear_shapes(outcome))])
    return _(
        "{source_title}, {task}: {samples:,} training samples; units {hidden}, "
        "{parameter_count:,} parameters; {loss_title}, {optimizer_title}, {epoch:,} epochs."
    ).format(
        source_title=project.data.source.title,
        task=project.data.task,
        samples=len(dataset.y_train),
        hidden=hidden,
        parameter_count=project.parameter_count(),
        loss_title=project.loss_label,
        optimizer_title=project.training.optimizer.title,
        epoch=outcome.epoch,
    )


def _linear_shapes(outcome: Outcome) -> list[LayerShape]:
    layers = zip(outcome.project.network.layers, outcome.project.layer_shapes(), strict=True)
    return [shape for layer, shape in layers if isinstance(layer, LinearLayer)]


def _cards(outcome: Outcome) -> str:
    """The figures one looks for first, of the test samples where there are any."""
    figures = split_metrics(outcome)
    split = "test" if "test" in figures else "train"
    share, title = SHARE_WORDS[split], outcome.project.loss_label
    loss = f"loss ({outcome.project.training.loss.title})"
    which = average_during(outcome.epoch) if split == "train" else when(outcome.epoch)
    shown = [
        (rounded(value, ".4g"), f"{title}, {share}: {which}" if name == loss else f"{name}, {share}")
        for name, value in figures[split].items()
    ]
    cards = "".join(f"<div><b>{escape(value)}</b><span>{escape(name)}</span></div>" for value, name in shown)
    return f'<div class="cards">{cards}</div>'


def _section(title: str, body: str, note: str = "") -> str:
    said = f'<p class="note">{escape(note)}</p>' if note else ""
    return f"<section><h2>{escape(title)}</h2>{said}{body}</section>"


def _table(head: list[str], rows: list[list[str]], numbers: int = 0) -> str:
    """A table whose last `numbers` columns are figures; its cells are escaped."""
    aligned = [' class="number"' if i >= len(head) - numbers else "" for i in range(len(head))]
    top = "".join(f"<th{a}>{escape(text)}</th>" for a, text in zip(aligned, head, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{a}>{escape(cell)}</td>" for a, cell in zip(aligned, row, strict=True)) + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _pairs(rows: list[tuple[str, str]]) -> str:
    body = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f'<table class="pairs"><tbody>{body}</tbody></table>'


def _figures_section(outcome: Outcome) -> str:
    return _section(_("Pictures"), f'<div class="figures">{"".join(figures(outcome))}</div>')


def _results(outcome: Outcome) -> str:
    found = split_metrics(outcome)
    names = list(found["train"])
    rows = [
        [name, *(rounded(figures[name], ".6g") if name in figures else "–" for figures in found.values())]
        for name in names
    ]
    body = _table(["", *(SHARE_WORDS[split] for split in found)], rows, numbers=len(found))
    parameters = {name: tensor.numpy() for name, tensor in outcome.probe.state_dict().items()}
    baseline = linear_baseline(outcome.project, outcome.dataset, parameters)
    if baseline is not None:
        weights = [
            [f"w{i}", name, rounded(ours, ".4f"), rounded(theirs, ".4f")]
            for i, (name, ours, theirs) in enumerate(
                zip(
                    (_("intercept"), *outcome.dataset.feature_names),
                    baseline.network,
                    baseline.sklearn,
                    strict=True,
                )
            )
        ]
        body += "<h3>" + escape(_("Beside scikit-learn's closed form")) + "</h3>"
        body += _table([_("weight"), _("of"), _("network"), "LinearRegression"], weights, numbers=2)
    note = (
        _("The train loss is the {average}, of its batches; all else is {when}, over all samples.").format(
            average=average_during(outcome.epoch), when=when(outcome.epoch)
        )
        if outcome.epoch
        else _("Before training, over all samples.")
    )
    return _section(_("Results"), body, note)


def _data(outcome: Outcome) -> str:
    dataset, spec = outcome.dataset, outcome.project.data
    options, scaled = spec.source.model_dump(exclude={"kind"}), _("yes, by the training samples' mean and deviation")
    rows = [
        (_("Source"), f"{spec.source.title}: {spec.source.summary}"),
        *((name.replace("_", " ").capitalize(), _shown(value)) for name, value in options.items()),
        (_("Task"), str(spec.task)),
        (_("Training samples"), local_number(len(dataset.y_train), ",")),
        (_("Test samples"), _test_samples(spec, len(dataset.y_test))),
        *([] if spec.bootstrap is None else [(_("Bootstrap sample"), _bootstrap(spec.bootstrap))]),
        (_("Inputs"), ", ".join(dataset.feature_names)),
        (_("Standardised"), scaled if spec.standardize else _("no")),
        *([(_("Target standardised"), scaled)] if spec.standardize_target else []),
    ]
    raw = dataset.raw_train
    columns = [
        [name, *(local_number(value, ".6g") for value in (x.mean(), x.std(), x.min(), x.max()))]
        for name, x in zip(dataset.columns, raw.T, strict=True)
    ]
    if dataset.task is Task.REGRESSION:
        y = dataset.y_train
        spread = (y.mean(), y.std(), y.min(), y.max())
        columns.append(
            [
                _("{target_name} (target)").format(target_name=dataset.target_name),
                *(local_number(value, ".6g") for value in spread),
            ]
        )
    body = _pairs(rows) + "<h3>" + escape(_("Columns, over the training samples")) + "</h3>"
    body += _table([_("column"), _("mean"), _("standard deviation"), _("least"), _("greatest")], columns, numbers=4)
    if dataset.task is not Task.REGRESSION:
        parts = (
            {"train": dataset.y_train, "test": dataset.y_test} if len(dataset.y_test) else {"train": dataset.y_train}
        )
        counts = [np.bincount(y, minlength=len(dataset.class_names)) for y in parts.values()]
        classes = [[name, *(local_number(c[i], ",") for c in counts)] for i, name in enumerate(dataset.class_names)]
        heads = [_("class"), *(SHARE_WORDS[split] for split in parts)]
        body += "<h3>" + escape(_("Classes")) + "</h3>" + _table(heads, classes, numbers=len(parts))
    return _section(_("Data"), body)


def _test_samples(spec: DataSpec, n: int) -> str:
    """``60 (fold 2 of 5, seed 0)``"""
    if spec.fold is None:
        return _("{n:,} (seed {seed})").format(n=n, seed=spec.split_seed) if spec.has_test else local_number(n, ",")
    if spec.fold.shuffle:
        return _("{n:,} ({fold}, seed {seed})").format(n=n, fold=spec.fold.told(), seed=spec.split_seed)
    return _("{n:,} ({fold}, in the source's order)").format(n=n, fold=spec.fold.told())


def _bootstrap(seed: int) -> str:
    return _("the training samples are drawn from themselves, with replacement (seed {seed})").format(seed=seed)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_shown(part)}" for name, part in value.items())
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return "; ".join(map(_shown, value))
    if isinstance(value, list | tuple):
        text = ", ".join(map(str, value[:12]))
        return _("{text} and {count:,} more").format(text=text, count=len(value) - 12) if len(value) > 12 else text
    return str(value)


def _network(outcome: Outcome) -> str:
    summary = summarise(outcome.project)
    rows = []
    for i, (row, shape, layer) in enumerate(
        zip(summary.layers, outcome.project.layer_shapes(), outcome.project.network.layers, strict=True)
    ):
        said = _options(layer.model_dump(exclude={"kind", "units"}))
        rows.append([str(i), row.name, said, str(shape.inputs), str(shape.outputs), local_number(row.parameters, ",")])
    rows.append(["", _("in all"), "", "", "", local_number(summary.parameters, ",")])
    return _section(
        _("Network"), _table(["", _("layer"), _("options"), _("in"), _("out"), _("parameters")], rows, numbers=3)
    )


def _training(outcome: Outcome) -> str:
    spec = outcome.project.training
    options = spec.optimizer.model_dump(exclude={"kind"})
    rest = spec.model_dump(exclude={"loss", "optimizer"})
    rows = [
        (_("Loss"), f"{spec.loss.label}: {spec.loss.summary}"),
        *_class_weights(spec.loss),
        (_("Optimiser"), f"{spec.optimizer.title}: {_options(options)}"),
        *((name.replace("_", " ").capitalize(), _shown(value)) for name, value in rest.items() if not _is_off(value)),
        (_("Epochs trained"), local_number(outcome.epoch, ",")),
    ]
    return _section(_("Training"), _pairs(rows))


def _class_weights(loss: LossSpec) -> list[tuple[str, str]]:
    if not isinstance(loss, ClassWeightedLoss) or not loss.has_weights:
        return []
    given = ", ".join(local_number(weight, "g") for weight in loss.given_weights)
    return [(_("Class weights"), given or _("balanced: all classes count alike"))]


def _is_off(value: object) -> bool:
    """Whether a setting is not used: nothing, no changes, a penalty of 0.0; a seed of 0 is one."""
    return value is None or value == [] or value == () or (isinstance(value, float) and value == 0)


def _options(options: dict[str, object]) -> str:
    return ", ".join(f"{name} {_shown(value)}" for name, value in options.items())


def _losses(outcome: Outcome) -> str:
    train, test = outcome.train_loss, outcome.test_loss
    if not train:
        return _section(_("Losses"), "", _("The network has not been trained."))
    shown = np.unique(np.linspace(0, len(train) - 1, min(len(train), _MOST_LOSSES)).round().astype(int))
    rows = [[local_number(i + 1, ","), repr(train[i]), *([repr(test[i])] if test else [])] for i in shown]
    heads = [
        _("train, {during_each}").format(during_each=DURING_EACH),
        *([_("test, {after_each}").format(after_each=AFTER_EACH)] if test else []),
    ]
    table = _table([_("epoch"), *heads], rows, numbers=2 if test else 1)
    note = (
        _("{row_count} of {train_count:,} epochs.").format(row_count=len(rows), train_count=len(train))
        if len(rows) < len(train)
        else ""
    )
    return _section(_("Losses"), f"<details><summary>{escape(_('Every digit'))}</summary>{table}</details>", note)


def _sweep(outcome: Outcome) -> str:
    """Nothing where there is none."""
    if outcome.sweep is None:
        return ""
    found = SweepFacts(outcome.sweep)
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in found.sentences())
    head, rows, note = found.table()
    table = f'<p class="note">{escape(note)}</p>' if note else ""
    if rows:
        table += _table(head, rows, numbers=len(head))
    body = f'{_pairs(found.varied())}{said}<div class="figures">{found.picture()}</div>{table}'
    is_other = outcome.sweep.project.run_key() != outcome.project.run_key()
    note = _("Of the project as it was then; it has been changed since.") if is_other else ""
    return _section(_("Seeds and sweeps"), body, note)


def _code(outcome: Outcome) -> str:
    code = highlighted(script_of(outcome.project))
    note = _("Plain PyTorch, without the studio: it prints the very same losses, to the last digit.")
    return _section(_("Code"), f'<pre class="code">{code}</pre>', note)


def _provenance(outcome: Outcome) -> str:
    rows = [
        (_("Weights, SHA-256"), fingerprint(outcome.snapshot)),
        (_("After epoch"), local_number(outcome.epoch, ",")),
        (_("Device"), outcome.device),
        (_("Threads"), str(outcome.threads)),
        ("PyTorch", torch.__version__),
        (_("scikit-learn, NumPy"), f"{sklearn.__version__}, {np.__version__}"),
        (
            "Python",
            _("{python_version} on {machine}").format(
                python_version=platform.python_version(), machine=platform.machine()
            ),
        ),
        ("NN Studio", __version__),
    ]
    json = escape(project_json(outcome.project))
    project = f'<details><summary>{escape(_("The project as JSON"))}</summary><pre class="code">{json}'
    note = _("The same project, device, PyTorch build and number of threads give the same weights, to the last bit.")
    return _section(_("To have it again"), f"{_pairs(rows)}{project}</pre></details>", note)
