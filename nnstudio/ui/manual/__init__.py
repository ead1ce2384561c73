"""The user's manual, shown in a window of its own."""
