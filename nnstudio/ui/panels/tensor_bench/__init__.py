"""Tensor bench: PyTorch and NumPy, line by line."""
