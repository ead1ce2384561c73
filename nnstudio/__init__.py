"""NN Studio: click a neural network together, train it with real PyTorch, and watch it learn."""

__version__ = "0.1.0"
