"""One sound project as plain JSON values, and what tests do to it."""

import copy
import json
from typing import Any

import pytest

from nnstudio.project.errors import ProjectError
from nnstudio.project.project import Project
from nnstudio.project.storage import parse_project

CIRCLES: dict[str, Any] = {
    "format": "nnstudio",
    "version": 1,
    "data": {
        "source": {"kind": "circles", "samples": 300, "noise": 0.1, "factor": 0.5, "seed": 2020},
        "features": ["x1", "x2"],
        "standardize": False,
        "test_fraction": 0.0,
        "split_seed": 0,
    },
    "network": {"layers": [{"kind": "linear", "units": 5}, {"kind": "relu"}, {"kind": "linear"}]},
    "training": {
        "loss": "bce_with_logits",
        "optimizer": {"kind": "adam", "lr": 0.1},
        "batch_size": 50,
        "epochs": 20,
        "seed": 1,
    },
}

MISSING = object()


def circles() -> Project:
    return parse_project(json.dumps(CIRCLES))


def with_value(*path: Any) -> dict[str, Any]:
    """The sound project with the last of `path` put where the others lead; MISSING takes the key away."""
    raw = copy.deepcopy(CIRCLES)
    *way, key, value = path
    here: Any = raw
    for part in way:
        here = here[part]
    if value is MISSING:
        del here[key]
    else:
        here[key] = value
    return raw


def refusal(content: bytes | str) -> str:
    """What parse_project says against `content`: always one line."""
    with pytest.raises(ProjectError) as caught:
        parse_project(content)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    return message
