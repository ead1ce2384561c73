"""What is shown now: which epoch, which units, which files; and when it is drawn."""
