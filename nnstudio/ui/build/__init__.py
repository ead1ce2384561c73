"""What the learner designs with: data, layers, training options."""
