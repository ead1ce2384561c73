"""The report is one sound page that needs nothing else, and says what the run is."""

import base64
import io
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import confusion_matrix

from nnstudio.engine.metrics.baseline import linear_baseline
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.snapshots.outputs import predictions
from nnstudio.export.highlight import highlighted
from nnstudio.export.report import report_of
from nnstudio.export.script import script_of
from nnstudio.export.svg import Chart, thinned, ticks
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.folds import Fold
from nnstudio.project.optimizers.adaptive import AdamWSpec
from nnstudio.project.schedules import StepSchedule
from nnstudio.project.sources.bundled import DiabetesSource, IrisSource
from nnstudio.project.sources.drawn import WaveSource
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.project.sources.scikit_made import CirclesSource
from tests.export.runs import project_on, trained

VOID = {"meta", "br", "img"}


class Page(HTMLParser):
    """What the page is made of; fails where tags do not match."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


@pytest.fixture(scope="module")
def iris():
    return trained(project_on(IrisSource(), "relu", test_fraction=0.2, standardize=True, epochs=8), name="my irises")


@pytest.mark.parametrize("kind", SOURCE_KINDS)
def test_that_every_data_set_has_a_sound_report(kind):
    text = report_of(trained(project_on(SOURCE_KINDS[kind](), "relu", test_fraction=0.25)))
    page = Page(text)
    assert page.tags.count("svg") >= 2
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ET.fromstring(svg)
    # ids are taken once only, and no picture holds what is not a number
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    drawn = [value for name, value in page.attributes if name in ("points", "cx", "cy")]
    assert drawn
    assert not any("nan" in value or "inf" in value for value in drawn)


def test_that_it_is_said_which_fold_is_tested_on_and_that_a_bootstrap_sample_is_one():
    text = Page(report_of(trained(project_on(IrisSource(), fold=Fold(index=2), split_seed=3, bootstrap=8)))).text
    assert "30 (fold 2 of 5, seed 3)" in text
    assert "with replacement (seed 8)" in text


def test_that_the_page_needs_nothing_from_elsewhere_and_runs_nothing(iris):
    page = Page(report_of(iris))
    links = [value for name, value in page.attributes if name in ("href", "src")]
    assert all(link.startswith("data:image/png;base64,") for link in links)
    assert not {"script", "link", "iframe", "object", "img"} & set(page.tags)
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert "http" not in report_of(iris).replace("http-equiv", "")
    assert any("default-src 'none'" in (value or "") for _, value in page.attributes)


def test_that_the_figures_are_the_runs(iris):
    text = Page(report_of(iris)).text
    assert fingerprint(iris.snapshot) in text
    assert "my irises" in text
    for loss in (*iris.train_loss, *iris.test_loss):
        assert repr(loss) in text
    assert script_of(iris.project) in text


def test_that_the_confusion_matrices_are_scikit_learns(iris):
    found = re.findall(r'<table class="confusion">(.*?)</table>', report_of(iris))
    data = iris.dataset
    assert len(found) == 2
    for table, raw, y in zip(found, (data.raw_train, data.raw_test), (data.y_train, data.y_test), strict=True):
        counts = [int(cell) for cell in re.findall(r">(\d+)</td>", table)]
        assert counts == confusion_matrix(y, predictions(iris.project, iris.outputs(raw))).ravel().tolist()


def test_that_the_shades_are_what_the_network_says():
    outcome = trained(project_on(CirclesSource(), "relu", "relu", epochs=40))
    (uri,) = re.findall(r'href="data:image/png;base64,([^"]+)"', report_of(outcome))
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(uri))))
    top, left = picture[0, 0], picture[60, 60]
    raw = outcome.dataset.raw
    low, high = raw.min(axis=0), raw.max(axis=0)
    corner = np.array([[low[0], high[1]]])
    centre = (low + high)[None] / 2
    said = predictions(outcome.project, outcome.outputs(np.concatenate((corner, centre))))
    # orange has more red than blue
    assert [top[0] > top[2], left[0] > left[2]] == said.astype(bool).tolist() == [False, True]


def test_that_a_linear_regression_stands_beside_scikit_learns():
    outcome = trained(open_source("linear-regression"))
    parameters = {name: tensor.numpy() for name, tensor in outcome.probe.state_dict().items()}
    baseline = linear_baseline(outcome.project, outcome.dataset, parameters)
    text = Page(report_of(outcome)).text
    assert all(f"{weight:.4f}" in text for weight in (*baseline.network, *baseline.sklearn))
    assert "closed form" not in Page(report_of(trained(project_on(WaveSource(), "tanh")))).text


def test_that_a_report_says_which_loss_each_figure_is():
    outcome = trained(project_on(DiabetesSource(), "relu", test_fraction=0.2), epoch=2)
    text = Page(report_of(outcome)).text
    assert f"{outcome.test_loss[-1]:.4g}MSELoss, test: after epoch 2" in text
    assert "The train loss is the average during epoch 2, of its batches; all else is after epoch 2" in text
    assert "train, average during each epoch" in text and "test, after each epoch" in text
    untrained = Page(report_of(trained(project_on(WaveSource(), "tanh"), epoch=0))).text
    assert "Before training, over all samples." in untrained
    assert "average during epoch" not in untrained


def test_that_the_settings_in_use_are_listed_and_the_others_are_not():
    project = edits.with_training(
        project_on(WaveSource(), "dropout"), seed=0, l2=0.25, schedule=StepSchedule(step_size=5)
    )
    project = edits.with_training(project, optimizer=AdamWSpec(lr=0.05))
    text = Page(report_of(trained(project))).text
    assert all(part in text for part in ("Seed0", "L20.25", "step size 5"))
    # also those that are 0 or the studio's own default
    assert all(part in text for part in ("AdamW: lr 0.05, weight_decay 0.0", "p 0.5", "bias yes"))
    assert not any(part in text for part in ("L10.0", "Early stopping", "Changes"))


def test_that_an_untrained_network_has_a_report_too():
    page = Page(report_of(trained(project_on(DiabetesSource(), "relu"), epoch=0)))
    assert "has not been trained" in page.text


def test_that_names_are_text_and_never_markup():
    outcome = trained(project_on(CirclesSource(), "relu"), name="<script>alert(1)</script>&")
    text = report_of(outcome)
    assert "<script>" not in text
    assert "<script>alert(1)</script>&" in Page(text).text


def test_that_code_keeps_every_character_in_colours():
    project = edits.with_data(open_source("multiclass-classification"), test_fraction=0.2)
    code = script_of(project)
    page = Page(highlighted(code))
    assert page.text == code
    classes = {value for name, value in page.attributes if name == "class"}
    assert classes == {"keyword", "string", "number", "comment"}


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-1.3, 1.2, [-1, -0.5, 0, 0.5, 1]), (0, 20, [0, 5, 10, 15, 20])],
)
def test_that_ticks_are_round_and_within(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)
    assert ticks(3, 3) == [3]


def test_that_a_long_curve_keeps_its_ends_and_its_peaks():
    values = np.sin(np.arange(50_000) / 700) + (np.arange(50_000) == 12_345) * 9
    x, y = thinned(values.tolist())
    assert len(x) <= 802
    assert (x[0], x[-1]) == (1, 50_000)
    assert y.max() == values.max()
    assert np.array_equal(values[x.astype(int) - 1], y)


def test_that_a_chart_places_points_by_its_axes():
    chart = Chart("A", (0, 10), (1, 100), x_label="x", y_label="y", size=(472, 256), log_y=True)
    chart.dots([0, 5, 10], [1, 10, 100], "red")
    svg = re.search(r"<svg.*</svg>", chart.markup()).group()
    places = [(float(c.get("cx")), float(c.get("cy"))) for c in ET.fromstring(svg).iter("circle")]
    assert places == [(58, 212), (258, 112), (458, 12)]
