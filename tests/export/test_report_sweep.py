"""The report's section on the last sweep: its numbers are the sweep's, and it stays a page that can be read."""

import json
import re
from dataclasses import replace
from statistics import median

import pytest

from nnstudio.cli.command import main
from nnstudio.engine.files.archive import write_archive
from nnstudio.engine.files.sweep_entries import ArchivedMember
from nnstudio.engine.sweeps.figures import figures_of
from nnstudio.engine.sweeps.member_trainer import MemberTrainer
from nnstudio.engine.sweeps.summary import first_loss, sentence, summarize, uncertainty
from nnstudio.export.report import report_of
from nnstudio.export.report_sweep import SweepFacts
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.rounding import rounded
from nnstudio.project.sweep import Sweep, Variation
from nnstudio.session.keeping import archive_of, capture
from nnstudio.session.sweeps.sweep_keeping import archived, capture_sweeps
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from tests.export.runs import trained
from tests.export.test_report import Page

RATES = Variation("training.optimizer.lr", (0.001, 0.01, 1000.0))
PROJECT = edits.with_training(open_source("linear-regression"), epochs=3)


def swept(sweep, project=PROJECT):
    record = SweepRecord(project, sweep, tuple(map(MemberRecord, sweep.members(project))))
    trainer = MemberTrainer()
    for each in record.members:
        each.run = trainer.train(each.member, look=each.take)
        each.figures = figures_of(each.run)
    record.summarize()
    record.end()
    return record


def archived_of(record):
    return archived(capture_sweeps([record])[0])


@pytest.fixture(scope="module")
def outcome():
    return trained(PROJECT)


def test_that_values_have_their_median_and_what_diverged_is_counted(outcome):
    record = swept(Sweep((RATES,), 3))
    page = report_of(replace(outcome, sweep=archived_of(record)))
    Page(page)
    head, rows, note = SweepFacts(archived_of(record)).table()
    assert head == ["lr", "runs", "diverged", "lowest loss", "median loss", "highest loss"]
    for (values, group), row in zip(record.groups, rows, strict=True):
        losses = [each.final_loss for each in group if each.final_loss is not None]
        assert row[:3] == [f"{values['training.optimizer.lr']:g}", "3", str(3 - len(losses))]
        assert row[4] == (rounded(median(losses), ".6g") if losses else "–")
    assert rows[-1][2:] == ["3", "–", "–", "–"]
    assert note == ""
    section = page[page.index("<h2>Seeds and sweeps</h2>") :]
    assert "lr 0.001: 3 of 3 end" in section
    # a dot for each run that has a loss
    assert section[: section.index("<h2>Code</h2>")].count("<circle") == 6


def test_that_seeds_alone_have_the_sentence_of_the_panel_and_its_uncertainty(outcome):
    project = edits.with_training(open_source("binary-classification"), epochs=60)
    record = swept(Sweep(seeds=8), project)
    [(_values, summary)] = record.summaries
    assert SweepFacts(archived_of(record)).sentences() == [
        each for each in (sentence(summary), uncertainty(summary)) if each
    ]
    # it is of another project than the run
    assert "changed since" in report_of(replace(outcome, sweep=archived_of(record)))


def test_that_each_value_is_told_the_same_by_the_panel_the_report_the_command_and_lessons(capsys):
    # rates so large that the runs with them begin far above the others
    rates = Variation("training.optimizer.lr", (0.1, 500.0, 1000.0))
    project = edits.with_training(open_source("binary-classification"), epochs=60)
    record = swept(Sweep((rates,), 6), project)
    losses = [[each.final_loss for each in group] for _values, group in record.groups]
    starts = [first_loss(each.train_loss for each in group) for _values, group in record.groups]
    found = [summary for _values, summary in record.summaries]
    assert found != [summarize(*each) for each in zip(losses, starts, strict=True)], "the values are to begin apart"
    told = [sentence(summary) for summary in found]
    assert [each.partition(": ")[2] for each in SweepFacts(archived_of(record)).sentences()] == told
    stuck = [sum(group.members for group in summary.groups[1:]) for summary in found]
    assert record.lesson_result().figures["stuck"] == stuck
    vary = "training.optimizer.lr=0.1,500,1000"
    main(["sweep", "binary-classification", "--vary", vary, "--seeds", "6", "--epochs", "60", "--json"])
    groups = json.loads(capsys.readouterr().out)["summary"]["by_values"]
    assert [group["sentence"] for group in groups] == told


def test_that_folds_and_texts_and_two_fields_have_a_picture(outcome):
    activations = Variation("network.hidden_activation", ("relu", "tanh"))
    units = Variation("network.layers[0].units", (2, 3))
    project = edits.with_training(open_source("binary-classification"), epochs=2)
    for sweep, dots in ((Sweep(folds=3), 3), (Sweep((activations, units), 1), 4)):
        page = report_of(replace(outcome, sweep=archived_of(swept(sweep, project))))
        Page(page)
        section = page[page.index("<h2>Seeds and sweeps</h2>") : page.index("<h2>Code</h2>")]
        assert section.count("<circle") == dots


def test_that_a_thousand_runs_are_told_in_a_few_rows(outcome):
    record = archived_of(swept(Sweep(seeds=1)))
    many = replace(record, sweep=Sweep(seeds=1000), members=record.members * 1000)
    _head, rows, note = SweepFacts(many).table()
    assert len(rows) == 40
    assert note == "The first 40 of 1,000 rows."
    assert len(report_of(replace(outcome, sweep=many))) < 500_000


def test_that_a_sweep_of_which_nothing_came_says_so(outcome):
    record = archived_of(swept(Sweep(seeds=2)))
    nothing = replace(record, members=(ArchivedMember(), ArchivedMember()), was_stopped=True)
    page = report_of(replace(outcome, sweep=nothing))
    assert "No run has come to its end." in page
    assert "Seeds and sweeps" not in report_of(outcome)


def test_that_the_command_tells_of_a_files_last_sweep(tmp_path):
    records = [swept(Sweep(seeds=2)), swept(Sweep((RATES,), 1))]
    write_archive(archive_of(capture(PROJECT, [], None, None, {}, sweeps=records)), tmp_path / "x.nnstudio")
    told = tmp_path / "x.html"
    assert main(["export", str(tmp_path / "x.nnstudio"), "--to", "report", "-o", str(told)]) == 0
    section = re.search(r"<h2>Seeds and sweeps</h2>.*?</table>", told.read_text(encoding="utf-8"), re.DOTALL)
    assert "training.optimizer.lr" in section[0]
