"""A window at work is killed at any moment: its file opens, and all but the last seconds are offered back.

``python -m tests.kills 50`` kills as often as wanted, and prints what was left each time.
"""
