"""Runs: the runs of a project side by side."""
