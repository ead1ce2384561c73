"""Line by line, the bench does what Python does with PyTorch and NumPy: values, changes in place, and refusals."""

import contextlib
import io
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import datasets
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

from nnstudio.engine.tensor_bench.bench import Bench
from nnstudio.engine.tensor_bench.errors import BenchError

LECTURE = {
    "making tensors": """
        x = torch.tensor([1, 2, 3.]); y = torch.tensor([1, 2, 3]); x.dtype, y.dtype
        torch.Tensor([1, 2]); torch.zeros(2, 2), torch.ones(2, 2), torch.zeros(2, 3, dtype=torch.int64)
        torch.randn(2, 2); torch.rand(2, 2)
        torch.tensor([1, 2], dtype=torch.float16).dtype == torch.float16
        x.shape; x.ndim; x.shape[0]; x.size(); x.size(0); x.numel(); len(x); x.element_size() * x.numel(); x.nbytes
        x + 1.0
        torch.tensor(np.array([1, 2, 3.])).dtype, torch.from_numpy(np.array([1., 2])).dtype
        torch.full((2, 2), 7.5); torch.arange(0, 1, 0.25); torch.linspace(0, 1, 5); torch.eye(2)
        x.dtype is torch.float32
        x.float().dtype, x.double().dtype, x.long().dtype, x.to(torch.float64), x.type(torch.int64)
    """,
    "broadcasting": """
        a = torch.rand(1, 3)
        b = torch.rand(3, 1)
        a + b; a * b; a - b
        (a + b).shape; a.mean(), a.sum()
        h1 = torch.rand(10, 5); b1 = torch.rand(1, 5)
        h1, b1
        h1 + b1
        (h1 + b1)[0] - h1[0] == b1
        torch.rand(3, 2) + torch.rand(2, 3)
        y = torch.rand(3); yhat = torch.rand(3, 1); (y - yhat).shape; nn.MSELoss()(yhat, y)
    """,
    "products": """
        A = torch.rand(2, 3); B = torch.rand(3, 2)
        A @ B; A.mm(B); torch.matmul(A, B); A * B.T; A.T.shape; A.t() == A.T
        A @ A
        torch.tensor([1, 2]) @ torch.tensor([1., 2.])
        W = torch.randn(3, 2, requires_grad=True); b = torch.zeros(3); X = torch.randn(4, 2)
        H = torch.relu(X @ W.T + b)
    """,
    "indexing": """
        X = torch.rand(5, 2)
        print(X)
        X[0, :]; X[0]; X[:, 0]; X[-1, -1].item(); X[1:3]; X[::2, 1]; X[..., 0]; X[None].shape; X[X > 0.5]
        X.max(0), X.sort(dim=0), torch.max(X, -X), torch.vstack([X, X]).shape, X.ravel().shape
        X[[0, 2]]; X[torch.tensor([0, 1]), torch.tensor([1, 0])]; X[:, np.newaxis].shape
        X[::-1]
        X[5]
        X[0, 0, 0]
        n = X.numpy(); n[::-1]; n[1:4, 0]; n[n > 0.5]; n[[0, -1]]
        X[0] = 0
        X[:, 1] = torch.tensor([1., 2, 3, 4, 5])
        X[X > 3] = -1
        X[0] = [1, 2]
        X[0, 0] += 10
        n
        X[1] = torch.rand(3)
    """,
    "numpy and its memory": """
        n = np.array([1., 2., 3.])
        t = torch.from_numpy(n); c = torch.tensor(n)
        t[0] = 9
        n, t, c
        n[1] = -1
        t
        n += 1
        t.add_(1); n
        m = t.numpy(); m[2] = 0; n is m, type(m), type(t), type(n[0]), type(t[0]), type(3.0)
        isinstance(t, torch.Tensor), isinstance(m, np.ndarray)
        k = t.clone(); k[0] = 5; t[0]
        v = t[1:]; v[0] = 44; t
        r = t.reshape(3, 1); r[0] = 7; t
        d = t.double(); f = t.float(); f[0] = 1; t
        w = torch.ones(2, requires_grad=True); w.numpy()
        w.detach().numpy()
        np.where(t > 2, t, 0); np.where(n > 2, n, 0); torch.where(t > 2, t, 0.0); np.where(n > 2)
        np.exp(t), np.exp(n), np.sort(t), np.maximum(t, 0)
        n.std(), t.std(), np.std(n), n.sum(axis=0), n.mean(), n.astype(np.float32), n.dtype, n.size, n.nbytes
        t + n
        n + t
        torch.exp(n)
        np.sum(n.reshape(3, 1), axis=0, keepdims=True)
        t.sum(axis=0, keepdims=True)
    """,
    "devices": """
        torch.cuda.is_available(); torch.backends.mps.is_available()
        device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
        device.type
        x = torch.rand(2, 2, device='cpu'); x.device; x.to(device); x.to('cpu').device; x.cpu(); x.is_leaf
        x.to('cuda') if torch.cuda.is_available() else x
        x.to('nowhere')
    """,
    "gradients": """
        X = torch.tensor([1.0, 2.0, 3.0]); y = torch.tensor([2.0, 4.0, 6.0])
        w = torch.tensor([1.0], requires_grad=True)
        w.grad is None
        mse = ((y - X * w) ** 2).mean()
        mse.backward()
        w.grad
        X @ (X * w - y) * (2 / 3)
        mse.backward()
        ((y - X * w) ** 2).mean().backward(); w.grad
        w.grad.zero_(); w.grad
        w -= 0.1
        with torch.no_grad(): w -= 0.1 * w.grad - 1; w *= 2
        w.data -= 1; w
        w.grad = None
        w.grad
        (X * w).backward()
        X.requires_grad = True; X.requires_grad; X.requires_grad_(False)
        loss = (w * w).sum(); loss.backward(retain_graph=True); loss.backward(); w.grad, loss.item(), (w * 2).grad
        torch.tensor([1, 2], requires_grad=True)
        torch.autograd.grad((w * w).sum(), w)
        v = torch.ones(2, requires_grad=True); v[0] = 3
        z = v * 2; z[0] = 5; z.sum().backward(); v.grad
    """,
    "a model": """
        torch.manual_seed(3)
        l = nn.Linear(2, 3); l.weight; l.bias; l(torch.rand(4, 2)); nn.Linear(2, 2, bias=False).bias is None
        model = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 1))
        print(model)
        X = torch.rand(20, 1); y = 2 * X
        model(X[0]), y[0]
        model.state_dict()["0.weight"]
        loader = DataLoader(TensorDataset(X, y), batch_size=6, shuffle=True)
        len(loader)
        XX, yy = next(iter(loader))
        XX.shape, yy.shape
        criterion = nn.MSELoss(); optimizer = optim.SGD(model.parameters(), lr=0.1)
        optimizer.zero_grad(); loss = criterion(model(XX), yy); loss.backward(); optimizer.step(); loss.item()
        model(X)
        g = torch.Generator().manual_seed(5); torch.rand(2, generator=g)
        next(iter(DataLoader(TensorDataset(X, y), batch_size=4, shuffle=True, generator=g)))
        torch.rand(2)
        model(torch.rand(4, 2))
    """,
    "activations and losses": """
        x = torch.linspace(-3, 3, 5); p = torch.tensor([0.99, 0.5, 0.01]); t = torch.ones(3)
        nn.Sigmoid()(x); nn.Tanh()(x); nn.ReLU()(x); nn.Softplus()(x); nn.LeakyReLU(0.1)(x); torch.sigmoid(x); F.relu(x)
        z = torch.tensor([[2.0, -1.0, 0.5], [1.0, 1.0, 1.0]])
        nn.Softmax(dim=1)(z); nn.Softmax(dim=1)(z).sum(dim=1); z.argmax(dim=1); torch.softmax(z, dim=1).argmax(1)
        nn.BCELoss()(p, t); nn.BCEWithLogitsLoss()(x[:3], t); F.mse_loss(p, t); nn.L1Loss()(p, t)
        nn.CrossEntropyLoss()(z, torch.tensor([0, 2])); nn.MSELoss(reduction="sum")(p, t)
        -torch.log(p); z.max(1); z.max(dim=1).values; torch.max(z); v, i = z.min(0); v, i
        torch.softplus(x)
        nn.CrossEntropyLoss()(z, torch.tensor([0., 2.]))
        criterion = nn.BCELoss(); criterion(x, x)
    """,
    "the lecture's data": """
        X, y = make_regression(n_samples=500, n_features=1, random_state=0, noise=10.0)
        X.shape, y[0], type(X), X.dtype
        from sklearn.linear_model import LinearRegression
        line = LinearRegression().fit(X, y); line.intercept_, line.coef_, line.predict(X)[:3], line.score(X, y)
        LinearRegression().coef_
        line.fit(X[:2], y)
        X_t = torch.tensor(X, dtype=torch.float32); y_t = torch.tensor(y, dtype=torch.float32).reshape(-1, 1)
        X_t[0], y_t[0], X_t.shape, torch.allclose(y_t.mean(), torch.tensor(y.mean(), dtype=torch.float32))
        X, y = make_circles(300, factor=0.5, noise=0.1, random_state=2020); torch.tensor(y).dtype, X[y == 1].shape
        X, y = make_blobs(200, centers=4, center_box=(-1.2, 1.2), cluster_std=[0.15] * 4, random_state=3); np.unique(y)
    """,
    "python itself": """
        a, b = 1, 2; a < b < 3, a == b, not a, a and b, a or b, 7 // 2, 7 % 2, 2 ** 10, -a, ~True
        c = d = torch.zeros(2); c[0] = 1; d
        f"{a:03d} {b!r} {c.sum():.2f}"
        [a, b][0], (1, 2, 3)[1:], len([1, 2])
        max(1, 2), min(3, 1), round(2.567, 1), abs(-3), sum([1, 2]), float(torch.tensor(2)), int(2.7), bool(c[0])
        if_any = 1 if c.any() else 2
        a += 1; a
        3 in [1, 2, 3], "a" in "abc", list(range(3)), str(2.5), type(c).__name__, float("inf"), range(2)
        print("device:", c.device, c.shape, sep=" | ")
        x, y = 1, 2, 3
        1 / 0
        c < d < 3
        [1, 2][7]
        bool(c)
    """,
    "loops": """
        w = torch.tensor(1.0, requires_grad=True); X = torch.tensor([1., 2, 3]); y = 2 * X
        for epoch in range(3): loss = ((w * X - y) ** 2).mean(); loss.backward(); print(epoch, loss.item())
        for i in range(2):§  with torch.no_grad():§    w -= 0.01 * w.grad§  if i == 1: w.grad.zero_()§  else: k = i
        model = nn.Linear(1, 1); loader = DataLoader(TensorDataset(X.reshape(3, 1), y.reshape(3, 1)), batch_size=2)
        opt = optim.SGD(model.parameters(), lr=0.1); criterion = nn.MSELoss()
        for XX, yy in loader:§    opt.zero_grad()§    criterion(model(XX), yy).backward()§    opt.step()
        for n, (a, b) in enumerate(zip(X, y)): print(n, a.item() * b.item())
        for name, p in model.named_parameters(): print(name, p.shape)
        n = X.numpy(); i = 5
        for i in range(3): n[i] += 10
        squares = [i ** 2 for i in range(5) if i % 2 == 0]; squares, i
        sum(p.numel() for p in model.parameters())
        for row in torch.eye(2): row[0] = 5
        for i in 5: print(i)
        for i in range(3):§    print(i)§    print(n[i] / (n[0] - n[0]) if i < 2 else 1 / 0)
    """,
    "more functions": """
        x = torch.tensor([[3., 1, 2, 5], [4, 4, 1, 1]])
        x.median(); torch.median(x, 1); x.median(dim=0).values
        x.argsort(stable=True); torch.argsort(x[0], descending=True)
        x.norm(); x.norm(1); torch.norm(x, dim=1); torch.linalg.norm(x[0], 1); x.norm(p=2, dim=1, keepdim=True)
        np.linalg.norm(x.numpy(), axis=1); np.median([1, 2, 3, 4]); torch.empty(2, 3).shape; np.empty((2, 2)).dtype
        rng = np.random.default_rng(3); rng.normal(size=3), rng.integers(0, 10, 5), rng.random(2), rng.permutation(4)
        torch.rand_like(x.double()); torch.randn_like(x)
    """,
    "random numbers by NumPy": """
        np.random.seed(2020)
        X = np.sort(np.random.randn(500)); y = X ** 2 + 15 * np.sin(X) ** 3
        X.mean(), y.var(), np.random.rand(2, 3), np.random.normal(0, 2, size=(3,)), np.random.randint(0, 9, size=4)
        np.random.rand(3).dtype, np.random.permutation(5), np.random.uniform(-1, 1, 3)
        torch.randint(0, 10, (3,)), torch.randint(5, size=(2, 2)), torch.randperm(6), torch.rand_like(torch.ones(2))
    """,
}


