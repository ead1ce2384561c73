"""What the learner builds with: data, network, training."""
