"""Equations between named matrices: how each number of a result is made of others, and how that is told."""