def python() -> dict[str, object]:
    """What a notebook has imported, seeded as the bench is."""
    torch.manual_seed(0)
    np.random.seed(0)
    own = {"torch": torch, "np": np, "nn": nn, "optim": optim, "F": nn.functional}
    own |= {name: getattr(datasets, name) for name in ("make_regression", "make_circles", "make_blobs")}
    own["LinearRegression"] = LinearRegression
    return own | {"DataLoader": DataLoader, "TensorDataset": TensorDataset}


def is_same(found: object, expected: object) -> bool:
    if isinstance(expected, torch.Tensor):
        return (
            isinstance(found, torch.Tensor)
            and found.dtype == expected.dtype
            and found.requires_grad == expected.requires_grad
            and torch.allclose(found, expected, rtol=0, atol=0, equal_nan=True)
            and found.shape == expected.shape
        )
    if isinstance(expected, np.ndarray | np.generic | float):
        one, other = np.asarray(found), np.asarray(expected)
        same = one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
        return type(found) is type(expected) and same
    if isinstance(expected, tuple | list):
        return isinstance(found, type(expected)) and len(found) == len(expected) and all(map(is_same, found, expected))
    if isinstance(
        expected,
        nn.Module
        | DataLoader
        | TensorDataset
        | optim.Optimizer
        | torch.Generator
        | np.random.Generator
        | BaseEstimator,
    ):
        return type(found) is type(expected)
    return type(found) is type(expected) and found == expected


