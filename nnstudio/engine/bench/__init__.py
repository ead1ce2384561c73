"""Tensors by hand: a small language, computed by PyTorch and by NumPy."""
