"""Bringing the learner's own tables in."""
