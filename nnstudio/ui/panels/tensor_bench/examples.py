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
        _("Random numbers"),
        ("torch.manual_seed(0)", "a = torch.rand(1, 3)", "b = torch.rand(3, 1)", "a + b"),
    ),
    (_("Rows, columns, slices"), ("X = arange(12).reshape(4, 3)", "X[0, :]", "X[:, 0]", "X[1:3, ::2], X[X > 8]")),
    (
        _("Between NumPy and torch"),
        ("n = np.array([1.5, 2.5])", "t = torch.from_numpy(n)", "t.dtype", "type(t.float().numpy())"),
    ),
    (
        _("One memory, two names"),
        ("n = np.array([1.0, 2.0, 3.0])", "t = torch.from_numpy(n)", "c = torch.tensor(n)", "t[0] = 9", "n, c"),
    ),
    (
        _("A device"),
        ("device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')", "x = ones(2, 2, device=device)"),
    ),
    (_("A device that may not be there"), ("x = ones(2, 2)", "x.device", 'x.to("cuda")')),
    (
        _("One layer by hand"),
        ("X = randn(4, 2)", "W = randn(3, 2)", "b = zeros(3)", "H = relu(X @ W.T + b)"),
    ),
    (
        _("The same by torch.nn"),
        ("X = torch.rand(4, 2)", "layer = nn.Linear(2, 3)", "layer(X)", "X @ layer.weight.T + layer.bias"),
    ),
    (
        _("Softmax and argmax"),
        ("z = tensor([[2.0, -1.0, 0.5]])", "p = nn.Softmax(dim=1)(z)", "p.sum(dim=1)", "p.argmax(dim=1)"),
    ),
    (
        _("A gradient"),
        (
            "x = tensor([1.0, 2.0, 3.0])",
            "y = tensor([2.0, 4.0, 6.0])",
            "w = tensor(1.0, requires_grad=True)",
            "L = mean((w * x - y) ** 2)",
        ),
    ),
    (
        _("A step of gradient descent"),
        (
            "X = torch.tensor([1.0, 2.0, 3.0]); y = torch.tensor([2.0, 4.0, 6.0])",
            "w = torch.tensor(1.0, requires_grad=True)",
            "mse = ((y - X * w) ** 2).mean()",
            "mse.backward()",
            "w.grad",
            "with torch.no_grad(): w -= 0.1 * w.grad",
        ),
    ),
    (
        _("A line by scikit-learn"),
        (
            "X, y = make_regression(500, n_features=1, random_state=0, noise=10.0)",
            "line = LinearRegression().fit(X, y)",
            "line.intercept_, line.coef_",
            "line.predict(X[:3]), y[:3]",
        ),
    ),
    (
        _("A batch from a loader"),
        (
            "X = torch.rand(500, 1); y = 2 * X",
            "loader = DataLoader(TensorDataset(X, y), batch_size=50, shuffle=True)",
            "len(loader)",
            "XX, yy = next(iter(loader))",
            "XX.shape, yy.shape",
        ),
    ),
    (
        _("A training loop"),
        (
            "X = torch.rand(100, 1); y = 3 * X + 1",
            "model = nn.Linear(1, 1); criterion = nn.MSELoss(); optimizer = optim.SGD(model.parameters(), lr=0.5)",
            "loader = DataLoader(TensorDataset(X, y), batch_size=20, shuffle=True)",
            "for XX, yy in loader: optimizer.zero_grad(); criterion(model(XX), yy).backward(); optimizer.step()",
            "for epoch in range(20):\n"
            "    for XX, yy in loader:\n"
            "        optimizer.zero_grad(); loss = criterion(model(XX), yy); loss.backward(); optimizer.step()\n"
            "    if epoch % 5 == 0: print(epoch, loss.item())",
            "model.weight, model.bias",
        ),
    ),
)
"""By title: the lines, of which the last is left to be looked at."""
