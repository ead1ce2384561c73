"""Sweeps in the window: many runs of a project trained beside it, and what came of them."""
