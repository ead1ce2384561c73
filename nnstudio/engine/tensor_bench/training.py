"""Batches and optimisers, as the lecture's training loop has them; NumPy has neither."""

from collections.abc import Iterator
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset, Sampler, TensorDataset

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.operations import Operation
from nnstudio.engine.tensor_bench.random import Streams
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _

MAX_ROWS = 50_000
"""A loader takes them out one by one."""
_NO_LOADERS = _("NumPy has no loaders and no optimisers: they are PyTorch's")


class _Shuffled(Sampler[int]):
    """The order that ``shuffle=True`` takes, by the bench's own generator instead of PyTorch's global one."""

    def __init__(self, dataset: Dataset[Any], streams: Streams) -> None:
        self._n = len(dataset)  # type: ignore[arg-type]
        self._streams = streams

    def __len__(self) -> int:
        return self._n

    def __iter__(self) -> Iterator[int]:
        generator = self._streams.torch_generator()
        seed = int(torch.empty((), dtype=torch.int64).random_(generator=generator).item())
        yield from torch.randperm(self._n, generator=torch.Generator().manual_seed(seed)).tolist()


def _dataset(*tensors: Value) -> Value:
    for tensor in tensors:
        if not isinstance(tensor, torch.Tensor):
            raise BenchError(_("TensorDataset takes tensors, not {kind_of}").format(kind_of=v.kind_of(tensor)))
    if not tensors or len({tensor.shape[:1] for tensor in tensors}) != 1 or not tensors[0].ndim:
        raise BenchError(_("the tensors of a TensorDataset must have equally many rows"))
    if len(tensors[0]) > MAX_ROWS:
        raise BenchError(_("a TensorDataset has at most {count:,} rows here").format(count=MAX_ROWS))
    return TensorDataset(*tensors)


def _loader(
    streams: Streams,
    dataset: Value,
    batch_size: Value = 1,
    shuffle: Value = False,
    generator: Value = None,
    drop_last: Value = False,
) -> Value:
    if not isinstance(dataset, TensorDataset):
        raise BenchError(_("DataLoader takes a TensorDataset, not {kind_of}").format(kind_of=v.kind_of(dataset)))
    size = v.as_int(batch_size, "batch_size")
    options: dict[str, Any] = {"batch_size": size, "drop_last": v.as_flag(drop_last, "drop_last")}
    if isinstance(generator, torch.Generator):
        return DataLoader(dataset, shuffle=v.as_flag(shuffle, "shuffle"), generator=generator, **options)
    sampler = _Shuffled(dataset, streams) if v.as_flag(shuffle, "shuffle") else None
    return DataLoader(dataset, sampler=sampler, generator=streams.torch, **options)


def _optimizer(name: str) -> Operation:
    def by_torch(params: Value, lr: Value = 0.001, **options: Value) -> Value:
        if not isinstance(params, list | tuple) or not all(isinstance(each, torch.Tensor) for each in params):
            raise BenchError(_("an optimiser takes a list of tensors, such as model.parameters()"))
        for option, value in options.items():
            if option not in ("momentum", "weight_decay"):
                raise BenchError(_("the option {name} is not known here").format(name=option))
            v.as_number(value, option)
        return getattr(torch.optim, name)(params, lr=v.as_number(lr, "lr"), **options)

    return Operation(f"optim.{name}", by_torch, None, why_not=_NO_LOADERS, is_graphed=False)


TRAINING = [
    Operation("utils.data.TensorDataset", _dataset, None, why_not=_NO_LOADERS, is_graphed=False),
    Operation("utils.data.DataLoader", _loader, None, why_not=_NO_LOADERS, draws=True, is_graphed=False),
    *(_optimizer(name) for name in ("SGD", "Adam", "AdamW")),
]
