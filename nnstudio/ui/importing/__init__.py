"""Bringing in data of the learner's own: a dialog that shows what was guessed of a file, and lets it be changed."""
