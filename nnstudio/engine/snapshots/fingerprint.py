"""One short text for all of a network's numbers: equal texts, equal weights, to the last bit."""

import hashlib

from nnstudio.engine.snapshots.snapshot import Snapshot


def fingerprint(snapshot: Snapshot) -> str:
    """SHA-256, in hexadecimal, of the state_dict's tensors end to end as little-endian float32."""
    return hashlib.sha256(snapshot.vector.astype("<f4").tobytes()).hexdigest()