def follow(lines: list[str]) -> list[str]:
    """Runs the lines on the bench and in Python; what differs."""
    bench = Bench()
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        state = np.random.get_state()
        names = python()
        given = set(names)
        try:
            return [told for line in lines for told in compared(bench, names, given, line)]
        finally:
            np.random.set_state(state)


def compared(bench: Bench, names: dict[str, object], given: set[str], line: str) -> list[str]:
    computed, refusal, expected, error = None, None, None, None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            head, _sign, last = line.rpartition("; ") if not line.startswith(("with", "for")) else (line, "", "None")
            exec(head, names)  # noqa: S102
            try:
                code = compile(last, "", "eval")
            except SyntaxError:
                exec(last, names)  # noqa: S102
            else:
                expected = eval(code, names)  # noqa: S307
        except Exception as caught:
            error = caught
    try:
        computed = bench.run(line)
    except BenchError as caught:
        refusal = caught
    if (error is None) != (refusal is None):
        return [f"{line}: {refusal or 'computed'}, where Python has {error!r}"]
    told = []
    if refusal is not None and (len(str(refusal).splitlines()) != 1 or not 0 <= refusal.start <= refusal.end):
        told.append(f"{line}: {refusal} at {refusal.start}")
    own = {name: value for name, value in names.items() if name not in given and not name.startswith("__")}
    if set(own) != set(bench.variables):
        told.append(f"{line}: {set(own) ^ set(bench.variables)}")
    told += [
        f"{line}: {name} {bench.variables[name]} {v}"
        for name, v in own.items()
        if not is_same(bench.variables.get(name), v)
    ]
    if computed and expected is not None and not is_same(computed[-1].torch, expected):
        told.append(f"{line}: {computed[-1].torch!r} instead of {expected!r}")
    if computed and computed[-1].printed and computed[-1].printed[0] + "\n" != printed.getvalue():
        told.append(f"{line}: {computed[-1].printed} instead of {printed.getvalue()}")
    return told


