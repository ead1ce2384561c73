"""The bench's language computes what PyTorch and NumPy compute, and no text does it harm."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.tensor_bench.bench import Bench
from nnstudio.engine.tensor_bench.broadcast import stretch
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.library import FUNCTIONS, METHODS
from nnstudio.engine.tensor_bench.numpys import NUMPYS
from nnstudio.ui.panels.tensor_bench.examples import EXAMPLES

X = "[[0.5, -1.0, 2.0], [3.0, 0.25, -4.0]]"


def run(*lines):
    bench = Bench()
    return [bench.run(line) for line in lines][-1][-1]


EXPRESSIONS = [
    "x + x",
    "x - 2",
    "3 * x / 7",
    "x ** 2",
    "-x",
    "x @ x.T",
    "x > 0",
    "(x > 0) & (x < 2)",
    "~(x > 0)",
    "x[0]",
    "x[:, 1]",
    "x[-1, ::2]",
    "x[..., 0]",
    "x.sum()",
    "x.sum(0)",
    "x.mean(1)",
    "x.mean(dim=1, keepdim=True)",
    "x.std()",
    "x.max()",
    "x.argmax(1)",
    "x.max(1).values",
    "x.max(1).indices",
    "x.reshape(3, 2)",
    "x.flatten()",
    "x.unsqueeze(0)",
    "x.transpose(0, 1)",
    "x.T",
    "x.long()",
    "x.to(torch.float64)",
    "exp(x)",
    "torch.exp(x)",
    "relu(x)",
    "sigmoid(x)",
    "tanh(x)",
    "softmax(x, 1)",
    "x.abs().sqrt()",
    "clamp(x, -1, 1)",
    "where(x > 0, x, 0)",
    "maximum(x, -x)",
    "cat([x, x], 1)",
    "stack([x, x])",
    "zeros(2, 3) + x",
    "ones(2, 1) * x",
    "eye(3)",
    "arange(5)",
    "arange(1, 2, 0.25)",
    "linspace(0, 1, 5)",
    "full((2, 2), 7)",
    "zeros_like(x)",
    "x.shape",
    "x.ndim",
    "x.size(0)",
    "x.numel()",
    "x.type(torch.float64)",
    "x[x > 0]",
    "x[[0, 1], [2, 0]]",
    "x[None, :, 1:]",
    "x.matmul(x.T)",
    "x.add(1)",
    "torch.pow(x, 2)",
    "x.cumsum(1)",
    "torch.where(x > 0, 1.0, 0.0)",
    "x.std(dim=1, keepdim=True)",
    "x.sum(axis=1, keepdims=True)",
    "x.max() if x.any() else x",
    "nn.Sigmoid()(x)",
    "nn.Softmax(dim=1)(x)",
    "nn.Tanh()(x)",
    "nn.ReLU()(x)",
    "nn.Softplus()(x)",
    "nn.MSELoss()(x, 2 * x)",
    "nn.L1Loss()(x, 2 * x)",
    "nn.BCELoss()(torch.sigmoid(x), (x > 0).float())",
    "nn.BCEWithLogitsLoss()(x, (x > 0).float())",
    "nn.CrossEntropyLoss()(x, x.argmax(1))",
    "nn.functional.mse_loss(x, -x)",
]
ALONE = {name: getattr(torch, name) for name in (*FUNCTIONS, "float64", "nn") if hasattr(torch, name)}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_that_an_expression_is_what_pytorch_computes(text):
    found = run(f"x = tensor({X})", text).torch
    # the bench itself never evaluates Python
    expected = eval(text, {"x": eval(f"torch.tensor({X})", {"torch": torch}), "torch": torch, **ALONE})  # noqa: S307
    if isinstance(expected, torch.Tensor):
        assert found.dtype == expected.dtype
        assert torch.equal(found, expected)
    else:
        assert found == (tuple(expected) if isinstance(expected, torch.Size) else expected)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_that_numpy_computes_the_same_and_its_spelling_is_numpys(text):
    computed = run(f"x = tensor({X})", text)
    assert computed.why_not == ""
    found = computed.numpy
    spelled = eval(computed.numpy_code, {"x": np.array(eval(X)), "np": np})  # noqa: S307
    if isinstance(found, np.ndarray):
        assert np.array_equal(found, spelled)
        assert np.allclose(found, computed.torch.numpy(), atol=1e-6)
        if computed.torch.dtype == torch.float32:
            assert found.dtype == np.float64
    else:
        assert found == spelled


MADE = [
    "torch.tensor([1, 2], dtype={})",
    "torch.as_tensor([1, 2], dtype={})",
    "torch.zeros(2, 3, dtype={})",
    "torch.ones_like(x, dtype={})",
    "torch.full((2, 2), 7, dtype={})",
    "torch.eye(2, dtype={})",
    "torch.arange(1, 5, 2, dtype={})",
    "torch.linspace(0, 4, 5, dtype={})",
    "torch.rand(2, 3, dtype={})",
    "torch.randn(20, dtype={})",
    "torch.randn(3, generator=torch.Generator().manual_seed(1), dtype={})",
]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("text", MADE)
def test_that_a_tensor_is_made_of_the_dtype_that_is_asked_for_and_numpy_spells_it(text, dtype):
    computed = run("x = tensor([1.0, 2.0])", text.format(f"torch.{dtype}"))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        spelled = eval(computed.numpy_code, {"x": np.array([1.0, 2.0]), "np": np, "torch": torch})  # noqa: S307
    assert str(computed.torch.dtype) == f"torch.{dtype}"
    assert spelled.dtype == computed.numpy.dtype == dtype
    assert np.array_equal(computed.numpy, computed.torch.numpy())
    assert np.array_equal(computed.numpy, spelled)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("text", ["torch.rand_like(x)", "torch.randn_like(x)"])
def test_that_numbers_are_drawn_in_the_dtype_of_what_they_are_like(text, dtype):
    computed = run(f"x = tensor([1.0, 2.0], dtype=torch.{dtype})", text)
    spelled = eval(computed.numpy_code, {"x": np.array([1.0, 2.0], dtype), "np": np, "torch": torch})  # noqa: S307
    assert str(computed.torch.dtype) == f"torch.{dtype}"
    assert spelled.dtype == computed.numpy.dtype == dtype


def test_that_the_lectures_dtypes_are_told_apart():
    assert run("tensor([1, 2])").torch.dtype == torch.int64
    assert run("tensor([1.0, 2])").torch.dtype == torch.float32
    assert run("np.array([1.0, 2])").torch.dtype == np.float64
    assert run("torch.from_numpy(np.array([1.0]))").torch.dtype == torch.float64
    assert run("tensor([1, 2], dtype=torch.float32)").torch.dtype == torch.float32


def test_that_autograd_by_hand_comes_to_the_lectures_gradient():
    computed = run(*dict(EXAMPLES)["A gradient"])
    gradients = {node.label: node.gradient for node in computed.graph}
    assert gradients["w"].item() == pytest.approx(-9.3333, abs=1e-4)
    assert computed.torch.item() == pytest.approx(14 / 3)
    assert gradients["x"] is None
    # every gradient of the graph is the one that autograd gives for that value
    w = torch.tensor(1.0, requires_grad=True)
    x, y = torch.tensor([1.0, 2, 3]), torch.tensor([2.0, 4, 6])
    product = w * x
    error = product - y
    squares = error**2
    loss = squares.mean()
    expected = torch.autograd.grad(loss, [product, error, squares])
    for sign, gradient in zip(("*", "-", "**"), expected, strict=True):
        assert torch.equal(gradients[sign], gradient)


def test_that_a_graph_goes_on_through_variables():
    computed = run("w = tensor(2.0, requires_grad=True)", "a = w * w", "b = a + w", "b * a")
    gradients = {node.label: node.gradient.item() for node in computed.graph if node.gradient is not None}
    # d(a² + wa)/dw with a = w²: 4w³ + 3w²
    assert gradients["w"] == 4 * 8 + 3 * 4
    for node in computed.graph:
        assert all(computed.graph[i].depth < node.depth for i in node.inputs)


def test_that_all_examples_but_those_meant_to_fail_work():
    failing = {
        "A dtype error": "X @ W.T",
        "Shapes that do not fit": "a + b",
        "A device that may not be there": 'x.to("cuda")',
    }
    for title, lines in EXAMPLES:
        bench = Bench()
        for line in lines:
            if line == failing.get(title) and not (
                title == "A device that may not be there" and torch.cuda.is_available()
            ):
                with pytest.raises(BenchError):
                    bench.run(line)
            else:
                bench.run(line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing to compute"),
        ("y", "there is no variable y"),
        ("x.foo()", "there is no method .foo()"),
        ("x.__class__", "nothing called .__class__"),
        ("__import__('os')", "there is no function __import__"),
        ("open('x')", "there is no function open"),
        ("np.array([1]) * x", "do not mix"),
        ("tensor([1]) @ tensor([1.5])", ".float() makes"),
        ("x[9]", "out of bounds"),
        ("zeros(100000, 100000)", "at most 1,000,000"),
        ("9 ** 9 ** 9", "too large"),
        ("(1", "was never closed"),
        ("x +", "a value should stand here"),
        ("1 / 0", "divides by zero"),
        ("torch = 3", "has a meaning of its own"),
        ("x.reshape(5)", "shape '[5]' is invalid"),
        ("tensor([[1, 2], [3]])", "expected sequence of length 2"),
        ("tensor('a')", "a tensor holds numbers"),
        ("x.exp", "it is a method"),
        ("exp([1.0])", "exp takes tensors, not a list"),
        ("sum(x, dim=7)", "dimension out of range"),
        ("exp(x, 3)", "exp: too many positional arguments"),
        ("import os", "os is not there"),
        ("sum(range(10 ** 18))", "at most 1,000 numbers"),
        ("{1: x}", "no part of this language"),
        ("while x[0]: x", "“while” is Python's"),
        ("for i in range(9):\n    while x: 1", "“while” is Python's"),
        ("for i in range(1000):\n    for j in range(1000): x = x + 1", "at most 10,000 statements"),
        ("[torch.ones(1000, 999) for i in range(99)]", "too many numbers"),
        ("for torch in x: x", "has a meaning of its own"),
        ("for i in 5: i", "a loop goes through lists"),
        ("round(1, -1000000000)", "at most 20 digits"),
        ("f'{1:99999999}'", "no way to write a number"),
        ("nn.Linear(10**6, 10**6)", "at most 1,000,000"),
        ("torch.ones(1, 1000000)[torch.zeros(9999).long()]", "at most 1,000,000"),
        ("nn.Sigmoid().forward", "nothing called .forward"),
        ("np.zeros(3, 'S1000000000')", "dtype should be one such as"),
        ("next(iter([]))", "it has come to its end"),
        ("(w * 2).numpy()", ".detach().numpy()"),
        ("w -= 1", "in-place operation"),
    ],
)
def test_that_what_is_wrong_is_said_in_a_sentence(text, said):
    bench = Bench()
    bench.run(f"x = tensor({X}); w = tensor([1.0], requires_grad=True)")
    with pytest.raises(BenchError, match=re.escape(said)) as caught:
        bench.run(text)
    assert len(str(caught.value).splitlines()) == 1


def test_that_statements_before_the_one_that_fails_are_done_as_in_python():
    bench = Bench()
    with pytest.raises(BenchError, match="no variable nothing") as caught:
        bench.run("x = 2; y = nothing")
    assert bench.variables == {"x": 2}
    assert (caught.value.start, caught.value.end) == (11, 18)


def test_that_two_draws_differ_and_are_told_with_their_generator_at_either_side():
    bench = Bench()
    first, second = bench.run("a = torch.rand(1, 3); b = torch.rand(3, 1)")
    assert not torch.equal(first.torch, second.torch.T)
    for number, drawn in enumerate((first, second), 1):
        assert np.array_equal(drawn.numpy, drawn.torch.double().numpy())
        assert "torch.manual_seed(0)" in drawn.drawn
        assert f"draw {number}" in drawn.drawn
    assert bench.run("a + b")[0].drawn == ""
    again = bench.run("torch.manual_seed(0); torch.rand(1, 3)")[-1]
    assert torch.equal(again.torch, first.torch)
    assert "np.random.seed(7)" in bench.run("np.random.seed(7); np.random.rand(2)")[-1].drawn


def test_that_the_global_generators_are_left_alone():
    before, numpys = torch.random.get_rng_state(), np.random.get_state()[1].copy()
    run("torch.manual_seed(5); rand(3); randn(3); randint(0, 9, (3,)); nn.Linear(2, 3); np.random.rand(3)")
    run("X = rand(9, 1)", "Xb, = next(iter(DataLoader(TensorDataset(X), batch_size=3, shuffle=True)))")
    assert torch.equal(before, torch.random.get_rng_state())
    assert np.array_equal(numpys, np.random.get_state()[1])


def test_that_a_change_in_place_is_told_of_all_names_that_share_the_memory():
    bench = Bench()
    bench.run("n = np.array([1.0, 2.0]); t = torch.from_numpy(n); c = torch.tensor(n); v = t[1:]")
    (changed,) = bench.run("t[0] = 9")
    assert changed.notes == ("in the same memory, and so changed, too: n",)
    assert changed.numpy_code == "t[0] = 9"
    assert bench.run("t += 1")[0].notes == ("in the same memory, and so changed, too: n and v",)
    assert bench.run("c[0] = 0")[0].notes == ()
    shown = bench.run("n, c")[0]
    assert np.array_equal(shown.torch[0], shown.numpy[0])
    assert torch.equal(shown.torch[1], torch.from_numpy(shown.numpy[1]))


def test_that_numpy_never_shows_numbers_that_it_could_not_follow():
    bench = Bench()
    bench.run("w = torch.tensor([1.0], requires_grad=True); v = w.detach(); (3 * w).sum().backward()")
    (stepped,) = bench.run("with torch.no_grad(): w -= 0.1 * w.grad")
    assert stepped.torch.item() == pytest.approx(0.7)
    assert stepped.why_not
    for name in ("w", "v"):
        assert bench.run(name)[0].why_not
    assert bench.run("v = torch.ones(1)")[0].why_not == ""


@pytest.mark.parametrize(
    ("made", "breaks", "asked"),
    [
        ("torch.manual_seed(1)", "torch.rand(1) + nothing", "torch.rand(1)"),
        ("np.random.seed(1)", "np.random.rand(1) + nothing", "np.random.rand(1)"),
        ("g = torch.Generator().manual_seed(1)", "torch.rand(1, generator=g) + nothing", "torch.rand(1, generator=g)"),
        ("g = np.random.default_rng(1)", "g.normal() + nothing", "g.normal()"),
        ("g = np.random.default_rng(1)", "for i in range(3): g.normal(); nothing", "g.normal()"),
        ("t = torch.ones(2); v = t[1:]", "t.add_(1) + nothing", "t"),
        ("t = torch.ones(2); v = t[1:]", "t.add_(1) + nothing", "v"),
        ("t = torch.ones(2); v = t[1:]", "for i in range(3): t[0] = i; nothing", "v"),
        ("t = torch.ones(2)", "for i in range(3): t = t + i; nothing", "t"),
        ("t = torch.ones(2)", "if True: u = t + 1; nothing", "u"),
        ("t = torch.ones(2)", "t = t + nothing", "t"),
    ],
)
def test_that_both_sides_say_the_same_after_a_line_that_fails_halfway(made, breaks, asked):
    bench = Bench()
    bench.run(made)
    with pytest.raises(BenchError, match="nothing"):
        bench.run(breaks)
    (found,) = bench.run(asked)
    assert found.why_not or np.array_equal(np.asarray(found.torch), np.asarray(found.numpy))


def test_that_a_line_that_fails_before_it_changes_anything_takes_nothing_from_numpy():
    bench = Bench()
    bench.run("t = torch.ones(2)")
    with pytest.raises(BenchError, match="nothing"):
        bench.run("t = t + nothing")
    assert np.array_equal(bench.run("t")[0].numpy, np.ones(2))


def test_that_print_and_type_show_each_librarys_own():
    assert run("x = tensor([1.0])", "print(x, x.dtype)").printed == ("tensor([1.]) torch.float32", "[1.] float64")
    assert (str(run("type(ones(2))").torch), str(run("type(ones(2))").numpy)) == (
        "<class 'torch.Tensor'>",
        "<class 'numpy.ndarray'>",
    )


@pytest.mark.parametrize(
    ("first", "then", "last"),
    [
        ("a = (0, 0)", "a = (a, a)", "print(a)"),
        ("s = 'abc'", "s = f'{s}{s}'", "len(s)"),
        ("m = nn.Sequential(nn.ReLU())", "m = nn.Sequential(m, m)", "m(torch.ones(2))"),
        ("x = 3", "x = x * x", "x"),
    ],
)
def test_that_nothing_can_be_doubled_without_end(first, then, last):
    bench = Bench()
    bench.run(first)
    with pytest.raises(BenchError, match=r"too long|too large|at most"):
        for _ in range(40):
            bench.run(then)
    bench.run(last)


SIGNS = ". ( ) [ ] , : + - * / @ ** = ; ... & < # += := -> { } \\ ! $ −".split()
VALUES = [
    "x",
    "y",
    "torch",
    "np",
    "1",
    "2.5",
    "1e9",
    "0",
    "True",
    "None",
    "'a'",
    "dim=0",
    "x.T",
    "float32",
    " ",
    "print",
    "nn",
    "if",
    "for",
    "lambda",
    "f'{x}'",
    "w",
    "del",
    "with",
    "not",
]
PIECES = st.sampled_from([*FUNCTIONS, *METHODS, *NUMPYS, *SIGNS, *VALUES])


@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=30))
def test_that_no_text_brings_anything_but_a_result_or_a_sentence(text):
    bench = Bench()
    bench.run(f"x = tensor({X}); w = tensor([1.0], requires_grad=True)")
    try:
        bench.run(text)
    except BenchError as error:
        assert 0 <= error.start <= error.end <= len(text) + 1
        assert len(str(error).splitlines()) == 1


SHAPES = st.lists(st.integers(1, 3), max_size=3).map(tuple)


@given(SHAPES, SHAPES)
def test_that_broadcasting_is_told_as_pytorch_does_it(left, right):
    try:
        expected = tuple(torch.broadcast_shapes(left, right))
    except RuntimeError:
        assert stretch(left, right) is None
        return
    found = stretch(left, right)
    assert found.result == expected
    assert found.is_needed == (left != right)
    assert found.told()
