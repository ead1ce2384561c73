"""A dice beside each seed."""

from itertools import pairwise

import pytest

from nnstudio.project import edits

SEEDS = {
    "source_seed_dice": lambda project: project.data.source.seed,
    "split_seed_dice": lambda project: project.data.split_seed,
    "bootstrap_dice": lambda project: project.data.bootstrap,
    "seed_dice": lambda project: project.training.seed,
}


@pytest.mark.parametrize("name", SEEDS)
def test_that_each_throw_draws_another_seed_and_is_a_step_of_undo(here, name):
    here.window.document.edit("with a test share", edits.with_data(here.window.project, test_fraction=0.3, bootstrap=0))
    before, seeds = here.window.project, [SEEDS[name](here.window.project)]
    for _ in range(3):
        here.press(name)
        seeds.append(SEEDS[name](here.window.project))
        assert "draw another" in here.action("undo_action").text()
    assert all(one != other for one, other in pairwise(seeds))
    others = [seed_of(here.window.project) for other, seed_of in SEEDS.items() if other != name]
    assert others == [seed_of(before) for other, seed_of in SEEDS.items() if other != name]
    assert here.find(name.removesuffix("_dice")).value() == seeds[-1]
    for seed in reversed(seeds[:-1]):
        here.action("undo_action").trigger()
        assert SEEDS[name](here.window.project) == seed
    assert here.window.project == before


def test_that_another_source_has_one_dice(here):
    here.choose_source("Moons")
    here.press("source_seed_dice")
    assert "draw another seed of the data" in here.action("undo_action").text()
