"""A row of recorded steps as one TorchScript graph: the same kernels, with neither Python nor its lock between them.

While Python calls kernels one by one, each of them gives the interpreter away and waits for it whenever the window
draws. A graph runs beside the window, undisturbed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

from nnstudio.engine.replay.graph_text import FIXED, GraphText, loop, whole
from nnstudio.engine.replay.kernels import Call, storage
from nnstudio.engine.replay.rates import PLACES_BY_NAME, Place


class Batch(NamedTuple):
    """Where the numbers of one batch lie."""

    X: Tensor
    y: Tensor
    loss: Tensor
    """(): where its loss goes."""


class Heard(NamedTuple):
    """A kernel as it was called."""

    func: OpOverload[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any


class Listener(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes which kernels are called while it listens, and with what."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.heard: list[Heard] = []

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Nothing here is compiled by dynamo; to say otherwise would load it."""
        return False

    def __torch_dispatch__(
        self,
        func: OpOverload[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        self.heard.append(Heard(func, args, kwargs, result))
        return result


class Program:
    """Recorded steps as a graph, and what stands for its values. Subclasses write the graph.

    Raises:
        CannotCompileError: a kernel can't stand in a graph.
    """

    def __init__(self, **generators: torch.Generator) -> None:
        self._generators = generators
        self._moving: dict[int, Sequence[Tensor]] = {}
        self._lists: list[list[Tensor]] = []
        self._places: dict[object, str] = {}
        self._fixed: list[Tensor] = []
        self._numbers: list[tuple[int, Place]] = []
        self.text = GraphText(self._name_of, {f"%{name}": generator for name, generator in generators.items()})

    def say(self, heard: Sequence[Heard], sample: Batch | None = None, batches: Sequence[Batch] = ()) -> list[str]:
        """The lines for the kernels that were heard while `sample` was the batch: a step of each of the batches."""
        self._moving = {}
        first = len(self._lists)
        if sample is not None:
            for tensor, places in zip(sample, zip(*batches, strict=True), strict=True):
                self._moving[storage(tensor)] = places
        for func, args, kwargs, result in heard:
            numbers = PLACES_BY_NAME.get(func._schema.name, {})
            indices = self.text.add(func, args, kwargs, result, numbers)
            self._numbers += [(index, numbers[argument]) for argument, index in indices.items()]
        found = [f"%m{i} : Tensor = aten::__getitem__(%l{i}, %at)" for i in range(first, len(self._lists))]
        return [*found, *self.text.take_body()]

    def name_of(self, tensor: Tensor) -> str:
        """The graph's value that stands for a tensor that stays where it is."""
        self._moving = {}
        return self._name_of(tensor)

    def compile(self, arguments: Sequence[str], lines: Sequence[str]) -> None:
        """Makes the function of the lines; besides `arguments` it takes what this keeps."""
        head = self.text.head([f"{FIXED}{i}" for i in range(len(self._fixed))])
        kept = ["%floats : float[]", "%tensors : Tensor[]"]
        kept += [f"%{name} : Generator" for name in self._generators]
        kept += [f"%l{i} : Tensor[]" for i in range(len(self._lists))]
        self._run = self.text.compiled(whole([*arguments, *kept], [*head, *lines]))
        # lists that live in C++, so that no run has to touch Python's objects
        self._floats = torch._C.ScriptList(self.text.floats or [0.0])
        self._tensors = torch._C.ScriptList(self._fixed or [torch.zeros(())])
        self._views = [torch._C.ScriptList(views) for views in self._lists]

    def set_numbers(self, numbers: Mapping[str, float]) -> None:
        """Has the optimiser's kernels step with other numbers, as another learning rate."""
        for i, place in self._numbers:
            if place.option in numbers:
                self._floats[i] = place.sign * numbers[place.option]

    def call(self, *values: Any) -> None:
        """Runs the graph, as it was written: PyTorch's own improvements would change how numbers are rounded."""
        with torch.jit.optimized_execution(False):  # type: ignore[attr-defined]
            self._run(*values, self._floats, self._tensors, *self._generators.values(), *self._views)

    def _name_of(self, tensor: Tensor) -> str:
        place = storage(tensor)
        key = (place, tensor.storage_offset(), tensor.shape, tensor.stride(), tensor.dtype)
        if key not in self._places:
            places = self._moving.get(place)
            views = [tensor] if places is None else [_same_view(tensor, each) for each in places]
            if len(views) == 1:
                self._places[key] = f"{FIXED}{len(self._fixed)}"
                self._fixed += views
            else:
                self._places[key] = f"%m{len(self._lists)}"
                self._lists.append(views)
        return self._places[key]


class StepsProgram(Program):
    """The steps of batches of one size, made of what was heard during the step of `sample`."""

    def __init__(self, heard: Sequence[Heard], sample: Batch, batches: Sequence[Batch], stream: torch.Generator):
        super().__init__(stream=stream)
        step = ["%at : int = aten::add(%start, %step)", *self.say(heard, sample, batches)]
        self.compile(["%start : int", "%count : int"], loop("%count", "%step", step))

    def run(self, start: int, count: int) -> None:
        """Takes the steps of so many batches from that one on."""
        self.call(start, count)


def _same_view(tensor: Tensor, place: Tensor) -> Tensor:
    return place.as_strided(tensor.shape, tensor.stride(), place.storage_offset() + tensor.storage_offset())


def listen(calls: Sequence[Call]) -> list[Heard]:
    """Makes the calls, and notes the kernels that they come to."""
    listener = Listener()
    with listener:
        for function, args, kwargs in calls:
            function(*args, **kwargs)
    return listener.heard
