"""What the command tells its caller at the end."""

DONE = 0
BUG = 1
WRONG = 2
"""Something that was given can't be used."""
DIVERGED = 3
INTERRUPTED = 130
