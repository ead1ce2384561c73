"""The arrays of members, made once for all that have the same data."""

from threading import Lock
from weakref import WeakValueDictionary

from nnstudio.data.dataset import Dataset
from nnstudio.data.load import load_dataset
from nnstudio.project.data import DataSpec


class SharedDatasets:
    """Gives members of one data spec one dataset, as long as anybody still has it; from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: WeakValueDictionary[DataSpec, Dataset] = WeakValueDictionary()

    def load(self, spec: DataSpec) -> Dataset:
        """The arrays that `spec` stands for.

        Raises:
            InvalidProjectError: a feature does not exist or is too large, or no sample is left to train on.
        """
        with self._lock:
            found = self._known.get(spec)
            if found is None:
                found = self._known[spec] = load_dataset(spec)
            return found
