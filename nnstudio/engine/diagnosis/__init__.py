"""What is wrong with a run, in words: only what can be computed, or has been tried."""
