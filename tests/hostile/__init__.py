"""Files that are damaged, or made to do damage: each is opened as it is, or refused in a sentence.

``python -m tests.hostile 1000`` tries as many changes of every kind of file as wanted, and prints what came of them.
"""
