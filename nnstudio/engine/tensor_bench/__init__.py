"""The tensor bench: a small language of tensors, computed by PyTorch and by NumPy."""
