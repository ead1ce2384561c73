"""Lines to begin with: the lecture's tensors, one idea at a time."""

from nnstudio.language import _

EXAMPLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_("Make a tensor"), ("x = tensor([[1, 2, 3], [4, 5, 6]])", "x.shape", "x.ndim", "x.dtype")),
    (_("float32 and float64"), ("a = tensor([0.1, 0.2, 0.3])", "a.dtype", "a.double() - 0.1", "a.sum() == 0.6")),
    (_("A dtype error"), ("X = tensor([[1, 2], [3, 4]])", "W = tensor([[0.5, -1.0]])", "X @ W.T", "X.float() @ W.T")),
    (_("Broadcasting a bias"), ("H = arange(12).reshape(4, 3).float()", "b = tensor([[10.0, 20.0, 30.0]])", "H + b")),
    (_("Broadcasting both"), ("r = arange(3).reshape(3, 1)", "c = arange(4).reshape(1, 4)", "r * 10 + c")),
    (_("Shapes that do not fit"), ("a = ones(3, 2)", "b = ones(3)", "a + b", "a + b.reshape(3, 1)")),
    (
        _("Between NumPy and torch"),
        ("n = np.array([1.5, 2.5])", "t = torch.from_numpy(n)", "t.dtype", "t.float().numpy()"),
    ),
    (_("A device"), ('x = ones(2, 2, device="cpu")', "x.device", 'x.to("cuda")')),
    (
        _("One layer by hand"),
        ("X = randn(4, 2, seed=1)", "W = randn(3, 2, seed=2)", "b = zeros(3)", "H = relu(X @ W.T + b)"),
    ),
    (_("Softmax and argmax"), ("z = tensor([[2.0, -1.0, 0.5]])", "p = softmax(z, 1)", "p.sum(1)", "p.argmax(1)")),
    (
        _("A gradient"),
        (
            "x = tensor([1.0, 2.0, 3.0])",
            "y = tensor([2.0, 4.0, 6.0])",
            "w = tensor(1.0, requires_grad=True)",
            "L = mean((w * x - y) ** 2)",
        ),
    ),
)
"""By title: the lines, of which the last is left to be looked at."""
