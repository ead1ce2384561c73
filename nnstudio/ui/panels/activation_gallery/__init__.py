"""Activations: every activation function with its slope."""
