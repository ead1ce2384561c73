"""Data that the learner paints onto the big plot."""
