"""Random numbers: the bench's own streams, for the libraries' global ones belong to training."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.creation import sizes, torch_options
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.operations import Codes, Operation, call
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _

SEED = 0
"""With which both streams begin."""


class Streams:
    """What ``torch.manual_seed`` and ``np.random.seed`` seed; each call draws on from the one before."""

    def __init__(self) -> None:
        self.torch = torch.Generator().manual_seed(SEED)
        self.numpy = np.random.RandomState(SEED)
        self.torch_seed = self.numpy_seed = SEED
        self.torch_draws = self.numpy_draws = 0
        """Calls since the seed."""
        self.unseeded = 0
        """NumPy's generators that were made without a seed."""

    def follow(self, other: "Streams") -> None:
        """Goes on where the other stands."""
        self.torch.set_state(other.torch.get_state())
        self.numpy.set_state(other.numpy.get_state())
        self.torch_seed, self.numpy_seed = other.torch_seed, other.numpy_seed
        self.torch_draws, self.numpy_draws = other.torch_draws, other.numpy_draws
        self.unseeded = other.unseeded

    def told(self, torch_draws: int, numpy_draws: int) -> str:
        """Where the numbers of a line come from, that began after so many draws; empty if nothing was drawn."""
        if self.torch_draws != torch_draws and self.torch_draws:
            seeding = f"torch.manual_seed({self.torch_seed})"
            return _("drawn by PyTorch's generator, seeded by {seeding}; draw {number} since").format(
                seeding=seeding, number=self.torch_draws
            )
        if self.numpy_draws != numpy_draws and self.numpy_draws:
            seeding = f"np.random.seed({self.numpy_seed})"
            return _("drawn by NumPy's generator, seeded by {seeding}; draw {number} since").format(
                seeding=seeding, number=self.numpy_draws
            )
        return ""

    def torch_generator(self, generator: Value = None) -> torch.Generator:
        """The one that is given, or PyTorch's own, of which a draw is counted."""
        if isinstance(generator, torch.Generator):
            return generator
        if generator is not None:
            raise BenchError(
                _("generator should be one such as torch.Generator(), not {kind_of}").format(
                    kind_of=v.kind_of(generator)
                )
            )
        self.torch_draws += 1
        return self.torch


Draw = Callable[[torch.dtype | None], torch.Tensor]


def _by_torch(draw: Draw, dtype: Value, device: Value, requires_grad: Value) -> Value:
    options = torch_options(dtype, device, requires_grad)
    # a device has a generator of its own; the numbers here are the same on all of them
    return draw(options["dtype"]).to(options["device"]).requires_grad_(options["requires_grad"])


def _by_numpy(draw: Draw, dtype: Value, *_torchs_alone: Value) -> Value:
    kind = v.numpy_dtype(dtype)
    # PyTorch draws other numbers for another dtype
    return draw(None).numpy().astype(np.float64) if kind is None else draw(getattr(torch, kind.name)).numpy()


def _drawn(name: str) -> Operation:
    def drawn(
        finish: Callable[..., Value],
        streams: Streams,
        *size: Value,
        generator: Value = None,
        dtype: Value = None,
        device: Value = None,
        requires_grad: Value = False,
    ) -> Value:
        shape = sizes(size)

        def draw(kind: torch.dtype | None) -> torch.Tensor:
            found: torch.Tensor = getattr(torch, name)(shape, generator=streams.torch_generator(generator), dtype=kind)
            return found

        return finish(draw, dtype, device, requires_grad)

    def code(codes: Codes) -> str:
        kind = codes["dtype"]
        if kind is not None and kind.startswith("np."):
            kind = f"torch.{kind.removeprefix('np.')}"
        spelled = call(f"torch.{name}", *codes["size"], generator=codes["generator"], dtype=kind)
        return f"{spelled}.numpy()" if kind is not None else f"{spelled}.numpy().astype(np.float64)"

    return Operation(name, partial(drawn, _by_torch), partial(drawn, _by_numpy), code, draws=True)


def _drawn_like(name: str) -> Operation:
    plain = name.removesuffix("_like")

    def of_torch(streams: Streams, input: Value, requires_grad: Value = False) -> Value:
        flag = v.as_flag(requires_grad, "requires_grad")
        drawn = getattr(torch, plain)(input.shape, generator=streams.torch_generator(), dtype=input.dtype)
        return drawn.to(input.device).requires_grad_(flag)

    def of_numpy(streams: Streams, input: Value, requires_grad: Value = False) -> Value:
        # PyTorch draws other numbers for another dtype
        return of_torch(streams, torch.from_numpy(np.asarray(input)), requires_grad).numpy()

    def code(codes: Codes) -> str:
        return f"torch.{name}(torch.from_numpy({codes['input']})).numpy()"

    return Operation(name, of_torch, of_numpy, code, draws=True)


def _randint(streams: Streams, *ends: Value, size: Value = None, generator: Value = None) -> Value:
    if size is None and ends and isinstance(ends[-1], tuple | list):
        *ends, size = ends  # type: ignore[assignment]
    if size is None or len(ends) not in (1, 2):
        raise BenchError(_("randint takes a highest number and a shape: torch.randint(10, (2, 3))"))
    low, high = (0, *ends)[-2:]
    room = sizes((size,))
    return torch.randint(
        v.as_int(low, "low"), v.as_int(high, "high"), room, generator=streams.torch_generator(generator)
    )


def _np_randint(streams: Streams, *ends: Value, size: Value = None, generator: Value = None) -> Value:
    return _randint(streams, *ends, size=size, generator=generator).numpy()


def _randint_code(codes: Codes) -> str:
    return f"{call('torch.randint', *codes['ends'], size=codes['size'], generator=codes['generator'])}.numpy()"


