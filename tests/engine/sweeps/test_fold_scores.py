"""Cross-validation says what scikit-learn's says of its model, and no more than so few folds can tell."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ttest_1samp
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score

from nnstudio.data.sources.table import make_samples
from nnstudio.engine.sweeps.figures import figures_of
from nnstudio.engine.sweeps.fold_scores import Baselines, comparison, score_folds, sentence, uncertainty
from nnstudio.engine.sweeps.run_sweep import run_sweep
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.folds import Fold
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import EarlyStopping
from nnstudio.project.sweep import Sweep


def ended(project, **sweep):
    runs = dict(run_sweep(Sweep(**sweep).members(project)))
    return [(runs[i], figures_of(runs[i])) for i in sorted(runs)]


def score(members):
    baselines = Baselines()
    for run, _unused in members:
        baselines.fit(run)
    return score_folds(members, baselines)


def short(source, epochs=3):
    return edits.with_training(open_source(source), epochs=epochs)


def scored(members, **tested):
    """With other figures of the network."""
    return score(
        [
            (run, replace(figures, metrics={"train": {}, "test": {name: each[i] for name, each in tested.items()}}))
            for i, (run, figures) in enumerate(members)
        ]
    )


@pytest.mark.parametrize(
    ("source", "model", "splitter", "metric"),
    [
        ("binary-classification", LogisticRegression(max_iter=1000), StratifiedKFold, "accuracy"),
        ("linear-regression", LinearRegression(), KFold, "r2"),
    ],
)
@pytest.mark.parametrize("shuffle", [True, False])
def test_that_the_baseline_is_scikit_learns_cross_validation(source, model, splitter, metric, shuffle):
    project = edits.with_fold(short(source), Fold(shuffle=shuffle))
    scores = score(ended(project, folds=5))
    samples = make_samples(project.data.source)
    # without shuffling they are the folds that it takes unless told otherwise
    cv = splitter(5, shuffle=True, random_state=project.data.split_seed) if shuffle else 5
    expected = cross_val_score(model, samples.X, samples.y, cv=cv, scoring=metric)
    assert scores.chief == metric
    assert scores.metrics[metric].baseline == pytest.approx(expected, rel=1e-12)
    assert scores.metrics[metric].baseline_spread == pytest.approx(expected.std(ddof=1))


def test_that_runs_on_a_fold_count_by_their_mean_and_the_interval_is_of_the_differences():
    members = ended(short("binary-classification"), folds=4, seeds=2)
    accuracy = [0.5, 0.7, 0.9, 0.9, 0.8, 0.6, 1.0, 1.0]
    found = scored(members, accuracy=accuracy).metrics["accuracy"]
    assert found.network == pytest.approx((0.6, 0.9, 0.7, 1.0))
    differences = np.subtract(found.network, found.baseline)
    usual = ttest_1samp(differences, 0).confidence_interval(0.95)
    # folds share training samples: 1/k becomes 1/k + 1/(k - 1)
    wider = np.sqrt((1 / 4 + 1 / 3) / (1 / 4))
    low, high = found.interval
    assert found.difference == pytest.approx(differences.mean())
    assert high - found.difference == pytest.approx(wider * (usual.high - differences.mean()))
    assert found.difference - low == pytest.approx(wider * (differences.mean() - usual.low))


@pytest.mark.parametrize(
    ("accuracy", "said"),
    [
        ((0.97, 0.98, 1.0, 0.99, 0.97), "The network is better, hardly by luck alone."),
        ((0.0, 0.01, 0.02, 0.0, 0.01), "LogisticRegression is better, hardly by luck alone."),
        ((0.3, 0.6, 0.4, 0.7, 0.5), "That does not tell which of the two is better."),
    ],
)
def test_that_it_is_said_which_is_better_only_where_the_interval_says_it(accuracy, said):
    scores = scored(ended(short("binary-classification"), folds=5), accuracy=accuracy)
    assert said in uncertainty(scores)
    assert "5 folds are few" in uncertainty(scores)
    assert "over 5 folds; LogisticRegression has 0.4" in sentence(scores)


def test_that_a_smaller_error_is_the_better_one():
    # a fold of one sample has no R²
    project = edits.with_source_options(short("linear-regression"), samples=4)
    scores = scored(ended(project, folds=4), mse=(0.0, 1e-9, 2e-9, 0.0))
    assert scores.chief == "mse"
    assert "LinearRegression is better" not in uncertainty(scores)


def test_that_a_fold_as_good_as_the_baseline_is_alike():
    members = ended(short("binary-classification"), folds=3)
    baseline = score(members).metrics["accuracy"].baseline
    scores = scored(members, accuracy=baseline)
    assert scores.metrics["accuracy"].interval is None
    assert uncertainty(scores) == "The difference is the same in each fold."


def test_that_diverged_runs_and_folds_that_are_missing_are_told():
    project = edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=1000.0), epochs=40)
    assert score(ended(project, folds=3)) is None
    diverged, sound = ended(project, folds=3), ended(short("linear-regression"), folds=3)
    scores = score([diverged[0], *sound[1:]])
    assert (scores.folds, scores.of, scores.left_out) == ((2, 3), 3, 1)
    assert "over 2 of 3 folds" in sentence(scores)
    assert "1 run diverged and counts in none of it" in sentence(scores)


def test_that_what_was_not_compared_is_told_without_a_comparison():
    members = ended(short("binary-classification"), folds=3)
    scores = score_folds(members, Baselines())
    assert scores.metrics["accuracy"].difference is None
    assert sentence(scores).endswith("over 3 folds.")
    assert uncertainty(scores) == ""


def test_that_another_network_on_the_same_folds_is_compared_fold_by_fold():
    members = ended(short("binary-classification"), folds=4)
    then = scored(members, accuracy=(0.5, 0.7, 0.6, 0.8))
    told = comparison(scored(members, accuracy=(0.61, 0.8, 0.7, 0.91)), then)
    assert "differs by +0.11 on average" in told
    assert "hardly luck alone" in told
    assert "That may be luck." in comparison(scored(members, accuracy=(0.4, 0.9, 0.5, 0.9)), then)
    # others, or the very same
    assert comparison(score(ended(short("binary-classification"), folds=3)), then) == ""
    assert comparison(then, then) == ""


def test_that_a_run_that_watched_its_test_loss_is_said_to_be_flattered():
    watching = EarlyStopping(patience=2, monitor="test_loss")
    project = edits.with_training(edits.with_fold(short("binary-classification"), Fold()), early_stopping=watching)
    assert "flatters the network" in uncertainty(score(ended(project, folds=3)))
