"""The network's numbers as a file: safetensors, or what ``torch.save`` makes of a state_dict."""

import io
from pathlib import Path

import torch

from nnstudio import __version__
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.export.outcome import Outcome
from nnstudio.project.storage import project_json
from nnstudio.project.writing import write_bytes


def write_weights(outcome: Outcome, path: Path) -> None:
    """Writes the ``state_dict``, by the file's ending as .safetensors or as .pt.

    The first holds the project, the epoch and the fingerprint as metadata; the second is a plain ``state_dict`` for
    ``model.load_state_dict(torch.load(path, weights_only=True))``.

    Raises:
        ProjectError: the file can't be written.
    """
    state = outcome.probe.state_dict()
    if path.suffix.lower() == ".pt":
        buffer = io.BytesIO()
        torch.save(state, buffer)
        content = buffer.getvalue()
    else:
        from safetensors.torch import save

        content = save(state, metadata=_metadata(outcome))
    write_bytes(content, path)


def _metadata(outcome: Outcome) -> dict[str, str]:
    """What safetensors keeps beside the tensors: texts by their names."""
    return {
        "format": "pt",
        "nnstudio": __version__,
        "torch": torch.__version__,
        "epoch": str(outcome.epoch),
        "sha256": fingerprint(outcome.snapshot),
        "project": project_json(outcome.project),
    }