def _randperm(streams: Streams, n: Value, generator: Value = None) -> Value:
    count = v.as_int(n, "n")
    v.make_room(count)
    return torch.randperm(count, generator=streams.torch_generator(generator))


def _np_randperm(streams: Streams, n: Value, generator: Value = None) -> Value:
    return _randperm(streams, n, generator).numpy()


def _manual_seed(streams: Streams, seed: Value) -> Value:
    streams.torch_seed = v.as_int(seed, "seed")
    streams.torch_draws = 0
    return streams.torch.manual_seed(streams.torch_seed)


def _generator() -> Value:
    return torch.Generator()


# NumPy's own: the same on both sides


def _np_seed(streams: Streams, seed: Value) -> Value:
    streams.numpy_seed = v.as_int(seed, "seed")
    streams.numpy_draws = 0
    streams.numpy.seed(streams.numpy_seed)


def _np_drawn(draw: Callable[..., Any]) -> Callable[..., Value]:
    def drawn(streams: Streams, *given: Value, **named: Value) -> Value:
        streams.numpy_draws += 1
        return draw(streams.numpy, *given, **named)

    return drawn


def _np_rand(state: np.random.RandomState, *size: Value) -> Value:
    return state.rand(*sizes(size))


def _np_randn(state: np.random.RandomState, *size: Value) -> Value:
    return state.randn(*sizes(size))


def _np_normal(state: np.random.RandomState, loc: Value = 0.0, scale: Value = 1.0, size: Value = None) -> Value:
    return state.normal(v.as_number(loc, "loc"), v.as_number(scale, "scale"), _room(size))


def _np_uniform(state: np.random.RandomState, low: Value = 0.0, high: Value = 1.0, size: Value = None) -> Value:
    return state.uniform(v.as_number(low, "low"), v.as_number(high, "high"), _room(size))


def _np_random(state: np.random.RandomState, size: Value = None) -> Value:
    return state.random_sample(_room(size))


def _np_randint_own(state: np.random.RandomState, low: Value, high: Value = None, size: Value = None) -> Value:
    return state.randint(v.as_int(low, "low"), None if high is None else v.as_int(high, "high"), _room(size))


def _default_rng(streams: Streams, seed: Value = None) -> Value:
    if seed is not None:
        return np.random.default_rng(v.as_int(seed, "seed"))
    # both sides are to draw the same
    streams.unseeded += 1
    return np.random.default_rng([streams.numpy_seed, streams.unseeded])


def _rng_normal(rng: np.random.Generator, loc: Value = 0.0, scale: Value = 1.0, size: Value = None) -> Value:
    return rng.normal(v.as_number(loc, "loc"), v.as_number(scale, "scale"), _room(size))


def _rng_uniform(rng: np.random.Generator, low: Value = 0.0, high: Value = 1.0, size: Value = None) -> Value:
    return rng.uniform(v.as_number(low, "low"), v.as_number(high, "high"), _room(size))


def _rng_random(rng: np.random.Generator, size: Value = None) -> Value:
    return rng.random(_room(size))


def _rng_standard_normal(rng: np.random.Generator, size: Value = None) -> Value:
    return rng.standard_normal(_room(size))


def _rng_integers(
    rng: np.random.Generator, low: Value, high: Value = None, size: Value = None, endpoint: Value = False
) -> Value:
    top = None if high is None else v.as_int(high, "high")
    return rng.integers(v.as_int(low, "low"), top, _room(size), endpoint=v.as_flag(endpoint, "endpoint"))


def _rng_permutation(rng: np.random.Generator, x: Value) -> Value:
    if not v.is_array(x):
        v.make_room(v.as_int(x, "x"))
    return rng.permutation(x)


RNG_METHODS: dict[str, Callable[..., Value]] = {
    "normal": _rng_normal,
    "uniform": _rng_uniform,
    "random": _rng_random,
    "standard_normal": _rng_standard_normal,
    "integers": _rng_integers,
    "permutation": _rng_permutation,
}
"""Of ``np.random.default_rng()``."""


def _np_permutation(state: np.random.RandomState, x: Value) -> Value:
    if not v.is_array(x):
        v.make_room(v.as_int(x, "x"))
    return state.permutation(x)


def _room(size: Value) -> Value:
    return None if size is None else sizes((size,))


RANDOM = [
    _drawn("rand"),
    _drawn("randn"),
    _drawn_like("rand_like"),
    _drawn_like("randn_like"),
    Operation("randint", _randint, _np_randint, _randint_code, draws=True),
    Operation(
        "randperm",
        _randperm,
        _np_randperm,
        lambda codes: f"{call('torch.randperm', codes['n'], generator=codes['generator'])}.numpy()",
        draws=True,
    ),
    Operation(
        "manual_seed",
        _manual_seed,
        _manual_seed,
        lambda codes: call("torch.manual_seed", codes["seed"]),
        draws=True,
        is_torchs_alone=True,
    ),
    Operation("Generator", _generator, _generator, lambda codes: "torch.Generator()", is_torchs_alone=True),
]
NUMPYS_RANDOM: dict[str, Callable[..., Value]] = {
    "random.seed": _np_seed,
    "random.default_rng": _default_rng,
    **{
        f"random.{name}": _np_drawn(draw)
        for name, draw in (
            ("rand", _np_rand),
            ("randn", _np_randn),
            ("normal", _np_normal),
            ("uniform", _np_uniform),
            ("random", _np_random),
            ("randint", _np_randint_own),
            ("permutation", _np_permutation),
        )
    },
}
"""By their paths in NumPy; the first argument are the streams."""
