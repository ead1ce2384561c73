"""Landscape: the loss over two directions, and the run's path through it."""
