"""What the learner watches."""
