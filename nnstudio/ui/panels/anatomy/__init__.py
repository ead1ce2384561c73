"""Anatomy: the network as PyTorch prints it, its summary and its state."""