@pytest.mark.parametrize("title", LECTURE)
def test_that_a_line_of_the_lecture_does_what_python_does(title):
    assert follow([line.strip().replace("§", "\n") for line in LECTURE[title].strip().splitlines()]) == []


ENDS = st.sampled_from(["", "0", "1", "2", "-1", "-2", "9"])
SLICES = st.tuples(ENDS, ENDS, st.sampled_from(["", ":", ":1", ":2", ":-1", ":0"])).map(
    lambda s: f"{s[0]}:{s[1]}{s[2]}"
)
PLACES = st.sampled_from(
    ["0", "1", "-1", "-4", "...", "None", "np.newaxis", "[0, 1]", "[[0], [1]]", "True", "a > 0", "k", "1.5", "()"]
)
INDICES = st.lists(SLICES | PLACES, min_size=1, max_size=3).map(", ".join)
RIGHT = st.sampled_from(
    ["0", "2.5", "a[0]", "torch.ones(3)", "np.ones(3)", "[1, 2, 3]", "True", "k", "m", "'x'", "None"]
)


@settings(max_examples=150)
@given(st.sampled_from(["a", "n", "a.T", "m"]), INDICES, st.sampled_from(["", " = ", " += ", " *= "]), RIGHT)
def test_that_any_index_reads_and_writes_what_python_reads_and_writes(name, index, sign, right):
    setting = ["a = torch.arange(12.).reshape(4, 3)", "n = a.numpy()", "k = torch.tensor([1, 0])", "m = a[1:, :2]"]
    assert follow([*setting, f"{name}[{index}]{sign}{right if sign else ''}", "a"]) == []


UNARY = st.sampled_from(
    ["{}.sum()", "{}.mean(0)", "-{}", "{}.T", "{} > 1", "{}.max()", "{}.argmax(1)", "{}.reshape(-1)"]
)
MORE = st.sampled_from(["{}.std(1)", "torch.exp({})", "np.sqrt({})", "np.mean({}, axis=0)", "{}.numpy()", "{}.float()"])
SIDES = st.sampled_from(["a", "b", "n", "i", "2", "0.5", "True", "[1, 2]", "torch.rand(3)", "np.float64(2)", "n[0]"])
BINARY = st.sampled_from("+ - * / @ ** > == & // %".split())


@settings(max_examples=150)
@given(SIDES, BINARY, SIDES, UNARY | MORE)
def test_that_any_two_values_go_together_as_in_python(left, sign, right, further):
    setting = [
        "a = torch.arange(6.).reshape(2, 3)",
        "b = torch.tensor([[1.], [2.]], requires_grad=True)",
        "n = np.array([1., 2., 3.]); i = torch.tensor([1, 2, 3])",
    ]
    assert follow([*setting, f"r = {left} {sign} {right}", further.format("r")]) == []
